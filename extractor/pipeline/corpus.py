"""Many documents: what is done is passed over, the rest is worked through, a few at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from extractor.document import Document, UnreadableDocument
from extractor.errors import CapError, EndpointError, ExtractorError, StoreError
from extractor.llm import Model, choose_endpoint, open_budget, open_model
from extractor.pipeline.interrupt import on_interrupt
from extractor.pipeline.one import Reader, read_one
from extractor.pipeline.plan import make_plan
from extractor.pipeline.summary import Progress, RunOutcome, RunSummary, Tally
from extractor.run import Attempt, DocumentResult, Failure
from extractor.settings import Settings
from extractor.store import Store

Work = tuple[Document, str]
"""A document and its work key."""


def ignore_progress(progress: Progress) -> None:
    """For callers that want none."""


async def run_documents(
    documents: Iterable[Document | UnreadableDocument],
    settings: Settings,
    store: Store,
    *,
    progress: Callable[[Progress], None] = ignore_progress,
    limit: int | None = None,
) -> RunSummary:
    """Work through documents, store each as soon as it is done, and never stop for one that fails.

    Ctrl-C once: what is in flight is finished and stored. Twice: all stops at once. The same call goes on. A
    run with a cap stops before it is passed: what was begun is finished where its requests fit.

    Args:
        documents: From the reader, in any order; the same text twice is asked once.
        settings: For the model and the work.
        store: An open database.
        progress: Called in the loop at every change.
        limit: Only the first so many documents.

    Returns:
        The summary, also where the run was interrupted, or stopped by the endpoint or the database (`error`)
        or by a cap (`cap`).

    Raises:
        ExtractorError: nothing was started: no such path, a setting that cannot be used, a database that
            refuses.
    """
    corpus = _Corpus(settings, store, progress)
    inbox = await corpus.sort(islice(documents, limit))
    return await corpus.run(inbox)


@dataclass(frozen=True, slots=True)
class _Inbox:
    """The documents of a run, by what there is to do."""

    pending: list[Work] = field(default_factory=list)
    already_done: list[Work] = field(default_factory=list)
    repeated: list[Work] = field(default_factory=list)
    """Documents with the text of one that came before, under another name."""
    unreadable: list[UnreadableDocument] = field(default_factory=list)


class _Corpus:
    """One run; its state is touched in the event loop's thread alone."""

    def __init__(self, settings: Settings, store: Store, progress: Callable[[Progress], None]) -> None:
        self._settings = settings
        self._store = store
        self._show = progress
        self._plan = make_plan(settings)
        self._budget = open_budget(choose_endpoint(settings), settings)
        self._run = self._plan.new_run()
        self._started = time.perf_counter()
        self._tally = Tally()
        self._interrupts = 0
        self._error: ExtractorError | None = None
        self._cap: CapError | None = None

    async def sort(self, documents: Iterable[Document | UnreadableDocument]) -> _Inbox:
        """Read every document and look up what is done; the model is not needed for that."""
        inbox = _Inbox()
        seen: set[str] = set()
        done = self._store.done_keys()
        in_batches = self._store.work_in_batches()
        for document in documents:
            await asyncio.sleep(0)  # a place where Ctrl-C is heard
            key = self._plan.work_key(document)
            if isinstance(document, UnreadableDocument):
                inbox.unreadable.append(document)
            elif key in seen:
                inbox.repeated.append((document, key))
                continue
            elif key in done:
                inbox.already_done.append((document, key))
            elif key in in_batches:
                self._tally.in_batches += 1
            else:
                inbox.pending.append((document, key))
            seen.add(key)
            self._tally.read.append(document.id)
        return inbox

    async def run(self, inbox: _Inbox) -> RunSummary:
        """Do what there is to do, and record how it ended."""
        self._store.start_run(self._run)
        outcome = RunOutcome.FAILED
        try:
            self._save_unreadable(inbox.unreadable)
            self._link(inbox.already_done)
            self._tally.already_done = len(inbox.already_done)
            outcome = await self._ask_pending(inbox.pending)
            self._link([work for work in inbox.repeated if self._store.is_done(work[1])])
            self._tally.repeated = len(inbox.repeated)
        finally:
            self._store.finish_run(self._run.id, outcome)
        seconds = time.perf_counter() - self._started
        return self._tally.summary(self._run, outcome, seconds, self._error, self._cap)

    def _save_unreadable(self, documents: list[UnreadableDocument]) -> None:
        for document in documents:
            key = self._plan.work_key(document)
            self._save(_failed(document, key, "read", document.kind, document.reason))

    def _link(self, works: list[Work]) -> None:
        self._store.link_results(self._run.id, works)

    async def _ask_pending(self, pending: list[Work]) -> RunOutcome:
        if not pending:
            return RunOutcome.DONE
        self._tally.total = len(pending)
        self._show(self._tally.progress())
        work = asyncio.ensure_future(self._ask_all(pending))

        def interrupt() -> None:
            self._interrupts += 1
            self._tally.stopping = True
            self._show(self._tally.progress())
            if self._interrupts > 1:
                work.cancel()

        with on_interrupt(interrupt):
            try:
                await work
            except asyncio.CancelledError:
                if not self._interrupts:
                    raise
            except ExtractorError as error:
                self._error = error
        if self._error is not None:
            return RunOutcome.FAILED
        return RunOutcome.DONE if self._tally.progress().finished == len(pending) else RunOutcome.INTERRUPTED

    async def _ask_all(self, pending: list[Work]) -> None:
        async with open_model(self._settings, self._budget) as model:
            reader = Reader(model, self._plan.prompt, self._store.stored_answer, self._keep)
            queue = iter(pending)
            await asyncio.gather(*(self._worker(queue, reader, model) for _ in range(model.concurrency)))
            self._error = self._error or model.stopped(ended=True)

    async def _worker(self, queue: Iterator[Work], reader: Reader, model: Model) -> None:
        """Take the next document as long as there is one and nothing speaks against it."""
        while not (self._interrupts or self._error or self._cap) and (work := next(queue, None)) is not None:
            try:
                await self._one(*work, reader)
                self._error = self._error or model.stopped()
            except CapError as error:
                self._cap = self._cap or error
            except (EndpointError, StoreError) as error:
                self._error = self._error or error

    async def _one(self, document: Document, key: str, reader: Reader) -> None:
        """Read and store one document; a fault of this tool that its text brings out is its failure alone."""
        [outcome] = await asyncio.gather(read_one(document, key, reader), return_exceptions=True)
        if isinstance(outcome, DocumentResult):
            self._save(outcome)
        elif isinstance(outcome, CapError | EndpointError | StoreError) or not isinstance(outcome, Exception):
            raise outcome
        else:
            self._save(
                _failed(document, key, "check", "internal", f"This is a fault of the tool: {outcome!r}")
            )

    def _keep(self, attempt: Attempt) -> None:
        self._store.save_attempt(self._run.id, attempt)
        self._tally.usage = self._tally.usage.plus(attempt)
        self._show(self._tally.progress())

    def _save(self, result: DocumentResult) -> None:
        self._store.save_result(self._run.id, result)
        self._tally.add(result)
        self._show(self._tally.progress())


def _failed(
    document: Document | UnreadableDocument, key: str, stage: str, kind: str, reason: str
) -> DocumentResult:
    return DocumentResult(document=document, work_key=key, failure=Failure(stage, kind, reason))
