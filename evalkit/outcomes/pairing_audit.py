"""Who has which readings, who lacks one and why, and what in the readings has to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.outcomes.courses import SITUATIONS, Courses, courses_of
from evalkit.outcomes.given import Given, given_scores
from evalkit.outcomes.paired import HasPairs
from evalkit.outcomes.read_persons import STATUSES, ReadPersons, read_persons
from evalkit.results import Framed
from evalkit.study import Study

__all__ = ["PairingAudit", "pairing_audit"]

_NAMING = ("programme", "instrument", "scale")
_PERSONS = ("enrolled", "not_enrolled", *STATUSES, "without_pair")
_STANDING = tuple(name.replace(" ", "_") for name in SITUATIONS)
_ROWS = (
    *("readings", "used", "in_between", "too_soon_readings", "undecided_readings"),
    *("without_score", "without_date", "without_wave", "other_wave"),
)
_FAULTS = (
    *("duplicates", "wrong_order", "order_not_known"),
    *("before_start", "after_end", "several_raters"),
)
_COUNTS = (*_PERSONS, *_STANDING, *_ROWS, *_FAULTS)
# The situations that only a table of enrolments can tell.
_FROM_ENROLMENTS = ("ended", "taking part", "not enrolled")


@dataclass(frozen=True, repr=False, eq=False)
class PairingAudit(Framed):
    """Who is in a before/after comparison and who is not: one row per scale.

    Attributes
    ----------
    by : tuple of str
        The columns that name a row.
    rule : str
        How the two readings are chosen.
    waves : (str, str) or None
        The named readings, None when dates decide.
    min_days, due_days : int or None
        The least number of days between the two readings, and so many days after the first one (or
        after the start, where there is none) one is due.
    day : Timestamp or None
        The day the data reach to.
    titles : dict
        Instrument to its title by language, where it is known.

    Notes
    -----
    `to_frame` has the counts, `reasons` why some have no pair. `persons` has rows about persons:
    looking at the result never shows them.
    """

    by: tuple[str, ...]
    rule: str
    waves: tuple[str, str] | None
    min_days: int | None
    months: ClassVar[None] = None
    due_days: int | None
    day: pd.Timestamp | None
    titles: dict[str, dict[str, str]]
    _frame: pd.DataFrame
    _persons: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("enrolled", "not_enrolled", *STATUSES),
        *("duplicates", "wrong_order", "before_start", "after_end"),
    )

    def reasons(self) -> pd.DataFrame:
        """Return why some have no pair: columns of `by`, status, situation, exit_reason and n.

        Summed over a row of `to_frame`, n is without_pair.
        """
        without = self._persons[self._persons["status"] != "pairs"]
        names = [*self.by, "status", "situation", "exit_reason"]
        counted = without.groupby(names, sort=False, dropna=False, observed=True).size()
        return counted.rename("n").reset_index().astype({"n": "Int64"})

    def persons(self) -> pd.DataFrame:
        """Return one row per person and scale: status, situation, days, counts and faults.

        For whoever has to mend the data, and for nobody else.
        """
        return self._persons.copy()

    def _heading(self) -> str:
        return f"PairingAudit by {', '.join(self.by)}; {self.rule}"


def pairing_audit(
    scores: object,
    *,
    waves: tuple[str, str] | None = None,
    min_days: int | None = None,
    enrolments: pd.DataFrame | None = None,
    due_days: int | None = None,
    day: object = None,
) -> PairingAudit:
    """Count who has both readings, who lacks one and why, and which readings are at fault.

    Parameters
    ----------
    scores : DataFrame, Scores or Study
        As for `evalkit.pre_post`. Nothing is refused because of two readings at one time or
        several raters: these are counted, so that one finds out what to mend.
    waves : (str, str), optional
        As for `evalkit.pre_post`.
    min_days : int, optional
        By date: the least number of days between the two readings.
    enrolments : DataFrame, optional
        A row per course: person and, as there are, programme, started, ended, exit_reason. A Study
        brings its own.
    due_days : int, optional
        So many days after the first reading the second one is due. Without it nobody who takes
        part is overdue: nobody knows.
    day : date or str, optional
        The day the data reach to; the latest start or reading in the data when not given.

    Returns
    -------
    PairingAudit
        `to_frame()` has a row per programme, instrument and scale with

        - persons: enrolled; not_enrolled (with readings); pairs, pre_only, too_soon (two readings,
          nearer than `min_days`), post_only, undecided (two readings at one time), no_reading
          (none that can be used); without_pair
        - those without a pair: ended, overdue, not_due, taking_part, not_enrolled_without (in
          `reasons` "not enrolled"), not_known
        - rows: readings, used, in_between (first and last count), too_soon_readings,
          undecided_readings, without_score, without_date, without_wave, other_wave
        - faults: duplicates (readings at a time another one has), wrong_order (persons whose later
          wave is dated before an earlier one), order_not_known (persons with a wave without a
          date), before_start and after_end (readings outside the course), several_raters (persons)
        - method, note: how, and why a number is missing

    Raises
    ------
    InputError
        When a column is missing or of the wrong kind, or an argument cannot be used.

    See Also
    --------
    evalkit.attrition : how those who were lost differed from the others.
    evalkit.share_bounds : what the lost could have meant for the share that improved.

    Notes
    -----
    On every row these hold, as far as the numbers are known::

        enrolled + not_enrolled = pairs + pre_only + too_soon + post_only + undecided + no_reading
        without_pair = pre_only + too_soon + post_only + undecided + no_reading
                     = ended + overdue + not_due + taking_part + not_enrolled_without + not_known
        readings = used + in_between + too_soon_readings + undecided_readings + without_score
                 + without_date + without_wave + other_wave
        used = 2 pairs + pre_only + too_soon + post_only

    Where `evalkit.pre_post` can compare, its n is pairs, its n_pre_only is pre_only + too_soon and
    its n_post_only is post_only. Without enrolments nobody knows who was never read: enrolled and
    not_enrolled are missing, and no_reading counts those who have rows only.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> row = ek.pairing_audit(study, due_days=365).to_frame().iloc[0]
    >>> int(row.enrolled), int(row.pairs), int(row.pre_only), int(row.no_reading)
    (45, 34, 10, 1)
    >>> int(row.ended), int(row.overdue), int(row.not_due)
    (5, 0, 6)
    """
    given, raters = _given(scores)
    courses = courses_of(scores, enrolments, due_days=due_days, day=day, readings=given.frame)
    read = read_persons(given, waves=waves, min_days=min_days, raters=raters)
    persons = _outside(read, courses)
    by = tuple(name for name in _NAMING if name in given.frame)
    groups = list(_groups(given, persons, courses, by=by))
    columns = list(dict.fromkeys([*persons.columns, "situation", "exit_reason"]))
    everyone = pd.concat([group for _, group in groups], ignore_index=True) if groups else persons
    frame = pd.DataFrame(
        [key | _counted(group, courses) for key, group in groups],
        columns=[*by, *_columns()],
    )
    frame = frame.astype(dict.fromkeys(_columns(), "Int64"))
    frame["method"] = read.pairs.rule
    frame["note"] = _note(read, courses, raters is not None)
    return PairingAudit(
        by=by,
        rule=read.pairs.rule,
        waves=read.pairs.waves,
        min_days=read.pairs.min_days,
        due_days=courses.due_days,
        day=courses.day,
        titles={one.name: dict(one.title) for one in given.instruments},
        _frame=frame,
        _persons=everyone.reindex(columns=[name for name in columns if name != "number"]),
    )


def _columns() -> list[str]:
    """Return the counts; those who are not enrolled and lack a pair have a name of their own."""
    standing = ["not_enrolled_without" if name == "not_enrolled" else name for name in _STANDING]
    return [*_PERSONS, *standing, *_ROWS, *_FAULTS]


def _given(scores: object) -> tuple[Given, np.ndarray | None]:
    """Return the scores without their raters, which are counted and not refused."""
    if isinstance(scores, HasPairs):
        raise InputError(
            f"A {type(scores).__name__} has its pairs already, so there is nothing to audit. Hand "
            f"in the scores or the Study it came from."
        )
    if isinstance(scores, Study):
        frame = scores.scores
        plain: object = replace(scores, scores=_without_raters(frame))
    else:
        held = scores.to_frame() if hasattr(scores, "to_frame") else scores
        if not isinstance(held, pd.DataFrame):
            # What is no table of scores is refused in the words of every analysis.
            return given_scores(scores, by=("scale",)), None
        frame, plain = held, _without_raters(held)
    given = given_scores(plain, by=_naming(frame))
    raters = frame["respondent"].astype(object).to_numpy() if "respondent" in frame else None
    return given, raters


def _without_raters(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="respondent", errors="ignore")


def _naming(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(name for name in _NAMING if name in frame or name == "scale")


def _outside(read: ReadPersons, courses: Courses) -> pd.DataFrame:
    """Return the persons with where they stand, and how many readings lie outside their course."""
    persons = read.frame
    persons = persons.join(courses.situation(persons))
    for name, end in (("before_start", "started"), ("after_end", "ended")):
        days = read.rows["day"].to_numpy()
        limit = persons[end].to_numpy()[read.rows["number"].to_numpy()]
        outside = days < limit if name == "before_start" else days > limit
        counted = pd.Series(outside).groupby(read.rows["number"].to_numpy()).sum()
        persons[name] = counted.reindex(persons["number"], fill_value=0).to_numpy()
    return persons


def _groups(
    given: Given, persons: pd.DataFrame, courses: Courses, *, by: tuple[str, ...]
) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
    """Return everybody who could be in each row: with readings, and enrolled without."""
    names = list(by)
    keys = pd.concat([given.expected, persons[names]] if len(given.expected) else [persons[names]])
    for key in keys.drop_duplicates().to_dict("records"):
        named = {str(name): value for name, value in key.items()}
        here = persons[np.logical_and.reduce([_is(persons[name], key[name]) for name in names])]
        yield named, _with_unread(here, courses, named)


def _is(column: pd.Series, value: object) -> np.ndarray:
    same = column.isna() if pd.isna(value) else column == value  # type: ignore[call-overload]
    return np.asarray(same.fillna(False), dtype=bool)


def _with_unread(here: pd.DataFrame, courses: Courses, key: dict[str, object]) -> pd.DataFrame:
    if courses.frame is None:
        return here
    enrolled = courses.frame
    if "programme" in courses.key:
        enrolled = enrolled[_is(enrolled["programme"], key["programme"])]
    names = list(courses.key)
    met = enrolled[names].merge(here[names].drop_duplicates(), on=names, how="left", indicator=True)
    unread = met.loc[met["_merge"].eq("left_only"), names].reset_index(drop=True)
    if unread.empty:
        return here
    counts = [n for n in here.columns if pd.api.types.is_integer_dtype(here[n]) and n != "number"]
    unread["status"] = "no_reading"
    for name in (name for name in key if name not in names):
        unread[name] = pd.Series([key[name]] * len(unread), index=unread.index)
    for name in ("first_day", "last_day"):
        unread[name] = pd.Series(pd.NaT, index=unread.index)
    unread[counts] = 0
    unread["wrong_order"] = pd.array([False] * len(unread), dtype="boolean")
    unread = unread.join(courses.situation(unread))
    shaped = unread.reindex(columns=here.columns)
    shaped = shaped.astype({n: here[n].dtype for n in here.columns if n != "number"})
    return pd.concat([here, shaped], ignore_index=True) if len(here) else shaped


def _counted(group: pd.DataFrame, courses: Courses) -> dict[str, object]:
    status, without = group["status"], group[group["status"] != "pairs"]
    known = courses.frame is not None
    stranger = group["situation"].eq("not enrolled")
    found: dict[str, object] = {name: int(status.eq(name).sum()) for name in STATUSES}
    found["enrolled"] = int((~stranger).sum()) if known else None
    found["not_enrolled"] = int(stranger.sum()) if known else None
    found["without_pair"] = len(without)
    for situation in SITUATIONS:
        name = situation.replace(" ", "_")
        name = "not_enrolled_without" if name == "not_enrolled" else name
        asked = known or situation not in _FROM_ENROLMENTS
        found[name] = int(without["situation"].eq(situation).sum()) if asked else None
    if courses.due_days is None or courses.day is None:
        found |= {"overdue": None, "not_due": None}
    found |= {name: int(group[name].sum()) for name in (*_ROWS, "duplicates")}
    found["wrong_order"] = int(group["wrong_order"].fillna(False).sum())
    found["order_not_known"] = int(group["wrong_order"].isna().sum())
    for name in ("before_start", "after_end"):
        found[name] = int(group[name].sum()) if known else None
    if "raters" in group:
        found["several_raters"] = int((group["raters"] > 1).sum())
    return found


def _note(read: ReadPersons, courses: Courses, raters: bool) -> str:
    """Say why numbers are missing."""
    notes = []
    if courses.frame is None:
        notes.append("who was enrolled is not known, so who was never read cannot be counted")
    if courses.due_days is None:
        notes.append("when a reading is due is not said, so nobody is counted as overdue")
    elif courses.day is None:
        notes.append("nothing has a date, so nobody is counted as overdue")
    if not raters:
        notes.append("who answered is not said, so raters cannot be counted")
    if not read.dated:
        notes.append("no reading has a date, so no order and no day in a course can be checked")
    return "; ".join(notes)
