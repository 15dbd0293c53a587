"""What totals without dates can tell, and what they cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.shares import share_limits
from evalkit.monitoring.stays import asked_share
from evalkit.results import Framed

__all__ = ["CAN", "CANNOT", "ROWS", "TotalCounts", "total_counts"]

# Which share a row is: what it means, in this order.
ROWS = {
    "not_stopped": "all who are not known to have stopped, also those who still take part",
    "still": "those who still take part",
    "stopped": "those known to have stopped",
    "stopped_at_most": "those known to have stopped, and all of whom nothing is told",
    "stopped_of_over": "of those who no longer take part: those known to have stopped",
    "completed_at_most": "of those who no longer take part: all who are not known to have stopped",
}
CAN = {
    "definition": "Which share did not stop, when everybody counts who is not known to have "
    "stopped, also those who still take part and those of whom nothing is told.",
    "bounds": "Between which bounds the share that stopped lies, whatever became of those of whom "
    "nothing is told.",
    "over": "How many no longer take part, and how many of them are known to have stopped.",
}
CANNOT = {
    "curve": "How long they stay, or how many stay for a year: without first and last days there "
    "is no curve and no median.",
    "rate": "How many stop a year: without dates nobody knows for how long each was followed.",
    "still": "Whether those who still take part will complete: their course is not over.",
    "untold": "What became of those who are neither stopped nor still there.",
    "when": "Whether it has got better or worse over the years, or differs by age or place.",
    "why": "Whether anybody fared well: that somebody has not stopped is not a measured result.",
}


@dataclass(frozen=True, repr=False, eq=False)
class TotalCounts(Framed):
    """Shares that totals allow, with their intervals; and what totals can and cannot tell.

    Attributes
    ----------
    entered, stopped, still, untold : int
        entered = stopped + still + untold.
    can, cannot : tuple of str
        English sentences; a page has them in its language.
    can_codes, cannot_codes : tuple of str
        The keys of these sentences in `CAN` and `CANNOT`.
    confidence : float
        Of Wilson's intervals.
    """

    entered: int
    stopped: int
    still: int
    untold: int
    can_codes: tuple[str, ...]
    cannot_codes: tuple[str, ...]
    confidence: float
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("what", "count", "n", "estimate", "conf_low", "conf_high"),
        "meaning",
    )
    _telling: ClassVar[tuple[str, ...]] = ("count", "estimate", "conf_low", "conf_high")

    @property
    def can(self) -> tuple[str, ...]:
        """What these totals can tell."""
        return tuple(CAN[code] for code in self.can_codes)

    @property
    def cannot(self) -> tuple[str, ...]:
        """What these totals cannot tell."""
        return tuple(CANNOT[code] for code in self.cannot_codes)

    def _heading(self) -> str:
        return (
            f"TotalCounts: {self.entered} entered = {self.stopped} stopped + {self.still} still "
            f"there + {self.untold} not told"
        )


def total_counts(
    entered: int, *, stopped: int, still: int, confidence: float = 0.95
) -> TotalCounts:
    """Return what can be said of how many entered, stopped and are still there, without dates.

    Parameters
    ----------
    entered : int
        How many have entered in all.
    stopped : int
        How many of them are known to have stopped.
    still : int
        How many of them still take part.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    TotalCounts
        `to_frame()`: what, count, n, estimate, conf_low, conf_high, meaning, a row per share
        that the totals allow; `.can` and `.cannot` are sentences.

    Raises
    ------
    InputError
        When a count is not whole or below 0, or stopped and still are more than entered.

    See Also
    --------
    evalkit.retention : with first and last days, how long they stay.

    Notes
    -----
    Who is neither stopped nor still there is not told of, and no share says what became of them:
    stopped_at_most counts them all as stopped, completed_at_most as completed. Wilson's intervals
    hold the chance of there being so few persons, and not what is not told.

    "Did not stop" is no result: the share is largest on the day everybody starts.

    References
    ----------
    Wilson EB. J Am Stat Assoc 1927;22:209-212. Manski CF. J Hum Resour 1989;24:343-360 (bounds).

    Examples
    --------
    >>> totals = total_counts(64, stopped=9, still=33)
    >>> totals.untold, round(float(totals.to_frame().estimate[0]), 3)
    (22, 0.859)
    >>> totals.cannot[0].startswith("How long they stay")
    True
    """
    asked_share(confidence)
    given: dict[str, object] = {"entered": entered, "stopped": stopped, "still": still}
    for name, count in given.items():
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise InputError(f"`{name}` is {count!r}. Accepted: a whole number, 0 or more.")
    untold = entered - stopped - still
    if untold < 0:
        raise InputError(
            f"{stopped} stopped and {still} still there are more than the {entered} who entered. "
            f"Check whether the numbers are of the same persons and of the same day."
        )
    over = entered - still
    shares = {
        "not_stopped": (entered - stopped, entered),
        "still": (still, entered),
        "stopped": (stopped, entered),
        "stopped_at_most": (stopped + untold, entered),
        "stopped_of_over": (stopped, over),
        "completed_at_most": (untold, over),
    }
    left_out = () if untold else ("stopped_at_most", "completed_at_most")
    rows = [_row(name, shares[name], confidence) for name in ROWS if name not in left_out]
    can = [code for code in CAN if untold or code != "bounds"]
    cannot = [
        code for code in CANNOT if (untold or code != "untold") and (still or code != "still")
    ]
    return TotalCounts(
        *(entered, stopped, still, untold),
        tuple(can),
        tuple(cannot),
        confidence,
        pd.DataFrame(rows),
    )


def _row(name: str, counted: tuple[int, int], confidence: float) -> dict[str, object]:
    count, n = counted
    low, high = (float(end) for end in share_limits(count, n, confidence=confidence))
    share = count / n if n else float("nan")
    limits = {"estimate": share, "conf_low": low, "conf_high": high}
    return {"what": name, "count": count, "n": n, **limits, "meaning": ROWS[name]}
