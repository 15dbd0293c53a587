"""The rows of a result on pairs as readers meet them: titles, groups, decimals, headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from evalkit.outcomes.paired import Paired
from evalkit.present.blocks import TableColumn
from evalkit.present.compared_rows import ComparedRow
from evalkit.present.numbers import decimal_text
from evalkit.present.words import word, word_or

__all__ = [
    "OnPairs",
    "described_scale",
    "ends_text",
    "first_reading_name",
    "group_text",
    "pair_columns",
    "pair_rows",
    "scale_title",
]

_NAMING = ("instrument", "scale")


class OnPairs(Protocol):
    """A result with a row per combination of `by` and the pairs behind it."""

    @property
    def by(self) -> tuple[str, ...]:
        """The columns that name a row."""
        ...

    @property
    def paired(self) -> Paired:
        """The pairs."""
        ...

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers."""
        ...


def pair_rows(result: OnPairs, language: str) -> list[ComparedRow]:
    """Return the rows of a result, in its order."""
    rows = [
        {str(name): value for name, value in row.items()}
        for row in result.to_frame().to_dict("records")
    ]
    directions = result.paired.directions
    shared = _names_of_several_instruments(rows)
    found = []
    for row in rows:
        name = result.paired.scale_of(row)
        title = scale_title(result.paired, name, language)
        found.append(
            ComparedRow(
                name,
                f"{row['instrument']}: {title}" if name in shared else title,
                tuple(group_text(row[column], language) for column in _grouping(result)),
                directions.word(name, instrument=row.get("instrument")),
                directions.scales.get(name),
                row,
            )
        )
    return found


def pair_columns(result: OnPairs, labels: Sequence[str], language: str) -> tuple[TableColumn, ...]:
    """Return the columns of a table: scale and groups, then these labels."""
    named = [word("scale", language), *(word_or(name, language) for name in _grouping(result))]
    start = tuple(TableColumn(label) for label in named)
    return (*start, *(TableColumn(label, "end") for label in labels))


def described_scale(row: ComparedRow, language: str) -> str:
    """Return the scale's title with its range and what is better on it, where these are known."""
    if row.known is None or row.better is None:
        return row.scale_title
    ends = {
        name: decimal_text(end, language, digits=0 if float(end).is_integer() else 2)
        for name, end in (("low", row.known.lowest), ("high", row.known.highest))
    }
    better = word("label_higher" if row.better == "higher" else "label_lower", language)
    return word("say_scale", language, title=row.scale_title, better=better, **ends)


def ends_text(row: ComparedRow, low: str, high: str, *, language: str) -> str:
    """Return an interval between two of the row's numbers, in the scale's unit; or a dash."""
    if pd.isna(row.numbers[low]) or pd.isna(row.numbers[high]):
        return word("not_computed", language)
    ends = {"low": row.number(low, language), "high": row.number(high, language)}
    return word("to", language, **ends)


def scale_title(paired: Paired, name: str, language: str) -> str:
    """Return what readers call a scale; its name where nobody defines it."""
    known = paired.directions.scales.get(name)
    return known.title[language] if known else name


def group_text(value: object, language: str) -> str:
    """Return what readers call a group; "not stated" for an empty value."""
    if value is None or pd.isna(value) or str(value).strip() == "":  # type: ignore[call-overload]
        return word("not_stated", language)
    return word_or(str(value), language)


def first_reading_name(paired: Paired, language: str) -> str:
    """Return what the first reading is called: by date, or as its wave is named."""
    if paired.waves is None:
        return word("mean_first", language)
    return word_or(paired.waves[0], language)


def _grouping(result: OnPairs) -> list[str]:
    return [name for name in result.by if name not in _NAMING]


def _names_of_several_instruments(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    pairs = {(row["instrument"], row["scale"]) for row in rows if {*_NAMING} <= row.keys()}
    names = [scale for _, scale in pairs]
    return {name for name in names if names.count(name) > 1}
