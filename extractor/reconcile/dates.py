"""The check `weekday_date`: a weekday told with a date, against the calendar."""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections.abc import Iterator
from datetime import date

from extractor.mention import Role
from extractor.reconcile.page import Page
from extractor.reconcile.result import Result

_MONTHS = tuple(month_name)[1:]
_WEEKDAYS = tuple(day_name)
_MONTH = "|".join(_MONTHS)
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY_DATE = re.compile(
    rf"\b({'|'.join(_WEEKDAYS)})\b(?:\s(?:morning|afternoon|evening|night))?,?\s?\(?(?:the\s)?"
    rf"(?:{_DAY}\s(?:of\s)?({_MONTH})|({_MONTH})\s{_DAY})\b(?:,?\s(\d{{4}})\b)?"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LATE_MONTH = 11


def check_weekdays(page: Page, published: str | None) -> Iterator[Result]:
    """Each weekday with a date, where the phrase, the date of publication or the text gives a year."""
    for match in _WEEKDAY_DATE.finditer(page.text):
        weekday, first_day, first_month, last_month, last_day, year = match.groups()
        day, month = int(first_day or last_day), _MONTHS.index(first_month or last_month) + 1
        years = [int(year)] if year else _years(page, published, month)
        if years:
            yield _compare(weekday, day, month, years, match.span())


def _years(page: Page, published: str | None, month: int) -> list[int]:
    """The years that a date without one can be in: a report may come out after the turn of the year."""
    stated = _YEAR.findall(published or "")[:1]
    if not stated:
        dated = (mention for mention in page.mentions if mention.role in (Role.DATE, Role.YEAR))
        stated = [year for mention in dated for year in _YEAR.findall(mention.text)]
    known = {int(year) for year in stated}
    return sorted(known | {year - 1 for year in known if month >= _LATE_MONTH})


def _compare(weekday: str, day: int, month: int, years: list[int], span: tuple[int, int]) -> Result:
    told = f"{weekday} {day} {_MONTHS[month - 1]}"
    days = {year: _weekday(year, month, day) for year in years}
    fitting = [str(year) for year, name in days.items() if name == weekday]
    if fitting:
        return Result(True, f"{told} fits {' and '.join(fitting)}", (span,))
    real = ", ".join(f"a {name} in {year}" for year, name in days.items() if name)
    reason = f"that day was {real}" if real else "there is no such day"
    return Result(False, f"{told} cannot be: {reason}", (span,))


def _weekday(year: int, month: int, day: int) -> str | None:
    try:
        return _WEEKDAYS[date(year, month, day).weekday()]
    except ValueError:
        return None
