"""`extractor eval`: tables, JSON and CSV, the gate, injected errors, two runs compared."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import pytest

from extractor.evaluate.gold import load_documents
from extractor.prompt import load_prompt
from extractor.reconcile import verify
from extractor.run import DocumentResult, Run, tagged_hash
from extractor.store import Store, run_query


def store_gold(folder, db, run_id="run_a", leave_out=0):
    """A run whose model answered each sample with its required gold, but for the first so many facts."""
    prompt = load_prompt()
    run = Run(
        id=run_id,
        started_at=datetime(2026, 5, 4),
        model="scripted",
        endpoint="http://127.0.0.1",
        prompt_name=prompt.name,
        prompt_hash=prompt.hash,
        schema_hash="s" * 64,
        code_version="0",
        settings={},
    )
    with Store.open(db) as store:
        store.start_run(run)
        for gold in load_documents([folder]):
            claims = gold.record.required[leave_out:]
            found = verify(gold.document.text, claims)
            key = tagged_hash("work", gold.document.id, run_id)
            facts = (*found.facts, *found.missed)
            result = DocumentResult(gold.document, key, gold.record.header, facts, claims, found.ledger)
            store.save_result(run_id, result)
        store.finish_run(run_id, "done")


@pytest.fixture
def run(seeds, own_folder):
    """A database with one perfect run over the samples."""
    db = own_folder / "operations.duckdb"
    store_gold(seeds, db)
    return db


def test_a_perfect_run_scores_one_in_every_table(extractor, seeds, run):
    """Three readers stand side by side, and the model's own column has no error."""
    result = extractor("eval", seeds, "--format", "json")
    assert result.exit_code == 0
    figures = json.loads(result.stdout)["figures"]
    for name in ("model.f1", "model.headline.f1", "model.breakdown.f1", "confirmed.precision"):
        assert figures[name]["value"] == 1.0, name
    assert {name.split(".")[0] for name in figures} >= {"model", "reader", "trusted"}


def test_every_rate_in_the_tables_has_its_n(extractor, seeds, run):
    """No bare point estimate reaches a terminal."""
    shown = extractor("eval", seeds).stdout
    [line] = [
        line for line in shown.splitlines() if "headline f1, number " in line and "qualifier" not in line
    ]
    assert line.count("n 5") + line.count("[documents") >= 1
    assert "cannot tell two runs apart" in shown


def test_the_result_can_be_asked_in_sql(extractor, seeds, run):
    """One row a fact under each reader stands in the database afterwards."""
    assert extractor("eval", seeds).exit_code == 0
    readers = run_query(run, "SELECT DISTINCT reader FROM eval_fact ORDER BY reader").rows
    assert readers == [("model",), ("reader",), ("trusted",)]


def test_csv_gives_one_row_a_figure(extractor, seeds, run):
    """Each rate by name, with counts, interval and method."""
    rows = list(csv.DictReader(io.StringIO(extractor("eval", seeds, "--format", "csv").stdout)))
    by_name = {row["figure"]: row for row in rows}
    assert by_name["model.f1"]["value"] == "1.0"
    assert set(by_name["model.f1"]) >= {"hits", "total", "documents", "low", "high", "method"}


def test_the_reader_needs_no_database(extractor, seeds, own_folder):
    """`--reader` reads the texts beside the gold, and writes nothing."""
    result = extractor("eval", seeds, "--reader", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["figures"]["reader.headline.f1"]["value"] > 0.9
    assert not list(own_folder.glob("*.duckdb"))


def test_the_current_folder_is_gold_where_none_is_named(extractor, seeds):
    """The samples lie under the folder that the command runs in."""
    here = extractor("eval", "--reader", "--format", "csv").stdout
    assert here == extractor("eval", seeds, "--reader", "--format", "csv").stdout


@pytest.mark.parametrize(
    ("limit", "code"),
    [("model.f1=0.99", 0), ("reader.headline.f1=0.5", 0), ("model.unsupported_number=0.5", 1)],
)
def test_a_gate_fails_under_what_is_asked(extractor, seeds, run, limit, code):
    """Exit code 1 where a stated figure is lower, with the figure and its counts on stderr."""
    result = extractor("eval", seeds, "--fail-under", limit)
    assert result.exit_code == code
    assert (limit.split("=")[0] in result.stderr) is bool(code)


@pytest.mark.parametrize("limit", ["model.f1", "model.f1=much", "model.f1=1.5", "trust=0.9"])
def test_a_gate_that_cannot_be_read_is_a_usage_error(extractor, seeds, run, limit):
    """A figure that is not stated is never silently passed."""
    result = extractor("eval", seeds, "--fail-under", limit)
    assert result.exit_code == 2
    assert "Error:" in result.stderr


def test_modes_exclude_each_other(extractor, seeds):
    """Two questions at once have no one answer."""
    assert extractor("eval", seeds, "--reader", "--inject").exit_code == 2


def test_without_a_database_the_message_says_what_to_do(extractor, seeds, own_folder):
    """Nothing is created where nobody ran anything."""
    result = extractor("eval", seeds)
    assert result.exit_code == 5
    assert "extractor run" in result.stderr
    assert not list(own_folder.glob("*.duckdb"))


def test_an_unknown_run_is_an_input_error(extractor, seeds, run):
    """The message names the run and where the runs are listed."""
    result = extractor("eval", seeds, "--run", "run_zzz")
    assert result.exit_code == 3
    assert "run_zzz" in result.stderr


def test_injected_errors_stand_beside_true_facts(extractor, seeds):
    """Kinds with caught and let through, true facts kept, and bounds; no model, no database."""
    result = extractor("eval", seeds, "--inject", "--number", "60", "--seed", "1", "--format", "json")
    data = json.loads(result.stdout)
    assert data["figures"]["kept.confirmed"]["total"] == 67
    assert sum(row[2] for row in data["tables"][1]["rows"]) == 60
    shown = extractor("eval", seeds, "--inject", "--number", "60", "--seed", "1").stdout
    assert "60 of" in shown
    assert "seed 1" in shown


def test_two_runs_are_compared_by_document(extractor, seeds, run):
    """What was fixed and what was broken is listed, with the smallest p that five documents allow."""
    store_gold(seeds, run, "run_b", leave_out=1)
    result = extractor("eval", seeds, "--compare", "run_b", "run_a", "--format", "json")
    data = json.loads(result.stdout)
    tables = {table["name"]: table["rows"] for table in data["tables"]}
    assert data["smallest_p"] == 0.0625
    assert len([row for row in tables["fixed"] if row[0] == "model"]) == 5
    assert tables["broken"] == []
    assert "nothing here can be significant" in extractor("eval", seeds, "--compare", "run_b", "run_a").stdout


@pytest.mark.parametrize("more", [(), ("--reader",)])
@pytest.mark.parametrize("name", ["plot.svg", "plot.html"])
def test_a_plot_is_one_file_beside_the_report(extractor, seeds, run, name, more):
    """The report is printed as without it, and nothing but the named file is written."""
    own_folder = run.parent
    before = {path.name for path in own_folder.iterdir()}
    plain = extractor("eval", seeds, *more, "--format", "csv").stdout
    result = extractor("eval", seeds, *more, "--format", "csv", "--plot", own_folder / name)
    assert result.exit_code == 0
    assert result.stdout == plain
    assert {path.name for path in own_folder.iterdir()} - before == {name}
    assert "arrests · precision" in (own_folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [("--plot", "plot.png"), ("--plot", "nowhere/plot.svg"), ("--plot", "plot.svg", "--inject")],
)
def test_a_plot_that_cannot_be_made_is_a_usage_error(extractor, seeds, run, own_folder, arguments):
    """Told before anything is measured, and nothing is written."""
    result = extractor("eval", seeds, *arguments)
    assert result.exit_code == 2
    assert "--plot" in result.stderr
    assert result.stdout == ""
    assert not list(own_folder.glob("plot.*"))
