"""What readers call the parts of a row: its scale, its groups of persons, a limit on the scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from evalkit.instruments.scale import Scale
from evalkit.present.numbers import decimal_text
from evalkit.present.words import word, word_or

__all__ = [
    "OVERALL",
    "exact_text",
    "group_text",
    "grouping",
    "named_rows",
    "row_title",
    "scale_digits",
    "scale_title",
    "shared_names",
]

# The scale of an instrument of many areas that stands for all of them.
OVERALL = "mean"
# These two name the scale; every other column of `by` names a group of persons.
_NAMING = ("instrument", "scale")
# On a scale this short a second decimal matters: 0.04 is not "0.0".
SHORT_SCALE = 40
UNKNOWN_SCALE_DIGITS = 2


def grouping(by: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of `by` that name groups of persons.

    Examples
    --------
    >>> grouping(("instrument", "scale", "gender"))
    ('gender',)
    """
    return tuple(name for name in by if name not in _NAMING)


def group_text(value: object, language: str) -> str:
    """Return what readers call a group of persons; "not stated" for an empty value."""
    if value is None or pd.isna(value) or not str(value).strip():  # type: ignore[call-overload]
        return word("not_stated", language)
    return word_or(str(value), language)


def scale_title(scales: Mapping[str, Scale], name: str, language: str) -> str:
    """Return what readers call a scale; its name where nobody defines it."""
    known = scales.get(name)
    return known.title[language] if known else name


def row_title(
    row: Mapping[str, Any], *, by: Iterable[str], scales: Mapping[str, Scale], language: str
) -> str:
    """Return the scale and the groups that a row is about, in one phrase; empty for neither."""
    named = [scale_title(scales, str(row["scale"]), language)] if "scale" in row else []
    return ", ".join([*named, *(group_text(row[name], language) for name in grouping(by))])


def scale_digits(known: Scale | None) -> int:
    """Return with how many decimals a mean on a scale is written."""
    if known is None:
        return UNKNOWN_SCALE_DIGITS
    return 2 if known.highest - known.lowest <= SHORT_SCALE else 1


def exact_text(value: float, language: str, *, most: int = 2) -> str:
    """Return a score or a limit with as many decimals as it has, and no more than `most`.

    Examples
    --------
    >>> exact_text(7.0, "da"), exact_text(5.5, "da"), exact_text(1 / 3, "en")
    ('7', '5,5', '0.33')
    """
    near = (digits for digits in range(most) if abs(value - round(value, digits)) <= 1e-9)
    return decimal_text(value, language, digits=next(near, most))


def named_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a result, each a dict from the name of a column to its value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def shared_names(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the names of scales that several instruments have, in one result."""
    pairs = {(row["instrument"], row["scale"]) for row in rows if {*_NAMING} <= row.keys()}
    names = [scale for _, scale in pairs]
    return {name for name in names if names.count(name) > 1}
