"""Reviewed documents as gold records: decisions go in, nothing that is open does, and `gold check` agrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from extractor.decision import Action
from extractor.document import Document
from extractor.errors import InputError
from extractor.evaluate.agreement import compare_annotators
from extractor.evaluate.gold import GoldDocument, load_documents, load_record
from extractor.evaluate.gold_check import check_gold
from extractor.evaluate.gold_export import to_gold, write_gold
from extractor.fact import CheckedFact, Fact, Measure
from extractor.reconcile import verify
from extractor.run import DocumentResult, ReportHeader, Run, tagged_hash
from extractor.store import QueueFilter, Store

SEEDS = Path(__file__).parents[2] / "seeds"
TEXT = (
    "Police in Ashford made 12 arrests and seized £4,000 in cash."
    " A man was held. Nine warrants were executed."
)


def claim(measure: str, value: int, quote: str, **fields) -> Fact:
    return Fact.from_mapping({"measure": measure, "value": value, "quote": quote, **fields})


ARRESTS = claim("arrests", 12, "12 arrests")
WRONG = claim("cash", 400, "£4,000 in cash", unit="GBP")
CASH = claim("cash", 4000, "£4,000 in cash", unit="GBP")
WARRANTS = claim("warrants", 9, "Nine warrants were executed")


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    with Store.open(tmp_path / "operations.duckdb") as opened:
        opened.start_run(
            Run("run_a", datetime(2026, 5, 4, 9), "scripted", "http://127.0.0.1", "p", "p", "s", "0", {})
        )
        yield opened


def save(store: Store, claims: Sequence[Fact], *, text=TEXT, name="in/ashford.txt", header=None) -> str:
    """Store claims as the pipeline would; the id of the document."""
    found = verify(text, claims)
    document = Document(name, text)
    header = header or ReportHeader("operation", ("Operation Amber",), ("the Met",), ("Ashford",), "May 2026")
    facts = (*found.facts, *found.missed)
    key = tagged_hash("work", document.id, len(claims))
    result = DocumentResult(document, key, header, facts, tuple(claims), found.ledger, found.findings)
    store.save_result("run_a", result)
    return document.id


def decide(store: Store, document_id: str, value: int, action: Action, **given) -> None:
    stored = store.load_review(document_id).stored
    [fact_id] = [
        fact_id
        for fact_id, checked in zip(stored.fact_ids, stored.facts, strict=True)
        if checked.fact.value == value
    ]
    store.decide(fact_id, action, decided_by="Ann", **given)


def test_a_reviewed_document_becomes_a_record_that_the_check_accepts(store, tmp_path):
    """Confirmed and decided figures in text order, the names as gold writes them, the text beside it."""
    document_id = save(store, [WARRANTS, WRONG, ARRESTS])
    decide(store, document_id, 400, Action.CORRECTED, correction=CASH)
    [path] = write_gold([to_gold(store.load_review(document_id))], tmp_path / "gold")
    record = load_record(path)
    assert record.required == (ARRESTS, CASH, WARRANTS)
    assert (record.header.operation_names, record.header.forces) == (("Amber",), ("Metropolitan Police",))
    assert record.header.start_date is None
    assert [problem for problem in check_gold([path]) if problem.error] == []
    assert path.with_name("ashford.txt").read_text(encoding="utf-8") == TEXT


def test_what_nobody_decided_on_is_named_and_left_out(store):
    """Open figures, missed ones too, never slip into gold."""
    export = to_gold(store.load_review(save(store, [WRONG])))
    assert export.row["facts"] == []
    assert {(each.fact.measure.value, each.why) for each in export.left_out} == {
        ("cash", "contradicted, not decided on"),
        ("arrests", "missed, not decided on"),
        ("warrants", "missed, not decided on"),
    }


def test_an_accepted_figure_that_the_guide_refuses_is_left_out_with_its_reason(store):
    """A person may accept words that the document does not have; gold must quote it."""
    document_id = save(store, [ARRESTS, CASH, WARRANTS, claim("phones", 7, "seven phones were found")])
    decide(store, document_id, 7, Action.ACCEPTED)
    [left] = to_gold(store.load_review(document_id)).left_out
    assert left.fact.value == 7
    assert "does not stand in the document" in left.why


OPTIONAL = [
    (claim("other", 12, "12 arrests", item="arrests"), "a measure that is always optional"),
    (claim("arrests", 1, "A man was held"), "a person counted by 'a' alone"),
]


@pytest.mark.parametrize(("fact", "why"), OPTIONAL)
def test_the_guide_says_what_is_optional(store, fact, why):
    """Rules 8 and 11 hold for exported records too."""
    document_id = save(store, [fact])
    decide(store, document_id, int(fact.value), Action.ACCEPTED)
    rows = to_gold(store.load_review(document_id)).row["facts"]
    assert [row["optional"] for row in rows if row["measure"] == fact.measure] == [True], why


def test_a_corrected_part_without_a_limit_is_optional(store):
    """What the text tells as a part of a total is no total because a person mended its number."""
    part = "including 3 for drug offences"
    claims = [claim("arrests", 21, "arrested 21 people"), claim("arrests", 30, part)]
    document_id = save(store, claims, text=f"Officers arrested 21 people, {part}.")
    decide(store, document_id, 30, Action.CORRECTED, correction=claim("arrests", 3, part))
    rows = to_gold(store.load_review(document_id)).row["facts"]
    assert [(row["value"], row["optional"]) for row in rows] == [(21, False), (3, True)]


def test_files_that_are_there_are_kept(store, tmp_path):
    """Nothing is written over, and nothing is written at all where one file is in the way."""
    export = to_gold(store.load_review(save(store, [ARRESTS, CASH, WARRANTS])))
    (tmp_path / "ashford.txt").write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        write_gold([export], tmp_path)
    assert (tmp_path / "ashford.txt").read_text() == "mine"
    assert not (tmp_path / "ashford.gold.json").exists()
    with pytest.raises(InputError, match="several documents"):
        write_gold([export, export], tmp_path / "new")
    assert write_gold([export], tmp_path, force=True) == (tmp_path / "ashford.gold.json",)


def test_a_text_that_would_be_read_otherwise_is_refused(store, tmp_path):
    """What came from a table or a page as text must not be taken for HTML when it stands alone."""
    text = "<html><body><p>Officers made 12 arrests.</p></body></html>"
    export = to_gold(store.load_review(save(store, [ARRESTS], text=text)))
    with pytest.raises(InputError, match="would be read otherwise"):
        write_gold([export], tmp_path / "gold")
    assert not (tmp_path / "gold").exists()


def flawed(gold: GoldDocument) -> list[Fact]:
    """What a careless model makes of a report: wrong numbers, wrong measures, no quotes, inventions, gaps."""
    made = [claim("phones", 77, "77 phones were found in a shed")]
    for index, fact in enumerate(gold.record.every):
        kind = index % 5
        if kind == 0:
            made.append(replace(fact, value=fact.value + 1000))
        elif kind == 1 and fact.measure is not Measure.CASH:
            made.append(replace(fact, measure=Measure.STOP_SEARCHES))
        elif kind == 2:
            made.append(replace(fact, quote=f"{fact.quote}, it is said"))
        elif kind == 3:
            made.append(fact)
    return made


def same_place(one: CheckedFact, other: CheckedFact) -> bool:
    if one.number_start is None or other.number_start is None:
        return one.number_start == other.number_start and one.fact.value == other.fact.value
    return one.number_start == other.number_start


def settle(store: Store, document_id: str, gold: GoldDocument) -> int:
    """Decide on every open figure as the gold record says; how many there were."""
    known = verify(gold.document.text, gold.record.every).facts
    decided = 0
    while items := store.queue(QueueFilter(document=document_id)).items:
        item = items[0]
        near = [each.fact for each in known if same_place(each, item.checked)]
        same = [fact for fact in near if fact.measure is item.checked.fact.measure] or near
        if item.checked.fact in same:
            store.decide(item.fact_id, Action.ACCEPTED, decided_by="gold")
        elif same:
            store.decide(item.fact_id, Action.CORRECTED, decided_by="gold", correction=same[0])
        else:
            store.decide(item.fact_id, Action.REJECTED, decided_by="gold")
        decided += 1
    return decided


def give(store: Store, document_id: str, gold: GoldDocument) -> None:
    """Say of every number that gold has and the result has not what it tells."""
    held = {checked.fact for checked in store.load_review(document_id).stored.trusted_facts}
    for each in verify(gold.document.text, gold.record.every).facts:
        if each.fact not in held and each.number_start is not None and each.number_end is not None:
            span = (each.number_start, each.number_end)
            store.decide_number(document_id, *span, Action.ACCEPTED, decided_by="gold", fact=each.fact)


def test_deciding_on_the_seeds_by_their_gold_gives_records_that_agree(store, tmp_path):
    """A careless model, decisions by the gold records, exported: every figure decided on is gold's."""
    golds = load_documents([SEEDS])
    exports = []
    for gold in golds:
        header = gold.record.header
        document_id = save(
            store, flawed(gold), text=gold.document.text, name=f"in/{gold.name}.txt", header=header
        )
        assert settle(store, document_id, gold) > 0
        give(store, document_id, gold)
        exports.append(to_gold(store.load_review(document_id)))
    assert [export.left_out for export in exports] == [()] * len(golds)
    folder = tmp_path / "reviewed"
    write_gold(exports, folder)
    assert [problem for problem in check_gold([folder]) if problem.error] == []
    agreement = compare_annotators(SEEDS, folder)
    for x in agreement.disagreements:
        print(x.document[:8], x.where, "|", x.first, "|", x.second, "|", x.fact)
    assert agreement.column.rate("recall", headline=None).value == 1.0
    assert agreement.column.rate("precision", headline=None).value == 1.0
    assert {each.where for each in agreement.disagreements} <= {"fact"}, agreement.disagreements
