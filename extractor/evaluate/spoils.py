"""The kinds of error that the verifier must catch, and how each is made.

Every maker yields the false facts that can be made of one gold fact, in a fixed order and without chance. A
candidate that gold itself tells (an off-by-one that another figure has, a "charge" that gold holds as well)
is no error and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from extractor.evaluate import spoil_meaning, spoil_words
from extractor.evaluate.spoil_source import Source
from extractor.fact import Fact


class Group(StrEnum):
    """What an error is about."""

    VALUE = "value"
    QUOTE = "quote"
    UNIT = "unit"
    QUALIFIER = "qualifier"
    MEASURE = "measure"
    SCOPE = "scope"
    PERIOD = "period"
    SET = "set"
    """One fact too many or too few; the single facts are true."""


class Kind(StrEnum):
    """One way to spoil a fact."""

    OFF_BY_ONE = "off_by_one"
    TIMES_TEN = "times_ten"
    DIVIDED_BY_TEN = "divided_by_ten"
    DIGITS_SWAPPED = "digits_swapped"
    ANOTHER_NUMBER = "another_number"
    QUOTE_ALTERED = "quote_altered"
    QUOTE_INVENTED = "quote_invented"
    QUOTE_FROM_ELSEWHERE = "quote_from_elsewhere"
    WRONG_UNIT = "wrong_unit"
    QUALIFIER_LOST = "qualifier_lost"
    QUALIFIER_ADDED = "qualifier_added"
    QUALIFIER_TURNED = "qualifier_turned"
    WRONG_MEASURE = "wrong_measure"
    ANOTHER_FIGURE = "another_figure"
    WRONG_SCOPE = "wrong_scope"
    SCOPE_ADDED = "scope_added"
    PART_AS_TOTAL = "part_as_total"
    PAST_AS_CURRENT = "past_as_current"
    CURRENT_AS_PAST = "current_as_past"
    TOLD_TWICE = "told_twice"
    LEFT_OUT = "left_out"


Spoiler = Callable[[Source], Iterator[Fact]]

SPOILERS: dict[Kind, tuple[Group, Spoiler]] = {
    Kind.OFF_BY_ONE: (Group.VALUE, spoil_words.off_by_one),
    Kind.TIMES_TEN: (Group.VALUE, spoil_words.times_ten),
    Kind.DIVIDED_BY_TEN: (Group.VALUE, spoil_words.divided_by_ten),
    Kind.DIGITS_SWAPPED: (Group.VALUE, spoil_words.digits_swapped),
    Kind.ANOTHER_NUMBER: (Group.VALUE, spoil_words.another_number),
    Kind.QUOTE_ALTERED: (Group.QUOTE, spoil_words.quote_altered),
    Kind.QUOTE_INVENTED: (Group.QUOTE, spoil_words.quote_invented),
    Kind.QUOTE_FROM_ELSEWHERE: (Group.QUOTE, spoil_words.quote_from_elsewhere),
    Kind.WRONG_UNIT: (Group.UNIT, spoil_words.wrong_unit),
    Kind.QUALIFIER_LOST: (Group.QUALIFIER, spoil_words.qualifier_lost),
    Kind.QUALIFIER_ADDED: (Group.QUALIFIER, spoil_words.qualifier_added),
    Kind.QUALIFIER_TURNED: (Group.QUALIFIER, spoil_words.qualifier_turned),
    Kind.WRONG_MEASURE: (Group.MEASURE, spoil_meaning.wrong_measure),
    Kind.ANOTHER_FIGURE: (Group.MEASURE, spoil_meaning.another_figure),
    Kind.WRONG_SCOPE: (Group.SCOPE, spoil_meaning.wrong_scope),
    Kind.SCOPE_ADDED: (Group.SCOPE, spoil_meaning.scope_added),
    Kind.PART_AS_TOTAL: (Group.SCOPE, spoil_meaning.part_as_total),
    Kind.PAST_AS_CURRENT: (Group.PERIOD, spoil_meaning.past_as_current),
    Kind.CURRENT_AS_PAST: (Group.PERIOD, spoil_meaning.current_as_past),
    Kind.TOLD_TWICE: (Group.SET, spoil_meaning.unspoiled),
    Kind.LEFT_OUT: (Group.SET, spoil_meaning.unspoiled),
}
"""Every kind of error with what it is about and how it is made."""
