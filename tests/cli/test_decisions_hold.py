"""What a person decides holds: other models, another prompt's answers, moved files, replays."""

from __future__ import annotations

import pytest
from scripted import NOTHING

from extractor.decision import Action
from extractor.fact import Fact
from extractor.run import ReportHeader
from extractor.schema import report_json
from extractor.store import Store, run_query

TEXT = (
    "Officers in Harwick arrested 21 people on Friday. They seized £4,000 in cash and 7 phones."
    " Inspector Dale, 43, thanked residents."
)
HEADER = ReportHeader("operation", places=("Harwick",))


def fact(measure: str, value: int, quote: str, **fields) -> Fact:
    return Fact.from_mapping({"measure": measure, "value": value, "quote": quote, **fields})


ARRESTS = fact("arrests", 21, "arrested 21 people")
CASH = fact("cash", 4000, "£4,000 in cash", unit="GBP")
PHONES = fact("phones", 7, "7 phones")
FIRST = (
    fact("arrests", 210, "arrested 21 people"),
    fact("cash", 4000, "£4,000 in cash", unit="GBP", place="Harwick"),
    PHONES,
    fact("officers", 43, "Inspector Dale, 43"),
)

LATER = {
    "the same answer": FIRST,
    "the right answer": (ARRESTS, CASH, PHONES),
    "other mistakes": (
        fact("charges", 21, "21 people"),
        fact("cash", 40, "£4,000 in cash", unit="GBP"),
        PHONES,
    ),
    "nothing": (),
}

EXPECTED = [("arrests", 21, "corrected"), ("cash", 4000, "accepted")]
"""What may be published: arrests corrected, cash accepted, phones and officers out."""


@pytest.fixture
def decided(extractor, scripted, own_folder):
    """A first run of a careless model, with a person's decision on every figure; the database."""
    folder = own_folder / "reports"
    folder.mkdir()
    (folder / "harwick.txt").write_text(TEXT)
    scripted.answers({TEXT: report_json(HEADER, FIRST)})
    assert extractor("run", folder).exit_code == 0
    db = own_folder / "operations.duckdb"
    with Store.open(db) as store:
        stored = store.load_result("harwick.txt")
        ids = {
            checked.fact.measure.value: at for checked, at in zip(stored.facts, stored.fact_ids, strict=True)
        }
        store.decide(ids["arrests"], Action.CORRECTED, decided_by="Ann", correction=ARRESTS)
        store.decide(ids["cash"], Action.ACCEPTED, decided_by="Ann")
        store.decide(ids["phones"], Action.REJECTED, decided_by="Ann", reason="another case")
        store.decide(ids["officers"], Action.NOT_A_RESULT, decided_by="Ann", reason="an age")
    return db


def published(db) -> list[tuple]:
    found = run_query(db, "SELECT measure, value::INTEGER, decision FROM trusted_fact ORDER BY measure")
    return found.rows


@pytest.mark.parametrize("answer", LATER.values(), ids=LATER)
def test_decisions_hold_over_another_model_and_a_moved_file(answer, decided, extractor, scripted, own_folder):
    """The figures published stay those decided, each once; operation shows them too."""
    assert published(decided) == EXPECTED
    moved = own_folder / "elsewhere"
    moved.mkdir()
    (own_folder / "reports" / "harwick.txt").rename(moved / "renamed.txt")
    scripted.answers({TEXT: report_json(HEADER, answer) if answer else NOTHING})
    assert extractor("run", moved, "--model", "another").exit_code == 0
    assert published(decided) == EXPECTED
    row = run_query(decided, "SELECT name, arrests, phones, officers FROM operation").rows
    assert row == [(str(moved / "renamed.txt"), 21, None, None)]


def test_decisions_hold_over_a_replay(decided, extractor):
    """Checking the stored answers again writes the results anew, and touches no decision."""
    assert extractor("replay").exit_code == 0
    assert published(decided) == EXPECTED


def test_a_rerun_that_contradicts_a_decision_is_marked(decided, extractor, scripted, own_folder):
    """The decision stands; the row says that it claims something else of a decided number."""
    scripted.answers({TEXT: report_json(HEADER, LATER["other mistakes"])})
    assert extractor("run", own_folder / "reports", "--model", "another").exit_code == 0
    rows = run_query(
        decided,
        "SELECT measure, conflict, trusted FROM judged_fact JOIN latest_report USING (work_key)"
        " WHERE conflict ORDER BY measure",
    ).rows
    assert rows == [("cash", True, False), ("charges", True, False)]
    with Store.open(decided) as store:
        assert store.queue().open == 0
        assert store.queue().conflicts == 2
