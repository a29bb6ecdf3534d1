"""One model, shared by all workers: a question becomes requests, each kept, until there is an answer."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from extractor.errors import AnswerError, EndpointError
from extractor.llm.answer import Answer, Keep, Question, Recall
from extractor.llm.brake import Brake
from extractor.llm.budget import Budget
from extractor.llm.cost import cost_of
from extractor.llm.dialect import Body, Dialect, mode_of
from extractor.llm.endpoint import Endpoint
from extractor.llm.narrow import narrow_schema, numbered_sentences
from extractor.llm.outcome import Reading
from extractor.llm.refusals import HINTS, Refusals
from extractor.llm.retry import retrying
from extractor.prompt import Prompt
from extractor.run import Attempt, AttemptOutcome, Failure
from extractor.schema import OperationReport, parse_answer, parse_part
from extractor.settings import Settings

PATH = "/chat/completions"
"""Where requests go, below the base URL; part of every request hash."""

ASK_AGAIN = frozenset({AttemptOutcome.INVALID, AttemptOutcome.NOT_JSON})
"""How an answer ends that is sent back with what is wrong with its form."""
_SENT_BACK = 20_000
"""Characters of a bad answer that are sent back with the reason; nobody pays for a million facts twice."""
_READABLE_IN_PART = frozenset({AttemptOutcome.INVALID, AttemptOutcome.TRUNCATED})


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
        budget: What the run may spend; without one, there is no cap.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        settings: Settings,
        prompt: Prompt,
        client: Exchanging,
        budget: Budget | None = None,
    ) -> None:
        self.name = endpoint.name
        self.endpoint = endpoint.address
        self.piece_chars = endpoint.piece_chars
        self.concurrency = endpoint.concurrency
        self.reasks = endpoint.reasks
        self._choice = endpoint
        self._settings = settings
        self._prompt = prompt
        self._client = client
        self._budget = budget or Budget()
        self._dialect = Dialect(endpoint, settings)
        self._brake = Brake(settings.max_wait)
        self._refusals = Refusals(f"{self.endpoint}, model {self.name!r}")

    @property
    def mode(self) -> str:
        """How answers are asked for: json_schema, json or text; settled by the first requests."""
        return self._dialect.mode

    def stopped(self, *, ended: bool = False) -> EndpointError | None:
        """Why nothing more is asked of this endpoint: five refusals in a row, or nobody there; else None.

        Args:
            ended: True when all work is done: then fewer than five are enough, if there was nothing else.
        """
        return self._refusals.stopped(ended=ended)

    async def ask(self, question: Question, *, recall: Recall, keep: Keep) -> Answer:
        """Get an answer: recalled, or asked for; sent again where that can heal, re-asked where invalid.

        Args:
            question: A piece of a document, in messages.
            recall: Finds a stored answer to the very same request.
            keep: Called as soon as an exchange has ended, before anything is made of it.

        Raises:
            CapError: the next request might pass what the run may spend; those before it are kept.
        """
        stop = self.stopped()
        if stop is not None:
            return Answer(None, None, (), Failure("ask", stop.kind, f"Not asked any more: {stop}"))
        sentences = self._sentences(question)
        if sentences == []:
            return Answer(OperationReport(facts=()), None, ())
        schema = None if sentences is None else narrow_schema(sentences)
        dialogue = _Dialogue(question, recall, keep, question.messages, question.reask, schema)
        readings = [await self._settle(dialogue)]
        for _ in range(0 if question.reask else self.reasks):
            last = readings[-1]
            if last.outcome not in ASK_AGAIN:
                break
            answer = (last.text or "")[:_SENT_BACK]
            dialogue.messages = self._prompt.reask(question.messages, answer, [last.reason])
            dialogue.reask = True
            readings.append(await self._settle(dialogue))
        return answer_of(readings, tuple(dialogue.attempts))

    def _sentences(self, question: Question) -> list[str] | None:
        """The sentences that a narrow model is asked about; None for any other model."""
        if not self._choice.narrow:
            return None
        return numbered_sentences(question.messages[self._prompt.document_at]["content"])

    async def _settle(self, dialogue: _Dialogue) -> Reading:
        """One request, in the shape that the endpoint takes."""
        while True:
            body = self._dialect.body(dialogue.messages, dialogue.schema)
            key = request_hash(body)
            stored = recalled(dialogue.recall(key))
            if stored is not None:
                return stored
            reading: Reading = await retrying(self._settings)(self._exchange, body, key, dialogue)
            self._refusals.given_up(reading)
            if reading.outcome is not AttemptOutcome.BAD_REQUEST:
                return reading
            if not self._dialect.adapt(body, reading.reason):
                return reading

    async def _exchange(self, body: Body, key: str, dialogue: _Dialogue) -> Reading:
        async with self._budget.room(body) as settle:
            turn = await self._brake.turn()
            started = datetime.now(UTC).replace(tzinfo=None)
            clock = time.perf_counter()
            reading = await self._client.exchange(body)
            settle(reading)
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
        self._brake.told(reading, turn)
        self._refusals.told(reading)
        return reading


def answer_of(readings: Sequence[Reading], attempts: tuple[Attempt, ...]) -> Answer:
    """What the readings about a question make of it: an answer, the fullest part of one, or a failure.

    Args:
        readings: Of the first request and of the re-asks about its form; the last decides how it ended.
        attempts: The requests that were made.
    """
    last, reasks = readings[-1], len(readings) - 1
    if last.report is not None:
        return Answer(last.report, last.text, attempts, None, reasks)
    failure = Failure("ask", last.outcome.value, _told(last))
    parts = [(part, reading.text) for reading in reversed(readings) if (part := _part_of(reading))]
    report, text = max(parts, key=lambda found: len(found[0].facts), default=(None, last.text))
    return Answer(report, text, attempts, failure, reasks)


def _part_of(reading: Reading) -> OperationReport | None:
    return parse_part(reading.text or "") if reading.outcome in _READABLE_IN_PART else None


def _told(reading: Reading) -> str:
    """Why there is no answer, and what to do where that is in a person's hands."""
    hint = HINTS.get(reading.outcome)
    return reading.reason if hint is None else f"{reading.reason}. {hint}"


def recalled(stored: Attempt | None) -> Reading | None:
    """A stored answer as if it had just come; None where there is none, or it cannot be read any more."""
    if stored is None:
        return None
    if stored.outcome is not AttemptOutcome.ANSWERED:
        return Reading(stored.outcome, stored.reason, stored.answer)
    try:
        return Reading(stored.outcome, text=stored.answer, report=parse_answer(stored.answer or ""))
    except AnswerError:
        return None
