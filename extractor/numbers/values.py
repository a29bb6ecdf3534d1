"""Digits to decimals: thousands marks, decimals, multipliers, and the typos that must not be guessed at."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple

from extractor.numbers.notation import DASH, DASHES, GAP


class Writing(Enum):
    """How a stretch of digits is written."""

    PLAIN = auto()
    TYPO = auto()
    """A comma that is neither a thousands mark nor a list: "26,00"."""
    LONG = auto()
    """More digits than anything counted has."""


class Numeral(NamedTuple):
    """A stretch of digits, read."""

    end: int
    value: Decimal | None
    """None where the writing is no plain one."""
    writing: Writing


_MARK = "[,'’\u2009\u202f\u00a0 ]"
_NUMERAL = re.compile(
    rf"(?P<long>\d{{16}}|[\d.,'’/:{DASHES}]{{41}})"
    rf"|(?P<grouped>[1-9]\d{{0,2}}(?P<mark>{_MARK})\d{{3}}(?:(?P=mark)\d{{3}}){{0,3}}(?!\d)(?!(?P=mark)\d)"
    r"(?:\.\d{1,12})?(?![.,]?\d))"
    r"|(?P<plain>\d++(?:\.\d{1,12})?(?![.,]?\d))"
    r"|(?P<other>\d++(?:[.,]\d++){1,8})"
)
_LEADING_DOT = re.compile(r"\.\d{1,12}(?![.,]?\d)")
_DIGITS = re.compile(r"\d+")
_RUN = re.compile(r"[\d.,'’]*\d")
_LONG_RUN = re.compile(rf"[\d.,'’/:{DASHES}]*\d")
_LIST = re.compile(
    r"\d{1,2}(?:,[1-9]\d?){2,8}(?!\d)|\d{4}(?:,\d{4})+(?!\d)"
    rf"|\d{{1,2}},[1-9]\d?(?={GAP}?(?:,|and|or|&){GAP}?\d{{1,2}}(?!\d))"
)
_DELETE_MARKS = str.maketrans("", "", ",'’\u2009\u202f\u00a0 ")

VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
"""Fractions of one character."""

FACTORS = {
    "dozen": Decimal(12),
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
    "k": Decimal(1000),
    "m": Decimal(10**6),
    "mn": Decimal(10**6),
    "mln": Decimal(10**6),
    "mil": Decimal(10**6),
    "b": Decimal(10**9),
    "bn": Decimal(10**9),
}
"""What each multiplier multiplies by."""
_ONE = Decimal(1)
_MANY = (
    "people|children|residents|users|visitors|pounds|euros|dollars|cigarettes|tablets|pills|doses|wraps|deals"
    "|litres"
    "|items|messages|records"
)
_MULTIPLIER = re.compile(
    rf"(?:{GAP}|{DASH})?(?i:(?P<word>hundred|thousand|million|billion|trillion|dozen)(?![a-z]))"
    r"|[^\S\n]?(?:(?P<sign>bn|BN|Bn|mn|MN|mln|mil|k|K)|(?P<money>m|M|b|B))(?![A-Za-z\d])"
)
_MILLION_OF = re.compile(rf"(?:m|M)(?={GAP}(?:{_MANY})(?![a-z]))")


def read_numeral(text: str, pos: int) -> Numeral | None:
    """Read the digits that begin at `pos`, or the point before them; None where none do.

    A comma list without spaces ("3,4 and 5") gives its first number alone. A comma that fits no reading gives
    a numeral without a value that covers the whole stretch.
    """
    dotted = _LEADING_DOT.match(text, pos)
    if dotted:
        return Numeral(dotted.end(), Decimal(dotted[0]), Writing.PLAIN)
    found = _NUMERAL.match(text, pos)
    if not found:
        return None
    if found["long"]:
        return Numeral(_end_of(_LONG_RUN, text, pos), None, Writing.LONG)
    if found["other"]:
        return _list_or_typo(text, pos)
    return Numeral(found.end(), Decimal(found[0].translate(_DELETE_MARKS)), Writing.PLAIN)


def _end_of(run: re.Pattern[str], text: str, pos: int) -> int:
    found = run.match(text, pos)
    return found.end() if found else pos


def _list_or_typo(text: str, pos: int) -> Numeral:
    in_list = pos > 1 and text[pos - 1] == "," and text[pos - 2].isdigit()
    if in_list or _LIST.match(text, pos):
        end = _end_of(_DIGITS, text, pos)
        return Numeral(end, Decimal(text[pos:end]), Writing.PLAIN)
    return Numeral(_end_of(_RUN, text, pos), None, Writing.TYPO)


def read_multiplier(text: str, pos: int, *, money: bool) -> tuple[Decimal, int]:
    """The factor of the multipliers that follow a number at `pos`, and where they end.

    Args:
        text: The whole document.
        pos: Where the number ends.
        money: True after a currency sign, where a lone "m" or "b" is a multiplier and no unit.

    Returns:
        (1, pos) where none follows.
    """
    factor, end = _ONE, pos
    while found := _MULTIPLIER.match(text, end):
        sign = found["word"] or found["sign"] or (found["money"] if money else None)
        if sign is None or factor >= 10**9:
            break
        factor, end = factor * FACTORS[sign.lower()], found.end()
        if not found["word"]:
            break
    if end == pos and (million := _MILLION_OF.match(text, pos)):
        return FACTORS["m"], million.end()
    return factor, end
