"""A model of which nothing is asked: what was stored about a document answers in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from extractor.llm.answer import Answer, Keep, Question, Recall
from extractor.llm.endpoint import EMBEDDED
from extractor.llm.model import ASK_AGAIN, answer_of, recalled
from extractor.llm.narrow import numbered_sentences
from extractor.llm.outcome import Reading
from extractor.run import Attempt, AttemptOutcome, Failure, Run
from extractor.schema import OperationReport

Piece = tuple[int, int]

_FOLLOWED = ASK_AGAIN | {AttemptOutcome.ANSWERED}
"""How a first request ends that a re-ask can follow."""
NOT_STORED = Failure("ask", "not_stored", "No request about this stretch of the document is stored.")


class RecalledModel:
    """The model of one document's result, made of the attempts that are stored.

    Each piece has the readings of a first request and of the re-asks that followed its answer, in order.
    Where it was begun with several times, the last that led to a valid answer counts, else the last; where a
    request was sent several times, the last answer, else the last fault. A re-ask belongs to its place among
    the re-asks: the reasons it was sent with may be others by the present rules.

    Args:
        run: The run that made the result, for its settings.
        attempts: About one document, by requests such as this run makes; oldest first.
    """

    concurrency = 1

    def __init__(self, run: Run, attempts: Sequence[Attempt]) -> None:
        self.piece_chars = int(run.settings["piece_chars"])
        self.reasks = int(run.settings["reasks"])
        self.missing: list[Piece] = []
        """Pieces about which a question was put that no attempt answers."""
        self._embedded = run.endpoint == EMBEDDED
        self._left = _readings(attempts)

    async def ask(self, question: Question, *, recall: Recall, keep: Keep) -> Answer:  # noqa: ARG002
        """The stored answer, made of readings as a model makes it."""
        left = self._left.get(question.piece, [])
        if not left:
            return self._without(question)
        readings, most = [left.pop(0)], 1 if question.reask else 1 + self.reasks
        while left and len(readings) < most and readings[-1].outcome in ASK_AGAIN:
            readings.append(left.pop(0))
        return answer_of(readings, ())

    def _without(self, question: Question) -> Answer:
        """A re-ask that was never made is none; a very small model is not asked where no number stands."""
        if self._embedded and not question.reask and not numbered_sentences(question.messages[-1]["content"]):
            return Answer(OperationReport(facts=()), None, ())
        if not question.reask:
            self.missing.append(question.piece)
        return Answer(None, None, (), NOT_STORED)


def _readings(attempts: Sequence[Attempt]) -> dict[Piece, list[Reading]]:
    """The readings of each piece: of its first request, then of each re-ask, in the order first sent."""
    by_piece: defaultdict[Piece, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_piece[(attempt.piece_start, attempt.piece_end)].append(attempt)
    return {piece: _in_order(_decisive(_dialogues(found))) for piece, found in by_piece.items()}


def _dialogues(attempts: Sequence[Attempt]) -> list[list[Attempt]]:
    """Each first request with the re-asks that followed its answer; the one that went on last is last."""
    found: list[list[Attempt]] = []
    for attempt in attempts:
        if not attempt.reask:
            found.append([attempt])
            continue
        begun = [at for at, dialogue in enumerate(found) if dialogue[0].outcome in _FOLLOWED]
        if begun:
            found.append([*found.pop(begun[-1]), attempt])
    return found


def _decisive(dialogues: Sequence[list[Attempt]]) -> list[Attempt]:
    """The last that led to a valid answer, else the last."""
    answered = [
        dialogue
        for dialogue in dialogues
        if any(attempt.outcome is AttemptOutcome.ANSWERED for attempt in dialogue)
    ]
    return next(reversed(answered or dialogues), [])


def _in_order(dialogue: Sequence[Attempt]) -> list[Reading]:
    """The reading of each request, as far as the answers can be read."""
    requests: dict[str, Attempt] = {}
    for attempt in dialogue:
        held = requests.get(attempt.request_hash)
        if held is None or held.outcome is not AttemptOutcome.ANSWERED or attempt.outcome is held.outcome:
            requests[attempt.request_hash] = attempt
    return [reading for reading in takewhile(bool, map(recalled, requests.values())) if reading]
