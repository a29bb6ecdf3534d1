"""Stored results with all that made them, many at a time, and putting others in their place."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from extractor.document import Document
from extractor.run import Attempt, DocumentResult, Run
from extractor.store import rows
from extractor.store.bearing import bearings
from extractor.store.reader import StoreReader
from extractor.store.recall import PAID, attempt_of
from extractor.store.rows import Row, storable
from extractor.store.stored import run_of

Span = tuple[int, int]

REPLAY = "replay"
"""The setting that tells the run of a replay from one that asks."""

_TABLES = ("report", "fact", "mention", "finding")
_OF_THE_MAKING = ("seconds", "stored_at")
"""Columns that tell when a result was made, not what it is."""
_REQUEST = ("temperature", "seed", "max_output_tokens")
"""The settings that are part of every request."""


@dataclass(frozen=True, slots=True)
class ResultRows:
    """One result as rows."""

    report: Row
    facts: list[Row]
    mentions: list[Row]
    findings: list[Row]

    @classmethod
    def of(cls, run_id: str, result: DocumentResult) -> ResultRows:
        """The rows that a result is stored as.

        Args:
            run_id: The run that made it.
            result: A success or a failure.
        """
        facts = [_plain(row) for row in rows.fact_rows(run_id, result)]
        mentions = rows.mention_rows(run_id, result, [row["id"] for row in facts])
        findings = rows.finding_rows(run_id, result)
        report = _plain(rows.report_row(run_id, result))
        return cls(report, facts, list(map(_listed, mentions)), list(map(_listed, findings)))

    def same_as(self, other: ResultRows) -> bool:
        """Whether both say the same, made by the same run at whatever time."""
        mine, theirs = (
            {key: value for key, value in found.report.items() if key not in _OF_THE_MAKING}
            for found in (self, other)
        )
        children = (self.facts, self.mentions, self.findings)
        return mine == theirs and children == (other.facts, other.mentions, other.findings)

    def made_by(self, run_id: str) -> ResultRows:
        """The same result under another run."""
        parts = ([self.report], self.facts, self.mentions, self.findings)
        [report], *children = ([{**row, "run_id": run_id} for row in part] for part in parts)
        return ResultRows(report, *children)


@dataclass(frozen=True, slots=True)
class StoredWork:
    """One stored result with all that made it."""

    document: Document
    work_key: str
    run: Run
    """The run that made the result."""
    attempts: tuple[Attempt, ...]
    """About the document, by requests such as that run makes, whichever run sent them; oldest first."""
    stored: ResultRows


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """Where a stored result stands: what is needed to put works in order."""

    work_key: str
    document_id: str
    name: str
    """What the document was called when the work was met last."""
    run_id: str
    serial: int
    """When that was."""


class Replaying(StoreReader):
    """The part of `Store` that a replay needs."""

    _appenders: rows.Appenders

    def _writing(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def works(self) -> list[WorkPlace]:
        """Every stored result of a document whose text is stored, in the order in which it was met last."""
        return [WorkPlace(**row) for row in self._fetch(_WORKS)]

    def runs(self, ids: Iterable[str]) -> dict[str, Run]:
        """Runs by id."""
        found = self._fetch("SELECT * FROM run WHERE id IN (SELECT unnest(?::VARCHAR[]))", [sorted(set(ids))])
        return {row["id"]: run_of(row) for row in found}

    def load_works(self, places: Sequence[WorkPlace]) -> list[StoredWork]:
        """Stored results with what made them, in the order given.

        Args:
            places: Of `works`.
        """
        keys = [place.work_key for place in places]
        ids = sorted({place.document_id for place in places})
        held = {table: self._by_key(table, keys) for table in _TABLES}
        documents = {row["id"]: row for row in self._fetch(_DOCUMENTS, [ids])}
        attempts, runs = self._attempts(ids)
        runs |= self.runs(place.run_id for place in places)
        return [
            StoredWork(
                document=_document(documents[place.document_id], place.name),
                work_key=place.work_key,
                run=runs[place.run_id],
                attempts=tuple(attempts[(place.document_id, family_of(runs[place.run_id]))]),
                stored=ResultRows(held["report"][place.work_key][0], *_children(held, place.work_key)),
            )
            for place in places
        ]

    def load_shared(self, works: Sequence[StoredWork], missing: Sequence[Sequence[Span]]) -> list[StoredWork]:
        """Works with answers that were given about other documents that share words with them.

        Args:
            works: Of `load_works`.
            missing: For each, the stretches of its text that lack an answer.
        """
        wanted = list(zip(works, missing, strict=True))
        words = {work.document.text[start:end] for work, spans in wanted for start, end in spans}
        lengths = sorted({len(found) for found in words})
        found = self._fetch(_SHARED, {"words": sorted(words), "lengths": lengths, "paid": list(PAID)})
        families = {key: family_of(run) for key, run in self.runs(row["run_id"] for row in found).items()}
        given: defaultdict[tuple[str, str], list[Attempt]] = defaultdict(list)
        for row in found:
            given[(row["words"], families[row["run_id"]])].append(attempt_of(row))
        return [
            replace(work, attempts=(*_shared(work, spans, given), *work.attempts)) for work, spans in wanted
        ]

    def replace_results(self, results: Sequence[ResultRows]) -> None:
        """Put results in the place of those of the same work, all of them or none; decisions hold on to them.

        Raises:
            StoreError: they could not be stored; what was there before stands.
        """
        keys = [result.report["work_key"] for result in results]
        with self._writing():
            for table in ("decided_fact", *_TABLES):
                sql = f"DELETE FROM {table} WHERE work_key IN (SELECT unnest(?::VARCHAR[]))"  # noqa: S608
                self._connection.execute(sql, [keys])
            self._appenders.append("report", [result.report for result in results])
            for table, part in zip(_TABLES[1:], ("facts", "mentions", "findings"), strict=True):
                self._appenders.append(table, [row for result in results for row in getattr(result, part)])
            self._appenders.append("decided_fact", self._bearings(results))

    def log_replayed(self, met: Iterable[tuple[str, WorkPlace, Row, bool]]) -> None:
        """Record what became of works in the runs of a replay, in one transaction.

        Args:
            met: The run, the work, its row of `report` as it stands now, and whether the run made that row.
        """
        with self._writing():
            self._appenders.append("run_document", [_log(*one) for one in met])

    def _bearings(self, results: Sequence[ResultRows]) -> list[Row]:
        held: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self._fetch(_IN_FORCE, [sorted({result.report["document_id"] for result in results})]):
            held[row["document_id"]].append(row)
        return [
            row for result in results for row in bearings(result.facts, held[result.report["document_id"]])
        ]

    def _by_key(self, table: str, keys: Sequence[str]) -> Mapping[str, list[Row]]:
        grouped: defaultdict[str, list[Row]] = defaultdict(list)
        order = "" if table == "report" else "ORDER BY position"
        sql = f"SELECT * FROM {table} WHERE work_key IN (SELECT unnest(?::VARCHAR[])) {order}"  # noqa: S608
        for row in self._fetch(sql, [list(keys)]):
            grouped[row["work_key"]].append(row)
        return grouped

    def _attempts(self, ids: Sequence[str]) -> tuple[Mapping[tuple[str, str], list[Attempt]], dict[str, Run]]:
        """Attempts by document and kind of request, and the runs that made them."""
        grouped: defaultdict[tuple[str, str], list[Attempt]] = defaultdict(list)
        found = self._fetch(_ATTEMPTS, [list(ids)])
        runs = self.runs(row["run_id"] for row in found)
        families = {key: family_of(run) for key, run in runs.items()}
        for row in found:
            attempt = attempt_of(row)
            grouped[(attempt.document_id, families[row["run_id"]])].append(attempt)
        return grouped, runs


_WORKS = """
SELECT report.work_key, report.document_id, last_row.name, report.run_id, last_row.serial
FROM report
JOIN (
    SELECT work_key, max(serial) AS serial, arg_max(document_name, serial) AS name
    FROM run_document
    GROUP BY work_key
) AS last_row ON last_row.work_key = report.work_key
JOIN document ON document.id = report.document_id
WHERE document.text IS NOT NULL
ORDER BY last_row.serial
"""

_DOCUMENTS = "SELECT * FROM document WHERE id IN (SELECT unnest(?::VARCHAR[]))"

_ATTEMPTS = "SELECT * FROM attempt WHERE document_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY rowid"
"""Rows of attempt are only ever added; unlike a clock, their order never goes back."""


_SHARED = """
SELECT attempt.*, substr(document.text, piece_start + 1, piece_end - piece_start) AS words
FROM attempt JOIN document ON document.id = attempt.document_id
WHERE piece_end - piece_start IN (SELECT unnest($lengths::INTEGER[]))
    AND outcome IN (SELECT unnest($paid::VARCHAR[]))
    AND words IN (SELECT unnest($words::VARCHAR[]))
ORDER BY attempt.rowid
"""

_IN_FORCE = """
SELECT * FROM decision
WHERE document_id IN (SELECT unnest(?::VARCHAR[])) AND in_force
ORDER BY serial
"""


def _shared(
    work: StoredWork, missing: Sequence[Span], given: Mapping[tuple[str, str], Sequence[Attempt]]
) -> Iterator[Attempt]:
    """Answers about the same words; the document's own re-asks go before those of others."""
    asked_again = {(one.piece_start, one.piece_end) for one in work.attempts if one.reask}
    for start, end in missing:
        for one in given.get((work.document.text[start:end], family_of(work.run)), ()):
            if not (one.reask and (start, end) in asked_again):
                yield replace(one, document_id=work.document.id, piece_start=start, piece_end=end)


def _document(row: Row, name: str) -> Document:
    return Document(name, row["text"], row["title"], row["published"], row["url"], row["media"])


def _children(held: Mapping[str, Mapping[str, list[Row]]], work_key: str) -> Iterator[list[Row]]:
    for table in _TABLES[1:]:
        yield held[table].get(work_key, [])


def family_of(run: Run) -> str:
    """What two runs share whose first requests about the same piece are the same."""
    settings = {name: run.settings.get(name) for name in _REQUEST}
    return json.dumps([run.model, run.prompt_hash, run.schema_hash, settings])


def _log(run_id: str, place: WorkPlace, report: Row, made: bool) -> Row:
    done = "done" if made else "skipped"
    return {
        "run_id": run_id,
        "document_id": place.document_id,
        "document_name": place.name,
        "work_key": place.work_key,
        "outcome": done if report["outcome"] == "done" else "failed",
        **{f"failure_{part}": report[f"failure_{part}"] for part in ("stage", "kind", "reason")},
        "recorded_at": rows.utc_now(),
    }


def _plain(row: Row) -> Row:
    """As a row comes back."""
    return {name: storable(value) for name, value in row.items()}


def _listed(row: Row) -> Row:
    """As a row comes back whose words are the document's own or this tool's: any of them can be stored."""
    return {name: list(value) if type(value) is tuple else value for name, value in row.items()}
