"""What happened in a quarter: new courses, exits, readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from evalkit.sets.windows import Quarter, quarter, quarters_back
from evalkit.study import Study

__all__ = ["Activity", "activity"]

_COUNTS = ("enrolled_at_start", "started", "ended", "enrolled_at_end", "readings", "persons_read")


@dataclass(frozen=True, repr=False, eq=False)
class Activity:
    """Counts of a quarter and of earlier ones; one row per quarter, the newest first.

    Attributes
    ----------
    latest : date or None
        The latest day the data know of; a count of 0 in a quarter after it says nothing.
    """

    _frame: pd.DataFrame
    _reasons: pd.DataFrame
    latest: dt.date | None

    def is_known(self, when: str | Quarter) -> bool:
        """Whether the data reach into a quarter."""
        return self.latest is not None and self.latest >= quarter(when).first_day

    def to_frame(self) -> pd.DataFrame:
        """Return the counts by quarter."""
        return self._frame.copy()

    def reasons(self) -> pd.DataFrame:
        """Return the exits of the newest quarter by reason, the most frequent first."""
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
        Columns quarter and

        - enrolled_at_start: courses under way when the quarter began (started before its first
          day, not ended before it)
        - started, ended: courses whose first, whose last day lies in the quarter
        - enrolled_at_end: courses under way when it was over (started, and not ended by its last
          day); the next quarter's enrolled_at_start
        - readings: a person's reading of an instrument on a day, with at least one score
        - persons_read: persons with such a reading

        enrolled_at_end = enrolled_at_start + started - ended.

    Raises
    ------
    InputError
        When the quarter or `back` is misspelt.

    Notes
    -----
    Courses are counted: who comes back is enrolled anew. An end on the last day of a quarter is an
    exit of that quarter, although the person was there on that day. Readings of persons who are
    not enrolled in the quarter (a follow-up after the exit) count too.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> row = ek.activity(study, "2026Q3").to_frame().iloc[0]
    >>> bool(row.enrolled_at_end == row.enrolled_at_start + row.started - row.ended)
    True
    """
    quarters = quarters_back(when, back)
    rows = [_row(study, one) for one in quarters]
    newest = max(quarters)
    exits = study.enrolments[_in(study.enrolments["ended"], newest)]
    reasons = exits["exit_reason"].value_counts(dropna=False).rename_axis("exit_reason")
    return Activity(
        latest=study.latest,
        _frame=pd.DataFrame(rows, columns=["quarter", *_COUNTS]),
        _reasons=reasons.reset_index(name="n"),
    )


def _in(dates: pd.Series, window: Quarter) -> pd.Series:
    """Return which dates lie in a quarter, its first and its last day included."""
    return dates.between(pd.Timestamp(window.first_day), pd.Timestamp(window.last_day))


def _row(study: Study, window: Quarter) -> dict[str, object]:
    first, last = pd.Timestamp(window.first_day), pd.Timestamp(window.last_day)
    started, ended = study.enrolments["started"], study.enrolments["ended"]
    read = study.scores[_in(study.scores["date"], window) & study.scores["score"].notna()]
    return {
        "quarter": str(window),
        "enrolled_at_start": int(((started < first) & ~(ended < first)).sum()),
        "started": int(_in(started, window).sum()),
        "ended": int(_in(ended, window).sum()),
        "enrolled_at_end": int(((started <= last) & ~(ended <= last)).sum()),
        "readings": len(read[["person", "programme", "instrument", "date"]].drop_duplicates()),
        "persons_read": int(read["person"].nunique()),
    }
