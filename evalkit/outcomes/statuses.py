"""Job, education, benefit, treatment: how many are in which status so many months after start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.shares import share_limits
from evalkit.outcomes.stated import stated_confidence
from evalkit.results import Framed
from evalkit.sets.columns import days
from evalkit.sets.spells import Spells, months_after, spells_of
from evalkit.sets.windows import Quarter, last_day
from evalkit.study import StatusDomain, Study

__all__ = [
    "NOBODY_IN",
    "NOTES",
    "Followed",
    "OnDay",
    "StatusAt",
    "checked_months",
    "followed_domains",
    "status_at",
]

# In a complete register: in none of the domain's statuses.
NOBODY_IN = "(none)"
# Beyond fifty years nobody is followed.
MOST_MONTHS = 600
METHOD = "Wilson"
# Why a share is missing, or what a reader of it must know.
NOTES = {
    "nobody followed": "the share cannot be computed, because nobody has been followed that long",
    "nobody known": "the share cannot be computed, because nobody's status is known on that day",
    "only status": (
        "the share cannot be computed, because this is the only status of the domain and the "
        "register is not said to be complete: of who has none nobody knows"
    ),
    "contradictions": "of the unknown, some are in two statuses that exclude each other",
    "rows set aside": (
        "the register is said to be complete, but rows of it were set aside, so somebody counted "
        "as in none may be in a status"
    ),
    "several": "a person may be in several statuses at once, so shares may add up to more than 1",
}
_COURSE = ["person", "programme"]
_COUNTS = ("n", "count", "not_yet", "unknown")


@dataclass(frozen=True, repr=False, eq=False)
class StatusAt(Framed):
    """How many are in which status so many months after the start of their course.

    Attributes
    ----------
    months : tuple of int
        In the order asked for.
    day : date or None
        The last day of follow-up; None when nobody is enrolled.
    domains : tuple of StatusDomain
        With all their statuses, in the order of the rows.
    confidence : float
        Of the intervals.
    """

    months: tuple[int, ...]
    day: dt.date | None
    domains: tuple[StatusDomain, ...]
    confidence: float
    _frame: pd.DataFrame

    _brief: ClassVar[tuple[str, ...]] = (
        *("programme", "domain", "status", "month", "n", "count"),
        *("share", "conf_low", "conf_high", "not_yet", "unknown"),
    )
    _telling: ClassVar[tuple[str, ...]] = ("count", "share", "conf_low", "conf_high")

    def _heading(self) -> str:
        return f"StatusAt, followed to {self.day}"


@dataclass(frozen=True, repr=False, eq=False)
class OnDay:
    """How it stands with the courses of one programme on a day of their own.

    Attributes
    ----------
    followed, known : ndarray of bool, one per course
        Whether the data reach the day; whether the status on it is known.
    held : ndarray of bool, (courses, statuses shown)
        Who of the known is in which status.
    contradicting : int
        How many are in two statuses that exclude each other.
    """

    followed: NDArray[np.bool_]
    known: NDArray[np.bool_]
    held: NDArray[np.bool_]
    contradicting: int


@dataclass(frozen=True, repr=False, eq=False)
class Followed:
    """The courses of one programme and the spells of one domain.

    Attributes
    ----------
    programme : str
        The programme's name.
    domain : StatusDomain
        With every status there is.
    spells : Spells
        At the courses.
    started : ndarray of datetime64[D]
        Each course's first day.
    day : datetime64[D]
        The last day of follow-up.
    """

    programme: str
    domain: StatusDomain
    spells: Spells
    started: NDArray[np.datetime64]
    day: np.datetime64

    @property
    def followed_to(self) -> dt.date:
        """The last day of follow-up, as a date."""
        return pd.Timestamp(self.day).date()

    @property
    def only_status(self) -> bool:
        """Whether all that is recorded is a yes, and nobody knows who is a no."""
        return len(self.domain.statuses) == 1 and not self.domain.complete

    @property
    def shown(self) -> tuple[str, ...]:
        """The statuses that have a row: of a complete register also that of being in none."""
        return (*self.domain.statuses, *((NOBODY_IN,) if self.domain.complete else ()))

    def at(self, month: int) -> OnDay:
        """Return how it stands so many months after the start of each course."""
        when = months_after(self.started, month)
        followed = when <= self.day
        held = self.spells.on(np.where(followed, when, np.datetime64("NaT")))
        often = held.sum(axis=1)
        contradict = (often > 1) & (not self.domain.several)
        known = followed & (often > 0) & ~contradict
        if self.domain.complete:
            known |= followed & (often == 0)
            held = np.column_stack([held, often == 0])
        return OnDay(followed, known, held & known[:, None], contradicting=int(contradict.sum()))


def status_at(
    study: Study,
    *,
    months: Sequence[int] = (0, 6, 12),
    domain: str | None = None,
    as_of: str | Quarter | dt.date | None = None,
    confidence: float = 0.95,
) -> StatusAt:
    """Count who is in which status so many months after the start of the course.

    Parameters
    ----------
    study : Study
        With enrolments and statuses.
    months : sequence of int
        Calendar months after the first day of the course; 0 is that day.
    domain : str, optional
        One domain alone (job, benefit ...); all of them when it is not given.
    as_of : str, Quarter or date, optional
        "2026Q3" means 30 September 2026: nobody is followed beyond that day. Nobody is followed
        beyond the day the data reach to (`Study.latest`) either.
    confidence : float
        Of Wilson's interval.

    Returns
    -------
    StatusAt
        One row per programme, domain, status and month: n (persons followed that long whose status
        is known), count, share, conf_low, conf_high, not_yet (persons enrolled whose course
        started less than that many months ago; they are not in n), unknown (followed that long,
        status not known; not in n), method, note (why a share is missing, or what to know of it).
        Every status has a row, also with a count of 0; in a complete register "(none)" is a
        status too.

    Raises
    ------
    InputError
        When there are statuses and no enrolments; when months, domain, day or confidence is wrong.

    See Also
    --------
    evalkit.status_change : the same persons at two months.

    Notes
    -----
    The day is so many calendar months after the first day of the course, at most the last day of
    that month: 31 January and one month is the last day of February. A spell's first and last day
    belong to it; a day that ends one spell and starts another is the new one's. Leaving the
    programme does not end the follow-up.

    A person without a spell on the day is not known ("not assessed"), which is not "no", unless the
    profile says that the register is complete. A person in two statuses that exclude each other
    is not known either.

    The persons at 12 months are not all of those at 0 months, so two rows must not be subtracted:
    that is `evalkit.status_change`. Nothing here says why a share is what it is.

    References
    ----------
    Wilson EB. J Am Stat Assoc 1927;22:209-212.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> frame = ek.status_at(study, domain="livelihood", as_of="2026Q3").to_frame()
    >>> bool((frame.groupby("month")["count"].sum() == frame.groupby("month")["n"].first()).all())
    True
    """
    asked = checked_months(months)
    stated_confidence(confidence)
    parts = followed_domains(study, domain=domain, as_of=as_of)
    rows = [row for part in parts for row in _rows(part, asked, confidence)]
    columns = [*("programme", "domain", "status", "month"), *_COUNTS[:2], "share", "conf_low"]
    columns += ["conf_high", *_COUNTS[2:], "method", "note"]
    frame = pd.DataFrame(rows, columns=columns)
    return StatusAt(
        months=asked,
        day=parts[0].followed_to if parts else None,
        domains=tuple({part.domain.name: part.domain for part in parts}.values()),
        confidence=confidence,
        _frame=frame.astype(dict.fromkeys(("month", *_COUNTS), "int64")),
    )


def _rows(part: Followed, months: Sequence[int], confidence: float) -> list[dict[str, object]]:
    on_days = [(month, part.at(month)) for month in months]
    return [
        {
            "programme": part.programme,
            "domain": part.domain.name,
            "status": status,
            "month": month,
            **_share(part, on_day, place, confidence=confidence),
            "not_yet": int((~on_day.followed).sum()),
            "unknown": int((on_day.followed & ~on_day.known).sum()),
            "method": METHOD,
            "note": "; ".join(NOTES[code] for code in _codes(part, on_day)),
        }
        for place, status in enumerate(part.shown)
        for month, on_day in on_days
    ]


def _share(part: Followed, on_day: OnDay, place: int, *, confidence: float) -> dict[str, object]:
    n, count = int(on_day.known.sum()), int(on_day.held[:, place].sum())
    if not n or part.only_status:
        nothing = dict.fromkeys(("share", "conf_low", "conf_high"), np.nan)
        return {"n": n, "count": count, **nothing}
    low, high = share_limits(count, n, confidence=confidence)
    limits = {"conf_low": float(low), "conf_high": float(high)}
    return {"n": n, "count": count, "share": count / n, **limits}


def _codes(part: Followed, on_day: OnDay) -> list[str]:
    found = []
    if not on_day.followed.any():
        found.append("nobody followed")
    elif part.only_status:
        found.append("only status")
    elif not on_day.known.any():
        found.append("nobody known")
    if on_day.contradicting:
        found.append("contradictions")
    if part.domain.complete and part.domain.aside:
        found.append("rows set aside")
    if part.domain.several:
        found.append("several")
    return found


def followed_domains(
    study: Study, *, domain: str | None, as_of: str | Quarter | dt.date | None
) -> list[Followed]:
    """Return the courses and spells of each programme and domain, as they stood on a day.

    Raises
    ------
    InputError
        As for `status_at`.
    """
    if not isinstance(study, Study):
        raise InputError(
            f"`study` is a {type(study).__name__}; what ek.load(...) returns is expected."
        )
    named = _domains(study, domain)
    day = None if as_of is None else np.datetime64(last_day(as_of), "D")
    if not named:
        return []
    if study.latest is None or study.enrolments.empty:
        raise InputError(
            "The study has statuses but no enrolments, so nobody knows from when months count. "
            "Give the profile a file with 'enrolments', or make the study with them."
        )
    reached = np.datetime64(study.latest, "D")
    day = reached if day is None else min(day, reached)
    courses = study.enrolments
    started = days(courses["started"], called="started").astype("datetime64[D]")
    if np.isnat(started).any():
        raise InputError(
            f"{int(np.isnat(started).sum())} courses have no first day. Fill 'started' or leave "
            f"the rows out."
        )
    found = []
    for programme in dict.fromkeys(courses["programme"]):
        here = (courses["programme"] == programme).to_numpy(dtype=bool) & (started <= day)
        for one in named:
            spells = spells_of(
                study.statuses,
                courses.loc[here, _COURSE].reset_index(drop=True),
                domain=one.name,
                order=one.statuses,
                exclusive=not one.several,
            )
            whole = replace(one, statuses=spells.statuses)
            found.append(Followed(str(programme), whole, spells, started[here], day))
    return found


def _domains(study: Study, domain: str | None) -> list[StatusDomain]:
    """Return the domains asked for, with every status that occurs, whoever's it is."""
    there = study.statuses[["domain", "status"]].drop_duplicates().dropna().astype("str")
    own = {one.name: one for one in study.domains}
    for name in sorted(set(there["domain"]) - set(own)):
        own[name] = StatusDomain(name)
    if domain is not None and str(domain) not in own:
        hint = did_you_mean(str(domain), list(own)) if own else "The study has no statuses."
        raise InputError(f"`domain` is {domain!r}. {hint}")
    chosen = list(own.values()) if domain is None else [own[domain]]
    found = []
    for one in chosen:
        seen = sorted(set(there.loc[there["domain"] == one.name, "status"]) - set(one.statuses))
        if NOBODY_IN in (*one.statuses, *seen):
            raise InputError(
                f"A status of the domain {one.name!r} is called {NOBODY_IN!r}, which is evalkit's "
                f"word for being in none. Give it another name."
            )
        found.append(replace(one, statuses=(*one.statuses, *seen)))
    return found


def checked_months(months: object) -> tuple[int, ...]:
    """Return the months; refuse what is no list of different whole numbers."""
    given = list(months) if isinstance(months, (tuple, list, range, np.ndarray)) else []
    whole = all(
        isinstance(n, (int, np.integer)) and not isinstance(n, bool) and 0 <= n <= MOST_MONTHS
        for n in given
    )
    if not given or not whole or len(set(given)) < len(given):
        raise InputError(
            f"`months` is {months!r}. Give different whole numbers of months after the start, each "
            f"from 0 to {MOST_MONTHS}, such as (0, 6, 12)."
        )
    return tuple(int(n) for n in given)
