"""What a study shows of single elements: figures with their intervals, and which way they point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from evalkit.estimates.shares import share_limits
from evalkit.programmes.fidelity_rule import FidelityRule
from evalkit.results import SHOWN_FROM

__all__ = [
    "LEAST_PERSONS",
    "MOST",
    "Changed",
    "Seen",
    "points_to",
    "share_seen",
    "together",
]

# evalkit's own: something is called systematic when it is done in most of what it could be done in.
MOST = 0.5
# Fewer persons than these carry no verdict: the sentences of a comparison begin there too.
LEAST_PERSONS = 10


@dataclass(frozen=True)
class Changed:
    """One scale that changed: its title by language, the mean change and its 95 % interval."""

    title: Mapping[str, str]
    change: float
    conf_low: float
    conf_high: float


@dataclass(frozen=True)
class Seen:
    """What a study shows of one element.

    Attributes
    ----------
    reason : str
        Which sentence tells it; empty when nothing in the study shows the element.
    points : bool or None
        Whether it points towards the claim; None when it settles nothing.
    n, count : int or None
        How many of how many units, where it is a share; of changes, the fewest pairs.
    estimate, conf_low, conf_high : float or None
        The share and its interval.
    facts : mapping
        The other numbers of the sentence.
    scales : mapping
        The scales that changed for the "better" and the "worse".
    rule : FidelityRule or None
        The rule that was looked at, where it is one.
    behind : int or None
        How many persons, cases or adults the units come from; None where `n` says it.
    of_practice : bool
        Whether the units are evenings, days or teams, so that nobody is behind a small number.
    beside : tuple of Seen
        What else the study shows of the element.
    """

    reason: str = ""
    points: bool | None = None
    n: int | None = None
    count: int | None = None
    estimate: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    facts: Mapping[str, float | int | str | None] = field(default_factory=dict)
    scales: Mapping[str, tuple[Changed, ...]] = field(default_factory=dict)
    rule: FidelityRule | None = None
    behind: int | None = None
    of_practice: bool = False
    beside: tuple[Seen, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether the study shows anything of the element."""
        return bool(self.reason)

    @property
    def is_few(self) -> bool:
        """Whether so few persons are behind it that its numbers are not shown."""
        behind = self.n if self.behind is None else self.behind
        return not self.of_practice and behind is not None and 0 < behind < SHOWN_FROM

    def pointing(self, points: bool | None) -> Seen:
        """Return the same with another way it points."""
        return replace(self, points=points)


def points_to(n: int, low: float, high: float, *, may_contradict: bool) -> bool | None:
    """Return which way a share points: by its whole interval, and not of fewer than ten units."""
    if n < LEAST_PERSONS:
        return None
    if low > MOST:
        return True
    return False if high < MOST and may_contradict else None


def share_seen(
    reason: str,
    count: int,
    n: int,
    *,
    supports: bool = True,
    may_contradict: bool = False,
    facts: Mapping[str, float | int | str | None] | None = None,
) -> Seen:
    """Return a share with its interval (Wilson); what it supports, and may it contradict a claim.

    Parameters
    ----------
    reason : str
        Which sentence tells it.
    count, n : int
        How many of how many.
    supports : bool
        Whether a large share speaks for the element as a whole, and not for a part of it alone.
    may_contradict : bool
        Whether the source promises just this, so that a small share speaks against it.
    facts : mapping, optional
        The other numbers of the sentence.
    """
    if not n:
        return Seen()
    low, high = (float(end) for end in share_limits(count, n, method="wilson"))
    points = points_to(n, low, high, may_contradict=may_contradict)
    if points and not supports:
        points = None
    return Seen(reason, points, n, count, count / n, low, high, facts or {})


def together(parts: Iterable[Seen]) -> Seen:
    """Return what several figures show of one element: settled when none contradicts another.

    The first that points the way of the whole stands in front, the others beside it.
    """
    there = [part for part in parts if part.is_there]
    if not there:
        return Seen()
    ways = {part.points for part in there if part.points is not None}
    points = next(iter(ways)) if len(ways) == 1 else None
    # Where figures contradict each other, the one against the claim is the first to look at.
    wanted = points if len(ways) < len({True, False}) else False
    front = next((part for part in there if part.points == wanted), there[0])
    others = tuple(part for part in there if part is not front)
    return replace(front, points=points, beside=others)
