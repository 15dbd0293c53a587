"""Survival curves: by hand, by laws that must hold, at their edges. R is in tests/reference."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.competing_risks import aalen_johansen
from evalkit.estimates.log_rank import log_rank
from evalkit.estimates.survival import kaplan_meier, restricted_mean, time_to_share

# Times with ties, and which of three reasons it ended for (0: still going on).
PEOPLE = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=40)


def split(people: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    times, reasons = zip(*people, strict=True)
    return np.array(times, dtype=float), np.array(reasons)


def test_by_hand_with_ties_and_censoring() -> None:
    # 6 people: 2 ended at 3 (one more last seen then), 1 at 5; 2 last seen at 4 and 8.
    curve = kaplan_meier([3, 3, 3, 4, 5, 8], [True, True, False, False, True, False])
    assert curve.time.tolist() == [3, 4, 5, 8]
    assert curve.n_risk.tolist() == [6, 3, 2, 1]
    assert curve.n_event.tolist() == [2, 0, 1, 0]
    assert curve.n_censored.tolist() == [1, 1, 0, 1]
    np.testing.assert_allclose(curve.survival, [4 / 6, 4 / 6, 2 / 6, 2 / 6])
    greenwood = [math.sqrt(2 / (6 * 4)), math.sqrt(2 / (6 * 4) + 1 / (2 * 1))]
    np.testing.assert_allclose(curve.std_error[[0, 2]], np.array([4, 2]) / 6 * greenwood)


def test_who_is_last_seen_when_others_end_was_at_risk_then() -> None:
    together = kaplan_meier([5, 5], [True, False])
    assert together.survival.tolist() == [0.5]
    assert together.n_risk.tolist() == [2]


def test_without_censoring_it_is_the_share_and_its_binomial_error() -> None:
    curve = kaplan_meier([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [True] * 10)
    share = np.arange(9, 0, -1) / 10
    np.testing.assert_allclose(curve.survival[:-1], share)
    np.testing.assert_allclose(curve.std_error[:-1], np.sqrt(share * (1 - share) / 10))


def test_beyond_the_longest_time_nobody_knows_unless_all_have_ended() -> None:
    going_on = kaplan_meier([2, 6], [True, False]).at([6, 7])
    assert going_on["survival"].tolist()[0] == 0.5
    assert math.isnan(going_on["survival"][1])
    assert kaplan_meier([2, 6], [True, True]).at([7])["survival"].tolist() == [0]


def test_all_censored_one_person_and_nobody() -> None:
    none = kaplan_meier([3, 5, 5], [False] * 3)
    assert none.survival.tolist() == [1, 1]
    assert np.isnan(none.conf_low).all()
    assert math.isnan(time_to_share(none.time, none.survival))
    one = kaplan_meier([3], [True])
    assert one.survival.tolist() == [0]
    assert np.isnan([*one.std_error, *one.conf_low, *one.conf_high]).all()
    assert math.isnan(restricted_mean(one, 5).std_error)
    nobody = kaplan_meier([], [])
    assert len(nobody.time) == 0
    assert math.isnan(nobody.at([1])["survival"][0])
    assert math.isnan(restricted_mean(nobody, 5).estimate)


def test_a_median_on_a_level_stretch_is_its_middle() -> None:
    curve = kaplan_meier([2, 4, 6, 8], [True] * 4)
    assert time_to_share(curve.time, curve.survival) == 5
    # Level at a half until the end: the start of the stretch, as R has it.
    ends = kaplan_meier([2, 4, 6, 8], [True, True, False, False])
    assert time_to_share(ends.time, ends.survival) == 4


def test_the_restricted_mean_is_the_mean_of_what_was_cut_off_at_the_horizon() -> None:
    times = np.array([1.0, 4.0, 6.0, 9.0, 15.0])
    cut = np.minimum(times, 8)
    mean = restricted_mean(kaplan_meier(times, [True] * 5), 8)
    assert mean.estimate == pytest.approx(cut.mean())
    assert mean.std_error == pytest.approx(cut.std() / math.sqrt(5))
    assert math.isnan(restricted_mean(kaplan_meier([1, 4], [True, False]), 8).estimate)


@pytest.mark.parametrize("kind", ["log-log", "log", "plain"])
@settings(max_examples=50)
@given(people=PEOPLE)
def test_limits_lie_around_the_curve(kind: str, people: list[tuple[int, int]]) -> None:
    times, reasons = split(people)
    curve = kaplan_meier(times, reasons > 0, interval=kind)
    known = ~np.isnan(curve.conf_low)
    assert (known == ((curve.survival > 0) & (curve.survival < 1))).all()
    assert (curve.conf_low[known] <= curve.survival[known]).all()
    assert (curve.survival[known] <= curve.conf_high[known]).all()
    assert ((curve.conf_low[known] >= 0) & (curve.conf_high[known] <= 1)).all()


@settings(max_examples=50)
@given(people=PEOPLE)
def test_reasons_and_those_still_there_add_up_to_everybody(people: list[tuple[int, int]]) -> None:
    times, reasons = split(people)
    found = aalen_johansen(times, reasons, reasons=3)
    whole = found.incidence.sum(axis=0) + found.still.survival
    np.testing.assert_allclose(whole, 1, atol=1e-12)
    assert (np.diff(found.incidence, axis=1) >= 0).all()
    assert (found.n_event.sum(axis=1) == np.bincount(reasons, minlength=4)[1:]).all()


@settings(max_examples=50)
@given(people=PEOPLE, factor=st.sampled_from([0.5, 3, 30.4375]), seed=st.integers(0, 99))
def test_order_and_unit_do_not_matter(
    people: list[tuple[int, int]], factor: float, seed: int
) -> None:
    times, reasons = split(people)
    order = np.random.default_rng(seed).permutation(len(times))
    one = kaplan_meier(times, reasons > 0)
    other = kaplan_meier(factor * times[order], reasons[order] > 0)
    np.testing.assert_array_equal(one.survival, other.survival)
    np.testing.assert_array_equal(one.conf_low, other.conf_low)
    np.testing.assert_allclose(factor * one.time, other.time)


@settings(max_examples=50)
@given(people=PEOPLE)
def test_one_reason_alone_is_one_minus_the_curve_with_greenwoods_error(
    people: list[tuple[int, int]],
) -> None:
    times, reasons = split(people)
    found = aalen_johansen(times, (reasons > 0).astype(int), reasons=1)
    np.testing.assert_allclose(found.incidence[0], 1 - found.still.survival, atol=1e-12)
    some = found.still.survival > 0
    np.testing.assert_allclose(
        found.std_error[0][some], found.still.std_error[some], rtol=1e-6, atol=1e-9
    )


@settings(max_examples=50)
@given(people=PEOPLE)
def test_one_minus_kaplan_meier_of_a_reason_is_never_smaller(
    people: list[tuple[int, int]],
) -> None:
    times, reasons = split(people)
    found = aalen_johansen(times, reasons, reasons=3)
    for reason in (1, 2, 3):
        alone = 1 - kaplan_meier(times, reasons == reason).survival
        assert (alone >= found.incidence[reason - 1] - 1e-12).all()


def test_the_error_of_a_reason_without_censoring_is_binomial() -> None:
    reasons = [1, 2, 1, 1, 2, 3, 1, 3, 2, 1]
    found = aalen_johansen(range(1, 11), reasons, reasons=3)
    share = found.incidence[:, -1]
    np.testing.assert_allclose(share, [0.5, 0.3, 0.2])
    np.testing.assert_allclose(found.std_error[:, -1], np.sqrt(share * (1 - share) / 10))


def test_the_log_rank_test_by_hand_and_turned_round() -> None:
    times, over = [1, 2, 3, 4, 5, 6], [True] * 6
    test = log_rank(times, over, [0, 0, 0, 1, 1, 1])
    assert test is not None
    # Expected in the first group 3/6 + 2/5 + 1/4, variance 1/4 + 6/25 + 3/16.
    assert test.expected == pytest.approx((1.15, 4.85))
    assert test.statistic == pytest.approx(1.85**2 / 0.6775)
    turned = log_rank(times, over, [1, 1, 1, 0, 0, 0])
    assert turned is not None
    assert turned.statistic == pytest.approx(test.statistic)


def test_nothing_to_compare_is_no_test() -> None:
    assert log_rank([1, 2], [True, True], [0, 0]) is None
    assert log_rank([1, 2], [False, False], [0, 1]) is None
    # Never followed side by side while somebody ended.
    assert log_rank([1, 5], [False, True], [0, 1]) is None


def test_equal_groups_have_a_statistic_of_zero() -> None:
    test = log_rank([1, 1, 2, 2, 5, 5], [True] * 6, [0, 1] * 3)
    assert test is not None
    assert test.statistic == pytest.approx(0)
    assert test.p_value == pytest.approx(1)


@pytest.mark.parametrize(
    ("times", "interval", "message"),
    [([-1.0], "log", "below 0"), ([np.nan], "log", "missing"), ([1.0], "wald", "no interval")],
)
def test_bad_input_is_refused(times: list[float], interval: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kaplan_meier(times, [True], interval=interval)


def test_a_reason_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="outside 0 to 1"):
        aalen_johansen([1.0], [2], reasons=1)


def test_the_log_log_interval_holds_what_it_says_in_a_small_group() -> None:
    # 20 people, exponential stays, follow-up uniform: at 6 months 0.6065 are still there.
    rng = np.random.default_rng(20260930)
    covered = {"log-log": 0, "plain": 0}
    rounds, truth = 1000, math.exp(-0.5)
    for _ in range(rounds):
        stay, seen = rng.exponential(12, 20), rng.uniform(3, 30, 20)
        times = np.minimum(stay, seen)
        for kind in covered:
            at = kaplan_meier(times, stay <= seen, interval=kind).at([6.0])
            covered[kind] += int(at["conf_low"][0] <= truth <= at["conf_high"][0])
    assert 0.93 <= covered["log-log"] / rounds <= 0.98
    assert covered["plain"] < covered["log-log"]
