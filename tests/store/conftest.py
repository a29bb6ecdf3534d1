"""What the store's tests share: a run, and results built from claims with the verdict a test needs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.document import Document
from extractor.fact import CheckedFact, Fact, Verdict
from extractor.mention import Mention, Role
from extractor.run import DocumentResult, Fate, LedgerEntry, ReportHeader, Run, tagged_hash
from extractor.store import Store, run_query

_SEEDS = Path(__file__).parents[2] / "seeds"


def _make_run(run_id: str = "run_a", **fields: object) -> Run:
    """A run whose every field can be told apart."""
    given = {
        "id": run_id,
        "started_at": datetime(2026, 3, 1, 9, 30),
        "model": "scripted",
        "endpoint": "https://llm.invalid/v1",
        "prompt_name": "operation.v1",
        "prompt_hash": "prompt-hash",
        "schema_hash": "schema-hash",
        "code_version": "0.0.1",
        "settings": {"temperature": 0, "piece_chars": None},
    }
    return Run(**{**given, **fields})


def _check(text: str, fact: Fact, verdict: Verdict = Verdict.CONFIRMED) -> CheckedFact:
    """A claim with a verdict, placed where its quote stands."""
    start = text.find(fact.quote)
    found = (start, start + len(fact.quote)) if start >= 0 else (None, None)
    return CheckedFact(
        fact,
        verdict,
        start=found[0],
        end=found[1],
        number_start=found[0],
        number_end=found[1],
        text_value=fact.value,
    )


def _make_fact(measure: str, value: str | int, quote: str, **fields: object) -> Fact:
    """A claim in few words."""
    return Fact.from_mapping({"measure": measure, "value": value, "quote": quote, **fields})


def _make_result(
    text: str = "Officers made nine arrests.",
    facts: Sequence[Fact] = (),
    *,
    name: str = "report.txt",
    work: str = "",
    verdict: Verdict = Verdict.CONFIRMED,
    **fields: object,
) -> DocumentResult:
    """A result whose facts all have one verdict, each claimed mention being its quote."""
    document = Document(name, text)
    checked = tuple(_check(text, fact, verdict) for fact in facts)
    ledger = tuple(
        LedgerEntry(
            Mention(fact.start or 0, fact.end or 0, fact.fact.quote, fact.fact.value, role=Role.RESULT),
            Fate.CLAIMED,
            index,
        )
        for index, fact in enumerate(checked)
    )
    given = {"facts": checked, "claims": tuple(facts), "ledger": ledger, **fields}
    return DocumentResult(document, tagged_hash("work", document.id, work), **given)


def _gold_result(gold_file: Path) -> DocumentResult:
    """A gold record as a result in which every fact, optional ones too, is confirmed."""
    gold = json.loads(gold_file.read_text(encoding="utf-8"), parse_float=Decimal)
    text = gold_file.with_name(gold_file.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8")
    header = ReportHeader(
        gold["report_type"],
        tuple(gold["operation_names"]),
        tuple(gold["forces"]),
        tuple(gold["places"]),
        gold["start_date"],
        gold["end_date"],
        gold["published"],
    )
    facts = [Fact.from_mapping(row) for row in gold["facts"]]
    return _make_result(text, facts, name=f"seeds/{gold_file.name[:3]}.txt", header=header)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where a database may come to stand."""
    return tmp_path / "operations.duckdb"


@pytest.fixture(scope="session")
def make_run() -> Callable[..., Run]:
    """`make_run(id="run_a", **fields)`."""
    return _make_run


@pytest.fixture(scope="session")
def make_fact() -> Callable[..., Fact]:
    """`make_fact(measure, value, quote, **fields)`."""
    return _make_fact


@pytest.fixture(scope="session")
def make_result() -> Callable[..., DocumentResult]:
    """`make_result(text, facts, name=, work=, verdict=, **fields)`; another `work` is another work key."""
    return _make_result


@pytest.fixture(scope="session")
def gold_results() -> list[DocumentResult]:
    """The five sample reports with their gold facts, all confirmed."""
    return [_gold_result(gold) for gold in sorted(_SEEDS.glob("*.gold.json"))]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the present schema and no rows; copied for each test, since making one takes longer."""
    path = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    Store.open(path).close()
    return path


@pytest.fixture
def store(database: Path, empty_database: Path) -> Iterator[Store]:
    """An open store with the run `run_a` begun."""
    shutil.copy(empty_database, database)
    with Store.open(database) as opened:
        opened.start_run(_make_run())
        yield opened


@pytest.fixture
def ask(database: Path, store: Store) -> Callable[[str], list[dict[str, Any]]]:
    """Close the store and ask its database in SQL: rows by column name."""

    def rows(sql: str) -> list[dict[str, Any]]:
        store.close()
        table = run_query(database, sql)
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows]

    return rows
