"""The pairs an analysis stands on: who has which two readings, in which group, by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError
from evalkit.estimates.exact_tests import without_float_noise
from evalkit.outcomes.directions import Directions, directions_of
from evalkit.outcomes.given import Given, given_scores, refuse_outside
from evalkit.sets.columns import numbered
from evalkit.sets.pairing import pair_readings

if TYPE_CHECKING:
    from evalkit.instruments.instrument import Instrument, Scale

__all__ = ["Group", "HasPairs", "Paired", "paired_scores"]

# Columns of the pairs; no column of `by` may have their names.
TAKEN = ("pre", "post", "change", "pre_date", "post_date")


@dataclass(frozen=True, repr=False, eq=False)
class Group:
    """One combination of `by`, and the persons in it.

    Attributes
    ----------
    key : dict
        The columns of `by` and their values.
    persons : DataFrame
        A row per person with at least one reading: the naming columns, pre, post, change.
    better : {"higher", "lower"} or None
        Which direction is an improvement; None when nobody says.
    scale : Scale or None
        The scale's definition, where it is known.
    """

    key: dict[str, Any]
    persons: pd.DataFrame
    better: str | None
    scale: Scale | None

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The persons with both readings."""
        return self.persons[self.persons["change"].notna()]

    def values(self, name: str) -> NDArray[np.float64]:
        """Return pre, post or change of every person with both readings."""
        return self.pairs[name].to_numpy(dtype=np.float64)

    @property
    def gain(self) -> NDArray[np.float64] | None:
        """The changes turned so that above 0 is better; None when no direction is known."""
        if self.better is None:
            return None
        return self.values("change") * (1.0 if self.better == "higher" else -1.0)


@dataclass(frozen=True, repr=False, eq=False)
class Paired:
    """The persons of an analysis with their two readings.

    Attributes
    ----------
    by, unit : tuple of str
        The columns that name a group, and those that name a course on a scale in it.
    rule : str
        How the two readings were chosen.
    left_out : mapping
        Rows of scores that are neither a pre nor a post, by reason.
    waves : (str, str) or None
        The named readings, None when dates decided.
    min_days : int or None
        The least number of days between the two readings.
    enrolled : int or None
        Persons enrolled, of a Study that says so.
    directions : Directions
        Scales and what is better on them.
    instruments : tuple of Instrument
        Those that came with the scores.
    frame : DataFrame
        A row per person and group with at least one reading: `unit`, pre, post, change (post minus
        pre, without binary noise; missing without a pair) and, by date, pre_date and post_date.
    keys : DataFrame
        The combinations of `by`, in the order of results, also those without anybody.
    """

    by: tuple[str, ...]
    unit: tuple[str, ...]
    rule: str
    left_out: Mapping[str, int]
    waves: tuple[str, str] | None
    min_days: int | None
    enrolled: int | None
    directions: Directions
    instruments: tuple[Instrument, ...]
    frame: pd.DataFrame
    keys: pd.DataFrame
    _group_of: NDArray[np.int64]
    _only_scale: str

    def groups(self) -> Iterator[Group]:
        """Return the groups in the order of `keys`, also those without anybody."""
        members = _members(self._group_of, len(self.keys))
        for key, these in zip(self.keys.to_dict("records"), members, strict=True):
            named = {str(name): value for name, value in key.items()}
            scale = self.scale_of(named)
            yield Group(
                named,
                self.frame.iloc[these],
                self.directions.word(scale, instrument=named.get("instrument")),
                self.directions.scales.get(scale),
            )

    def scale_of(self, key: Mapping[str, Any]) -> str:
        """Return the name of the scale a combination of `by` is about."""
        return str(key.get("scale", self._only_scale))


class HasPairs:
    """A result that keeps the pairs it was computed from, so that others can go on from them."""

    paired: Paired


def paired_scores(
    scores: object,
    *,
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
) -> Paired:
    """Return the pairs of an analysis: chosen here, or those of a result that has chosen them.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`. A result of it brings its pairs, groups and directions; the
        other arguments are then left out.
    by : sequence of str, optional
        The columns whose combinations are groups; ("scale",) when not given.
    waves, better, min_days
        As for `evalkit.pre_post`.

    Returns
    -------
    Paired

    Raises
    ------
    InputError
        As for `evalkit.pre_post`; and when a result that has its pairs meets other arguments.
    """
    if isinstance(scores, HasPairs):
        said = {"by": by, "waves": waves, "better": better, "min_days": min_days}
        over = [name for name, value in said.items() if value is not None]
        if over:
            raise InputError(
                f"A {type(scores).__name__} has chosen its pairs already. Leave out `{over[0]}`, "
                f"or hand in the scores."
            )
        return scores.paired
    names = ("scale",) if by is None else (by,) if isinstance(by, str) else tuple(by)
    taken = [name for name in names if name in TAKEN]
    if taken:
        raise InputError(
            f"`by` has {taken[0]!r}, which is a column of the result too. Rename yours first."
        )
    given = given_scores(scores, by=names)
    directions = _directions(given, better)
    chosen = pair_readings(
        given.frame, unit=given.unit, waves=waves, min_days=min_days, defined=given.waves
    )
    if isinstance(scores, pd.DataFrame):
        refuse_outside(given.frame, directions.scales)
    keys, group_of = _keys(given, chosen.frame, names)
    return Paired(
        by=names,
        unit=given.unit,
        rule=chosen.rule,
        left_out=chosen.left_out,
        waves=chosen.waves,
        min_days=chosen.min_days,
        enrolled=given.enrolled,
        directions=directions,
        instruments=given.instruments,
        frame=chosen.frame.assign(change=_change(chosen.frame, group_of, len(keys))),
        keys=keys,
        _group_of=group_of,
        _only_scale=str(given.frame["scale"].iloc[0]) if len(given.frame) else "",
    )


def _directions(given: Given, better: object) -> Directions:
    naming = [name for name in ("instrument", "scale") if name in given.frame]
    here = given.frame[naming].drop_duplicates()
    if not given.expected.empty:
        defined = [(one.name, scale.name) for one in given.instruments for scale in one.scales]
        here = pd.concat([here, pd.DataFrame(defined, columns=["instrument", "scale"])[naming]])
    return directions_of(here, better, own=given.instruments)


def _keys(
    given: Given, persons: pd.DataFrame, by: tuple[str, ...]
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return the combinations, also without a pair, and which one each person is in."""
    names = list(by)
    parts = [given.expected, given.frame[names]] if len(given.expected) else [given.frame[names]]
    number, first = numbered(pd.concat([*parts, persons[names]], ignore_index=True), names)
    keys = pd.concat(parts, ignore_index=True).iloc[first].reset_index(drop=True)
    return keys, number[len(number) - len(persons) :]


def _members(group_of: NDArray[np.int64], groups: int) -> list[NDArray[np.intp]]:
    ends = np.cumsum(np.bincount(group_of, minlength=groups))
    return np.split(np.argsort(group_of, kind="stable"), ends)[:groups]


def _change(persons: pd.DataFrame, group_of: NDArray[np.int64], groups: int) -> NDArray[np.float64]:
    """Return post minus pre without binary noise, as coarse as the group's largest score needs."""
    pre, post = persons["pre"].to_numpy(), persons["post"].to_numpy()
    change = post - pre
    for these in _members(group_of, groups):
        both = these[~np.isnan(change[these])]
        largest = float(np.max(np.abs(np.r_[pre[both], post[both]]), initial=0.0))
        change[both] = without_float_noise(change[both], largest=largest)
    return np.asarray(change)
