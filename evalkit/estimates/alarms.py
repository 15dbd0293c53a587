"""How likely chance alone gives what looks like a change for the worse: exact, one-sided."""

from __future__ import annotations

from scipy import special, stats

__all__ = ["breaks_above", "breaks_alarm", "events_above", "events_below", "share_below"]


def breaks_above(breaks: int, n: int, *, allowed: float) -> float:
    """Return the chance of at least so many breaks in n, when a share of them is allowed.

    Parameters
    ----------
    breaks, n : int
        How many of how many.
    allowed : float
        The share that may break, from 0 to 1.

    Notes
    -----
    The upper tail of the binomial distribution. With nothing allowed one break has no chance.

    Examples
    --------
    >>> round(breaks_above(3, 4, allowed=0.2), 4), breaks_above(1, 9, allowed=0.0)
    (0.0272, 0.0)
    """
    if breaks <= 0:
        return 1.0
    return float(stats.binom.sf(breaks - 1, n, allowed))


def breaks_alarm(n: int, *, allowed: float, level: float) -> float:
    """Return how often `breaks_above` is at most a level, when exactly the allowed share breaks.

    Examples
    --------
    >>> round(breaks_alarm(2, allowed=0.2, level=0.05), 4), breaks_alarm(1, allowed=0.2, level=0.05)
    (0.04, 0.0)
    """
    chances = stats.binom.sf([count - 1 for count in range(1, n + 1)], n, allowed)
    return float(max((chance for chance in chances if chance <= level), default=0.0))


def events_above(count: int, before: int, *, exposure: float, exposure_before: float) -> float:
    """Return the chance of so many events or more, when their pace has not changed.

    Parameters
    ----------
    count, before : int
        Events in the period, and in the time before it.
    exposure, exposure_before : float
        How much time at risk each has, in the same unit.

    Returns
    -------
    float
        1 where there was no time before to compare with.

    Notes
    -----
    Given how many events there are in all, those of the period are binomial with its share of the
    time at risk (Przyborowski and Wilenski's conditional test).

    References
    ----------
    Przyborowski J, Wilenski H. Biometrika 1940;31:313-323.

    Examples
    --------
    >>> round(events_above(6, 2, exposure=90, exposure_before=270), 5)
    0.00423
    """
    if count <= 0 or not exposure > 0 or not exposure_before > 0:
        return 1.0
    share = exposure / (exposure + exposure_before)
    return float(stats.binom.sf(count - 1, count + before, share))


def events_below(count: int, before: int, *, exposure: float, exposure_before: float) -> float:
    """Return the chance of so few events or fewer, when their pace has not changed.

    Examples
    --------
    >>> round(events_below(0, 12, exposure=90, exposure_before=270), 4)
    0.0317
    """
    if not exposure > 0 or not exposure_before > 0:
        return 1.0
    share = exposure / (exposure + exposure_before)
    return float(special.bdtr(count, count + before, share))


def share_below(count: int, n: int, *, before: int, n_before: int) -> float:
    """Return the chance of so few, when the share is that of the time before.

    Parameters
    ----------
    count, n : int
        How many of how many in the period.
    before, n_before : int
        The same of the time before.

    Notes
    -----
    Fisher's exact test, one-sided: given how many there are in all, those of the period are
    hypergeometric.

    Examples
    --------
    >>> round(share_below(1, 5, before=5, n_before=5), 4)
    0.0238
    """
    if not n or not n_before:
        return 1.0
    return float(stats.hypergeom.cdf(count, n + n_before, count + before, n))
