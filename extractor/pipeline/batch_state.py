"""How far batches are: asked of the endpoint, and stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extractor.errors import InputError
from extractor.llm import open_batches
from extractor.pipeline.batch import ABANDONED, UNKNOWN, is_meant, settle_intents, told, utc_now
from extractor.settings import Settings
from extractor.store import Batch, Store

if TYPE_CHECKING:
    from extractor.llm import BatchClient


async def refresh_batches(settings: Settings, store: Store) -> int:
    """Ask the endpoint how far its batches are; returns how many are at another endpoint.

    Raises:
        EndpointError: it cannot be asked.
        SettingsError: the settings mean no endpoint with batches.
    """
    mine, elsewhere = batches_of(settings, store)
    if mine:
        async with open_batches(settings.model_copy(update={"model": mine[0].model})) as client:
            await refresh(client, store)
    return len(elsewhere)


def abandon_batch(batch_id: str, store: Store) -> Batch:
    """Wait no longer for a batch: what it has not answered may be sent again, and paid for again.

    Args:
        batch_id: Its id, or the beginning of it.
        store: An open database.

    Raises:
        InputError: no open batch, or several, have such an id.
    """
    open_ones = [one for one in store.batches() if one.collected_at is None]
    found = [one for one in open_ones if one.id.startswith(batch_id) or one.remote_id == batch_id]
    if len(found) != 1:
        known = ", ".join(one.id for one in open_ones[:5])
        raise InputError(
            f"{'Several open batches begin' if found else 'There is no open batch'} with {batch_id!r}",
            hint=f"Open batches: {known}" if known else "All batches are collected",
            kind="no_batch",
        )
    abandoned = replace(found[0], status=ABANDONED, collected_at=utc_now())
    store.update_batch(abandoned)
    return abandoned


def batches_of(settings: Settings, store: Store) -> tuple[list[Batch], list[Batch]]:
    """Batches that are not collected: at the endpoint that the settings mean, and elsewhere."""
    found = [batch for batch in store.batches() if batch.collected_at is None]
    mine = [batch for batch in found if is_meant(batch.endpoint, batch.model, settings)]
    return mine, [batch for batch in found if batch not in mine]


async def refresh(client: BatchClient, store: Store) -> None:
    """Store what the endpoint tells of every batch that is not collected.

    Raises:
        EndpointError: it cannot be asked.
    """
    await settle_intents(client, store)
    for batch in store.batches():
        asked = batch.endpoint == client.address and batch.collected_at is None and batch.remote_id
        if not asked:
            continue
        remote = await client.retrieve(asked)
        store.update_batch(told(batch, remote) if remote else replace(batch, status=UNKNOWN))
