"""When a number is about: the action reported, something earlier, or a wider span."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.fact import Period

Span = tuple[int, int]

_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_EARLIER = re.compile(
    r"\b(?:the (?:previous|preceding) (?:month|year|week|operation|phase|day|action|crackdown|raids?)"
    r"|(?:an |the )?(?:earlier|previous) (?:enforcement )?(?:phase|stage|wave|operation|round)"
    r"|(?:an |the )?(?:initial|first|opening) (?:enforcement )?(?:phase|stage|wave|round)"
    r"|previously|last time|when (?:we|they|it|officers|police) (?:last )?(?:ran|did|carried|was)"
    r"|in the year before|(?:same|this) (?:time|period) last year)\b",
)
"""Words that always look back behind the action reported."""
_AGO = re.compile(
    r"\b(?:last (?:month|year|autumn|summer|spring|winter)"
    r"|(?:a|one|two|three) (?:months?|years?) (?:ago|earlier)"
    r"|earlier (?:this|in the) (?:month|year))\b",
)
"""Words that give a time: the action's own, unless the report tells of something later beside it."""
_WIDER = re.compile(
    r"\b(?:since (?:it|they|we|officers|police|its (?:launch|start|inception)"
    r"|being (?:launched|set up)|then\b|(?:\w+ ){0,2}(?:19|20)\d\d"
    r"|the (?:operation|campaign|initiative|project|team|unit|taskforce|start|beginning|launch)"
    rf"|(?:last )?(?:{_MONTH}|spring|summer|autumn|winter)|(?:\w+ ){{0,2}}last \w+)"
    r"|(?:over|in|during|for|throughout) the (?:past|last) (?:\w+ )?(?:months|years|year|decade)"
    r"|(?:so far|already) this (?:year|month)|(?:this|last) financial year|year[- ]to[- ]date)",
)
_SINCE_YEAR = re.compile(r"\bsince (?:\w+ ){0,2}(?:19|20)\d\d\b")
"""No action that a report tells of goes on for years."""
_CONTRAST = re.compile(
    r"\b(?:in addition to|on top of|compare[sd]? (?:with|to)"
    r"|(?:up|down|rise|increase|fall|drop) (?:from|on)|double"
    r"|brings? the|bringing the|taking the|similar|earlier|another|also)\b",
)
_COMPARED = re.compile(
    r"\b(?:compare[sd]? (?:with|to)|(?:up|down|rise|increase|fall|drop) (?:from|on)|double)\b"
)
_COMPARED_REACH = 24
_ANY = re.compile(
    r"\b(?:last|since|previous(?:ly)?|preceding|earlier|past|ago|so far|already|first|initial|opening|when"
    r"|year|same|this|yesterday|compare[sd]?|double|up|down|rise|increase|fall|drop)\b"
)
"""One of these stands in every phrase here: a quick look before the slow ones."""
_DEED = r"(?:arrest|charg|raid|seiz|execut|search|carried out|visit)\w*"
_TODAY = re.compile(
    rf"\b{_DEED}(?:(?!said|say|told|announce|confirm)[^.\n]){{0,40}}\btoday\b"
    rf"|\btoday\b[^.\n]{{0,40}}\b{_DEED}",
    re.IGNORECASE,
)
_RECENT = re.compile(
    r"\b(?:today|yesterday|this (?:morning|afternoon|evening|week)|tonight|last night"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    re.IGNORECASE,
)
_BEGINNING = re.compile(
    r"\b(?:launched|began|begun|started|set up|formed|introduced|established|created)\b[^,;]{0,24}$",
    re.IGNORECASE,
)
_OTHER_DEED = re.compile(
    r"\b(?!(?:arrest|charg|seiz|recover|convict|sentenc|jail|detain|execut|safeguard|rescu|shut|clos|disrupt"
    r"|made)[a-z]*\b)"
    r"(?:[a-z]+(?:[^e]ed|ered)|gathering|following)\b"
)
_REACH = 160


@dataclass(frozen=True, slots=True)
class _Times:
    """Where a clause names a time, by what the time is to the action reported."""

    earlier: tuple[int, ...]
    ago: tuple[int, ...]
    wider: tuple[int, ...]
    contrast: bool
    since_year: bool
    yesterday: bool
    compared: tuple[int, ...]


class Calendar:
    """What a whole report says of its own time.

    Args:
        text: The document.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.recent = _RECENT.search(text) is not None
        """The report dates its action to a day, so that months and years are other spans."""
        self.today = "oday" in text and _TODAY.search(text) is not None
        """The report tells of deeds "today", so that "yesterday" is an earlier day of it."""
        self._clause: Span = (0, 0)
        self._times: _Times | None = None

    def period(self, number: Span, clause: Span) -> Period:
        """The period that the clause around a number names; `current` where it names none.

        Args:
            number: Where the number stands.
            clause: Where its clause stands; its numbers are asked for one after another.
        """
        if clause != self._clause:
            self._clause, self._times = clause, self._read(clause)
        times = self._times
        if times is None:
            return Period.CURRENT
        contrast = self.recent or times.contrast
        if (contrast or times.since_year) and self._tells(times.wider, number):
            return Period.CUMULATIVE
        ago = self._tells(times.earlier, number) or (contrast and self._tells(times.ago, number))
        yesterday = self.today and times.yesterday
        compared = any(0 <= number[0] - end <= _COMPARED_REACH for end in times.compared)
        return Period.PREVIOUS if ago or yesterday or compared else Period.CURRENT

    def _read(self, clause: Span) -> _Times | None:
        """The times of a clause, or None where it names none, as most do."""
        raw = self.text[slice(*clause)]
        words = raw.lower() if raw.isascii() or len(raw.lower()) == len(raw) else raw
        if _ANY.search(words) is None:
            return None
        earlier, ago, wider = (
            tuple(clause[0] + match.start() for match in pattern.finditer(words))
            for pattern in (_EARLIER, _AGO, _WIDER)
        )
        compared = tuple(clause[0] + match.end() for match in _COMPARED.finditer(words))
        contrast = _CONTRAST.search(words) is not None
        since_year = _SINCE_YEAR.search(words) is not None
        return _Times(earlier, ago, wider, contrast, since_year, "yesterday" in words, compared)

    def _tells(self, starts: tuple[int, ...], number: Span) -> bool:
        return any(abs(start - number[0]) <= _REACH and self._is_about(start, number) for start in starts)

    def _is_about(self, time: int, number: Span) -> bool:
        """True where words of time go with the number's verb, not with another ("launched last month")."""
        if _BEGINNING.search(self.text, max(0, time - 48), time):
            return False
        return time < number[1] or _OTHER_DEED.search(self.text, number[1], time) is None
