"""What the pipeline asks and what it gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from extractor.run import Attempt, Failure
from extractor.schema import OperationReport

Recall = Callable[[str], Attempt | None]
Keep = Callable[[Attempt], None]


@dataclass(frozen=True, slots=True)
class Question:
    """One piece of one document, put into messages."""

    document_id: str
    piece: tuple[int, int]
    """The stretch of the document that is sent (half-open character offsets)."""
    messages: list[dict[str, str]]
    reask: bool = False
    """True where the messages carry an earlier answer and the reasons why it cannot stand."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question.

    With a report and no failure, all is well. With both, the report is the part of a truncated or partly
    invalid answer that could be read, and the failure says what is missing. With a failure alone, there is
    nothing.
    """

    report: OperationReport | None
    text: str | None
    """The raw text of the last answer; None where none came or none was asked for."""
    attempts: tuple[Attempt, ...]
    """The requests that were made, in order; empty where a stored answer served."""
    failure: Failure | None = None
    reasks: int = 0
    """How often it was asked again because of its form, stored answers counted like fresh ones."""


class Asked(Protocol):
    """What reading a document needs of a model."""

    piece_chars: int
    """Characters of a document sent at a time."""
    concurrency: int
    """Requests at a time."""
    reasks: int
    """How often a piece may be asked again with reasons."""

    async def ask(self, question: Question, *, recall: Recall, keep: Keep) -> Answer:
        """Get an answer, recalled or asked for; what is asked is kept before anything is made of it."""
