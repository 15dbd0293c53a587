"""Spells in a status with a known truth: people move between statuses at constant rates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from scipy.linalg import expm

from evalkit.errors import InputError, did_you_mean
from evalkit.synthetic.cohort import DAYS_A_MONTH, Cohort
from evalkit.synthetic.streams import stream

__all__ = ["Spell", "StatusDesign", "made_spells", "true_status_share"]

# How long somebody has been in the status they start the course with, in months.
LONGEST_BEFORE = 30


@dataclass(frozen=True)
class StatusDesign:
    """One domain in which everybody is in one status at a time, and moves between them.

    Parameters
    ----------
    domain : str
        What the status is about.
    statuses : tuple of str
        The statuses there are.
    at_start : tuple of float
        The share of people in each on the first day of the course; they sum to 1.
    rates : tuple of tuple of float
        Row and column: how many a month go from one status to another, of those in it. The
        diagonal is 0.
    unseen : tuple of str
        Statuses that no file has a row for: being in no treatment, say.
    unrecorded : float
        The probability that a person's spells are not recorded at all, whatever they are.
    """

    domain: str
    statuses: tuple[str, ...]
    at_start: tuple[float, ...]
    rates: tuple[tuple[float, ...], ...]
    unseen: tuple[str, ...] = ()
    unrecorded: float = 0.0

    def __post_init__(self) -> None:
        """Refuse shares that do not sum to 1, and rates that are none."""
        if abs(sum(self.at_start) - 1.0) > 1e-9 or min(self.at_start) < 0:
            raise InputError(
                f"StatusDesign {self.domain!r}: the shares of `at_start` do not sum to 1."
            )
        many = len(self.statuses)
        square = len(self.rates) == many and all(len(row) == many for row in self.rates)
        if not square or len(self.at_start) != many or np.min(self.rates) < 0:
            raise InputError(
                f"StatusDesign {self.domain!r}: {many} statuses need {many} shares at the start "
                f"and {many} rows of {many} rates, none below 0."
            )


@dataclass(frozen=True, repr=False)
class Spell:
    """One person in one status; `ended` is None while it lasts."""

    person: int
    domain: str
    status: str
    started: dt.date
    ended: dt.date | None


def true_status_share(design: StatusDesign, *, status: str, month: float) -> float:
    """Return the share of people in a status so many months after the start of their course.

    Parameters
    ----------
    design : StatusDesign
        What is planted.
    status : str
        Which.
    month : float
        Months after the start.

    Notes
    -----
    A Markov chain in continuous time: the shares at the start times the matrix exponential of
    the rates times the months. Nobody leaves the follow-up.

    Examples
    --------
    >>> design = StatusDesign("job", ("no", "yes"), (1.0, 0.0), ((0.0, 0.1), (0.0, 0.0)))
    >>> round(true_status_share(design, status="yes", month=10), 6)  # 1 - exp(-1)
    0.632121
    """
    if status not in design.statuses:
        hint = did_you_mean(status, design.statuses)
        raise InputError(f"The design has no status {status!r}. {hint}")
    rates = np.array(design.rates, dtype=float)
    np.fill_diagonal(rates, 0.0)
    rates -= np.diag(rates.sum(axis=1))
    shares = np.array(design.at_start) @ expm(rates * month)
    return float(shares[design.statuses.index(status)])


def made_spells(cohort: Cohort, designs: tuple[StatusDesign, ...]) -> list[Spell]:
    """Draw every person's spells in every domain, as they are known at the cohort's `as_of`.

    Parameters
    ----------
    cohort : Cohort
        Whose people, first days and `as_of` count.
    designs : tuple of StatusDesign
        What is planted.

    Returns
    -------
    list of Spell
        Person by person, domain by domain, in the order of time; without those unseen and
        unrecorded, and without what starts after `as_of`.
    """
    spells: list[Spell] = []
    generators = {d.domain: stream(cohort.seed, f"statuses {d.domain}") for d in designs}
    for course in cohort.courses():
        for design in designs:
            rng = generators[design.domain]
            path = _path(design, course.started, cohort.design.as_of, rng=rng)
            if rng.random() < design.unrecorded:
                continue
            spells += [
                Spell(course.person, design.domain, status, started, ended)
                for status, started, ended in path
                if status not in design.unseen
            ]
    return spells


def _path(
    design: StatusDesign, start: dt.date, as_of: dt.date | None, *, rng: np.random.Generator
) -> list[tuple[str, dt.date, dt.date | None]]:
    """Return one person's statuses, from before the start of the course to the last day."""
    now = int(rng.choice(len(design.statuses), p=design.at_start))
    began = start - dt.timedelta(days=int(rng.integers(1, int(LONGEST_BEFORE * DAYS_A_MONTH))))
    months = 0.0
    found: list[tuple[str, dt.date, dt.date | None]] = []
    # Without a day on which the export is made nobody is followed beyond five years.
    last = as_of or start + dt.timedelta(days=round(60 * DAYS_A_MONTH))
    while True:
        rates = np.array(design.rates[now], dtype=float)
        rates[now] = 0.0
        leaving = float(rates.sum())
        months += float(rng.exponential(1 / leaving)) if leaving else np.inf
        days = months * DAYS_A_MONTH
        new = start + dt.timedelta(days=int(days) + 1) if days < 36_500 else dt.date.max
        if new > last:
            return [*found, (design.statuses[now], began, None)]
        if new > began:
            ended = new - dt.timedelta(days=1)
            found.append((design.statuses[now], began, ended))
            began = new
        now = int(rng.choice(len(design.statuses), p=rates / leaving))
