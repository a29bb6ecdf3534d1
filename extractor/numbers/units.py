"""Currencies, masses and volumes: the signs and words beside a number, and what they multiply it by."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.numbers.values import DASH, GAP

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


_SIGNS = {
    "£": "GBP",
    "$": "USD",
    "€": "EUR",
    "¥": "JPY",
    "₹": "INR",
    "&pound;": "GBP",
    "&#163;": "GBP",
    "&euro;": "EUR",
}
_DOLLARS = {
    "AU": "AUD", "A": "AUD", "AUD": "AUD", "NZ": "NZD", "NZD": "NZD", "US": "USD", "USD": "USD",
    "CA": "CAD", "C": "CAD", "CAN": "CAD", "CAD": "CAD", "HK": "HKD", "HKD": "HKD", "S": "SGD", "SGD": "SGD",
}  # fmt: skip
_CODES = (
    "GBP USD EUR AUD NZD CAD HKD SGD JPY CHF SEK NOK DKK PLN CZK HUF RON INR AED THB ZAR CNY TRY BRL MXN"
).split()
_CODE = "|".join(_CODES)
_COUNTRY = "|".join(sorted(_DOLLARS, key=len, reverse=True))

_BEFORE = re.compile(
    rf"(?:(?<![A-Za-z])(?P<country>{_COUNTRY})\$"
    rf"|\$(?P<late>AU|NZ|US|CA|HK|A|C)"
    r"|(?P<sign>[£$€¥₹]|&pound;|&#163;|&euro;)"
    rf"|(?<![A-Za-z])(?P<code>{_CODE}))[^\S\n]?$"
)
_LONGEST_BEFORE = 10

_WORDS: tuple[tuple[str, Decimal, str], ...] = (
    ("kg", _ONE, "kilos? kilograms? kilogrammes? kgs?"),
    ("mg", _ONE, "milligrams? milligrammes? mgs?"),
    ("g", _ONE, "grams? grammes? gms? gr?"),
    ("tonne", _ONE, "tonnes? tons? t"),
    ("oz", _ONE, "ounces? ozs?"),
    ("lb", _ONE, "lbs?"),
    ("ml", _ONE, "millilit(?:re|er)s? mls?"),
    ("ml", Decimal(10), "centilit(?:re|er)s? cls?"),
    ("l", _ONE, "lit(?:re|er)s? ltrs? l"),
    ("GBP", _HUNDREDTH, "pence p"),
    ("GBP", _ONE, "quid"),
    ("EUR", _ONE, "euros?"),
    ("JPY", _ONE, "yen"),
)
_DOLLAR_WORDS = {
    "australian": "AUD", "aussie": "AUD", "new zealand": "NZD", "nz": "NZD", "us": "USD", "american": "USD",
    "canadian": "CAD", "hong kong": "HKD", "singapore": "SGD",
}  # fmt: skip
_WORD = "|".join(f"(?P<w{i}>{'|'.join(words.split())})" for i, (_, _, words) in enumerate(_WORDS))
_DOLLAR = "|".join(word.replace(" ", r"\s") for word in _DOLLAR_WORDS)
_AFTER = re.compile(
    rf"(?:{GAP}|{DASH})?(?:(?i:"
    rf"(?P<pound>pounds?)(?P<sterling>{GAP}sterling)?|(?:(?P<dollar>{_DOLLAR}){GAP})?(?P<dollars>dollars?)"
    rf"|(?P<cents>cents)|{_WORD})(?![A-Za-z\d])"
    rf"|(?P<code>{_CODE})(?![A-Za-z\d])|(?P<sign>[£€])(?!\d))"
)
_GLUED_G = re.compile(r"\d+G(?![a-z])")
_MASS_OF = re.compile(
    rf"{GAP}(?:in{GAP}weight|of{GAP}(?!(?:\w+{GAP})?(?:cash|money|currency|notes|damage|goods|property|assets|funds|debt|fraud|loss|profit)))"
)
_WEIGHING = re.compile(r"\bweigh(?:ing|s|ed|t)?\b[^.\n]{0,30}$", re.IGNORECASE)

MASSES = {"mg": Decimal("0.001"), "g": _ONE, "kg": Decimal(1000), "tonne": Decimal(1_000_000)}
"""Grams in each metric mass."""


def unit_before(text: str, pos: int, floor: int) -> Unit | None:
    """The currency sign or code that ends at `pos` and begins at `floor` or later."""
    begin = max(floor, pos - _LONGEST_BEFORE)
    found = _BEFORE.search(text[begin:pos])
    if not found:
        return None
    name = found["code"] or _SIGNS.get(found["sign"] or "") or _DOLLARS[(found["country"] or found["late"])]
    return Unit(name, _ONE, begin + found.start(), pos, money=True)


def unit_after(text: str, pos: int, start: int) -> Unit | None:
    """The unit whose word or sign begins at `pos`, after a number that begins at `start`."""
    found = _AFTER.match(text, pos)
    if not found:
        return None
    if found["pound"]:
        return _pound(text, start, found)
    if found["dollars"]:
        country = (found["dollar"] or "us").lower()
        return Unit(_DOLLAR_WORDS[" ".join(country.split())], _ONE, pos, found.end(), money=True)
    if found["cents"]:
        return Unit("USD", _HUNDREDTH, pos, found.end(), money=True)
    if found["code"] or found["sign"]:
        return Unit(found["code"] or _SIGNS[found["sign"]], _ONE, pos, found.end(), money=True)
    return _plain_word(text, pos, found)


def _plain_word(text: str, pos: int, found: re.Match[str]) -> Unit | None:
    name, factor, _ = _WORDS[int((found.lastgroup or "w0")[1:])]
    word = text[pos : found.end()]
    if word in {"G", "T", " G", " T", "P", " P", " t", " p", "-p", "-t", "-g", "-l"}:
        return None
    return Unit(name, factor, pos, found.end(), money=name.isupper())


def _pound(text: str, start: int, found: re.Match[str]) -> Unit:
    """A pound is mass before "of" something that is no money, or after "weighing"; else it is money."""
    mass = not found["sterling"] and (
        _MASS_OF.match(text, found.end()) or _WEIGHING.search(text[max(0, start - 40) : start])
    )
    return Unit("lb" if mass else "GBP", _ONE, found.start(), found.end(), money=not mass)
