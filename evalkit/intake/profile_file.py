"""From a profile's YAML file to a `Profile`; every mistake is named with file and line."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from evalkit.definition_files import Section, builtin_folder, builtin_names, read_definition
from evalkit.errors import InputError, did_you_mean
from evalkit.instruments.instrument import Instrument, instrument, instrument_from
from evalkit.intake.profile import (
    COLUMN_TYPES,
    DATE_FORMS,
    FORMATS,
    LOCALES,
    AttendanceRule,
    ColumnRule,
    EnrolmentRule,
    FileRule,
    Profile,
    ReadingRule,
)

__all__ = ["profile", "profile_names"]


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
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        if str(name) not in profile_names():
            hint = did_you_mean(str(name), profile_names())
            raise InputError(f"There is no built-in profile {str(name)!r}. {hint} Or give a .yaml file.")
        path = builtin_folder("profiles") / f"{name}.yaml"
    elif not path.is_file():
        raise InputError(f"There is no profile file {path.name!r} where you pointed. Check the path.")
    return _profile_from(read_definition(path))


def _profile_from(section: Section) -> Profile:
    scales = {name: instrument_from(below, name=name) for name, below in section.named_sections("instruments")}
    waves = section.texts("waves", ())
    find = partial(_instrument_named, own=scales)
    made = Profile(
        name=section.text("profile"),
        title=section.words("title"),
        programme=section.text("programme"),
        dates=section.choice("dates", tuple(DATE_FORMS)),
        locale=section.choice("locale", LOCALES),
        missing=section.texts("missing", ()),
        waves=waves,
        notes=section.words("notes") if "notes" in section else None,
        files=tuple(
            _file(below.text("file"), below, waves=waves, find=find) for below in section.sections("files")
        ),
        path=section.path,
    )
    section.done()
    if not made.files:
        raise section.error("'files' is missing or empty. A profile describes at least one file.")
    names = [rule.name for rule in made.files]
    if len(set(names)) < len(names):
        raise section.error("two entries of 'files' have the same name in 'file'.", name="files")
    return made


def _instrument_named(section: Section, own: Mapping[str, Instrument]) -> Instrument:
    name = section.text("instrument")
    if name in own:
        return own[name]
    try:
        return instrument(name)
    except InputError as error:
        raise section.error(str(error), name="instrument") from None


def _file(name: str, section: Section, *, waves: tuple[str, ...], find: partial[Instrument]) -> FileRule:
    columns = {key: _column(key, below) for key, below in section.named_sections("columns")}
    rule = FileRule(
        name=name,
        match=section.text("match", name),
        format=section.choice("format", FORMATS),
        columns=columns,
        encoding=_encoding(section),
        separator=_separator(section),
        sheet=section.optional_text("sheet"),
        header_row=section.whole("header_row", 1),
        skip_below_header=section.whole("skip_below_header", 0),
        labels=section.optional_text("labels"),
        optional=section.flag("optional"),
        key=section.texts("key", ()),
        ignore=section.texts("ignore", ()),
        not_data=_not_data(section),
        finished=_finished(section),
        enrolments=_enrolments(section),
        readings=tuple(_reading(below, waves=waves, find=find) for below in section.sections("readings")),
        attendance=_attendance(section),
    )
    section.done()
    _refuse_undeclared(rule, section)
    return rule


def _refuse_undeclared(rule: FileRule, section: Section) -> None:
    """Every header that is used as person, date or key must have a type."""
    used = list(rule.key) + list(rule.not_data or {})
    if rule.enrolments:
        e = rule.enrolments
        used += [e.person, e.started, *filter(None, (e.site, e.ended, e.exit_reason))]
        used += list((e.background or {}).values())
    for reading in rule.readings:
        used += [reading.person, *filter(None, (reading.date, reading.respondent))]
    if rule.attendance:
        used.append(rule.attendance.person)
    if rule.finished:
        used.append(rule.finished[0])
    for reading in rule.readings:
        if not reading.wave and reading.date in rule.columns and not rule.columns[reading.date].required:
            raise section.error(f"'{reading.date}' dates a reading; write 'required: true' under its column.")
    for header in used:
        if header not in rule.columns:
            hint = did_you_mean(header, rule.columns)
            raise section.error(f"'{header}' is used but not described under 'columns'. {hint}")
    if rule.format == "surveyxact" and not rule.labels:
        raise section.error("a SurveyXact export needs 'labels: labels.csv' (the file of answer texts).")
    if rule.format == "xlsx" and not rule.sheet:
        raise section.error("an Excel workbook needs 'sheet: NAME' (which sheet is read).")


def _encoding(section: Section) -> str | None:
    name = section.optional_text("encoding")
    if name is None:
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise section.error(
            f"{name!r} is not an encoding. Usual ones: utf-8, cp1252, utf-16.", name="encoding"
        ) from None


def _separator(section: Section) -> str:
    word = section.text("separator", ";")
    separator = "\t" if word == "tab" else word
    if len(separator) != 1:
        raise section.error("'separator' is one character, or the word tab.", name="separator")
    return separator


def _not_data(section: Section) -> dict[str, tuple[str, ...]] | None:
    if "not_data" not in section:
        section.pairs("not_data")
        return None
    below = section.section("not_data")
    return {name: below.texts(name) for name in below.names()}


def _finished(section: Section) -> tuple[str, str, str] | None:
    if "finished" not in section:
        section.pairs("finished")
        return None
    below = section.section("finished")
    rule = (below.text("column"), below.text("is"), below.choice("else", ("keep", "set aside")))
    below.done()
    return rule


def _column(name: str, section: Section) -> ColumnRule:
    rule = ColumnRule(
        name=name,
        type=section.choice("type", COLUMN_TYPES),
        required=section.flag("required"),
        lowest=section.optional_number("lowest"),
        highest=section.optional_number("highest"),
        earliest=section.optional_text("earliest"),
        latest=section.optional_text("latest"),
        values=section.pairs("values") or None,
        width=section.whole("width") if "width" in section else None,
        dates=section.choice("dates", tuple(DATE_FORMS)) if "dates" in section else None,
    )
    section.done()
    if (rule.type == "choice") != (rule.values is not None):
        raise section.error("'values' (what is written: what it means) belongs to type choice, and must be given.")
    return rule


def _enrolments(section: Section) -> EnrolmentRule | None:
    if "enrolments" not in section:
        section.pairs("enrolments")
        return None
    below = section.section("enrolments")
    rule = EnrolmentRule(
        person=below.text("person"),
        started=below.text("started"),
        site=below.optional_text("site"),
        ended=below.optional_text("ended"),
        exit_reason=below.optional_text("exit_reason"),
        background=below.pairs("background"),
    )
    below.done()
    return rule


def _reading(section: Section, *, waves: tuple[str, ...], find: partial[Instrument]) -> ReadingRule:
    asked = find(section)
    items = _items(section, asked)
    answers = section.section("answers") if "answers" in section else None
    rule = ReadingRule(
        instrument=asked,
        person=section.text("person"),
        items=items,
        date=section.optional_text("date"),
        wave=section.choice("wave", waves) if "wave" in section else "",
        respondent=section.optional_text("respondent"),
        answers={word: answers.number(word) for word in answers.names()} if answers else None,
    )
    section.pairs("answers")
    section.done()
    if waves and not rule.wave:
        raise section.error("this profile names 'waves', so every reading needs 'wave: ...'.")
    if not rule.date and not rule.wave:
        raise section.error("a reading needs 'date: COLUMN' or 'wave: NAME', else nobody knows when it was.")
    return rule


def _items(section: Section, asked: Instrument) -> dict[str, str]:
    """Return item to header; a list of headers follows the order of the instrument's items."""
    known = asked.item_names
    if section.is_list("items"):
        headers = section.texts("items")
        if len(headers) != len(known):
            raise section.error(
                f"'items' lists {len(headers)} columns; {asked.name} has {len(known)} items. List them in "
                "its order, or write 'item: column' lines.",
                name="items",
            )
        return dict(zip(known, headers, strict=True))
    items = section.pairs("items", required=True)
    for item in items:
        if item not in known:
            raise section.error(f"{asked.name} has no item '{item}'. {did_you_mean(item, known)}", name="items")
    return items


def _attendance(section: Section) -> AttendanceRule | None:
    if "attendance" not in section:
        section.pairs("attendance")
        return None
    below = section.section("attendance")
    marks = below.section("marks")
    rule = AttendanceRule(
        activity=below.text("activity"),
        person=below.text("person"),
        marks={
            word.casefold(): answer == "came"
            for answer in ("came", "did not come")
            for word in marks.texts(answer)
        },
    )
    marks.done()
    below.done()
    return rule

