"""A reviewed document as a gold record: what is confirmed or decided, as `gold check` accepts it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from extractor.document import Document
from extractor.errors import InputError
from extractor.evaluate.gold import SUFFIX
from extractor.evaluate.gold_check import EDTF, check_fact
from extractor.evaluate.sameness import is_headline, key_of, same_figure
from extractor.fact import CheckedFact, Fact, Flag, Measure, Qualifier
from extractor.mention import Mention
from extractor.numbers import read_numbers
from extractor.reader import read_documents
from extractor.reconcile import find_quote
from extractor.reconcile.tellings import interval
from extractor.run import ReportHeader
from extractor.vocabulary import find_force

if TYPE_CHECKING:
    from extractor.store import ReviewDocument

_FEW = 2
"""Persons and things counted by "a", "an" and "another" alone (rule 8 of the guide)."""
_NEAR = 2
"""How many times larger one number may be than the other where a bound retells it, as in reconciliation."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A figure that cannot stand in a gold record."""

    fact: Fact
    why: str


@dataclass(frozen=True, slots=True)
class GoldExport:
    """One document as it would be written."""

    name: str
    """Of the record, without `.gold.json`."""
    text: str
    row: dict[str, Any]
    """The record as JSON."""
    left_out: tuple[LeftOut, ...]
    """Figures that nobody decided on, and decided ones that the guide refuses."""


def to_gold(review: ReviewDocument) -> GoldExport:
    """The gold record of a document as reviewed.

    Its facts are the figures that may be published: confirmed ones and those that a person accepted or
    corrected. A fact is optional where the guide says so: of measure other, a part without a limit, a second
    telling, a person or thing counted by "a" alone. Type, names and dates are the model's reading.

    Raises:
        InputError: the document could not be read, or has no result.
    """
    document = review.stored.document
    if not isinstance(document, Document) or review.stored.failure is not None:
        raise InputError(
            f"{document.name!r} has no result that could become gold",
            hint="`extractor status` says why",
            kind="no_result",
        )
    mentions = read_numbers(document.text)
    facts, refused = [], []
    for checked in sorted(review.stored.trusted_facts, key=_place):
        fact, problem = _as_gold(checked, document.text, mentions)
        if problem:
            refused.append(LeftOut(fact, problem))
        else:
            facts.append((fact, _is_optional(checked, fact, mentions, document.text)))
    is_open = zip(review.stored.facts, review.open, strict=True)
    undecided = [LeftOut(each.fact, f"{each.verdict}, not decided on") for each, is_it in is_open if is_it]
    rows = [{**fact.to_mapping(), "optional": optional} for fact, optional in _told_once(facts)]
    row = {**_header(review.stored.header), "facts": rows}
    return GoldExport(_name(document), document.text, row, (*undecided, *refused))


def write_gold(exports: Sequence[GoldExport], folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write records with their texts beside them, and return the paths of the records.

    Nothing is written unless all of it can be: names that clash and files that are there are looked at first.

    Args:
        exports: What to write.
        folder: Where to; made where it is not there.
        force: Write over files that are there.

    Raises:
        InputError: two documents have one name, a file is there already or cannot be written, or a text
            would not be read back as it is.
    """
    targets = [folder / f"{export.name}{SUFFIX}" for export in exports]
    twice = sorted({str(target) for target in targets if targets.count(target) > 1})
    if twice:
        raise InputError(f"several documents would be written to {twice[0]!r}", hint="Export them one by one")
    texts = [folder / f"{export.name}.txt" for export in exports]
    try:
        there = [path for path in (*targets, *texts) if path.exists()]
        if there and not force:
            raise InputError(
                f"{str(there[0])!r} is there already", hint="Add --force to write over it", kind="exists"
            )
        _check_texts(exports)
        folder.mkdir(parents=True, exist_ok=True)
        for export, target, text in zip(exports, targets, texts, strict=True):
            _write(text, export.text)
            _write(target, json.dumps(export.row, indent=1, ensure_ascii=False) + "\n")
    except OSError as error:
        where = error.filename or str(folder)
        raise InputError(f"{where!r} cannot be written ({error.strerror})", kind="not_written") from error
    return tuple(targets)


def _place(checked: CheckedFact) -> tuple[int, int]:
    start = checked.start or 0
    return (start if checked.number_start is None else checked.number_start), start


def _as_gold(checked: CheckedFact, text: str, mentions: Sequence[Mention]) -> tuple[Fact, str]:
    """The figure with its quote letter for letter, and what the guide has against it, if anything."""
    fact = replace(checked.fact, force=_official(checked.fact.force))
    spans = find_quote(text, fact.quote)
    if spans:
        start, end = _widened(spans[0], checked)
        fact = replace(fact, quote=text[start:end])
    row = {**fact.to_mapping(), "optional": fact.measure is Measure.OTHER or fact.value <= _FEW}
    problems = [f"{where}: {message}" for where, message, error in check_fact(row, text, mentions) if error]
    return fact, problems[0] if problems else ""


def _widened(span: tuple[int, int], checked: CheckedFact) -> tuple[int, int]:
    """The quote, stretched to hold the whole number that it cuts."""
    start, end = checked.number_start, checked.number_end
    if start is None or end is None or end <= span[0] or span[1] <= start:
        return span
    return min(span[0], start), max(span[1], end)


def _is_optional(checked: CheckedFact, fact: Fact, mentions: Sequence[Mention], text: str) -> bool:
    limited = fact.force or fact.place or fact.offence
    [span, *_] = find_quote(text, fact.quote)
    inside = [each for each in mentions if span[0] <= each.start and each.end <= span[1]]
    told = [each for each in inside if each.value == fact.value]
    part = Flag.PART in checked.flags or any(each.part for each in told)
    return fact.measure is Measure.OTHER or (part and not limited) or (fact.value <= _FEW and not told)


def _told_once(facts: Sequence[tuple[Fact, bool]]) -> Iterator[tuple[Fact, bool]]:
    """One total told twice is one required fact, its most precise telling (rule 4 of the guide).

    Figures limited to a part stand as they are: two lines of a breakdown may well tell the same number.
    """
    totals = [fact for fact, optional in facts if not optional and is_headline(fact)]
    kept: list[Fact] = []
    for fact, optional in facts:
        again = fact in totals and any(_retells(fact, each, kept) for each in totals)
        if not again:
            kept.append(fact)
        yield fact, optional or again


def _retells(fact: Fact, other: Fact, kept: Sequence[Fact]) -> bool:
    """Whether a total says again what another one says: as precisely and later, or less precisely."""
    if fact is other or key_of(fact) != key_of(other):
        return False
    if same_figure(fact, other) and fact.qualifier is other.qualifier:
        return other in kept
    vague, exact = fact.qualifier is not Qualifier.EXACT, other.qualifier is Qualifier.EXACT
    near = max(fact.value, other.value) <= _NEAR * min(fact.value, other.value)
    told = interval(fact.value, fact.value_max, fact.qualifier)
    return vague and exact and near and told.agrees(interval(other.value, other.value_max, other.qualifier))


def _header(header: ReportHeader) -> dict[str, Any]:
    """The model's reading of the report as a whole, less what is no name or date in gold."""
    names = [re.sub(r"(?i)^operation\s+", "", name).strip() for name in header.operation_names]
    return {
        "report_type": header.report_type,
        "operation_names": [name for name in names if name],
        "forces": list(dict.fromkeys(filter(None, map(_official, header.forces)))),
        "places": [place for place in header.places if place.strip()],
        **_dates(header),
    }


def _dates(header: ReportHeader) -> dict[str, str | None]:
    names = ("start_date", "end_date", "published")
    given = {name: getattr(header, name) for name in names}
    found = {name: date if date and EDTF.fullmatch(date) else None for name, date in given.items()}
    start, end = found["start_date"], found["end_date"]
    backwards = start and end and "X" not in start + end and len(start) == len(end) and end < start
    return {**found, "end_date": None} if backwards else found


def _official(force: str | None) -> str | None:
    known = find_force(force) if force else None
    return known.name if known else force


def _name(document: Document) -> str:
    """A file name from what the document is called; a row of a file keeps the file's name before its own."""
    file, _, row = PurePath(document.name).name.partition("#")
    stem = "_".join(filter(None, (PurePath(file).stem, row)))
    return re.sub(r"[^\w.-]+", "_", stem).strip("._") or document.id


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _check_texts(exports: Sequence[GoldExport]) -> None:
    """Refuse a text that the reader would take for something else (for HTML, say) and change."""
    with TemporaryDirectory() as scratch:
        for export in exports:
            path = Path(scratch) / f"{export.name}.txt"
            _write(path, export.text)
            [found] = read_documents([path])
            if not isinstance(found, Document) or found.text != export.text:
                raise InputError(
                    f"the text of {export.name!r} would be read otherwise from a text file of its own",
                    hint="Begin a record beside the document's own file with `extractor gold init`",
                    kind="not_read_back",
                )
