"""What readers call a row of a result: the scale's title, and the groups it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from evalkit.instruments.scale import Scale
from evalkit.present.words import word, word_or

__all__ = ["row_title", "scale_digits"]

# These two name the scale; every other column of `by` names a group of persons.
_NAMING = ("instrument", "scale")
# On a scale this short a second decimal matters: 0.04 is not "0.0".
SHORT_SCALE = 40


def row_title(
    row: Mapping[str, Any],
    *,
    by: Sequence[str],
    scales: Mapping[str, Scale],
    language: str,
    only: str = "",
) -> str:
    """Return the scale's title and the groups, in one phrase.

    Parameters
    ----------
    row : mapping
        A row of a result.
    by : sequence of str
        The columns that name it.
    scales : mapping
        Scale name to its definition.
    language : {"da", "en"}
        Of the title.
    only : str
        The scale, where no column names it.
    """
    name = str(row.get("scale", only))
    known = scales.get(name)
    groups = [row[column] for column in by if column not in _NAMING]
    stated = [
        word("not_stated", language) if pd.isna(group) or group == "" else str(group)
        for group in groups
    ]
    return ", ".join(
        [known.title[language] if known else name, *(word_or(group, language) for group in stated)]
    )


def scale_digits(known: Scale | None) -> int:
    """Return with how many decimals a mean on a scale is written."""
    if known is None:
        return 2
    return 2 if known.highest - known.lowest <= SHORT_SCALE else 1
