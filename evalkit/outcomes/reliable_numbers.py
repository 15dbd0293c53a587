"""Reliable change in one group: the index, everybody's category, the counts, what error gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from evalkit.errors import InputError
from evalkit.estimates.exact_tests import without_float_noise
from evalkit.estimates.intervals import Interval
from evalkit.estimates.reliable_change import (
    Index,
    edwards_nunnally,
    gulliksen_lord_novick,
    hageman_arrindell,
    hsu_linn_lord,
    jacobson_truax,
    nunnally_kotsch,
    smallest_important_change,
)
from evalkit.estimates.shares import wilson_interval
from evalkit.outcomes.cutoffs import cutoff_for, functional
from evalkit.outcomes.measures import Norms, Trust, spread_for, threshold_for, trust_for
from evalkit.outcomes.paired import Group

__all__ = ["CATEGORIES", "IMPORTANT", "METHODS", "NOTES", "Judged", "Said", "judged"]

CATEGORIES = ("recovered", "improved", "unchanged", "deteriorated", "harmed", "undefined")
RECOVERED, IMPROVED, UNCHANGED, DETERIORATED, HARMED, UNDEFINED = range(len(CATEGORIES))
IMPORTANT = "smallest-important-change"
# Why a number is missing; the sentence stands in the column `note`.
NOTES = {
    "no pairs": "nobody has both readings, so nobody has a category",
    "one pair": "one person: there is no SD to go by, so no index can be computed",
    "zero variance": "all scores before are the same, so their SD is 0 and no index exists",
    "no reliability": "no reliability was given for this scale, so no index can be computed",
    "poor reliability": (
        "the reliability found in the data is not between 0 and 1, so no index can be computed"
    ),
    "no important change": "no smallest important change is known for this scale",
    "only error": (
        "the changes vary no more than measurement error would make them, so their reliability is "
        "0 and the index cannot be computed"
    ),
    "no direction": "which direction is better is not known, so nobody has a category",
    "no range": "the scale's range is not known, so who started too near its end is not counted",
    "no error model": "how many would change by measurement error alone cannot be computed",
    "error exceeds change": (
        "the changes vary less than error of this reliability alone would make them, so the "
        "reliability is too low here: the counts are not to be relied on"
    ),
    "one reading": "has one reading only",
}


@dataclass(frozen=True)
class Said:
    """What the caller said on purpose: arguments of `evalkit.reliable_change`."""

    method: str
    reliability: object
    sd: object
    cutoff: object
    confidence: float


@dataclass(frozen=True, repr=False, eq=False)
class Judged:
    """One group with everybody's index and category.

    Attributes
    ----------
    group : Group
        The persons and which direction is better.
    index : Index or None
        None when it cannot be computed.
    cutoff : float or None
        In the scale's unit.
    rci : ndarray, shape (persons,)
        Of each person with at least one reading; NaN without a pair.
    code : ndarray, shape (persons,)
        Place in `CATEGORIES`.
    row : dict
        The group's numbers by column; one that is not there cannot be computed.
    notes : tuple of str
        Keys of `NOTES`.
    """

    group: Group
    index: Index | None
    cutoff: float | None
    rci: NDArray[np.float64]
    code: NDArray[np.int8]
    row: dict[str, Any]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Basis:
    """What an index is made from: the group's pairs and what was said about the scale."""

    group: Group
    said: Said
    spread: Norms | float | str | None
    trust: Trust | None

    def sd(self) -> float | str:
        """Return the SD of the scores before, or why there is none."""
        if isinstance(self.spread, Norms):
            return self.spread.sd
        if isinstance(self.spread, float):
            return self.spread
        pre = self.group.values("pre")
        if len(pre) < 2:
            return "one pair" if len(pre) else "no pairs"
        largest = float(np.max(np.abs(pre)))
        if not without_float_noise(pre - pre[0], largest=largest).any():
            return "zero variance"
        return float(pre.std(ddof=1))

    def means(self) -> tuple[float, float]:
        """Return the population's means before and after."""
        if isinstance(self.spread, Norms):
            norms = self.spread
            if norms.mean_post is None and self.said.method == "hsu-linn-lord":
                raise InputError(
                    "The method hsu-linn-lord needs the population's mean at both times: "
                    "`sd=ek.norms(mean=..., sd=..., mean_post=...)`, or `sd='sample'`."
                )
            return norms.mean, norms.mean if norms.mean_post is None else norms.mean_post
        return float(self.group.values("pre").mean()), float(self.group.values("post").mean())


def judged(group: Group, scale: str, said: Said) -> Judged:
    """Return one group's categories and numbers.

    Parameters
    ----------
    group : Group
        Of `Paired.groups`.
    scale : str
        The scale's name, by which mappings are asked.
    said : Said
        What the caller said.

    Returns
    -------
    Judged
    """
    limit = cutoff_for(said.cutoff, scale, better=group.better)
    found, facts = _made(group, scale, said)
    index = found if isinstance(found, Index) else None
    pre, change = group.readings("pre"), group.readings("change")
    rci = np.full(len(change), np.nan) if index is None else index.of(pre, change)
    code = np.full(len(change), UNDEFINED, dtype=np.int8)
    row: dict[str, Any] = {"n": len(group.values("change")), "cutoff": limit} | facts
    notes = []
    if group.better is None:
        notes.append("no direction")
    if not row["n"]:
        notes.insert(0, "no pairs")
    elif isinstance(found, str):
        notes.insert(0, found)
    if index is not None and not notes:
        code = _codes(group, index, rci, limit=limit)
        row |= _counted(code, crossing=limit is not None, confidence=said.confidence)
        row["any_up"] = int((change > 0 if group.better == "higher" else change < 0).sum())
        row |= _without_room(group, index, group.values("pre"))
        row |= _by_error(group, index, row)
        notes += _misfit(group, index, row)
        notes += [] if group.scale is not None else ["no range"]
        notes += [] if index.error_share is not None else ["no error model"]
    if index is not None:
        row |= {"criterion": index.criterion, "points": index.points, "unit": index.unit}
    row["undefined"] = int((code == UNDEFINED).sum())
    return Judged(group, index, limit, rci, code, row, tuple(notes))


def _made(group: Group, scale: str, said: Said) -> tuple[Index | str, dict[str, Any]]:
    """Return the group's index, or why there is none; and what it was made from."""
    if said.method == IMPORTANT:
        threshold = threshold_for(said.reliability, scale, group.scale)
        if threshold is None:
            return "no important change", {}
        return smallest_important_change(threshold.points), {}
    trust = trust_for(said.reliability, scale, group.scale, pair=said.method == "nunnally-kotsch")
    basis = _Basis(group, said, spread_for(said.sd, scale), trust)
    if said.method in _NEED_MEANS and not isinstance(basis.spread, (Norms, str)):
        raise InputError(
            f"The method {said.method} needs the mean and SD of the population people belong to: "
            f"`sd=ek.norms(mean=..., sd=...)` from norms, or `sd='sample'` to take those of the "
            f"scores in these pairs."
        )
    sd = basis.sd()
    facts: dict[str, Any] = {"sd": sd if isinstance(sd, float) else None}
    if trust is None:
        return "no reliability", facts
    facts["reliability"] = trust.value
    if not trust.usable:
        return "poor reliability", facts
    if isinstance(sd, str):
        return sd, facts
    found = _INDICES[said.method](basis, sd, trust.value)
    return found, facts | _at_both_ends(basis, sd, found)


def _at_both_ends(basis: _Basis, sd: float, found: Index | str) -> dict[str, Any]:
    """Return who is counted when the reliability is at either end of its interval."""
    interval: Interval | None = basis.trust.interval if basis.trust else None
    if interval is None or basis.group.better is None or isinstance(found, str):
        return {}
    pre, change = basis.group.values("pre"), basis.group.values("change")
    sign = 1.0 if basis.group.better == "higher" else -1.0
    row: dict[str, Any] = {}
    for end, value in (("low", max(interval.low, 0.0)), ("high", interval.high)):
        row[f"reliability_{end}"] = getattr(interval, end)
        other = _INDICES[basis.said.method](basis, sd, value) if value < 1.0 else None
        if isinstance(other, Index) and len(pre):
            side = other.direction(sign * other.of(pre, change))
            row[f"reliably_improved_{end}"] = int((side > 0).sum())
            row[f"reliably_deteriorated_{end}"] = int((side < 0).sum())
    return row


def _codes(
    group: Group, index: Index, rci: NDArray[np.float64], *, limit: float | None
) -> NDArray[np.int8]:
    """Return everybody's category as its place in `CATEGORIES`."""
    paired = ~np.isnan(rci)
    side = index.direction(rci if group.better == "higher" else -rci)
    code = np.where(paired, np.int8(UNCHANGED) - side, np.int8(UNDEFINED))
    if limit is None:
        return code
    pre, post = group.readings("pre"), group.readings("post")
    largest = max(float(np.fmax.reduce(np.abs(one), initial=0.0)) for one in (pre, post))
    before, after = (
        functional(scores, limit, better=str(group.better), largest=largest)
        for scores in (pre, post)
    )
    # Each lies beside the other in `CATEGORIES`: adding is faster than looking up who they are.
    recovered, harmed = (
        (code == IMPROVED) & (after > before),
        (code == DETERIORATED) & (before > after),
    )
    return np.asarray(code - recovered.astype(np.int8) + harmed.astype(np.int8))


def _counted(code: NDArray[np.int8], *, crossing: bool, confidence: float) -> dict[str, Any]:
    """Return how many have which category, with the shares among those who have one."""
    counts = np.bincount(code, minlength=len(CATEGORIES)).tolist()
    row: dict[str, Any] = dict(zip(CATEGORIES, counts, strict=True))
    if not crossing:
        row |= {"recovered": None, "harmed": None}
    n = sum(counts[:UNDEFINED])
    for name, kinds in _SIDES.items():
        many = sum(counts[kind] for kind in kinds)
        interval = wilson_interval(many, n, confidence=confidence)
        row |= {
            f"reliably_{name}": many,
            f"share_{name}": many / n,
            f"share_{name}_low": interval.low,
            f"share_{name}_high": interval.high,
        }
    return row


def _without_room(group: Group, index: Index, pre: NDArray[np.float64]) -> dict[str, int]:
    """Count who could not have changed reliably whatever they had scored after."""
    if group.scale is None:
        return {}
    up = index.direction(index.of(pre, group.scale.highest - pre)) <= 0
    down = index.direction(index.of(pre, group.scale.lowest - pre)) >= 0
    better, worse = (up, down) if group.better == "higher" else (down, up)
    return {"could_not_improve": int(better.sum()), "could_not_deteriorate": int(worse.sum())}


def _misfit(group: Group, index: Index, row: dict[str, Any]) -> list[str]:
    """Put the SD of the changes beside that of error alone; note when it is the smaller one.

    Independent errors of two readings make changes vary by s sqrt(2 (1 - r)) at the least, so a
    smaller SD says that r (an alpha, say) is below the reliability between these readings.
    """
    change = group.values("change")
    if index.error_sd is None or len(change) < 2:
        return []
    row |= {"error_sd": index.error_sd, "sd_change": float(change.std(ddof=1))}
    least = index.error_sd
    if row.get("reliability_high") is not None:
        # What an estimated reliability would come to at best.
        least *= float(np.sqrt((1 - row["reliability_high"]) / (1 - row["reliability"])))
    return ["error exceeds change"] if row["sd_change"] < least else []


def _by_error(group: Group, index: Index, counted: dict[str, Any]) -> dict[str, Any]:
    """Return how many would seem to change if nobody had, and how often as many as did."""
    n = counted["n"]
    grain = group.scale.grain if group.scale is not None else None
    share, normal = index.expected_share(grain), index.expected_share()
    upwards = index.expected_upwards(grain)
    row = {
        "expected_improved": share,
        "expected_deteriorated": share,
        "expected_normal": normal,
        "expected_any_up": upwards,
    }
    found = {name: None if value is None else n * value for name, value in row.items()}
    if share is not None:
        # P(X >= improved), X binomial: would error alone do as much?
        found["p_by_error"] = float(special.bdtrc(counted["reliably_improved"] - 1, n, share))
    return found


def _jacobson_truax(basis: _Basis, sd: float, reliability: float) -> Index | str:
    return jacobson_truax(sd=sd, reliability=reliability, confidence=basis.said.confidence)


def _gulliksen_lord_novick(basis: _Basis, sd: float, reliability: float) -> Index | str:
    return gulliksen_lord_novick(
        mean=basis.means()[0], sd=sd, reliability=reliability, confidence=basis.said.confidence
    )


def _hsu_linn_lord(basis: _Basis, sd: float, reliability: float) -> Index | str:
    mean, mean_post = basis.means()
    return hsu_linn_lord(
        mean=mean,
        mean_post=mean_post,
        sd=sd,
        reliability=reliability,
        confidence=basis.said.confidence,
    )


def _edwards_nunnally(basis: _Basis, sd: float, reliability: float) -> Index | str:
    return edwards_nunnally(
        mean=basis.means()[0], sd=sd, reliability=reliability, confidence=basis.said.confidence
    )


def _nunnally_kotsch(basis: _Basis, sd: float, reliability: float) -> Index | str:
    post = basis.trust.post if basis.trust else None
    return nunnally_kotsch(
        mean=basis.means()[0],
        sd=sd,
        reliability=reliability,
        reliability_post=reliability if post is None else post,
        confidence=basis.said.confidence,
    )


def _hageman_arrindell(basis: _Basis, sd: float, reliability: float) -> Index | str:
    change = basis.group.values("change")
    if len(change) < 2:
        return "one pair" if len(change) else "no pairs"
    alike = bool((change == change[0]).all())
    found = hageman_arrindell(
        sd=sd,
        reliability=reliability,
        mean_change=float(change.mean()),
        sd_change=0.0 if alike else float(change.std(ddof=1)),
        confidence=basis.said.confidence,
    )
    return "only error" if found is None else found


_INDICES: Mapping[str, Callable[[_Basis, float, float], Index | str]] = {
    "jacobson-truax": _jacobson_truax,
    "gulliksen-lord-novick": _gulliksen_lord_novick,
    "hsu-linn-lord": _hsu_linn_lord,
    "edwards-nunnally": _edwards_nunnally,
    "nunnally-kotsch": _nunnally_kotsch,
    "hageman-arrindell": _hageman_arrindell,
}
METHODS = (*_INDICES, IMPORTANT)
# These foretell the second score from the first, so they need the population's mean.
_NEED_MEANS = ("gulliksen-lord-novick", "hsu-linn-lord", "edwards-nunnally", "nunnally-kotsch")
_SIDES = {"improved": (RECOVERED, IMPROVED), "deteriorated": (DETERIORATED, HARMED)}
