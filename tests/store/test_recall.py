"""What is found again: answers by what was asked, and documents that failed."""

from dataclasses import replace
from datetime import datetime

import pytest

from extractor.document import Document, UnreadableDocument
from extractor.run import Attempt, AttemptOutcome, DocumentResult, Failure
from extractor.store import Store
from extractor.store.recall import PAID

BAD = Attempt(
    request_hash="f00d",
    document_id=Document("a", "text").id,
    model="scripted",
    outcome=AttemptOutcome.INVALID,
    started_at=datetime(2026, 3, 1),
    seconds=1.0,
    answer="{}",
    reason="no facts",
    http_status=200,
)
FAILED = Failure("ask", "invalid", "no facts")


def result(key="work_1", failure=FAILED, text="text", name="a"):
    return DocumentResult(document=Document(name, text), work_key=key, failure=failure)


@pytest.mark.parametrize("outcome", AttemptOutcome)
def test_only_what_a_model_answered_is_found_again(outcome, store: Store):
    """A fault of the way to it is worth another try."""
    store.save_attempt("run_a", replace(BAD, outcome=outcome))
    found = store.stored_answer("f00d")
    assert (found is not None) is (outcome in PAID)


def test_an_answer_with_another_status_is_none(store: Store):
    """A filter that refused the request (400) took no money."""
    store.save_attempt("run_a", replace(BAD, outcome=AttemptOutcome.FILTERED, http_status=400))
    assert store.stored_answer("f00d") is None


def test_a_bad_answer_serves_until_something_was_made_of_it(store: Store, make_run):
    """In its own run or in a later one; the clock has no say."""
    store.save_attempt("run_a", BAD)
    assert store.stored_answer("f00d") == BAD
    store.start_run(make_run("run_b", started_at=datetime(2020, 1, 1), model="scripted"))
    store.save_result("run_b", result())
    assert store.stored_answer("f00d") is None


def test_a_good_answer_serves_for_ever(store: Store, make_run):
    """Whatever was made of it, and before any bad one that came later."""
    store.save_attempt("run_a", replace(BAD, outcome=AttemptOutcome.ANSWERED, answer="good"))
    store.save_attempt("run_a", replace(BAD, started_at=datetime(2026, 4, 1)))
    store.save_result("run_a", result(failure=None))
    assert store.stored_answer("f00d").answer == "good"


def test_a_result_of_another_model_settles_nothing(store: Store, make_run):
    """The answer of this one was used for nothing yet."""
    store.save_attempt("run_a", BAD)
    store.start_run(make_run("run_b", model="another"))
    store.save_result("run_b", result())
    assert store.stored_answer("f00d") == BAD


def test_an_attempt_stored_twice_is_stored_once(store: Store):
    """Also where another was asked for the same in between."""
    later = replace(BAD, started_at=datetime(2026, 5, 1))
    for attempt in (BAD, later, BAD):
        store.save_attempt("run_a", attempt)
    assert store.status().runs[0].attempts == 2


def test_failed_documents_come_with_their_texts_where_those_are_stored(store: Store):
    """Not those that are done, and not a text with half a surrogate pair, which is stored as another."""
    store.save_result("run_a", result())
    store.save_result("run_a", result("work_2", None, "other", "b"))
    store.save_result("run_a", result("work_3", FAILED, "half \ud800", "c"))
    unreadable = UnreadableDocument("d", "empty", "It is empty")
    failure = Failure("read", "empty", "It is empty")
    store.save_result("run_a", DocumentResult(document=unreadable, work_key="work_4", failure=failure))
    found = {document.name: document for document in store.failed_documents()}
    assert found["a"] == Document("a", "text")
    assert isinstance(found["c"], UnreadableDocument)
    assert found["d"] == unreadable
    assert set(found) == {"a", "c", "d"}
