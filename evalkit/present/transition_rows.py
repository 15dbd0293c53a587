"""Stage-to-stage tables as readers meet them: titles, names of stages, directions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf
from typing import Any

from evalkit.outcomes.stages import Stages
from evalkit.outcomes.transitions import StageTable, Transitions
from evalkit.present.compared_rows import ComparedRow, rows_on
from evalkit.present.row_names import exact_text
from evalkit.present.words import word

__all__ = ["ShownTable", "better_text", "shown_tables"]

_BETTER = {"higher": "label_higher", "lower": "label_lower", None: "label_undirected"}


@dataclass(frozen=True, repr=False, eq=False)
class ShownTable:
    """One group's table with its title and the names of its stages.

    Attributes
    ----------
    row : ComparedRow
        The group's row of the summary.
    stages : tuple of str
        The names of the stages, from the lowest on; empty when there are none.
    table : StageTable
        The counts.
    """

    row: ComparedRow
    stages: tuple[str, ...]
    table: StageTable

    @property
    def title(self) -> str:
        """Scale and groups, in one phrase."""
        return self.row.title

    @property
    def scale(self) -> str:
        """The scale's name."""
        return self.row.scale

    @property
    def instrument(self) -> str:
        """The instrument the scale is of; empty where nobody says."""
        return self.row.instrument

    @property
    def instrument_title(self) -> str:
        """What readers call the instrument."""
        return self.row.instrument_title

    @property
    def numbers(self) -> Mapping[str, Any]:
        """The group's row of the summary."""
        return self.row.numbers

    @property
    def n(self) -> int:
        """How many persons have both readings in a stage."""
        return int(self.numbers["n"])

    @property
    def better(self) -> str | None:
        """Which direction is better; None when nobody says."""
        return self.table.group.better

    @property
    def is_drawn(self) -> bool:
        """Whether it has stages and somebody in them."""
        return bool(self.stages) and self.n > 0


def shown_tables(result: Transitions, language: str) -> list[ShownTable]:
    """Return the tables of a result, in its order."""
    found = []
    rows = rows_on(result.paired, result.summary(), language)
    for table, row in zip(result.tables, rows, strict=True):
        names = _names(table.stages, language) if table.stages else ()
        found.append(ShownTable(row, names, table))
    return found


def better_text(better: str | None, language: str) -> str:
    """Return which direction is better, in words."""
    return word(_BETTER[better], language)


def _names(stages: Stages, language: str) -> tuple[str, ...]:
    ends = [*stages.starts[1:], None]
    return tuple(
        title[language] if title else _by_ends(low, high, language)
        for title, low, high in zip(stages.titles, stages.starts, ends, strict=True)
    )


def _by_ends(low: float, high: float | None, language: str) -> str:
    """Return what a stage without a name is called."""
    if high is None:
        return word("transitions_stage_from", language, low=exact_text(low, language, most=3))
    if isinf(low):
        return word("transitions_stage_below", language, high=exact_text(high, language, most=3))
    facts = {"low": exact_text(low, language, most=3), "high": exact_text(high, language, most=3)}
    return word("transitions_stage_between", language, **facts)
