"""One document: the model asked piece by piece, every figure checked, the doubtful ones asked about again."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from weakref import WeakValueDictionary

from extractor.document import Document
from extractor.fact import CheckedFact, Fact, Verdict
from extractor.llm import Answer, Asked, Question
from extractor.mention import Mention
from extractor.numbers import read_numbers
from extractor.pipeline.merge import PieceFacts, merge_facts, merge_headers
from extractor.prompt import Prompt, cut_in_two, cut_pieces
from extractor.reconcile import Reconciliation, reconcile
from extractor.run import Attempt, AttemptOutcome, DocumentResult, Failure, ReportHeader
from extractor.schema import OperationReport, to_facts, to_header

DOUBTFUL = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED)
NO_ANSWER = Failure("ask", "empty", "The endpoint gave neither an answer nor a reason.")
Messages = list[dict[str, str]]
Span = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reader:
    """A model with its prompt, shared by all documents of a run."""

    model: Asked
    prompt: Prompt
    recall: Callable[[str], Attempt | None]
    """A stored answer to the very same request, or None."""
    keep: Callable[[Attempt], None]
    """Makes an attempt durable; called before anything is made of the answer."""
    slots: asyncio.Semaphore = field(init=False)
    """One for each request that the endpoint takes at a time."""
    in_flight: WeakValueDictionary[str, asyncio.Lock] = field(init=False)
    """By the words that are sent: two documents may share a piece."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "slots", asyncio.Semaphore(self.model.concurrency))
        object.__setattr__(self, "in_flight", WeakValueDictionary())

    async def ask(self, question: Question) -> Answer:
        """Ask as soon as a slot is free; what is being asked already is waited for, then recalled."""
        sent = json.dumps(question.messages, ensure_ascii=False)
        lock = self.in_flight.setdefault(sent, asyncio.Lock())
        async with lock, self.slots:
            return await self.model.ask(question, recall=self.recall, keep=self.keep)


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer about one piece, with the verdicts that the whole text gives."""

    header: ReportHeader
    answer: str
    """The raw text of the answer."""
    checked: Reconciliation

    @property
    def claims(self) -> tuple[Fact, ...]:
        """The facts as the model gave them."""
        return tuple(checked.fact for checked in self.checked.facts)

    @property
    def doubtful(self) -> tuple[CheckedFact, ...]:
        """The facts worth asking about once more."""
        return tuple(checked for checked in self.checked.facts if checked.verdict in DOUBTFUL)

    @property
    def worth(self) -> tuple[int, int]:
        """More confirmed facts are better; then fewer doubtful ones."""
        confirmed = sum(checked.verdict is Verdict.CONFIRMED for checked in self.checked.facts)
        return confirmed, -len(self.doubtful)


@dataclass(frozen=True, slots=True)
class Piece:
    """What came of one piece of a document."""

    span: Span
    failure: Failure | None = None
    """Why there is no answer, or only a part of one."""
    best: Reading | None = None
    first: Reading | None = None
    """The reading before any re-ask about facts."""


Pieces = tuple[Piece, ...]
"""One piece, or the two that it was cut into."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document and its numbers."""

    document: Document
    mentions: tuple[Mention, ...]

    def check(self, facts: Sequence[Fact]) -> Reconciliation:
        """Verdicts by the whole text, also where only a piece of it was sent."""
        return reconcile(self.document.text, self.mentions, facts, published=self.document.published)

    def judge(self, report: OperationReport, answer: str | None) -> Reading:
        """An answer with its verdicts."""
        return Reading(to_header(report), answer or "", self.check(to_facts(report)))


async def read_one(document: Document, work_key: str, reader: Reader) -> DocumentResult:
    """Take one document from its text to checked facts.

    Args:
        document: The report.
        work_key: The key under which the result is stored.
        reader: The model and its prompt.

    Returns:
        The result; where a piece got no answer or a part of one, with `failure` and the facts there are.

    Raises:
        CapError: what the run may spend does not reach to the end of this document.
    """
    started = time.perf_counter()
    source = Source(document, read_numbers(document.text))
    spans = cut_pieces(document.text, reader.model.piece_chars)
    read = await _all_ended([_read_piece(source, span, reader) for span in spans])
    pieces = [piece for pieces in read for piece in pieces]
    best = [PieceFacts(piece.span, piece.best.claims) for piece in pieces if piece.best]
    first = [PieceFacts(piece.span, piece.first.claims) for piece in pieces if piece.first]
    checked = _check_all(source, merge_facts(document.text, best), pieces)
    return DocumentResult(
        document=document,
        work_key=work_key,
        header=merge_headers([piece.best.header for piece in pieces if piece.best]),
        facts=checked.facts + checked.missed,
        claims=merge_facts(document.text, first),
        ledger=checked.ledger,
        findings=checked.findings,
        failure=_first_failure(pieces),
        seconds=time.perf_counter() - started,
    )


def _check_all(source: Source, facts: tuple[Fact, ...], pieces: Sequence[Piece]) -> Reconciliation:
    """The verdicts on all facts; those of a piece that has them all were given by the whole text already."""
    done = (piece.best.checked for piece in pieces if piece.best and piece.best.claims == facts)
    return next(done, None) or source.check(facts)


async def _all_ended(pieces: Sequence[Awaitable[T]]) -> list[T]:
    """Let every piece end before the first error is raised: the answers are paid for."""
    ended: list[T] = []
    for outcome in await asyncio.gather(*pieces, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
        ended.append(outcome)
    return ended


async def _read_piece(source: Source, span: Span, reader: Reader) -> Pieces:
    """Ask about a piece; where it is too long for the endpoint, about its halves, which are cut no more."""
    whole = await _ask_piece(source, span, reader)
    if whole.failure is None or whole.failure.kind != AttemptOutcome.TOO_LONG:
        return (whole,)
    start, end = span
    middle = start + cut_in_two(source.document.text[start:end])
    if not start < middle < end:
        return (whole,)
    halves = ((start, middle), (middle, end))
    return tuple(await _all_ended([_ask_piece(source, half, reader) for half in halves]))


async def _ask_piece(source: Source, span: Span, reader: Reader) -> Piece:
    messages = reader.prompt.messages(source.document.text[slice(*span)])
    answer = await reader.ask(Question(source.document.id, span, messages))
    if answer.report is None:
        return Piece(span, answer.failure or NO_ANSWER)
    best = first = source.judge(answer.report, answer.text)
    for _ in range(0 if answer.failure else reader.model.reasks - answer.reasks):
        again = await _ask_again(source, span, messages, best, reader)
        if again is None:
            break
        best = max(best, again, key=lambda reading: reading.worth)
    return Piece(span, answer.failure, best, first)


async def _ask_again(
    source: Source, span: Span, messages: Messages, last: Reading, reader: Reader
) -> Reading | None:
    """Ask about the doubtful facts once more; None where there are none, or where no whole answer came."""
    if not last.doubtful:
        return None
    reasons = [reason_of(checked) for checked in last.doubtful]
    again = reader.prompt.reask(messages, last.answer, reasons)
    answer = await reader.ask(Question(source.document.id, span, again, reask=True))
    if answer.report is None or answer.failure is not None:
        return None
    return source.judge(answer.report, answer.text)


def reason_of(checked: CheckedFact) -> str:
    """One line for the model: which of its figures cannot stand, and what the text says of it."""
    fact = checked.fact
    return f"{fact.measure} {fact.value:f} {fact.unit}, quoted as {fact.quote[:300]!r}: {checked.reason}"


def _first_failure(pieces: Sequence[Piece]) -> Failure | None:
    for number, piece in enumerate(pieces, start=1):
        if piece.failure is None:
            continue
        if len(pieces) == 1:
            return piece.failure
        where = f"Piece {number} of {len(pieces)} (characters {piece.span[0]} to {piece.span[1]}): "
        return replace(piece.failure, reason=where + piece.failure.reason)
    return None
