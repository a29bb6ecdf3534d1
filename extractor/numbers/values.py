"""Digits to decimals: thousands marks, decimals, multipliers, and the typos that must not be guessed at."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple

DASH = r"[-‐‑‒–—−]"
"""Every dash a report writes for a hyphen; they are one character to the reader."""
GAP = r"(?:[^\S\n]{1,8}|[^\S\n]{0,4}\n[^\S\n]{0,8})"
"""White space inside a phrase: at most one line break, never a paragraph's end."""


class Shape(Enum):
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
    shape: Shape


_MARK = "[,'’\u2009\u202f\u00a0 ]"
_NUMERAL = re.compile(
    r"(?P<long>\d{16})"
    rf"|(?P<grouped>[1-9]\d{{0,2}}(?P<mark>{_MARK})\d{{3}}(?:(?P=mark)\d{{3}}){{0,3}}(?!\d)(?!(?P=mark)\d)"
    r"(?:\.\d{1,12})?(?![.,]?\d))"
    r"|(?P<plain>\d++(?:\.\d{1,12})?(?![.,]?\d))"
    r"|(?P<other>\d++(?:[.,]\d++){1,8})"
)
_LEADING_DOT = re.compile(r"\.\d{1,12}(?![.,]?\d)")
_RUN = re.compile(r"[\d.,'’]*\d")
_LIST = re.compile(
    rf"(?:\d{{1,2}}(?:,\d{{1,2}}){{2,8}}|\d{{4}}(?:,\d{{4}})+|\d{{1,2}},\d{{1,2}}(?={GAP}?(?:,|and|or|&)))"
)
_DELETE_MARKS = str.maketrans("", "", ",'’\u2009\u202f\u00a0 ")

VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
"""Fractions of one character whose decimals end."""

_MULTIPLIER = re.compile(
    rf"(?:{GAP}|{DASH})?(?i:(?P<word>hundred|thousand|million|billion|trillion|dozen)(?![a-z]))"
    r"|[^\S\n]?(?P<sign>bn|BN|Bn|mn|MN|mln|mil|k|K)(?![A-Za-z\d])"
    r"|[^\S\n]?(?P<money>m|M|b|B)(?![A-Za-z\d])"
)
FACTORS = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(1_000_000),
    "billion": Decimal(1_000_000_000),
    "trillion": Decimal(1_000_000_000_000),
    "dozen": Decimal(12),
    "k": Decimal(1000),
    "m": Decimal(1_000_000),
    "mn": Decimal(1_000_000),
    "mln": Decimal(1_000_000),
    "mil": Decimal(1_000_000),
    "b": Decimal(1_000_000_000),
    "bn": Decimal(1_000_000_000),
}
"""What each multiplier multiplies by."""


def read_numeral(text: str, pos: int) -> Numeral | None:
    """Read the digits that begin at `pos`; None where none do.

    A comma list without spaces ("3,4 and 5") gives its first number alone. A comma that fits no reading gives a
    numeral without a value that covers the whole stretch.
    """
    dotted = _LEADING_DOT.match(text, pos)
    if dotted:
        return Numeral(dotted.end(), Decimal(dotted[0]), Shape.PLAIN)
    found = _NUMERAL.match(text, pos)
    if not found:
        return None
    if found["long"]:
        return Numeral(_end_of_run(text, pos), None, Shape.LONG)
    if found["other"]:
        return _list_or_typo(text, pos)
    return Numeral(found.end(), Decimal(found[0].translate(_DELETE_MARKS)), Shape.PLAIN)


def _end_of_run(text: str, pos: int) -> int:
    run = _RUN.match(text, pos)
    return run.end() if run else pos


def _list_or_typo(text: str, pos: int) -> Numeral:
    if _LIST.match(text, pos):
        end = text.index(",", pos)
        return Numeral(end, Decimal(text[pos:end]), Shape.PLAIN)
    return Numeral(_end_of_run(text, pos), None, Shape.TYPO)


def read_multiplier(text: str, pos: int, *, money: bool) -> tuple[Decimal, int]:
    """The factor of the multipliers that follow a number at `pos`, and where they end.

    Args:
        money: True after a currency sign, where a lone "m" or "b" is a multiplier and no unit.

    Returns:
        (1, pos) where none follows.
    """
    factor, end = Decimal(1), pos
    for _ in range(2):
        found = _MULTIPLIER.match(text, end)
        if not found or (found["money"] and not money):
            break
        factor *= FACTORS[(found["word"] or found["sign"] or found["money"]).lower()]
        end = found.end()
        if not found["word"]:
            break
    return factor, end
