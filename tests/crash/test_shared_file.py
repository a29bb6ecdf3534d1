"""One file, several commands: the second one is told who holds it, and nothing is done twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks and fork of POSIX")

PROGRAM = Path(sys.executable).with_name("extractor")
READING = {
    "query": ("query", "SELECT count(*) FROM report"),
    "status": ("status",),
    "show": ("show", "001.txt"),
}


@pytest.fixture
def held(make_place, counting):
    """A run that holds its database, waiting for answers; the program as people call it."""
    place = make_place("held", documents=6)
    counting.answers_again.clear()
    with subprocess.Popen(
        [PROGRAM, "run", "reports"],
        cwd=place.folder,
        env={**os.environ, **counting.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as run:
        counting.wait_for(8)
        yield place, run
        counting.answers_again.set()


def test_a_reader_during_a_run_is_told_within_five_seconds_who_holds_the_file(held):
    """Every reading command: exit code 5, and a message with the command and its process number."""
    place, run = held
    started = time.monotonic()
    waiting = [place.start(*words) for words in READING.values()]
    assert [command.wait() for command in waiting] == [5] * len(READING)
    assert time.monotonic() - started < 5
    said = f"'operations.duckdb' is in use by 'extractor run reports' (process {run.pid})"
    assert place.log.count(said) == len(READING)
    assert place.log.count("Wait until that has ended, or end it, then try again.") == len(READING)


def test_a_second_run_on_one_file_is_told_who_runs_and_harms_nothing(held, counting):
    """The first one ends as if nothing had been; the second one, started again, finds all done."""
    place, run = held
    second = place.start()
    assert second.wait() == 5
    assert f"'extractor run reports' (process {run.pid})" in place.log
    counting.answers_again.set()
    assert run.wait(60) == 1  # one blank document
    asked = list(counting.asked)
    assert max(counting.counts.values()) == 1
    assert place.start().wait() == 1, place.log
    assert counting.asked == asked
    assert place.rows("SELECT outcome FROM run ORDER BY serial") == [("done",), ("done",)]


def test_two_runs_started_at_once_ask_everything_once(make_place, counting):
    """The one that comes second waits as long as it is told to, and finds all that the first one stored."""
    place = make_place("both", documents=8)
    both = [place.start("run", "reports", EXTRACTOR_LOCK_WAIT="60") for _ in range(2)]
    assert [run.wait() for run in both] == [1, 1], place.log
    assert max(counting.counts.values()) == 1
    assert place.rows("SELECT count(*) FROM report WHERE outcome = 'done'") == [(8,)]
    assert place.rows("SELECT outcome FROM run ORDER BY serial") == [("done",), ("done",)]


def test_a_reader_gets_an_answer_as_soon_as_the_run_ends(held, counting):
    """Within its wait; what it reads is whole."""
    place, run = held
    reader = place.start(*READING["query"], "--format", "csv", EXTRACTOR_LOCK_WAIT="60")
    counting.answers_again.set()
    assert reader.wait() == 0
    assert place.log.splitlines()[-1] == "7"
    assert run.wait(60) == 1
