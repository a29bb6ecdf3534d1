"""Reading what is stored: the part of the store that needs no right to write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self

import duckdb

from extractor.errors import InputError
from extractor.store.connection import connect_reader, fetch_rows
from extractor.store.faults import mapped_errors
from extractor.store.migrate import check_version
from extractor.store.status import StatusReport, load_status
from extractor.store.stored import StoredDocument, load_stored

_BATCH = 200


class StoreReader:
    """An open database, for reading; made by `open_reader`."""

    writer_alive = False
    """Whether somebody may be writing: duckdb lets readers and a writer exclude each other."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self._lock = RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; closing twice does no harm."""
        with mapped_errors(self.path), self._lock:
            self._connection.close()

    def load_result(self, document: str) -> StoredDocument:
        """The latest result of a document: its last success, else its last failure.

        Args:
            document: Its id, the beginning of its id, its name, or the end of its name. A name that several
                versions of a file have had stands for the one that was met last.

        Raises:
            InputError: no document, or several, answer to that.
        """
        matches = self._matches(document)
        chosen = _only(matches, document, self.path)
        [seen] = self._fetch(_LAST_SEEN, [chosen])
        return next(self._load([seen]))

    def load_run(self, run_id: str = "latest") -> Iterator[StoredDocument]:
        """Every document of a run in the order met; one that was not asked again has the result that stood.

        A document that failed in that run comes as a failure, even where a later run mended it.

        Args:
            run_id: Id of a run or the beginning of it; `latest` is the one started last.

        Raises:
            InputError: there is no such run.
        """
        chosen = self.find_run(run_id)
        return self._load(
            self._fetch("SELECT * FROM run_document WHERE run_id = ? ORDER BY serial", [chosen])
        )

    def find_run(self, run_id: str = "latest") -> str:
        """The full id of a run.

        Args:
            run_id: Id of a run or the beginning of it; `latest` is the one started last.

        Raises:
            InputError: no run, or several, answer to that.
        """
        if run_id == "latest":
            found = self._fetch("SELECT id FROM run ORDER BY serial DESC LIMIT 1")
        else:
            found = self._fetch(
                "SELECT id FROM run WHERE starts_with(id, ?) ORDER BY id = ? DESC", [run_id] * 2
            )
        if not found or (len(found) > 1 and found[0]["id"] != run_id):
            many = "several runs" if found else "no run"
            raise InputError(
                f"{str(self.path)!r} holds {many} {run_id!r}",
                hint="`extractor status` lists the runs",
                kind="no_such_run",
            )
        return str(found[0]["id"])

    def status(self) -> StatusReport:
        """Runs, documents by outcome, failures with reasons, verdicts, tokens and cost."""
        with mapped_errors(self.path), self._lock:
            return load_status(self._connection, writer_alive=self.writer_alive)

    def _matches(self, document: str) -> list[dict[str, Any]]:
        """Ids and names that the word may stand for: the best kind of match alone, the latest first."""
        rows = self._fetch(_MATCHES, [document])
        best = min((row["kind"] for row in rows), default=0)
        return [row for row in rows if row["kind"] == best]

    def _load(self, seen: Sequence[dict[str, Any]]) -> Iterator[StoredDocument]:
        for start in range(0, len(seen), _BATCH):
            with mapped_errors(self.path), self._lock:
                batch = load_stored(self._connection, seen[start : start + _BATCH])
            yield from batch

    def _fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        with mapped_errors(self.path), self._lock:
            return fetch_rows(self._connection, sql, parameters)


def open_reader(path: Path, *, wait: float = 3.0) -> StoreReader:
    """Open a database for reading only.

    Args:
        path: The database file.
        wait: Seconds to wait for a process that writes to it.

    Raises:
        StoreLockedError: another process still writes after `wait` seconds.
        StoreVersionError: a newer version of the tool wrote it.
        StoreError: there is none, it is of something else, or it is damaged.
    """
    connection = connect_reader(path, wait)
    try:
        with mapped_errors(path):
            check_version(connection, path)
    except BaseException:
        connection.close()
        raise
    return StoreReader(connection, path)


_MATCHES = """
SELECT
    document_id, document_name, max(serial) AS serial,
    CASE
        WHEN document_id = $1 THEN 0 WHEN document_name = $1 THEN 1
        WHEN ends_with(document_name, '/' || $1) THEN 2 WHEN ends_with(document_name, $1) THEN 3 ELSE 4
    END AS kind
FROM run_document
WHERE document_id = $1 OR ends_with(document_name, $1)
    OR (length($1) > 4 AND starts_with(document_id, $1)) OR starts_with(document_id, 'doc_' || $1)
GROUP BY document_id, document_name
ORDER BY serial DESC
"""

_LAST_SEEN = """
SELECT run_document.*
FROM run_document LEFT JOIN report ON report.work_key = run_document.work_key
WHERE run_document.document_id = ?
ORDER BY
    run_document.outcome <> 'failed' AND coalesce(report.outcome = 'done', false) DESC,
    run_document.serial DESC
LIMIT 1
"""


def _only(matches: Sequence[dict[str, Any]], document: str, path: Path) -> str:
    names = sorted({row["document_name"] for row in matches})
    ids = {row["document_id"] for row in matches}
    if matches and document and (len(ids) == 1 or len(names) == 1):
        return str(matches[0]["document_id"])
    if not matches or not document:
        raise InputError(
            f"{str(path)!r} holds no document {document!r}",
            hint="""`extractor query "SELECT id, name FROM document"` lists them""",
            kind="no_such_document",
        )
    shown = ", ".join(map(repr, names[:5])) + (" …" if len(names) > 5 else "")
    raise InputError(
        f"{len(ids)} documents answer to {document!r}: {shown}",
        hint="Write more of the name, or the id",
        kind="ambiguous_document",
    )
