"""The first reading, and the one nearest so many months after it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.sets.columns import days, numbered
from evalkit.sets.pairs import Pairs
from evalkit.sets.spells import months_after

__all__ = ["pair_nearest"]

DAYS_A_MONTH = 365.25 / 12
# A reading further from the month asked for than half the months is about another time.
FURTHEST = 0.5


def pair_nearest(scores: pd.DataFrame, *, unit: Sequence[str], months: int) -> Pairs:
    """Pair each unit's first reading with the one nearest so many months after it.

    Parameters
    ----------
    scores : DataFrame
        Columns of `unit`, date and score; no missing dates or scores.
    unit : sequence of str
        The columns that together name a course on a scale.
    months : int
        Calendar months after the first reading; above 0.

    Returns
    -------
    Pairs
        A unit whose other readings are all further from that day than half the months has no
        post. Of two readings equally near the earlier is taken.

    Raises
    ------
    InputError
        When a unit has two readings on one day.
    """
    number, named_at = numbered(scores, unit)
    dates = days(scores["date"], called="date")
    order = np.lexsort((dates, number))
    number, dates = number[order], dates[order]
    values = scores["score"].to_numpy(dtype=float)[order]
    new = np.r_[True, number[1:] != number[:-1]][: len(number)]
    twice = int((~new[1:] & (dates[1:] == dates[:-1])).sum())
    if twice:
        raise InputError(
            f"{'1 reading shares' if twice == 1 else f'{twice} readings share'} {', '.join(unit)} "
            f"and day with another one, so dates do not say which came first. Remove the "
            f"duplicates: evalkit does not choose between them."
        )
    first = np.flatnonzero(new)
    apart = np.abs(dates.astype("datetime64[D]") - months_after(dates[first], months)[number])
    near = ~new & (apart / np.timedelta64(1, "D") <= FURTHEST * months * DAYS_A_MONTH)
    candidates = np.flatnonzero(near)
    ranked = candidates[np.lexsort((dates[candidates], apart[candidates], number[candidates]))]
    chosen = ranked[np.unique(number[ranked], return_index=True)[1]]
    post = np.full(len(first), np.nan)
    post_date = np.full(len(first), np.datetime64("NaT"), dtype=dates.dtype)
    post[number[chosen]], post_date[number[chosen]] = values[chosen], dates[chosen]
    frame = scores[list(unit)].iloc[named_at].reset_index(drop=True)
    frame["pre"], frame["post"] = values[first], post
    frame["pre_date"], frame["post_date"] = dates[first], post_date
    left_out = {
        "nearer to another time": int((~new).sum() - near.sum()),
        "less near than another": int(near.sum()) - len(chosen),
    }
    rule = f"first reading by date and the one nearest {months} months after it"
    return Pairs(frame, rule, months=months, left_out=left_out)
