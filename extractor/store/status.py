"""What `extractor status` shows: runs, failures, tokens, cost, and the two rates that need no gold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

import duckdb

from extractor.fact import Verdict
from extractor.store.connection import fetch_rows


@dataclass(frozen=True, slots=True)
class RunStatus:
    """What one run did and spent; the columns of the view `cost`."""

    run_id: str
    outcome: str
    """running, done, failed or interrupted."""
    started_at: datetime
    finished_at: datetime | None
    model: str
    endpoint: str
    documents: int
    """Met in this run: done, failed and skipped ones."""
    done: int
    failed: int
    skipped: int
    """Not asked again, because the result of an earlier run stands."""
    attempts: int
    answered: int
    reasks: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    cost: Decimal | None
    """US dollars; None where the price of any answered attempt is not known."""
    cost_per_document: Decimal | None
    unpriced: int
    """Attempts that used tokens and have no price."""
    kind: str
    """run; or replay, which asks nothing."""
    documents_asked: int
    confirmed: int
    """Confirmed facts of the documents done in this run."""
    cost_per_confirmed: Decimal | None


@dataclass(frozen=True, slots=True)
class RequestStatus:
    """All requests that ended in one way; a row of the view `request`."""

    outcome: str
    requests: int
    documents: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    cost: Decimal | None
    """US dollars; None where a price is not known."""
    last_reason: str
    """What the last of them said; empty where it answered."""


@dataclass(frozen=True, slots=True)
class FailedDocument:
    """A document that failed when it was last met; a row of the view `failure`."""

    name: str
    stage: str
    kind: str
    reason: str
    run_id: str


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; never a rate without its n."""

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The state of a database; all but `runs` speak of the latest result of each document."""

    runs: tuple[RunStatus, ...]
    """Oldest first."""
    requests: tuple[RequestStatus, ...]
    """By how they ended; the answered ones first."""
    documents_asked: int
    """Documents about which at least one request was sent."""
    documents: int
    """Documents with a result."""
    failures: tuple[FailedDocument, ...]
    verdicts: Mapping[Verdict, int]
    """Every verdict, also those that no fact has."""
    trusted: int
    """Rows of `trusted_fact`."""
    confirmed_documents: int
    """Documents with at least one trusted fact."""
    unsupported_numbers: Share
    """Claims whose number does not stand where they say (failed test quote or number), of all claims."""
    unclaimed_numbers: Share
    """Numbers that may be results and that no fact claims, of all numbers that may be results."""

    @property
    def cost(self) -> Decimal | None:
        """US dollars of all requests; None where a price is not known, never zero for unknown."""
        costs = [request.cost for request in self.requests]
        known = [cost for cost in costs if cost is not None]
        return sum(known, Decimal(0)) if len(known) == len(costs) else None


def load_status(connection: duckdb.DuckDBPyConnection, *, writer_alive: bool) -> StatusReport:
    """The state of a database.

    Args:
        connection: Any connection to it.
        writer_alive: Whether a run may be going on; where nobody can be writing, a run that is still marked
            as running is told as interrupted.
    """
    claims = fetch_rows(connection, _CLAIMS)[0]
    numbers = fetch_rows(connection, _NUMBERS)[0]
    return StatusReport(
        runs=_runs(connection, writer_alive=writer_alive),
        requests=tuple(RequestStatus(**row) for row in fetch_rows(connection, "SELECT * FROM request")),
        documents_asked=_count(connection, "SELECT count(DISTINCT document_id) AS n FROM attempt"),
        documents=_count(connection, "SELECT count(*) AS n FROM latest_report"),
        failures=_failures(connection),
        verdicts=_verdicts(connection),
        trusted=_count(connection, "SELECT count(*) AS n FROM trusted_fact"),
        confirmed_documents=_count(connection, "SELECT count(DISTINCT document_id) AS n FROM trusted_fact"),
        unsupported_numbers=Share(claims["unsupported"], claims["claims"]),
        unclaimed_numbers=Share(numbers["unclaimed"], numbers["numbers"]),
    )


_CLAIMS = """
SELECT count(*) AS claims, count(*) FILTER (WHERE failed_test IN ('quote', 'number')) AS unsupported
FROM latest_report JOIN fact USING (work_key)
WHERE verdict <> 'missed'
"""

_NUMBERS = """
SELECT count(*) AS numbers, count(*) FILTER (WHERE fate IN ('missed', 'unclaimed')) AS unclaimed
FROM latest_report JOIN mention USING (work_key)
WHERE fate <> 'no_result'
"""


def _runs(connection: duckdb.DuckDBPyConnection, *, writer_alive: bool) -> tuple[RunStatus, ...]:
    names = [field.name for field in fields(RunStatus)]
    rows = fetch_rows(connection, "SELECT * FROM cost ORDER BY serial")
    if not writer_alive:
        rows = [{**row, "outcome": row["outcome"].replace("running", "interrupted")} for row in rows]
    return tuple(RunStatus(**{name: row[name] for name in names}) for row in rows)


def _failures(connection: duckdb.DuckDBPyConnection) -> tuple[FailedDocument, ...]:
    sql = "SELECT name, stage, kind, reason, run_id FROM failure ORDER BY name, run_id"
    return tuple(FailedDocument(**row) for row in fetch_rows(connection, sql))


def _verdicts(connection: duckdb.DuckDBPyConnection) -> dict[Verdict, int]:
    sql = "SELECT verdict, count(*) AS n FROM latest_report JOIN fact USING (work_key) GROUP BY verdict"
    found = {row["verdict"]: row["n"] for row in fetch_rows(connection, sql)}
    return {verdict: found.get(verdict.value, 0) for verdict in Verdict}


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(fetch_rows(connection, sql)[0]["n"])
