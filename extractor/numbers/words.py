"""Number words to decimals: the only door to text2num; the offsets are ours."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from text_to_num import find_numbers

from extractor.numbers.notation import spelled
from extractor.numbers.values import FACTORS


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
_LARGE = ("hundred", "thousand", "million", "billion")
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth hundredth"
).split()
A_MASS = spelled("[Aa] (?:tonne|ton|kilogram|kilo)(?= (?:of|and a half)(?![a-z]))")
"""An article that is a number: "a ton of" is one of them; "£40,000 a kilo" is not."""
STARTERS = (*_SMALL, *_LARGE, *_ORDINALS, "dozen", "half", "quarter")
"""Words at which a number can begin."""

_ATOM = "|".join(sorted((*_SMALL, *_LARGE, *_ORDINALS), key=len, reverse=True))
_RUN = re.compile(
    spelled(
        rf"(?i:(?:{_ATOM})(?:(?:(?:(?<=hundred)|(?<=thousand)|(?<=illion)) and "
        rf"|_)(?:{_ATOM})(?![a-z])){{0,15}})"
    )
)
_HYPHENS = str.maketrans("‐‑‒–—−", "------")
_TOKEN = re.compile(r"\w+|\W+")
_CACHED = 4096

_VAGUE = re.compile(spelled(r"(?i:\b(?:several|few|many|of|some|multi|countless|these|those)_|[£$€] ?)\Z"))
_ARTICLE = re.compile(spelled(r"(?i:(?<![a-z])an?(?:\s|~))\Z"))
_HALF_DOZEN = re.compile(spelled("(?i:half_(?:an?_)?dozen)(?![a-z])"))
_PARTS = {"fourth": 4} | {
    name: number + 2
    for number, name in enumerate("half third quarter fifth sixth seventh eighth ninth tenth".split())
}
_PART = re.compile(
    spelled(
        "(?i:(?:(?P<count>one|two|three|four|five|six|seven|eight|nine)_)?"
        f"(?P<part>{'|'.join(_PARTS)})(?P<plural>s)?(?![a-z]))"
    )
)
_MEASURED = re.compile(
    spelled(
        "(?i:_(?:of )?(?:an?_)?(?=(?:kilo(?:gram(?:me)?)?s?|kg|gram(?:me)?|g|ounce|oz|pound|lb|ton(?:ne)?"
        "|lit(?:re|er)|million|billion|thousand|hour|day|week|month|year|mile)(?![a-z])))"
    )
)
_SHARED = re.compile(spelled("(?i: of(?![a-z]))"))
_HALVED = re.compile(
    spelled("(?i: (?:of|the|these|those|that|were|was|are|had|have|all|his|her|their|an?)(?![a-z]))")
)
_AND_PART = re.compile(
    spelled("(?i:_and_(?:an?_)?(?:(?P<count>one|three)_)?(?P<part>half|quarter)s?(?![a-z]))")
)
SHARE_DIGITS = Decimal("0.000001")
"""Shares are rounded to this: a third has no end."""


class _Word:
    """A word in the form that text2num asks for (its `Token` protocol)."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def text(self) -> str:
        return self._text

    def nt_separated(self, _: _Word) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False


def read_words(text: str, pos: int, floor: int) -> Spelled | None:
    """Read the number in words that begins at `pos` with one of `STARTERS`.

    Gives None where the words are vague ("several hundred") or no number ("the first half").

    Args:
        text: The whole document.
        pos: Where the first number word begins.
        floor: Nothing before it is looked at; the article of "a dozen" is taken in where it stands after it.
    """
    start = _with_article(text, pos, floor)
    if dozen := _HALF_DOZEN.match(text, pos):
        return Spelled(start, dozen.end(), Decimal(6), Kind.CARDINAL)
    if part := _part(text, pos, start):
        return part
    word = text[pos : pos + 7].lower()
    if word.startswith(("half", "quarter")):
        return None
    if word.startswith("dozen"):
        return _magnitude(text, pos, start, Spelled(pos, pos + 5, FACTORS["dozen"], Kind.CARDINAL))
    return _run(text, pos, start)


def read_and_part(text: str, pos: int) -> tuple[Decimal, int]:
    """The "and a half" at `pos`: what it adds, and where it ends; (0, pos) where there is none."""
    found = _AND_PART.match(text, pos)
    if not found:
        return Decimal(0), pos
    count = 3 if (found["count"] or "").lower() == "three" else 1
    return Decimal(count) / _PARTS[found["part"].lower()], found.end()


def _with_article(text: str, pos: int, floor: int) -> int:
    found = _ARTICLE.search(text[max(floor, pos - 4) : pos])
    return pos - len(found[0]) if found else pos


def _part(text: str, pos: int, start: int) -> Spelled | None:
    """A share ("two-thirds", "a quarter of", "half the") or a part of a unit ("half a kilo")."""
    found = _PART.match(text, pos)
    if not found:
        return None
    name, count = found["part"].lower(), (found["count"] or "one").lower()
    share = Decimal(_SMALL.index(count) + 1) / _PARTS[name]
    if measured := _MEASURED.match(text, found.end()):
        return Spelled(start, measured.end(), share, Kind.CARDINAL)
    told = found["count"] or start < pos or name in ("half", "quarter")
    followed = (_HALVED if name == "half" else _SHARED).match(text, found.end())
    if told and (followed or (found["count"] and (found["plural"] or count == "one"))):
        return Spelled(start, found.end(), share.quantize(SHARE_DIGITS), Kind.FRACTION)
    return None


def _run(text: str, pos: int, start: int) -> Spelled | None:
    run = _RUN.match(text, pos)
    if not run:
        return None
    first = run[0].lower().translate(_HYPHENS)
    end, value, kind = _first_number(first)
    spelled = Spelled(pos, pos + end, Decimal(value), kind)
    return _magnitude(text, pos, start, spelled) if first.startswith(_LARGE) else spelled


def _magnitude(text: str, pos: int, start: int, spelled: Spelled) -> Spelled | None:
    """A "dozen" or "hundred" with no number before it is one; "several hundred" is vague."""
    if start == pos and _VAGUE.search(text[max(0, pos - 14) : pos]):
        return None
    return spelled._replace(start=start)


@lru_cache(maxsize=_CACHED)
def _first_number(run: str) -> tuple[int, int, Kind]:
    """The first number of a run of number words: where it ends, its value, and whether it is an ordinal."""
    tokens = _TOKEN.findall(run)
    first = find_numbers([_Word(token) for token in tokens], "en", 0.0)[0]
    end = sum(len(token) for token in tokens[: first.end])
    return end, int(first.value), Kind.CARDINAL if first.text.isdigit() else Kind.ORDINAL
