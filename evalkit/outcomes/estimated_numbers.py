"""Every estimate of one group's before and after: a group in, a row per quantity out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evalkit.estimates.correlation import pearson
from evalkit.estimates.effect_sizes import d_z_interval
from evalkit.estimates.exact_tests import SignedRank, sign_test_p, signed_rank_test, t_test_p
from evalkit.estimates.intervals import Interval, mean_interval
from evalkit.estimates.location import Location, hodges_lehmann, median_location
from evalkit.estimates.signs import (
    improvement_interval,
    probability_of_improvement,
    rank_biserial,
    rank_biserial_interval,
)
from evalkit.estimates.standardised_change import (
    PairMoments,
    d_av_interval,
    d_pre_error,
    d_rm_error,
    hedges_factor,
    normal_interval,
    pair_moments,
    sd_ratio_interval,
)
from evalkit.outcomes.paired import Group
from evalkit.outcomes.paired_numbers import NOTES

__all__ = ["ESTIMATE_NOTES", "QUANTITIES", "Estimated", "estimated_numbers"]

NOTHING = float("nan")

# In the order of the result.
QUANTITIES = (
    *("mean_change", "median_change", "hodges_lehmann"),
    *("d_z", "g_z", "d_av", "g_av", "d_rm", "g_rm", "d_pre", "g_pre"),
    *("rank_biserial", "probability_of_improvement", "correlation", "sd_ratio"),
)
# Why a number is missing; the sentence stands in the column `note`.
ESTIMATE_NOTES = {
    "no pairs": NOTES["no pairs"],
    "no direction": NOTES["no direction"],
    "one pair alone": "one person: no spread, so it cannot be computed",
    "below three": "fewer than three persons: it cannot be computed",
    "below four": "fewer than four persons: the interval cannot be computed",
    "too few ranked": "too few persons for an interval by rank at this confidence",
    "alike": "every change is the same, so what rests on their spread cannot be computed",
    "alike before": "every first reading is the same, so there is no SD to divide by",
    "one reading alike": "one of the two readings is the same for everybody",
    "on one line": "pre and post lie on one line, so it cannot be computed",
    "none ranked": "nobody changed, so there is nothing to rank or test",
}


@dataclass(frozen=True, repr=False, eq=False)
class Estimated:
    """One quantity of one group.

    Attributes
    ----------
    estimate, std_error, conf_low, conf_high, statistic, p_value : float
        Missing where it cannot be computed or the method has none.
    method : str
        What it is, whose interval, which test.
    reason : str
        A key of `ESTIMATE_NOTES`: why a number is not there; empty when none is missing.
    """

    method: str
    estimate: float = NOTHING
    std_error: float = NOTHING
    conf_low: float = NOTHING
    conf_high: float = NOTHING
    statistic: float = NOTHING
    p_value: float = NOTHING
    reason: str = ""

    def within(self, interval: Interval | None) -> Estimated:
        """Return the same with an interval."""
        if interval is None:
            return self
        return replace(self, conf_low=interval.low, conf_high=interval.high)

    def as_row(self) -> dict[str, Any]:
        """Return the numbers by column, with the sentence of `note`."""
        names = ("estimate", "std_error", "conf_low", "conf_high", "statistic", "p_value", "method")
        row = {name: getattr(self, name) for name in names}
        return row | {"note": ESTIMATE_NOTES.get(self.reason, "")}


def estimated_numbers(group: Group, *, confidence: float) -> dict[str, Estimated]:
    """Return the estimates of one group, by quantity, in the order of `QUANTITIES`.

    Parameters
    ----------
    group : Group
        Of `Paired.groups`.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    dict
        Quantity to Estimated.
    """
    change = group.values("change")
    if not change.size:
        return {name: Estimated(_METHODS[name], reason="no pairs") for name in QUANTITIES}
    found = _ranked(group, confidence)
    if change.size == 1:
        alone = Estimated(_METHODS["mean_change"], float(change[0]), reason="one pair alone")
        found["mean_change"] = alone
        for name in QUANTITIES:
            found.setdefault(name, Estimated(_METHODS[name], reason="one pair alone"))
    else:
        moments = pair_moments(group.values("pre"), group.values("post"), change=change)
        found |= _mean_and_d(moments, confidence)
        found["correlation"] = _correlation(group, confidence)
        found["sd_ratio"] = _sd_ratio(group, moments, confidence)
        for name in ("z", "av", "rm", "pre"):
            found[f"g_{name}"] = _corrected(found[f"d_{name}"], f"g_{name}", len(change))
    return {name: found[name] for name in QUANTITIES}


# What each quantity is and whose interval it has. Those by rank say more: see `_by_rank`.
_METHODS: Mapping[str, str] = {
    "mean_change": "mean of post minus pre; t interval; paired t test",
    "median_change": "median of post minus pre; interval by order, as the sign test",
    "hodges_lehmann": "median of the Walsh averages; interval by order, as the signed rank test",
    "d_z": "mean change / SD of the changes; noncentral t interval",
    "g_z": "d_z times Hedges' exact factor, df n - 1; its interval likewise",
    "d_av": "mean change / root mean square of the two SDs; Algina-Keselman interval",
    "g_av": "d_av times Hedges' exact factor, df n - 1; its interval likewise",
    "d_rm": "d_z times sqrt(2 (1 - r)); normal interval, standard error of Borenstein",
    "g_rm": "d_rm times Hedges' exact factor, df n - 1; its interval likewise",
    "d_pre": "mean change / SD before; normal interval, standard error of Bonett",
    "g_pre": "d_pre times Hedges' exact factor, df n - 1; its interval likewise",
    "rank_biserial": "matched pairs, zeros dropped; score interval",
    "probability_of_improvement": "share better and half of those unchanged; Wilson interval",
    "correlation": "Pearson, pre with post; Fisher interval; t test",
    "sd_ratio": "SD after / SD before; Pitman-Morgan interval and test",
}


def _mean_and_d(moments: PairMoments, confidence: float) -> dict[str, Estimated]:
    """Return the mean change and what it is in units of a standard deviation."""
    n, mean, alike = moments.n, moments.mean_change, moments.sd_change == 0
    if alike:
        found = {
            "mean_change": Estimated(_METHODS["mean_change"], mean, reason="alike"),
            "d_z": Estimated(_METHODS["d_z"], reason="alike"),
        }
    else:
        error = moments.sd_change / float(np.sqrt(n))
        t = mean / error
        found = {
            "mean_change": Estimated(
                _METHODS["mean_change"],
                mean,
                error,
                statistic=t,
                p_value=t_test_p(t, n - 1),
            ).within(mean_interval(mean, moments.sd_change, n, confidence=confidence)),
            "d_z": Estimated(_METHODS["d_z"], moments.d_z).within(
                d_z_interval(moments.d_z, n, confidence=confidence)
            ),
        }
    found["d_av"] = _d_av(moments, confidence)
    found["d_rm"] = _with_error("d_rm", moments, d_rm_error, confidence=confidence)
    found["d_pre"] = _with_error("d_pre", moments, d_pre_error, confidence=confidence)
    return found


def _d_av(moments: PairMoments, confidence: float) -> Estimated:
    found = Estimated(_METHODS["d_av"], moments.d_av())
    if moments.sd_change == 0:
        return replace(found, reason="alike")
    return found.within(d_av_interval(moments, confidence=confidence))


def _with_error(
    name: str,
    moments: PairMoments,
    error_of: Callable[[PairMoments], float],
    *,
    confidence: float,
) -> Estimated:
    """Return d_rm or d_pre with its large-sample standard error and normal interval."""
    found = Estimated(_METHODS[name], moments.d_rm if name == "d_rm" else moments.d_pre)
    reason = _why_no_error(moments, correlated=name == "d_rm")
    if name == "d_pre" and moments.sd_pre == 0:
        reason = "alike before"
    if reason:
        return replace(found, reason=reason)
    error = error_of(moments)
    interval = normal_interval(found.estimate, error, confidence=confidence)
    return replace(found, std_error=error).within(interval)


def _why_no_error(moments: PairMoments, *, correlated: bool) -> str:
    """Return why there is no standard error, also for want of a correlation if one is needed."""
    if moments.sd_change == 0:
        return "alike"
    if moments.n < 3:
        return "below three"
    if not correlated:
        return ""
    if np.isnan(moments.correlation):
        return "one reading alike"
    return "on one line" if abs(moments.correlation) == 1 else ""


def _corrected(found: Estimated, name: str, n: int) -> Estimated:
    """Return a d as Hedges' g."""
    if n < 3:
        return Estimated(_METHODS[name], reason=found.reason or "below three")
    factor = hedges_factor(n - 1)
    numbers = {
        which: factor * getattr(found, which)
        for which in ("estimate", "std_error", "conf_low", "conf_high")
    }
    return replace(found, method=_METHODS[name], **numbers)


def _correlation(group: Group, confidence: float) -> Estimated:
    found = pearson(group.values("pre"), group.values("post"), confidence=confidence)
    reasons = {
        "too few": "below three",
        "three": "below four",
        "does not vary": "one reading alike",
        "on a line": "on one line",
    }
    return Estimated(
        _METHODS["correlation"],
        found.estimate,
        statistic=found.statistic,
        p_value=found.p_value,
        reason=reasons.get(found.reason, ""),
    ).within(found.interval)


def _sd_ratio(group: Group, moments: PairMoments, confidence: float) -> Estimated:
    found = Estimated(_METHODS["sd_ratio"], moments.sd_ratio)
    if moments.sd_pre == 0:
        return replace(found, reason="alike before")
    reason = _why_no_error(moments, correlated=True)
    if reason:
        return replace(found, reason=reason)
    # Equal SDs and a sum that is not correlated with the change are the same thing (Pitman).
    test = pearson(group.values("change"), group.values("pre") + group.values("post"))
    return replace(found, statistic=test.statistic, p_value=test.p_value).within(
        sd_ratio_interval(moments, confidence=confidence)
    )


def _ranked(group: Group, confidence: float) -> dict[str, Estimated]:
    """Return what rests on order and signs alone."""
    change = group.values("change")
    above, below = int((change > 0).sum()), int((change < 0).sum())
    ranks = signed_rank_test(change)
    median = _by_rank("median_change", median_location(change, confidence=confidence))
    shift = _by_rank("hodges_lehmann", hodges_lehmann(change, confidence=confidence))
    if ranks is None:
        median, shift = (
            replace(one, reason=one.reason or "none ranked") for one in (median, shift)
        )
    else:
        median = replace(
            median,
            statistic=float(above),
            p_value=sign_test_p(above, below),
            method=f"{median.method}; exact sign test, zeros dropped",
        )
        shift = _with_rank_test(shift, ranks)
    return {
        "median_change": median,
        "hodges_lehmann": shift,
        "rank_biserial": _rank_biserial(group, ranks, confidence),
        "probability_of_improvement": _improvement(group, confidence),
    }


def _by_rank(name: str, found: Location) -> Estimated:
    reason = "" if found.interval else "too few ranked"
    covers = f", {found.method}, covers {100 * found.coverage:.4g} %" if found.interval else ""
    method = f"{_METHODS[name]}{covers}"
    return Estimated(method, found.estimate, reason=reason).within(found.interval)


def _with_rank_test(found: Estimated, ranks: SignedRank) -> Estimated:
    return replace(
        found,
        statistic=ranks.statistic,
        p_value=ranks.p_value,
        method=f"{found.method}; {ranks.method} signed rank test, zeros dropped",
    )


def _rank_biserial(group: Group, ranks: SignedRank | None, confidence: float) -> Estimated:
    if ranks is None:
        return Estimated(_METHODS["rank_biserial"], reason="none ranked")
    found = Estimated(_METHODS["rank_biserial"], rank_biserial(group.values("change")))
    found = _with_rank_test(found, ranks)
    return found.within(rank_biserial_interval(found.estimate, ranks.n, confidence=confidence))


def _improvement(group: Group, confidence: float) -> Estimated:
    method, gain = _METHODS["probability_of_improvement"], group.gain
    if gain is None:
        return Estimated(method, reason="no direction")
    points = float((gain > 0).sum() + (gain == 0).sum() / 2)
    interval = improvement_interval(points, len(gain), confidence=confidence)
    return Estimated(method, probability_of_improvement(gain)).within(interval)
