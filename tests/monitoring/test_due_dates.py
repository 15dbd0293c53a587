"""Due days by hand: month ends, leap years, windows that meet halfway."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.monitoring.due_dates import due_at_moments, due_by_interval, months_after


def days(*texts: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts)))


def said(column: pd.Series) -> list[str]:
    return column.dt.strftime("%Y-%m-%d").tolist()


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-08-31", 3, "2026-11-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        # Half of a month is 15 days (30.4 / 2, rounded).
        ("2026-01-01", 1.5, "2026-02-16"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_months_are_the_calendars(start: str, months: float, due: str) -> None:
    assert said(months_after(days(start), months)) == [due]


def test_a_due_day_is_counted_from_the_start_and_not_from_the_last_one() -> None:
    """31 January, every month: the 31st again in March, not the 28th of February on."""
    planned = due_by_interval(days("2026-01-31"), 1, until=days("2026-05-01"))
    assert said(planned["due"])[:4] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


def test_windows_meet_halfway() -> None:
    planned = due_by_interval(days("2026-01-01"), 3, until=days("2026-06-01"))
    # A month (30 days) before the start; 1.5 and 4.5 months after it, by the calendar.
    assert said(planned["opens"]) == ["2025-12-01", "2026-02-16", "2026-05-16"]
    assert said(planned["due"]) == ["2026-01-01", "2026-04-01", "2026-07-01"]
    assert said(planned["next_opens"])[:2] == ["2026-02-16", "2026-05-16"]


def test_without_a_reading_at_the_start_the_first_is_an_interval_later() -> None:
    planned = due_by_interval(days("2026-01-01"), 12, until=days("2027-01-01"), at_start=False)
    assert said(planned["due"]) == ["2027-01-01"]
    assert planned["number"].tolist() == [1]


def test_named_times_have_a_last_window_as_long_after_as_before() -> None:
    planned = due_at_moments(days("2026-01-01"), [0, 4, 10])
    assert said(planned["due"]) == ["2026-01-01", "2026-05-01", "2026-11-01"]
    # 2, 7 and 10 + 3 months.
    assert said(planned["next_opens"]) == ["2026-03-01", "2026-08-01", "2027-02-01"]


def test_a_lone_time_has_a_month_on_either_side() -> None:
    planned = due_at_moments(days("2026-01-01"), [6])
    assert said(planned["opens"]) == ["2026-06-01"]
    assert said(planned["next_opens"]) == ["2026-08-01"]


def test_nobody_has_no_occasions() -> None:
    none = days("2026-01-01").iloc[:0]
    assert due_by_interval(none, 3, until=none).empty
    assert due_at_moments(none, [0, 6]).empty


@settings(max_examples=12, deadline=None)
@given(
    st.dates(pd.Timestamp("2015-01-01").date(), pd.Timestamp("2029-12-31").date()),
    st.sampled_from([0.5, 1, 1.5, 2, 3, 4, 6, 12]),
)
def test_every_day_lies_in_one_window(start: object, months: float) -> None:
    started = pd.Series(pd.to_datetime([start]))
    planned = due_by_interval(started, months, until=started + pd.DateOffset(years=3))
    assert (planned["opens"].iloc[1:].to_numpy() == planned["next_opens"].iloc[:-1]).all()
    assert ((planned["opens"] <= planned["due"]) & (planned["due"] < planned["next_opens"])).all()
