"""What a run may spend: room is reserved before a request is sent, and settled by the endpoint's own count.

Between sending and settling a request counts with an upper estimate, so that requests side by side cannot
pass a cap together. What does not fit waits until something in flight is settled; what does not fit then is
never sent.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from extractor.errors import CapError, SettingsError
from extractor.llm.cost import cost_of
from extractor.llm.dialect import Body
from extractor.llm.endpoint import Endpoint
from extractor.llm.outcome import Reading, Usage
from extractor.run import AttemptOutcome
from extractor.settings import Prices, Settings, sources

Price = Callable[[Usage], Decimal | None]
Cost = Callable[[Usage, Endpoint, Prices | None], Decimal | None]

BYTES_A_TOKEN = 3
"""Reports in English take more than four bytes a token; a request is reserved as if it took three."""
OUTPUT_BOUND = 16_384
"""Tokens reserved for an answer where `max_output_tokens` does not bound it."""

_LIMITS = ("max_tokens", "max_completion_tokens")
_MARGIN = 1.1


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens, in and out together, and US dollars; a cost that is not known is None."""

    tokens: int = 0
    cost: Decimal | None = Decimal(0)

    def plus(self, other: Spent) -> Spent:
        """Both together."""
        known = self.cost is not None and other.cost is not None
        cost = (self.cost or Decimal(0)) + (other.cost or Decimal(0)) if known else None
        return Spent(self.tokens + other.tokens, cost)


class Room:
    """The reservation for one request; without `settle` all of it counts as spent."""

    def __init__(self, reserved: Spent) -> None:
        self.reserved = reserved
        self.charged = reserved
        self.usage = Usage()

    def settle(self, reading: Reading, price: Price) -> None:
        """Charge what the endpoint counted; the whole reservation where an answer came without a count."""
        self.usage = usage = reading.usage
        if usage.prompt is not None and usage.completion is not None:
            self.charged = Spent(usage.prompt + usage.completion, price(usage))
        elif not _may_be_billed(reading):
            self.charged = Spent()


class Budget:
    """The caps of one run, and what it has spent; used in the event loop's thread alone.

    Args:
        price: US dollars for a usage; None where it is not known.
        max_cost: US dollars; None without a cap.
        max_tokens: Tokens, in and out together; None without a cap.
    """

    def __init__(
        self, price: Price = lambda _: None, max_cost: Decimal | None = None, max_tokens: int | None = None
    ) -> None:
        self.max_cost = max_cost
        self.max_tokens = max_tokens
        self.spent = Spent()
        self.assumed = 0
        """Requests charged with their upper estimate, because no count came."""
        self._price = price
        self._in_flight: set[Room] = set()
        self._settled = asyncio.Event()
        self._tokens_a_byte = 1 / BYTES_A_TOKEN
        self._output_bound = OUTPUT_BOUND

    @asynccontextmanager
    async def room(self, body: Body) -> AsyncIterator[Callable[[Reading], None]]:
        """Room for one request while the block runs; it is told the reading with which the request ended.

        Raises:
            CapError: the request might pass a cap, and nothing in flight will make room for it.
        """
        if self.max_cost is None and self.max_tokens is None:
            yield lambda _: None
            return
        room = await self._reserve(body)
        try:
            yield lambda reading: room.settle(reading, self._price)
        finally:
            self._in_flight.remove(room)
            self.spent = self.spent.plus(room.charged)
            self.assumed += room.charged is room.reserved
            self._learn(room.usage, body)
            self._settled.set()

    def take(self, body: Body) -> None:
        """Charge a request that is answered another day with its upper estimate.

        Raises:
            CapError: the request might pass a cap.
        """
        room = Room(self._estimate(body))
        if not self._fits(room):
            self._refuse(room.reserved)
        self.spent = self.spent.plus(room.reserved)

    async def _reserve(self, body: Body) -> Room:
        while not self._fits(room := Room(self._estimate(body))):
            if not self._in_flight:
                self._refuse(room.reserved)
            self._settled.clear()
            await self._settled.wait()
        self._in_flight.add(room)
        return room

    def _estimate(self, body: Body) -> Spent:
        """The most that a request is expected to take."""
        limits = [body[name] for name in _LIMITS if name in body]
        output = limits[0] if limits else self._output_bound
        prompt = math.ceil(_size(body) * self._tokens_a_byte)
        return Spent(prompt + output, self._price(Usage(prompt, 0, output)))

    def _fits(self, room: Room) -> bool:
        total = self.spent.plus(room.reserved)
        for other in self._in_flight:
            total = total.plus(other.reserved)
        dear = self.max_cost is not None and (total.cost is None or total.cost > self.max_cost)
        return not dear and (self.max_tokens is None or total.tokens <= self.max_tokens)

    def _learn(self, usage: Usage, body: Body) -> None:
        """An estimate that was too low is not made again."""
        if usage.prompt is not None:
            seen = usage.prompt / _size(body) * _MARGIN
            self._tokens_a_byte = max(self._tokens_a_byte, seen)
        self._output_bound = max(self._output_bound, usage.completion or 0)

    def _refuse(self, needed: Spent) -> NoReturn:
        if self.max_tokens is not None and self.spent.tokens + needed.tokens > self.max_tokens:
            told = f"{self.spent.tokens:,} of {self.max_tokens:,} tokens are spent"
            told += f", and the next request may take {needed.tokens:,}"
            raise CapError(f"The cap is reached: {told}", hint=_GO_ON, kind="max_tokens")
        told = f"${self.spent.cost:,.4f} of ${self.max_cost:,.4f} are spent"
        told += f", and the next request may take ${needed.cost:,.4f}"
        raise CapError(f"The cap is reached: {told}", hint=_GO_ON, kind="max_cost")


_GO_ON = "What is done is stored, and no answer is paid for twice: the same command goes on with a new cap"


def open_budget(endpoint: Endpoint, settings: Settings, cost: Cost = cost_of) -> Budget:
    """The caps that the settings give to one run.

    Args:
        endpoint: Which model, and where.
        settings: The caps, and prices of one's own.
        cost: US dollars for tokens; `batch_cost_of` for requests in a batch.

    Raises:
        SettingsError: a cap on the cost of a model whose price is not known.
    """

    def price(usage: Usage) -> Decimal | None:
        return cost(usage, endpoint, settings.prices)

    if settings.max_cost is not None and price(Usage(1, 0, 1)) is None:
        place = sources(settings)["max_cost"]
        raise SettingsError(
            f"'max_cost' ({place}) cannot be kept: no price of {endpoint.name!r} at {endpoint.address}",
            hint="Set EXTRACTOR_PRICES__INPUT and EXTRACTOR_PRICES__OUTPUT to US dollars per million tokens, "
            "or cap the tokens with --max-tokens",
            kind="no_price",
        )
    return Budget(price, settings.max_cost, settings.max_tokens)


def _may_be_billed(reading: Reading) -> bool:
    """Whether an endpoint may have worked for a request that came back without a count of tokens."""
    if reading.outcome is AttemptOutcome.NOT_AN_ENDPOINT:
        return False
    return reading.status == 200 or reading.outcome is AttemptOutcome.TIMEOUT


def _size(body: Body) -> int:
    """Bytes of a request."""
    return len(json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"))
