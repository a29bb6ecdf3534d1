"""Ctrl-C during a run: once finishes what is in flight, twice stops at once; either way nothing is lost."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from scripted import NOTHING

from extractor.store import run_query

PROGRAM = "from extractor.cli import main; main()"


@pytest.fixture
def reports(own_folder):
    """Eight reports."""
    for number in range(11, 19):
        (own_folder / f"{number}.txt").write_text(f"Officers made {number} arrests.")
    return own_folder


def start(folder):
    """`extractor run`, as a process of its own that Ctrl-C can reach."""
    command = [sys.executable, "-c", PROGRAM, "run", ".", "--concurrency", "2"]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=folder, env=os.environ, **streams)


def wait_until(true, process):
    deadline = time.monotonic() + 60
    while not true():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ctrl_c(process):
    process.send_signal(signal.SIGINT)


def finish(process, seconds):
    out, err = process.communicate(timeout=seconds)
    assert "Traceback" not in err, err
    return process.returncode, out, err


def rows(sql):
    return run_query(Path("operations.duckdb"), sql).rows


def test_once_finishes_what_is_in_flight_and_stores_it(reports, scripted):
    """Nothing new starts, what was asked is stored, the message says how to go on, and so it does."""
    scripted.delay = 1.0
    process = start(reports)
    wait_until(lambda: len(scripted.asked) >= 2, process)
    ctrl_c(process)
    code, out, err = finish(process, 60)
    asked = len(scripted.asked)
    assert code == 130
    assert "Stopping" in err
    assert "same command goes on" in err
    assert f"{asked} done, 0 failed, 0 done before, {8 - asked} left" in out
    assert rows("SELECT outcome FROM run") == [("interrupted",)]
    assert rows("SELECT count(*) FROM report WHERE outcome = 'done'") == [(asked,)]
    scripted.delay = 0
    assert finish(start(reports), 60)[0] == 0
    assert len(scripted.asked) == 8


def test_twice_stops_at_once(reports, scripted):
    """The database is good, what was stored before is there, and the same command goes on."""
    released = threading.Event()

    def respond(_):
        if len(scripted.asked) > 4:
            released.wait(20)
        return NOTHING

    scripted.respond = respond
    process = start(reports)
    wait_until(lambda: len(scripted.asked) >= 6, process)
    ctrl_c(process)
    time.sleep(0.5)
    ctrl_c(process)
    code, _, err = finish(process, 10)
    released.set()
    assert code == 130
    assert "same command goes on" in err
    done = rows("SELECT count(*) FROM report WHERE outcome = 'done'")[0][0]
    assert done >= 3
    scripted.respond = lambda _: NOTHING
    before = len(scripted.asked)
    assert finish(start(reports), 60)[0] == 0
    assert len(scripted.asked) - before == 8 - done
    assert rows("SELECT outcome FROM run ORDER BY serial") == [("interrupted",), ("done",)]


def test_before_anything_is_asked_it_ends_as_quietly(own_folder, scripted):
    """While standard input is awaited, too: exit code 130 and no traceback."""
    command = [sys.executable, "-c", PROGRAM, "numbers", "-"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(2)
    ctrl_c(process)
    assert finish(process, 10)[0] == 130


def test_a_reader_that_has_had_enough_is_no_error(own_folder):
    """`extractor numbers … | head -1` ends quietly."""
    (own_folder / "many.txt").write_text("Officers made 14 arrests.\n" * 20_000)
    program = f'"{sys.executable}" -c "{PROGRAM}" numbers many.txt --format jsonl'
    command = f"{program} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=own_folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
