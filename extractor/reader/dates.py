"""A publication date as metadata states it."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_WEEKDAY = r"(?:[a-z]{3,9},?\s+)?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"([a-z]{3,9})\.?"
_YEAR = r"(\d{4})(?!\d)"
_DAY_FIRST = re.compile(rf"{_WEEKDAY}{_DAY}[\s-]+{_MONTH},?[\s-]+{_YEAR}", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}", re.IGNORECASE)
_LONGEST = 64
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def iso_date(value: object) -> str | None:
    """A stated date as `YYYY-MM-DD` (`YYYY-MM`, `YYYY` where no more is stated), time of day left out.

    Args:
        value: A metadata value: ISO 8601, or a date with the month as a word. Dates that can be read two ways
            ("03/05/2024") are no dates here.

    Returns:
        An EDTF date; None where the value states none.
    """
    text = str(value).strip()[:_LONGEST] if isinstance(value, str | int | date) else ""
    if re.fullmatch(r"[12]\d{3}", text):
        return text
    if found := _ISO.match(text) or _COMPACT.match(text):
        return _valid(found.group(1), found.group(2), found.group(3))
    if found := _DAY_FIRST.match(text):
        return _valid(found.group(3), _month(found.group(2)), found.group(1))
    if found := _MONTH_FIRST.match(text):
        return _valid(found.group(3), _month(found.group(1)), found.group(2))
    return None


def _month(word: str) -> str:
    start = word[:3].lower()
    return str(_MONTHS.index(start) + 1) if start in _MONTHS else "0"


def _valid(year: str, month: str, day: str | None) -> str | None:
    try:
        stated = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return stated.isoformat() if day else stated.isoformat()[:7]
