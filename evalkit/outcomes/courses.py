"""The courses behind some scores: when each began and ended, and whether a reading is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.frames import PROVENANCE, require_columns
from evalkit.sets.columns import days
from evalkit.study import Study

__all__ = ["SITUATIONS", "Courses", "courses_of"]

# Where somebody stands who lacks a reading. What is not known is a situation of its own.
SITUATIONS = ("ended", "overdue", "not due", "taking part", "not enrolled", "not known")
_OWN = ("person", "programme", "started", "ended", "exit_reason")


@dataclass(frozen=True, repr=False, eq=False)
class Courses:
    """One row per course, and as of which day.

    Attributes
    ----------
    frame : DataFrame or None
        The columns of `key`, started, ended, exit_reason and the background columns; None when
        nobody said who was enrolled.
    key : tuple of str
        What names a course: person and, where both tables have it, programme.
    background : tuple of str
        The columns about persons.
    day : Timestamp or None
        The day the data reach to.
    due_days : int or None
        So many days after the first reading the second one is due.
    """

    frame: pd.DataFrame | None
    key: tuple[str, ...]
    background: tuple[str, ...]
    day: pd.Timestamp | None
    due_days: int | None

    def situation(self, persons: pd.DataFrame) -> pd.DataFrame:
        """Return where each person stands: one of `SITUATIONS`, and why the course ended.

        Parameters
        ----------
        persons : DataFrame
            The columns of `key` and first_day: the first reading, missing where there is none.

        Returns
        -------
        DataFrame
            Columns situation, exit_reason, started, ended; the index of `persons`.
        """
        if self.frame is None:
            never = pd.Series(pd.NaT, index=persons.index)
            known = persons[list(self.key)].assign(started=never, ended=never, exit_reason=None)
            enrolled = np.zeros(len(persons), dtype=bool)
        else:
            known = persons[list(self.key)].merge(
                self.frame, on=list(self.key), how="left", validate="many_to_one", indicator=True
            )
            enrolled = known["_merge"].eq("both").to_numpy()
        known.index = persons.index
        said = pd.Series("taking part", index=persons.index, dtype="str")
        said[~enrolled] = "not known" if self.frame is None else "not enrolled"
        known["ended"] = pd.to_datetime(known["ended"])
        known["started"] = pd.to_datetime(known["started"])
        if self.due_days is not None and self.day is not None:
            since = persons["first_day"].fillna(known["started"])
            passed = (self.day - since).dt.days
            asked = enrolled | (self.frame is None)
            said[asked & (passed >= self.due_days)] = "overdue"
            said[asked & (passed < self.due_days)] = "not due"
        over = known["ended"].notna()
        if self.day is not None:
            over &= known["ended"] <= self.day
        said[over] = "ended"
        known["exit_reason"] = known["exit_reason"].where(over)
        return known.assign(situation=said)[["situation", "exit_reason", "started", "ended"]]


def courses_of(
    scores: object,
    enrolments: object,
    *,
    due_days: object,
    day: object,
    readings: pd.DataFrame,
) -> Courses:
    """Return the courses that go with some scores.

    Parameters
    ----------
    scores : object
        What the analysis was given; a Study brings its own enrolments.
    enrolments : DataFrame or None
        Columns person and, as there are, programme, started, ended, exit_reason and background.
    due_days : int or None
        So many days after the first reading the second one is due.
    day : date, text or None
        The day the data reach to; the latest start or reading when it is not given.
    readings : DataFrame
        The scores; their column programme, if any, and their dates count.

    Returns
    -------
    Courses

    Raises
    ------
    InputError
        When a column is missing or holds no dates, `due_days` is no number of days, or `day` no
        day.
    """
    if isinstance(scores, Study):
        if enrolments is not None:
            raise InputError("A Study brings its enrolments. Leave out `enrolments`.")
        given = scores.enrolments if len(scores.enrolments) else None
    elif enrolments is None or isinstance(enrolments, pd.DataFrame):
        given = enrolments
    else:
        raise InputError(
            f"`enrolments` is a {type(enrolments).__name__}; a DataFrame with a row per course is "
            f"expected."
        )
    shared = given is not None and "programme" in given and "programme" in readings
    key = ("person", "programme") if shared else ("person",)
    courses = Courses(None, key, (), None, _whole_days(due_days))
    if given is not None:
        _same_kind(given, readings, key)
        courses = _with(courses, given)
    return replace(courses, day=_day(day, _latest(courses.frame, readings)))


def _same_kind(given: pd.DataFrame, readings: pd.DataFrame, key: tuple[str, ...]) -> None:
    """Refuse tables in which the same person could never be found again."""
    require_columns(given, ["person"], called="enrolments")
    twice = sorted({str(name) for name in given.columns[given.columns.duplicated()]})
    if twice:
        raise InputError(
            f"`enrolments` has more than one column '{twice[0]}'. Give every column its own name."
        )
    for name in key:
        kinds = [pd.api.types.is_numeric_dtype(table[name]) for table in (given, readings)]
        if kinds[0] != kinds[1] and len(given) and len(readings):
            raise InputError(
                f"Column '{name}' holds numbers in one of `scores` and `enrolments` and texts in "
                f"the other, so nobody would be found again. Write it alike in both."
            )


def _with(courses: Courses, given: pd.DataFrame) -> Courses:
    """Return the courses with their table: somebody who came twice has one course."""
    empty = int(given["person"].isna().sum())
    if empty:
        raise InputError(
            f"`enrolments` has {empty} rows with an empty 'person', and it names the row. Fill the "
            f"cells or leave the rows out."
        )
    left_out = {column.name for column in PROVENANCE} | set(_OWN)
    background = tuple(str(name) for name in given.columns if name not in left_out)
    table = given[[*courses.key, *background]].copy()
    for name in ("started", "ended"):
        table[name] = days(given[name], called=name) if name in given else np.datetime64("NaT")
    table["exit_reason"] = given.get("exit_reason", None)
    table["_open"] = table["ended"].isna()
    # An open course last, so that it is the one whose end and reason count.
    table = table.sort_values(["_open", "ended"], kind="stable", na_position="last")
    started = table.groupby(list(courses.key), sort=False)["started"].min()
    last = table.drop_duplicates(list(courses.key), keep="last").drop(columns=["_open", "started"])
    frame = last.merge(started.reset_index(), on=list(courses.key), validate="one_to_one")
    return replace(courses, frame=frame, background=background)


def _latest(courses: pd.DataFrame | None, readings: pd.DataFrame) -> pd.Timestamp | None:
    ends = []
    if "date" in readings:
        ends.append(pd.Series(days(readings["date"], called="date")).max())
    if courses is not None:
        ends.append(courses["started"].max())
    known = [end for end in ends if not pd.isna(end)]
    return pd.Timestamp(max(known)) if known else None


def _day(day: object, latest: pd.Timestamp | None) -> pd.Timestamp | None:
    if day is None:
        return latest
    refusal = f"`day` is a {type(day).__name__} that is no day. Give a date, or write yyyy-mm-dd."
    if not isinstance(day, (str, dt.date, np.datetime64)):
        raise InputError(refusal)
    try:
        found = pd.to_datetime(day, format="ISO8601")
    except (TypeError, ValueError):
        raise InputError(refusal) from None
    if not isinstance(found, pd.Timestamp):
        raise InputError(refusal)
    return found.tz_localize(None).normalize()


def _whole_days(due_days: object) -> int | None:
    if due_days is None:
        return None
    whole = isinstance(due_days, (int, np.integer)) and not isinstance(due_days, bool)
    if not whole or due_days < 1:  # type: ignore[operator]
        raise InputError(
            f"`due_days` is {due_days!r}. Accepted: a whole number of days, 1 or more."
        )
    return int(due_days)  # type: ignore[call-overload, no-any-return]
