"""Figures in words that say what is known, and no more."""

from decimal import Decimal

import pytest

from extractor.pages.words import cost_words, day_words, interval_words

INTERVALS = {
    "one number": ((254, 254, "count"), "254"),
    "an interval": ((80, 83, "count"), "80 to 83"),
    "no upper bound": ((46700, None, "GBP"), "at least 46,700 GBP"),
    "no lower bound": ((0, 12, "count"), "up to 12"),
    "none": ((0, 0, "count"), "0"),
    "no bound at all": ((0, None, "GBP"), "no bound is told"),
    "parts of a unit": ((Decimal("0.5"), Decimal("1.25"), "kg"), "0.5 to 1.25 kg"),
}


@pytest.mark.parametrize("case", INTERVALS)
def test_a_sum_of_bounds_says_what_it_bounds(case):
    """Never a number where there is an interval, never an end that is not known."""
    (low, high, unit), words = INTERVALS[case]
    assert interval_words(Decimal(low), None if high is None else Decimal(high), unit) == words


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("XXXX-12-19", "19 December"),
        ("2020-07-22", "2020-07-22"),
        ("2026-11", "2026-11"),
        ("XXXX-13-01", "XXXX-13-01"),
        (None, ""),
    ],
)
def test_a_date_without_its_year_reads_as_one(date, words):
    """EDTF's XXXX is for programs."""
    assert day_words(date) == words


def test_an_unknown_cost_is_never_zero():
    """It is said to be unknown."""
    assert cost_words(None) == "unknown"
    assert cost_words(Decimal(0)) == "$0.0000"
