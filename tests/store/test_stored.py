"""Finding what is stored: documents by id and name, runs by id."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.errors import InputError
from extractor.run import Failure
from extractor.store import Store, reader


@pytest.fixture
def library(store: Store, make_result) -> Store:
    """Four documents under names that overlap."""
    for name in ("in/kent/week.txt", "in/hull/week.txt", "in/hull/weekend.txt", "rows.jsonl#7"):
        store.save_result("run_a", make_result(f"Text of {name}", name=name))
    return store


FOUND = [
    ("in/kent/week.txt", "in/kent/week.txt"),
    ("kent/week.txt", "in/kent/week.txt"),
    ("weekend.txt", "in/hull/weekend.txt"),
    ("end.txt", "in/hull/weekend.txt"),
    ("rows.jsonl#7", "rows.jsonl#7"),
    ("#7", "rows.jsonl#7"),
]


@pytest.mark.parametrize(("word", "name"), FOUND)
def test_a_document_answers_to_its_name_or_the_end_of_it(library: Store, word: str, name: str):
    """Whoever types a file name need not type its folder."""
    assert library.load_result(word).document.name == name


@pytest.mark.parametrize("cut", [slice(None), slice(10), slice(4, 12), slice(4, None)])
def test_a_document_answers_to_its_id_or_the_beginning_of_it(library: Store, cut: slice):
    """With or without the tag `doc_`."""
    document_id = library.load_result("weekend.txt").document_id
    assert library.load_result(document_id[cut]).document_id == document_id


def test_a_whole_file_name_is_preferred_to_the_end_of_one(store: Store, make_result):
    """`week.txt` is the file of that name, not `midweek.txt`."""
    store.save_result("run_a", make_result("One", name="in/week.txt"))
    store.save_result("run_a", make_result("Two", name="in/midweek.txt"))
    assert store.load_result("week.txt").document.name == "in/week.txt"


@pytest.mark.parametrize(
    "word", ["nowhere.txt", "doc_ffffffff", "", "doc_", "%", "x" * 5000, "'; DROP TABLE run"]
)
def test_what_is_not_there_is_an_input_error(library: Store, word: str):
    """The message says how to list documents."""
    with pytest.raises(InputError, match="no document") as raised:
        library.load_result(word)
    assert "extractor query" in raised.value.hint


def test_a_name_of_several_documents_is_refused_with_all_of_them(library: Store):
    """Nothing is guessed; the names to choose from are told."""
    with pytest.raises(InputError, match=r"2 documents answer to 'week\.txt'") as raised:
        library.load_result("week.txt")
    assert "'in/hull/week.txt', 'in/kent/week.txt'" in raised.value.message


def test_a_changed_file_is_found_in_its_latest_version(store: Store, make_result):
    """One name with another text since: the text met last is meant, the earlier one stays under its id."""
    old, new = make_result("Old text.", name="a.txt"), make_result("New text.", name="a.txt")
    store.save_result("run_a", old)
    store.save_result("run_a", new)
    assert store.load_result("a.txt").document == new.document
    assert store.load_result(old.document.id).document == old.document


def test_a_success_is_preferred_to_a_later_failure(store: Store, make_run, make_result):
    """A document that failed under another model still shows the facts it has."""
    good = make_result()
    store.save_result("run_a", good)
    store.start_run(make_run("run_b"))
    store.save_result(
        "run_b", replace(good, work_key="work_b", failure=Failure("ask", "timeout", "No answer"))
    )
    assert store.load_result("report.txt").failure is None
    assert store.load_result("report.txt").work_key == good.work_key


def test_a_run_keeps_its_failures_even_when_they_were_mended_since(
    store: Store, make_run, make_result, make_fact
):
    """What a run is measured by is what it did: a later success under the same key does not rewrite it."""
    good = make_result(facts=[make_fact("arrests", 9, "nine arrests")])
    failure = Failure("ask", "timeout", "No answer")
    store.save_result("run_a", make_result(failure=failure))
    store.start_run(make_run("run_b"))
    store.save_result("run_b", good)
    [first] = store.load_run("run_a")
    assert (first.failure, first.facts, first.run.id) == (failure, (), "run_a")
    [second] = store.load_run("run_b")
    assert (second.failure, second.facts) == (None, good.facts)


def test_a_run_gives_its_documents_in_the_order_met(
    store: Store, make_result, monkeypatch: pytest.MonkeyPatch
):
    """More documents than one reading holds, none lost, none twice, the order kept."""
    monkeypatch.setattr(reader, "_BATCH", 10)
    names = [f"{number:03}.txt" for number in range(25)]
    for name in names:
        store.save_result("run_a", make_result(f"Text {name}", name=name))
    assert [stored.document.name for stored in store.load_run()] == names


def test_runs_answer_to_latest_and_to_the_beginning_of_their_id(store: Store, make_run):
    """An id that is the beginning of another is still meant when typed whole."""
    store.start_run(make_run("run_ab"))
    store.start_run(make_run("run_b"))
    assert store.find_run() == "run_b"
    assert store.find_run("run_ab") == "run_ab"
    assert store.find_run("run_a") == "run_a"
    for wrong, message in (("run_", "several runs"), ("run_x", "no run")):
        with pytest.raises(InputError, match=message):
            store.find_run(wrong)
