"""How sure a rate is: intervals over trials and over documents, and the permutation test for two runs."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import NormalDist

from extractor.evaluate.distributions import beta_quantile, t_quantile

CONFIDENCE = 0.95
FEWEST_DOCUMENTS = 5
"""Under so many documents a report shows counts only."""
EXACT_UP_TO = 12
"""Up to so many documents every swap is tried; beyond, a drawing of them."""
SWAPS = 10_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A two-sided confidence interval."""

    low: float
    high: float
    method: str
    """clopper-pearson, wilson or logit-t."""
    of: str = "rate"
    """What it is an interval of: the rate itself, or `exact documents` where the rate is 0 or 1."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with all that is needed to judge it; never a bare point."""

    hits: int
    total: int
    documents: int
    interval: Interval | None
    """None where there is nothing to count, or too few documents."""

    @property
    def value(self) -> float | None:
        """Hits over total, None for 0 of 0."""
        return self.hits / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Permutation:
    """The result of a swap permutation test."""

    difference: float
    """The statistic of B minus that of A."""
    p: float
    """Two-sided."""
    smallest_p: float
    """The smallest p that so many documents allow; above 0.05 nothing can be significant."""
    swaps: int
    exact: bool


def clopper_pearson(hits: int, total: int, confidence: float = CONFIDENCE) -> Interval:
    """The exact interval of a binomial share.

    Clopper and Pearson, Biometrika 26 (1934) 404: quantiles of Beta(k, n-k+1) and Beta(k+1, n-k).

    Raises:
        ValueError: total is 0, or hits are not between 0 and total.
    """
    _require_trials(hits, total)
    alpha = 1 - confidence
    low = beta_quantile(alpha / 2, hits, total - hits + 1) if hits else 0.0
    high = beta_quantile(1 - alpha / 2, hits + 1, total - hits) if hits < total else 1.0
    return Interval(low, high, "clopper-pearson")


def wilson(hits: int, total: int, confidence: float = CONFIDENCE) -> Interval:
    """The score interval of a binomial share.

    Wilson, Journal of the American Statistical Association 22 (1927) 209.

    Raises:
        ValueError: total is 0, or hits are not between 0 and total.
    """
    _require_trials(hits, total)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = hits / total
    spread = 1 + z * z / total
    centre = (share + z * z / (2 * total)) / spread
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / spread
    low = centre - half if hits else 0.0
    high = centre + half if hits < total else 1.0
    return Interval(low, high, "wilson")


def logit_t(parts: Sequence[tuple[float, float]], confidence: float = CONFIDENCE) -> Interval | None:
    """The interval of a ratio of sums over documents, which are the unit of sampling.

    With (a_i, b_i) of document i: F = Σa/Σb, e_i = a_i - F·b_i, se = sqrt(n/(n-1)·Σe_i²)/Σb (the linearised
    variance of a ratio; Cochran, Sampling Techniques, 3rd edition, 6.4), and on the logit scale a half-width
    of t(n-1)·se/(F(1-F)).

    Args:
        parts: Numerator and denominator of each document; a document with denominator 0 counts among the n.
        confidence: Two-sided level.

    Returns:
        None where F is 0, 1 or undefined, or there are fewer than two documents.
    """
    n = len(parts)
    below = sum(b for _, b in parts)
    ratio = sum(a for a, _ in parts) / below if below else 0.0
    if n < 2 or not 0 < ratio < 1:
        return None
    squares = sum((a - ratio * b) ** 2 for a, b in parts)
    error = math.sqrt(n / (n - 1) * squares) / below
    half = t_quantile(0.5 + confidence / 2, n - 1) * error / (ratio * (1 - ratio))
    centre = math.log(ratio / (1 - ratio))
    return Interval(_logistic(centre - half), _logistic(centre + half), "logit-t")


def rate_over_documents(parts: Sequence[tuple[int, int]], confidence: float = CONFIDENCE) -> Rate:
    """A share summed over documents, with the interval its documents allow.

    Where the share is 0 or 1 the interval is Wilson's, on the documents that are all right (or all wrong): it
    says of how many documents one can be sure, not of how many figures. Under five documents there is none.
    """
    counted = [(hits, total) for hits, total in parts if total]
    hits, total = sum(a for a, _ in counted), sum(b for _, b in counted)
    interval = None
    if total and len(counted) >= FEWEST_DOCUMENTS:
        interval = logit_t(counted, confidence) or _of_documents(hits, len(counted), confidence)
    return Rate(hits, total, len(counted), interval)


def swap_permutation(
    a: Sequence[tuple[float, float]], b: Sequence[tuple[float, float]], *, seed: int = 0
) -> Permutation:
    """Are two runs over the same documents different? Each document's results are swapped, or not, at random.

    The statistic is the difference of the two ratios of sums. Under the hypothesis that the runs do not
    differ, all 2^n swaps are equally likely (Fisher's randomisation; Good, Permutation Tests, 2nd ed., 3.2).

    Args:
        a: Numerator and denominator of each document under the first run.
        b: The same documents, in the same order, under the second.
        seed: For the drawing beyond `EXACT_UP_TO` documents.

    Raises:
        ValueError: the runs do not have the same documents.
    """
    if len(a) != len(b) or not a:
        raise ValueError(f"{len(a)} documents cannot be paired with {len(b)}")
    exact = len(a) <= EXACT_UP_TO
    observed = _ratio(b) - _ratio(a)
    swaps = list(_every_swap(len(a)) if exact else _drawn_swaps(len(a), seed))
    extreme = sum(abs(_difference(a, b, swap)) >= abs(observed) - 1e-12 for swap in swaps)
    p = extreme / len(swaps) if exact else (extreme + 1) / (len(swaps) + 1)
    return Permutation(observed, p, smallest_p(len(a)), len(swaps), exact)


def smallest_p(documents: int) -> float:
    """The smallest two-sided p that swapping so many documents can give: 2 of 2^n (5 documents: 0.0625)."""
    exact = 2.0 / 2.0**documents if documents else 1.0
    return min(1.0, exact if documents <= EXACT_UP_TO else max(exact, 1 / (SWAPS + 1)))


def _of_documents(hits: int, documents: int, confidence: float) -> Interval:
    found = wilson(documents if hits else 0, documents, confidence)
    return Interval(found.low, found.high, found.method, of="exact documents")


def _require_trials(hits: int, total: int) -> None:
    if total < 1 or not 0 <= hits <= total:
        raise ValueError(f"{hits} of {total} is no share")


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def _ratio(parts: Sequence[tuple[float, float]]) -> float:
    below = sum(b for _, b in parts)
    return sum(a for a, _ in parts) / below if below else 0.0


def _difference(
    a: Sequence[tuple[float, float]], b: Sequence[tuple[float, float]], swap: Sequence[bool]
) -> float:
    first = [y if swapped else x for x, y, swapped in zip(a, b, swap, strict=True)]
    second = [x if swapped else y for x, y, swapped in zip(a, b, swap, strict=True)]
    return _ratio(second) - _ratio(first)


def _every_swap(documents: int) -> Iterator[Sequence[bool]]:
    return product((False, True), repeat=documents)


def _drawn_swaps(documents: int, seed: int) -> Iterator[Sequence[bool]]:
    drawing = random.Random(seed)  # noqa: S311 - a drawing that can be repeated, no secret
    for _ in range(SWAPS):
        yield [drawing.random() < 0.5 for _ in range(documents)]
