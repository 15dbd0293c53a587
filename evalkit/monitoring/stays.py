"""How long something has lasted as of a day, in calendar months: courses, and what is told of them.

Nothing is left out silently: what a row cannot tell is counted in `told`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError
from evalkit.estimates.intervals import check_confidence
from evalkit.frames import require_columns
from evalkit.sets.columns import days, numbered
from evalkit.sets.spells import months_after
from evalkit.sets.windows import Quarter, last_day
from evalkit.study import Study

__all__ = [
    "TOLD",
    "Stays",
    "asked_months",
    "asked_share",
    "lasting",
    "months_between",
    "reached_day",
    "stays_of",
]

# What is told of rows, in this order: the first three are left out.
TOLD = {
    "no_start": "without a first day: left out",
    "ended_first": "ended before they started: left out",
    "not_started": "started after the day: left out",
    "later": "with an end after the day: still going on as of it",
    "same_day": "ended on the day they started: lasted one day",
    "no_reason": "ended without a reason",
    "open_reason": "with a reason but no end: still going on",
    "again": "persons with more than one course: each course counts",
}
# More groups than these say who they are and not how they differ.
MOST_GROUPS = 8
# Beyond fifty years nobody is followed.
MOST_MONTHS = 600
_ONE_DAY = np.timedelta64(1, "D")

_Days = NDArray[np.datetime64]


@dataclass(frozen=True, repr=False, eq=False)
class Stays:
    """A row per course (or match) that had started by the day.

    Attributes
    ----------
    frame : DataFrame
        The columns of `by`, months (how long it lasted, or has so far), ended, exit_reason.
    by : tuple of str
        The columns that name a group.
    day : date
        As of when.
    told : mapping
        How many rows of each kind of `TOLD` there were, where there were any.
    completed : tuple of str
        The reasons that mean that a course was completed.
    """

    frame: pd.DataFrame
    by: tuple[str, ...]
    day: dt.date
    told: Mapping[str, int]
    completed: tuple[str, ...] = ()

    def groups(self) -> list[tuple[dict[str, object], pd.DataFrame]]:
        """Return each group's name and rows, in the order of the alphabet; not stated last.

        Where there is nobody, one group without a name: nobody is an answer.
        """
        if not self.by or self.frame.empty:
            return [(dict.fromkeys(self.by), self.frame)]
        number, first = numbered(self.frame, self.by)
        names = self.frame.loc[first, list(self.by)]
        order = names.assign(place=range(len(names))).sort_values(list(self.by), kind="stable")
        named = names.astype("object").where(names.notna(), None).to_dict("records")
        return [
            ({str(key): value for key, value in named[place].items()}, self.frame[number == place])
            for place in order["place"]
        ]


def stays_of(
    given: object,
    *,
    as_of: str | Quarter | dt.date | None,
    by: str | Sequence[str] | None = None,
    reasons: bool = False,
) -> Stays:
    """Return how long each course has lasted as of a day.

    Parameters
    ----------
    given : DataFrame or Study
        Enrolments.
    as_of : str, Quarter, date or None
        Of a Study the day its data reach to when None; a frame does not say.
    by : str or sequence of str, optional
        Columns that name groups.
    reasons : bool
        Whether the reasons are asked for.

    Raises
    ------
    InputError
        When a column is missing, no day is known, or there are more groups than can be compared.
    """
    frame = given.enrolments if isinstance(given, Study) else given
    if not isinstance(frame, pd.DataFrame):
        raise InputError(
            f"`enrolments` is a {type(frame).__name__}; a DataFrame or a Study is expected."
        )
    require_columns(frame, ["started", "ended"], called="enrolments")
    names = (by,) if isinstance(by, str) else tuple(by or ())
    require_columns(frame, [*names, *(["exit_reason"] if reasons else [])], called="enrolments")
    started = days(frame["started"], called="started").astype("datetime64[D]")
    ended = days(frame["ended"], called="ended").astype("datetime64[D]")
    day = reached_day(given, as_of, ended)
    table = frame[list(names)].reset_index(drop=True)
    table["exit_reason"] = _texts(frame, "exit_reason")
    stays = lasting(table, started, ended, day=day, by=names)
    told = dict(stays.told)
    if "person" in frame:
        key = [name for name in ("person", "programme") if name in frame]
        persons = frame.loc[_in(started, ended, day), key]
        again = int(persons[persons.duplicated(keep=False)].drop_duplicates().shape[0])
        told |= {"again": again} if again else {}
    if not reasons:
        told = {name: n for name, n in told.items() if name not in ("no_reason", "open_reason")}
    completed = given.completed if isinstance(given, Study) else ()
    return Stays(stays.frame, names, stays.day, told, tuple(completed))


def _texts(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame:
        return pd.Series(None, index=range(len(frame)), dtype="str")
    texts = frame[name].astype("str").reset_index(drop=True)
    return texts.mask(texts.str.strip() == "")


def _in(started: _Days, ended: _Days, day: np.datetime64) -> NDArray[np.bool_]:
    """Return which rows count: started by the day, and not ended before they started."""
    counts: NDArray[np.bool_] = (started <= day) & ~(ended < started)
    return counts


def lasting(
    table: pd.DataFrame,
    started: _Days,
    ended: _Days,
    *,
    day: np.datetime64,
    by: tuple[str, ...] = (),
) -> Stays:
    """Return how long each row has lasted; its first and its last day belong to it.

    Parameters
    ----------
    table : DataFrame
        The columns of `by` and exit_reason, a row for each of the days.
    started, ended : ndarray of datetime64[D]
        First and last day; a missing last day means that it still lasts.
    day : datetime64[D]
        As of when: a later end is not known yet.
    by : tuple of str
        The columns that name a group.
    """
    kept = _in(started, ended, day)
    over = kept & (ended <= day)
    reason = table["exit_reason"]
    said = reason.notna().to_numpy(dtype=bool)
    counted = {
        "no_start": np.isnat(started),
        "ended_first": ended < started,
        "not_started": (started > day) & ~(ended < started),
        "later": kept & (ended > day),
        "same_day": over & (ended == started),
        "no_reason": over & ~said,
        "open_reason": kept & np.isnat(ended) & said,
    }
    told = {name: int(rows.sum()) for name, rows in counted.items() if rows.any()}
    last: _Days = np.where(over, ended, day)
    frame = table.assign(ended=over, exit_reason=reason.where(over))[kept].reset_index(drop=True)
    frame["months"] = months_between(started[kept], np.add(last[kept], _ONE_DAY))
    for name in by:
        groups = frame[name].nunique()
        if groups > MOST_GROUPS:
            raise InputError(
                f"`by` names {name!r}, which has {groups} different values; at most {MOST_GROUPS} "
                f"groups are compared. Make fewer and larger groups of it first."
            )
    return Stays(frame, by, pd.Timestamp(day).date(), told)


def months_between(start: _Days, end: _Days) -> NDArray[np.float64]:
    """Return the calendar months from one day to another, the last one in part.

    Parameters
    ----------
    start, end : ndarray of datetime64[D]
        None missing; the end not before the start.

    Notes
    -----
    From a day to the same day of a later month is a whole number of months; what is left is a part
    of the month it lies in. A year is 12 months, whether it is a leap year or not.

    Examples
    --------
    >>> day = np.array(["2026-01-15", "2026-01-31"], dtype="datetime64[D]")
    >>> months_between(day, np.array(["2027-01-15", "2026-03-14"], dtype="datetime64[D]")).tolist()
    [12.0, 1.4516129032258065]
    """
    apart = end.astype("datetime64[M]") - start.astype("datetime64[M]")
    whole = apart.astype(np.int64)
    found = np.zeros(len(start))
    # A row for each number of months: there are few of these, and many courses.
    for number in np.unique(whole):
        here = np.flatnonzero(whole == number)
        first, final = start[here], end[here]
        steps = [months_after(first, int(number) + step) for step in (-1, 0, 1)]
        early = steps[1] > final
        low = np.where(early, steps[0], steps[1])
        high = np.where(early, steps[1], steps[2])
        part = (final - low).astype(float) / (high - low).astype(float)
        found[here] = number - early + part
    return found


def reached_day(
    given: object, as_of: str | Quarter | dt.date | None, ended: _Days
) -> np.datetime64:
    """Return the day that is meant; of a Study none beyond what its data know of.

    Raises
    ------
    InputError
        When a frame comes without a day, or a study has no dates at all.
    """
    asked = None if as_of is None else np.datetime64(last_day(as_of), "D")
    if not isinstance(given, Study):
        if asked is None:
            raise InputError(
                "`as_of` is missing: a frame does not say up to which day its courses are known, "
                "and who has not ended is followed up to that day. Give a quarter such as '2026Q3' "
                "or a date."
            )
        return asked
    if given.latest is None and asked is not None:
        return asked
    if given.latest is None:
        raise InputError("The study has no dates, so nobody knows how long anything has lasted.")
    latest = np.datetime64(given.latest, "D")
    if asked is None:
        return latest
    # An end by the day that is asked for is known, though nothing else may be dated as late.
    known = ended[ended <= asked]
    return min(asked, max([latest, *([known.max()] if len(known) else [])]))


def asked_months(months: object, *, called: str = "months") -> tuple[float, ...]:
    """Return the months asked for.

    Raises
    ------
    InputError
        When they are no different numbers above 0.
    """
    given = list(months) if isinstance(months, (tuple, list, range, np.ndarray)) else []
    right = all(
        isinstance(n, (int, float, np.number)) and not isinstance(n, bool) and 0 < n <= MOST_MONTHS
        for n in given
    )
    if not given or not right or len(set(given)) < len(given):
        raise InputError(
            f"`{called}` is {months!r}. Give different numbers of months after the start, each "
            f"above 0 and at most {MOST_MONTHS}, such as (3, 6, 12)."
        )
    return tuple(float(n) for n in given)


def asked_share(confidence: object) -> None:
    """Refuse a confidence that is not between 0 and 1.

    Raises
    ------
    InputError
        Also for a percentage such as 95.
    """
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
