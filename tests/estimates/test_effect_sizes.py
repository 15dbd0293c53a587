"""The noncentral t and the limits of d_z, against R, MBESS and SciPy, and by symmetry."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from evalkit.estimates.effect_sizes import d_z_interval, noncentral_t_cdf, noncentrality_limits

CALM = settings(deadline=None)
REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = pd.read_csv(REFERENCE / "pre_post_expected.csv", dtype=str)
T = st.sampled_from([0.0, 1e-6, 0.5, 2.0, 9.0, 60.0, 1e4, 1e8])
DF = st.sampled_from([1, 2, 3, 9, 40, 500, 10**6])


def computable() -> list[tuple[float, int, float, float, float]]:
    wide = EXPECTED.pivot(index="case", columns="quantity", values="value")
    wide = wide[wide["d_z"] != "not computable"].astype(float)
    rows = []
    for suffix, confidence in (("", 0.95), ("_90", 0.90)):
        for row in wide.to_dict("records"):
            limits = row[f"d_z_low{suffix}"], row[f"d_z_high{suffix}"]
            rows.append((row["d_z"], int(row["n"]), confidence, *limits))
    return rows


@pytest.mark.parametrize(("d_z", "n", "confidence", "low", "high"), computable())
def test_limits_equal_r(d_z: float, n: int, confidence: float, low: float, high: float) -> None:
    # The reference is good to 5e-11, see its README.
    found = d_z_interval(d_z, n, confidence=confidence)
    assert found.low == pytest.approx(low, abs=2e-10)
    assert found.high == pytest.approx(high, abs=2e-10)


def test_limits_equal_the_example_of_mbess() -> None:
    # MBESS::conf.limits.nct(ncp = 2.83, df = 126): 0.8337502, 4.815359
    found = noncentrality_limits(2.83, 126)
    assert found.low == pytest.approx(0.8337502, abs=1e-7)
    assert found.high == pytest.approx(4.815359, abs=1e-6)


@pytest.mark.parametrize("df", [1, 2, 5, 30, 1000])
@pytest.mark.parametrize("t", [-9.0, -1.0, 0.0, 0.3, 2.0, 12.0])
@pytest.mark.parametrize("distance", [-3.0, -1.0, 0.0, 1.0, 3.0])
def test_cdf_equals_scipy_where_scipy_has_a_number(t: float, df: float, distance: float) -> None:
    other = float(stats.nct.cdf(t, df, t + distance))
    if np.isfinite(other):
        assert noncentral_t_cdf(t, df, t + distance) == pytest.approx(other, abs=1e-11)


@CALM
@given(T, DF)
def test_without_noncentrality_it_is_the_central_t(t: float, df: int) -> None:
    # At t = 1e-6, df = 1 SciPy is 1.4e-11 off; ours is 0.5 + arctan(t) / pi to the last digit.
    assert noncentral_t_cdf(t, df, 0.0) == pytest.approx(special.stdtr(df, t), abs=2e-11)


@CALM
@given(T)
def test_with_one_degree_of_freedom_it_is_the_cauchy(t: float) -> None:
    assert noncentral_t_cdf(t, 1, 0.0) == pytest.approx(0.5 + np.arctan(t) / np.pi, abs=1e-13)


@CALM
@given(DF, st.floats(-8, 8))
def test_at_zero_it_is_the_normal(df: int, noncentrality: float) -> None:
    assert noncentral_t_cdf(0.0, df, noncentrality) == pytest.approx(
        special.ndtr(-noncentrality), abs=1e-13
    )


@CALM
@given(T, DF, st.sampled_from([0.5, 0.8, 0.95, 0.99, 0.9999]))
def test_limits_leave_half_of_the_rest_on_each_side(t: float, df: int, confidence: float) -> None:
    found = noncentrality_limits(t, df, confidence=confidence)
    tail = (1 - confidence) / 2
    assert noncentral_t_cdf(t, df, found.low) == pytest.approx(1 - tail, abs=1e-10)
    assert noncentral_t_cdf(t, df, found.high) == pytest.approx(tail, abs=1e-10)
    assert found.low < t < found.high or df <= 2


@CALM
@given(T, DF)
def test_limits_of_the_opposite_are_the_mirror_image(t: float, df: int) -> None:
    found, opposite = noncentrality_limits(t, df), noncentrality_limits(-t, df)
    assert opposite.low == pytest.approx(-found.high, rel=1e-9, abs=1e-9)
    assert opposite.high == pytest.approx(-found.low, rel=1e-9, abs=1e-9)


def test_a_confidence_that_is_none_is_refused_before_the_search() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        noncentrality_limits(2.0, 10, confidence=1.0)
