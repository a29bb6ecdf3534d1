"""The only door to models: openai, instructor, tenacity, xllamacpp and the price list stay behind it.

Importing this package is cheap; the libraries are loaded when a model is opened.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from extractor.errors import SettingsError
from extractor.llm.answer import Answer, Asked, Question
from extractor.llm.batch_lines import Line, request_line
from extractor.llm.batch_model import BatchModel, Needed, UnansweredError
from extractor.llm.budget import Budget, open_budget
from extractor.llm.cost import batch_cost_of
from extractor.llm.dialect import Dialect
from extractor.llm.embedded import serve
from extractor.llm.endpoint import Endpoint, choose_endpoint, embedded_installed, key_of, shown_url
from extractor.llm.model import Model
from extractor.llm.narrow import numbered_sentences
from extractor.llm.outcome import Usage
from extractor.llm.recall import RecalledModel
from extractor.prompt import load_prompt
from extractor.settings import Settings

if TYPE_CHECKING:
    from extractor.llm.batch import BatchClient, RemoteBatch
    from extractor.llm.check import Check

__all__ = [
    "Answer",
    "Asked",
    "BatchClient",
    "BatchModel",
    "Budget",
    "Endpoint",
    "Line",
    "Model",
    "Needed",
    "Question",
    "RecalledModel",
    "RemoteBatch",
    "UnansweredError",
    "Usage",
    "batch_cost_of",
    "batch_endpoint",
    "check_endpoint",
    "choose_endpoint",
    "embedded_installed",
    "open_batches",
    "open_budget",
    "open_model",
    "prompt_chars",
    "request_line",
    "shown_url",
    "will_ask",
]


@asynccontextmanager
async def open_model(settings: Settings, budget: Budget | None = None) -> AsyncIterator[Model]:
    """Open the model that the settings mean; an embedded one is started here and stopped at the end.

    Args:
        settings: Which model, and how it is asked.
        budget: What may be spent; without one, there is no cap.

    Raises:
        SettingsError: the settings do not say which model.
        EndpointError: the embedded model is not installed or does not start.
    """
    from extractor.llm.client import Client  # noqa: PLC0415 - openai and instructor take seconds to load

    endpoint = choose_endpoint(settings)
    address = endpoint.address
    key = key_of(settings)
    async with AsyncExitStack() as stack:
        if endpoint.embedded:
            served = await stack.enter_async_context(serve(endpoint))
            address, key = served.base_url, served.key
        client = Client(address, key, endpoint.timeout, settings.connect_timeout)
        stack.push_async_callback(client.close)
        yield Model(endpoint, settings, load_prompt(settings.prompt), client, budget)


@asynccontextmanager
async def open_batches(settings: Settings) -> AsyncIterator[BatchClient]:
    """Open the batch interface of the endpoint that the settings mean.

    Raises:
        SettingsError: they mean no endpoint, or the embedded model, which takes no batches.
    """
    endpoint = batch_endpoint(settings)
    from extractor.llm.batch import BatchClient  # noqa: PLC0415 - as above

    client = BatchClient(endpoint, settings)
    try:
        yield client
    finally:
        await client.close()


def batch_endpoint(settings: Settings) -> Endpoint:
    """The endpoint that is meant, where it may take batches.

    Raises:
        SettingsError: the settings mean no endpoint, or the embedded model, which takes no batches.
    """
    endpoint = choose_endpoint(settings)
    if endpoint.embedded:
        raise SettingsError(
            "The embedded model takes no batches",
            hint="`extractor run` asks it; for batches name an endpoint with --base-url and --model",
            kind="embedded",
        )
    return endpoint


def will_ask(endpoint: Endpoint, piece: str) -> bool:
    """Whether this model is sent a piece at all; a very small one is not where no number stands."""
    return not endpoint.narrow or bool(numbered_sentences(piece))


def prompt_chars(endpoint: Endpoint, settings: Settings) -> int:
    """Characters of a first request apart from the piece."""
    body = Dialect(endpoint, settings).body(load_prompt(settings.prompt).messages(""))
    return len(json.dumps(body, ensure_ascii=False))


async def check_endpoint(settings: Settings) -> list[Check]:
    """Is the endpoint there, does it take the key, does it have the model; nothing is paid for.

    Raises:
        SettingsError: the settings do not say which endpoint.
    """
    from extractor.llm.check import check_endpoint as check  # noqa: PLC0415 - as above

    return await check(settings)
