"""When a number is about: the action reported, something earlier, or a wider span."""

from __future__ import annotations

import re

from extractor.fact import Period

_PREVIOUS = re.compile(
    r"\b(?:last (?:month|year|autumn|summer|spring|winter)"
    r"|the (?:previous|preceding) (?:month|year|week|operation|phase|day|action|crackdown|raids?)"
    r"|(?:an |the )?(?:earlier|previous|initial|first|opening) (?:enforcement )?(?:phase|stage|wave|operation|round)"
    r"|previously|last time|when (?:we|they|it|officers|police) (?:last )?(?:ran|did|carried|was)"
    r"|(?:a|one|two|three) (?:months?|years?) (?:ago|earlier)"
    r"|earlier (?:this|in the) (?:month|year)"
    r"|in the year before|(?:same|this) (?:time|period) last year)\b",
    re.IGNORECASE,
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_CUMULATIVE = re.compile(
    r"\b(?:since (?:it|they|we|officers|police|its (?:launch|start|inception)|being (?:launched|set up)|then\b|(?:19|20)\d\d"
    r"|the (?:operation|campaign|initiative|project|team|unit|taskforce|start|beginning|launch)"
    rf"|(?:last )?(?:{_MONTH}|spring|summer|autumn|winter))"
    r"|(?:over|in|during|for|throughout) the (?:past|last) (?:\w+ )?(?:months|years|year|decade)"
    r"|(?:so far|already) this (?:year|month)|(?:this|last) financial year|year[- ]to[- ]date)",
    re.IGNORECASE,
)
_SINCE_LAST = re.compile(r"\bsince (?:\w+ ){0,2}last \w+", re.I)
_YESTERDAY = re.compile(r"\byesterday\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:compare[sd]? (?:with|to)|(?:up|down|rise|increase|fall|drop) (?:from|on)|double)\b[^,;.]{0,24}$",
    re.I,
)
_BEGINNING = re.compile(
    r"\b(?:launched|began|begun|started|set up|formed|introduced|established|created)\b[^,;]{0,24}$", re.I
)
_OTHER_DEED = re.compile(
    r"\b(?!(?:arrest|charg|seiz|recover|convict|sentenc|jail|detain|execut|safeguard|rescu|shut|clos|disrupt|made)[a-z]*\b)"
    r"(?:[a-z]+(?:[^e]ed|ered)|gathering|following)\b"
)
_REACH = 160


def period_of(text: str, number: tuple[int, int], clause: tuple[int, int], *, today: bool) -> Period:
    """The period that the clause around a number names; `current` where it names none.

    Args:
        text: The whole document.
        number: Where the number stands.
        clause: Where its clause stands.
        today: True where the report tells of "today", so that "yesterday" is an earlier day of it.
    """
    left, right = max(clause[0], number[0] - _REACH), min(clause[1], number[1] + _REACH)
    if _SINCE_LAST.search(text, left, right):
        return Period.CUMULATIVE
    for pattern, period in ((_PREVIOUS, Period.PREVIOUS), (_CUMULATIVE, Period.CUMULATIVE)):
        if any(_is_about(text, match, number) for match in pattern.finditer(text, left, right)):
            return period
    if _COMPARED.search(text, left, number[0]):
        return Period.PREVIOUS
    return Period.PREVIOUS if today and _YESTERDAY.search(text, left, right) else Period.CURRENT


def _is_about(text: str, time: re.Match[str], number: tuple[int, int]) -> bool:
    """True where words of time belong to the number's verb, and not to another ("launched last month")."""
    if _BEGINNING.search(text, max(0, time.start() - 48), time.start()):
        return False
    if time.start() < number[1]:
        return True
    return _OTHER_DEED.search(text, number[1], time.start()) is None
