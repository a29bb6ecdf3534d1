"""Reading what is stored: the part of the store that needs no right to write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self

import duckdb

from extractor.errors import InputError
from extractor.fact import Measure, Verdict
from extractor.store.connection import connect_reader, fetch_rows
from extractor.store.faults import mapped_errors
from extractor.store.migrate import check_version
from extractor.store.overview import Overview, load_overview
from extractor.store.review import LAST_SEEN, Reviewing
from extractor.store.selection import Selection, select_documents
from extractor.store.status import StatusReport, load_status
from extractor.store.stored import StoredDocument, load_stored
from extractor.store.why import Why, explain, figures_of, find_figure

_BATCH = 200


class StoreReader(Reviewing):
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
        [seen] = self._fetch(LAST_SEEN, [chosen])
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

    def select(
        self, *, run_id: str | None = None, patterns: Sequence[str] = (), verdicts: Sequence[Verdict] = ()
    ) -> Selection:
        """Documents with the results that count; `load` and `overview` take them.

        Args:
            run_id: A run as `find_run` takes it; None for the latest result of each document.
            patterns: Names with `*` and `?`, ends of names, ids or beginnings of ids; none for all.
            verdicts: Documents without a figure of any of these are left out; none for all.

        Raises:
            InputError: there is no such run, or a pattern fits no document.
        """
        run = None if run_id is None else self.find_run(run_id)
        with mapped_errors(self.path), self._lock:
            return select_documents(
                self._connection, self.path, run_id=run, patterns=patterns, verdicts=verdicts
            )

    def load(self, selection: Selection) -> Iterator[StoredDocument]:
        """The documents of a selection, in its order, a few at a time."""
        return self._load(selection.rows)

    def overview(self, selection: Selection) -> Overview:
        """A selection in figures: operations, totals, verdicts, what made them and what they cost."""
        with mapped_errors(self.path), self._lock:
            return load_overview(self._connection, selection)

    def why(self, figure: str) -> Why:
        """Everything behind one figure.

        Args:
            figure: `fact.id` or `decision.id`, or the beginning of one.

        Raises:
            InputError: no figure, or several, answer to that.
        """
        figure_id, seen = find_figure(self._fetch, self.path, figure)
        return self._explained(next(self._load([seen])), [figure_id])[0]

    def why_measure(self, document: str, measure: Measure) -> list[Why]:
        """Everything behind the figures of a measure in a row of `operation`.

        Where the row has none that is trusted, every fact of the measure is explained.

        Args:
            document: As for `load_result`.
            measure: What is counted.

        Raises:
            InputError: no document, or several, answer to that; or it has no figure of the measure.
        """
        stored = self.load_result(document)
        return self._explained(stored, figures_of(self._fetch, stored, measure))

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

    def _explained(self, stored: StoredDocument, figures: Sequence[str]) -> list[Why]:
        history = self.decisions(stored.document_id)
        return [explain(self._fetch, stored, figure, history) for figure in figures]

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

    def _fetch(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
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
