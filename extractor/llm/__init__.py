"""The only door to models: openai, instructor, tenacity, xllamacpp and the price list stay behind it.

Importing this package is cheap; the libraries are loaded when a model is opened.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from extractor.llm.answer import Answer, Question
from extractor.llm.embedded import serve
from extractor.llm.endpoint import Endpoint, choose_endpoint, embedded_installed, key_of
from extractor.llm.model import Model
from extractor.prompt import load_prompt
from extractor.settings import Settings

if TYPE_CHECKING:
    from extractor.llm.check import Check

__all__ = [
    "Answer",
    "Endpoint",
    "Model",
    "Question",
    "check_endpoint",
    "choose_endpoint",
    "embedded_installed",
    "open_model",
]


@asynccontextmanager
async def open_model(settings: Settings) -> AsyncIterator[Model]:
    """Open the model that the settings mean; an embedded one is started here and stopped at the end.

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
        yield Model(endpoint, settings, load_prompt(settings.prompt), client)


async def check_endpoint(settings: Settings) -> list[Check]:
    """Is the endpoint there, does it take the key, does it have the model; nothing is paid for.

    Raises:
        SettingsError: the settings do not say which endpoint.
    """
    from extractor.llm.check import check_endpoint as check  # noqa: PLC0415 - as above

    return await check(settings)
