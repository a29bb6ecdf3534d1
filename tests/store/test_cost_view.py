"""What a run cost, for each document and each confirmed fact; views over attempts and results."""

from decimal import Decimal
from pathlib import Path

import pytest

from extractor import run_corpus
from extractor.fact import Fact, Measure
from extractor.pipeline import replay_stored
from extractor.run import ReportHeader
from extractor.schema import report_json
from extractor.store import Store, run_query

DB = Path("operations.duckdb")
ANSWER = report_json(
    ReportHeader(),
    [Fact(Measure.ARRESTS, Decimal(12), "12 arrests"), Fact(Measure.WEAPONS, Decimal(3), "three knives")],
)


@pytest.fixture
def priced(scripted, tmp_path, monkeypatch):
    """Two documents with two confirmed facts each; a request costs 140 millionths of a dollar."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXTRACTOR_PRICES__INPUT", "1")
    monkeypatch.setenv("EXTRACTOR_PRICES__OUTPUT", "2")
    scripted.respond = lambda _: ANSWER
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(f"Officers in {name} made 12 arrests and seized three knives.")
    run_corpus(["a.txt", "b.txt"])
    return scripted


def rows(columns):
    return run_query(DB, f"SELECT {columns} FROM cost ORDER BY serial").rows


def test_a_run_has_its_price_per_document_and_per_confirmed_fact(priced):
    """The cost of all requests over what they were for."""
    each = Decimal("0.00014")
    assert rows("kind, documents_asked, confirmed, cost, cost_per_document, cost_per_confirmed") == [
        ("run", 2, 4, 2 * each, each, each / 2)
    ]


def test_a_replay_costs_nothing_and_shares_nothing_out(priced):
    """It is a run of its own kind; the first run keeps its figures."""
    before = rows("*")
    with Store.open(DB) as store:
        replay_stored(store)
    assert rows("*")[:1] == before
    assert rows("kind, attempts, cost, cost_per_document, cost_per_confirmed")[1:] == [
        ("replay", 0, Decimal(0), None, None)
    ]


def test_without_a_price_every_share_is_unknown(scripted, tmp_path, monkeypatch):
    """NULL, never zero."""
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Officers made 12 arrests and seized three knives.")
    scripted.respond = lambda _: ANSWER
    run_corpus(["a.txt"])
    assert rows("cost, cost_per_document, cost_per_confirmed") == [(None, None, None)]


def test_requests_are_counted_by_how_they_ended(priced):
    """One row an outcome, tokens and cost with it."""
    found = run_query(DB, "SELECT outcome, requests, documents, prompt_tokens, cost FROM request").rows
    assert found == [("answered", 2, 2, 200, Decimal("0.00028"))]
