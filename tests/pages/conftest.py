"""A database with everything a page may have to show: every verdict, a failure, decisions, hostile text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from scripted import SEEDS, gold, gold_facts

from extractor.decision import Action
from extractor.document import Document, UnreadableDocument
from extractor.fact import Fact
from extractor.reconcile import verify
from extractor.run import DocumentResult, Failure, ReportHeader, Run, tagged_hash
from extractor.store import Store

HOSTILE = """<script>document.title = 'owned'</script><img src=x onerror="document.title='owned'">
Officers made 14 arrests{{ 7 * 7 }} and seized two <b>knives</b> &amp; £300 in cash.
\x1b[31mred\x1b[0m \x00\x9b\u202eesrever\u202c ]]> </div></main> "quoted' 'text"
"""

CLAIMS = [
    {"measure": "arrests", "value": 14, "quote": "14 arrests"},
    {"measure": "cash", "value": 400, "unit": "GBP", "quote": "£300 in cash"},
    {
        "measure": "charges",
        "value": 9,
        "quote": "</td><script>alert(1)</script>",
        "item": "<i>\u202e",
        "force": "\x1b<b>",
    },
]

FORCE = "<svg onload=alert(1)>\u202e"


def run_named(run_id: str) -> Run:
    """A run of a model whose name is markup."""
    return Run(
        run_id,
        datetime(2026, 11, 22, 9),
        "<b>scripted</b>",
        "http://127.0.0.1/v1",
        "operation.v1",
        "prompt-hash",
        "schema-hash",
        "0.1.0",
        {},
    )


def result_of(name: str, text: str, facts: Sequence[Fact], **header: Any) -> DocumentResult:
    """What is stored of a text under these claims."""
    document = Document(name, text)
    found = verify(text, facts)
    return DocumentResult(
        document,
        tagged_hash("work", document.id, [fact.to_mapping() for fact in facts]),
        ReportHeader(**header),
        (*found.facts, *found.missed),
        tuple(facts),
        found.ledger,
        found.findings,
    )


def seed_result(path: Path) -> DocumentResult:
    """A sample report under the claims of its gold record."""
    record = gold(path)
    lists = ("operation_names", "forces", "places")
    return result_of(
        f"seeds/{path.name}",
        path.read_text(),
        gold_facts(path),
        report_type=record["report_type"],
        **{key: tuple(record[key]) for key in lists},
        **{key: record[key] for key in ("start_date", "end_date", "published")},
    )


def fill(path: Path) -> Path:
    """The five sample reports, a hostile one and an unreadable one, in one run; two figures decided on."""
    hostile = result_of(
        "reports/<hostile>.txt", HOSTILE, [Fact.from_mapping(claim) for claim in CLAIMS], forces=(FORCE,)
    )
    unreadable = UnreadableDocument("reports/<blank>.txt", "empty", "The file is empty.")
    with Store.open(path) as store:
        store.start_run(run_named("run_pages"))
        for seed in sorted(SEEDS.glob("*.txt")):
            store.save_result("run_pages", seed_result(seed))
        store.save_result("run_pages", hostile)
        failure = Failure("read", "empty", "The file is empty.")
        store.save_result("run_pages", DocumentResult(unreadable, "work_blank", failure=failure))
        store.finish_run("run_pages", "done")
        ids = store.load_result("reports/<hostile>.txt").fact_ids
        store.decide(ids[0], Action.REJECTED, decided_by="<i>Ann</i>", reason="\u202ewrong <b>words</b>")
        correction = Fact.from_mapping({**CLAIMS[1], "value": 300})
        store.decide(ids[1], Action.CORRECTED, decided_by="Ann", correction=correction)
    return path


@pytest.fixture(scope="session")
def pages_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That database; nobody writes to it."""
    return fill(tmp_path_factory.mktemp("pages") / "operations.duckdb")
