"""Parts told as totals: a number that its own words limit, beside a larger total of the same thing."""

from __future__ import annotations

import re

from extractor.fact import Measure, Period, Qualifier
from extractor.mention import Mention, Role
from extractor.reconcile.page import Page

_TOTALLED = frozenset({
    Measure.ARRESTS, Measure.CHARGES, Measure.CONVICTIONS, Measure.PEOPLE_SAFEGUARDED, Measure.OFFICERS,
    Measure.WARRANTS, Measure.ADDRESSES_SEARCHED, Measure.ADDRESSES_VISITED, Measure.STOP_SEARCHES,
    Measure.VEHICLES_STOPPED,
})  # fmt: skip
"""Measures of which a report tells one total; finds (cash, drugs, weapons) are told one by one."""
_OFFENCE = re.compile(
    r"\b(?:for|on suspicion of|in connection with|of \w+ ?\w* ?\w* offences?)\b (?!the\b|a\b)[a-z]?"
)
_PLACE = re.compile(r"\b(?:in|at|from|near|across) (?:the )?(?P<name>[A-Z][\w’'-]+)")
_FURTHER = re.compile(r"\b(?:further|additional|another|more)\W+$")
_REACH = 120
_TOLD_OFTEN = 3


def is_limited_part(page: Page, mention: Mention) -> bool:
    """True where the words behind a number limit it, and the report tells a larger total of the same thing.

    Args:
        page: The document.
        mention: An exact number without a scope of its own.
    """
    if mention.measure not in _TOTALLED or mention.qualifier is not Qualifier.EXACT or mention.value is None:
        return False
    return _has_larger_total(page, mention) and _is_limited(page, mention)


def _has_larger_total(page: Page, mention: Mention) -> bool:
    return any(_is_total(other) and _exceeds(other, mention) for other in page.mentions)


def _is_total(mention: Mention) -> bool:
    unlimited = mention.force is None and mention.place is None and mention.offence is None
    return mention.role is Role.RESULT and not mention.part and unlimited and mention.period is Period.CURRENT


def _exceeds(total: Mention, mention: Mention) -> bool:
    same = total.measure is mention.measure and total.unit == mention.unit
    return same and total.value is not None and mention.value is not None and total.value > mention.value


def _is_limited(page: Page, mention: Mention) -> bool:
    following = (other.start for other in page.mentions if other.start > mention.start)
    end = min(page.clause(mention)[1], mention.end + _REACH, next(following, len(page.text)))
    if _OFFENCE.search(page.text, mention.end, end):
        return True
    added = _FURTHER.search(page.text, max(0, mention.start - 24), mention.start)
    place = _PLACE.search(page.text, mention.end, end)
    return place is not None and not added and page.text.count(place.group("name")) < _TOLD_OFTEN
