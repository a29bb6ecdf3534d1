"""Quantiles of the beta and the Student t distribution, without scipy.

References: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction of the regularised
incomplete beta function, evaluated by Lentz's method as in Press et al., Numerical Recipes, 3rd edition, 6.4)
and 8.17.4 (symmetry); Student's t as an incomplete beta: Abramowitz and Stegun, 26.7.1.
"""

from __future__ import annotations

import math
from collections.abc import Callable

_TINY = 1e-300
_EPSILON = 1e-15
_MAX_STEPS = 10_000


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b): P(X <= x) for X ~ Beta(a, b).

    Args:
        x: Between 0 and 1.
        a: First shape, above 0.
        b: Second shape, above 0.
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_cdf(1.0 - x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) / (a * _continued_fraction(x, a, b))


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = p."""
    return _bisect(lambda x: beta_cdf(x, a, b), p, 0.0, 1.0)


def t_cdf(t: float, df: float) -> float:
    """P(T <= t) for Student's t with `df` degrees of freedom."""
    tail = 0.5 * beta_cdf(df / (df + t * t), df / 2, 0.5)
    return 1.0 - tail if t > 0 else tail


def t_quantile(p: float, df: float) -> float:
    """The t with P(T <= t) = p, for p from 0.5 up to (not including) 1."""
    upper = 1.0
    while t_cdf(upper, df) < p:
        upper *= 2
    return _bisect(lambda t: t_cdf(t, df), p, 0.0, upper)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """The denominator of DLMF 8.17.22, by Lentz's method."""
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, _MAX_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + term * d)
            c = _away_from_zero(1.0 + term / c)
            fraction *= c * d
        if abs(c * d - 1.0) < _EPSILON:
            break
    return 1.0 / fraction


def _away_from_zero(x: float) -> float:
    return x if abs(x) > _TINY else _TINY


def _bisect(rising: Callable[[float], float], target: float, low: float, high: float) -> float:
    """Where a rising function meets `target`, to the last bit that halving can reach."""
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if rising(middle) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2
