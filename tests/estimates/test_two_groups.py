"""Welch's difference and analysis of variance: closed cases, invariants, what has no answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.two_groups import welch_anova, welch_difference

CALM = settings(deadline=None, max_examples=50)
VALUES = st.lists(st.integers(-20, 20).map(float), min_size=2, max_size=12)


def test_equal_variances_and_sizes_are_students_t() -> None:
    # By hand: means 4 and 2, variances 1, n 3: se = sqrt(2/3), df = 4.
    found = welch_difference([3.0, 4.0, 5.0], [1.0, 2.0, 3.0])
    assert found is not None
    assert found.estimate == 2.0
    assert found.std_error == pytest.approx((2 / 3) ** 0.5)
    assert found.df == pytest.approx(4)


@CALM
@given(VALUES, VALUES)
def test_swapping_the_groups_turns_the_sign(one: list[float], other: list[float]) -> None:
    found, back = welch_difference(one, other), welch_difference(other, one)
    if found is None:
        assert back is None
        assert len(set(one)) == len(set(other)) == 1
        return
    assert back is not None
    assert back.estimate == -found.estimate
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))
    assert back.p_value == pytest.approx(found.p_value, rel=1e-12)
    smaller = min(len(one), len(other)) - 1
    assert smaller - 1e-9 <= found.df <= len(one) + len(other) - 2 + 1e-9 or 0 in (
        np.var(one),
        np.var(other),
    )
    assert (found.low > 0 or found.high < 0) == (found.p_value < 0.05)


@CALM
@given(VALUES, VALUES, st.sampled_from([1e-9, 0.1, 7.0, 1e9]), st.integers(-50, 50))
def test_shift_and_unit(one: list[float], other: list[float], unit: float, shift: int) -> None:
    found = welch_difference(one, other)
    moved = welch_difference((np.array(one) + shift) * unit, (np.array(other) + shift) * unit)
    if found is None:
        assert moved is None
        return
    assert moved is not None
    assert moved.estimate / unit == pytest.approx(found.estimate, abs=1e-9)
    assert moved.df == pytest.approx(found.df, rel=1e-6)
    assert moved.p_value == pytest.approx(found.p_value, rel=1e-6, abs=1e-12)


@CALM
@given(VALUES, VALUES)
def test_two_groups_give_the_square_of_t(one: list[float], other: list[float]) -> None:
    both = welch_anova([one, other])
    if both is None:
        assert len(set(one)) == 1 or len(set(other)) == 1
        return
    found = welch_difference(one, other)
    assert found is not None
    assert both.statistic == pytest.approx(found.statistic**2, rel=1e-9, abs=1e-12)
    assert both.df2 == pytest.approx(found.df, rel=1e-9)
    assert both.p_value == pytest.approx(found.p_value, rel=1e-8, abs=1e-12)


@CALM
@given(st.lists(VALUES, min_size=3, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_groups_does_not_matter(groups: list[list[float]], random: object) -> None:
    found = welch_anova(groups)
    mixed = list(groups)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    other = welch_anova(mixed)
    if found is None:
        assert other is None
        return
    assert other is not None
    assert other.statistic == pytest.approx(found.statistic, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("few", [[], [1.0]])
def test_fewer_than_two_have_no_difference(few: list[float]) -> None:
    assert welch_difference(few, [1.0, 2.0, 3.0]) is None
    assert welch_difference([1.0, 2.0, 3.0], few) is None
    assert welch_anova([few, [1.0, 2.0]]) is None


def test_binary_noise_is_no_spread() -> None:
    # The mean of three 0.1 is not 0.1 in binary.
    assert welch_difference([0.1] * 3, [0.3] * 3) is None
    assert welch_anova([[0.1] * 3, [1.0, 2.0]]) is None
