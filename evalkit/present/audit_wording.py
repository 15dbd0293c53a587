"""Sentences about a pairing audit: who can be compared, where the others are, what to mend."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.pairing_audit import PairingAudit
from evalkit.present.audit_table import AuditedColumn, audited_columns, counted
from evalkit.present.words import listed, word

__all__ = ["say_audit"]

_OTHERS = {
    "ended": "say_audit_ended",
    "overdue": "say_audit_overdue",
    "not_due": "say_audit_not_due",
    "taking_part": "say_audit_taking_part",
    "not_enrolled_without": "say_audit_stranger",
    "not_known": "say_audit_not_known",
}
_FAULTS = {
    "duplicates": "say_audit_duplicates",
    "wrong_order": "say_audit_wrong_order",
    "before_start": "say_audit_before_start",
    "after_end": "say_audit_after_end",
    "several_raters": "say_audit_several_raters",
}


def say_audit(result: PairingAudit, *, language: str) -> list[str]:
    """Return the sentences of an audit; see `evalkit.say`."""
    if result.to_frame().empty:
        return [word("no_readings", language)]
    columns = audited_columns(result, language)
    told = [_who(column, language) for column in columns]
    faulty = [_faults(column, language) for column in columns]
    told += [said for said in faulty if said]
    if not any(faulty):
        frame = result.to_frame()
        checked = not frame["order_not_known"].any() and frame["before_start"].notna().all()
        told.append(word("say_audit_clean" if checked else "say_audit_unchecked", language))
    return told


def _who(column: AuditedColumn, language: str) -> str:
    rows = column.rows
    known = bool(rows["enrolled"].notna().any())
    facts = {"title": column.title, "pairs": counted(rows, "pairs", language)}
    if known:
        facts["enrolled"] = counted(rows, "enrolled", language)
    said = [word("say_audit" if known else "say_audit_read", language, **facts)]
    parts = _nonzero(rows, _OTHERS, language)
    if parts:
        said.append(word("say_audit_without", language, parts=listed(parts, language)))
    if known and rows["not_enrolled"].max():
        count = counted(rows, "not_enrolled", language)
        said.append(word("say_audit_strangers", language, count=count))
    return " ".join(said)


def _faults(column: AuditedColumn, language: str) -> str:
    faults = _nonzero(column.rows, _FAULTS, language)
    if not faults:
        return ""
    said = "; ".join(faults)
    return word("say_audit_mend", language, title=column.title, faults=said)


def _nonzero(rows: pd.DataFrame, names: dict[str, str], language: str) -> list[str]:
    return [
        word(key, language, count=counted(rows, name, language))
        for name, key in names.items()
        if rows[name].fillna(0).max() > 0
    ]
