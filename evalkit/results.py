"""What every result can do: give its numbers, show aggregates, hide those of a few persons."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import ClassVar

import pandas as pd

__all__ = ["SHOWN_FROM", "Framed", "few_hidden", "without_gaps"]

# Below this many persons a mean says too much about each (Statistics Denmark asks for at least
# 3, n < 5 is the common stricter rule), so what is shown on sight leaves it out.
SHOWN_FROM = 5


def without_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for looking at: what is missing is empty, and not a word such as NaN.

    Parameters
    ----------
    frame : DataFrame
        A result. Columns with something missing become texts, numbers with six digits.

    Examples
    --------
    >>> without_gaps(pd.DataFrame({"n": [3, 0], "mean": [1.25, None]}))["mean"].tolist()
    ['1.25', '']
    """
    shown = frame.copy()
    for name in frame.columns[frame.isna().any()]:
        texts = [_text(value) for value in frame[name]]
        shown[name] = pd.Series(texts, index=frame.index, dtype="str")
    return shown


def _text(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


class Framed:
    """A result whose numbers are one frame with a row per group.

    A class of results says which columns `summary` has, and which of these would tell about
    single persons where `n` is small: on sight these read "(few)".
    """

    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ()
    _telling: ClassVar[tuple[str, ...]] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers, at full precision."""
        return self._frame.copy()

    def summary(self) -> pd.DataFrame:
        """Return the columns most readers want."""
        named = [*getattr(self, "by", ()), *self._brief]
        columns = [name for name in dict.fromkeys(named) if name in self._frame]
        return (self._frame[columns] if self._brief else self._frame).copy()

    def _heading(self) -> str:
        return type(self).__name__

    def _shown(self) -> pd.DataFrame:
        summary = self.summary()
        if "n" not in summary:
            return summary
        return few_hidden(summary, [name for name in self._telling if name in summary])

    def __repr__(self) -> str:
        return f"<{self._heading()}>\n{without_gaps(self._shown()).to_string(index=False)}"

    def _repr_html_(self) -> str:
        table = without_gaps(self._shown()).to_html(index=False, border=0)
        return f"<p>{escape(self._heading())}</p>{table}"


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
