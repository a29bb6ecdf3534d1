"""The only importer of openai and instructor: one request out, one reading back.

openai brings the HTTP client, with its own retries off; instructor reads answers into the schema. Three traps
of the latter matter here: `context=` would put documents through a template engine, so it is never given;
usage is overwritten by sums, so the completion is taken from the hook that fires before; and `strict` schemas
are never sent, so the response format goes into `extra_body`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx2
import instructor
import openai
from instructor.core.exceptions import InstructorError
from instructor.core.hooks import Hooks

from extractor.llm.dialect import Body
from extractor.llm.outcome import Reading, read_completion, read_status
from extractor.run import AttemptOutcome
from extractor.schema import OperationReport

MAX_ANSWER_BYTES = 20_000_000
"""An answer that goes on beyond this is no answer."""

_NO_KEY = "none"
"""The SDK insists on a key; an endpoint without one takes any."""


class Client:
    """One endpoint over HTTP; `exchange` never raises for anything that an endpoint can do.

    Args:
        address: Base URL.
        key: The endpoint's key; None where it wants none.
        timeout: Seconds for a whole exchange.
        connect_timeout: Seconds to wait for a connection.
    """

    def __init__(self, address: str, key: str | None, timeout: float, connect_timeout: float) -> None:
        logging.getLogger("instructor").setLevel(logging.CRITICAL)
        self._key = key
        self._timeout = timeout
        self._openai = openai.AsyncOpenAI(
            base_url=address,
            api_key=key or _NO_KEY,
            max_retries=0,
            timeout=httpx2.Timeout(timeout, connect=connect_timeout),
            http_client=openai.DefaultAsyncHttpxClient(event_hooks={"response": [_bound]}),
        )
        self._instructor = instructor.from_openai(self._openai, mode=instructor.Mode.JSON_SCHEMA)

    async def close(self) -> None:
        """Close the connections."""
        await self._openai.close()

    async def models(self) -> list[str] | Reading:
        """The names of the models there, or how asking failed."""
        try:
            async with asyncio.timeout(self._timeout):
                raw = await self._openai.models.with_raw_response.list()
                page = raw.http_response.json()
        except TimeoutError:
            return self._timed_out()
        except (openai.OpenAIError, ValueError) as error:
            return self._fault(error)
        listed = page.get("data") if isinstance(page, dict) else None
        if not isinstance(listed, list):
            return self._fault(ValueError("no list of models"))
        return [str(model.get("id")) for model in listed if isinstance(model, dict)]

    async def exchange(self, body: Body) -> Reading:
        """Send a chat request and read what comes back."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._send(body)
        except TimeoutError:
            return self._timed_out()

    async def _send(self, body: Body) -> Reading:
        seen: list[Any] = []
        hooks = Hooks()
        hooks.on("completion:response", lambda completion: seen.append(_plain(completion)))
        try:
            if "response_format" not in body:
                return read_completion(_plain(await self._openai.chat.completions.create(**body)))
            report = await self._instructor.chat.completions.create(
                response_model=OperationReport,
                max_retries=0,
                strict=False,
                hooks=hooks,
                extra_body={"response_format": body["response_format"]},
                **{name: value for name, value in body.items() if name != "response_format"},
            )
            return read_completion(seen[0], OperationReport.model_validate(dict(report)))
        except (InstructorError, openai.OpenAIError, ValueError) as error:
            return read_completion(seen[0]) if seen else self._fault(_cause(error))

    def _timed_out(self) -> Reading:
        reason = f"No answer within {self._timeout:g} seconds"
        return Reading(AttemptOutcome.TIMEOUT, reason, heals=True)

    def _fault(self, error: BaseException) -> Reading:
        """What the SDK's exception says; whatever it quotes, the key is taken out."""
        match error:
            case openai.APIStatusError():
                body = error.body if error.body is not None else error.response.text
                reading = read_status(error.status_code, body, error.response.headers)
            case openai.APITimeoutError() if not isinstance(error.__cause__, httpx2.ConnectTimeout):
                return self._timed_out()
            case openai.APIConnectionError():
                reading = Reading(AttemptOutcome.CONNECTION, _connection(error), heals=True)
            case UnicodeEncodeError():
                reason = "The text holds characters that cannot be sent (half a surrogate pair)"
                return Reading(AttemptOutcome.BAD_REQUEST, reason)
            case _:
                reason = f"The endpoint answered with something that is no chat completion: {error}"
                reading = Reading(AttemptOutcome.NOT_AN_ENDPOINT, reason, status=200)
        return reading if self._key is None else _without(reading, self._key)


def _plain(completion: Any) -> Any:
    """A completion as plain data; text where the body was no JSON."""
    return completion.model_dump(warnings=False) if hasattr(completion, "model_dump") else completion


def _cause(error: BaseException) -> BaseException:
    """The SDK's error beneath instructor's."""
    return error.__cause__ if isinstance(error, InstructorError) and error.__cause__ else error


def _connection(error: BaseException) -> str:
    """The last cause has the words that help: refused, reset, no such host, a certificate."""
    deepest = error
    while deepest.__cause__ or deepest.__context__:
        deepest = deepest.__cause__ or deepest.__context__ or deepest
    return f"No connection to the endpoint: {deepest or error!r}"


def _without(reading: Reading, key: str) -> Reading:
    return replace(reading, reason=reading.reason.replace(key, "[key]"))


class _Bounded(httpx2.AsyncByteStream):
    """A body that is given up when it grows without end."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > MAX_ANSWER_BYTES:
                raise httpx2.ReadError(f"the answer is longer than {MAX_ANSWER_BYTES:,} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _bound(response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Bounded(response.stream)
