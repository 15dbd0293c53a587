"""Limits, rules and run tests of arrays: by hand, from tables, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.control_limits import p_limits, sigma_z_error, u_limits, xmr_limits
from evalkit.estimates.control_rules import outside, shift, trend, two_of_three
from evalkit.estimates.run_tests import run_tests

SERIES = st.lists(st.integers(-50, 50), min_size=2, max_size=40)


def test_limits_by_hand() -> None:
    # Ranges 2, 1, 2: mean 5/3; 11.5 +/- 2.66 x 5/3, near at two thirds of that.
    limits = xmr_limits([10.0, 12.0, 11.0, 13.0])
    assert limits.centre.tolist() == [11.5] * 4
    assert limits.upper[0] == pytest.approx(11.5 + 2.66 * 5 / 3)
    assert limits.near_lower[0] == pytest.approx(11.5 - 2.66 * 5 / 3 * 2 / 3)
    assert np.isnan(limits.ranges[0])
    assert limits.ranges[1:].tolist() == [2.0, 1.0, 2.0]
    assert limits.range_limit == pytest.approx(3.267 * 5 / 3)


def test_screening_leaves_out_large_ranges_once_and_keeps_the_mean() -> None:
    values = [10.0, 11.0] * 6 + [40.0] + [10.0, 11.0] * 6
    plain, screened = xmr_limits(values), xmr_limits(values, screen=True)
    assert screened.centre[0] == plain.centre[0]
    assert screened.screened.sum() == 2
    assert screened.upper[0] == pytest.approx(plain.centre[0] + 2.66)


def test_screening_that_would_leave_no_variation_is_not_done() -> None:
    values = [5.0] * 10 + [9.0] + [5.0] * 10
    assert not xmr_limits(values, screen=True).screened.any()
    assert outside(np.array(values), xmr_limits(values, screen=True)).sum() == 1


def test_a_point_on_a_limit_is_within_and_one_beyond_is_out() -> None:
    values = np.array([0.0, 2.0, 0.0, 2.0, 0.0])
    limits = xmr_limits(values)  # 0.8 +/- 5.32
    on = np.array([limits.upper[0], limits.upper[0] + 1e-6, 0, limits.lower[0], -4.6])
    assert outside(on, limits).tolist() == [0, 1, 0, 0, -1]


def test_p_limits_follow_n_and_stay_within_0_and_1() -> None:
    limits = p_limits([9, 19, 5], [10, 20, 5], laney="never")  # 33 of 35
    share = 33 / 35
    error = np.sqrt(share * (1 - share) / np.array([10, 20, 5]))
    assert limits.lower == pytest.approx(np.clip(share - 3 * error, 0, 1))
    assert limits.upper.tolist() == [1.0, 1.0, 1.0]


def test_laney_is_used_when_the_shares_vary_more_than_counting_makes_them() -> None:
    rng = np.random.default_rng(5)
    n = np.full(40, 1000)
    shares = rng.beta(20, 20, 40)
    wide = p_limits(rng.binomial(n, shares), n)
    steady = p_limits(rng.binomial(n, 0.5), n)
    assert wide.laney
    assert wide.sigma_z > 3
    assert not steady.laney
    assert wide.upper[0] - wide.lower[0] > 2 * (steady.upper[0] - steady.lower[0])


def test_the_error_of_sigma_z_is_that_of_a_simulation() -> None:
    rng = np.random.default_rng(1)
    drawn = rng.standard_normal((40_000, 24))
    ratios = np.abs(np.diff(drawn, axis=1)).mean(axis=1) / 1.128
    assert ratios.std() == pytest.approx(sigma_z_error(24), rel=0.02)


def test_nobody_and_everybody_have_no_variation_and_no_signal() -> None:
    for count in (0, 12):
        counts = np.full(20, count)
        limits = p_limits(counts, 12, laney="always")
        assert not np.isnan(limits.lower).any()
        assert not outside(counts / 12, limits).any()
        assert not shift(counts / 12, limits).any()
    assert not outside(np.zeros(9), u_limits(np.zeros(9), 2.0)).any()


@pytest.mark.parametrize("value", [0.1, 1e9 + 0.1, -3.3e-7])
def test_a_constant_series_has_no_signal(value: float) -> None:
    values = np.full(30, value)
    limits = xmr_limits(values)
    for signs in (
        outside(values, limits),
        shift(values, limits),
        trend(values),
        two_of_three(values, limits),
    ):
        assert not signs.any()


def test_seven_rising_points_are_six_steps() -> None:
    assert trend(np.arange(7.0)).tolist() == [1] * 7
    assert not trend(np.arange(6.0)).any()
    assert trend(np.arange(6.0), length=6).all()


def test_the_peak_belongs_to_the_fall() -> None:
    signs = trend(np.array([1.0, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]))
    assert signs.tolist() == [1] * 6 + [-1] * 7


@settings(max_examples=50, deadline=None)
@given(SERIES)
def test_upside_down_turns_every_sign(values: list[int]) -> None:
    up, down = np.array(values, float), -np.array(values, float)
    for rule in (outside, shift, two_of_three):
        assert rule(up, xmr_limits(up)).tolist() == (-rule(down, xmr_limits(down))).tolist()
    assert trend(up).tolist() == (-trend(down)).tolist()


@settings(max_examples=50, deadline=None)
@given(SERIES, st.integers(-1000, 1000), st.sampled_from([0.5, 2.0, 8.0]))
def test_another_unit_changes_no_mark(values: list[int], moved: int, scale: float) -> None:
    one = np.array(values, float)
    other = one * scale + moved
    for rule in (outside, shift, two_of_three):
        assert rule(one, xmr_limits(one)).tolist() == rule(other, xmr_limits(other)).tolist()
    assert trend(one).tolist() == trend(other).tolist()


@settings(max_examples=30, deadline=None)
@given(st.lists(SERIES.filter(lambda s: len(s) >= 9), min_size=2, max_size=4))
def test_many_series_at_once_are_each_by_itself(many: list[list[int]]) -> None:
    together = np.array([one[:9] for one in many], float)
    for screen in (False, True):
        limits = xmr_limits(together, screen=screen)
        for place, one in enumerate(together):
            alone = xmr_limits(one, screen=screen)
            assert limits.upper[place].tolist() == alone.upper.tolist()
            for rule in (outside, shift, two_of_three):
                assert rule(together, limits)[place].tolist() == rule(one, alone).tolist()


# As printed in appendix 2 of Anhoej's vignette of qicharts2: useful points, longest run, crossings.
@pytest.mark.parametrize(
    ("useful", "longest", "crossings"),
    [(10, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (24, 8, 8), (30, 8, 10), (50, 9, 19)],
)
def test_the_limits_of_run_charts_are_those_published(
    useful: int, longest: int, crossings: int
) -> None:
    found = run_tests(np.tile([1.0, 2.0], useful // 2))
    assert (found.useful, found.longest_allowed) == (useful, longest)
    assert found.fewest_allowed == crossings


def test_points_on_the_median_are_passed_over() -> None:
    found = run_tests([5, 6, 7, 5, 6, 7, 6, 5, 4, 4, 6])
    assert found.median == 6
    assert found.useful == 7
    assert found.longest_run == 3
    assert found.crossings == 4  # below, above, below, above, three below


def test_of_two_longest_runs_the_latest_is_told() -> None:
    found = run_tests([1, 1, 9, 9, 1, 9])
    assert (found.longest_run, found.first, found.last) == (2, 2, 3)


@pytest.mark.parametrize("values", [[], [3.0], [2.0] * 30])
def test_without_variation_there_are_no_runs_and_no_signal(values: list[float]) -> None:
    found = run_tests(values)
    assert (found.useful, found.longest_run, found.crossings) == (0, 0, 0)
    assert not found.is_long
    assert not found.is_few
