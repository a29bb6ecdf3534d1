"""What limits a number to a part of the operation: a force, a place or an offence.

Only structure limits: a heading, a label, a list of siblings each with its own place or force. A place that
merely stands in the sentence limits nothing here; reconciliation looks at the words of the clause itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from extractor.numbers.clause import Row
from extractor.numbers.lexicon import Tag
from extractor.numbers.names import LONGEST_NAME, is_name, name_before
from extractor.numbers.reading import Reading
from extractor.vocabulary import find_force, find_forces

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
_BY_SUBJECT = frozenset({"gapped", "named_row"})
_LEADING = re.compile(r"(?:At|In|From|Across|Near) (?=[A-Z])")
"""A preposition that begins a label: "At Selby: 4 knives"."""
_PARTS = frozenset({"in_list", "of_them"})
_FOR = re.compile(
    r"(?: of (?:them|those|these|whom))?(?: (?:were|was|being|had|arrested|held|detained|wanted))*"
    r" (?:for|on suspicion of) (?!(?:the|an?|questioning|trial|court|sale|further|other)\b)"
    r"(?P<offence>[a-z][^.;:,()\n]{2,70})"
)
_OFFENCE_ENDS = re.compile(
    r" (?:after|when|while|during|who|which|following|before|where|because|from|since)\b"
    r"| (?:in|at|near) (?=[A-Z])| (?:and|or|plus|with) ?$"
)
"""What ends an offence that is told in a sentence."""
_BODY = re.compile(r" (?:Police|Constabulary|Sheriff['’]s Office|(?i:units?|squads?|task ?force))\s*$")
"""What a body is called that the vocabulary does not know."""
_RESPECTIVELY = re.compile(
    rf"(?: [a-z]+){{0,3}}\W*(?:in|at|from|by|to) (?P<names>{_NAME}(?:, {_NAME})*,? and {_NAME}),?"
    " respectively"
)


class Scope(NamedTuple):
    """What limits a number; all empty for one that stands for the whole."""

    force: str | None = None
    place: str | None = None
    offence: str | None = None
    heading: Span = (0, 0)
    """Where the heading stands that limits it; empty where none does."""


_WHOLE = Scope()


@lru_cache(maxsize=1024)
def _force_of_label(label: str) -> str | None:
    """The force that a heading or label stands for: a full name, or a county ("Kent" for Kent Police)."""
    cleaned = label.strip().strip("*#=:–-— ").strip()
    found = find_force(cleaned) or find_force(f"{cleaned} Police")
    if found is None:
        named = find_forces(cleaned)
        return named[0][0].name if named else None
    return found.name


def scope_of(text: str, row: Row, index: int, readings: Sequence[Reading | None]) -> Scope:
    """What limits the clause's number at `index`."""
    reading = readings[index]
    if reading is None or reading.measure is None:
        return _WHOLE
    if reading.rule == "in_table":
        return _by_row(text, row)
    if reading.rule in _BY_SUBJECT or _is_taken_over(readings, index):
        return _by_subject(text, row, index)
    offence = _listed_offence(text, row, index, reading)
    named = _by_label(text, row, index) or _by_heading(text, row)
    if named is not None:
        return named._replace(offence=offence)
    listed = _among_siblings(text, row, index, readings)
    heading = row.clause.headings[-1] if row.clause.headings else (0, 0)
    return listed or Scope(offence=offence, heading=heading)


def _among_siblings(text: str, row: Row, index: int, readings: Sequence[Reading | None]) -> Scope | None:
    """What limits one of several numbers that count the same thing, each with a name of its own."""
    reading = readings[index]
    siblings = _has_siblings(readings, index) or _leads_list(text, row, index, readings)
    if reading is None or not siblings:
        return None
    if "respectively" in text[row.numbers[index].end : row.clause.end]:
        return Scope(place=_in_turn(text, row, index, readings))
    force = _force_near(text, row, index)
    if force:
        return Scope(force=force)
    place = _place_after(text, row, index) or _place_in_label(text, row, index, reading)
    return Scope(place=place) if place else None


def _is_taken_over(readings: Sequence[Reading | None], index: int) -> bool:
    """True for the number whose verb the next one takes over ("Bury made 17 arrests, Leigh eight")."""
    following = readings[index + 1] if index + 1 < len(readings) else None
    mine = readings[index]
    return bool(mine and following and following.rule == "gapped" and following.measure is mine.measure)


def _by_subject(text: str, row: Row, index: int) -> Scope:
    """The name before the number limits it."""
    found = name_before(row, row.at[index])
    if found is None:
        return _WHOLE
    return _named(text[slice(*row.span(found[0], found[1] - 1))])


def _listed_offence(text: str, row: Row, index: int, reading: Reading) -> str | None:
    """The rest of the line is the offence: "1 x Theft"; so is what a part is "for": "eight for theft"."""
    if reading.rule in _PARTS and reading.part:
        match = _FOR.match(text, row.numbers[index].end, _stretch_end(row, index))
        return _OFFENCE_ENDS.split(match.group("offence"), 1)[0].strip() if match else None
    if reading.rule != "under_heading" or not row.numbers[index].times:
        return None
    return text[row.numbers[index].end : row.clause.end].strip(" \t:;,.-–") or None


def _by_label(text: str, row: Row, index: int) -> Scope | None:
    """What stands before a dash or colon: "Surrey Police – 21 arrests", "Spain: 9 arrests, 21 searches"."""
    first = next((at for at, token in enumerate(row.tokens[:LONGEST_NAME]) if token.capital), -1)
    if not row.clause.item or first < 0:
        return None
    for mark in range(first + 1, min(first + 1 + LONGEST_NAME, row.at[index])):
        if row.tag(mark) in (Tag.COLON, Tag.DASH) or row.word(mark) == "|":
            name = row.tokens[first:mark]
            return (
                _named(text[row.span(first, first)[0] : row.span(mark, mark)[0]]) if is_name(name) else None
            )
    return None


def _by_heading(text: str, row: Row) -> Scope | None:
    """A heading that is a name limits what stands beneath it ("Kent:", "Sheffield")."""
    for span, tokens in zip(reversed(row.clause.headings), reversed(row.headings), strict=True):
        force = _force_of_label(text[slice(*span)])
        if force:
            return Scope(force=force, heading=span)
        if is_name(tokens) and (row.clause.item or not text.startswith("#", span[0])):
            return _named(text[slice(*span)])._replace(heading=span)
    return None


def _named(name: str) -> Scope:
    force = _force_of_label(name)
    if force or _BODY.search(name):
        return Scope(force=force or name.strip().removeprefix("the "))
    place = _LEADING.sub("", name.strip().strip("*#=:–-— |").strip(), count=1)
    return Scope(place=place.removeprefix("The ").removeprefix("the "))


def _by_row(text: str, row: Row) -> Scope:
    """The first cell of a row names the force or place that its numbers are about; a total names none."""
    name = text[row.clause.start : row.clause.end].strip("| ").split("|", 1)[0].strip()
    heading = row.clause.headings[-1]
    if _TOTAL.match(name) or not name[:1].isalpha():
        return Scope(heading=heading)
    return _named(name)._replace(heading=heading)


def _has_siblings(readings: Sequence[Reading | None], index: int) -> bool:
    """True for a part, where another number of the clause counts the same thing."""
    mine = readings[index]
    if mine is None or not mine.part:
        return False
    return any(
        other is not None and at != index and other.measure is mine.measure
        for at, other in enumerate(readings)
    )


def _leads_list(text: str, row: Row, index: int, readings: Sequence[Reading | None]) -> bool:
    """True for the first of a list without a total: "Seven were held in Hull and four in Goole".

    A number that the others add up to is their total, and no place limits it.
    """
    mine, others = readings[index], []
    for at in range(index + 1, len(readings)):
        other = readings[at]
        if other is None or mine is None or other.rule != "in_list" or other.measure is not mine.measure:
            break
        others.append(at)
    if not others or row.tag(row.at[others[0]] - 1) not in (Tag.CONJ, Tag.COMMA):
        return False
    placed = all(_place_after(text, row, at) for at in (index, *others))
    return placed and row.numbers[index].value != sum(row.numbers[at].value or 0 for at in others)


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


def _in_turn(text: str, row: Row, index: int, readings: Sequence[Reading | None]) -> str | None:
    """The name that stands as far in its list as the number in its own: "5 and 3 in A and B respectively"."""
    mine, last = readings[index], index
    while (
        last + 1 < len(readings) and (other := readings[last + 1]) and mine and other.measure is mine.measure
    ):
        last += 1
    match = _RESPECTIVELY.match(text, row.numbers[last].end, row.clause.end)
    if not match:
        return None
    names = re.split(r",? and |, ", match.group("names"))
    at = index - last + len(names) - 1
    return names[at].removeprefix("the ") if at >= 0 else None


def _force_near(text: str, row: Row, index: int) -> str | None:
    begin = row.numbers[index - 1].end if index else row.clause.start
    named = find_forces(text, max(begin, row.numbers[index].start - _REACH), _stretch_end(row, index))
    return named[0][0].name if len(named) == 1 else None
