"""Intervals of a paired difference and McNemar's tests: what must hold for any four counts."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.paired_shares import (
    PAIRED_METHODS,
    FourCounts,
    mcnemar_p,
    paired_share_interval,
)

CALM = settings(deadline=None, max_examples=50)
METHODS = pytest.mark.parametrize("method", PAIRED_METHODS)


@st.composite
def counts(draw: st.DrawFn) -> FourCounts:
    cell = st.sampled_from([0, 0, 1, 2]) | st.integers(0, 300)
    four = draw(st.tuples(cell, cell, cell, cell).filter(any))
    return FourCounts(*four)


def turned(four: FourCounts) -> FourCounts:
    return FourCounts(four.both, four.post_only, four.pre_only, four.neither)


@METHODS
@CALM
@given(four=counts())
def test_the_interval_holds_the_difference_and_lies_within_1(four: FourCounts, method: str) -> None:
    found = paired_share_interval(four, method=method)
    assert -1 <= found.low <= four.difference + 1e-12
    assert four.difference - 1e-12 <= found.high <= 1
    assert found.low < found.high


@METHODS
@CALM
@given(four=counts())
def test_swapping_the_times_turns_the_signs(four: FourCounts, method: str) -> None:
    found = paired_share_interval(four, method=method)
    other = paired_share_interval(turned(four), method=method)
    assert other.low == pytest.approx(-found.high, abs=1e-9)
    assert other.high == pytest.approx(-found.low, abs=1e-9)
    assert mcnemar_p(four.pre_only, four.post_only) == mcnemar_p(four.post_only, four.pre_only)


@METHODS
@CALM
@given(four=counts())
def test_yes_and_no_may_change_places(four: FourCounts, method: str) -> None:
    negated = FourCounts(four.neither, four.post_only, four.pre_only, four.both)
    found = paired_share_interval(four, method=method)
    other = paired_share_interval(negated, method=method)
    assert other.low == pytest.approx(-found.high, abs=1e-9)
    assert other.high == pytest.approx(-found.low, abs=1e-9)


@METHODS
@CALM
@given(four=counts(), confidence=st.floats(0.5, 0.97))
def test_it_widens_with_confidence(four: FourCounts, confidence: float, method: str) -> None:
    narrow = paired_share_interval(four, method=method, confidence=confidence)
    wide = paired_share_interval(four, method=method, confidence=confidence + 0.02)
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@CALM
@given(four=counts())
def test_tango_asks_only_how_many_did_not_change(four: FourCounts) -> None:
    same = FourCounts(four.both + four.neither, four.pre_only, four.post_only, 0)
    assert paired_share_interval(same, method="tango") == paired_share_interval(
        four, method="tango"
    )


@CALM
@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_a_sum_of_binomial_chances(one: int, other: int) -> None:
    found = mcnemar_p(one, other)
    changed = one + other
    if not changed:
        assert found is None
        return
    here = abs(one - other)
    ways = [comb(changed, k) for k in range(changed + 1)]
    out = sum(way for k, way in enumerate(ways) if abs(changed - 2 * k) >= here)
    as_far = sum(way for k, way in enumerate(ways) if abs(changed - 2 * k) == here)
    assert found is not None
    assert found[0] == pytest.approx(out / 2**changed, rel=1e-9)
    assert found[1] == pytest.approx((out - as_far / 2) / 2**changed, rel=1e-9)
    assert 0 < found[1] < found[0] <= 1


@METHODS
def test_nobody_changed_and_only_one_person(method: str) -> None:
    still = paired_share_interval(FourCounts(5, 0, 0, 5), method=method)
    assert still.low == pytest.approx(-still.high)
    assert still.high > 0
    one = paired_share_interval(FourCounts(0, 0, 1, 0), method=method)
    assert one.high == 1
    assert one.low < 1


def test_tango_of_nobody_changed_by_hand() -> None:
    # The score statistic is then n d / (1 - d), so the limit is z²/(n + z²): 3.8415/13.8415.
    found = paired_share_interval(FourCounts(5, 0, 0, 5), method="tango")
    assert found.high == pytest.approx(0.2775328, abs=1e-7)


@pytest.mark.parametrize("method", ["wald", "Newcombe", ""])
def test_an_unknown_method_is_refused(method: str) -> None:
    with pytest.raises(ValueError, match="tango"):
        paired_share_interval(FourCounts(1, 1, 1, 1), method=method)


@pytest.mark.parametrize("four", [(0, 0, 0, 0), (5, -1, 2, 3)])
def test_what_is_no_count_of_persons_is_refused(four: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="Four counts"):
        paired_share_interval(FourCounts(*four))


@METHODS
def test_a_country_of_persons_is_no_trouble(method: str) -> None:
    found = paired_share_interval(FourCounts(10**6, 10**5, 10**5 + 900, 10**6), method=method)
    # So many that the normal limits are right: 900/n -/+ 1.96 sqrt(200900)/n.
    n = 2_200_900
    assert found.low == pytest.approx((900 - 1.959964 * 200900**0.5) / n, abs=1e-7)
    assert found.high == pytest.approx((900 + 1.959964 * 200900**0.5) / n, abs=1e-7)
