"""Who came: attendance by quarter, and by occasion for the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from evalkit.sets.windows import Quarter, quarter
from evalkit.study import Study

__all__ = ["Attendance", "attendance"]


@dataclass(frozen=True, repr=False)
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

    Notes
    -----
    No interval is given: the same persons come again and again, so an interval for independent
    visits would be too narrow. An empty cell of a register is not counted as absent.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/cafe_step", profile="cafe_step")
    >>> ek.attendance(study, "2026Q3").to_frame().quarter.tolist()
    ['2026Q3', '2026Q2', '2025Q3']
    """
    newest = quarter(when)
    table = study.attendance[study.attendance["attended"].notna()]
    activities = list(dict.fromkeys(table["activity"]))
    rows = [_row(table, name, newest.earlier(quarters)) for name in activities for quarters in back]
    columns = "quarter activity occasions persons visits mean_per_occasion noted share_came".split()
    since = pd.Timestamp(newest.earlier(3).first_day)
    shown = table[(table["date"] >= since) & (table["date"] <= pd.Timestamp(newest.last_day))]
    occasions = (
        shown.groupby(["activity", "date"], as_index=False)["attended"].sum().rename(columns={"attended": "came"})
    )
    return Attendance(newest, pd.DataFrame(rows, columns=columns), occasions)


def _row(table: pd.DataFrame, name: str, window: Quarter) -> dict[str, object]:
    days = (table["date"] >= pd.Timestamp(window.first_day)) & (table["date"] <= pd.Timestamp(window.last_day))
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
