"""What a run may spend is never passed, whatever is asked side by side, and whatever comes back."""

import asyncio
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import CapError, SettingsError
from extractor.llm.budget import BYTES_A_TOKEN, OUTPUT_BOUND, Budget, open_budget
from extractor.llm.endpoint import choose_endpoint
from extractor.llm.outcome import Reading, Usage
from extractor.run import AttemptOutcome
from extractor.settings import load_settings

ANSWERED, TIMEOUT = AttemptOutcome.ANSWERED, AttemptOutcome.TIMEOUT
BODY = {"messages": "x" * 2_985, "max_tokens": 500}
BYTES = 3_019
UPPER = -(-BYTES // BYTES_A_TOKEN) + 500
"""Tokens reserved for BODY."""


def price(usage):
    """A dollar per million tokens in, two per million out."""
    return Decimal(usage.prompt + 2 * usage.completion) / 1_000_000


def answered(prompt, completion):
    return Reading(ANSWERED, text="{}", status=200, usage=Usage(prompt, 0, completion))


async def spend(budget, readings, *, concurrency=1, body=BODY):
    """Send one request after another, several at a time, until a cap refuses; how many were sent."""
    queue, sent = iter(readings), []

    async def worker():
        for reading in queue:
            async with budget.room(body) as settle:
                sent.append(reading)
                await asyncio.sleep(0)
                settle(reading)

    ended = await asyncio.gather(*(worker() for _ in range(concurrency)), return_exceptions=True)
    assert all(one is None or isinstance(one, CapError) for one in ended)
    return len(sent), [one for one in ended if one is not None]


usages = st.tuples(st.integers(0, UPPER - 500), st.integers(0, 500))
outcomes = st.one_of(
    usages.map(lambda usage: answered(*usage)),
    st.just(Reading(ANSWERED, text="{}", status=200)),
    st.just(Reading(TIMEOUT)),
    st.just(Reading(AttemptOutcome.RATE_LIMITED, status=429)),
)


@given(st.lists(outcomes, max_size=30), st.integers(1, 20_000), st.integers(1, 8))
def test_tokens_never_pass_the_cap(readings, cap, concurrency):
    """As long as no answer takes more than was reserved for it, the sum stays at or under the cap."""
    budget = Budget(price, max_tokens=cap)
    asyncio.run(spend(budget, readings, concurrency=concurrency))
    assert budget.spent.tokens <= cap


@given(st.lists(outcomes, max_size=30), st.decimals("0.0001", "0.02", places=6), st.integers(1, 8))
def test_dollars_never_pass_the_cap(readings, cap, concurrency):
    """The same in money."""
    budget = Budget(price, max_cost=cap)
    asyncio.run(spend(budget, readings, concurrency=concurrency))
    assert budget.spent.cost <= cap


@given(st.lists(usages, min_size=1, max_size=30), st.integers(1, 8))
def test_what_fits_is_sent(found, concurrency):
    """A cap with room for all of it refuses nothing, and all of it is counted."""
    cap = sum(map(sum, found)) + UPPER
    budget = Budget(price, max_tokens=cap)
    readings = [answered(*usage) for usage in found]
    sent, refused = asyncio.run(spend(budget, readings, concurrency=concurrency))
    assert (sent, refused) == (len(found), [])
    assert budget.spent.tokens == sum(map(sum, found))


async def test_a_request_waits_for_room_that_others_may_leave():
    """Two that do not fit side by side fit one after the other, since the first takes less than reserved."""
    budget = Budget(price, max_tokens=UPPER + 100)
    sent, refused = await spend(budget, [answered(50, 10)] * 2, concurrency=2)
    assert (sent, refused, budget.spent.tokens) == (2, [], 120)


CHARGES = [
    pytest.param(answered(10, 5), 15, 0, id="the endpoint's own count"),
    pytest.param(Reading(ANSWERED, text="{}", status=200), UPPER, 1, id="an answer without a count"),
    pytest.param(Reading(TIMEOUT), UPPER, 1, id="no answer in time: it may be on the bill"),
    pytest.param(Reading(AttemptOutcome.RATE_LIMITED, status=429), 0, 0, id="turned away"),
    pytest.param(Reading(AttemptOutcome.CONNECTION), 0, 0, id="not reached"),
    pytest.param(Reading(AttemptOutcome.NOT_AN_ENDPOINT, status=200), 0, 0, id="a page"),
]


@pytest.mark.parametrize(("reading", "tokens", "assumed"), CHARGES)
async def test_what_a_request_is_charged(reading, tokens, assumed):
    """Its own count; where an answer came without one, all that was reserved."""
    budget = Budget(price, max_tokens=1_000_000)
    await spend(budget, [reading])
    assert (budget.spent.tokens, budget.assumed) == (tokens, assumed)


async def test_a_request_that_was_broken_off_is_charged_in_full():
    """Nobody knows what the endpoint did by then."""
    budget = Budget(price, max_tokens=1_000_000)
    with pytest.raises(asyncio.CancelledError):
        async with budget.room(BODY):
            raise asyncio.CancelledError
    assert budget.spent.tokens == UPPER


async def test_an_estimate_that_was_too_low_is_not_made_again():
    """The next one is at least a tenth above the densest text seen."""
    budget = Budget(price, max_tokens=2 * BYTES)
    await spend(budget, [answered(BYTES, 0)])
    with pytest.raises(CapError, match=f"{BYTES:,} of {2 * BYTES:,} tokens"):
        async with budget.room(BODY):
            pass


async def test_an_unbounded_answer_is_reserved_at_a_stated_bound():
    """Without `max_output_tokens`, the bound is part of every reservation."""
    budget = Budget(price, max_tokens=OUTPUT_BOUND)
    with pytest.raises(CapError) as raised:
        async with budget.room({"messages": "short"}):
            pass
    assert raised.value.kind == "max_tokens"


def test_a_cap_in_dollars_needs_a_price(monkeypatch):
    """It is refused before anything is asked, and the message names the settings that help."""
    settings = load_settings(model="nonesuch", base_url="http://127.0.0.1:9/v1", max_cost=1)
    with pytest.raises(SettingsError) as raised:
        open_budget(choose_endpoint(settings), settings)
    for word in ("nonesuch", "EXTRACTOR_PRICES__INPUT", "--max-tokens"):
        assert word in str(raised.value)
    monkeypatch.setenv("EXTRACTOR_PRICES__INPUT", "1")
    monkeypatch.setenv("EXTRACTOR_PRICES__OUTPUT", "2")
    priced = load_settings(model="nonesuch", base_url="http://127.0.0.1:9/v1", max_cost="0.5")
    assert open_budget(choose_endpoint(priced), priced).max_cost == Decimal("0.5")


@pytest.mark.parametrize("value", ["0", "-1", "nan", "lots"])
def test_a_cap_is_a_positive_number(value, monkeypatch):
    """Anything else is a setting that cannot be used."""
    monkeypatch.setenv("EXTRACTOR_MAX_COST", value)
    with pytest.raises(SettingsError):
        load_settings()
