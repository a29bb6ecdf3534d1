"""What a request costs, or that nobody knows."""

from dataclasses import replace
from decimal import Decimal

import pytest

from extractor.llm.cost import cost_of
from extractor.llm.endpoint import choose_endpoint
from extractor.llm.outcome import Usage
from extractor.settings import Prices, load_settings

PRICES = Prices(input="2", cached="0.5", output="8")
NO_CACHED = Prices(input="2", output="8")
MILLION = 1_000_000

CASES = [
    pytest.param(Usage(MILLION, 0, 0), PRICES, "2", id="input"),
    pytest.param(Usage(MILLION, MILLION // 2, 0), PRICES, "1.25", id="half of it cached"),
    pytest.param(Usage(0, 0, MILLION), PRICES, "8", id="output"),
    pytest.param(Usage(1, None, 1), PRICES, "0.00001", id="nothing said of a cache"),
    pytest.param(Usage(MILLION, MILLION, 0), NO_CACHED, "2", id="no price for cached tokens"),
    pytest.param(Usage(10, 99, 0), PRICES, "0.000005", id="more cached than sent"),
    pytest.param(Usage(None, None, 5), PRICES, None, id="no prompt tokens"),
    pytest.param(Usage(5, None, None), PRICES, None, id="no completion tokens"),
]

LISTED = [
    pytest.param("gpt-5-mini", None, True, id="a known model at its provider"),
    pytest.param("gpt-77-nonesuch", None, False, id="an unknown model"),
    pytest.param("gpt-5-mini", "http://127.0.0.1:8000/v1", False, id="a known name at an unknown place"),
]


@pytest.fixture
def hosted(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    return choose_endpoint(load_settings(model="gpt-77-nonesuch"))


@pytest.mark.parametrize(("usage", "prices", "cost"), CASES)
def test_the_settings_prices_are_exact(usage, prices, cost, hosted):
    """Decimals, per million, cached tokens apart; where a count is missing, the cost is unknown."""
    assert cost_of(usage, hosted, prices) == (None if cost is None else Decimal(cost))


@pytest.mark.parametrize(("model", "base_url", "known"), LISTED)
def test_the_list_knows_models_at_their_providers(model, base_url, known, hosted):
    """What it does not know is unknown, never zero."""
    settings = load_settings(model=model, base_url=base_url)
    cost = cost_of(Usage(100_000, 40_000, 20_000), choose_endpoint(settings), None)
    assert cost is None if not known else cost > 0


def test_cached_tokens_are_cheaper_by_the_list(hosted):
    """They are passed on apart."""
    known = replace(hosted, name="gpt-5-mini")
    assert cost_of(Usage(1000, 900, 10), known, None) < cost_of(Usage(1000, 0, 10), known, None)


def test_the_embedded_model_costs_nothing():
    """It runs here."""
    assert cost_of(Usage(), choose_endpoint(load_settings()), None) == 0
