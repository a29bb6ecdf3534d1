"""A corpus through an endpoint's batch interface: what both ends of it share.

`batch_submit` sends requests, `batch_collect` brings their answers home. Between the two lies a day, perhaps
another machine state and perhaps a crash, so all that is needed to go on stands in the database.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from extractor.document import Document, UnreadableDocument
from extractor.errors import StoreError
from extractor.llm import BatchModel, Needed, UnansweredError, batch_endpoint
from extractor.pipeline.one import Reader, read_one
from extractor.pipeline.plan import make_plan
from extractor.run import Attempt, DocumentResult, Failure, Run
from extractor.settings import Settings
from extractor.store import Batch, Store, WaitingDocument
from extractor.store.batches import INTENDED

if TYPE_CHECKING:
    from extractor.llm import BatchClient, RemoteBatch

NOT_CREATED = "not_created"
UNKNOWN = "unknown"
ABANDONED = "abandoned"

_ASKED_WITH = ("max_output_tokens", "piece_chars", "reasks", "seed", "temperature")


class Walk:
    """Reads documents as a run does, by the answers that are stored; what is missing comes as requests.

    Args:
        settings: Of the submission.
        store: An open database.
        reask: False to take answers as they are, where a run would ask again.
    """

    def __init__(self, settings: Settings, store: Store, *, reask: bool = True) -> None:
        self.plan = make_plan(settings)
        self._model = BatchModel(batch_endpoint(settings), settings, self.plan.prompt, store.final_refusal)
        if not reask:
            self._model.reasks = 0
        self._reader = Reader(self._model, self.plan.prompt, store.stored_answer, _kept_already)

    async def read(self, document: Document, work_key: str) -> DocumentResult | tuple[Needed, ...]:
        """The result of a document, or the requests without which there is none."""
        reading = read_one(document, work_key, self._reader)
        [outcome] = await asyncio.gather(reading, return_exceptions=True)
        needed = self._model.take_needed()
        if isinstance(outcome, UnansweredError):
            return needed
        if isinstance(outcome, DocumentResult):
            return outcome
        if isinstance(outcome, StoreError) or not isinstance(outcome, Exception):
            raise outcome
        return failed(document, work_key, "check", "internal", f"This is a fault of the tool: {outcome!r}")


def failed(
    document: Document | UnreadableDocument, key: str, stage: str, kind: str, reason: str
) -> DocumentResult:
    """The result of a document that has none."""
    return DocumentResult(document=document, work_key=key, failure=Failure(stage, kind, reason))


def utc_now() -> datetime:
    """The present moment, UTC without zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def settings_of(run: Run, settings: Settings) -> Settings:
    """The settings of a submission, with the key, time-outs and prices of today.

    Args:
        run: The submission's.
        settings: Of this invocation; they mean the same endpoint.
    """
    asked_with = {name: run.settings[name] for name in _ASKED_WITH}
    where = {"model": run.model, "base_url": run.endpoint, "prompt": run.prompt_name}
    return settings.model_copy(update={**where, **asked_with})


def grouped(waiting: Iterable[WaitingDocument]) -> list[tuple[Run, list[WaitingDocument]]]:
    """Documents that can be finished together, with the last submission of each group."""
    groups: dict[str, tuple[Run, list[WaitingDocument]]] = {}
    for one in waiting:
        _, documents = groups.get(same_requests(one.run), (one.run, []))
        documents.append(one)
        groups[same_requests(one.run)] = (one.run, documents)
    return list(groups.values())


def same_requests(run: Run) -> str:
    """What two submissions share whose requests about the same piece are the same."""
    settings = {name: run.settings[name] for name in _ASKED_WITH}
    parts = (run.model, run.endpoint, run.prompt_name, run.prompt_hash, run.schema_hash, settings)
    return json.dumps(parts, sort_keys=True)


def is_meant(address: str, model: str, settings: Settings) -> bool:
    """Whether the settings mean this endpoint; only then is it told the key.

    Raises:
        SettingsError: the settings mean no endpoint at all.
    """
    return batch_endpoint(settings.model_copy(update={"model": model})).address == address


def told(batch: Batch, remote: RemoteBatch) -> Batch:
    """A batch with what the endpoint tells of it now."""
    return replace(
        batch,
        remote_id=remote.id,
        status=remote.status,
        reason=remote.reason,
        input_file_id=remote.input_file_id or batch.input_file_id,
        output_file_id=remote.output_file_id,
        error_file_id=remote.error_file_id,
        completed=remote.completed,
        failed=remote.failed,
        expires_at=remote.expires_at,
    )


async def settle_intents(client: BatchClient, store: Store) -> None:
    """Find out what became of batches that may have been created just before a crash or a broken line.

    Raises:
        EndpointError: the endpoint cannot be asked; they stay as they are, and nothing is sent twice.
    """
    intents = [one for one in store.batches() if one.status == INTENDED and one.endpoint == client.address]
    if not intents:
        return
    found = await client.find({batch.id: batch.input_file_id for batch in intents})
    for batch in intents:
        remote = found.get(batch.id)
        store.update_batch(told(batch, remote) if remote else not_created(batch, "It was never created."))


def not_created(batch: Batch, reason: str) -> Batch:
    """A batch that does not exist at the endpoint: its requests are free to be sent."""
    return replace(batch, status=NOT_CREATED, reason=reason, collected_at=utc_now())


def _kept_already(attempt: Attempt) -> None:
    """A line is stored when it is collected."""
