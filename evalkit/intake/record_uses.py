"""From a profile's file to the records its rows become: meetings, matches, contacts, goals ..."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from evalkit.definition_files import Section
from evalkit.errors import did_you_mean
from evalkit.frames import Column
from evalkit.intake.profile import ColumnRule
from evalkit.intake.profile_columns import DATED, KEYS, NAMING, Declared
from evalkit.intake.record_rules import RECORD_KINDS, YES_NO, RecordKind, RecordRule

__all__ = ["limited_columns", "record_rules"]

# Which types of column may fill a column of a long table.
_FILLED_BY = {
    "text": NAMING,
    "date": DATED,
    "number": ("whole", "number"),
    "count": ("whole",),
    "yes_no": ("choice",),
}


def record_rules(section: Section, declared: Declared) -> tuple[RecordRule, ...]:
    """Return the records a file's rows become, in the order of the long tables."""
    return tuple(_all(section, declared))


def limited_columns(
    columns: Mapping[str, ColumnRule], records: tuple[RecordRule, ...]
) -> dict[str, ColumnRule]:
    """Return a file's columns, those of records within the limits their long table has.

    One number that means nothing is then a finding about a cell, and stops no calculation.
    """
    found = dict(columns)
    for record in records:
        for name, (low, high) in record.kind.limits.items():
            header = record.columns.get(name)
            if header is None:
                continue
            own = found[header]
            found[header] = replace(
                own,
                lowest=low if own.lowest is None else own.lowest,
                highest=high if own.highest is None else own.highest,
            )
    return found


def _all(section: Section, declared: Declared) -> Iterator[RecordRule]:
    for name, kind in RECORD_KINDS.items():
        if name not in section:
            section.pairs(name)
            continue
        yield _record(section.section(name), kind, declared)


def _record(section: Section, kind: RecordKind, declared: Declared) -> RecordRule:
    person = None
    if kind.table.name == "meetings" and "person" in section:
        person = declared.one(section, "person", types=KEYS)
    groups = _groups(section, declared) if kind.table.name == "headcounts" else {}
    columns: dict[str, str] = {} if person is None else {"case": person}
    words: dict[str, str] = {}
    for column in kind.own:
        if column.name in columns or (groups and column.name in ("group", "count")):
            continue
        if column.name in kind.words:
            _word_or_header(section, column, declared, words=words, columns=columns)
        else:
            _header(section, column, declared, kind=kind, columns=columns)
    facts = declared.mapped(section, "facts") if kind.has_facts else {}
    section.done()
    _check_facts(section, facts, kind)
    if kind.first != "date" and not {*kind.in_order, "date"} & {*columns}:
        raise section.error(f"no date is given. Name at least '{kind.first}'.")
    rule = RecordRule(kind.table.name, columns, words, facts, groups, person)
    _check_once(section, rule)
    return rule


def _groups(section: Section, declared: Declared) -> dict[str, str]:
    """Return group to header; counts of nobody are no headcounts."""
    if "groups" not in section:
        raise section.error("'groups' is missing. Write 'groups: {GROUP: COLUMN}'.")
    return declared.mapped(section, "groups", types=("whole",))


def _word_or_header(
    section: Section,
    column: Column,
    declared: Declared,
    *,
    words: dict[str, str],
    columns: dict[str, str],
) -> None:
    """Take a word for all rows, or the column that says it row by row."""
    name = column.name
    word = section.optional_text(name)
    header = declared.optional(section, f"{name}_column", types=NAMING)
    if word is not None and header is not None:
        raise section.error(
            f"'{name}' is a word for all rows and '{name}_column' a column. Take one out.",
            name=name,
        )
    if word in declared.columns:
        raise section.error(
            f"'{name}' is a word for all rows, and '{word}' is a column. Write '{name}_column: "
            f"{word}' for a column that says it row by row.",
            name=name,
        )
    if word is None and header is None and column.required:
        raise section.error(
            f"'{name}' is missing: {column.meaning}. Write '{name}: WORD' for all rows, or "
            f"'{name}_column: COLUMN'."
        )
    if word is not None:
        words[name] = word
    if header is not None:
        columns[name] = header


def _header(
    section: Section,
    column: Column,
    declared: Declared,
    *,
    kind: RecordKind,
    columns: dict[str, str],
) -> None:
    """Take the column that fills a column of the long table."""
    is_key = column.name in (*kind.enrolled, *kind.others)
    types = KEYS if is_key else _FILLED_BY[column.kind]
    if column.required:
        columns[column.name] = declared.one(section, column.name, types=types)
        return
    header = declared.optional(section, column.name, types=types)
    if header is None:
        return
    columns[column.name] = header
    if column.kind == "yes_no":
        _check_yes_no(section, column.name, values=declared.columns[header].values or {})
    if column.name in kind.limits:
        _check_limits(section, declared.columns[header], option=column.name, kind=kind)


def _check_limits(section: Section, column: ColumnRule, *, option: str, kind: RecordKind) -> None:
    """Refuse limits of a column that let in what the long table has no meaning for."""
    low, high = kind.limits[option]
    is_low = column.lowest is not None and column.lowest < low
    is_high = column.highest is not None and high is not None and column.highest > high
    if is_low or is_high:
        accepted = f"{low:g} or more" if high is None else f"{low:g} to {high:g}"
        raise section.error(
            f"'{option}' is {accepted}, and the limits of its column '{column.name}' are wider. "
            f"Narrow 'lowest' and 'highest' under 'columns'; another scale must be recoded at the "
            f"source first.",
            name=option,
        )


def _check_yes_no(section: Section, option: str, *, values: Mapping[str, str]) -> None:
    if not {*values.values()} <= {*YES_NO}:
        raise section.error(
            f"'{option}' is yes or no, and its column has other values. Give it 'values: "
            f'{{Ja: "yes", Nej: "no"}}\', with quotation marks.',
            name=option,
        )


def _check_facts(section: Section, facts: dict[str, str], kind: RecordKind) -> None:
    for name in facts:
        if name in kind.names:
            raise section.error(
                f"'{name}' is a column that {kind.table.name} have already. Name it outside "
                f"'facts', or choose another name.",
                name="facts",
            )


def _check_once(section: Section, rule: RecordRule) -> None:
    """Refuse a header that is two columns of one table: one of them is a mistake."""
    used: dict[str, str] = {}
    for name, header in (*rule.columns.items(), *rule.facts.items(), *rule.groups.items()):
        if header in used:
            hint = did_you_mean(name, [used[header]])
            raise section.error(
                f"column '{header}' is both '{used[header]}' and '{name}'. {hint}", name=name
            )
        used[header] = name
