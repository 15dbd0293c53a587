"""What an export is: files, columns, types, keys, and how they become long tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from unicodedata import normalize

from evalkit.instruments.instrument import Instrument

__all__ = [
    "COLUMN_TYPES",
    "DATE_FORMS",
    "ENCODINGS",
    "FORMATS",
    "LOCALES",
    "SEPARATORS",
    "AttendanceRule",
    "ColumnRule",
    "EnrolmentRule",
    "FileRule",
    "Profile",
    "ReadingRule",
]

COLUMN_TYPES = ("text", "code", "whole", "number", "date", "choice")
FORMATS = ("csv", "xlsx", "surveyxact")
LOCALES = ("da", "en")

# Codecs by Python's own names; what Danish systems write, the oldest last.
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso8859-1", "iso8859-15",
    "mac-roman", "cp850", "cp865",
)  # fmt: skip
# What may stand between cells, and how messages call it.
SEPARATORS = {";": "';'", ",": "','", "\t": "tab", "|": "'|'"}

# The date forms a profile may name, and what they are to strptime. Never guessed.
DATE_FORMS = {
    "dd-mm-yyyy": "%d-%m-%Y",
    "dd.mm.yyyy": "%d.%m.%Y",
    "dd/mm/yyyy": "%d/%m/%Y",
    "dd/mm-yy": "%d/%m-%y",
    "mm-dd-yyyy": "%m-%d-%Y",
    "mm/dd/yyyy": "%m/%d/%Y",
    "yyyy-mm-dd": "%Y-%m-%d",
    "dd-mm-yyyy hh:mm": "%d-%m-%Y %H:%M",
    "dd-mm-yyyy hh:mm:ss": "%d-%m-%Y %H:%M:%S",
    "dd/mm/yyyy hh:mm": "%d/%m/%Y %H:%M",
    "yyyy-mm-dd hh:mm": "%Y-%m-%d %H:%M",
    "yyyy-mm-dd hh:mm:ss": "%Y-%m-%d %H:%M:%S",
}


@dataclass(frozen=True)
class ColumnRule:
    """What one column holds.

    Attributes
    ----------
    name : str
        The header, exactly.
    type : str
        text, code (kept letter by letter: 0101 stays 0101), whole, number, date or choice.
    required : bool
        Whether a row without a usable cell here is set aside.
    lowest, highest : float, optional
        Limits of a number, both allowed.
    earliest, latest : str, optional
        Limits of a date, yyyy-mm-dd, both allowed.
    values : mapping, optional
        choice: what is written, and what it means.
    width : int, optional
        code: the number of characters it must have.
    dates : str, optional
        date: how it is written, when that is not how the profile's other dates are.
    """

    name: str
    type: str
    required: bool = False
    lowest: float | None = None
    highest: float | None = None
    earliest: str | None = None
    latest: str | None = None
    values: Mapping[str, str] | None = None
    width: int | None = None
    dates: str | None = None


@dataclass(frozen=True)
class EnrolmentRule:
    """Which columns say who takes part, where and when."""

    person: str
    started: str
    site: str | None = None
    ended: str | None = None
    exit_reason: str | None = None
    background: Mapping[str, str] | None = None


@dataclass(frozen=True)
class ReadingRule:
    """Which columns together are one reading of one instrument.

    `items` maps the instrument's item names to headers; `answers` maps what is written (or,
    in a SurveyXact export, the label of the code) to the instrument's codes.
    """

    instrument: Instrument
    person: str
    items: Mapping[str, str]
    date: str | None = None
    wave: str = ""
    respondent: str | None = None
    answers: Mapping[str, float] | None = None


@dataclass(frozen=True)
class AttendanceRule:
    """A register: a row per person, and a column per occasion whose header is its date."""

    activity: str
    person: str
    marks: Mapping[str, bool]


@dataclass(frozen=True)
class FileRule:
    """One file of the delivery: how it is read and what its rows become."""

    name: str
    match: str
    format: str
    columns: Mapping[str, ColumnRule]
    encoding: str | None = None
    separator: str = ";"
    sheet: str | None = None
    header_row: int = 1
    skip_below_header: int = 0
    labels: str | None = None
    optional: bool = False
    key: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    not_data: Mapping[str, tuple[str, ...]] | None = None
    finished: tuple[str, str, str] | None = None
    enrolments: EnrolmentRule | None = None
    readings: tuple[ReadingRule, ...] = ()
    attendance: AttendanceRule | None = None

    @cached_property
    def declared(self) -> frozenset[str]:
        """Every header the profile names in this file, the ignored ones too."""
        items = {header for reading in self.readings for header in reading.items.values()}
        return frozenset({*self.columns, *items, *self.ignore})

    @property
    def person_columns(self) -> tuple[str, ...]:
        """The columns that hold somebody who must be enrolled."""
        names = [reading.person for reading in self.readings]
        names += [self.attendance.person] if self.attendance else []
        return tuple(dict.fromkeys(names))

    @property
    def row_key(self) -> tuple[str, ...]:
        """The columns that name a row.

        `key`, else the person of an enrolment or a register, else the person of the readings
        with their date (unless waves tell them apart) and respondent.
        """
        if self.key:
            return self.key
        if self.enrolments:
            return (self.enrolments.person,)
        if self.attendance:
            return (self.attendance.person,)
        names: list[str | None] = []
        for reading in self.readings:
            names += [reading.person, None if reading.wave else reading.date, reading.respondent]
        return tuple(dict.fromkeys(name for name in names if name))

    def fits(self, path: Path) -> bool:
        """Whether a file's name is the one this rule is about."""
        # A Mac hands out names with letters taken apart (NFD).
        return fnmatchcase(normalize("NFC", path.name).casefold(), self.match.casefold())


@dataclass(frozen=True)
class Profile:
    """What one kind of delivery is.

    Attributes
    ----------
    name : str
        The profile's own name.
    title : dict
        What readers call the programme, by language.
    programme : str
        The programme's name in the tables.
    dates : str
        One of `DATE_FORMS`, for every date column that does not state its own.
    locale : {"da", "en"}
        da: decimal comma, point between thousands; en: the other way round.
    missing : tuple of str
        What else than an empty cell means "no answer".
    waves : tuple of str
        Named readings in their order in time; empty when dates decide.
    notes : dict
        What a reader must know about how the data came about, by language.
    """

    name: str
    title: dict[str, str]
    programme: str
    files: tuple[FileRule, ...]
    dates: str = "dd-mm-yyyy"
    locale: str = "da"
    missing: tuple[str, ...] = ()
    waves: tuple[str, ...] = ()
    notes: dict[str, str] | None = None
    path: Path | None = None

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments read, each once, in the order of the file."""
        found = {r.instrument.name: r.instrument for rule in self.files for r in rule.readings}
        return tuple(found.values())
