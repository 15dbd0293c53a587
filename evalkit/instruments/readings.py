"""From the long table of answers to a matrix: a row per reading, a column per item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.frames import ANSWERS, PROVENANCE, require_columns
from evalkit.instruments.instrument import Instrument

__all__ = ["READING", "HasAnswers", "Readings", "readings"]

# What names one reading: the key of an answer without the item and its instrument.
READING = tuple(name for name in ANSWERS.key if name not in ("instrument", "item"))
_MUST_BE_FILLED = tuple(column.name for column in ANSWERS.own_columns if column.required)
_CARRIED = READING + tuple(column.name for column in PROVENANCE)
# How many rows or names a message lists before it says how many more there are.
LISTED = 5
# A word with this many digits could be a person's number (CPR has ten): no message repeats it.
MOST_DIGITS = 4
_NOT_ASKED = -1


class HasAnswers(Protocol):
    """Anything that carries the long table of answers; a study, seen from below."""

    @property
    def answers(self) -> pd.DataFrame:
        """The long table of answers."""
        ...


@dataclass(frozen=True, repr=False, eq=False)
class Readings:
    """The answers to one instrument.

    Attributes
    ----------
    instrument : Instrument
        What was asked.
    keys : DataFrame
        A row per reading, in the order of their first answers: the columns of `READING` and
        the provenance of the reading's first row, as far as the answers have them.
    values : ndarray of float, (readings, items)
        The codes; missing where there is no answer.
    rows_used, rows_other : int
        Rows that are answers to this instrument, and rows that are not.
    """

    instrument: Instrument
    keys: pd.DataFrame
    values: NDArray[np.float64]
    rows_used: int
    rows_other: int

    def __repr__(self) -> str:
        return (
            f"<Readings of {self.instrument.name}: {len(self.keys)} from {self.rows_used} answers>"
        )


def readings(answers: pd.DataFrame | HasAnswers, asked: Instrument) -> Readings:
    """Return the answers to one instrument as a matrix.

    Parameters
    ----------
    answers : DataFrame, or anything with `.answers`
        A row per item answered: person, item, value; where present also programme,
        instrument, date, wave, respondent and provenance.
    asked : Instrument
        What was asked.

    Returns
    -------
    Readings

    Raises
    ------
    InputError
        When no row belongs to the instrument, when an item is not one of its, when an answer
        is not one of its codes, or when an item is answered twice at one reading.

    Notes
    -----
    A reading is one combination of person, programme, date, wave and respondent; an empty
    date or wave is a value like any other. Times of day are cut off: dates are days.
    """
    frame: Any = answers
    if not isinstance(answers, pd.DataFrame):
        frame = getattr(answers, "answers", answers)
    require_columns(frame, ("person", "item", "value"), called="answers")
    own = _own_rows(frame, asked)
    _refuse_empty(own)
    item = _item_numbers(own, asked)
    values = _codes(own, asked)
    keys = _key_columns(own)
    reading, first = _numbered(keys)
    cell = reading * len(asked.items) + item
    matrix = np.full(len(first) * len(asked.items), np.nan)
    _refuse(np.bincount(cell, minlength=len(matrix))[cell] > 1, own, _answered_twice(asked))
    matrix[cell] = values
    return Readings(
        instrument=asked,
        keys=keys.take(first).reset_index(drop=True),
        values=matrix.reshape(len(first), len(asked.items)),
        rows_used=len(own),
        rows_other=len(frame) - len(own),
    )


def _own_rows(frame: pd.DataFrame, asked: Instrument) -> pd.DataFrame:
    columns = [name for name in (*_MUST_BE_FILLED, "value", *_CARRIED) if name in frame.columns]
    own = frame[list(dict.fromkeys(columns))]
    if "instrument" not in own:
        there = "no rows at all"
    else:
        unnamed = own["instrument"].isna().to_numpy(dtype=bool)
        _refuse(unnamed, own, "no 'instrument'. Fill the column or drop it.")
        mine = (own["instrument"] == asked.name).to_numpy(dtype=bool)
        there = _listed_words(own["instrument"].unique())
        own = own if mine.all() else own[mine]
    if own.empty:
        raise InputError(
            f"`answers` has no row whose 'instrument' is '{asked.name}'. It has: {there}. Score "
            f"by an instrument that is there, or correct the column."
        )
    return own


def _refuse_empty(own: pd.DataFrame) -> None:
    for name in _MUST_BE_FILLED:
        if name in own:
            what = f"an empty '{name}', and it names the row. Fill the cells or leave the rows out."
            _refuse(own[name].isna().to_numpy(), own, what)


def _item_numbers(own: pd.DataFrame, asked: Instrument) -> NDArray[np.intp]:
    found, words = pd.factorize(own["item"])
    number = {name: place for place, name in enumerate(asked.item_names)}
    places = np.array([number.get(str(word), _NOT_ASKED) for word in words], dtype=np.intp)
    unknown = [str(word) for word, place in zip(words, places, strict=True) if place == _NOT_ASKED]
    if unknown:
        rows = _count(int((places[found] == _NOT_ASKED).sum()), "row")
        near = [word for word in unknown if _resembles(word, asked.item_names)]
        hint = did_you_mean(near[0].casefold() if near else "", asked.item_names)
        raise InputError(
            f"`answers` has {rows} with an item that '{asked.name}' does not have: "
            f"{_listed_words(near, others=len(unknown) - len(near))}. {hint} Correct the names."
        )
    return np.asarray(places[found], dtype=np.intp)


def _codes(own: pd.DataFrame, asked: Instrument) -> NDArray[np.float64]:
    try:
        values = own["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise InputError(
            f"Column 'value' of `answers` holds something that is not a number. '{asked.name}' "
            f"takes the codes {asked.codes}; turn texts into codes first, and leave unanswered "
            f"items empty."
        ) from None
    remedy = "Correct them where they come from, or leave them empty when they mean no answer."
    outside = (values < asked.lowest) | (values > asked.highest)
    _refuse(outside, own, f"a 'value' outside the codes {asked.codes} of '{asked.name}'. {remedy}")
    if asked.codes.whole:
        broken = ~np.isnan(values) & (values != np.floor(values))
        _refuse(broken, own, f"a 'value' that is not a whole number as {asked.codes} are. {remedy}")
    return values


def _key_columns(own: pd.DataFrame) -> pd.DataFrame:
    keys = own[[name for name in _CARRIED if name in own]]
    return keys.assign(date=_days(keys["date"])) if "date" in keys else keys


def _days(dates: pd.Series[Any]) -> pd.Series[Any]:
    """Return dates without time of day; texts only when written year-month-day."""
    refusal = InputError(
        "Column 'date' of `answers` holds something that is not a date. Accepted: dates, or texts "
        "written yyyy-mm-dd. Convert the column first; a day-first text is never guessed at."
    )
    if dates.isna().all():
        return pd.Series(pd.NaT, index=dates.index, dtype="datetime64[s]")
    if pd.api.types.is_numeric_dtype(dates) or pd.api.types.is_bool_dtype(dates):
        raise refusal
    try:
        days = pd.to_datetime(dates, format="ISO8601").astype("datetime64[s]")
    except (TypeError, ValueError):
        raise refusal from None
    return days.dt.normalize()


def _numbered(keys: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for each row the number of its reading, and for each reading its first row."""
    number = np.zeros(len(keys), dtype=np.int64)
    for name in READING:
        if name in keys:
            code, words = pd.factorize(keys[name])
            # A missing value has code -1: after the shift it is 0, a value like any other.
            number, _ = pd.factorize(number * (len(words) + 1) + code + 1)
    first = np.empty(int(number.max()) + 1, dtype=np.intp)
    # Written from the last row to the first, so the first row of each reading stays.
    first[number[::-1]] = np.arange(len(number) - 1, -1, -1)
    return np.asarray(number, dtype=np.intp), first


def _answered_twice(asked: Instrument) -> str:
    return (
        f"another answer to the same item of '{asked.name}' at the same reading (person, "
        f"programme, date, wave, respondent). Keep one of them, or tell the readings apart by "
        f"'wave' or 'date'."
    )


def _refuse(wrong: NDArray[np.bool_], own: pd.DataFrame, what: str) -> None:
    """Refuse rows by their number and, where known, their place in the file; never by value."""
    if not wrong.any():
        return
    count, rows = int(wrong.sum()), ""
    if "row" in own:
        known = pd.to_numeric(own["row"][wrong], errors="coerce").dropna().astype("int64")
        places = np.sort(known.unique())
        more = f" and {len(places) - LISTED} more" if len(places) > LISTED else ""
        listed = ", ".join(map(str, places[:LISTED]))
        rows = f" ({'row' if len(places) == 1 else 'rows'} {listed}{more})" if listed else ""
    raise InputError(f"`answers` has {_count(count, 'row')}{rows} with {what}")


def _listed_words(words: Iterable[object], *, others: int = 0) -> str:
    """Return names of something, and only the number of those that could be data."""
    named = [str(word) for word in words]
    shown = [repr(word) for word in named if _is_plain(word)][:LISTED]
    others += len(named) - len(shown)
    parts = [", ".join(shown), f"{others} not shown here" if others else ""]
    return " and ".join(part for part in parts if part) or "nothing"


def _is_plain(word: str) -> bool:
    return word.isidentifier() and sum(map(str.isdigit, word)) <= MOST_DIGITS


def _resembles(word: str, names: Iterable[str]) -> bool:
    return bool(get_close_matches(word.casefold(), names, n=1))


def _count(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
