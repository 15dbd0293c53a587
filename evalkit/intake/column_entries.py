"""What every column must hold and what becomes of it: the entries of the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from evalkit.definition_files import LANGUAGES
from evalkit.findings import finding_kinds
from evalkit.frames import TABLES, Column, Table
from evalkit.intake.column_uses import Uses, needed_cells, uses_of
from evalkit.intake.constraints import Constraint, OneOf, constraint_of
from evalkit.intake.made_columns import item_columns
from evalkit.intake.profile import AttendanceRule, ColumnRule, FileRule, Profile
from evalkit.intake.sentences import danish_meaning, sentence

__all__ = ["ColumnEntry", "delivery_entries", "table_entries"]


@dataclass(frozen=True)
class ColumnEntry:
    """One column of a file or of a long table.

    Attributes
    ----------
    place : str
        The file (and sheet), or the long table.
    column : mapping
        The header, by language: a register's days have none of their own.
    type : str
        The column's type in the profile, or its dtype in the long table.
    accepted : mapping
        What is accepted, by language; from the constraint that checks.
    needed : bool
        Whether a row without a usable cell here is left out.
    use : mapping
        What becomes of it, by language.
    codes : tuple of str
        The findings a cell may have that breaks it.
    """

    place: str
    column: Mapping[str, str]
    type: str
    accepted: Mapping[str, str]
    needed: bool
    use: Mapping[str, str]
    codes: tuple[str, ...] = ()

    @property
    def severities(self) -> tuple[str, ...]:
        """What follows from each of the codes."""
        return tuple(finding_kinds()[code].severity for code in self.codes)


def _same(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def table_entries() -> tuple[ColumnEntry, ...]:
    """Return the columns of the long tables, from `evalkit.frames`.

    Examples
    --------
    >>> [entry.column["en"] for entry in table_entries() if entry.place == "enrolments"][:2]
    ['person', 'programme']
    """
    return tuple(_of_table(table, one) for table in TABLES.values() for one in table.columns)


def _of_table(table: Table, column: Column) -> ColumnEntry:
    meaning = {"en": column.meaning, "da": danish_meaning(table.name, column.name)}
    if column.name in table.key:
        meaning = {
            language: sentence("part_of_key", language, meaning=text)
            for language, text in meaning.items()
        }
    return ColumnEntry(
        place=table.name,
        column=_same(column.name),
        type=column.dtype,
        accepted={one: sentence(f"kind_{column.kind}", one) for one in LANGUAGES},
        needed=column.required,
        use=meaning,
    )


def delivery_entries(profile: Profile) -> tuple[ColumnEntry, ...]:
    """Return the columns of a profile's files, file by file, in the profile's order.

    Parameters
    ----------
    profile : Profile
        What the delivery is.

    Examples
    --------
    >>> from evalkit.intake.profile_file import profile
    >>> entries = delivery_entries(profile("cafe_step"))
    >>> entries[1].column["en"], entries[1].use["en"], entries[1].needed
    ('Startet', 'first day of the course', True)
    """
    files = [_File(rule, profile, uses_of(rule, profile)) for rule in profile.files]
    return tuple(entry for file in files for entry in file.entries())


@dataclass(frozen=True)
class _File:
    """One file of a delivery, and what becomes of its columns."""

    rule: FileRule
    profile: Profile
    uses: Uses

    @property
    def place(self) -> str:
        return (
            self.rule.match if self.rule.sheet is None else f"{self.rule.match}, {self.rule.sheet}"
        )

    def entries(self) -> Iterator[ColumnEntry]:
        """Yield every column the profile names, and one entry for the days of a register."""
        # The column that says which item a row is about may be described; its words say more.
        which = {reading.item for reading in self.rule.readings}
        for column in {**self.rule.columns, **self._written_items()}.values():
            if column.name not in which:
                yield self._typed(column)
        yield from self._long_items()
        for made in (self.rule.multiple_choice or {}).values():
            for header in made.columns:
                yield self._text(header, "short_text")
        if self.rule.attendance is not None:
            yield _occasions(self.rule.attendance, self)
        for header in self.rule.ignore:
            yield self._text(header, "anything")

    def _typed(self, column: ColumnRule) -> ColumnEntry:
        entry = self._entry(column.name, column.type, constraint_of(column, self.profile))
        if not column.required and column.name not in needed_cells(self.rule):
            return entry
        return replace(entry, needed=True, codes=(*entry.codes, "EK305"))

    def _written_items(self) -> dict[str, ColumnRule]:
        """Return the items that have a column of their own in the file."""
        made = {h for reading in self.rule.readings if reading.item for h in reading.items.values()}
        items = item_columns(self.rule)
        return {name: column for name, column in items.items() if name not in made}

    def _long_items(self) -> Iterator[ColumnEntry]:
        """Yield the two columns of readings with a row per item."""
        asked: dict[str, dict[str, str]] = {}
        answered: dict[str, ColumnRule] = {}
        for reading in self.rule.readings:
            if reading.item is None or reading.value is None:
                continue
            words = {word: name for name, word in (reading.words or {}).items()}
            asked.setdefault(reading.item, {}).update(words)
            answered[reading.value] = item_columns(self.rule)[next(iter(reading.items.values()))]
        for header, words in asked.items():
            yield self._entry(header, "choice", OneOf(words))
        for header, column in answered.items():
            yield self._entry(header, column.type, constraint_of(column, self.profile))

    def _entry(self, header: str, kind: str, constraint: Constraint) -> ColumnEntry:
        return ColumnEntry(
            place=self.place,
            column=_same(header),
            type=kind,
            accepted={language: constraint.sentence(language) for language in LANGUAGES},
            needed=False,
            use=self.uses.said(header),
            codes=constraint.codes,
        )

    def _text(self, header: str, accepted: str) -> ColumnEntry:
        return ColumnEntry(
            place=self.place,
            column=_same(header),
            type="text",
            accepted={language: sentence(accepted, language) for language in LANGUAGES},
            needed=False,
            use=self.uses.said(header),
        )


def _occasions(rule: AttendanceRule, file: _File) -> ColumnEntry:
    """Return the one entry of a register's days."""
    marks = {
        language: OneOf(
            {
                mark: sentence("came" if came else "did_not_come", language)
                for mark, came in rule.marks.items()
            }
        )
        for language in LANGUAGES
    }
    form = file.profile.dates
    return ColumnEntry(
        place=file.place,
        column={one: sentence("occasion_header", one, form=form) for one in LANGUAGES},
        type="choice",
        accepted={language: one.sentence(language) for language, one in marks.items()},
        needed=False,
        use={one: sentence("use_mark", one, activity=rule.activity) for one in LANGUAGES},
        codes=marks["en"].codes,
    )
