"""What becomes of each person's readings: used, in between, too soon, twice, in the wrong order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.outcomes.given import Given
from evalkit.sets.columns import days, numbered, numbers
from evalkit.sets.pairing import pair_readings, waves_that_say_it
from evalkit.sets.pairs import Pairs

__all__ = ["STATUSES", "ReadPersons", "read_persons"]

# What the readings of a person on a scale come to; each has exactly one.
STATUSES = ("pairs", "pre_only", "too_soon", "post_only", "undecided", "no_reading")
# A programme's profile may name more waves than the two that are compared.
_FEWEST_IN_ORDER = 2


@dataclass(frozen=True, repr=False, eq=False)
class ReadPersons:
    """Every person with rows on a scale, and what became of the rows.

    Attributes
    ----------
    frame : DataFrame
        A row per unit (person, programme, instrument, scale): the naming columns, number, status,
        first_day, last_day, wrong_order (missing where dates cannot tell) and the counts of rows:
        readings, used, in_between, too_soon_readings, undecided_readings, without_score,
        without_date, without_wave, other_wave, duplicates, raters.
    rows : DataFrame
        The rows of scores that have a score: number of the unit, and day where there are dates.
    pairs : Pairs
        How the two readings were chosen.
    dated : bool
        Whether there are dates at all.
    """

    frame: pd.DataFrame
    rows: pd.DataFrame
    pairs: Pairs
    dated: bool


def read_persons(
    given: Given,
    *,
    waves: tuple[str, str] | None,
    min_days: int | None,
    raters: NDArray[np.object_] | None = None,
) -> ReadPersons:
    """Return what becomes of each person's readings, also where nothing could be compared.

    Parameters
    ----------
    given : Given
        The scores.
    waves, min_days
        As for `evalkit.pre_post`.
    raters : ndarray, optional
        Who answered, row by row.

    Returns
    -------
    ReadPersons

    Raises
    ------
    InputError
        As for `evalkit.pre_post`, but for two readings at one time, which are counted.
    """
    scores, unit = given.frame, list(given.unit)
    named = waves if waves is not None else _named(given)
    number, named_at = numbered(scores, unit)
    rows = _rows(scores, number, named)
    if raters is not None:
        rows["rater"] = pd.Series(raters, index=rows.index).fillna("")
    usable = rows["usable"]
    at = ["number", "wave" if named is not None else "day"]
    again = usable & rows[usable].duplicated(at).reindex(rows.index, fill_value=False)
    pairs = pair_readings(
        scores[~again.to_numpy()], unit=unit, waves=waves, min_days=min_days, defined=given.waves
    )
    persons = scores[unit].iloc[named_at].reset_index(drop=True)
    persons["number"] = np.arange(len(persons))
    met = persons[unit].merge(pairs.frame, on=unit, how="left", validate="one_to_one")
    counts = _counts(rows, again, len(persons))
    persons["status"] = _status(met, counts, by_date=named is None)
    persons = pd.concat([persons, counts], axis=1)
    _account(persons)
    order = _order(given.waves, pairs.waves)
    persons["wrong_order"] = _wrong_order(rows, order, len(persons))
    scored = rows.loc[rows["has_score"], ["number", "day"]]
    return ReadPersons(persons, scored, pairs, bool(rows["day"].notna().any()))


def _named(given: Given) -> tuple[str, ...] | None:
    if len(given.waves) == len(("pre", "post")):
        return given.waves
    return waves_that_say_it(given.frame)


def _rows(scores: pd.DataFrame, number: NDArray[np.int64], named: object) -> pd.DataFrame:
    """Return what each row of scores is: has it a score, a day, a wave that is asked for."""
    has_score = ~np.isnan(numbers(scores["score"], called="score"))
    none = np.full(len(scores), np.datetime64("NaT"), dtype="datetime64[s]")
    day = days(scores["date"], called="date") if "date" in scores else none
    wave = scores["wave"].astype(object).to_numpy() if "wave" in scores else None
    rows = pd.DataFrame({"number": number, "has_score": has_score, "day": day})
    rows["wave"] = pd.Series(wave, index=rows.index, dtype=object).fillna("")
    # A wave that is misspelt or of a wrong kind is refused where the pairs are made.
    asked = list(named) if isinstance(named, (tuple, list)) else []
    known = rows["day"].notna() if named is None else rows["wave"].isin(asked)
    rows["usable"] = rows["has_score"] & known
    rows["without_date"] = rows["has_score"] & ~known & (named is None)
    unnamed = rows["has_score"] & ~known & (named is not None)
    rows["without_wave"] = unnamed & rows["wave"].eq("")
    rows["other_wave"] = unnamed & ~rows["wave"].eq("")
    return rows


def _counts(rows: pd.DataFrame, again: pd.Series, units: int) -> pd.DataFrame:
    """Return the counts of rows, unit by unit."""
    table = pd.DataFrame(
        {
            "readings": 1,
            "usable": rows["usable"],
            "without_score": ~rows["has_score"],
            **{name: rows[name] for name in ("without_date", "without_wave", "other_wave")},
            "duplicates": again,
        }
    ).astype("int64")
    counts = table.groupby(rows["number"]).sum().reindex(range(units), fill_value=0)
    dated = rows[rows["has_score"]].groupby("number")["day"]
    ends = pd.DataFrame({"first_day": dated.min(), "last_day": dated.max()})
    counts = counts.join(ends)
    if "rater" in rows:
        several = rows[rows["has_score"]].groupby("number")["rater"].nunique()
        counts["raters"] = several.reindex(range(units), fill_value=0)
    return counts.reset_index(drop=True)


def _status(met: pd.DataFrame, counts: pd.DataFrame, *, by_date: bool) -> pd.Series:
    status = pd.Series("no_reading", index=counts.index, dtype="str")
    pre, post = met["pre"].notna().to_numpy(), met["post"].notna().to_numpy()
    status[pre & post] = "pairs"
    status[pre & ~post] = "pre_only"
    status[~pre & post] = "post_only"
    status[pre & ~post & (by_date & (counts["usable"] > 1)).to_numpy()] = "too_soon"
    status[(counts["duplicates"] > 0).to_numpy()] = "undecided"
    return status


def _account(persons: pd.DataFrame) -> None:
    """Add what became of the usable rows; with those that cannot be used they are all rows."""
    status, usable = persons["status"], persons.pop("usable")
    used = status.map({"pairs": 2, "pre_only": 1, "post_only": 1, "too_soon": 1})
    undecided = status.eq("undecided")
    persons["used"] = used.fillna(0).astype("int64")
    persons["too_soon_readings"] = status.eq("too_soon").astype("int64")
    persons["undecided_readings"] = usable.where(undecided, 0)
    spoken_for = persons["used"] + persons["too_soon_readings"] + persons["undecided_readings"]
    persons["in_between"] = usable - spoken_for


def _order(defined: Sequence[str], chosen: tuple[str, str] | None) -> tuple[str, ...]:
    """Return the waves whose order is known: the two compared, or all that a profile defines."""
    return chosen if chosen is not None else tuple(defined)


def _wrong_order(rows: pd.DataFrame, order: tuple[str, ...], units: int) -> pd.Series:
    """Return whether a later wave is dated before an earlier one; missing where nobody can tell."""
    place = rows["wave"].map({name: i for i, name in enumerate(order)})
    known = rows["has_score"] & place.notna()
    told = rows[known].assign(place=place[known])
    wrong = pd.Series(pd.NA, index=range(units), dtype="boolean")
    dated = told[told["day"].notna()].sort_values(["number", "place", "day"])
    several = dated.groupby("number")["place"].nunique()
    wrong[several.index[several >= _FEWEST_IN_ORDER]] = False
    # The latest day of all earlier waves, against each day of a later one.
    ends = dated.groupby(["number", "place"])["day"].agg(["min", "max"]).reset_index()
    latest = ends.groupby("number")["max"].cummax().groupby(ends["number"]).shift()
    wrong[ends.loc[ends["min"] < latest, "number"].unique()] = True
    # One wave of each needs no order.
    met = told.groupby("number")["place"].nunique().reindex(range(units), fill_value=0)
    return wrong.mask(met < _FEWEST_IN_ORDER, False)
