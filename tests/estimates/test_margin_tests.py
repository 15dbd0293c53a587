"""TOST: what must hold of the tests and their interval whatever the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.equivalence import margin_tests
from evalkit.estimates.intervals import mean_interval

CALM = settings(deadline=None, max_examples=50)
MEAN = st.floats(-20, 20)
SD = st.floats(0.1, 20)
N = st.integers(2, 200)
MARGIN = st.floats(0.1, 20)


@CALM
@given(MEAN, SD, N, MARGIN, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_interval_lies_within_the_margin_when_the_tests_say_so(
    mean: float, sd: float, n: int, margin: float, confidence: float
) -> None:
    found = margin_tests(mean, sd, n, margin=margin, confidence=confidence)
    inside = -margin < found.within.low and found.within.high < margin
    if abs(found.p_tost - (1 - confidence)) > 1e-9:
        assert inside == (found.p_tost < 1 - confidence)


@CALM
@given(MEAN, SD, N, MARGIN)
def test_the_whole_interval_is_beyond_the_margin_when_p_beyond_says_so(
    mean: float, sd: float, n: int, margin: float
) -> None:
    found = margin_tests(mean, sd, n, margin=margin)
    interval = mean_interval(mean, sd, n)
    beyond = interval.low > margin or interval.high < -margin
    if abs(found.p_beyond - 0.05) > 1e-9:
        assert beyond == (found.p_beyond < 0.05)


@CALM
@given(MEAN, SD, N, MARGIN)
def test_turning_the_sign_swaps_the_two_tests(
    mean: float, sd: float, n: int, margin: float
) -> None:
    one = margin_tests(mean, sd, n, margin=margin)
    other = margin_tests(-mean, sd, n, margin=margin)
    assert one.p_lower == pytest.approx(other.p_upper, rel=1e-12)
    assert one.p_beyond == pytest.approx(other.p_beyond, rel=1e-12)
    assert one.p_value == other.p_value


@CALM
@given(MEAN, SD, N, MARGIN, st.sampled_from([0.01, 3.0, 1e6]))
def test_the_unit_does_not_matter(
    mean: float, sd: float, n: int, margin: float, unit: float
) -> None:
    one = margin_tests(mean, sd, n, margin=margin)
    other = margin_tests(mean * unit, sd * unit, n, margin=margin * unit)
    assert other.p_tost == pytest.approx(one.p_tost, rel=1e-7)


@CALM
@given(MEAN, SD, N, MARGIN, st.floats(1.01, 5))
def test_a_wider_margin_is_never_harder(
    mean: float, sd: float, n: int, margin: float, wider: float
) -> None:
    one = margin_tests(mean, sd, n, margin=margin)
    assert margin_tests(mean, sd, n, margin=margin * wider).p_tost <= one.p_tost


def test_a_percentage_is_no_confidence() -> None:
    with pytest.raises(ValueError, match="95 %"):
        margin_tests(1.0, 1.0, 5, margin=1.0, confidence=95)
