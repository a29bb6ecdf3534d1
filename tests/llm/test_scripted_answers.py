"""What a scripted endpoint answers: each outcome told apart, kept at once, and acted on as it deserves."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from extractor.llm.client import MAX_ANSWER_BYTES
from extractor.llm.model import request_hash
from extractor.prompt import load_prompt
from extractor.schema import model_schema, to_facts

GOOD = '{"facts": [{"quote": "nine arrests", "measure": "arrests", "value": 9}]}'
BAD = '{"facts": [{"quote": "nine arrests", "measure": "arrests", "value": "1,200"}]}'
MIXED = (
    '{"facts": [{"quote": "nine arrests", "measure": "arrests", "value": 9},'
    ' {"quote": "x", "measure": "y", "value": 1}]}'
)


def completion(content=GOOD, *, finish="stop", **message):
    """The body of a chat completion."""
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": content, **message},
    }
    usage = {
        "prompt_tokens": 100,
        "completion_tokens": 20,
        "total_tokens": 120,
        "prompt_tokens_details": {"cached_tokens": 60},
    }
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [choice],
        "usage": usage,
    }


ONCE = [
    pytest.param(completion(), "answered", id="valid"),
    pytest.param(completion(f"```json\n{GOOD}\n```"), "answered", id="in a code fence"),
    pytest.param(completion(GOOD[:50], finish="length"), "truncated", id="cut off"),
    pytest.param(completion(GOOD, finish="length"), "truncated", id="cut off where it looks whole"),
    pytest.param(completion(None, refusal="I cannot help"), "refused", id="refusal"),
    pytest.param(completion(None, finish="content_filter"), "filtered", id="filtered"),
    pytest.param(completion(GOOD, finish="content_filter"), "filtered", id="filtered, with content"),
    pytest.param(completion(""), "empty", id="empty content"),
    pytest.param(completion(" \n "), "empty", id="blank content"),
    pytest.param(completion(None), "empty", id="null content"),
    pytest.param({**completion(), "choices": []}, "empty", id="no choices"),
    pytest.param({**completion(), "choices": [{"finish_reason": "stop"}]}, "empty", id="no message"),
]

NO_ENDPOINT = [
    pytest.param("<html><body>Welcome to the hotel</body></html>", {}, id="HTML"),
    pytest.param("", {}, id="an empty body"),
    pytest.param("[1, 2]", {"content_type": "application/json"}, id="a list"),
    pytest.param('"ok"', {"content_type": "application/json"}, id="a word"),
    pytest.param({"status": "ok"}, {}, id="another object"),
    pytest.param({"choices": "none"}, {}, id="choices that are no list"),
    pytest.param('{"choices": [', {"content_type": "application/json"}, id="JSON cut short"),
    pytest.param(b"\xff\xfe\x00{}", {"content_type": "application/json"}, id="no UTF-8"),
]

INVALID = [
    pytest.param(BAD, "invalid", "'1,200' is no plain number", id="a number as it is printed"),
    pytest.param(
        '{"facts": [{"quote": "q", "measure": "cash"}]}', "invalid", "value is missing", id="a field missing"
    ),
    pytest.param(GOOD.replace("9", "NaN"), "invalid", "'NaN' is no plain number", id="NaN"),
    pytest.param(GOOD.replace("9", "1e400"), "invalid", "less than", id="1e400"),
    pytest.param(GOOD.replace("nine", "\\ud800"), "invalid", "unicode", id="half a surrogate pair"),
    pytest.param('{"facts": [' + "0," * 100_000 + "0]}", "invalid", "facts", id="a hundred thousand facts"),
    pytest.param("I see nine arrests.", "not_json", "no JSON object", id="prose"),
    pytest.param(GOOD[:40], "not_json", "no JSON object", id="JSON cut short"),
]


@pytest.mark.parametrize(("body", "outcome"), ONCE)
async def test_an_outcome_is_told_apart_and_asked_for_once(body, outcome, scripted, reply):
    """What the same request would only bring again is not asked for again."""
    answer = await scripted.ask(reply(body))
    assert scripted.outcomes == [outcome]
    if outcome == "answered":
        assert [fact.value for fact in to_facts(answer.report)] == [9]
        assert answer.failure is None
    else:
        assert (answer.failure.stage, answer.failure.kind) == ("ask", outcome)
        assert answer.failure.reason


@pytest.mark.parametrize(("content", "outcome", "words"), INVALID)
async def test_an_answer_that_does_not_fit_is_asked_for_again_with_the_reason(
    content, outcome, words, scripted, reply
):
    """The second request is the first one, the answer or its beginning, and what was wrong."""
    answer = await scripted.ask(reply(completion(content)), reply(completion()))
    first, second = scripted.bodies
    assert scripted.outcomes == [outcome, "answered"]
    assert second["messages"][: len(first["messages"])] == first["messages"]
    assert second["messages"][-2] == {"role": "assistant", "content": content[:20_000]}
    assert words in second["messages"][-1]["content"]
    assert [attempt.reask for attempt in answer.attempts] == [False, True]
    assert [attempt.number for attempt in answer.attempts] == [1, 2]
    assert answer.failure is None


@pytest.mark.parametrize(("reasks", "requests"), [(0, 1), (1, 2), (3, 4)])
async def test_asking_again_is_bounded(reasks, requests, scripted, reply):
    """A model that never learns costs so much and no more."""
    answer = await scripted.ask(reply(completion("no")), reasks=reasks)
    assert len(scripted.bodies) == requests
    assert (answer.report, answer.failure.kind) == (None, "not_json")


async def test_a_reask_is_not_asked_again(scripted, reply):
    """Whoever asks with reasons counts for himself."""
    await scripted.ask(reply(completion("no")), reask=True)
    assert scripted.outcomes == ["not_json"]
    assert scripted.attempts[0].reask


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(completion(MIXED), "invalid", id="one fact of two is wrong"),
        pytest.param(completion(GOOD[:-1], finish="length"), "truncated", id="cut off behind a fact"),
    ],
)
async def test_what_can_be_read_of_a_bad_answer_is_kept_beside_the_failure(body, kind, scripted, reply):
    """The good facts are not lost, and the loss of the others is not hidden."""
    answer = await scripted.ask(reply(body), reasks=0)
    assert [fact.quote for fact in to_facts(answer.report)] == ["nine arrests"]
    assert answer.failure.kind == kind


@pytest.mark.parametrize(("body", "headers"), NO_ENDPOINT)
async def test_what_is_no_chat_completion_is_a_refusal(body, headers, scripted, reply):
    """Each is a failure and an attempt; an address that gives nothing else is the wrong address."""
    answer = await scripted.ask(reply(body, **headers))
    assert answer.failure.kind == scripted.stopped.kind == "not_an_endpoint"
    assert "no chat completion" in answer.failure.reason
    assert scripted.outcomes == ["not_an_endpoint"]


@pytest.mark.parametrize(("body", "headers"), NO_ENDPOINT)
async def test_what_is_no_chat_completion_is_told_in_text_mode_too(body, headers, scripted, reply):
    """Where instructor does not stand in between."""
    no = reply({"error": {"message": "response_format is unknown"}}, 400)
    answer = await scripted.ask(no, no, reply(body, **headers))
    assert scripted.outcomes == ["bad_request", "bad_request", "not_an_endpoint"]
    assert answer.failure.kind == "not_an_endpoint"


async def test_a_completion_under_a_wrong_content_type_is_read_all_the_same(scripted, reply):
    """A gateway's header costs no document."""
    answer = await scripted.ask(reply(json.dumps(completion()), content_type="text/plain"))
    assert scripted.outcomes == ["answered"]
    assert answer.report is not None


async def test_an_endless_answer_is_given_up(scripted, reply):
    """Memory is bounded, whatever is sent."""
    padding = "x" * MAX_ANSWER_BYTES
    answer = await scripted.ask(reply(completion(padding)), reply(completion()))
    assert scripted.outcomes == ["invalid", "answered"]
    assert scripted.bodies[1]["messages"][-1]["content"].endswith("The answer is longer than 1,000,000 bytes")
    assert answer.failure is None


async def test_what_is_sent_is_what_is_hashed_and_nothing_else(scripted, reply):
    """The request: strict schema, fixed seed, no time, no key; its hash is the key of its answer."""
    answer = await scripted.ask(reply(completion()), max_output_tokens=500)
    [body] = scripted.bodies
    assert body == {
        "model": "scripted",
        "messages": load_prompt().messages("Police made nine arrests."),
        "temperature": 0.0,
        "seed": 1,
        "max_tokens": 500,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "operation_report", "strict": True, "schema": model_schema()},
        },
    }
    assert answer.attempts[0].request_hash == request_hash(body)


@pytest.mark.parametrize("document", ["{{ 7*7 }} {% if %}", "a\u2028b\x00 😀", '"}]}'])
async def test_a_document_reaches_the_endpoint_unchanged(document, scripted, reply):
    """No template engine stands in between."""
    await scripted.ask(reply(completion()), text=document)
    assert scripted.bodies[0]["messages"][-1] == {"role": "user", "content": document}


async def test_an_attempt_says_what_it_cost(scripted, reply):
    """Tokens are the endpoint's own count, per request, a re-ask counted by itself; prices are exact."""
    prices = {"input": "1.00", "cached": "0.10", "output": "5"}
    await scripted.ask(reply(completion(BAD)), reply(completion()), prices=prices)
    told = [(one.prompt_tokens, one.cached_tokens, one.completion_tokens) for one in scripted.attempts]
    assert told == [(100, 60, 20), (100, 60, 20)]
    assert {one.cost for one in scripted.attempts} == {Decimal("0.000146")}


async def test_an_unknown_price_is_unknown(scripted, reply):
    """Never zero."""
    await scripted.ask(reply(completion()))
    assert scripted.attempts[0].cost is None


async def test_a_stored_answer_is_not_asked_for(scripted, reply):
    """The same request is never paid for twice."""
    await scripted.ask(reply(completion()))
    [stored] = scripted.attempts
    again = await scripted.ask(reply(completion("no")), recall={stored.request_hash: stored}.get)
    assert len(scripted.bodies) == 1
    assert (to_facts(again.report)[0].value, again.text, again.attempts) == (9, GOOD, ())


async def test_a_stored_answer_to_a_reask_is_found_too(scripted, reply):
    """After a crash between the two, the first is asked again and the second is not."""
    await scripted.ask(reply(completion(BAD)), reply(completion()))
    stored = scripted.attempts[1]
    again = await scripted.ask(reply(completion(BAD)), recall={stored.request_hash: stored}.get)
    assert len(scripted.bodies) == 3
    assert [attempt.outcome for attempt in again.attempts] == ["invalid"]
    assert again.failure is None


async def test_a_stored_answer_that_cannot_be_read_is_asked_for_anew(scripted, reply):
    """It is no answer."""
    await scripted.ask(reply(completion()))
    broken = replace(scripted.attempts[0], answer="{")
    await scripted.ask(reply(completion()), recall=lambda _: broken)
    assert scripted.outcomes == ["answered", "answered"]


async def test_an_attempt_is_kept_before_anything_is_made_of_it(scripted, reply):
    """If keeping fails, nothing else happens."""

    def full(attempt):
        raise OSError("disk full")

    scripted.attempts = type("Full", (), {"append": staticmethod(full)})()
    with pytest.raises(OSError, match="disk full"):
        await scripted.ask(reply(completion(BAD)), reply(completion()))
    assert len(scripted.bodies) == 1
