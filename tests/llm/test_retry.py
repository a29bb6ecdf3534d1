"""Waits between requests, without waiting for them."""

import asyncio

import pytest

from extractor.llm.outcome import Reading
from extractor.llm.retry import retrying
from extractor.run import AttemptOutcome
from extractor.settings import load_settings

BUSY = Reading(AttemptOutcome.RATE_LIMITED, heals=True)
FINE = Reading(AttemptOutcome.ANSWERED)


async def waits(readings, **settings):
    """The waits that a request takes that comes to these readings, and the last reading."""
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    turns = iter(readings)

    async def exchange():
        return next(turns)

    return waited, await retrying(load_settings(**settings), sleep)(exchange)


async def test_backoff_grows_and_is_jittered():
    """Two workers that were refused together do not come back together."""
    runs = [(await waits([BUSY] * 6, retries=5))[0] for _ in range(20)]
    assert {len(run) for run in runs} == {5}
    assert len({run[0] for run in runs}) > 10
    assert max(run[0] for run in runs) <= 0.5
    assert max(run[4] for run in runs) > 1


@pytest.mark.parametrize(("asked", "least", "most"), [(7.0, 7, 9), (0.0, 0, 2), (900.0, 120, 120)])
async def test_the_endpoint_s_own_wish_comes_first(asked, least, most):
    """Honoured with a little jitter on top, and bounded by `max_wait`."""
    [waited], last = await waits([Reading(AttemptOutcome.RATE_LIMITED, heals=True, retry_after=asked), FINE])
    assert least <= waited <= most
    assert last is FINE


async def test_the_last_reading_is_returned_as_it_is():
    """No exception of the retry library reaches anyone."""
    waited, last = await waits([BUSY, BUSY, BUSY], retries=2)
    assert (len(waited), last) == (2, BUSY)


async def test_concurrent_requests_do_not_share_their_counts():
    """Each has a policy of its own: fifty at a time all get their full number of turns."""
    settings = load_settings(retries=3)
    calls = [0] * 50

    async def no_wait(seconds):
        await asyncio.sleep(0)

    async def exchange(number):
        calls[number] += 1
        await asyncio.sleep(0)
        return BUSY

    await asyncio.gather(*(retrying(settings, no_wait)(exchange, number) for number in range(50)))
    assert calls == [4] * 50
