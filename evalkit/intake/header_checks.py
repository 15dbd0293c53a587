"""Coded checks of a sheet's header: what is missing, twice, unknown; and the days of a register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

import numpy as np

from evalkit.findings import Finding
from evalkit.intake.profile import ColumnRule, FileRule, Profile
from evalkit.intake.text_table import TextTable
from evalkit.intake.typing import parse_date
from evalkit.privacy.scan import scan_distinct

__all__ = ["header_findings", "occasions"]

_MOST_NAMES_LISTED = 8
# A workbook's date, with the time it may have; anything more may say who.
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")


def occasions(text: TextTable, rule: FileRule, profile: Profile) -> dict[str, str]:
    """Return the headers of a register that are days, and which; none for another file."""
    if rule.attendance is None:
        return {}
    found = {}
    for header in text.columns:
        iso = header[:10] if _ISO_DAY.fullmatch(header) else ""
        day = parse_date(header, profile.dates) or parse_date(iso, "yyyy-mm-dd")
        if day is not None and header not in rule.declared:
            found[header] = day.isoformat()
    return found


def header_findings(
    text: TextTable,
    rule: FileRule,
    profile: Profile,
    *,
    needed: Mapping[str, ColumnRule],
    days: Mapping[str, str],
) -> Iterator[Finding]:
    """Yield what is wrong with a header, and what personal data stands in columns not kept.

    Parameters
    ----------
    needed : mapping
        The columns that must be there.
    days : mapping
        Header to ISO date, for a register.
    """
    there = list(text.columns)
    known = rule.declared | set(days)
    undeclared = [name for name in there if name not in known]

    def finding(code: str, column: str = "", **facts: object) -> Finding:
        return Finding(code, text.file, text.sheet, rule.header_row, column, facts)

    for name in needed:
        if name not in there:
            yield finding("EK202", name, near=_nearest(name, undeclared))
    first: dict[str, str] = {}
    for name, day in days.items():
        if day in first:
            yield finding("EK203", name)
        first[day] = name
    # Where no column is as expected the row may be no header but data: its cells are not shown.
    if undeclared and any(name in needed for name in there):
        more = len(undeclared) - _MOST_NAMES_LISTED
        names = ", ".join(undeclared[:_MOST_NAMES_LISTED]) + (f" … (+{more})" if more > 0 else "")
        facts: dict[str, object] = {"count": len(undeclared), "names": names}
        yield Finding("EK204", text.file, text.sheet, facts=facts)
    if rule.attendance and not days:
        yield finding("EK208", form=profile.dates)
    for name in undeclared:
        column = text.columns[name]
        count = int(np.count_nonzero(column.has(scan_distinct(column.texts))))
        if count:
            facts = {"count": count}
            yield Finding("EK211", text.file, text.sheet, column=name, facts=facts)


def _nearest(name: str, others: Sequence[str]) -> str:
    """Return the header that is most like a name, whatever its capitals; empty when none is."""
    alike = {other.casefold(): other for other in others}
    near = get_close_matches(name.casefold(), alike, n=1, cutoff=0.6)
    return alike[near[0]] if near else ""
