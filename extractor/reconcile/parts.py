"""Parts told as totals: a number that its own words limit to a part of what the report is about."""

from __future__ import annotations

import re

from extractor.fact import Measure, Period, Qualifier
from extractor.mention import Mention, Role
from extractor.reconcile.governing import NO_PLACE
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
_NAME = rf"(?!{NO_PLACE})(?P<name>[A-Z][\w’'-]+)"
_PLACE = re.compile(rf"\b(?:in|at|from|near|across) (?:the )?{_NAME}")
_OPENING = re.compile(
    r"\W*(?:[Ww]hile )?(?:[Ii]n|[Aa]t|[Aa]round|[Nn]ear) (?:the |an? [a-z ]{2,30} (?:in|at|near) )?"
    rf"{_NAME}[^.;]{{0,40}}?,"
)
"""A place that opens the sentence."""
_SUBJECT = re.compile(
    rf"\W*(?:[Tt]he )?{_NAME}(?: [A-Z][\w’'-]+){{0,4}}(?:['’]s [\w’' ]{{2,30}}?)? (?:made|recorded|took in"
    r"|collected|arrested|held|detained|seized|had|saw|executed|charged|searched|recovered|accounted for) "
    r"(?:a total of )?"
)
"""A place or force that is the subject of the number's own verb."""
_FURTHER = re.compile(r"\b(?:further|additional|another|more)\W+$")
_REACH = 120
_TOLD_OFTEN = 3
_LEAD = 600
"""How many characters of a report tell what it is about as a whole."""


def is_limited_part(page: Page, mention: Mention) -> bool:
    """True where a number's own words limit it, and the report is about more than that.

    The report is about more where it tells a larger total of the same thing; a find needs no total, but a
    place that the report's beginning does not name.

    Args:
        page: The document.
        mention: A number without a scope of its own.
    """
    if mention.value is None:
        return False
    if mention.measure not in _TOTALLED:
        return _is_local_find(page, mention)
    if mention.qualifier is not Qualifier.EXACT:
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
    if _FURTHER.search(page.text, max(0, mention.start - 24), mention.start):
        return False
    place = (
        _PLACE.search(page.text, mention.end, end)
        or _opening(page, mention)
        or _SUBJECT.fullmatch(page.text, page.clause(mention)[0], mention.start)
    )
    return place is not None and not _is_own(page, place.group("name"))


def _is_local_find(page: Page, mention: Mention) -> bool:
    """True for a find in a place that opens its sentence, and that the report names late and seldom."""
    place = _opening(page, mention)
    if place is None or _is_own(page, place.group("name")):
        return False
    return page.text.find(place.group("name")) >= _LEAD


def _opening(page: Page, mention: Mention) -> re.Match[str] | None:
    start, stop = page.clause(mention)
    return _OPENING.match(page.text, start, min(stop, mention.start))


def _is_own(page: Page, name: str) -> bool:
    """True for a name told so often that the report is about it."""
    return page.text.count(name) >= _TOLD_OFTEN
