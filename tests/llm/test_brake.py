"""The brake that all workers share, on a clock of its own and before a scripted endpoint that throttles."""

import asyncio
import heapq
import json
import threading
import time
from collections import deque

import pytest
from scripted import NOTHING, completion
from werkzeug import Response

from extractor.document import Document
from extractor.llm.brake import Brake, throttles
from extractor.llm.outcome import Reading
from extractor.pipeline import run_documents
from extractor.run import AttemptOutcome
from extractor.settings import load_settings
from extractor.store import Store

FINE = Reading(AttemptOutcome.ANSWERED, status=200)

THROTTLING = [
    pytest.param(Reading(AttemptOutcome.RATE_LIMITED, status=429, heals=True), True, id="429"),
    pytest.param(Reading(AttemptOutcome.SERVER_ERROR, status=529, heals=True), True, id="529"),
    pytest.param(
        Reading(AttemptOutcome.SERVER_ERROR, status=503, heals=True, retry_after=2), True, id="503, a wait"
    ),
    pytest.param(Reading(AttemptOutcome.SERVER_ERROR, status=503, heals=True), False, id="503"),
    pytest.param(Reading(AttemptOutcome.PERMISSION, status=429), False, id="429, nothing left to spend"),
    pytest.param(FINE, False, id="an answer"),
]


def busy(after=None):
    return Reading(AttemptOutcome.RATE_LIMITED, status=429, heals=True, retry_after=after)


class Clock:
    """Time that passes only when all wait."""

    def __init__(self):
        self.now = 0.0
        self._waiting = []
        self._order = 0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self._order += 1
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self.now + seconds, self._order, woken))
        await woken

    async def run(self, *work):
        """Let time jump from one waking to the next until the work is done."""
        tasks = [asyncio.ensure_future(one) for one in work]
        while not all(task.done() for task in tasks):
            for _ in range(20):
                await asyncio.sleep(0)
            if self._waiting:
                self.now, _, woken = heapq.heappop(self._waiting)
                woken.set_result(None)
        return [task.result() for task in tasks]


class Site:
    """An endpoint with a rule: it counts requests, and throttles those that the rule does not let in."""

    def __init__(self, admits, clock, *, latency=0.5, after=None):
        self.admits, self.clock, self.latency, self.after = admits, clock, latency, after
        self.asked, self.refused, self.flying, self.most = 0, 0, 0, 0
        self.starts = []

    async def answer(self):
        self.asked += 1
        if not self.admits(self):
            self.refused += 1
            return busy(self.after)
        self.starts.append(self.clock.now)
        self.flying += 1
        self.most = max(self.most, self.flying)
        await self.clock.sleep(self.latency)
        self.flying -= 1
        return FINE


async def work_off(site, clock, *, requests, workers, longest=120.0):
    """So many requests by so many workers, each sent again a second later while it is throttled."""
    brake = Brake(longest, clock, clock.sleep)
    left = iter(range(requests))

    async def worker():
        for _ in left:
            while True:
                turn = await brake.turn()
                reading = await site.answer()
                brake.told(reading, turn)
                if reading is FINE:
                    break
                await clock.sleep(reading.retry_after or 1.0)

    await clock.run(*(worker() for _ in range(workers)))
    return brake


def at_a_time(limit):
    return lambda site: site.flying < limit


def a_second(limit):
    return lambda site: sum(start > site.clock.now - 1 for start in site.starts) < limit


@pytest.mark.parametrize(("reading", "slows"), THROTTLING)
def test_what_asks_for_less_is_told_from_what_fails(reading, slows):
    """A server that is down is no server that is busy."""
    assert throttles(reading) is slows


async def test_nothing_is_held_back_where_nothing_throttles():
    """Sixty-four workers are sixty-four requests at a time."""
    clock = Clock()
    site = Site(lambda site: True, clock)
    await work_off(site, clock, requests=640, workers=64)
    assert (site.most, clock.now) == (64, 5.0)


@pytest.mark.parametrize(
    "admits", [at_a_time(4), at_a_time(16), a_second(5), a_second(20)], ids=["4", "16", "5/s", "20/s"]
)
@pytest.mark.parametrize("after", [None, 0.2, 3.0])
async def test_a_throttled_endpoint_is_asked_little_more_than_it_answers(admits, after):
    """Sixty-four workers at an endpoint for a few: the first crowd and a little more is sent in vain."""
    clock = Clock()
    site = Site(admits, clock, after=after)
    await work_off(site, clock, requests=1000, workers=64)
    assert site.asked <= 1100


async def test_while_an_endpoint_asks_for_a_pause_nobody_asks():
    """The longest wish counts; afterwards requests start one by one."""
    clock = Clock()
    brake = Brake(120, clock, clock.sleep)
    flying = [await brake.turn() for _ in range(3)]
    for wish, turn in zip((5.0, 30.0, 7.0), flying, strict=True):
        brake.told(busy(wish), turn)
    turns = await clock.run(*(brake.turn() for _ in range(10)))
    assert min(turns) == 30.0
    assert len(set(turns)) == 10


async def test_nobody_waits_beyond_the_setting():
    """An endpoint that asks for an hour is asked again after `max_wait`."""
    clock = Clock()
    brake = Brake(120, clock, clock.sleep)
    brake.told(busy(3600.0), await brake.turn())
    assert await clock.run(brake.turn()) == [120.0]


async def test_those_who_wait_hear_of_a_later_wish():
    """A worker in the queue does not start in the middle of a pause."""
    clock = Clock()
    brake = Brake(120, clock, clock.sleep)
    first = await brake.turn()
    brake.told(busy(5.0), first)

    async def later():
        await clock.sleep(4.0)
        brake.told(busy(60.0), first)

    turns = await clock.run(brake.turn(), brake.turn(), later())
    assert min(turns[:2]) == 64.0


async def test_one_crowd_slows_once():
    """Requests that were in flight together are one sign, not twenty."""
    clock = Clock()
    brake = Brake(120, clock, clock.sleep)
    turns = [await brake.turn() for _ in range(20)]
    clock.now = 1.0
    for turn in turns:
        brake.told(busy(), turn)
    assert brake.rate == 10.0


async def test_full_speed_comes_back():
    """An endpoint that throttled for half a minute has all sixty-four workers again two minutes later."""
    clock = Clock()
    site = Site(lambda site: clock.now > 30 or site.flying < 2, clock, after=1.0)
    brake = await work_off(site, clock, requests=12_000, workers=64)
    late = [start for start in site.starts if start > 150]
    assert site.most == 64
    assert brake.rate is None
    assert len(late) / (late[-1] - late[0]) == pytest.approx(128, rel=0.2)


class Crowded:
    """A real endpoint that takes three at a time and turns the rest away, and counts."""

    def __init__(self):
        self.flying, self.asked, self.refused, self.lock = 0, deque(), 0, threading.Lock()
        self.limit = 3

    def handle(self, request):
        with self.lock:
            self.asked.append(time.monotonic())
            full = self.flying >= self.limit
            self.refused += full
            self.flying += not full
        if full:
            return Response('{"error": {"message": "slow down"}}', 429, {"retry-after-ms": "50"})
        time.sleep(0.02)
        with self.lock:
            self.flying -= 1
        return Response(json.dumps(completion(NOTHING)), content_type="application/json")


async def test_a_run_at_a_crowded_endpoint_ends_with_every_document(httpserver, tmp_path, monkeypatch):
    """Twenty-four workers, three places: no document fails, and few requests are sent in vain."""
    crowded = Crowded()
    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(crowded.handle)
    url = httpserver.url_for("/v1")
    settings = load_settings(db=tmp_path / "x.duckdb", model="m", base_url=url, concurrency=24, retries=10)
    documents = [Document(f"{n}", f"Officers made {n} arrests.") for n in range(2, 102)]
    with Store.open(settings.db) as store:
        summary = await run_documents(documents, settings, store)
    assert summary.done == 100
    assert len(crowded.asked) <= 130 + 24
