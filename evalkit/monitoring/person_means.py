"""A mean over persons with its t interval, or why there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evalkit.estimates.exact_tests import without_float_noise
from evalkit.estimates.intervals import mean_interval

__all__ = ["MEAN_NOTES", "person_mean"]

# Why a number is missing; the sentence stands in the column `note`.
MEAN_NOTES = {
    "nobody": "nobody has this number",
    "one person": "one person: no spread, so no interval",
    "no spread": "the number is the same for everybody, so there is no interval",
}


def person_mean(values: NDArray[np.float64], *, confidence: float) -> dict[str, Any]:
    """Return n, mean, sd, conf_low, conf_high and note of one number a person.

    Parameters
    ----------
    values : ndarray
        One for each person; missing ones are left out, and n counts the others.
    confidence : float
        Of the t interval, between 0 and 1.

    Examples
    --------
    >>> found = person_mean(np.array([1.0, 2.0, 3.0, np.nan]), confidence=0.95)
    >>> found["n"], found["mean"], round(found["conf_low"], 3)
    (3, 2.0, -0.484)
    """
    known = without_float_noise(values[~np.isnan(values)])
    n = len(known)
    row: dict[str, Any] = dict.fromkeys(("mean", "sd", "conf_low", "conf_high"), np.nan)
    row |= {"n": n, "note": ""}
    if n == 0:
        return row | {"note": MEAN_NOTES["nobody"]}
    mean = float(known.mean())
    if n == 1:
        return row | {"mean": mean, "note": MEAN_NOTES["one person"]}
    if (known == known[0]).all():
        return row | {"mean": float(known[0]), "sd": 0.0, "note": MEAN_NOTES["no spread"]}
    sd = float(known.std(ddof=1))
    ends = mean_interval(mean, sd, n, confidence=confidence)
    return row | {"mean": mean, "sd": sd, "conf_low": ends.low, "conf_high": ends.high}
