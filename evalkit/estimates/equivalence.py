"""Is a mean change smaller than one that matters, or larger: numbers in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from evalkit.estimates.intervals import Interval, check_confidence, mean_interval

__all__ = ["MarginTests", "margin_tests"]


@dataclass(frozen=True)
class MarginTests:
    """A mean change set against zero and against a margin on either side of it.

    Attributes
    ----------
    t_lower, p_lower : float
        One-sided test that the change is above minus the margin.
    t_upper, p_upper : float
        One-sided test that the change is below the margin.
    p_tost : float
        The larger of the two: the change lies within the margin.
    p_value : float
        Two-sided, against no change.
    p_beyond : float
        Two-sided, against a change of exactly the margin on the change's own side; 1 when the
        change lies within the margin.
    within : Interval
        The interval of confidence 1 - 2 alpha: inside the margin when `p_tost` is below alpha.
    """

    t_lower: float
    p_lower: float
    t_upper: float
    p_upper: float
    p_tost: float
    p_value: float
    p_beyond: float
    within: Interval


def margin_tests(
    mean: float, sd: float, n: int, *, margin: float, confidence: float = 0.95
) -> MarginTests:
    """Return the two one-sided tests of a mean change, and the tests of a change.

    Parameters
    ----------
    mean, sd : float
        Of the changes; sd with ddof 1, above 0.
    n : int
        Pairs; at least 2.
    margin : float
        The smallest change that matters, above 0.
    confidence : float
        1 - alpha, above 0.5.

    Returns
    -------
    MarginTests

    References
    ----------
    Schuirmann DJ. A comparison of the two one-sided tests procedure and the power approach.
    J Pharmacokinet Biopharm 1987;15:657-680.

    Examples
    --------
    >>> found = margin_tests(1.58, 1.229995, 10, margin=3.0)  # Student's sleep data
    >>> round(found.p_tost, 6), round(found.p_value, 6), found.p_beyond
    (0.002656, 0.002833, 1.0)
    """
    check_confidence(confidence)
    error, df = sd / np.sqrt(n), n - 1
    t_lower, t_upper = (mean + margin) / error, (mean - margin) / error
    p_lower = float(special.stdtr(df, -t_lower))
    p_upper = float(special.stdtr(df, t_upper))
    beyond = (abs(mean) - margin) / error
    return MarginTests(
        t_lower=float(t_lower),
        p_lower=p_lower,
        t_upper=float(t_upper),
        p_upper=p_upper,
        p_tost=max(p_lower, p_upper),
        p_value=float(2 * special.stdtr(df, -abs(mean) / error)),
        p_beyond=float(min(1.0, 2 * special.stdtr(df, -beyond))),
        within=mean_interval(mean, sd, n, confidence=2 * confidence - 1),
    )
