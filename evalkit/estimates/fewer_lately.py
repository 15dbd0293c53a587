"""Whether the latest of some yes and no are fewer yes than their order would give by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

__all__ = ["FewerLately", "fewer_lately"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FewerLately:
    """Two looks at the end of a row of yes and no, and how often chance gives as little.

    Attributes
    ----------
    recent_yes : int
        Yes among the latest ones.
    missed_in_row : int
        How many of the very latest are no, one after the other.
    p_recent, p_row : float
        The chance of so few yes among the latest, and of at least so many no in a row, when every
        order of the same yes and no is alike.
    p_value : float
        The chance that the smaller of the two is as small as it is here.
    alarm_rate : float
        The chance that `p_value` is at most the level, for this many yes and no: at most the level
        itself.
    """

    recent_yes: int
    missed_in_row: int
    p_recent: float
    p_row: float
    p_value: float
    alarm_rate: float


def fewer_lately(yes: ArrayLike, *, recent: int, level: float = 0.05) -> FewerLately:
    """Test whether the end of a row of yes and no has fewer yes than any other part of it.

    Parameters
    ----------
    yes : array_like of bool
        In the order of time.
    recent : int
        How many of the latest are looked at; fewer than there are.
    level : float
        Of `alarm_rate`.

    Returns
    -------
    FewerLately

    Raises
    ------
    ValueError
        When `recent` is not between 1 and one fewer than there are.

    Notes
    -----
    A permutation test: with N in all and c yes, every order is alike when nothing has changed. The
    yes among the latest m are then hypergeometric, and at least r no in a row at the end have the
    chance C(N - c, r) / C(N, r). Both looks at once make one p value by their joint distribution,
    which is known exactly, so that two looks do not double the chance of a false alarm.

    Examples
    --------
    >>> round(fewer_lately([1, 1, 1, 1, 1, 1, 0, 0], recent=4).p_row, 4)
    0.0357
    """
    there = np.asarray(yes, dtype=bool)
    size, count = len(there), int(there.sum())
    if not 1 <= recent < size:
        raise ValueError(f"recent is {recent} of {size}. Accepted: 1 to {size - 1}.")
    at_yes = np.flatnonzero(there)
    in_row = int(size - 1 - at_yes[-1]) if len(at_yes) else size
    recent_yes = int(there[-recent:].sum())
    null = _Null(size, count, recent)
    p_recent = float(null.few[recent_yes])
    p_row = float(null.row[min(in_row, size - count)])
    p_value = null.joint(min(p_recent, p_row))
    reached = [null.joint(one) for one in np.unique(np.concatenate([null.few, null.row]))]
    rates = [one for one in reached if one <= level * (1 + 1e-9)]
    return FewerLately(recent_yes, in_row, p_recent, p_row, p_value, max(rates, default=0.0))


class _Null:
    """What chance alone gives: N in all, c yes, the latest m looked at."""

    def __init__(self, size: int, count: int, recent: int) -> None:
        self.size, self.count, self.recent = size, count, recent
        # By number of yes among the latest, and by number of no in a row.
        most = np.arange(min(recent, count) + 1)
        self.few = _at_most(most, size=size, count=count, drawn=recent)
        rows = np.arange(size - count + 1)
        self.row: _Floats = np.exp(_log_choose(size - count, rows) - _log_choose(size, rows))

    def joint(self, level: float) -> float:
        """Return the chance that one of the two looks is at or below a level."""
        limit = level * (1 + 1e-9)
        few = int(np.searchsorted(self.few, limit, side="right")) - 1
        rows = np.flatnonzero(self.row <= limit)
        p_few = float(self.few[few]) if few >= 0 else 0.0
        if not len(rows):
            return p_few
        row = int(rows[0])
        p_row = float(self.row[row])
        if few < 0:
            return p_row
        if row >= self.recent:
            both = p_row
        else:
            few_left = np.array([few])
            left = _at_most(
                few_left, size=self.size - row, count=self.count, drawn=self.recent - row
            )
            both = p_row * float(left[0])
        return min(p_few + p_row - both, 1.0)


def _log_choose(size: int, chosen: ArrayLike) -> _Floats:
    part = np.asarray(chosen, dtype=float)
    logs = special.gammaln(size + 1) - special.gammaln(part + 1) - special.gammaln(size - part + 1)
    return np.asarray(logs, dtype=np.float64)


def _at_most(most: NDArray[np.int64], *, size: int, count: int, drawn: int) -> _Floats:
    """Return the chance of at most so many yes among those drawn, without putting back."""
    numbers = np.arange(min(drawn, count) + 1)
    possible = drawn - numbers <= size - count
    with np.errstate(invalid="ignore"):
        logs = (
            _log_choose(count, numbers)
            + _log_choose(size - count, np.where(possible, drawn - numbers, 0))
            - _log_choose(size, drawn)
        )
    chances = np.where(possible, np.exp(logs), 0.0)
    return np.asarray(np.cumsum(chances)[np.minimum(most, len(numbers) - 1)], dtype=np.float64)
