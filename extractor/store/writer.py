"""Writing: one `Store`, one writer, one transaction for each document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import duckdb

from extractor.document import Document, UnreadableDocument
from extractor.errors import StoreError
from extractor.run import Attempt, DocumentResult, Run
from extractor.store import rows
from extractor.store.batches import Batching
from extractor.store.bearing import bearings
from extractor.store.connection import connect_writer, fetch_rows, transaction
from extractor.store.decisions import Deciding
from extractor.store.faults import mapped_errors
from extractor.store.migrate import migrate
from extractor.store.reader import StoreReader
from extractor.store.recall import Answers, load_failed
from extractor.store.replay import Replaying


class Store(Batching, Replaying, Deciding, StoreReader):
    """An open database, for writing; while it is open no other process can read or write the file."""

    writer_alive = True

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        super().__init__(connection, path)
        self._appenders = rows.Appenders(connection)
        self._answers = Answers(connection)

    @classmethod
    def open(cls, path: Path, *, wait: float = 3.0) -> Self:
        """Open a database, creating it or bringing it up to date where needed.

        Args:
            path: The database file; its folder must exist.
            wait: Seconds to wait for another process to let go of it.

        Raises:
            StoreLockedError: another process still holds it after `wait` seconds.
            StoreVersionError: a newer version of the tool wrote it.
            StoreError: it cannot be opened or written, or is a file of something else.
        """
        connection = connect_writer(path, wait)
        try:
            with mapped_errors(path):
                migrate(connection, path)
                # Only one process writes: a run that is still marked as running died with its process.
                connection.execute("UPDATE run SET outcome = 'interrupted' WHERE outcome = 'running'")
        except BaseException:
            connection.close()
            raise
        return cls(connection, path)

    def start_run(self, run: Run) -> None:
        """Record that a run has begun."""
        with self._writing():
            self._append("run", rows.run_row(run))

    def finish_run(self, run_id: str, outcome: str) -> None:
        """Record how a run ended.

        Args:
            run_id: A run that was started.
            outcome: done, failed or interrupted.
        """
        with self._writing():
            self._connection.execute(
                "UPDATE run SET outcome = ?, finished_at = ? WHERE id = ?", [outcome, rows.utc_now(), run_id]
            )

    def save_attempt(self, run_id: str, attempt: Attempt) -> None:
        """Store one exchange with a model; it is durable when this returns."""
        with self._writing():
            if self._answers.asked(attempt.request_hash) and self._select(_ATTEMPTS, [attempt.id]):
                return
            self._append("attempt", rows.attempt_row(run_id, attempt))
        self._answers.add(attempt.request_hash)

    def stored_answer(self, request_hash: str) -> Attempt | None:
        """An answer that serves the very same request, or None; `recall.Answers` has the rule."""
        with mapped_errors(self.path), self._lock:
            return self._answers.find(request_hash)

    def failed_documents(self) -> tuple[Document | UnreadableDocument, ...]:
        """Documents that failed when they were last met, with their texts where those are stored."""
        with mapped_errors(self.path), self._lock:
            return load_failed(self._connection)

    def done_keys(self) -> frozenset[str]:
        """All work whose result is stored without failure."""
        rows = self._fetch("SELECT work_key FROM report WHERE outcome = 'done'")
        return frozenset(row["work_key"] for row in rows)

    def is_done(self, work_key: str) -> bool:
        """Whether a result without failure is stored for this work."""
        return bool(self._fetch("SELECT 1 FROM report WHERE work_key = ? AND outcome = 'done'", [work_key]))

    def save_result(self, run_id: str, result: DocumentResult) -> None:
        """Store one document's result, all of it or nothing; an earlier result of the same work is replaced.

        Args:
            run_id: The run that made it.
            result: A success or a failure.

        Raises:
            StoreError: it could not be stored; what was there before stands.
        """
        outcome = "failed" if result.failure else "done"
        facts = rows.fact_rows(run_id, result)
        mentions = rows.mention_rows(run_id, result, [row["id"] for row in facts])
        with self._writing():
            if self._select(_KEYS, [result.work_key]):
                self._delete_result(result.work_key)
                self._delete_log(run_id, [result.document])
            self._save_documents(run_id, [result.document])
            self._append("report", rows.report_row(run_id, result))
            self._append("fact", *facts)
            self._append("decided_fact", *bearings(facts, self._fetch(_IN_FORCE, [result.document.id])))
            self._append("mention", *mentions)
            self._append("finding", *rows.finding_rows(run_id, result))
            log = rows.run_document_row(run_id, result.document, result.work_key, outcome, result.failure)
            self._append("run_document", log)

    def link_result(self, run_id: str, document: Document | UnreadableDocument, work_key: str) -> None:
        """Record that a run met a document whose result was stored already, and did not ask again.

        Args:
            run_id: The run.
            document: The document, with the name that it has in this run.
            work_key: Where its result stands.

        Raises:
            StoreError: no result is stored under this key.
        """
        self.link_results(run_id, [(document, work_key)])

    def link_results(self, run_id: str, works: Iterable[tuple[Document | UnreadableDocument, str]]) -> None:
        """As `link_result`, for many documents in one transaction."""
        found = list(works)
        with self._writing():
            stored = {row["work_key"] for row in self._select(_KEYS, [work_key for _, work_key in found])}
            for document, work_key in found:
                if work_key not in stored:
                    raise StoreError(f"no result is stored for {document.name!r}", kind="no_result")
            self._delete_log(run_id, [document for document, _ in found])
            self._save_documents(run_id, [document for document, _ in found])
            log = (rows.run_document_row(run_id, *work, "skipped", None) for work in found)
            self._append("run_document", *log)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with mapped_errors(self.path), self._lock, transaction(self._connection):
            yield

    def _append(self, table: str, *new: rows.Row) -> None:
        self._appenders.append(table, new)

    def _delete_result(self, work_key: str) -> None:
        for table in ("decided_fact", "fact", "mention", "finding", "report"):
            self._connection.execute(f"DELETE FROM {table} WHERE work_key = ?", [work_key])  # noqa: S608

    def _delete_log(self, run_id: str, documents: Sequence[Document | UnreadableDocument]) -> None:
        """Forget what a run said of documents before it met them again under the same names."""
        ids = [document.id for document in documents]
        names = [rows.storable(document.name) for document in documents]
        self._connection.execute(_DELETE_LOG, [run_id, ids, names])

    def _select(self, sql: str, values: Sequence[str]) -> list[dict[str, Any]]:
        return fetch_rows(self._connection, sql, [list(values)])

    def _save_documents(self, run_id: str, documents: Sequence[Document | UnreadableDocument]) -> None:
        """Add documents, or let their names and metadata be those met last; a text never changes."""
        given = {document.id: rows.document_row(document, run_id) for document in documents}
        known = {row["id"]: row for row in self._select(_METADATA, list(given))}
        self._append("document", *(row for key, row in given.items() if key not in known))
        for key, held in known.items():
            last = {column: rows.storable(given[key][column]) for column in held}
            if last != held:
                self._connection.execute(_UPDATE_DOCUMENT, [*last.values()])


_KEYS = "SELECT work_key FROM report WHERE work_key IN (SELECT unnest(?::VARCHAR[]))"

_IN_FORCE = "SELECT * FROM decision WHERE document_id = ? AND in_force ORDER BY serial"

_ATTEMPTS = "SELECT id FROM attempt WHERE id IN (SELECT unnest(?::VARCHAR[]))"

_METADATA = """
SELECT name, title, published, url, media, id FROM document WHERE id IN (SELECT unnest(?::VARCHAR[]))
"""

_UPDATE_DOCUMENT = """
UPDATE document SET name = ?, title = ?, published = ?, url = ?, media = ? WHERE id = ?
"""

_DELETE_LOG = """
DELETE FROM run_document
WHERE run_id = ? AND (document_id, document_name) IN (SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]))
"""
