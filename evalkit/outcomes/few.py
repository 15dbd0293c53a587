"""What is shown on sight when only a few persons are behind a number: not the number."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evalkit.instruments.scoring import SHOWN_FROM

__all__ = ["few_hidden"]


def few_hidden(frame: pd.DataFrame, columns: Sequence[str], *, n: str = "n") -> pd.DataFrame:
    """Return a frame for looking at: numbers of fewer than five persons are not shown.

    Parameters
    ----------
    frame : DataFrame
        A result.
    columns : sequence of str
        The numbers; they become texts with four digits.
    n : str
        The column that says how many persons are behind a row.

    Examples
    --------
    >>> few_hidden(pd.DataFrame({"n": [4, 5], "mean": [1.0, 2.0]}), ["mean"])["mean"].tolist()
    ['(few)', '2']
    """
    few = frame[n] < SHOWN_FROM
    none = frame[n] == 0
    shown = {}
    for name in columns:
        values = frame[name].to_numpy(dtype="float64", na_value=float("nan"))
        texts = pd.Series([f"{value:.4g}" for value in values], index=frame.index, dtype="str")
        shown[name] = texts.mask(few, "(few)").mask(none | frame[name].isna(), "")
    return frame.assign(**shown)
