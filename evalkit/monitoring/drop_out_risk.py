"""Who comes less than they used to: an internal list, by a rule that can be read and checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.fewer_lately import fewer_lately
from evalkit.monitoring.attendance_series import marks_of
from evalkit.monitoring.own_practice import entry_of, falling_attendance_practice
from evalkit.monitoring.studied import check_study
from evalkit.programmes.fact import Fact
from evalkit.results import Framed
from evalkit.sets.windows import Quarter, last_day
from evalkit.study import Study

__all__ = ["DropOutRisk", "drop_out_risk"]

# A habit that fewer than four earlier occasions show is none; with fewer than eight in all the
# smallest chance of any pattern is above 1 in 30.
LEAST_BEFORE = 4
_COLUMNS = {
    "person": "str",
    "noted_before": "int64",
    "came_before": "int64",
    "share_before": "float64",
    "noted_recent": "int64",
    "came_recent": "int64",
    "missed_in_row": "int64",
    "last_came": "datetime64[s]",
    "chance": "float64",
    "seen_in": "str",
    "listed": "bool",
}
_COURSE = ["person", "programme"]


@dataclass(frozen=True, repr=False, eq=False)
class DropOutRisk(Framed):
    """Persons who come less than they used to. Internal: its rows are single persons.

    Attributes
    ----------
    as_of : date
        The last day that is counted.
    recent : int
        How many of the latest occasions stand against the earlier ones.
    level : float
        Who is listed: those whose chance is at most this.
    judged, listed : int
        How many persons were looked at, and how many are on the list.
    expected_false : float
        How many would be on the list on average if nobody's habit had changed.
    too_few, never_came, not_noted : int
        Enrolled persons who are not judged: with too few marks; who have not come at all; without
        a mark at any of the latest occasions.
    absences_known : bool
        Whether the register notes those who did not come; without that nobody can be judged.
    practice : tuple of Fact
        What the programme itself says it does when attendance falls.
    """

    as_of: dt.date
    recent: int
    level: float
    judged: int
    listed: int
    expected_false: float
    too_few: int
    never_came: int
    not_noted: int
    absences_known: bool
    practice: tuple[Fact, ...]
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return one row per listed person, the smallest chance first. Internal."""
        return self._frame[self._frame["listed"]].drop(columns="listed").reset_index(drop=True)

    def everybody(self) -> pd.DataFrame:
        """Return one row per judged person, the smallest chance first. Internal."""
        return self._frame.copy()

    def summary(self) -> pd.DataFrame:
        """Return the counts: nobody can be recognised in them."""
        names = ("judged", "listed", "expected_false", "too_few", "never_came", "not_noted")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])

    def _heading(self) -> str:
        return f"DropOutRisk (internal; rows about persons in to_frame); as of {self.as_of}"


def drop_out_risk(
    study: Study,
    *,
    as_of: str | Quarter | dt.date,
    recent: int = 4,
    least: int = 8,
    level: float = 0.05,
    activity: str | None = None,
) -> DropOutRisk:
    """List those who come less than they used to, each against their own habit. Internal.

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    as_of : str, Quarter or date
        The last day that is counted; a quarter means its last day.
    recent : int
        How many of a person's latest marks stand against the earlier ones; 1 or more.
    least : int
        Who has fewer marks is not judged; at least `recent` + 4.
    level : float
        Who is listed: those whose `chance` is at most this.
    activity : str, optional
        One activity; every occasion counts when not given.

    Returns
    -------
    DropOutRisk
        Columns person, noted_before, came_before, share_before, noted_recent, came_recent,
        missed_in_row, last_came, chance and seen_in ("few" or "in a row": in which of the two looks
        it shows most). `judged`, `listed`, `expected_false` and who was not judged are attributes.

    Raises
    ------
    InputError
        When a number is out of range, the day is misspelt, or there is no such activity.

    See Also
    --------
    evalkit.attendance_charts : the group, occasion by occasion.

    Notes
    -----
    Two looks at a person's marks within the course under way: how many of the latest `recent` are
    attendances, and how many of the very latest in a row are absences. `chance` is how often the
    person's own number of attendances, put in any order, gives an end that is as thin by either
    look: an exact permutation test of both at once. So a person who comes seldom is not listed for
    coming seldom, and somebody who always came is listed after two or three absences in a row.
    `expected_false` is the sum of each judged person's exact chance of being listed by accident.

    It supposes that one's occasions are alike and do not hang together. They often do: a holiday or
    an illness of some weeks is listed too. Where one occasion in three merely repeats the one
    before, about three times as many are listed by chance as `expected_false` says (simulated). A
    list made every week finds more by chance than one a quarter.
    It says that somebody comes less, not why, and not that somebody will leave. Ask the person.
    Never show it outside the group that knows the person.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/cafe_step", profile="cafe_step")
    >>> risk = ek.drop_out_risk(study, as_of="2026Q3")
    >>> risk.listed <= risk.judged, risk.expected_false < 0.05 * risk.judged
    (True, True)
    """
    check_study(study)
    _check(recent, least, level)
    last = last_day(as_of)
    marks = marks_of(study, last=last, activity=activity).to_frame()
    courses = _under_way(study, last)
    kept = marks if courses is None else _of_courses(marks, courses)
    persons = set(marks["person"]) if courses is None else set(courses["person"])
    held = marks[["date", "activity"]].drop_duplicates().tail(recent)
    lately = set(marks.merge(held, on=["date", "activity"])["person"])
    absences_known = bool((~marks["came"]).any())
    rows, counts = [], {"too_few": 0, "never_came": 0, "not_noted": 0}
    by_person = dict(iter(kept.sort_values(["date", "activity"]).groupby("person")))
    for person in sorted(persons):
        here = by_person.get(person)
        came = np.zeros(0, dtype=bool) if here is None else here["came"].to_numpy()
        why = _not_judged(came, least=least, is_noted=person in lately)
        if why:
            counts[why] += 1
        elif here is not None and absences_known:
            rows.append(_row(here, recent=recent, level=level))
    frame = pd.DataFrame(rows, columns=[*_COLUMNS, "alarm_rate"])
    frame = frame.sort_values(["chance", "person"], ignore_index=True).astype(_COLUMNS)
    return DropOutRisk(
        as_of=last,
        recent=recent,
        level=level,
        judged=len(frame),
        listed=int(frame["listed"].sum()),
        expected_false=float(frame.pop("alarm_rate").sum()),
        absences_known=absences_known,
        practice=falling_attendance_practice(entry_of(None, default=study.programme)),
        _frame=frame,
        **counts,
    )


def _check(recent: object, least: object, level: float) -> None:
    """Refuse numbers that no list can be made from."""
    lowest = 1
    for name, value in (("recent", recent), ("least", least)):
        if not isinstance(value, int) or isinstance(value, bool) or value < lowest:
            raise InputError(f"`{name}` is {value!r}. Give a whole number, at least {lowest}.")
        lowest = value + LEAST_BEFORE
    if not 0 < level < 1:
        raise InputError(f"`level` is {level!r}. Give a chance between 0 and 1, such as 0.05.")


def _under_way(study: Study, last: dt.date) -> pd.DataFrame | None:
    """Return the courses under way on a day, one a person; None where nothing is known of them."""
    courses = study.enrolments
    if courses.empty:
        return None
    day = pd.Timestamp(last)
    now = courses[(courses["started"] <= day) & ~(courses["ended"] <= day)]
    return now.sort_values("started").drop_duplicates("person", keep="last")


def _of_courses(marks: pd.DataFrame, courses: pd.DataFrame) -> pd.DataFrame:
    joined = marks.merge(courses[[*_COURSE, "started"]], on=_COURSE, how="inner")
    return joined[joined["date"] >= joined["started"]]


def _not_judged(came: np.ndarray, *, least: int, is_noted: bool) -> str:
    """Return why a person is not judged; empty when the person is."""
    if not is_noted and len(came):
        return "not_noted"
    if len(came) < least:
        return "too_few"
    return "" if came.any() else "never_came"


def _row(marks: pd.DataFrame, *, recent: int, level: float) -> dict[str, object]:
    came = marks["came"].to_numpy()
    found = fewer_lately(came, recent=recent, level=level)
    before = came[:-recent]
    return {
        "person": marks["person"].iloc[0],
        "noted_before": len(before),
        "came_before": int(before.sum()),
        "share_before": float(before.mean()),
        "noted_recent": recent,
        "came_recent": found.recent_yes,
        "missed_in_row": found.missed_in_row,
        "last_came": marks.loc[marks["came"], "date"].max(),
        "chance": found.p_value,
        "seen_in": "in a row" if found.p_row <= found.p_recent else "few",
        "listed": found.p_value <= level * (1 + 1e-9),
        "alarm_rate": found.alarm_rate,
    }
