"""A machine's clock that goes back: order is by what was written, never by what a clock said."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from scripted import gold_answer

from extractor.pipeline import run_documents
from extractor.reader import read_documents
from extractor.run import Attempt, AttemptOutcome
from extractor.settings import load_settings
from extractor.store import Store, open_reader, run_query

SEED = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))[0]
CLOCKS = ("extractor.llm.model", "extractor.pipeline.plan", "extractor.store.rows")
"""Where the program asks what time it is."""


@pytest.fixture
def go_back(monkeypatch):
    """`go_back(hours)`: from now on every clock of the program is slow by so many hours."""

    def arrange(hours: int) -> None:
        class Slow(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) - timedelta(hours=hours)

        for module in CLOCKS:
            monkeypatch.setattr(f"{module}.datetime", Slow)

    return arrange


def run(store: Store, **settings):
    return asyncio.run(run_documents(read_documents([SEED]), load_settings(**settings), store))


def answered(answer: str, started_at: datetime) -> Attempt:
    return Attempt("f00d", "doc_1", "m", AttemptOutcome.ANSWERED, started_at, 1.0, answer=answer)


def test_of_two_answers_to_one_request_the_last_one_stored_is_meant(tmp_path):
    """Also where the clock says that it came first, and after the database was closed and opened again."""
    path = tmp_path / "operations.duckdb"
    noon = datetime(2026, 3, 1, 12)
    with Store.open(path) as store:
        store.save_attempt("run_a", answered("first", noon))
        store.save_attempt("run_a", answered("second", noon - timedelta(hours=5)))
        assert store.stored_answer("f00d").answer == "second"
    with Store.open(path) as store:
        assert store.stored_answer("f00d").answer == "second"
        store.save_attempt("run_b", answered("third", noon - timedelta(days=2)))
        assert store.stored_answer("f00d").answer == "third"


def test_the_latest_run_is_the_one_that_was_started_last(tmp_path, scripted, go_back):
    """A second run, hours earlier by the clock, is the latest one, and its results are those that count."""
    scripted.respond = lambda _: gold_answer(SEED)
    path = tmp_path / "operations.duckdb"
    with Store.open(path) as store:
        first = run(store)
    go_back(26)
    with Store.open(path) as store:
        second = run(store, temperature=0.5)
        third = run(store)
    with open_reader(path) as reader:
        assert [found.run_id for found in reader.status().runs] == [
            summary.run_id for summary in (first, second, third)
        ]
        assert reader.find_run("latest") == third.run_id
    assert (third.already_done, third.usage.requests, len(scripted.asked)) == (1, 0, 2)
    latest = run_query(path, "SELECT DISTINCT run_id FROM trusted_fact").rows
    assert latest == [(first.run_id,)]


def test_a_clock_that_goes_back_during_a_run_makes_no_time_negative(tmp_path, scripted, go_back):
    """What is measured is measured by a clock that only goes forward; the rows are whole."""

    def respond(_) -> str:
        go_back(5)
        return gold_answer(SEED)

    scripted.respond = respond
    with Store.open(tmp_path / "operations.duckdb") as store:
        summary = run(store)
    assert (summary.done, summary.outcome) == (1, "done")
    assert summary.seconds >= 0
    measured = (
        "SELECT min(seconds) >= 0 FROM (SELECT seconds FROM attempt UNION ALL SELECT seconds FROM report)"
    )
    assert run_query(tmp_path / "operations.duckdb", measured).rows == [(True,)]
