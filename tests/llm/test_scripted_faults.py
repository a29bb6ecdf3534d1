"""Every way a scripted endpoint fails: told apart, kept, sent again where that can heal, and never else."""

import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scripted import scripted_key
from werkzeug import Response

KEY = scripted_key()
GOOD = {
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": '{"facts": []}'}}
    ]
}


def error(message="no", code=None):
    """An error in the form that OpenAI-compatible endpoints share."""
    return {"error": {"message": message, "type": "error", "code": code}}


HEALING = [
    (408, "timeout"),
    (409, "server_error"),
    (429, "rate_limited"),
    (500, "server_error"),
    (502, "server_error"),
    (503, "server_error"),
    (504, "server_error"),
    (529, "server_error"),
]

LASTING = [
    pytest.param(400, error("bad"), "bad_request", id="400"),
    pytest.param(422, error("bad"), "bad_request", id="422"),
    pytest.param(413, error("big"), "too_long", id="413"),
    pytest.param(400, error("no", "context_length_exceeded"), "too_long", id="400, too long by its code"),
    pytest.param(
        400, error("exceeds the available context size"), "too_long", id="400, too long by its words"
    ),
    pytest.param(400, error("no", "content_filter"), "filtered", id="400, filtered"),
    pytest.param(501, error("no"), "server_error", id="501"),
    pytest.param(200, error("upstream died", 501), "server_error", id="an error with status 200"),
]

HOPELESS = [
    pytest.param(401, error("no such key"), ("authentication", "OPENAI_API_KEY"), id="401"),
    pytest.param(402, error("no credit"), ("permission", "balance"), id="402"),
    pytest.param(403, error("not yours"), ("permission", "rights"), id="403"),
    pytest.param(404, error("model 'x' does not exist"), ("model_not_found", "--model"), id="404, model"),
    pytest.param(404, "<h1>Not Found</h1>", ("not_an_endpoint", "/v1"), id="404, page"),
    pytest.param(405, "no", ("not_an_endpoint", "/v1"), id="405"),
    pytest.param(
        429, error("pay", "insufficient_quota"), ("permission", "balance"), id="429, nothing left to spend"
    ),
]

REFUSED_OPTIONS = [
    pytest.param(["'response_format' of type 'json_schema' is not supported"], "json", set(), id="no schema"),
    pytest.param(
        ["json_schema: unknown", "response_format: unknown"], "text", set(), id="no JSON mode either"
    ),
    pytest.param(
        ["Unsupported value: 'temperature' does not support 0"],
        "json_schema",
        {"temperature"},
        id="temperature",
    ),
    pytest.param(["unknown field seed"], "json_schema", {"seed"}, id="seed"),
    pytest.param(
        ["'max_tokens' is not supported. Use 'max_completion_tokens' instead."],
        "json_schema",
        {"max_tokens"},
        id="the older name",
    ),
]


def soon(seconds):
    """An HTTP date."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(("status", "outcome"), HEALING)
async def test_what_can_heal_is_sent_again(status, outcome, scripted, reply):
    """The very same request, until an answer comes; each attempt is kept under its number."""
    answer = await scripted.ask(reply(error(), status), reply("busy", status), reply(GOOD))
    assert scripted.outcomes == [outcome, outcome, "answered"]
    assert scripted.bodies[0] == scripted.bodies[1] == scripted.bodies[2]
    assert [one.number for one in answer.attempts] == [1, 2, 3]
    assert [one.http_status for one in answer.attempts] == [status, status, 200]
    assert answer.failure is None


@pytest.mark.parametrize("retries", [0, 1, 3])
async def test_sending_again_is_bounded(retries, scripted, reply):
    """By one setting; nobody else repeats a request behind its back."""
    answer = await scripted.ask(reply(error("overloaded"), 503), retries=retries)
    assert len(scripted.bodies) == retries + 1
    assert answer.failure.kind == "server_error"
    assert answer.failure.reason == "HTTP 503: overloaded"


@pytest.mark.parametrize(("status", "body", "outcome"), LASTING)
async def test_what_cannot_heal_fails_at_once(status, body, outcome, scripted, reply):
    """One request, one attempt, a failure of this document alone."""
    answer = await scripted.ask(reply(body, status))
    assert scripted.outcomes == [outcome]
    assert answer.failure.kind == outcome
    assert answer.report is None


@pytest.mark.parametrize(("status", "body", "told"), HOPELESS)
async def test_what_no_document_can_get_past_stops_the_run(status, body, told, scripted, reply):
    """After five in a row, with what to do; each is kept, and what would be the sixth is not sent."""
    kind, hint = told
    answer = await scripted.ask(reply(body, status), times=8)
    assert scripted.outcomes == [kind] * 5
    assert (answer.failure.kind, scripted.stopped.kind) == (kind, kind)
    assert hint in scripted.stopped.hint
    assert hint in answer.failure.reason


@pytest.mark.parametrize(("status", "body", "told"), HOPELESS)
async def test_a_stray_refusal_is_a_failure_of_its_document_alone(status, body, told, scripted, reply):
    """An answer in between shows that the endpoint takes others; the count starts anew."""
    no, good = reply(body, status), reply(GOOD)
    await scripted.ask(no, no, no, no, good, no, no, no, no, good, times=10)
    assert scripted.outcomes == ([told[0]] * 4 + ["answered"]) * 2
    assert scripted.stopped is None


@pytest.mark.parametrize(("status", "body", "told"), HOPELESS)
async def test_a_short_run_that_met_nothing_but_refusals_says_so(status, body, told, scripted, reply):
    """It has no fifth document to wait for."""
    await scripted.ask(reply(body, status), times=2)
    assert (scripted.stopped.kind, scripted.outcomes) == (told[0], [told[0]] * 2)


@pytest.mark.parametrize(
    "headers", [{"Retry_After": "0.2"}, {"retry_after_ms": "200"}, {"Retry_After": "3600", "x": "1"}]
)
async def test_the_wait_an_endpoint_asks_for_is_kept_within_the_setting(headers, scripted, reply):
    """Not shorter than asked, and never longer than `max_wait`."""
    started = time.monotonic()
    await scripted.ask(reply(error(), 429, **headers), reply(GOOD), max_wait=0.3)
    assert 0.2 <= time.monotonic() - started < 20
    assert scripted.outcomes == ["rate_limited", "answered"]


@pytest.mark.parametrize(("refusals", "mode", "without"), REFUSED_OPTIONS)
async def test_what_an_endpoint_does_not_take_is_left_out(refusals, mode, without, scripted, reply):
    """Found out from its own words; the answer then comes as from any other."""
    answer = await scripted.ask(
        *(reply(error(words), 400) for words in refusals), reply(GOOD), max_output_tokens=500
    )
    first, last = scripted.bodies[0], scripted.bodies[-1]
    assert scripted.outcomes == ["bad_request"] * len(refusals) + ["answered"]
    assert scripted.mode == answer.attempts[-1].mode == mode
    assert set(first) - set(last) - {"response_format"} == without
    assert ("max_completion_tokens" in last) == ("max_tokens" in without)


@pytest.mark.parametrize(("refusals", "kind"), [(1, {"type": "json_object"}), (2, None)])
async def test_where_the_schema_cannot_be_sent_its_words_are(refusals, kind, scripted, reply):
    """In the system message, so that the document stays alone in its own."""
    no = reply(error("response_format is not supported"), 400)
    await scripted.ask(*[no] * refusals, reply(GOOD))
    body = scripted.bodies[-1]
    assert body.get("response_format") == kind
    assert "JSON Schema" in body["messages"][0]["content"]
    assert '"additionalProperties": false' in body["messages"][0]["content"]
    assert body["messages"][1:] == scripted.bodies[0]["messages"][1:]


async def test_a_refusal_that_names_nothing_is_a_failure(scripted, reply):
    """No guessing at what might help."""
    answer = await scripted.ask(reply(error("response_format, seed"), 400), reply(error("no"), 400))
    assert answer.failure.reason == "HTTP 400: no"
    assert len(scripted.bodies) == 2


async def test_an_answer_that_takes_too_long_is_given_up_and_asked_again(scripted, reply):
    """The limit is on the whole exchange."""

    def slow(request):
        time.sleep(1)
        return reply(GOOD)

    await scripted.ask(slow, reply(GOOD), timeout=0.8)
    assert scripted.outcomes == ["timeout", "answered"]
    assert scripted.attempts[0].seconds == pytest.approx(0.8, abs=0.5)


async def test_an_answer_that_drips_is_given_up(scripted, reply):
    """A byte now and then does not hold a worker for ever."""

    def drip(request):
        def body():
            for _ in range(100):
                time.sleep(0.05)
                yield b" "

        return Response(body(), content_type="application/json")

    answer = await scripted.ask(drip, timeout=0.4, retries=0)
    assert answer.failure.kind == "timeout"
    assert answer.failure.reason == "No answer within 0.4 seconds"


def server_that(deed):
    """A socket that takes connections and does something rude with each; returns its base URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    deed(listener)
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


async def test_a_refused_connection_stops_the_run_after_its_retries(scripted):
    """Nobody is there."""
    listener, url = server_that(lambda listener: None)
    listener.close()
    answer = await scripted.ask(base_url=url, times=2)
    assert answer.failure.kind == scripted.stopped.kind == "connection"
    assert "--base-url" in scripted.stopped.hint
    assert scripted.outcomes == ["connection"] * 3


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"]
)
async def test_a_connection_that_breaks_is_tried_again(said, scripted):
    """Before, within and behind the headers."""
    listener, url = server_that(lambda listener: None)

    def hang_up():
        for _ in range(3):
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.sendall(said)
            connection.close()

    thread = threading.Thread(target=hang_up)
    thread.start()
    answer = await scripted.ask(base_url=url)
    thread.join()
    listener.close()
    assert answer.failure.kind == scripted.stopped.kind == "connection"
    assert scripted.outcomes == ["connection"] * 3


async def test_a_host_without_a_name_is_no_connection(scripted):
    """The reason names what failed."""
    answer = await scripted.ask(base_url="http://nowhere.invalid/v1", retries=0)
    assert "No connection" in answer.failure.reason
    assert scripted.outcomes == ["connection"]


async def test_half_a_surrogate_pair_is_a_failure_of_its_document(scripted, reply):
    """It cannot be sent, and it breaks nothing."""
    answer = await scripted.ask(reply(GOOD), text="nine \ud800 arrests")
    assert answer.failure.kind == "bad_request"
    assert scripted.bodies == []


async def test_the_key_is_sent_and_appears_nowhere_else(scripted, reply, monkeypatch, caplog, capfd):
    """Not in an attempt, an error, a log or the terminal, even where the endpoint says it back."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    answer = await scripted.ask(reply(error(f"Incorrect API key provided: {KEY}"), 401))
    assert scripted.headers[0]["Authorization"] == f"Bearer {KEY}"
    seen = (
        repr(scripted.attempts),
        repr(answer),
        repr(scripted.stopped),
        caplog.text,
        *capfd.readouterr(),
    )
    assert [place for place in seen if KEY in place] == []


async def test_nothing_is_written_to_log_or_terminal(scripted, reply, caplog, capfd):
    """Faults are rows; libraries keep quiet."""
    await scripted.ask(reply(error(), 500), reply({"choices": []}))
    assert [record for record in caplog.records if record.name != "werkzeug"] == []
    assert capfd.readouterr() == ("", "")


def exceptions_of(module):
    """Every exception class that a library shows."""
    return [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Exception)]


def test_every_exception_of_the_libraries_is_caught():
    """What openai and instructor raise derives from what the client catches; none can escape unmapped."""
    import instructor.core.exceptions
    import openai
    from instructor.core.exceptions import InstructorError

    seen = [*exceptions_of(openai), *exceptions_of(instructor.core.exceptions)]
    assert len(seen) > 30
    caught = (openai.OpenAIError, InstructorError, ValueError)
    assert [kind for kind in seen if not issubclass(kind, caught)] == []
