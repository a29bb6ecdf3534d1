"""Amounts: digits or words with their currency, multiplier, unit and range."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.notation import CLOSING, spelled
from extractor.numbers.units import COUNT, GRAMS, Unit, unit_after, unit_before
from extractor.numbers.values import VULGAR, Writing, read_multiplier, read_numeral
from extractor.numbers.words import A_MASS, STARTERS, Kind, read_and_part, read_words


class Quantity(NamedTuple):
    """An amount of a text."""

    start: int
    end: int
    value: Decimal | None
    value_max: Decimal | None = None
    unit: str = COUNT
    money: bool = False
    face: Decimal = Decimal(0)
    """The number before its multiplier and unit."""
    factor: Decimal = Decimal(1)
    """What its multiplier multiplied it by."""
    times: bool = False
    role: Role | None = None
    rule: str = ""
    digits: bool = True
    """False where it is written in words."""


def _trie(words: list[str]) -> str:
    """A pattern for any of the words that shares their beginnings, so that the scanner fails early."""
    heads: dict[str, list[str]] = {}
    for word in words:
        heads.setdefault(word[:1], []).append(word[1:])
    options = [
        re.escape(head) + (_trie(tails) if head else "")
        for head, tails in sorted(heads.items(), reverse=True)
    ]
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


_CASES = sorted({case for word in STARTERS for case in (word, word.capitalize(), word.upper())})
ANCHOR = re.compile(
    rf"(?<![A-Za-z])(?:\d|{_trie(_CASES)}(?![A-Za-z])|[{''.join(VULGAR)}]|(?P<web>https?://|www\.)|{A_MASS})"
    rf"|\d"
)
"""Where a number, or a web address that may hold digits, can begin."""
_AHEAD = re.compile(
    rf"[^A-Za-z](?:(?<=[\d{''.join(VULGAR)}])(?:(?<=\d)|(?<![A-Za-z].))"
    rf"|(?=[{''.join(sorted({case[0] for case in _CASES} | set('hwaA')))}])(?={_trie(_CASES)}(?![A-Za-z])"
    rf"|https?://|www\.|{A_MASS}))",
    re.DOTALL,
)
"""The digit, or the sign before the word, at which the next number can begin; it passes over words faster."""

_TIMES = re.compile(r"[^\S\n]?[xX×](?=\s|[A-Z]|[a-z]{3}|$)")
_TIMES_BEFORE = re.compile(r"(?<![A-Za-z\d])[x×][^\S\n]?\Z")
_DIGITS = re.compile(r"\d{1,16}")
_PLURAL = re.compile(r"['’]?s(?![A-Za-z])")
_SECOND = re.compile(
    spelled(
        r"(?:[^\S\n]{0,2}~[^\S\n]{0,2}| (?i:(?P<to>to)|(?P<and>and)) )"
        rf"(?=[£$€&\dA-Za-z{''.join(VULGAR)}])"
    )
)
_BETWEEN = re.compile(
    spelled(r"(?i:\bbetween (?:(?:about|around|approximately|roughly|an estimated|the ages of) )?)\Z")
)
_CHANGE = re.compile(
    spelled(
        r"(?i:\b(?:from|rose|risen|rises?|fell|fallen|falls?|drop(?:s|ped)?|increase[ds]?|decrease[ds]?"
        r"|reduced|grew"
        r"|grown) (?:by )?)\Z"
    )
)
_RANGING = re.compile(
    r"(?i:\b(?:rang(?:e|es|ed|ing)|aged|ages|var(?:y|ied|ying)|anything|anywhere)\s+from\s)\Z"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?![\d,.]\d|[A-Za-z])")
_ONE = Decimal(1)
_BEFORE_POINT = frozenset(" \t\n\u00a0(£$€")
_FARTHEST = 100
"""A range's ends differ by no more than this factor, unless "between" or money stands before."""


def next_anchor(text: str, pos: int) -> re.Match[str] | None:
    """The first `ANCHOR` at `pos` or later."""
    if here := ANCHOR.match(text, pos):
        return here
    ahead = _AHEAD.search(text, pos)
    return ahead and (ANCHOR.match(text, ahead.start()) or ANCHOR.match(text, ahead.end()))


def read_quantity(text: str, pos: int, floor: int) -> Quantity | None:
    """Read the amount whose digits or number words begin at `pos`, with its range; None where none stands."""
    first = _read_one(text, pos, floor, money=False)
    if first is None or first.role or first.times or first.value is None:
        return first
    return _with_range(text, first, floor) or first


def _read_one(text: str, pos: int, floor: int, *, money: bool) -> Quantity | None:
    if text[pos].isdigit() or text[pos] in VULGAR:
        return _digits(text, pos, floor, money=money)
    return _words(text, pos, floor)


def _digits(text: str, pos: int, floor: int, *, money: bool) -> Quantity | None:
    pos = _with_point(text, pos, floor)
    sign = unit_before(text, pos, floor)
    start = sign.start if sign else pos
    if text[pos] in VULGAR:
        return _finish(text, Quantity(start, pos + 1, VULGAR[text[pos]]), sign, money=money)
    numeral = read_numeral(text, pos)
    if numeral is None:
        return None
    if numeral.writing is Writing.LONG:
        return Quantity(
            start, numeral.end, Decimal(_first_digits(text, pos)), role=Role.IDENTIFIER, rule="digit_run"
        )
    if numeral.value is None or _PLURAL.match(text, numeral.end):
        return _unsure(text, start, numeral.end, sign)
    found = Quantity(start, numeral.end, numeral.value)
    if text[numeral.end : numeral.end + 1] in VULGAR:
        found = found._replace(end=numeral.end + 1, value=numeral.value + VULGAR[text[numeral.end]])
    if sign is None and (prefix := _TIMES_BEFORE.search(text[max(floor, pos - 3) : pos])):
        return found._replace(start=pos - len(prefix[0]), face=numeral.value, times=True)
    return _finish(text, found, sign, money=money)


def _first_digits(text: str, pos: int) -> str:
    found = _DIGITS.match(text, pos)
    return found[0] if found else "0"


def _with_point(text: str, pos: int, floor: int) -> int:
    """Where ".5" begins: a point belongs to the digits unless a word ends at it."""
    if pos == floor or text[pos - 1] != "." or not (pos < 2 or text[pos - 2] in _BEFORE_POINT):
        return pos
    return pos - 1 if read_numeral(text, pos - 1) else pos


def _unsure(text: str, start: int, end: int, sign: Unit | None) -> Quantity:
    """Digits whose meaning is open: "26,00", "£1,000s"."""
    plural = _PLURAL.match(text, end)
    end = plural.end() if plural else end
    after = unit_after(text, end, start, Decimal(0))
    unit = sign or after
    return Quantity(
        start, after.end if after else end, None, unit=unit.name if unit else COUNT, role=Role.UNSURE,
        rule="vague_digits" if plural else "digit_typo",
    )  # fmt: skip


def _words(text: str, pos: int, floor: int) -> Quantity | None:
    if text[pos] in "aA":
        return _one_mass(text, pos, floor)
    spelled = read_words(text, pos, floor)
    if spelled is None:
        return None
    first = Quantity(spelled.start, spelled.end, spelled.value, digits=False)
    if spelled.kind is Kind.CARDINAL:
        return _finish(text, first, None, money=False)
    if spelled.kind is Kind.FRACTION:
        return first._replace(role=Role.FRACTION, rule="share")
    return first._replace(role=Role.ORDINAL, rule="ordinal_word")


def _one_mass(text: str, pos: int, floor: int) -> Quantity | None:
    """An article that is a number ("a ton of"), but for a price ("£40,000 a kilo of")."""
    if pos - floor < 2 and floor > 0:
        return None
    unit = unit_after(text, pos + 1, pos, Decimal(1))
    if unit is None:
        return None
    extra, end = read_and_part(text, unit.end)
    return Quantity(pos, end, Decimal(1) + extra, unit=unit.name, digits=False)


def _finish(text: str, found: Quantity, sign: Unit | None, *, money: bool) -> Quantity:
    """Take in what follows the number: "x", "and a half", a multiplier, a unit."""
    value = found.value or Decimal(0)
    if text[found.end : found.end + 1] in CLOSING:
        return _measured(found, found.end, (value, _ONE), sign, None)
    if sign is None and (times := _TIMES.match(text, found.end)):
        return found._replace(end=times.end(), face=value, times=True)
    extra, end = read_and_part(text, found.end)
    factor, end = read_multiplier(text, end, money=money or sign is not None)
    if factor != 1 and not extra:
        more, end = read_and_part(text, end)
        extra = more
    face = value + extra
    after = unit_after(text, end, found.start, face * factor)
    if sign and after and not (after.money and sign.name == "USD"):
        after = None
    return _measured(found, end, (face, factor), sign, after)


def _measured(
    found: Quantity, end: int, product: tuple[Decimal, Decimal], sign: Unit | None, after: Unit | None
) -> Quantity:
    """The number with its multiplier, in the unit before or behind it."""
    face, factor = product
    unit = after or sign
    if after:
        end, factor = after.end, factor * after.factor
    return Quantity(
        found.start, end, face * factor, unit=unit.name if unit else COUNT,
        money=unit is not None and unit.money, face=face, factor=factor, digits=found.digits,
    )  # fmt: skip


def _with_range(text: str, first: Quantity, floor: int) -> Quantity | None:
    """The range that `first` opens; None where the second number is none of its."""
    joint = _SECOND.match(text, first.end)
    if not joint:
        return None
    behind = text[max(floor, first.start - 40) : first.start]
    between = _BETWEEN.search(behind) is not None
    if (joint["and"] and not between) or (joint["to"] and _tells_change(behind)):
        return None
    second = _second(text, joint.end(), first)
    if second is None or (not between and _YEAR.match(text, joint.end()) and first.face < 1000):
        return None
    return _joined(first, second, far=between or first.money)


def _tells_change(behind: str) -> bool:
    """A change is two numbers ("rose from 10 to 15"); "ranging from 10 to 15" is one range."""
    return _CHANGE.search(behind) is not None and _RANGING.search(behind) is None


def _second(text: str, begin: int, first: Quantity) -> Quantity | None:
    anchor = ANCHOR.search(text, begin, begin + 20)
    if not anchor or anchor["web"]:
        return None
    second = _read_one(text, anchor.start(), begin, money=first.money)
    if second is None or second.start != begin or second.role or second.times or second.value is None:
        return None
    return second


def _joined(first: Quantity, second: Quantity, *, far: bool) -> Quantity | None:
    low, high = _same_unit(first, second)
    if low is None or high is None or low >= high or (not far and high > low * _FARTHEST):
        return None
    unit = second if first.unit == COUNT else first
    return first._replace(end=second.end, value=low, value_max=high, unit=unit.unit, money=unit.money)


def _same_unit(first: Quantity, second: Quantity) -> tuple[Decimal | None, Decimal | None]:
    """Both ends in one unit: the second's multiplier holds for a smaller first that has none of its own."""
    low, high = first.value, second.value
    if first.factor == 1 and second.factor != 1 and first.face < second.face:
        low = first.face * second.factor
    if first.unit == second.unit or COUNT in (first.unit, second.unit):
        return low, high
    if first.unit in GRAMS and second.unit in GRAMS and high is not None:
        return low, high * GRAMS[second.unit] / GRAMS[first.unit]
    return None, None
