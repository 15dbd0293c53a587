"""Attendance one occasion or one week at a time, and person by person, with what is wrong in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.monitoring.studied import check_study
from evalkit.results import Framed
from evalkit.sets.windows import Quarter, last_day, quarter
from evalkit.study import Study

__all__ = ["AttendanceSeries", "Marks", "attendance_series", "marks_of", "quarter_of"]

STEPS = ("week", "occasion")
_KEY = ["person", "programme", "activity", "date"]
_COURSE = ["person", "programme"]
_COUNTS = ("occasions", "came", "visits", "noted", "enrolled", "came_enrolled")
_COLUMNS = ["activity", "date", "in_quarter", *_COUNTS, "share_enrolled", "share_noted"]
_WEEK = pd.Timedelta(days=7)


@dataclass(frozen=True, repr=False, eq=False)
class Marks:
    """The register, one mark per person and occasion, and what was wrong with it.

    Attributes
    ----------
    repeated : int
        Marks that say again what another one says.
    contradicting : int
        Persons marked both as there and as not there on one day: not counted as noted.
    outside : int
        Attendances of persons who were not enrolled on that day.
    """

    repeated: int
    contradicting: int
    outside: int
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return person, programme, activity, date, came and enrolled."""
        return self._frame.copy()

    def __repr__(self) -> str:
        return f"<Marks: {len(self._frame)}, {self.repeated} repeated>"


@dataclass(frozen=True, repr=False, eq=False)
class AttendanceSeries(Framed):
    """Attendance step by step up to a day: one row per activity and week, or occasion.

    Attributes
    ----------
    by : {"week", "occasion"}
        What a row is.
    quarter : Quarter
        The one that is looked at.
    last : date
        The last day that is counted.
    latest : date or None
        The last day the data know of.
    marks : Marks
        What the counts are made from.
    weeks_left_out : int
        Weeks that are not over on the last day.
    enrolments_known : bool
        Whether the data say who was enrolled.
    absences_known : bool
        Whether the register notes those who did not come, and not only those who came.
    """

    by: str
    quarter: Quarter
    last: dt.date
    latest: dt.date | None
    marks: Marks
    weeks_left_out: int
    enrolments_known: bool
    absences_known: bool
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = tuple(_COLUMNS)

    @property
    def activities(self) -> tuple[str, ...]:
        """The activities, as they come in the data."""
        return tuple(dict.fromkeys(self._frame["activity"]))

    @property
    def is_over(self) -> bool:
        """Whether the quarter is over, and the data reach its last day."""
        end = self.quarter.last_day
        return self.last >= end and self.latest is not None and self.latest >= end

    def persons(self) -> pd.DataFrame:
        """Return one row per person and activity: rows about persons, for those entitled.

        Columns person, activity, noted, came, share, missed_in_row (the latest marks in a row that
        say not there), last_came.
        """
        frame = self.marks.to_frame().sort_values("date", kind="stable")
        rows = []
        for (person, activity), here in frame.groupby(["person", "activity"], sort=True):
            came = here["came"].to_numpy()
            rows.append(
                {
                    "person": person,
                    "activity": activity,
                    "noted": len(came),
                    "came": int(came.sum()),
                    "share": float(came.mean()),
                    "missed_in_row": trailing_misses(came),
                    "last_came": here.loc[here["came"], "date"].max(),
                }
            )
        names = ["person", "activity", "noted", "came", "share", "missed_in_row", "last_came"]
        return pd.DataFrame(rows, columns=names)

    def _heading(self) -> str:
        return f"AttendanceSeries by {self.by}; up to {self.last}"


def trailing_misses(came: np.ndarray) -> int:
    """Return how many of the latest marks in a row say that the person was not there."""
    there = np.flatnonzero(came)
    return int(len(came) - 1 - there[-1]) if len(there) else len(came)


def attendance_series(
    study: Study, when: str | Quarter | dt.date, *, by: str = "week", activity: str | None = None
) -> AttendanceSeries:
    """Count who came, week by week or occasion by occasion, up to a quarter's end.

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    when : str, Quarter or date
        Up to the last day of a quarter such as "2026Q3", or up to a date in one.
    by : {"week", "occasion"}
        Weeks begin on a Monday (ISO 8601), in local dates. An occasion is a day on which the
        activity has at least one mark.
    activity : str, optional
        One activity; all of them, each by itself, when not given.

    Returns
    -------
    AttendanceSeries
        Columns activity, date (the occasion's day, or the week's Monday), in_quarter, occasions,
        came (different persons), visits, noted (persons with a mark), enrolled (courses under way),
        came_enrolled (those of them who came), share_enrolled and share_noted. `persons()` gives
        one row per person.

    Raises
    ------
    InputError
        When the quarter or `by` is misspelt, or there is no such activity.

    See Also
    --------
    evalkit.attendance : whole quarters beside one another.
    evalkit.attendance_charts : whether the numbers vary more than they used to.

    Notes
    -----
    A week without an occasion is closed: occasions is 0 and the other numbers are missing, not 0.
    A week belongs to the quarter in which its Sunday lies, so that none is counted in part; one
    that is not over on the last day is left out, and so is the week in which the data end when it
    has fewer occasions than the activity uses to have. An empty cell of a register is no mark. Two
    marks that say the same count once; two that contradict each other count as none. Who comes
    without being enrolled is among those who came, and not among came_enrolled.

    Do not add up persons over weeks: they are the same persons.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/cafe_step", profile="cafe_step")
    >>> weeks = ek.attendance_series(study, "2026Q3").to_frame()
    >>> set(weeks["date"].dt.day_name())
    {'Monday'}
    """
    if by not in STEPS:
        raise InputError(f"`by` is {by!r}. {did_you_mean(str(by), STEPS)}")
    check_study(study)
    window, last = quarter_of(when), last_day(when)
    marks = marks_of(study, last=last, activity=activity)
    frame = marks.to_frame()
    reach = min(last, study.latest or last)
    parts, left_out = [], 0
    for name in dict.fromkeys(study.attendance["activity"]):
        here = frame[frame["activity"] == name]
        if here.empty:
            continue
        counted = _stepped(here, study.enrolments, by=by)
        if by == "week":
            counted, dropped = _whole_weeks(counted, last=last, reach=reach)
            left_out += dropped
        parts.append(counted.assign(activity=name))
    days = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)
    known = bool(len(study.enrolments))
    return AttendanceSeries(
        by=by,
        quarter=window,
        last=last,
        latest=study.latest,
        marks=marks,
        weeks_left_out=left_out,
        enrolments_known=known,
        absences_known=bool((~frame["came"]).any()),
        _frame=_shaped(days, window, by=by, enrolments_known=known),
    )


def quarter_of(when: str | Quarter | dt.date) -> Quarter:
    """Return the quarter that is named, or in which a date lies.

    Raises
    ------
    InputError
        When it is neither.

    Examples
    --------
    >>> import datetime
    >>> str(quarter_of(datetime.date(2026, 8, 31)))
    '2026Q3'
    """
    if isinstance(when, dt.date) and not pd.isna(when):
        return Quarter(when.year, (when.month + 2) // 3)
    return quarter(when)


def marks_of(study: Study, *, last: dt.date, activity: str | None = None) -> Marks:
    """Return the register up to a day: one mark per person and occasion.

    Raises
    ------
    InputError
        When there is no such activity.
    """
    table = study.attendance
    if activity is not None:
        known = list(dict.fromkeys(str(name) for name in table["activity"]))
        if activity not in known:
            raise InputError(f"`activity` is {activity!r}. {did_you_mean(str(activity), known)}")
        table = table[table["activity"] == activity]
    table = table[(table["date"] <= pd.Timestamp(last)) & table["attended"].notna()]
    came = table["attended"].astype("int64")
    grouped = came.groupby([table[name] for name in _KEY], sort=False)
    counted = grouped.agg(["size", "min", "max"]).reset_index()
    agree = counted["min"] == counted["max"]
    frame = counted.loc[agree, _KEY].assign(came=counted.loc[agree, "max"].astype(bool))
    frame = frame.sort_values(["activity", "date", "person"], ignore_index=True)
    frame["enrolled"] = _is_enrolled(frame, study.enrolments)
    return Marks(
        repeated=int((counted.loc[agree, "size"] - 1).sum()),
        contradicting=int((~agree).sum()),
        outside=int((frame["came"] & ~frame["enrolled"]).sum()) if len(study.enrolments) else 0,
        _frame=frame,
    )


def _is_enrolled(marks: pd.DataFrame, courses: pd.DataFrame) -> np.ndarray:
    """Return whether each mark lies within a course of the person, first and last day included."""
    numbered = marks[[*_COURSE, "date"]].assign(mark=np.arange(len(marks)))
    joined = numbered.merge(courses[[*_COURSE, "started", "ended"]], on=_COURSE, how="inner")
    inside = (joined["started"] <= joined["date"]) & ~(joined["ended"] < joined["date"])
    found = np.zeros(len(marks), dtype=bool)
    found[joined.loc[inside, "mark"].to_numpy()] = True
    return found


def _stepped(marks: pd.DataFrame, courses: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Return the counts of one activity, one row per step in which it was held."""
    day = marks["date"]
    step = day if by == "occasion" else day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    marks = marks.assign(step=step, came_enrolled=marks["came"] & marks["enrolled"])
    held = marks.groupby("step")["date"].agg(["nunique", "min", "max"])
    persons = marks.groupby(["step", *_COURSE])[["came", "came_enrolled"]].any()
    per_step = persons.groupby("step")
    counted = per_step.sum().astype("int64").assign(noted=per_step.size())
    counted["visits"] = marks.groupby("step")["came"].sum()
    counted["occasions"] = held["nunique"]
    of_programme = courses[courses["programme"].isin(marks["programme"].unique())]
    counted["enrolled"] = _under_way(of_programme, first=held["min"], last=held["max"])
    return counted.rename_axis("date").reset_index()


def _under_way(courses: pd.DataFrame, *, first: pd.Series, last: pd.Series) -> np.ndarray:
    """Return how many courses were under way at some time from a first to a last day."""
    starts = np.sort(courses["started"].to_numpy())
    ends = np.sort(courses["ended"].dropna().to_numpy())
    begun = np.searchsorted(starts, last.to_numpy(), side="right")
    over = np.searchsorted(ends, first.to_numpy(), side="left")
    return np.asarray(begun - over)


def _whole_weeks(weeks: pd.DataFrame, *, last: dt.date, reach: dt.date) -> tuple[pd.DataFrame, int]:
    """Return the weeks that are over, closed ones among them, and how many are not."""
    to_sunday = _WEEK - pd.Timedelta(days=1)
    sunday = weeks["date"] + to_sunday
    # Where the data end in the middle of a week, more occasions of it may be on their way.
    is_short = (sunday > pd.Timestamp(reach)) & (weeks["occasions"] < weeks["occasions"].median())
    late = (sunday > pd.Timestamp(last)) | is_short
    whole = weeks[~late].set_index("date")
    if len(whole):
        end = max(pd.Timestamp(reach) - to_sunday, whole.index.max())
        mondays = pd.date_range(whole.index.min(), end, freq="7D")
        whole = whole.reindex(mondays).rename_axis("date")
    return whole.reset_index(), int(late.sum())


def _shaped(
    frame: pd.DataFrame, window: Quarter, *, by: str, enrolments_known: bool
) -> pd.DataFrame:
    """Return the rows with their columns, dtypes and shares."""
    frame = frame.reindex(columns=_COLUMNS).astype({"date": "datetime64[s]", "activity": "str"})
    frame["occasions"] = frame["occasions"].fillna(0)
    if not enrolments_known:
        frame[["enrolled", "came_enrolled"]] = None
    frame = frame.astype(dict.fromkeys(_COUNTS, "Int64"))
    of_quarter = frame["date"] + (_WEEK - pd.Timedelta(days=1)) * int(by == "week")
    frame["in_quarter"] = of_quarter.between(
        pd.Timestamp(window.first_day), pd.Timestamp(window.last_day)
    )
    for share, part, whole in (
        ("share_enrolled", "came_enrolled", "enrolled"),
        ("share_noted", "came", "noted"),
    ):
        parts = frame[part].astype("float64")
        wholes = frame[whole].astype("float64")
        frame[share] = parts / wholes.where(wholes > 0)
    return frame.sort_values(["activity", "date"], kind="stable", ignore_index=True)
