"""The columns of a table by what a row of meetings, contacts, goals and the like asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from evalkit.drafting.column_seen import ColumnSeen
from evalkit.drafting.tables import SeenTable
from evalkit.drafting.words import families, is_called, is_just_called
from evalkit.privacy.scan import says_who

__all__ = ["RecordColumns", "is_measure", "keys_in"]

_DAYS = ("date", "serial")
_NUMBERS = ("whole", "number")
# What may name somebody; names of adults become pseudonyms as keys do.
_KEYS = ("code", "cpr", "text", "choice", "whole", "name")
_SURE_KEYS = ("code", "cpr")
_TYPES = {
    "text": ("choice", "text", "code"),
    "date": _DAYS,
    "number": _NUMBERS,
    "count": ("whole",),
    "yes_no": ("yes_no",),
}
# Columns called so hold a measure, however much their headers also name people ("Antal deltagere").
_MEASURES = ("participants", "minutes", "hours", "number", "count", "weight", "closeness", "age")
_OTHER_KEYS = ("goal", "alter", "kind", "role", "activity", "area", "sector", "set_by", "reason")
# So large a share of the keys of a column must be enrolled for its people to be the same.
_SAME_PEOPLE = 0.5


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

    @cached_property
    def seen(self) -> Mapping[str, ColumnSeen]:
        """Header to what was seen; without the columns whose header is masked or lacking."""
        return {n: seen for n, seen in self.table.columns.items() if not n.startswith("[")}

    @cached_property
    def types(self) -> Mapping[str, str]:
        """Header to type; yes_no where that is all it says, choice where numbers are labelled."""
        return {name: self._type(name, seen) for name, seen in self.seen.items()}

    def called(self, *kinds: str, of: str) -> tuple[str, ...]:
        """Return the columns that are called so; `of` is the kind of a column of long tables."""
        fits = is_called if of == "yes_no" else is_just_called
        zero_one = self.zero_one if of == "yes_no" else ()
        return tuple(
            name
            for name in self.seen
            if (name in zero_one or name in self.typed(of)) and any(fits(name, k) for k in kinds)
        )

    def typed(self, of: str) -> tuple[str, ...]:
        """Return the columns of a type that may hold such a thing."""
        return tuple(
            name
            for name, kind in self.types.items()
            if kind in _TYPES[of] and not is_called(name, "born")
        )

    @cached_property
    def zero_one(self) -> tuple[str, ...]:
        """Columns of numbers that hold nothing but 0 and 1."""
        return tuple(
            name
            for name, seen in self.seen.items()
            if self.types[name] == "whole" and {*seen.counts} and {*seen.counts} <= {0.0, 1.0}
        )

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Columns that name somebody: by their headers, or codes that are called nothing else."""
        return tuple(
            name
            for name, seen in self.seen.items()
            if seen.type in _KEYS
            and not seen.means
            and self.types[name] != "yes_no"
            and not is_measure(name, seen)
            # "Deltagere" in words is who was there, and nobody's key.
            and (seen.type in _SURE_KEYS or not is_just_called(name, "participants"))
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

    def knows(self, header: str) -> bool:
        """Whether anybody in a column takes part by the other files."""
        return bool(self.enrolled & keys_in(self.table, header))

    def repeats(self, header: str) -> bool:
        """Whether people stand in the table more than once."""
        seen = self.table.columns[header]
        return seen.distinct * 10 < seen.filled * 9

    @cached_property
    def _about(self) -> tuple[str, ...]:
        return tuple(name for name in self.seen if is_called(name, "case"))

    def _names_people(self, name: str, seen: ColumnSeen) -> bool:
        is_number = seen.type == "whole"
        is_somebody = any(is_called(name, kind) for kind in ("person", "case"))
        if self.types[name] == "name":
            return is_called(name, "adult")
        if is_called(name, "adult") and not is_somebody:
            # "Frivillige: 4" is how many, unless the header says that it is a number of theirs.
            return not is_number or _is_any_key(name)
        return is_somebody

    def _is_bare_code(self, name: str, seen: ColumnSeen) -> bool:
        is_other = any(is_just_called(name, kind) for kind in _OTHER_KEYS)
        return seen.type == "code" and not is_other

    def _is_enrolled(self, name: str) -> bool:
        here = keys_in(self.table, name)
        if not self.enrolled or not here:
            return False
        # Everybody's numbers begin with 1: by those alone a mentor would be a participant.
        is_person = is_called(name, "person") and not is_called(name, "adult")
        if not is_person and all(key.isdigit() for key in here):
            return False
        return len(here & self.enrolled) >= _SAME_PEOPLE * len(here)

    def _type(self, name: str, seen: ColumnSeen) -> str:
        labels = {*self.table.labels.get(name, {}).values()}
        if any(map(says_who, labels)):
            return "name"
        words = labels or {*(seen.values if seen.type == "choice" else ())}
        if words and any(words <= {*family} for family in families("yes_no")):
            return "yes_no"
        return "choice" if labels and seen.type == "whole" else seen.type


def is_measure(name: str, seen: ColumnSeen) -> bool:
    """Whether a column of numbers counts or measures something."""
    return seen.type in _NUMBERS and any(is_called(name, kind) for kind in _MEASURES)


def _is_any_key(name: str) -> bool:
    return is_called(name, "any_key")
