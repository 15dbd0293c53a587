"""Goal attainment scaling against values by hand, and what must hold for any goals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.goal_scaling import goal_scaling_t

LEVELS = st.integers(-2, 2)


@pytest.mark.parametrize(
    ("attainment", "weights", "expected"),
    [
        # Alike, n goals: the divisor is sqrt(0.7 n + 0.3 n^2): 1, 1.6125, 2.1909, 3.3166.
        ([0, 0, 0], None, 50.0),
        ([1], None, 60.0),
        ([-2], None, 30.0),
        ([1, 1], None, 50 + 20 / math.sqrt(2.6)),
        ([1, 1, 1], None, 50 + 30 / math.sqrt(4.8)),
        ([2, 2, 2, 2, 2], None, 50 + 100 / math.sqrt(11)),
        ([-1, -1, -1], None, 36.3069),
        ([2, -1, -1], None, 50.0),
        # Sum w x = 2, sum w^2 = 10, (sum w)^2 = 16: 0.7 x 10 + 0.3 x 16 = 11.8.
        ([1, -1], [3, 1], 50 + 20 / math.sqrt(11.8)),
        # Sum w x = 7, sum w^2 = 91, (sum w)^2 = 441: 63.7 + 132.3 = 196 = 14^2. Scores and weights
        # are those of the example of calc_tscore in the R package gasr.
        ([-2, 0, -1, 2, 0, 1], [3, 5, 1, 4, 2, 6], 55.0),
        ([2, -2], [1, 0], 70.0),
    ],
)
def test_values_by_hand(
    attainment: list[float], weights: list[float] | None, expected: float
) -> None:
    assert goal_scaling_t(attainment, weights) == pytest.approx(expected, abs=1e-4)


def test_goals_that_do_not_correlate() -> None:
    # Kiresuk & Sherman's divisor with rho = 0 is the root of the number of goals.
    assert goal_scaling_t([1, 1, 1], rho=0) == pytest.approx(50 + 30 / math.sqrt(3))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(LEVELS, st.floats(0.1, 9)), min_size=1, max_size=8),
    st.floats(0.01, 100),
    st.floats(0, 0.9),
)
def test_what_holds_for_any_goals(goals: list[tuple[int, float]], times: float, rho: float) -> None:
    levels, weights = map(list, zip(*goals, strict=True))
    t_score = goal_scaling_t(levels, weights, rho=rho)
    assert goal_scaling_t(levels[::-1], weights[::-1], rho=rho) == pytest.approx(t_score)
    assert goal_scaling_t(levels, [times * one for one in weights], rho=rho) == pytest.approx(
        t_score
    )
    flipped = goal_scaling_t([-level for level in levels], weights, rho=rho)
    assert flipped == pytest.approx(100 - t_score)


@pytest.mark.parametrize(
    ("attainment", "weights", "rho"),
    [
        ([], None, 0.3),
        ([3], None, 0.3),
        ([float("nan")], None, 0.3),
        ([1], [0], 0.3),
        ([1, 1], [1, -1], 0.3),
        ([1, 1], [1], 0.3),
        ([1], None, 1),
    ],
)
def test_what_is_refused(attainment: list[float], weights: list[float] | None, rho: float) -> None:
    with pytest.raises(ValueError, match=r"attainment|weight|rho"):
        goal_scaling_t(attainment, weights, rho=rho)
