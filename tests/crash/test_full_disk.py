"""A disk without room, a folder that nobody may write to: told, with nothing lost that was stored."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from extractor.store import Store, run_query

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and mounts of Linux")

PROGRAM = "from extractor.cli import main; main()"
ANSWERS = "SELECT request_hash FROM attempt WHERE outcome = 'answered'"

IN_A_SMALL_DISK = """
mount -t tmpfs -o size=240k none "$1" || exit 99
cp -r reports "$1" && cd "$1" || exit 99
"$2" -c "$3" run reports
echo "ended $?"
cp operations.duckdb* "$4"
"""


def mounts_are_allowed() -> bool:
    """Whether this user may have a small disk of its own (user namespaces)."""
    command = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", tempfile.gettempdir()]
    return (
        shutil.which("unshare") is not None
        and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )


def test_a_run_that_finds_no_room_stops_at_once_and_goes_on_when_there_is_some(make_place, counting):
    """No more is asked than was in flight, what was stored is whole, and it is not asked for again."""
    place = make_place("small", documents=24)
    counting.delay = 0.02
    assert place.start("run", "reports", "--limit", "4").wait() in {0, 1}
    process = place.start(file_bytes=60_000)
    assert process.wait() == 5, place.log
    assert "the disk is full or failing" in place.log
    assert "what was stored stays stored" in place.log
    asked = len(counting.asked)
    stored = {key for (key,) in place.rows(ANSWERS)}
    assert 0 < len(stored) < asked <= len(stored) + 8
    assert place.start().wait() == 1, place.log
    assert stored.isdisjoint(counting.asked[asked:])
    assert place.rows("SELECT count(*) FROM report WHERE outcome = 'done'") == [(24,)]


@pytest.mark.skipif(not mounts_are_allowed(), reason="no disk can be made here")
def test_a_disk_that_is_really_full_is_told_and_what_was_stored_is_whole(make_place, counting, tmp_path):
    """A disk of 240 kB: exit code 5, a message, and a database that opens."""
    place = make_place("disk", documents=24)
    (tmp_path / "mount").mkdir()
    (tmp_path / "out").mkdir()
    told = (str(tmp_path / "mount"), sys.executable, PROGRAM, str(tmp_path / "out"))
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", IN_A_SMALL_DISK, "sh", *told],
        cwd=place.folder,
        env={**os.environ, **counting.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "ended 5", done.stdout + done.stderr
    assert "the disk is full or failing" in done.stderr
    assert "Traceback" not in done.stderr
    copy = tmp_path / "out" / "operations.duckdb"
    assert len(run_query(copy, ANSWERS).rows) < 24 + 8
    Store.open(copy).close()


@pytest.fixture
def forbidden(make_place, counting, warm, tmp_path):
    """A place that everybody may read and nobody may write to, with a database; and a command run there."""
    place = make_place("open", documents=3)
    assert place.start().wait() == 1, place.log
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        folder = Path(shutil.copytree(place.folder, Path(parent) / "closed"))
        for path in folder.rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        folder.chmod(0o555)

        def command(*arguments: str) -> tuple[int, str]:
            log = tmp_path / "said"
            log.unlink(missing_ok=True)
            process = warm.start(folder, log, *arguments, nobody=True, **counting.environment)
            return process.wait(), log.read_text()

        yield folder, command
        folder.chmod(0o755)


def test_a_folder_that_nobody_may_write_to_is_told_before_anything_is_asked(forbidden, counting):
    """Exit code 5 and a hint; whoever has another folder names it with --db."""
    folder, command = forbidden
    before = sorted(folder.iterdir()), len(counting.asked)
    for database in ("operations.duckdb", "other.duckdb"):
        code, said = command("run", "reports", "--db", database)
        assert code == 5
        assert f"the database '{database}' cannot be opened or written: permission denied" in said
        assert "Choose a folder that you may write to" in said
    assert (sorted(folder.iterdir()), len(counting.asked)) == before


def test_a_database_that_may_only_be_read_can_be_read(forbidden):
    """Nothing is written beside it."""
    folder, command = forbidden
    before = sorted(folder.iterdir())
    code, said = command("query", "SELECT count(*) FROM report", "--format", "csv")
    assert (code, said.splitlines()[-1]) == (0, "4")
    assert sorted(folder.iterdir()) == before
