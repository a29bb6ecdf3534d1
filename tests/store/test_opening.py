"""Opening a database: who else holds it, and all that may stand where a database should."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from extractor.errors import StoreError, StoreLockedError
from extractor.store import Store, export_parquet, open_reader, run_query

DOORS: dict[str, Callable[..., object]] = {
    "write": Store.open,
    "read": open_reader,
    "query": lambda path, **wait: run_query(path, "SELECT 1", **wait),
    "parquet": lambda path, **wait: export_parquet(path, "SELECT 1", path.with_suffix(".parquet"), **wait),
}
READING = {name: door for name, door in DOORS.items() if name != "write"}

HOLDER = """
import sys, time
from pathlib import Path
from extractor.store import Store, open_reader
with (Store.open if sys.argv[2] == "write" else open_reader)(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.readline()
"""

UNPRIVILEGED = """
import os, sys
from pathlib import Path
from extractor.errors import StoreError
from extractor.store import Store
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    Store.open(Path(sys.argv[1]))
except StoreError as error:
    print(error.kind, error)
"""


@contextmanager
def held(path: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the database open."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", HOLDER, str(path), how]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        if process.stdin and not process.stdin.closed:
            process.stdin.close()


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_database_that_another_process_writes_is_refused_by_name(database: Path, door):
    """After the wait, the message names the file, the program and the process that holds it."""
    Store.open(database).close()
    with held(database, "write") as process:
        before = time.monotonic()
        with pytest.raises(StoreLockedError) as raised:
            door(database, wait=0.3)
        assert 0.3 <= time.monotonic() - before < 3
    assert repr(str(database)) in raised.value.message
    assert f"(process {process.pid})" in raised.value.message
    assert raised.value.hint


def test_waiting_ends_when_the_other_process_lets_go(database: Path):
    """A lock that goes away within the wait is no error."""
    Store.open(database).close()
    with held(database, "write") as process:
        assert process.stdin is not None
        with pytest.raises(StoreLockedError):
            open_reader(database, wait=0)
        process.stdin.close()
        open_reader(database, wait=20).close()


def test_readers_share_and_keep_writers_out(database: Path):
    """Any number of readers at once; a writer waits for them."""
    Store.open(database).close()
    with held(database, "read"):
        open_reader(database, wait=0).close()
        with pytest.raises(StoreLockedError):
            Store.open(database, wait=0)


def test_one_process_is_told_when_it_reads_what_it_writes(database: Path):
    """Within one process the message says so, instead of blaming another."""
    with Store.open(database), pytest.raises(StoreError) as raised:
        open_reader(database)
    assert raised.value.kind == "already_open"


@pytest.mark.parametrize("door", READING.values(), ids=READING)
def test_reading_what_is_not_there_says_to_run_first(database: Path, door):
    """No database is made by reading."""
    with pytest.raises(StoreError, match="Run `extractor run` first") as raised:
        door(database)
    assert raised.value.kind == "no_database"
    assert not database.exists()


def make_folder(path: Path) -> None:
    path.mkdir()


def make_text(path: Path) -> None:
    path.write_text("Officers made nine arrests.\n" * 1000)


def make_sqlite(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()


def make_truncated(path: Path) -> None:
    Store.open(path).close()
    os.truncate(path, path.stat().st_size // 2)


def make_corrupt(path: Path) -> None:
    Store.open(path).close()
    content = bytearray(path.read_bytes())
    for index in range(12_300, len(content), 501):
        content[index] ^= 0xFF
    path.write_bytes(content)


PLACES = [
    (make_folder, "directory"),
    (Path.touch, "not_a_database"),
    (make_text, "not_a_database"),
    (make_sqlite, "not_a_database"),
    (make_truncated, "damaged"),
    (make_corrupt, "damaged"),
]


@pytest.mark.parametrize("door", [Store.open, open_reader])
@pytest.mark.parametrize(("make", "kind"), PLACES, ids=lambda value: getattr(value, "__name__", None))
def test_what_is_no_sound_database_is_refused_and_left_alone(database: Path, door, make, kind):
    """Each wrong thing in the database's place has its own word, a hint, and is not written to."""
    make(database)
    before = None if database.is_dir() else database.read_bytes()
    with pytest.raises(StoreError) as raised:
        door(database)
    assert raised.value.kind == kind
    assert repr(str(database)) in raised.value.message
    assert raised.value.hint
    assert before is None or database.read_bytes() == before


def test_a_file_that_shrank_is_not_taken_for_one_cut_short(database: Path):
    """Duckdb goes on counting blocks that fell free at the end and were given back."""
    Store.open(database).close()
    with duckdb.connect(str(database)) as connection:
        for name in ("low", "high"):
            connection.execute(f"CREATE TABLE {name} AS SELECT md5(i::VARCHAR) AS t FROM range(60_000) r(i)")
            connection.execute("CHECKPOINT")
        connection.execute("DROP TABLE high")
        connection.execute("CHECKPOINT")
    with duckdb.connect(str(database), read_only=True) as connection:
        [(counted,)] = connection.execute(
            "SELECT total_blocks * block_size FROM pragma_database_size()"
        ).fetchall()
    assert database.stat().st_size < counted
    open_reader(database).close()
    Store.open(database).close()


@pytest.mark.parametrize(
    ("place", "kind"),
    [("missing/x.duckdb", "no_folder"), ("file/x.duckdb", "no_folder"), ("n" * 300, "not_permitted")],
)
def test_a_place_that_cannot_hold_a_file_is_refused(tmp_path: Path, place: str, kind: str):
    """A folder that is missing, a file in a folder's place, a name too long: said before duckdb is asked."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as raised:
        Store.open(tmp_path / place)
    assert raised.value.kind == kind


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_folder_without_permission_is_refused():
    """A read-only folder gives a clear message; as root, who may write anywhere, it is tried as nobody."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        command = [sys.executable, "-c", UNPRIVILEGED, f"{folder}/x.duckdb"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        Path(folder).chmod(0o755)
        assert not list(Path(folder).iterdir())
    assert done.stdout.startswith("not_permitted the database"), done.stdout + done.stderr
    assert "permission denied" in done.stdout


@pytest.mark.parametrize("name", [":memory:", "md:cloud", "it's.duckdb", "naïve £.duckdb"])
def test_any_file_name_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    """A name that means something else to duckdb is still a file, and queries and exports find it."""
    monkeypatch.chdir(tmp_path)
    Store.open(Path(name)).close()
    assert (tmp_path / name).stat().st_size > 0
    assert run_query(Path(name), "SELECT count(*) FROM document").rows == [(0,)]
    export_parquet(Path(name), "FROM run", Path(f"{name}'s.parquet"))
    assert (tmp_path / f"{name}'s.parquet").exists()


def test_opening_marks_runs_whose_process_died(database: Path, make_run):
    """Only one process writes, so a run still marked as running when another opens the file is over."""
    with Store.open(database) as store:
        store.start_run(make_run())
    with open_reader(database) as reader:
        assert reader.status().runs[0].outcome == "interrupted"
    with Store.open(database) as store:
        store.start_run(make_run("run_b"))
        assert [run.outcome for run in store.status().runs] == ["interrupted", "running"]
        assert store.status().runs[0].finished_at is None
