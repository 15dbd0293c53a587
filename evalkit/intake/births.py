"""When people were born: from a date, a year or a CPR number; checked with, and never kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from evalkit.frames import DATE_DTYPE
from evalkit.intake.typed_sheet import TypedSheet
from evalkit.privacy.cpr import parse_cpr

# NumPy counts years from this one.
_EPOCH = 1970

__all__ = ["age_at_start", "birth_dates"]


def birth_dates(sheet: TypedSheet) -> pd.Series[Any] | None:
    """Return the date of birth of each row kept, or None where the sheet does not say.

    Notes
    -----
    A year alone counts as its first day, so that nothing is called "before birth" wrongly.
    """
    rule = sheet.rule.enrolments
    if rule is None or rule.born is None:
        return None
    values: pd.Series[Any] = sheet.kept(rule.born)[rule.born]
    kind = sheet.rule.columns[rule.born].type
    if kind == "date":
        return values
    if kind == "cpr":
        found = [None if pd.isna(text) else parse_cpr(text) for text in values]
        days = [None if cpr is None else cpr.born for cpr in found]
        born = np.array(days, dtype="datetime64[D]")
    else:
        years = values.to_numpy(dtype=np.float64)
        first = np.where(np.isnan(years), np.nan, years - _EPOCH)
        born = first.astype("datetime64[Y]").astype("datetime64[D]")
    return pd.Series(born.astype(DATE_DTYPE), index=values.index)


def age_at_start(sheet: TypedSheet) -> pd.Series[Any] | None:
    """Return the age in whole years at the start of each row kept, or None where nobody knows.

    With a year of birth only, the age is the one reached in that calendar year.
    """
    born, rule = birth_dates(sheet), sheet.rule.enrolments
    if born is None or rule is None or rule.born is None:
        return None
    started = sheet.kept(rule.started)[rule.started]
    years: pd.Series[Any] = (started.dt.year - born.dt.year).astype("float64")
    if sheet.rule.columns[rule.born].type == "whole":
        return years
    is_earlier = (started.dt.month * 100 + started.dt.day) < (born.dt.month * 100 + born.dt.day)
    age: pd.Series[Any] = years - is_earlier.astype("float64")
    return age
