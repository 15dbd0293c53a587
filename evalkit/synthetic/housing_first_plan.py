"""Who was referred to the made-up Housing First, who started, and how their courses ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from evalkit.synthetic.register_days import LAST_DAY, months_after, open_day

__all__ = ["Course", "Referral", "planned_referrals"]


@dataclass(frozen=True)
class Course:
    """One young person's course; `ended` is None while it goes on."""

    code: str
    born: int
    gender: str
    worker: str
    started: dt.date
    ended: dt.date | None = None
    exit_reason: str = ""

    @property
    def last_day(self) -> dt.date:
        """The last day that the registers know of."""
        return min(self.ended or LAST_DAY, LAST_DAY)


@dataclass(frozen=True)
class Referral:
    """One referral and what became of it, as far as it has come."""

    code: str
    referred: dt.date
    comes_from: str
    screened: dt.date | None = None
    offered: dt.date | None = None
    closed: dt.date | None = None
    outcome: str = ""
    fits: str = ""
    course: Course | None = None


@dataclass(frozen=True)
class _Start:
    """When a course starts, at the earliest, and what is wrong with it when problems happen."""

    on: dt.date
    # The course breaks off on this day.
    leaves: dt.date | None = None
    reason: str = ""
    # The age at the start, when it is none of the target group's.
    age: int | None = None


GAVE_UP, LOST = "Ønskede ikke at fortsætte", "Kontakten tabt"
STARTS = (
    _Start(dt.date(2025, 10, 6)),
    _Start(dt.date(2025, 10, 13)),
    _Start(dt.date(2025, 10, 20)),
    _Start(dt.date(2025, 11, 3)),
    _Start(dt.date(2025, 11, 10)),
    _Start(dt.date(2025, 11, 24)),
    _Start(dt.date(2025, 12, 1)),
    _Start(dt.date(2025, 12, 8)),
    _Start(dt.date(2026, 1, 12), leaves=dt.date(2026, 7, 9), reason=LOST),
    _Start(dt.date(2026, 2, 2), leaves=dt.date(2026, 7, 30), reason=GAVE_UP),
    _Start(dt.date(2026, 2, 23), leaves=dt.date(2026, 8, 20), reason=LOST),
    _Start(dt.date(2026, 4, 7), leaves=dt.date(2026, 8, 27), reason=GAVE_UP),
    _Start(dt.date(2026, 4, 20), age=27),
    _Start(dt.date(2026, 5, 18), leaves=dt.date(2026, 9, 10), reason=GAVE_UP),
    _Start(dt.date(2026, 6, 8)),
    _Start(dt.date(2026, 8, 10)),
    _Start(dt.date(2026, 8, 31)),
    _Start(dt.date(2026, 9, 21)),
)
# Referred on this day at the earliest, and closed for this reason: those who did not start.
OUTSIDE, DECLINED, OTHER = "Uden for målgruppen", "Takkede nej", "Andet tilbud"
CLOSED = (
    (dt.date(2025, 9, 8), OUTSIDE),
    (dt.date(2025, 11, 17), DECLINED),
    (dt.date(2026, 1, 19), OUTSIDE),
    (dt.date(2026, 3, 9), OTHER),
    (dt.date(2026, 5, 26), OUTSIDE),
    (dt.date(2026, 7, 27), DECLINED),
)
# Referred and not yet screened, or screened and not yet offered a place.
WAITING = (dt.date(2026, 9, 14), dt.date(2026, 9, 28))
YOUNGEST, OLDEST = 18, 23
GENDERS = ("Kvinde", "Mand")
WORKERS = ("C1", "C2", "C3", "C4")
FROM = ("Anbringelse", "Botilbud", "Egen bolig", "Efterværn")
MONTHS, COMPLETED = 9, "Forløb gennemført"
# Days from the referral to the screening, from there to the offer, and to the start.
TO_SCREENING, TO_OFFER, TO_START, TO_CLOSING = (4, 11), (6, 13), (7, 14), (3, 12)


def planned_referrals(rng: np.random.Generator, *, problems: bool) -> list[Referral]:
    """Return the referrals of a year, in the order they were made.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where days and ages come from.
    problems : bool
        Let five leave early, and one start who is too old; otherwise nobody does.
    """
    starts = (one if problems else _Start(one.on) for one in STARTS)
    found = [_started(rng, one, WORKERS[at % len(WORKERS)]) for at, one in enumerate(starts)]
    found += [_closed(rng, day, outcome) for day, outcome in CLOSED]
    found += list(_waiting(rng))
    found.sort(key=lambda one: one.referred)
    return [_coded(one, f"H{number:02d}") for number, one in enumerate(found, start=1)]


def _coded(one: Referral, code: str) -> Referral:
    """Return the referral, and its course, with the young person's code."""
    course = None if one.course is None else replace(one.course, code=code)
    return replace(one, code=code, course=course)


def _started(rng: np.random.Generator, plan: _Start, worker: str) -> Referral:
    start = open_day(rng, plan.on, plan.on + dt.timedelta(days=3))
    offered = _before(rng, start, TO_START)
    screened = _before(rng, offered, TO_OFFER)
    age = plan.age or int(rng.integers(YOUNGEST, OLDEST + 1))
    planned_end = months_after(start, MONTHS) - dt.timedelta(days=int(rng.integers(0, 6)))
    ended, reason = (plan.leaves, plan.reason) if plan.leaves else (planned_end, COMPLETED)
    goes_on = ended > LAST_DAY
    course = Course(
        code="",
        born=start.year - age,
        gender=GENDERS[int(rng.integers(len(GENDERS)))],
        worker=worker,
        started=start,
        ended=None if goes_on else ended,
        exit_reason="" if goes_on else reason,
    )
    return Referral(
        code="",
        referred=_before(rng, screened, TO_SCREENING),
        comes_from=_comes_from(rng),
        screened=screened,
        offered=offered,
        # Somebody too old was taken in all the same.
        fits="Ja" if plan.age is None else "Nej",
        course=course,
    )


def _closed(rng: np.random.Generator, day: dt.date, outcome: str) -> Referral:
    referred = open_day(rng, day, day + dt.timedelta(days=4))
    screened = _after(rng, referred, TO_SCREENING)
    # A place is declined after it was offered.
    offered = _after(rng, screened, TO_OFFER) if outcome == DECLINED else None
    return Referral(
        code="",
        referred=referred,
        comes_from=_comes_from(rng),
        screened=screened,
        offered=offered,
        closed=_after(rng, offered or screened, TO_CLOSING),
        outcome=outcome,
        fits="Nej" if outcome == OUTSIDE else "Ja",
    )


def _waiting(rng: np.random.Generator) -> Iterator[Referral]:
    first, second = (open_day(rng, day, day + dt.timedelta(days=2)) for day in WAITING)
    screened = _after(rng, first, TO_SCREENING)
    yield Referral("", first, _comes_from(rng), screened=screened, fits="Ja")
    yield Referral("", second, _comes_from(rng))


def _comes_from(rng: np.random.Generator) -> str:
    return FROM[int(rng.choice(len(FROM), p=(0.4, 0.25, 0.2, 0.15)))]


def _before(rng: np.random.Generator, day: dt.date, days: tuple[int, int]) -> dt.date:
    return open_day(rng, day - dt.timedelta(days=days[1]), day - dt.timedelta(days=days[0]))


def _after(rng: np.random.Generator, day: dt.date, days: tuple[int, int]) -> dt.date:
    return open_day(rng, *(day + dt.timedelta(days=n) for n in days))
