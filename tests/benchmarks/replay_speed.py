"""How long all stored answers take to be made into verdicts once more.

    python tests/benchmarks/replay_speed.py [--documents 10000] [--workers 2] [--chars 2000]

Documents are the invented reports of `tests/invented`, each with a number of its own and filled up with
sentences of others to the length asked for; their answers are those of a perfect reader. Three replays are
timed: one that makes every result for the first time (they were stored as a fault of the tool), one that
finds nothing changed, and one in which every result says something else than is stored.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from extractor import __version__
from extractor.document import Document
from extractor.fact import Fact
from extractor.pipeline import ReplayReport, replay_stored
from extractor.prompt import load_prompt
from extractor.run import Attempt, AttemptOutcome, DocumentResult, Failure, ReportHeader, Run, tagged_hash
from extractor.schema import report_json, schema_hash
from extractor.store import Store

INVENTED = Path(__file__).parents[1] / "invented"
RUN = Run(
    id="run_benchmark",
    started_at=datetime.now(UTC).replace(tzinfo=None),
    model="scripted",
    endpoint="http://127.0.0.1/v1",
    prompt_name="operation.v1",
    prompt_hash=load_prompt().hash,
    schema_hash=schema_hash(),
    code_version=__version__,
    settings={
        "max_output_tokens": None,
        "piece_chars": 12_000,
        "reasks": 1,
        "seed": 1,
        "temperature": 0.0,
    },
)
FAULT = Failure("check", "internal", "This is a fault of the tool")


def main() -> None:
    args = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "replay.duckdb"
        started = time.perf_counter()
        with Store.open(path) as store:
            _build(store, args.documents, args.chars, args.texts)
        print(f"{args.documents:,} documents stored in {time.perf_counter() - started:.0f} s; {_machine()}")
        _replay(path, "every result is new", args.workers)
        _replay(path, "nothing changed", args.workers)
        connection = duckdb.connect(str(path))
        connection.execute("UPDATE fact SET verdict = 'unverified' WHERE verdict = 'confirmed'")
        connection.close()
        _replay(path, "every result changed", args.workers)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2, help="processes that rebuild")
    parser.add_argument("--chars", type=int, default=2_000, help="characters a document has at least")
    parser.add_argument(
        "--texts",
        type=Path,
        nargs="+",
        default=[INVENTED],
        help="folders of reports with gold to make them of",
    )
    return parser.parse_args()


def _build(store: Store, count: int, chars: int, folders: list[Path]) -> None:
    store.start_run(RUN)
    for document, answer in itertools.islice(_documents(chars, folders), count):
        key = tagged_hash("wrk", document.content_hash)
        attempt = Attempt(
            request_hash=key,
            document_id=document.id,
            model=RUN.model,
            outcome=AttemptOutcome.ANSWERED,
            started_at=RUN.started_at,
            seconds=1.0,
            piece_end=len(document.text),
            answer=answer,
            http_status=200,
            prompt_tokens=1_000,
            completion_tokens=300,
            cost=Decimal("0.001"),
        )
        store.save_attempt(RUN.id, attempt)
        store.save_result(RUN.id, DocumentResult(document, key, failure=FAULT))
    store.finish_run(RUN.id, "done")


def _documents(chars: int, folders: list[Path]) -> Iterator[tuple[Document, str]]:
    """Documents that differ, without end, each with the answer of a perfect reader."""
    texts = sorted(path for folder in folders for path in folder.glob("*.txt"))
    read = [path.read_text(encoding="utf-8") for path in texts]
    answers = [_answer(path) for path in texts]
    for number in itertools.count():
        at = number % len(texts)
        text, more = f"Case {number}\n\n{read[at]}", number + 1
        while len(text) < chars:
            text += f"\n\n{read[more % len(texts)][: chars - len(text)]}"
            more += 1
        yield Document(f"reports/{number}.txt", text), answers[at]


def _answer(text: Path) -> str:
    gold = json.loads(text.with_suffix(".gold.json").read_text(encoding="utf-8"))
    return report_json(ReportHeader(), [Fact.from_mapping(row) for row in gold["facts"]])


def _replay(path: Path, name: str, workers: int) -> None:
    before = _processor_seconds()
    with Store.open(path) as store:
        report = replay_stored(store, workers=workers)
    spent = _processor_seconds() - before
    print(f"{name:24}{report.seconds:7.1f} s   {spent:7.1f} s of processors   {_told(report)}")


def _processor_seconds() -> float:
    """Of this process and of workers that have ended; on a busy machine it says more than the clock."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _told(report: ReplayReport) -> str:
    parts = (f"{report.total:,} results", f"{report.same:,} the same", f"{report.changed:,} changed")
    return ", ".join((*parts, f"{len(report.left):,} left"))


def _machine() -> str:
    return f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
