"""The one place that sends a request again: only what can heal, a bounded number of times, never in step."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_result,
    stop_after_attempt,
    wait_random_exponential,
)

from extractor.llm.outcome import Reading
from extractor.settings import Settings

Sleep = Callable[[float], Awaitable[None]]

_FIRST_WAIT = 0.5
_LONGEST_BACKOFF = 20.0


def retrying(settings: Settings, sleep: Sleep = asyncio.sleep) -> AsyncRetrying:
    """A fresh policy for one request; one shared by concurrent requests would mix up their counts.

    The last reading is returned as it is, healed or not; whatever else a request comes to is taken as it is.
    """
    return AsyncRetrying(
        stop=stop_after_attempt(settings.retries + 1),
        retry=retry_if_result(lambda found: isinstance(found, Reading) and found.heals),
        wait=_Wait(settings.max_wait),
        retry_error_callback=_last_reading,
        sleep=sleep,
    )


class _Wait:
    """The endpoint's own wish where it has one, else a growing, jittered wait; never above the setting."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._backoff = wait_random_exponential(multiplier=_FIRST_WAIT, max=_LONGEST_BACKOFF)

    def __call__(self, state: RetryCallState) -> float:
        asked = _last_reading(state).retry_after
        jittered = self._backoff(state)
        return min(jittered if asked is None else asked + jittered / 10, self._longest)


def _last_reading(state: RetryCallState) -> Reading:
    if state.outcome is None:
        raise RuntimeError("a wait before the first reading")
    reading: Reading = state.outcome.result()
    return reading
