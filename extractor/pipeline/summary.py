"""What a run tells: while it goes on (`Progress`), and at its end (`RunSummary`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from extractor.errors import CapError, ExtractorError
from extractor.fact import Verdict
from extractor.run import Attempt, DocumentResult, Failure, Run


class RunOutcome(StrEnum):
    """How an invocation ended."""

    DONE = "done"
    """Every document has its result, be it a failure of its own."""
    FAILED = "failed"
    """The endpoint or the database stopped the whole run; what was done is kept."""
    INTERRUPTED = "interrupted"
    """A person stopped it, or a cap on what it may spend; what was done is kept."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the endpoint was asked for, and what it took."""

    requests: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost: Decimal | None = Decimal(0)
    """US dollars; None as soon as one price is not known, never zero for unknown."""

    def plus(self, attempt: Attempt) -> Usage:
        """This usage and one attempt more."""
        known = self.cost is not None and not _unpriced(attempt)
        return Usage(
            self.requests + 1,
            self.prompt_tokens + (attempt.prompt_tokens or 0),
            self.cached_tokens + (attempt.cached_tokens or 0),
            self.completion_tokens + (attempt.completion_tokens or 0),
            (self.cost or Decimal(0)) + (attempt.cost or Decimal(0)) if known else None,
        )


def _unpriced(attempt: Attempt) -> bool:
    """Whether an attempt used tokens at a price that is not known; a fault before any answer used none."""
    used = (attempt.prompt_tokens, attempt.completion_tokens, attempt.answer)
    return attempt.cost is None and any(found is not None for found in used)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    total: int
    """Documents to be asked in this run."""
    finished: int = 0
    """Of these: stored, be it as a failure."""
    failed: int = 0
    stopping: bool = False
    """A person asked to stop: what is in flight is being finished, nothing new starts."""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class FailedDocument:
    """A document without a full result, and why."""

    document_id: str
    name: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What one invocation did."""

    run_id: str
    model: str
    endpoint: str
    outcome: RunOutcome
    read: int
    """Documents found, readable or not; the same text twice counts once."""
    repeated: int
    """Documents passed over because the same text came before in this run."""
    done: int
    """Documents asked and stored in this run."""
    already_done: int
    """Documents whose result was stored before; nothing was asked."""
    failed: tuple[FailedDocument, ...]
    documents: tuple[str, ...]
    """Ids, in the order read; those of documents that the run did not come to are among them."""
    verdicts: Mapping[Verdict, int]
    """Facts of the documents asked in this run, by verdict."""
    usage: Usage
    seconds: float
    in_batches: int = 0
    """Documents that an open batch is being asked about already; they are among `remaining`."""
    error: ExtractorError | None = None
    """What stopped the run; None unless `outcome` is failed."""
    cap: CapError | None = None
    """The cap that the run stopped at, before it was passed; None where there was none or enough room."""

    @property
    def remaining(self) -> int:
        """Documents that this run did not come to."""
        return self.read - self.done - self.already_done - len(self.failed)


@dataclass(slots=True)
class Tally:
    """The running count behind `Progress` and `RunSummary`."""

    total: int = 0
    stopping: bool = False
    already_done: int = 0
    in_batches: int = 0
    repeated: int = 0
    read: list[str] = field(default_factory=list)
    """Ids, in the order read."""
    done: int = 0
    failed: list[FailedDocument] = field(default_factory=list)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    usage: Usage = field(default_factory=Usage)

    def add(self, result: DocumentResult) -> None:
        """Count one stored result."""
        self.verdicts.update(checked.verdict for checked in result.facts)
        if result.failure is None:
            self.done += 1
        else:
            self.failed.append(FailedDocument(result.document.id, result.document.name, result.failure))

    def progress(self) -> Progress:
        """How far the run is now."""
        asked = [failed for failed in self.failed if failed.failure.stage != "read"]
        return Progress(self.total, self.done + len(asked), len(asked), self.stopping, self.usage)

    def summary(
        self,
        run: Run,
        outcome: RunOutcome,
        seconds: float,
        error: ExtractorError | None = None,
        cap: CapError | None = None,
    ) -> RunSummary:
        """What the run did, at its end."""
        return RunSummary(
            run_id=run.id,
            model=run.model,
            endpoint=run.endpoint,
            outcome=outcome,
            read=len(self.read),
            repeated=self.repeated,
            done=self.done,
            already_done=self.already_done,
            failed=tuple(self.failed),
            documents=tuple(self.read),
            verdicts={verdict: self.verdicts[verdict] for verdict in Verdict},
            usage=self.usage,
            seconds=seconds,
            in_batches=self.in_batches,
            error=error,
            cap=cap,
        )
