"""Attempts and runs: durable at once, found again by what was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.errors import StoreError
from extractor.run import Attempt, AttemptOutcome
from extractor.store import Store, run_query

ATTEMPT = Attempt(
    request_hash="f00d",
    document_id="doc_1",
    model="scripted",
    outcome=AttemptOutcome.ANSWERED,
    started_at=datetime(2026, 3, 1, 10, 0, 0, 250),
    seconds=1.25,
    number=2,
    piece_start=10,
    piece_end=900,
    mode="json",
    reask=True,
    answer='{"facts": []}',
    reason="",
    http_status=200,
    prompt_tokens=1200,
    cached_tokens=1000,
    completion_tokens=80,
    cost=Decimal("0.000123456789"),
)


def test_an_attempt_is_durable_at_once_and_comes_back(store: Store, database: Path):
    """A committed attempt is found by the hash of its request, with every field as it was."""
    store.save_attempt("run_a", ATTEMPT)
    store.save_attempt("run_a", ATTEMPT)
    assert store.stored_answer("f00d") == ATTEMPT
    assert store.stored_answer("cafe") is None
    store.close()
    assert run_query(database, "SELECT count(*) FROM attempt").rows == [(1,)]


def test_only_valid_answers_are_found_again_the_latest_first(store: Store):
    """A failed attempt is no answer; of two answers to one request the later one is meant."""
    for minute, outcome in enumerate(AttemptOutcome):
        late = ATTEMPT.started_at + timedelta(minutes=minute)
        store.save_attempt("run_a", replace(ATTEMPT, outcome=outcome, started_at=late, answer=outcome.value))
    assert store.stored_answer("f00d").answer == "answered"
    store.save_attempt("run_a", replace(ATTEMPT, started_at=datetime(2026, 4, 1), answer="later"))
    assert store.stored_answer("f00d").answer == "later"


def test_moments_with_a_zone_are_stored_in_utc(store: Store, make_run):
    """A timestamp with a zone is the same moment in UTC, without zone."""
    east = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    store.start_run(make_run("run_z", started_at=east))
    store.save_attempt("run_z", replace(ATTEMPT, started_at=datetime(2026, 3, 1, 9, tzinfo=UTC)))
    assert store.status().runs[1].started_at == datetime(2026, 3, 1, 10)
    assert store.stored_answer("f00d").started_at == datetime(2026, 3, 1, 9)


def test_a_finished_run_says_how_it_ended(store: Store):
    """start_run and finish_run bracket a run; another word than the four is refused."""
    assert store.status().runs[0].outcome == "running"
    with pytest.raises(StoreError):
        store.finish_run("run_a", "perhaps")
    store.finish_run("run_a", "done")
    [run] = store.status().runs
    assert run.outcome == "done"
    assert run.finished_at is not None


def test_an_answer_with_broken_characters_is_kept(store: Store):
    """A lone surrogate, which JSON can spell, becomes U+FFFD; the rest of the answer stands."""
    store.save_attempt("run_a", replace(ATTEMPT, answer="fine \ud83d fine"))
    assert store.stored_answer("f00d").answer == "fine \ufffd fine"
