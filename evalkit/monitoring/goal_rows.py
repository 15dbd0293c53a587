"""The goals as they stood on a day: checked, and one row a goal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.goal_scaling import HIGHEST, LOWEST
from evalkit.frames import GOALS, require_columns
from evalkit.sets.columns import numbers
from evalkit.sets.windows import Quarter, as_of, last_day
from evalkit.study import Study

__all__ = ["GOAL", "GivenGoals", "given_goals", "goals_on"]

GOAL = ["person", "programme", "goal"]


@dataclass(frozen=True, repr=False, eq=False)
class GivenGoals:
    """The rows of goals up to a day.

    Attributes
    ----------
    rows : DataFrame
        As in the long table of goals, by day; ratings without a day are gone.
    ended : DataFrame
        Person and programme of those who have left by the day.
    day : date or None
        The day.
    left_out : mapping
        How many goals, and ratings, are not in it, by reason.
    """

    rows: pd.DataFrame
    ended: pd.DataFrame
    day: dt.date | None
    left_out: Mapping[str, int]


def given_goals(given: object, when: str | Quarter | dt.date | None) -> GivenGoals:
    """Return the goals of a study or a frame as they stood on a day.

    Raises
    ------
    InputError
        As for `evalkit.goal_attainment`.
    """
    study = _study(given)
    _check(study.goals)
    goals = study.goals
    day = last_day(when) if when is not None else _latest(study)
    if day is not None:
        study = as_of(study, day)
    rows = study.goals
    undated = rows["attainment"].notna() & rows["date"].isna()
    rows = rows.assign(attainment=rows["attainment"].mask(undated))
    every, kept = len(goals[GOAL].drop_duplicates()), len(rows[GOAL].drop_duplicates())
    dated = goals[goals["set_on"].notna() | goals["date"].notna()]
    without = every - len(dated[GOAL].drop_duplicates())
    courses = study.enrolments
    return GivenGoals(
        rows=rows.sort_values("date", kind="stable", na_position="first", ignore_index=True),
        ended=courses.loc[courses["ended"].notna(), ["person", "programme"]],
        day=day,
        left_out={
            "goals without any date": without,
            "goals not set by the day": every - kept - without,
            "ratings without a date": int(undated.sum()),
        },
    )


def _study(given: object) -> Study:
    """Return a study of goals and enrolments alone: other tables do not decide what is known."""
    if isinstance(given, Study):
        return Study(given.title, given.programme, enrolments=given.enrolments, goals=given.goals)
    if not isinstance(given, pd.DataFrame):
        raise InputError(
            f"`study_or_goals` is a {type(given).__name__}; a Study or a DataFrame is expected."
        )
    require_columns(given, ["person", "goal", "date", "attainment"], called="goals")
    frame = given if "programme" in given else given.assign(programme="")
    frame = frame.assign(
        attainment=numbers(frame["attainment"], called="attainment"),
        **({"weight": numbers(frame["weight"], called="weight")} if "weight" in frame else {}),
    )
    return Study({}, "", goals=GOALS.shaped(frame))


def _latest(study: Study) -> dt.date | None:
    dates = [study.goals["date"].max(), study.goals["set_on"].max()]
    dates += [study.enrolments["started"].max()]
    known = [pd.Timestamp(one) for one in dates if not pd.isna(one)]
    return max(known).date() if known else None


def _check(goals: pd.DataFrame) -> None:
    """Refuse what cannot be scored, without showing a value."""
    level = goals["attainment"]
    wrong = int(((level < LOWEST) | (level > HIGHEST)).sum())
    if wrong:
        raise InputError(
            f"{wrong} of {int(level.notna().sum())} values in the column 'attainment' are outside "
            f"{LOWEST:g} to {HIGHEST:g} (0 = as expected). Correct them, recode another scale to "
            f"this one, and leave what is not rated empty."
        )
    weight = goals["weight"].to_numpy(dtype=np.float64, na_value=np.nan)
    low = int(((weight < 0) | np.isinf(weight)).sum())
    if low:
        raise InputError(
            f"{low} values in the column 'weight' are below 0 or infinite. Accepted: 0 or more, "
            f"empty where goals weigh alike."
        )
    dated = goals[goals["date"].notna()]
    twice = int(dated.duplicated([*GOAL, "date"]).sum())
    if twice:
        raise InputError(
            f"{twice} rows of goals share person, programme, goal and date with another one, so "
            f"nobody knows which rating holds. Remove the duplicates."
        )


def goals_on(given: GivenGoals) -> pd.DataFrame:
    """Return one row per goal: what it is, its first and latest rating and its latest review."""
    rows = given.rows
    rated = rows[rows["attainment"].notna()].groupby(GOAL, sort=False)
    every = rows.groupby(GOAL, sort=False)
    goals = every[["area", "set_by", "weight"]].last()
    goals["set_on"] = every["set_on"].min()
    goals["begun"] = every[["set_on", "date"]].min().min(axis=1)
    goals["last_review"] = every["date"].max()
    goals["ratings"] = rated.size().reindex(goals.index, fill_value=0)
    goals["first_attainment"] = rated["attainment"].first().reindex(goals.index)
    goals["attainment"] = rated["attainment"].last().reindex(goals.index)
    goals = goals.reset_index()
    has_left = pd.MultiIndex.from_frame(goals[["person", "programme"]]).isin(
        pd.MultiIndex.from_frame(given.ended)
    )
    return _weighed(goals.assign(takes_part=~has_left))


def _weighed(goals: pd.DataFrame) -> pd.DataFrame:
    """Leave out the weights of who has them on some goals alone: nobody knows the others."""
    known = goals["weight"].notna().groupby([goals["person"], goals["programme"]], sort=False)
    some, every = known.transform("any"), known.transform("all")
    return goals.assign(weight=goals["weight"].where(every), weights_incomplete=some & ~every)
