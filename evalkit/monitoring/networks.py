"""Networks: how large, how much of it unpaid, who came and went between two maps of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.exact_tests import without_float_noise
from evalkit.estimates.intervals import check_confidence
from evalkit.monitoring.person_means import MEAN_NOTES, person_mean
from evalkit.monitoring.ties_between import BETWEEN, between_maps
from evalkit.monitoring.ties_given import (
    COURSE,
    Quantity,
    given_ties,
    maps_of,
    quantities,
    with_background,
)
from evalkit.results import Framed
from evalkit.sets.pairing import pair_readings
from evalkit.sets.pairs import Pairs
from evalkit.sets.windows import Quarter
from evalkit.study import Study

__all__ = ["NO_TWO_MAPS", "Networks", "networks"]

NO_TWO_MAPS = "nobody has two maps"
_NUMBERS = (
    *("n", "n_one_map", "mean_first", "mean_last", "mean_change", "sd_change"),
    *("conf_low", "conf_high", "more", "same", "fewer", "note"),
)
_KEY = ("kind", "group")
_TAKEN = (
    *("person", "date", "alter", "sector", "closeness", "paid", "size", "unpaid", "paid_unknown"),
    *("unpaid_share", "what", "total", "mean", "sd", *_KEY, *_NUMBERS),
)


@dataclass(frozen=True, repr=False, eq=False)
class Networks(Framed):
    """What changed between two network maps: one row per combination of `by` and quantity.

    Attributes
    ----------
    by : tuple of str
        The columns that name a group.
    rule : str
        How the two maps were chosen.
    months, min_days : int or None
        How many months after the first map the second was looked for; the least days between them.
    left_out : mapping
        Maps that are neither a first nor a last one, by reason.
    persons, n_one_map : int
        Courses with a map, and those of them without a second one.
    unknown_paid : int
        Relations on the compared maps of which it is not known whether they are paid.
    keys_recur : bool or None
        Whether any relation is on both maps of its person; None when nobody has two. When none is,
        the alters were perhaps given new keys on the second map.
    confidence : float
        Of every interval.

    Notes
    -----
    `maps` and `pairs` are about single persons: internal.
    """

    by: tuple[str, ...]
    rule: str
    months: int | None
    min_days: int | None
    left_out: Mapping[str, int]
    persons: int
    n_one_map: int
    unknown_paid: int
    keys_recur: bool | None
    confidence: float
    _frame: pd.DataFrame
    _between: pd.DataFrame
    _latest: pd.DataFrame
    _maps: pd.DataFrame
    _pairs: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *(*_KEY, "n", "mean_first", "mean_last", "mean_change", "conf_low", "conf_high", "note"),
    )
    _telling: ClassVar[tuple[str, ...]] = (
        *("mean_first", "mean_last", "mean_change", "conf_low", "conf_high"),
    )

    @property
    def waves(self) -> None:
        """Maps have no named readings: dates decide."""
        return None

    def between(self) -> pd.DataFrame:
        """Return what became of the relations: a mean per person with its interval, and a total.

        came, went and stayed; of those who stayed closer, as_close, further and closeness_unknown;
        came_unpaid and went_unpaid.
        """
        return self._between.copy()

    def latest(self) -> pd.DataFrame:
        """Return the means of everybody's latest map, also of those who have one only."""
        return self._latest.copy()

    def maps(self) -> pd.DataFrame:
        """Return one row per map with its numbers: internal."""
        return self._maps.copy()

    def pairs(self) -> pd.DataFrame:
        """Return one row per person with two maps, their days and what came and went: internal."""
        return self._pairs.copy()

    def scores(self) -> pd.DataFrame:
        """Return the maps as readings for `evalkit.pre_post`: scale, date, score. Internal.

        There a person whose map lacks a number (a share of none known) is compared on other maps.
        """
        named = [one.column for one in _measured(self._maps)]
        named_by = list(dict.fromkeys([*COURSE, "date", *self.by]))
        long = self._maps.melt(named_by, named, "scale", "score")
        return long[long["score"].notna()].reset_index(drop=True)

    def _heading(self) -> str:
        return (
            f"Networks; {self.persons} persons with a map, {self.n_one_map} of them with one only; "
            f"{self.rule}; {100 * self.confidence:.6g} % intervals"
        )


def networks(
    study_or_ties: Study | pd.DataFrame,
    *,
    by: Sequence[str] = (),
    as_of: str | Quarter | dt.date | None = None,
    min_days: int | None = None,
    months: int | None = None,
    confidence: float = 0.95,
) -> Networks:
    """Compare two network maps of the same persons.

    Parameters
    ----------
    study_or_ties : Study or DataFrame
        A study with network maps, or the table of relations: person, date and alter; programme,
        sector, closeness (more is closer) and paid as there are.
    by : sequence of str
        Columns whose combinations are groups; of a study also background columns of the enrolments.
    as_of : str, Quarter or date, optional
        Maps up to a day, or up to a quarter's last day; all when it is not given.
    min_days : int, optional
        The least number of days between the first and the last map.
    months : int, optional
        The second map is the one nearest so many months after the first, no further from it than
        half of them, instead of the last: everybody is then followed for about the same time.
    confidence : float
        Of the t intervals, between 0 and 1.

    Returns
    -------
    Networks
        `to_frame()` has the columns of `by` and

        - kind, group: "whole" with size, unpaid, paid, paid_unknown, unpaid_share (of those of
          which it is known); "sector" and "closeness" with how many relations of each
        - n: persons with two maps and the number on both; n_one_map: with one map only
        - mean_first, mean_last, mean_change, sd_change; conf_low, conf_high: t interval of the mean
          change; more, same, fewer: persons
        - note: why a number is missing

        `between()` says who came, went and stayed, `latest()` how everybody's latest map looks.

    Raises
    ------
    InputError
        When a column is missing or of the wrong kind, an alter stands twice on one map, a person
        belongs to several groups, or an argument is none.

    See Also
    --------
    evalkit.network_map : one map, internal.
    evalkit.pre_post : the same rules of pairs for scores; `Networks.scores()` fits it.

    Notes
    -----
    The unit is a person in a programme. A network map has no standard score. It is drawn by the
    young person with a worker who wants the network to grow: it is no independent measurement, and
    a second map is often fuller because they have done it before. Do not report the change as an
    effect. Unpaid means that nobody is paid to be there; where that is not noted the relation is
    counted apart, and the number of unpaid ones is then a lower bound. A map without any relation
    leaves no row, so a network of nobody is not seen. An alter must have the same key on both maps
    to count as the same.

    Examples
    --------
    >>> ties = pd.DataFrame(
    ...     {
    ...         "person": ["a", "a", "a", "b", "b", "b", "b"],
    ...         "date": ["2026-01-10", "2026-07-10", "2026-07-10"]
    ...         + ["2026-02-01"]
    ...         + 3 * ["2026-08-01"],
    ...         "alter": ["A1", "A1", "A2", "A1", "A1", "A2", "A3"],
    ...         "paid": [True, True, False, False, False, False, False],
    ...     }
    ... )
    >>> result = networks(ties)
    >>> result.to_frame()[["group", "n", "mean_first", "mean_last"]].head(2).values.tolist()
    [['size', 2, 1.0, 2.5], ['unpaid', 2, 0.5, 2.0]]
    """
    names = _names(by)
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    ties = with_background(given_ties(study_or_ties, as_of), study_or_ties, names)
    maps = maps_of(ties, names)
    chosen = pair_readings(
        maps.assign(score=maps["size"]),
        unit=list(dict.fromkeys([*COURSE, *names])),
        min_days=min_days,
        months=months,
    )
    both = _both_maps(maps, chosen)
    between = between_maps(ties, both)
    counted = quantities(ties)
    return Networks(
        by=names,
        rule=chosen.rule,
        months=chosen.months,
        min_days=chosen.min_days,
        left_out=chosen.left_out,
        persons=len(chosen.frame),
        n_one_map=len(chosen.frame) - len(both),
        unknown_paid=int(both[["first paid_unknown", "last paid_unknown"]].to_numpy().sum()),
        keys_recur=bool(between["stayed"].sum()) if len(both) else None,
        confidence=confidence,
        _frame=_changes(both, chosen.frame, counted=counted, by=names, confidence=confidence),
        _between=_turnover(between, names, confidence),
        _latest=_standing(maps, counted, by=names, confidence=confidence),
        _maps=maps,
        _pairs=between,
    )


def _names(by: object) -> tuple[str, ...]:
    names = (by,) if isinstance(by, str) else tuple(by) if isinstance(by, Sequence) else (by,)
    if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        raise InputError(f"`by` is {by!r}. Name columns, each once, such as ('site',).")
    wrong = [name for name in names if name in _TAKEN]
    if wrong:
        raise InputError(f"`by` has {wrong[0]!r}, which names no group of persons. Leave it out.")
    return names


def _measured(maps: pd.DataFrame) -> tuple[Quantity, ...]:
    """Return the quantities that a frame of maps has."""
    found = []
    for column in maps.columns:
        kind, _, group = str(column).partition(": ")
        if kind in ("sector", "closeness") and ": " in str(column):
            found.append(Quantity(kind, group))
        elif column in ("size", "unpaid", "paid", "paid_unknown", "unpaid_share"):
            found.append(Quantity("whole", str(column)))
    return tuple(found)


def _both_maps(maps: pd.DataFrame, chosen: Pairs) -> pd.DataFrame:
    """Return a row per person with two maps: the numbers of the first and of the last."""
    pairs = chosen.frame[chosen.frame["post"].notna()].drop(columns=["pre", "post"])
    for which, day in (("first", "pre_date"), ("last", "post_date")):
        held = maps.rename(columns={one.column: f"{which} {one.column}" for one in _measured(maps)})
        held = held.drop(columns=[name for name in pairs if name in held and name not in COURSE])
        pairs = pairs.merge(
            held.rename(columns={"date": day}), on=[*COURSE, day], how="left", validate="1:1"
        )
    return pairs.rename(columns={"pre_date": "first_date", "post_date": "last_date"})


def _groups(frame: pd.DataFrame, by: tuple[str, ...]) -> list[tuple[dict[str, Any], pd.DataFrame]]:
    """Return each combination of `by` with its rows; without `by` one of them all."""
    if not by:
        return [({}, frame)]
    parts = frame.groupby(list(by), sort=True, dropna=False)
    return [(dict(zip(by, key, strict=True)), part) for key, part in parts]


def _changes(
    both: pd.DataFrame,
    everybody: pd.DataFrame,
    *,
    counted: tuple[Quantity, ...],
    by: tuple[str, ...],
    confidence: float,
) -> pd.DataFrame:
    rows = []
    for key, persons in _groups(everybody, by):
        here = both
        for name, value in key.items():
            here = here[here[name].isna() if pd.isna(value) else here[name] == value]
        alone = len(persons) - len(here)
        for one in counted:
            named = key | {"kind": one.kind, "group": one.group, "n_one_map": alone}
            rows.append(named | _change(here, one, confidence))
    return pd.DataFrame(rows, columns=[*by, *_KEY, *_NUMBERS])


def _change(both: pd.DataFrame, one: Quantity, confidence: float) -> dict[str, Any]:
    first, last = (both[f"{which} {one.column}"].to_numpy() for which in ("first", "last"))
    known = ~np.isnan(last - first)
    change = without_float_noise(last[known] - first[known], largest=1.0)
    found = person_mean(change, confidence=confidence)
    note = NO_TWO_MAPS if found["note"] == MEAN_NOTES["nobody"] else found["note"]
    return {
        "n": found["n"],
        "mean_first": float(first[known].mean()) if found["n"] else np.nan,
        "mean_last": float(last[known].mean()) if found["n"] else np.nan,
        "mean_change": found["mean"],
        "sd_change": found["sd"],
        "conf_low": found["conf_low"],
        "conf_high": found["conf_high"],
        "more": int((change > 0).sum()),
        "same": int((change == 0).sum()),
        "fewer": int((change < 0).sum()),
        "note": note,
    }


def _turnover(between: pd.DataFrame, by: tuple[str, ...], confidence: float) -> pd.DataFrame:
    rows = []
    for key, here in _groups(between, by):
        for name in BETWEEN:
            values = here[name].to_numpy(dtype=np.float64)
            named = key | {"what": name, "total": int(values.sum())}
            rows.append(named | person_mean(values, confidence=confidence))
    columns = [*by, "what", "n", "total", "mean", "sd", "conf_low", "conf_high", "note"]
    return pd.DataFrame(rows, columns=columns)


def _standing(
    maps: pd.DataFrame, counted: tuple[Quantity, ...], *, by: tuple[str, ...], confidence: float
) -> pd.DataFrame:
    rows = []
    for key, here in _groups(maps.drop_duplicates(COURSE, keep="last"), by):
        for one in counted:
            named = key | {"kind": one.kind, "group": one.group}
            values = here[one.column].to_numpy(dtype=np.float64)
            rows.append(named | person_mean(values, confidence=confidence))
    columns = [*by, *_KEY, "n", "mean", "sd", "conf_low", "conf_high", "note"]
    return pd.DataFrame(rows, columns=columns)
