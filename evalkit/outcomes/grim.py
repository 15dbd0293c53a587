"""GRIM: whether a published percentage can come from that many persons at that rounding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from numbers import Rational, Real
from typing import ClassVar

import pandas as pd

from evalkit.errors import InputError
from evalkit.outcomes.counts import whole_count
from evalkit.results import Framed

__all__ = ["Grim", "grim"]

# Further decimals are no percentage of persons.
MOST_DECIMALS = 6
# More people than any programme has; the whole counts are listed one by one.
LARGEST_N = 10_000_000
# What binary fractions add to a decimal one: 0.1 + 0.2 is 0.30000000000000004.
NOISE = Fraction(1, 10**12)


@dataclass(frozen=True, repr=False, eq=False)
class Grim(Framed):
    """Whether a percentage can come from its n: one row.

    Attributes
    ----------
    possible : bool or None
        Whether some whole count of persons rounds to the percentage; None when n is not stated.
    counts : tuple of int
        The whole counts that do; empty when none does or n is not stated.
    informative : bool or None
        Whether the check could fail at all for this n and these decimals; None without n.
    nearest : tuple of int
        The whole counts just below and just above the percentage as printed.
    percent : Decimal
        The percentage as printed.
    n : int or None
        Of how many persons.
    decimals : int
        Of the printed percentage.
    note : str
        What has to be known besides `possible`; empty when nothing has.

    Notes
    -----
    A result is true where `possible` is True. What cannot be assessed is therefore as false as what
    is impossible: ask `possible is None` to tell the two apart.
    """

    possible: bool | None
    counts: tuple[int, ...]
    informative: bool | None
    nearest: tuple[int, ...]
    percent: Decimal
    n: int | None
    decimals: int
    note: str
    _frame: pd.DataFrame
    # A published percentage is public: nothing is hidden.
    _telling: ClassVar[tuple[str, ...]] = ()

    def __bool__(self) -> bool:
        """Whether the percentage is possible; False also when it cannot be assessed."""
        return bool(self.possible)

    def _heading(self) -> str:
        said = {True: "possible", False: "impossible", None: "cannot be assessed"}[self.possible]
        of = "n not stated" if self.n is None else f"n = {self.n}"
        return f"Grim: {self.percent} % of {of} is {said}".replace("is cannot", "cannot")


def grim(*, share: float, n: int | None, decimals: int = 0) -> Grim:
    """Check whether a published percentage can come from so many persons.

    Parameters
    ----------
    share : float
        The published percentage as a fraction: 0.74 for 74 %. A Fraction or Decimal is exact.
    n : int or None
        Of how many persons; None when the publication does not say.
    decimals : int
        Decimals of the printed percentage: 0 for 74 %, 1 for 73.5 %.

    Returns
    -------
    Grim
        `possible`, `counts` (the whole counts that give it), `informative`, `nearest`; true where
        it is possible. `to_frame()` has one row. n None cannot be assessed: `possible` is None.

    Raises
    ------
    InputError
        When the share is not between 0 and 1, has more decimals than are printed, or n is not a
        whole number of at least 1.

    See Also
    --------
    evalkit.share_interval : how sure a share is.

    Notes
    -----
    Halves may have been rounded up or to the even digit; a count that gives the percentage either
    way counts. Computed in whole numbers and fractions, so that 0.29 is 29 % and no binary
    neighbour. From n = 100 on every whole per cent is possible: the check cannot fail there, and
    `informative` is False (from 1000 with one decimal, and so on).

    An impossible percentage shows that something is not as printed: the n of that question, the
    rounding, or a weighting. It does not show which, nor that anybody was dishonest.

    References
    ----------
    Brown NJL, Heathers JAJ. The GRIM test: a simple technique detects numerous anomalies in the
    reporting of results in psychology. Soc Psychol Personal Sci 2017;8:363-369.

    Examples
    --------
    >>> grim(share=0.86, n=64).counts
    (55,)
    >>> grim(share=0.74, n=49).possible  # 36 of 49 is 73 %, 37 of 49 is 76 %
    False
    """
    places = whole_count(decimals, called="decimals")
    if places > MOST_DECIMALS:
        raise InputError(f"`decimals` is {places}. Accepted: 0 to {MOST_DECIMALS}.")
    percent = _printed(share, places)
    size = None if n is None else whole_count(n, called="n", least=1)
    if size is not None and size > LARGEST_N:
        raise InputError(f"`n` is {size}. Accepted: at most {LARGEST_N}.")
    printed = Decimal(percent.numerator * 10**places // percent.denominator).scaleb(-places)
    counts: tuple[int, ...] = ()
    possible: bool | None = None
    informative: bool | None = None
    nearest: tuple[int, ...] = ()
    note = "cannot be assessed, because n is not stated"
    if size is not None:
        counts = _counts(percent, size, places)
        possible = bool(counts)
        informative = size < 100 * 10**places
        exact = percent * size / 100
        nearest = tuple(dict.fromkeys((floor(exact), ceil(exact))))
        note = "" if informative else "every percentage is possible for so many persons"
    row: dict[str, object] = {"share": float(percent / 100), "decimals": places, "n": size}
    row |= {
        "possible": possible,
        "counts": ", ".join(map(str, counts)),
        "informative": informative,
        "note": note,
    }
    frame = pd.DataFrame([row])
    kinds = {"n": "Int64", "possible": "boolean", "informative": "boolean"}
    frame = frame.astype(kinds | {"counts": "str", "note": "str"})
    return Grim(possible, counts, informative, nearest, printed, size, places, note, frame)


def _printed(share: object, decimals: int) -> Fraction:
    """Return the percentage as printed, exactly; refuse what was not printed like that."""
    if isinstance(share, bool) or not isinstance(share, (Real, Decimal)):
        raise InputError(f"`share` is {share!r}. Accepted: a fraction, such as 0.74 for 74 %.")
    if not 0 <= share <= 1:  # type: ignore[operator]
        raise InputError(
            f"`share` is {share!r}. Accepted: 0 to 1. Give a percentage as a fraction: 0.74 for "
            f"74 %."
        )
    exact = Fraction(share) if isinstance(share, (Rational, Decimal)) else _written(share)
    step = Fraction(1, 100 * 10**decimals)
    rounded = round(exact / step) * step
    if abs(rounded - exact) > NOISE:
        raise InputError(
            f"`share` is {share!r}, which has more decimals than a percentage with {decimals}. "
            f"Give the share as it was printed, or its decimals with `decimals=`."
        )
    return rounded * 100


def _written(share: Real) -> Fraction:
    """Return the decimal fraction that a float is written as."""
    return Fraction(Decimal(repr(float(share))))


def _counts(percent: Fraction, n: int, decimals: int) -> tuple[int, ...]:
    """Return the whole counts of n that round to a percentage, halves up or to the even digit."""
    half = Fraction(1, 2 * 10**decimals)
    lowest = (percent - half) * n / 100
    highest = (percent + half) * n / 100
    # A half below is rounded up to here; a half above comes down only to an even last digit.
    last_digit_is_even = (percent * 10**decimals) % 2 == 0
    first = max(0, ceil(lowest))
    last = min(n, floor(highest))
    if highest == last and not last_digit_is_even:
        last -= 1
    return tuple(range(first, last + 1))
