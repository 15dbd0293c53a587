"""Spells in a status: who is in which on a day, and the day so many months after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError
from evalkit.estimates.spans import joined_spans
from evalkit.frames import STATUSES, require_columns
from evalkit.sets.columns import days, numbered

__all__ = ["Spells", "months_after", "spells_of"]

_COURSE = ["person", "programme"]
_NEEDED = [*_COURSE, "domain", "status", "started"]
_NEVER = np.datetime64("9999-12-31", "D")


def months_after(start: NDArray[np.datetime64], months: int) -> NDArray[np.datetime64]:
    """Return the days so many calendar months after others.

    Parameters
    ----------
    start : ndarray of datetime64
        Days; missing stays missing.
    months : int
        How many.

    Returns
    -------
    ndarray of datetime64[D]
        The same day of the month; its last day where the month is shorter (31 January and one
        month is the last day of February).

    Examples
    --------
    >>> months_after(np.array(["2026-01-31", "2024-02-29"], dtype="datetime64[D]"), 1).astype(str)
    array(['2026-02-28', '2024-03-29'], dtype='<U28')
    """
    day = start.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    into = day - month.astype("datetime64[D]")
    first = (month + months).astype("datetime64[D]")
    last = (month + months + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    found: NDArray[np.datetime64] = np.minimum(first + into, last)
    return found


@dataclass(frozen=True, repr=False, eq=False)
class Spells:
    """The spells of one domain, each at its course.

    Attributes
    ----------
    statuses : tuple of str
        The domain's statuses, in the order they are shown in.
    exclusive : bool
        Whether a person is in one of them at a time.
    course, status : ndarray of int
        Per spell: the number of its course, and of its status.
    first, last : ndarray of datetime64[D]
        Per spell: its first and its last day; an open end is later than any day.
    courses : int
        How many courses there are.
    """

    statuses: tuple[str, ...]
    exclusive: bool
    course: NDArray[np.int64]
    status: NDArray[np.int64]
    first: NDArray[np.datetime64]
    last: NDArray[np.datetime64]
    courses: int

    def on(self, when: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """Return who is in which status on a day of their own.

        Parameters
        ----------
        when : ndarray of datetime64[D], one per course
            The day; where it is missing nobody is in any.

        Returns
        -------
        ndarray of bool, (courses, statuses)
            A spell's first and last day belong to it. Where statuses exclude each other, a day
            that ends one spell and starts another is the new one's.
        """
        day = when.astype("datetime64[D]")[self.course]
        inside = (self.first <= day) & (day <= self.last)
        if self.exclusive:
            starts = np.zeros(self.courses, dtype=bool)
            starts[self.course[inside & (self.first == day)]] = True
            over = (self.last == day) & (self.first < day) & starts[self.course]
            inside &= ~over
        held = np.zeros((self.courses, len(self.statuses)), dtype=bool)
        held[self.course[inside], self.status[inside]] = True
        return held


def spells_of(
    statuses: pd.DataFrame,
    courses: pd.DataFrame,
    *,
    domain: str,
    order: tuple[str, ...] = (),
    exclusive: bool = True,
) -> Spells:
    """Return the spells of one domain at their courses.

    Parameters
    ----------
    statuses : DataFrame
        Spells: person, programme, domain, status, started, ended.
    courses : DataFrame
        Each person and programme once.
    domain : str
        Which of the domains.
    order : tuple of str
        The statuses that are shown first, also those nobody is in; others follow in the order of
        the alphabet.
    exclusive : bool
        Whether a person is in one status of the domain at a time.

    Returns
    -------
    Spells
        Without the spells of people who have no course; spells of one status that overlap or
        follow on one another are one.

    Raises
    ------
    InputError
        When a column is missing, a cell that names the spell is empty, a spell ends before it
        starts, or a course is there twice.
    """
    _check(statuses, courses)
    here = statuses[(statuses["domain"] == domain).to_numpy(dtype=bool)]
    both = pd.concat([courses[_COURSE], here[_COURSE]], ignore_index=True)
    number, _ = numbered(both, _COURSE)
    place = number[len(courses) :]
    # Courses are there once, so the number of a course is its place among them.
    known = place < len(courses)
    here, place = here[known], place[known]
    names = (*order, *sorted(set(map(str, here["status"].unique())) - set(order)))
    status = pd.Index(names).get_indexer(pd.Index(here["status"])).astype(np.int64)
    first = days(here["started"], called="started").astype("datetime64[D]")
    last = days(here["ended"], called="ended").astype("datetime64[D]")
    last = np.where(np.isnat(last), _NEVER, last)
    # Joined, so that it does not matter whether a system cuts one spell in two.
    rows, ends = joined_spans(
        place * (len(names) + 1) + status, first.astype(np.int64), last.astype(np.int64)
    )
    return Spells(
        statuses=names,
        exclusive=exclusive,
        course=place[rows],
        status=status[rows],
        first=first[rows],
        last=ends.astype("datetime64[D]"),
        courses=len(courses),
    )


def _check(statuses: pd.DataFrame, courses: pd.DataFrame) -> None:
    """Refuse tables that do not say whose spell is whose, and from when to when."""
    require_columns(statuses, [*_NEEDED, "ended"], called=STATUSES.name)
    require_columns(courses, _COURSE, called="courses")
    twice = int(courses.duplicated(_COURSE).sum())
    if twice:
        raise InputError(
            f"{twice} courses are of the same person and programme as another one, so nobody can "
            f"say from when months count. Keep one row per person and programme."
        )
    for name in _NEEDED:
        empty = int(statuses[name].isna().sum())
        if empty:
            raise InputError(
                f"`statuses` has {empty} rows with an empty '{name}', and it names the spell. Fill "
                f"the cells or leave the rows out."
            )
    first, last = (days(statuses[name], called=name) for name in ("started", "ended"))
    wrong = int((last < first).sum())
    if wrong:
        raise InputError(
            f"{wrong} spells end before they start. Mend the dates or leave the rows out."
        )
