"""docs/decisions.md is true: its commands run over its own example, and print what stands there."""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from pathlib import Path

import pytest

from extractor.decision import Action
from extractor.document import Document
from extractor.fact import Fact
from extractor.reconcile import verify
from extractor.run import DocumentResult, ReportHeader, Run
from extractor.store import Store

PAGE = (Path(__file__).parents[2] / "docs" / "decisions.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
STEPS = [
    step
    for block in BLOCKS
    for step in re.findall(r"^\$ (extractor .*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]

TEXT = """Officers of Kent Police made 14 arrests at the harbour on Friday, 3 May.

They seized more than £2,500 in cash, 3 vans and 40 boxes.
In the spring 9 people were charged."""


def fact(measure: str, value: int, quote: str, **fields) -> Fact:
    return Fact.from_mapping({"measure": measure, "value": value, "quote": quote, **fields})


CLAIMS = [
    fact("arrests", 14, "14 arrests"),
    fact("cash", 2500, "£2,500 in cash", unit="GBP"),
    fact("vehicles", 3, "3 vans"),
    fact("phones", 40, "40 boxes"),
    fact("charges", 9, "9 people were charged"),
]
CASH = fact("cash", 2500, "more than £2,500 in cash", unit="GBP", qualifier="more_than")


@pytest.fixture
def example(own_folder) -> Path:
    """The report of the page with a model's claims, and Ann's decisions on it."""
    found = verify(TEXT, CLAIMS)
    document = Document("reports/harbour.txt", TEXT)
    facts = (*found.facts, *found.missed)
    header = ReportHeader("operation", forces=("Kent Police",), places=("harbour",))
    run = Run(
        "run_may", datetime(2026, 5, 4, 9, 30), "careless", "http://127.0.0.1:8080/v1", "operation.v1",
        "0f1e2d3c4b5a6978", "89abcdef01234567", "0.1.0", {},
    )  # fmt: skip
    path = own_folder / "operations.duckdb"
    with Store.open(path) as store:
        store.start_run(run)
        result = DocumentResult(
            document, "wrk_harbour", header, facts, tuple(CLAIMS), found.ledger, found.findings
        )
        store.save_result(run.id, result)
        store.finish_run(run.id, "done")
        ids = {checked.fact.measure.value: key for checked, key in zip(facts, result_ids(store), strict=True)}
        store.decide(ids["cash"], Action.CORRECTED, decided_by="Ann", correction=CASH, reason="a bound")
        store.decide(ids["charges"], Action.REJECTED, decided_by="Ann", reason="of an earlier case")
    return path


def result_ids(store: Store) -> tuple[str, ...]:
    return store.load_result("harbour.txt").fact_ids


def plain(text: str) -> list[str]:
    """Lines without what differs from run to run: ids of decisions, moments, spaces at the end."""
    text = re.sub(r"dec_[0-9a-f]{16}", "dec_…", text)
    text = re.sub(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?", "MOMENT", text)
    return [re.sub(r"[─ ]{2,}", "  ", line).rstrip() for line in text.splitlines() if line.strip(" ─")]


def test_the_commands_of_the_page_print_what_stands_there(extractor, example, own_folder):
    """One after the other, as a reader would type them; the texts in files are as shown."""
    assert len(STEPS) >= 6
    for command, shown in STEPS:
        result = extractor(*shlex.split(command)[1:])
        # Talk and data reach a terminal in the order of time, a test one after the other.
        assert sorted(plain(result.stdout + result.stderr)) == sorted(plain(shown)), command
    assert TEXT in PAGE
