"""Correlations: closed cases, invariants, what has no answer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.correlation import Correlation, pearson, spearman

CALM = settings(deadline=None, max_examples=50)
PAIRS = st.lists(
    st.tuples(st.integers(-20, 20).map(float), st.integers(-20, 20).map(float)),
    min_size=3,
    max_size=15,
)


def same(one: Correlation, other: Correlation, *, sign: float = 1.0) -> None:
    assert one.reason == other.reason
    assert one.estimate == pytest.approx(sign * other.estimate, abs=1e-9, nan_ok=True)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-6, abs=1e-9, nan_ok=True)


def test_fisher_by_hand() -> None:
    # r = 0.8 of five: atanh(0.8) = ln 3; 1.96 / sqrt(2).
    found = pearson([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])
    assert found.estimate == pytest.approx(0.8)
    assert found.interval is not None
    assert found.interval.low == pytest.approx(math.tanh(math.log(3) - 1.959963984540054 / 2**0.5))
    assert found.statistic == pytest.approx(0.8 * (3 / 0.36) ** 0.5)


@CALM
@given(PAIRS, st.sampled_from([1e-6, 0.5, 3.0, 1e6]), st.integers(-9, 9))
def test_shift_and_unit_and_turn(pairs: list[tuple[float, float]], unit: float, shift: int) -> None:
    x, y = np.array(pairs).T
    for measure in (pearson, spearman):
        found = measure(x, y)
        same(measure(y, x), found)
        same(measure((x + shift) * unit, y), found)
        same(measure(-x, y), found, sign=-1.0)


@CALM
@given(PAIRS)
def test_ranks_do_not_see_a_rising_curve(pairs: list[tuple[float, float]]) -> None:
    x, y = np.array(pairs).T
    same(spearman(np.exp(x / 10), y), spearman(x, y))


@CALM
@given(PAIRS)
def test_the_interval_holds_the_estimate_and_the_rank_one_is_wider(
    pairs: list[tuple[float, float]],
) -> None:
    x, y = np.array(pairs).T
    found, ranks = pearson(x, y), spearman(x, y)
    for one in (found, ranks):
        assert (one.interval is None) == (one.reason != "")
        if one.interval is not None:
            assert -1 <= one.interval.low < one.estimate < one.interval.high <= 1
    both = pearson(np.argsort(np.argsort(x)), np.argsort(np.argsort(y)))
    own = spearman(np.argsort(np.argsort(x)), np.argsort(np.argsort(y)))
    if both.interval is not None and own.interval is not None:
        # Without ties Spearman is Pearson of the ranks, with a wider interval.
        assert own.estimate == pytest.approx(both.estimate)
        assert own.interval.low <= both.interval.low


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        ([], [], "too few"),
        ([1.0, 2.0], [1.0, 3.0], "too few"),
        ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0], "does not vary"),
        ([1.0, 2.0, 3.0, 4.0], [2.0, 2.0, 2.0, 2.0], "does not vary"),
        ([0.1, 0.2, 0.3, 0.4], [0.3, 0.6, 0.9, 1.2], "on a line"),
        ([1.0, 2.0, 3.0], [1.0, 3.0, 2.0], "three"),
    ],
)
def test_what_cannot_be_computed_says_why(x: list[float], y: list[float], reason: str) -> None:
    found = pearson(x, y)
    assert found.reason == reason
    assert found.interval is None
