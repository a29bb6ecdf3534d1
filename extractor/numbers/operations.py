"""Rules for results of another operation than the one reported: somebody else's, or one of another name."""

from __future__ import annotations

import re

Span = tuple[int, int]

_NAMED = re.compile(r"\b(?:Operation|OPERATION|Project|PROJECT) ([A-Z][\w’'-]+)")
_RUN = r"(?:operation|investigation|inquiry|probe|crackdown|deployment|exercise|campaign|raids?|sweep)"
_UNRELATED = re.compile(rf"\b(?:unrelated|unconnected) (?:\w+ ){{0,2}}?{_RUN}\b", re.IGNORECASE)
_SEPARATE = re.compile(rf"\b(?:separate|different|another|similar) (?:\w+ ){{0,2}}?{_RUN}\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:neighbouring|neighboring|elsewhere|abroad|overseas|(?:run|led|mounted|carried out|conducted) by "
    r"(?:our |their |its )?(?:colleagues|counterparts|another|neighbouring|neighboring|others?\b))",
    re.IGNORECASE,
)
_COLLEAGUES = re.compile(
    r"\W{0,3}(?:Meanwhile,? |Separately,? )?(?:[Oo]ur|[Tt]heir)? ?[Cc](?:olleagues|ounterparts) in [A-Z]"
)
_SEASON = "spring|summer|autumn|winter"
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_PAST = re.compile(
    rf"\b(?:last (?:year|month|{_SEASON})|(?:\w+ )?(?:years?|months?) (?:ago|earlier)"
    rf"|in (?:the )?(?:early |late )?(?:{_SEASON}|{_MONTH}|(?:19|20)\d\d))\b"
)
_OVER = re.compile(
    r"[^.;]{0,30}?\b(?:ended|concluded|finished|closed|ran) [^.;]{0,40}?"
    rf"\b(?:(?:19|20)\d\d|years? (?:ago|earlier)|last (?:year|{_SEASON}))\b"
    r"|[ ,]+in (?:19|20)\d\d\b|[^.;]{0,30}?\b(?:began|ran|started|was launched) (?:\w+ )?elsewhere\b"
)
"""What sets a named operation in another time: "Operation Heron, which ended in 2019"."""
_WITHIN = re.compile(r"[^.;\d]{0,40}\b(?:during|under|in|as part of|through|by) (?:the )?$")
_SENTENCE_END = re.compile(r"[.!?][\"”’')]*\s|\n\n")
_WORDS = ("peration ", "PERATION ", "roject ", "ROJECT ")
_CUES_UNRELATED = ("nrelated", "nconnected")
_CUES_SEPARATE = ("eparate", "imilar", "nother", "ifferent")
_CUES_COLLEAGUES = ("lleagues in", "unterparts in")
_CUES = (*_CUES_UNRELATED, *_CUES_SEPARATE, *_CUES_COLLEAGUES)


class Operations:
    """The operations that a report names, and the clauses that tell of others.

    Args:
        text: The document.
        lower: The same in lower case, with every offset kept.
    """

    def __init__(self, text: str, lower: str) -> None:
        self._text = text
        self._lower = lower
        named = _names(text)
        self._own = _own_names(text, named)
        self._has_others = any(match.group(1).casefold() not in self._own for match in named)
        self._may_tell = self._has_others or any(cue in text for cue in _CUES)
        self._clause: Span = (0, 0)
        self._told: Span | None = None
        self._by_name = False

    def is_other(self, number: Span, clause: Span) -> bool:
        """True where a clause sets its number in another operation than the one reported.

        Args:
            number: Where the number stands.
            clause: Where its clause stands; its numbers are asked for one after another.
        """
        if not self._may_tell:
            return False
        if clause != self._clause:
            self._clause = clause
            named = self._other_name(clause) if self._has_others else None
            self._by_name, self._told = named is not None, named or self._other_run(clause)
        if self._told is None:
            return False
        if number[0] >= self._told[0]:
            return True
        return self._by_name and _WITHIN.fullmatch(self._text, number[1], self._told[0]) is not None

    def _other_name(self, clause: Span) -> Span | None:
        """An operation of another name that is over, or runs elsewhere."""
        for match in _NAMED.finditer(self._text, *clause):
            if match.group(1).casefold() not in self._own and _OVER.match(self._text, match.end(), clause[1]):
                return match.span()
        return None

    def _other_run(self, clause: Span) -> Span | None:
        """An operation told as unrelated, as another one elsewhere, or as colleagues' some time ago."""
        text = self._text
        unrelated = self._names(_CUES_UNRELATED, clause) and _UNRELATED.search(text, *clause)
        if unrelated:
            return unrelated.span()
        separate = self._names(_CUES_SEPARATE, clause) and _SEPARATE.search(text, *clause)
        if separate and _ELSEWHERE.search(text, *clause):
            return separate.span()
        colleagues = self._names(_CUES_COLLEAGUES, clause) and _COLLEAGUES.match(text, *clause)
        return colleagues.span() if colleagues and _PAST.search(text, *clause) else None

    def _names(self, cues: tuple[str, ...], clause: Span) -> bool:
        """Whether one of the cues stands in a clause: a quick look before the slow one."""
        return any(self._lower.find(cue, *clause) >= 0 for cue in cues)


def _names(text: str) -> list[re.Match[str]]:
    """Every named operation in order; plain searches for the word come first, since they are quick."""
    found: list[re.Match[str]] = []
    for word in _WORDS:
        at = text.find(word)
        while at >= 0:
            match = _NAMED.match(text, max(0, at - 1))
            if match:
                found.append(match)
            at = text.find(word, at + 1)
    return sorted(found, key=lambda match: match.start())


def _own_names(text: str, named: list[re.Match[str]]) -> frozenset[str]:
    """The operations of the first sentence that names any."""
    if not named:
        return frozenset()
    end = _SENTENCE_END.search(text, named[0].end())
    stop = end.start() if end else len(text)
    return frozenset(match.group(1).casefold() for match in named if match.start() < stop)
