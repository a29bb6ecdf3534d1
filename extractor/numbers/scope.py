"""What limits a number to a part of the operation: a force, a place or an offence.

Only structure limits: a heading, a label, a list of siblings each with its own place or force. A place that
merely stands in the sentence limits nothing here; reconciliation looks at the words of the clause itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractor.numbers.clause import Row, Token
from extractor.numbers.lexicon import COUNTED, Tag
from extractor.numbers.notation import word_set
from extractor.numbers.reading import Reading
from extractor.vocabulary import find_force, forces

Span = tuple[int, int]

_NAME = (
    r"(?:the |south |north |east |west |central )?[A-Z][\w’'-]*"
    r"(?:(?: (?:and|of|on|upon|the|in|de|le))* [A-Z][\w’'-]*){0,4}"
)
_PLACE_AFTER = re.compile(
    r"(?:\W{0,2}(?:\w+ ){0,5}?)?\b(?:(?:in|at|from|across|near|around|within)|[a-z]+ing(?: in| at)?) "
    rf"(?P<place>{_NAME})"
)
_LABEL_BEFORE = re.compile(rf"(?P<label>{_NAME}(?: \([A-Z]{{2,8}}\))?)\s*(?:[-–—:|(]\s*)$")
_TOTAL = re.compile(r"(?:grand )?(?:totals?|all|overall|sum)\b", re.IGNORECASE)
_REACH = 120
_LONGEST_LABEL = 7
_LINKS = word_set("and of the on upon in & , de le")
_NO_PLACE = word_set(
    "operation results result summary background notes note editor editors update updates breakdown total "
    "totals contact ends statement quotes overview introduction key facts figures read more image caption "
    "photo picture day phase week related news information tags source link date author title share "
    "comments what how why where when who article content story text abstract comment overall meanwhile "
    "however detective chief inspector superintendent sergeant constable"
)
"""Words of headings and labels that name no place."""


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


def _find_forces(text: str, start: int, end: int) -> list[tuple[str, Span]]:
    """Forces named in a stretch of text, as official short names with their spans, in order."""
    return [
        (force.name, match.span())
        for match in _force_pattern().finditer(text, start, end)
        if (force := find_force(match.group())) is not None
    ]


def _force_of_label(label: str) -> str | None:
    """The force that a heading or label stands for: a full name, or a county ("Kent" for Kent Police)."""
    cleaned = label.strip().strip("*#=:–-— ").strip()
    found = find_force(cleaned) or find_force(f"{cleaned} Police")
    if found is None:
        named = _find_forces(cleaned, 0, len(cleaned)) or _find_forces("the " + cleaned, 0, len(cleaned) + 4)
        return named[0][0] if named else None
    return found.name


def scope_of(text: str, row: Row, index: int, readings: Sequence[Reading | None]) -> Scope:
    """What limits the clause's number at `index`."""
    reading = readings[index]
    if reading is None or reading.measure is None:
        return Scope()
    if reading.rule == "in_table":
        return _by_row(text, row)
    offence = _listed_offence(text, row, index, reading)
    named = _by_label(text, row, index) or _by_heading(text, row)
    if named is not None:
        return replace(named, offence=offence)
    if _has_siblings(readings, index):
        force = _force_near(text, row, index)
        place = _place_after(text, row, index) or _place_in_label(text, row, index, reading)
        if force or place:
            return Scope(force=force, place=None if force else place)
    return Scope(offence=offence, heading=row.clause.headings[-1] if row.clause.headings else (0, 0))


def _listed_offence(text: str, row: Row, index: int, reading: Reading) -> str | None:
    """The rest of the line is the offence: "1 x Theft"."""
    if reading.rule != "under_heading" or not row.numbers[index].times:
        return None
    return text[row.numbers[index].end : row.clause.end].strip(" \t:;,.-–") or None


def _by_label(text: str, row: Row, index: int) -> Scope | None:
    """What stands before a dash or colon: "Surrey Police – 21 arrests", "Spain: 9 arrests, 21 searches"."""
    first = next((at for at, token in enumerate(row.tokens[:_LONGEST_LABEL]) if token.capital), -1)
    if not row.clause.item or first < 0:
        return None
    for mark in range(first + 1, min(first + 1 + _LONGEST_LABEL, row.at[index])):
        if row.tag(mark) in (Tag.COLON, Tag.DASH) or row.word(mark) == "|":
            name = row.tokens[first:mark]
            return _named(text[name[0].start : row.tokens[mark].start]) if _is_name(name) else None
    return None


def _by_heading(text: str, row: Row) -> Scope | None:
    """A heading that is a name limits what stands beneath it ("Kent:", "Sheffield")."""
    for span, tokens in zip(reversed(row.clause.headings), reversed(row.headings), strict=True):
        force = _force_of_label(text[slice(*span)])
        if force:
            return Scope(force=force, heading=span)
        if _is_name(tokens) and (row.clause.item or not text.startswith("#", span[0])):
            return replace(_named(text[slice(*span)]), heading=span)
    return None


def _is_name(tokens: Sequence[Token]) -> bool:
    """True for words that can be the name of a force or place: capitals, and nothing that is counted."""
    words = [
        token for token in tokens if token.tag not in (Tag.STOP, Tag.COLON, Tag.DASH, Tag.OPEN, Tag.CLOSE)
    ]
    plain = all(token.capital or token.word in _LINKS for token in words)
    known = any(token.tag in COUNTED or token.word in _NO_PLACE for token in words if token.word != "police")
    return 0 < len(words) <= _LONGEST_LABEL and words[0].capital and plain and not known


def _named(name: str) -> Scope:
    force = _force_of_label(name)
    if force:
        return Scope(force=force)
    return Scope(place=name.strip().strip("*#=:–-— |").strip().removeprefix("The "))


def _by_row(text: str, row: Row) -> Scope:
    """The first cell of a row names the force or place that its numbers are about; a total names none."""
    name = text[row.clause.start : row.clause.end].strip("| ").split("|", 1)[0].strip()
    heading = row.clause.headings[-1]
    if _TOTAL.match(name) or not name[:1].isalpha():
        return Scope(heading=heading)
    return replace(_named(name), heading=heading)


def _has_siblings(readings: Sequence[Reading | None], index: int) -> bool:
    """True for a part, where another number of the clause counts the same thing."""
    mine = readings[index]
    if mine is None or not mine.part:
        return False
    return any(
        other is not None and at != index and other.measure is mine.measure
        for at, other in enumerate(readings)
    )


def _stretch_end(row: Row, index: int) -> int:
    """A number's own words end where the next number begins."""
    following = row.numbers[index + 1].qualifier_start if index + 1 < len(row.numbers) else row.clause.end
    return min(following, row.numbers[index].end + _REACH)


def _place_after(text: str, row: Row, index: int) -> str | None:
    match = _PLACE_AFTER.match(text, row.numbers[index].end, _stretch_end(row, index))
    return match.group("place").removeprefix("the ") if match else None


def _place_in_label(text: str, row: Row, index: int, reading: Reading) -> str | None:
    """The name before the bracket: "Norway (12), Sweden (9)"."""
    start = row.numbers[index].start
    if reading.rule != "in_parentheses":
        return None
    match = _LABEL_BEFORE.search(text, max(row.clause.start, start - _REACH), start)
    return match.group("label").removeprefix("the ") if match else None


def _force_near(text: str, row: Row, index: int) -> str | None:
    begin = row.numbers[index - 1].end if index else row.clause.start
    named = _find_forces(text, max(begin, row.numbers[index].start - _REACH), _stretch_end(row, index))
    return named[0][0] if len(named) == 1 else None
