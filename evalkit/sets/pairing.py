"""Which two readings of a person are compared: by date or by named wave, never by row order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean

__all__ = ["Pairs", "pair_by_date", "pair_by_wave"]


@dataclass(frozen=True, repr=False)
class Pairs:
    """One row per person (and whatever else names a course) with at least one reading.

    Attributes
    ----------
    frame : DataFrame
        The naming columns, then pre, post (missing where there is none) and, by date,
        pre_date, post_date.
    rule : str
        How the two readings were chosen, as a sentence's end.
    """

    frame: pd.DataFrame
    rule: str


def pair_by_date(scores: pd.DataFrame, *, unit: Sequence[str], min_days: int | None = None) -> Pairs:
    """Pair each unit's first with its last reading.

    Parameters
    ----------
    scores : DataFrame
        Columns of `unit`, date and score; no missing dates or scores.
    unit : sequence of str
        The columns that together name a course on a scale (person, programme, scale ...).
    min_days : int, optional
        The least number of days between the two; a unit below it has no post.

    Returns
    -------
    Pairs
        A unit with one reading has a pre and no post.

    Raises
    ------
    InputError
        When a unit has two readings on one day.

    Notes
    -----
    Sorting decides, so the result does not depend on the order of the rows; a million rows take
    a fraction of a second.
    """
    codes = scores.groupby(list(unit), sort=False, dropna=False).ngroup().to_numpy()
    dates = scores["date"].to_numpy()
    order = np.lexsort((dates, codes))
    codes, dates = codes[order], dates[order]
    new = np.r_[True, codes[1:] != codes[:-1]] if len(codes) else np.zeros(0, dtype=bool)
    same_day = ~new[1:] & (dates[1:] == dates[:-1])
    if same_day.any():
        raise InputError(
            f"{int(same_day.sum())} readings share person, scale and day with another one, so dates do not "
            "say which came first. Name the readings with `waves=(pre, post)`, or remove the duplicates."
        )
    first = np.flatnonzero(new)
    last = np.r_[first[1:], len(codes)] - 1 if len(first) else first
    values = scores["score"].to_numpy(dtype=float)[order]
    days = (dates[last] - dates[first]) / np.timedelta64(1, "D")
    paired = (last > first) & (days >= (min_days or 0))
    frame = scores[list(unit)].iloc[order[first]].reset_index(drop=True)
    frame["pre"] = values[first]
    frame["post"] = np.where(paired, values[last], np.nan)
    frame["pre_date"] = dates[first]
    frame["post_date"] = np.where(paired, dates[last], np.datetime64("NaT"))
    apart = f", at least {min_days} days apart" if min_days else ""
    return Pairs(frame, f"first and last reading by date{apart}")


def pair_by_wave(scores: pd.DataFrame, *, unit: Sequence[str], waves: tuple[str, str]) -> Pairs:
    """Pair each unit's readings of two named waves.

    Parameters
    ----------
    scores : DataFrame
        Columns of `unit`, wave and score; no missing scores.
    unit : sequence of str
        The columns that together name a course on a scale.
    waves : (str, str)
        The names of pre and post, in this order.

    Returns
    -------
    Pairs
        A unit with one of the two has the other missing; a unit with neither is not there.

    Raises
    ------
    InputError
        When a wave does not occur, both are the same, or a unit has a wave twice.
    """
    known = [str(name) for name in scores["wave"].dropna().unique() if name != ""]
    for wave in waves:
        if wave not in known:
            raise InputError(f"No reading has the wave {wave!r}. {did_you_mean(wave, sorted(known))}")
    if waves[0] == waves[1]:
        raise InputError(f"`waves` names {waves[0]!r} twice. Give the names of two waves, pre first.")
    here = scores[scores["wave"].isin(waves)]
    twice = here.duplicated([*unit, "wave"])
    if twice.any():
        raise InputError(
            f"{int(twice.sum())} readings share person, scale and wave with another one. Remove the "
            "duplicates: evalkit does not choose between them."
        )
    units = here[list(unit)].drop_duplicates().reset_index(drop=True)
    units["__unit"] = np.arange(len(units))
    located = here.merge(units, on=list(unit), how="left")
    for name, wave in zip(("pre", "post"), waves, strict=True):
        values = np.full(len(units), np.nan)
        part = located[located["wave"] == wave]
        values[part["__unit"].to_numpy()] = part["score"].to_numpy(dtype=float)
        units[name] = values
    return Pairs(units.drop(columns="__unit"), f"named waves {waves[0]} and {waves[1]}")
