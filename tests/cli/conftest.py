"""The command line as a person uses it: a folder of one's own, no settings from outside."""

import shutil
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extractor.cli.app import app
from extractor.document import Document, UnreadableDocument
from extractor.fact import Fact
from extractor.reconcile import verify
from extractor.run import Attempt, AttemptOutcome, DocumentResult, Failure, ReportHeader, Run
from extractor.store import Store

SEEDS = Path(__file__).parents[2] / "seeds"

Command = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Commands run in an empty folder, as wide as a common terminal, without a setting of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "EXTRACTOR_MODEL",
        "EXTRACTOR_BASE_URL",
        "EXTRACTOR_DB",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


@pytest.fixture
def extractor() -> Command:
    """Run a command in process; a crash is a failed test, whatever its exit code."""

    def command(*args: str, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(app, [str(arg) for arg in args], input=stdin, prog_name="extractor")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return command


@pytest.fixture
def seeds(own_folder) -> Path:
    """The five sample reports with their gold records, as a folder that a person brings."""
    return Path(shutil.copytree(SEEDS, own_folder / "seeds"))


TEXT = """Thirty officers of Kent Police went to a yard in Dover on Friday, 3 May.

They made 14 arrests and seized more than £2,500 in cash and two knives.
Call 101 with information \x1b[31mabout [bold]the yard[/bold]\x1b[0m."""

CLAIMS = [
    {"measure": "arrests", "value": 14, "quote": "14 arrests"},
    {"measure": "cash", "value": 2500, "unit": "GBP", "quote": "£2,500 in cash"},
    {"measure": "arrests", "value": 101, "quote": "Call 101 with information"},
    {"measure": "charges", "value": 9, "quote": "nine people were charged"},
]


@pytest.fixture
def stored(own_folder) -> Path:
    """A database with one document that succeeded and one that failed, made without any model."""
    document = Document(name="reports/dover.txt", text=TEXT)
    checked = verify(TEXT, [Fact.from_mapping(claim) for claim in CLAIMS])
    result = DocumentResult(
        document=document,
        work_key="wrk_dover",
        header=ReportHeader(report_type="operation", forces=("Kent Police",)),
        facts=checked.facts + checked.missed,
        claims=tuple(fact.fact for fact in checked.facts),
        ledger=checked.ledger,
        findings=checked.findings,
    )
    unreadable = UnreadableDocument("reports/blank.txt", "empty", "The file is empty.")
    failed = DocumentResult(unreadable, "wrk_blank", failure=Failure("read", "empty", "The file is empty."))
    run = Run(
        id="run_1",
        started_at=datetime(2026, 5, 4, 9, 30),
        model="scripted",
        endpoint="http://127.0.0.1/v1",
        prompt_name="operation.v1",
        prompt_hash="p",
        schema_hash="s",
        code_version="0",
        settings={},
    )
    with Store.open(own_folder / "operations.duckdb") as store:
        store.start_run(run)
        store.save_attempt("run_1", attempt_for(document))
        store.save_result("run_1", result)
        store.save_result("run_1", failed)
        store.finish_run("run_1", "done")
    return own_folder / "operations.duckdb"


def attempt_for(document: Document) -> Attempt:
    """One answered request that cost a tenth of a cent."""
    return Attempt(
        request_hash="r",
        document_id=document.id,
        model="scripted",
        outcome=AttemptOutcome.ANSWERED,
        started_at=datetime(2026, 5, 4, 9, 30),
        seconds=1.5,
        piece_end=len(document.text),
        answer="{}",
        prompt_tokens=1200,
        cached_tokens=1000,
        completion_tokens=80,
        cost=Decimal("0.001"),
    )
