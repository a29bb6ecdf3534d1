"""Numbers that say by their own shape what they are: dates, times, telephones, roads, codes.

Each shape is a row: a pattern that matches where the digits begin and, for what stands before them (a month's
name, the letter of a road), a pattern that ends there. Rows are asked in order; the first that matches wins.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.nearby import before_noun
from extractor.numbers.notation import DASH, DASHES, GAP, word_set


class Shaped(NamedTuple):
    """A number read as a whole by its shape."""

    start: int
    end: int
    value: Decimal
    """The first number of it (the day of a date); of a telephone number, all its digits."""
    role: Role
    rule: str


class Shape(NamedTuple):
    """One row."""

    name: str
    role: Role
    why: str
    at: str
    """Matches at the digits."""
    before: str = ""
    """Must end where the digits begin."""
    cue: bool = False
    """True where what stands before is no part of the number."""


_MONTHS = (
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
).split()
_WEEKDAYS = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Weds Thu Thur Thurs Fri "
    "Sat Sun"
).split()


def _longest_first(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_START = r"(?<![A-Za-z\d])"
_MONTH = rf"(?:{_longest_first([*_MONTHS, *map(str.upper, _MONTHS)])})(?![A-Za-z])\.?"
_WEEKDAY = rf"(?i:(?:{_longest_first(_WEEKDAYS)})(?![a-z])\.?)"
_MONTH_THE = rf"{_START}{_MONTH}{GAP}(?:the{GAP})?"
_WEEKDAY_THE = rf"{_START}{_WEEKDAY},?{GAP}(?:the{GAP})?"
_DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])"
_NTH = r"(?:st|nd|rd|th)(?![A-Za-z])"
_DAY = rf"{_DAY_NUMBER}(?:st|nd|rd|th)?(?![\dA-Za-z])"
_JOIN = (
    rf"(?:{GAP}?[,/&]{GAP}?|{GAP}?{DASH}{GAP}?|{GAP}(?:to|and|until|or|through){GAP})(?:and{GAP})?(?:the{GAP})?"
    rf"(?:{_WEEKDAY},?{GAP})?(?:the{GAP})?"
)
_MORE_DAYS = rf"(?:{_JOIN}{_DAY}){{0,6}}"
_DAYS = _DAY + _MORE_DAYS
_YEAR = r"(?:(?:19|20)\d\d(?!\d))"
_HOUR = r"(?:[01]?\d|2[0-4])"
_CLOCK = rf"{_HOUR}(?:[:.][0-5]\d){{0,2}}"
_HALF = rf"{GAP}?(?i:am|pm|a\.m\.?|p\.m\.?|noon|midnight|o['’]clock)(?![A-Za-z])"
_TO_CLOCK = rf"(?:{_HALF})?(?:{GAP}?{DASH}{GAP}?|{GAP}(?:to|and|until){GAP}){_CLOCK}{_HALF}"
_MARK = f"[/.{DASHES}]"
_SPACE = rf"(?:[^\S\n]{{1,2}}|{DASH})"
_ABROAD = rf"\d{{1,3}}{_SPACE}?(?:\(0\){_SPACE}?)?\d{{1,5}}(?:{_SPACE}?\d{{3,4}}){{1,3}}"
_OF_DAY = rf"{GAP}(?:this|that|yesterday|in{GAP}the){GAP}(?:morning|afternoon|evening)"
_NOT_A_SIZE = r"(?!\s(?:paper|sheet|size|rifle|carbine|assault))"

_PREFIXED: tuple[Shape, ...] = (
    Shape("html_entity", Role.IDENTIFIER, "an HTML left-over is a character", r"\d+;", r"&#x?"),
    Shape("handle", Role.IDENTIFIER, "#tag1, @name1", r"\d\w*(?:@[\w.-]+)?", r"[#@]\w{0,30}"),
    Shape("telephone_abroad", Role.TELEPHONE, "+44 …", _ABROAD, r"\(?\+"),
    Shape(
        "telephone_area", Role.TELEPHONE, "(020) …", rf"\d{{3,5}}\)(?:{_SPACE}?\d{{3,4}}){{2}}(?!\d)", r"\("
    ),
    Shape(
        "postcode", Role.ADDRESS, "SW1A 1AA", r"\d[A-Z\d]?\s?\d[A-Z]{2}(?![A-Za-z\d])",
        rf"{_START}[A-Z]{{1,2}}",
    ),
    Shape(
        "road", Role.ROAD, "A406, M1", rf"\d{{1,4}}(?:\(M\))?(?![A-Za-z\d]){_NOT_A_SIZE}",
        rf"(?<![A-Za-z\d{DASHES}])[ABM]",
    ),
    Shape("road_abroad", Role.ROAD, "I-95", r"\d{1,3}(?!\d)", rf"{_START}(?:I|US|SH){DASH}"),
    Shape("junction_short", Role.ROAD, "J14", r"\d{1,2}[A-Za-z]?(?![A-Za-z\d])", rf"{_START}J"),
    Shape(
        "law_short", Role.LAW, "s.18, s18", r"\d{1,3}[A-Z]{0,2}(?:\(\w{1,3}\)){0,3}(?![A-Za-z\d])",
        r"(?<![A-Za-z\d'’])(?:[sS](?:\.\s?)?|ss\.\s?)",
    ),
    Shape(
        "age_group", Role.AGE, "under-18s, U21s", r"\d\d['’]?s(?![A-Za-z])",
        rf"(?i:(?<![a-z])(?:under|over|u)(?:{GAP}|{DASH})?)", cue=True,
    ),
    Shape(
        "age_decade", Role.AGE, "in his 20s and 30s, (40s)", r"[1-9]0['’]?s(?![A-Za-z])",
        rf"(?i:(?<![a-z])(?:in|his|her|their|early|late|mid)(?:{GAP}|{DASH})|\(|\A{GAP}(?:and|to|or){GAP})",
        cue=True,
    ),
    Shape(
        "mid_year", Role.YEAR, "mid-2019", rf"{_YEAR}(?![\w,])",
        rf"(?i:{_START}(?:mid|pre|post|early|late){DASH})", cue=True,
    ),
    Shape("month_day_year", Role.DATE, "May 12, 2020", rf"{_DAYS},?{GAP}{_YEAR}", _MONTH_THE),
    Shape(
        "month_year", Role.DATE, "May 2020, May '20; but no year is \"May 2000 officers\"",
        rf"(?!2000{GAP}[a-z]+s\b)(?:{_YEAR}|(?<=['’])\d\d(?![\d\w]))", rf"{_START}{_MONTH},?{GAP}['’]?",
    ),
    Shape("month_ordinal", Role.DATE, "May 12th", rf"{_DAY_NUMBER}{_NTH}{_MORE_DAYS}", _MONTH_THE),
    Shape(
        "weekday_month_day", Role.DATE, "Tuesday, May 12", _DAYS, rf"{_START}{_WEEKDAY},?{GAP}{_MONTH}{GAP}"
    ),
    Shape("weekday_ordinal", Role.DATE, "Tuesday 12th", rf"\d{{1,2}}{_NTH}", _WEEKDAY_THE),
    Shape(
        "clock_point", Role.TIME, "at 10.30, at 7 this morning",
        rf"{_HOUR}(?:[.:][0-5]\d)?(?={_OF_DAY})|{_HOUR}\.[0-5]\d(?!\d|\.\d)(?!{_HALF})(?!\s?(?:[kmgl%]"
        rf"|per|to\b))",
        rf"(?i:\bat{GAP}(?:about{GAP}|around{GAP})?)", cue=True,
    ),
    Shape(
        "day_slash_month", Role.DATE, "on 21/11", rf"{_DAY_NUMBER}/(?:0?[1-9]|1[0-2])(?![\d/])",
        rf"(?i:\b(?:on|from|until|since){GAP})", cue=True,
    ),
    Shape(
        "name_token", Role.IDENTIFIER, "MP5, COVID-19: letters, or capitals and a dash, make a name",
        r"\d\w*",
        rf"{_START}(?:(?!x\Z)[A-Za-z_]\w{{0,39}}|(?:[A-Z]{{1,6}}|(?i:covid|glock|boeing|spice)){DASH})",
    ),
)  # fmt: skip

_PLAIN: tuple[Shape, ...] = (
    Shape(
        "iso_date", Role.DATE, "2020-07-22",
        rf"\d{{4}}{_MARK}(?:0\d|1[0-2]){_MARK}[0-3]\d(?!\d)(?:T[\d:.Z+]*)?",
    ),
    Shape(
        "numeric_date", Role.DATE, "21/11/2023",
        rf"{_DAY_NUMBER}(?P<mark>{_MARK}){_DAY_NUMBER}(?P=mark)(?:\d{{4}}|\d\d)(?!\d|{_MARK}\d)",
    ),
    Shape(
        "day_month", Role.DATE, "12 May 2020",
        rf"{_DAYS},?{GAP}?(?:of{GAP})?{_MONTH}(?:,?{GAP}?{_YEAR}|{GAP}['’]\d\d(?!\d))?",
    ),
    Shape(
        "clock", Role.TIME, "5am, 10.30pm, 9am to 5pm, 06:00",
        rf"{_CLOCK}{_TO_CLOCK}|{_CLOCK}{_HALF}|{_HOUR}(?::[0-5]\d){{1,2}}(?!\d|:\d)(?:\s?(?:hrs|hours"
        rf"|GMT|BST|UTC))?",
    ),
    Shape(
        "clock_hundred", Role.TIME, "1800 hours, but not 1000 hours of work",
        rf"(?:[01]\d|2[0-4])[0-5]\d{GAP}?(?:hours|hrs|hr|h)(?![A-Za-z])(?!{GAP}of)",
    ),
    Shape(
        "telephone", Role.TELEPHONE, "groups of digits behind a zero, 1300 and 555-555-5555",
        rf"(?:00{_ABROAD}|0\d{{1,4}}(?:{_SPACE}\d{{3,4}}){{2}}|0\d{{2,4}}{_SPACE}\d{{5,8}}|0\d{{8,10}}"
        rf"|0\d{{3}}(?:{_SPACE}\d\d){{2}}{_SPACE}\d{{2,3}}|0\d{{3}}{_SPACE}\d{{4}}"
        rf"|1[38]00(?:{_SPACE}\d{{3}}){{2}}|\d{{3}}{_SPACE}\d{{3}}-\d{{4}})(?!\d)",
    ),
    Shape(
        "years_span", Role.YEAR, "2019-20, 2019/20",
        rf"(?:19|20)\d\d(?:{DASH}|/)(?:(?:19|20)\d\d|\d\d)(?![\d,]|{_MARK}\d)",
    ),
    Shape("decade", Role.YEAR, "the 1980s", r"(?:1[5-9]|20)\d0['’]?s(?![A-Za-z])"),
    Shape("ordinal", Role.ORDINAL, "1st", rf"\d[\d,]{{0,9}}{_NTH}"),
    Shape(
        "word_of_digits", Role.IDENTIFIER, "24/7, 9/11, 4x4, 1920 x 1080",
        rf"24(?:/|{DASH})7(?!\d)|9/11(?![\d/])|4\s?[xX]\s?4(?!\d)"
        r"|\d{3,4}\s?[xX×]\s?\d{3,4}(?!\w)",
    ),
    Shape("even_split", Role.FRACTION, "50-50", rf"50(?:{DASH}|/)50(?!\d)"),
    Shape(
        "broken_fraction", Role.FRACTION, "1/2", r"(?:1/[2-9]|2/[3579]|3/(?:[457-9]|10)|[4-9]/10)(?![\d/])"
    ),
    Shape(
        "code", Role.IDENTIFIER, "12/34567/23, version 1.2.3",
        rf"\d+(?:(?:{DASH}|/)\d+){{2,6}}[A-Za-z]?|\d+/\d+|\d+(?:\.\d+){{2,6}}",
    ),
    Shape("leading_zero", Role.IDENTIFIER, "nothing counted begins with a zero", r"0\d+(?![.,\d])"),
    Shape("account", Role.IDENTIFIER, "12@example.org", r"\d[\w.]{0,30}@[A-Za-z][\w.-]*"),
)  # fmt: skip

SHAPES = (*_PREFIXED, *_PLAIN)
"""Every row."""

_COMPILED = tuple((shape, re.compile(rf"(?:{shape.before})\Z"), re.compile(shape.at)) for shape in _PREFIXED)
_GLUED = word_set(
    "html_entity handle telephone_abroad telephone_area postcode road road_abroad junction_short mid_year "
    "name_token"
)
"""Rows whose front ends with a letter or mark."""
_APART = word_set(
    "month_day_year month_ordinal weekday_month_day weekday_ordinal clock_point day_slash_month"
)
"""Rows whose front ends with white space; that of any other may end either way."""
_AFTER_SPACE = tuple(row for row in _COMPILED if row[0].name not in _GLUED)
_AFTER_MARK = tuple(row for row in _COMPILED if row[0].name not in _APART)
_ANY_PLAIN = re.compile("|".join(f"(?P<{shape.name}>{shape.at})" for shape in _PLAIN))
_COUNTS = re.compile(
    rf"[1-9][\d,]*{GAP}(?!(?:am|and|hours|hrs?|h|noon|midnight|o|of|or|pm?|a|the|this|through|to|until|x)\b)[a-z]"
)
"""A number before an everyday word, which goes on as none of the plain shapes do: a quick look first."""
_PLAIN_NAMED = {shape.name: shape for shape in _PLAIN}
_WORDS_BEFORE = word_set(" ".join((*_MONTHS, *_WEEKDAYS)).lower()) | word_set(
    "the at about around in and to or on from until since his her their early late mid under over s. ss. s"
)
_BEHIND = 40
_DIGITS = re.compile(r"\d+")
_NO_DIGITS = re.compile(r"\D+")
_WEEKDAY_BEFORE = re.compile(rf"{_WEEKDAY_THE}\Z")

_BARE_DAYS = re.compile(_DAYS)
_MONTH_BEFORE = re.compile(rf"{_START}{_MONTH}{GAP}\Z")
_DATED = re.compile(rf"(?i:\b(?:on|by|from|until|between|to|before|after){GAP}[a-z]+\.?{GAP})\Z")
_UNDATED = re.compile(rf"(?i:\b(?:in|during|throughout|last|this|since){GAP}[a-z]+\.?{GAP})\Z")


def read_shape(text: str, pos: int, floor: int) -> Shaped | None:
    """The number whose digits begin at `pos`, where its shape alone says what it is.

    Args:
        text: The whole document.
        pos: Where the digits begin.
        floor: Nothing before this offset is looked at (the end of the number before).
    """
    behind = text[max(floor, pos - _BEHIND) : pos]
    if _worth_asking(behind) and (shaped := _prefixed(text, pos, floor, behind)):
        return shaped
    found = None if _COUNTS.match(text, pos) else _ANY_PLAIN.match(text, pos)
    if not found:
        return None
    return _shaped(text, pos, (pos, found.end()), _PLAIN_NAMED[_row(found)], floor)


def _row(found: re.Match[str]) -> str:
    """The row that matched (`lastgroup` may be a group inside it)."""
    return next(name for name in _PLAIN_NAMED if found[name] is not None)


_OPENING = "([\"'“‘—–-"
"""What may be glued to the front of a word: "(September 22)"."""


def _worth_asking(behind: str) -> bool:
    """True where something is glued to the digits, or a word stands before them that a row asks for."""
    if not behind or not behind[-1].isspace():
        return bool(behind)
    words = behind.rsplit(None, 1)
    return bool(words) and words[-1].lower().lstrip(_OPENING).rstrip(",").rstrip(".") in _WORDS_BEFORE


def _prefixed(text: str, pos: int, floor: int, behind: str) -> Shaped | None:
    for shape, before, at in _AFTER_SPACE if behind[-1].isspace() else _AFTER_MARK:
        ahead = at.match(text, pos)
        if ahead and (prefix := before.search(behind)):
            start = pos if shape.cue else pos - len(behind) + prefix.start()
            return _shaped(text, pos, (start, ahead.end()), shape, floor)
    return _month_day(text, pos, behind)


def _shaped(text: str, pos: int, span: tuple[int, int], shape: Shape, floor: int) -> Shaped:
    start, end = span
    digits = _DIGITS.match(text, pos)
    value = digits[0] if digits else "0"
    if shape.role is Role.TELEPHONE:
        value = _NO_DIGITS.sub("", text[start:end])
    if shape.role is Role.DATE:
        weekday = _WEEKDAY_BEFORE.search(text[max(floor, start - 16) : start])
        start -= len(weekday[0]) if weekday else 0
    return Shaped(start, end, Decimal(value[:20]), shape.role, shape.name)


def _month_day(text: str, pos: int, behind: str) -> Shaped | None:
    """A day without a year ("September 22"); "In May 12 people were held" tells a count."""
    month = _MONTH_BEFORE.search(behind)
    days = month and _BARE_DAYS.match(text, pos)
    if not month or not days or _UNDATED.search(behind):
        return None
    if before_noun(text, days.end()) and not _DATED.search(behind):
        return None
    day = _DIGITS.match(text, pos)
    return Shaped(pos - len(month[0]), days.end(), Decimal(day[0] if day else 0), Role.DATE, "month_day")
