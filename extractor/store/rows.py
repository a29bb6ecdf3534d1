"""Values as rows: one function a table, each a mapping from column to what duckdb takes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any

import duckdb

from extractor.document import Document, UnreadableDocument
from extractor.errors import StoreError
from extractor.fact import CheckedFact, Fact, plain_number
from extractor.mention import Mention
from extractor.run import Attempt, DocumentResult, Failure, Finding, LedgerEntry, Run, tagged_hash
from extractor.vocabulary import fold_name

Row = dict[str, Any]

_EXACT = Context(prec=38, traps=[])
_PLACES = Decimal("0.000001")
_LARGEST_JSON_EXPONENT = 30
_SURROGATE = re.compile("[\ud800-\udfff]")


def utc_now() -> datetime:
    """The present moment, UTC without zone, as every timestamp of the store."""
    return datetime.now(UTC).replace(tzinfo=None)


class Appenders:
    """Bulk writing; an appender is kept for each table, since opening one costs as much as a small write."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._kept: dict[tuple[str, ...], duckdb.Appender] = {}

    def append(self, table: str, rows: Sequence[Row]) -> None:
        """Write rows that share their columns; columns left out take their default."""
        if not rows:
            return
        columns = list(rows[0])
        # One that fails is not put back: what it holds must never reach a later transaction.
        appender = self._kept.pop((table, *columns), None) or self._connection.appender(
            table, columns=columns
        )
        appender.append_rows([[storable(value) for value in row.values()] for row in rows])
        appender.flush()
        self._kept[(table, *columns)] = appender


def fact_key(document_id: str, checked: CheckedFact) -> str:
    """What a decision holds on to: this figure, claimed of these words of this document.

    The words are the number's own span, or the quote where the number could not be found, so that the key
    is the same for every run and model that claims the same.
    """
    words = checked.fact.quote if checked.number_start is None else [checked.number_start, checked.number_end]
    return tagged_hash("key", document_id, figure_of(checked.fact), words)


def figure_of(fact: Fact) -> list[Any]:
    """What makes two claims the same figure: all but the words quoted and the item, as JSON values."""
    scope = [name and fold_name(name) for name in (fact.force, fact.place, fact.offence)]
    numbers = [_canonical(value) for value in (fact.value, fact.value_max)]
    return [fact.measure.value, numbers, fact.qualifier.value, fact.unit, scope, fact.period.value]


def document_row(document: Document | UnreadableDocument, run_id: str) -> Row:
    """A row of `document`; all but the name is None where it could not be read."""
    keys = ("title", "published", "url", "media", "text", "content_hash")
    return {
        "id": document.id,
        "name": document.name,
        **{key: getattr(document, key, None) for key in keys},
        "run_id": run_id,
        "added_at": utc_now(),
    }


def run_row(run: Run) -> Row:
    """A row of `run`, as it starts."""
    keys = ("id", "model", "endpoint", "prompt_name", "prompt_hash", "schema_hash", "code_version")
    return {
        **{key: getattr(run, key) for key in keys},
        "outcome": "running",
        "started_at": _utc(run.started_at),
        "settings": json.dumps(dict(run.settings), sort_keys=True, ensure_ascii=False, default=str),
    }


def attempt_row(run_id: str, attempt: Attempt) -> Row:
    """A row of `attempt`."""
    row = {name: getattr(attempt, name) for name in Attempt.__slots__}
    cost = None if attempt.cost is None else attempt.cost.quantize(Decimal("1e-12"), context=_EXACT)
    return {**row, "id": attempt.id, "run_id": run_id, "cost": cost, "started_at": _utc(attempt.started_at)}


def run_document_row(
    run_id: str, document: Document | UnreadableDocument, work_key: str, outcome: str, failure: Failure | None
) -> Row:
    """A row of `run_document`: done, failed or skipped."""
    return {
        "run_id": run_id,
        "document_id": document.id,
        "document_name": document.name,
        "work_key": work_key,
        "outcome": outcome,
        **_failure(failure),
        "recorded_at": utc_now(),
    }


def report_row(run_id: str, result: DocumentResult) -> Row:
    """A row of `report`."""
    header = result.header
    return {
        **_whose(run_id, result),
        "outcome": "failed" if result.failure else "done",
        **_failure(result.failure),
        "report_type": header.report_type,
        "operation_names": header.operation_names,
        "forces": header.forces,
        "places": header.places,
        "start_date": header.start_date,
        "end_date": header.end_date,
        "published": header.published,
        "claims": json.dumps([_claim(fact) for fact in result.claims], ensure_ascii=False),
        "seconds": result.seconds,
        "stored_at": utc_now(),
    }


def fact_rows(run_id: str, result: DocumentResult) -> list[Row]:
    """The rows of `fact`, in the document's order."""
    whose = _whose(run_id, result)
    return [{**_fact(result, index, fact), **whose} for index, fact in enumerate(result.facts)]


def mention_rows(run_id: str, result: DocumentResult, fact_ids: Sequence[str]) -> list[Row]:
    """The rows of `mention`, in text order.

    Args:
        run_id: The run that made the result.
        result: The result whose ledger this is.
        fact_ids: The ids of its facts, by position.
    """
    whose = _whose(run_id, result)
    return [
        {**_mention(entry, fact_ids), "position": index, **whose} for index, entry in enumerate(result.ledger)
    ]


def finding_rows(run_id: str, result: DocumentResult) -> list[Row]:
    """The rows of `finding`, in the document's order."""
    whose = _whose(run_id, result)
    return [
        {**_finding(finding), "position": index, **whose} for index, finding in enumerate(result.findings)
    ]


def _whose(run_id: str, result: DocumentResult) -> Row:
    return {"work_key": result.work_key, "document_id": result.document.id, "run_id": run_id}


def _failure(failure: Failure | None) -> Row:
    return {
        "failure_stage": failure and failure.stage,
        "failure_kind": failure and failure.kind,
        "failure_reason": failure and failure.reason,
    }


def _fact(result: DocumentResult, index: int, checked: CheckedFact) -> Row:
    fact = checked.fact
    key = fact_key(result.document.id, checked)
    words = ("measure", "qualifier", "unit", "item", "force", "place", "offence", "period", "quote")
    return {
        "id": tagged_hash("fact", result.work_key, index, key),
        "fact_key": key,
        "position": index,
        "verdict": checked.verdict,
        "failed_test": checked.failed_test,
        "reason": checked.reason,
        "flags": checked.flags,
        **{word: getattr(fact, word) for word in words},
        "quote_start": checked.start,
        "quote_end": checked.end,
        "number_start": checked.number_start,
        "number_end": checked.number_end,
        **_number("value", fact.value),
        **_number("value_max", fact.value_max),
        **_number("text_value", checked.text_value),
    }


def prefixed_fact(prefix: str, fact: Fact | None) -> Row:
    """The columns of a figure under a prefix, all None where there is none."""
    words = ("measure", "qualifier", "unit", "item", "force", "place", "offence", "period", "quote")
    return {
        **{prefix + word: getattr(fact, word, None) for word in words},
        **_number(f"{prefix}value", None if fact is None else fact.value),
        **_number(f"{prefix}value_max", None if fact is None else fact.value_max),
    }


def _mention(entry: LedgerEntry, fact_ids: Sequence[str]) -> Row:
    mention = entry.mention
    renamed = {"start", "end", "value", "value_max"}
    return {
        **{name: getattr(mention, name) for name in Mention.__slots__ if name not in renamed},
        "number_start": mention.start,
        "number_end": mention.end,
        "fate": entry.fate,
        "fact_id": None if entry.fact_index is None else fact_ids[entry.fact_index],
        **_number("value", mention.value),
        **_number("value_max", mention.value_max),
    }


def _finding(finding: Finding) -> Row:
    return {
        "rule": finding.rule,
        "version": finding.version,
        "passed": finding.passed,
        "message": finding.message,
        "spans": [{"span_start": start, "span_end": end} for start, end in finding.spans],
    }


def _number(column: str, value: Decimal | None) -> Row:
    """A number as DECIMAL(38, 6) where that holds it exactly, else in full as text beside it."""
    if value is None:
        return {column: None, f"{column}_exact": None}
    if not value.is_finite():
        raise StoreError(f"{column!r} is {value}, which is no number", kind="bad_value")
    held = value.quantize(_PLACES, context=_EXACT)
    fits = held == value
    return {column: held if fits else None, f"{column}_exact": None if fits else str(value)}


def _claim(fact: Fact) -> Row:
    """The fact's JSON form."""
    row = replace(fact, value=Decimal(0), value_max=None).to_mapping()
    return {**row, "value": _json_number(fact.value), "value_max": _json_number(fact.value_max)}


def _json_number(value: Decimal | None) -> int | float | str | None:
    """A JSON number where every JSON reader gets it right, else the same as a string."""
    if value is None:
        return None
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_JSON_EXPONENT:
        return str(value)
    number = plain_number(value)
    return number if Decimal(str(number)) == value else str(value)


def _canonical(value: Decimal | None) -> str | None:
    """The same text for the same number, however many zeros it was written with."""
    if value is None:
        return None
    sign, digits, exponent = value.as_tuple()
    significant = "".join(map(str, digits)).rstrip("0")
    shift = len(digits) - len(significant)
    return f"{'-' * sign}{significant.lstrip('0')}e{int(exponent) + shift if significant else 0}"


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def storable(value: Any) -> Any:
    """What duckdb takes: lists, and plain strings (a lone surrogate becomes U+FFFD, so that offsets hold)."""
    if isinstance(value, str):
        plain = str.__str__(value)
        return plain if plain.isascii() else _SURROGATE.sub("\ufffd", plain)
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value
