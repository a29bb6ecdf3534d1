"""The brake that all workers share: an endpoint that asks for less is asked less, by everyone at once.

How many requests may start in a second is cut to half when the endpoint throttles and grows again with every
request that it takes (additive increase, multiplicative decrease, as TCP does). While an endpoint asks for a
pause nobody starts, and afterwards requests start one by one, spaced out: there is no stampede.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

from extractor.llm.outcome import Reading
from extractor.run import AttemptOutcome

_WINDOW = 10.0
"""Seconds over which the present pace is measured."""
_STEPS = 30
"""Requests taken that win back as much as the rate before the cut; as many that nobody held back end it."""
_SLOWEST = 1.0
"""Requests in a second that are always let through: a longer pause is one that the endpoint asks for."""
_UNPROVEN = frozenset({AttemptOutcome.CONNECTION, AttemptOutcome.TIMEOUT})
"""Outcomes that do not show that the endpoint took the request."""


def throttles(reading: Reading) -> bool:
    """True where an endpoint asks for less: 429 and 529, and any passing fault with a wait of its own."""
    return reading.heals and (reading.status in {429, 529} or reading.retry_after is not None)


class Brake:
    """One gate before every request of a model; its state is touched in the event loop's thread alone.

    Args:
        longest: Seconds that nobody is made to wait beyond, whatever the endpoint asks for.
        clock: Seconds from any start, never going back.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        longest: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._longest = longest
        self._slowest = max(_SLOWEST, 1 / longest)
        self._clock = clock
        self._sleep = sleep
        self._starts: deque[float] = deque()
        self._first = clock()
        self._rate: float | None = None
        self._before = 0.0
        self._opens = 0.0
        self._next = 0.0
        self._unheld = 0
        self._cuts = 0
        self._cut_at = float("-inf")

    @property
    def rate(self) -> float | None:
        """Requests that may start in a second; None while nothing is held back."""
        return self._rate

    async def turn(self) -> float:
        """Wait until a request may start; returns the moment, for `told`."""
        while True:
            cuts, now = self._cuts, self._clock()
            start = max(now, self._opens, self._next if self._rate else now)
            if self._rate:
                self._next = start + 1 / self._rate
            self._unheld = 0 if start > now else self._unheld + 1
            if start > now:
                await self._sleep(start - now)
            if cuts == self._cuts:
                self._starts.append(self._clock())
                return self._starts[-1]

    def told(self, reading: Reading, started: float) -> None:
        """What came of a request; those in flight while the rate was cut do not cut it again."""
        now = self._clock()
        if throttles(reading):
            opens = max(self._opens, now + min(reading.retry_after or 0.0, self._longest))
            if started > self._cut_at:
                self._cut(now)
            elif opens == self._opens:
                return
            self._opens = opens
            self._cuts += 1
        elif self._rate and reading.outcome not in _UNPROVEN:
            self._grow(self._rate)

    def _cut(self, now: float) -> None:
        self._cut_at = now
        self._before = max(self._rate or self._pace(now), self._slowest)
        self._rate = max(self._before / 2, self._slowest)
        self._next = now + 1 / self._rate

    def _grow(self, rate: float) -> None:
        """One step up; steps grow where far more than before is taken, until nobody is held back."""
        rate += self._before / _STEPS
        self._before = rate if rate > 2 * self._before else self._before
        self._rate = None if self._unheld >= _STEPS else rate

    def _pace(self, now: float) -> float:
        """Requests that started in a second, of late."""
        while self._starts and self._starts[0] < now - _WINDOW:
            self._starts.popleft()
        return len(self._starts) / min(_WINDOW, max(1.0, now - self._first))
