"""What limits a number to a part of the operation: a force, a place or an offence.

Only structure limits: a heading, a label, a list of siblings each with its own place or force. A place that
merely stands in the sentence limits nothing here; reconciliation looks at the words of the clause itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractor.numbers.clause import Row
from extractor.numbers.reading import Reading
from extractor.vocabulary import find_force, forces

Span = tuple[int, int]

_NAME = r"(?:the |south |north |east |west |central )?[A-Z][\w’'-]*(?:(?: (?:and|of|on|upon|the|in|de|le))* [A-Z][\w’'-]*){0,4}"
_PLACE_AFTER = re.compile(
    rf"(?:\W{{0,2}}(?:\w+ ){{0,5}}?)?(?:\bin|\bat|\bfrom|\bacross|\bnear|\bhappening(?: in)?|\baround|\bwithin) (?P<place>{_NAME})"
)
_OFFENCE_AFTER = re.compile(
    r"[^.;,()]{0,40}?\b(?:for|on suspicion of|in connection with) (?P<offence>[^.;,()]{3,120})"
)
_LABEL_BEFORE = re.compile(rf"(?P<label>{_NAME}(?: \([A-Z]{{2,8}}\))?)\s*(?:[-–—:|(]\s*)$")
_REACH = 120


@dataclass(frozen=True, slots=True)
class Scope:
    """What limits a number; all empty for one that stands for the whole."""

    force: str | None = None
    place: str | None = None
    offence: str | None = None
    heading: Span = (0, 0)
    """Where the heading stands that limits it; empty where none does."""


@cache
def _force_pattern() -> re.Pattern[str]:
    """Every spelling of every force, longest first, so that "New South Wales Police" is not South Wales."""
    spellings = sorted({alias for force in forces() for alias in force.aliases}, key=len, reverse=True)
    alternatives = "|".join(re.escape(spelling).replace("'", "['’]") for spelling in spellings)
    return re.compile(rf"(?<![\w-])(?<!New )(?:{alternatives})(?![\w-])(?! Office)")


def find_forces(text: str, start: int, end: int) -> list[tuple[str, Span]]:
    """Forces named in a stretch of text, as official short names with their spans, in order."""
    return [
        (force.name, match.span())
        for match in _force_pattern().finditer(text, start, end)
        if (force := find_force(match.group())) is not None
    ]


def force_of_label(label: str) -> str | None:
    """The force that a heading or label stands for: a full name, or a county alone ("Kent" for Kent Police)."""
    cleaned = label.strip().strip("*#=:–-— ").strip()
    found = find_force(cleaned) or find_force(f"{cleaned} Police")
    if found is None:
        named = find_forces(cleaned, 0, len(cleaned)) or find_forces("the " + cleaned, 0, len(cleaned) + 4)
        return named[0][0] if named else None
    return found.name


def scope_of(text: str, row: Row, index: int, readings: Sequence[Reading | None]) -> Scope:
    """What limits the clause's number at `index`."""
    reading, lexeme = readings[index], row.numbers[index]
    if reading is None or reading.measure is None:
        return Scope()
    if reading.rule in ("under_heading", "in_table") or row.clause.item:
        found = _by_heading(text, row, index, reading)
        if found is not None:
            return found
    if _has_siblings(readings, index):
        place = _place_after(text, row, index) or _place_label(text, lexeme.start, row.clause.start, reading)
        force = _force_near(text, row, index)
        if force or place:
            return Scope(force=force, place=None if force else place)
    return Scope(heading=row.clause.headings[-1] if row.clause.headings else (0, 0))


def _by_heading(text: str, row: Row, index: int, reading: Reading) -> Scope | None:
    lexeme = row.numbers[index]
    if reading.rule == "in_table":
        return _by_row(text, row)
    label = _LABEL_BEFORE.search(text, max(row.clause.start, lexeme.start - _REACH), lexeme.start)
    force = force_of_label(label.group("label")) if label else None
    if force:
        return Scope(force=force)
    offence = None
    if reading.rule == "under_heading" and lexeme.times:
        offence = text[lexeme.end : row.clause.end].strip(" \t:;,.-–") or None
    for start, end in reversed(row.clause.headings):
        force = force_of_label(text[start:end])
        if force:
            return Scope(force=force, offence=offence, heading=(start, end))
    if offence or (label and reading.rule == "under_heading"):
        return Scope(place=label.group("label") if label else None, offence=offence)
    return None


def _by_row(text: str, row: Row) -> Scope:
    """The first cell of a row names the force or place that its numbers are about; a total names none."""
    name = text[row.clause.start : row.clause.end].strip("| ").split("|", 1)[0].strip()
    heading = row.clause.headings[-1]
    if re.match(r"(?i:grand )?(?i:totals?|all|overall|sum)\b", name) or not name[:1].isalpha():
        return Scope(heading=heading)
    force = force_of_label(name)
    return Scope(force=force, place=None if force else name, heading=heading)


def _has_siblings(readings: Sequence[Reading | None], index: int) -> bool:
    """A list of parts: another number of the clause counts the same thing, and one of the two is a part."""
    mine = readings[index]
    return (
        mine is not None
        and any(
            other is not None and at != index and other.measure is mine.measure and (other.part or mine.part)
            for at, other in enumerate(readings)
        )
        and mine.part
    )


def _stretch_end(row: Row, index: int) -> int:
    """A number's own words end where the next number begins."""
    following = row.numbers[index + 1].qualifier_start if index + 1 < len(row.numbers) else row.clause.end
    return min(following, row.numbers[index].end + _REACH)


def _place_after(text: str, row: Row, index: int) -> str | None:
    match = _PLACE_AFTER.match(text, row.numbers[index].end, _stretch_end(row, index))
    if match:
        return match.group("place").removeprefix("the ")
    bare = re.compile(rf"(?: \w+){{0,4}}? happening (?P<place>{_NAME})").match(
        text, row.numbers[index].end, _stretch_end(row, index)
    )
    return bare.group("place") if bare else None


def _place_label(text: str, start: int, clause_start: int, reading: Reading) -> str | None:
    if reading.rule != "in_parentheses":
        return None
    match = _LABEL_BEFORE.search(text, max(clause_start, start - _REACH), start)
    return match.group("label").removeprefix("the ") if match else None


def _force_near(text: str, row: Row, index: int) -> str | None:
    begin = row.numbers[index - 1].end if index else row.clause.start
    named = find_forces(text, max(begin, row.numbers[index].start - _REACH), _stretch_end(row, index))
    return named[0][0] if len(named) == 1 else None
