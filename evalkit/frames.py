"""The long tables: the one definition of their columns, types, units and keys.

Loader, scoring, analyses, documents and tests read it from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evalkit.errors import InputError, did_you_mean

__all__ = [
    "ANSWERS",
    "ATTENDANCE",
    "CONTACTS",
    "ENROLMENTS",
    "GOALS",
    "HEADCOUNTS",
    "MATCHES",
    "MEETINGS",
    "PROVENANCE",
    "REFERRALS",
    "SCORES",
    "STAFFING",
    "STATUSES",
    "TABLES",
    "TIES",
    "Column",
    "Table",
    "require_columns",
]

# Local dates; pandas keeps the unit of whatever made them, so the tables state theirs.
DATE_DTYPE = "datetime64[s]"
_DTYPES = {
    "text": "str",
    "date": DATE_DTYPE,
    "number": "float64",
    "count": "Int64",
    "yes_no": "boolean",
}


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in which unit, and whether it may be empty."""

    name: str
    kind: str
    meaning: str
    required: bool = False

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column."""
        return _DTYPES[self.kind]


# Where a row came from: on every row of every table. `row` is as a spreadsheet shows it.
PROVENANCE = (
    Column("delivery", "text", "the delivery the row came with"),
    Column("file", "text", "the file's name"),
    Column("sheet", "text", "the sheet's name, empty for files without sheets"),
    Column("row", "count", "the row as a spreadsheet shows it (first row of the file is 1)"),
)


@dataclass(frozen=True)
class Table:
    """One long table: what a row is, which columns name it, and which it has."""

    name: str
    a_row_is: str
    key: tuple[str, ...]
    own_columns: tuple[Column, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's own columns followed by the provenance columns."""
        return self.own_columns + PROVENANCE

    def empty(self) -> pd.DataFrame:
        """Return the table without rows, with every column in its dtype."""
        return self.shaped(pd.DataFrame())

    def shaped(self, rows: pd.DataFrame | Iterable[Mapping[str, object]]) -> pd.DataFrame:
        """Return rows with the table's columns first, in its order and dtypes.

        Columns the table does not know (declared background) follow as they are.

        Raises
        ------
        InputError
            When a value does not fit the dtype, or a required column has an empty cell.
        """
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        known = {column.name: self._column(frame, column) for column in self.columns}
        extra = {name: frame[name] for name in frame.columns if name not in known}
        return pd.DataFrame(known | extra, index=frame.index).reset_index(drop=True)

    def _column(self, frame: pd.DataFrame, column: Column) -> pd.Series[Any]:
        if column.name not in frame:
            values: pd.Series[Any] = pd.Series(None, index=frame.index, dtype=column.dtype)
        else:
            try:
                values = _in_dtype(frame[column.name], column)
            except (TypeError, ValueError, OverflowError):
                raise InputError(
                    f"Column '{column.name}' of {self.name} holds values that are not a "
                    f"{column.kind} ({column.meaning}). {_REMEDIES.get(column.kind, _REMEDY)}"
                ) from None
        empty = int(values.isna().sum())
        if column.required and empty:
            raise InputError(
                f"Column '{column.name}' of {self.name} is empty in {empty} of {len(values)} rows, "
                f"and it names the row. Fill it or leave the rows out."
            )
        return values


_REMEDY = "Convert the column first."
_REMEDIES = {
    "date": "Give dates, or texts written yyyy-mm-dd; a day-first text is never guessed at."
}


def _in_dtype(values: pd.Series[Any], column: Column) -> pd.Series[Any]:
    if column.kind == "date" and not values.isna().all():
        # A number would be taken for seconds since 1970, and 01-02-2026 for the 2nd of January.
        if pd.api.types.is_numeric_dtype(values):
            raise TypeError
        values = pd.to_datetime(values, format="ISO8601")
    return values.astype(column.dtype)  # type: ignore[call-overload, no-any-return]


def _person() -> Column:
    return Column("person", "text", "the person's key", required=True)


def _programme() -> Column:
    return Column("programme", "text", "the programme's name", required=True)


def _adult() -> Column:
    return Column("adult", "text", "the adult's key", required=True)


ENROLMENTS = Table(
    "enrolments",
    "one person in one programme",
    ("person", "programme"),
    (
        _person(),
        _programme(),
        Column("site", "text", "where the person takes part"),
        Column("started", "date", "first day", required=True),
        Column("ended", "date", "last day; empty while the person takes part"),
        Column("exit_reason", "text", "why the person left, in the profile's words"),
    ),
)

ANSWERS = Table(
    "answers",
    "one item answered",
    ("person", "programme", "instrument", "item", "date", "wave", "respondent"),
    (
        _person(),
        _programme(),
        Column("instrument", "text", "the instrument's name", required=True),
        Column("item", "text", "the item's name in the instrument", required=True),
        Column("date", "date", "the day the answer was given"),
        Column("wave", "text", "the named reading (before, after ...); empty when dates decide"),
        Column("respondent", "text", "who answered; empty when it is the person"),
        Column("value", "number", "the answer as the instrument codes it; empty when not answered"),
    ),
)

SCORES = Table(
    "scores",
    "one scale at one time",
    ("person", "programme", "instrument", "scale", "date", "wave", "respondent"),
    (
        _person(),
        _programme(),
        Column("instrument", "text", "the instrument's name", required=True),
        Column("scale", "text", "the scale's name in the instrument", required=True),
        Column("date", "date", "the day of the reading"),
        Column("wave", "text", "the named reading; empty when dates decide"),
        Column("respondent", "text", "who answered"),
        Column("score", "number", "the score in the scale's unit; empty when not computable"),
    ),
)

ATTENDANCE = Table(
    "attendance",
    "one person at one occasion",
    ("person", "programme", "activity", "date"),
    (
        _person(),
        _programme(),
        Column("activity", "text", "what was held", required=True),
        Column("date", "date", "the day it was held", required=True),
        Column("attended", "yes_no", "whether the person came; empty when nothing was noted"),
    ),
)

STATUSES = Table(
    "statuses",
    "one spell: a person in one status from a first to a last day",
    ("person", "programme", "domain", "status", "started"),
    (
        _person(),
        _programme(),
        Column("domain", "text", "what the status is about (job, benefit ...)", required=True),
        Column("status", "text", "the status, in the profile's words", required=True),
        Column("started", "date", "first day in the status", required=True),
        Column("ended", "date", "last day in the status; empty while it lasts"),
    ),
)

MEETINGS = Table(
    "meetings",
    "one meeting: of a case, of a group of adults, or of one person",
    ("case", "programme", "kind", "date"),
    (
        Column("case", "text", "the key of the family, team or person it is about", required=True),
        _programme(),
        Column("kind", "text", "what meeting it is, in the profile's words", required=True),
        Column("date", "date", "the day it was held", required=True),
        Column("minutes", "number", "how long it lasted, in minutes"),
        Column("participants", "count", "how many took part"),
        Column("interpreter", "yes_no", "whether an interpreter took part"),
        Column("number", "count", "its number in the series, where the file numbers them"),
    ),
)

MATCHES = Table(
    "matches",
    "one match: a person and an adult who are proposed to each other",
    ("person", "programme", "adult", "proposed"),
    (
        _person(),
        _programme(),
        _adult(),
        Column("proposed", "date", "the day the two were proposed to each other"),
        Column("accepted", "date", "the day both said yes; empty while they have not"),
        Column("started", "date", "first day of the match"),
        Column("ended", "date", "the day it ended, or was declined; empty while it lasts"),
        Column("reason", "text", "why it ended or was declined, in the profile's words"),
    ),
)

CONTACTS = Table(
    "contacts",
    "one contact between a person and an adult",
    ("person", "programme", "adult", "date", "kind"),
    (
        _person(),
        _programme(),
        Column("adult", "text", "the adult's key; empty where nobody is named"),
        Column("kind", "text", "what contact it was, in the profile's words"),
        Column("date", "date", "the day of the contact", required=True),
        Column("hours", "number", "how long it lasted, in hours"),
    ),
)

GOALS = Table(
    "goals",
    "one goal at one time",
    ("person", "programme", "goal", "date"),
    (
        _person(),
        _programme(),
        Column("goal", "text", "the goal's number or short name", required=True),
        Column("area", "text", "what the goal is about, in the profile's words"),
        Column("set_on", "date", "the day the goal was set"),
        Column("set_by", "text", "who set it (person, worker, both)"),
        Column("weight", "number", "its weight among the person's goals; empty means alike"),
        Column("date", "date", "the day its attainment was rated; empty when it has not been"),
        Column("attainment", "number", "-2 much less than expected, 0 as expected, +2 much more"),
    ),
)

TIES = Table(
    "ties",
    "one relation on one network map",
    ("person", "programme", "date", "alter"),
    (
        _person(),
        _programme(),
        Column("date", "date", "the day the map was drawn", required=True),
        Column("alter", "text", "the key of the one the relation is to", required=True),
        Column("sector", "text", "family, friends, school or work, professionals ..."),
        Column("closeness", "number", "how close, in the profile's numbers; more is closer"),
        Column("paid", "yes_no", "whether the relation is part of somebody's paid work"),
    ),
)

STAFFING = Table(
    "staffing",
    "one adult at one occasion",
    ("adult", "programme", "activity", "date"),
    (
        _adult(),
        _programme(),
        Column("role", "text", "worker, volunteer ..., in the profile's words"),
        Column("activity", "text", "what was held", required=True),
        Column("date", "date", "the day it was held", required=True),
    ),
)

HEADCOUNTS = Table(
    "headcounts",
    "one count of one group at one occasion, where nobody is named",
    ("programme", "activity", "date", "group"),
    (
        _programme(),
        Column("activity", "text", "what was held", required=True),
        Column("date", "date", "the day it was held", required=True),
        Column("group", "text", "who was counted (users, vulnerable users ...)", required=True),
        Column("count", "count", "how many there were; empty when nobody counted"),
    ),
)

REFERRALS = Table(
    "referrals",
    "one referral of a person to a programme",
    ("person", "programme", "referred"),
    (
        _person(),
        _programme(),
        Column("referred", "date", "the day of the referral", required=True),
        Column("screened", "date", "the day somebody looked at whether the programme fits"),
        Column("offered", "date", "the day a place was offered"),
        Column("closed", "date", "the day the referral was closed without a start"),
        Column("outcome", "text", "why it was closed, in the profile's words"),
        Column("fits", "yes_no", "whether the person was found to be in the target group"),
    ),
)

TABLES = {
    table.name: table
    for table in (
        ENROLMENTS,
        ANSWERS,
        SCORES,
        ATTENDANCE,
        STATUSES,
        MEETINGS,
        MATCHES,
        CONTACTS,
        GOALS,
        TIES,
        STAFFING,
        HEADCOUNTS,
        REFERRALS,
    )
}


def require_columns(frame: pd.DataFrame, names: Iterable[str], *, called: str) -> None:
    """Refuse a frame that lacks a column, naming what it has and the nearest name.

    Parameters
    ----------
    frame : DataFrame
        What was handed in.
    names : iterable of str
        Columns it must have.
    called : str
        The argument's name, for the message.

    Raises
    ------
    InputError
        When a column is missing.

    Examples
    --------
    >>> require_columns(pd.DataFrame({"scor": [1.0]}), ["score"], called="scores")
    Traceback (most recent call last):
        ...
    evalkit.errors.InputError: `scores` has no column 'score'. Did you mean 'scor'? ...
    """
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"`{called}` is a {type(frame).__name__}; a DataFrame is expected.")
    for name in names:
        if name not in frame.columns:
            hint = did_you_mean(name, [str(column) for column in frame.columns])
            raise InputError(
                f"`{called}` has no column '{name}'. {hint.replace('Accepted: ', 'It has: ', 1)} "
                f"Rename the column first."
            )
