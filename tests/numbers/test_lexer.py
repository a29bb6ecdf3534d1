"""Every number of a text: spans, lists, ranges, and promises that hold for any text."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fact import Qualifier
from extractor.mention import Role
from extractor.numbers.lexer import Lexeme, lex

PIECES = [
    "one", "Twenty", "-five", " hundred ", " and ", "a dozen", "half", " a kilo", "kg", "£", "$", "1",
    "12", "1,200", "26,00", ".5", "½", "-", " – ", " to ", "between ", "more than ", "over ", "+", "%",
    " ", "\n", "\n\n", ", ", ". ", "(", ")", "May ", "Monday ", " July 2020", "pm", "aged ", "section ",
    "M", "https://x.org/", "@", "#", "x", " x ", "year-old", " years", " in five", "’", "K", "m ",
    "people", "é", "€", "st", "/", ":", "0", "2019", "in ",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60)


def written(text: str) -> list[str]:
    """The numbers of a text as they stand."""
    return [text[found.start : found.end] for found in lex(text)]


SENTENCES = [
    (
        "Officers executed 15 warrants, arrested 21 people (18 men and three women) and found two guns.",
        ["15", "21", "18", "three", "two"],
    ),
    (
        "More than £1,200,000, 1,200 plants and 1.5kg of it were found at twelve addresses.",
        ["£1,200,000", "1,200", "1.5kg", "twelve"],
    ),
    ("1 x Theft\n2X Possession\n3x knives, guns x4", ["1 x", "2X", "3x", "x4"]),
    ("Six of the nine, and one in Leeds", ["Six", "nine", "one"]),
    ("hundreds, dozens, thousands, scores, several hundred and a few dozen", []),
    ("a couple, both, twice, a single man, nobody, ten-pin", ["ten"]),
    ("Sevenoaks, someone, often, twofold", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "numbers"), SENTENCES)
def test_every_number_is_read(text: str, numbers: list[str]) -> None:
    """Digits and words alike are read, in order; vague amounts and parts of words are not."""
    assert written(text) == numbers


RANGES = [
    # text, as written, lower end, upper end, unit
    ("between 20 and 30 men", "20 and 30", "20", "30", "count"),
    ("between twenty and thirty", "twenty and thirty", "20", "30", "count"),
    ("20-30 men", "20-30", "20", "30", "count"),
    ("20–30 men", "20–30", "20", "30", "count"),
    ("20 – 30 men", "20 – 30", "20", "30", "count"),
    ("10 to 15 men", "10 to 15", "10", "15", "count"),
    ("ten to fifteen men", "ten to fifteen", "10", "15", "count"),
    ("ranging from 10 to 15", "10 to 15", "10", "15", "count"),
    ("2-3kg", "2-3kg", "2", "3", "kg"),
    ("£1-2m", "£1-2m", "1000000", "2000000", "GBP"),
    ("£1m to £2m", "£1m to £2m", "1000000", "2000000", "GBP"),
    ("between £5 and £10 million", "£5 and £10 million", "5000000", "10000000", "GBP"),
    ("between £20,000 and £30,000", "£20,000 and £30,000", "20000", "30000", "GBP"),
    ("between 500g and 1kg", "500g and 1kg", "500", "1000", "g"),
    ("two to three kilos", "two to three kilos", "2", "3", "kg"),
]


@pytest.mark.parametrize(("text", "words", "low", "high", "unit"), RANGES)
def test_ranges(text: str, words: str, low: str, high: str, unit: str) -> None:
    """A range is one lexeme with both ends in one unit: the second's multiplier and unit hold for both."""
    (found,) = lex(text)
    assert (text[found.start : found.end], found.value, found.value_max, found.unit) == (
        words, Decimal(low), Decimal(high), unit,
    )  # fmt: skip
    assert found.qualifier is Qualifier.EXACT


NO_RANGES = [
    ("rose from 10 to 15", ["10", "15"]),
    ("from 10 to 15", ["10", "15"]),
    ("30 to 20", ["30", "20"]),
    ("30-20", ["30", "20"]),
    ("20 or 30", ["20", "30"]),
    ("20 and 30", ["20", "30"]),
    ("12\n- 15 warrants", ["12", "15"]),
    ("50 - 2019", ["50", "2019"]),
    ("12 - 3,000", ["12", "3,000"]),
    ("£5 and 3kg", ["£5", "3kg"]),
]


@pytest.mark.parametrize(("text", "numbers"), NO_RANGES)
def test_pairs_that_are_no_range(text: str, numbers: list[str]) -> None:
    """A change, a falling pair, a new line, a year or a list is two numbers."""
    assert written(text) == numbers
    assert all(found.value_max is None for found in lex(text))


def test_list_counts_say_so() -> None:
    """Only the form "1 x" is a list count, and its "x" belongs to it."""
    assert [found.times for found in lex("1 x Theft, 2X Fraud, knives x3, 4 guns, 4x4")] == [
        True, True, True, False, False,
    ]  # fmt: skip


UNSURE = [
    ("26,00", "count"),
    ("£26,00", "GBP"),
    ("£1,000s", "GBP"),
    ("100s of men", "count"),
    ("12,5kg", "kg"),
]


@pytest.mark.parametrize(("text", "unit"), UNSURE)
def test_unsure_digits_have_no_value(text: str, unit: str) -> None:
    """A typo or a vague plural is told with its unit and without a value."""
    (found,) = lex(text)
    assert (found.role, found.value, found.unit) == (Role.UNSURE, None, unit)


def test_units_spread_over_an_alternative() -> None:
    """The unit behind "or" holds for both numbers."""
    assert [(found.value, found.unit) for found in lex("two or three kilos")] == [
        (Decimal(2), "kg"),
        (Decimal(3), "kg"),
    ]


@given(texts)
def test_spans_are_ordered_and_inside_the_text(text: str) -> None:
    """Spans hold something, never overlap, never leave the text; a qualifier touches no other number."""
    end = 0
    for found in lex(text):
        assert end <= found.qualifier_start <= found.start < found.end <= found.qualifier_end <= len(text)
        end = found.end


@given(texts)
def test_only_the_unsure_have_no_value(text: str) -> None:
    """A value is missing where the role is unsure or the digits are too many, and nowhere else."""
    for found in lex(text):
        assert (found.value is None) == (found.role is Role.UNSURE)
        assert found.value is None or found.value.is_finite()


@given(texts)
def test_every_digit_is_accounted_for(text: str) -> None:
    """No digit stands outside a lexeme."""
    covered = {at for found in lex(text) for at in range(found.start, found.end)}
    bare = [at for at, char in enumerate(text) if char in "0123456789" and at not in covered]
    assert bare == []


@given(texts, texts, texts)
def test_paragraphs_far_away_change_nothing(before: str, text: str, after: str) -> None:
    """A paragraph reads the same whatever stands beyond a paragraph of plain words."""
    wall = "\n\nNothing is told in this line, which only stands between others, as a wall does.\n\n"
    shift = len(before) + len(wall)
    alone = lex(wall + text + wall)
    among = [
        found
        for found in lex(before + wall + text + wall + after)
        if _inside(found, shift, shift + len(text))
    ]
    moved = len(before)
    assert [(f.start + moved, f.end + moved, f.value, f.role, f.qualifier) for f in alone] == [
        (f.start, f.end, f.value, f.role, f.qualifier) for f in among
    ]


def _inside(found: Lexeme, start: int, end: int) -> bool:
    return start <= found.start < end


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=999, places=2),
    st.sampled_from(
        [("k", 3), ("m", 6), ("bn", 9), (" million", 6), ("million", 6), (" billion", 9), (" thousand", 3)]
    ),
    st.sampled_from(["£", "€", "$", "AU$"]),
)
def test_decimals_with_multipliers_read_back(number: Decimal, multiplier: tuple[str, int], sign: str) -> None:
    """Any decimal with a multiplier gives its exact value, sign and multiplier in the span."""
    text = f"worth {sign}{number}{multiplier[0]} of it"
    (found,) = lex(text)
    assert found.value == number * 10 ** multiplier[1]
    assert text[found.start : found.end] == f"{sign}{number}{multiplier[0]}"


FOLDS = [("’", "'"), ("\u00a0", " "), ("–", "-"), ("—", "-"), ("‑", "-"), ("“", '"'), ("\t", " ")]


@given(texts, st.sampled_from(FOLDS))
def test_folding_changes_no_value(text: str, fold: tuple[str, str]) -> None:
    """Curly or straight, long or short, wide or narrow: the characters of one kind read alike."""
    fancy = text.replace(fold[1], fold[0])
    assert [(f.start, f.end, f.value, f.value_max, f.unit, f.role) for f in lex(fancy)] == [
        (f.start, f.end, f.value, f.value_max, f.unit, f.role) for f in lex(fancy.replace(*fold))
    ]


HOSTILE = [
    "1", ",", "1,", "1 ", "one and ", "(", "((1)", "one ", "hundred and ", "1.", "£1", "1-", "12 May ",
    "between 1 and ",
    "1 "
    "to ", "http://", "twenty-", "aged 1, ", "in 2019 and ", "'1", "0 ", "jailed for 1 year ", "1/", "@1",
    "half ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    """Four times the length takes no more than eight times as long."""
    short, long = (_seconds(unit * (length // len(unit))) for length in (6_000, 24_000))
    assert long <= 8 * max(short, 0.01)


def _seconds(text: str) -> float:
    """The best of three readings: other work on the machine only ever adds."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        lex(text)
        taken.append(time.process_time() - started)
    return min(taken)
