"""The frozen bundle of long tables that one delivery becomes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from html import escape
from typing import Protocol

import pandas as pd

from evalkit.errors import EvalkitError
from evalkit.findings import Finding, findings_frame, quarantine_frame
from evalkit.frames import (
    ANSWERS,
    ATTENDANCE,
    CONTACTS,
    ENROLMENTS,
    GOALS,
    HEADCOUNTS,
    MATCHES,
    MEETINGS,
    REFERRALS,
    SCORES,
    STAFFING,
    STATUSES,
    TIES,
)

__all__ = ["COUNT_COLUMNS", "Accounted", "Named", "StatusDomain", "Study"]

COUNT_COLUMNS = ("file", "sheet", "received", "loaded", "set_aside", "not_data")
# Each table, its date, and who its rows are about; a table of counts names nobody.
_TABLES = (
    ("enrolments", "started", "person"),
    ("answers", "date", "person"),
    ("scores", "date", "person"),
    ("attendance", "date", "person"),
    ("statuses", "started", "person"),
    ("meetings", "date", "case"),
    ("matches", "proposed", "person"),
    ("contacts", "date", "person"),
    ("goals", "date", "person"),
    ("ties", "date", "person"),
    ("staffing", "date", "adult"),
    ("headcounts", "date", None),
    ("referrals", "referred", "person"),
)
# These five are told also where they are empty: every evaluation asks for them.
_ALWAYS_TOLD = 5


class Named(Protocol):
    """Anything that has a name; an instrument, seen from below."""

    @property
    def name(self) -> str:
        """The name."""
        ...


@dataclass(frozen=True)
class StatusDomain:
    """What is known of one domain of statuses: job, benefit, treatment ...

    Attributes
    ----------
    name : str
        As it stands in the column domain.
    statuses : tuple of str
        Its statuses in the order they are shown in; others follow in that of the alphabet.
    complete : bool
        Whether the register lists every spell, so that nobody without one is in any. Otherwise
        the status of a person without a spell is not known, which is not "no".
    several : bool
        Whether a person may have several of its statuses at once. Otherwise they exclude each
        other, and two at once contradict.
    aside : int
        How many rows of its files were set aside: of a complete register too, they are missing.
    """

    name: str
    statuses: tuple[str, ...] = ()
    complete: bool = False
    several: bool = False
    aside: int = 0


class Accounted:
    """What was found in a delivery and what became of its rows; every row is one of three things.

    Attributes
    ----------
    counts : DataFrame
        One row per file and sheet: received = loaded + set_aside + not_data.
    finding_list : tuple of Finding
        Every finding.
    """

    counts: pd.DataFrame
    finding_list: tuple[Finding, ...]

    def __post_init__(self) -> None:
        """Refuse counts that do not add up: a row would have been lost."""
        if self.received != self.loaded + self.set_aside + self.not_data:
            raise EvalkitError(
                f"{self.received} rows were received, but {self.loaded} loaded + "
                f"{self.set_aside} set aside + {self.not_data} not data is another number. "
                f"This is a fault in evalkit: please report it, with the profile."
            )

    def _total(self, name: str) -> int:
        return int(self.counts[name].sum()) if len(self.counts) else 0

    @property
    def received(self) -> int:
        """Rows found below the headers of the files that could be read."""
        return self._total("received")

    @property
    def loaded(self) -> int:
        """Rows that are in the tables, or would be, at least in part."""
        return self._total("loaded")

    @property
    def set_aside(self) -> int:
        """Rows left out because of a fault; each has a finding."""
        return self._total("set_aside")

    @property
    def not_data(self) -> int:
        """Rows that are no record: blank lines and total rows."""
        return self._total("not_data")

    @property
    def findings(self) -> pd.DataFrame:
        """The findings as a frame, in English."""
        return findings_frame(self.finding_list)

    @property
    def quarantine(self) -> pd.DataFrame:
        """The rows set aside: file, sheet, row, codes and columns; no values and no keys."""
        return quarantine_frame(self.finding_list)


@dataclass(frozen=True, repr=False, eq=False)
class Study(Accounted):
    """What was loaded from one delivery: long tables, findings and counts.

    Attributes
    ----------
    title : dict
        What the delivery is called, by language.
    enrolments, answers, scores, attendance, statuses : DataFrame
    meetings, matches, contacts, goals, ties, staffing, headcounts, referrals : DataFrame
        The long tables of `evalkit.frames`.
    finding_list : tuple of Finding
        Every finding; `findings` is the same as a frame in English.
    counts : DataFrame
        One row per file and sheet: received = loaded + set_aside + not_data.
    instruments : tuple of Instrument
        Those the answers were scored by.
    digests : dict
        File name to SHA-256 of the bytes that were read.
    waves : tuple of str
        The named readings the profile defines, in their order; empty when dates decide.
    notes : dict or None
        What a reader must know about how the data came about, by language.
    domains : tuple of StatusDomain
        What the profile says of the domains of `statuses`, in their order.
    completed : tuple of str
        The reasons for exit that mean that the course was completed, as the profile says.
    known_to : date or None
        Of a study as it stood on a day: the day up to which the data knew what happened. None
        where the rows say it.

    Notes
    -----
    Looking at a study shows aggregates only; rows about persons are in the tables.
    """

    title: dict[str, str]
    programme: str
    enrolments: pd.DataFrame = field(default_factory=ENROLMENTS.empty)
    answers: pd.DataFrame = field(default_factory=ANSWERS.empty)
    scores: pd.DataFrame = field(default_factory=SCORES.empty)
    attendance: pd.DataFrame = field(default_factory=ATTENDANCE.empty)
    statuses: pd.DataFrame = field(default_factory=STATUSES.empty)
    meetings: pd.DataFrame = field(default_factory=MEETINGS.empty)
    matches: pd.DataFrame = field(default_factory=MATCHES.empty)
    contacts: pd.DataFrame = field(default_factory=CONTACTS.empty)
    goals: pd.DataFrame = field(default_factory=GOALS.empty)
    ties: pd.DataFrame = field(default_factory=TIES.empty)
    staffing: pd.DataFrame = field(default_factory=STAFFING.empty)
    headcounts: pd.DataFrame = field(default_factory=HEADCOUNTS.empty)
    referrals: pd.DataFrame = field(default_factory=REFERRALS.empty)
    finding_list: tuple[Finding, ...] = ()
    counts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COUNT_COLUMNS)))
    instruments: tuple[Named, ...] = ()
    digests: dict[str, str] = field(default_factory=dict)
    waves: tuple[str, ...] = ()
    notes: dict[str, str] | None = None
    domains: tuple[StatusDomain, ...] = ()
    completed: tuple[str, ...] = ()
    known_to: dt.date | None = None

    @property
    def pre_and_post(self) -> tuple[str, str] | None:
        """The two named readings, when the profile defines exactly two; else None."""
        return (self.waves[0], self.waves[1]) if len(self.waves) == 2 else None

    @property
    def latest(self) -> dt.date | None:
        """The latest start, reading or occasion in the data: what comes after it is not known.

        The last day of a status may be planned, so it does not count.
        """
        if self.known_to is not None:
            return self.known_to
        days = [getattr(self, name)[date] for name, date, _ in _TABLES]
        days += [self.matches[name] for name in ("accepted", "started")]
        known = [day.max() for day in days if day.notna().any()]
        return pd.Timestamp(max(known)).date() if known else None

    def findings_in(self, language: str) -> pd.DataFrame:
        """Return the findings as a frame in Danish ("da") or English ("en")."""
        return findings_frame(self.finding_list, language=language)

    def summary(self) -> pd.DataFrame:
        """Return one row per table: rows, persons (cases, adults), first and last date."""
        rows = []
        for name, date, who in _TABLES:
            table = getattr(self, name)
            rows.append(
                {
                    "table": name,
                    "rows": len(table),
                    "persons": table[who].nunique() if who else 0,
                    "first": table[date].min(),
                    "last": table[date].max(),
                }
            )
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        lines = [
            f"<Study {self.programme}: {self.received} rows received = {self.loaded} loaded "
            f"+ {self.set_aside} set aside + {self.not_data} not data; "
            f"{len(self.finding_list)} findings>"
        ]
        told = self.summary()
        who = {name: f"{about}s" for name, _, about in _TABLES if about}
        for row in told[(told.index < _ALWAYS_TOLD) | (told["rows"] > 0)].itertuples():
            table = str(row.table)
            of = f", {row.persons} {who[table]}" if table in who else ""
            lines.append(f"  {table}: {row.rows} rows{of}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"
