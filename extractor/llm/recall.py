"""A model of which nothing is asked: what was stored about a document answers in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile

from extractor.llm.answer import Answer, Keep, Question, Recall
from extractor.llm.endpoint import EMBEDDED
from extractor.llm.model import ASK_AGAIN, answer_of, recalled
from extractor.llm.narrow import numbered_sentences
from extractor.llm.outcome import Reading
from extractor.run import Attempt, AttemptOutcome, Failure, Run
from extractor.schema import OperationReport

Piece = tuple[int, int]

NOT_STORED = Failure("ask", "not_stored", "No request about this stretch of the document is stored.")


class RecalledModel:
    """The model of one document's result, made of the attempts that are stored.

    Each piece has the readings of its first request and of the re-asks that followed, in order; where a
    request was sent several times, the last answer counts, else the last fault. A re-ask belongs to its piece
    and its place among the re-asks: the reasons it was sent with may be others by the present rules.

    Args:
        run: The run that made the result, for its settings.
        attempts: About one document, by requests such as this run makes; oldest first.
    """

    concurrency = 1

    def __init__(self, run: Run, attempts: Sequence[Attempt]) -> None:
        self.piece_chars = int(run.settings["piece_chars"])
        self.reasks = int(run.settings["reasks"])
        self.incomplete = False
        """True as soon as a question was put that no attempt answers."""
        self._embedded = run.endpoint == EMBEDDED
        self._left = _readings(attempts)

    async def ask(self, question: Question, *, recall: Recall, keep: Keep) -> Answer:  # noqa: ARG002
        """The stored answer, made of readings as a model makes it."""
        left = self._left.get(question.piece, [])
        if not left:
            return self._without(question)
        reading, reasks = left.pop(0), 0
        while not question.reask and reasks < self.reasks and reading.outcome in ASK_AGAIN and left:
            reading, reasks = left.pop(0), reasks + 1
        return answer_of(reading, (), reasks)

    def _without(self, question: Question) -> Answer:
        """A re-ask that was never made is none; a very small model is not asked where no number stands."""
        if self._embedded and not question.reask and not numbered_sentences(question.messages[-1]["content"]):
            return Answer(OperationReport(facts=()), None, ())
        self.incomplete = self.incomplete or not question.reask
        return Answer(None, None, (), NOT_STORED)


def _readings(attempts: Sequence[Attempt]) -> dict[Piece, list[Reading]]:
    """The readings of each piece: of its first request, then of each re-ask, in the order first sent."""
    chosen: defaultdict[Piece, dict[str, Attempt]] = defaultdict(dict)
    for attempt in attempts:
        requests = chosen[(attempt.piece_start, attempt.piece_end)]
        request = attempt.request_hash if attempt.reask else ""
        held = requests.get(request)
        if held is None or held.outcome is not AttemptOutcome.ANSWERED or attempt.outcome is held.outcome:
            requests[request] = attempt
    return {piece: _in_order(requests) for piece, requests in chosen.items() if "" in requests}


def _in_order(requests: Mapping[str, Attempt]) -> list[Reading]:
    """The first request before its re-asks, as far as the answers can be read."""
    ordered = sorted(requests.items(), key=lambda item: item[0] != "")
    return [reading for reading in takewhile(bool, (recalled(attempt) for _, attempt in ordered)) if reading]
