"""When a number is about: the action reported, something earlier, or a wider span."""

from __future__ import annotations

import re

from extractor.fact import Period

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_EARLIER = re.compile(
    r"\b(?:the (?:previous|preceding) (?:month|year|week|operation|phase|day|action|crackdown|raids?)"
    r"|(?:an |the )?(?:earlier|previous) (?:enforcement )?(?:phase|stage|wave|operation|round)"
    r"|(?:an |the )?(?:initial|first|opening) (?:enforcement )?(?:phase|stage|wave|round)"
    r"|previously|last time|when (?:we|they|it|officers|police) (?:last )?(?:ran|did|carried|was)"
    r"|in the year before|(?:same|this) (?:time|period) last year)\b",
    re.IGNORECASE,
)
"""Words that always look back behind the action reported."""
_AGO = re.compile(
    r"\b(?:last (?:month|year|autumn|summer|spring|winter)|(?:a|one|two|three) (?:months?|years?) (?:ago|earlier)"
    r"|earlier (?:this|in the) (?:month|year))\b",
    re.IGNORECASE,
)
"""Words that give a time: the action's own, unless the report tells of something later beside it."""
_WIDER = re.compile(
    r"\b(?:since (?:it|they|we|officers|police|its (?:launch|start|inception)|being (?:launched|set up)|then\b"
    r"|(?:19|20)\d\d|the (?:operation|campaign|initiative|project|team|unit|taskforce|start|beginning|launch)"
    rf"|(?:last )?(?:{_MONTH}|spring|summer|autumn|winter)|(?:\w+ ){{0,2}}last \w+)"
    r"|(?:over|in|during|for|throughout) the (?:past|last) (?:\w+ )?(?:months|years|year|decade)"
    r"|(?:so far|already) this (?:year|month)|(?:this|last) financial year|year[- ]to[- ]date)",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\b(?:in addition to|on top of|compare[sd]? (?:with|to)|(?:up|down|rise|increase|fall|drop) (?:from|on)|double"
    r"|brings? the|bringing the|taking the|similar|earlier|another|also)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:compare[sd]? (?:with|to)|(?:up|down|rise|increase|fall|drop) (?:from|on)|double)\b[^,;.]{0,24}$",
    re.I,
)
_YESTERDAY = re.compile(r"\byesterday\b", re.IGNORECASE)
_DEED = r"(?:arrest|charg|raid|seiz|execut|search|carried out|visit)\w*"
_TODAY = re.compile(
    rf"\b{_DEED}(?:(?!said|say|told|announce|confirm)[^.\n]){{0,40}}\btoday\b|\btoday\b[^.\n]{{0,40}}\b{_DEED}",
    re.IGNORECASE,
)
_RECENT = re.compile(
    r"\b(?:today|yesterday|this (?:morning|afternoon|evening|week)|tonight|last night"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    re.IGNORECASE,
)
_BEGINNING = re.compile(
    r"\b(?:launched|began|begun|started|set up|formed|introduced|established|created)\b[^,;]{0,24}$", re.I
)
_OTHER_DEED = re.compile(
    r"\b(?!(?:arrest|charg|seiz|recover|convict|sentenc|jail|detain|execut|safeguard|rescu|shut|clos|disrupt|made)[a-z]*\b)"
    r"(?:[a-z]+(?:[^e]ed|ered)|gathering|following)\b"
)
_REACH = 160


class Calendar:
    """What a whole report says of its own time.

    Args:
        text: The document.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        found = {match.group().lower() for match in _RECENT.finditer(text)}
        self.today = "today" in found and _TODAY.search(text) is not None
        """The report tells of deeds "today", so that "yesterday" is an earlier day of it."""
        self.recent = bool(found)
        """The report dates its action to a day, so that months and years are other spans."""

    def period(self, number: tuple[int, int], clause: tuple[int, int]) -> Period:
        """The period that the clause around a number names; `current` where it names none.

        Args:
            number: Where the number stands.
            clause: Where its clause stands.
        """
        left, right = max(clause[0], number[0] - _REACH), min(clause[1], number[1] + _REACH)
        contrast = self.recent or _CONTRAST.search(self.text, left, right) is not None
        if contrast and self._tells(_WIDER, number, left, right):
            return Period.CUMULATIVE
        ago = self._tells(_EARLIER, number, left, right) or (
            contrast and self._tells(_AGO, number, left, right)
        )
        yesterday = self.today and _YESTERDAY.search(self.text, left, right)
        compared = _COMPARED.search(self.text, left, number[0])
        return Period.PREVIOUS if ago or yesterday or compared else Period.CURRENT

    def _tells(self, pattern: re.Pattern[str], number: tuple[int, int], left: int, right: int) -> bool:
        return any(self._is_about(match, number) for match in pattern.finditer(self.text, left, right))

    def _is_about(self, time: re.Match[str], number: tuple[int, int]) -> bool:
        """True where words of time belong to the number's verb, and not to another ("launched last month")."""
        if _BEGINNING.search(self.text, max(0, time.start() - 48), time.start()):
            return False
        return time.start() < number[1] or _OTHER_DEED.search(self.text, number[1], time.start()) is None
