"""docs/tour.md is true: its queries run, its answers are what comes out, its table is what the views say."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from tour import READERS, TOUR, answer, blocks, make_tour
from typer.testing import CliRunner

from extractor.cli.app import app
from extractor.decision import Action
from extractor.document import Document
from extractor.fact import Fact
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


ODD = """Kent Police made 9 arrests on Friday. Of these, Kent Police made 2 arrests for theft.
They seized £300 in cash and €500 in cash. The haul came to 31 items."""

CLAIMS = [
    {"measure": "arrests", "value": 9, "quote": "Kent Police made 9 arrests", "force": "Kent Police"},
    {
        "measure": "arrests",
        "value": 2,
        "quote": "Kent Police made 2 arrests for theft",
        "force": "Kent Police",
        "offence": "theft",
    },
    {"measure": "cash", "value": 300, "unit": "GBP", "quote": "£300 in cash"},
    {"measure": "cash", "value": 500, "unit": "EUR", "quote": "€500 in cash"},
    {"measure": "phones", "value": 31, "quote": "The haul came to 31 items"},
]


@pytest.fixture
def odd(tmp_path):
    """A report on which a hasty query would lie; `odd(action)` decides on its one unverified figure."""

    def made(action: Action | None) -> Path:
        path = tmp_path / "odd.duckdb"
        facts = verify(ODD, [Fact.from_mapping(claim) for claim in CLAIMS]).facts
        with Store.open(path) as store:
            store.start_run(Run("run_odd", datetime(2026, 11, 22), "scripted", "", "", "", "", "", {}))
            store.save_result("run_odd", DocumentResult(Document("odd", ODD), "work_odd", facts=facts))
            if action:
                store.decide(store.load_result("odd").fact_ids[-1], action, decided_by="Ann")
        return path

    return made


def test_the_questions_count_nothing_twice_and_leave_no_currency_out(odd):
    """A force's total holds its parts by offence; a report may tell of cash in two currencies."""
    path = odd(None)
    assert run_query(path, QUERIES[1][0]).rows == [("Kent Police", 9, 9, 1)]
    assert sorted(run_query(path, QUERIES[2][0]).rows) == [("EUR", 500, 500, 1, 0), ("GBP", 300, 300, 1, 0)]


@pytest.mark.parametrize(("action", "told"), [(None, 1), (Action.REJECTED, 0), (Action.ACCEPTED, 0)])
def test_what_a_person_decided_on_rests_on_nothing_unverified(odd, action, told):
    """A rejected figure is not listed as if it were waiting to be printed."""
    assert len(run_query(odd(action), QUERIES[5][0]).rows) == told


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
