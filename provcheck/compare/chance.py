"""Tails of the binomial distribution, as logarithms: they become too small for a float."""

from __future__ import annotations

from math import exp, lgamma, log


def log10_tail(trials: int, successes: int, single: float) -> float:
    """log10 of the probability of at least ``successes`` in ``trials``, each with ``single``."""
    if successes <= 0:
        return 0.0
    terms = [
        lgamma(trials + 1)
        - lgamma(k + 1)
        - lgamma(trials - k + 1)
        + k * log(single)
        + (trials - k) * log(1 - single)
        for k in range(successes, trials + 1)
    ]
    top = max(terms)
    return (top + log(sum(exp(term - top) for term in terms))) / log(10)
