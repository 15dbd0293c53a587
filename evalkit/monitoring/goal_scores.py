"""The T score of each person: now, on every day of a review, and first against last."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.estimates.goal_scaling import goal_scaling_ts
from evalkit.monitoring.goal_rows import GOAL
from evalkit.sets.columns import numbered

__all__ = ["LEVELS", "UNRATED", "goal_scores", "level_of", "scores_by_day"]

_COURSE = ["person", "programme"]
UNRATED = "not rated"
# The five levels; what lies between two whole numbers belongs to the one further from 0, so that
# nothing below 0 is shown as reached.
LEVELS = ("2", "1", "0", "-1", "-2", UNRATED)


def level_of(attainment: float) -> str:
    """Return the level of an attainment, one of `LEVELS`.

    Examples
    --------
    >>> level_of(-0.5), level_of(0.0), level_of(1.0), level_of(float("nan"))
    ('-1', '0', '1', 'not rated')
    """
    if np.isnan(attainment):
        return UNRATED
    return f"{int(np.copysign(np.ceil(abs(attainment)), attainment))}"


def goal_scores(goals: pd.DataFrame, *, rho: float) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return a row per person and programme with the T scores, and what must be told of them.

    Parameters
    ----------
    goals : DataFrame
        Of `goals_on`.
    rho : float
        Of the T score.
    """
    whose, first = numbered(goals, _COURSE)
    persons = goals.iloc[first][_COURSE].reset_index(drop=True)
    rated, twice = (goals["ratings"].to_numpy() >= least for least in (1, 2))

    def counted(those: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(whose[those], minlength=len(first))

    def scored(name: str, those: NDArray[np.bool_]) -> NDArray[np.float64]:
        of_goals = goals.loc[those, name], goals.loc[those, "weight"]
        return _t(whose[those], *of_goals, persons=len(first), rho=rho)

    persons["goals"] = np.bincount(whose, minlength=len(first))
    persons["rated"], persons["rated_twice"] = counted(rated), counted(twice)
    persons["t"] = scored("attainment", rated)
    persons["t_first"] = scored("first_attainment", twice)
    persons["t_last"] = scored("attainment", twice)
    persons["t_change"] = persons["t_last"] - persons["t_first"]
    incomplete = goals["weights_incomplete"].to_numpy(dtype=np.bool_)
    persons["weights_incomplete"] = counted(incomplete) > 0
    counts = {
        "persons": len(persons),
        "partly": int(((persons["rated"] > 0) & (persons["rated"] < persons["goals"])).sum()),
        "unrated": int((persons["rated"] == 0).sum()),
        "weights_incomplete": int(persons["weights_incomplete"].sum()),
        "without_weight": int(((persons["rated"] > 0) & persons["t"].isna()).sum()),
    }
    return persons, counts


def scores_by_day(rows: pd.DataFrame, goals: pd.DataFrame, *, rho: float) -> pd.DataFrame:
    """Return the T score on every day of a rating, of each goal's latest rating by then.

    Parameters
    ----------
    rows : DataFrame
        Of `given_goals`, by day.
    goals : DataFrame
        Of `goals_on`; it has each goal's one weight.
    rho : float
        Of the T score.
    """
    rated = rows.loc[rows["attainment"].notna(), [*GOAL, "date", "attainment"]]
    days = rated[[*_COURSE, "date"]].drop_duplicates(ignore_index=True)
    days["place"] = np.arange(len(days))
    known = rated.rename(columns={"date": "rated_on"}).merge(days, on=_COURSE)
    stands = known[known["rated_on"] <= known["date"]]
    stands = stands.sort_values("rated_on", kind="stable").drop_duplicates(
        ["place", "goal"], keep="last"
    )
    stands = stands.merge(goals[[*GOAL, "weight"]], on=GOAL)
    place = stands["place"].to_numpy(dtype=np.intp)
    begun = goals[[*_COURSE, "begun"]].merge(days, on=_COURSE)
    begun = begun[begun["begun"] <= begun["date"]]
    times = days[[*_COURSE, "date"]].assign(
        goals=np.bincount(begun["place"], minlength=len(days)),
        rated=np.bincount(place, minlength=len(days)),
        t=_t(place, stands["attainment"], stands["weight"], persons=len(days), rho=rho),
    )
    return times.sort_values([*_COURSE, "date"], ignore_index=True)


def _t(
    whose: NDArray[np.intp],
    attainment: pd.Series,
    weight: pd.Series,
    *,
    persons: int,
    rho: float,
) -> NDArray[np.float64]:
    """Return T of each; missing without a goal, and where all weigh nothing."""
    weights = weight.to_numpy(dtype=np.float64, na_value=np.nan)
    # Who lacks one has none: `goals_on` sees to it.
    weights = np.where(np.isnan(weights), 1.0, weights)
    levels = attainment.to_numpy(dtype=np.float64)
    return goal_scaling_ts(whose, levels, weights, persons=persons, rho=rho)
