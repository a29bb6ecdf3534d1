"""Every way in which an endpoint fails, once: the table that the tests play and that docs/faults.md shows.

python tests/faults.py > docs/faults.md
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from pathlib import Path

from faulty import Line, right_answer
from scripted import completion

from extractor.llm.client import MAX_ANSWER_BYTES

Play = Callable[[Line], None]


class Then(Enum):
    """What the tool does about a fault; the value is what the docs say."""

    AGAIN = "sent again up to `retries` times, after a growing, jittered wait; then the document fails"
    SLOWER = "sent again likewise, while all workers slow down together and then speed up again"
    AFTER_WAIT = "nobody sends anything for as long as it asks (at most `max_wait`), then all do so slower"
    CORRECTED = "asked again with the reason, up to `reasks` times; then the document fails"
    HALVED = "cut in two at a paragraph and each half asked once; then the document fails"
    FAILS = "not sent again; the document fails"
    REFUSED = "not sent again, the document fails; the fifth refusal in a row stops the run"
    READ = "read all the same; the document is done"
    NOBODY = "sent again up to `retries` times; where nobody ever answered, the run stops with what to do"


@dataclass(frozen=True)
class Fault:
    """One fault, how it is played, and what has to come of it."""

    name: str
    play: Play
    outcome: str
    """What the attempt is stored as."""
    status: int | None
    """The HTTP status stored with it; None where no response came."""
    then: Then
    said: str = ""
    """Words of the reason that the user sees."""

    @property
    def slug(self) -> str:
        """The name as a word for a document."""
        return re.sub(r"\W+", " ", self.name).strip().lower()


def report(number: int, note: str = "") -> str:
    """A report of two paragraphs, with a word that tells the endpoint how to treat it."""
    words = f" Note: {note}." if note else ""
    return "\n\n".join(f"Officers made {n} arrests in Dover.{words}" for n in (number, number + 1))


def fault_of(text: str) -> Fault | None:
    """The fault that a report asks for."""
    return BY_SLUG.get(text.partition("Note: ")[2].partition(".")[0])


def error(status: int, code: str | None = None, **headers: str) -> Play:
    """An error in the form that OpenAI-compatible endpoints share."""
    body = {"error": {"message": "told so", "type": "error", "code": code}}
    return lambda line: line.reply(status, body, **headers)


def http(name: str, status: int, outcome: str, then: Then, code: str | None = None, **headers: str) -> Fault:
    """A fault that is such an error."""
    return Fault(name, error(status, code, **headers), outcome, status, then, f"HTTP {status}: told so")


def says(change: Callable[[str], str], **told: str) -> Play:
    """A completion whose content is the right answer, changed."""
    return lambda line: line.answer(change(right_answer(line.text)), **told)


def body(change: Callable[[dict], object], kind: str = "application/json") -> Play:
    """Something else than the completion it should be."""
    return lambda line: line.reply(200, change(completion(right_answer(line.text))), kind)


def without_content(finish: str = "stop", refusal: str | None = None) -> Play:
    """A completion whose content is null."""
    return lambda line: line.reply(200, completion(None, finish=finish, refusal=refusal))


def value(written: str) -> Play:
    """The right answer with its number written in another way."""
    return says(lambda answer: re.sub(r'"value": (\d+)', rf'"value": {written}', answer))


def a_date(line: Line) -> None:
    """429 with a date."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    error(429, Retry_After=soon)(line)


def invalid_utf8(line: Line) -> None:
    """A byte that no UTF-8 holds, in the middle of the answer."""
    line.reply(200, json.dumps(completion("@")).encode().replace(b"@", b"\xff"))


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
NOT_A_COMPLETION = "The endpoint answered with something that is no chat completion"
CUT_OFF = "The answer was cut off at the limit of output tokens"
NO_OBJECT = "The answer is no JSON object"
NO_FIT = "The answer does not fit the schema"
TOO_MUCH = f"The answer is longer than {MAX_ANSWER_BYTES:,} bytes"
NO_CONNECTION = "No connection to the endpoint"

FAULTS = (
    http("400", 400, "bad_request", Then.FAILS),
    http("401", 401, "authentication", Then.REFUSED),
    http("402, no credit", 402, "permission", Then.REFUSED),
    http("403", 403, "permission", Then.REFUSED),
    http("404, no such model", 404, "model_not_found", Then.REFUSED, "model_not_found"),
    Fault(
        "404, no such page",
        lambda line: line.reply(404, "<h1>Not Found</h1>", "text/html"),
        "not_an_endpoint",
        404,
        Then.REFUSED,
        "HTTP 404",
    ),
    http("408", 408, "timeout", Then.AGAIN),
    http("409", 409, "server_error", Then.AGAIN),
    http("413", 413, "too_long", Then.HALVED),
    http("400, longer than the context", 400, "too_long", Then.HALVED, "context_length_exceeded"),
    http("429", 429, "rate_limited", Then.SLOWER),
    http("429, Retry-After in seconds", 429, "rate_limited", Then.AFTER_WAIT, Retry_After="1"),
    Fault("429, Retry-After as a date", a_date, "rate_limited", 429, Then.AFTER_WAIT, "HTTP 429: told so"),
    http("429, retry-after-ms", 429, "rate_limited", Then.AFTER_WAIT, retry_after_ms="20"),
    http("429, Retry-After above two minutes", 429, "rate_limited", Then.AFTER_WAIT, Retry_After="3600"),
    http("429, nothing left to spend", 429, "permission", Then.REFUSED, "insufficient_quota"),
    http("500", 500, "server_error", Then.AGAIN),
    http("502", 502, "server_error", Then.AGAIN),
    http("503", 503, "server_error", Then.AGAIN),
    http("503, with Retry-After", 503, "server_error", Then.AFTER_WAIT, Retry_After="1"),
    http("504", 504, "server_error", Then.AGAIN),
    http("529", 529, "server_error", Then.SLOWER),
    Fault(
        "reset before the headers", lambda line: line.reset(), "connection", None, Then.AGAIN, NO_CONNECTION
    ),
    Fault(
        "reset within the headers",
        lambda line: line.reset(b"HTTP/1.1 200 OK\r\nContent-"),
        "connection",
        None,
        Then.AGAIN,
        NO_CONNECTION,
    ),
    Fault(
        "reset after the headers",
        lambda line: line.reset(HEAD + b"Content-Length: 99\r\n\r\n{"),
        "connection",
        None,
        Then.AGAIN,
        NO_CONNECTION,
    ),
    Fault(
        "no answer in time",
        lambda line: line.say(b"", pause=4),
        "timeout",
        None,
        Then.AGAIN,
        "No answer within",
    ),
    Fault(
        "a byte a second",
        lambda line: line.say(HEAD + b"\r\n", *[b" "] * 60, pause=1),
        "timeout",
        None,
        Then.AGAIN,
        "No answer within",
    ),
    Fault(
        "an answer without end",
        lambda line: line.say(HEAD + b"\r\n", *[b" " * 100_000] * 100),
        "invalid",
        200,
        Then.CORRECTED,
        TOO_MUCH,
    ),
    Fault(
        "HTML with 200",
        lambda line: line.reply(200, "<html><body>Welcome</body></html>", "text/html"),
        "not_an_endpoint",
        200,
        Then.REFUSED,
        NOT_A_COMPLETION,
    ),
    Fault(
        "an empty body",
        lambda line: line.reply(200, ""),
        "not_an_endpoint",
        200,
        Then.REFUSED,
        NOT_A_COMPLETION,
    ),
    Fault("wrong content type", body(json.dumps, "text/plain"), "answered", 200, Then.READ),
    Fault(
        "`choices: []`",
        body(lambda it: {**it, "choices": []}),
        "empty",
        200,
        Then.FAILS,
        "The answer is empty",
    ),
    Fault("null content", without_content(), "empty", 200, Then.FAILS, "The answer is empty"),
    Fault(
        "refusal",
        without_content(refusal="I cannot help"),
        "refused",
        200,
        Then.FAILS,
        "The model refused: I cannot help",
    ),
    Fault(
        "content filter",
        without_content(finish="content_filter"),
        "filtered",
        200,
        Then.FAILS,
        "The endpoint's content filter withheld the answer",
    ),
    Fault(
        "finish_reason length",
        says(lambda it: it[:-9], finish="length"),
        "truncated",
        200,
        Then.FAILS,
        CUT_OFF,
    ),
    Fault("JSON cut short", says(lambda it: it[:-9]), "not_json", 200, Then.CORRECTED, NO_OBJECT),
    Fault("prose", says(lambda _: "I see some arrests."), "not_json", 200, Then.CORRECTED, NO_OBJECT),
    Fault("JSON inside prose", says(lambda it: f"Here it is: {it} Good luck!"), "answered", 200, Then.READ),
    Fault("JSON inside a code fence", says(lambda it: f"```json\n{it}\n```"), "answered", 200, Then.READ),
    Fault(
        "a body cut short",
        body(lambda it: json.dumps(it)[:-9]),
        "not_an_endpoint",
        200,
        Then.REFUSED,
        NOT_A_COMPLETION,
    ),
    Fault("a number as a string", value(r'"\1"'), "answered", 200, Then.READ),
    Fault("a number as it is printed", value('"1,400"'), "invalid", 200, Then.CORRECTED, NO_FIT),
    Fault(
        "extra fields",
        says(lambda it: it.replace('"facts"', '"mood": "good", "facts"')),
        "answered",
        200,
        Then.READ,
    ),
    Fault(
        "missing fields with a default",
        says(lambda it: re.sub(r'"(item|force|place|offence)": null, ', "", it)),
        "answered",
        200,
        Then.READ,
    ),
    Fault(
        "missing fields without one",
        says(lambda it: re.sub(r'"value": \d+, ', "", it)),
        "invalid",
        200,
        Then.CORRECTED,
        NO_FIT,
    ),
    Fault("NaN", value("NaN"), "invalid", 200, Then.CORRECTED, NO_FIT),
    Fault("1e400", value("1e400"), "invalid", 200, Then.CORRECTED, NO_FIT),
    Fault(
        "a million facts",
        says(lambda it: it.replace('"facts": [', '"facts": [' + "0," * 1_000_000)),
        "invalid",
        200,
        Then.CORRECTED,
        TOO_MUCH,
    ),
    Fault(
        "ten thousand facts",
        says(lambda it: it.replace('"facts": [', '"facts": [' + "0," * 10_000)),
        "invalid",
        200,
        Then.CORRECTED,
        NO_FIT,
    ),
    Fault("invalid UTF-8", invalid_utf8, "not_an_endpoint", 200, Then.REFUSED, NOT_A_COMPLETION),
    Fault(
        "half a surrogate pair, escaped",
        says(lambda it: it.replace(" arrests", " \\ud800")),
        "invalid",
        200,
        Then.CORRECTED,
        NO_FIT,
    ),
    Fault("half a surrogate pair", says(lambda it: f"\ud800{it}"), "answered", 200, Then.READ),
    Fault("NUL", says(lambda it: f"\0{it}\0"), "answered", 200, Then.READ),
)

BY_SLUG = {fault.slug: fault for fault in FAULTS}

NOWHERE = (
    ("connection refused", "connection", NO_CONNECTION),
    ("a host name that nobody knows", "connection", NO_CONNECTION),
    ("a certificate that nobody vouches for", "connection", "certificate"),
    ("TLS where the endpoint speaks none", "connection", NO_CONNECTION),
    ("no connection in time", "connection", NO_CONNECTION),
)
"""Faults of an address, met before anything is sent: name, outcome, words."""


def page() -> str:
    """docs/faults.md: the words of `tests/faults.md` around the table."""
    words = (Path(__file__).parent / "faults.md").read_text(encoding="utf-8")
    return words.replace("@table@\n", "".join(f"{line}\n" for line in table()))


def table() -> Iterator[str]:
    """The table, a line a fault."""
    yield "| fault | what happens | what is stored | what the user sees |"
    yield "|---|---|---|---|"
    for fault in FAULTS:
        status = "" if fault.status is None else f", HTTP {fault.status}"
        ends = "document done" if fault.then is Then.READ else f"document failed: `{fault.outcome}`"
        seen = f"“{fault.said} …”" if fault.said else "nothing: the answer serves"
        yield f"| {fault.name} | {fault.then.value} | attempt `{fault.outcome}`{status}; {ends} | {seen} |"
    for name, outcome, said in NOWHERE:
        stored = f"attempt `{outcome}`; document failed: `{outcome}`"
        yield f"| {name} | {Then.NOBODY.value} | {stored} | “… {said} …” |"


if __name__ == "__main__":
    sys.stdout.write(page())
