"""The rows of a before/after comparison as readers meet them: titles, directions, decimals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evalkit.instruments.scale import Scale
from evalkit.outcomes.change import NOTES, PrePost
from evalkit.present.numbers import decimal_text, interval_text
from evalkit.present.words import word, word_or

__all__ = ["ComparedRow", "compared_rows", "grouping"]

# On a scale this short a second decimal matters: 0.04 is not "0.0".
SHORT_SCALE = 40
UNKNOWN_SCALE_DIGITS = 2
# These two name the scale; every other column of `by` names a group of persons.
_NAMING = ("instrument", "scale")


@dataclass(frozen=True, repr=False)
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
        return decimal_text(self.numbers[name], language, digits=self._digits, signed=signed)

    def interval(self, language: str) -> str:
        """Return the interval of the mean change as a text."""
        ends = self.numbers["conf_low"], self.numbers["conf_high"]
        return interval_text(*ends, language=language, digits=self._digits)

    @property
    def _digits(self) -> int:
        if self.known is None:
            return UNKNOWN_SCALE_DIGITS
        return 2 if self.known.highest - self.known.lowest <= SHORT_SCALE else 1


def grouping(result: PrePost) -> tuple[str, ...]:
    """Return the columns of `by` that name groups of persons."""
    return tuple(name for name in result.by if name not in _NAMING)


def compared_rows(
    result: PrePost, language: str, *, frame: pd.DataFrame | None = None
) -> list[ComparedRow]:
    """Return the rows of a comparison, in its order.

    Parameters
    ----------
    result : PrePost
        Whose scales and directions count.
    language : {"da", "en"}
        Of titles.
    frame : DataFrame, optional
        Other rows of the same form; the result's own when not given.
    """
    shown = result.to_frame() if frame is None else frame
    rows = [{str(name): value for name, value in row.items()} for row in shown.to_dict("records")]
    # Without a column "scale" there is one scale in all.
    only = next(iter(result.better), "")
    shared = _names_of_several_instruments(rows)
    found = []
    for row in rows:
        name = str(row.get("scale", only))
        known = result.scales.get(name)
        title = known.title[language] if known else name
        if name in shared:
            title = f"{row['instrument']}: {title}"
        groups = tuple(_group_text(row[column], language) for column in grouping(result))
        found.append(
            ComparedRow(
                name,
                title,
                groups,
                result.better.get(name),
                known,
                {str(k): v for k, v in row.items()},
            )
        )
    return found


def _names_of_several_instruments(rows: list[dict[str, Any]]) -> set[str]:
    pairs = {(row["instrument"], row["scale"]) for row in rows if {*_NAMING} <= row.keys()}
    names = [scale for _, scale in pairs]
    return {name for name in names if names.count(name) > 1}


def _group_text(value: object, language: str) -> str:
    if value is None or pd.isna(value) or value == "":  # type: ignore[call-overload]
        return word("not_stated", language)
    return word_or(str(value), language)
