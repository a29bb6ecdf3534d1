"""The queue of figures that a person decides on: order, filters, counts, neighbours."""

from __future__ import annotations

import pytest

from extractor.decision import Action
from extractor.document import Document
from extractor.errors import InputError
from extractor.fact import Measure, Verdict
from extractor.reconcile import verify
from extractor.run import DocumentResult, ReportHeader, tagged_hash
from extractor.store import QueueFilter, QueueState, Store, StoreReader

KENT = (
    "In all 21 people were arrested. In Deal 4 people were arrested."
    " Officers seized 7 phones and £900 in cash."
)
ESSEX = "Essex officers made 12 arrests. They executed 6 warrants. The haul came to 31 items."

OPEN = [
    ("kent", Verdict.CONTRADICTED, Measure.ARRESTS, 210),
    ("essex", Verdict.CONTRADICTED, Measure.ARRESTS, 120),
    ("kent", Verdict.CONTRADICTED, Measure.ARRESTS, 40),
    ("kent", Verdict.MISSED, Measure.CASH, 900),
    ("essex", Verdict.MISSED, Measure.WARRANTS, 6),
    ("kent", Verdict.UNSUPPORTED, Measure.CHARGES, 2),
    ("essex", Verdict.UNVERIFIED, Measure.PHONES, 31),
]
"""The queue of the two documents, the most important first."""


def result(name, text, claims, forces, work=""):
    found = verify(text, claims)
    document = Document(f"reports/{name}.txt", text)
    return DocumentResult(
        document,
        tagged_hash("work", document.id, work),
        ReportHeader("operation", forces=forces),
        (*found.facts, *found.missed),
        tuple(claims),
        found.ledger,
        found.findings,
    )


@pytest.fixture
def filled(store: Store, make_fact) -> Store:
    """Two documents with a figure of every verdict."""
    kent = [
        make_fact("phones", 7, "seized 7 phones"),
        make_fact("charges", 2, "two were charged"),
        make_fact("arrests", 40, "In Deal 4 people were arrested", place="Deal"),
        make_fact("arrests", 210, "In all 21 people were arrested"),
    ]
    essex = [
        make_fact("arrests", 120, "made 12 arrests"),
        make_fact("phones", 31, "The haul came to 31 items"),
    ]
    store.save_result("run_a", result("kent", KENT, kent, ("Kent Police",)))
    store.save_result("run_a", result("essex", ESSEX, essex, ("Essex Police",)))
    return store


def shown(items) -> list[tuple]:
    return [
        (
            item.document_name.removeprefix("reports/").removesuffix(".txt"),
            item.checked.verdict,
            item.checked.fact.measure,
            int(item.checked.fact.value),
        )
        for item in items
    ]


def ids(store: StoreReader) -> dict[str, str]:
    rows = store._fetch("SELECT document_id, document_name FROM run_document")
    return {
        row["document_name"].removeprefix("reports/").removesuffix(".txt"): row["document_id"] for row in rows
    }


def test_what_matters_most_comes_first(filled: Store):
    """Contradicted, missed, unsupported, unverified; in each of them totals before parts, then as met."""
    queue = filled.queue()
    assert shown(queue.items) == OPEN
    assert (queue.total, queue.open, queue.decided, queue.conflicts) == (7, 7, 0, 0)
    assert queue.by_verdict == {
        Verdict.CONTRADICTED: 3, Verdict.MISSED: 2, Verdict.UNSUPPORTED: 1, Verdict.UNVERIFIED: 1,
    }  # fmt: skip
    assert [item.headline for item in queue.items[:3]] == [True, True, False]


def test_pages_follow_each_other(filled: Store):
    """Page after page gives each figure once, in the same order."""
    pages = [filled.queue(offset=offset, limit=3) for offset in (0, 3, 6, 9)]
    assert [len(page.items) for page in pages] == [3, 3, 1, 0]
    assert shown([item for page in pages for item in page.items]) == OPEN
    assert {page.total for page in pages} == {7}


FILTERS = [
    (QueueFilter(measures=(Measure.CASH, Measure.CHARGES)), [3, 5]),
    (QueueFilter(force="Essex Police"), [1, 4, 6]),
    (QueueFilter(document="reports/kent"), [0, 2, 3, 5]),
    (QueueFilter(verdicts=(Verdict.UNVERIFIED, Verdict.MISSED)), [6, 3, 4]),
    (QueueFilter(verdicts=()), list(range(7))),
    (QueueFilter(run_id="run_a"), list(range(7))),
    (QueueFilter(force="Kent Police", measures=(Measure.ARRESTS,), run_id="run_a"), [0, 2]),
    (QueueFilter(document="'; DROP TABLE fact; --"), []),
    (QueueFilter(state=QueueState.DECIDED), []),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_filters_narrow_the_queue_and_its_counts(filled: Store, filters, expected):
    """By measure, force, document, verdict and run, alone and together."""
    queue = filled.queue(filters)
    assert shown(queue.items) == [OPEN[at] for at in expected]
    assert queue.total == sum(queue.by_verdict.values()) == len(expected)
    review = filled.load_review(ids(filled)["kent"], filters)
    assert {item.document_name for item in (review.previous, review.next) if item} <= {"reports/essex.txt"}


def test_an_unknown_run_is_told(filled: Store):
    """A filter by a run that is not there is no empty queue."""
    with pytest.raises(InputError, match="no run 'run_x'"):
        filled.queue(QueueFilter(run_id="run_x"))


def test_a_decided_figure_leaves_the_open_queue_and_comes_back_on_undo(filled: Store):
    """Progress is counted; decided figures can be listed with their decision."""
    first = filled.queue().items[0]
    decision = filled.decide(first.fact_id, Action.REJECTED, decided_by="Ann")
    queue = filled.queue()
    assert (shown(queue.items), queue.open, queue.decided) == (OPEN[1:], 6, 1)
    [item] = filled.queue(QueueFilter(state=QueueState.DECIDED)).items
    assert (item.fact_id, item.decision, item.conflict) == (first.fact_id, decision, False)
    assert shown(filled.queue(QueueFilter(state=QueueState.ALL)).items) == OPEN
    filled.undo(decision.id, decided_by="Ann")
    assert shown(filled.queue().items) == OPEN


def test_a_conflict_stands_in_a_queue_of_its_own(filled: Store, make_fact):
    """What a rerun claims against a decision is not asked again, and can be looked at."""
    first = filled.queue().items[0]
    correction = make_fact("arrests", 21, "In all 21 people were arrested")
    decision = filled.decide(first.fact_id, Action.CORRECTED, decided_by="Ann", correction=correction)
    claims = [make_fact("arrests", 2100, "In all 21 people were arrested")]
    filled.save_result("run_a", result("kent", KENT, claims, ("Kent Police",), work="again"))
    [item] = filled.queue(QueueFilter(state=QueueState.CONFLICT)).items
    assert (int(item.checked.fact.value), item.conflict, item.decision) == (2100, True, decision)
    assert 2100 not in [item.checked.fact.value for item in filled.queue().items]


def test_a_confirmed_figure_that_contradicts_a_decision_is_told(filled: Store, make_fact):
    """The words bear out what the rerun claims, and the decision stands: somebody should look again."""
    [item] = filled.queue(QueueFilter(document="kent"), limit=1).items
    bound = make_fact("arrests", 20, "In all 21 people were arrested", qualifier="at_least")
    filled.decide(item.fact_id, Action.CORRECTED, decided_by="Ann", correction=bound)
    claims = [make_fact("arrests", 21, "In all 21 people were arrested")]
    filled.save_result("run_a", result("kent", KENT, claims, ("Kent Police",), work="again"))
    queue = filled.queue(QueueFilter(state=QueueState.CONFLICT))
    assert shown(queue.items) == [("kent", Verdict.CONFIRMED, Measure.ARRESTS, 21)]
    assert (queue.total, queue.conflicts, queue.by_verdict) == (1, 1, {Verdict.CONFIRMED: 1})
    assert filled.queue(QueueFilter(state=QueueState.ALL, document="kent")).by_verdict[Verdict.CONFIRMED] == 1
    narrow = QueueFilter(state=QueueState.CONFLICT, verdicts=(Verdict.MISSED,))
    assert filled.queue(narrow).total == 0


def test_a_document_is_loaded_with_all_that_a_page_needs(filled: Store, make_fact):
    """Decisions, readings, what is open, and the way to the documents before and after."""
    kent, essex = ids(filled)["kent"], ids(filled)["essex"]
    review = filled.load_review(kent, QueueFilter())
    assert [
        checked.fact.measure.value for checked in review.stored.facts if checked.verdict == "confirmed"
    ] == ["phones"]
    assert review.open.count(True) == 4
    values = dict(zip((int(each.fact.value) for each in review.stored.facts), review.readings, strict=True))
    assert values[210] == make_fact("arrests", 21, "In all 21 people were arrested")
    assert values[40] == make_fact("arrests", 4, "In Deal 4 people were arrested", place="Deal")
    assert values[2] is None
    assert (review.previous, review.next and review.next.document_id) == (None, essex)
    back = filled.load_review(essex, QueueFilter())
    assert (back.previous and back.previous.document_id, back.next) == (kent, None)


def test_a_document_that_is_done_keeps_its_place(filled: Store):
    """After the last decision on a document, next still leads on, not back to the beginning."""
    kent, essex = ids(filled)["kent"], ids(filled)["essex"]
    for item in filled.queue(QueueFilter(document=kent)).items:
        filled.decide(item.fact_id, Action.REJECTED, decided_by="Ann")
    review = filled.load_review(kent, QueueFilter())
    assert not any(review.open)
    assert len(review.history) == len(review.stored.decisions) == 4
    assert review.next and review.next.document_id == essex
    assert filled.load_review(essex, QueueFilter()).previous is None


def test_the_filters_know_what_there_is(filled: Store):
    """Only measures, forces and runs that occur are offered."""
    choices = filled.queue_choices()
    assert choices.forces == ("Essex Police", "Kent Police")
    assert set(choices.measures) >= {Measure.ARRESTS, Measure.CASH}
    assert choices.runs == ("run_a",)


def test_a_document_that_is_not_there_is_told(filled: Store):
    """An id out of an old page is an input error."""
    with pytest.raises(InputError) as raised:
        filled.load_review("doc_gone")
    assert raised.value.kind == "no_such_document"
