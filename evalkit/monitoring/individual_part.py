"""What the parts of one person's status have in common: looking at them shows counts alone."""

from __future__ import annotations

from html import escape
from typing import ClassVar

import pandas as pd

__all__ = ["IndividualPart"]


class IndividualPart:
    """A part of `evalkit.individual_status`: rows about one person, in `to_frame` alone."""

    _frame: pd.DataFrame
    _what: ClassVar[str] = "rows"

    def to_frame(self) -> pd.DataFrame:
        """Return the rows, which are about one person: internal."""
        return self._frame.copy()

    def summary(self) -> pd.DataFrame:
        """Return how many rows there are."""
        return pd.DataFrame([{self._what: len(self._frame)}])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of one person, internal: {len(self._frame)} {self._what}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"
