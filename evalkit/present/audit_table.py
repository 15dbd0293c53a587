"""The pairing audit as a table: from enrolled to two measurements, and what has to be mended."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evalkit.outcomes.pairing_audit import PairingAudit
from evalkit.present.blocks import Table, TableColumn, Text
from evalkit.present.numbers import count_text, date_text
from evalkit.present.reading_names import reading_names, rule_text
from evalkit.present.records import records
from evalkit.present.words import word, word_or

__all__ = ["AuditedColumn", "audit_table", "audited_columns", "counted"]

# More scales than these, of no known instrument, stand in one column.
MOST_COLUMNS = 6
# More reasons than these are counted and not listed.
MOST_REASONS = 8
# Column of the result to the words of a row: first the persons, then their measurements, then
# what has to be looked into. Some rows depend on the pairing.
_PERSONS = {
    "enrolled": "audit_enrolled",
    "not_enrolled": "audit_not_enrolled",
    "pairs": "audit_pairs",
    "without_pair": "audit_without_pair",
}
_STANDING = {
    "ended": "audit_ended",
    "overdue": "audit_overdue",
    "not_due": "audit_not_due",
    "taking_part": "audit_taking_part",
    "not_enrolled_without": "audit_stranger",
    "not_known": "audit_not_known",
}
_ROWS = {"readings": "audit_readings", "used": "audit_used"}
_UNUSED = {"undecided_readings": "audit_undecided_readings", "without_score": "audit_without_score"}
_FAULTS = {
    "duplicates": "audit_duplicates",
    "wrong_order": "audit_wrong_order",
    "order_not_known": "audit_order_not_known",
    "before_start": "audit_before_start",
    "after_end": "audit_after_end",
    "several_raters": "audit_several_raters",
}


@dataclass(frozen=True, repr=False)
class AuditedColumn:
    """One instrument (or scale) of an audit: its title and the rows of its scales."""

    title: str
    rows: pd.DataFrame


def audited_columns(result: PairingAudit, language: str) -> list[AuditedColumn]:
    """Return the columns of the table: an instrument each, or a scale where none is named."""
    frame = result.to_frame()
    names = [name for name in ("programme", "instrument") if name in frame]
    if "instrument" not in frame:
        names = [*names, "scale"]
        if len(frame[names].drop_duplicates()) > MOST_COLUMNS:
            return [AuditedColumn(word("audit_all_scales", language), frame)]
    several = "programme" in frame and frame["programme"].nunique() > 1
    found = []
    for part, rows in frame.groupby(names, sort=False):
        key = dict(zip(names, part, strict=True))
        name = str(key.get("instrument", key.get("scale")))
        title = result.titles.get(name, {}).get(language, name)
        if several:
            programme = word_or(str(key["programme"]), language)
            title = word("audit_of_programme", language, programme=programme, instrument=title)
        found.append(AuditedColumn(title, rows))
    return found


def counted(rows: pd.DataFrame, name: str, language: str) -> str:
    """Return a count of a column's scales: lowest to highest where they differ."""
    held = rows[name].dropna()
    ends = [count_text(end, language) for end in (held.min(), held.max())]
    if ends[0] == ends[1]:
        return ends[0]
    return word("to", language, low=ends[0], high=ends[1])


def audit_table(result: PairingAudit, *, language: str) -> Table | Text:
    """Return who is in the comparison, who is not and why, and which readings are at fault."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    columns = audited_columns(result, language)
    lines = [
        (label, *(counted(column.rows, name, language) for column in columns))
        for name, label in _lines(result, frame, language)
    ]
    heads = [TableColumn(word("audit_counted", language))]
    heads += [TableColumn(column.title, "end") for column in columns]
    return Table(
        caption=word("audit_caption", language),
        columns=tuple(heads),
        rows=tuple(lines),
        notes=tuple(_notes(result, columns, lines, language=language)),
        name="pairing_audit",
        numbers=records(frame),
    )


def _lines(result: PairingAudit, frame: pd.DataFrame, language: str) -> list[tuple[str, str]]:
    """Return the column of the result and the label of every line that the pairing can have."""
    persons = {name: word(label, language) for name, label in _PERSONS.items()}
    below = _ROWS | _unused(result) | _UNUSED | _to_mend(frame)
    return [
        *persons.items(),
        *_readings_of_the_others(result, language).items(),
        *((name, word(label, language)) for name, label in _standing(frame).items()),
        *((name, word(label, language)) for name, label in below.items()),
    ]


def _readings_of_the_others(result: PairingAudit, language: str) -> dict[str, str]:
    """Return the labels of which measurements those have who are not in the comparison."""
    said = {"no_reading": word("audit_no_reading", language)}
    if result.waves is not None:
        names = reading_names(result, language)
        said["pre_only"] = word("audit_pre_only_wave", language, first=names["first"])
        said["post_only"] = word("audit_post_only_wave", language, latest=names["latest"])
    else:
        said["pre_only"] = word("audit_pre_only", language)
        if result.min_days:
            said["too_soon"] = word("audit_too_soon", language, days=result.min_days)
    return said | {"undecided": word("audit_undecided", language)}


def _standing(frame: pd.DataFrame) -> dict[str, str]:
    """Return the words of where those are who are not in the comparison."""
    known = bool(frame["enrolled"].notna().any())
    standing = {name: label for name, label in _STANDING.items() if frame[name].notna().any()}
    standing.pop("not_known" if known else "not_enrolled_without", None)
    if not known and "overdue" in standing:
        standing["overdue"] = "audit_overdue_unknown"
    return standing


def _unused(result: PairingAudit) -> dict[str, str]:
    """Return the words of which measurements the pairing leaves out."""
    if result.waves is not None:
        return {"without_wave": "audit_without_wave", "other_wave": "audit_other_wave"}
    unused = {"in_between": "audit_in_between", "without_date": "audit_without_date"}
    return unused | ({"too_soon_readings": "audit_too_soon_readings"} if result.min_days else {})


def _to_mend(frame: pd.DataFrame) -> dict[str, str]:
    """Return the words of what has to be looked into; of no fault at all, one row that says 0."""
    faults = frame[list(_FAULTS)]
    if faults.notna().all(axis=None) and not faults.any(axis=None):
        # The numbers behind the table keep every kind.
        return {next(iter(_FAULTS)): "audit_no_faults"}
    return _FAULTS


def _notes(
    result: PairingAudit,
    columns: list[AuditedColumn],
    lines: list[tuple[str, ...]],
    *,
    language: str,
) -> list[str]:
    notes = [word("audit_twice_note", language)]
    if any(len(column.rows) > 1 for column in columns):
        notes.append(word("audit_range_note", language))
    rule = rule_text(result, language)
    if result.day is None:
        notes.append(word("audit_rule_note_undated", language, rule=rule))
    else:
        day = date_text(result.day.date(), language)
        notes.append(word("audit_rule_note", language, rule=rule, day=day))
    if result.due_days:
        notes.append(word("audit_due_note", language, days=result.due_days))
    reasons = _reasons(result, language)
    if reasons:
        notes.append(word("audit_reasons_note", language, reasons=reasons))
    if any(word("not_computed", language) in line[1:] for line in lines):
        notes.append(word("audit_not_known_note", language))
    return notes


def _reasons(result: PairingAudit, language: str) -> str:
    """Return why courses ended, each person once: the most over the scales."""
    reasons = result.reasons()
    stated = reasons[reasons["situation"].eq("ended") & reasons["exit_reason"].notna()]
    if stated.empty:
        return ""
    by_scale = stated.groupby([*result.by, "exit_reason"], sort=False)["n"].sum()
    most = by_scale.groupby("exit_reason").max().sort_values(ascending=False, kind="stable")
    said = [
        word("audit_reason", language, reason=reason, count=count_text(count, language))
        for reason, count in most.items()
    ]
    more = len(said) - MOST_REASONS
    return "; ".join(
        said[:MOST_REASONS] + ([word("and_more", language, count=more)] if more > 0 else [])
    )
