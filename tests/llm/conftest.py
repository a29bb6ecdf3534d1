"""Scripted endpoints: a real HTTP server on loopback that says what the test tells it to."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from werkzeug import Response

from extractor.errors import EndpointError
from extractor.llm import Answer, Question, open_model
from extractor.prompt import load_prompt
from extractor.run import Attempt
from extractor.settings import load_settings


def _reply(body, status=200, *, content_type=None, **headers):
    """One HTTP response: a mapping becomes JSON, a text or bytes go as they are."""
    is_json = isinstance(body, dict)
    data = json.dumps(body) if is_json else body
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return Response(
        data, status, named, content_type=content_type or ("application/json" if is_json else "text/html")
    )


@pytest.fixture(scope="session")
def reply():
    return _reply


@dataclass
class Scripted:
    """An endpoint that gives its replies in order, the last one again and again, and remembers what came."""

    url: str
    replies: list = field(default_factory=list)
    bodies: list[dict] = field(default_factory=list)
    headers: list[dict] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    mode: str = ""
    stopped: EndpointError | None = None
    """Why nothing more is asked, at the end of the last `ask`."""

    def handle(self, request):
        self.bodies.append(json.loads(request.data))
        self.headers.append(dict(request.headers))
        turn = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return turn if isinstance(turn, Response) else turn(request)

    async def ask(
        self,
        *replies,
        text: str = "Police made nine arrests.",
        recall: Callable[[str], Attempt | None] = lambda _: None,
        reask: bool = False,
        times: int = 1,
        **settings,
    ) -> Answer:
        """Script the replies and ask about a text; a callable makes its reply of the request."""
        self.replies[:] = replies
        defaults = {"model": "scripted", "base_url": self.url, "retries": 2, "max_wait": 0.01}
        question = Question("doc_1", (0, len(text)), load_prompt().messages(text), reask)
        async with open_model(load_settings(**defaults | settings)) as model:
            try:
                for _ in range(times):
                    answer = await model.ask(question, recall=recall, keep=self.attempts.append)
                return answer
            finally:
                self.mode = model.mode
                self.stopped = model.stopped(ended=True)

    @property
    def outcomes(self):
        return [attempt.outcome.value for attempt in self.attempts]


@pytest.fixture
def scripted(httpserver):
    endpoint = Scripted(httpserver.url_for("/v1"))
    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(endpoint.handle)
    return endpoint
