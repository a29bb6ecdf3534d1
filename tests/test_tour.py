"""docs/tour.md is true: its queries run, its answers are what comes out, its table is what the views say."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from tour import READERS, TOUR, answer, blocks, make_tour
from typer.testing import CliRunner

from extractor.cli.app import app
from extractor.document import Document
from extractor.reconcile import verify
from extractor.run import DocumentResult, Run
from extractor.store import Store, run_query

QUERIES = blocks(TOUR.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tour(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("tour") / "tour.duckdb"
    make_tour(path)
    return path


@pytest.mark.parametrize(("sql", "told"), QUERIES, ids=range(1, len(QUERIES) + 1))
def test_the_answer_in_the_tour_is_real(tour, sql, told):
    """Line by line, as a terminal of 100 characters shows it."""
    assert answer(tour, sql) == told


def test_the_tour_asks_five_questions():
    """Each with a query and an answer."""
    sections = re.split(r"^## ", TOUR.read_text(encoding="utf-8"), flags=re.MULTILINE)
    questions = [section for section in sections if re.match(r"\d\. .*\?\n", section)]
    assert [question[0] for question in questions] == list("12345")
    assert all(blocks(question) for question in questions)


def test_the_flaws_that_the_tour_states_are_those_of_its_readers():
    """Reports and readers, as the text names them."""
    text = TOUR.read_text(encoding="utf-8")
    for reader, flaws in READERS.items():
        assert f"`{reader}`" in text
        assert all(report in text for report in flaws)


ROWS = re.findall(r"^\| (.*\d.*) \| (\d+) \| (\S+) \| (\S+) \|$", TOUR.read_text("utf-8"), re.MULTILINE)
BOUNDS = [(words, *figures) for said, *figures in ROWS for words in said.split(", ")]


@pytest.fixture(scope="module")
def bounds(tmp_path_factory) -> Path:
    """A database with a report for each of these words."""
    path = tmp_path_factory.mktemp("bounds") / "bounds.duckdb"
    with Store.open(path) as store:
        store.start_run(Run("run_bounds", datetime(2026, 11, 22), "scripted", "", "", "", "", "", {}))
        for words, *_ in BOUNDS:
            document = Document(words, f"Officers made {words} arrests.")
            claims = [checked.fact for checked in verify(document.text, []).missed]
            facts = verify(document.text, claims).facts
            store.save_result("run_bounds", DocumentResult(document, f"work_{words}", facts=facts))
    return path


@pytest.mark.parametrize(("words", "value", "low", "high"), BOUNDS, ids=[row[0] for row in BOUNDS])
def test_the_bounds_in_the_tour_are_those_of_the_views(bounds, words, value, low, high):
    """What a report says in these words, as `trusted_fact` and `operation` have it."""
    expected = tuple(None if figure == "NULL" else int(figure) for figure in (value, low, high))
    sql = f"SELECT value, low, high FROM trusted_fact WHERE document_name = '{words}'"
    assert run_query(bounds, sql).rows == [expected]
    sql = f"SELECT arrests, arrests_low, arrests_high FROM operation WHERE name = '{words}'"
    assert run_query(bounds, sql).rows == [expected]


def test_no_wrong_figure_was_trusted(tour):
    """In either run: what the tour says of its own flaws."""
    sql = """
        SELECT count(*) FROM fact
        WHERE verdict = 'confirmed' AND (
            (measure = 'charges' AND value = 21) OR (force = 'Surrey Police' AND value = 12)
            OR (measure = 'officers' AND value = 100 AND qualifier = 'exact')
        )
    """
    assert run_query(tour, sql).rows == [(0,)]


def test_the_commands_of_the_tour_run(tour, monkeypatch):
    """What is pasted is understood; a row of `operation` comes out vertically."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tour.parent)
    typed = re.findall(r'^\$ extractor query --db tour.duckdb "(.*)"$', TOUR.read_text("utf-8"), re.MULTILINE)
    assert len(typed) == 2
    results = [CliRunner().invoke(app, ["query", "--db", "tour.duckdb", sql]) for sql in typed]
    assert [result.exit_code for result in results] == [0, 0]
    assert re.search(r"^officers +100 *$", results[1].stdout, re.MULTILINE)
    assert "officers_low" not in results[1].stdout
