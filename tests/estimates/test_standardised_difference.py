"""Standardised differences of two groups: by hand, from papers, and what must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.standardised_difference import (
    pooled_sd,
    share_difference_interval,
    standardised_mean_difference_interval,
    standardised_share_difference,
)

CALM = settings(deadline=None, max_examples=50)
VALUES = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=20)
COUNT = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_the_pooled_sd_by_hand() -> None:
    # Squares 2 and 8 over 4 - 2 degrees of freedom: the root of 5.
    assert pooled_sd([1.0, 3.0], [2.0, 6.0]) == pytest.approx(math.sqrt(5))


def test_equal_values_have_no_spread_also_in_binary() -> None:
    assert pooled_sd([0.1] * 7, [0.3] * 11) == 0


def test_newcombes_examples() -> None:
    # Stat Med 1998;17:873, table II, method 10: (a) 56/70 - 48/80, (b) 9/10 - 3/10,
    # (c) 6/7 - 2/7, (d) 5/56 - 0/29.
    rows = [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
    ]
    for first, second, low, high in rows:
        limits = share_difference_interval(first, second)
        assert (limits.low, limits.high) == pytest.approx((low, high), abs=5e-5)


def test_a_standardised_difference_of_shares_by_hand() -> None:
    # 0.2 over the root of (0.24 + 0.24) / 2.
    assert standardised_share_difference(0.4, 0.6) == pytest.approx(0.2 / math.sqrt(0.24))
    assert standardised_share_difference(0.0, 1.0) is None
    assert standardised_share_difference(0.0, 0.0) is None


@CALM
@given(COUNT, COUNT)
def test_a_share_difference_turns_with_its_groups(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    there = share_difference_interval(first, second)
    back = share_difference_interval(second, first)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)
    middle = second[0] / second[1] - first[0] / first[1]
    assert -1 - 1e-12 <= there.low <= middle <= there.high <= 1 + 1e-12


@CALM
@given(VALUES, VALUES, st.integers(-9, 9), st.sampled_from([0.5, 2.0, 8.0]))
def test_the_pooled_sd_does_not_move_and_grows_with_the_unit(
    first: list[float], second: list[float], shift: int, factor: float
) -> None:
    base = pooled_sd(first, second)
    assert pooled_sd(np.array(first) + shift, second) == pytest.approx(base)
    assert pooled_sd(np.array(first) * factor, np.array(second) * factor) == pytest.approx(
        base * factor
    )


@CALM
@given(st.floats(-3, 3), st.integers(2, 40), st.integers(2, 40))
def test_the_interval_holds_the_difference_and_turns_with_it(
    difference: float, first: int, second: int
) -> None:
    limits = standardised_mean_difference_interval(difference, first, second)
    turned = standardised_mean_difference_interval(-difference, second, first)
    assert limits.low < difference < limits.high
    assert (limits.low, limits.high) == pytest.approx((-turned.high, -turned.low), abs=1e-7)
    wide = standardised_mean_difference_interval(difference, first, second, confidence=0.99)
    assert wide.low < limits.low
    assert limits.high < wide.high
