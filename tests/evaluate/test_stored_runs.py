"""Runs in a database, scored against gold: three readers side by side, failures, names, tables in SQL."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.decision import Action
from extractor.document import Document, UnreadableDocument
from extractor.errors import UsageError
from extractor.evaluate.alignment import Level
from extractor.evaluate.compare import compare, comparison_tables
from extractor.evaluate.gold import load_documents
from extractor.evaluate.report import say, tables, to_json
from extractor.evaluate.stored import evaluate_stored, store_evaluation
from extractor.evaluate.tally import Tally
from extractor.fact import Fact, Verdict
from extractor.prompt import load_prompt
from extractor.reconcile import verify
from extractor.run import DocumentResult, Failure, ReportHeader, Run, tagged_hash
from extractor.store import Store, run_query

SEEDS = Path(__file__).parents[2] / "seeds"
TEXT = "Police in Ashford made 12 arrests and seized £4,000 in cash. Officers executed 9 warrants."

GOLD = """{{"report_type": "operation", "operation_names": [], "forces": [], "places": ["Ashford"],
"start_date": null, "end_date": null, "published": null, "facts": [
{{"measure": "arrests", "value": 12, "quote": "made 12 arrests", "optional": false}},
{{"measure": "cash", "value": 4000, "unit": "GBP", "quote": "£4,000 in cash", "optional": false}},
{{"measure": "warrants", "value": {warrants}, "quote": "executed 9 warrants", "optional": {optional}}}]}}"""

ARRESTS = Fact.from_mapping({"measure": "arrests", "value": 12, "quote": "made 12 arrests"})
CASH = Fact.from_mapping({"measure": "cash", "value": 4000, "unit": "GBP", "quote": "seized £4,000 in cash"})
WARRANTS = Fact.from_mapping({"measure": "warrants", "value": 9, "quote": "executed 9 warrants"})
WRONG_ARRESTS = Fact.from_mapping({"measure": "arrests", "value": 120, "quote": "made 12 arrests"})
MADE_UP = Fact.from_mapping({"measure": "vehicles", "value": 3, "quote": "three cars were seized"})
HEADER = ReportHeader("operation", places=("Ashford",))


def write_gold(
    folder: Path, name: str, text: str = TEXT, *, warrants: int = 9, optional: str = "false"
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    record = GOLD.format(warrants=warrants, optional=optional)
    (folder / f"{name}.gold.json").write_text(record, encoding="utf-8")


def make_run(run_id: str, **fields) -> Run:
    prompt = load_prompt()
    given = {
        "id": run_id,
        "started_at": datetime(2026, 5, 4, 9, 0),
        "model": "scripted",
        "endpoint": "http://127.0.0.1",
        "prompt_name": prompt.name,
        "prompt_hash": prompt.hash,
        "schema_hash": "s" * 64,
        "code_version": "0",
        "settings": {},
    }
    return Run(**{**given, **fields})


def make_result(name: str, claims, *, text: str = TEXT, failure: Failure | None = None, run: str = "a"):
    """What the pipeline would store: claims reconciled with the text."""
    document = Document(name, text)
    key = tagged_hash("work", document.id, run)
    if failure:
        return DocumentResult(document, key, failure=failure)
    found = verify(text, claims)
    return DocumentResult(
        document, key, HEADER, (*found.facts, *found.missed), tuple(claims), found.ledger, found.findings
    )


def store_run(db: Path, results, run_id: str = "run_a", **fields) -> None:
    with Store.open(db) as store:
        store.start_run(make_run(run_id, **fields))
        for result in results:
            store.save_result(run_id, result)
        store.finish_run(run_id, "done")


@pytest.fixture
def folder(tmp_path):
    """One gold document."""
    write_gold(tmp_path / "gold", "ashford")
    return tmp_path / "gold"


@pytest.fixture
def db(tmp_path):
    return tmp_path / "operations.duckdb"


def scored(folder, db, run="latest"):
    return evaluate_stored(load_documents([folder]), db, run)


def test_three_readers_stand_side_by_side(folder, db):
    """The model's wrong value and invention are in its own column; trusted has neither of them."""
    store_run(db, [make_result("ashford.txt", [WRONG_ARRESTS, CASH, WARRANTS, MADE_UP])])
    found = scored(folder, db)
    assert found.column("model").tally() == Tally(correct=2, incorrect=1, spurious=1)
    assert found.column("reader").tally() == Tally(correct=3)
    assert found.column("trusted").tally() == Tally(correct=2, missing=1)


def test_the_promise_stands_beside_its_price(folder, db):
    """Precision of confirmed facts, and the share of required gold that is confirmed."""
    store_run(db, [make_result("ashford.txt", [WRONG_ARRESTS, CASH, MADE_UP])])
    figures = scored(folder, db).figures()
    assert (figures["confirmed.precision"].hits, figures["confirmed.precision"].total) == (1, 1)
    assert (figures["confirmed.coverage"].hits, figures["confirmed.coverage"].total) == (1, 3)
    assert (figures["model.hallucination"].hits, figures["model.hallucination"].total) == (2, 3)
    assert (figures["model.unsupported_number"].hits, figures["model.unsupported_number"].total) == (2, 3)
    unclaimed = figures["model.unclaimed_number"]
    assert (unclaimed.hits, unclaimed.total) == (1, 3)


def test_a_verdict_let_in_costs_risk_and_gains_coverage(folder, db):
    """Risk and coverage are counted from confirmed down to unsupported, all bounds with them."""
    store_run(db, [make_result("ashford.txt", [WRONG_ARRESTS, CASH, WARRANTS, MADE_UP])])
    risk = {table.name: table for table in tables(scored(folder, db))}["risk"]
    assert [row[:3] for row in risk.rows] == [
        ("confirmed", 2, 0),
        ("unverified", 2, 0),
        ("contradicted", 3, 1),
        ("unsupported", 4, 2),
    ]


def test_a_decision_of_a_person_changes_what_is_trusted(folder, db):
    """A fact that a person rejected is not in the trusted column."""
    store_run(db, [make_result("ashford.txt", [ARRESTS, CASH, WARRANTS])])
    with Store.open(db) as store:
        [stored] = store.load_run("run_a")
        store.decide(stored.fact_ids[0], Action.REJECTED, decided_by="a reader", reason="not this operation")
    assert scored(folder, db).column("trusted").tally() == Tally(correct=2, missing=1)


def test_a_failed_document_counts_and_is_named(folder, db):
    """All its gold is missed under the model, the number reader still reads it, and the report says why."""
    store_run(db, [make_result("ashford.txt", [], failure=Failure("ask", "timeout", "no answer in 60 s"))])
    found = scored(folder, db)
    assert found.column("model").tally() == Tally(missing=3)
    assert found.column("reader").tally() == Tally(correct=3)
    assert any("'ashford' failed (timeout)" in note for note in found.notes)


def test_an_unreadable_document_counts_as_failed(folder, db):
    """A file that could not be read is matched by its name."""
    unread = UnreadableDocument("reports/ashford.txt", "binary", "It is no text")
    failure = Failure("read", "binary", "It is no text")
    store_run(db, [DocumentResult(unread, "work_1", failure=failure)])
    found = scored(folder, db)
    assert found.column("model").tally() == Tally(missing=3)
    assert any("failed (binary)" in note for note in found.notes)


def test_gold_without_its_document_is_missed_and_named(folder, db):
    """Nothing is dropped because a run did not have it."""
    write_gold(folder, "absent", "Nothing of that kind was found here.")
    store_run(db, [make_result("ashford.txt", [ARRESTS, CASH, WARRANTS])])
    found = scored(folder, db)
    assert found.column("model").tally() == Tally(correct=3, missing=3)
    assert any("'absent' is not in the run" in note for note in found.notes)


def test_an_empty_document_and_an_empty_answer_are_exact(tmp_path, db):
    """No gold and no claim: nothing to count, and the document is right."""
    folder = tmp_path / "gold"
    write_gold(folder, "ashford")
    record = (folder / "ashford.gold.json").read_text(encoding="utf-8")
    (folder / "ashford.gold.json").write_text(
        record[: record.index('"facts"')] + '"facts": []}', encoding="utf-8"
    )
    store_run(db, [make_result("ashford.txt", [])])
    column = scored(folder, db).column("model")
    assert column.tally() == Tally()
    assert column.exact_documents() == 1


def test_the_text_decides_before_the_name(tmp_path, db):
    """Two documents of one name: each gold record finds the one with its own text."""
    other = TEXT.replace("12 arrests", "15 arrests")
    write_gold(tmp_path / "gold", "report")
    claims = [Fact.from_mapping({"measure": "arrests", "value": 15, "quote": "made 15 arrests"})]
    results = [make_result("kent/report.txt", claims, text=other), make_result("york/report.txt", [ARRESTS])]
    store_run(db, results)
    found = scored(tmp_path / "gold", db)
    assert found.column("model").tally() == Tally(correct=1, missing=2)
    assert found.notes == ()


def test_a_name_that_several_documents_share_is_nobodys(tmp_path, db):
    """Where the text is in none of them, no result is guessed."""
    write_gold(tmp_path / "gold", "report")
    results = [
        make_result(f"{town}/report.txt", [ARRESTS], text=f"{town}: {TEXT}") for town in ("kent", "york")
    ]
    store_run(db, results)
    found = scored(tmp_path / "gold", db)
    assert found.column("model").tally() == Tally(missing=3)
    assert any("could be any of" in note for note in found.notes)


def test_a_name_finds_a_text_that_has_changed(folder, db):
    """A document whose text differs from gold's is scored by its name, and the report says so."""
    store_run(db, [make_result("reports/ashford.txt", [ARRESTS], text=f"{TEXT} Updated.")])
    found = scored(folder, db)
    assert found.column("model").tally() == Tally(correct=1, missing=2)
    assert any("another text" in note for note in found.notes)


def test_an_optional_fact_met_is_dropped_on_both_sides(tmp_path, db):
    """It is neither correct nor spurious, and confirming it is right."""
    write_gold(tmp_path / "gold", "ashford", optional="true")
    store_run(db, [make_result("ashford.txt", [ARRESTS, CASH, WARRANTS])])
    found = scored(tmp_path / "gold", db)
    assert found.column("trusted").tally() == Tally(correct=2)
    precision = found.figures()["confirmed.precision"]
    assert (precision.hits, precision.total) == (3, 3)


def test_gold_answers_score_one_everywhere(tmp_path, db):
    """A model that answers the five samples with their gold has F1 1.0 at every level, and so has trusted."""
    golds = load_documents([SEEDS])
    results = [
        make_result(gold.document.name, gold.record.required, text=gold.document.text) for gold in golds
    ]
    store_run(db, results)
    found = evaluate_stored(golds, db)
    for reader in ("model", "trusted"):
        for level in Level:
            for headline in (True, False):
                counted = found.column(reader).tally(level, headline=headline)
                assert (counted.incorrect, counted.missing, counted.spurious) == (0, 0, 0), (reader, level)
    assert found.figures()["confirmed.coverage"].value == 1.0


def test_a_moved_decimal_point_is_listed(folder, db):
    """120 for 12 is told as what it is."""
    store_run(db, [make_result("ashford.txt", [WRONG_ARRESTS])])
    moved = {table.name: table for table in tables(scored(folder, db))}["powers_of_ten"]
    assert moved.rows == (("model: ashford", "arrests: 12", "arrests: 120"),)


def test_every_error_is_listed_with_its_verdict(folder, db):
    """Document, outcome, gold, claim, verdict and quote of each mistake."""
    store_run(db, [make_result("ashford.txt", [WRONG_ARRESTS, CASH, WARRANTS, MADE_UP])])
    errors = {table.name: table for table in tables(scored(folder, db))}["errors_model"]
    assert set(errors.rows) == {
        ("ashford", "incorrect", "arrests: 12", "arrests: 120", "contradicted", "made 12 arrests"),
        ("ashford", "spurious", "", "vehicles: 3", "unsupported", "three cars were seized"),
    }


def test_under_five_documents_there_are_counts_only(folder, db):
    """No rate is printed as a bare number, and the report says that so few documents tell nothing apart."""
    store_run(db, [make_result("ashford.txt", [ARRESTS, CASH, WARRANTS])])
    shown = tables(scored(folder, db))
    rates = {name: rate for name, rate in scored(folder, db).figures().items() if rate.total}
    assert all(rate.interval is None for rate in rates.values())
    figures = {row[0]: row[1:] for row in shown[1].rows}
    assert say(figures["headline f1, number and qualifier"][0]) == "6/6, n 1"
    assert "cannot tell two runs apart" in shown[0].note


def test_the_json_holds_what_the_tables_hold(folder, db):
    """Every figure by name with its counts, and every table."""
    store_run(db, [make_result("ashford.txt", [ARRESTS])])
    found = scored(folder, db)
    data = to_json(found)
    assert data["figures"]["model.recall"]["hits"] == 1
    assert [table["name"] for table in data["tables"]] == [table.name for table in tables(found)]


def test_the_database_can_be_asked_which_measure_fails(folder, db):
    """One row a fact, under each reader, with gold, claim, quote, verdict and outcome."""
    store_run(db, [make_result("ashford.txt", [WRONG_ARRESTS, CASH, MADE_UP])])
    found = scored(folder, db)
    store_evaluation(found, db)
    asked = run_query(
        db,
        "SELECT measure, outcome, gold_value, value, verdict FROM eval_fact"
        " WHERE reader = 'model' ORDER BY measure",
    )
    assert asked.rows == [
        ("arrests", "incorrect", Decimal(12), Decimal(120), "contradicted"),
        ("cash", "correct", Decimal(4000), Decimal(4000), "confirmed"),
        ("vehicles", "spurious", None, Decimal(3), "unsupported"),
        ("warrants", "missing", Decimal(9), None, None),
    ]
    rates = run_query(db, "SELECT hits, total FROM eval_figure WHERE figure = 'confirmed.precision'")
    assert rates.rows == [(1, 1)]


def test_scoring_again_replaces_the_rows(folder, db):
    """The same run, gold and scorer are the same evaluation."""
    store_run(db, [make_result("ashford.txt", [ARRESTS])])
    found = scored(folder, db)
    assert store_evaluation(found, db) == store_evaluation(found, db)
    assert run_query(db, "SELECT count(*) FROM eval_run").rows == [(1,)]
    facts = run_query(db, "SELECT count(*) FROM eval_fact WHERE reader = 'model'").rows
    assert facts == [(3,)]


def test_two_runs_show_what_was_fixed_and_what_was_broken(folder, db):
    """Paired by document, with the smallest p that so few documents allow."""
    store_run(db, [make_result("ashford.txt", [WRONG_ARRESTS, CASH, MADE_UP])], "run_a")
    store_run(db, [make_result("ashford.txt", [ARRESTS, WARRANTS], run="b")], "run_b")
    found = compare(scored(folder, db, "run_a"), scored(folder, db, "run_b"))
    model = [change for change in found.changes if change.reader == "model"]
    assert {change.fact.measure.value for change in model if change.fixed} == {
        "arrests",
        "warrants",
        "vehicles",
    }
    assert {change.fact.measure.value for change in model if not change.fixed} == {"cash"}
    assert found.smallest_p == 1.0
    assert "nothing here can be significant" in comparison_tables(found)[0].note


def test_runs_over_other_documents_are_not_compared(folder, db):
    """A document that only one run has would be a difference of its own."""
    write_gold(folder, "deal", TEXT.replace("Ashford", "Deal"))
    deal = make_result("deal.txt", [ARRESTS], text=TEXT.replace("Ashford", "Deal"))
    store_run(db, [make_result("ashford.txt", [ARRESTS]), deal], "run_a")
    store_run(db, [make_result("ashford.txt", [ARRESTS], run="b")], "run_b")
    with pytest.raises(UsageError, match="Only one of the runs has 'deal'"):
        compare(scored(folder, db, "run_a"), scored(folder, db, "run_b"))


def test_runs_scored_against_other_gold_are_not_compared(folder, db):
    """Gold that changed in between makes two scores two things."""
    store_run(db, [make_result("ashford.txt", [ARRESTS])])
    before = scored(folder, db)
    write_gold(folder, "ashford", warrants=8)
    with pytest.raises(UsageError, match="different gold"):
        compare(before, scored(folder, db))


def test_a_prompt_with_words_of_a_gold_document_is_refused(tmp_path, db):
    """A score over a document that the model was shown with its answer says nothing."""
    example = load_prompt().examples[0].text
    write_gold(tmp_path / "gold", "shown", example)
    store_run(db, [make_result("shown.txt", [], text=example)])
    with pytest.raises(UsageError, match="carries words of the gold document 'shown'"):
        scored(tmp_path / "gold", db)


@pytest.mark.parametrize("fields", [{"prompt_hash": "0" * 64}, {"prompt_name": "operation.v0"}])
def test_a_prompt_that_cannot_be_looked_at_is_said(fields, folder, db):
    """A run with a prompt that this version does not have is scored, with a note."""
    store_run(db, [make_result("ashford.txt", [ARRESTS])], **fields)
    assert any("was not checked for words of gold" in note for note in scored(folder, db).notes)


def test_missed_rows_are_no_claims_of_the_model(folder, db):
    """The number reader's own rows stand in the store beside the model's, and count for neither."""
    store_run(db, [make_result("ashford.txt", [])])
    found = scored(folder, db)
    assert found.column("model").tally() == Tally(missing=3)
    assert found.column("trusted").tally() == Tally(missing=3)
    assert not found.checked[0].with_verdict(*Verdict)
