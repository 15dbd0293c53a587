"""Reasons for exit: order, unstated ones, completed ones, and sums that must hold."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.errors import InputError
from evalkit.monitoring.exit_reasons import NOT_STATED, NOTES, STILL_IN

DAY = dt.date(2026, 9, 30)
START = pd.Timestamp("2025-10-01")


def courses(reasons: list[str | None], stayed: list[int]) -> pd.DataFrame:
    """Return courses of so many days; those with the reason "" still go on."""
    over = [reason != "" for reason in reasons]
    started = [
        START if ended else pd.Timestamp(DAY) - pd.Timedelta(days=days - 1)
        for ended, days in zip(over, stayed, strict=True)
    ]
    ended = [
        start + pd.Timedelta(days=days - 1) if is_over else pd.NaT
        for start, days, is_over in zip(started, stayed, over, strict=True)
    ]
    why = [reason or None for reason in reasons]
    return pd.DataFrame({"started": started, "ended": ended, "exit_reason": why})


@settings(max_examples=25)
@given(
    people=st.lists(
        st.tuples(st.sampled_from(["", "done", "moved", None]), st.integers(1, 360)),
        min_size=1,
        max_size=30,
    )
)
def test_the_shares_of_a_month_add_up_to_one(people: list[tuple[str | None, int]]) -> None:
    reasons, stayed = zip(*people, strict=True)
    frame = courses(list(reasons), list(stayed))
    result = ek.exit_reasons(frame, as_of=DAY, months=(1, 6, 11))
    sums = result.to_frame().groupby("month")["estimate"].sum(min_count=1)
    np.testing.assert_allclose(sums.dropna(), 1)
    still = result.to_frame().query("reason == @STILL_IN").estimate.to_numpy()
    stays = ek.retention(frame, as_of=DAY, months=(1, 6, 11)).at_months().estimate.to_numpy()
    np.testing.assert_allclose(still, stays)


def test_completed_first_then_the_most_frequent_the_unstated_last() -> None:
    reasons: list[str | None] = ["moved", "moved", "done", "other", None, " "]
    frame = courses(reasons, [30] * 6)
    result = ek.exit_reasons(frame, as_of=DAY, completed=["done", "graduated"])
    assert result.reasons == ("done", "graduated", "moved", "other", NOT_STATED)
    assert result.completed == ("done", "graduated")
    assert result.told == {"no_reason": 2}
    rows = result.to_frame().query("month == 12").set_index("reason")
    assert rows["count"].to_dict() == {
        "done": 1,
        "graduated": 0,
        "moved": 2,
        "other": 1,
        NOT_STATED: 2,
        STILL_IN: 0,
    }
    assert rows.completed.tolist() == [True, True, False, False, False, False]
    assert rows.note["graduated"] == NOTES["nobody"]
    assert rows.loc["moved", "estimate"] == pytest.approx(2 / 6)


def test_those_still_there_are_counted_as_seen_after_the_month() -> None:
    frame = courses(["done", "", "", "done"], [10, 200, 20, 360])
    rows = ek.exit_reasons(frame, as_of=DAY, months=(6,)).to_frame().set_index("reason")
    # After 6 months: one done, one followed no longer, two seen there.
    assert rows.loc[STILL_IN, ["n", "n_risk", "count"]].tolist() == [4, 2, 2]
    assert rows.loc["done", "count"] == 1


def test_one_minus_kaplan_meier_would_say_too_much() -> None:
    # Half leave in the first month for another offer; of the rest all complete.
    reasons: list[str | None] = ["other"] * 5 + ["done"] * 5
    rows = ek.exit_reasons(courses(reasons, [20] * 5 + [300] * 5), as_of=DAY).to_frame()
    done = rows.query("reason == 'done' and month == 12").estimate.item()
    assert done == 0.5  # one minus Kaplan-Meier, with the others censored, would be 1


def test_a_reason_without_an_end_goes_on_and_is_told() -> None:
    frame = courses([""], [50]).assign(exit_reason="moved")
    result = ek.exit_reasons(frame, as_of=DAY)
    assert result.reasons == ()
    assert result.told == {"open_reason": 1}


def test_a_study_says_what_completed_means_and_groups_have_the_same_rows() -> None:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    result = ek.exit_reasons(study, by="site", as_of="2026Q3", months=(6,))
    sizes = result.to_frame().groupby("site").size()
    assert sizes.nunique() == 1
    assert sizes.iloc[0] == len(result.reasons) + 1
    assert result.completed == study.completed


def test_what_is_refused() -> None:
    frame = courses(["x"], [10])
    with pytest.raises(InputError, match="no column 'exit_reason'"):
        ek.exit_reasons(frame.drop(columns="exit_reason"), as_of=DAY)
    with pytest.raises(InputError, match="Give a list"):
        ek.exit_reasons(frame, as_of=DAY, completed="x")
    many = courses([f"remark {number}" for number in range(21)], [10] * 21)
    with pytest.raises(InputError, match="21 different values"):
        ek.exit_reasons(many, as_of=DAY)
    with pytest.raises(InputError, match="Rename yours"):
        ek.exit_reasons(frame.assign(reason="a"), as_of=DAY, by="reason")
