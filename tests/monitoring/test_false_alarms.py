"""Chances of a signal by chance: against what is known, and that they move as they must."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import evalkit as ek
from evalkit.monitoring.chart_rules import RULES
from evalkit.monitoring.false_alarms import (
    false_alarm_rate,
    false_alarms_of,
    run_chart_alarm_rate,
)


def test_two_points_are_never_outside_their_limits() -> None:
    assert false_alarm_rate(2).any_rule == 0.0


def test_a_trend_of_seven_is_two_in_factorial_of_seven() -> None:
    # Seven independent values rise or fall throughout in 2 of 7! orders, whatever their kind.
    found = false_alarm_rate(7, rules={"trend": 7})
    assert found.trend == pytest.approx(2 / 5040, abs=0.0006)
    five = false_alarm_rate(5, rules={"trend": 5})
    assert five.trend == pytest.approx(2 / 120, abs=0.004)


def test_the_chance_grows_with_points_and_shrinks_with_what_is_looked_at() -> None:
    whole, newest = false_alarm_rate(52), false_alarm_rate(52, newest=13)
    one_way = false_alarm_rate(52, newest=13, one_way=True)
    assert false_alarm_rate(12).any_rule < false_alarm_rate(24).any_rule < whole.any_rule
    for rule in (*RULES, "any_rule"):
        assert getattr(one_way, rule) <= getattr(newest, rule) <= getattr(whole, rule)
    assert false_alarm_rate(24, rules="nhs6").any_rule > false_alarm_rate(24).any_rule


def test_rules_not_asked_never_fire() -> None:
    found = false_alarm_rate(24, rules={"shift": False, "two_of_three": False})
    assert (found.shift, found.two_of_three) == (0.0, 0.0)
    assert found.to_frame()["rule"].tolist() == [*RULES, "any"]


def test_the_same_every_time() -> None:
    one = false_alarm_rate(16)
    false_alarm_rate.__globals__["_chances"].cache_clear()
    pd.testing.assert_frame_equal(one.to_frame(), false_alarm_rate(16).to_frame())


def test_a_chart_of_small_counts_has_its_own_chance() -> None:
    days = pd.date_range("2026-01-05", periods=24, freq="7D")
    counts = pd.DataFrame({"date": days, "count": [0, 1, 2, 1, 0, 2] * 4, "n": 12})
    chart = ek.p_chart(counts, better="higher", laney="never")
    found = false_alarms_of(chart)
    assert found.any_rule > false_alarm_rate(24).any_rule + 0.1
    # A share is skewed: beyond the upper limit by chance, never below a limit of 0.
    lower = false_alarms_of(ek.p_chart(counts, better="lower", laney="never"), one_way=True)
    higher = false_alarms_of(chart, one_way=True)
    assert higher.outside == 0.0
    assert lower.outside > 0.05


def test_an_xmr_chart_asks_its_latest_phase() -> None:
    days = pd.date_range("2026-01-05", periods=30, freq="7D")
    values = pd.Series(np.arange(30) % 4, days)
    chart = ek.xmr(values, better="higher", rebase=days[10])
    assert false_alarms_of(chart).points == 20


def test_run_charts_seldom_signal_by_chance() -> None:
    assert 0.005 < run_chart_alarm_rate(20) < 0.05


@pytest.mark.parametrize(("points", "newest"), [(1, None), (2000, None), (10, 11), (10, 0)])
def test_bad_sizes_are_told(points: int, newest: int | None) -> None:
    with pytest.raises(ek.InputError, match="Accepted: from 2 to 1000"):
        false_alarm_rate(points, newest=newest)
