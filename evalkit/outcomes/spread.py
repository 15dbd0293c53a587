"""What every analysis of mean changes asks first: how many pairs, which mean, which spread."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.estimates.intervals import mean_interval
from evalkit.outcomes.paired import Group

__all__ = ["REASONS", "PairSpread", "pair_spread"]

# Why a number is missing; the sentence stands in the column `note`.
REASONS = {
    "no pairs": "nobody has both readings",
    "one pair": "one person: no spread, so no interval and no test",
    "zero variance": "every change is the same: no spread, so no interval and no test",
}
NOTHING = float("nan")


@dataclass(frozen=True)
class PairSpread:
    """The mean change of one group and its spread; NaN is what cannot be computed.

    Attributes
    ----------
    n : int
        Pairs.
    mean_pre, mean_post, mean_change, sd_change, std_error : float
        In the scale's unit; the SD with ddof 1.
    reason : str
        A key of `REASONS` when there is no spread, else empty.
    """

    n: int
    mean_pre: float
    mean_post: float
    mean_change: float
    sd_change: float
    std_error: float
    reason: str

    @property
    def note(self) -> str:
        """Why there is no interval, as a phrase."""
        return REASONS.get(self.reason, "")

    def interval(self, confidence: float) -> tuple[float, float]:
        """Return the ends of the t interval of the mean change."""
        if self.reason:
            return NOTHING, NOTHING
        ends = mean_interval(self.mean_change, self.sd_change, self.n, confidence=confidence)
        return ends.low, ends.high


def pair_spread(group: Group) -> PairSpread:
    """Return the mean change of a group and its spread."""
    change = group.values("change")
    n = len(change)
    if not n:
        return PairSpread(0, *(NOTHING,) * 5, reason="no pairs")
    means = float(group.values("pre").mean()), float(group.values("post").mean())
    if n == 1:
        return PairSpread(1, *means, float(change[0]), NOTHING, NOTHING, "one pair")
    if (change == change[0]).all():
        return PairSpread(n, *means, float(change[0]), 0.0, NOTHING, "zero variance")
    sd = float(change.std(ddof=1))
    return PairSpread(n, *means, float(change.mean()), sd, sd / n**0.5, "")
