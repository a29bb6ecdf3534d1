"""What a report of many documents begins with: counts, operations with their figures, and honest totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb

from extractor.fact import Measure, Qualifier, Verdict
from extractor.store.connection import fetch_rows
from extractor.store.queries import shortest
from extractor.store.selection import Selection
from extractor.store.status import Share
from extractor.store.totals import ADDED, BY_FORCE, BY_MONTH, TOTALS, Total


@dataclass(frozen=True, slots=True)
class Headline:
    """A row of the view `headline`: the trusted figure of one measure for the whole of the action."""

    measure: Measure
    value: Decimal
    value_max: Decimal | None
    qualifier: Qualifier
    unit: str
    item: str | None
    agree: bool
    """False where trusted tellings do not agree on one number."""
    tellings: tuple[str, ...]
    """Every trusted telling in words, in text order."""
    position: int | None
    """Of the fact among those of its document; None where only a person's decision tells it, or where its
    words stand nowhere in the document."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One document with its headline figures; what it says of the operation is the model's reading."""

    document_id: str
    name: str
    title: str | None
    operation_names: tuple[str, ...]
    forces: tuple[str, ...]
    start_date: str | None
    end_date: str | None
    published: str | None
    headlines: tuple[Headline, ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """What made results: the same model, prompt, schema and code."""

    model: str
    endpoint: str
    prompt_name: str
    prompt_hash: str
    schema_hash: str
    code_version: str
    documents: int
    first: datetime
    last: datetime
    """When the first and the last of them were stored, UTC."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent on the documents: in the run that was asked for, or in all of them."""

    requests: int
    prompt_tokens: int
    completion_tokens: int
    cost: Decimal | None
    """US dollars; None where the price of any of them is not known."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The documents of a selection, in figures."""

    operations: tuple[Operation, ...]
    """One for each document of the selection, in its order."""
    verdicts: Mapping[Measure, Mapping[Verdict, int]]
    """Facts by measure and verdict; only measures that there are, every verdict."""
    trusted: int
    coverage: Share
    """Numbers that a trusted figure tells, of those that may be results and are no second telling; one that a
    person found to be no result is none of them."""
    totals: tuple[Total, ...]
    by_force: tuple[Total, ...]
    """Arrests; most first."""
    by_month: tuple[Total, ...]
    """Arrests; in order of time, those without a month last."""
    makers: tuple[Maker, ...]
    spent: Spent


def load_overview(connection: duckdb.DuckDBPyConnection, selection: Selection) -> Overview:
    """A selection in figures, by the rules of the views that `query` reads.

    Args:
        connection: Any connection to the database.
        selection: The documents.
    """
    given = _Chosen(connection, selection)
    headlines: dict[str, list[Headline]] = {}
    for row in given.rows(_HEADLINES):
        headlines.setdefault(row["document_id"], []).append(_headline(row))
    operations = {
        row["document_id"]: Operation(headlines=tuple(headlines.get(row["document_id"], ())), **_lists(row))
        for row in given.rows(_OPERATIONS)
    }
    counts = given.rows(_COUNTS)[0]
    return Overview(
        operations=tuple(operations[row["document_id"]] for row in selection.rows),
        verdicts=_verdicts(given.rows(_VERDICTS)),
        trusted=counts["trusted"],
        coverage=Share(counts["covered"], counts["numbers"]),
        totals=given.totals(TOTALS),
        by_force=given.totals(BY_FORCE),
        by_month=given.totals(BY_MONTH),
        makers=tuple(Maker(**row) for row in given.rows(_MAKERS)),
        spent=Spent(**given.rows(_SPENT, selection.run_id)[0]),
    )


class _Chosen:
    """Queries in which `latest_report`, and the views over it, speak of the selection alone."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, selection: Selection) -> None:
        self._connection = connection
        self._serials = selection.serials
        sql = "SELECT view_name, sql FROM duckdb_views() WHERE view_name IN ('trusted_fact', 'headline')"
        views = {row["view_name"]: row["sql"].partition(" AS ")[2] for row in fetch_rows(connection, sql)}
        body = {name: text.rstrip().rstrip(";") for name, text in views.items()}
        self._with = (
            f"WITH latest_report AS ({_CHOSEN_REPORTS}), trusted_fact AS ({body['trusted_fact']}), "
            f"headline AS ({body['headline']})"
        )

    def rows(self, sql: str, *parameters: str | None) -> list[dict[str, Any]]:
        return fetch_rows(self._connection, f"{self._with}{sql}", [self._serials, *parameters])

    def totals(self, sql: str) -> tuple[Total, ...]:
        return tuple(Total(**_short(row)) for row in self.rows(sql.replace("{added}", ADDED)))


def _headline(row: dict[str, Any]) -> Headline:
    given = _short(row) | {
        "measure": Measure(row["measure"]),
        "qualifier": Qualifier(row["qualifier"]),
        "tellings": tuple(row["tellings"]),
    }
    return Headline(**{name: given[name] for name in Headline.__slots__})


def _lists(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _short(row: dict[str, Any]) -> dict[str, Any]:
    return {key: shortest(value) if isinstance(value, Decimal) else value for key, value in row.items()}


def _verdicts(rows: Sequence[dict[str, Any]]) -> dict[Measure, dict[Verdict, int]]:
    found: dict[Measure, dict[Verdict, int]] = {}
    for measure in Measure:
        counted = {row["verdict"]: row["n"] for row in rows if row["measure"] == measure}
        if counted:
            found[measure] = {verdict: counted.get(verdict.value, 0) for verdict in Verdict}
    return found


_CHOSEN_REPORTS = """
SELECT report.*, run_document.document_name, run_document.run_id AS seen_in_run_id
FROM run_document JOIN report USING (work_key)
WHERE run_document.serial IN (SELECT unnest($1::BIGINT[]))
"""

_OPERATIONS = """
SELECT
    document_id, document_name AS name, document.title, operation_names, forces, start_date, end_date,
    coalesce(document.published, latest_report.published) AS published
FROM latest_report JOIN document ON document.id = document_id
"""

_HEADLINES = """
SELECT headline.*, fact.position
FROM headline
LEFT JOIN fact ON fact.id = headline.fact_id AND coalesce(fact.number_start, fact.quote_start) IS NOT NULL
ORDER BY headline.document_id, headline.told_at, headline.unit
"""

_VERDICTS = """
SELECT measure, verdict, count(*) AS n
FROM latest_report JOIN fact USING (work_key)
GROUP BY measure, verdict
"""

_COUNTS = """
, denied AS (
    SELECT (document_id, span_start) AS place
    FROM decision WHERE in_force AND is_number AND action = 'not_a_result'
),
told AS (
    SELECT (document_id, number_start) AS place FROM trusted_fact WHERE number_start IS NOT NULL
),
number AS (
    SELECT
        fate NOT IN ('no_result', 'restated')
            AND (mention.document_id, number_start) NOT IN (SELECT place FROM denied) AS counts,
        coalesce(mention.fact_id IN (SELECT id FROM trusted_fact), false)
            OR (mention.document_id, number_start) IN (SELECT place FROM told) AS covered
    FROM latest_report JOIN mention USING (work_key)
)
SELECT
    (SELECT count(*) FROM trusted_fact) AS trusted,
    count(*) FILTER (WHERE covered) AS covered, count(*) FILTER (WHERE counts OR covered) AS numbers
FROM number
"""

_MAKERS = """
SELECT
    run.model, run.endpoint, run.prompt_name, run.prompt_hash, run.schema_hash, run.code_version,
    count(*) AS documents, min(stored_at) AS first, max(stored_at) AS last
FROM latest_report JOIN run ON run.id = latest_report.run_id
GROUP BY ALL
ORDER BY last DESC, run.model, run.prompt_name, run.code_version
"""

_SPENT = """
SELECT
    count(*) AS requests, coalesce(sum(prompt_tokens), 0)::BIGINT AS prompt_tokens,
    coalesce(sum(completion_tokens), 0)::BIGINT AS completion_tokens,
    CASE WHEN count(*) = count(cost) + count(*) FILTER (
        WHERE cost IS NULL AND coalesce(prompt_tokens, completion_tokens, length(answer)) IS NULL
    ) THEN coalesce(sum(cost), 0) END AS cost
FROM attempt
JOIN latest_report USING (document_id)
WHERE attempt.run_id = coalesce($2, attempt.run_id)
"""
