"""How exactly a number is stated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fact import Qualifier
from extractor.numbers.lexer import lex

MORE, LEAST, ABOUT = Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.APPROXIMATELY
UP_TO, FEWER, EXACT = Qualifier.UP_TO, Qualifier.FEWER_THAN, Qualifier.EXACT

BEFORE = [
    # text (the last number is asked), qualifier, its words
    ("more than 40 arrests", MORE, "more than"),
    ("More than £40,000", MORE, "More than"),
    ("over 100 officers", MORE, "over"),
    ("OVER £1M SEIZED", MORE, "OVER"),
    ("well over 100 officers", MORE, "well over"),
    ("just over 100 officers", MORE, "just over"),
    ("a little over 100 officers", MORE, "a little over"),
    ("in excess of 100 officers", MORE, "in excess of"),
    ("upwards of 100 officers", MORE, "upwards of"),
    ("exceeding £5m", MORE, "exceeding"),
    ("more than a dozen people", MORE, "more than"),
    ("more than half a kilo of it", MORE, "more than"),
    ("more than a total of 100 officers", MORE, "more than a total of"),
    ("more than another 12 arrests", MORE, "more than another"),
    (">100 officers", MORE, ">"),
    ("at least 12 arrests", LEAST, "at least"),
    ("at least another 12 arrests", LEAST, "at least another"),
    ("at the very least 12 arrests", LEAST, "at the very least"),
    ("a minimum of 12 arrests", LEAST, "a minimum of"),
    ("no fewer than 12 arrests", LEAST, "no fewer than"),
    ("not less than 12 arrests", LEAST, "not less than"),
    ("about 12 arrests", ABOUT, "about"),
    ("around 12 addresses", ABOUT, "around"),
    ("approximately 12 arrests", ABOUT, "approximately"),
    ("approx. 12 arrests", ABOUT, "approx."),
    ("circa 12 arrests", ABOUT, "circa"),
    ("c. 12 arrests", ABOUT, "c."),
    ("~12 arrests", ABOUT, "~"),
    ("nearly 12 kilos", ABOUT, "nearly"),
    ("almost 12 kilos", ABOUT, "almost"),
    ("close to 12 kilos", ABOUT, "close to"),
    ("some 102 officers", ABOUT, "some"),
    ("roughly 102 officers", ABOUT, "roughly"),
    ("an estimated 102 officers", ABOUT, "an estimated"),
    ("in the region of 40 arrests", ABOUT, "in the region of"),
    ("drugs worth an estimated £3m", ABOUT, "an estimated"),
    ("an estimated street value of £1.2m", ABOUT, "an estimated street value of"),
    ("estimated to be worth £1.2m", ABOUT, "estimated to be worth"),
    ("up to 100 officers", UP_TO, "up to"),
    ("as many as 100 officers", UP_TO, "as many as"),
    ("as much as £2m", UP_TO, "as much as"),
    ("a maximum of 100 officers", UP_TO, "a maximum of"),
    ("no more than 100 officers", UP_TO, "no more than"),
    ("fewer than 100 officers", FEWER, "fewer than"),
    ("less than 100 officers", FEWER, "less than"),
    ("under 100 officers", FEWER, "under"),
    ("just under £100", FEWER, "just under"),
    ("between about 20 and 30 arrests", ABOUT, "about"),
    ("estimated to be worth more than £1m", MORE, "more than"),
    ("worth up to around £1m", ABOUT, "around"),
    ("over\n100 officers", MORE, "over"),
]


@pytest.mark.parametrize(("text", "qualifier", "words"), BEFORE)
def test_qualifiers_before(text: str, qualifier: Qualifier, words: str) -> None:
    """The nearest qualifier before the number holds, with words between, and its own words are told."""
    found = lex(text)[-1]
    assert found.qualifier is qualifier
    assert text[found.qualifier_start : found.start].strip() == words


AFTER = [
    ("170+ arrests", MORE, "+"),
    ("100-plus officers", MORE, "-plus"),
    ("100 plus officers", MORE, " plus"),
    ("£1m-plus of drugs", MORE, "-plus"),
    ("100 or more officers", LEAST, " or more"),
    ("100 or so officers", ABOUT, " or so"),
    ("£30,000 (approx)", ABOUT, " (approx)"),
    ("100-odd officers", ABOUT, "-odd"),
    ("12 at most", UP_TO, " at most"),
    ("12 or fewer", UP_TO, " or fewer"),
]


@pytest.mark.parametrize(("text", "qualifier", "words"), AFTER)
def test_qualifiers_after(text: str, qualifier: Qualifier, words: str) -> None:
    """A qualifier behind the number holds as one before it does."""
    (found,) = lex(text)
    assert found.qualifier is qualifier
    assert text[found.end : found.qualifier_end] == words


NONE = [
    "12 arrests",
    "information about 12 burglaries",
    "took over 12 homes",
    "over the weekend 12 men",
    "around London 12 men",
    "some of the 12 men",
    "12 plus a van",
    "adding up to 12 men",
    "twice as many as the 12",
    "a total of 12 men",
    "for more. 12 men",
    "over\n\n12 men",
]


@pytest.mark.parametrize("text", NONE)
def test_no_qualifier(text: str) -> None:
    """Prepositions, other numbers' words and words beyond a paragraph's end qualify nothing."""
    found = lex(text)[-1]
    assert found.qualifier is EXACT
    assert (found.qualifier_start, found.qualifier_end) == (found.start, found.end)


SPANS = [
    "over three days",
    "over the course of two days",
    "more than six months",
    "about 5pm",
    "over 18",
    "over-65s",
]


@pytest.mark.parametrize("text", SPANS)
def test_spans_of_time_and_ages_have_no_qualifier(text: str) -> None:
    """What is no amount is no bound."""
    (found,) = lex(text)
    assert found.role is not None
    assert found.qualifier is EXACT


def test_a_qualifier_holds_for_the_first_of_a_list() -> None:
    """In "more than 20 phones and 12 knives" only the phones are a bound."""
    assert [found.qualifier for found in lex("more than 20 phones and 12 knives")] == [MORE, EXACT]


def test_a_qualifier_behind_the_noun_leaves_the_noun_readable() -> None:
    """The qualifier counts, and its end does not swallow what is counted."""
    (found,) = lex("20 arrests or more.")
    assert (found.qualifier, found.qualifier_end) == (LEAST, found.end)


@given(st.sampled_from(BEFORE), st.sampled_from([" ", "\n", "\u00a0", "  "]))
def test_white_space_inside_a_qualifier_changes_nothing(case: tuple[str, Qualifier, str], space: str) -> None:
    """Any single gap between the words reads alike."""
    text, qualifier, _ = case
    assert lex(text.replace(" ", space))[-1].qualifier is qualifier
