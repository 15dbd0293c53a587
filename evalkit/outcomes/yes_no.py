"""A yes/no column as scores of 0 and 1, so that persons are paired as they always are."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError
from evalkit.frames import require_columns
from evalkit.outcomes.given import group_names

__all__ = ["yes_no_scores"]

# What else names a reading or a course; everything else a frame may hold stays out.
_NAMING = ("person", "programme", "respondent", "date", "wave")


def yes_no_scores(data: object, yes: object, *, by: Sequence[str] | None) -> pd.DataFrame:
    """Return a frame of scores: 1 for yes, 0 for no, missing where nobody knows.

    Parameters
    ----------
    data : DataFrame
        Columns person, wave or date, and the yes/no column.
    yes : str
        Its name, which becomes the name of the scale.
    by : sequence of str, optional
        Columns that are kept too.

    Raises
    ------
    InputError
        When it is no frame, a column is missing, or the column holds something else.
    """
    if not isinstance(data, pd.DataFrame):
        raise InputError(
            f"`yes` names a column, and `data` is a {type(data).__name__}. A DataFrame with "
            f"person, wave or date, and the yes/no column is expected."
        )
    if not isinstance(yes, str):
        raise InputError(f"`yes` is {yes!r}. Accepted: the name of the yes/no column.")
    require_columns(data, ["person", yes], called="data")
    names = group_names(by)
    kept = [name for name in dict.fromkeys([*_NAMING, *names]) if name in data and name != "scale"]
    return data[kept].assign(scale=yes, score=_numbers(data[yes], called=yes))


def _numbers(column: pd.Series, *, called: str) -> NDArray[np.float64]:
    values = column.astype(object).to_numpy()
    found = np.full(len(values), np.nan)
    wrong = 0
    for place, value in enumerate(values):
        if value is None or pd.isna(value):
            continue
        if isinstance(value, (Real, np.bool_)) and value in (0, 1):
            found[place] = float(value)
        else:
            wrong += 1
    if wrong:
        raise InputError(
            f"Column '{called}' has {wrong} rows that are neither yes nor no. Accepted: true and "
            f"false, or 1 and 0, empty where nobody knows. Convert the column first: texts are "
            f"never guessed at."
        )
    return found
