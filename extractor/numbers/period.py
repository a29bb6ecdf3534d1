"""When a number is about: the action reported, something earlier, or a wider span."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from extractor.fact import Period

Span = tuple[int, int]

_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_SEASON = "spring|summer|autumn|winter"
_YEAR = r"(?:19|20)\d\d"
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_DRIVE = (
    r"(?:phases?|stages?|waves?|rounds?|operations?|campaigns?|crackdowns?|raids?|strikes?|exercises?|sweeps?"
    r"|initiatives?|surrenders?|amnest(?:y|ies)|patrols?|actions?|activity|events?|blitz|days? of action"
    r"|weeks? of action|action days?)"
)
"""What a force runs more than once."""
_STANDING = "(?:operation|campaign|initiative|project|team|unit|squad|taskforce|task force|scheme|programme)"
"""What goes on for longer than one action."""


def _one_of(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})")


_EARLIER = _one_of(
    rf"the (?:previous|preceding) (?:month|year|week|weekend|day|{_SEASON})\b",
    rf"the (?:previous|preceding) {_COUNT}\b(?! (?:hour|day|week|month|year))",
    rf"(?:earlier|previous|preceding) (?:\w+ ){{0,2}}?{_DRIVE}\b",
    r"(?:previous|preceding) (?:week|weekend|month|year)['’]s\b",
    r"(?:initial|first|opening) (?:enforcement )?(?:phase|stage|wave|round)\b",
    r"previously(?! (?:convicted|unknown|charged|jailed|known|banned))\b",
    r"last time\b",
    r"back then\b",
    r"on that occasion\b",
    r"when (?:we|they|it|officers|police) (?:last )?(?:ran|did|carried|was)\b",
    r"in the year before\b",
    rf"(?:same|this) (?:time|period|week|weekend|day|month|{_SEASON}) (?:(?:of )?last\b|(?:in|of) {_YEAR})",
    r"(?:same|this) (?:time|period|week|weekend|day|month) (?:a|the) year (?:before|ago|earlier)\b",
    rf"last (?:year|{_SEASON})['’]s\b",
)
"""Words that always look back behind the action reported."""
_AGO = _one_of(
    rf"last (?:month|year|{_SEASON})\b",
    rf"(?:a|one|several|few|{_COUNT}) (?:weeks?|months?|years?) (?:ago|earlier)\b",
    r"earlier (?:this|in the) (?:month|year|season)\b",
    r"had (?:already|previously|earlier) [a-z]+ [^.;]{0,60}?\b(?:in|last) (?:the |early |late )?"
    rf"(?:{_SEASON}|{_MONTH})\b",
)
"""Words that give a time: the action's own, unless the report tells of something later beside it."""
_NTH = "second|third|fourth|fifth|sixth"
_ONE_OF_MANY = re.compile(
    rf"\b(?:{_NTH}) (?:such |in a series of |of the )?(?:\w+ ){{0,2}}?(?:time|week|day|{_DRIVE})\b",
    re.IGNORECASE,
)
"""What the sentence before says of the action reported, so that a month named next is another one."""
_FIRST_ONES = re.compile(
    rf"[^.;]*?\b(?:(?P<first>the first (?:{_COUNT}|one)\b)|in (?:early |mid-|late )?(?:{_MONTH})\b)",
    re.IGNORECASE,
)
_LONGEST_SENTENCE = 200
_WIDER = _one_of(
    r"since (?:it|they|we|officers|police|then\b|the (?:start|beginning|launch))",
    r"since (?:its|their) (?!arrest|release|detention|conviction)\w+",
    r"since being (?:launched|set up|formed)",
    rf"since (?:\w+ ){{0,2}}{_YEAR}",
    rf"since (?:operation \w+|the (?:\w+ )?{_STANDING})",
    r"since (?:the |its |our )?(?:\w+ ){1,2}(?:began|started|opened|was (?:launched|formed|set up|created))\b"
    r"(?! (?:on|at|this|last night|today|yesterday))",
    rf"since (?:last )?(?:{_MONTH}|{_SEASON})",
    r"since (?:\w+ ){0,2}last \w+",
    r"(?:over|in|during|for|throughout) the (?:past|last) (?:\w+ )?(?:months|years|year|decade)",
    r"in the (?:\w+ )?(?:months|years) (?:to|we|they|it|since|that|he|she)\b",
    rf"to date,? the {_STANDING}",
    rf"{_STANDING} has,? to date",
    rf"(?:which|that) (?:began|started|opened|was launched) (?:back )?in (?:\w+ )?{_YEAR},? has "
    r"(?:now|so far|already)\b",
    r"total (?:so far )?(?:for|over) the year\b",
    r"(?:so far|already) this (?:year|month)",
    r"(?:this|last) financial year",
    r"year[- ]to[- ]date",
)
_SINCE_YEAR = re.compile(r"\bsince (?:(?:\w+ ){0,2}|[^.;,]{0,40}\bin (?:\w+ )?)(?:19|20)\d\d\b")
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
    r"|years?|months|same|this|yesterday|compare[sd]?|double|up|down|rise|increase|fall|drop|back|occasion|date|began)\b"
)
"""One of these stands in every phrase here: a quick look before the slow ones."""
_DEED = r"(?:arrest|charg|raid|seiz|execut|search|carried out|visit)\w*"
_TODAY = re.compile(
    rf"\b{_DEED}(?:(?!said|say|told|announce|confirm)[^.\n]){{0,40}}\btoday\b"
    rf"|\btoday\b[^.\n]{{0,40}}\b{_DEED}",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"day\b(?:(?<=\btoday)|(?<=\b(?:monday|friday|sunday))|(?<=\btuesday)|(?<=\b(?:thursday|saturday))"
    r"|(?<=\b(?:yesterday|wednesday)))"
)
"""A day near the report; it begins with what all of them end with, so that the scanner looks for that."""
_NOW = ("tonight", "last night", "this morning", "this afternoon", "this evening", "this week")
_RECENT = re.compile(rf"\b(?:{'|'.join(_NOW)})\b")
_BEGINNING = re.compile(
    r"\b(?:launched|began|begun|started|set up|formed|introduced|established|created)\b[^,;]{0,24}$",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:after|following|follow(?:s|ed)?|thanks to|result of|building on) (?:(?:an?|the|our|its|their) )?$",
    re.IGNORECASE,
)
"""What an earlier action led to is the action reported."""
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
        lower: The same in lower case, with every offset kept.
    """

    def __init__(self, text: str, lower: str) -> None:
        self.text = text
        self._lower = lower
        self.repeated = any(f" {nth} " in text for nth in _NTH.split("|"))
        """The report may say that its action is one of several."""
        self._clause: Span = (0, 0)
        self._times: _Times | None = None

    @cached_property
    def recent(self) -> bool:
        """The report dates its action to a day, so that months and years are other spans."""
        if _DAY.search(self._lower):
            return True
        return any(words in self._lower for words in _NOW) and _RECENT.search(self._lower) is not None

    @cached_property
    def today(self) -> bool:
        """The report tells of deeds "today", so that "yesterday" is an earlier day of it."""
        return "oday" in self.text and _TODAY.search(self.text) is not None

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
            return Period.PREVIOUS if self._tells_of_another(number, clause) else Period.CURRENT
        contrast = self.recent or times.contrast
        if (contrast or times.since_year) and self._tells(times.wider, number):
            return Period.CUMULATIVE
        ago = self._tells(times.earlier, number) or (contrast and self._tells(times.ago, number))
        yesterday = times.yesterday and self.today
        compared = any(0 <= number[0] - end <= _COMPARED_REACH for end in times.compared)
        another = self._tells_of_another(number, clause)
        return Period.PREVIOUS if ago or yesterday or compared or another else Period.CURRENT

    def _tells_of_another(self, number: Span, clause: Span) -> bool:
        """True where "the first two" or a month follow "It is the third such week"."""
        if not self.repeated:
            return False
        named = _FIRST_ONES.match(self.text, clause[0], number[0])
        floor = max(0, clause[0] - _LONGEST_SENTENCE)
        floor = max(floor, self.text.rfind("\n\n", floor, clause[0]))
        if named is None:
            return False
        end = named.end() if named.group("first") else clause[0]
        return _ONE_OF_MANY.search(self.text, floor, end) is not None

    def _read(self, clause: Span) -> _Times | None:
        """The times of a clause, or None where it names none, as most do."""
        words = self._lower[slice(*clause)]
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
        floor = max(0, time - 48)
        if _BEGINNING.search(self.text, floor, time) or _CAUSE.search(self.text, floor, time):
            return False
        return time < number[1] or _OTHER_DEED.search(self.text, number[1], time) is None
