"""One model, shared by all workers: a question becomes requests, each kept, until there is an answer."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from extractor.errors import AnswerError, EndpointError
from extractor.llm.answer import Answer, Question
from extractor.llm.cost import cost_of
from extractor.llm.dialect import Body, Dialect, mode_of
from extractor.llm.endpoint import Endpoint
from extractor.llm.narrow import narrow_schema, numbered_sentences
from extractor.llm.outcome import Reading
from extractor.llm.retry import retrying
from extractor.prompt import Prompt
from extractor.run import Attempt, AttemptOutcome, Failure
from extractor.schema import OperationReport, parse_answer, parse_part
from extractor.settings import Settings

Recall = Callable[[str], Attempt | None]
Keep = Callable[[Attempt], None]

PATH = "/chat/completions"
"""Where requests go, below the base URL; part of every request hash."""

_ASK_AGAIN = frozenset({AttemptOutcome.INVALID, AttemptOutcome.NOT_JSON})
_READABLE_IN_PART = frozenset({AttemptOutcome.INVALID, AttemptOutcome.TRUNCATED})
_STOPS_THE_RUN = {
    AttemptOutcome.AUTHENTICATION: "Set OPENAI_API_KEY to a key that this endpoint accepts",
    AttemptOutcome.PERMISSION: "The key may not do this; look at the account's rights and balance",
    AttemptOutcome.MODEL_NOT_FOUND: "Name one that is there with --model; `extractor doctor` lists them",
}
_UNPROVEN = {
    *_STOPS_THE_RUN,
    AttemptOutcome.CONNECTION,
    AttemptOutcome.TIMEOUT,
    AttemptOutcome.NOT_AN_ENDPOINT,
}
"""Outcomes that do not show that a model answers at this address."""

_NO_ENDPOINT = {
    AttemptOutcome.CONNECTION: "Is the endpoint running, is --base-url right? `extractor doctor` tries it",
    AttemptOutcome.NOT_AN_ENDPOINT: "Is --base-url right? Most end in /v1",
}


class Exchanging(Protocol):
    """What a model needs of a client."""

    async def exchange(self, body: Body) -> Reading:
        """Send a request body and read what comes back."""


def request_hash(body: Body) -> str:
    """SHA-256 over method, path and canonical JSON of a request; no host and no key is in it."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"POST {PATH}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class _Dialogue:
    """The requests about one question so far."""

    question: Question
    recall: Recall
    keep: Keep
    messages: list[dict[str, str]]
    reask: bool
    schema: dict[str, Any] | None
    attempts: list[Attempt] = field(default_factory=list)


class Model:
    """One endpoint, as the pipeline sees it; made by `open_model`.

    Args:
        endpoint: Which model, and where.
        settings: For retries, re-asks and prices.
        prompt: The prompt that made the questions' messages.
        client: Sends requests.
    """

    def __init__(self, endpoint: Endpoint, settings: Settings, prompt: Prompt, client: Exchanging) -> None:
        self.name = endpoint.name
        self.endpoint = endpoint.address
        self.piece_chars = endpoint.piece_chars
        self.concurrency = endpoint.concurrency
        self.reasks = endpoint.reasks
        self._choice = endpoint
        self._settings = settings
        self._prompt = prompt
        self._client = client
        self._dialect = Dialect(endpoint, settings)
        self._reached = False

    @property
    def mode(self) -> str:
        """How answers are asked for: json_schema, json or text; settled by the first requests."""
        return self._dialect.mode

    async def ask(self, question: Question, *, recall: Recall, keep: Keep) -> Answer:
        """Get an answer: recalled, or asked for; sent again where that can heal, re-asked where invalid.

        Args:
            question: A piece of a document, in messages.
            recall: Finds a stored answer to the very same request.
            keep: Called as soon as an exchange has ended, before anything is made of it.

        Raises:
            EndpointError: nothing can be asked of this endpoint at all: key, rights, model, address.
        """
        sentences = self._sentences(question)
        if sentences == []:
            return Answer(OperationReport(facts=()), None, ())
        schema = None if sentences is None else narrow_schema(sentences)
        dialogue = _Dialogue(question, recall, keep, question.messages, question.reask, schema)
        reading = await self._settle(dialogue)
        for _ in range(0 if question.reask else self.reasks):
            if reading.outcome not in _ASK_AGAIN:
                break
            dialogue.messages = self._prompt.reask(question.messages, reading.text or "", [reading.reason])
            dialogue.reask = True
            reading = await self._settle(dialogue)
        return self._answer(reading, dialogue)

    def _sentences(self, question: Question) -> list[str] | None:
        """The sentences that a narrow model is asked about; None for any other model."""
        if not self._choice.narrow:
            return None
        return numbered_sentences(question.messages[self._prompt.document_at]["content"])

    def _answer(self, reading: Reading, dialogue: _Dialogue) -> Answer:
        attempts = tuple(dialogue.attempts)
        if reading.report is not None:
            return Answer(reading.report, reading.text, attempts)
        self._stop_if_hopeless(reading)
        failure = Failure("ask", reading.outcome.value, reading.reason)
        part = parse_part(reading.text or "") if reading.outcome in _READABLE_IN_PART else None
        return Answer(part, reading.text, attempts, failure)

    def _stop_if_hopeless(self, reading: Reading) -> None:
        hint = _STOPS_THE_RUN.get(reading.outcome)
        if hint is None and not self._reached:
            hint = _NO_ENDPOINT.get(reading.outcome)
        if hint is not None:
            where = f"{self.endpoint}, model {self.name!r}"
            raise EndpointError(f"{reading.reason} ({where})", hint=hint, kind=reading.outcome.value)

    async def _settle(self, dialogue: _Dialogue) -> Reading:
        """One request, in the shape that the endpoint takes."""
        while True:
            body = self._dialect.body(dialogue.messages, dialogue.schema)
            key = request_hash(body)
            stored = _recalled(dialogue.recall(key))
            if stored is not None:
                return stored
            reading: Reading = await retrying(self._settings)(self._exchange, body, key, dialogue)
            if reading.outcome is not AttemptOutcome.BAD_REQUEST:
                return reading
            if not self._dialect.adapt(body, reading.reason):
                return reading

    async def _exchange(self, body: Body, key: str, dialogue: _Dialogue) -> Reading:
        started = datetime.now(UTC).replace(tzinfo=None)
        clock = time.perf_counter()
        reading = await self._client.exchange(body)
        attempt = Attempt(
            request_hash=key,
            document_id=dialogue.question.document_id,
            model=self.name,
            outcome=reading.outcome,
            started_at=started,
            seconds=time.perf_counter() - clock,
            number=len(dialogue.attempts) + 1,
            piece_start=dialogue.question.piece[0],
            piece_end=dialogue.question.piece[1],
            mode=mode_of(body),
            reask=dialogue.reask,
            answer=reading.text,
            reason=reading.reason,
            http_status=reading.status,
            prompt_tokens=reading.usage.prompt,
            cached_tokens=reading.usage.cached,
            completion_tokens=reading.usage.completion,
            cost=cost_of(reading.usage, self._choice, self._settings.prices),
        )
        dialogue.attempts.append(attempt)
        dialogue.keep(attempt)
        self._reached = self._reached or reading.outcome not in _UNPROVEN
        return reading


def _recalled(stored: Attempt | None) -> Reading | None:
    """A stored answer as if it had just come; None where there is none that can be read."""
    if stored is None or stored.answer is None:
        return None
    try:
        return Reading(stored.outcome, text=stored.answer, report=parse_answer(stored.answer))
    except AnswerError:
        return None
