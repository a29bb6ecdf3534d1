"""Every number of a text, in order: its span, value, unit, qualifier, and the role that its form alone tells.

`lex` walks from anchor to anchor (a digit, or the first letters of a number word), so that the words between cost
next to nothing; every look-around is bounded, so that hostile text takes time in proportion to its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.fact import Qualifier
from extractor.mention import Role
from extractor.numbers.form_rules import Previous
from extractor.numbers.forms import role_by_form
from extractor.numbers.qualifiers import qualifier_after, qualifier_before
from extractor.numbers.quantity import ANCHOR, Quantity, read_quantity
from extractor.numbers.shapes import read_shape


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One number of a text, before anything is known of what it counts."""

    start: int
    end: int
    """Half-open offsets of the number with its currency sign, multiplier, unit or "x"."""
    value: Decimal | None
    """In `unit`; of a role that is no amount, the first number of it (a date's day); None where unsure."""
    value_max: Decimal | None
    """The upper end of a range."""
    unit: str
    """`count`, an ISO 4217 code, or one of `kg g mg tonne oz lb l ml`."""
    qualifier: Qualifier
    qualifier_start: int
    """Where the qualifier's words begin; `start` where none stands before the number."""
    qualifier_end: int
    """Where the qualifier's words end; `end` where none stands after the number."""
    role: Role | None
    """Told by form alone; None where the words that govern the number decide."""
    times: bool
    """True for the form of a list: "1 x", "2X", "x2"."""
    rule: str
    """The rule that gave the role; empty where none spoke."""


def lex(text: str) -> tuple[Lexeme, ...]:
    """Every number of a text, in order and never overlapping.

    Vague amounts ("dozens", "several hundred") are no numbers and give no lexeme.
    """
    return tuple(_lexemes(text))


def _lexemes(text: str) -> Iterator[Lexeme]:
    floor = 0
    previous: Previous | None = None
    while anchor := ANCHOR.search(text, floor):
        pos = anchor.start()
        lexeme = _read(text, pos, floor, previous)
        floor = anchor.end()
        if lexeme is not None:
            yield lexeme
            floor, previous = max(floor, lexeme.end), Previous(lexeme.end, lexeme.role, lexeme.rule)


def _read(text: str, pos: int, floor: int, previous: Previous | None) -> Lexeme | None:
    shaped = read_shape(text, pos, floor) if text[pos].isdigit() else None
    if shaped:
        return _lexeme(Quantity(shaped.start, shaped.end, shaped.value, role=shaped.role, rule=shaped.rule))
    quantity = read_quantity(text, pos, floor)
    if quantity is None:
        return None
    form = None if quantity.role else role_by_form(text, quantity, floor, previous)
    if form:
        quantity = quantity._replace(end=form.end, role=form.role, rule=form.rule)
    if quantity.role in _UNQUALIFIED:
        return _lexeme(quantity)
    return _qualified(text, quantity, floor)


_UNQUALIFIED = frozenset(
    {Role.AGE, Role.DATE, Role.YEAR, Role.TIME, Role.DURATION, Role.TELEPHONE, Role.ROAD, Role.ADDRESS, Role.LAW}
    | {Role.ORDINAL, Role.CLASS, Role.IDENTIFIER, Role.PRONOUN}
)
"""Roles whose numbers are no bounds: "over three days" tells a span of time, not more than three."""


def _qualified(text: str, found: Quantity, floor: int) -> Lexeme:
    qualifier, begin = qualifier_before(text, found.start, floor)
    after, finish = qualifier_after(text, found.end)
    return _lexeme(found, qualifier if qualifier is not Qualifier.EXACT else after, begin, finish)


def _lexeme(found: Quantity, qualifier: Qualifier = Qualifier.EXACT, begin: int = -1, finish: int = -1) -> Lexeme:
    return Lexeme(
        start=found.start,
        end=found.end,
        value=found.value,
        value_max=found.value_max,
        unit=found.unit,
        qualifier=qualifier,
        qualifier_start=found.start if begin < 0 else begin,
        qualifier_end=max(found.end, finish),
        role=found.role,
        times=found.times,
        rule=found.rule,
    )
