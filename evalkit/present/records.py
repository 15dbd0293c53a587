"""A frame's rows for the result file: JSON-ready and at full precision."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

__all__ = ["records"]


def records(frame: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return a frame as JSON-ready rows at full precision; what is missing is None.

    Parameters
    ----------
    frame : DataFrame
        A result; never one row per person.

    Returns
    -------
    tuple of dict
        One per row; dates are written yyyy-mm-dd.

    Examples
    --------
    >>> records(pd.DataFrame({"n": [3], "mean": [float("nan")]}))
    ({'n': 3, 'mean': None},)
    """
    return tuple(
        {str(name): _plain(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    )


def _plain(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain
