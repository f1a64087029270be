"""Binomial tails against their sums in exact fractions."""

from fractions import Fraction
from math import comb, log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provcheck.compare.chance import log10_tail


@given(st.integers(1, 60), st.data(), st.fractions(Fraction(1, 50), Fraction(49, 50)))
def test_it_is_the_exact_tail(trials: int, data: st.DataObject, single: Fraction) -> None:
    least = data.draw(st.integers(0, trials))
    exact = sum(
        (
            comb(trials, k) * single**k * (1 - single) ** (trials - k)
            for k in range(least, trials + 1)
        ),
        Fraction(0),
    )
    assert log10_tail(trials, least, float(single)) == pytest.approx(log10(exact), abs=1e-6)


def test_chances_below_any_float_stay_finite() -> None:
    assert log10_tail(5000, 5000, 1e-4) == pytest.approx(-20000)
