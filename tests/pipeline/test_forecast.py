"""What a run will take is learnt from what requests took, and the range holds it."""

import random
from decimal import Decimal

import pytest

from extractor.pipeline.forecast import ENOUGH, Guess, forecast
from extractor.store import PieceUse

GUESS = Guess(prompt_chars=8_000, reasks=1, max_output_tokens=None)


def price(usage):
    """A dollar per million tokens in, a tenth for cached ones, two for those out."""
    fresh = usage.prompt - usage.cached
    return (Decimal(fresh) + Decimal(usage.cached) / 10 + 2 * usage.completion) / 1_000_000


def world(seed):
    """An endpoint with habits of its own: how dense its tokens are, how often it errs, what it caches."""
    draw = random.Random(seed)
    fixed, slope = draw.uniform(500, 4_000), draw.uniform(0.2, 0.4)
    reask, retry, cached = draw.uniform(0, 0.5), draw.uniform(0, 0.3), draw.uniform(0, 0.9)

    def use(chars):
        retries = sum(draw.random() < retry for _ in range(4))
        reasks = draw.random() < reask
        prompt = sum(int(fixed + slope * chars * draw.uniform(0.8, 1.2)) for _ in range(1 + reasks))
        out = sum(int(draw.lognormvariate(5.5, 0.6)) for _ in range(1 + reasks))
        return PieceUse(chars, 1 + reasks + retries, int(reasks), retries, prompt, int(prompt * cached), out)

    return use, draw


def lengths(draw, count):
    return [int(draw.lognormvariate(7.6, 0.5)) for _ in range(count)]


@pytest.mark.parametrize(("seen", "coming"), [(40, 20), (60, 200), (100, 5)])
def test_the_range_holds_what_the_run_takes(seen, coming):
    """Over forty worlds, in nine of ten the cost and the tokens lie in the range; never is the range idle."""
    held, worlds = 0, 40
    for seed in range(worlds):
        use, draw = world(seed)
        chars = lengths(draw, coming)
        found = forecast(chars, [use(length) for length in lengths(draw, seen)], GUESS, price)
        real = [use(length) for length in chars]
        tokens = sum(one.prompt_tokens for one in real)
        cost = sum(price(_Sum(one)) for one in real)
        held += (
            found.tokens_in.low <= tokens <= found.tokens_in.high
            and found.cost.low <= cost <= found.cost.high
        )
        assert found.cost.high < 4 * found.cost.low
    assert held / worlds >= 0.87


class _Sum:
    """A piece's tokens as a usage."""

    def __init__(self, use):
        self.prompt, self.cached, self.completion = (
            use.prompt_tokens,
            use.cached_tokens,
            use.completion_tokens,
        )


def test_a_steady_endpoint_is_forecast_to_the_token():
    """Without scatter the fit is exact, and so is the range."""
    uses = [PieceUse(chars, 1, 0, 0, 1_000 + chars // 4, 800, 100) for chars in range(400, 4_400, 400)]
    found = forecast([2_000] * 10, uses, GUESS, price)
    assert found.tokens_in.likely == pytest.approx(15_000)
    assert (found.requests.low, found.requests.high) == (10, 10)
    assert found.tokens_out.high == pytest.approx(1_000)
    assert found.learnt.fixed_tokens == pytest.approx(1_000)
    assert found.learnt.tokens_per_char == pytest.approx(0.25)
    assert found.learnt.cached_share == pytest.approx(8_000 / sum(use.prompt_tokens for use in uses))
    assert found.cost.likely == pytest.approx(Decimal("0.0098"), rel=Decimal("0.01"))


def test_shorter_pieces_than_any_seen_take_something_and_never_less():
    """Where long pieces take far more than their share, the line through them would fall below zero."""
    uses = [
        PieceUse(chars, 1 + chars // 8_000, chars // 8_000, 0, 1_000 + chars // 4, 0, (chars - 3_000) // 5)
        for chars in range(4_000, 12_001, 500)
    ]
    found = forecast([100] * 10, uses, GUESS, price)
    assert found.requests.low == 10
    assert 0 <= found.tokens_out.low <= found.tokens_out.likely <= found.tokens_out.high
    assert found.tokens_out.likely > 0
    assert 0 < found.cost.low <= found.cost.likely


def test_re_asks_and_retries_are_in_the_forecast():
    """Half of the pieces were asked twice, every fourth request failed first."""
    uses = [
        PieceUse(1_000, 1 + at % 2 + (at % 4 == 0), at % 2, at % 4 == 0, 1_000 * (1 + at % 2), 0, 100)
        for at in range(40)
    ]
    found = forecast([1_000] * 100, uses, GUESS, price)
    assert found.requests.likely == pytest.approx(175)
    assert found.tokens_in.likely == pytest.approx(150_000)
    assert (found.learnt.reask_rate, found.learnt.retry_rate) == (0.5, 0.25)


@pytest.mark.parametrize("seen", [0, ENOUGH - 1])
def test_with_too_few_requests_it_is_a_wide_guess(seen):
    """Four characters a token, and it says that nothing was learnt."""
    uses = [PieceUse(1_000, 1, 0, 0, 1_000, 0, 100)] * seen
    found = forecast([4_000] * 10, uses, GUESS, price)
    assert found.learnt is None
    assert found.tokens_in.likely == 10 * 12_000 / 4
    assert found.cost.high > 10 * found.cost.low
    for one in (found.requests, found.tokens_in, found.cached, found.tokens_out, found.cost):
        assert one.low <= one.likely <= one.high


@pytest.mark.parametrize("seen", [0, 20])
def test_an_unknown_price_is_unknown(seen):
    """Never zero."""
    uses = [PieceUse(1_000, 1, 0, 0, 1_000, 0, 100)] * seen
    assert forecast([4_000], uses, GUESS, lambda _: None).cost is None


def test_nothing_to_ask_takes_nothing():
    """All zeros, and that is known."""
    found = forecast([], [], GUESS, price)
    assert (found.pieces, found.requests.high, found.cost.high) == (0, 0, 0)


def test_it_says_the_same_twice():
    """Resampling is seeded."""
    use, draw = world(3)
    uses, chars = [use(length) for length in lengths(draw, 50)], lengths(draw, 30)
    assert forecast(chars, uses, GUESS, price) == forecast(chars, uses, GUESS, price)
