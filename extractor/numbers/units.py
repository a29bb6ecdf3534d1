"""Currencies, masses and volumes: the signs and words beside a number, and what they multiply it by."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.numbers.notation import spelled

COUNT = "count"
_ONE = Decimal(1)
_HUNDREDTH = Decimal("0.01")


class Unit(NamedTuple):
    """A unit as the text writes it."""

    name: str
    """`count`, an ISO 4217 code, or one of `kg g mg tonne oz lb l ml`."""
    factor: Decimal
    """What the number is multiplied by to stand in `name` ("50p" is 0.50 GBP)."""
    start: int
    end: int
    money: bool


GRAMS = {"mg": Decimal("0.001"), "g": _ONE, "kg": Decimal(1000), "tonne": Decimal(10**6)}
"""Grams in each metric mass."""

_SIGNS = {"£": "GBP", "$": "USD", "€": "EUR", "¥": "JPY", "₹": "INR"}
_SIGNS |= {"&pound;": "GBP", "&#163;": "GBP", "&euro;": "EUR", "&#8364;": "EUR"}
_DOLLARS = {
    "AU": "AUD", "A": "AUD", "AUD": "AUD", "NZ": "NZD", "NZD": "NZD", "US": "USD", "USD": "USD",
    "CA": "CAD", "C": "CAD", "CAN": "CAD", "CAD": "CAD", "HK": "HKD", "HKD": "HKD", "S": "SGD", "SGD": "SGD",
}  # fmt: skip
_DOLLAR_WORDS = {
    "australian": "AUD", "aussie": "AUD", "new zealand": "NZD", "nz": "NZD", "us": "USD", "american": "USD",
    "canadian": "CAD", "hong kong": "HKD", "singapore": "SGD",
}  # fmt: skip
_CODES = "GBP|USD|EUR|AUD|NZD|HKD|SGD|JPY|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|INR|AED|THB|ZAR|CNY|BRL|MXN"
_COUNTRY = "|".join(sorted(_DOLLARS, key=len, reverse=True))
_SIGN = "|".join(re.escape(sign) for sign in _SIGNS)

_BEFORE = re.compile(
    rf"(?:(?<![A-Za-z])(?P<country>{_COUNTRY})\$|\$(?P<late>AU|NZ|US|CA|HK|A|C)|(?P<sign>{_SIGN})"
    rf"|(?<![A-Za-z])(?P<code>{_CODES}))[^\S\n]?\Z"
)
_LONGEST_BEFORE = 10
_LAST_SIGNS = frozenset("£$€¥₹;")

_WORDS: tuple[tuple[str, Decimal, str], ...] = (
    ("kg", _ONE, "kilos? kilograms? kilogrammes? kgs?"),
    ("mg", _ONE, "milligrams? milligrammes? mgs?"),
    ("g", _ONE, "grams? grammes? gms?"),
    ("tonne", _ONE, "tonnes? tons?"),
    ("oz", _ONE, "ounces? ozs?"),
    ("lb", _ONE, "lbs?"),
    ("ml", _ONE, "millilit(?:re|er)s? mls?"),
    ("ml", Decimal(10), "centilit(?:re|er)s? cls?"),
    ("l", _ONE, "lit(?:re|er)s? ltrs?"),
    ("GBP", _HUNDREDTH, "pence"),
    ("GBP", _ONE, "quid"),
    ("EUR", _ONE, "euros?"),
    ("JPY", _ONE, "yen"),
    ("USD", _HUNDREDTH, "cents"),
)
_SYMBOLS = {
    "g": ("g", _ONE),
    "l": ("l", _ONE),
    "L": ("l", _ONE),
    "t": ("tonne", _ONE),
    "p": ("GBP", _HUNDREDTH),
}
_WORD = "|".join(f"(?P<w{row}>{'|'.join(words.split())})" for row, (_, _, words) in enumerate(_WORDS))
_DOLLAR = "|".join(_DOLLAR_WORDS)
_AFTER = re.compile(
    spelled(
        rf"_?(?:(?i:(?P<pound>pounds?)(?P<sterling> sterling)?|(?:(?P<country>{_DOLLAR}) "
        rf")?(?P<dollars>dollars?)|{_WORD})|(?P<code>{_CODES}|CAD))(?![A-Za-z\d])"
    )
    + r"|[^\S\n]?(?P<sign>[£€])(?!\d)|(?:[^\S\n]?(?P<spaced>[glL])|(?P<glued>[tp]))(?![A-Za-z\d'’])"
)
_NO_MASS = (
    "cash|money|currency|notes|damage|goods|property|assets|funds|debt|fraud|loss|losses|profit|taxpayers"
)
_MASS_OF = re.compile(spelled(rf"(?i: (?:in weight|of (?!(?:\w+ )?(?:{_NO_MASS})\b)))"))
_WEIGHING = re.compile(r"(?i:\bweigh(?:ing|s|ed|t)?\b[^.\n]{0,30}\Z)")
_NEVER_WEIGHED = 100_000


def unit_before(text: str, pos: int, floor: int) -> Unit | None:
    """The currency sign or code that ends at `pos` and begins at `floor` or later."""
    begin = max(floor, pos - _LONGEST_BEFORE)
    near = text[max(begin, pos - 2) : pos].rstrip()
    found = (
        _BEFORE.search(text[begin:pos]) if near and (near[-1] in _LAST_SIGNS or near[-1].isupper()) else None
    )
    if not found:
        return None
    name = found["code"] or _SIGNS.get(found["sign"] or "") or _DOLLARS[found["country"] or found["late"]]
    return Unit(name, _ONE, begin + found.start(), pos, money=True)


def unit_after(text: str, pos: int, start: int, value: Decimal) -> Unit | None:
    """The unit whose word or sign begins at `pos`, behind a number.

    Args:
        text: The whole document.
        pos: Where the number ends.
        start: Where the number begins.
        value: The number, for the pound: two million pounds of anything are money.
    """
    found = _AFTER.match(text, pos)
    if not found:
        return None
    if found["pound"]:
        mass = value < _NEVER_WEIGHED and _is_mass(text, start, found)
        return Unit("lb" if mass else "GBP", _ONE, pos, found.end(), money=not mass)
    name, factor = _named(found)
    return Unit(name, factor, pos, found.end(), money=name.isupper())


def _named(found: re.Match[str]) -> tuple[str, Decimal]:
    if found["dollars"]:
        return _DOLLAR_WORDS[" ".join((found["country"] or "us").lower().split())], _ONE
    if found["code"] or found["sign"]:
        return found["code"] or _SIGNS[found["sign"]], _ONE
    if symbol := found["spaced"] or found["glued"]:
        return _SYMBOLS[symbol]
    name, factor, _ = _WORDS[int((found.lastgroup or "w0")[1:])]
    return name, factor


def _is_mass(text: str, start: int, found: re.Match[str]) -> bool:
    """A pound is mass before "of" something that is no money, or after "weighing"; else it is money."""
    if found["sterling"]:
        return False
    behind = text[max(0, start - 40) : start]
    return bool(_MASS_OF.match(text, found.end()) or _WEIGHING.search(behind))
