"""What a person needs who decides: the queue of open figures, one document with its decisions, readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from typing import Any

import duckdb

from extractor.decision import Decision
from extractor.document import Document
from extractor.errors import InputError
from extractor.fact import CheckedFact, Fact, Flag, Measure, Verdict
from extractor.mention import Mention, Role
from extractor.store.faults import mapped_errors
from extractor.store.queue import (
    QUEUE_ORDER,
    Queue,
    QueueChoices,
    QueueFilter,
    QueueItem,
    load_queue,
    neighbours,
)
from extractor.store.stored import (
    StoredDocument,
    checked_of,
    decision_of,
    load_stored,
    mention_of,
)


@dataclass(frozen=True, slots=True)
class ReviewDocument:
    """One document as a person decides on it."""

    stored: StoredDocument
    history: tuple[Decision, ...] = ()
    """Every decision ever taken on the document, oldest first; `stored.decisions` are those in force."""
    open: tuple[bool, ...] = ()
    """For each fact, whether it stands in the queue of open figures."""
    previous: QueueItem | None = None
    """The last figure of the queue before this document's; None where there is none."""
    next: QueueItem | None = None
    """The first figure of the queue after this document's."""
    readings: tuple[Fact | None, ...] = ()
    """For each fact, the text's own reading, as `text_reading` gives it."""


class Reviewing:
    """Reading what a person decides on; a part of `StoreReader`."""

    path: Path
    _connection: duckdb.DuckDBPyConnection
    _lock: RLock

    def decisions(self, document_id: str) -> tuple[Decision, ...]:
        """Every decision ever taken on a document, oldest first; `in_force` marks those that count."""
        rows = self._fetch("SELECT * FROM decision WHERE document_id = ? ORDER BY serial", [document_id])
        return tuple(decision_of(row) for row in rows)

    def text_reading(self, fact_id: str) -> Fact | None:
        """The text's own reading of the number that a fact rests on; None where the text has none.

        What the number reader is silent on (a measure, a limit) is taken from the claim, unless the text
        speaks against it.

        Raises:
            InputError: there is no such fact.
        """
        found = self._fetch("SELECT * FROM fact WHERE id = ?", [fact_id])
        if not found:
            raise InputError(f"{str(self.path)!r} holds no fact {fact_id!r}", kind="no_such_fact")
        [row] = found
        mention = self._mention_at(row["work_key"], row["number_start"])
        if mention is None:
            return None
        [document] = self._fetch("SELECT text FROM document WHERE id = ?", [row["document_id"]])
        return reading_of(checked_of(row), mention, document["text"])

    def queue(self, filters: QueueFilter | None = None, *, offset: int = 0, limit: int = 50) -> Queue:
        """Figures to decide on, the most important first.

        Contradicted ones come first, then missed, unsupported and unverified ones; within each verdict the
        totals of the whole action before figures limited to a force, place, offence or period and parts;
        then in the order of the documents and of the text.

        Args:
            filters: What to narrow it to; None for everything that is open.
            offset: How many to pass over.
            limit: How many to give at most.

        Raises:
            InputError: there is no such run.
        """
        return load_queue(self._fetch, self._known(filters), offset, limit)

    def queue_choices(self) -> QueueChoices:
        """Measures, forces and runs that the filters of the queue can be set to."""
        measures = self._fetch("SELECT DISTINCT measure FROM fact")
        known = {row["measure"] for row in measures}
        return QueueChoices(
            measures=tuple(measure for measure in Measure if measure in known),
            forces=tuple(row["force"] for row in self._fetch(_FORCES)),
            runs=tuple(row["id"] for row in self._fetch("SELECT id FROM run ORDER BY serial DESC")),
        )

    def load_review(self, document_id: str, filters: QueueFilter | None = None) -> ReviewDocument:
        """The latest result of a document with its decisions, readings and place in the queue.

        Args:
            document_id: `document.id`.
            filters: The queue that `previous` and `next` belong to; None leaves them out, which is faster.

        Raises:
            InputError: there is no such document, or no such run.
        """
        seen = self._fetch(LAST_SEEN, [document_id])
        if not seen:
            raise InputError(
                f"{str(self.path)!r} holds no document {document_id!r}",
                hint="""`extractor query "SELECT id, name FROM document"` lists them""",
                kind="no_such_document",
            )
        with mapped_errors(self.path), self._lock:
            [stored] = load_stored(self._connection, seen)
        previous, following = (None, None) if filters is None else self.around(document_id, filters)
        return ReviewDocument(
            stored=stored,
            history=self.decisions(document_id),
            open=tuple(_open(stored)),
            previous=previous,
            next=following,
            readings=tuple(_readings(stored)),
        )

    def around(self, document_id: str, filters: QueueFilter) -> tuple[QueueItem | None, QueueItem | None]:
        """The last figure of the queue before a document's, and the first one after them.

        Args:
            document_id: `document.id`.
            filters: The queue; its document filter is left aside.

        Raises:
            InputError: there is no such run.
        """
        return neighbours(self._fetch, document_id, replace(self._known(filters), document=None))

    def _fetch(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        raise NotImplementedError

    def find_run(self, run_id: str = "latest") -> str:
        """The full id of a run."""
        raise NotImplementedError

    def _mention_at(self, work_key: str, number_start: int | None) -> Mention | None:
        found = self._fetch(
            "SELECT * FROM mention WHERE work_key = ? AND number_start = ?", [work_key, number_start]
        )
        return mention_of(found[0]) if found else None

    def _known(self, filters: QueueFilter | None) -> QueueFilter:
        """The filter with the full id of its run."""
        if filters is None or filters.run_id is None:
            return filters or QueueFilter()
        return replace(filters, run_id=self.find_run(filters.run_id))


def reading_of(claim: CheckedFact, mention: Mention, text: str) -> Fact | None:
    """A number as the text has it, in the shape of a fact.

    Args:
        claim: The fact that rests on the number.
        mention: The number.
        text: The document's text.
    """
    if mention.value is None or mention.role not in (Role.RESULT, Role.UNKNOWN):
        return None
    fact = claim.fact
    kept = mention.role is Role.UNKNOWN or fact.measure in (mention.measure, *mention.also)
    start = mention.start if claim.start is None else min(claim.start, mention.start)
    end = mention.end if claim.end is None else max(claim.end, mention.end)
    return Fact(
        measure=fact.measure if kept or mention.measure is None else mention.measure,
        value=mention.value,
        quote=text[start:end],
        value_max=mention.value_max,
        qualifier=mention.qualifier,
        unit=mention.unit,
        item=mention.item or fact.item,
        force=_limit(claim, Flag.FORCE, mention.force, fact.force),
        place=_limit(claim, Flag.PLACE, mention.place, fact.place),
        offence=_limit(claim, Flag.OFFENCE, mention.offence, fact.offence),
        period=mention.period if Flag.PERIOD in claim.flags else fact.period,
    )


def _limit(claim: CheckedFact, flag: Flag, told: str | None, claimed: str | None) -> str | None:
    against = flag in claim.flags and claim.verdict is Verdict.CONTRADICTED
    return told if told is not None or against else claimed


def _readings(stored: StoredDocument) -> Iterator[Fact | None]:
    mentions = {entry.mention.start: entry.mention for entry in stored.ledger}
    text = stored.document.text if isinstance(stored.document, Document) else ""
    for checked in stored.facts:
        mention = None if checked.number_start is None else mentions.get(checked.number_start)
        yield None if mention is None else reading_of(checked, mention, text)


def _open(stored: StoredDocument) -> Iterator[bool]:
    rows = zip(stored.facts, stored.decided, stored.conflicts, strict=True)
    for checked, decided, conflict in rows:
        settled = decided or conflict or Flag.DUPLICATE in checked.flags
        yield checked.verdict in QUEUE_ORDER and not settled


LAST_SEEN = """
SELECT run_document.*
FROM run_document LEFT JOIN report ON report.work_key = run_document.work_key
WHERE run_document.document_id = ?
ORDER BY
    run_document.outcome <> 'failed' AND coalesce(report.outcome = 'done', false) DESC,
    run_document.serial DESC
LIMIT 1
"""

_FORCES = """
SELECT DISTINCT force FROM fact WHERE force IS NOT NULL
UNION SELECT unnest(forces) FROM latest_report
ORDER BY 1
"""
