"""The numbers of one group's before and after: a group in, a row and its notes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.estimates.effect_sizes import d_z_interval
from evalkit.estimates.exact_tests import signed_rank_test, t_test_p
from evalkit.estimates.intervals import mean_interval
from evalkit.outcomes.paired import Group

__all__ = ["NOTES", "PairedNumbers", "paired_numbers"]

# Why a number is missing; the sentence stands in the column `note`.
NOTES = {
    "no pairs": "nobody has both readings",
    "one pair": "one person: no spread, so no interval and no test",
    "zero variance": (
        "every change is the same, so the interval, t and d_z cannot be computed, nor a signed "
        "rank test if nobody changed"
    ),
    "no direction": "which direction is better is not known, so nobody is counted as improved",
}


@dataclass(frozen=True, repr=False, eq=False)
class PairedNumbers:
    """What one group's before and after comes to.

    Attributes
    ----------
    row : dict
        The numbers by column; one that is not there cannot be computed.
    notes : tuple of str
        Keys of `NOTES`: why numbers are not there.
    """

    row: dict[str, object]
    notes: tuple[str, ...]


def paired_numbers(group: Group, *, confidence: float) -> PairedNumbers:
    """Return the numbers of one group.

    Parameters
    ----------
    group : Group
        Of `Paired.groups`.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    PairedNumbers
    """
    paired = group.values("change")
    row: dict[str, object] = {"n": len(paired), **group.n_alone}
    notes = []
    if len(paired):
        row |= {f"mean_{name}": float(group.values(name).mean()) for name in ("pre", "post")}
        row["mean_change"] = float(paired.mean())
    if len(paired) < 2:
        notes.append("one pair" if len(paired) else "no pairs")
    elif (paired == paired[0]).all():
        notes.append("zero variance")
        row |= {"mean_change": float(paired[0]), "sd_change": 0.0} | _ranks(paired)
    else:
        row |= _spread(paired, confidence) | _ranks(paired)
    gain = group.gain
    if gain is None:
        notes.append("no direction")
    else:
        counts = {"improved": gain > 0, "same": gain == 0, "worse": gain < 0}
        row |= {name: int(those.sum()) for name, those in counts.items()}
    return PairedNumbers(row, tuple(notes))


def _ranks(change: NDArray[np.float64]) -> dict[str, object]:
    test = signed_rank_test(change)
    return {"p_wilcoxon": test.p_value, "wilcoxon": test.method} if test else {}


def _spread(change: NDArray[np.float64], confidence: float) -> dict[str, object]:
    n, mean, sd = len(change), float(change.mean()), float(change.std(ddof=1))
    t = mean / sd * float(np.sqrt(n))
    interval = mean_interval(mean, sd, n, confidence=confidence)
    effect = d_z_interval(mean / sd, n, confidence=confidence)
    return {
        "sd_change": sd,
        "conf_low": interval.low,
        "conf_high": interval.high,
        "t": t,
        "df": n - 1,
        "p_value": t_test_p(t, n - 1),
        "d_z": mean / sd,
        "d_z_low": effect.low,
        "d_z_high": effect.high,
    }
