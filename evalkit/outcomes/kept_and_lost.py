"""Two groups of different persons beside each other: a number, or each level of a category."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evalkit.estimates.standardised_change import hedges_factor
from evalkit.estimates.standardised_difference import (
    pooled_sd,
    share_difference_interval,
    standardised_mean_difference_interval,
    standardised_share_difference,
)
from evalkit.estimates.two_groups import welch_difference

__all__ = ["BESIDE", "NOTES", "beside_numbers", "beside_shares"]

# The columns of the two groups, kept and lost, and of their difference (lost minus kept).
BESIDE = (
    *("mean_kept", "sd_kept", "mean_lost", "sd_lost", "share_kept", "share_lost"),
    *("difference", "difference_low", "difference_high"),
    *("estimate", "conf_low", "conf_high", "hedges_g"),
)
# Why a number is missing; the sentence stands in the column `note`.
NOTES = {
    "nobody kept": "nobody has both readings, so there is nobody to compare with",
    "nobody lost": "nobody was lost",
    "one kept": "one person has both readings: no spread, so no standardised difference",
    "one lost": "one person was lost: no spread, so no standardised difference",
    "no spread": "within both groups everybody is the same, so there is no SD to divide by",
    "share": "a standardised difference of shares has no interval here, but the difference has one",
}
# Fewer than two values have no spread.
_FEWEST = 2


def _empty(kept: int, lost: int) -> list[str]:
    return [name for name, n in (("nobody kept", kept), ("nobody lost", lost)) if not n]


def beside_numbers(
    kept: NDArray[np.float64], lost: NDArray[np.float64], *, confidence: float
) -> tuple[dict[str, float], list[str]]:
    """Return the numbers of `BESIDE` for two groups' values, and keys of `NOTES`.

    Parameters
    ----------
    kept, lost : ndarray
        Finite values, any number of them.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    numbers : dict
        Without those that cannot be computed.
    notes : list of str
        Why they cannot.
    """
    found: dict[str, float] = {}
    for name, values in (("kept", kept), ("lost", lost)):
        if values.size:
            found[f"mean_{name}"] = float(values.mean())
        if values.size >= _FEWEST:
            found[f"sd_{name}"] = float((values - values[0]).std(ddof=1))
    empty = _empty(kept.size, lost.size)
    if empty:
        return found, empty
    found["difference"] = found["mean_lost"] - found["mean_kept"]
    if min(kept.size, lost.size) < _FEWEST:
        return found, ["one lost" if lost.size < _FEWEST else "one kept"]
    spread = pooled_sd(kept, lost)
    if spread == 0:
        return found, ["no spread"]
    raw = welch_difference(lost, kept, confidence=confidence)
    if raw is not None:
        found |= {"difference_low": raw.low, "difference_high": raw.high}
    estimate = found["difference"] / spread
    limits = standardised_mean_difference_interval(
        estimate, kept.size, lost.size, confidence=confidence
    )
    factor = hedges_factor(kept.size + lost.size - 2)
    found |= {"estimate": estimate, "conf_low": limits.low, "conf_high": limits.high}
    return found | {"hedges_g": estimate * factor}, []


def beside_shares(
    kept: tuple[int, int], lost: tuple[int, int], *, confidence: float
) -> tuple[dict[str, float], list[str]]:
    """Return the numbers of `BESIDE` for how many of how many in two groups, and keys of `NOTES`.

    Parameters
    ----------
    kept, lost : (int, int)
        How many of how many; of nobody, too.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    numbers : dict
        Without those that cannot be computed.
    notes : list of str
        Why they cannot.
    """
    found = {}
    for name, (count, n) in (("kept", kept), ("lost", lost)):
        if n:
            found[f"share_{name}"] = count / n
    empty = _empty(kept[1], lost[1])
    if empty:
        return found, empty
    limits = share_difference_interval(kept, lost, confidence=confidence)
    found["difference"] = found["share_lost"] - found["share_kept"]
    found |= {"difference_low": limits.low, "difference_high": limits.high}
    estimate = standardised_share_difference(found["share_kept"], found["share_lost"])
    if estimate is None:
        return found, ["no spread"]
    return found | {"estimate": estimate}, ["share"]
