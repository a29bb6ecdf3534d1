"""A model that is asked another day: what is stored answers, and what is missing is noted down to be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extractor.errors import EndpointError
from extractor.llm.answer import Answer, Keep, Question, Recall
from extractor.llm.dialect import Body, mode_of
from extractor.llm.endpoint import Endpoint
from extractor.llm.model import Model, request_hash
from extractor.llm.outcome import Reading
from extractor.prompt import Prompt
from extractor.run import Attempt
from extractor.settings import Settings


class UnansweredError(EndpointError):
    """No answer to a request is stored yet; the request is noted down."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A request without which a document cannot be finished."""

    request_hash: str
    body: Body
    document_id: str
    piece: tuple[int, int]
    mode: str
    reask: bool


class BatchModel:
    """Makes the very same requests as `Model`, and sends none of them.

    Args:
        endpoint: Which model.
        settings: For the shape of requests.
        prompt: The prompt that made the questions' messages.
        refused: How the very same request failed for good, where it did.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        settings: Settings,
        prompt: Prompt,
        refused: Callable[[str], Attempt | None],
    ) -> None:
        self.piece_chars = endpoint.piece_chars
        self.concurrency = endpoint.concurrency
        self.reasks = endpoint.reasks
        self.refused = refused
        self._endpoint = endpoint
        self._settings = settings
        self._prompt = prompt
        self._needed: dict[str, Needed] = {}

    async def ask(self, question: Question, *, recall: Recall, keep: Keep) -> Answer:  # noqa: ARG002
        """The stored answer, in the shape that the endpoint takes by the refusals that are stored.

        Each question finds out that shape anew: otherwise what one document's refusal taught would change the
        requests about others, which are answered already.

        Raises:
            UnansweredError: a request has to be sent first.
        """
        sender = _Sender(self, question)
        model = Model(self._endpoint, self._settings, self._prompt, sender)
        model.reasks = self.reasks
        return await model.ask(question, recall=recall, keep=_kept_already)

    def note(self, needed: Needed) -> None:
        """Remember a request; the same one counts once."""
        self._needed.setdefault(needed.request_hash, needed)

    def take_needed(self) -> tuple[Needed, ...]:
        """The requests noted down since this was called last."""
        needed = tuple(self._needed.values())
        self._needed.clear()
        return needed


class _Sender:
    """Stands where a client would send."""

    def __init__(self, model: BatchModel, question: Question) -> None:
        self._model = model
        self._question = question

    async def exchange(self, body: Body) -> Reading:
        """How this request was refused, as if it had just been; else it is noted down."""
        key = request_hash(body)
        stored = self._model.refused(key)
        if stored is not None:
            return Reading(stored.outcome, stored.reason, stored.answer, status=stored.http_status)
        question = self._question
        reask = question.reask or len(body["messages"]) > len(question.messages)
        needed = Needed(key, body, question.document_id, question.piece, mode_of(body), reask)
        self._model.note(needed)
        raise UnansweredError("No answer to this request is stored yet", kind="unanswered")


def _kept_already(attempt: Attempt) -> None:
    """What is told again was stored when it came."""
