"""Tail probabilities of over-dispersed counts."""

from __future__ import annotations

import math

_TINY = 1e-300
_EPSILON = 1e-9
_MAX_ITERATIONS = 300


def tail_log10(count: float, mean: float, dispersion: float) -> float:
    """log10 of P(X >= count) for a negative binomial count.

    Args:
        count: observed, >= 0.
        mean: expected, > 0.
        dispersion: alpha in variance = mean + alpha * mean**2; 0 is Poisson.

    Returns:
        A number <= 0, never NaN; about -320 at the least.
    """
    if count <= 0:
        return 0.0
    mean = max(mean, 1e-9)
    size = 1.0 / max(dispersion, 1e-6)
    chance = mean / (mean + size)
    # P(X >= k) is the regularised incomplete beta function I_chance(k, size)
    return _log_beta_cdf(count, size, chance) / math.log(10.0)


def _log_beta_cdf(a: float, b: float, x: float) -> float:
    """Natural log of I_x(a, b), by Lentz's continued fraction (Numerical Recipes, 6.4)."""
    if x <= 0.0:
        return math.log(_TINY)
    if x >= 1.0:
        return 0.0
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    if x < (a + 1.0) / (a + b + 2.0):
        return min(0.0, max(front + math.log(_fraction(a, b, x) / a), -740.0))
    other = math.exp(min(0.0, front)) * _fraction(b, a, 1.0 - x) / b
    return math.log(max(1.0 - other, _TINY))


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1.0 / ((1.0 - (a + b) * x / (a + 1.0)) or _TINY)
    h = d
    top = a  # a + 2 * m
    for m in range(1, _MAX_ITERATIONS):
        top += 2.0
        even = m * (b - m) * x / ((top - 1.0) * top)
        d = 1.0 / ((1.0 + even * d) or _TINY)
        c = (1.0 + even / c) or _TINY
        h *= d * c
        odd = -(a + m) * (a + b + m) * x / (top * (top + 1.0))
        d = 1.0 / ((1.0 + odd * d) or _TINY)
        c = (1.0 + odd / c) or _TINY
        step = d * c
        h *= step
        if -_EPSILON < step - 1.0 < _EPSILON:
            break
    return h
