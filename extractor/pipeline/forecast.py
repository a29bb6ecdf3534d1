"""What a run will take: requests, tokens and dollars, each with a range.

The range is learnt from the pieces that this database saw asked, by the endpoint's own count, retries and
re-asks included: tokens are a fixed part (the prompt) and a part for each character, fitted by least squares,
and the fit is repeated over resampled pieces, each time with the scatter of single pieces around it. Without
enough pieces there is a guess, which says so.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from operator import mul
from statistics import fmean
from typing import TypeVar

from extractor.llm import Usage
from extractor.store import PieceUse

T = TypeVar("T", float, Decimal)
Price = Callable[[Usage], Decimal | None]
Fit = tuple[float, float]
"""Fixed part, and part for each character."""

ENOUGH = 8
"""Pieces without which nothing is learnt."""
LEVEL = 0.95
"""How many of many such ranges should hold what a run really takes."""
_ROUNDS = 200
_GUESSED_RETRIES = 1.25
_LARGEST_ANSWER = 4_000
_DRAWS = 200
_COLUMNS = ("requests", "prompt_tokens", "cached_tokens", "completion_tokens")


@dataclass(frozen=True, slots=True)
class Range:
    """A figure that is not known yet."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True)
class CostRange:
    """US dollars that are not spent yet."""

    low: Decimal
    likely: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the database's own attempts say of a piece."""

    pieces: int
    fixed_tokens: float
    """Tokens in that every request takes, whatever the piece: the prompt."""
    tokens_per_char: float
    output_tokens: float
    """Tokens out for each piece."""
    cached_share: float
    """The part of the tokens in that came from the endpoint's cache."""
    reask_rate: float
    """Re-asks for each piece."""
    retry_rate: float
    """Requests without a count of tokens, for each piece: faults that were tried again."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run will take."""

    pieces: int
    """Stretches of documents that will be sent."""
    requests: Range
    tokens_in: Range
    cached: Range
    """Those of the tokens in that will come from the endpoint's cache."""
    tokens_out: Range
    cost: CostRange | None
    """US dollars; None where the price is not known, never zero for unknown."""
    learnt: Learnt | None
    """None where too few pieces were asked about before: then all of it is a guess."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What is assumed where nothing is known."""

    prompt_chars: int
    """Characters of a request apart from the piece."""
    reasks: int
    max_output_tokens: int | None


def forecast(chars: Sequence[int], uses: Sequence[PieceUse], guess: Guess, price: Price) -> Forecast:
    """Say what asking about these pieces will take.

    Args:
        chars: The length of each piece.
        uses: What pieces took before, with the same model and prompt.
        guess: What to assume where `uses` are too few.
        price: US dollars for a usage; None where it is not known.
    """
    if not chars:
        nothing = Range(0, 0, 0)
        free = CostRange(Decimal(0), Decimal(0), Decimal(0))
        return Forecast(0, nothing, nothing, nothing, nothing, free, _learnt(uses) if uses else None)
    if len(uses) < ENOUGH:
        return _guessed(chars, guess, price)
    likely = _possible(_total(chars, _fits(uses)), len(chars))
    draw = random.Random(len(uses))  # noqa: S311 - a forecast is the same twice; nothing secret
    rounds = [_resampled(chars, uses, draw) for _ in range(_ROUNDS)]
    return _of_rounds(len(chars), likely, rounds, price, _learnt(uses))


def _fits(uses: Sequence[PieceUse]) -> list[Fit]:
    """Least squares over characters, for each column; more characters never take less, none less than 0."""
    lengths = [use.chars for use in uses]
    middle = fmean(lengths)
    apart = [length - middle for length in lengths]
    spread = sum(map(mul, apart, apart))
    return [_fit([getattr(use, column) for use in uses], apart, middle, spread) for column in _COLUMNS]


def _fit(values: Sequence[int], apart: Sequence[float], middle: float, spread: float) -> Fit:
    slope = max(sum(map(mul, apart, values)) / spread, 0.0) if spread else 0.0
    fixed = fmean(values) - slope * middle
    return (fixed, slope) if fixed >= 0 else (0.0, fmean(values) / middle)


def _total(chars: Sequence[int], fits: Sequence[Fit]) -> list[float]:
    return [len(chars) * fixed + slope * sum(chars) for fixed, slope in fits]


def _resampled(chars: Sequence[int], uses: Sequence[PieceUse], draw: random.Random) -> list[float]:
    """One run as it might come out: another sample to learn from, and other luck with each piece."""
    sample = draw.choices(uses, k=len(uses))
    fits = _fits(sample)
    lucks = draw.choices(sample, k=min(len(chars), _DRAWS))
    scale = sqrt(len(chars) / len(lucks))
    totals = _total(chars, fits)
    for at, (column, (fixed, slope)) in enumerate(zip(_COLUMNS, fits, strict=True)):
        totals[at] += scale * sum(getattr(use, column) - fixed - slope * use.chars for use in lucks)
    return _possible(totals, len(chars))


def _possible(totals: Sequence[float], pieces: int) -> list[float]:
    """Each piece takes a request, and nothing takes less than none."""
    return [max(totals[0], pieces), *(max(total, 0.0) for total in totals[1:])]


def _of_rounds(
    pieces: int, likely: list[float], rounds: list[list[float]], price: Price, learnt: Learnt
) -> Forecast:
    requests, tokens_in, cached, tokens_out = map(_range, likely, zip(*rounds, strict=True))
    cost = _cost([likely, *rounds], price)
    return Forecast(pieces, requests, tokens_in, cached, tokens_out, cost, learnt)


def _range(likely: float, found: Sequence[float]) -> Range:
    low, high = _quantiles(sorted(found))
    return Range(min(low, likely), likely, max(high, likely))


def _cost(rounds: Sequence[Sequence[float]], price: Price) -> CostRange | None:
    """The first is the likely one."""
    costs = [_priced(totals, price) for totals in rounds]
    known = [cost for cost in costs if cost is not None]
    if len(known) < len(costs):
        return None
    low, high = _quantiles(sorted(known[1:]))
    return CostRange(min(low, known[0]), known[0], max(high, known[0]))


def _quantiles(ordered: Sequence[T]) -> tuple[T, T]:
    cut = int(len(ordered) * (1 - LEVEL) / 2)
    return ordered[cut], ordered[-1 - cut]


def _priced(totals: Sequence[float], price: Price) -> Decimal | None:
    """The price of a mean request, times the requests: some prices step up with the length of a request."""
    requests, *tokens = totals
    each = price(Usage(*(round(count / requests) for count in tokens)))
    return None if each is None else each * Decimal(requests)


def _learnt(uses: Sequence[PieceUse]) -> Learnt:
    pieces = len(uses)
    requests = sum(use.requests for use in uses)
    prompt = sum(use.prompt_tokens for use in uses)
    fixed, slope = _fits(uses)[1]
    return Learnt(
        pieces=pieces,
        fixed_tokens=max(fixed, 0.0) * pieces / requests,
        tokens_per_char=slope * pieces / requests,
        output_tokens=sum(use.completion_tokens for use in uses) / pieces,
        cached_share=sum(use.cached_tokens for use in uses) / prompt if prompt else 0.0,
        reask_rate=sum(use.reasks for use in uses) / pieces,
        retry_rate=sum(use.retries for use in uses) / pieces,
    )


def _guessed(chars: Sequence[int], guess: Guess, price: Price) -> Forecast:
    """Four characters a token, and room on both sides: a guess is wide or it is a lie."""
    pieces = len(chars)
    sent = pieces * guess.prompt_chars + sum(chars)
    cached = pieces * guess.prompt_chars / 4
    times = (1 + guess.reasks) * _GUESSED_RETRIES
    answer = min(guess.max_output_tokens or _LARGEST_ANSWER, _LARGEST_ANSWER)
    cheapest = [pieces, sent / 6, min(cached, sent / 6), pieces * 50]
    likely = [pieces, sent / 4, 0, pieces * min(500, answer)]
    dearest = [pieces * times, sent / 2.5 * times, 0, pieces * answer * times]
    requests, tokens_in, _, tokens_out = map(Range, cheapest, likely, dearest)
    costs = [cost for totals in (cheapest, likely, dearest) if (cost := _priced(totals, price)) is not None]
    return Forecast(
        pieces=pieces,
        requests=requests,
        tokens_in=tokens_in,
        cached=Range(0, 0, cached * times),
        tokens_out=tokens_out,
        cost=CostRange(*costs) if len(costs) == 3 else None,
        learnt=None,
    )
