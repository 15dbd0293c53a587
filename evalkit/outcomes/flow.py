"""Who is in the comparison and who is not: from enrolled to two readings."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evalkit.sets.pairing import pair_by_date
from evalkit.study import Study

__all__ = ["Flow", "flow"]


@dataclass(frozen=True, repr=False)
class Flow:
    """How many are enrolled, read once, read twice; one row per instrument.

    Attributes
    ----------
    min_days : int or None
        The least number of days between two readings.
    titles : dict
        Instrument to its title by language.
    """

    min_days: int | None
    titles: dict[str, dict[str, str]]
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the counts, one row per instrument."""
        return self._frame.copy()

    def summary(self) -> pd.DataFrame:
        """Return the same as `to_frame`: there is nothing to leave out."""
        return self.to_frame()

    def __repr__(self) -> str:
        return f"<Flow>\n{self._frame.to_string(index=False)}"


def flow(study: Study, *, min_days: int | None = None) -> Flow:
    """Count who is enrolled, has one reading, has two, and who left with only one.

    Parameters
    ----------
    study : Study
        As it stood on some day (`evalkit.as_of`).
    min_days : int, optional
        The least number of days between the first and the last reading.

    Returns
    -------
    Flow
        Columns instrument, enrolled, no_reading, one_reading, one_reading_ended (of these, those
        whose course has ended: nobody can measure them again), two_readings.
        enrolled = no_reading + one_reading + two_readings.

    Notes
    -----
    A reading counts when at least one scale of the instrument has a score.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> frame = ek.flow(ek.as_of(study, "2026Q3")).to_frame()
    >>> bool((frame.enrolled == frame.no_reading + frame.one_reading + frame.two_readings).all())
    True
    """
    people = study.enrolments.drop_duplicates("person").set_index("person")
    scored = study.scores[study.scores["score"].notna() & study.scores["date"].notna()]
    rows = []
    for name in dict.fromkeys(one.name for one in study.instruments):
        readings = scored.loc[scored["instrument"] == name, ["person", "date"]].drop_duplicates()
        pairs = pair_by_date(readings.assign(score=0.0), unit=["person"], min_days=min_days).frame
        pairs = pairs[pairs["person"].isin(people.index)]
        once = pairs[pairs["post"].isna()]
        ended = people.loc[once["person"], "ended"].notna()
        rows.append(
            {
                "instrument": name,
                "enrolled": len(people),
                "no_reading": len(people) - len(pairs),
                "one_reading": len(once),
                "one_reading_ended": int(ended.sum()),
                "two_readings": int(pairs["post"].notna().sum()),
            }
        )
    columns = "instrument enrolled no_reading one_reading one_reading_ended two_readings".split()
    titles = {one.name: dict(getattr(one, "title", {})) for one in study.instruments}
    return Flow(min_days, titles, pd.DataFrame(rows, columns=columns))
