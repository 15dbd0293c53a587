"""One reading a person: several of the same person are not several persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.instruments.readings import Readings
from evalkit.sets.columns import numbered

__all__ = ["OneReading", "one_reading"]


@dataclass(frozen=True, repr=False, eq=False)
class OneReading:
    """The answers of each person at one time.

    Attributes
    ----------
    values : ndarray, (persons, items)
        The codes as answered; missing where there is no answer.
    rule : str
        Which reading it is.
    left_out : mapping
        Readings that are not in it, by reason.
    """

    values: NDArray[np.float64]
    rule: str
    left_out: Mapping[str, int]


def one_reading(given: Readings, *, wave: str | None) -> OneReading:
    """Return each person's first reading by date, or that of a named wave.

    Parameters
    ----------
    given : Readings
        The answers to one instrument.
    wave : str or None
        The wave's name; None for the first by date. Where nobody has more than one reading, that
        one needs no date.

    Returns
    -------
    OneReading

    Raises
    ------
    InputError
        When the wave is unknown, when a person has two readings at the time that is asked for, or
        when no dates say which came first.
    """
    answered = np.asarray((~np.isnan(given.values)).any(axis=1))
    left_out = {"without an answer": int((~answered).sum())}
    if wave is not None:
        chosen = answered & _in_wave(given, wave)
        left_out["in another wave"] = int((answered & ~chosen).sum())
        rule = f"the reading of the wave {wave}"
        twice = _sharing(given, chosen)
        if twice:
            raise InputError(
                f"{_persons(twice)} more than one reading in the wave {wave!r}. Keep the rows of "
                f"one programme and one respondent: a person counts once."
            )
        return OneReading(given.values[chosen], rule, left_out)
    if not _sharing(given, answered):
        return OneReading(given.values[answered], "the one reading of each person", left_out)
    chosen, undated = _first(given, answered)
    left_out["without a date"] = undated
    left_out["after the first"] = int(answered.sum() - chosen.sum()) - undated
    return OneReading(given.values[chosen], "the first reading by date", left_out)


def _in_wave(given: Readings, wave: str) -> NDArray[np.bool_]:
    names = given.keys["wave"].astype(object) if "wave" in given.keys else None
    known = [] if names is None else [name for name in names.dropna().unique() if name != ""]
    if names is None or wave not in known:
        raise InputError(
            f"No reading of '{given.instrument.name}' has the wave {wave!r}. "
            f"{did_you_mean(str(wave), sorted(map(str, known)))} Leave out `wave` for the first "
            f"reading by date."
        )
    return np.asarray((names == wave).to_numpy(dtype=bool))


def _sharing(given: Readings, those: NDArray[np.bool_]) -> int:
    """Return how many persons have more than one of these readings."""
    number, first = numbered(given.keys[those], ["person"])
    return int((np.bincount(number, minlength=len(first)) > 1).sum())


def _first(given: Readings, answered: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], int]:
    """Return each person's first dated reading, and how many undated ones are left out.

    The only reading of a person is the first, with or without a date.
    """
    number, first = numbered(given.keys, ["person"])
    many = np.bincount(number[answered], minlength=len(first))
    alone = answered & (many[number] == 1)
    if "date" in given.keys:
        day = given.keys["date"].to_numpy().astype("datetime64[D]")
        dated = answered & ~np.isnat(day)
    else:
        day, dated = np.zeros(len(number), dtype="datetime64[D]"), np.zeros(len(number), dtype=bool)
    if not dated[answered & ~alone].any():
        raise InputError(
            f"{_persons(int((many > 1).sum()))} more than one reading of "
            f"'{given.instrument.name}', and no dates say which came first. Add a column 'date', "
            f"or name the reading with `wave=`."
        )
    earliest = np.full(len(first), np.datetime64("9999-12-31"))
    np.minimum.at(earliest, number[dated], day[dated])
    chosen = alone | (dated & (day == earliest[number]))
    ties = _sharing(given, chosen)
    if ties:
        raise InputError(
            f"{_persons(ties)} more than one reading on their first day (of two programmes, waves "
            f"or respondents). Keep the rows of one, or name the reading with `wave=`: a person "
            f"counts once."
        )
    return chosen, int((answered & ~dated & ~alone).sum())


def _persons(count: int) -> str:
    return "1 person has" if count == 1 else f"{count} persons have"
