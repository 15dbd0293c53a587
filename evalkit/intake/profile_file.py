"""From a profile's YAML file to a `Profile`; every mistake is named with file and line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from unicodedata import normalize

from evalkit.definition_files import Section, builtin_folder, builtin_names, read_definition
from evalkit.errors import DefinitionError, InputError, did_you_mean
from evalkit.instruments.instrument import (
    Instrument,
    instrument,
    instrument_from,
    instrument_names,
)
from evalkit.intake.profile import (
    DATE_FORMS,
    LOCALES,
    PERSON_KEYS,
    ColumnRule,
    FileRule,
    MultipleChoice,
    Profile,
)
from evalkit.intake.profile_columns import Declared, column_rule
from evalkit.intake.profile_uses import (
    FindInstrument,
    attendance_rule,
    enrolment_rule,
    reading_rules,
    status_rule,
)
from evalkit.intake.record_rules import RECORD_KINDS
from evalkit.intake.record_uses import limited_columns, record_rules
from evalkit.privacy.scan import mask
from evalkit.readers.file_form import (
    ENCODINGS,
    FORMATS,
    SEPARATORS,
    TEXT_FORMATS,
    WORKBOOK_FORMATS,
)
from evalkit.readers.labels import MOST_OPTIONS

__all__ = ["profile", "profile_names"]

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def profile_names() -> tuple[str, ...]:
    """Return the names of the built-in profiles."""
    return builtin_names("profiles")


def profile(name: str | Path) -> Profile:
    """Return a profile by its built-in name, or from a YAML file.

    Parameters
    ----------
    name : str or Path
        A built-in name (`profile_names`), or the path of a ``.yaml`` file.

    Returns
    -------
    Profile

    Raises
    ------
    InputError
        When there is no such profile.
    DefinitionError
        When the file is wrong; the message names file and line.

    Examples
    --------
    >>> profile("bindeleddet").programme
    'bindeleddet'
    """
    if not isinstance(name, (str, Path)):
        raise InputError(f"A profile is asked for by name or path, not by a {type(name).__name__}.")
    path = Path(name)
    if path.suffix.lower() not in (".yaml", ".yml"):
        if str(name) not in profile_names():
            hint = did_you_mean(str(name), profile_names())
            raise InputError(
                f"There is no built-in profile {str(name)!r}. {hint} Or give a .yaml file."
            )
        path = builtin_folder("profiles") / f"{name}.yaml"
    elif not path.is_file():
        raise InputError(
            f"There is no profile file {path.name!r} where you pointed. Check the path."
        )
    try:
        return _profile_from(read_definition(path))
    except DefinitionError as error:
        # A profile may have been written with a person's number in it.
        raise DefinitionError(mask(str(error), bare_phone=True)) from None


def _profile_from(section: Section) -> Profile:
    find = partial(_instrument_named, own=_own_scales(section))
    waves = _unique(section, "waves")
    made = Profile(
        name=section.text("profile"),
        title=section.words("title"),
        programme=section.text("programme"),
        dates=section.choice("dates", tuple(DATE_FORMS)),
        locale=section.choice("locale", LOCALES),
        missing=section.texts("missing", ()),
        waves=waves,
        person_keys=section.choice("person_keys", PERSON_KEYS, PERSON_KEYS[0]),
        notes=section.words("notes") if "notes" in section else None,
        files=tuple(_file(below, waves=waves, find=find) for below in section.sections("files")),
        path=section.path,
    )
    if made.notes is None:
        section.pairs("notes")
    section.done()
    if not made.files:
        raise section.error("'files' is missing or empty. A profile describes at least one file.")
    names = [rule.name for rule in made.files]
    if len(set(names)) < len(names):
        raise section.error("two entries of 'files' have the same name in 'file'.", name="files")
    return made


def _own_scales(section: Section) -> dict[str, Instrument]:
    """Return the scales a profile defines itself; they may not hide a built-in instrument."""
    scales = {}
    for name, below in section.named_sections("instruments"):
        if name in instrument_names():
            raise below.error(f"'{name}' is the name of a built-in instrument. Choose another.")
        scales[name] = instrument_from(below, name=name)
    return scales


def _instrument_named(section: Section, *, own: Mapping[str, Instrument]) -> Instrument:
    name = section.text("instrument")
    if name in own:
        return own[name]
    # A definition of one's own lies beside the profile, wherever evalkit is started.
    is_file = name.endswith((".yaml", ".yml"))
    try:
        return instrument(section.path.parent / name if is_file else name)
    except InputError as error:
        own_scales = f" This profile's own: {', '.join(own)}." if own else ""
        raise section.error(f"{error}{own_scales}", name="instrument") from None


def _file(section: Section, *, waves: Sequence[str], find: FindInstrument) -> FileRule:
    name = section.text("file")
    columns = {key: column_rule(key, below) for key, below in section.named_sections("columns")}
    joined = _multiple_choice(section, columns)
    columns |= {made: ColumnRule(made, "text") for made in joined}
    declared = Declared(columns)
    records = record_rules(section, declared)
    rule = FileRule(
        name=name,
        match=normalize("NFC", section.text("match", name)),
        columns=limited_columns(columns, records),
        header_rows=_header_rows(section),
        skip_below_header=_at_least(section, "skip_below_header", 0),
        optional=section.flag("optional"),
        key=declared.listed(section, "key"),
        ignore=section.texts("ignore", ()),
        not_data=_not_data(section, declared),
        finished=_finished(section, declared),
        multiple_choice=joined or None,
        enrolments=enrolment_rule(section, declared),
        readings=reading_rules(section, declared, waves=waves, find=find),
        attendance=attendance_rule(section, declared),
        statuses=status_rule(section, declared),
        records=records,
        **_written(section),
    )
    section.done()
    made = (rule.enrolments, rule.readings, rule.attendance, rule.statuses, rule.records)
    if not any(made):
        raise section.error(
            f"nothing is made of '{name}'. Add 'enrolments', 'readings', 'attendance', "
            f"'statuses' or one of {', '.join(RECORD_KINDS)}, or take the file out."
        )
    return rule


def _written(section: Section) -> dict[str, Any]:
    """Return how the file is written; options of other formats are not asked for, so refused."""
    kind = section.choice("format", FORMATS)
    said: dict[str, Any] = {"format": kind}
    is_workbook = kind in WORKBOOK_FORMATS or (kind == "surveyxact" and "sheet" in section)
    if is_workbook:
        said["sheet"] = section.text("sheet")
    elif kind in TEXT_FORMATS:
        said |= {"encoding": _encoding(section), "separator": _separator(section)}
    elif kind == "postgresql":
        said |= {"query": section.text("query"), "connection": _variable(section)}
    if kind == "surveyxact":
        said["labels"] = section.text("labels")
    return said


def _variable(section: Section) -> str:
    """Return the name of an environment variable; what is none may be a password."""
    name = section.text("connection")
    if not _VARIABLE.fullmatch(name):
        raise section.error(
            "'connection' is not the name of an environment variable. Put the connection in one, "
            "and write its name here; a password does not belong in a profile.",
            name="connection",
        )
    return name


def _header_rows(section: Section) -> tuple[int, ...]:
    """Return the row of the header, or the neighbouring rows that together are one."""
    if not section.is_list("header_row"):
        return (_at_least(section, "header_row", 1),)
    rows = tuple(int(row) for row in section.numbers("header_row"))
    if not rows or rows[0] < 1 or rows != tuple(range(rows[0], rows[0] + len(rows))):
        raise section.error(
            "'header_row' lists rows that do not follow each other. Write them from the upper to "
            "the lower, such as [2, 3].",
            name="header_row",
        )
    return rows


def _multiple_choice(
    section: Section, columns: Mapping[str, ColumnRule]
) -> dict[str, MultipleChoice]:
    """Return the text columns that are joined from one column per option."""
    joined = {}
    for name, below in section.named_sections("multiple_choice"):
        made = MultipleChoice(
            columns=below.pairs("columns", required=True), chosen=below.text("chosen", "1")
        )
        below.done()
        for header in (name, *made.columns):
            if header in columns:
                raise below.error(
                    f"'{header}' is described under 'columns' too. Take it out of one of them."
                )
        if not 0 < len(made.columns) <= MOST_OPTIONS:
            raise below.error(
                f"'columns' names {len(made.columns)} options; 1 to {MOST_OPTIONS} are accepted."
            )
        joined[name] = made
    return joined


def _unique(section: Section, option: str) -> tuple[str, ...]:
    words = section.texts(option, ())
    if len(set(words)) < len(words):
        raise section.error(f"'{option}' names something twice.", name=option)
    return words


def _at_least(section: Section, option: str, least: int) -> int:
    value = section.whole(option, least)
    if value < least:
        raise section.error(f"'{option}' must be {least} or more.", name=option)
    return value


def _encoding(section: Section) -> str | None:
    name = section.optional_text("encoding")
    if name is None:
        return None
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = name
    if known not in ENCODINGS:
        raise section.error(
            f"'encoding' is {name!r}. {did_you_mean(name, ENCODINGS)}", name="encoding"
        )
    return known


def _separator(section: Section) -> str:
    word = section.text("separator", ";")
    separator = "\t" if word == "tab" else word
    if separator not in SEPARATORS:
        raise section.error(
            f"'separator' is {word!r}. Accepted: {', '.join(SEPARATORS.values())}.",
            name="separator",
        )
    return separator


def _not_data(section: Section, declared: Declared) -> dict[str, tuple[str, ...]] | None:
    if "not_data" not in section:
        section.pairs("not_data")
        return None
    below = section.section("not_data")
    for header in below.names():
        declared.refuse_unknown(below, header, header)
    return {header: below.texts(header) for header in below.names()}


def _finished(section: Section, declared: Declared) -> tuple[str, str, str] | None:
    if "finished" not in section:
        section.pairs("finished")
        return None
    below = section.section("finished")
    rule = (
        declared.one(below, "column"),
        below.text("is"),
        below.choice("else", ("keep", "set aside")),
    )
    below.done()
    return rule
