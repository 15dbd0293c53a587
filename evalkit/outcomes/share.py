"""One share and how sure it is: how many of how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.intervals import check_confidence
from evalkit.estimates.shares import SHARE_METHODS, share_limits
from evalkit.outcomes.counts import whole_count
from evalkit.results import Framed

__all__ = ["ShareInterval", "share_interval"]

_TITLES = {
    "wilson": "Wilson's score interval",
    "clopper-pearson": "Clopper-Pearson's exact interval",
    "agresti-coull": "Agresti-Coull's interval, cut off at 0 and 1",
    "jeffreys": "Jeffreys' interval, 0 for nobody and 1 for everybody",
}


@dataclass(frozen=True, repr=False, eq=False)
class ShareInterval(Framed):
    """A share with its interval: one row.

    Attributes
    ----------
    count, n : int
        How many of how many.
    estimate, conf_low, conf_high : float
        The share and its limits; NaN when nobody was asked.
    confidence : float
        Of the interval.
    method : str
        Whose interval: "wilson", "clopper-pearson", "agresti-coull" or "jeffreys".
    note : str
        Why the numbers are missing; empty when they are not.
    """

    count: int
    n: int
    estimate: float
    conf_low: float
    conf_high: float
    confidence: float
    method: str
    note: str
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("n", "count", "estimate", "conf_low", "conf_high", "note")
    _telling: ClassVar[tuple[str, ...]] = ("count", "estimate", "conf_low", "conf_high")

    def _heading(self) -> str:
        return f"ShareInterval; {100 * self.confidence:.6g} %, {_TITLES[self.method]}"


def share_interval(
    count: int, n: int, *, method: str = "wilson", confidence: float = 0.95
) -> ShareInterval:
    """Return a share with its confidence interval.

    Parameters
    ----------
    count, n : int
        How many of how many persons, whole numbers.
    method : {"wilson", "clopper-pearson", "agresti-coull", "jeffreys"}
        Whose interval.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    ShareInterval
        `estimate`, `conf_low`, `conf_high` as fractions; `to_frame()` has one row with these,
        count, n, method and note. When n is 0 they are missing, and note says why.

    Raises
    ------
    InputError
        When a count is not whole, below 0 or above n, or the method or confidence is none.

    See Also
    --------
    evalkit.paired_shares : a share of the same persons at two times.
    evalkit.grim : whether a published percentage can come from its n.

    Notes
    -----
    Wilson's interval is right on average also in small groups, never leaves 0 to 1 and is never
    of no width. Clopper-Pearson never covers less than it says, and is wider. Agresti-Coull is cut
    off at 0 and 1. Jeffreys has the end rule of Brown, Cai and DasGupta. The usual hand formula
    (Wald) is not offered: for nobody of n it says 0 % to 0 %.

    Do not use it on visits or answers: the interval supposes independent persons.

    References
    ----------
    Wilson EB. J Am Stat Assoc 1927;22:209-212.
    Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101-133.

    Examples
    --------
    >>> share = share_interval(36, 49)
    >>> round(share.estimate, 3), round(share.conf_low, 3), round(share.conf_high, 3)
    (0.735, 0.597, 0.838)
    """
    whole = whole_count(count, called="count")
    size = whole_count(n, called="n")
    if whole > size:
        raise InputError(f"`count` is {whole} of `n` = {size}. Accepted: at most n.")
    if str(method) not in SHARE_METHODS:
        raise InputError(f"`method` is {method!r}. {did_you_mean(str(method), SHARE_METHODS)}")
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    low, high = (
        float(end) for end in share_limits(whole, size, method=method, confidence=confidence)
    )
    estimate = whole / size if size else float("nan")
    note = "" if size else "cannot be computed, because nobody was asked (n = 0)"
    row = {"n": size, "count": whole, "estimate": estimate, "conf_low": low, "conf_high": high}
    frame = pd.DataFrame([row | {"confidence": confidence, "method": method, "note": note}])
    return ShareInterval(whole, size, estimate, low, high, confidence, method, note, frame)
