"""What a request cost: settings' own prices, else the price list of genai-prices, else unknown."""

from __future__ import annotations

from decimal import Decimal

from extractor.llm.endpoint import Endpoint
from extractor.llm.outcome import Usage
from extractor.settings import Prices

_PER_MILLION = Decimal(1_000_000)
_BATCH_SHARE = Decimal("0.5")
"""What endpoints ask for a request in a batch, of the price of the same request by itself."""


def cost_of(usage: Usage, endpoint: Endpoint, prices: Prices | None) -> Decimal | None:
    """US dollars for these tokens.

    Returns:
        None where the price or the number of tokens is not known; never zero for unknown. A model that runs
        here costs nothing.
    """
    if endpoint.embedded:
        return Decimal(0)
    if usage.prompt is None or usage.completion is None:
        return None
    cached = min(usage.cached or 0, usage.prompt)
    if prices is not None:
        return _by_settings(usage.prompt, cached, usage.completion, prices)
    return _by_list(usage.prompt, cached, usage.completion, endpoint)


def batch_cost_of(usage: Usage, endpoint: Endpoint, prices: Prices | None) -> Decimal | None:
    """US dollars for these tokens through the batch interface: half of `cost_of`."""
    cost = cost_of(usage, endpoint, prices)
    return None if cost is None else cost * _BATCH_SHARE


def _by_settings(prompt: int, cached: int, completion: int, prices: Prices) -> Decimal:
    per_cached = prices.input if prices.cached is None else prices.cached
    total = (prompt - cached) * prices.input + cached * per_cached + completion * prices.output
    return total / _PER_MILLION


def _by_list(prompt: int, cached: int, completion: int, endpoint: Endpoint) -> Decimal | None:
    import genai_prices  # noqa: PLC0415 - its price list takes time to load

    tokens = genai_prices.Usage(input_tokens=prompt, cache_read_tokens=cached, output_tokens=completion)
    try:
        return genai_prices.calc_price(tokens, endpoint.name, provider_api_url=endpoint.address).total_price
    except LookupError:
        return None
