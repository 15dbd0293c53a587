"""How many have ended for which reason by when: Aalen and Johansen; arrays in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evalkit.estimates.intervals import check_confidence
from evalkit.estimates.survival import EDGE, Curve, checked_times, curve_limits, kaplan_meier

__all__ = ["Incidence", "aalen_johansen"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class Incidence:
    """The cumulative incidence of each reason: arrays of shape (reasons, times).

    Attributes
    ----------
    still : Curve
        Who has not ended for any reason; with the incidences it adds up to 1 at every time.
    n_event : ndarray of int
        Ended for the reason at the time.
    incidence, std_error : ndarray
        The share that has ended for the reason by the time, and its standard error.
    conf_low, conf_high : ndarray
        NaN where the share is 0 or 1.
    """

    still: Curve
    n_event: NDArray[np.int64]
    incidence: _Floats
    std_error: _Floats
    conf_low: _Floats
    conf_high: _Floats

    def at(self, when: ArrayLike) -> dict[str, _Floats]:
        """Return the incidence at some times, shape (reasons, times asked for).

        Beyond the longest duration it is NaN, unless nobody is left by then.
        """
        asked = np.asarray(when, dtype=float)
        place = np.searchsorted(self.still.time, asked, side="right")
        known = ~np.isnan(self.still.at(asked)["survival"])
        found = {}
        for name, start in (
            ("incidence", 0.0),
            ("std_error", 0.0),
            ("conf_low", np.nan),
            ("conf_high", np.nan),
        ):
            values = getattr(self, name)
            first = np.full((len(values), 1), start)
            found[name] = np.where(known, np.concatenate([first, values], axis=1)[:, place], np.nan)
        so_far = np.cumsum(self.n_event, axis=1)
        none = np.zeros((len(so_far), 1))
        found["n_event"] = np.concatenate([none, so_far], axis=1)[:, place]
        return found


def aalen_johansen(
    durations: ArrayLike, reason: ArrayLike, *, reasons: int, confidence: float = 0.95
) -> Incidence:
    """Return the cumulative incidence of each of several reasons that exclude each other.

    Parameters
    ----------
    durations : array_like, shape (n,)
        How long each lasted, or has been followed so far.
    reason : array_like of int, shape (n,)
        0 where it was only followed that long (censored), 1 ... for the reason it ended.
    reasons : int
        How many reasons there are, also those nobody has.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Incidence

    Raises
    ------
    ValueError
        When a duration, a reason or the confidence is none.

    Notes
    -----
    F_k(t) = sum over times up to t of S(t-) d_k / n. One minus a Kaplan-Meier curve of the reason
    alone is not this: it treats who ended otherwise as somebody who could still end for this
    reason, is too large, and the reasons add up to more than everybody.

    The variance is the Greenwood type (Andersen et al. 1993, 4.4.20; the same as Dinse and Larson's
    delta method): with one reason it is Greenwood's, without censoring the binomial F (1 - F) / n.
    R's etm has it, and survfit's infinitesimal jackknife is the same number; cmprsk has Aalen's,
    which is a little larger. The limits are F ** exp(+/- z se / (F log F)).

    References
    ----------
    Aalen OO, Johansen S. Scand J Stat 1978;5:141-150.
    Dinse GE, Larson MG. Biometrika 1986;73:379-386.
    Choudhury JB. Stat Med 2002;21:1129-1144 (log-log limits).

    Examples
    --------
    >>> found = aalen_johansen([1, 2, 3, 4], [1, 2, 0, 1], reasons=2)
    >>> found.incidence[:, -1].tolist(), found.still.survival[-1:].tolist()
    ([0.75, 0.25], [0.0])
    """
    check_confidence(confidence)
    times, why = checked_times(durations), np.asarray(reason, dtype=np.int64)
    if len(why) != len(times) or (why < 0).any() or (why > reasons).any():
        raise ValueError(f"A reason is outside 0 to {reasons}, or one is missing.")
    still = kaplan_meier(times, why > 0, confidence=confidence)
    place = np.searchsorted(still.time, times)
    cells = np.bincount(why * len(still.time) + place, minlength=(reasons + 1) * len(still.time))
    events = cells.reshape(reasons + 1, -1)[1:].astype(np.int64)
    before = np.concatenate([[1.0], still.survival[:-1]])[: len(still.time)]
    incidence = np.cumsum(before * events / still.n_risk, axis=1)
    error = _std_error(still, events, before=before, incidence=incidence)
    low, high = curve_limits(incidence, error, confidence=confidence, interval="log-log")
    return Incidence(still, events, incidence, error, low, high)


def _std_error(
    still: Curve, events: NDArray[np.int64], *, before: _Floats, incidence: _Floats
) -> _Floats:
    """Return the standard errors: sums over earlier times, each with F(now) - F(then)."""
    n, d = still.n_risk.astype(float), still.n_event
    # At a time after which nobody is left, F(now) - F(then) is 0 from then on.
    hazard = d / np.where(n > d, n * (n - d), np.inf)
    own = before * events / n**2
    # (F(now) - F(then))^2 is multiplied out, so that sums over earlier times are running sums.
    sums = [np.cumsum(part, axis=1) for part in (incidence * hazard, incidence**2 * hazard)]
    spread = incidence**2 * np.cumsum(hazard) - 2 * incidence * sums[0] + sums[1]
    apart = incidence * np.cumsum(own, axis=1) - np.cumsum(incidence * own, axis=1)
    itself = np.cumsum(before**2 * events * (n - events) / n**3, axis=1)
    variance = spread - 2 * apart + itself
    # The sums of nobody, or of everybody, cancel but for binary noise.
    known = (incidence > EDGE) & (incidence < 1 - EDGE)
    error: _Floats = np.sqrt(np.where(known, np.maximum(variance, 0.0), 0.0))
    return error
