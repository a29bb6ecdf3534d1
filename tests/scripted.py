"""Scripted endpoints: OpenAI-compatible HTTP on loopback that answers what a test says, and remembers."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from extractor.fact import Fact
from extractor.run import ReportHeader
from extractor.schema import report_json

SEEDS = Path(__file__).parents[1] / "seeds"
NOTHING = report_json(ReportHeader(), [])


def scripted_key() -> str:
    """A key that looks real, made here so that no file holds anything like one."""
    return "-".join(("sk", "proj", hashlib.sha512(b"scripted").hexdigest()[:64]))


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    """A chat completion as endpoints send it; 100 tokens in, 20 out."""
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, "refusal": refusal},
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


@dataclass
class ScriptedEndpoint:
    """What it answers, and what it was asked."""

    base_url: str
    respond: Callable[[list[dict[str, str]]], str | Response] = lambda _: NOTHING
    """From the messages of a request to the content of the answer, or to a whole response."""
    delay: float = 0.0
    models: tuple[str, ...] = ("scripted",)
    """What it lists."""
    asked: list[list[dict[str, str]]] = field(default_factory=list)
    """The messages of every request, in order."""
    _lock: Lock = field(default_factory=Lock)

    def handle(self, request: Request) -> Response:
        messages = json.loads(request.get_data())["messages"]
        with self._lock:
            self.asked.append(messages)
        time.sleep(self.delay)
        answer = self.respond(messages)
        if isinstance(answer, Response):
            return answer
        return Response(json.dumps(completion(answer)), content_type="application/json")

    def list_models(self, _: Request) -> Response:
        listed = {"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]}
        return Response(json.dumps(listed), content_type="application/json")

    def answers(self, told: dict[str, str | Sequence[str]]) -> None:
        """Answer by the document that stands in a message; of several answers the first comes first."""
        left = {text: [found] if isinstance(found, str) else list(found) for text, found in told.items()}

        def respond(messages: list[dict[str, str]]) -> str:
            text = next(message["content"] for message in messages if message["content"] in left)
            with self._lock:
                return left[text].pop(0) if len(left[text]) > 1 else left[text][0]

        self.respond = respond


@pytest.fixture(scope="session")
def scripted_server() -> Iterator[HTTPServer]:
    """One server for all tests, because to stop one takes half a second; it serves many at a time."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


@pytest.fixture
def scripted(scripted_server, monkeypatch) -> ScriptedEndpoint:
    """A scripted endpoint of this test's own, with the environment pointing there."""
    endpoint = ScriptedEndpoint(scripted_server.url_for("/v1"))
    scripted_server.clear()
    chat = scripted_server.expect_request("/v1/chat/completions", method="POST")
    chat.respond_with_handler(endpoint.handle)
    scripted_server.expect_request("/v1/models", method="GET").respond_with_handler(endpoint.list_models)
    monkeypatch.setenv("OPENAI_BASE_URL", endpoint.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "no-real-key")
    monkeypatch.setenv("EXTRACTOR_MODEL", "scripted")
    return endpoint


def gold(text_file: Path) -> dict[str, Any]:
    """The gold record beside a text."""
    return json.loads(text_file.with_suffix(".gold.json").read_text())


def gold_facts(text_file: Path) -> list[Fact]:
    """The facts of the gold record beside a text."""
    return [Fact.from_mapping(row) for row in gold(text_file)["facts"]]


def gold_answer(text_file: Path, facts: Sequence[Fact] | None = None) -> str:
    """What a perfect reader answers for a seed: the gold record as a model would write it.

    Args:
        text_file: The text of the seed.
        facts: Other facts than those of the record.
    """
    record = gold(text_file)
    lists = ("operation_names", "forces", "places")
    header = ReportHeader(
        report_type=record["report_type"],
        **{key: tuple(record[key]) for key in lists},
        **{key: record[key] for key in ("start_date", "end_date", "published")},
    )
    return report_json(header, gold_facts(text_file) if facts is None else facts)


def seed_answers() -> dict[str, str]:
    """The answer of a perfect reader for each of the five seeds."""
    return {path.read_text(): gold_answer(path) for path in sorted(SEEDS.glob("*.txt"))}
