"""The two attendance charts: the quarter's signals, and which of number and share moved."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ATTENDANCE, ENROLMENTS
from evalkit.study import Study


def weekly(
    came: list[int],
    enrolled: list[int],
    *,
    first: str = "2026-02-02",
    programme: str = "cafe_step",
    activity: str = "cafe",
) -> Study:
    """Return a study in which so many of so many came, week by week, all of them noted."""
    weeks = pd.date_range(first, periods=len(came), freq="7D")
    marks = [
        {
            "person": f"p{number:02}",
            "programme": programme,
            "activity": activity,
            "date": day,
            "attended": number < there,
        }
        for day, there, size in zip(weeks, came, enrolled, strict=True)
        for number in range(size)
    ]
    sizes = np.array(enrolled)
    courses = []
    for number in range(max(enrolled)):
        inside = weeks[sizes > number]
        last = inside.max() if inside.max() < weeks.max() else None
        courses.append(
            {
                "person": f"p{number:02}",
                "programme": programme,
                "started": inside.min(),
                "ended": last,
            }
        )
    return Study(
        title={},
        programme=programme,
        attendance=ATTENDANCE.shaped(marks),
        enrolments=ENROLMENTS.shaped(courses),
    )


# Weeks from 2 February: 21 end in the first two quarters, the others in the third.
STEADY = [8, 9, 7, 8, 9, 8, 7, 9, 8, 7, 8, 9, 7, 8, 9, 8, 7, 9, 8, 7, 8]


def test_a_fall_in_the_share_is_seen_in_both_charts_and_told_from_the_mean_on() -> None:
    charts = ek.attendance_charts(weekly([*STEADY, *[4, 3, 4, 4, 3, 4, 3, 4]], [12] * 29), "2026Q3")
    found = charts.signals()
    assert set(found["direction"]) == {"concern"}
    assert {("number", "shift"), ("share", "shift")} <= set(
        zip(found["chart"], found["rule"], strict=True)
    )
    moved = charts.moved
    assert moved is not None
    assert moved.parts == ("share",)
    assert (moved.base, moved.base_before, moved.from_base) == (12, 12, 0)
    assert moved.difference == pytest.approx(29 / 8 - sum(STEADY) / 21)


def test_fewer_enrolled_with_the_same_share_is_no_fall_of_the_share() -> None:
    charts = ek.attendance_charts(weekly([*STEADY, *[4] * 8], [12] * 21 + [6] * 8), "2026Q3")
    found = charts.signals()
    assert "number" in set(found["chart"])
    assert "share" not in set(found["chart"])
    moved = charts.moved
    assert moved is not None
    assert moved.parts == ("base",)


def test_the_parts_add_up_also_with_those_who_are_not_enrolled() -> None:
    study = weekly([*STEADY, *[4] * 8], [12] * 21 + [6] * 8)
    guests = ATTENDANCE.shaped(
        {
            "person": f"guest{number}",
            "programme": "cafe_step",
            "activity": "cafe",
            "date": day,
            "attended": True,
        }
        for number in range(3)
        for day in pd.date_range("2026-06-29", periods=8, freq="7D")
    )
    study = Study(
        title={},
        programme="cafe_step",
        attendance=pd.concat([study.attendance, guests]),
        enrolments=study.enrolments,
    )
    moved = ek.attendance_charts(study, "2026Q3").moved
    assert moved is not None
    parts = moved.from_base + moved.from_share + moved.from_outside
    assert parts == pytest.approx(moved.difference)
    assert moved.from_outside == 3
    assert "outside" in moved.parts


def test_a_quiet_year_has_no_signal() -> None:
    charts = ek.attendance_charts(weekly([*STEADY, *STEADY[:8]], [12] * 29), "2026Q3")
    assert charts.signals().empty
    assert charts.moved is not None
    assert charts.moved.parts == ()


def test_signals_of_earlier_quarters_are_on_the_chart_and_not_among_the_quarters() -> None:
    came = [8, 9, 7, 8, 0, 8, 7, 9, 8, 7, 8, 9, 7, 8, 9, 8, 7, 9, 8, 7, 8, 8, 9, 7, 8]
    charts = ek.attendance_charts(weekly(came, [12] * 25), "2026Q3")
    assert len(charts.number.signals())
    assert charts.signals().empty


def test_a_run_that_began_before_the_quarter_says_so() -> None:
    came = [*STEADY[:17], *[4] * 8]
    found = ek.attendance_charts(weekly(came, [12] * 25), "2026Q3").signals()
    shift = found[(found["rule"] == "shift") & (found["chart"] == "share")].iloc[0]
    assert shift["began_before"]
    assert shift["points"] == 8


def test_nothing_after_the_quarter_is_known_to_it() -> None:
    early = ek.attendance_charts(weekly([*STEADY, *[3] * 8], [12] * 29), "2026Q2")
    alone = ek.attendance_charts(weekly(STEADY, [12] * 21), "2026Q2")
    pd.testing.assert_frame_equal(early.to_frame(), alone.to_frame())


def test_fewer_than_twelve_weeks_are_provisional_and_a_quarter_under_way_is_said() -> None:
    charts = ek.attendance_charts(weekly(STEADY[:8], [12] * 8, first="2026-08-03"), "2026Q3")
    assert charts.number.is_provisional
    assert not charts.is_over
    assert charts.moved is None


def test_a_date_is_the_last_day_of_its_quarter_so_far() -> None:
    study = weekly([*STEADY, *[3] * 8], [12] * 29)
    charts = ek.attendance_charts(study, dt.date(2026, 7, 19))
    assert str(charts.quarter) == "2026Q3"
    assert charts.steps_in_quarter == 3


def test_the_same_number_every_week_is_no_signal() -> None:
    charts = ek.attendance_charts(weekly([5] * 25, [10] * 25), "2026Q3")
    assert charts.signals().empty
    assert not charts.number.to_frame()["mean"].isna().any()


def test_several_activities_must_be_told_apart() -> None:
    cafe, trip = weekly([5] * 3, [10] * 3), weekly([5] * 3, [10] * 3, activity="trip")
    both = Study(title={}, programme="p", attendance=pd.concat([cafe.attendance, trip.attendance]))
    with pytest.raises(InputError, match="'cafe', 'trip'"):
        ek.attendance_charts(both, "2026Q1")
    assert ek.attendance_charts(both, "2026Q1", activity="trip").of == "noted"


def test_without_attendance_there_is_an_empty_result() -> None:
    charts = ek.attendance_charts(Study(title={}, programme="p"), "2026Q3")
    assert charts.to_frame().empty
    assert charts.signals().empty
    assert charts.moved is None


def test_target_events_and_rebase_reach_the_charts() -> None:
    charts = ek.attendance_charts(
        weekly([*STEADY, *[4] * 8], [12] * 29),
        "2026Q3",
        target=8,
        events={"2026-07-01": "new room"},
        rebase=["2026-06-29"],
    )
    assert charts.number.target == 8
    assert charts.share.target is None
    assert len(charts.share.phases()) == 2
    # Nothing before the quarter is in its phase.
    assert charts.moved is None


def test_only_a_programme_that_says_so_has_a_practice() -> None:
    assert len(ek.attendance_charts(weekly(STEADY, [12] * 21), "2026Q2").practice) == 2
    other = weekly(STEADY, [12] * 21, programme="insp")
    assert ek.attendance_charts(other, "2026Q2").practice == ()
