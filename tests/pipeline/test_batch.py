"""A corpus through the batch interface: the facts of a run, and nothing lost or sent twice on the way."""

import asyncio
import json
from pathlib import Path

import pytest
from scripted import NOTHING, seed_answers
from scripted_batch import as_json
from werkzeug import Response

from extractor.document import Document, UnreadableDocument
from extractor.errors import EndpointError, InputError, SettingsError
from extractor.fact import Fact
from extractor.pipeline import (
    abandon_batch,
    batch_submit,
    collect_batches,
    refresh_batches,
    run_documents,
    submit_documents,
    submit_waiting,
)
from extractor.run import ReportHeader
from extractor.schema import report_json
from extractor.settings import load_settings
from extractor.store import Store, run_query

DB = Path("operations.duckdb")

FACTS = """
SELECT document_name, measure, value, value_max, qualifier, unit, item, force, place, offence, period, quote,
    verdict, reason, number_start, number_end
FROM judged_fact ORDER BY ALL
"""


def facts(db=DB):
    return run_query(db, FACTS).rows


def query(sql, db=DB):
    return run_query(db, sql).rows


def reports(count):
    """Documents with one figure each, and what a perfect reader answers."""
    texts = [f"Officers made {number} arrests in the town." for number in range(11, 11 + count)]
    answers = {
        text: report_json(
            ReportHeader(), [Fact.from_mapping({"measure": "arrests", "value": 11 + at, "quote": text})]
        )
        for at, text in enumerate(texts)
    }
    return [Document(name=f"{at}.txt", text=text) for at, text in enumerate(texts)], answers


def submit(documents=None, **flags):
    settings = load_settings(**flags)
    with Store.open(DB) as store:
        work = submit_waiting if documents is None else submit_documents
        given = (settings, store) if documents is None else (documents, settings, store)
        return asyncio.run(work(*given))


def collect(*, reask=True, **flags):
    with Store.open(DB) as store:
        return asyncio.run(collect_batches(load_settings(**flags), store, reask=reask))


def run(documents, db):
    with Store.open(db) as store:
        return asyncio.run(run_documents(documents, load_settings(db=db), store))


@pytest.fixture
def five(batches):
    """Five documents, and an endpoint that answers them."""
    documents, answers = reports(5)
    batches.chat.answers(answers)
    return documents


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


@pytest.mark.parametrize("status", ["expired", "cancelled", "completed"])
def test_finished_lines_are_kept_and_only_what_is_missing_is_sent(batches, five, status):
    """Of five requests three were answered before the batch ended."""
    submit(five)
    batches.work(status=status, only=3)
    collected = collect()
    assert (collected.done, collected.pending, collected.to_send, collected.reasks) == (3, 2, 2, 0)
    again = submit(five)
    assert (again.requests, again.already_done, again.waiting) == (2, 3, 2)
    batches.work()
    assert (collect().done, len(facts())) == (2, 5)
    assert set(batches.answered.values()) == {1}


def test_an_expired_line_is_an_attempt_with_its_reason(batches, five):
    """It costs nothing."""
    submit(five)
    batches.work(status="expired", only=4)
    collect()
    [row] = query("SELECT outcome, reason, http_status, prompt_tokens FROM attempt WHERE outcome <> 'answered'")
    assert row[0] == "timeout"
    assert "The batch ended before this request" in row[1]
    assert row[2:] == (None, None)


def test_what_is_missing_is_sent_without_naming_files(batches, five):
    """The texts and the settings of the submission are stored."""
    submit(five, temperature=0.5)
    batches.work(status="expired", only=1)
    collect()
    again = submit()
    assert (again.requests, again.waiting) == (4, 4)
    assert {line["body"]["temperature"] for line in batches.requests("batch_2")} == {0.5}
    batches.work()
    assert collect().done == 4


def test_a_batch_that_fails_validation_loses_nothing(batches, five):
    """Its reason is told, and everything is sent again."""
    submit(five)
    batches.fail("Enqueued token limit reached")
    collected = collect()
    assert (collected.batches, collected.to_send, collected.pending) == (1, 5, 5)
    assert "line 1: Enqueued token limit reached" in collected.notes[0]
    assert submit(five).requests == 5


HOPELESS = as_json({"error": {"message": "Your request was rejected", "code": "bad"}}, 400)
BUSY = as_json({"error": {"message": "try later"}}, 503)
FORBIDDEN = as_json({"error": {"message": "no access"}}, 403)


@pytest.mark.parametrize(
    ("line", "outcome", "failed"),
    [
        (HOPELESS, "bad_request", True),
        (FORBIDDEN, "permission", True),
        (BUSY, "server_error", False),
        (as_json({"error": {"message": "slow down"}}, 429), "rate_limited", False),
    ],
    ids=["400", "403", "503", "429"],
)
def test_a_line_that_fails_is_told_apart_as_in_a_run(batches, five, line, outcome, failed):
    """What can heal waits to be sent again; what cannot is its document's failure, and harms no other."""
    answer = batches.chat.respond
    batches.chat.respond = lambda messages: line if " 13 " in messages[-1]["content"] else answer(messages)
    submit(five)
    batches.work()
    collected = collect()
    assert (collected.done, len(collected.failed), collected.to_send) == (4, int(failed), int(not failed))
    assert query("SELECT outcome FROM attempt WHERE outcome <> 'answered'") == [(outcome,)]
    batches.chat.respond = answer
    again = submit(five)
    assert (again.requests, again.already_done) == (1, 4)
    batches.work()
    assert collect().done == 1
    assert len(facts()) == 5


def test_a_refused_option_is_left_out_in_the_next_round(batches, five):
    """As in a run, by the words of the refusal that is stored."""
    refusal = as_json({"error": {"message": "Unsupported value: 'temperature'", "code": "unsupported"}}, 400)
    answer, batches.chat.respond = batches.chat.respond, lambda _: refusal
    submit(five)
    batches.work()
    assert collect().to_send == 5
    batches.chat.respond = answer
    submit()
    assert all("temperature" not in line["body"] for line in batches.requests("batch_2"))
    batches.work()
    assert collect().done == 5


def test_a_piece_that_is_too_long_is_cut_in_the_next_round(batches):
    """Both halves are sent together."""
    text = "Officers made 12 arrests.\n\n" * 40
    too_long = as_json({"error": {"message": "maximum context length exceeded"}}, 400)
    batches.chat.respond = lambda messages: too_long if messages[-1]["content"] == text else NOTHING
    submit([Document(name="long.txt", text=text)])
    batches.work()
    assert collect().to_send == 2
    assert submit().requests == 2
    batches.work()
    assert collect().done == 1


def doubtful(text):
    """An answer whose figure cannot stand."""
    fact = Fact.from_mapping({"measure": "arrests", "value": 99, "quote": text})
    return report_json(ReportHeader(), [fact])


@pytest.mark.parametrize("first", ["no JSON at all", "doubtful"])
def test_a_re_ask_is_a_second_round(batches, first):
    """The same re-ask that a run would send, and the same facts in the end."""
    [document], answers = reports(1)
    told = doubtful(document.text) if first == "doubtful" else first

    def respond(messages):
        return told if messages[-1]["content"] == document.text else answers[document.text]

    batches.chat.respond = respond
    run([document], Path("run.duckdb"))
    submit([document])
    batches.work()
    collected = collect()
    assert (collected.done, collected.to_send, collected.reasks) == (0, 1, 1)
    assert submit().reasks == 1
    batches.work()
    assert collect().done == 1
    assert facts() == facts(Path("run.duckdb"))
    assert set(batches.answered.values()) == {1}
    assert query("SELECT number, reask FROM attempt ORDER BY ALL") == [(1, False), (2, True)]


@pytest.mark.parametrize(("first", "done", "failed"), [("no JSON at all", 0, 1), ("doubtful", 1, 0)])
def test_without_re_asks_answers_are_taken_as_they_are(batches, first, done, failed):
    """Nothing more is sent."""
    [document], _ = reports(1)
    batches.chat.respond = lambda _: doubtful(document.text) if first == "doubtful" else first
    submit([document])
    batches.work()
    collected = collect(reask=False)
    assert (collected.done, len(collected.failed), collected.to_send) == (done, failed, 0)
    assert collect().to_send == 0


STRAY = json.dumps({"custom_id": "nobody", "response": {"status_code": 200, "body": {}}}).encode() + b"\n"

CHANGES = {
    "out of order": (lambda lines: lines[::-1], 5, 0, 0),
    "twice": (lambda lines: lines + lines, 5, 0, 0),
    "unknown": (lambda lines: [STRAY, *lines], 5, 0, 1),
    "cut": (lambda lines: [*lines[:4], lines[4][:50]], 4, 1, 0),
    "no JSON": (lambda lines: [b"<html>\n", b"[]\n", b"\n", *lines], 5, 2, 0),
    "blank": (lambda lines: [line + b"\n" for line in lines], 5, 0, 0),
    "not UTF-8": (lambda lines: [*lines[:4], b'{"custom_id": "\xff"}\n'], 4, 1, 0),
}


@pytest.mark.parametrize(("change", "done", "unreadable", "strange"), CHANGES.values(), ids=CHANGES)
def test_whatever_a_file_looks_like_each_answer_counts_once(batches, five, change, done, unreadable, strange):
    """Lines are known by their custom_id alone; what cannot be read is missing, and is sent again."""
    submit(five)
    batches.work(change=change)
    collected = collect()
    assert (collected.done, collected.to_send) == (done, 5 - done)
    assert (collected.unreadable, collected.strange) == (unreadable, strange)
    assert len(query("SELECT id FROM attempt")) == done


def test_a_file_cut_on_its_way_is_fetched_again(batches, five):
    """What was cut the first time is whole the second."""
    submit(five)
    batches.work()
    whole = batches.files["file-2"]
    batches.faults.append(("GET /v1/files/file-2/content", lambda _: Response(whole[:-300])))
    collected = collect()
    assert (collected.done, collected.unreadable, collected.to_send) == (5, 0, 0)


def test_a_file_that_is_gone_is_told_and_can_be_given_up(batches, five):
    """Nothing is sent again before a person says so."""
    submit(five)
    batches.work()
    del batches.files["file-2"]
    collected = collect()
    assert (collected.open, collected.done) == (1, 0)
    assert "is gone" in collected.notes[0]
    assert submit(five).requests == 0
    with Store.open(DB) as store:
        with pytest.raises(InputError, match="no open batch"):
            abandon_batch("nonsense", store)
        abandon_batch("batch_1", store)
    assert submit(five).requests == 5


def test_a_batch_that_the_endpoint_does_not_know_is_still_waited_for(batches, five):
    """Another key may belong to another project."""
    submit(five)
    held = batches.batches.pop("batch_1")
    collected = collect()
    assert (collected.open, collected.done) == (1, 0)
    assert "another project" in collected.notes[0]
    batches.batches["batch_1"] = held
    batches.work()
    assert collect().done == 5


def test_answers_without_the_name_of_their_file_are_waited_for(batches, five):
    """A batch that says completed before it names its file has lost nothing."""
    submit(five)
    batches.work()
    file_id = batches.batches["batch_1"].pop("output_file_id")
    assert collect().open == 1
    batches.batches["batch_1"]["output_file_id"] = file_id
    assert collect().done == 5


def test_large_corpora_become_several_batches(batches, five, monkeypatch):
    """By the number of requests, and by bytes."""
    monkeypatch.setattr(batch_submit, "MAX_REQUESTS", 2)
    assert [batch.requests for batch in submit(five).batches] == [2, 2, 1]
    monkeypatch.setattr(batch_submit, "MAX_BYTES", 1)
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
        store._connection.execute("DELETE FROM report")
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


def not_found(_):
    return Response("Not Found", 404)


@pytest.mark.parametrize(
    ("fault", "kind", "hint"),
    [
        (Response("Not Found", 404), "no_batches", "extractor run"),
        (Response("", 405), "no_batches", "extractor run"),
        (as_json({"error": {"message": "bad key"}}, 401), "authentication", "OPENAI_API_KEY"),
        (Response("<html>welcome</html>", 200, content_type="text/html"), "not_an_endpoint", "base-url"),
        (as_json({"object": "file"}), "not_an_endpoint", "base-url"),
    ],
)
@pytest.mark.parametrize("step", ["files", "batches"])
def test_an_endpoint_without_batches_is_told_with_what_to_do(batches, five, fault, kind, hint, step):
    """At either step; later all is sent as if nothing had been."""
    batches.faults.append((f"POST /v1/{step}", lambda _: fault))
    with pytest.raises(EndpointError) as raised:
        submit(five)
    assert raised.value.kind == kind
    assert hint in raised.value.hint
    assert submit(five).requests == 5
    batches.work()
    assert collect().done == 5


BREAKS = [Response("busy", 503), as_json({"error": {"message": "slow"}}, 429), Response("", 500)]


@pytest.mark.parametrize("path", ["POST /v1/files", "POST /v1/batches", "GET /v1/batches/.*", "GET /v1/files/.*"])
@pytest.mark.parametrize("fault", BREAKS, ids=["503", "429", "500"])
def test_passing_faults_heal(batches, five, path, fault):
    """By the one retry policy."""
    batches.faults.append((path, lambda _: fault))
    submit(five)
    batches.work()
    assert collect().done == 5
    assert len(batches.batches) == 1


@pytest.mark.parametrize("metadata", [True, False])
def test_a_batch_created_before_the_line_broke_is_not_created_twice(batches, five, metadata):
    """It is looked for by its mark, or by its file where an endpoint keeps no metadata."""
    batches.keeps_metadata = metadata

    def created_but_lost(request):
        batches.answer(request)
        return Response("gateway", 502)

    batches.faults.append(("POST /v1/batches", created_but_lost))
    submit(five)
    assert len(batches.batches) == 1
    batches.work()
    assert collect().done == 5


def test_all_pages_are_looked_through(batches, five):
    """The batch that is looked for is the oldest of many."""

    def created_but_lost(request):
        batches.answer(request)
        return as_json({"strange": True})

    batches.faults.append(("POST /v1/batches", created_but_lost))
    with pytest.raises(EndpointError):
        submit(five)
    for number in range(7):
        batches.batches[f"other_{number}"] = {"id": f"other_{number}", "status": "completed"}
    batches.page = 3
    assert submit(five).requests == 0
    batches.work("batch_1")
    assert collect().done == 5
    assert batches.log.count("GET /v1/batches") >= 3
