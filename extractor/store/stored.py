"""Rows as values again: what `show`, `eval` and the review page read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Context, Decimal
from typing import Any

import duckdb

from extractor.document import Document, UnreadableDocument
from extractor.fact import CheckedFact, Fact, FailedTest, Flag, Measure, Period, Qualifier, Verdict
from extractor.mention import Mention, Role
from extractor.run import Failure, Fate, Finding, LedgerEntry, ReportHeader, Run
from extractor.store.connection import fetch_rows

Row = Mapping[str, Any]

_EXACT = Context(prec=38)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One document with the result that a run made or used."""

    document_id: str
    document: Document | UnreadableDocument
    """With the name that it had in that run."""
    work_key: str
    run: Run
    """The run that made the result; a later run may merely have used it."""
    header: ReportHeader = field(default_factory=ReportHeader)
    facts: tuple[CheckedFact, ...] = ()
    fact_ids: tuple[str, ...] = ()
    """`fact.id` of each fact, in the same order."""
    trusted: tuple[bool, ...] = ()
    """For each fact, whether it may be published: confirmed or accepted, and not rejected."""
    claims: tuple[Fact, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    failure: Failure | None = None
    seconds: float = 0.0
    stored_at: datetime | None = None
    """UTC; None where the document failed in this run and another run's result replaced the failure."""

    @property
    def trusted_facts(self) -> tuple[CheckedFact, ...]:
        """The facts that may be published."""
        return tuple(fact for fact, trusted in zip(self.facts, self.trusted, strict=True) if trusted)


def load_stored(connection: duckdb.DuckDBPyConnection, seen: Sequence[Row]) -> list[StoredDocument]:
    """The stored documents behind rows of `run_document`, in the same order.

    Args:
        connection: Any connection to the database.
        seen: Rows of `run_document`.
    """
    keys = sorted({row["work_key"] for row in seen})
    ids = sorted({row["document_id"] for row in seen})
    documents = {row["id"]: row for row in _select(connection, "document", "id", ids)}
    reports = {row["work_key"]: row for row in _select(connection, "report", "work_key", keys)}
    run_ids = sorted({row["run_id"] for row in (*reports.values(), *seen)})
    runs = {row["id"]: _run(row) for row in _select(connection, "run", "id", run_ids)}
    tables = ("judged_fact", "mention", "finding")
    children = {table: _grouped(_select(connection, table, "work_key", keys)) for table in tables}
    return [
        _stored(row, documents[row["document_id"]], reports.get(row["work_key"]), runs, children)
        for row in seen
    ]


def _stored(
    seen: Row,
    document: Row,
    report: Row | None,
    runs: Mapping[str, Run],
    children: Mapping[str, Mapping[str, list[Row]]],
) -> StoredDocument:
    key = seen["work_key"]
    failure = _failure(seen)
    if report is None or (failure and report["outcome"] == "done"):
        found = _document(document, seen["document_name"], failure)
        return StoredDocument(document["id"], found, key, runs[seen["run_id"]], failure=failure)
    failure = failure or _failure(report)
    facts = children["judged_fact"].get(key, [])
    positions = {row["id"]: row["position"] for row in facts}
    return StoredDocument(
        document_id=document["id"],
        document=_document(document, seen["document_name"], failure),
        work_key=key,
        run=runs[report["run_id"]],
        header=_header(report),
        facts=tuple(_checked(row) for row in facts),
        fact_ids=tuple(row["id"] for row in facts),
        trusted=tuple(row["trusted"] for row in facts),
        claims=tuple(Fact.from_mapping(row) for row in json.loads(report["claims"], parse_float=Decimal)),
        ledger=tuple(_entry(row, positions) for row in children["mention"].get(key, [])),
        findings=tuple(_finding(row) for row in children["finding"].get(key, [])),
        failure=failure,
        seconds=report["seconds"],
        stored_at=report["stored_at"],
    )


def _select(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, values: Sequence[str]
) -> list[dict[str, Any]]:
    # Table and column are names of this module, never anything from outside.
    sql = f"SELECT * FROM {table} WHERE {column} IN (SELECT unnest(?::VARCHAR[]))"  # noqa: S608
    return fetch_rows(connection, sql, [list(values)])


def _grouped(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["work_key"], row["position"])):
        grouped[row["work_key"]].append(row)
    return grouped


def _run(row: Row) -> Run:
    keys = (
        "id",
        "started_at",
        "model",
        "endpoint",
        "prompt_name",
        "prompt_hash",
        "schema_hash",
        "code_version",
    )
    return Run(**{key: row[key] for key in keys}, settings=json.loads(row["settings"]))


def _document(row: Row, name: str, failure: Failure | None) -> Document | UnreadableDocument:
    if row["text"] is None:
        return UnreadableDocument(name, failure.kind if failure else "", failure.reason if failure else "")
    return Document(name, row["text"], row["title"], row["published"], row["url"], row["media"])


def _failure(row: Row) -> Failure | None:
    if row["failure_stage"] is None:
        return None
    return Failure(row["failure_stage"], row["failure_kind"], row["failure_reason"])


def _header(row: Row) -> ReportHeader:
    return ReportHeader(
        report_type=row["report_type"],
        operation_names=tuple(row["operation_names"]),
        forces=tuple(row["forces"]),
        places=tuple(row["places"]),
        start_date=row["start_date"],
        end_date=row["end_date"],
        published=row["published"],
    )


def _checked(row: Row) -> CheckedFact:
    return CheckedFact(
        fact=Fact(
            measure=Measure(row["measure"]),
            value=_number(row, "value") or Decimal(0),
            value_max=_number(row, "value_max"),
            qualifier=Qualifier(row["qualifier"]),
            period=Period(row["period"]),
            **{key: row[key] for key in ("quote", "unit", "item", "force", "place", "offence")},
        ),
        verdict=Verdict(row["verdict"]),
        failed_test=row["failed_test"] and FailedTest(row["failed_test"]),
        reason=row["reason"],
        start=row["quote_start"],
        end=row["quote_end"],
        text_value=_number(row, "text_value"),
        number_start=row["number_start"],
        number_end=row["number_end"],
        flags=tuple(Flag(flag) for flag in row["flags"]),
    )


def _entry(row: Row, positions: Mapping[str, int]) -> LedgerEntry:
    keys = ("text", "unit", "part", "force", "place", "offence", "item", "rule")
    spans = ("clause_start", "clause_end", "scope_start", "scope_end")
    mention = Mention(
        start=row["number_start"],
        end=row["number_end"],
        value=_number(row, "value"),
        value_max=_number(row, "value_max"),
        qualifier=Qualifier(row["qualifier"]),
        role=Role(row["role"]),
        measure=row["measure"] and Measure(row["measure"]),
        also=tuple(Measure(measure) for measure in row["also"]),
        period=Period(row["period"]),
        **{key: row[key] for key in (*keys, *spans)},
    )
    return LedgerEntry(mention, Fate(row["fate"]), row["fact_id"] and positions[row["fact_id"]])


def _finding(row: Row) -> Finding:
    spans = tuple((span["span_start"], span["span_end"]) for span in row["spans"])
    return Finding(row["rule"], row["version"], row["passed"], row["message"], spans)


def _number(row: Row, column: str) -> Decimal | None:
    """A stored number without the zeros that its column adds."""
    if row[f"{column}_exact"] is not None:
        return Decimal(row[f"{column}_exact"])
    held: Decimal | None = row[column]
    if held is None:
        return None
    whole = held.to_integral_value()
    return whole.quantize(Decimal(1), context=_EXACT) if whole == held else held.normalize(_EXACT)
