"""How much is told: which rows one by one, which together, and from how many persons on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from evalkit.present.row_names import OVERALL
from evalkit.present.words import word

__all__ = ["FEW_PERSONS", "LARGEST_TOLD_ONE_BY_ONE", "Told", "families", "in_full", "short_titles"]

# Below this many persons a test is no headline (statistics: "What a sentence may say").
FEW_PERSONS = 10
# An instrument of more rows is told by its overall scale, and the others as lists.
LARGEST_TOLD_ONE_BY_ONE = 4


class Told(Protocol):
    """A row that sentences are about."""

    @property
    def scale(self) -> str:
        """The scale's name."""
        ...

    @property
    def title(self) -> str:
        """What readers call the row."""
        ...

    @property
    def instrument(self) -> str:
        """The instrument the scale is of; empty where nobody says."""
        ...

    @property
    def instrument_title(self) -> str:
        """What readers call the instrument."""
        ...


_Row = TypeVar("_Row", bound=Told)


def families(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Return the rows instrument by instrument."""
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.instrument, []).append(row)
    return list(found.values())


def in_full(family: Sequence[_Row]) -> list[_Row]:
    """Return the rows of an instrument that are told one by one: its overall scale, of many."""
    if len(family) <= LARGEST_TOLD_ONE_BY_ONE:
        return list(family)
    return [row for row in family if row.scale == OVERALL]


def short_titles(rows: Sequence[_Row], every: Sequence[_Row], language: str) -> list[str]:
    """Return the titles of rows; of an instrument of many, "the other scales of it".

    Parameters
    ----------
    rows : sequence
        What is named.
    every : sequence
        All rows of the result: the others of an instrument must be told in full elsewhere.
    language : {"da", "en"}
        Of the titles.
    """
    named = []
    for family in families(rows):
        whole = [row for row in every if row.instrument == family[0].instrument]
        here = {row.scale for row in family}
        rest = [row for row in whole if row.scale not in here]
        complete = len(rest) + len(family) == len(whole)
        known = family[0].instrument and len(family) > LARGEST_TOLD_ONE_BY_ONE
        if known and complete and {row.scale for row in rest} <= {OVERALL}:
            key = "other_scales_of" if rest else "all_scales_of"
            named.append(word(key, language, instrument=family[0].instrument_title))
        else:
            named += [row.title for row in family]
    return named
