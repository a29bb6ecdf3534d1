"""The batch interface of an endpoint: files of requests in, files of answers out, at half the price.

What cannot be had raises an `EndpointError` whose `kind` tells it apart. A batch is created at most once:
where it is not clear whether that worked, it is looked for by its mark before it is created again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any, NoReturn, TypeVar, cast

import httpx2
import openai

from extractor.errors import EndpointError
from extractor.llm.batch_lines import Line, read_lines
from extractor.llm.client import Client
from extractor.llm.endpoint import Endpoint, key_of
from extractor.llm.outcome import Reading
from extractor.llm.refusals import HINTS
from extractor.llm.retry import retrying
from extractor.run import AttemptOutcome
from extractor.settings import Settings

T = TypeVar("T")

NO_BATCHES = "no_batches"
"""The kind of error of an endpoint that has no batch interface."""

_MARK = "extractor_batch"
"""The name under which the endpoint keeps this tool's id of a batch."""
_LONGEST_FILE = 4_000_000_000
_FILE_SECONDS = 3_600.0
"""Seconds for a file, up or down; a single read or write has the time of a request."""
_PAGE = 100


@dataclass(frozen=True, slots=True)
class RemoteBatch:
    """A batch as the endpoint tells of it."""

    id: str
    status: str
    input_file_id: str | None = None
    output_file_id: str | None = None
    error_file_id: str | None = None
    completed: int | None = None
    failed: int | None = None
    expires_at: datetime | None = None
    """UTC, without zone."""
    reason: str = ""
    """Why it failed, in one line."""
    mark: str | None = None
    """The id that this tool gave it."""


class BatchClient(Client):
    """One endpoint's batch interface; made by `open_batches`.

    Args:
        endpoint: Where; it is no embedded one.
        settings: For the key, time-outs and retries.
    """

    def __init__(self, endpoint: Endpoint, settings: Settings) -> None:
        key, connect = key_of(settings), settings.connect_timeout
        super().__init__(endpoint.address, key, endpoint.timeout, connect, _LONGEST_FILE)
        self.address = endpoint.address
        self._settings = settings

    async def upload(self, file: IO[bytes], name: str) -> str:
        """Hand over a file of requests; returns the endpoint's id of it.

        Raises:
            EndpointError: it was not taken.
        """

        async def send() -> str:
            file.seek(0)
            raw = await self._openai.files.with_raw_response.create(
                file=(name, file, "application/jsonl"), purpose="batch", timeout=self._openai.timeout
            )
            return _text(raw.http_response.json(), "id")

        return await self._heal(send, _FILE_SECONDS)

    async def create(self, file_id: str, mark: str) -> RemoteBatch:
        """Have a file of requests worked through within a day.

        Args:
            file_id: Of `upload`.
            mark: This tool's own id, under which the batch is found again.

        Raises:
            EndpointError: it was not created, as far as is known.
        """
        sent = False

        async def send() -> RemoteBatch:
            nonlocal sent
            if sent and (found := await self._look_for({mark: file_id})):
                return found[mark]
            sent = True
            raw = await self._openai.batches.with_raw_response.create(
                completion_window="24h",
                endpoint="/v1/chat/completions",
                input_file_id=file_id,
                metadata={_MARK: mark},
            )
            return _read_batch(raw.http_response.json())

        return await self._heal(send)

    async def find(self, wanted: Mapping[str, str | None]) -> dict[str, RemoteBatch]:
        """Batches that may have been created, by their marks.

        Args:
            wanted: Marks with the ids of their files, as far as these are known.

        Raises:
            EndpointError: the endpoint does not list its batches.
        """
        return await self._heal(lambda: self._look_for(wanted))

    async def retrieve(self, batch_id: str) -> RemoteBatch | None:
        """The state of a batch; None where the endpoint does not know it.

        Raises:
            EndpointError: it cannot be asked.
        """

        async def send() -> RemoteBatch:
            raw = await self._openai.batches.with_raw_response.retrieve(batch_id)
            return _read_batch(raw.http_response.json())

        return await self._heal_or_none(send)

    async def download(self, file_id: str, into: IO[bytes]) -> bool:
        """Fetch a file; False where the endpoint has it no more.

        Raises:
            EndpointError: it cannot be fetched.
        """

        async def fetch() -> bool:
            into.seek(0)
            into.truncate()
            async with self._openai.files.with_streaming_response.content(
                file_id, timeout=self._openai.timeout
            ) as got:
                async for chunk in got.iter_bytes():
                    into.write(chunk)
            return True

        return bool(await self._heal_or_none(fetch, _FILE_SECONDS))

    def lines(self, file: IO[bytes]) -> Iterator[Line | None]:
        """What a file that was downloaded says, line by line; None for a line that cannot be read."""
        return read_lines(file, self._bare)

    async def _look_for(self, wanted: Mapping[str, str | None]) -> dict[str, RemoteBatch]:
        """By mark, or by file where an endpoint keeps no metadata; page by page, until all are found."""
        marks = {file_id: mark for mark, file_id in wanted.items() if file_id}
        found: dict[str, RemoteBatch] = {}
        last: str | None = None
        while len(found) < len(wanted):
            query: dict[str, Any] = {"after": last} if last else {}
            raw = await self._openai.batches.with_raw_response.list(limit=_PAGE, **query)
            page = raw.http_response.json()
            batches = [_read_batch(one) for one in _list(page)]
            for batch in batches:
                mark = batch.mark if batch.mark in wanted else marks.get(batch.input_file_id or "")
                if mark is not None:
                    found.setdefault(mark, batch)
            if not page.get("has_more") or not batches or batches[-1].id == last:
                break
            last = batches[-1].id
        return found

    async def _heal(self, call: Callable[[], Awaitable[T]], seconds: float | None = None) -> T:
        found: Any = await retrying(self._settings)(self._try, call, seconds)
        if isinstance(found, Reading):
            self._refuse(found)
        return cast(T, found)

    async def _heal_or_none(self, call: Callable[[], Awaitable[T]], seconds: float | None = None) -> T | None:
        found: Any = await retrying(self._settings)(self._try, call, seconds)
        if isinstance(found, Reading) and found.status == 404:
            return None
        if isinstance(found, Reading):
            self._refuse(found)
        return cast(T, found)

    async def _try(self, call: Callable[[], Awaitable[T]], seconds: float | None) -> T | Reading:
        try:
            async with asyncio.timeout(seconds or self._timeout):
                return await call()
        except (TimeoutError, httpx2.TimeoutException):
            return self._timed_out()
        except httpx2.HTTPError as error:
            return Reading(AttemptOutcome.CONNECTION, f"The connection broke: {error}", heals=True)
        except (openai.OpenAIError, ValueError) as error:
            return self._fault(error)

    def _refuse(self, reading: Reading) -> NoReturn:
        where = f"{reading.reason} ({self.address})"
        if reading.outcome is AttemptOutcome.NOT_AN_ENDPOINT and reading.status in {404, 405}:
            raise EndpointError(
                f"The endpoint has no batch interface: {where}",
                hint="`extractor run` asks it request by request; is --base-url right?",
                kind=NO_BATCHES,
            )
        raise EndpointError(where, hint=HINTS.get(reading.outcome, ""), kind=reading.outcome.value)


def _read_batch(body: Any) -> RemoteBatch:
    """A batch out of what an endpoint tells; ids and states are its own words."""
    batch_id, status = _text(body, "id"), _text(body, "status")
    counts = body.get("request_counts")
    counts = counts if isinstance(counts, Mapping) else {}
    metadata = body.get("metadata")
    mark = metadata.get(_MARK) if isinstance(metadata, Mapping) else None
    return RemoteBatch(
        id=batch_id,
        status=status,
        **{name: _text_or_none(body.get(name)) for name in _FILES},
        completed=_count(counts.get("completed")),
        failed=_count(counts.get("failed")),
        expires_at=_moment(body.get("expires_at")),
        reason=_reason(body.get("errors")),
        mark=_text_or_none(mark),
    )


_FILES = ("input_file_id", "output_file_id", "error_file_id")


def _text(body: Any, name: str) -> str:
    found = body.get(name) if isinstance(body, Mapping) else None
    if not isinstance(found, str) or not found:
        raise ValueError(f"there is no {name!r} in it, as the batch interface has it")
    return found


def _text_or_none(found: Any) -> str | None:
    return found if isinstance(found, str) and found else None


def _list(page: Any) -> Collection[Any]:
    listed = page.get("data") if isinstance(page, Mapping) else None
    if not isinstance(listed, list):
        raise ValueError("there is no list of batches in it")
    return listed


def _count(found: Any) -> int | None:
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def _moment(seconds: Any) -> datetime | None:
    if not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None


def _reason(errors: Any) -> str:
    """The first complaints of a batch that failed, in one line."""
    listed = errors.get("data") if isinstance(errors, Mapping) else None
    told = []
    for error in listed if isinstance(listed, list) else []:
        if isinstance(error, Mapping):
            line = f"line {error['line']}: " if error.get("line") else ""
            told.append(line + " ".join(str(error.get("message") or error.get("code") or "").split()))
    return "; ".join(told[:3])[:600]
