"""The data dictionary: what every column must be, printed from the constraints that check it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

import pandas as pd

from evalkit.definition_files import LANGUAGES
from evalkit.frames import TABLES
from evalkit.intake.column_entries import ColumnEntry, delivery_entries, table_entries
from evalkit.intake.profile import FileRule, Profile
from evalkit.intake.sentences import danish_meaning, sentence
from evalkit.present.blocks import Table, TableColumn
from evalkit.present.records import records
from evalkit.present.words import check_language, word
from evalkit.readers.file_form import SEPARATORS, TEXT_FORMATS

__all__ = ["DataDictionary", "data_dictionary", "dictionary_table"]

_COLUMNS = ("place", "column", "type", "accepted", "needed", "use", "codes", "severities")
_WIDTH = 100


@dataclass(frozen=True, repr=False)
class DataDictionary:
    """What every column must be.

    Attributes
    ----------
    title : dict
        What it is the dictionary of, by language.
    entries : tuple of ColumnEntry
        One per column.
    notes : dict
        What holds for all columns, by language.
    """

    title: dict[str, str]
    entries: tuple[ColumnEntry, ...]
    notes: dict[str, tuple[str, ...]]

    def to_frame(self, *, language: str = "en") -> pd.DataFrame:
        """Return one row per column.

        Parameters
        ----------
        language : {"en", "da"}
            Of the sentences.

        Returns
        -------
        DataFrame
            place, column, type, accepted, needed, use, and the codes and severities of the
            findings a cell may have (separated by spaces).
        """
        check_language(language)
        rows = [
            (
                entry.place,
                entry.column[language],
                entry.type,
                entry.accepted[language],
                entry.needed,
                entry.use[language],
                " ".join(entry.codes),
                " ".join(entry.severities),
            )
            for entry in self.entries
        ]
        frame = pd.DataFrame(rows, columns=list(_COLUMNS))
        texts = {name: "str" for name in _COLUMNS if name != "needed"}
        return frame.astype({**texts, "needed": "bool"})

    def summary(self) -> pd.DataFrame:
        """Return one row per file or long table: its columns, and how many are needed."""
        grouped = self.to_frame().groupby("place", sort=False)["needed"]
        counted = grouped.agg(columns="size", needed="sum").reset_index()
        return counted.astype({"columns": "int64", "needed": "int64"})

    def text(self, *, language: str = "en") -> str:
        """Return the dictionary as text, file by file, column by column."""
        check_language(language)
        lines = [self.title[language]]
        place = ""
        for entry in self.entries:
            if entry.place != place:
                place = entry.place
                lines += ["", place]
            lines.append(f"  {entry.column[language]}  ({entry.type})")
            needed = f" {word('dictionary_must', language)}" if entry.needed else ""
            lines.append(_indented(f"{entry.accepted[language]}.{needed}"))
            lines.append(_indented(f"{word('dictionary_becomes', language)} {entry.use[language]}"))
            if entry.codes:
                said = _otherwise(entry, language)
                lines.append(_indented(f"{word('dictionary_otherwise', language)} {said}"))
        lines += ["", *(fill(note, _WIDTH) for note in self.notes[language])]
        return "\n".join(lines)

    def __repr__(self) -> str:
        places = len({entry.place for entry in self.entries})
        return (
            f"<DataDictionary {self.title['en']}: {len(self.entries)} columns of {places} tables; "
            f"print(dictionary.text()) shows them>"
        )

    def _repr_html_(self) -> str:
        return dictionary_table(self, language="en").html()


def _indented(text: str) -> str:
    return fill(text, _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 8)


def _otherwise(entry: ColumnEntry, language: str) -> str:
    """Return what follows from a bad cell: the codes of each consequence."""
    by_severity: dict[str, list[str]] = {}
    for code, severity in zip(entry.codes, entry.severities, strict=True):
        by_severity.setdefault(severity, []).append(code)
    return "; ".join(
        f"{word(f'severity_{severity}', language)} ({', '.join(codes)})"
        for severity, codes in by_severity.items()
    )


def data_dictionary(profile: str | Path | Profile | None = None) -> DataDictionary:
    """Return what every column must be, from the same constraints that check it.

    Parameters
    ----------
    profile : str, Path or Profile, optional
        A built-in name, the path of a YAML file, or a profile: the columns of its files. Without
        one: the columns of evalkit's own long tables.

    Returns
    -------
    DataDictionary
        `.to_frame()` has one row per column, `.text()` is for reading, and `evalkit.table` shows
        it on a page.

    Raises
    ------
    InputError, DefinitionError
        When there is no such profile, or it is wrong.

    See Also
    --------
    evalkit.check : looks for cells that break it.

    Examples
    --------
    >>> import evalkit as ek
    >>> frame = ek.data_dictionary("unik").to_frame()
    >>> frame.loc[frame["column"] == "startdato", "accepted"].item()
    'a date written dd-mm-yyyy, from 2015-01-01 to 2100-12-31'
    """
    if profile is None:
        title = {one: word("dictionary_tables", one) for one in LANGUAGES}
        return DataDictionary(title, table_entries(), _table_notes())
    from evalkit.intake.profile_file import profile as profile_named

    made = profile if isinstance(profile, Profile) else profile_named(profile)
    return DataDictionary(dict(made.title), delivery_entries(made), _notes(made))


def _table_notes() -> dict[str, tuple[str, ...]]:
    """Return what a row of each long table is."""
    rows = {
        name: {"en": table.a_row_is, "da": danish_meaning("tables", name)}
        for name, table in TABLES.items()
    }
    return {
        one: tuple(sentence("row_is", one, table=n, what=said[one]) for n, said in rows.items())
        for one in LANGUAGES
    }


def _notes(made: Profile) -> dict[str, tuple[str, ...]]:
    """Return what no answer is, how each file is read, and what happens to other columns."""
    return {
        language: (
            _no_answer(made, language),
            *(_form(rule, language) for rule in made.files),
            sentence("every_column", language),
            sentence("every_cell", language),
        )
        for language in LANGUAGES
    }


def _no_answer(made: Profile, language: str) -> str:
    words = [f"'{text}'" for text in made.missing]
    if not words:
        return sentence("no_answer", language) + "."
    return sentence("no_answer_words", language, words=", ".join(words)) + "."


def _form(rule: FileRule, language: str) -> str:
    """Return how a file is read: its format, encoding, separator, sheet and header."""
    said = [rule.format]
    if rule.format in TEXT_FORMATS and rule.sheet is None:
        mark = SEPARATORS[rule.separator]
        said += [rule.encoding or "utf-8", word("dictionary_separator", language, mark=mark)]
    if rule.sheet is not None:
        said.append(word("dictionary_sheet", language, sheet=rule.sheet))
    return f"{rule.match}: {', '.join(said)}."


def dictionary_table(result: DataDictionary, *, language: str) -> Table:
    """Return the dictionary as a table: one row per column."""
    check_language(language)
    names = (
        *("dictionary_column", "dictionary_place", "dictionary_accepted"),
        *("dictionary_use", "dictionary_if_not"),
    )
    rows = []
    for entry in result.entries:
        needed = f". {word('dictionary_must', language)}" if entry.needed else ""
        rows.append(
            (
                entry.column[language],
                entry.place,
                f"{entry.accepted[language]}{needed}",
                entry.use[language],
                _otherwise(entry, language) or word("nothing_follows", language),
            )
        )
    return Table(
        caption=word("dictionary_caption", language, title=result.title[language]),
        columns=tuple(TableColumn(word(name, language)) for name in names),
        rows=tuple(rows),
        notes=result.notes[language],
        name="dictionary",
        numbers=records(result.summary()),
    )
