"""Sending: every request that documents still need, in files that the batch interface takes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import IO, TYPE_CHECKING

from extractor.document import Document, UnreadableDocument
from extractor.errors import CapError, EndpointError
from extractor.llm import Needed, batch_cost_of, batch_endpoint, open_batches, open_budget
from extractor.pipeline.batch import (
    Walk,
    failed,
    grouped,
    is_meant,
    not_created,
    settings_of,
    settle_intents,
    told,
    utc_now,
)
from extractor.pipeline.batch_files import Files, Part
from extractor.pipeline.summary import FailedDocument, RunOutcome
from extractor.run import AttemptOutcome, DocumentResult
from extractor.settings import Settings
from extractor.store import Batch, Store

if TYPE_CHECKING:
    from extractor.llm import BatchClient

_SURELY_NOT = frozenset(
    {
        "bad_request",
        "authentication",
        "permission",
        "model_not_found",
        "too_long",
        "rate_limited",
        "no_batches",
    }
)
"""Kinds of refusals after which no batch was created; after any other it has to be looked for."""

Found = Document | UnreadableDocument


@dataclass(slots=True)
class Submitted:
    """What one submission did."""

    batches: list[Batch] = field(default_factory=list)
    requests: int = 0
    """Sent now."""
    reasks: int = 0
    """Those of them that ask again."""
    in_flight: int = 0
    """Needed, and in a batch already that is not collected."""
    waiting: int = 0
    """Documents whose answers are to come."""
    done: int = 0
    """Documents finished without asking, because all their answers were stored."""
    already_done: int = 0
    repeated: int = 0
    """Documents with the text of one that came before."""
    left: int = 0
    """Documents of which nothing was sent because of the cap."""
    failed: list[FailedDocument] = field(default_factory=list)
    """Documents that cannot be read or sent, and why."""
    elsewhere: int = 0
    """Documents that wait for another endpoint than the settings mean."""
    cap: CapError | None = None


async def submit_documents(
    documents: Iterable[Found], settings: Settings, store: Store, *, limit: int | None = None
) -> Submitted:
    """Send what documents need that are not done.

    Nothing is sent whose answer is stored, or that is in a batch which is not collected.

    Args:
        documents: From the reader.
        settings: For the model and the work, as for a run.
        store: An open database.
        limit: Only the first so many documents.

    Raises:
        ExtractorError: the settings mean no endpoint with a batch interface, or it fails; the batches that
            were created before stand.
    """
    batch_endpoint(settings)
    submitted = Submitted()
    async with open_batches(settings) as client:
        await settle_intents(client, store)
        await _Submission(settings, store, client, submitted).send(islice(documents, limit))
    return submitted


async def submit_waiting(settings: Settings, store: Store, *, limit: int | None = None) -> Submitted:
    """Send what is still needed for documents that were submitted before: re-asks, and what a batch left out.

    Each is asked as it was submitted, by the same model, prompt and settings; their files are not needed.

    Raises:
        ExtractorError: as for `submit_documents`.
    """
    submitted = Submitted()
    for run, waiting in grouped(store.waiting_documents()[:limit]):
        if not is_meant(run.endpoint, run.model, settings):
            submitted.elsewhere += len(waiting)
            continue
        group = settings_of(run, settings)
        async with open_batches(group) as client:
            await settle_intents(client, store)
            documents = [replace(one.document, name=name) for one in waiting for name in one.names]
            await _Submission(group, store, client, submitted).send(documents)
    return submitted


class _Submission:
    """The documents that one model is asked about in one way."""

    def __init__(self, settings: Settings, store: Store, client: BatchClient, submitted: Submitted) -> None:
        self._store = store
        self._client = client
        self._told = submitted
        self._walk = Walk(settings, store)
        self._plan = self._walk.plan
        self._budget = open_budget(batch_endpoint(settings), settings, batch_cost_of)
        self._run = self._plan.new_run()
        self._in_flight = store.in_flight()
        self._done = store.done_keys()
        self._standing: dict[str, bool] = {}
        """Work keys met: whether the document waits."""
        self._waiting: list[tuple[Document, str]] = []
        self._linked: list[tuple[Found, str]] = []

    async def send(self, documents: Iterable[Found]) -> None:
        """Sort the documents, write down what they need, and send it."""
        self._store.start_run(self._run)
        outcome = RunOutcome.FAILED
        try:
            with Files() as files:
                for document in documents:
                    await self._meet(document, files)
                self._link_all()
                self._store.save_waiting(self._run.id, self._waiting)
                for part in files.parts:
                    await self._send_part(part)
            outcome = RunOutcome.DONE if self._told.cap is None else RunOutcome.INTERRUPTED
        finally:
            self._store.finish_run(self._run.id, outcome)

    async def _meet(self, document: Found, files: Files) -> None:
        key = self._plan.work_key(document)
        if key in self._standing:
            self._told.repeated += 1
            self._link(document, key)
        elif isinstance(document, UnreadableDocument):
            self._save(failed(document, key, "read", document.kind, document.reason))
        elif key in self._done:
            self._told.already_done += 1
            self._standing[key] = False
            self._link(document, key)
        else:
            await self._need(document, key, files)

    def _link(self, document: Found, key: str) -> None:
        """Another name of a document that was met, or one that is done: it waits too, or has its result."""
        if self._standing[key] and isinstance(document, Document):
            self._waiting.append((document, key))
        else:
            self._linked.append((document, key))

    def _link_all(self) -> None:
        done = self._store.done_keys()
        self._store.link_results(self._run.id, [work for work in self._linked if work[1] in done])

    async def _need(self, document: Document, key: str, files: Files) -> None:
        found = (
            await self._walk.read(document, key)
            if _can_be_sent(document)
            else failed(document, key, "ask", AttemptOutcome.BAD_REQUEST, _SURROGATE)
        )
        if isinstance(found, DocumentResult):
            self._save(found)
            return
        fresh = [
            one
            for one in found
            if one.request_hash not in self._in_flight and one.request_hash not in files.held
        ]
        waits = not fresh or self._fits(fresh)
        if waits:
            for needed in fresh:
                files.add(needed)
            self._told.in_flight += sum(one.request_hash in self._in_flight for one in found)
            self._told.waiting += 1
            self._waiting.append((document, key))
        self._standing[key] = waits

    def _fits(self, fresh: list[Needed]) -> bool:
        """Whether the cap leaves room for all that a document needs; once it does not, for no other."""
        try:
            for needed in fresh if self._told.cap is None else ():
                self._budget.take(needed.body)
        except CapError as error:
            self._told.cap = error
        self._told.left += self._told.cap is not None
        return self._told.cap is None

    def _save(self, result: DocumentResult) -> None:
        self._store.save_result(self._run.id, result)
        self._standing[result.work_key] = False
        if result.failure is None:
            self._told.done += 1
        else:
            document = result.document
            self._told.failed.append(FailedDocument(document.id, document.name, result.failure))

    async def _send_part(self, part: Part) -> None:
        """The batch is written down before it exists, so that a crash at any point leaves a trace of it."""
        batch = Batch(
            id=f"bat_{secrets.token_hex(8)}",
            run_id=self._run.id,
            endpoint=self._plan.endpoint,
            model=self._plan.model,
            requests=len(part.requests),
            submitted_at=utc_now(),
        )
        self._store.save_batch(batch, part.requests)
        batch = await self._create(batch, part.file)
        self._store.update_batch(batch)
        self._told.batches.append(batch)
        self._told.requests += len(part.requests)
        self._told.reasks += sum(request.reask for request in part.requests)

    async def _create(self, batch: Batch, file: IO[bytes]) -> Batch:
        try:
            file_id = await self._client.upload(file, f"{batch.id}.jsonl")
        except EndpointError as error:
            self._store.update_batch(not_created(batch, error.message))
            raise
        batch = replace(batch, input_file_id=file_id)
        self._store.update_batch(batch)
        try:
            return told(batch, await self._client.create(file_id, batch.id))
        except EndpointError as error:
            if error.kind in _SURELY_NOT:
                self._store.update_batch(not_created(batch, error.message))
            raise


_SURROGATE = "The text holds characters that cannot be sent (half a surrogate pair)"


def _can_be_sent(document: Document) -> bool:
    try:
        document.text.encode()
    except UnicodeEncodeError:
        return False
    return True
