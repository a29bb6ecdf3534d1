"""A gold record held against the annotators' guide: fields, vocabulary words, quotes, numbers in quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from pathlib import Path
from typing import Any

from extractor.errors import InputError
from extractor.evaluate.gold import (
    HEADER_KEYS,
    HEADER_LISTS,
    HEADER_TEXTS,
    REPORT_TYPES,
    find_gold,
    read_row,
    read_text_of,
)
from extractor.evaluate.sameness import key_of, number_of, number_read, same_figure
from extractor.fact import Fact, Measure
from extractor.mention import Mention
from extractor.numbers import read_numbers
from extractor.reconcile import find_quote
from extractor.vocabulary import find_force

FACT_KEYS = (*(field.name for field in fields(Fact)), "optional")

EDTF = re.compile(r"(?:\d{4}|XXXX)(?:-(?:\d{2}|XX)(?:-(?:\d{2}|XX))?)?")
"""A date as gold writes it: 2020-07-22, XXXX-12-19."""
_CURRENCY = re.compile(r"[A-Z]{3}")
_QUANTITIES = frozenset({"mg", "g", "kg", "tonne", "oz", "lb", "ml", "l"})
_PIECES = frozenset({"plants", "wraps", "tablets", "deals", "bags", "packages", "rocks", "blocks"})
_MONEY = frozenset({Measure.CASH, Measure.DRUGS_VALUE, Measure.ASSETS_VALUE})
_FREE_UNIT = frozenset({Measure.OTHER})
_FEW = 2
"""Persons and things counted by "a", "an" and "another" alone (rule 8 of the guide)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a gold record that the guide does not allow, or asks to look at again."""

    path: Path
    where: str
    """`report_type`, `fact 3: quote`, …"""
    message: str
    error: bool = True
    """False for what only a person can decide; such a note never fails a check."""


def check_gold(paths: Sequence[str | Path]) -> tuple[Problem, ...]:
    """Check every gold record under the paths.

    Raises:
        InputError: a path does not exist, or there is no gold record under it.
    """
    return tuple(problem for path in find_gold(paths) for problem in check_record(path))


def check_record(path: Path) -> Iterator[Problem]:
    """Every problem of one record; a record that cannot be read, or has no document, is one problem."""
    try:
        row, _ = read_row(path)
        text = read_text_of(path).text
    except InputError as error:
        yield Problem(path, "file", str(error))
        return
    for where, message, is_error in (*_header(row), *_facts(row, text)):
        yield Problem(path, where, message, is_error)


_Found = tuple[str, str, bool]


def _header(row: Mapping[str, Any]) -> Iterator[_Found]:
    known = {*HEADER_KEYS, "facts"}
    for key in sorted(known - row.keys()):
        yield key, "is missing", True
    for key in sorted(row.keys() - known):
        yield key, f"is no field of a record; the fields are {', '.join(HEADER_KEYS)}, facts", True
    if row.get("report_type") not in REPORT_TYPES:
        yield "report_type", f"{row.get('report_type')!r} is none of {', '.join(REPORT_TYPES)}", True
    for key in HEADER_LISTS:
        yield from _names(key, row.get(key, []))
    for key in HEADER_TEXTS[1:]:
        yield from _date(key, row.get(key))
    yield from _order_of_dates(row.get("start_date"), row.get("end_date"))


def _names(key: str, found: Any) -> Iterator[_Found]:
    if not isinstance(found, list) or not all(isinstance(name, str) and name.strip() for name in found):
        yield key, f"{found!r} is no list of names", True
        return
    for name in found:
        if key == "operation_names" and name.casefold().startswith("operation "):
            yield key, f"{name!r} is written without the word Operation", True
        if key == "forces":
            yield from _force("forces", name)


def _force(where: str, name: str) -> Iterator[_Found]:
    force = find_force(name)
    if force is None:
        yield where, f"{name!r} is not in the vocabulary; check the spelling", False
    elif force.name != name:
        yield where, f"{name!r} is written {force.name!r} in gold", True


def _date(key: str, found: Any) -> Iterator[_Found]:
    if found is not None and (not isinstance(found, str) or not EDTF.fullmatch(found)):
        yield key, f"{found!r} is no EDTF date (2020-07-22, XXXX-12-19, null)", True


def _order_of_dates(start: Any, end: Any) -> Iterator[_Found]:
    both = isinstance(start, str) and isinstance(end, str) and len(start) == len(end)
    if both and "X" not in start + end and end < start:
        yield "end_date", f"{end!r} is before the start, {start!r}", True


def _facts(row: Mapping[str, Any], text: str) -> Iterator[_Found]:
    found = row.get("facts", [])
    if not isinstance(found, list):
        yield "facts", f"is {type(found).__name__}, not a list", True
        return
    mentions = read_numbers(text)
    read: dict[int, Fact] = {}
    for position, fact_row in enumerate(found, start=1):
        if not isinstance(fact_row, dict):
            yield f"fact {position}", f"{fact_row!r} is no fact", True
            continue
        for where, message, error in check_fact(fact_row, text, mentions):
            yield f"fact {position}: {where}", message, error
        if not fact_row.get("optional") and (fact := _parsed(fact_row)):
            read[position] = fact
    yield from _told_twice(read)


def _parsed(row: Mapping[str, Any]) -> Fact | None:
    try:
        return Fact.from_mapping(row)
    except InputError:
        return None


def check_fact(
    row: Mapping[str, Any], text: str, mentions: Sequence[Mention]
) -> Iterator[tuple[str, str, bool]]:
    """What is wrong with one fact of a record: the field, a message, and whether it is an error or a note.

    Args:
        row: The fact as it stands in the record.
        text: The document's text.
        mentions: Its numbers, by `read_numbers`.
    """
    for key in FACT_KEYS:
        if key not in row:
            yield key, "is missing", True
    for key in sorted(row.keys() - set(FACT_KEYS)):
        yield key, f"is no key of a fact; the keys are {', '.join(FACT_KEYS)}", True
    if not isinstance(row.get("optional", False), bool):
        yield "optional", f"{row['optional']!r} is neither true nor false", True
    try:
        fact = Fact.from_mapping(row)
    except InputError as error:
        yield "value", str(error), True
        return
    optional = bool(row.get("optional"))
    yield from _values(fact)
    yield from _words(fact, optional=optional)
    yield from _quote(fact, text, mentions, optional=optional)


def _values(fact: Fact) -> Iterator[_Found]:
    if fact.value < 0:
        yield "value", f"{fact.value} is below zero", True
    if fact.value_max is not None and fact.value_max <= fact.value:
        yield "value_max", f"{fact.value_max} is not above the lower end, {fact.value}", True
    if not _unit_fits(fact):
        yield "unit", f"{fact.unit!r} is no unit of {fact.measure}", True


def _unit_fits(fact: Fact) -> bool:
    if fact.measure in _FREE_UNIT:
        return True
    if fact.measure in _MONEY:
        return bool(_CURRENCY.fullmatch(fact.unit))
    if fact.measure is Measure.DRUGS:
        return fact.unit in _QUANTITIES | _PIECES
    return fact.unit == "count"


def _words(fact: Fact, *, optional: bool) -> Iterator[_Found]:
    if fact.measure is Measure.OTHER and not optional:
        yield "optional", "a fact of measure other is always optional", True
    if fact.measure is Measure.OTHER and not fact.item:
        yield "item", "a fact of measure other says what was counted", True
    if fact.force:
        yield from _force("force", fact.force)


def _quote(fact: Fact, text: str, mentions: Sequence[Mention], *, optional: bool) -> Iterator[_Found]:
    if not fact.quote.strip():
        yield "quote", "is empty", True
        return
    spans = find_quote(text, fact.quote)
    if not spans:
        yield "quote", f"{fact.quote!r} does not stand in the document", True
        return
    inside = [
        each for each in mentions if any(start <= each.start and each.end <= end for start, end in spans)
    ]
    yield from _number(fact, inside, optional=optional)


def _number(fact: Fact, inside: Sequence[Mention], *, optional: bool) -> Iterator[_Found]:
    """The number stands in the quote; an optional fact may be a sum, or a person counted by "a" alone."""
    wanted = number_of(fact)
    same = [each for each in inside if number_read(each) == wanted]
    alike = [each for each in inside if (number := number_read(each)) and number[:2] == wanted[:2]]
    if same and all(each.qualifier is not fact.qualifier for each in same):
        yield "qualifier", f"is {fact.qualifier}; the quote reads as {same[0].qualifier}", False
    elif alike and not same:
        yield "unit", f"is {fact.unit}; the quote reads as {alike[0].unit}", False
    elif not same and not (optional and fact.value <= _FEW):
        read = ", ".join(repr(each.text) for each in inside) or "no number"
        yield (
            "value",
            f"{fact.value:f} {fact.unit} cannot be read in the quote, where {read} stands",
            not optional,
        )


def _told_twice(required: Mapping[int, Fact]) -> Iterator[_Found]:
    """One quantity told twice is one required fact; each other telling is optional (rule 4 of the guide)."""
    for (first, one), (second, other) in combinations(required.items(), 2):
        if same_figure(one, other) and key_of(one) == key_of(other):
            yield f"fact {second}", f"tells fact {first} again; one of them is optional", False
