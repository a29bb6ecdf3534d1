"""Number words to decimals."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.numbers.words import STARTERS, Kind, Spelled, read_and_part, read_words

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen "
    "eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_FIRST = re.compile("|".join(sorted(STARTERS, key=len, reverse=True)), re.IGNORECASE)


def spell(number: int) -> str:
    """A number below a million in British words."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_SMALL[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {spell(number % 100)}" if number % 100 else ""
        return f"{_SMALL[number // 100]} hundred{rest}"
    below = number % 1000
    joint = " and " if below < 100 else " "
    return f"{spell(number // 1000)} thousand" + (f"{joint}{spell(below)}" if below else "")


def read(text: str) -> Spelled | None:
    """The number at the text's first number word."""
    first = _FIRST.search(text)
    assert first is not None
    return read_words(text, first.start(), 0)


NUMBERS = [
    # text, what is read, value, kind
    ("one arrest", "one", "1", Kind.CARDINAL),
    ("Thirteen people", "Thirteen", "13", Kind.CARDINAL),
    ("TWENTY-FIVE HELD", "TWENTY-FIVE", "25", Kind.CARDINAL),
    ("thirty two", "thirty two", "32", Kind.CARDINAL),
    ("twenty–one", "twenty–one", "21", Kind.CARDINAL),
    ("one hundred and fifty", "one hundred and fifty", "150", Kind.CARDINAL),
    ("one hundred fifty", "one hundred fifty", "150", Kind.CARDINAL),
    ("two hundred and fifty thousand", "two hundred and fifty thousand", "250000", Kind.CARDINAL),
    ("two million", "two million", "2000000", Kind.CARDINAL),
    ("a hundred and twenty", "a hundred and twenty", "120", Kind.CARDINAL),
    ("a million", "a million", "1000000", Kind.CARDINAL),
    ("hundred officers", "hundred", "100", Kind.CARDINAL),
    ("fifteen and twenty", "fifteen", "15", Kind.CARDINAL),
    ("forty and five", "forty", "40", Kind.CARDINAL),
    ("six and seven", "six", "6", Kind.CARDINAL),
    ("five six", "five", "5", Kind.CARDINAL),
    ("twenty\nfive", "twenty\nfive", "25", Kind.CARDINAL),
    ("twenty\n\nfive", "twenty", "20", Kind.CARDINAL),
    ("a dozen", "a dozen", "12", Kind.CARDINAL),
    ("the dozen men", "dozen", "12", Kind.CARDINAL),
    ("half a dozen", "half a dozen", "6", Kind.CARDINAL),
    ("half-dozen", "half-dozen", "6", Kind.CARDINAL),
    ("a half-dozen", "a half-dozen", "6", Kind.CARDINAL),
    ("half a kilo", "half a ", "0.5", Kind.CARDINAL),
    ("half-kilo", "half-", "0.5", Kind.CARDINAL),
    ("half a million", "half a ", "0.5", Kind.CARDINAL),
    ("a quarter of a kilo", "a quarter of a ", "0.25", Kind.CARDINAL),
    ("three-quarters of a tonne", "three-quarters of a ", "0.75", Kind.CARDINAL),
    ("a third of", "a third", "0.333333", Kind.FRACTION),
    ("one third of", "one third", "0.333333", Kind.FRACTION),
    ("two-thirds", "two-thirds", "0.666667", Kind.FRACTION),
    ("half of them", "half", "0.5", Kind.FRACTION),
    ("half the men", "half", "0.5", Kind.FRACTION),
    ("a quarter of those", "a quarter", "0.25", Kind.FRACTION),
    ("first", "first", "1", Kind.ORDINAL),
    ("a third man", "third", "3", Kind.ORDINAL),
    ("twenty-first", "twenty-first", "21", Kind.ORDINAL),
]


@pytest.mark.parametrize(("text", "words", "value", "kind"), NUMBERS)
def test_number_words(text: str, words: str, value: str, kind: Kind) -> None:
    """Words, hyphenated or not, in any case, give value, kind and span; "and" joins only after hundreds."""
    found = read(text)
    assert found is not None
    assert (text[found.start : found.end], found.value, found.kind) == (words, Decimal(value), kind)


VAGUE = [
    "several hundred", "a few hundred", "many thousand", "a few dozen", "some hundred", "tens of million",
    "multi-million", "£ million", "the first-half", "in half", "the other half.", "quarter-final",
]  # fmt: skip


@pytest.mark.parametrize("text", VAGUE)
def test_vague_words_are_no_numbers(text: str) -> None:
    """Vague amounts, and halves of nothing, give no number."""
    last = list(_FIRST.finditer(text))[-1]
    assert read_words(text, last.start(), 0) is None


PARTS = [
    (" and a half", "0.5"),
    ("-and-a-half", "0.5"),
    (" and a quarter", "0.25"),
    (" and three quarters", "0.75"),
]


@pytest.mark.parametrize(("text", "value"), PARTS)
def test_and_a_half(text: str, value: str) -> None:
    """The part behind "and" is added, and its end is told."""
    assert read_and_part(text, 0) == (Decimal(value), len(text))


def test_and_without_a_part() -> None:
    """An "and" before anything else adds nothing."""
    assert read_and_part(" and a man", 0) == (Decimal(0), 0)


@given(st.integers(0, 999_999), st.sampled_from([str.lower, str.upper, str.capitalize]))
def test_spelled_out_numbers_read_back(number: int, case: object) -> None:
    """Every number below a million, spelled out in any case, reads back as itself, the whole of it."""
    text = case(spell(number))  # type: ignore[operator]
    found = read_words(text, 0, 0)
    assert found == Spelled(0, len(text), Decimal(number), Kind.CARDINAL)


@given(st.integers(1, 999), st.integers(1, 99))
def test_two_numbers_joined_by_and_stay_two(first: int, second: int) -> None:
    """Where the first ends in no hundred, "and" parts two numbers."""
    if first % 100 == 0:
        first += 1
    found = read_words(f"{spell(first)} and {spell(second)}", 0, 0)
    assert found is not None
    assert found.value == first
