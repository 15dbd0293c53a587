"""The rows of a result on pairs as readers meet them: titles, directions, decimals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from evalkit.instruments.scale import Scale
from evalkit.outcomes.change import NOTES
from evalkit.outcomes.paired import Paired
from evalkit.present.blocks import TableColumn
from evalkit.present.numbers import decimal_text, interval_text
from evalkit.present.row_names import (
    exact_text,
    group_text,
    grouping,
    named_rows,
    scale_digits,
    scale_title,
    shared_names,
)
from evalkit.present.table_columns import columns
from evalkit.present.words import check_language, word, word_or

__all__ = ["ComparedRow", "OnPairs", "compared_rows", "described_scale", "row_columns", "rows_on"]


class OnPairs(Protocol):
    """A result with rows for the combinations of `by`, and the pairs behind it."""

    @property
    def paired(self) -> Paired:
        """The pairs, with the scales and what is better on them."""
        ...

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers."""
        ...


@dataclass(frozen=True, repr=False, eq=False)
class ComparedRow:
    """One row of a comparison.

    Attributes
    ----------
    scale : str
        The scale's name in the data.
    scale_title : str
        What readers call it.
    groups : tuple of str
        The texts of the other columns of `by`.
    instrument, instrument_title : str
        The instrument the scale is of, and what readers call it; empty where nobody says.
    better : {"higher", "lower"} or None
        Which direction is an improvement; None when nobody says.
    known : Scale or None
        The scale's definition.
    numbers : mapping
        The row of the result's frame.
    """

    scale: str
    scale_title: str
    groups: tuple[str, ...]
    instrument: str
    instrument_title: str
    better: str | None
    known: Scale | None
    numbers: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Scale and groups, in one phrase."""
        return ", ".join([self.scale_title, *self.groups])

    @property
    def n(self) -> int:
        """How many persons have both readings."""
        return int(self.numbers["n"])

    @property
    def has_interval(self) -> bool:
        """Whether the mean change has an interval."""
        return not pd.isna(self.numbers["conf_low"])

    @property
    def interval_side(self) -> str:
        """Where the interval lies: "better", "worse", "above", "below", "across" or "none".

        "above" and "below" are for a scale whose better direction nobody says.
        """
        if not self.has_interval:
            return "none"
        low, high = self.numbers["conf_low"], self.numbers["conf_high"]
        if low <= 0 <= high:
            return "across"
        if self.better is None:
            return "above" if low > 0 else "below"
        return "better" if (low > 0) == (self.better == "higher") else "worse"

    @property
    def reason_code(self) -> str:
        """Why there is no interval: a key of `NOTES`, empty when there is one."""
        note = self.numbers["note"]
        return next((code for code, said in NOTES.items() if said in note), "no pairs")

    def number(self, name: str, language: str, *, signed: bool = False) -> str:
        """Return one of the row's numbers in the scale's unit, as a text."""
        digits = scale_digits(self.known)
        return decimal_text(self.numbers[name], language, digits=digits, signed=signed)

    def interval(self, language: str, *, low: str = "conf_low", high: str = "conf_high") -> str:
        """Return an interval between two of the row's numbers, in the scale's unit; or a dash."""
        ends = self.numbers[low], self.numbers[high]
        return interval_text(*ends, language=language, digits=scale_digits(self.known))


def compared_rows(
    result: OnPairs, language: str, *, better: Mapping[str, str | None] | None = None
) -> list[ComparedRow]:
    """Return the rows of a result, in its order; as `rows_on` does."""
    return rows_on(result.paired, result.to_frame(), language, better=better)


def rows_on(
    paired: Paired,
    frame: pd.DataFrame,
    language: str,
    *,
    better: Mapping[str, str | None] | None = None,
) -> list[ComparedRow]:
    """Return the rows of a frame with the columns that name a row, in its order.

    Parameters
    ----------
    paired : Paired
        Whose scales, groups and directions count.
    frame : DataFrame
        The numbers.
    language : {"da", "en"}
        Of titles.
    better : mapping, optional
        Scale to its better direction, of a result that was told; else that of the pairs.

    Raises
    ------
    InputError
        When the language is unknown.
    """
    check_language(language)
    rows = named_rows(frame)
    directions = paired.directions
    shared = shared_names(rows)
    found = []
    for row in rows:
        name = paired.scale_of(row)
        title = scale_title(directions.scales, name, language)
        instrument, called = _instrument(paired, row, language)
        side = directions.word(name, instrument=row.get("instrument"))
        found.append(
            ComparedRow(
                name,
                f"{row['instrument']}: {title}" if name in shared else title,
                tuple(group_text(row[column], language) for column in grouping(paired.by)),
                instrument,
                called,
                side if better is None else better.get(name) or side,
                directions.scales.get(name),
                row,
            )
        )
    return found


def _instrument(paired: Paired, row: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Return the name and the title of the instrument a row is about; empty for neither."""
    known = paired.directions.scales.get(paired.scale_of(row))
    for one in paired.instruments:
        if row.get("instrument", one.name) == one.name and known in one.scales:
            return one.name, one.title[language]
    name = str(row.get("instrument", ""))
    return name, name


def row_columns(
    by: Sequence[str], labels: Sequence[str], language: str, *, texts: Sequence[int] = ()
) -> tuple[TableColumn, ...]:
    """Return the columns of a table: scale and groups, then these labels.

    Parameters
    ----------
    by : sequence of str
        The columns that name a row.
    labels : sequence of str
        Of the other columns.
    language : {"da", "en"}
        Of the first ones.
    texts : sequence of int
        Which of `labels` stand above texts and not above numbers.
    """
    named = [word("scale", language), *(word_or(name, language) for name in grouping(by))]
    starts = [*range(len(named)), *(len(named) + place for place in texts)]
    return columns([*named, *labels], texts=starts)


def described_scale(row: ComparedRow, language: str, *, title: str | None = None) -> str:
    """Return a scale's title (or another) with its range and what is better on it, where known."""
    said = row.scale_title if title is None else title
    if row.known is None or row.better is None:
        return said
    ends = {
        name: exact_text(end, language)
        for name, end in (("low", row.known.lowest), ("high", row.known.highest))
    }
    better = word("label_higher" if row.better == "higher" else "label_lower", language)
    return word("say_scale", language, title=said, better=better, **ends)
