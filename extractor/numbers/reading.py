"""What a rule says of a number."""

from __future__ import annotations

from typing import NamedTuple

from extractor.fact import Measure
from extractor.mention import Role

Span = tuple[int, int]


class Reading(NamedTuple):
    """The opinion of one rule.

    A result has a measure; a number that is no result has none and says its role.
    """

    rule: str
    measure: Measure | None = None
    also: tuple[Measure, ...] = ()
    role: Role = Role.RESULT
    unit: str | None = None
    """Pieces ("plants", "tablets"), where the noun gives the unit; None keeps the lexeme's own."""
    item: Span | None = None
    """Where the words stand that say what was counted."""
    part: bool = False
    """True where the number is told as a part of the one before."""


def no_result(rule: str, role: Role) -> Reading:
    """A number that is certainly no result."""
    return Reading(rule, role=role)
