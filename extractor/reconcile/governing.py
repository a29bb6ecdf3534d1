"""Names that govern a number from afar: "In Selby, …", "in Selby, where …", and the sentence before.

A name governs until another one takes its place; where two could, none does.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

_FRONT = re.compile(
    r"\W*(?:(?:meanwhile|separately|later|earlier|while|and|also|then),? )?"
    r"(?:in|at|from|near|around|within|outside|on) [^.;:!?\n]{0,80}",
    re.IGNORECASE,
)
"""What stands between the beginning of a sentence and a name that opens it."""
NO_PLACE = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday"
    r"|Wednesday|Thursday|Friday|Saturday|Sunday|Christmas|Easter|Operation|Class|Section|Police|British"
    r"|English|Scottish|Welsh|Irish|Crown|European|American|Australian)\b"
)
"""Capitalised words behind "in" or "at" that name no place, as a pattern."""
_OTHER_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Nn]ear|[Aa]cross|[Aa]round|[Oo]utside) (?:the |and around |\w+ in )?"
    rf"(?!{NO_PLACE})[A-Z]"
)
_WHERE = re.compile(r"[^.;:A-Z\n]{0,30}?,? (?:where|(?:at|in|from) (?:one of |both of |each of )?which)\b")
"""A relative clause of the place right before it."""
_GOES_ON = re.compile(
    r"\W*(?:they|it|its|inside|there|here|officers there|the (?:officers|force|team|pair|trio|raid))\b",
    re.IGNORECASE,
)
"""How a sentence begins that goes on with the one before."""
_WIDER = re.compile(
    r"\W*(?:across|in all|in total|overall|altogether|elsewhere|meanwhile|nationally|later|the operation"
    r"|since|between)\b",
    re.IGNORECASE,
)
"""How a sentence begins that turns to something else."""
_SENTENCE_END = re.compile(r"[.!?][\"”’')]*\s")
_LONGEST_SENTENCE = 300
_SUBJECT = 12
"""How far from its sentence's beginning a force may stand that is the subject."""


def sentence_before(text: str, end: int) -> Span:
    """The sentence that ends where another begins."""
    stop = len(text[:end].rstrip())
    start = max(0, stop - _LONGEST_SENTENCE)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, start, max(start, stop - 1))]
    return (ends[-1] if ends else start), stop


def governs(text: str, name: Span, number: Span, reach: Span) -> bool:
    """True where a place rules the rest of its sentence: "In Selby, …", "in Selby, where …".

    Args:
        text: The document.
        name: Where the place stands, before the number.
        number: Where the number stands.
        reach: From the beginning of the clause to the next number or its end.
    """
    where = _WHERE.match(text, name[1], number[0])
    begin = where.end() if where else name[1]
    if not where and _FRONT.fullmatch(text, reach[0], name[0]) is None:
        return False
    return _OTHER_PLACE.search(text, begin, reach[1]) is None


def carries_on(text: str, name: Span, before: Span, clause: Span, *, subject: bool) -> bool:
    """True where the sentence before sets a place or force, and the clause goes on with it.

    Args:
        text: The document.
        name: Where the name stands in the sentence before.
        before: The sentence before.
        clause: The clause of the number.
        subject: True for a force, which must be the subject; a place may also open its sentence.
    """
    if "\n\n" in text[before[1] : clause[0]] or _WIDER.match(text, *clause):
        return False
    if _OTHER_PLACE.search(text, name[1], before[1]) or _OTHER_PLACE.search(text, *clause):
        return False
    goes_on = _GOES_ON.match(text, *clause) is not None
    if subject:
        return goes_on and name[0] - before[0] <= _SUBJECT
    return goes_on or _FRONT.fullmatch(text, before[0], name[0]) is not None
