"""Regression to the mean: a published example, invariants, what has no answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.regression_to_mean import change_beyond_regression, mee_chua

CALM = settings(deadline=None, max_examples=50)
PRE = [45.0, 52, 63, 68, 57, 55, 60, 59]
POST = [49.0, 50, 70, 71, 53, 61, 62, 67]
PAIRS = st.lists(
    st.tuples(st.integers(0, 40).map(float), st.integers(0, 40).map(float)),
    min_size=3,
    max_size=12,
)


def test_the_published_example() -> None:
    # R package regtomean 1.2, its own test of plot_mu: t = 1.938 at mu = 59, the largest of 0-100;
    # p = .050 one-sided, printed with three decimals.
    at = {mu: mee_chua(PRE, POST, norm_mean=mu) for mu in range(30, 90)}
    found = {mu: one.statistic for mu, one in at.items() if one is not None}
    assert max(found, key=lambda mu: found[mu]) == 59
    assert found[59] == pytest.approx(1.938, abs=5e-4)
    assert at[59] is not None
    assert at[59].p_value / 2 == pytest.approx(0.050, abs=5e-4)


@CALM
@given(PAIRS, st.integers(0, 40), st.floats(0.05, 0.95), st.integers(-30, 30))
def test_a_shift_of_everything_leaves_all(
    pairs: list[tuple[float, float]], mu: int, reliability: float, shift: int
) -> None:
    x, y = np.array(pairs).T
    for one, other in (
        (
            change_beyond_regression(x, y, norm_mean=mu, reliability=reliability),
            change_beyond_regression(
                x + shift, y + shift, norm_mean=mu + shift, reliability=reliability
            ),
        ),
        (
            mee_chua(x, y, norm_mean=mu),
            mee_chua(x + shift, y + shift, norm_mean=mu + shift),
        ),
    ):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert other.estimate == pytest.approx(one.estimate, abs=1e-9)
            assert other.std_error == pytest.approx(one.std_error, rel=1e-6)


@CALM
@given(PAIRS, st.integers(0, 40))
def test_at_a_reliability_of_the_slope_both_estimates_are_one(
    pairs: list[tuple[float, float]], mu: int
) -> None:
    x, y = np.array(pairs).T
    test = mee_chua(x, y, norm_mean=mu)
    if test is None:
        return
    stated = change_beyond_regression(x, y, norm_mean=mu, reliability=test.slope)
    assert stated is not None
    assert stated.estimate == pytest.approx(test.estimate, abs=1e-9)
    # Its slope taken as known, the interval is narrower but for the degree of freedom.
    assert stated.std_error <= test.std_error * (1 + 1e-9)


@CALM
@given(PAIRS, st.floats(0.05, 0.95))
def test_at_their_own_mean_nothing_regresses(
    pairs: list[tuple[float, float]], reliability: float
) -> None:
    x, y = np.array(pairs).T
    for found in (
        change_beyond_regression(x, y, norm_mean=float(x.mean()), reliability=reliability),
        mee_chua(x, y, norm_mean=float(x.mean())),
    ):
        if found is not None:
            assert found.estimate == pytest.approx(float((y - x).mean()), abs=1e-9)


@pytest.mark.parametrize(
    ("pre", "post"),
    [
        ([], []),
        ([1.0], [2.0]),
        ([1.0, 2.0], [2.0, 5.0]),
        ([3.0, 3.0, 3.0], [1.0, 2.0, 4.0]),
        ([0.1, 0.2, 0.3], [0.2, 0.4, 0.6]),
    ],
)
def test_what_has_no_line_has_no_test(pre: list[float], post: list[float]) -> None:
    assert mee_chua(pre, post, norm_mean=2.0) is None


def test_what_is_left_over_alike_has_no_interval() -> None:
    pre = np.array([10.1, 20.2, 30.3])
    post = 50.0 + 0.7 * (pre - 50.0) + 4.0
    assert change_beyond_regression(pre, post, norm_mean=50.0, reliability=0.7) is None
    assert change_beyond_regression([1.0], [2.0], norm_mean=5.0, reliability=0.5) is None
