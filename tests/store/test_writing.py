"""Writing: what goes in comes back, all of it or nothing, and the same work is the same row."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.document import Document, UnreadableDocument
from extractor.errors import StoreError
from extractor.fact import CheckedFact, Fact, FailedTest, Flag, Measure, Period, Qualifier, Verdict
from extractor.mention import Mention, Role
from extractor.run import (
    DocumentResult,
    Failure,
    Fate,
    Finding,
    LedgerEntry,
    ReportHeader,
)
from extractor.store import Store, open_reader, run_query

TEXT = "Raid in Hull 🚔: more than £1.25m and nine arrests.\r\nA van was stopped, officers said."

EVERY_FIELD = CheckedFact(
    fact=Fact(
        Measure.CASH,
        Decimal("1250000.50"),
        "more than £1.25m",
        Decimal("1500000"),
        Qualifier.MORE_THAN,
        "GBP",
        "cash and coins",
        "Humberside Police",
        "Hull",
        "money laundering",
        Period.CUMULATIVE,
    ),
    verdict=Verdict.CONTRADICTED,
    failed_test=FailedTest.NUMBER,
    reason="the text says 1.25 million",
    start=16,
    end=32,
    text_value=Decimal("1250000"),
    number_start=26,
    number_end=32,
    flags=(Flag.VALUE, Flag.PLACE),
)

EVERY_MENTION = LedgerEntry(
    Mention(
        26,
        32,
        "£1.25m",
        Decimal("1250000"),
        Decimal("1250000.5"),
        "GBP",
        Qualifier.MORE_THAN,
        Role.RESULT,
        Measure.CASH,
        (Measure.ASSETS_VALUE,),
        True,
        "Humberside Police",
        "Hull",
        "money laundering",
        Period.PREVIOUS,
        "cash",
        "seized_money",
        0,
        51,
        3,
        9,
    ),
    Fate.DISPUTED,
    0,
)

FULL = DocumentResult(
    Document("in/hull.html", TEXT, "Raid", "2026-02-01", "https://news.invalid/hull", "html"),
    "work_full",
    ReportHeader(
        "operation", ("Yellow", "Blue"), ("Humberside Police",), ("Hull",), "2026-01", "XXXX-02-01", "2026"
    ),
    (EVERY_FIELD,),
    (EVERY_FIELD.fact, Fact(Measure.ARRESTS, Decimal(9), "nine arrests")),
    (EVERY_MENTION, LedgerEntry(Mention(37, 41, "nine", None, role=Role.UNSURE), Fate.UNCLAIMED)),
    (
        Finding("parts_sum", 2, False, "9 + 1 is not 12", ((37, 41), (50, 51))),
        Finding("weekday", 1, True, "fine"),
    ),
    None,
    1.5,
)

COUNTS = """
SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM report), (SELECT count(*) FROM fact),
    (SELECT count(*) FROM mention), (SELECT count(*) FROM finding), (SELECT count(*) FROM run_document)
"""


def comparable(result) -> tuple:
    keys = ("document", "work_key", "header", "facts", "claims", "ledger", "findings", "failure", "seconds")
    return tuple(getattr(result, key) for key in keys)


def counts(store: Store, database: Path) -> tuple:
    store.close()
    return run_query(database, COUNTS).rows[0]


def test_every_field_of_a_result_comes_back(store: Store, make_run):
    """A stored result reads back as the very values that were saved, with its run."""
    store.save_result("run_a", FULL)
    stored = store.load_result(FULL.document.id)
    assert comparable(stored) == comparable(FULL)
    assert stored.run == make_run()
    assert stored.document_id == FULL.document.id
    assert len(stored.fact_ids) == 1
    assert stored.trusted == (False,)
    assert stored.stored_at is not None


def test_gold_results_come_back(store: Store, gold_results):
    """All facts, claims and mentions of the sample reports survive the round trip."""
    for result in gold_results:
        store.save_result("run_a", result)
    for result in gold_results:
        assert comparable(store.load_result(result.document.name)) == comparable(result)


def test_the_same_work_twice_is_the_same_rows(store: Store, database: Path, ask):
    """Saving a result again replaces it: no row more, the same ids."""
    store.save_result("run_a", FULL)
    ids = store.load_result("hull.html").fact_ids
    store.save_result("run_a", FULL)
    assert store.load_result("hull.html").fact_ids == ids
    assert counts(store, database) == (1, 1, 1, 2, 2, 1)


def test_a_later_result_of_the_same_work_replaces_the_earlier(store: Store, database: Path):
    """A failure that is mended leaves no trace beside the run's log; so does the other way round."""
    failed = replace(
        FULL,
        facts=(),
        claims=(),
        findings=(),
        ledger=(LedgerEntry(Mention(37, 41, "nine", Decimal(9)), Fate.UNCLAIMED),),
        failure=Failure("ask", "timeout", "No answer came"),
    )
    store.save_result("run_a", failed)
    assert not store.is_done("work_full")
    assert store.load_result("hull.html").failure == failed.failure
    store.save_result("run_a", FULL)
    assert store.is_done("work_full")
    assert comparable(store.load_result("hull.html")) == comparable(FULL)
    store.save_result("run_a", failed)
    assert not store.is_done("work_full")
    assert counts(store, database) == (1, 1, 0, 1, 0, 1)


def test_other_work_on_the_same_text_stands_beside(store: Store, database: Path):
    """Another model's result of the same document is another report; the latest one is loaded."""
    other = replace(FULL, work_key="work_other", seconds=9.0)
    store.save_result("run_a", FULL)
    store.save_result("run_a", other)
    assert store.load_result("hull.html").work_key == "work_other"
    assert counts(store, database)[:3] == (1, 2, 2)


BROKEN = [
    ("value", replace(FULL, facts=(replace(EVERY_FIELD, text_value=Decimal("NaN")),))),
    ("value", replace(FULL, facts=(replace(EVERY_FIELD, text_value=Decimal("-Infinity")),))),
    ("word", replace(FULL, facts=(replace(EVERY_FIELD, verdict="perhaps"),))),
    ("null", replace(FULL, findings=(Finding("rule", 1, True, None),))),
    ("offset", replace(FULL, ledger=(replace(EVERY_MENTION, mention=Mention(2**40, 2**40 + 1, "9", None)),))),
]


@pytest.mark.parametrize(("what", "result"), BROKEN)
def test_a_result_that_cannot_be_stored_leaves_what_was_there(store: Store, database: Path, what, result):
    """An error, wherever it comes, keeps the earlier result whole, and the next document is stored."""
    store.save_result("run_a", FULL)
    with pytest.raises(StoreError):
        store.save_result("run_a", result)
    assert comparable(store.load_result("hull.html")) == comparable(FULL)
    fresh = replace(FULL, document=Document("b.txt", "Two arrests."), work_key="work_b")
    store.save_result("run_a", fresh)
    assert comparable(store.load_result("b.txt")) == comparable(fresh)
    assert counts(store, database) == (2, 2, 2, 4, 4, 2)


def test_an_unreadable_document_is_a_row_without_text(store: Store, ask):
    """A file that could not be read is a document with NULL text and a failed report that says why."""
    unreadable = UnreadableDocument("in/scan.bin", "binary", "It holds no text")
    store.save_result(
        "run_a", DocumentResult(unreadable, "work_u", failure=Failure("read", "binary", "It holds no text"))
    )
    assert store.load_result("scan.bin").document == unreadable
    [row] = ask("SELECT * FROM document JOIN report ON document_id = document.id")
    assert (row["text"], row["content_hash"], row["media"]) == (None, None, None)
    assert (row["outcome"], row["failure_stage"], row["failure_kind"]) == ("failed", "read", "binary")


def test_a_document_takes_the_name_and_metadata_that_it_had_last(store: Store, make_result, ask):
    """The same text under another name is the same document; the log keeps both names."""
    first = make_result("One text.", name="a.txt")
    second = replace(first, document=Document("b.txt", "One text.", title="Later"))
    store.save_result("run_a", first)
    store.save_result("run_a", second)
    assert ask("SELECT name, title FROM document") == [{"name": "b.txt", "title": "Later"}]
    names = run_query(store.path, "SELECT document_name FROM run_document ORDER BY ALL").rows
    assert names == [("a.txt",), ("b.txt",)]


def test_lone_surrogates_neither_fail_nor_move_an_offset(store: Store, make_fact, make_result):
    """Broken text is stored with U+FFFD in place of each lone surrogate, in names and texts."""
    broken = make_result(
        "A \udce9\ud800 9 arrests", [make_fact("arrests", 9, "9 arrests")], name="caf\udce9.txt"
    )
    store.save_result("run_a", broken)
    stored = store.load_result(broken.document.id)
    assert stored.document_id == broken.document.id
    assert (stored.document.name, stored.document.text) == ("caf\ufffd.txt", "A \ufffd\ufffd 9 arrests")
    assert stored.document.text[stored.facts[0].start : stored.facts[0].end] == "9 arrests"
    moved = replace(broken, document=replace(broken.document, name="\udce9.txt"))
    store.save_result("run_a", moved)
    store.link_result("run_a", moved.document, moved.work_key)
    assert store.load_result("\ufffd.txt").document_id == broken.document.id


def test_spans_count_characters_in_sql_too(store: Store, make_fact, make_result, ask):
    """text[quote_start + 1 : quote_end] is the quote, past emoji, composed accents, line ends."""
    text = "👩‍👩‍👧 e\u0301quipe\r\n🚔 nine arrests 🚔"
    store.save_result("run_a", make_result(text, [make_fact("arrests", 9, "nine arrests")]))
    span = "text[quote_start + 1 : quote_end]"
    [row] = ask(f"SELECT {span} AS found FROM fact JOIN document ON document.id = document_id")
    assert row["found"] == "nine arrests"


DECIMALS = st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [
        Decimal(text)
        for text in ("0", "-0", "1E+3", "0.000001", "0.0000001", "1e400", "9" * 32, "9" * 33, "1E-999999")
    ]
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=DECIMALS, value_max=st.none() | DECIMALS, text_value=st.none() | DECIMALS)
def test_every_finite_decimal_comes_back_exactly(store: Store, value, value_max, text_value):
    """No number is rounded, however long or small: what the column cannot hold stands in full beside it."""
    fact = replace(EVERY_FIELD.fact, value=value, value_max=value_max)
    result = replace(FULL, facts=(replace(EVERY_FIELD, fact=fact, text_value=text_value),), claims=(fact,))
    store.save_result("run_a", result)
    stored = store.load_result("hull.html")
    assert stored.facts == result.facts
    assert stored.claims == (fact,)


def test_a_number_too_long_for_its_column_is_null_with_its_text_beside(store: Store, ask):
    """SQL never sees a rounded number."""
    long = Decimal("12345678901234567890123456789012345678.5")
    store.save_result("run_a", replace(FULL, facts=(replace(EVERY_FIELD, text_value=long),)))
    [row] = ask("SELECT value, value_exact, text_value, text_value_exact FROM fact")
    assert list(row.values()) == [Decimal("1250000.5"), None, None, str(long)]


def test_a_skipped_document_is_linked_to_its_earlier_result(store: Store, make_run):
    """A run that asks nothing still has its documents: the result that stood, under the name of this run."""
    store.save_result("run_a", FULL)
    store.start_run(make_run("run_b"))
    moved = replace(FULL.document, name="moved/hull.html")
    store.link_result("run_b", moved, "work_full")
    store.link_result("run_b", moved, "work_full")
    [stored] = store.load_run("run_b")
    assert stored.document == moved
    assert stored.facts == FULL.facts
    assert stored.run.id == "run_a"
    assert store.status().runs[1].skipped == 1


def test_linking_to_a_result_that_is_not_there_is_refused_whole(store: Store, make_run):
    """No row of a run leads to nothing."""
    store.save_result("run_a", FULL)
    store.start_run(make_run("run_b"))
    with pytest.raises(StoreError, match="no result is stored"):
        store.link_results("run_b", [(FULL.document, "work_full"), (FULL.document, "work_nowhere")])
    assert list(store.load_run("run_b")) == []


def test_a_closed_store_says_so_instead_of_failing_strangely(store: Store):
    """Closing twice does no harm; using it afterwards is a StoreError."""
    store.close()
    store.close()
    with pytest.raises(StoreError):
        store.status()


def test_rows_lead_to_rows(store: Store, gold_results, ask):
    """Without foreign keys there are still no orphans: every key of a child is there in its parent."""
    for result in gold_results:
        store.save_result("run_a", result)
    orphans = """
        SELECT 'report' AS child FROM report WHERE document_id NOT IN (SELECT id FROM document)
            OR run_id NOT IN (SELECT id FROM run)
        UNION ALL SELECT 'run_document' FROM run_document WHERE work_key NOT IN (SELECT work_key FROM report)
        UNION ALL SELECT 'fact' FROM fact WHERE work_key NOT IN (SELECT work_key FROM report)
        UNION ALL SELECT 'mention' FROM mention WHERE work_key NOT IN (SELECT work_key FROM report)
            OR fact_id NOT IN (SELECT id FROM fact)
        UNION ALL SELECT 'finding' FROM finding WHERE work_key NOT IN (SELECT work_key FROM report)
        UNION ALL SELECT 'document' FROM document WHERE run_id NOT IN (SELECT id FROM run)
    """
    assert ask(orphans) == []


def test_reading_needs_no_right_to_write(store: Store, database: Path):
    """A reader sees what a writer stored, and writes nothing beside the file."""
    store.save_result("run_a", FULL)
    store.close()
    with open_reader(database) as reader:
        assert comparable(reader.load_result("hull.html")) == comparable(FULL)
    assert [entry.name for entry in database.parent.iterdir()] == [database.name]
