"""Who came: attendance by quarter, and by occasion for the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from evalkit.sets.windows import Quarter, quarters_back
from evalkit.study import Study

__all__ = ["Attendance", "attendance"]

# The picture shows a year, so that each season is seen once.
QUARTERS_SHOWN = 4
_COUNTS = ("occasions", "persons", "visits", "noted")
_SHARES = ("mean_per_occasion", "share_came")
_COLUMNS = [
    "quarter",
    "activity",
    "occasions",
    "persons",
    "visits",
    "mean_per_occasion",
    "noted",
    "share_came",
]


@dataclass(frozen=True, repr=False, eq=False)
class Attendance:
    """Attendance by quarter (newest first), and by occasion over the last four quarters.

    Attributes
    ----------
    quarter : Quarter
        The newest quarter.
    """

    quarter: Quarter
    _frame: pd.DataFrame
    _occasions: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the counts by quarter and activity."""
        return self._frame.copy()

    def occasions(self) -> pd.DataFrame:
        """Return activity, date and how many came, per occasion, oldest first."""
        return self._occasions.copy()

    def summary(self) -> pd.DataFrame:
        """Return the same as `to_frame`."""
        return self.to_frame()

    def __repr__(self) -> str:
        return f"<Attendance>\n{self._frame.to_string(index=False)}"


def attendance(study: Study, when: str | Quarter, *, back: Sequence[int] = (0, 1, 4)) -> Attendance:
    """Count attendance in a quarter, and in the quarters so many before it.

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
    Attendance
        Columns quarter, activity, occasions (days with at least one note), persons (who came at
        least once), visits, mean_per_occasion, noted (came or did not), share_came (of the noted).

    Raises
    ------
    InputError
        When the quarter or `back` is misspelt.

    Notes
    -----
    No interval is given: the same persons come again and again, so an interval for independent
    visits would be too narrow. An empty cell of a register is not counted as absent. Without an
    occasion there is no mean and no share: they are missing, and occasions is 0.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/cafe_step", profile="cafe_step")
    >>> ek.attendance(study, "2026Q3").to_frame().quarter.tolist()
    ['2026Q3', '2026Q2', '2025Q3']
    """
    quarters = quarters_back(when, back)
    newest = max(quarters)
    table = study.attendance[study.attendance["attended"].notna()]
    activities = list(dict.fromkeys(table["activity"]))
    rows = [_row(table, name, one) for name in activities for one in quarters]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame = frame.astype(dict.fromkeys(_COUNTS, "int64") | dict.fromkeys(_SHARES, "float64"))
    since = pd.Timestamp(newest.earlier(QUARTERS_SHOWN - 1).first_day)
    shown = table[table["date"].between(since, pd.Timestamp(newest.last_day))]
    occasions = shown.groupby(["activity", "date"])["attended"].sum().astype("int64")
    return Attendance(newest, frame, occasions.rename("came").reset_index())


def _row(table: pd.DataFrame, name: str, window: Quarter) -> dict[str, object]:
    days = table["date"].between(pd.Timestamp(window.first_day), pd.Timestamp(window.last_day))
    here = table[days & (table["activity"] == name)]
    came = here[here["attended"].astype(bool)]
    occasions = int(here["date"].nunique())
    return {
        "quarter": str(window),
        "activity": name,
        "occasions": occasions,
        "persons": int(came["person"].nunique()),
        "visits": len(came),
        "mean_per_occasion": len(came) / occasions if occasions else None,
        "noted": len(here),
        "share_came": len(came) / len(here) if len(here) else None,
    }
