"""A corpus through the batch interface: the facts of a run, and nothing sent twice."""

import asyncio
from pathlib import Path

import pytest
from scripted import NOTHING, seed_answers
from scripted_batch import DB, collect, facts, query, run, submit

from extractor.document import Document, UnreadableDocument
from extractor.errors import SettingsError
from extractor.pipeline import batch_files, refresh_batches
from extractor.settings import load_settings
from extractor.store import Store


def test_a_batch_gives_the_facts_of_a_run(batches):
    """The five seeds by both ways: the same facts with the same verdicts, at half the price."""
    answers = seed_answers()
    documents = [Document(name=f"{at}.txt", text=text) for at, text in enumerate(answers)]
    batches.chat.answers(answers)
    run(documents, Path("run.duckdb"))
    submitted = submit(documents)
    assert (submitted.requests, submitted.waiting, len(submitted.batches)) == (5, 5, 1)
    batches.work()
    collected = collect()
    assert (collected.done, collected.open, collected.failed) == (5, 0, ())
    assert facts() == facts(Path("run.duckdb"))
    hashes = "SELECT request_hash FROM attempt ORDER BY ALL"
    assert query(hashes) == query(hashes, Path("run.duckdb"))


def test_a_request_in_a_batch_costs_half(batches, five, monkeypatch):
    """By the settings' own prices, from the endpoint's own count."""
    monkeypatch.setenv("EXTRACTOR_PRICES__INPUT", "1")
    monkeypatch.setenv("EXTRACTOR_PRICES__OUTPUT", "10")
    submit(five)
    batches.work()
    collected = collect()
    assert str(collected.usage.cost) == "0.00075"
    assert run(five, Path("run.duckdb")).usage.cost == 2 * collected.usage.cost


def test_an_unknown_price_stays_unknown(batches, five):
    """Half of what is not known is not zero."""
    submit(five)
    batches.work()
    assert collect().usage.cost is None


def test_after_a_collection_a_run_asks_nothing(batches, five):
    """The answers are those of the very same requests."""
    submit(five)
    batches.work()
    collect()
    batches.chat.asked.clear()
    assert run(five, DB).already_done == 5
    assert batches.chat.asked == []


def test_a_run_leaves_alone_what_an_open_batch_is_asked_about(batches, five):
    """Nobody pays for the same answer twice; another document beside them is asked."""
    submit(five)
    answer = batches.chat.respond
    batches.chat.respond = lambda asked: NOTHING if "another town" in asked[-1]["content"] else answer(asked)
    batches.chat.asked.clear()
    other = Document(name="other.txt", text="Officers in another town made 14 arrests.")
    summary = run([*five, other], DB)
    assert (summary.done, summary.in_batches, summary.remaining) == (1, 5, 5)
    assert len(batches.chat.asked) == 1
    batches.work()
    assert collect().done == 5


def test_two_submissions_in_a_row_send_nothing_twice(batches, five):
    """Not while the batch is open, not when it has ended, not when it is collected."""
    submit(five)
    again = submit(five)
    assert (again.requests, again.in_flight, again.batches) == (0, 5, [])
    batches.work()
    assert submit(five).requests == 0
    collect()
    last = submit(five)
    assert (last.requests, last.already_done, last.waiting) == (0, 5, 0)
    assert len(batches.batches) == 1


def test_collecting_twice_changes_nothing(batches, five):
    """No row is added, no run, no cost."""
    submit(five)
    batches.work()
    collect()
    before = [query(f"SELECT * FROM {table} ORDER BY ALL") for table in ("attempt", "run", "run_document")]
    again = collect()
    assert (again.done, again.batches, again.usage.requests) == (0, 0, 0)
    after = [query(f"SELECT * FROM {table} ORDER BY ALL") for table in ("attempt", "run", "run_document")]
    assert after == before


def test_files_are_not_needed_to_collect(batches, five):
    """Texts are stored at submission, under the names they had; metadata too."""
    named = Document(name="a.html", text="Officers made 50 arrests.", published="2026-05-01", media="html")
    batches.chat.respond = lambda _: NOTHING
    submit([named])
    batches.work()
    collect()
    assert query("SELECT name, text, published, media FROM document") == [
        ("a.html", named.text, "2026-05-01", "html")
    ]


def test_an_open_batch_is_waited_for(batches, five):
    """What is not done is neither stored nor sent."""
    submit(five)
    batches.batches["batch_1"]["status"] = "in_progress"
    collected = collect()
    assert (collected.open, collected.waiting, collected.done, collected.to_send) == (1, 5, 0, 0)
    assert query("SELECT status FROM batch") == [("in_progress",)]


def test_large_corpora_become_several_batches(batches, five, monkeypatch):
    """By the number of requests, and by bytes."""
    monkeypatch.setattr(batch_files, "MAX_REQUESTS", 2)
    assert [batch.requests for batch in submit(five).batches] == [2, 2, 1]
    monkeypatch.setattr(batch_files, "MAX_BYTES", 1)
    more = [Document(name="x.txt", text="Nine officers."), Document(name="y.txt", text="Ten officers.")]
    assert [batch.requests for batch in submit(more).batches] == [1, 1]


def test_the_same_text_is_sent_once_and_finished_under_each_name(batches, five):
    """As in a run."""
    twin = Document(name="twin.txt", text=five[0].text)
    submitted = submit([*five, twin])
    assert (submitted.requests, submitted.repeated) == (5, 1)
    batches.work()
    collect()
    names = "SELECT document_name FROM run_document WHERE document_name IN ('0.txt', 'twin.txt') ORDER BY ALL"
    assert query(names) == [("0.txt",), ("twin.txt",)]


def test_what_cannot_be_read_or_sent_fails_by_itself(batches, five):
    """The others are sent."""
    blank = UnreadableDocument("blank.txt", "empty", "The file is empty.")
    half = Document(name="half.txt", text="Nine arrests \ud800 in May.")
    submitted = submit([blank, half, *five])
    assert [(one.name, one.failure.kind) for one in submitted.failed] == [
        ("blank.txt", "empty"),
        ("half.txt", "bad_request"),
    ]
    assert submitted.requests == 5


def test_a_stored_answer_is_not_sent_again(batches, five):
    """Answers of a run that was killed before its verdicts serve at once."""
    run(five[:2], DB)
    with Store.open(DB) as store:
        for table in ("fact", "mention", "finding", "report"):
            store._connection.execute(f"DELETE FROM {table}")
    submitted = submit(five)
    assert (submitted.done, submitted.requests) == (2, 3)


@pytest.mark.parametrize("cap", [{"max_tokens": 50_000}, {"max_cost": 0.02}])
def test_a_cap_bounds_what_is_sent(batches, five, monkeypatch, cap):
    """By an upper estimate, since the count comes another day; at half the price."""
    monkeypatch.setenv("EXTRACTOR_PRICES__INPUT", "1")
    monkeypatch.setenv("EXTRACTOR_PRICES__OUTPUT", "1")
    submitted = submit(five, **cap)
    assert submitted.cap is not None
    assert 0 < submitted.requests < 5
    assert submitted.left == 5 - submitted.requests
    assert submit(five).requests == submitted.left


def test_the_key_goes_to_the_endpoint_that_is_meant_alone(batches, five, monkeypatch):
    """A database may name any address; batches elsewhere are counted and not asked about."""
    submit(five)
    batches.log.clear()
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert (collect().elsewhere, collect().open) == (1, 0)
    assert submit().elsewhere == 5
    with Store.open(DB) as store:
        assert asyncio.run(refresh_batches(load_settings(), store)) == 1
    assert batches.log == []


def test_the_embedded_model_takes_no_batches(monkeypatch, tmp_path):
    """The message says what does."""
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "EXTRACTOR_MODEL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingsError, match="takes no batches") as raised:
        submit([])
    assert "extractor run" in raised.value.hint
