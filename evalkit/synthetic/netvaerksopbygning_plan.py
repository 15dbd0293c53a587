"""Who takes part in the made-up Netværksopbygning, and which contact persons they have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evalkit.synthetic.register_days import LAST_DAY, open_day

__all__ = ["Match", "Young", "planned_young"]


@dataclass(frozen=True)
class Match:
    """A young person and a contact person, from the proposal on; `ended` is None while it lasts."""

    adult: str
    proposed: dt.date
    accepted: dt.date | None = None
    started: dt.date | None = None
    ended: dt.date | None = None
    reason: str = ""

    @property
    def last_day(self) -> dt.date:
        """The last day that the registers know of."""
        return min(self.ended or LAST_DAY, LAST_DAY)


@dataclass(frozen=True)
class Young:
    """One young person, the course, and the matches in the order they were proposed."""

    code: str
    born: int
    gender: str
    started: dt.date
    ended: dt.date | None
    exit_reason: str
    matches: tuple[Match, ...]

    @property
    def last_day(self) -> dt.date:
        """The last day that the registers know of."""
        return min(self.ended or LAST_DAY, LAST_DAY)


@dataclass(frozen=True)
class _Plan:
    """When somebody starts, at the earliest, and what becomes of it."""

    started: dt.date
    is_refused_first: bool = False
    # The last day, a Sunday, and why.
    ended: dt.date | None = None
    exit_reason: str = ""
    # Has the contact person of this other one, when problems happen.
    shares_with: int | None = None
    is_matched: bool = True


COMPLETED, WENT, MOVED = "Gået videre som planlagt", "Stoppet efter eget ønske", "Flyttet"
PLANS = (
    _Plan(dt.date(2024, 8, 12), ended=dt.date(2025, 11, 30), exit_reason=COMPLETED),
    _Plan(dt.date(2024, 9, 2)),
    _Plan(dt.date(2024, 10, 7), ended=dt.date(2026, 7, 5), exit_reason=COMPLETED),
    _Plan(dt.date(2024, 11, 18)),
    _Plan(dt.date(2025, 1, 6), is_refused_first=True),
    _Plan(dt.date(2025, 2, 3)),
    _Plan(dt.date(2025, 3, 10), ended=dt.date(2026, 2, 22), exit_reason=MOVED),
    _Plan(dt.date(2025, 4, 7)),
    _Plan(dt.date(2025, 5, 12)),
    _Plan(dt.date(2025, 8, 11), is_refused_first=True),
    _Plan(dt.date(2025, 9, 8)),
    _Plan(dt.date(2025, 10, 20)),
    _Plan(dt.date(2025, 12, 8), shares_with=4),
    _Plan(dt.date(2026, 3, 9)),
    _Plan(dt.date(2026, 5, 4)),
    _Plan(dt.date(2026, 9, 7), is_matched=False),
)
GENDERS = ("Pige", "Dreng")
YOUNGEST, OLDEST = 10, 19
REFUSED = ("Den unge sagde nej", "Den voksne sagde nej")
# Days from the start, when the coordinator gets to know the young person, to the first proposal.
TO_PROPOSAL, ANSWER, TO_NEXT = (35, 56), dt.timedelta(days=1), (10, 21)


def planned_young(rng: np.random.Generator, *, shares: bool) -> list[Young]:
    """Return sixteen young people.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where days and ages come from.
    shares : bool
        Let two young people share a contact person from 2026Q1; otherwise each has their own.
    """
    adults = (f"K{number:02d}" for number in range(1, 40))
    found: list[Young] = []
    for number, plan in enumerate(PLANS, start=1):
        started = open_day(rng, plan.started, plan.started + dt.timedelta(days=4))
        matches = tuple(_matches(rng, plan, started, adults=adults))
        if shares and plan.shares_with is not None:
            adult = found[plan.shares_with].matches[-1].adult
            matches = tuple(_with(match, adult) for match in matches)
        found.append(
            Young(
                code=f"N{number:02d}",
                born=started.year - int(rng.integers(YOUNGEST, OLDEST + 1)),
                gender=GENDERS[int(rng.integers(len(GENDERS)))],
                started=started,
                ended=plan.ended,
                exit_reason=plan.exit_reason,
                matches=matches,
            )
        )
    return found


def _with(match: Match, adult: str) -> Match:
    return Match(adult, match.proposed, match.accepted, match.started, match.ended, match.reason)


def _matches(
    rng: np.random.Generator, plan: _Plan, started: dt.date, *, adults: Iterator[str]
) -> Iterator[Match]:
    """Yield the matches; both say yes or no the day after, and it begins on a Monday."""
    if not plan.is_matched:
        return
    proposed = open_day(rng, *(started + dt.timedelta(days=n) for n in TO_PROPOSAL))
    if plan.is_refused_first:
        reason = REFUSED[int(rng.integers(len(REFUSED)))]
        yield Match(next(adults), proposed, ended=proposed + ANSWER, reason=reason)
        proposed = open_day(rng, *(proposed + dt.timedelta(days=n) for n in TO_NEXT))
    accepted = proposed + ANSWER
    monday = accepted + dt.timedelta(days=7 - accepted.weekday())
    reason = "Forløbet sluttede" if plan.ended else ""
    yield Match(next(adults), proposed, accepted, monday, plan.ended, reason)
