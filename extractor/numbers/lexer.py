"""Every number of a text, in order: its span, value, unit, qualifier, and the role that its form alone tells.

`lex` walks from anchor to anchor (a digit, or a number word), so that the words between cost next to nothing;
every look-around is bounded, so that hostile text takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from extractor.fact import Qualifier
from extractor.mention import Role
from extractor.numbers.forms import role_by_form
from extractor.numbers.nearby import Nearby, Previous
from extractor.numbers.notation import lowered, spelled
from extractor.numbers.qualifiers import qualifier_after, qualifier_before
from extractor.numbers.quantity import Quantity, next_anchor, read_quantity
from extractor.numbers.shapes import read_shape
from extractor.numbers.units import COUNT, GRAMS, unit_before
from extractor.numbers.values import VULGAR


class Lexeme(NamedTuple):
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


_UNQUALIFIED = frozenset(
    {Role.AGE, Role.DATE, Role.YEAR, Role.TIME, Role.DURATION, Role.TELEPHONE, Role.ROAD, Role.ADDRESS}
    | {Role.SENTENCE, Role.LAW, Role.ORDINAL, Role.CLASS, Role.IDENTIFIER, Role.PRONOUN}
)
"""Roles whose numbers are no bounds: "over three days" tells a span of time, not more than three."""
_SHARED = frozenset(
    {Role.AGE, Role.YEAR, Role.DURATION, Role.SENTENCE, Role.PERCENTAGE, Role.DISTANCE, Role.TIME}
)
"""Roles told behind a list that hold for all of it: "32 and 45-year-old men", "two or three weeks"."""
_LONGEST_LIST = 8
"""How many numbers may yet change by what stands behind them."""
_OLDEST = 110
_PARTS = "".join(VULGAR)
_FIGURES = re.compile(
    rf"(?P<first>\d{{1,16}}|[{_PARTS}])\d*+[\W_]{{0,6}}+"
    rf"(?:(?:\d++|[{_PARTS}])[\W_]{{0,6}}+(?=[\d{_PARTS}])){{58,}}+(?:\d++|[{_PARTS}])"
)
"""Sixty numbers or more with no word between them: nobody can say what they count, so they are one run."""
_WEB = re.compile(r"[^\s<>\"“”]{1,2000}")
_DIGIT = re.compile(r"\d")
_LAST_JOIN = re.compile(spelled("(?: |~ )(?:and|or|to|&) |~"))
_OTHER_JOIN = re.compile(spelled(", "))


def lex(text: str) -> tuple[Lexeme, ...]:
    """Every number of a text, in order and never overlapping.

    Vague amounts ("dozens", "several hundred") are no numbers and give no lexeme. The time taken is in
    proportion to the length of the text, whatever it holds.
    """
    return tuple(lexemes(text, lowered(text)))


def lexemes(text: str, lower: str) -> Iterator[Lexeme]:
    """The numbers of `lex` one at a time, so that those of a long text need not stand in memory at once.

    Args:
        text: The document.
        lower: The same in lower case, as `lowered` gives it.
    """
    open_ones: deque[Lexeme] = deque()
    floor = pos = 0
    previous: Previous | None = None
    while anchor := next_anchor(text, pos):
        pos, start = anchor.end(), anchor.start()
        if anchor["web"]:
            pos, lexeme = _web(text, start)
        else:
            lexeme = _read(text, lower, start, floor, previous)
        if lexeme is None:
            continue
        open_ones.append(lexeme)
        if lexeme.role in _SHARED or lexeme.unit in GRAMS:
            _share_back(text, open_ones)
        floor = lexeme.end
        pos = max(pos, floor)
        previous = Previous(floor, lexeme.role, lexeme.rule)
        if len(open_ones) > _LONGEST_LIST:
            yield open_ones.popleft()
    yield from open_ones


def _web(text: str, start: int) -> tuple[int, Lexeme | None]:
    """A web address is one name, and a number only where it holds digits; where it ends, and the number."""
    address = _WEB.match(text, start)
    end = address.end() if address else start + 1
    if digits := _DIGIT.search(text, start, end):
        quantity = Quantity(start, end, Decimal(digits[0]), role=Role.IDENTIFIER, rule="web_address")
        return end, _lexeme(quantity)
    return end, None


def _read(text: str, lower: str, pos: int, floor: int, previous: Previous | None) -> Lexeme | None:
    if figures := _FIGURES.match(text, pos):
        first = VULGAR.get(figures["first"]) or Decimal(figures["first"])
        return _lexeme(Quantity(pos, figures.end(), first, role=Role.IDENTIFIER, rule="digit_run"))
    digits = text[pos].isdigit()
    if digits and not unit_before(text, pos, floor) and (shaped := read_shape(text, pos, floor)):
        return _lexeme(Quantity(shaped.start, shaped.end, shaped.value, role=shaped.role, rule=shaped.rule))
    quantity = read_quantity(text, pos, floor)
    if quantity is None:
        return None
    if quantity.role is None and (form := role_by_form(Nearby(text, lower, quantity, floor, previous))):
        value = quantity.value if form.value is None else form.value
        quantity = quantity._replace(end=form.end, role=form.role, rule=form.rule, value=value)
    return _lexeme(quantity) if quantity.role in _UNQUALIFIED else _qualified(lower, quantity, floor)


def _qualified(lower: str, found: Quantity, floor: int) -> Lexeme:
    qualifier, begin = qualifier_before(lower, found.start, floor)
    after, finish = qualifier_after(lower, found.end)
    return _lexeme(found, qualifier if qualifier is not Qualifier.EXACT else after, begin, finish)


def _lexeme(
    found: Quantity, qualifier: Qualifier = Qualifier.EXACT, begin: int = -1, finish: int = -1
) -> Lexeme:
    return Lexeme(
        found.start,
        found.end,
        found.value,
        found.value_max,
        found.unit,
        qualifier,
        found.start if begin < 0 else begin,
        finish if finish > found.end else found.end,
        found.role,
        found.times,
        found.rule,
    )


def _share_back(text: str, found: deque[Lexeme]) -> None:
    """Give what the last number says to the bare numbers that are listed before it."""
    last, join = found[-1], _LAST_JOIN
    for index in range(len(found) - 2, max(-1, len(found) - _LONGEST_LIST), -1):
        bare, gap = found[index], (found[index].end, found[index + 1].start)
        if bare.role or bare.unit != COUNT or bare.times or not _may_share(last, bare):
            return
        if gap[1] - gap[0] > 16 or not join.fullmatch(text, *gap):
            return
        if last.role is None:
            found[index] = bare._replace(unit=last.unit)
        else:
            found[index] = bare._replace(
                role=last.role, rule=last.rule, qualifier=Qualifier.EXACT,
                qualifier_start=bare.start, qualifier_end=bare.end,
            )  # fmt: skip
        join = _OTHER_JOIN


def _may_share(last: Lexeme, bare: Lexeme) -> bool:
    if bare.value is None or bare.value_max is not None:
        return False
    if last.role is Role.AGE:
        return last.rule == "year_old" and bare.value <= _OLDEST
    if last.role is Role.YEAR:
        return 1500 <= bare.value <= 2099
    return last.role in _SHARED or last.role is None
