"""Who of a group of adults is there on which day, so that nobody stays away for long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.errors import InputError

__all__ = ["Rota", "drawn_rota"]

TRIES = 25


@dataclass(frozen=True)
class Rota:
    """A group of adults who take turns.

    Parameters
    ----------
    adults : tuple of str
        The adults' codes.
    least, most : int
        How few and how many of them are there on a day.
    most_away : int
        How many days running one of them may be away.
    """

    adults: tuple[str, ...]
    least: int
    most: int
    most_away: int

    def __post_init__(self) -> None:
        """Refuse a rota that nobody could keep."""
        if not 0 < self.least <= self.most <= len(self.adults):
            raise InputError(
                f"Rota: {self.least} to {self.most} of {len(self.adults)} adults a day does not "
                f"go. Give 0 < least <= most <= the number of adults."
            )
        if self.least * (self.most_away + 1) < len(self.adults):
            raise InputError(
                f"Rota: with {self.least} of {len(self.adults)} adults a day somebody is away for "
                f"more than {self.most_away} days running. Raise `least` or `most_away`."
            )


def drawn_rota(
    rota: Rota,
    days: Sequence[dt.date],
    rng: np.random.Generator,
    *,
    everybody_on: Sequence[dt.date] = (),
) -> dict[dt.date, tuple[str, ...]]:
    """Draw who is there on each day.

    Parameters
    ----------
    rota : Rota
        Who takes turns, and how.
    days : sequence of datetime.date
        The days, in order.
    rng : numpy.random.Generator
        Where the choices come from.
    everybody_on : sequence of datetime.date
        Days on which all of them are there.

    Returns
    -------
    dict
        Day to the codes, in order; nobody is away for more than `most_away` days running.
    """
    away = dict.fromkeys(rota.adults, 0)
    found: dict[dt.date, tuple[str, ...]] = {}
    for day in days:
        number = int(rng.integers(rota.least, rota.most + 1))
        if day in everybody_on:
            number = len(rota.adults)
        away = _away_after(away, _chosen(rota, away, number=number, rng=rng))
        found[day] = tuple(adult for adult in rota.adults if away[adult] == 0)
    return found


def _chosen(
    rota: Rota, away: dict[str, int], *, number: int, rng: np.random.Generator
) -> Sequence[str]:
    """Return so many at random, or those away longest where chance would break the limit."""
    for _ in range(TRIES):
        there = [rota.adults[i] for i in rng.permutation(len(rota.adults))[:number]]
        if _can_go_on(rota, _away_after(away, there)):
            return there
    return sorted(rota.adults, key=lambda adult: -away[adult])[:number]


def _away_after(away: dict[str, int], there: Sequence[str]) -> dict[str, int]:
    return {adult: 0 if adult in there else days + 1 for adult, days in away.items()}


def _can_go_on(rota: Rota, away: dict[str, int]) -> bool:
    """Whether `least` adults a day are enough for all to be back in time."""
    return all(
        sum(rota.most_away - days < within for days in away.values()) <= rota.least * within
        for within in range(rota.most_away + 1)
    )
