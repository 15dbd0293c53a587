"""Goals: set, reviewed and reached, and the T score of goal attainment scaling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.goal_scaling import RHO
from evalkit.estimates.intervals import check_confidence
from evalkit.monitoring.goal_rows import given_goals, goals_on
from evalkit.monitoring.goal_scores import LEVELS, goal_scores, level_of, scores_by_day
from evalkit.monitoring.person_means import person_mean
from evalkit.results import Framed
from evalkit.sets.windows import Quarter
from evalkit.study import Study

__all__ = ["GoalAttainment", "goal_attainment"]

# No source says how often; a page that shows an overdue review says which number was used.
REVIEW_MONTHS = 3
_COUNTS = ("goals", "reviewed", "rated", "reached")
_NUMBERS = ("n", *_COUNTS, "share_reached", "overdue")
# Who set the goals, in this order; other words follow in that of the alphabet.
_SETTERS = ("person", "worker", "both")
_T_SCORES = ("t", "t_first", "t_last", "t_change")


@dataclass(frozen=True, repr=False, eq=False)
class GoalAttainment(Framed):
    """Goals as they stood on a day: one row for all, one for each who set them, and each area.

    Attributes
    ----------
    as_of : date or None
        The day; None when there are no goals and no day was given.
    review_months : int
        After how many months without a review one is overdue.
    rho, confidence : float
        Of the T score, and of the intervals.
    counts : mapping
        persons with goals; partly and unrated: persons with some, with none of their goals rated;
        weights_incomplete: persons with weights on some goals alone, all of whose goals count
        alike; without_weight: whose rated goals all weigh 0, so that there is no T.
    left_out : mapping
        Goals, and ratings, that are not in it, by reason.

    Notes
    -----
    `persons` and `times` are about single persons: internal.
    """

    as_of: dt.date | None
    review_months: int
    rho: float
    confidence: float
    counts: Mapping[str, int]
    left_out: Mapping[str, int]
    _frame: pd.DataFrame
    _t_scores: pd.DataFrame
    _goals: pd.DataFrame
    _persons: pd.DataFrame
    _times: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("kind", "group", *_NUMBERS)
    _telling: ClassVar[tuple[str, ...]] = (*_COUNTS, "share_reached", "overdue")

    def t_scores(self) -> pd.DataFrame:
        """Return the means over persons: a row each for t, t_first, t_last and t_change.

        t: of each goal's latest rating. The others: of the same goals at their first and at their
        last rating, and the difference, over persons with a goal rated twice.
        """
        return self._t_scores.copy()

    def levels(self) -> pd.DataFrame:
        """Return how many goals have which attainment at their latest rating; also none."""
        counts = self._goals["level"].value_counts()
        return pd.DataFrame({"level": LEVELS, "goals": [int(counts.get(x, 0)) for x in LEVELS]})

    def persons(self) -> pd.DataFrame:
        """Return one row per person and programme: goals, rated, t, t_first, t_last, t_change."""
        return self._persons.copy()

    def times(self) -> pd.DataFrame:
        """Return person, programme, date, goals set, rated and t: each goal's rating by then."""
        return self._times.copy()

    def _heading(self) -> str:
        return (
            f"GoalAttainment; as of {self.as_of}; a review is overdue after {self.review_months} "
            f"months; rho = {self.rho:g}; {100 * self.confidence:.6g} % intervals"
        )


def goal_attainment(
    study_or_goals: Study | pd.DataFrame,
    *,
    as_of: str | Quarter | dt.date | None = None,
    review_months: int = REVIEW_MONTHS,
    rho: float = RHO,
    confidence: float = 0.95,
) -> GoalAttainment:
    """Count the goals that are set, reviewed and reached, and scale how far they were attained.

    Parameters
    ----------
    study_or_goals : Study or DataFrame
        A study with goals, or the table itself: person, goal, date and attainment (-2 to 2);
        programme, area, set_on, set_by and weight as there are.
    as_of : str, Quarter or date, optional
        A day or a quarter's last day: what came after it is not known. The latest day of the data
        when it is not given.
    review_months : int
        A review is overdue when a goal was last reviewed, or else set, more calendar months ago.
    rho : float
        How the goals of a person are taken to correlate, from 0 and below 1.
    confidence : float
        Of the t intervals, between 0 and 1.

    Returns
    -------
    GoalAttainment
        `to_frame()` has kind ("all", "set_by", "area") and group and

        - n: persons; goals: set by them
        - reviewed: goals with at least one review; rated: with an attainment
        - reached: latest attainment 0 or more; share_reached: of the rated
        - overdue: goals not yet reached of persons who still take part, without a review for
          longer than `review_months`

        `t_scores()` has the mean T of persons with its interval.

    Raises
    ------
    InputError
        When a column is missing, an attainment lies outside -2 to 2, a weight is below 0, a goal
        is rated twice on one day, or an argument is none.

    See Also
    --------
    evalkit.networks : what became of the network.
    evalkit.individual_status : the goals of one person, internal.

    Notes
    -----
    T = 50 + 10 sum(w x) / sqrt((1 - rho) sum(w^2) + rho (sum w)^2). 50 means as expected on the
    whole. T says nothing about how hard the goals were: easy goals give a high T, so do not compare
    workers or programmes by it. Who rates has often set the goal too, and has expected something:
    it is no independent measurement. Where goals begin below 0 by their making, a rise of T is
    built in. A goal without a rating is counted and not scored; a missing weight makes all goals of
    the person count alike. An interval shows the spread among persons, as if they were drawn.

    References
    ----------
    Kiresuk TJ, Sherman RE. Goal attainment scaling. Community Ment Health J 1968;4:443-453.
    Turner-Stokes L. Clin Rehabil 2009;23:362-370, with the erratum to its formulas.

    Examples
    --------
    >>> goals = pd.DataFrame(
    ...     {
    ...         "person": ["a", "a", "b", "b"],
    ...         "goal": ["1", "2", "1", "2"],
    ...         "date": "2026-06-01",
    ...         "attainment": [0.0, 0.0, 1.0, None],
    ...     }
    ... )
    >>> result = goal_attainment(goals)
    >>> everything = result.to_frame().iloc[0]
    >>> int(everything.goals), int(everything.rated), int(everything.reached)
    (4, 3, 3)
    >>> float(result.t_scores()["mean"].iloc[0])
    55.0
    """
    months = _arguments(review_months, rho, confidence)
    given = given_goals(study_or_goals, as_of)
    goals = goals_on(given)
    level = [level_of(value) for value in goals["attainment"]]
    goals = goals.assign(level=level, is_overdue=_overdue(goals, given.day, months))
    persons, counts = goal_scores(goals, rho=rho)
    t_rows = [
        {"quantity": name}
        | person_mean(persons[name].to_numpy(dtype=np.float64), confidence=confidence)
        for name in _T_SCORES
    ]
    return GoalAttainment(
        as_of=given.day,
        review_months=months,
        rho=float(rho),
        confidence=confidence,
        counts=counts,
        left_out=given.left_out,
        _frame=_counted(goals),
        _t_scores=pd.DataFrame(t_rows)[
            ["quantity", "n", "mean", "sd", "conf_low", "conf_high", "note"]
        ],
        _goals=goals,
        _persons=persons,
        _times=scores_by_day(given.rows, goals, rho=rho),
    )


def _arguments(months: object, rho: object, confidence: object) -> int:
    if isinstance(months, bool) or not isinstance(months, (int, np.integer)) or months < 1:
        raise InputError(
            f"`review_months` is {months!r}. Accepted: a whole number of months, 1 or more."
        )
    if isinstance(rho, bool) or not isinstance(rho, (int, float)) or not 0 <= rho < 1:
        raise InputError(f"`rho` is {rho!r}. Accepted: from 0 and below 1, such as {RHO}.")
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    return int(months)


def _overdue(goals: pd.DataFrame, day: dt.date | None, months: int) -> pd.Series:
    since = goals["last_review"].fillna(goals["set_on"])
    due = since + pd.DateOffset(months=months)
    is_open = goals["takes_part"] & ~(goals["attainment"] >= 0)
    return is_open & (due < pd.Timestamp(day) if day else False)


def _counted(goals: pd.DataFrame) -> pd.DataFrame:
    """Return a row for all goals, one for each who set them, and one for each area."""
    rows = [{"kind": "all", "group": ""} | _row(goals)]
    for kind, order in (("set_by", _SETTERS), ("area", ())):
        noted = goals[kind].fillna("").astype("str").str.strip()
        names = set(noted)
        if names <= {""}:
            continue
        first = [name for name in order if name in names]
        # What nobody noted comes last.
        others = sorted(names - set(first) - {""}) + ([""] if "" in names else [])
        rows += [{"kind": kind, "group": name} | _row(goals[noted == name]) for name in first]
        rows += [{"kind": kind, "group": name} | _row(goals[noted == name]) for name in others]
    frame = pd.DataFrame(rows)
    return frame.astype({"share_reached": "float64"})


def _row(goals: pd.DataFrame) -> dict[str, Any]:
    rated = int(goals["attainment"].notna().sum())
    reached = int((goals["attainment"] >= 0).sum())
    return {
        "n": int(goals["person"].nunique()),
        "goals": len(goals),
        "reviewed": int(goals["last_review"].notna().sum()),
        "rated": rated,
        "reached": reached,
        "share_reached": reached / rated if rated else None,
        "overdue": int(goals["is_overdue"].sum()),
    }
