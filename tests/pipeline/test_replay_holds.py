"""A replay loses nothing that stands: results that healed, pieces that are shared, what a person said."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractor import run_corpus
from extractor.decision import Action
from extractor.mention import Role
from extractor.pipeline import one as one_document
from extractor.pipeline import replay_stored
from extractor.store import Store, run_query

DB = Path("operations.duckdb")
BAD = "I see some arrests."
WORSE = "I see some arrests, and charges."
GOOD = '{"facts": [{"quote": "14 arrests", "measure": "arrests", "value": 14}]}'
WRONG = GOOD.replace("14}", "41}")


def rows(sql):
    return run_query(DB, sql).rows


def replay(**options):
    with Store.open(DB) as store:
        return replay_stored(store, **options)


@pytest.fixture
def report(own_folder):
    """One report."""
    Path("a.txt").write_text("Officers made 14 arrests.")
    return "a.txt"


def in_turn(scripted, *answers):
    """Answers in order."""
    left = list(answers)
    scripted.respond = lambda _: left.pop(0)


@pytest.mark.parametrize(
    "later",
    [
        pytest.param([WORSE, GOOD], id="mended by its own re-ask"),
        pytest.param([WRONG, GOOD], id="a wrong figure mended"),
        pytest.param([GOOD], id="good at once"),
    ],
)
def test_a_result_that_healed_is_made_of_the_answers_that_healed_it(later, scripted, report):
    """The re-ask of an earlier run, about another answer, has no part in it."""
    in_turn(scripted, BAD, BAD)
    assert len(run_corpus([report]).failed) == 1
    in_turn(scripted, *later)
    assert run_corpus([report]).done == 1
    report = replay()
    assert (report.same, report.moved, report.left) == (1, [], [])


def test_a_result_stays_when_a_later_run_got_no_answer(scripted, report):
    """Other settings asked again and failed; what was made of the answers before stands."""
    in_turn(scripted, BAD, GOOD)
    assert run_corpus([report]).done == 1
    in_turn(scripted, WORSE)
    assert len(run_corpus([report], reasks=0).failed) == 1
    report = replay()
    assert (report.same, report.moved) == (2, [])
    assert rows("SELECT outcome FROM report ORDER BY outcome") == [("done",), ("failed",)]


def test_a_piece_that_another_document_paid_for_is_found(scripted, own_folder):
    """Two documents share a piece, which was asked about once; both are rebuilt."""
    shared = "Officers made 14 arrests.\n\n" + "Nothing else was said about the day. " * 30
    for name, ending in [("a.txt", "First edition. "), ("b.txt", "Second edition. ")]:
        Path(name).write_text(shared.strip() + "\n\n" + ending * 70)
    scripted.respond = lambda messages: GOOD if "14 arrests" in messages[-1]["content"] else '{"facts": []}'
    assert run_corpus(["a.txt", "b.txt"], piece_chars=1200, reasks=0).done == 2
    report = replay()
    assert (report.same, report.left) == (2, [])


def test_a_decision_finds_its_figure_where_a_rule_moves_it(scripted, own_folder, monkeypatch):
    """Rows get other ids when a figure is found before them; what was rejected stays out."""
    Path("a.txt").write_text("Police seized 3 knives. Officers made 14 arrests.")
    known = one_document.read_numbers

    def without_knives(text):
        return tuple(
            replace(mention, role=Role.UNKNOWN, measure=None) if mention.value == 3 else mention
            for mention in known(text)
        )

    monkeypatch.setattr(one_document, "read_numbers", without_knives)
    run_corpus(["a.txt"])
    [(fact_id,)] = rows("SELECT id FROM fact WHERE measure = 'arrests' AND verdict = 'missed'")
    with Store.open(DB) as store:
        store.decide(fact_id, Action.ACCEPTED, decided_by="ann")
    monkeypatch.setattr(one_document, "read_numbers", known)
    assert replay().changed == 1
    assert rows("SELECT decision FROM judged_fact WHERE measure = 'arrests'") == [("accepted",)]
    assert rows("SELECT count(*) FROM decided_fact WHERE fact_id NOT IN (SELECT id FROM fact)") == [(0,)]
    assert rows("SELECT verdict, decision FROM trusted_fact") == [("missed", "accepted")]
