"""Where most counts lie when events come one by one at a known pace."""

from __future__ import annotations

from scipy import special

__all__ = ["usual_counts"]


def usual_counts(expected: float, *, coverage: float = 0.95) -> tuple[int, int]:
    """Return the lowest and highest count that are usual for a Poisson number.

    Parameters
    ----------
    expected : float
        How many are expected, above 0.
    coverage : float
        At least this share of counts lies in the range, with at most half of the rest on each side.

    Raises
    ------
    ValueError
        When nothing is expected.

    Examples
    --------
    >>> usual_counts(15)
    (8, 23)
    """
    if not expected > 0:
        raise ValueError(f"{expected} is expected. Accepted: a number above 0.")
    tail = (1 - coverage) / 2
    low = 0
    while special.pdtr(low, expected) <= tail:
        low += 1
    high = low
    while special.pdtrc(high, expected) > tail:
        high += 1
    return low, high
