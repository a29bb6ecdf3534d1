"""Rows as values again: what `show`, `eval` and the review page read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Context, Decimal
from typing import Any

import duckdb

from extractor.decision import Action, Decision
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
    """For each fact, whether it may be published: confirmed, accepted or corrected, and not decided away."""
    decided: tuple[Decision | None, ...] = ()
    """For each fact, the decision in force that applies to it."""
    conflicts: tuple[Decision | None, ...] = ()
    """For each fact, the decision in force that it contradicts; the decision stands."""
    decisions: tuple[Decision, ...] = ()
    """Every decision in force on the document, oldest first, those on numbers that no fact claims too."""
    claims: tuple[Fact, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    failure: Failure | None = None
    seconds: float = 0.0
    stored_at: datetime | None = None
    """UTC; None where the document failed in this run and another run's result replaced the failure."""

    @property
    def trusted_facts(self) -> tuple[CheckedFact, ...]:
        """The figures that may be published, as decided; those that only a person knows stand last."""
        rows = zip(self.facts, self.trusted, self.decided, strict=True)
        claimed = [(checked, decision) for checked, trusted, decision in rows if trusted]
        carried = {decision.id for _, decision in claimed if decision}
        return (
            *(_as_decided(checked, decision) for checked, decision in claimed),
            *(
                _only_decided(one, one.decided)
                for one in self.decisions
                if one.decided and one.id not in carried
            ),
        )


def _as_decided(checked: CheckedFact, decision: Decision | None) -> CheckedFact:
    return replace(checked, fact=decision.decided) if decision and decision.decided else checked


def _only_decided(decision: Decision, fact: Fact) -> CheckedFact:
    """A figure that a person gave and that the result itself does not claim."""
    reason = f"{decision.decided_by} decided on it; this result does not claim it"
    return CheckedFact(
        fact, Verdict.MISSED, reason=reason, number_start=decision.start, number_end=decision.end
    )


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
    runs = {row["id"]: run_of(row) for row in _select(connection, "run", "id", run_ids)}
    tables = ("judged_fact", "mention", "finding")
    children = {table: _grouped(_select(connection, table, "work_key", keys)) for table in tables}
    children["decision"] = _in_force(_select(connection, "decision", "document_id", ids))
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
    held = {row["id"]: decision_of(row) for row in children["decision"].get(document["id"], [])}
    bearing = [(held.get(row["decision_id"]), row["decision"] is not None) for row in facts]
    return StoredDocument(
        document_id=document["id"],
        document=_document(document, seen["document_name"], failure),
        work_key=key,
        run=runs[report["run_id"]],
        header=_header(report),
        facts=tuple(checked_of(row) for row in facts),
        fact_ids=tuple(row["id"] for row in facts),
        trusted=tuple(row["trusted"] for row in facts),
        decided=tuple(decision if applies else None for decision, applies in bearing),
        conflicts=tuple(
            decision if row["conflict"] else None for row, (decision, _) in zip(facts, bearing, strict=True)
        ),
        decisions=tuple(held.values()),
        claims=tuple(Fact.from_mapping(row) for row in json.loads(report["claims"], parse_float=Decimal)),
        ledger=tuple(_entry(row, positions) for row in children["mention"].get(key, [])),
        findings=tuple(_finding(row) for row in children["finding"].get(key, [])),
        failure=failure,
        seconds=report["seconds"],
        stored_at=report["stored_at"],
    )


def _in_force(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Decisions in force by document, oldest first."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["serial"]):
        if row["in_force"]:
            found[row["document_id"]].append(row)
    return found


def _select(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, values: Sequence[str]
) -> list[dict[str, Any]]:
    # One value is pushed down to the rows of a view, a list is not. The names are of this module.
    one = len(values) == 1
    among = "= ?" if one else "IN (SELECT unnest(?::VARCHAR[]))"
    sql = f"SELECT * FROM {table} WHERE {column} {among}"  # noqa: S608
    return fetch_rows(connection, sql, [values[0] if one else list(values)])


def _grouped(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["work_key"], row["position"])):
        grouped[row["work_key"]].append(row)
    return grouped


def run_of(row: Row) -> Run:
    """The run in a row of `run`."""
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


def fact_of(row: Row, prefix: str = "") -> Fact:
    """The figure in a row of `fact`, or of any table that has its columns under a prefix."""
    return Fact(
        measure=Measure(row[f"{prefix}measure"]),
        value=_number(row, f"{prefix}value") or Decimal(0),
        value_max=_number(row, f"{prefix}value_max"),
        qualifier=Qualifier(row[f"{prefix}qualifier"]),
        period=Period(row[f"{prefix}period"]),
        **{key: row[prefix + key] for key in ("quote", "unit", "item", "force", "place", "offence")},
    )


def checked_of(row: Row) -> CheckedFact:
    """The fact with its verdict in a row of `fact`."""
    return CheckedFact(
        fact=fact_of(row),
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


def decision_of(row: Row) -> Decision:
    """The decision in a row of `decision`."""
    keys = ("id", "document_id", "replaced", "decided_by", "decided_at", "reason", "undoes", "in_force")
    return Decision(
        start=row["span_start"],
        end=row["span_end"],
        action=Action(row["action"]),
        claimed=None if row["claimed_measure"] is None else fact_of(row, "claimed_"),
        decided=None if row["decided_measure"] is None else fact_of(row, "decided_"),
        **{key: row[key] for key in keys},
    )


def mention_of(row: Row) -> Mention:
    """The number in a row of `mention`."""
    keys = ("text", "unit", "part", "force", "place", "offence", "item", "rule")
    spans = ("clause_start", "clause_end", "scope_start", "scope_end")
    return Mention(
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


def _entry(row: Row, positions: Mapping[str, int]) -> LedgerEntry:
    return LedgerEntry(mention_of(row), Fate(row["fate"]), row["fact_id"] and positions[row["fact_id"]])


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
