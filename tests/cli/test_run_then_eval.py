"""`extractor run` against a scripted endpoint, then `extractor eval`: perfect answers, and known mistakes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from scripted import seed_answers
from werkzeug import Response

from extractor.evaluate.gold import load_documents
from extractor.fact import Fact
from extractor.run import ReportHeader
from extractor.schema import report_json
from extractor.store import run_query

MADE_UP = Fact.from_mapping({"measure": "phones", "value": 4, "quote": "four phones were taken"})

# mistake: from the required facts of a seed to the answer; then correct, incorrect, missing, spurious
MISTAKES = {
    "wrong value": (lambda facts: (replace(facts[0], value=facts[0].value + 1), *facts[1:]), (7, 1, 0, 0)),
    "left out": (lambda facts: facts[1:], (7, 0, 1, 0)),
    "made up": (lambda facts: (*facts, MADE_UP), (8, 0, 0, 1)),
    "told twice": (lambda facts: (*facts, facts[0]), (8, 0, 0, 1)),
    "nothing": (lambda facts: (), (0, 0, 8, 0)),
}


def figures(result):
    return json.loads(result.stdout)["figures"]


def outcomes(db, reader):
    rows = f"eval_fact WHERE reader = '{reader}' AND document_name LIKE '000%'"
    return dict(run_query(db, f"SELECT outcome, count(*) FROM {rows} GROUP BY outcome").rows)


def test_answers_of_gold_score_one(extractor, seeds, scripted, own_folder):
    """A model that answers with the gold records is right in every figure and every field."""
    scripted.answers(seed_answers())
    assert extractor("run", seeds).exit_code == 0
    data = json.loads(extractor("eval", seeds, "--format", "json").stdout)
    found = data["figures"]
    assert found["model.f1"]["value"] == found["confirmed.precision"]["value"] == 1.0
    for table in data["tables"]:
        if table["name"] in ("fields", "attributes"):
            model = [row[1] for row in table["rows"]]
            assert all(rate["hits"] == rate["total"] for rate in model), table["name"]
    assert not any(table["name"] == "errors_model" for table in data["tables"])


@pytest.mark.parametrize("mistake", MISTAKES)
def test_known_mistakes_give_the_tally_worked_out_by_hand(mistake, extractor, seeds, scripted, own_folder):
    """One mistake in the first sample, which has eight required facts; nothing else changes."""
    spoil, expected = MISTAKES[mistake]
    [gold] = load_documents([sorted(seeds.glob("000*.gold.json"))[0]])
    text = gold.document.text
    header = ReportHeader("operation", (), ("Metropolitan Police",))
    scripted.answers({**seed_answers(), text: report_json(header, spoil(gold.record.required))})
    assert extractor("run", seeds).exit_code == 0
    assert extractor("eval", seeds).exit_code == 0
    names = ("correct", "incorrect", "missing", "spurious")
    counted = outcomes(own_folder / "operations.duckdb", "model")
    assert tuple(counted.get(name, 0) for name in names) == expected


def test_a_document_that_failed_counts_with_all_its_gold(extractor, seeds, scripted, own_folder):
    """An endpoint that refuses one document: its eight facts are missed, and the report names it."""
    [gold] = load_documents([sorted(seeds.glob("000*.gold.json"))[0]])
    told = seed_answers()

    def respond(messages):
        text = messages[-1]["content"]
        return Response("{}", status=400) if text == gold.document.text else told[text]

    scripted.respond = respond
    assert extractor("run", seeds).exit_code == 1
    result = extractor("eval", seeds)
    assert "000_e619f2651ff2375a' failed" in result.stderr
    assert outcomes(own_folder / "operations.duckdb", "model") == {"missing": 8}
