"""Coded checks of spells in a status: dates in order, and statuses that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.estimates.spans import NEVER, joined_spans, latest_so_far, whole_days
from evalkit.findings import Finding
from evalkit.intake.long_tables import status_columns
from evalkit.intake.profile import ColumnRule, Profile, StatusRule
from evalkit.intake.typed_sheet import TypedSheet
from evalkit.study import StatusDomain

__all__ = ["ends_before_start", "future_statuses", "status_domains", "with_contradictions"]


def ends_before_start(sheet: TypedSheet) -> Iterator[Finding]:
    """Yield the spells that end before they start."""
    rule = sheet.rule.statuses
    if rule is None or rule.ended is None:
        return
    kept = sheet.kept(rule.started, rule.ended)
    for row in kept.index[kept[rule.ended] < kept[rule.started]]:
        yield sheet.finding("EK610", int(row), rule.ended)


def future_statuses(sheet: TypedSheet, *, today: date) -> Iterator[Finding]:
    """Yield the spells that start after the day the delivery is read; an end may be planned."""
    rule = sheet.rule.statuses
    if rule is None:
        return
    started = sheet.columns[rule.started]
    is_late = started.has(started.values > np.datetime64(today)) & sheet.is_kept
    for row in sheet.numbered(is_late):
        yield sheet.finding("EK611", row, rule.started, facts={"today": today.isoformat()})


def with_contradictions(sheets: Sequence[TypedSheet]) -> list[TypedSheet]:
    """Note the spells that run while the same person is in another status of the same domain.

    The day that ends one spell and starts another is the new one's, so it does not contradict.
    """
    parts = {
        number: _exclusive(sheet, sheet.rule.statuses)
        for number, sheet in enumerate(sheets)
        if sheet.rule.statuses is not None
    }
    if not any(len(part) for part in parts.values()):
        return list(sheets)
    spells = pd.concat(parts, names=["sheet", "row"]).reset_index()
    at = list(zip(spells["sheet"].tolist(), spells["row"].tolist(), strict=True))
    found: dict[int, list[Finding]] = {}
    for place, other in _contradictions(spells):
        (number, row), (there, other_row) = at[place], at[other]
        text, rule = sheets[there].text, sheets[number].rule.statuses
        named = text.place
        column = rule.status if rule is not None else ""
        facts = {"other": other_row, "where": named}
        finding = sheets[number].finding("EK508", row, column, facts=facts)
        found.setdefault(number, []).append(finding)
    return [sheet.noting(found.get(number, [])) for number, sheet in enumerate(sheets)]


def _exclusive(sheet: TypedSheet, rule: StatusRule) -> pd.DataFrame:
    """Return the spells of the domains in which a person has one status at a time."""
    spells = status_columns(sheet, rule)
    domains = pd.Index(spells["domain"].unique())
    several = [name for name in domains if rule.may_have_several(str(name))]
    return spells[~spells["domain"].isin(several)]


def _contradictions(spells: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Yield the places of spells that start while another status runs, each with that one's.

    Notes
    -----
    Spells of one status that meet are first made one, so that whatever still runs when the next
    one starts is another status: one pass over the sorted rows finds it.
    """
    who = spells.groupby(["person", "domain"], sort=False, dropna=False).ngroup()
    unit: NDArray[np.int64] = np.asarray(who, dtype=np.int64)
    status = pd.factorize(spells["status"])[0].astype(np.int64)
    start = whole_days(spells["started"].to_numpy())
    end = np.where(spells["ended"].isna(), NEVER, whole_days(spells["ended"].to_numpy()))
    rows, last = joined_spans(unit * (status.max(initial=0) + 1) + status, start, end)
    order = np.lexsort((start[rows], unit[rows]))
    rows, last = rows[order], last[order]
    first, unit = start[rows], np.asarray(unit[rows], dtype=np.int64)
    runs, which = latest_so_far(unit, last)
    overlaps = first[1:] < runs[:-1]
    at_once = first[1:] == first[:-1]
    for place in np.flatnonzero((unit[1:] == unit[:-1]) & (overlaps | at_once)):
        other = which[place] if overlaps[place] else place
        yield int(rows[place + 1]), int(rows[other])


def status_domains(sheets: Sequence[TypedSheet], profile: Profile) -> tuple[StatusDomain, ...]:
    """Return the domains that a delivery has rows of, with their statuses in the profile's order.

    A domain of several files is complete when each of them is, and is there: a file that may be
    absent, and is, says of nobody that they are in none.
    """
    found: dict[str, StatusDomain] = {}
    absent = []
    for rule in profile.files:
        asked = rule.statuses
        here = [sheet for sheet in sheets if sheet.rule.name == rule.name]
        if asked is None:
            continue
        if not here:
            absent.append(asked)
            continue
        rows = pd.concat([status_columns(sheet, asked)[["domain", "status"]] for sheet in here])
        pairs = rows.drop_duplicates().astype("str")
        for name in _domain_names(asked, rule.columns, set(pairs["domain"])):
            there = set(pairs.loc[pairs["domain"] == name, "status"])
            own = StatusDomain(
                name,
                _in_order(asked, rule.columns, there),
                complete=asked.is_complete(name),
                several=asked.may_have_several(name),
                aside=sum(_aside(sheet, asked, name) for sheet in here),
            )
            found[name] = _both(found[name], own) if name in found else own
    return tuple(
        replace(one, complete=one.complete and not any(_may_be_of(rule, one) for rule in absent))
        for one in found.values()
    )


def _aside(sheet: TypedSheet, asked: StatusRule, domain: str) -> int:
    """Count the rows set aside that are, or may be, of a domain; one that repeats is no loss."""
    again = {found.row for found in sheet.findings if found.code == "EK501"}
    lost = sheet.aside - again
    if asked.domain_column is None or not lost:
        return len(lost)
    said = sheet.columns[asked.domain_column].series(pd.Index(sheet.rows))
    of_others = said.index[said.notna() & (said != domain)]
    return len(lost - set(of_others.tolist()))


def _may_be_of(asked: StatusRule, domain: StatusDomain) -> bool:
    """Return whether a file that is absent may have had rows of a domain."""
    return asked.domain is None or asked.domain == domain.name


def _domain_names(
    asked: StatusRule, columns: Mapping[str, ColumnRule], there: set[str]
) -> list[str]:
    if asked.domain is not None:
        return [asked.domain]
    listed = dict.fromkeys((columns[str(asked.domain_column)].values or {}).values())
    return [*(name for name in listed if name in there), *sorted(there - set(listed))]


def _in_order(
    asked: StatusRule, columns: Mapping[str, ColumnRule], there: set[str]
) -> tuple[str, ...]:
    """Return the statuses of a domain: all that are listed where the file has one domain only."""
    listed = list(dict.fromkeys((columns[asked.status].values or {}).values()))
    if asked.domain is None:
        listed = [name for name in listed if name in there]
    return (*listed, *sorted(there - set(listed)))


def _both(one: StatusDomain, other: StatusDomain) -> StatusDomain:
    return StatusDomain(
        one.name,
        tuple(dict.fromkeys([*one.statuses, *other.statuses])),
        complete=one.complete and other.complete,
        several=one.several or other.several,
        aside=one.aside + other.aside,
    )
