"""The columns of a table by what a row of meetings, contacts, goals and the like asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from evalkit.drafting.column_seen import ColumnSeen
from evalkit.drafting.tables import SeenTable
from evalkit.drafting.words import is_called, is_just_called

__all__ = ["RecordColumns", "is_yes_no", "keys_in"]

_DAYS = ("date", "serial")
_NUMBERS = ("whole", "number")
# What may name somebody; names of adults become pseudonyms as keys do.
_KEYS = ("code", "cpr", "text", "choice", "whole", "name")
_TYPES = {
    "text": ("choice", "text", "code"),
    "date": _DAYS,
    "number": _NUMBERS,
    "count": ("whole",),
}
# Columns called so hold a measure, however much their headers also name people ("Antal deltagere").
_MEASURES = ("participants", "minutes", "hours", "number", "count", "weight", "closeness", "age")
_OTHER_KEYS = ("goal", "alter", "kind", "role", "activity", "area", "sector", "set_by", "reason")
# So large a share of the keys of a column must be enrolled for its people to be the same.
_SAME_PEOPLE = 0.5


def is_yes_no(seen: ColumnSeen) -> bool:
    """Whether a column says yes or no, in words."""
    return seen.type == "choice" and bool(seen.means) and {*seen.means.values()} == {"yes", "no"}


def keys_in(table: SeenTable, header: str) -> frozenset[str]:
    """Return what stands in a column of keys; not for showing."""
    return frozenset(filter(None, (text.strip() for text in table.text.columns[header].distinct())))


@dataclass(frozen=True, repr=False, eq=False)
class RecordColumns:
    """A table whose columns are asked for by what they hold.

    Attributes
    ----------
    table : SeenTable
        The table.
    enrolled : frozenset of str
        The keys of those who take part by the other files; none when that is not known.
    """

    table: SeenTable
    enrolled: frozenset[str] = frozenset()

    def called(self, *kinds: str, of: str) -> tuple[str, ...]:
        """Return the columns that are called so; `of` is the kind of a column of long tables."""
        if of == "yes_no":
            return tuple(
                name
                for name, seen in self.table.columns.items()
                if (is_yes_no(seen) or is_zero_one(seen)) and _is_one(name, kinds, loosely=True)
            )
        return tuple(
            name
            for name, seen in self.table.columns.items()
            if seen.type in _TYPES[of]
            and not is_yes_no(seen)
            and _is_one(name, kinds)
            and not (of in ("text", "date") and is_called(name, "born"))
        )

    def typed(self, of: str) -> tuple[str, ...]:
        """Return the columns of a type that may hold such a thing."""
        return tuple(
            name
            for name, seen in self.table.columns.items()
            if seen.type in _TYPES[of] and not is_yes_no(seen) and not is_called(name, "born")
        )

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Columns that name somebody: by their headers, or codes that are called nothing else."""
        return tuple(
            name
            for name, seen in self.table.columns.items()
            if seen.type in _KEYS
            and not seen.means
            and not is_measure(name, seen)
            and (self._names_people(name, seen) or self._is_bare_code(name, seen))
        )

    @cached_property
    def persons(self) -> tuple[str, ...]:
        """Columns with the keys of those who take part."""
        same = tuple(name for name in self.keys if self._is_enrolled(name))
        if same:
            return same
        named = [
            name
            for name in self.keys
            if is_called(name, "person")
            and not is_called(name, "adult")
            and name not in self._about
        ]
        sure = tuple(name for name in named if not _is_any_key(name))
        return sure or (() if self.enrolled else tuple(named))

    @cached_property
    def adults(self) -> tuple[str, ...]:
        """Columns with the keys of adults."""
        return tuple(n for n in self.keys if is_called(n, "adult") and n not in self.persons)

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """Columns with the keys of families, teams and other cases."""
        return tuple(
            n for n in self._about if n in self.keys and n not in (*self.persons, *self.adults)
        )

    @cached_property
    def others(self) -> tuple[str, ...]:
        """Columns of keys of nobody knows whom."""
        known = (*self.persons, *self.adults, *self.cases)
        return tuple(name for name in self.keys if name not in known)

    def repeats(self, header: str) -> bool:
        """Whether people stand in the table more than once."""
        seen = self.table.columns[header]
        return seen.distinct * 10 < seen.filled * 9

    @cached_property
    def _about(self) -> tuple[str, ...]:
        return tuple(name for name in self.table.columns if is_called(name, "case"))

    def _names_people(self, name: str, seen: ColumnSeen) -> bool:
        is_number = seen.type == "whole"
        is_somebody = any(is_called(name, kind) for kind in ("person", "case"))
        if seen.type == "name":
            return is_called(name, "adult")
        if is_called(name, "adult") and not is_somebody:
            # "Frivillige: 4" is how many, unless the header says that it is a number of theirs.
            return not is_number or _is_any_key(name)
        return is_somebody

    def _is_bare_code(self, name: str, seen: ColumnSeen) -> bool:
        is_other = any(is_just_called(name, kind) for kind in _OTHER_KEYS)
        return seen.type == "code" and not is_other

    def _is_enrolled(self, name: str) -> bool:
        if not self.enrolled:
            return False
        here = keys_in(self.table, name)
        return len(here & self.enrolled) >= _SAME_PEOPLE * len(here)


def is_zero_one(seen: ColumnSeen) -> bool:
    """Whether a column of numbers holds nothing but 0 and 1."""
    return seen.type == "whole" and bool(seen.counts) and {*seen.counts} <= {0.0, 1.0}


def is_measure(name: str, seen: ColumnSeen) -> bool:
    """Whether a column of numbers counts or measures something."""
    return seen.type in _NUMBERS and any(is_called(name, kind) for kind in _MEASURES)


def _is_any_key(name: str) -> bool:
    return is_called(name, "any_key")


def _is_one(name: str, kinds: Sequence[str], *, loosely: bool = False) -> bool:
    fits = is_called if loosely else is_just_called
    return any(fits(name, kind) for kind in kinds)
