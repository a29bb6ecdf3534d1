"""Bringing home: what batches have answered is stored, and the documents that it completes are finished."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from extractor import __version__
from extractor.fact import Verdict
from extractor.llm import Line, batch_cost_of, batch_endpoint, open_batches
from extractor.pipeline.batch import (
    UNKNOWN,
    Walk,
    grouped,
    is_meant,
    same_requests,
    settings_of,
    utc_now,
)
from extractor.pipeline.batch_state import batches_of, refresh
from extractor.pipeline.summary import FailedDocument, RunOutcome, Tally, Usage
from extractor.run import Attempt, AttemptOutcome, DocumentResult, Run
from extractor.settings import Settings
from extractor.store import Batch, BatchRequest, Store, WaitingDocument

if TYPE_CHECKING:
    from extractor.llm import BatchClient

TERMINAL = frozenset({"completed", "expired", "cancelled", "failed"})
"""The states in which a batch brings nothing more."""
_CHUNK = 500
"""Lines that are stored in one transaction."""


@dataclass(slots=True)
class Collected:
    """What one collection did."""

    lines: Counter[AttemptOutcome] = field(default_factory=Counter)
    """Lines stored now, by how they ended."""
    unreadable: int = 0
    """Lines that are no JSON: cut short, mostly."""
    strange: int = 0
    """Lines about requests that are not in their batch."""
    batches: int = 0
    """Batches that are closed now."""
    open: int = 0
    """Batches that are still waited for."""
    elsewhere: int = 0
    """Open batches at another endpoint than the settings mean."""
    waiting: int = 0
    """Documents whose answers are still to come from a batch."""
    pending: int = 0
    """Documents for which more has to be sent first."""
    to_send: int = 0
    """The requests that they need."""
    reasks: int = 0
    """Those of them that ask again."""
    outdated: int = 0
    """Documents that were submitted by another version of the prompt or schema."""
    done: int = 0
    failed: Sequence[FailedDocument] = ()
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    notes: list[str] = field(default_factory=list)
    """What a person has to know of single batches."""


async def collect_batches(settings: Settings, store: Store, *, reask: bool = True) -> Collected:
    """Store what the batches have answered, and finish the documents that have all their answers.

    Doing it again changes nothing and pays nothing. Stopped at any moment, it goes on where it was.

    Args:
        settings: For endpoint, key and prices; models and prompts are those of the submissions.
        store: An open database.
        reask: False to take answers as they are, where a run would ask again.

    Raises:
        EndpointError: the endpoint cannot be asked, or a file not be fetched; what was stored stands.
        SettingsError: the settings mean no endpoint with batches.
    """
    collection = _Collection(settings, store)
    try:
        await collection.fetch_all()
        await collection.finish(reask=reask)
    finally:
        collection.close()
    return collection.summary()


class _Collection:
    """One collection; a run is recorded for each kind of submission once there is something to store."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._told = Collected()
        self._tally = Tally()
        self._runs: dict[str, Run] = {}
        self._finished = False

    async def fetch_all(self) -> None:
        """Store the lines of every batch that has ended."""
        mine, elsewhere = batches_of(self._settings, self._store)
        self._told.elsewhere = len(elsewhere)
        if not mine:
            return
        async with open_batches(self._settings.model_copy(update={"model": mine[0].model})) as client:
            await refresh(client, self._store)
            ids = {batch.id for batch in mine}
            for batch in self._store.batches():
                if batch.id in ids and batch.collected_at is None:
                    await self._fetch(batch, client)

    async def finish(self, *, reask: bool) -> None:
        """Finish the documents that wait for no batch."""
        held = self._store.in_flight()
        for run, waiting in grouped(self._store.waiting_documents()):
            if is_meant(run.endpoint, run.model, self._settings):
                walk = Walk(settings_of(run, self._settings), self._store, reask=reask)
                for document in waiting:
                    await self._finish_one(document, walk, held)
        self._finished = True

    def close(self) -> None:
        """Record how it ended."""
        for run in self._runs.values():
            self._store.finish_run(run.id, RunOutcome.DONE if self._finished else RunOutcome.INTERRUPTED)

    def summary(self) -> Collected:
        """What was done."""
        return replace(
            self._told,
            open=sum(batch.collected_at is None for batch in self._store.batches()) - self._told.elsewhere,
            done=self._tally.done,
            failed=tuple(self._tally.failed),
            verdicts={verdict: self._tally.verdicts[verdict] for verdict in Verdict},
            usage=self._tally.usage,
        )

    async def _fetch(self, batch: Batch, client: BatchClient) -> None:
        if batch.status == UNKNOWN:
            self._note(batch, "the endpoint does not know it: is the key that of another project?")
        elif batch.status in TERMINAL and batch.completed and not batch.output_file_id:
            self._note(batch, "the endpoint does not name its file of answers yet")
        elif batch.status in TERMINAL and await self._fetch_files(batch, client):
            if batch.status != "completed":
                self._told.notes.append(f"{batch.id} {batch.status}{batch.reason and ': '}{batch.reason}")
            self._store.update_batch(replace(batch, collected_at=utc_now()))
            self._told.batches += 1

    def _note(self, batch: Batch, what: str) -> None:
        self._told.notes.append(
            f"{batch.id}: {what}. It is still waited for; "
            f"`extractor batch collect --abandon {batch.id}` frees its requests to be sent and paid again"
        )

    async def _fetch_files(self, batch: Batch, client: BatchClient) -> bool:
        """Store what the files of a batch hold; False where one is gone."""
        for file_id in filter(None, (batch.output_file_id, batch.error_file_id)):
            with TemporaryFile() as file:
                unreadable = 0
                for _ in range(2):  # a line that was cut on its way here is whole the second time
                    if not await client.download(file_id, file):
                        self._note(batch, f"its file {file_id!r} is gone (files are kept for some weeks)")
                        return False
                    unreadable = self._store_lines(batch, client, file)
                    if not unreadable:
                        break
                self._told.unreadable += unreadable
        return True

    def _store_lines(self, batch: Batch, client: BatchClient, file: IO[bytes]) -> int:
        """Store the first line about each request; returns how many lines cannot be read."""
        requests = self._store.batch_requests(batch.id)
        unreadable = strange = 0

        def fresh() -> Iterator[Attempt]:
            nonlocal unreadable, strange
            for line in client.lines(file):
                if line is None:
                    unreadable += 1
                elif (request := requests.get(line.request_hash)) is None:
                    strange += 1
                elif request.outcome is None:
                    outcome = line.reading.outcome
                    requests[line.request_hash] = replace(request, outcome=outcome)
                    yield self._attempt(batch, request, line)

        attempts = fresh()
        while chunk := list(islice(attempts, _CHUNK)):
            self._store_chunk(batch, chunk)
        self._told.strange += 0 if unreadable else strange
        return unreadable

    def _store_chunk(self, batch: Batch, attempts: Sequence[Attempt]) -> None:
        run = self._run_for(self._store.runs([batch.run_id])[batch.run_id])
        self._store.save_lines(run.id, batch.id, attempts)
        for attempt in attempts:
            self._told.lines[attempt.outcome] += 1
            self._tally.usage = self._tally.usage.plus(attempt)

    def _attempt(self, batch: Batch, request: BatchRequest, line: Line) -> Attempt:
        reading = line.reading
        endpoint = batch_endpoint(self._settings.model_copy(update={"model": batch.model}))
        return Attempt(
            request_hash=request.request_hash,
            document_id=request.document_id,
            model=batch.model,
            outcome=reading.outcome,
            started_at=batch.submitted_at,
            seconds=(utc_now() - batch.submitted_at).total_seconds(),
            number=2 if request.reask else 1,
            piece_start=request.piece_start,
            piece_end=request.piece_end,
            mode=request.mode,
            reask=request.reask,
            answer=reading.text,
            reason=reading.reason,
            http_status=reading.status,
            prompt_tokens=reading.usage.prompt,
            cached_tokens=reading.usage.cached,
            completion_tokens=reading.usage.completion,
            cost=batch_cost_of(reading.usage, endpoint, self._settings.prices),
        )

    async def _finish_one(self, one: WaitingDocument, walk: Walk, held: frozenset[str]) -> None:
        if one.in_flight:
            self._told.waiting += 1
            return
        if walk.plan.work_key(one.document) != one.work_key:
            self._told.outdated += 1
            return
        found = await walk.read(one.document, one.work_key)
        if isinstance(found, DocumentResult):
            self._save(one, found)
            return
        fresh = [needed for needed in found if needed.request_hash not in held]
        self._told.waiting += not fresh
        self._told.pending += bool(fresh)
        self._told.to_send += len(fresh)
        self._told.reasks += sum(needed.reask for needed in fresh)

    def _save(self, one: WaitingDocument, result: DocumentResult) -> None:
        run = self._run_for(one.run)
        self._store.save_result(run.id, result)
        self._tally.add(result)
        if result.failure is None and one.names[1:]:
            others = (replace(one.document, name=name) for name in one.names[1:])
            self._store.link_results(run.id, [(other, one.work_key) for other in others])

    def _run_for(self, submission: Run) -> Run:
        """The run under which answers to a submission are stored: the same in all but id, time and code."""
        key = same_requests(submission)
        if key not in self._runs:
            fresh = f"run_{secrets.token_hex(8)}"
            run = replace(submission, id=fresh, started_at=utc_now(), code_version=__version__)
            self._store.start_run(run)
            self._runs[key] = run
        return self._runs[key]
