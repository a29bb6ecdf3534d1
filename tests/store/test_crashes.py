"""A process that dies, a disk that is full: what was stored stays, and no document is half there."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractor.store import Store, open_reader, run_query

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

# Stores documents for ever, each with 20 facts, 60 numbers and one attempt, and says which are committed.
WRITER = """
import os
import sys
from datetime import datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from extractor.document import Document
from extractor.errors import StoreError
from extractor.fact import CheckedFact, Fact, Measure, Verdict
from extractor.mention import Mention
from extractor.run import Attempt, AttemptOutcome, DocumentResult, Fate, LedgerEntry, Run
from extractor.store import Store

if len(sys.argv) > 2:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
moment = datetime(2026, 3, 1)
store = Store.open(Path(sys.argv[1]))
run = Run(f"run_{os.getpid()}", moment, "m", "e", "p", "h", "s", "c", {})
facts = tuple(
    CheckedFact(Fact(Measure.ARRESTS, Decimal(n), f"{n} arrests"), Verdict.CONFIRMED) for n in range(20)
)
ledger = tuple(LedgerEntry(Mention(n, n + 1, "x", Decimal(n)), Fate.UNCLAIMED) for n in range(60))
try:
    store.start_run(run)
    for number in count():
        name = f"{run.id}/{number}"
        document = Document(name, f"Text {name} " + "word " * 400)
        store.save_attempt(run.id, Attempt(name, document.id, "m", AttemptOutcome.ANSWERED, moment, 1.0))
        print("attempt", name, flush=True)
        store.save_result(run.id, DocumentResult(document, f"work_{name}", facts=facts, ledger=ledger))
        print("result", name, flush=True)
except StoreError as error:
    print("error", error.kind, flush=True)
"""

HALVES = """
SELECT report.work_key
FROM report
WHERE (SELECT count(*) FROM fact WHERE fact.work_key = report.work_key) <> 20
    OR (SELECT count(*) FROM mention WHERE mention.work_key = report.work_key) <> 60
    OR (SELECT count(*) FROM document WHERE document.id = report.document_id) <> 1
    OR (SELECT count(*) FROM run_document WHERE run_document.work_key = report.work_key) <> 1
"""

ORPHANS = """
SELECT count(*) FROM (
    SELECT work_key FROM fact UNION SELECT work_key FROM mention UNION SELECT work_key FROM run_document
) WHERE work_key NOT IN (SELECT work_key FROM report)
"""


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def assert_sound(database: Path, said: list[list[str]]) -> None:
    """All that was reported as committed is there, whole, and nothing is half there."""
    results = {name for kind, name in said if kind == "result"}
    attempts = {name for kind, name in said if kind == "attempt"}
    stored = {name for (name,) in run_query(database, "SELECT name FROM document").rows}
    asked = {name for (name,) in run_query(database, "SELECT request_hash FROM attempt").rows}
    assert results <= stored
    assert attempts <= asked
    assert run_query(database, HALVES).rows == []
    assert run_query(database, ORPHANS).rows == [(0,)]


def test_a_killed_process_leaves_whole_documents_only(database: Path):
    """SIGKILL at any moment: the file opens, all that was committed is there, no document is half there."""
    Store.open(database).close()
    said: list[list[str]] = []
    for lines, delay in ((1, 0), (3, 0.004), (6, 0.011), (9, 0.019)):
        with start(database) as process:
            assert process.stdout is not None
            said += [process.stdout.readline().split() for _ in range(lines)]
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            said += [line.split() for line in process.stdout if line.endswith("\n")]
        assert_sound(database, said)
    with Store.open(database) as store:
        assert {run.outcome for run in store.status().runs} == {"interrupted"}


def test_a_reader_sees_what_a_killed_writer_left_in_its_log(database: Path):
    """With the write-ahead log still there, reading alone finds every committed row and writes nothing."""
    Store.open(database).close()
    with start(database) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().split() for _ in range(4)]
        process.send_signal(signal.SIGKILL)
    log = database.with_name(f"{database.name}.wal")
    before = log.read_bytes()
    assert before
    assert_sound(database, said)
    with open_reader(database) as reader:
        assert reader.load_result(said[1][1]).facts[3].fact.value == 3
    assert log.read_bytes() == before


def test_a_full_disk_is_told_and_harms_nothing_that_is_stored(database: Path):
    """When no more can be written the error says so; the database opens and is sound."""
    Store.open(database).close()
    limit = database.stat().st_size + 600_000
    with start(database, limit) as process:
        assert process.stdout is not None
        said = [line.split() for line in process.stdout]
    assert said[-1] == ["error", "disk_full"]
    assert len(said) > 4
    assert_sound(database, said[:-1])
