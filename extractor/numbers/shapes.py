"""Numbers that say by their own shape what they are: dates, times, telephones, codes, addresses of the web.

Each shape is a pattern matched where the digits (or the number word) begin; what may stand glued before them, a
month's name or a "+", is a second pattern that ends there.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.mention import Role
from extractor.numbers.values import DASH, GAP


class Shaped(NamedTuple):
    """A number read as a whole by its shape."""

    start: int
    end: int
    value: Decimal
    """The first number of it: the day of a date, the hour of a time, the digits of a code."""
    role: Role
    rule: str


class Shape(NamedTuple):
    """One rule: what must stand at the digits, and what must end where they begin."""

    name: str
    role: Role
    at: str
    before: str = ""
    why: str = ""


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER"
    r"|DECEMBER)(?![A-Za-z])\.?"
)
_WEEKDAY = r"(?:(?i:Mon|Tue|Tues|Wed|Weds|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur|Sun)(?i:day)?(?![A-Za-z])\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\dA-Za-z])"
_JOIN = rf"{GAP}?(?:,|/|&|{DASH}|to|and|until|or|through){GAP}?(?:and{GAP})?(?:the{GAP})?(?:{_WEEKDAY},?{GAP})?(?:the{GAP})?"
_YEAR = r"(?:(?:19|20)\d\d(?!\d))"
_OF = rf"{GAP}?(?:of{GAP})?"
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[:.][0-5]\d){0,2}"
_HALF = rf"{GAP}?(?i:am|pm|a\.m\.?|p\.m\.?|noon|midnight|o['’]clock)(?![A-Za-z])"

SHAPES: tuple[Shape, ...] = (
    Shape("html_entity", Role.IDENTIFIER, r"\d+;", r"&#x?", "an HTML left-over is a character, no number"),
    Shape("hashtag", Role.IDENTIFIER, r"\d+\w*", r"#\w{0,40}", "digits of a hashtag name it"),
    Shape("iso_date", Role.DATE, r"\d{4}[-/.](?:0\d|1[0-2])[-/.][0-3]\d(?!\d)(?:T[\d:.Z+]*)?", "", "2020-07-22"),
    Shape(
        "numeric_date", Role.DATE,
        r"(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|[12]\d|3[01])\1(?:\d{4}|\d\d)(?!\d|[/.-]\d)", "", "21/11/2023",
    ),
    Shape(
        "day_month", Role.DATE, rf"{_DAY}(?:{_JOIN}{_DAY}){{0,6}},?{_OF}{_MONTH}(?:,?{GAP}?{_YEAR}|{GAP}['’]\d\d(?!\d))?",
        "", "days before a month's name, with the year behind it",
    ),
    Shape(
        "month_day_year", Role.DATE, rf"{_DAY}(?:{_JOIN}{_DAY}){{0,6}},?{GAP}{_YEAR}", rf"{_MONTH}{GAP}(?:the{GAP})?",
        "a month's name, a day and a year",
    ),
    Shape("month_year", Role.DATE, rf"(?:{_YEAR}|(?<=['’])\d\d(?!\d))", rf"{_MONTH},?{GAP}?['’]?", "a month's name and a year"),
    Shape(
        "month_ordinal", Role.DATE, rf"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)(?:{_JOIN}{_DAY}){{0,6}}",
        rf"{_MONTH}{GAP}(?:the{GAP})?", "a month's name and an ordinal day",
    ),
    Shape(
        "weekday_month_day", Role.DATE, rf"{_DAY}(?:{_JOIN}{_DAY}){{0,6}}", rf"{_WEEKDAY},?{GAP}{_MONTH}{GAP}",
        "weekday, month, day",
    ),
    Shape("weekday_ordinal", Role.DATE, r"\d{1,2}(?:st|nd|rd|th)(?![A-Za-z])", rf"{_WEEKDAY},?{GAP}(?:the{GAP})?", "Thursday 19th"),
    Shape(
        "clock", Role.TIME,
        rf"{_CLOCK}(?:{_HALF})?{GAP}?(?:{DASH}|to|and|until){GAP}?{_CLOCK}{_HALF}|{_CLOCK}{_HALF}"
        r"|(?:[01]?\d|2[0-4])(?::[0-5]\d){1,2}(?!\d|:\d)(?:\s?(?:hrs|hours|GMT|BST|UTC))?",
        "", "a time of day",
    ),
    Shape(
        "clock_hundred", Role.TIME, rf"(?:[01]\d|2[0-4])[0-5]\d(?:{GAP}?{DASH}{GAP}?(?:[01]\d|2[0-4])[0-5]\d)?{GAP}?(?:hours|hrs|hr|h)(?![A-Za-z])(?!{GAP}of)",
        "", "1800 hours",
    ),
    Shape("clock_point", Role.TIME, r"(?:[01]?\d|2[0-3])\.[0-5]\d(?![\d.]*\d)(?!\s?(?:[kmgl%]|per))", rf"(?:at|from|around|until){GAP}(?:about{GAP}|around{GAP})?", "at 10.30"),
    Shape(
        "telephone", Role.TELEPHONE,
        r"44[\s\d()-]{8,16}\d|(?<=\+)\d{1,3}[\s\d()-]{6,16}\d|0\d{2,5}[)]?(?:[\s-]\d{2,8}){1,3}(?!\d)|0\d{9,10}(?!\d)"
        r"|1[38]00[\s-]\d{3}[\s-]\d{3}(?!\d)|\d{3}\)?[\s-]\d{3}-\d{4}(?!\d)", r"[+(]{0,2}", "a telephone number's groups",
    ),
    Shape("postcode", Role.ADDRESS, r"\d[A-Z\d]?\s?\d[A-Z]{2}(?![A-Za-z\d])", r"(?<![A-Za-z])[A-Z]{1,2}", "SW1A 1AA"),
    Shape("road", Role.ROAD, r"\d{1,4}(?:\(M\))?(?![A-Za-z\d])(?!\s(?:paper|sheet|size|rifle|carbine|assault))", r"(?<![A-Za-z\d-])[ABM]", "A406, M1"),
    Shape("road_us", Role.ROAD, r"\d{1,3}(?!\d)", r"(?<![A-Za-z\d])(?:I|US|SH)-", "I-95"),
    Shape("junction_short", Role.ROAD, r"\d{1,2}[A-Za-z]?(?![A-Za-z\d])", r"(?<![A-Za-z\d])J", "J14"),
    Shape("law_short", Role.LAW, r"\d{1,3}[A-Z]{0,2}(?:\(\w{1,3}\)){0,3}(?![A-Za-z\d])", r"(?<![A-Za-z\d'’])(?:[sS]\.?\s?|ss\.?\s?)(?<![sS]\s)", "s.18"),
    Shape("years_span", Role.YEAR, r"(?:19|20)\d\d(?:[-–/])(?:(?:19|20)\d\d|\d\d)(?![\d,]|[-/]\d)", "", "2019-20, 2019/20"),
    Shape("decade", Role.YEAR, r"(?:1[5-9]|20)\d0['’]?s(?![A-Za-z])", "", "the 1980s"),
    Shape("always", Role.IDENTIFIER, r"24[/-]7(?!\d)|9/11(?!\d)|4\s?[xX]\s?4(?!\d)", "", "24/7, 4x4, 9/11 are words"),
    Shape("even_split", Role.FRACTION, r"(?:50[-/–]50|[1-9]\d?/[1-9]\d{0,2})(?![\d/-])", "", "1/2"),
    Shape("code", Role.IDENTIFIER, r"\d+(?:[/-]\d+){2,6}[A-Za-z]?|\d+/\d+|\d+(?:\.\d+){2,6}", "", "groups of digits are a reference or a version"),
    Shape("leading_zero", Role.IDENTIFIER, r"0\d+(?![.,\d])", "", "nothing counted is written with a zero in front"),
)
_BARE_MONTH_DAY = re.compile(rf"{_DAY}(?:{_JOIN}{_DAY}){{0,6}}")
_MONTH_BEFORE = re.compile(rf"(?<![A-Za-z]){_MONTH}{GAP}$")
_MONTH_ALONE = re.compile(rf"(?i:(?:in|during|throughout|last|this|since){GAP})[A-Za-z]+\.?{GAP}$")
_WEEKDAY_BEFORE = re.compile(rf"(?<![A-Za-z]){_WEEKDAY},?{GAP}(?:the{GAP})?$")
_NOUN = re.compile(rf"{GAP}(?!{{stop}})[a-z]+".replace("{stop}", r"(?:{stop})(?![a-z])"))
_BEHIND = 40
_DIGITS = re.compile(r"\d+")


class _Compiled(NamedTuple):
    shape: Shape
    at: re.Pattern[str]
    before: re.Pattern[str] | None


_COMPILED = tuple(
    _Compiled(shape, re.compile(shape.at), re.compile(rf"(?:{shape.before})$") if shape.before else None)
    for shape in SHAPES
)


def read_shape(text: str, pos: int, floor: int) -> Shaped | None:
    """The number whose digits begin at `pos`, where its shape alone says what it is."""
    behind = text[max(floor, pos - _BEHIND) : pos]
    for shape, at, before in _COMPILED:
        ahead = at.match(text, pos)
        if not ahead:
            continue
        prefix = before.search(behind) if before else None
        if before and not prefix:
            continue
        start = pos - (len(behind) - prefix.start() if prefix else 0)
        return _shaped(text, pos, start, ahead.end(), shape, floor)
    return _month_day(text, pos, behind)


def _shaped(text: str, pos: int, start: int, end: int, shape: Shape, floor: int) -> Shaped:
    digits = _DIGITS.match(text, pos)
    value = Decimal(digits[0][:28]) if digits else Decimal(0)
    if shape.role is Role.DATE:
        weekday = _WEEKDAY_BEFORE.search(text[max(floor, start - 16) : start])
        start -= len(weekday[0]) if weekday else 0
    return Shaped(start, end, value, shape.role, shape.name)


def _month_day(text: str, pos: int, behind: str) -> Shaped | None:
    """ "September 22" without a year; "In May 12 people were held" is a count, and so is a day before a noun."""
    month = _MONTH_BEFORE.search(behind)
    day = month and _BARE_MONTH_DAY.match(text, pos)
    if not month or not day or _MONTH_ALONE.search(behind):
        return None
    return Shaped(pos - len(month[0]), day.end(), Decimal(int(day[0][:2].rstrip("strndh "))), Role.DATE, "month_day")
