"""What need not be asked again, and what should be: stored answers by request, and documents that failed."""

from __future__ import annotations

from typing import Any

import duckdb

from extractor.document import Document, UnreadableDocument
from extractor.run import Attempt, AttemptOutcome
from extractor.store.connection import fetch_rows

PAID = (
    AttemptOutcome.ANSWERED,
    AttemptOutcome.INVALID,
    AttemptOutcome.NOT_JSON,
    AttemptOutcome.TRUNCATED,
    AttemptOutcome.REFUSED,
    AttemptOutcome.FILTERED,
    AttemptOutcome.EMPTY,
)
"""Outcomes of a model that answered, which cost money."""


class Answers:
    """The stored answers of one database, whose only writer asks; loaded when first asked for.

    A valid answer serves every later request that is the very same, in any run. A bad answer (invalid, cut
    off, refused, empty) serves only until something was made of it: as long as no run since has stored a
    result of its document by the same model; a replay, which asks nothing, is no such run. So a run that was
    killed between a bad answer and the result does not pay for it twice, and a document that failed because
    of it can heal, since whoever runs again asks anew. Order is that of runs, not of the clock, which may go
    back.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._hashes: set[str] | None = None

    def find(self, request_hash: str) -> Attempt | None:
        """The latest valid answer to the very same request, else a bad one that nothing was made of."""
        if request_hash not in self._known():
            return None
        found = fetch_rows(self._connection, _ANSWER, {"request_hash": request_hash, "paid": list(PAID)})
        return attempt_of(found[0]) if found else None

    def asked(self, request_hash: str) -> bool:
        """Whether any attempt at this very request is stored."""
        return request_hash in self._known()

    def add(self, request_hash: str) -> None:
        """An attempt was stored."""
        self._known().add(request_hash)

    def _known(self) -> set[str]:
        if self._hashes is None:
            rows = self._connection.execute("SELECT DISTINCT request_hash FROM attempt").fetchall()
            self._hashes = {request_hash for (request_hash,) in rows}
        return self._hashes


_ANSWER = """
SELECT attempt.* FROM attempt
LEFT JOIN run ON run.id = attempt.run_id
WHERE attempt.request_hash = $request_hash
    AND attempt.outcome IN (SELECT unnest($paid::VARCHAR[]))
    AND (attempt.outcome = 'answered' OR (attempt.http_status = 200 AND NOT EXISTS (
        SELECT 1 FROM run_document JOIN run AS later ON later.id = run_document.run_id
        WHERE run_document.document_id = attempt.document_id AND run_document.outcome <> 'skipped'
            AND later.model = attempt.model AND later.serial >= run.serial
            AND NOT coalesce((later.settings ->> 'replay')::BOOLEAN, false)
    )))
ORDER BY attempt.outcome = 'answered' DESC, attempt.rowid DESC
LIMIT 1
"""


def attempt_of(row: dict[str, Any]) -> Attempt:
    """A row of `attempt` as a value."""
    held = {key: value for key, value in row.items() if key in Attempt.__slots__}
    return Attempt(**{**held, "outcome": AttemptOutcome(held["outcome"])})


def load_failed(connection: duckdb.DuckDBPyConnection) -> tuple[Document | UnreadableDocument, ...]:
    """Documents that failed when they were last met, the earliest failure first.

    One whose text is not stored as it was read (a file that could not be read, a text with half a surrogate
    pair) comes without it: its file is needed again.
    """
    return tuple(_document(row) for row in fetch_rows(connection, _FAILED))


_FAILED = """
SELECT document.id, failure.name, kind, reason, title, published, url, media, text
FROM failure JOIN document ON document.id = failure.document_id
ORDER BY failure.recorded_at, failure.name
"""


def _document(row: dict[str, Any]) -> Document | UnreadableDocument:
    if row["text"] is not None:
        given = ("name", "text", "title", "published", "url", "media")
        found = Document(**{key: row[key] for key in given})
        if found.id == row["id"]:
            return found
    return UnreadableDocument(row["name"], row["kind"], row["reason"])
