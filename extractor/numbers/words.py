"""Number words to decimals: the only door to text2num; the offsets are ours."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from text_to_num import Token, find_numbers

from extractor.numbers.values import DASH, FACTORS, GAP


class Kind(Enum):
    """What a number word says."""

    CARDINAL = auto()
    ORDINAL = auto()
    FRACTION = auto()
    """A share of something ("a third of"); a fraction of a unit ("half a kilo") is cardinal."""


class Spelled(NamedTuple):
    """A number in words."""

    start: int
    end: int
    value: Decimal
    kind: Kind


_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety zero"
).split()
_LARGE = "hundred thousand million billion".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth hundredth"
).split()
STARTERS = (*_SMALL, *_LARGE, *_ORDINALS, "dozen", "half", "quarter")
"""Words at which a number can begin."""

_ATOM = "|".join(sorted((*_SMALL, *_LARGE, *_ORDINALS), key=len, reverse=True))
_END = r"(?![A-Za-z'’]?[A-Za-z])"
_AND = r"(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion))" + rf"{GAP}and{GAP}"
_RUN = re.compile(rf"(?i:(?:{_ATOM})(?:(?:{_AND}|{GAP}|{DASH})(?:{_ATOM})(?![A-Za-z])){{0,15}})")
_TOKEN = re.compile(r"\w+|\W+")
_CACHED = 4096

_VAGUE = re.compile(
    rf"(?i:\b(?:several|few|many|couple{GAP}of|some|of|multi|countless|these|those){DASH}?{GAP}?|[£$€]{GAP}?)$"
)
_ARTICLE = re.compile(r"(?i:(?<![A-Za-z])(?:an?|one)(?:\s|[-‐‑]))$")
_HALF_DOZEN = re.compile(rf"(?i:half(?:{GAP}|{DASH})(?:an?(?:{GAP}|{DASH}))?dozen\b)")
_PART = re.compile(
    rf"(?i:(?:(?P<count>one|two|three|four|five|six|seven|eight|nine)(?:{GAP}|{DASH}))?"
    r"(?P<part>half|halves|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)(?![A-Za-z]))"
)
_PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
_OF_UNIT = re.compile(
    rf"(?i:(?:{GAP}|{DASH})(?:of{GAP})?(?:an?(?:{GAP}|{DASH}))?"
    r"(?=(?:kilo(?:gram(?:me)?)?s?|kg|gram(?:me)?|g|ounce|oz|pound|lb|tonne?|lit(?:re|er)|million|billion|thousand"
    r")(?![A-Za-z])))"
)
_OF = re.compile(rf"(?i:{GAP}of(?![A-Za-z]))")
_HALF_OF = re.compile(
    rf"(?i:{GAP}(?:of|the|these|those|that|were|was|are|had|have|all|his|her|their|an?)(?![A-Za-z]))"
)
_AND_PART = re.compile(
    rf"(?i:(?:{GAP}|{DASH})and(?:{GAP}|{DASH})(?:an?(?:{GAP}|{DASH}))?"
    rf"(?:(?P<count>one|three)(?:{GAP}|{DASH}))?(?P<part>half|quarters?)(?![A-Za-z]))"
)
_SHARE_DIGITS = Decimal("0.000001")


class _Word(Token):
    """A word as text2num wants it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def text(self) -> str:
        return self._text


def read_words(text: str, pos: int, floor: int) -> Spelled | None:
    """Read the number in words that begins at `pos`, one of `STARTERS`; None where it is vague or no number.

    Args:
        floor: No offset before it is looked at; the article of "a dozen" is taken in when it stands after it.
    """
    start = _with_article(text, pos, floor)
    word = text[pos : pos + 7].lower()
    if word.startswith("half") and (dozen := _HALF_DOZEN.match(text, pos)):
        return Spelled(start, dozen.end(), Decimal(6), Kind.CARDINAL)
    if part := _part(text, pos, start):
        return part
    if word.startswith(("half", "quarter")):
        return None
    if word.startswith("dozen"):
        return _magnitude(text, pos, start, pos + 5, Decimal(12), floor)
    return _run(text, pos, start, floor)


def read_and_part(text: str, pos: int) -> tuple[Decimal, int]:
    """The "and a half" at `pos`: what it adds, and where it ends; (0, pos) where there is none."""
    found = _AND_PART.match(text, pos)
    if not found:
        return Decimal(0), pos
    count = 3 if (found["count"] or "").lower() == "three" else 1
    return Decimal(count) / _PARTS[found["part"].lower().rstrip("s")], found.end()


def _with_article(text: str, pos: int, floor: int) -> int:
    found = _ARTICLE.search(text[max(floor, pos - 5) : pos])
    return pos - len(found[0]) if found else pos


def _part(text: str, pos: int, start: int) -> Spelled | None:
    """A share ("two-thirds", "a quarter of", "half the") or a part of a unit ("half a kilo")."""
    found = _PART.match(text, pos)
    if not found:
        return None
    name, end = found["part"].lower(), found.end()
    counted = found["count"] is not None
    share = (
        Decimal(_SMALL.index((found["count"] or "one").lower()) + 1)
        / _PARTS[name.rstrip("s").replace("halve", "half")]
    )
    if measured := _OF_UNIT.match(text, end):
        return Spelled(start, measured.end(), share, Kind.CARDINAL)
    told = counted or start < pos or name == "half" or name == "quarter"
    after = _HALF_OF if name == "half" else _OF
    if told and (after.match(text, end) or (counted and name.endswith("s"))):
        return Spelled(start, end, share.quantize(_SHARE_DIGITS), Kind.FRACTION)
    return None


def _run(text: str, pos: int, start: int, floor: int) -> Spelled | None:
    run = _RUN.match(text, pos)
    if not run:
        return None
    end, value, kind = _first_number(run[0].lower())
    if run[0][:end].lower() in FACTORS:
        return _magnitude(text, pos, start, pos + end, Decimal(value), floor)
    begin = start if run[0][:end].lower().startswith(tuple(_LARGE)) else pos
    return Spelled(begin, pos + end, Decimal(value), kind)


def _magnitude(text: str, pos: int, start: int, end: int, value: Decimal, floor: int) -> Spelled | None:
    """A bare "dozen" or "hundred": a number but for "several hundred", "hundreds", "multi-million"."""
    if text[end : end + 1].isalpha() or (start == pos and _VAGUE.search(text[max(floor, pos - 14) : pos])):
        return None
    return Spelled(start, end, value, Kind.CARDINAL)


@lru_cache(maxsize=_CACHED)
def _first_number(run: str) -> tuple[int, int, Kind]:
    """The first number of a run of number words: where it ends, its value, and whether it is an ordinal."""
    tokens = _TOKEN.findall(run)
    first = find_numbers([_Word(token) for token in tokens], "en", 0.0)[0]
    end = len("".join(tokens[: first.end]))
    return end, int(first.value), Kind.CARDINAL if first.text.isdigit() else Kind.ORDINAL
