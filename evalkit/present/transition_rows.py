"""Stage-to-stage tables as readers meet them: titles, names of stages, directions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf
from typing import Any

from evalkit.outcomes.stages import Stages
from evalkit.outcomes.transitions import StageTable, Transitions
from evalkit.present.keyed_titles import group_texts, scale_title, score_text
from evalkit.present.words import word

__all__ = ["ShownTable", "better_text", "shown_tables"]

_BETTER = {"higher": "label_higher", "lower": "label_lower", None: "label_undirected"}


@dataclass(frozen=True, repr=False)
class ShownTable:
    """One group's table with its title and the names of its stages.

    Attributes
    ----------
    title : str
        Scale and groups, in one phrase.
    stages : tuple of str
        The names of the stages, from the lowest on; empty when there are none.
    table : StageTable
        The counts.
    numbers : mapping
        The group's row of the summary.
    """

    title: str
    stages: tuple[str, ...]
    table: StageTable
    numbers: Mapping[str, Any]

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
    for table, row in zip(result.tables, result.summary().to_dict("records"), strict=True):
        scale = scale_title(result.paired, table.key, language)
        title = ", ".join([scale, *group_texts(table.key, result.by, language)])
        names = _names(table.stages, language) if table.stages else ()
        found.append(ShownTable(title, names, table, {str(k): v for k, v in row.items()}))
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
        return word("transitions_stage_from", language, low=score_text(low, language))
    if isinf(low):
        return word("transitions_stage_below", language, high=score_text(high, language))
    facts = {"low": score_text(low, language), "high": score_text(high, language)}
    return word("transitions_stage_between", language, **facts)
