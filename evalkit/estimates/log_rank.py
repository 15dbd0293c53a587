"""Do the survival curves of separate groups differ: arrays in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from evalkit.estimates.survival import checked_times

__all__ = ["LogRank", "log_rank"]


@dataclass(frozen=True)
class LogRank:
    """The log-rank test that several groups have one curve.

    Attributes
    ----------
    statistic : float
    df : int
    p_value : float
    observed, expected : tuple of float
        How many ended, group by group, and how many would have, had all groups one curve.
    """

    statistic: float
    df: int
    p_value: float
    observed: tuple[float, ...]
    expected: tuple[float, ...]


def log_rank(durations: ArrayLike, ended: ArrayLike, group: ArrayLike) -> LogRank | None:
    """Return the log-rank test of several groups.

    Parameters
    ----------
    durations : array_like, shape (n,)
        How long each lasted, or has been followed so far.
    ended : array_like of bool, shape (n,)
        Whether it ended then.
    group : array_like of int, shape (n,)
        0, 1, 2 ...; each at least once.

    Returns
    -------
    LogRank or None
        None with fewer than two groups, and when the groups were never followed side by side while
        somebody ended: there is nothing to compare.

    Notes
    -----
    At each time with an end, d of n at risk: expected in group g is n_g d / n, with the
    hypergeometric variance (so ties are exact). All times weigh alike. It finds curves that lie
    apart; curves that cross it may miss.

    References
    ----------
    Mantel N. Cancer Chemother Rep 1966;50:163-170. Peto R, Peto J. J R Stat Soc A 1972;135:185-207.

    Examples
    --------
    >>> test = log_rank([1, 2, 3, 4, 5, 6], [True] * 6, [0, 0, 0, 1, 1, 1])
    >>> round(test.statistic, 4), test.df
    (5.0517, 1)
    """
    times, over = checked_times(durations), np.asarray(ended, dtype=bool)
    which = np.asarray(group, dtype=np.int64)
    groups = int(which.max()) + 1 if len(which) else 0
    if groups < 2 or not over.any():
        return None
    time, place = np.unique(times, return_inverse=True)
    cells = place * groups + which
    shape = (len(time), groups)
    every = np.bincount(cells, minlength=len(time) * groups).reshape(shape)
    events = np.bincount(cells[over], minlength=len(time) * groups).reshape(shape)
    at_risk = every[::-1].cumsum(axis=0)[::-1]
    d, n = events.sum(axis=1), at_risk.sum(axis=1)
    share = at_risk / n[:, None]
    expected = (share * d[:, None]).sum(axis=0)
    spread = d * (n - d) / np.maximum(n - 1, 1)
    variance = np.diag((share * spread[:, None]).sum(axis=0)) - (share * spread[:, None]).T @ share
    apart = (events.sum(axis=0) - expected)[1:]
    inner = variance[1:, 1:]
    rank = int(np.linalg.matrix_rank(inner))
    if rank == 0:
        return None
    statistic = float(apart @ np.linalg.pinv(inner) @ apart)
    p_value = float(special.chdtrc(rank, statistic))
    observed = tuple(float(one) for one in events.sum(axis=0))
    return LogRank(statistic, rank, p_value, observed, tuple(float(one) for one in expected))
