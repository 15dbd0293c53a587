"""Who takes part in the made-up Mentorbarn, and which mentor families they were matched with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np

from evalkit.synthetic.register_days import months_after, open_day

__all__ = ["Child", "Match", "planned_children"]


@dataclass(frozen=True)
class Match:
    """A child and a mentor family, from the proposal on; `ended` is None while it lasts.

    A match that `is_slow` hardly gets going in its first months.
    """

    family: str
    proposed: dt.date
    accepted: dt.date | None = None
    started: dt.date | None = None
    ended: dt.date | None = None
    reason: str = ""
    is_slow: bool = False

    def lasts_on(self, day: dt.date) -> bool:
        """Whether the two are matched on a day."""
        began = self.started is not None and self.started <= day
        return began and (self.ended is None or day <= self.ended)

    def months_in(self, months: float) -> dt.date:
        """Return the day so many months after the first one."""
        return months_after(self.started or self.proposed, months)


@dataclass(frozen=True)
class Child:
    """One child and its matches, in the order they were proposed."""

    code: str
    born: int
    gender: str
    municipality: str
    started: dt.date
    matches: tuple[Match, ...]


@dataclass(frozen=True)
class _Plan:
    """When a child starts, at the earliest, and what becomes of it."""

    started: dt.date
    is_refused_first: bool = False
    # The first family moved away on this day, and another one followed.
    moved: dt.date | None = None
    is_slow: bool = False
    # The match breaks on this day, when problems happen.
    breaks: dt.date | None = None
    is_matched_again: bool = False
    # What there is of a match in the end: "lasts", "proposed" or "none".
    match: str = "lasts"


PLANS = (
    _Plan(dt.date(2024, 8, 19), moved=dt.date(2025, 5, 25)),
    _Plan(dt.date(2024, 9, 9)),
    _Plan(dt.date(2024, 10, 21), breaks=dt.date(2026, 4, 14), is_matched_again=True),
    _Plan(dt.date(2025, 1, 13), is_refused_first=True, breaks=dt.date(2026, 6, 17)),
    _Plan(dt.date(2025, 3, 10), breaks=dt.date(2026, 5, 26)),
    _Plan(dt.date(2025, 5, 5), breaks=dt.date(2026, 5, 12)),
    _Plan(dt.date(2025, 7, 28), is_slow=True),
    _Plan(dt.date(2025, 7, 30), is_slow=True),
    _Plan(dt.date(2025, 8, 4), is_slow=True, breaks=dt.date(2026, 6, 3)),
    _Plan(dt.date(2025, 12, 1)),
    _Plan(dt.date(2026, 2, 23), is_refused_first=True),
    _Plan(dt.date(2026, 5, 11)),
    _Plan(dt.date(2026, 8, 24), match="proposed"),
    _Plan(dt.date(2026, 9, 14), match="none"),
)
GENDERS = ("Pige", "Dreng")
MUNICIPALITIES = ("Kommune A", "Kommune B", "Kommune C")
# Ages at the start: the programme begins before 18.
YOUNGEST, OLDEST = 8, 15
REFUSED = ("Barnet sagde nej", "Familien sagde nej")
MOVED = "Familien flyttede langt væk"
BROKE = ("Familien kunne ikke overkomme det", "Barnet ville ikke længere", "Kemien manglede")
# The slow matches begin in these days, so that their first three months are a quarter.
SLOW_FROM = (dt.date(2025, 9, 25), dt.date(2025, 10, 1))
# Days from the start of the course, or from what went wrong, to the next proposal.
TO_PROPOSAL, TO_ANSWER, TO_FIRST_DAY = (20, 34), (3, 9), (8, 14)
MATCHED_AGAIN_FROM = dt.date(2026, 7, 27)


@dataclass(frozen=True)
class _Source:
    """Where days, families and reasons come from; what is taken is not given again."""

    rng: np.random.Generator
    families: Iterator[str]
    reasons: Iterator[str]

    def day(self, after: dt.date, days: tuple[int, int]) -> dt.date:
        """Return an open day so many days later."""
        return open_day(self.rng, *(after + dt.timedelta(days=n) for n in days))

    def one_of(self, words: tuple[str, ...]) -> str:
        """Return one of some words."""
        return words[int(self.rng.integers(len(words)))]

    def begun(self, after: dt.date) -> Match:
        """Return a match that was proposed, accepted and begun, one after the other."""
        proposed = self.day(after, TO_PROPOSAL)
        accepted = self.day(proposed, TO_ANSWER)
        return Match(next(self.families), proposed, accepted, self.day(accepted, TO_FIRST_DAY))


def planned_children(rng: np.random.Generator, *, breaks: bool) -> list[Child]:
    """Return fourteen children.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where days and ages come from.
    breaks : bool
        Let five matches break in the spring of 2026; otherwise they last.
    """
    source = _Source(rng, (f"M{number:02d}" for number in range(1, 31)), cycle(BROKE))
    return [
        _child(source, number, plan if breaks else replace(plan, breaks=None))
        for number, plan in enumerate(PLANS, start=1)
    ]


def _child(source: _Source, number: int, plan: _Plan) -> Child:
    started = source.day(plan.started, (0, 4))
    return Child(
        code=f"B{number:02d}",
        born=started.year - int(source.rng.integers(YOUNGEST, OLDEST + 1)),
        gender=source.one_of(GENDERS),
        municipality=source.one_of(MUNICIPALITIES),
        started=started,
        matches=tuple(_matches(source, plan, started)),
    )


def _matches(source: _Source, plan: _Plan, after: dt.date) -> Iterator[Match]:
    """Yield a child's matches, in the order they were proposed."""
    if plan.match == "none":
        return
    if plan.is_refused_first:
        proposed = source.day(after, TO_PROPOSAL)
        after = source.day(proposed, TO_ANSWER)
        reason = source.one_of(REFUSED)
        yield Match(next(source.families), proposed, ended=after, reason=reason)
    if plan.match == "proposed":
        yield Match(next(source.families), source.day(after, TO_PROPOSAL))
        return
    if plan.moved is not None:
        yield replace(source.begun(after), ended=plan.moved, reason=MOVED)
        after = plan.moved
    match = source.begun(after)
    if plan.is_slow:
        match = replace(match, started=open_day(source.rng, *SLOW_FROM), is_slow=True)
    if plan.breaks is None:
        yield match
        return
    yield replace(match, ended=plan.breaks, reason=next(source.reasons))
    if plan.is_matched_again:
        yield source.begun(MATCHED_AGAIN_FROM)
