"""d_av, d_rm, d by the SD before and Hedges' factor: by hand and by what must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalkit.estimates.standardised_change import (
    d_av_interval,
    d_pre_error,
    d_rm_error,
    hedges_factor,
    normal_interval,
    pair_moments,
    sd_ratio_interval,
)

CALM = settings(deadline=None, max_examples=50)
READING = st.integers(0, 100).map(float)
PAIRS = st.lists(st.tuples(READING, READING), min_size=4, max_size=20)

# Changes 2 0 4 2: mean 2, SD sqrt(8/3). Before 1 3 5 7: SD sqrt(20/3). After 3 3 9 9: SD sqrt(12).
# Covariance (3 * 3 + 1 * 3 + 1 * 3 + 3 * 3) / 3 = 8.
FOUR = pair_moments([1, 3, 5, 7], [3, 3, 9, 9])


def test_by_hand() -> None:
    r = 8 / math.sqrt(20 / 3 * 12)
    assert FOUR.correlation == pytest.approx(r, rel=1e-12)
    assert FOUR.d_z == pytest.approx(2 / math.sqrt(8 / 3), rel=1e-12)
    assert FOUR.d_av() == pytest.approx(2 / math.sqrt((20 / 3 + 12) / 2), rel=1e-12)
    mean_sd = (math.sqrt(20 / 3) + math.sqrt(12)) / 2
    assert FOUR.d_av(average="mean") == pytest.approx(2 / mean_sd, rel=1e-12)
    assert FOUR.d_rm == pytest.approx(2 / math.sqrt(8 / 3) * math.sqrt(2 * (1 - r)), rel=1e-12)
    assert FOUR.d_pre == pytest.approx(2 / math.sqrt(20 / 3), rel=1e-12)
    # s_change^2 / s_pre^2 is 0.4 and d_pre^2 is 0.6.
    assert d_pre_error(FOUR) == pytest.approx(math.sqrt(0.4 / 3 + 0.6 / 6), rel=1e-12)
    becker = d_pre_error(FOUR, variance="becker")
    assert becker == pytest.approx(math.sqrt((1 - r) / 2 + 0.6 / 8), rel=1e-12)
    squared = (1 / 4 + FOUR.d_rm**2 / 8) * 2 * (1 - r)
    assert d_rm_error(FOUR) == pytest.approx(math.sqrt(squared), rel=1e-12)


def test_hedges_factor_by_hand() -> None:
    # Gamma(1) / (1 Gamma(1/2)) = 1 / sqrt(pi); Gamma(2) / (sqrt(2) Gamma(3/2)) = sqrt(2 / pi).
    assert hedges_factor(2) == pytest.approx(1 / math.sqrt(math.pi), rel=1e-14)
    assert hedges_factor(4) == pytest.approx(math.sqrt(2 / math.pi), rel=1e-14)
    assert hedges_factor(1e6) == pytest.approx(1 - 3 / (4e6 - 1), rel=1e-12)
    for wrong in (1, 0, -3, float("nan")):
        with pytest.raises(ValueError, match="exists above 1"):
            hedges_factor(wrong)


def test_hedges_factor_takes_the_bias_away() -> None:
    # True d_z 0.5; the mean of 20000 estimates of 6 pairs has a standard error of about 0.004.
    stream = np.random.default_rng(20)
    change = stream.normal(0.5, 1.0, (20000, 6))
    d_z = change.mean(axis=1) / change.std(axis=1, ddof=1)
    assert d_z.mean() > 0.57
    assert hedges_factor(5) * d_z.mean() == pytest.approx(0.5, abs=0.016)


def test_nothing_is_divided_by_nothing() -> None:
    alike = pair_moments([0.1, 0.2, 0.3], [0.4, 0.5, 0.6], change=[0.3, 0.3, 0.3])
    assert alike.sd_change == 0
    assert np.isnan([alike.d_z, alike.d_rm]).all()
    assert alike.d_pre == pytest.approx(3.0)
    start = pair_moments([0.1, 0.1, 0.1], [0.1, 0.2, 0.6])
    assert start.sd_pre == 0
    assert np.isnan([start.d_pre, start.sd_ratio, start.correlation, start.d_rm]).all()
    assert start.d_av() == pytest.approx(0.2 / (math.sqrt(0.07) / math.sqrt(2)))
    line = pair_moments([1, 2, 4], [2, 4, 8])
    assert line.correlation == 1
    assert np.isnan(line.d_rm)


def test_what_is_no_pairs_is_refused() -> None:
    for pre, post in (([1.0], [2.0]), ([1.0, 2.0], [1.0]), ([[1.0, 2.0]], [[1.0, 2.0]])):
        with pytest.raises(ValueError, match="at least two of each"):
            pair_moments(pre, post)
    for hole in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="missing or infinite"):
            pair_moments([1.0, hole], [1.0, 2.0])
    with pytest.raises(ValueError, match="`average` is 'median'"):
        FOUR.d_av(average="median")
    with pytest.raises(ValueError, match="`variance` is 'none'"):
        d_pre_error(FOUR, variance="none")
    for confidence in (0, 1, 95, True):
        with pytest.raises(ValueError, match="`confidence` is"):
            normal_interval(0.0, 1.0, confidence=confidence)
        with pytest.raises(ValueError, match="`confidence` is"):
            sd_ratio_interval(FOUR, confidence=confidence)


@CALM
@given(PAIRS, st.sampled_from([0.01, 3.0, 1e6]), st.floats(-100, 100))
def test_unit_and_origin_do_not_matter(
    pairs: list[tuple[float, float]], unit: float, origin: float
) -> None:
    pre, post = np.array(pairs).T
    one = pair_moments(pre, post)
    assume(one.sd_change > 0 and one.sd_pre > 0 and abs(one.correlation) < 0.999)
    other = pair_moments(unit * (pre + round(origin)), unit * (post + round(origin)))
    for name in ("d_z", "d_rm", "d_pre", "correlation", "sd_ratio"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-6, abs=1e-9)
    assert other.d_av() == pytest.approx(one.d_av(), rel=1e-6, abs=1e-9)


@CALM
@given(PAIRS)
def test_swapping_the_readings_turns_the_sign(pairs: list[tuple[float, float]]) -> None:
    pre, post = np.array(pairs).T
    one, other = pair_moments(pre, post), pair_moments(post, pre)
    assume(one.sd_change > 0)
    assert other.d_av() == pytest.approx(-one.d_av(), rel=1e-9, abs=1e-12)
    ends, turned = d_av_interval(one), d_av_interval(other)
    assert turned.low == pytest.approx(-ends.high, rel=1e-6, abs=1e-9)
    assert ends.low < one.d_av() < ends.high
    if one.sd_pre > 0 and one.sd_post > 0 and abs(one.correlation) < 1:
        ratio, inverse = sd_ratio_interval(one), sd_ratio_interval(other)
        assert ratio.low <= one.sd_ratio <= ratio.high
        assert inverse.low == pytest.approx(1 / ratio.high, rel=1e-6)


def test_equal_sds_make_three_of_them_one() -> None:
    # The same readings in another order: SDs are equal, and d_av, d_rm and d_pre coincide.
    moments = pair_moments([1.0, 2.0, 4.0, 8.0, 5.0], [4.0, 3.0, 6.0, 7.0, 10.0])
    assert moments.sd_post == pytest.approx(moments.sd_pre)
    assert moments.d_rm == pytest.approx(moments.d_av())
    assert moments.d_pre == pytest.approx(moments.d_av())
