"""The people an evaluation is about: those whose course began in a period, followed to its end."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from evalkit.errors import InputError
from evalkit.sets.windows import as_of
from evalkit.study import Study

__all__ = ["Period", "cohort", "period"]

_COURSE = ["person", "programme"]
# Python reads other ISO forms too (20260930, 2026-W40-3), which are seldom meant.
_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Period:
    """From a first to a last day, both in it.

    Attributes
    ----------
    first : date or None
        None when it has no beginning.
    last : date
        The last day.
    """

    first: dt.date | None
    last: dt.date


def period(start: str | dt.date, end: str | dt.date) -> Period:
    """Return the period between two days.

    Parameters
    ----------
    start : str or date
        The first day as yyyy-mm-dd; an empty text for no beginning.
    end : str or date
        The last day.

    Returns
    -------
    Period

    Raises
    ------
    InputError
        When a text is no such day, or the last day comes before the first.

    Examples
    --------
    >>> period("", "2026-09-30")
    Period(first=None, last=datetime.date(2026, 9, 30))
    """
    first = None if isinstance(start, str) and not start.strip() else _day(start, "start")
    last = _day(end, "end")
    if first is not None and last < first:
        raise InputError(
            f"The period ends on {last} and begins on {first}. Swap `start` and `end`."
        )
    return Period(first, last)


def _day(text: object, name: str) -> dt.date:
    if isinstance(text, dt.datetime):
        return text.date()
    if isinstance(text, dt.date):
        return text
    refusal = InputError(f"`{name}` is {text!r}. Write a day as yyyy-mm-dd, such as '2026-09-30'.")
    if not isinstance(text, str) or _WRITTEN.fullmatch(text) is None:
        raise refusal
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise refusal from None


def cohort(study: Study, *, start: str | dt.date = "", end: str | dt.date) -> Study:
    """Return the study of those whose course began in a period, as it stood on its last day.

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    start : str or date
        The first day a course may have begun, yyyy-mm-dd; empty for no beginning.
    end : str or date
        The last day: for the beginning of a course and for everything known of it.

    Returns
    -------
    Study
        As `evalkit.as_of` on the last day, without those whose course began before the first.
        Findings and counts stay those of the delivery.

    Raises
    ------
    InputError
        When a day is misspelt, the period ends before it begins, or no reading has a date.

    See Also
    --------
    evalkit.as_of : everyone enrolled up to a day.

    Notes
    -----
    Of a study without enrolments a course begins with the person's first reading or attendance,
    since nothing else is known of it.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> chosen = ek.cohort(study, start="2025-07-01", end="2026-09-30")
    >>> chosen.enrolments["started"].min() >= pd.Timestamp("2025-07-01")
    True
    """
    # A caller without a type checker may hand in anything.
    given: object = study
    if not isinstance(given, Study):
        raise InputError(f"`study` is a {type(given).__name__}; a Study is expected.")
    asked = period(start, end)
    then = as_of(study, asked.last)
    if asked.first is None:
        return then
    begun = _beginnings(then)
    chosen = begun[begun >= pd.Timestamp(asked.first)].index
    kept: dict[str, Any] = {
        name: _of(table, chosen)
        for name, table in vars(then).items()
        if isinstance(table, pd.DataFrame) and {*_COURSE} <= {*table.columns}
    }
    return replace(then, **kept)


def _beginnings(study: Study) -> pd.Series:
    """Return the day every course began, by person and programme."""
    if len(study.enrolments):
        return study.enrolments.groupby(_COURSE)["started"].min()
    rows = [study.scores[[*_COURSE, "date"]], study.attendance[[*_COURSE, "date"]]]
    return pd.concat(rows, ignore_index=True).groupby(_COURSE)["date"].min()


def _of(table: pd.DataFrame, chosen: pd.Index) -> pd.DataFrame:
    courses = pd.MultiIndex.from_frame(table[_COURSE])
    return table[courses.isin(chosen)].reset_index(drop=True)
