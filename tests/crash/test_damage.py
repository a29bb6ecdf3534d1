"""A database cut short, a log cut short or altered: whole documents, or a message; never half of one."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from extractor.errors import StoreError
from extractor.store import Store, run_query

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

SHARES = (0.0, 0.01, 0.2, 0.5, 0.8, 0.999)
"""How much of a file is left."""
WHOLE = """
SELECT work_key FROM report
WHERE outcome = 'done' AND (
    (SELECT count(*) FROM fact WHERE fact.work_key = report.work_key) <> 3
    OR (SELECT count(*) FROM mention WHERE mention.work_key = report.work_key) <> 3
    OR (SELECT count(*) FROM document WHERE document.id = report.document_id) <> 1
)
"""
"""Reports of this corpus state three figures: two that the model claims, and the knives."""


@pytest.fixture(scope="module")
def left(tmp_path_factory) -> Path:
    """Where the files of the killed run are kept."""
    return tmp_path_factory.mktemp("left")


@pytest.fixture
def killed(make_place, counting, left, tmp_path):
    """A database with six documents in its file and more in its log, as a killed process left it."""
    if not (left / "x.duckdb.wal").exists():
        place = make_place("killed", documents=6)
        assert place.start().wait() == 1
        for number in range(6, 24):
            text = (place.folder / "reports" / "001.txt").read_text().replace("11", str(number + 10))
            (place.folder / "reports" / f"{number:03}.txt").write_text(text)
        counting.answers_again.clear()
        first = len(counting.asked)
        process = place.start()
        counting.wait_for(first + 12)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        counting.answers_again.set()
        for suffix in ("", ".wal"):
            shutil.copy(f"{place.database}{suffix}", left / f"x.duckdb{suffix}")
    return Path(shutil.copytree(left, tmp_path / "copy")) / "x.duckdb"


def log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


def documents(database: Path) -> int:
    return run_query(database, "SELECT count(*) FROM report WHERE outcome = 'done'").rows[0][0]


def test_what_the_log_holds_is_read_before_and_after_it_is_taken_up(killed):
    """Reading alone, then opening for writing: the same documents, all of them whole."""
    found = documents(killed)
    assert found > 6
    assert run_query(killed, WHOLE).rows == []
    Store.open(killed).close()
    assert not log_of(killed).exists()
    assert documents(killed) == found


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("logged", [True, False], ids=["with its log", "without its log"])
def test_a_database_that_was_cut_short_is_refused(killed, share, logged):
    """For reading and for writing, with what to do; the file is left as it is."""
    if not logged:
        log_of(killed).unlink()
    os.truncate(killed, int(killed.stat().st_size * share))
    before = killed.read_bytes()
    for door in (Store.open, lambda path: run_query(path, "SELECT count(*) FROM report")):
        with pytest.raises(StoreError) as raised:
            door(killed)
        assert raised.value.kind in {"damaged", "not_a_database"}
        assert raised.value.hint
    assert killed.read_bytes() == before


@pytest.mark.parametrize("share", SHARES)
def test_a_log_that_was_cut_short_holds_whole_documents(killed, share):
    """As after a loss of power: what was written last may be gone, but nothing is half there."""
    all_of_it = documents(killed)
    os.truncate(log_of(killed), int(log_of(killed).stat().st_size * share))
    assert 6 <= documents(killed) <= all_of_it
    assert run_query(killed, WHOLE).rows == []
    Store.open(killed).close()
    assert run_query(killed, WHOLE).rows == []


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_log_that_was_altered_is_refused(killed, share):
    """One byte that is another: its checksum tells."""
    log = bytearray(log_of(killed).read_bytes())
    log[int(len(log) * share)] ^= 0xFF
    log_of(killed).write_bytes(log)
    with pytest.raises(StoreError, match="damaged"):
        Store.open(killed)
    assert log_of(killed).read_bytes() == log
