"""The queue of figures that a person decides on: its filters, its order, and the SQL behind a page of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from extractor.decision import Decision
from extractor.fact import CheckedFact, Flag, Measure, Period, Verdict
from extractor.store.stored import checked_of, decision_of

Fetch = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]

QUEUE_ORDER = (Verdict.CONTRADICTED, Verdict.MISSED, Verdict.UNSUPPORTED, Verdict.UNVERIFIED)
"""Verdicts that a person looks at, the most important first."""


class QueueState(StrEnum):
    """Which figures a queue holds."""

    OPEN = "open"
    """Nobody decided on them."""
    DECIDED = "decided"
    """A decision in force applies to them."""
    CONFLICT = "conflict"
    """They contradict a decision, which stands."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a queue is narrowed to; the default is everything that is open."""

    measures: tuple[Measure, ...] = ()
    """Empty for all."""
    force: str | None = None
    """A force that the figure is limited to, or that takes part by the report."""
    document: str | None = None
    """`document.id`, or a part of the document's name."""
    verdicts: tuple[Verdict, ...] = QUEUE_ORDER
    """Their order is that of the queue; empty for the default, with which confirmed figures that contradict a
    decision stand in the queue too, unless it is that of open figures."""
    run_id: str | None = None
    """The results that a run made or used, by its full id; None for the latest result of each document."""
    state: QueueState = QueueState.OPEN


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One figure in the queue."""

    fact_id: str
    document_id: str
    document_name: str
    checked: CheckedFact
    decision: Decision | None = None
    """The decision in force that applies to it, or that it contradicts."""
    conflict: bool = False
    """True where it contradicts the decision."""
    headline: bool = False
    """True for a figure of the whole of the action reported."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue, and how much there is."""

    items: tuple[QueueItem, ...]
    total: int
    """Figures that pass the filter; `items` is a page of them."""
    by_verdict: Mapping[Verdict, int]
    """Those figures by verdict; a verdict without any is left out."""
    open: int
    """Figures that pass the filter but for its state, and on which nobody decided."""
    decided: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class QueueChoices:
    """What the filters of the queue can be set to."""

    measures: tuple[Measure, ...]
    forces: tuple[str, ...]
    runs: tuple[str, ...]
    """`run.id`, the latest first."""


def is_headline(checked: CheckedFact) -> bool:
    """True for a figure of the whole of the action reported: no limit, the current period, no part."""
    fact = checked.fact
    limited = fact.force or fact.place or fact.offence or Flag.PART in checked.flags
    return not limited and fact.period is Period.CURRENT


def load_queue(fetch: Fetch, filters: QueueFilter, offset: int, limit: int) -> Queue:
    """A page of the queue with its counts.

    Args:
        fetch: Runs a SELECT with named parameters.
        filters: What it is narrowed to.
        offset: How many to pass over.
        limit: How many to give at most.
    """
    asked = _Asked(filters)
    counts = _counts(fetch, asked)
    page = fetch(asked.page(), {**asked.parameters, "offset": offset, "limit": limit})
    states = {state: sum(counts[state].values()) for state in counts}
    shown = counts[filters.state]
    return Queue(
        items=tuple(_items(fetch, page)),
        total=sum(shown.values()),
        by_verdict={verdict: shown[verdict] for verdict in Verdict if shown.get(verdict)},
        open=states[QueueState.OPEN],
        decided=states[QueueState.DECIDED],
        conflicts=states[QueueState.CONFLICT],
    )


def neighbours(
    fetch: Fetch, document_id: str, filters: QueueFilter
) -> tuple[QueueItem | None, QueueItem | None]:
    """The first figure of the document before and of the document after one, in the order of the queue.

    Documents stand in the order of their most important figure; a document that has none in the queue any
    more keeps its place.

    Args:
        fetch: Runs a SELECT with named parameters.
        document_id: `document.id`.
        filters: What the queue is narrowed to.
    """
    asked = _Asked(filters)
    around = fetch(asked.around(), {**asked.parameters, "this": document_id})
    given = {name: value for name, value in asked.parameters.items() if name != "run"}
    keys = [{**given, "key": row["work_key"]} for row in around]
    first = [each for key in keys for each in fetch(asked.first(), key)]
    sides = dict(zip((row["side"] for row in around), _items(fetch, first), strict=True))
    return sides.get("previous"), sides.get("next")


class _Asked:
    """The SQL of a queue; all that comes from outside is a parameter."""

    def __init__(self, filters: QueueFilter) -> None:
        given = {
            "force": filters.force,
            "document": filters.document,
            "run": filters.run_id,
            "measures": [measure.value for measure in filters.measures] or None,
        }
        self.state = filters.state
        self.parameters = {name: value for name, value in given.items() if value is not None}
        self._verdicts = filters.verdicts or QUEUE_ORDER
        widened = self._verdicts == QUEUE_ORDER and filters.state is not QueueState.OPEN
        self._more = _OR_CONFLICT if widened else ""
        self._source = _LATEST if filters.run_id is None else _OF_RUN
        self._limits = [sql for name, sql in _LIMITS.items() if name in self.parameters]

    def counts(self) -> str:
        """Figures by verdict, and how many of them were decided or are in conflict."""
        return f"""
            {self._with()}
            SELECT verdict, 'all' AS state, count(*) AS n FROM candidate GROUP BY verdict
            UNION ALL
            SELECT verdict, CASE WHEN conflict THEN 'conflict' ELSE 'decided' END, count(*)
            FROM candidate JOIN decided_fact ON decided_fact.fact_id = candidate.id
            GROUP BY ALL
        """  # noqa: S608 - as in _with

    def page(self) -> str:
        """The figures of one page, in order."""
        return f"""
            {self._with()}
            SELECT id, document_name FROM candidate WHERE {_STATES[self.state]}
            ORDER BY importance, serial, position LIMIT $limit OFFSET $offset
        """  # noqa: S608 - as in _with

    def around(self) -> str:
        """The documents before and after `$this`."""
        return f"""
            {self._with()},
            place AS (
                SELECT serial, min(importance) AS importance
                FROM candidate
                WHERE {_STATES[self.state]} OR document_id = $this
                GROUP BY serial
            ),
            here AS (
                SELECT place.importance, place.serial
                FROM place JOIN result ON result.serial = place.serial
                WHERE result.document_id = $this
            ),
            side AS (
                (SELECT 'previous' AS side, serial FROM place
                WHERE (importance, serial) < (SELECT (importance, serial) FROM here)
                ORDER BY importance DESC, serial DESC LIMIT 1)
                UNION ALL
                (SELECT 'next', serial FROM place
                WHERE coalesce((importance, serial) > (SELECT (importance, serial) FROM here), true)
                ORDER BY importance, serial LIMIT 1)
            )
            SELECT side, result.work_key FROM side JOIN result USING (serial)
        """  # noqa: S608 - as in _with

    def first(self) -> str:
        """The first figure of the result `$key`."""
        return f"""
            {self._with(_OF_WORK)}
            SELECT id, document_name FROM candidate WHERE {_STATES[self.state]}
            ORDER BY importance, position LIMIT 1
        """  # noqa: S608 - as in _with

    def _with(self, source: str = "") -> str:
        limits = " AND ".join([*self._limits, f"(fact.verdict IN ({self._words()}){self._more})"])
        order = " ".join(f"WHEN '{verdict.value}' THEN {2 * at}" for at, verdict in enumerate(self._verdicts))
        place = f"CASE fact.verdict {order} ELSE {2 * len(self._verdicts)} END"
        return f"""
            WITH result AS ({source or self._source}),
            candidate AS (
                SELECT
                    fact.id, fact.verdict, fact.position, result.serial, result.document_id,
                    result.document_name,
                    {place} + {_BREAKDOWN}::INTEGER AS importance
                FROM result JOIN fact ON fact.work_key = result.work_key
                WHERE {limits} AND NOT list_contains(fact.flags, 'duplicate')
            )
        """  # noqa: S608 - verdicts are members of an enumeration, the rest names of this module

    def _words(self) -> str:
        return ", ".join(f"'{verdict.value}'" for verdict in self._verdicts)


def _counts(fetch: Fetch, asked: _Asked) -> Mapping[QueueState, dict[Verdict, int]]:
    found: dict[QueueState, dict[Verdict, int]] = {state: {} for state in QueueState}
    for row in fetch(asked.counts(), asked.parameters):
        found[QueueState(row["state"])][Verdict(row["verdict"])] = row["n"]
    settled = found[QueueState.DECIDED], found[QueueState.CONFLICT]
    for verdict, n in found[QueueState.ALL].items():
        found[QueueState.OPEN][verdict] = n - sum(each.get(verdict, 0) for each in settled)
    return found


def _items(fetch: Fetch, page: Sequence[Mapping[str, Any]]) -> Iterator[QueueItem]:
    if not page:
        return
    given = {"ids": [item["id"] for item in page]}
    rows = {row["id"]: row for row in fetch(_ITEMS, given)}
    bearing = {row["bears_on"]: row for row in fetch(_BEARING, given)}
    for item in page:
        row = rows[item["id"]]
        decision = bearing.get(row["id"])
        checked = checked_of(row)
        yield QueueItem(
            fact_id=row["id"],
            document_id=row["document_id"],
            document_name=item["document_name"],
            checked=checked,
            decision=None if decision is None else decision_of(decision),
            conflict=decision is not None and decision["conflict"],
            headline=is_headline(checked),
        )


_BREAKDOWN = """
(fact.force IS NOT NULL OR fact.place IS NOT NULL OR fact.offence IS NOT NULL OR fact.period <> 'current'
    OR list_contains(fact.flags, 'part'))
"""

_STATES = {
    QueueState.OPEN: "id NOT IN (SELECT fact_id FROM decided_fact)",
    QueueState.DECIDED: "id IN (SELECT fact_id FROM decided_fact WHERE NOT conflict)",
    QueueState.CONFLICT: "id IN (SELECT fact_id FROM decided_fact WHERE conflict)",
    QueueState.ALL: "true",
}

_OR_CONFLICT = " OR fact.id IN (SELECT fact_id FROM decided_fact WHERE conflict)"

_LIMITS = {
    "measures": "list_contains($measures, fact.measure)",
    "force": "(fact.force = $force OR list_contains(result.forces, $force))",
    "document": "(fact.document_id = $document OR contains(result.document_name, $document))",
}

_LATEST = "SELECT work_key, document_id, document_name, forces, serial FROM latest_report"

_OF_RUN = """
    SELECT
        report.work_key, report.document_id, report.forces, run_document.document_name, run_document.serial
    FROM run_document JOIN report ON report.work_key = run_document.work_key
    WHERE run_document.run_id = $run AND report.outcome = 'done' AND run_document.outcome <> 'failed'
    QUALIFY row_number() OVER (PARTITION BY report.work_key ORDER BY run_document.serial DESC) = 1
"""

_OF_WORK = """
    SELECT
        report.work_key, report.document_id, report.forces, run_document.document_name, run_document.serial
    FROM run_document JOIN report ON report.work_key = run_document.work_key
    WHERE report.work_key = $key
    ORDER BY run_document.serial DESC
    LIMIT 1
"""

_ITEMS = "SELECT * FROM fact WHERE list_contains($ids, id)"

_BEARING = """
SELECT decision.*, decided_fact.fact_id AS bears_on, decided_fact.conflict
FROM decided_fact JOIN decision ON decision.id = decided_fact.decision_id
WHERE list_contains($ids, decided_fact.fact_id)
"""
