"""What a run over these documents would do and take, before anything is spent; nothing is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from extractor.document import Document, UnreadableDocument
from extractor.llm import (
    Endpoint,
    Usage,
    batch_cost_of,
    batch_endpoint,
    choose_endpoint,
    open_budget,
    prompt_chars,
    will_ask,
)
from extractor.llm.budget import Cost
from extractor.llm.cost import cost_of
from extractor.pipeline.forecast import Forecast, Guess, forecast
from extractor.pipeline.plan import Plan, make_plan
from extractor.prompt import cut_pieces
from extractor.run import Run
from extractor.settings import Settings
from extractor.store import Held, StoreReader, load_answered, load_held, load_uses


class Standing(StrEnum):
    """How a document stands to what is stored."""

    NEW = "new"
    CHANGED = "changed"
    """Its name is stored with another text."""
    OTHERWISE = "otherwise"
    """Done by another model, prompt or settings alone."""
    FAILED = "failed"
    """It failed under the same model, prompt and settings."""
    DONE = "done"
    UNREADABLE = "unreadable"
    REPEATED = "repeated"
    """The text of a document that came before, under another name."""


ASKED = (Standing.NEW, Standing.CHANGED, Standing.OTHERWISE, Standing.FAILED)
"""What a run asks about."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would do and take."""

    model: str
    endpoint: str
    prompt: str
    documents: Mapping[Standing, tuple[str, ...]]
    """Names, in the order read; every standing is there."""
    unreadable: tuple[UnreadableDocument, ...]
    forecast: Forecast
    max_cost: Decimal | None
    max_tokens: int | None

    @property
    def to_ask(self) -> int:
        """Documents that a run asks about."""
        return sum(len(self.documents[standing]) for standing in ASKED)


def look_ahead(
    documents: Iterable[Document | UnreadableDocument],
    settings: Settings,
    store: StoreReader | None,
    *,
    limit: int | None = None,
    batch: bool = False,
) -> Outlook:
    """Say what a run would do with these documents and what it would take.

    Args:
        documents: From the reader, as for a run.
        settings: As for a run.
        store: The database; None where there is none yet.
        limit: Only the first so many documents.
        batch: Whether they are to go through the batch interface, at half the price.

    Raises:
        UsageError: a setting that the run could not use either: no such prompt, a cap without a price.
    """
    plan, endpoint = make_plan(settings), (batch_endpoint if batch else choose_endpoint)(settings)
    cost = batch_cost_of if batch else cost_of
    open_budget(endpoint, settings, cost)
    found = list(islice(documents, limit))
    standings = _standings(found, plan, _held(store, plan, found))
    by_standing = {
        standing: tuple(document.name for document, of in standings if of is standing)
        for standing in Standing
    }
    asked = [document for document, of in standings if of in ASKED and isinstance(document, Document)]
    return Outlook(
        model=plan.model,
        endpoint=plan.endpoint,
        prompt=plan.prompt.name,
        documents=by_standing,
        unreadable=tuple(document for document in found if isinstance(document, UnreadableDocument)),
        forecast=_forecast(asked, plan, settings, store, cost),
        max_cost=settings.max_cost,
        max_tokens=settings.max_tokens,
    )


def _held(store: StoreReader | None, plan: Plan, found: Sequence[Document | UnreadableDocument]) -> Held:
    if store is None:
        return Held()
    keys = [plan.work_key(document) for document in found]
    return load_held(store, keys, [document.name for document in found])


def _standings(
    found: Sequence[Document | UnreadableDocument], plan: Plan, held: Held
) -> list[tuple[Document | UnreadableDocument, Standing]]:
    seen: set[str] = set()
    standings = []
    for document in found:
        key = plan.work_key(document)
        standings.append((document, Standing.REPEATED if key in seen else _standing(document, key, held)))
        seen.add(key)
    return standings


def _standing(document: Document | UnreadableDocument, key: str, held: Held) -> Standing:
    if isinstance(document, UnreadableDocument):
        return Standing.UNREADABLE
    if key in held.outcomes:
        return Standing(held.outcomes[key])
    if document.id in held.done:
        return Standing.OTHERWISE
    named = held.names.get(document.name)
    return Standing.NEW if named in {None, document.id} else Standing.CHANGED


def _lengths(asked: Sequence[Document], run: Run, endpoint: Endpoint, store: StoreReader | None) -> list[int]:
    """Characters of each piece that will be sent."""
    answered = load_answered(store, run) if store else frozenset()
    return [
        end - start
        for document in asked
        for start, end in cut_pieces(document.text, endpoint.piece_chars)
        if (document.id, start, end) not in answered and will_ask(endpoint, document.text[start:end])
    ]


def _forecast(
    asked: Sequence[Document], plan: Plan, settings: Settings, store: StoreReader | None, cost: Cost
) -> Forecast:
    run, endpoint = plan.new_run(), choose_endpoint(settings)

    def price(usage: Usage) -> Decimal | None:
        return cost(usage, endpoint, settings.prices)

    guess = Guess(prompt_chars(endpoint, settings), endpoint.reasks, endpoint.max_output_tokens)
    uses = load_uses(store, run) if store else ()
    return forecast(_lengths(asked, run, endpoint, store), uses, guess, price)
