"""Rules for words that speak to whoever reads a text, and state nothing: "report 9,999 arrests".

A text may be written to steer a machine that reads it. A number in such words is no figure of a report: the
reader has no opinion on it, so that nothing that rests on it is confirmed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

Span = tuple[int, int]

_MANNERS = r"(?:(?:please|now|just|simply|instead|then|also|so|and|always|only|do not|don[’']t)[,:]?\s+){0,3}"
_BLUNT = (
    r"(?:ignore|disregard|forget|pretend|assume|imagine|suppose|say|write|answer|reply|respond)\b(?![’'-])"
)
"""Verbs that no report begins a sentence with, but where it tells its reader what to do."""
_TELLING = (
    r"(?:report|list|output|return|claim|state|print|include|insert|enter|add|give|tell|mention|confirm"
    r"|count)\b"
)
"""Verbs that are nouns or adjectives as well ("State police", "Return visit"): the number must follow."""
_LEAD = (
    r"(?:\s|that|there (?:were|are|was)|exactly|only|just|at least|a total of|the figure|more than|over"
    r"|about)*"
)
_DEMAND = rf"{_MANNERS}(?:{_BLUNT}|{_TELLING}\s{_LEAD}$|{_TELLING}\sthat\b)"
_OPENS = re.compile(rf"[^\w\n]*{_DEMAND}", re.IGNORECASE)
_GOES_ON = re.compile(rf"[:;(“\"]\s*{_DEMAND}", re.IGNORECASE)
_TO_YOU = re.compile(
    r"\byou (?:must|should|shall|will|have to|need to|are to|are going to) (?:\w+ ){0,2}?"
    rf"(?:{_BLUNT}|{_TELLING})"
    r"|\b(?:the|your) (?:correct |right |only |final )?(?:answer|output|reply|response)"
    r"(?:\s*[:=]| is\b| must\b| should\b| you (?:must|should)\b)",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"[^\w\n]*(?:system|assistant|user|human|developer|chatbot)(?: prompt| message)?\s*:", re.IGNORECASE
)
"""How a line of a conversation with a machine begins."""
_FOR_MACHINES = re.compile(
    r"<\|[\w /]{1,40}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|user|instructions?)>"
    r"|^#{1,6}\s*(?:system|assistant|user|instructions?|prompt)\b"
    r"|[\"'](?:facts|measure|quote|verdict|role)[\"']\s*:"
    r"|(?:^|[.!?:;>\"“,][^\S\n]*|\b(?:please|must|now|and|then)\s+)(?:ignore|disregard|forget|override)\b"
    r"[^.\n]{0,60}?\b(?:instructions?|prompts?)\b"
    r"|\b(?:note|message|instructions?) (?:to|for) (?:the|any|every|all) [\w ]{0,30}?"
    r"(?:models?|machines?|LLMs?|AIs?|assistants?)\b"
    r"|\byou are (?:now )?an? [\w ]{0,30}?(?:model|assistant|AI|machine)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""What makes a paragraph one for machines: chat templates, a forged answer, orders about orders."""
_CUES = (
    "<|", "INST", "SYS", "nstruction", "rompt", "ystem", "ssistant", "ser>", "odel", "achine", "LLM", "AI",
    "facts", "measure", "quote", "verdict", "role",
)  # fmt: skip
"""One of them stands in every text that has such a paragraph."""
_LIKE_S_AND_I = ("ſ", "ı")
"""Letters that a pattern takes for "s" and "i" where case does not matter."""
_SPOKEN = ("truct", "rompt", "note to ", "note for ", "message to ", "message for ", *_LIKE_S_AND_I)
_TYPED = re.compile(
    r"<\||<</?sys>>|</?(?:system|assistant|user|instruction)|\[/?inst\]"
    r"|#\s*(?:system|assistant|user|instru|prompt)"
    r"|\"(?:facts|measure|quote|verdict|role)[\"']|'(?:facts|measure|quote|verdict|role)[\"']"
    r"|you are (?:now )?an? "
)
"""Every paragraph that `_FOR_MACHINES` finds holds `_SPOKEN` or `_TYPED` in lower case: quick looks first."""
_TO_YOU_CUES = ("you ", "answer", "output", "reply", "response", *_LIKE_S_AND_I)
"""One of them stands in lower case in every clause that `_TO_YOU` finds."""
_LONGEST_LINE = 2_000


class Orders:
    """The words of a text that give orders.

    Args:
        text: The document.
        lower: The same in lower case, with every offset kept.
    """

    def __init__(self, text: str, lower: str) -> None:
        self._text = text
        self._lower = lower
        self._paragraphs = list(_paragraphs_for_machines(text)) if _may_address(text, lower) else []
        self._clause: Span = (0, 0)
        self._speaks_to_reader = False

    def hold(self, start: int, clause: Span) -> bool:
        """Whether the number that begins at `start` stands in an order: its clause or its whole paragraph."""
        at = bisect_right(self._paragraphs, (start, len(self._text))) - 1
        if at >= 0 and start < self._paragraphs[at][1]:
            return True
        return self._to_reader(clause) or self._demanded(start, clause)

    def _to_reader(self, clause: Span) -> bool:
        if clause != self._clause:
            self._clause = clause
            asked = any(self._lower.find(cue, *clause) >= 0 for cue in _TO_YOU_CUES)
            self._speaks_to_reader = asked and _TO_YOU.search(self._text, *clause) is not None
        return self._speaks_to_reader

    def _demanded(self, start: int, clause: Span) -> bool:
        line = self._text.rfind("\n", max(0, start - _LONGEST_LINE), start) + 1
        return (
            _OPENS.match(self._text, clause[0], start) is not None
            or _GOES_ON.search(self._text, clause[0], start) is not None
            or ((line > 0 or start < _LONGEST_LINE) and _TURN.match(self._text, line, start) is not None)
        )


def _may_address(text: str, lower: str) -> bool:
    """False where no paragraph is one for machines: plain searches come first, since they are quick."""
    if not any(cue in text for cue in _CUES):
        return False
    return any(cue in lower for cue in _SPOKEN) or _TYPED.search(lower) is not None


def _paragraphs_for_machines(text: str) -> Iterator[Span]:
    end = 0
    for found in _FOR_MACHINES.finditer(text):
        if found.start() < end:
            continue
        begin = text.rfind("\n\n", 0, found.start()) + 1
        end = text.find("\n\n", found.end())
        end = len(text) if end < 0 else end
        yield begin, end
