"""How long it lasts, when some still do: Kaplan-Meier's curve; arrays in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from evalkit.estimates.intervals import check_confidence

__all__ = [
    "CURVE_INTERVALS",
    "EDGE",
    "Curve",
    "RestrictedMean",
    "checked_times",
    "curve_limits",
    "kaplan_meier",
    "restricted_mean",
    "time_to_share",
]

CURVE_INTERVALS = ("log-log", "log", "plain")
# Two shares nearer than this are the same one: R's rule for the median.
SAME = float(np.sqrt(np.finfo(float).eps))
# A sum of shares nearer to 0 or 1 than this is 0 or 1, but for binary noise.
EDGE = 1e-12

_Floats = NDArray[np.float64]
_Whole = NDArray[np.int64]


@dataclass(frozen=True, repr=False, eq=False)
class Curve:
    """A survival curve: one place per distinct time, also of those who are followed no longer.

    Attributes
    ----------
    time : ndarray
        Ascending, in the unit of the durations.
    n_risk, n_event, n_censored : ndarray of int
        Followed until just before the time; ended at it; last seen at it.
    survival, std_error : ndarray
        The share that lasts beyond the time, and Greenwood's standard error; NaN when nobody does.
    conf_low, conf_high : ndarray
        NaN where the share is 1 or 0: the method has no interval there.
    """

    time: _Floats
    n_risk: _Whole
    n_event: _Whole
    n_censored: _Whole
    survival: _Floats
    std_error: _Floats
    conf_low: _Floats
    conf_high: _Floats

    def at(self, when: ArrayLike) -> dict[str, _Floats]:
        """Return the curve at some times: n_risk, n_event (so far), survival and the rest.

        Beyond the longest duration nobody knows, and the share is NaN; unless it is 0 by then.
        """
        asked = np.asarray(when, dtype=float)
        place = np.searchsorted(self.time, asked, side="right")
        found = {
            name: np.concatenate([[start], getattr(self, name)])[place]
            for name, start in (
                ("survival", 1.0),
                ("std_error", 0.0),
                ("conf_low", np.nan),
                ("conf_high", np.nan),
            )
        }
        longest = self.time[-1] if len(self.time) else -np.inf
        unknown = (asked > longest) & (found["survival"] > 0)
        found = {name: np.where(unknown, np.nan, values) for name, values in found.items()}
        before = np.searchsorted(self.time, asked, side="left")
        left = np.concatenate([self.n_risk, [0]]).astype(float)
        found["n_risk"] = left[before]
        found["n_event"] = np.concatenate([[0], np.cumsum(self.n_event)])[place].astype(float)
        return found


def checked_times(durations: ArrayLike) -> _Floats:
    """Return durations as floats.

    Raises
    ------
    ValueError
        When one is missing, negative or not finite.
    """
    times = np.asarray(durations, dtype=float)
    if times.ndim != 1 or not np.isfinite(times).all() or (times < 0).any():
        raise ValueError("A duration is missing or below 0. Accepted: finite numbers from 0 on.")
    return times


def kaplan_meier(
    durations: ArrayLike,
    ended: ArrayLike,
    *,
    confidence: float = 0.95,
    interval: str = "log-log",
) -> Curve:
    """Return Kaplan and Meier's survival curve.

    Parameters
    ----------
    durations : array_like, shape (n,)
        How long each lasted, or has been followed so far.
    ended : array_like of bool, shape (n,)
        Whether it ended then; otherwise it was only followed that long (censored).
    confidence : float
        Between 0 and 1.
    interval : {"log-log", "log", "plain"}
        On which scale the interval is symmetric: log(-log S), log S (R's default) or S.

    Returns
    -------
    Curve

    Raises
    ------
    ValueError
        When a duration, the confidence or the interval is none.

    Notes
    -----
    S(t) = product over times up to t of (1 - d/n). Greenwood: var = S^2 sum of d / (n (n - d)).
    Who is last seen at a time at which others end was at risk then. Supposed is that those who
    are followed no longer would have gone on like the others.

    References
    ----------
    Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481.
    Kalbfleisch JD, Prentice RL. The statistical analysis of failure time data. 1980 (log-log).

    Examples
    --------
    >>> curve = kaplan_meier([2, 4, 4, 6], [True, True, False, True])
    >>> curve.survival.tolist(), curve.n_risk.tolist()
    ([0.75, 0.5, 0.0], [4, 3, 1])
    """
    check_confidence(confidence)
    if interval not in CURVE_INTERVALS:
        raise ValueError(f"{interval!r} is no interval of a curve. Accepted: {CURVE_INTERVALS}.")
    times = checked_times(durations)
    over = np.asarray(ended, dtype=bool)
    time, place = np.unique(times, return_inverse=True)
    every = np.bincount(place, minlength=len(time))
    events = np.bincount(place[over], minlength=len(time))
    at_risk = len(times) - np.concatenate([[0], np.cumsum(every)[:-1]]) if len(time) else every
    remain = at_risk - events
    survival = np.cumprod(remain / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        std_error = survival * np.sqrt(np.cumsum(events / (at_risk * remain)))
    low, high = curve_limits(survival, std_error, confidence=confidence, interval=interval)
    n, d, last_seen = (one.astype(np.int64) for one in (at_risk, events, every - events))
    return Curve(time, n, d, last_seen, survival, std_error, low, high)


def curve_limits(
    share: _Floats, std_error: _Floats, *, confidence: float, interval: str
) -> tuple[_Floats, _Floats]:
    """Return the limits of shares strictly between 0 and 1; NaN of others.

    Notes
    -----
    log-log: S ** exp(+/- z se / (S log S)); log: S exp(+/- z se / S), at most 1; plain: S +/- z se,
    cut off at 0 and 1.
    """
    z = special.ndtri(0.5 + confidence / 2)
    inside = (share > EDGE) & (share < 1 - EDGE) & (std_error > EDGE)
    p, se = np.where(inside, share, 0.5), np.where(inside, std_error, 0.0)
    if interval == "log-log":
        reach = z * se / (p * np.abs(np.log(p)))
        low, high = p ** np.exp(reach), p ** np.exp(-reach)
    elif interval == "log":
        low, high = p * np.exp(-z * se / p), np.minimum(p * np.exp(z * se / p), 1)
    else:
        low, high = np.maximum(p - z * se, 0), np.minimum(p + z * se, 1)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def time_to_share(time: ArrayLike, survival: ArrayLike, share: float = 0.5) -> float:
    """Return when a falling curve reaches a share; NaN when it does not.

    Parameters
    ----------
    time, survival : array_like, shape (m,)
        A curve, or a limit of one; missing values of it are passed over.
    share : float
        0.5 for the median.

    Notes
    -----
    Where the curve runs level at the share itself, the middle of that stretch, as R has it. The
    limits of the median are where the limits of the curve reach the share (Brookmeyer and Crowley).

    References
    ----------
    Brookmeyer R, Crowley J. A confidence interval for the median survival time. Biometrics
    1982;38:29-41.

    Examples
    --------
    >>> time_to_share([2, 4, 6], [0.75, 0.5, 0.0]), time_to_share([2], [0.75])
    (5.0, nan)
    """
    when, curve = np.asarray(time, dtype=float), np.asarray(survival, dtype=float)
    reached = np.flatnonzero(curve < share + SAME)
    if not len(reached):
        return float("nan")
    first = reached[0]
    below = reached[curve[reached] < curve[first]]
    if abs(curve[first] - share) < SAME and len(below):
        return float((when[first] + when[below[0]]) / 2)
    return float(when[first])


@dataclass(frozen=True)
class RestrictedMean:
    """The mean time up to a horizon, with its own standard error; NaN where there is none."""

    horizon: float
    estimate: float
    std_error: float
    low: float
    high: float


def restricted_mean(curve: Curve, horizon: float, *, confidence: float = 0.95) -> RestrictedMean:
    """Return the mean time spent up to a horizon: the area under the curve.

    Parameters
    ----------
    curve : Curve
        From `kaplan_meier`.
    horizon : float
        In the unit of the durations, above 0.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    RestrictedMean
        All NaN when the curve does not reach the horizon. Without an end before the horizon, or
        when the one person there is has ended, the standard error is NaN and not 0.

    Notes
    -----
    var = sum over times of (area from the time to the horizon)^2 d / (n (n - d)). The interval is
    estimate +/- z se, within 0 and the horizon.

    References
    ----------
    Klein JP, Moeschberger ML. Survival analysis. 2003, section 4.5.

    Examples
    --------
    >>> mean = restricted_mean(kaplan_meier([2, 4, 4, 6], [True, True, False, True]), 5)
    >>> mean.estimate
    4.0
    """
    check_confidence(confidence)
    nothing = float("nan")
    if not len(curve.time) or (curve.time[-1] < horizon and curve.survival[-1] > 0):
        return RestrictedMean(horizon, nothing, nothing, nothing, nothing)
    before = curve.time < horizon
    steps = np.concatenate([[0.0], curve.time[before], [horizon]])
    areas = np.diff(steps) * np.concatenate([[1.0], curve.survival[before]])
    ahead = np.cumsum(areas[::-1])[::-1][1:]
    n, d = curve.n_risk[before], curve.n_event[before]
    hazard = d / np.where(n > d, n * (n - d), np.inf)
    variance = float((ahead**2 * hazard).sum())
    estimate = float(areas.sum())
    error = float(np.sqrt(variance)) if variance > 0 else nothing
    half = float(special.ndtri(0.5 + confidence / 2)) * error
    low, high = np.maximum(estimate - half, 0.0), np.minimum(estimate + half, horizon)
    return RestrictedMean(horizon, estimate, error, float(low), float(high))
