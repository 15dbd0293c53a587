"""XmR, p and u charts as they are called: dates, phases, rules in words, targets, bad input."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.monitoring.chart_rules import RULES

COLUMNS = ["date", "value", "mean", "lower", "upper", *RULES]


def weekly(values: list[float], start: str = "2026-01-05") -> pd.Series:
    return pd.Series(values, pd.date_range(start, periods=len(values), freq="7D"), dtype=float)


STEADY = [10.0, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11]


def marks(values: list[float], rule: str, **options: object) -> list[str]:
    options = {"better": "higher"} | options
    return ek.xmr(weekly(values), **options).to_frame()[rule].tolist()


def test_the_first_columns_are_the_contract() -> None:
    frame = ek.xmr(weekly(STEADY), better="higher").to_frame()
    assert frame.columns[: len(COLUMNS)].tolist() == COLUMNS
    assert {"moving_range", "near_lower", "near_upper", "phase", "provisional"} <= set(frame)


def test_a_frame_and_a_series_give_the_same() -> None:
    series = weekly(STEADY)
    given = pd.DataFrame({"value": series.to_numpy(), "date": series.index})
    one, other = ek.xmr(series, better="lower"), ek.xmr(given, better="lower")
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    assert given.columns.tolist() == ["value", "date"]


def test_dates_may_be_written_in_several_ways() -> None:
    series = weekly(STEADY)
    expected = ek.xmr(series, better="higher").to_frame()
    ways = (
        list(series.index.date),
        series.index.strftime("%Y-%m-%d"),
        series.index.tz_localize("Europe/Copenhagen"),
        series.index.to_period("D"),
        series.index + pd.Timedelta(hours=19),
    )
    for way in ways:
        found = ek.xmr(pd.Series(series.to_numpy(), way), better="higher")
        pd.testing.assert_frame_equal(found.to_frame(), expected)


@pytest.mark.parametrize(
    ("better", "above", "below"),
    [
        ("higher", "improvement", "concern"),
        ("lower", "concern", "improvement"),
        ("neither", "high", "low"),
    ],
)
def test_the_direction_is_told_in_words(better: str, above: str, below: str) -> None:
    values = [*STEADY, 25, *STEADY, -5]
    found = marks(values, "outside", better=better)
    assert (found[12], found[25]) == (above, below)
    assert sum(word != "" for word in found) == 2


def test_the_whole_run_is_marked_and_every_rule_is_kept() -> None:
    values = [10.0, 9, 10, 9, 10, 9, 10, 9, 11, 12, 13, 14, 15, 16, 17]
    frame = ek.xmr(weekly(values), better="higher").to_frame()
    assert frame["trend"].tolist() == [""] * 7 + ["improvement"] * 8
    assert (frame["outside"] == "improvement").sum() >= 1
    both = frame[(frame["outside"] != "") & (frame["trend"] != "")]
    assert len(both)


def test_a_run_of_six_is_none_of_seven() -> None:
    values = [9.0, 11, 8, 11, 9, 11, 12, 11, 12, 11, 12, 8, 9, 11, 7, 11, 9, 8]  # mean 10
    assert not any(marks(values, "shift"))
    assert marks(values, "shift", rules="nhs6") == [""] * 5 + ["improvement"] * 6 + [""] * 7


def test_rules_of_ones_own() -> None:
    found = ek.xmr(weekly([*STEADY, 30]), better="higher", rules={"outside": False, "shift": 5})
    assert found.rules.asked == ("shift", "trend", "two_of_three")
    assert not (found.to_frame()["outside"] != "").any()


def test_no_run_and_no_range_crosses_a_rebase() -> None:
    values = [9.0, 11, 8, 11, 9, 10, 12, 11, 12, 11, 11, 12, 11, 10, 9, 11, 9, 11, 9]
    series = weekly(values)
    assert any(marks(values, "shift"))
    found = ek.xmr(series, better="higher", rebase=series.index[10])
    frame = found.to_frame()
    assert not (frame["shift"] != "").any()
    assert frame["moving_range"].isna().tolist() == [place in (0, 10) for place in range(19)]
    assert frame["mean"].nunique() == 2
    assert found.phases()["points"].tolist() == [10, 9]
    assert found.rebased == (series.index[10].date(),)


def test_a_rebase_between_two_dates_begins_at_the_next_and_one_outside_is_told() -> None:
    found = ek.xmr(
        weekly(STEADY), better="higher", rebase=["2026-01-20", "2020-01-01", dt.date(2030, 1, 1)]
    )
    assert found.phases()["first"].dt.date.tolist() == [dt.date(2026, 1, 5), dt.date(2026, 1, 26)]
    assert found.rebased == (dt.date(2026, 1, 20),)
    assert found.not_rebased == (dt.date(2020, 1, 1), dt.date(2030, 1, 1))


def test_fewer_than_twelve_points_in_a_phase_are_provisional() -> None:
    assert ek.xmr(weekly(STEADY[:11]), better="higher").is_provisional
    assert not ek.xmr(weekly(STEADY), better="higher").is_provisional
    found = ek.xmr(weekly(STEADY * 2), better="higher", rebase="2026-04-20")
    assert found.to_frame()["provisional"].tolist() == [False] * 15 + [True] * 9


def test_a_gap_is_passed_over_and_counted() -> None:
    whole = ek.xmr(weekly(STEADY), better="higher").to_frame()
    with_gaps = [*STEADY[:5], np.nan, np.nan, *STEADY[5:], np.nan]
    found = ek.xmr(weekly(with_gaps), better="higher")
    frame = found.to_frame()
    assert (found.points, found.missing) == (12, 3)
    known = frame[frame["value"].notna()]
    assert known["upper"].tolist() == whole["upper"].tolist()
    assert frame["upper"].notna().all()
    assert (frame.loc[frame["value"].isna(), list(RULES)] == "").all(axis=None)


def test_a_run_goes_on_over_a_gap() -> None:
    values = [8.0, 9, 8, 9, 8, 9, 8, np.nan, 12, 13, 12, np.nan, 13, 12, 13, 12, 9]
    assert marks(values, "shift").count("improvement") == 7
    signals = ek.xmr(weekly(values), better="higher").signals()
    assert signals.loc[signals["rule"] == "shift", "points"].tolist() == [7, 7]


def test_rows_out_of_order_are_sorted_and_it_is_told() -> None:
    series = weekly(STEADY)
    found = ek.xmr(series.iloc[::-1], better="higher")
    assert not found.was_sorted
    pd.testing.assert_frame_equal(found.to_frame(), ek.xmr(series, better="higher").to_frame())


@pytest.mark.parametrize(
    ("target", "better", "assurance"),
    [
        (30, "higher", "misses"),
        (30, "lower", "reaches"),
        (-30, "higher", "reaches"),
        (-30, "lower", "misses"),
        (10, "higher", "hit_or_miss"),
        (30, "neither", ""),
        (None, "higher", ""),
    ],
)
def test_the_target_beside_the_limits(target: float | None, better: str, assurance: str) -> None:
    assert ek.xmr(weekly(STEADY), better=better, target=target).assurance == assurance


def test_signals_are_one_row_per_run() -> None:
    values = [11.0, 13, 12, 14, 12, 13, 11, 13, 12, 9, 8, 9, 10, 8, 9, 7]
    signals = ek.xmr(weekly(values), better="lower").signals()
    assert signals["rule"].tolist() == ["shift", "shift"]
    assert signals["direction"].tolist() == ["concern", "improvement"]
    assert signals["points"].tolist() == [9, 7]
    assert signals["last"].iloc[1] == pd.Timestamp("2026-04-20")


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [4.0], [4.0, 4.0], [3.0] * 20])
def test_little_or_constant_input_has_no_signal_and_no_error(values: list[float]) -> None:
    found = ek.xmr(weekly(values), better="higher", target=3, screen=True)
    assert found.signals().empty
    assert found.to_frame().columns[: len(COLUMNS)].tolist() == COLUMNS
    runs = ek.run_chart(weekly(values), better="higher")
    assert not runs.is_signal
    assert repr(found)
    assert repr(runs)


def test_the_caller_keeps_the_frame() -> None:
    given = pd.DataFrame({"date": ["2026-01-12", "2026-01-05"], "count": [3, 4], "n": [5, 5]})
    before = given.copy()
    ek.p_chart(given, better="higher")
    pd.testing.assert_frame_equal(given, before)


def test_a_p_chart_has_limits_per_point_and_passes_over_days_with_nobody() -> None:
    days = pd.date_range("2026-01-05", periods=4, freq="7D")
    counts = pd.DataFrame({"date": days, "count": [2, 0, 14, 4], "n": [10, 0, 40, 10]})
    found = ek.p_chart(counts, better="higher")
    frame = found.to_frame()
    assert found.missing == 1
    assert frame["value"].isna().tolist() == [False, True, False, False]
    assert frame["mean"].tolist() == [20 / 60] * 4
    assert frame["upper"].iloc[2] < frame["upper"].iloc[0]
    assert frame["lower"].iloc[0] == 0.0


def test_laney_is_told_by_phase() -> None:
    rng = np.random.default_rng(2)
    days = pd.date_range("2026-01-05", periods=30, freq="7D")
    counts = pd.DataFrame({"date": days, "count": rng.binomial(900, rng.beta(9, 9, 30)), "n": 900})
    phases = ek.p_chart(counts, better="higher").phases()
    assert phases["laney"].tolist() == [True]
    never = ek.p_chart(counts, better="higher", laney="never").phases()
    assert never["laney"].tolist() == [False]
    assert never["sigma_z"].tolist() == phases["sigma_z"].tolist()


def test_a_rate_may_be_above_one() -> None:
    days = pd.date_range("2026-01-05", periods=3, freq="7D")
    counts = pd.DataFrame({"date": days, "count": [3, 5, 4], "n": [2.0, 2.5, 2.0]})
    assert ek.u_chart(counts, better="higher").to_frame()["value"].tolist() == [1.5, 2.0, 2.0]


TWICE = pd.DataFrame({"date": ["2026-01-05"] * 2, "value": [1, 2]})


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: ek.xmr(TWICE, better="higher"), "one point per day.*Add them up"),
        (lambda: ek.xmr([1, 2], better="higher"), "Series whose index is the date"),
        (lambda: ek.xmr(pd.Series([1, 2]), better="higher"), "The dates are numbers"),
        (lambda: ek.xmr(weekly(STEADY), better="up"), "`better` is 'up'"),
        (lambda: ek.xmr(weekly(STEADY), better="higher", rules="nsh"), "Did you mean 'nhs'"),
        (lambda: ek.xmr(weekly(STEADY), better="higher", rules={"shift": 3}), "from 5 to 15"),
        (lambda: ek.xmr(weekly(STEADY), better="higher", rules={"shfit": 7}), "'shift'"),
        (lambda: ek.xmr(weekly(STEADY), better="higher", rebase="1/2 26"), "`rebase` has"),
        (lambda: ek.xmr(weekly(STEADY), better="higher", target="12"), "`target` is"),
        (lambda: ek.xmr(weekly(STEADY), better="higher", events=["x"]), "`events` is a dict"),
        (lambda: ek.xmr(weekly([1, np.inf]), better="higher"), "infinite"),
        (lambda: ek.xmr(pd.Series(["a"], ["2026-01-05"]), better="higher"), "not numbers"),
        (lambda: ek.xmr(pd.Series([1], ["5/1 2026"]), better="higher"), "cannot be read as dates"),
        (lambda: ek.xmr(pd.Series([1.0], [pd.NaT]), better="higher"), "have no date"),
        (lambda: ek.xmr(pd.DataFrame({"day": []}), better="higher"), "no column 'date'"),
        (lambda: ek.p_chart(TWICE, better="higher"), "no column 'count'"),
        (
            lambda: ek.p_chart(TWICE[:1].assign(count=3, n=2), better="higher"),
            "no count above its n",
        ),
        (lambda: ek.u_chart(TWICE[:1].assign(count=1.5, n=2), better="higher"), "counts whole"),
        (
            lambda: ek.p_chart(TWICE[:1].assign(count=1, n=2), better="higher", laney="on"),
            "`laney` is 'on'",
        ),
        (
            lambda: ek.p_chart(TWICE[:1].assign(count=1, n=2), better="higher", target=70),
            "70 % as 0.7",
        ),
        (lambda: ek.plot_chart(3), "what ek.xmr"),
    ],
)
def test_bad_input_is_told(call: object, said: str) -> None:
    with pytest.raises(ek.InputError, match=said):
        call()  # type: ignore[operator]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=1, max_size=40),
    st.sampled_from(["higher", "lower"]),
)
def test_the_other_direction_swaps_the_words_and_nothing_else(
    values: list[int | None], better: str
) -> None:
    series = weekly([np.nan if value is None else float(value) for value in values])
    other = {"higher": "lower", "lower": "higher"}[better]
    one, two = (ek.xmr(series, better=way).to_frame() for way in (better, other))
    swap = {"improvement": "concern", "concern": "improvement", "": ""}
    for rule in RULES:
        assert one[rule].map(swap).tolist() == two[rule].tolist()
    pd.testing.assert_frame_equal(one.drop(columns=[*RULES]), two.drop(columns=[*RULES]))


def test_a_run_chart_marks_the_longest_run_and_counts_crossings() -> None:
    # Ten above, ten below: longest run 10 (at most 7), one crossing (at least 6).
    found = ek.run_chart(weekly([8.0, 9] * 5 + [3.0, 4] * 5), better="higher")
    row = found.phases().iloc[0]
    assert (row["longest_run"], row["longest_allowed"]) == (10, 7)
    assert (row["crossings"], row["fewest_allowed"]) == (1, 6)
    frame = found.to_frame()
    assert frame["long_run"].tolist() == [""] * 10 + ["concern"] * 10
    assert frame["few_crossings"].all()
    assert found.is_signal


def test_a_run_chart_by_phase() -> None:
    values = [8.0, 9] * 6 + [3.0, 4] * 6
    found = ek.run_chart(weekly(values), better="higher", rebase="2026-03-30")
    assert found.phases()["median"].tolist() == [8.5, 3.5]
    assert not found.phases()["signal"].any()
