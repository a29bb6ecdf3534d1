"""One stored result made anew from its answers by the present reader and rules, and what differs."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from extractor.fact import Verdict
from extractor.llm import RecalledModel
from extractor.pipeline.one import Reader, read_one
from extractor.prompt import Prompt
from extractor.run import Attempt, DocumentResult
from extractor.store import ResultRows, StoredWork

Row = Mapping[str, Any]

_NO_PROMPT = Prompt("replay", "", "")
"""Nothing is sent, so nothing need be said."""
_FIGURE = (
    "measure",
    "value",
    "value_max",
    "qualifier",
    "unit",
    "item",
    "force",
    "place",
    "offence",
    "period",
)
_CLAIM = (*_FIGURE, "value_exact", "value_max_exact", "quote")


class Thing(StrEnum):
    """What a replay says something else of."""

    FACT = "fact"
    FINDING = "finding"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing of which something else is said now."""

    document: str
    """What the document is called."""
    thing: Thing
    before: str | None
    """A fact's verdict; `passed` or `failed` of a finding; `done` or `failed` of a document.

    None where it was not there.
    """
    after: str | None
    """As `before`; None where it is there no more."""
    words: str
    """The figure, or the rule of the finding."""
    reason: str = ""
    """Why the verdict, the finding or the failure is what it is now."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What became of one stored result."""

    rows: ResultRows | None = None
    """The result in its place; None where it says the same, or could not be made anew."""
    moved: tuple[Moved, ...] = ()
    left: str = ""
    """Why it was left as it is; empty where it was made anew."""
    missing: tuple[tuple[int, int], ...] = ()
    """Stretches of the document to which no answer was given."""


def rebuild(works: Sequence[StoredWork], run_ids: Sequence[str]) -> list[Rebuilt]:
    """Make stored results anew.

    Args:
        works: The stored results with their answers.
        run_ids: For each, the run of this replay.
    """
    return asyncio.run(_rebuild_all(works, run_ids))


async def _rebuild_all(works: Sequence[StoredWork], run_ids: Sequence[str]) -> list[Rebuilt]:
    return [await _rebuild(work, run_id) for work, run_id in zip(works, run_ids, strict=True)]


async def _rebuild(work: StoredWork, run_id: str) -> Rebuilt:
    """A fault of this tool that one text brings out leaves its result as it is, and harms no other."""
    if work.document.id != work.stored.report["document_id"]:
        return Rebuilt(left="its text holds half a surrogate pair, which cannot be stored")
    model = RecalledModel(work.run, work.attempts)
    reader = Reader(model, _NO_PROMPT, _recall_nothing, _keep_nothing)
    [result] = await asyncio.gather(read_one(work.document, work.work_key, reader), return_exceptions=True)
    if not isinstance(result, DocumentResult):
        return Rebuilt(left=f"this is a fault of the tool: {result!r}")
    # No rule makes a failure of what was done: an answer that stood then was not found.
    if model.missing or (result.failure and work.stored.report["outcome"] == "done"):
        return Rebuilt(left="not all of its answers are stored", missing=tuple(model.missing))
    rows = ResultRows.of(work.run.id, result)
    if rows.same_as(work.stored):
        return Rebuilt()
    return Rebuilt(rows.made_by(run_id), tuple(_moves(work.document.name, work.stored, rows)))


def _recall_nothing(request_hash: str) -> Attempt | None:  # noqa: ARG001
    return None


def _keep_nothing(attempt: Attempt) -> None:
    """Nothing is asked, so nothing is kept."""


def _moves(name: str, before: ResultRows, after: ResultRows) -> Iterator[Moved]:
    was, now = before.report["outcome"], after.report["outcome"]
    if was != now:
        yield Moved(name, Thing.DOCUMENT, was, now, "", after.report["failure_reason"] or "")
    for old, new in _pairs(before.facts, after.facts, _fact_key):
        row = new or old or {}
        if old is None or new is None or old["verdict"] != new["verdict"]:
            reason = new["reason"] if new else ""
            yield Moved(name, Thing.FACT, _get(old, "verdict"), _get(new, "verdict"), _figure(row), reason)
    for old, new in _pairs(before.findings, after.findings, _finding_key):
        row = new or old or {}
        if _passed(old) != _passed(new):
            yield Moved(name, Thing.FINDING, _passed(old), _passed(new), row["rule"], row["message"])


def _pairs(before: Sequence[Row], after: Sequence[Row], key: Any) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows that are about the same thing; the first with the first, the second with the second."""
    left: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in before:
        left[key(row)].append(row)
    for row in after:
        held = left[key(row)]
        yield (held.pop(0) if held else None), row
    for rows in left.values():
        yield from ((row, None) for row in rows)


def _fact_key(row: Row) -> tuple[Any, ...]:
    """The claim; a missed figure is the reader's own and stands at a place in the text."""
    missed = row["verdict"] == Verdict.MISSED
    place = (row["number_start"], row["number_end"]) if missed else ()
    return (missed, place, *(row[name] for name in _CLAIM if not (missed and name == "quote")))


def _finding_key(row: Row) -> tuple[Any, ...]:
    return row["rule"], tuple((span["span_start"], span["span_end"]) for span in row["spans"])


def _get(row: Row | None, name: str) -> str | None:
    return None if row is None else str(row[name])


def _passed(row: Row | None) -> str | None:
    return None if row is None else ("passed" if row["passed"] else "failed")


def _figure(row: Row) -> str:
    """A figure in words: what is counted, how many, what limits it."""
    number = row["value_exact"] or (row["value"] is not None and f"{row['value'].normalize():f}") or "?"
    limits = [row[name] for name in ("force", "place", "offence") if row[name]]
    unit = "" if row["unit"] == "count" else f" {row['unit']}"
    scope = f" ({', '.join(limits)})" if limits else ""
    return f"{row['measure']} {number}{unit}{scope}"
