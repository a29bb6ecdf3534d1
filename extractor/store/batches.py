"""Batches that an endpoint works through: what was sent, what came back, and which documents wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from extractor.document import Document, UnreadableDocument
from extractor.run import Attempt, AttemptOutcome, Run
from extractor.store import rows
from extractor.store.connection import fetch_rows
from extractor.store.faults import mapped_errors
from extractor.store.reader import StoreReader
from extractor.store.recall import Answers, attempt_of
from extractor.store.stored import run_of

INTENDED = "intended"
"""The status of a batch that may or may not have been created at the endpoint."""

FINAL = (
    AttemptOutcome.BAD_REQUEST,
    AttemptOutcome.AUTHENTICATION,
    AttemptOutcome.PERMISSION,
    AttemptOutcome.MODEL_NOT_FOUND,
    AttemptOutcome.TOO_LONG,
    AttemptOutcome.NOT_AN_ENDPOINT,
)
"""How a line fails that would fail in the same way if it were sent again as it is."""


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """One request of a batch."""

    request_hash: str
    document_id: str
    piece_start: int
    piece_end: int
    mode: str
    reask: bool
    outcome: str | None = None
    """How its line ended; None where none is stored."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as it is stored; the columns of the table `batch`."""

    id: str
    run_id: str
    """The run of its submission."""
    endpoint: str
    model: str
    requests: int
    submitted_at: datetime
    """UTC."""
    status: str = INTENDED
    """intended, not_created, abandoned, or the endpoint's own word."""
    reason: str = ""
    remote_id: str | None = None
    """The endpoint's id; None where it is not known to be created."""
    input_file_id: str | None = None
    output_file_id: str | None = None
    error_file_id: str | None = None
    completed: int | None = None
    failed: int | None = None
    expires_at: datetime | None = None
    collected_at: datetime | None = None
    """When all that it will ever answer was stored; None while its requests are waited for."""


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """A batch and what hangs on it."""

    batch: Batch
    stored: int
    """Requests whose line is stored."""
    waiting: int
    """Documents that cannot be finished before it is collected."""


@dataclass(frozen=True, slots=True)
class WaitingDocument:
    """A document whose answers are not all there yet."""

    document: Document
    work_key: str
    names: tuple[str, ...]
    """What it was called when it was submitted; the first is the document's own."""
    run: Run
    """The last submission that met it, for its model, prompt and settings."""
    in_flight: bool
    """True where a request about it is in a batch that is not collected."""


class Batching(StoreReader):
    """The part of `Store` that batches need."""

    _appenders: rows.Appenders
    _answers: Answers

    def _writing(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def _save_documents(self, run_id: str, documents: Sequence[Document | UnreadableDocument]) -> None:
        raise NotImplementedError

    def save_waiting(self, run_id: str, works: Iterable[tuple[Document, str]]) -> None:
        """Store documents with their texts, and that their answers are to come.

        Args:
            run_id: The run of the submission.
            works: Documents with their work keys; one that waits already under the same name is left out.
        """
        given = list(works)
        with self._writing():
            held = {(row["work_key"], row["document_name"]) for row in self._fetch(_WAITING)}
            fresh = [one for one in given if (one[1], rows.storable(one[0].name)) not in held]
            self._save_documents(run_id, [document for document, _ in fresh])
            self._appenders.append("batch_document", [_waiting_row(run_id, *one) for one in fresh])

    def save_batch(self, batch: Batch, requests: Sequence[BatchRequest]) -> None:
        """Write a batch down before it is created at the endpoint."""
        with self._writing():
            self._appenders.append("batch", [asdict(batch)])
            lines = [{"batch_id": batch.id, **asdict(request)} for request in requests]
            self._appenders.append("batch_request", lines)

    def update_batch(self, batch: Batch) -> None:
        """Store what is known of a batch now; nothing is written where that is known already."""
        if batch in self.batches():
            return
        values = {name: rows.storable(value) for name, value in asdict(batch).items() if name != "id"}
        columns = ", ".join(f"{name} = ?" for name in values)
        with self._writing():
            sql = f"UPDATE batch SET {columns} WHERE id = ?"  # noqa: S608 - names of fields
            self._connection.execute(sql, [*values.values(), batch.id])

    def batches(self) -> list[Batch]:
        """Every batch, oldest first."""
        names = [field.name for field in fields(Batch)]
        found = self._fetch("SELECT * FROM batch ORDER BY submitted_at, id")
        return [Batch(**{name: row[name] for name in names}) for row in found]

    def batch_statuses(self) -> list[BatchStatus]:
        """Every batch with what hangs on it, oldest first."""
        counts = {row["batch_id"]: row for row in self._fetch(_COUNTS)}
        return [
            BatchStatus(batch, counts[batch.id]["stored"], counts[batch.id]["waiting"])
            for batch in self.batches()
        ]

    def batch_requests(self, batch_id: str) -> dict[str, BatchRequest]:
        """The requests of a batch, by their hash."""
        found = self._fetch(_REQUESTS, [batch_id])
        return {row["request_hash"]: BatchRequest(**row) for row in found}

    def in_flight(self) -> frozenset[str]:
        """Hashes of all requests in batches that are not collected."""
        return frozenset(row["request_hash"] for row in self._fetch(_IN_FLIGHT))

    def work_in_batches(self) -> frozenset[str]:
        """Work keys of the documents that an open batch is being asked about."""
        return frozenset(row["work_key"] for row in self._fetch(_WORK_IN_BATCHES))

    def save_lines(self, run_id: str, batch_id: str, attempts: Sequence[Attempt]) -> None:
        """Store lines of a batch, all of them or none.

        Args:
            run_id: The run that collects them.
            batch_id: The batch.
            attempts: At requests of the batch of which no line is stored, each once.
        """
        hashes = [attempt.request_hash for attempt in attempts]
        with self._writing():
            self._appenders.append("attempt", [rows.attempt_row(run_id, attempt) for attempt in attempts])
            outcomes = [attempt.outcome.value for attempt in attempts]
            self._connection.execute(_SETTLE, [hashes, outcomes, batch_id])
        for request_hash in hashes:
            self._answers.add(request_hash)

    def final_refusal(self, request_hash: str) -> Attempt | None:
        """How a line failed for good, until a result was made of it; None where it did not."""
        with mapped_errors(self.path), self._lock:
            if not self._answers.asked(request_hash):
                return None
            given = {"request_hash": request_hash, "final": list(FINAL)}
            found = fetch_rows(self._connection, _REFUSAL, given)
            return attempt_of(found[0]) if found else None

    def waiting_documents(self) -> list[WaitingDocument]:
        """Documents that were submitted and have no result since, in the order of their submission."""
        grouped: dict[str, list[dict[str, Any]]] = {}
        for row in self._fetch(_WAITING):
            grouped.setdefault(row["work_key"], []).append(row)
        runs = {row["id"]: run_of(row) for row in self._fetch("SELECT * FROM run")}
        return [_waiting(found, runs) for found in grouped.values()]


_COUNTS = """
SELECT
    batch.id AS batch_id, count(batch_request.outcome) AS stored,
    count(DISTINCT batch_request.document_id) FILTER (WHERE batch.collected_at IS NULL) AS waiting
FROM batch
LEFT JOIN batch_request ON batch_request.batch_id = batch.id
GROUP BY batch.id
"""

_REQUESTS = "SELECT * EXCLUDE (batch_id) FROM batch_request WHERE batch_id = ?"

_IN_FLIGHT = """
SELECT DISTINCT request_hash FROM batch_request JOIN batch ON batch.id = batch_id WHERE collected_at IS NULL
"""

_WORK_IN_BATCHES = """
SELECT DISTINCT work_key
FROM batch_document
JOIN run ON run.id = batch_document.run_id
JOIN batch_request ON batch_request.document_id = batch_document.document_id
JOIN batch ON batch.id = batch_request.batch_id AND batch.model = run.model
WHERE batch.collected_at IS NULL
"""

_SETTLE = """
UPDATE batch_request SET outcome = line.outcome
FROM (SELECT unnest(?::VARCHAR[]) AS request_hash, unnest(?::VARCHAR[]) AS outcome) AS line
WHERE batch_request.batch_id = ? AND batch_request.request_hash = line.request_hash
"""

_REFUSAL = """
SELECT attempt.* FROM attempt
JOIN run ON run.id = attempt.run_id
JOIN batch_request ON batch_request.request_hash = attempt.request_hash
JOIN batch ON batch.id = batch_request.batch_id AND batch.submitted_at = attempt.started_at
WHERE attempt.request_hash = $request_hash
    AND attempt.outcome IN (SELECT unnest($final::VARCHAR[]))
    AND NOT EXISTS (
        SELECT 1 FROM run_document JOIN run AS later ON later.id = run_document.run_id
        WHERE run_document.document_id = attempt.document_id AND run_document.outcome <> 'skipped'
            AND later.model = attempt.model AND later.serial >= run.serial
    )
ORDER BY attempt.rowid DESC
LIMIT 1
"""

_WAITING = """
SELECT
    batch_document.*, document.* EXCLUDE (run_id),
    EXISTS (
        SELECT 1 FROM batch_request JOIN batch ON batch.id = batch_request.batch_id
        WHERE batch_request.document_id = batch_document.document_id AND batch.collected_at IS NULL
    ) AS in_flight
FROM batch_document
JOIN run ON run.id = batch_document.run_id
JOIN document ON document.id = batch_document.document_id
WHERE NOT EXISTS (
    SELECT 1 FROM run_document JOIN run AS later ON later.id = run_document.run_id
    WHERE run_document.work_key = batch_document.work_key AND run_document.outcome <> 'skipped'
        AND later.serial > run.serial
)
ORDER BY run.serial, batch_document.rowid
"""


def _waiting_row(run_id: str, document: Document, work_key: str) -> rows.Row:
    return {
        "run_id": run_id,
        "document_id": document.id,
        "document_name": document.name,
        "work_key": work_key,
    }


def _waiting(found: Sequence[dict[str, Any]], runs: dict[str, Run]) -> WaitingDocument:
    row, names = found[-1], tuple(dict.fromkeys(one["document_name"] for one in found))
    document = Document(names[0], row["text"], row["title"], row["published"], row["url"], row["media"])
    return WaitingDocument(document, row["work_key"], names, runs[row["run_id"]], row["in_flight"])
