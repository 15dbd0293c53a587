"""Fewer yes lately: against every order there is, counted one by one."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.estimates.counts_expected import usual_counts
from evalkit.estimates.fewer_lately import FewerLately, fewer_lately


def every_order(size: int, count: int, recent: int) -> list[FewerLately]:
    found = []
    for places in combinations(range(size), count):
        yes = np.zeros(size, dtype=bool)
        yes[list(places)] = True
        found.append(fewer_lately(yes, recent=recent))
    return found


@pytest.mark.parametrize(("size", "count", "recent"), [(8, 6, 4), (10, 5, 4), (9, 8, 3), (7, 1, 2)])
def test_the_chances_are_those_counted_over_every_order(size: int, count: int, recent: int) -> None:
    orders = every_order(size, count, recent)
    smaller = np.array([min(one.p_recent, one.p_row) for one in orders])
    for one in orders:
        few = np.mean([other.recent_yes <= one.recent_yes for other in orders])
        row = np.mean([other.missed_in_row >= one.missed_in_row for other in orders])
        as_thin = np.mean(smaller <= min(one.p_recent, one.p_row) + 1e-12)
        assert (one.p_recent, one.p_row, one.p_value) == pytest.approx((few, row, as_thin))
    listed = np.mean([one.p_value <= 0.05 + 1e-12 for one in orders])
    assert orders[0].alarm_rate == pytest.approx(listed)


def test_two_absences_after_twelve_attendances_by_hand() -> None:
    # The two absences are the last two of fourteen in 1 of C(14, 2) = 91 orders.
    found = fewer_lately([1] * 12 + [0, 0], recent=4)
    assert found.missed_in_row == 2
    assert found.p_row == pytest.approx(1 / 91)
    # Both among the last four: C(4, 2) / 91.
    assert found.p_recent == pytest.approx(6 / 91)


def test_none_of_four_after_twelve_of_sixteen_is_hypergeometric() -> None:
    yes = [1, 1, 1, 0] * 4 + [0] * 4
    found = fewer_lately(yes, recent=4)
    assert found.p_recent == pytest.approx(comb(8, 4) / comb(20, 4))
    assert found.missed_in_row == 5


def test_who_comes_seldom_is_not_marked_for_it() -> None:
    seldom = fewer_lately([0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0], recent=4)
    assert seldom.p_value > 0.2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.booleans(), min_size=2, max_size=40), st.data())
def test_a_chance_is_one_and_the_alarms_stay_below_the_level(
    yes: list[bool], data: st.DataObject
) -> None:
    recent = data.draw(st.integers(1, len(yes) - 1))
    found = fewer_lately(yes, recent=recent)
    assert 0 < found.p_value <= 1
    assert min(found.p_recent, found.p_row) <= found.p_value + 1e-12
    assert found.p_value <= found.p_recent + found.p_row + 1e-12
    assert 0 <= found.alarm_rate <= 0.05 + 1e-9


@pytest.mark.parametrize("yes", [[1] * 9, [0] * 9])
def test_what_does_not_vary_is_never_an_alarm(yes: list[int]) -> None:
    found = fewer_lately(yes, recent=4)
    assert (found.p_value, found.alarm_rate) == (1, 0)


@pytest.mark.parametrize("recent", [0, 4])
def test_something_must_come_before_what_is_recent(recent: int) -> None:
    with pytest.raises(ValueError, match="Accepted: 1 to 3"):
        fewer_lately([1, 0, 1, 1], recent=recent)


@pytest.mark.parametrize(("expected", "low", "high"), [(15, 8, 23), (6.25, 2, 12), (0.5, 0, 2)])
def test_usual_counts_are_the_quantiles_of_poisson(expected: float, low: int, high: int) -> None:
    # R: qpois(c(.025, .975), expected).
    assert usual_counts(expected) == (low, high)


def test_nothing_expected_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        usual_counts(0)
