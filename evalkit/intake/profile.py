"""What an export is: files, columns, types, keys, and how they become long tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from unicodedata import normalize

from evalkit.instruments.instrument import Instrument
from evalkit.intake.record_rules import RecordRule
from evalkit.readers.file_form import FileForm

__all__ = [
    "COLUMN_TYPES",
    "DATE_FORMS",
    "LOCALES",
    "PERSON_KEYS",
    "AttendanceRule",
    "ColumnRule",
    "EnrolmentRule",
    "FileRule",
    "MultipleChoice",
    "Profile",
    "ReadingRule",
    "StatusRule",
]

COLUMN_TYPES = ("text", "code", "cpr", "whole", "number", "date", "choice", "free_text")
LOCALES = ("da", "en")
# Whether a column that names a person becomes a pseudonym, or is one already.
PERSON_KEYS = ("pseudonymise", "keep")

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
        text (a short label), code (kept letter by letter: 0101 stays 0101), cpr, whole, number,
        date, choice or free_text (people's own words; kept only masked).
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
    """Which columns say who takes part, where and when.

    `born` is a date, a year or a CPR number; it is checked with, and only the age at the start
    is kept of it. `completed` are the reasons for exit that mean that the course was completed.
    """

    person: str
    started: str
    born: str | None = None
    site: str | None = None
    ended: str | None = None
    exit_reason: str | None = None
    background: Mapping[str, str] | None = None
    completed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadingRule:
    """Which columns together are one reading of one instrument.

    `items` maps the instrument's item names to headers; `answers` maps what is written (or,
    where the file says what its codes mean, the label of the code) to the instrument's codes.

    In the long form, a row per item, `item` and `value` are headers, and `words` maps the item
    names to what stands in the column `item`; `items` then maps them to columns that are made
    of the two.
    """

    instrument: Instrument
    person: str
    items: Mapping[str, str]
    date: str | None = None
    wave: str = ""
    respondent: str | None = None
    answers: Mapping[str, float] | None = None
    item: str | None = None
    value: str | None = None
    words: Mapping[str, str] | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers that answers stand under in the file."""
        return tuple(self.items.values()) if self.value is None else (self.value,)


@dataclass(frozen=True)
class MultipleChoice:
    """One 0/1 column per option, joined to one text column.

    `columns` maps a header to the option it is for; `chosen` is what stands in a chosen one.
    """

    columns: Mapping[str, str]
    chosen: str = "1"


@dataclass(frozen=True)
class AttendanceRule:
    """A register: a row per person, and a column per occasion whose header is its date."""

    activity: str
    person: str
    marks: Mapping[str, bool]


@dataclass(frozen=True)
class StatusRule:
    """Spells: a row per person and status, from a first to a last day.

    `domain` is a word for all rows, or None where `domain_column` is the header that says it.
    `complete` and `several` say what `evalkit.study.StatusDomain` says, of all its domains (True)
    or of those named.
    """

    person: str
    status: str
    started: str
    ended: str | None = None
    domain: str | None = None
    domain_column: str | None = None
    complete: bool | tuple[str, ...] = False
    several: bool | tuple[str, ...] = False

    @property
    def naming(self) -> tuple[str, ...]:
        """The headers that together name a spell: person, domain, status and first day."""
        names = (self.person, self.domain_column, self.status, self.started)
        return tuple(name for name in names if name)

    def may_have_several(self, domain: str) -> bool:
        """Whether a person may have several statuses of a domain at once."""
        return self.several if isinstance(self.several, bool) else domain in self.several

    def is_complete(self, domain: str) -> bool:
        """Whether nobody without a spell in a domain is in any of its statuses."""
        return self.complete if isinstance(self.complete, bool) else domain in self.complete


@dataclass(frozen=True, kw_only=True)
class FileRule(FileForm):
    """One file of the delivery: how it is read and what its rows become."""

    name: str
    match: str
    columns: Mapping[str, ColumnRule]
    optional: bool = False
    key: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    not_data: Mapping[str, tuple[str, ...]] | None = None
    finished: tuple[str, str, str] | None = None
    multiple_choice: Mapping[str, MultipleChoice] | None = None
    enrolments: EnrolmentRule | None = None
    readings: tuple[ReadingRule, ...] = ()
    attendance: AttendanceRule | None = None
    statuses: StatusRule | None = None
    records: tuple[RecordRule, ...] = ()

    @cached_property
    def declared(self) -> frozenset[str]:
        """Every header the profile names in this file, the ignored ones too."""
        items = {header for reading in self.readings for header in reading.headers}
        options = {h for made in (self.multiple_choice or {}).values() for h in made.columns}
        joined = set(self.multiple_choice or {})
        return frozenset({*self.columns, *items, *options, *self.ignore} - joined)

    @cached_property
    def items(self) -> frozenset[str]:
        """Every column that is an item, those made of a long reading too."""
        return frozenset(h for reading in self.readings for h in reading.items.values())

    @cached_property
    def used(self) -> frozenset[str]:
        """Every header that something is made of, or that decides whether a row counts."""
        names = {*self.key, *self.row_key, *(self.not_data or {})}
        names |= {header for reading in self.readings for header in reading.headers}
        for reading in self.readings:
            names |= {
                *filter(None, (reading.person, reading.date, reading.respondent, reading.item))
            }
        if self.enrolments:
            rule = self.enrolments
            parts = (rule.person, rule.started, rule.born, rule.site, rule.ended, rule.exit_reason)
            names |= {*filter(None, parts), *(rule.background or {}).values()}
        if self.attendance:
            names.add(self.attendance.person)
        if self.statuses:
            names |= {*self.statuses.naming, *filter(None, (self.statuses.ended,))}
        names |= {header for record in self.records for header in record.headers}
        return frozenset(names | ({self.finished[0]} if self.finished else set()))

    @property
    def person_columns(self) -> tuple[str, ...]:
        """The columns that hold somebody who must be enrolled."""
        names = [reading.person for reading in self.readings]
        names += [self.attendance.person] if self.attendance else []
        names += [self.statuses.person] if self.statuses else []
        names += [header for record in self.records for header in record.enrolled]
        return tuple(dict.fromkeys(names))

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns with the key of anybody: the enrolled, adults, cases, relations."""
        own = (self.enrolments.person,) if self.enrolments else ()
        others = (header for record in self.records for header in record.keys)
        return tuple(dict.fromkeys((*own, *self.person_columns, *others)))

    @property
    def row_key(self) -> tuple[str, ...]:
        """The columns that name a row.

        `key`, else the person of an enrolment or a register, else the person of the readings
        with their date (unless waves tell them apart), respondent and, in the long form, item;
        else the person of the statuses with domain, status and first day; else what names the
        first of the records.
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
            names += [reading.item]
        if self.statuses and not self.readings:
            return self.statuses.naming
        if self.records and not self.readings:
            return self.records[0].naming
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
    person_keys : {"pseudonymise", "keep"}
        keep: the keys of people are pseudonyms already.
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
    person_keys: str = "pseudonymise"
    notes: dict[str, str] | None = None
    path: Path | None = None

    @property
    def completed(self) -> tuple[str, ...]:
        """The reasons for exit that mean that the course was completed."""
        rules = (rule.enrolments for rule in self.files if rule.enrolments)
        return tuple(dict.fromkeys(word for rule in rules for word in rule.completed))

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments read, each once, in the order of the file."""
        found = {r.instrument.name: r.instrument for rule in self.files for r in rule.readings}
        return tuple(found.values())
