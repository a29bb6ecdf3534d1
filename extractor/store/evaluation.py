"""Evaluations of runs: `eval_run`, `eval_figure` and `eval_fact`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Context, Decimal

from extractor.fact import Fact
from extractor.run import Run
from extractor.store.reader import StoreReader
from extractor.store.rows import Row, utc_now
from extractor.store.stored import run_of
from extractor.store.writer import Store

_PLACES = Decimal("0.000001")
_EXACT = Context(prec=38, traps=[])


@dataclass(frozen=True, slots=True)
class EvalFigure:
    """One rate with its counts and its interval."""

    figure: str
    """The name that `--fail-under` takes."""
    rate: float | None
    hits: int
    total: int
    documents: int
    low: float | None
    high: float | None
    method: str | None
    interval_of: str | None


@dataclass(frozen=True, slots=True)
class EvalFact:
    """One gold fact with the claim that answers it, or one of them alone."""

    reader: str
    document_name: str
    content_hash: str
    outcome: str
    headline: bool
    measure: str
    gold: Fact | None
    gold_optional: bool | None
    claim: Fact | None
    verdict: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class EvalRun:
    """One run scored against one version of gold."""

    id: str
    """Tagged hash of run, gold version and code version."""
    run_id: str
    gold_version: str
    code_version: str
    documents: int
    failed_documents: int
    notes: tuple[str, ...]


def run_record(store: StoreReader, run_id: str) -> Run:
    """All that is needed to repeat a run.

    Args:
        store: An open database.
        run_id: The full id, as `find_run` gives it.
    """
    [row] = store._fetch("SELECT * FROM run WHERE id = ?", [run_id])
    return run_of(row)


def save_evaluation(
    store: Store, run: EvalRun, figures: Sequence[EvalFigure], facts: Sequence[EvalFact]
) -> None:
    """Store an evaluation, all of it or nothing; an earlier one with the same id is replaced.

    Raises:
        StoreError: it could not be stored; what was there before stands.
    """
    head = {**_row(run), "scored_at": utc_now()}
    whose = {"eval_id": run.id}
    rates = [{**whose, "position": at, **_row(each)} for at, each in enumerate(figures)]
    rows = [{**whose, "run_id": run.run_id, "position": at, **_fact(each)} for at, each in enumerate(facts)]
    with store._writing():
        for table, key in (("eval_run", "id"), ("eval_figure", "eval_id"), ("eval_fact", "eval_id")):
            store._connection.execute(f"DELETE FROM {table} WHERE {key} = ?", [run.id])  # noqa: S608
        store._append("eval_run", head)
        store._append("eval_figure", *rates)
        store._append("eval_fact", *rows)


def _row(value: EvalRun | EvalFigure) -> Row:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _fact(row: EvalFact) -> Row:
    own = ("reader", "document_name", "content_hash", "outcome", "headline", "measure", "gold_optional")
    return {
        **{name: getattr(row, name) for name in own},
        **{f"gold_{name}": value for name, value in _figure(row.gold).items()},
        **_figure(row.claim),
        "verdict": row.verdict,
        "reason": row.reason,
    }


def _figure(fact: Fact | None) -> Row:
    words = ("qualifier", "unit", "item", "force", "place", "offence", "period", "quote")
    if fact is None:
        return dict.fromkeys(("value", "value_max", *words))
    numbers = {"value": _number(fact.value), "value_max": _number(fact.value_max)}
    return {**numbers, **{name: getattr(fact, name) for name in words}}


def _number(value: Decimal | None) -> Decimal | None:
    """A number as DECIMAL(38, 6) holds it, or NULL where it cannot: a model may claim any digits."""
    if value is None or not value.is_finite():
        return None
    held = value.quantize(_PLACES, context=_EXACT)
    return held if held == value else None
