"""Power of the paired t: by its definition, in closed cases, and back and forth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special

from evalkit.estimates.planning import detectable_d_z, paired_t_power, pairs_for_d_z

CALM = settings(deadline=None, max_examples=50)


def two_pairs_power(d_z: float, confidence: float) -> float:
    """With two pairs T = (Z + d sqrt(2)) / |Z2|: integrate over Z, no noncentral t."""
    critical = math.tan(math.pi / 2 * confidence)
    shift = d_z * math.sqrt(2)

    def inside(z: float) -> float:
        reach = abs(z + shift) / critical
        return float(np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) * special.erf(reach / 2**0.5))

    value, _ = integrate.quad(inside, -9, 9, points=[0.0], limit=400, epsabs=1e-13)
    return float(value)


@pytest.mark.parametrize("d_z", [0.0, 0.3, 1.0, 5.0])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_two_pairs_by_integration(d_z: float, confidence: float) -> None:
    found = paired_t_power(d_z, 2, confidence=confidence)
    assert found == pytest.approx(two_pairs_power(d_z, confidence), rel=1e-7)


def test_many_pairs_are_as_the_normal_says() -> None:
    # (z(.975) + z(.8))^2 / d^2, whose opposite tail is nothing.
    wanted = ((1.959963984540054 + 0.8416212335729143) / 0.005) ** 2
    assert pairs_for_d_z(0.005) == pytest.approx(wanted, rel=1e-4)


def test_where_r_leaves_the_exact_distribution() -> None:
    # R's pt() is a normal approximation beyond noncentrality 37.62: power.t.test says 10781.
    # By integration, as in questions_of_change.R: 11595.31.
    found = detectable_d_z(2, power=0.99, confidence=0.9999)
    assert found == pytest.approx(11595.31, rel=1e-5)


@CALM
@given(st.floats(0.05, 3), st.integers(2, 300), st.sampled_from([0.8, 0.95, 0.99]))
def test_no_change_is_found_as_often_as_the_level_and_more_is_found_more(
    d_z: float, n: int, confidence: float
) -> None:
    none = paired_t_power(0.0, n, confidence=confidence)
    assert none == pytest.approx(1 - confidence, rel=1e-9)
    power = paired_t_power(d_z, n, confidence=confidence)
    assert none < power <= 1
    assert paired_t_power(-d_z, n, confidence=confidence) == power
    assert paired_t_power(d_z * 1.2, n, confidence=confidence) >= power
    assert paired_t_power(d_z, n + 1, confidence=confidence) >= power - 1e-12


@CALM
@given(st.integers(2, 400), st.floats(0.3, 0.97), st.sampled_from([0.9, 0.95]))
def test_back_and_forth(n: int, power: float, confidence: float) -> None:
    d_z = detectable_d_z(n, power=power, confidence=confidence)
    assert paired_t_power(d_z, n, confidence=confidence) == pytest.approx(power, rel=1e-9)
    assert pairs_for_d_z(d_z, power=power, confidence=confidence) == pytest.approx(n, rel=1e-6)


def test_two_pairs_are_the_fewest() -> None:
    assert pairs_for_d_z(1000.0) == 2.0
