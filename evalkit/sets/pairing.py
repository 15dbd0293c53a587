"""Which two readings of a person are compared: by date or by named wave, never by row order."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.frames import require_columns
from evalkit.sets.columns import days, numbered, numbers
from evalkit.sets.nearest_reading import pair_nearest
from evalkit.sets.pairs import Pairs

__all__ = ["pair_by_date", "pair_by_wave", "pair_readings", "waves_that_say_it"]

PRE_AND_POST = ("pre", "post")


def pair_readings(
    scores: pd.DataFrame,
    *,
    unit: Sequence[str],
    waves: tuple[str, str] | None = None,
    min_days: int | None = None,
    months: int | None = None,
    defined: Sequence[str] = (),
) -> Pairs:
    """Pair each unit's readings, by the waves that are named or else by date.

    Parameters
    ----------
    scores : DataFrame
        Columns of `unit`, score, and wave or date.
    unit : sequence of str
        The columns that together name a course on a scale (person, programme, scale ...).
    waves : (str, str), optional
        The names of pre and post. When not given and a column wave holds exactly pre and post,
        these; else first and last by date.
    min_days : int, optional
        By date: the least number of days between the two.
    months : int, optional
        By date: the second reading is the one nearest so many months after the first, instead of
        the last.
    defined : sequence of str
        The waves a profile defines, in their order. Two of them are pre and post when `waves` is
        not given, and `min_days` has nothing to choose; any may be named though it never occurs.

    Returns
    -------
    Pairs
        `left_out` counts the rows without a score too.

    Raises
    ------
    InputError
        When there is no rule to go by, when the arguments contradict one another, or when a unit
        has two readings at one time.
    """
    waves = _two_names(waves)
    least, after = _whole_days(min_days), _whole_months(months, min_days, waves)
    if waves is None and after is None and len(defined) == len(PRE_AND_POST):
        waves, least = _two_names(tuple(defined)), None
    if waves is None and after is None:
        waves = waves_that_say_it(scores)
    if waves is not None and least is not None:
        raise InputError(
            f"`min_days` chooses first and last by date, but here the waves {waves[0]!r} and "
            f"{waves[1]!r} choose. Leave out `min_days`, or drop the column 'wave'."
        )
    usable = scores.assign(score=numbers(scores["score"], called="score"))
    usable = usable[usable["score"].notna()]
    left_out = {"without a score": len(scores) - len(usable)}
    if waves is not None:
        require_columns(scores, ["wave"], called="scores")
        if not set(waves) <= set(defined):
            _known_waves(scores, waves)
        pairs = pair_by_wave(usable, unit=unit, waves=waves)
    else:
        pairs = _by_date(scores, usable, unit=unit, min_days=least, months=after)
        if len(defined) > len(PRE_AND_POST) and after is None and "wave" in scores:
            pairs = _from_first_wave(pairs, usable, unit=unit, first=defined[0])
    return replace(pairs, left_out=left_out | dict(pairs.left_out))


def waves_that_say_it(scores: pd.DataFrame) -> tuple[str, str] | None:
    """Return ("pre", "post") when the column wave holds exactly these, else None.

    Examples
    --------
    >>> waves_that_say_it(pd.DataFrame({"wave": ["post", "pre", ""]}))
    ('pre', 'post')
    """
    held = set(_wave_names(scores)) if "wave" in scores else set()
    return PRE_AND_POST if held == set(PRE_AND_POST) else None


def _by_date(
    scores: pd.DataFrame,
    usable: pd.DataFrame,
    *,
    unit: Sequence[str],
    min_days: int | None,
    months: int | None,
) -> Pairs:
    if "date" not in scores:
        names = _wave_names(scores) if "wave" in scores else []
        hint = (
            f"The waves are: {', '.join(map(repr, names))}. Name two with `waves=`, pre first."
            if names
            else "Add a column 'date', or a column 'wave'."
        )
        raise InputError(f"`scores` has no column 'date' to tell first from last. {hint}")
    dated = usable.assign(date=days(usable["date"], called="date"))
    dated = dated[dated["date"].notna()]
    if months is not None:
        pairs = pair_nearest(dated, unit=unit, months=months)
    else:
        pairs = pair_by_date(dated, unit=unit, min_days=min_days)
    undated = {"without a date": len(usable) - len(dated)}
    return replace(pairs, left_out=undated | dict(pairs.left_out))


def _from_first_wave(
    pairs: Pairs, usable: pd.DataFrame, *, unit: Sequence[str], first: str
) -> Pairs:
    """Take a first reading only from the first wave: a later one is no reading before."""
    begun = usable[usable["wave"].astype(object) == first]
    both = pd.concat([begun[list(unit)], pairs.frame[list(unit)]], ignore_index=True)
    number, _ = numbered(both, unit)
    late = ~np.isin(number[len(begun) :], number[: len(begun)])
    frame = pairs.frame.copy()
    # Somebody without it has the last reading alone.
    alone = late & frame["post"].isna().to_numpy()
    for one, other in (("post", "pre"), ("post_date", "pre_date")):
        frame.loc[alone, one] = frame.loc[alone, other]
    for name in ("pre", "pre_date"):
        frame.loc[late, name] = None
    dropped = int((late & ~alone).sum())
    left_out = dict(pairs.left_out) | {f"first reading not in the wave {first}": dropped}
    rule = f"{pairs.rule}, the first in the wave {first}"
    return replace(pairs, frame=frame, rule=rule, left_out=left_out)


def pair_by_date(
    scores: pd.DataFrame, *, unit: Sequence[str], min_days: int | None = None
) -> Pairs:
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
    number, named_at = numbered(scores, unit)
    dates = days(scores["date"], called="date")
    order = _by_unit_and_day(number, dates)
    number, dates = number[order], dates[order]
    new = np.r_[True, number[1:] != number[:-1]][: len(number)]
    twice = int((~new[1:] & (dates[1:] == dates[:-1])).sum())
    if twice:
        raise InputError(
            f"{_count(twice)} {', '.join(unit)} and day with another one, so dates do not say "
            f"which came first. Name the readings with `waves=(pre, post)`, or remove the "
            f"duplicates."
        )
    first = np.flatnonzero(new)
    last = np.r_[first[1:], len(number)][: len(first)] - 1
    values = scores["score"].to_numpy(dtype=float)[order]
    apart = (dates[last] - dates[first]) / np.timedelta64(1, "D")
    paired = (last > first) & (apart >= (min_days or 0))
    frame = scores[list(unit)].iloc[named_at].reset_index(drop=True)
    frame["pre"] = values[first]
    frame["post"] = np.where(paired, values[last], np.nan)
    frame["pre_date"] = dates[first]
    frame["post_date"] = np.where(paired, dates[last], np.datetime64("NaT"))
    rule = "first and last reading by date"
    rule += f", at least {min_days} days apart" if min_days else ""
    left_out = {"between first and last": int(np.maximum(last - first - 1, 0).sum())}
    if min_days:
        left_out["too soon after the first"] = int(((last > first) & ~paired).sum())
    return Pairs(frame, rule, min_days=min_days, left_out=left_out)


def _by_unit_and_day(number: NDArray[np.int64], dates: NDArray[np.datetime64]) -> NDArray[np.intp]:
    """Return the rows in the order of unit and day: one whole number for both sorts fastest."""
    if not len(number):
        return np.zeros(0, dtype=np.intp)
    day = dates.astype("datetime64[D]").astype(np.int64)
    day -= day.min()
    return np.argsort(number * (day.max() + 1) + day)


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
        When a unit has a wave twice.
    """
    held = scores["wave"].astype(object)
    here = scores[(held == waves[0]) | (held == waves[1])]
    number, named_at = numbered(here, unit)
    is_post = (here["wave"].astype(object) == waves[1]).to_numpy(dtype=bool)
    values = np.full((len(named_at), 2), np.nan)
    if len(here):
        cell = 2 * number + is_post
        twice = len(cell) - len(np.unique(cell))
        if twice:
            raise InputError(
                f"{_count(twice)} {', '.join(unit)} and wave with another one. Remove the "
                f"duplicates: evalkit does not choose between them."
            )
        values[number, is_post.astype(np.intp)] = here["score"].to_numpy(dtype=float)
    frame = here[list(unit)].iloc[named_at].reset_index(drop=True)
    frame["pre"], frame["post"] = values[:, 0], values[:, 1]
    unnamed = int(_is_unnamed(scores["wave"]).sum())
    left_out = {
        "without a wave": unnamed,
        "in another wave": len(scores) - len(here) - unnamed,
    }
    rule = f"named waves {waves[0]} and {waves[1]}"
    return Pairs(frame, rule, waves=waves, left_out=left_out)


def _is_unnamed(wave: pd.Series) -> pd.Series:
    return wave.isna() | (wave.astype(object) == "")


def _wave_names(scores: pd.DataFrame) -> list[object]:
    return list(scores.loc[~_is_unnamed(scores["wave"]), "wave"].unique())


def _two_names(waves: object) -> tuple[str, str] | None:
    """Return the names of pre and post; refuse what is no pair of names."""
    if waves is None:
        return None
    if isinstance(waves, str) or not isinstance(waves, Sequence) or len(waves) != 2:
        raise InputError("`waves` is a pair of names, pre first, such as ('before', 'after').")
    pre, post = waves
    # A list or an array is no name; a number may be one.
    if not all(isinstance(name, Hashable) for name in (pre, post)):
        raise InputError("`waves` is a pair of names, pre first, such as ('before', 'after').")
    if pre == post:
        raise InputError(f"`waves` names {pre!r} twice. Give the names of two waves, pre first.")
    return pre, post


def _known_waves(scores: pd.DataFrame, waves: tuple[str, str]) -> None:
    """Refuse a wave that no row has; also rows without a score know their wave."""
    known = _wave_names(scores)
    for wave in waves:
        if wave not in known:
            hint = did_you_mean(wave, sorted(map(str, known)))
            raise InputError(f"No reading has the wave {wave!r}. {hint}")


def _whole_days(min_days: object) -> int | None:
    if min_days is None:
        return None
    if isinstance(min_days, bool) or not isinstance(min_days, (int, np.integer)) or min_days < 0:
        raise InputError(
            f"`min_days` is {min_days!r}. Accepted: a whole number of days, 0 or more."
        )
    return int(min_days)


def _whole_months(months: object, min_days: object, waves: object) -> int | None:
    if months is None:
        return None
    other = "min_days" if min_days is not None else "waves" if waves is not None else ""
    if other:
        raise InputError(
            f"`months` and `{other}` are two rules for the second reading. Leave out one."
        )
    if isinstance(months, bool) or not isinstance(months, (int, np.integer)) or months < 1:
        raise InputError(f"`months` is {months!r}. Accepted: a whole number of months, 1 or more.")
    return int(months)


def _count(count: int) -> str:
    return "1 reading shares" if count == 1 else f"{count} readings share"
