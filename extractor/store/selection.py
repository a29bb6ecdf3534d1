"""Which documents are meant: those of a run or all of them, by name, and by the verdicts of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import duckdb

from extractor.errors import InputError
from extractor.fact import Verdict
from extractor.store.connection import fetch_rows
from extractor.store.status import FailedDocument


@dataclass(frozen=True, slots=True)
class Selection:
    """Documents with the results that count, and those that have none."""

    rows: tuple[dict[str, Any], ...]
    """Of `run_document`: one for each document with a result; by name, or in the order the run met them."""
    failures: tuple[FailedDocument, ...]
    """Documents that failed when they were last met (of a run: in that run), by name."""
    run_id: str | None = None
    """The run that was asked for; None where the latest result of each document counts."""

    @property
    def serials(self) -> list[int]:
        """`run_document.serial` of each row."""
        return [row["serial"] for row in self.rows]


def select_documents(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    run_id: str | None,
    patterns: Sequence[str],
    verdicts: Sequence[Verdict],
) -> Selection:
    """The documents that are meant.

    Args:
        connection: Any connection to the database.
        path: Its file, for messages.
        run_id: Full id of a run; None for the latest result of each document.
        patterns: Names with `*` and `?`, ends of names, ids or beginnings of ids; none for all.
        verdicts: Documents without a figure of any of these are left out; none for all.

    Raises:
        InputError: a pattern fits no document.
    """
    rows = fetch_rows(connection, _LATEST if run_id is None else _OF_RUN, [run_id] if run_id else [])
    failures = fetch_rows(connection, _FAILED if run_id is None else _FAILED_IN, [run_id] if run_id else [])
    for pattern in patterns:
        if not any(_fits(row, [pattern]) for row in (*rows, *failures)):
            raise InputError(
                f"{str(path)!r} holds no document {pattern!r}" + (f" in run {run_id!r}" if run_id else ""),
                hint="""`extractor query "SELECT id, name FROM document"` lists them""",
                kind="no_such_document",
            )
    chosen = [row for row in rows if _fits(row, patterns)]
    if verdicts:
        having = _work_keys(connection, verdicts)
        chosen = [row for row in chosen if row["work_key"] in having]
    failed = tuple(
        FailedDocument(row["document_name"], row["stage"], row["kind"], row["reason"], row["run_id"])
        for row in failures
        if _fits(row, patterns)
    )
    return Selection(tuple(chosen), failed, run_id)


def _fits(row: dict[str, Any], patterns: Sequence[str]) -> bool:
    name, key = row["document_name"], row["document_id"]
    return not patterns or any(
        fnmatchcase(name, pattern)
        or fnmatchcase(name, f"*/{pattern}")
        or (pattern and name.endswith(pattern))
        or (len(pattern) > 4 and key.startswith(pattern))
        for pattern in patterns
    )


def _work_keys(connection: duckdb.DuckDBPyConnection, verdicts: Sequence[Verdict]) -> set[str]:
    sql = "SELECT DISTINCT work_key FROM fact WHERE verdict IN (SELECT unnest(?::VARCHAR[]))"
    return {row["work_key"] for row in fetch_rows(connection, sql, [[str(verdict) for verdict in verdicts]])}


_LATEST = """
SELECT run_document.*
FROM latest_report
JOIN run_document ON run_document.run_id = latest_report.seen_in_run_id
    AND run_document.work_key = latest_report.work_key
    AND run_document.document_name = latest_report.document_name
QUALIFY row_number() OVER (PARTITION BY run_document.document_id ORDER BY run_document.serial DESC) = 1
ORDER BY run_document.document_name, run_document.document_id
"""

_OF_RUN = """
SELECT run_document.*
FROM run_document JOIN report USING (work_key)
WHERE run_document.run_id = ? AND run_document.outcome <> 'failed' AND report.outcome = 'done'
QUALIFY row_number() OVER (PARTITION BY run_document.document_id ORDER BY run_document.serial DESC) = 1
ORDER BY run_document.serial
"""

_FAILED = """
SELECT name AS document_name, stage, kind, reason, run_id, document_id FROM failure ORDER BY name, run_id
"""

_FAILED_IN = """
SELECT
    document_name, failure_stage AS stage, failure_kind AS kind, failure_reason AS reason, run_id,
    document_id
FROM run_document
WHERE run_id = ? AND outcome = 'failed'
ORDER BY document_name
"""
