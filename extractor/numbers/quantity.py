"""Amounts: digits or words with their currency, multiplier, unit and range."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.units import COUNT, MASSES, Unit, unit_after, unit_before
from extractor.numbers.values import DASH, GAP, VULGAR, Shape, read_multiplier, read_numeral
from extractor.numbers.words import STARTERS, Kind, read_and_part, read_words


class Quantity(NamedTuple):
    """An amount of a text."""

    start: int
    end: int
    value: Decimal | None
    value_max: Decimal | None = None
    unit: str = COUNT
    face: Decimal = Decimal(0)
    """The number before its multiplier and unit."""
    factor: Decimal = Decimal(1)
    """What its multiplier multiplied it by."""
    times: bool = False
    role: Role | None = None
    rule: str = ""
    digits: bool = True


_CASES = sorted({case for word in STARTERS for case in (word, word.capitalize(), word.upper())})


def _trie(words: list[str]) -> str:
    """A pattern for any of the words that shares their beginnings, so that the scanner fails early."""
    heads: dict[str, list[str]] = {}
    for word in words:
        heads.setdefault(word[:1], []).append(word[1:])
    options = [re.escape(head) + _trie(tails) if head else "" for head, tails in sorted(heads.items(), reverse=True)]
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


ANCHOR = re.compile(rf"\d|(?<![A-Za-z]){_trie(_CASES)}(?![A-Za-z])|[{''.join(VULGAR)}]")
"""Where a number can begin."""

_TIMES = re.compile(r"\s?[xX×](?=\s|[A-Z]|$)")
_TIMES_BEFORE = re.compile(r"(?<![A-Za-z\d])[x×]\s?$")
_PLURAL = re.compile(r"['’]?s(?![A-Za-z])")
_SECOND = re.compile(rf"(?:{GAP}?{DASH}{GAP}?|{GAP}(?P<to>to){GAP}|{GAP}(?P<and>and){GAP})(?=[£$€\dA-Za-z])")
_BETWEEN = re.compile(rf"(?i:between{GAP}(?:(?:about|around|approximately|roughly|an{GAP}estimated|the{GAP}ages{GAP}of){GAP})?)$")
_CHANGE = re.compile(
    r"(?i:\b(?<!rang)(?<!ing )from\s+\S{0,12}$|\b(?:rose|risen|rise|fell|fallen|fall|dropp?(?:ed)?|increased?|decreased?|up|down|reduced|cut|grew|gone|went)\b[^.\n]{0,40}$)"
)
_RANGING = re.compile(r"(?i:\b(?:rang(?:e|es|ed|ing)|aged|ages|varying|anything|anywhere)\s+from\s+\S{0,12}$)")
_LARGEST_RATIO = 100


def read_quantity(text: str, pos: int, floor: int) -> Quantity | None:
    """Read the amount whose digits or number words begin at `pos`, its range included; None where none stands."""
    first = _read_one(text, pos, floor)
    if first is None or first.role or first.times or first.value is None:
        return first
    return _with_range(text, first, floor) or first


def _read_one(text: str, pos: int, floor: int) -> Quantity | None:
    if text[pos].isdigit() or text[pos] in VULGAR:
        return _digits(text, pos, floor)
    return _words(text, pos, floor)


def _digits(text: str, pos: int, floor: int) -> Quantity | None:
    sign = unit_before(text, pos, floor)
    start = sign.start if sign else pos
    if sign is None and pos > floor and text[pos - 1] == "." and (pos - 1 == floor or not text[pos - 2].isalnum()):
        start = pos = pos - 1
    if text[pos] in VULGAR:
        return _finish(text, Quantity(start, pos + 1, Decimal(VULGAR[text[pos]])), sign)
    numeral = read_numeral(text, pos)
    if numeral is None:
        return None
    if numeral.shape is Shape.LONG:
        return Quantity(start, numeral.end, Decimal(text[pos : pos + 16]), role=Role.IDENTIFIER, rule="digit_run")
    end, value = numeral.end, numeral.value
    if value is not None and text[end : end + 1] in VULGAR:
        value, end = value + Decimal(VULGAR[text[end]]), end + 1
    if value is None or (sign and _PLURAL.match(text, end)):
        return _unsure(text, start, end, sign)
    if sign is None and (prefix := _TIMES_BEFORE.search(text[max(floor, pos - 2) : pos])):
        return Quantity(pos - len(prefix[0]), end, value, face=value, times=True)
    return _finish(text, Quantity(start, end, value), sign)


def _unsure(text: str, start: int, end: int, sign: Unit | None) -> Quantity:
    plural = _PLURAL.match(text, end)
    end = plural.end() if plural else end
    after = unit_after(text, end, start)
    unit = sign or after
    return Quantity(
        start, after.end if after else end, None, unit=unit.name if unit else COUNT, role=Role.UNSURE,
        rule="vague_digits" if plural else "digit_typo",
    )  # fmt: skip


def _words(text: str, pos: int, floor: int) -> Quantity | None:
    spelled = read_words(text, pos, floor)
    if spelled is None:
        return None
    first = Quantity(spelled.start, spelled.end, spelled.value, digits=False)
    if spelled.kind is Kind.CARDINAL:
        return _finish(text, first, None)
    if spelled.kind is Kind.FRACTION:
        return first._replace(role=Role.FRACTION, rule="share")
    return first._replace(role=Role.ORDINAL, rule="ordinal_word")


def _finish(text: str, found: Quantity, sign: Unit | None) -> Quantity:
    """Take in what follows the number: "x", "and a half", a multiplier, a unit."""
    value = found.value or Decimal(0)
    if sign is None and (times := _TIMES.match(text, found.end)):
        return found._replace(end=times.end(), face=value, times=True)
    extra, end = read_and_part(text, found.end)
    factor, end = read_multiplier(text, end, money=sign is not None)
    if factor != 1 and not extra:
        extra, end = read_and_part(text, end)
    face = value + extra
    after = unit_after(text, end, found.start)
    if sign and after and not (after.money and sign.name == "USD"):
        after = None
    unit = after or sign
    if unit is None:
        return found._replace(end=end, value=face * factor, face=face, factor=factor)
    scale = after.factor if after else Decimal(1)
    return found._replace(
        end=after.end if after else end, value=face * factor * scale, unit=unit.name, face=face, factor=factor * scale,
    )  # fmt: skip


def _with_range(text: str, first: Quantity, floor: int) -> Quantity | None:
    """The range that `first` opens; None where the second number is none of its."""
    joint = _SECOND.match(text, first.end)
    if not joint:
        return None
    window = text[max(floor, first.start - 60) : first.start]
    if joint["and"] and not _BETWEEN.search(window):
        return None
    if joint["to"] and _CHANGE.search(window) and not _RANGING.search(window):
        return None
    anchor = ANCHOR.match(text, joint.end()) or ANCHOR.match(text, joint.end() + 1)
    second = _read_one(text, anchor.start(), joint.end()) if anchor else None
    if second is None or second.start != joint.end() or second.value is None or second.role or second.times:
        return None
    return _joined(first, second)


def _joined(first: Quantity, second: Quantity) -> Quantity | None:
    low, high = _same_unit(first, second)
    if low is None or high is None or low >= high or (low > 0 and high / low > _LARGEST_RATIO * 10):
        return None
    unit = second.unit if first.unit == COUNT else first.unit
    return first._replace(end=second.end, value=low, value_max=high, unit=unit)


def _same_unit(first: Quantity, second: Quantity) -> tuple[Decimal | None, Decimal | None]:
    """Both ends in one unit: the second's multiplier and unit hold for a first that has none."""
    low, high = first.value, second.value
    if first.factor == 1 and second.factor != 1 and first.face < second.face:
        low = first.face * second.factor
    if first.unit == second.unit or COUNT in (first.unit, second.unit):
        return low, high
    if first.unit in MASSES and second.unit in MASSES:
        return low, (second.value or Decimal(0)) * MASSES[second.unit] / MASSES[first.unit]
    return None, None
