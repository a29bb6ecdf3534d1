"""Digits to decimals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.numbers.values import Writing, read_multiplier, read_numeral

PLAIN = [
    # text, what is read of it, value
    ("7", "7", "7"),
    ("1200", "1200", "1200"),
    ("1,200", "1,200", "1200"),
    ("1,200,000.50 more", "1,200,000.50", "1200000.50"),
    ("1 200 knives", "1 200", "1200"),
    ("1\u2009200\u2009000", "1\u2009200\u2009000", "1200000"),
    ("1\u202f200", "1\u202f200", "1200"),
    ("1\u00a0200", "1\u00a0200", "1200"),
    ("1'200", "1'200", "1200"),
    ("1’200", "1’200", "1200"),
    ("12.5kg", "12.5", "12.5"),
    ("1.200", "1.200", "1.200"),
    (".5 of it", ".5", "0.5"),
    ("12.", "12", "12"),
    ("12, 13", "12", "12"),
    ("3,4 and 5", "3", "3"),
    ("17,18,19", "17", "17"),
    ("2018,2019", "2018", "2018"),
    ("12 3456", "12", "12"),
    ("2019 300 people", "2019", "2019"),
]


@pytest.mark.parametrize(("text", "read", "value"), PLAIN)
def test_plain_numerals(text: str, read: str, value: str) -> None:
    """Thousands marks of every kind and decimals give an exact decimal, and nothing behind is taken in."""
    found = read_numeral(text, 0)
    assert found is not None
    assert (text[: found.end], found.value, found.writing) == (read, Decimal(value), Writing.PLAIN)


TYPOS = ["26,00", "12,5", "1,2345", "1,20,000", "1.200,50", "0,500", "100,000,00", "26,00 and 3", "26,00,5"]


@pytest.mark.parametrize("text", TYPOS)
def test_typos_have_no_value(text: str) -> None:
    """A comma that fits no reading is not guessed at."""
    found = read_numeral(text, 0)
    assert found is not None
    assert (found.value, found.writing) == (None, Writing.TYPO)
    assert found.end >= 4


@pytest.mark.parametrize("text", ["1" * 16, "9" * 5000, "1,2" * 40, "1/" * 40 + "1"])
def test_digits_beyond_counting_are_one_stretch(text: str) -> None:
    """A run that no count is long enough for is read once, as a whole, without a value."""
    found = read_numeral(text, 0)
    assert found is not None
    assert (found.value, found.writing, found.end) == (None, Writing.LONG, len(text))


def test_no_digits_no_numeral() -> None:
    """A letter or a lone mark begins no numeral."""
    assert read_numeral("abc", 0) is None
    assert read_numeral(",5", 0) is None


MULTIPLIERS = [
    # text behind the number, money, factor, what is read
    ("k", False, 1000, "k"),
    ("K of", False, 1000, "K"),
    ("k", True, 1000, "k"),
    ("m", True, 10**6, "m"),
    ("M,", True, 10**6, "M"),
    (" m ", True, 10**6, " m"),
    ("m", False, 1, ""),
    ("m people", False, 10**6, "m"),
    ("m from", False, 1, ""),
    ("mn", False, 10**6, "mn"),
    ("bn", True, 10**9, "bn"),
    ("b", True, 10**9, "b"),
    ("million", False, 10**6, "million"),
    (" million", False, 10**6, " million"),
    ("-million", False, 10**6, "-million"),
    (" Million", False, 10**6, " Million"),
    (" billion", False, 10**9, " billion"),
    (" hundred thousand", False, 10**5, " hundred thousand"),
    (" dozen", False, 12, " dozen"),
    (" millions", False, 1, ""),
    (" months", True, 1, ""),
    ("kg", False, 1, ""),
    ("bn5", True, 1, ""),
    (" knives", True, 1, ""),
]


@pytest.mark.parametrize(("text", "money", "factor", "read"), MULTIPLIERS)
def test_multipliers(text: str, money: bool, factor: int, read: str) -> None:
    """Glued or apart, a multiplier counts; a lone "m" is a million only of money or of people."""
    assert read_multiplier(text, 0, money=money) == (Decimal(factor), len(read))


@given(st.integers(0, 10**12), st.sampled_from([",", " ", "'", "’", "\u2009", "\u00a0"]))
def test_grouping_changes_no_value(number: int, mark: str) -> None:
    """Thousands grouped by any mark read as the digits alone."""
    text = f"{number:,}".replace(",", mark)
    found = read_numeral(text, 0)
    assert found is not None
    assert (found.value, found.end) == (Decimal(number), len(text))
