"""Quarters, and the long tables as they stood on a day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.sets.columns import numbered
from evalkit.study import Study

__all__ = ["POPULATIONS", "Quarter", "as_of", "last_day", "quarter", "quarters_back"]

POPULATIONS = ("all", "quarter")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN = re.compile(r"([0-9]{4})Q([1-4])")
# Years beyond these are slips of the finger.
FIRST_YEAR, LAST_YEAR = 1900, 2999
_COURSE = ["person", "programme"]


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

    def __post_init__(self) -> None:
        """Refuse a quarter that no calendar has."""
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.number <= 4):
            raise InputError(
                f"There is no quarter {self.number} of the year {self.year}. Accepted: quarters 1 "
                f"to 4, years {FIRST_YEAR} to {LAST_YEAR}."
            )

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


def quarter(text: object) -> Quarter:
    """Return the quarter a text such as "2026Q3" names.

    Parameters
    ----------
    text : str or Quarter
        Year, Q and 1 to 4; a quarter is returned as it is.

    Returns
    -------
    Quarter

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


def quarters_back(newest: str | Quarter, back: object) -> tuple[Quarter, ...]:
    """Return the quarters so many before the newest one.

    Parameters
    ----------
    newest : str or Quarter
        Such as "2026Q3".
    back : sequence of int
        How many quarters before it, each 0 or more and named once; 0 is the quarter itself.

    Raises
    ------
    InputError
        When the quarter is misspelt, or `back` is no such sequence.

    Examples
    --------
    >>> [str(one) for one in quarters_back("2026Q3", (0, 1, 4))]
    ['2026Q3', '2026Q2', '2025Q3']
    """
    last = quarter(newest)
    steps = list(back) if isinstance(back, (tuple, list, range)) else []
    whole = all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in steps)
    if not steps or not whole or len(set(steps)) < len(steps):
        raise InputError(
            f"`back` is {back!r}. Give different whole numbers of quarters, such as (0, 1, 4)."
        )
    return tuple(last.earlier(n) for n in steps)


def as_of(study: Study, when: str | Quarter | dt.date, *, population: str = "all") -> Study:
    """Return the study as it stood on a day, or on a quarter's last day.

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    when : str, Quarter or date
        "2026Q3" means 30 September 2026; a day may be written yyyy-mm-dd.
    population : {"all", "quarter"}
        all: everyone enrolled up to then. quarter: only those with a reading in the quarter, which
        is at least one score.

    Returns
    -------
    Study
        Enrolments started by then, and their answers, scores, attendance, contacts, ties and goals
        up to then; statuses started by then; meetings, shifts, counts, matches and referrals up to
        then, which belong to no course. An end after that day is not known yet, so it is empty;
        a goal rated after it is there without the rating. Rows without a date are not in it:
        nobody can say whether they were there. Findings and counts stay those of the delivery.

    Raises
    ------
    InputError
        When the quarter or the population is misspelt, or no reading has a date.

    Notes
    -----
    Of a study without enrolments everybody is in who has rows up to then.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> ek.as_of(study, "2026Q3").scores["date"].max() <= pd.Timestamp("2026-09-30")
    True
    """
    if population not in POPULATIONS:
        raise InputError(f"`population` is {population!r}. {did_you_mean(population, POPULATIONS)}")
    first, last = _window(when, population)
    if len(study.scores) and study.scores["date"].isna().all():
        raise InputError(
            "No reading has a date, so nobody can say which were there by a certain day. Use the "
            "study as it is, or give the profile a column of dates."
        )
    courses = study.enrolments[study.enrolments["started"] <= last]
    kept = courses if len(study.enrolments) else None
    if first is not None:
        read = _up_to(_of(study.scores, kept), last)
        kept = read[(read["date"] >= first) & read["score"].notna()]
        courses = _of(courses, kept)
    later = courses["ended"] > last
    courses = courses.assign(
        ended=courses["ended"].mask(later), exit_reason=courses["exit_reason"].mask(later)
    )
    return replace(
        study,
        enrolments=courses.reset_index(drop=True),
        answers=_up_to(_of(study.answers, kept), last),
        scores=_up_to(_of(study.scores, kept), last),
        attendance=_up_to(_of(study.attendance, kept), last),
        known_to=None if study.latest is None else min(study.latest, last.date()),
        statuses=_begun(_of(study.statuses, kept), last),
        meetings=_up_to(study.meetings, last),
        staffing=_up_to(study.staffing, last),
        headcounts=_up_to(study.headcounts, last),
        contacts=_up_to(_of(study.contacts, kept), last),
        ties=_up_to(_of(study.ties, kept), last),
        goals=_set_by(_of(study.goals, kept), last),
        matches=_proposed(study.matches, last),
        referrals=_forgotten(
            _up_to(study.referrals, last, "referred"), ("screened", "offered", "closed"), last
        ),
    )


def last_day(when: str | Quarter | dt.date) -> dt.date:
    """Return the day that is meant: a date, one written yyyy-mm-dd, or a quarter's last day.

    Raises
    ------
    InputError
        When a quarter is misspelt.

    Examples
    --------
    >>> last_day("2026Q3"), last_day("2026-08-31")
    (datetime.date(2026, 9, 30), datetime.date(2026, 8, 31))
    """
    return _window(when, "all")[1].date()


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"There is no day {text!r}. Write year, month and day that exist."
        ) from None


def _window(
    when: str | Quarter | dt.date, population: str
) -> tuple[pd.Timestamp | None, pd.Timestamp]:
    """Return the first day from which a reading is asked for, if any, and the last day."""
    if isinstance(when, dt.date) and not pd.isna(when):
        if population == "quarter":
            raise InputError("population='quarter' needs a quarter such as '2026Q3', not a date.")
        return None, pd.Timestamp(when).normalize()
    if isinstance(when, str) and _DAY.fullmatch(when):
        return _window(_day(when), population)
    named = quarter(when)
    first = pd.Timestamp(named.first_day) if population == "quarter" else None
    return first, pd.Timestamp(named.last_day)


def _proposed(matches: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Return the matches known by a day; who is proposed to an adult need not have started."""
    first_known = matches[["proposed", "accepted", "started"]].min(axis=1)
    return _forgotten(matches[first_known <= last], ("accepted", "started", "ended"), last)


def _set_by(goals: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Return goals set by a day; of one without any date nobody can say whether it was."""
    is_set = ~(goals["set_on"] > last) & (goals["set_on"].notna() | goals["date"].notna())
    return _unrated(goals[is_set], last)


def _unrated(goals: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Return goals set by a day; a rating after it is not there, but the goal is."""
    is_late = goals["date"] > last
    named = ["person", "programme", "goal"]
    known = goals.loc[~is_late, named].drop_duplicates()
    later = goals[is_late & goals["set_on"].notna()].drop_duplicates(named)
    unknown = later.merge(known, on=named, how="left", indicator=True)["_merge"] == "left_only"
    later = later[unknown.to_numpy()]
    nothing = pd.Series(pd.NaT, index=later.index, dtype=goals["date"].dtype)
    later = later.assign(date=nothing, attainment=float("nan"))
    rows = pd.concat([goals[~is_late], later.astype(goals.dtypes.to_dict())])
    return rows.sort_index().reset_index(drop=True)


def _forgotten(rows: pd.DataFrame, dates: tuple[str, ...], last: pd.Timestamp) -> pd.DataFrame:
    """Return rows without the dates after a day, nor the reason for what happened then."""
    known = {name: rows[name].mask(rows[name] > last) for name in dates}
    end = dates[-1]
    why = "reason" if "reason" in rows else "outcome"
    known[why] = rows[why].mask(rows[end] > last)
    return rows.assign(**known).reset_index(drop=True)


def _up_to(table: pd.DataFrame, last: pd.Timestamp, date: str = "date") -> pd.DataFrame:
    return table[table[date] <= last].reset_index(drop=True)


def _begun(spells: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Return the spells started by a day; one that ended later still lasts."""
    begun = spells[spells["started"] <= last]
    return begun.assign(ended=begun["ended"].mask(begun["ended"] > last)).reset_index(drop=True)


def _of(table: pd.DataFrame, courses: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rows of a table that belong to some courses: same person, same programme."""
    if courses is None:
        return table
    both = pd.concat([courses[_COURSE], table[_COURSE]], ignore_index=True)
    number, _ = numbered(both, _COURSE)
    return table[np.isin(number[len(courses) :], number[: len(courses)])]
