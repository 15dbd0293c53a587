"""Who was interviewed where: a printed table of counts, added up, beside what is said elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from evalkit.definition_checks import FaultError, check_name, check_title
from evalkit.errors import InputError, did_you_mean
from evalkit.programmes.cited import Cited
from evalkit.programmes.documents import Document
from evalkit.results import Framed

__all__ = ["WHOLE", "CountElsewhere", "InterviewRow", "Interviews"]

# What the sum of all roles is called, in files and in `Interviews.totals`.
WHOLE = "total"
_TAKEN = (
    *("candidate", "title", "sum", "stated", "agrees", WHOLE),
    *("elsewhere", "elsewhere_place"),
)


@dataclass(frozen=True, kw_only=True)
class InterviewRow:
    """One row of the printed table.

    Attributes
    ----------
    candidate, title : str
        Whose interviews, by name and as readers know it.
    counts : dict
        How many, by role.
    stated : int or None
        The row's sum as printed; None where none is.
    """

    candidate: str
    title: str
    counts: Mapping[str, int] = field(hash=False)
    stated: int | None = None

    @property
    def total(self) -> int:
        """The row's counts added up."""
        return sum(self.counts.values())


@dataclass(frozen=True, kw_only=True)
class CountElsewhere(Cited):
    """What the sources say outside the table about the same interviews.

    Attributes
    ----------
    count : int
        How many it says.
    candidate, role : str
        Whose and with whom; empty for all.
    """

    count: int
    candidate: str = ""
    role: str = ""

    def __post_init__(self) -> None:
        """Refuse fewer than none."""
        super().__post_init__()
        if self.count < 0:
            raise FaultError(f"'count' is {self.count}. Accepted: 0 and more.", at="count")


@dataclass(frozen=True, repr=False, eq=False)
class Interviews(Framed):
    """A printed table of interviews: its counts, its sums, and what is said elsewhere.

    `to_frame()` has a row per candidate: a column per role, `sum` (added up), `stated` (as
    printed), `agrees` (whether these two are equal), and `elsewhere` with its place. What is not
    stated is missing. `sum` and `elsewhere` are not subtracted: one may count persons and the
    other interviews.

    Attributes
    ----------
    source : Cited
        The table: what it shows, where it is, what in it contradicts itself.
    documents : mapping
        What the places are in, by name.
    roles : dict
        The columns, each with its title by language.
    rows : tuple of InterviewRow
        As printed.
    printed : dict
        The printed sums by role, and of all under `WHOLE`; a sum that is not printed is not there.
    elsewhere : tuple of CountElsewhere
        Other counts of the same interviews.

    Raises
    ------
    DefinitionError
        When a row lacks a role, has a count below 0, or a count elsewhere is of nothing here.
    """

    source: Cited
    documents: Mapping[str, Document]
    roles: Mapping[str, Mapping[str, str]]
    rows: tuple[InterviewRow, ...]
    printed: Mapping[str, int] = field(default_factory=dict)
    elsewhere: tuple[CountElsewhere, ...] = ()
    _frame: pd.DataFrame = field(init=False)
    _brief: ClassVar[tuple[str, ...]] = ("title", "sum", "stated", "agrees", "elsewhere")

    def __post_init__(self) -> None:
        """Refuse a table whose parts do not fit together; sums that differ are data."""
        self._check_roles()
        for row in self.rows:
            self._check_counts(row)
        for role in self.printed:
            if role not in (*self.roles, WHOLE):
                hint = did_you_mean(role, (*self.roles, WHOLE))
                raise FaultError(f"'totals' has {role!r}. {hint}", at=f"totals.{role}")
        for one in self.elsewhere:
            self._check_elsewhere(one)
        object.__setattr__(self, "_frame", self._by_candidate())

    @property
    def total(self) -> int:
        """All counts added up."""
        return sum(row.total for row in self.rows)

    @property
    def agrees(self) -> bool:
        """Whether every printed sum is what its counts add up to."""
        rows = [row.stated in (None, row.total) for row in self.rows]
        return all(rows) and bool(self.totals["agrees"].fillna(True).all())

    @property
    def differences(self) -> tuple[CountElsewhere, ...]:
        """The counts elsewhere that are not what the table adds up to."""
        return tuple(one for one in self.elsewhere if one.count != self.in_table(one))

    @property
    def totals(self) -> pd.DataFrame:
        """A row per role and one of all: `sum` (added up), `stated` (as printed), `agrees`."""
        sums = {role: sum(row.counts[role] for row in self.rows) for role in self.roles}
        sums[WHOLE] = self.total
        frame = pd.DataFrame({"role": list(sums), "sum": list(sums.values())})
        frame["stated"] = pd.array([self.printed.get(role) for role in sums], dtype="Int64")
        return frame.assign(agrees=frame["sum"].astype("Int64") == frame["stated"])

    @property
    def elsewhere_frame(self) -> pd.DataFrame:
        """A row per count elsewhere: `count`, `in_table`, text and place."""
        names = ("name", "candidate", "role", "count", "in_table")
        rows = [
            {
                **dict(zip(names, (one.name, one.candidate, one.role, one.count), strict=False)),
                "in_table": self.in_table(one),
                **one.as_row(),
                **one.source_row(),
            }
            for one in self.elsewhere
        ]
        return pd.DataFrame(rows, columns=None if rows else list(names))

    def in_table(self, one: CountElsewhere) -> int:
        """Return what the table adds up to for what a count elsewhere is about."""
        rows = [row for row in self.rows if one.candidate in ("", row.candidate)]
        return sum(row.counts[one.role] if one.role else row.total for row in rows)

    def of(self, candidate: str) -> InterviewRow:
        """Return one row of the table.

        Raises
        ------
        InputError
            When there is none; the nearest is suggested.
        """
        for row in self.rows:
            if row.candidate == candidate:
                return row
        hint = did_you_mean(candidate, [row.candidate for row in self.rows])
        raise InputError(f"The table has no row {candidate!r}. {hint}")

    def _by_candidate(self) -> pd.DataFrame:
        of_all = {one.candidate: one for one in self.elsewhere if one.candidate and not one.role}
        rows = []
        for row in self.rows:
            other = of_all.get(row.candidate)
            rows.append(
                {"candidate": row.candidate, "title": row.title, **row.counts, "sum": row.total}
                | {"stated": row.stated, "agrees": None, "elsewhere": other and other.count}
                | {"elsewhere_place": other.place if other else ""}
            )
        whole = ("stated", "elsewhere")
        frame = pd.DataFrame(rows).astype(dict.fromkeys(whole, "Int64"))
        return frame.assign(agrees=frame["sum"].astype("Int64") == frame["stated"])

    def _heading(self) -> str:
        return f"Interviews; {self.source.text['en']} {self.total} in all, added up"

    def _check_roles(self) -> None:
        if not self.roles or not self.rows:
            raise FaultError("interviews need 'roles' and 'rows'. Give at least one.", at="rows")
        for role, title in self.roles.items():
            check_name(role, of="a role")
            check_title(dict(title), of=f"role '{role}'")
            if role in _TAKEN:
                raise FaultError(
                    f"a role is called {role!r}, which is a column already. Call it otherwise.",
                    at=f"roles.{role}",
                )

    def _check_counts(self, row: InterviewRow) -> None:
        for role in self.roles:
            if role not in row.counts:
                raise FaultError(
                    f"'{row.candidate}' lacks {role!r}. Give a number, or '-' for none.",
                    at=f"rows.{row.candidate}",
                )
        for role, count in {**row.counts, WHOLE: row.stated or 0}.items():
            if role not in (*self.roles, WHOLE):
                hint = did_you_mean(role, self.roles)
                raise FaultError(
                    f"'{row.candidate}' has the role {role!r}. {hint}",
                    at=f"rows.{row.candidate}.{role}",
                )
            if count < 0:
                raise FaultError(
                    f"'{role}' is {count}. Accepted: 0 and more.", at=f"rows.{row.candidate}.{role}"
                )

    def _check_elsewhere(self, one: CountElsewhere) -> None:
        candidates = tuple(row.candidate for row in self.rows)
        for option, accepted in (("candidate", candidates), ("role", tuple(self.roles))):
            named = str(getattr(one, option))
            if named and named not in accepted:
                raise FaultError(
                    f"'{option}' is {named!r}. {did_you_mean(named, accepted)}",
                    at=f"elsewhere.{one.name}.{option}",
                )
        same = [two for two in self.elsewhere if (two.candidate, two.role) == _about(one)]
        if one.candidate and len(same) > 1:
            raise FaultError(
                f"'{same[0].name}' and '{same[1].name}' count the same. Keep one, and say in its "
                f"'note' what the other place says.",
                at=f"elsewhere.{same[1].name}",
            )


def _about(one: CountElsewhere) -> tuple[str, str]:
    return one.candidate, one.role
