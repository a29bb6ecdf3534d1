"""Numbers that say by their own shape what they are: dates, times, telephones, roads, codes.

Each shape is a row: a pattern that matches where the digits begin, and a pattern that ends there, for what stands
before them (a month's name, the letter of a road). Rows are asked in order; the first that matches wins.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.nearby import before_noun
from extractor.numbers.values import DASH, GAP


class Shaped(NamedTuple):
    """A number read as a whole by its shape."""

    start: int
    end: int
    value: Decimal
    """The first number of it (the day of a date, the hour of a time); of a telephone number, all its digits."""
    role: Role
    rule: str


class Shape(NamedTuple):
    """One row."""

    name: str
    role: Role
    at: str
    """Matches at the digits."""
    why: str
    before: str = ""
    """Must end where the digits begin."""
    cue: bool = False
    """True where what stands before is no part of the number."""


_MONTHS = (
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug "
    "Sep Sept Oct Nov Dec"
).split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Weds Thu Thur Thurs Fri Sat Sun".split()
_MONTH = (
    rf"(?:{'|'.join(sorted((*_MONTHS, *map(str.upper, _MONTHS)), key=len, reverse=True))})(?![A-Za-z])\.?"
)
_WEEKDAY = rf"(?i:(?:{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})(?![a-z])\.?)"
_DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])"
_DAY = rf"{_DAY_NUMBER}(?:st|nd|rd|th)?(?![\dA-Za-z])"
_JOIN = (
    rf"(?:{GAP}?[,/&]{GAP}?|{GAP}?{DASH}{GAP}?|{GAP}(?:to|and|until|or|through){GAP})(?:and{GAP})?(?:the{GAP})?"
    rf"(?:{_WEEKDAY},?{GAP})?(?:the{GAP})?"
)
_DAYS = rf"{_DAY}(?:{_JOIN}{_DAY}){{0,6}}"
_YEAR = r"(?:(?:19|20)\d\d(?!\d))"
_HOUR = r"(?:[01]?\d|2[0-4])"
_CLOCK = rf"{_HOUR}(?:[:.][0-5]\d){{0,2}}"
_HALF = rf"{GAP}?(?i:am|pm|a\.m\.?|p\.m\.?|noon|midnight|o['’]clock)(?![A-Za-z])"
_START = r"(?<![A-Za-z\d])"

_PREFIXED: tuple[Shape, ...] = (
    Shape("html_entity", Role.IDENTIFIER, r"\d+;", "an HTML left-over is a character", r"&#x?"),
    Shape("handle", Role.IDENTIFIER, r"\d\w*(?:@[\w.-]+)?", "digits of a hashtag or account name it", r"[#@]\w{0,30}"),
    Shape("telephone_abroad", Role.TELEPHONE, r"\d{1,3}[\s\d()-]{6,16}\d", "+44 …", r"\(?\+"),
    Shape("telephone_area", Role.TELEPHONE, r"\d{3,5}\)[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)", "(020) …", r"\("),
    Shape("postcode", Role.ADDRESS, r"\d[A-Z\d]?\s?\d[A-Z]{2}(?![A-Za-z\d])", "SW1A 1AA", rf"{_START}[A-Z]{{1,2}}"),
    Shape(
        "road", Role.ROAD, r"\d{1,4}(?:\(M\))?(?![A-Za-z\d])(?!\s(?:paper|sheet|size|rifle|carbine|assault))",
        "A406, M1", r"(?<![A-Za-z\d-])[ABM]",
    ),
    Shape("road_abroad", Role.ROAD, r"\d{1,3}(?!\d)", "I-95", rf"{_START}(?:I|US|SH)-"),
    Shape("junction_short", Role.ROAD, r"\d{1,2}[A-Za-z]?(?![A-Za-z\d])", "J14", rf"{_START}J"),
    Shape(
        "law_short", Role.LAW, r"\d{1,3}[A-Z]{0,2}(?:\(\w{1,3}\)){0,3}(?![A-Za-z\d])", "s.18, s18",
        r"(?<![A-Za-z\d'’])(?:[sS](?:\.\s?)?|ss\.\s?)",
    ),
    Shape(
        "age_group", Role.AGE, r"\d\d['’]?s(?![A-Za-z])", "under-18s, U21s",
        rf"(?i:(?<![a-z])(?:under|over|u)(?:{GAP}|{DASH})?)", cue=True,
    ),
    Shape(
        "age_decade", Role.AGE, r"[1-9]0['’]?s(?![A-Za-z])", "in his 20s",
        rf"(?i:(?<![a-z])(?:his|her|their|early|late|mid)(?:{GAP}|{DASH}))", cue=True,
    ),
    Shape("mid_year", Role.YEAR, rf"{_YEAR}(?![\w,])", "mid-2019", rf"(?i:{_START}(?:mid|pre|post|early|late){DASH})", cue=True),
    Shape("month_day_year", Role.DATE, rf"{_DAYS},?{GAP}{_YEAR}", "May 12, 2020", rf"{_START}{_MONTH}{GAP}(?:the{GAP})?"),
    Shape("month_year", Role.DATE, rf"(?!2000{GAP}[a-z]+s\b)(?:{_YEAR}|(?<=['’])\d\d(?![\d\w]))", "May 2020, May '20", rf"{_START}{_MONTH},?{GAP}['’]?"),
    Shape(
        "month_ordinal", Role.DATE, rf"{_DAY_NUMBER}(?:st|nd|rd|th)(?:{_JOIN}{_DAY}){{0,6}}(?![A-Za-z])", "May 12th",
        rf"{_START}{_MONTH}{GAP}(?:the{GAP})?",
    ),
    Shape("weekday_month_day", Role.DATE, _DAYS, "Tuesday, May 12", rf"{_START}{_WEEKDAY},?{GAP}{_MONTH}{GAP}"),
    Shape("weekday_ordinal", Role.DATE, r"\d{1,2}(?:st|nd|rd|th)(?![A-Za-z])", "Tuesday 12th", rf"{_START}{_WEEKDAY},?{GAP}(?:the{GAP})?"),
    Shape(
        "clock_point", Role.TIME, rf"{_HOUR}\.[0-5]\d(?!\d|\.\d)(?!{_HALF})(?!\s?(?:[kmgl%]|per|to\b))", "at 10.30",
        rf"(?i:\bat{GAP}(?:about{GAP}|around{GAP})?)", cue=True,
    ),
    Shape(
        "day_slash_month", Role.DATE, rf"{_DAY_NUMBER}/(?:0?[1-9]|1[0-2])(?![\d/])", "on 21/11",
        rf"(?i:\b(?:on|from|until|since){GAP})", cue=True,
    ),
    Shape(
        "name_token", Role.IDENTIFIER, r"\d[\w-]*", "COVID-19, MP5: digits glued to capitals or letters are a name",
        rf"(?:[A-Za-z_]\w{{0,20}}|{_START}(?:[A-Z]{{1,6}}|(?i:covid|glock|boeing|spice))-)",
    ),
)  # fmt: skip

_PLAIN: tuple[Shape, ...] = (
    Shape("iso_date", Role.DATE, r"\d{4}[-/.](?:0\d|1[0-2])[-/.][0-3]\d(?!\d)(?:T[\d:.Z+]*)?", "2020-07-22"),
    Shape(
        "numeric_date", Role.DATE,
        rf"{_DAY_NUMBER}(?P<mark>[/.-]){_DAY_NUMBER}(?P=mark)(?:\d{{4}}|\d\d)(?!\d|[/.-]\d)", "21/11/2023",
    ),
    Shape(
        "day_month", Role.DATE, rf"{_DAYS},?{GAP}?(?:of{GAP})?{_MONTH}(?:,?{GAP}?{_YEAR}|{GAP}['’]\d\d(?!\d))?", "12 May",
    ),
    Shape(
        "clock", Role.TIME,
        rf"{_CLOCK}(?:{_HALF})?(?:{GAP}?{DASH}{GAP}?|{GAP}(?:to|and|until){GAP}){_CLOCK}{_HALF}|{_CLOCK}{_HALF}"
        rf"|{_HOUR}(?::[0-5]\d){{1,2}}(?!\d|:\d)(?:\s?(?:hrs|hours|GMT|BST|UTC))?", "5am, 10.30pm, 06:00",
    ),
    Shape(
        "clock_hundred", Role.TIME, rf"(?:[01]\d|2[0-4])[0-5]\d{GAP}?(?:hours|hrs|hr|h)(?![A-Za-z])(?!{GAP}of)", "1800 hours",
    ),
    Shape(
        "telephone", Role.TELEPHONE,
        r"00\d{2}[\s\d()-]{8,16}\d|0\d{2,5}(?:[\s-]\d{2,8}){1,3}(?!\d)|0\d{9,10}(?!\d)|1[38]00[\s-]\d{3}[\s-]\d{3}(?!\d)"
        r"|\d{3}[\s-]\d{3}-\d{4}(?!\d)", "groups of digits behind a zero",
    ),
    Shape("years_span", Role.YEAR, rf"(?:19|20)\d\d(?:{DASH}|/)(?:(?:19|20)\d\d|\d\d)(?![\d,]|[-/]\d)", "2019-20, 2019/20"),
    Shape("decade", Role.YEAR, r"(?:1[5-9]|20)\d0['’]?s(?![A-Za-z])", "the 1980s"),
    Shape("ordinal", Role.ORDINAL, r"\d[\d,]*(?:st|nd|rd|th)(?![A-Za-z])", "1st"),
    Shape("word_of_digits", Role.IDENTIFIER, r"24[/-]7(?!\d)|9/11(?![\d/])|4\s?[xX]\s?4(?!\d)|\d{3,4}\s?[xX×]\s?\d{3,4}(?!\w)", "24/7, 9/11, 4x4"),
    Shape("even_split", Role.FRACTION, r"50[-/–]50(?!\d)", "50-50"),
    Shape("broken_fraction", Role.FRACTION, r"(?:1/[2-9]|2/[3579]|3/(?:[457-9]|10)|[4-9]/10)(?![\d/])", "1/2"),
    Shape("code", Role.IDENTIFIER, r"\d+(?:[/-]\d+){2,6}[A-Za-z]?|\d+/\d+|\d+(?:\.\d+){2,6}", "12/34567/23, version 1.2.3"),
    Shape("leading_zero", Role.IDENTIFIER, r"0\d+(?![.,\d])", "nothing counted begins with a zero"),
    Shape("account", Role.IDENTIFIER, r"\d[\w.]{0,30}@[A-Za-z][\w.-]*", "12@example.org"),
)  # fmt: skip

SHAPES = (*_PREFIXED, *_PLAIN)
"""Every row."""

_COMPILED = tuple((shape, re.compile(rf"(?:{shape.before})$"), re.compile(shape.at)) for shape in _PREFIXED)
_ANY_PLAIN = re.compile("|".join(f"(?P<{shape.name}>{shape.at})" for shape in _PLAIN))
_PLAIN_NAMED = {shape.name: shape for shape in _PLAIN}
_WORDS_BEFORE = frozenset(map(str.lower, (*_MONTHS, *_WEEKDAYS))) | frozenset(
    "the at about around on from until since his her their early late mid under over s. ss. s".split()
)
_BEHIND = 40
_DIGITS = re.compile(r"\d+")
_NO_DIGITS = re.compile(r"\D+")
_WEEKDAY_BEFORE = re.compile(rf"{_START}{_WEEKDAY},?{GAP}(?:the{GAP})?$")

_BARE_DAYS = re.compile(_DAYS)
_MONTH_BEFORE = re.compile(rf"{_START}{_MONTH}{GAP}$")
_DATED = re.compile(rf"(?i:\b(?:on|by|from|until|between|to|before|after){GAP}[a-z]+\.?{GAP})$")
_UNDATED = re.compile(rf"(?i:\b(?:in|during|throughout|last|this|since){GAP}[a-z]+\.?{GAP})$")


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
    found = _ANY_PLAIN.match(text, pos)
    if not found:
        return None
    return _shaped(text, pos, (pos, found.end()), _PLAIN_NAMED[_row(found)], floor)


def _row(found: re.Match[str]) -> str:
    """The row that matched (`lastgroup` may be a group inside it)."""
    return next(name for name in _PLAIN_NAMED if found[name] is not None)


def _worth_asking(behind: str) -> bool:
    """True where something is glued to the digits, or a word stands before them that a row asks for."""
    if not behind or not behind[-1].isspace():
        return bool(behind)
    words = behind.rsplit(None, 1)
    return bool(words) and words[-1].lower().rstrip(",").rstrip(".") in _WORDS_BEFORE


def _prefixed(text: str, pos: int, floor: int, behind: str) -> Shaped | None:
    for shape, before, at in _COMPILED:
        prefix = before.search(behind)
        ahead = at.match(text, pos) if prefix else None
        if prefix and ahead:
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
    """ "September 22" without a year; "In May 12 people were held" tells a count, and so does a noun behind it."""
    month = _MONTH_BEFORE.search(behind)
    days = month and _BARE_DAYS.match(text, pos)
    if not month or not days or _UNDATED.search(behind):
        return None
    if before_noun(text, days.end()) and not _DATED.search(behind):
        return None
    day = _DIGITS.match(text, pos)
    return Shaped(pos - len(month[0]), days.end(), Decimal(day[0] if day else 0), Role.DATE, "month_day")
