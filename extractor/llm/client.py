"""The only importer of openai and instructor: one request out, one reading back.

openai brings the HTTP client, with its own retries off; instructor reads answers into the schema. Three traps
of the latter matter here: `context=` would put documents through a template engine, so it is never given;
usage is overwritten by sums, so the completion is taken from the hook that fires before; and `strict` schemas
are never sent, so the whole request goes into `extra_body`, which both libraries pass on as it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any

import httpx2
import instructor
import openai
from instructor import OpenAISchema
from instructor.core.exceptions import InstructorError
from instructor.core.hooks import Hooks

from extractor.llm.dialect import Body
from extractor.llm.outcome import Reading, read_completion, read_status
from extractor.run import AttemptOutcome
from extractor.schema import OperationReport

MAX_ANSWER_BYTES = 1_000_000
"""An answer that goes on beyond this is no answer; the figures of a report take a tenth of it at most."""

_TAKEN_OUT = "[key]"
"""What stands where an endpoint said the key back."""
_LIKE_A_KEY = 16
"""Characters from which on a key cannot stand in an answer by chance; placeholders are shorter."""
_NO_KEY = "none"
"""The SDK insists on a key; an endpoint without one takes any."""


class _Report(OperationReport, OpenAISchema):  # type: ignore[misc]
    """What instructor reads an answer into; built once, where it would build one for every request."""

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """Nothing: the schema that is sent stands in the request, and the SDK would walk through this one."""
        return {}


class Client:
    """One endpoint over HTTP; `exchange` never raises for anything that an endpoint can do.

    Args:
        address: Base URL.
        key: The endpoint's key; None where it wants none.
        timeout: Seconds for a whole exchange.
        connect_timeout: Seconds to wait for a connection.
        longest: Bytes from which on a body is given up.
    """

    def __init__(
        self,
        address: str,
        key: str | None,
        timeout: float,
        connect_timeout: float,
        longest: int = MAX_ANSWER_BYTES,
    ) -> None:
        for library in ("instructor", "openai"):  # their logs would hold documents, answers and headers
            logging.getLogger(library).setLevel(logging.CRITICAL)
        self._key = key
        self._timeout = timeout
        self._openai = openai.AsyncOpenAI(
            base_url=address,
            api_key=key or _NO_KEY,
            max_retries=0,
            timeout=httpx2.Timeout(timeout, connect=connect_timeout),
            # Documents and key go to the address that was given, wherever it points to.
            http_client=openai.DefaultAsyncHttpxClient(
                follow_redirects=False, event_hooks={"response": [partial(_bound, longest=longest)]}
            ),
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
                sent = self._openai.chat.completions.create(model=body["model"], messages=[], extra_body=body)
                return read_completion(self._bare(_plain(await sent)))
            report = await self._instructor.chat.completions.create(
                response_model=_Report,
                max_retries=0,
                strict=False,
                hooks=hooks,
                model=body["model"],
                messages=[],
                extra_body=body,
            )
            told = self._bare(seen[0])
            read = OperationReport.model_validate(dict(report)) if told == seen[0] else None
            return read_completion(told, read)
        except (InstructorError, openai.OpenAIError, ValueError) as error:
            return read_completion(self._bare(seen[0])) if seen else self._fault(_cause(error))

    def _timed_out(self) -> Reading:
        reason = f"No answer within {self._timeout:g} seconds"
        return Reading(AttemptOutcome.TIMEOUT, reason, heals=True)

    def _fault(self, error: BaseException) -> Reading:
        """What the SDK's exception says; whatever it quotes, the key is taken out."""
        match error:
            case openai.APIStatusError():
                body = error.body if error.body is not None else error.response.text
                reading = read_status(error.status_code, self._bare(body), error.response.headers)
            case openai.APITimeoutError() if not isinstance(error.__cause__, httpx2.ConnectTimeout):
                return self._timed_out()
            case openai.APIConnectionError() if isinstance(_deepest(error), _EndlessError):
                return Reading(AttemptOutcome.INVALID, str(_deepest(error)), status=200)
            case openai.APIConnectionError():
                found = _deepest(error)
                reason = f"No connection to the endpoint: {str(found) or repr(found)}"
                reading = Reading(AttemptOutcome.CONNECTION, reason, heals=True)
            case UnicodeEncodeError():
                reason = "The text holds characters that cannot be sent (half a surrogate pair)"
                return Reading(AttemptOutcome.BAD_REQUEST, reason)
            case _:
                reason = f"The endpoint answered with something that is no chat completion: {error}"
                reading = Reading(AttemptOutcome.NOT_AN_ENDPOINT, reason, status=200)
        return reading if self._key is None else _without(reading, self._key)

    def _bare(self, told: Any) -> Any:
        """What an endpoint said, without the key that it may say back."""
        return told if self._key is None or len(self._key) < _LIKE_A_KEY else _taken_out(told, self._key)


def _plain(completion: Any) -> Any:
    """A completion as plain data; text where the body was no JSON."""
    return completion.model_dump(warnings=False) if hasattr(completion, "model_dump") else completion


def _taken_out(told: Any, key: str) -> Any:
    """Plain data with a mark in place of the key, before anything of it is shortened or quoted."""
    if isinstance(told, str):
        return told.replace(key, _TAKEN_OUT)
    if isinstance(told, dict):
        return {_taken_out(name, key): _taken_out(value, key) for name, value in told.items()}
    return [_taken_out(value, key) for value in told] if isinstance(told, list) else told


def _cause(error: BaseException) -> BaseException:
    """The SDK's error beneath instructor's."""
    return error.__cause__ if isinstance(error, InstructorError) and error.__cause__ else error


def _deepest(error: BaseException) -> BaseException:
    """The last error of the network in a chain has the words that help: refused, reset, a certificate."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    return next((one for one in reversed(chain) if isinstance(one, OSError | httpx2.HTTPError)), error)


def _without(reading: Reading, key: str) -> Reading:
    return replace(reading, reason=reading.reason.replace(key, _TAKEN_OUT))


class _EndlessError(httpx2.ReadError):
    """A body goes on beyond all bounds."""


class _Bounded(httpx2.AsyncByteStream):
    """A body that is given up when it grows without end."""

    def __init__(self, stream: httpx2.AsyncByteStream, longest: int) -> None:
        self._stream = stream
        self._longest = longest

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > self._longest:
                raise _EndlessError(f"The answer is longer than {self._longest:,} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _bound(response: httpx2.Response, longest: int) -> None:
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Bounded(response.stream, longest)
