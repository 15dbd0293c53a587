"""What happened in a quarter: new courses, exits, readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from evalkit.sets.windows import Quarter, quarter
from evalkit.study import Study

__all__ = ["Activity", "activity"]

_COUNTS = ("enrolled_at_start", "started", "ended", "enrolled_at_end", "readings", "persons_read")


@dataclass(frozen=True, repr=False)
class Activity:
    """Counts of a quarter and of earlier ones; one row per quarter, the newest first."""

    _frame: pd.DataFrame
    _reasons: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the counts by quarter."""
        return self._frame.copy()

    def reasons(self) -> pd.DataFrame:
        """Return the exits of the newest quarter by reason, in order of frequency."""
        return self._reasons.copy()

    def summary(self) -> pd.DataFrame:
        """Return the same as `to_frame`."""
        return self.to_frame()

    def __repr__(self) -> str:
        return f"<Activity>\n{self._frame.to_string(index=False)}"


def activity(study: Study, when: str | Quarter, *, back: Sequence[int] = (0, 1, 4)) -> Activity:
    """Count what happened in a quarter, and in the quarters so many before it.

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    when : str or Quarter
        The newest quarter, such as "2026Q3".
    back : sequence of int
        How many quarters before it; 0 is the quarter itself.

    Returns
    -------
    Activity
        Columns quarter, enrolled_at_start, started, ended, enrolled_at_end, readings (a person's
        reading of an instrument on a day), persons_read.
        enrolled_at_end = enrolled_at_start + started - ended.

    Notes
    -----
    An end on the last day of a quarter is an exit of that quarter. Readings of persons who are not
    enrolled in the quarter (a follow-up after the exit) count too.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> row = ek.activity(study, "2026Q3").to_frame().iloc[0]
    >>> bool(row.enrolled_at_end == row.enrolled_at_start + row.started - row.ended)
    True
    """
    newest = quarter(when)
    rows = [_row(study, newest.earlier(quarters)) for quarters in back]
    first, last = pd.Timestamp(newest.first_day), pd.Timestamp(newest.last_day)
    exits = study.enrolments[_leaves(study.enrolments, first, last)]
    reasons = exits["exit_reason"].value_counts(dropna=False).rename_axis("exit_reason").reset_index(name="n")
    return Activity(pd.DataFrame(rows, columns=["quarter", *_COUNTS]), reasons)


def _leaves(enrolments: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    return (enrolments["ended"] >= first) & (enrolments["ended"] <= last)


def _row(study: Study, window: Quarter) -> dict[str, object]:
    first, last = pd.Timestamp(window.first_day), pd.Timestamp(window.last_day)
    courses = study.enrolments
    at_start = (courses["started"] < first) & ~(courses["ended"] < first)
    started = (courses["started"] >= first) & (courses["started"] <= last)
    ended = _leaves(courses, first, last)
    read = study.scores[(study.scores["date"] >= first) & (study.scores["date"] <= last)]
    return {
        "quarter": str(window),
        "enrolled_at_start": int(at_start.sum()),
        "started": int(started.sum()),
        "ended": int(ended.sum()),
        "enrolled_at_end": int(at_start.sum() + started.sum() - ended.sum()),
        "readings": len(read[["person", "instrument", "date"]].drop_duplicates()),
        "persons_read": int(read["person"].nunique()),
    }
