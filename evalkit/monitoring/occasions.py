"""Each reading that a plan asks for, course by course: done, due, overdue, missed, or not asked."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.monitoring.due_dates import AROUND, due_at_moments, due_by_interval
from evalkit.monitoring.plan import Plan
from evalkit.study import Study

__all__ = ["OPEN_STATES", "STATES", "TIMINGS", "courses_of", "is_collected", "occasions_of"]

# In the order in which pages show them. The last but two are of voluntary readings.
STATES = ("done", "due", "overdue", "missed", "possible", "not_made", "not_yet", "ended")
# Those somebody can do something about now.
OPEN_STATES = ("overdue", "due", "possible")
TIMINGS = ("early", "on_time", "late")
COLUMNS = [
    "course",
    "person",
    "site",
    "started",
    "ended",
    "measurement",
    "occasion",
    "due",
    "opens",
    "closes",
    "state",
    "read",
    "timing",
    "lacking",
    "is_closed",
    "is_open",
]


def courses_of(study: Study, *, programme: str) -> pd.DataFrame:
    """Return course, person, site, started and ended; of a study without enrolments by readings."""
    known = study.enrolments
    if known["programme"].nunique() > 1:
        known = known[known["programme"] == programme]
        if known.empty:
            programmes = sorted(study.enrolments["programme"].unique())
            raise InputError(
                f"The study has several programmes, and {programme!r} is none of them. "
                f"{did_you_mean(programme, programmes)}"
            )
    if len(study.enrolments):
        courses = known.reindex(columns=["person", "site", "started", "ended"])
        courses = courses.dropna(subset="started").drop_duplicates(["person", "started"])
    else:
        read = study.scores[study.scores["score"].notna()].dropna(subset="date")
        first = read.groupby("person")["date"].min()
        courses = pd.DataFrame({"person": first.index, "started": first.to_numpy()})
        courses = courses.assign(site=None, ended=pd.Series(pd.NaT, index=courses.index))
    courses = courses.sort_values(["person", "started"]).reset_index(drop=True)
    return courses.rename_axis("course").reset_index()


def is_collected(study: Study, plan: Plan) -> bool:
    """Whether there is any of what a plan asks for; where there is none, nobody is overdue."""
    if plan.meeting:
        return bool((study.meetings["kind"] == plan.meeting).any())
    read = study.scores[study.scores["score"].notna()]
    return bool(read["instrument"].isin(plan.instruments or read["instrument"]).any())


def occasions_of(
    study: Study, plan: Plan, courses: pd.DataFrame, *, last: pd.Timestamp, ahead: int, on_time: int
) -> pd.DataFrame:
    """Return one row per course and occasion of a plan.

    Parameters
    ----------
    study : Study
        As it stood on the day `last`.
    plan : Plan
        What is asked for.
    courses : DataFrame
        From `courses_of`.
    last : Timestamp
        The day that is asked about.
    ahead, on_time : int
        Days, as for `evalkit.measurement_calendar`.

    Raises
    ------
    InputError
        When the study names its readings otherwise than the plan.
    """
    rows = _planned(plan, courses, last=last, ahead=ahead)
    rows = rows.merge(courses, on="course")
    days = _days(study, plan)
    if plan.moments and study.waves and not plan.meeting:
        read = _read_by_name(days, rows, plan=plan, waves=study.waves)
    else:
        read = _read_by_day(days, rows, until_end=not plan.moments)
    rows = rows.merge(read, on=["course", "number"], how="left")
    rows["closes"] = rows["next_opens"] - pd.Timedelta(days=1)
    rows["measurement"] = plan.name
    names = list(plan.moments)
    rows["occasion"] = [names[one] if names else str(one) for one in rows["number"]]
    rows["lacking"] = [_lacking(plan, one) for one in rows["with_"]]
    is_gone = _is_gone(rows, plan, on_time)
    rows["is_closed"] = (rows["next_opens"] <= last) & ~is_gone
    rows["is_open"] = (rows["next_opens"] > last) & ~is_gone
    rows["state"] = _states(rows, plan, last=last, on_time=on_time, is_gone=is_gone)
    rows["timing"] = _timing(rows, on_time)
    return rows.sort_values(["course", "number"], ignore_index=True)[COLUMNS]


def _planned(plan: Plan, courses: pd.DataFrame, *, last: pd.Timestamp, ahead: int) -> pd.DataFrame:
    """Return the occasions whose windows open in the course, and that are not too far ahead."""
    started = courses["started"]
    horizon = last + pd.Timedelta(days=ahead)
    if plan.every_months is None:
        planned = due_at_moments(started, list(plan.moments.values()))
    else:
        ended = courses["ended"].fillna(horizon)
        until = ended.where(ended < horizon, horizon)
        planned = due_by_interval(started, plan.every_months, until=until, at_start=plan.at_start)
    return planned[(planned["due"] <= horizon) | (planned["opens"] <= last)]


def _days(study: Study, plan: Plan) -> pd.DataFrame:
    """Return person, date, wave and instrument of what counts."""
    if plan.meeting:
        held = study.meetings[study.meetings["kind"] == plan.meeting]
        days = held[["case", "date"]].rename(columns={"case": "person"})
        return days.assign(wave="", instrument="").drop_duplicates()
    read = study.scores[study.scores["score"].notna()]
    if plan.instruments:
        read = read[read["instrument"].isin(plan.instruments)]
    return read[["person", "date", "wave", "instrument"]].dropna(subset="date").drop_duplicates()


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def _read_by_day(days: pd.DataFrame, rows: pd.DataFrame, *, until_end: bool) -> pd.DataFrame:
    """Return what was read in each window; a reading belongs to the last course begun by its day.

    By an interval a reading up to a month after the end still belongs to the course.
    """
    near = days.merge(rows, on="person")
    is_in = (near["opens"] <= near["date"]) & (near["date"] < near["next_opens"])
    is_after = (near["date"] > near["ended"] + AROUND) & until_end
    near = near[is_in & ~is_after]
    latest = near.groupby(["person", "date"])["course"].transform("max")
    return _nearest(near[near["course"] == latest])


def _read_by_name(
    days: pd.DataFrame, rows: pd.DataFrame, *, plan: Plan, waves: tuple[str, ...]
) -> pd.DataFrame:
    """Return what was read under each name, whatever the day."""
    numbers = {_plain(name): number for number, name in enumerate(plan.moments)}
    named = {wave: numbers[_plain(wave)] for wave in waves if _plain(wave) in numbers}
    if len(named) < len(numbers):
        raise InputError(
            f"The plan's times are called {', '.join(map(repr, plan.moments))}, the readings of "
            f"the study {', '.join(map(repr, waves))}. Give `plan=` with `moments` of those names."
        )
    days = days.assign(number=days["wave"].map(named)).dropna(subset="number")
    return _nearest(days.merge(rows, on=["person", "number"]))


def _nearest(near: pd.DataFrame) -> pd.DataFrame:
    """Return the reading nearest to its day, of several, and what was read in the window."""
    near = near.assign(apart=(near["date"] - near["due"]).abs())
    near = near.sort_values(["course", "number", "apart", "date"])
    read = near.drop_duplicates(["course", "number"])[["course", "number", "date"]]
    with_ = near.groupby(["course", "number"])["instrument"].agg(set)
    return read.rename(columns={"date": "read"}).join(
        with_.rename("with_"), on=["course", "number"]
    )


def _lacking(plan: Plan, read: Any) -> str:
    """Return the instruments of a plan that a reading lacks, where there is one."""
    if not isinstance(read, set) or len(plan.instruments) < 2:
        return ""
    return ", ".join(name for name in plan.instruments if name not in read)


def _is_gone(rows: pd.DataFrame, plan: Plan, on_time: int) -> pd.Series:
    """Return whether the course ended before the reading could be asked for.

    By an interval: before its window closed. At a named time: before its day, less the days that
    are on time; a reading at the end of a course is often made a little after it.
    """
    if plan.moments:
        before = rows["due"] - pd.Timedelta(days=on_time)
        return (rows["ended"] < before) & (not plan.after_end)
    return rows["ended"] < rows["next_opens"]


def _states(
    rows: pd.DataFrame, plan: Plan, *, last: pd.Timestamp, on_time: int, is_gone: pd.Series
) -> np.ndarray[Any, Any]:
    margin = pd.Timedelta(days=on_time)
    # The days on time never reach into another window.
    from_day = (rows["due"] - margin).clip(lower=rows["opens"])
    is_over = rows["next_opens"] <= last
    is_late = rows["due"] + margin < last
    passed = "not_made" if plan.is_voluntary else "missed"
    late = "possible" if plan.is_voluntary else "overdue"
    now = "possible" if plan.is_voluntary else "due"
    cases = [
        (rows["read"].notna(), "done"),
        (is_gone, "ended"),
        (from_day > last, "not_yet"),
        (is_over, passed),
        (is_late, late),
    ]
    return np.select([case.to_numpy() for case, _ in cases], [name for _, name in cases], now)


def _timing(rows: pd.DataFrame, on_time: int) -> np.ndarray[Any, Any]:
    margin = pd.Timedelta(days=on_time)
    cases = [
        (rows["read"].isna(), ""),
        (rows["read"] < rows["due"] - margin, "early"),
        (rows["read"] > rows["due"] + margin, "late"),
    ]
    return np.select([case.to_numpy() for case, _ in cases], [name for _, name in cases], "on_time")
