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
from evalkit.outcomes.given import (
    Given,
    given_scores,
    group_names,
    refuse_beyond_squares,
    refuse_outside,
)
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
    better : {"higher", "lower"} or None
        Which direction is an improvement; None when nobody says.
    scale : Scale or None
        The scale's definition, where it is known.
    everybody : DataFrame
        The persons of all groups.
    scores : mapping
        Their columns pre, post and change.
    places : slice or ndarray of int
        Which of them are in this one.
    """

    key: dict[str, Any]
    better: str | None
    scale: Scale | None
    everybody: pd.DataFrame
    scores: Mapping[str, NDArray[np.float64]]
    places: slice | NDArray[np.intp]

    @cached_property
    def persons(self) -> pd.DataFrame:
        """A row per person with at least one reading: the naming columns, pre, post, change."""
        return self.everybody.iloc[self.places]

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The persons with both readings."""
        return self.persons[self._is_pair]

    @cached_property
    def _is_pair(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.readings("change"))

    @property
    def n_alone(self) -> dict[str, int]:
        """How many have one of the two readings alone: n_pre_only and n_post_only."""
        pre, post = (np.isnan(self.readings(name)) for name in ("pre", "post"))
        return {
            "n_pre_only": int((~pre & post).sum()),
            "n_post_only": int((pre & ~post).sum()),
        }

    def readings(self, name: str) -> NDArray[np.float64]:
        """Return pre, post or change of every person with at least one reading."""
        # No table of the group's own: of thousands of groups these would take the most time.
        return self.scores[name][self.places]

    def values(self, name: str) -> NDArray[np.float64]:
        """Return pre, post or change of every person with both readings."""
        readings = self.readings(name)
        return readings if self._is_pair.all() else readings[self._is_pair]

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
    months : int or None
        How many months after the first reading the second one was looked for.
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
    months: int | None
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
        scores = {
            name: self.frame[name].to_numpy(dtype=np.float64) for name in ("pre", "post", "change")
        }
        all_of_them: list[slice | NDArray[np.intp]] = [slice(None)]
        many = len(self.keys)
        members = all_of_them if many == 1 else _members(self._group_of, many)
        for key, these in zip(self.keys.to_dict("records"), members, strict=True):
            named = {str(name): value for name, value in key.items()}
            scale = self.scale_of(named)
            yield Group(
                named,
                self.directions.word(scale, instrument=named.get("instrument")),
                self.directions.scales.get(scale),
                self.frame,
                scores,
                these,
            )

    def scale_of(self, key: Mapping[str, Any]) -> str:
        """Return the name of the scale a combination of `by` is about."""
        return str(key.get("scale", self._only_scale))


class HasPairs:
    """A result that keeps the pairs it was computed from, so that others can go on from them."""

    paired: Paired

    @property
    def by(self) -> tuple[str, ...]:
        """The columns that name a row."""
        return self.paired.by


def paired_scores(
    scores: object,
    *,
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
    months: int | None = None,
) -> Paired:
    """Return the pairs of an analysis: chosen here, or those of a result that has chosen them.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`. A result of it brings its pairs, groups and directions; the
        other arguments are then left out.
    by : sequence of str, optional
        The columns whose combinations are groups; ("scale",) when not given.
    waves, better, min_days, months
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
        _refuse_others(scores, by=by, waves=waves, better=better, min_days=min_days, months=months)
        return scores.paired
    names = group_names(by)
    taken = [name for name in names if name in TAKEN]
    if taken:
        raise InputError(
            f"`by` has {taken[0]!r}, which is a column of the result too. Rename yours first."
        )
    given = given_scores(scores, by=names)
    directions = _directions(given, better)
    chosen = pair_readings(
        given.frame,
        unit=given.unit,
        waves=waves,
        min_days=min_days,
        months=months,
        defined=given.waves,
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
        months=chosen.months,
        min_days=chosen.min_days,
        enrolled=given.enrolled,
        directions=directions,
        instruments=given.instruments,
        frame=chosen.frame.assign(change=_change(chosen.frame, group_of, len(keys))),
        keys=keys,
        _group_of=group_of,
        _only_scale=str(given.frame["scale"].iloc[0]) if len(given.frame) else "",
    )


def _refuse_others(scores: HasPairs, **said: object) -> None:
    """Refuse arguments that a result which has its pairs cannot follow."""
    over = [name for name, value in said.items() if value is not None]
    if over:
        raise InputError(
            f"A {type(scores).__name__} has chosen its pairs already. Leave out `{over[0]}`, "
            f"or hand in the scores."
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


def _members(group_of: NDArray[np.int64], groups: int) -> list[slice | NDArray[np.intp]]:
    ends = np.cumsum(np.bincount(group_of, minlength=groups))
    return list(np.split(np.argsort(group_of, kind="stable"), ends)[:groups])


def _change(persons: pd.DataFrame, group_of: NDArray[np.int64], groups: int) -> NDArray[np.float64]:
    """Return post minus pre without binary noise, as coarse as the group's largest score needs."""
    pre, post = persons["pre"].to_numpy(), persons["post"].to_numpy()
    refuse_beyond_squares(pre, post)
    change = np.asarray(post - pre)
    both = np.flatnonzero(~np.isnan(change))
    largest = np.zeros(groups)
    np.maximum.at(largest, group_of[both], np.maximum(np.abs(pre[both]), np.abs(post[both])))
    # Groups whose largest score has as many digits are rounded alike.
    digits = np.floor(np.log10(np.where(largest > 0, largest, 1.0)))
    for one in np.unique(digits):
        alike = digits == one
        these = both[alike[group_of[both]]]
        change[these] = without_float_noise(change[these], largest=float(largest[alike].max()))
    return change
