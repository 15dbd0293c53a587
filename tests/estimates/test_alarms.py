"""Exact one-sided chances, by hand and against the definitions of the distributions."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.alarms import (
    breaks_above,
    breaks_alarm,
    events_above,
    events_above_in,
    events_below,
    share_below,
    share_below_in,
)


def tail(count: int, n: int, share: Fraction) -> float:
    """At least so many of n, summed term by term."""
    return float(
        sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(max(count, 0), n + 1))
    )


@settings(max_examples=50, deadline=None)
@given(n=st.integers(1, 30), data=st.data(), tenths=st.integers(0, 10))
def test_breaks_are_binomial(n: int, data: st.DataObject, tenths: int) -> None:
    count = data.draw(st.integers(0, n))
    share = Fraction(tenths, 10)
    assert breaks_above(count, n, allowed=float(share)) == pytest.approx(
        tail(count, n, share), abs=1e-12
    )


def test_how_often_a_rule_kept_as_it_must_be_is_called_broken() -> None:
    # 3 or 4 of 4: 4 x 0.2^3 x 0.8 + 0.2^4 = 0.0272; 2 or more would be 0.1808.
    assert breaks_alarm(4, allowed=0.2, level=0.05) == pytest.approx(0.0272)
    assert breaks_alarm(0, allowed=0.2, level=0.05) == 0
    # Where nothing may break, one break is no chance.
    assert breaks_alarm(9, allowed=0.0, level=0.05) == 0


@settings(max_examples=50, deadline=None)
@given(now=st.integers(0, 15), before=st.integers(0, 15), days=st.integers(1, 9))
def test_events_are_binomial_given_their_sum(now: int, before: int, days: int) -> None:
    share = Fraction(days, 10)
    above = events_above(now, before, exposure=days, exposure_before=10 - days)
    below = events_below(now, before, exposure=days, exposure_before=10 - days)
    assert above == pytest.approx(tail(now, now + before, share), abs=1e-12)
    assert below == pytest.approx(1 - tail(now + 1, now + before, share), abs=1e-12)


def test_a_share_is_hypergeometric() -> None:
    # 1 of 5 now, 5 of 5 before: of 10 with 6 in all, at most 1 among 5.
    # C(6,1) C(4,4) / C(10,5) = 6 / 252; none is impossible with 4 without.
    assert share_below(1, 5, before=5, n_before=5) == pytest.approx(6 / 252)
    assert share_below(5, 5, before=5, n_before=5) == 1.0


@pytest.mark.parametrize("nothing", [(0, 5), (5, 0)])
def test_nothing_to_compare_with_is_no_alarm(nothing: tuple[int, int]) -> None:
    now, before = nothing
    assert share_below(0, now, before=0, n_before=before) == 1.0
    assert events_above(3, 0, exposure=now, exposure_before=before) == 1.0
    assert events_below(3, 0, exposure=now, exposure_before=before) == 1.0


def test_events_of_groups_are_a_sum_of_binomials() -> None:
    # Two of two with share 1/2, one of one with 1/4: P(2, any) + P(1) P(1) = 1/4 + 1/2 * 1/4.
    groups = [(1, 1, 10.0, 10.0), (1, 0, 10.0, 30.0)]
    assert events_above_in(groups) == pytest.approx(0.375)
    one = events_above(1, 1, exposure=10, exposure_before=10)
    assert events_above_in(groups[:1]) == pytest.approx(one)
    # Without a time before, a group says nothing; and nothing at all is no concern.
    assert events_above_in([*groups, (7, 0, 10.0, 0.0)]) == pytest.approx(0.375)
    assert events_above_in([(0, 5, 10.0, 10.0)]) == 1.0
    assert events_above_in([]) == 1.0


def test_shares_of_groups_are_a_sum_of_hypergeometrics() -> None:
    # One of two made, two of two before: 1 or 2 of the period's, each in half of the ways.
    groups = [(1, 2, 2, 2), (1, 2, 2, 2)]
    assert share_below_in(groups) == pytest.approx(0.25)
    one = share_below(1, 2, before=2, n_before=2)
    assert share_below_in(groups[:1]) == pytest.approx(one)
    assert share_below_in([*groups, (0, 3, 0, 0), (0, 0, 3, 4)]) == pytest.approx(0.25)
    assert share_below_in([]) == 1.0
