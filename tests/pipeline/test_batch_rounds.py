"""What one batch leaves open, the next one sends: partial batches, lines that fail, re-asks."""

from pathlib import Path

import pytest
from scripted import NOTHING
from scripted_batch import as_json, collect, facts, query, reports, run, submit

from extractor.document import Document
from extractor.fact import Fact
from extractor.run import ReportHeader
from extractor.schema import report_json


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
    [row] = query(
        "SELECT outcome, reason, http_status, prompt_tokens FROM attempt WHERE outcome <> 'answered'"
    )
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
    text = "".join(f"Officers made {number} arrests.\n\n" for number in range(40))
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
