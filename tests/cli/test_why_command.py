"""`extractor why`: one figure, and everything it rests on."""

from __future__ import annotations

import json

import pytest

from extractor.decision import Action
from extractor.fact import Fact
from extractor.run import DocumentResult, Failure
from extractor.store import Store


@pytest.fixture
def cash(stored):
    """The contradicted figure of the stored document: its id."""
    with Store.open(stored) as store:
        result = store.load_result("dover.txt")
    return result.fact_ids[1]


def test_a_figure_is_shown_with_its_sentence_and_both_readings(extractor, cash):
    """The number is marked in its sentence; claim, text, verdict, run and attempts stand below."""
    result = extractor("why", cash)
    assert result.exit_code == 0
    assert "▸£2,500◂" in result.stdout
    for words in (
        "cash 2,500 GBP",
        "cash more than 2,500 GBP",
        "contradicted, the number test failed (qualifier)",
        "scripted at http://127.0.0.1/v1",
        "1 (answered), 1,280 tokens, cost $0.0010",
        "run_1",
    ):
        assert words in result.stdout


@pytest.mark.parametrize("measure", ["arrests", "arrests_low"])
def test_a_cell_of_operation_leads_to_its_figures(extractor, stored, measure):
    """A document and a column name stand for the facts behind the cell."""
    result = extractor("why", "dover.txt", measure, "--format", "json")
    [row] = map(json.loads, result.stdout.splitlines())
    assert (row["claim"]["value"], row["trusted"], row["verdict"]) == (14, True, "confirmed")
    assert row["sentence"][row["number_start"] - row["sentence_start"] :].startswith("14 arrests")
    assert row["run"]["model"] == "scripted"
    assert [attempt["cost"] for attempt in row["attempts"]] == [0.001]


def test_an_empty_cell_leads_to_what_speaks_against_it(extractor, stored):
    """Where nothing is trusted, every fact of the measure is explained."""
    [row] = map(json.loads, extractor("why", "dover.txt", "charges", "--format", "json").stdout.splitlines())
    assert (row["verdict"], row["failed_test"], row["sentence"]) == ("unsupported", "quote", None)


def test_decisions_are_told_with_their_history(extractor, stored, cash):
    """Who said what, when, why; what was replaced and what was taken back."""
    correction = Fact.from_mapping(
        {"measure": "cash", "value": 2500, "unit": "GBP", "qualifier": "more_than", "quote": "£2,500 in cash"}
    )
    with Store.open(stored) as store:
        first = store.decide(cash, Action.REJECTED, decided_by="Ann", reason="no bound")
        store.undo(first.id, decided_by="Ann")
        last = store.decide(cash, Action.CORRECTED, decided_by="Bo\x1b[31m", correction=correction)
    told = extractor("why", cash).stdout
    assert "rejected by Ann" in told
    assert f"took back {first.id}" in told
    assert "corrected to cash more than 2,500 GBP by Bo" in told
    assert "\x1b[31m" not in told
    [row] = map(json.loads, extractor("why", last.id, "--format", "json").stdout.splitlines())
    assert (row["id"], row["decision"], row["trusted"]) == (cash, last.id, True)
    assert [each["action"] for each in row["history"]] == ["rejected", "undone", "corrected"]


def test_a_figure_that_only_a_person_gave_is_explained(extractor, stored):
    """A number of the ledger with a decision and no claim: the decision's id leads to it."""
    with Store.open(stored) as store:
        result = store.load_result("dover.txt")
        number = next(entry.mention for entry in result.ledger if entry.mention.text == "101")
        fact = Fact.from_mapping({"measure": "other", "value": 101, "item": "calls", "quote": "Call 101"})
        span = (number.start, number.end)
        made = store.decide_number(
            result.document_id, *span, Action.ACCEPTED, decided_by="Ann", fact=fact, reason="why not"
        )
    [row] = map(json.loads, extractor("why", made.id, "--format", "json").stdout.splitlines())
    assert (row["claim"], row["trusted"], row["history"][0]["decided"]["item"]) == (None, True, "calls")
    assert "nothing: a person gave this figure" in extractor("why", made.id).stdout


def test_a_decision_is_explained_when_its_document_has_no_result(extractor, stored):
    """What a person said is there, even where a later attempt at the same work failed."""
    with Store.open(stored) as store:
        result = store.load_result("dover.txt")
        made = store.decide(result.fact_ids[0], Action.REJECTED, decided_by="Ann")
        failure = Failure("ask", "timeout", "no answer")
        store.save_result("run_1", DocumentResult(result.document, result.work_key, failure=failure))
    [row] = map(json.loads, extractor("why", made.id, "--format", "json").stdout.splitlines())
    assert (row["id"], row["claim"], row["trusted"]) == (made.id, None, False)
    assert "rejected by Ann" in extractor("why", made.id).stdout


REFUSED = [(["fact_nowhere"], 3), (["fact_"], 3), (["dover.txt", "vehicles"], 3), (["dover.txt", "cars"], 2)]


@pytest.mark.parametrize(("asked", "code"), REFUSED)
def test_what_names_no_figure_is_told(extractor, stored, asked, code):
    """No fact, several facts, a measure that the document has not, a word that is no measure."""
    result = extractor("why", *asked)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith("Error: ")
