"""Evaluations in the database: whole or not at all, replaced when scored again, odd numbers told as NULL."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.errors import StoreError
from extractor.fact import Fact, Measure
from extractor.store import run_query
from extractor.store.evaluation import EvalFact, EvalFigure, EvalRun, run_record, save_evaluation

RUN = EvalRun("eval_1", "run_a", "gold_1", "0.1.0", 3, 1, ("one note",))
FIGURE = EvalFigure("model.f1", 0.5, 1, 2, 3, None, None, None, None)


def make_row(value: Decimal | None, outcome: str = "spurious") -> EvalFact:
    claim = None if value is None else Fact(Measure.ARRESTS, value, "12 arrests")
    return EvalFact("model", "report", "c" * 64, outcome, True, "arrests", None, None, claim, None, "")


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (Decimal(12), Decimal(12)),
        (Decimal("0.5"), Decimal("0.5")),
        (Decimal("1e40"), None),
        (Decimal("0.1234567"), None),
        (Decimal("NaN"), None),
        (None, None),
    ],
)
def test_a_number_is_held_exactly_or_not_at_all(store, database, value, held):
    """A model may claim any digits; a column never rounds them."""
    save_evaluation(store, RUN, [FIGURE], [make_row(value)])
    store.close()
    assert run_query(database, "SELECT value FROM eval_fact").rows == [(held,)]


def test_the_same_evaluation_is_stored_once(store, database):
    """Scoring again replaces run, figures and facts, and leaves other evaluations alone."""
    other = EvalRun("eval_2", "run_b", "gold_1", "0.1.0", 3, 0, ())
    save_evaluation(store, other, [FIGURE], [make_row(Decimal(1))])
    for _ in range(2):
        save_evaluation(store, RUN, [FIGURE, FIGURE], [make_row(Decimal(2)), make_row(Decimal(3))])
    store.close()
    for table, count in (("eval_run", 2), ("eval_figure", 3), ("eval_fact", 3)):
        assert run_query(database, f"SELECT count(*) FROM {table}").rows == [(count,)]


def test_what_cannot_be_stored_leaves_the_earlier_one(store, database):
    """An evaluation is written whole, or the one before it stands."""
    save_evaluation(store, RUN, [FIGURE], [make_row(Decimal(2))])
    with pytest.raises(StoreError):
        save_evaluation(store, RUN, [FIGURE], [make_row(Decimal(3), outcome="perfect")])
    store.close()
    assert run_query(database, "SELECT value FROM eval_fact").rows == [(Decimal(2),)]


def test_a_run_comes_back_whole(store, make_run):
    """All that is needed to repeat a run is there for the head of a report."""
    assert run_record(store, "run_a") == make_run()
