"""Two readings of each person, and how they were chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

__all__ = ["Pairs"]


@dataclass(frozen=True, repr=False, eq=False)
class Pairs:
    """One row per person (and whatever else names a course) with at least one reading.

    Attributes
    ----------
    frame : DataFrame
        The naming columns, then pre, post (missing where there is none) and, by date,
        pre_date, post_date.
    rule : str
        How the two readings were chosen, as a sentence's end.
    waves : (str, str) or None
        The named readings, None when dates decided.
    min_days : int or None
        The least number of days between the two readings.
    months : int or None
        How many months after the first reading the second one was looked for.
    left_out : dict
        Rows that are neither a pre nor a post, by reason.
    """

    frame: pd.DataFrame
    rule: str
    waves: tuple[str, str] | None = None
    min_days: int | None = None
    months: int | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
