"""Records: rows of a file that each become one row of a long table, and what such a table asks.

Meetings, matches, contacts, goals, ties, staffing, headcounts and referrals are all filled alike;
what tells them apart is said here, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from evalkit.frames import (
    CONTACTS,
    GOALS,
    HEADCOUNTS,
    MATCHES,
    MEETINGS,
    PROVENANCE,
    REFERRALS,
    STAFFING,
    TIES,
    Column,
    Table,
)

__all__ = ["RECORD_KINDS", "YES_NO", "RecordKind", "RecordRule"]

# What the values of a column of yes and no mean in a profile.
YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class RecordKind:
    """What one long table asks of the rows that become it.

    Attributes
    ----------
    table : Table
        Which long table.
    enrolled : tuple of str
        Columns with the key of somebody who must be enrolled.
    others : tuple of str
        Columns with the key of somebody else: an adult, a family, a relation.
    words : tuple of str
        Columns that may be one word for all rows.
    in_order : tuple of str
        Dates that follow one another.
    first : str
        The date of what the row is about; it has happened when the row is delivered.
    within : str
        The date that lies within the course of the person; empty when none must.
    limits : mapping
        Column to the lowest and the highest number that mean anything; None for no limit.
    has_facts : bool
        Whether a profile may declare further columns.
    """

    table: Table
    enrolled: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    in_order: tuple[str, ...] = ()
    first: str = "date"
    within: str = ""
    limits: Mapping[str, tuple[float, float | None]] = field(default_factory=dict)
    has_facts: bool = False

    @property
    def own(self) -> tuple[Column, ...]:
        """The columns that a file fills; the programme is the profile's."""
        return tuple(one for one in self.table.own_columns if one.name != "programme")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, so that no fact hides one."""
        return tuple(one.name for one in (*self.table.own_columns, *PROVENANCE))


RECORD_KINDS = {
    kind.table.name: kind
    for kind in (
        RecordKind(MEETINGS, others=("case",), words=("kind",), within="date", has_facts=True),
        RecordKind(
            MATCHES,
            enrolled=("person",),
            others=("adult",),
            in_order=("proposed", "accepted", "started", "ended"),
            first="proposed",
        ),
        RecordKind(
            CONTACTS,
            enrolled=("person",),
            others=("adult",),
            words=("kind",),
            within="date",
            has_facts=True,
        ),
        RecordKind(
            GOALS,
            enrolled=("person",),
            words=("area", "set_by"),
            in_order=("set_on", "date"),
            first="set_on",
            within="set_on",
            # The scale of goal attainment scaling (Kiresuk and Sherman 1968).
            limits={"attainment": (-2, 2), "weight": (0, None)},
        ),
        RecordKind(TIES, enrolled=("person",), others=("alter",), within="date"),
        RecordKind(STAFFING, others=("adult",), words=("role", "activity")),
        RecordKind(HEADCOUNTS, words=("activity",)),
        # Who is referred need not have started.
        RecordKind(
            REFERRALS,
            others=("person",),
            in_order=("referred", "screened", "offered"),
            first="referred",
            has_facts=True,
        ),
    )
}


@dataclass(frozen=True)
class RecordRule:
    """Which columns of a file become one long table.

    Attributes
    ----------
    table : str
        The name of the long table.
    columns : mapping
        Column of the table to header.
    words : mapping
        Column of the table to the word it holds in all rows.
    facts : mapping
        Name of a further column to header.
    groups : mapping
        Of headcounts: the group to the header of its count.
    person : str, optional
        Of meetings: the header of the person they are about, who must be enrolled; then the case
        is this person.
    """

    table: str
    columns: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    person: str | None = None

    @property
    def kind(self) -> RecordKind:
        """What the table asks."""
        return RECORD_KINDS[self.table]

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """Every header that something is made of."""
        names = (*self.columns.values(), *self.facts.values(), *self.groups.values())
        return tuple(dict.fromkeys(names))

    @property
    def enrolled(self) -> tuple[str, ...]:
        """The headers with somebody who must be enrolled."""
        own = () if self.person is None else (self.person,)
        return (*own, *(self.columns[n] for n in self.kind.enrolled if n in self.columns))

    @property
    def keys(self) -> tuple[str, ...]:
        """The headers with the key of anybody."""
        names = (*self.kind.enrolled, *self.kind.others)
        return tuple(self.columns[name] for name in names if name in self.columns)

    @property
    def needed(self) -> tuple[str, ...]:
        """The headers without which a row is nothing."""
        own = [one.name for one in self.kind.own if one.required]
        return tuple(self.columns[name] for name in own if name in self.columns)

    @property
    def naming(self) -> tuple[str, ...]:
        """The headers that together name a row; of a match without proposals, its first date."""
        names = [name for name in self.kind.table.key if name in self.columns]
        if not {*names} & {*self.kind.in_order, "date"}:
            names += [name for name in self.kind.in_order if name in self.columns][:1]
        return tuple(self.columns[name] for name in names)

    def dated(self, name: str) -> str | None:
        """Return the header of a date of the table, if the file has it."""
        return self.columns.get(name)
