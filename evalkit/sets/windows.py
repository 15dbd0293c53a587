"""Quarters, and the long tables as they stood on a day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import pandas as pd

from evalkit.errors import InputError
from evalkit.study import Study

__all__ = ["POPULATIONS", "Quarter", "as_of", "quarter"]

POPULATIONS = ("all", "quarter")
_WRITTEN = re.compile(r"([0-9]{4})Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year.

    Attributes
    ----------
    year, number : int
        Such as 2026 and 3.
    """

    year: int
    number: int

    @property
    def first_day(self) -> dt.date:
        """The quarter's first day."""
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> dt.date:
        """The quarter's last day."""
        return self.earlier(-1).first_day - dt.timedelta(days=1)

    def earlier(self, quarters: int) -> Quarter:
        """Return the quarter so many quarters before this one."""
        index = 4 * self.year + self.number - 1 - quarters
        return Quarter(index // 4, index % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def quarter(text: str | Quarter) -> Quarter:
    """Return the quarter a text such as "2026Q3" names.

    Raises
    ------
    InputError
        When the text is not written like that.

    Examples
    --------
    >>> quarter("2026Q3").last_day, str(quarter("2026Q3").earlier(4))
    (datetime.date(2026, 9, 30), '2025Q3')
    """
    if isinstance(text, Quarter):
        return text
    match = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise InputError(f"The quarter is {text!r}. Write year, Q and 1 to 4, such as '2026Q3'.")
    return Quarter(int(match[1]), int(match[2]))


def as_of(study: Study, when: str | Quarter | dt.date, *, population: str = "all") -> Study:
    """Return the study as it stood on a day, or on a quarter's last day.

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    when : str, Quarter or date
        "2026Q3" means 30 September 2026.
    population : {"all", "quarter"}
        all: everyone enrolled up to then. quarter: only those with a reading in the quarter.

    Returns
    -------
    Study
        Enrolments started by then, and their answers, scores and attendance up to then. An end
        after that day is not known yet, so it is empty.

    Raises
    ------
    InputError
        When the quarter or the population is misspelt.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> ek.as_of(study, "2026Q3").scores["date"].max() <= pd.Timestamp("2026-09-30")
    True
    """
    if population not in POPULATIONS:
        raise InputError(f"`population` is {population!r}. Accepted: 'all', 'quarter'.")
    window = None if isinstance(when, dt.date) else quarter(when)
    last = pd.Timestamp(when if window is None else window.last_day)
    enrolments = study.enrolments[study.enrolments["started"] <= last]
    if population == "quarter":
        if window is None:
            raise InputError("population='quarter' needs a quarter such as '2026Q3', not a date.")
        dates = study.scores["date"]
        read = study.scores[(dates >= pd.Timestamp(window.first_day)) & (dates <= last)]
        enrolments = enrolments[enrolments["person"].isin(read["person"])]
    ended_later = enrolments["ended"] > last
    enrolments = enrolments.assign(
        ended=enrolments["ended"].mask(ended_later), exit_reason=enrolments["exit_reason"].mask(ended_later)
    )
    people = enrolments["person"]

    def known(table: pd.DataFrame) -> pd.DataFrame:
        return table[(table["date"] <= last) & table["person"].isin(people)].reset_index(drop=True)

    return replace(
        study,
        enrolments=enrolments.reset_index(drop=True),
        answers=known(study.answers),
        scores=known(study.scores),
        attendance=known(study.attendance),
    )
