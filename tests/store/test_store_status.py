"""`status` and the views beneath it: runs, failures, cost, numbers that nobody claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from extractor.document import UnreadableDocument
from extractor.fact import FailedTest, Measure, Verdict
from extractor.mention import Mention, Role
from extractor.run import Attempt, AttemptOutcome, DocumentResult, Failure, Fate, LedgerEntry
from extractor.store import FailedDocument, Share, Store

TIMEOUT = Failure("ask", "timeout", "No answer came within 60 seconds")


def attempt(number: int, **fields) -> Attempt:
    """An answered attempt that used 100 + 10 tokens for a tenth of a cent."""
    given = {
        "request_hash": f"hash{number}",
        "document_id": f"doc_{number % 2}",
        "model": "scripted",
        "outcome": AttemptOutcome.ANSWERED,
        "started_at": datetime(2026, 3, 1, 10, number),
        "seconds": 1.0,
        "answer": "{}",
        "prompt_tokens": 100,
        "cached_tokens": 40,
        "completion_tokens": 10,
        "cost": Decimal("0.001"),
    }
    return Attempt(**{**given, **fields})


REFUSED = {
    "outcome": AttemptOutcome.CONNECTION,
    "answer": None,
    "prompt_tokens": None,
    "cached_tokens": None,
    "completion_tokens": None,
    "cost": None,
}

# Attempts of a run; then its cost, its cost a document (two documents asked) and how many have no price.
COSTS = {
    "nothing asked costs nothing": ([], Decimal(0), None, 0),
    "prices add up": ([{}, {}, {}], Decimal("0.003"), Decimal("0.0015"), 0),
    "an unknown price makes the sum unknown": ([{}, {}, {"cost": None}], None, None, 1),
    "a request that never arrived costs nothing": ([{}, {}, REFUSED], Decimal("0.002"), Decimal("0.001"), 0),
    "an answer without usage is unknown": (
        [{}, REFUSED | {"outcome": AttemptOutcome.ANSWERED, "answer": "{}"}],
        None,
        None,
        1,
    ),
    "a model that costs nothing costs nothing": ([{"cost": Decimal(0)}] * 2, Decimal(0), Decimal(0), 0),
}


def unreadable(name: str = "scan.bin") -> DocumentResult:
    document = UnreadableDocument(name, "binary", "It holds no text")
    return DocumentResult(document, f"work_{name}", failure=Failure("read", "binary", "It holds no text"))


def test_an_empty_database_has_an_empty_status(database):
    """No division by nothing."""
    with Store.open(database) as store:
        status = store.status()
    assert (status.runs, status.documents, status.failures, status.trusted) == ((), 0, (), 0)
    assert status.unsupported_numbers == Share(0, 0)
    assert status.unsupported_numbers.rate is None
    assert set(status.verdicts) == set(Verdict)


def test_documents_are_counted_by_outcome(store: Store, make_result, make_run):
    """Each run says how many documents were done, failed and skipped."""
    done = make_result()
    store.save_result("run_a", done)
    store.save_result("run_a", make_result("Other text.", name="other.txt", failure=TIMEOUT))
    store.save_result("run_a", unreadable())
    store.finish_run("run_a", "done")
    store.start_run(make_run("run_b"))
    store.link_result("run_b", done.document, done.work_key)
    first, second = store.status().runs
    assert (first.outcome, first.documents, first.done, first.failed, first.skipped) == ("done", 3, 1, 2, 0)
    assert (second.outcome, second.documents, second.done, second.failed, second.skipped) == (
        "running",
        1,
        0,
        0,
        1,
    )
    assert store.status().documents == 1


@pytest.mark.parametrize("case", COSTS.values(), ids=COSTS)
def test_cost_is_a_sum_or_unknown(store: Store, ask, case):
    """An unknown price is never counted as zero."""
    fields, cost, each, unpriced = case
    for number, more in enumerate(fields):
        store.save_attempt("run_a", attempt(number, **more))
    [run] = store.status().runs
    assert (run.cost, run.cost_per_document, run.unpriced) == (cost, each, unpriced)
    assert ask("SELECT cost FROM cost") == [{"cost": cost}]


def test_tokens_attempts_and_reasks_are_counted(store: Store):
    """Retries and re-asks are attempts; cached tokens are counted apart."""
    for number, more in enumerate([{}, {"reask": True}, REFUSED]):
        store.save_attempt("run_a", attempt(number, **more))
    [run] = store.status().runs
    assert (run.attempts, run.answered, run.reasks) == (3, 2, 1)
    assert (run.prompt_tokens, run.cached_tokens, run.completion_tokens) == (200, 80, 20)


def test_failures_say_what_failed_where_and_why(store: Store, make_result, ask):
    """An unreadable file and an unanswered document are rows with stage, kind and reason."""
    store.save_result("run_a", make_result(name="b.txt", failure=TIMEOUT))
    store.save_result("run_a", unreadable())
    store.save_result("run_a", make_result("Fine.", name="c.txt"))
    assert store.status().failures == (
        FailedDocument("b.txt", "ask", "timeout", TIMEOUT.reason, "run_a"),
        FailedDocument("scan.bin", "read", "binary", "It holds no text", "run_a"),
    )
    rows = ask("SELECT name, facts_from_run_id FROM failure ORDER BY name")
    assert [tuple(row.values()) for row in rows] == [("b.txt", None), ("scan.bin", None)]


def test_a_failure_that_was_mended_is_none_any_more(store: Store, make_result, make_run):
    """A second try that worked, and a file replaced by a readable one of the same name, leave the list."""
    store.save_result("run_a", make_result(failure=TIMEOUT))
    store.save_result("run_a", unreadable("scan.pdf"))
    store.start_run(make_run("run_b"))
    store.save_result("run_b", make_result())
    store.save_result("run_b", make_result("Now it has text.", name="scan.pdf"))
    assert store.status().failures == ()


def test_a_failure_after_a_success_says_that_facts_still_stand(store: Store, make_result, make_run, ask):
    """Another model that failed does not take away what an earlier run found."""
    store.save_result("run_a", make_result())
    store.start_run(make_run("run_b"))
    store.save_result("run_b", make_result(work="other model", failure=TIMEOUT))
    [row] = ask("SELECT run_id, facts_from_run_id FROM failure")
    assert row == {"run_id": "run_b", "facts_from_run_id": "run_a"}


LEDGER = [
    (Role.RESULT, Fate.CLAIMED),
    (Role.RESULT, Fate.DISPUTED),
    (Role.RESULT, Fate.RESTATED),
    (Role.RESULT, Fate.MISSED),
    (Role.UNKNOWN, Fate.UNCLAIMED),
    (Role.UNSURE, Fate.UNCLAIMED),
    (Role.AGE, Fate.NO_RESULT),
    (Role.TELEPHONE, Fate.NO_RESULT),
]


def test_numbers_that_nobody_claims_are_listed_with_their_words(store: Store, make_result, ask):
    """What may be a result and is no fact's can be looked through, with the text around it."""
    text = "A long line before it. " * 5 + "0 1 2 3 4 5 6 7" + " And a long line after it." * 5
    first = text.index("0 1 2")
    entries = tuple(
        LedgerEntry(
            Mention(first + 2 * index, first + 2 * index + 1, str(index), Decimal(index), role=role), fate
        )
        for index, (role, fate) in enumerate(LEDGER)
    )
    store.save_result("run_a", make_result(text, ledger=entries))
    assert store.status().unclaimed_numbers == Share(3, 6)
    rows = ask("SELECT text, fate, role, context, number_start FROM unclaimed_number ORDER BY number_start")
    assert [(row["text"], row["fate"], row["role"]) for row in rows] == [
        ("3", "missed", "result"),
        ("4", "unclaimed", "unknown"),
        ("5", "unclaimed", "unsure"),
    ]
    at = rows[0]["number_start"]
    assert rows[0]["context"] == text[at - 60 : at + 61]


@pytest.mark.parametrize(
    ("text", "at"), [("7 arrests", 0), ("arrests: 7", 9), ("x" * 59 + "7", 59), ("x" * 61 + "7", 61)]
)
def test_the_context_of_a_number_keeps_within_the_text(store: Store, make_result, ask, text: str, at: int):
    """At either end of a text nothing is doubled or lost."""
    entry = LedgerEntry(Mention(at, at + 1, "7", Decimal(7)), Fate.UNCLAIMED)
    store.save_result("run_a", make_result(text, ledger=(entry,)))
    assert ask("SELECT context FROM unclaimed_number") == [{"context": text[max(at - 60, 0) : at + 61]}]


def test_the_rate_of_unsupported_numbers_needs_no_gold(store: Store, make_result, make_fact):
    """Of the model's claims, those whose quote or number is not in the text; missed rows are no claims."""
    base = make_result(facts=[make_fact("arrests", 9, "nine arrests")]).facts[0]
    verdicts = [
        (Verdict.CONFIRMED, None),
        (Verdict.UNVERIFIED, None),
        (Verdict.CONTRADICTED, FailedTest.MEASURE),
        (Verdict.CONTRADICTED, FailedTest.NUMBER),
        (Verdict.UNSUPPORTED, FailedTest.QUOTE),
        (Verdict.MISSED, None),
    ]
    facts = tuple(replace(base, verdict=verdict, failed_test=test) for verdict, test in verdicts)
    store.save_result("run_a", replace(make_result(), facts=facts))
    status = store.status()
    assert status.unsupported_numbers == Share(2, 5)
    assert status.unsupported_numbers.rate == 0.4
    assert status.verdicts == {Verdict.CONTRADICTED: 2} | {
        verdict: 1 for verdict in Verdict if verdict is not Verdict.CONTRADICTED
    }
    assert (status.trusted, status.confirmed_documents) == (1, 1)
    assert base.fact.measure is Measure.ARRESTS
