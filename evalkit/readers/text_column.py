"""A column of text cells: each distinct text once, and which of them every row has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Codes", "TextColumn", "of_rows"]

Codes = NDArray[np.integer[Any]]


@dataclass(frozen=True, repr=False, eq=False)
class TextColumn:
    """A column as it stands in the file.

    Whatever is asked of a text is asked once per distinct text, so a million rows cost about
    what their distinct texts cost.

    Attributes
    ----------
    texts : StringArray
        The distinct texts, as written (NFC); none is missing.
    codes : array of whole numbers, one per row
        Which text a row has; of a small type where there are few texts.
    machine : array of bool, one per text
        True where a workbook gave a real date or number, written here as ISO date or with a
        decimal point whatever the profile's locale is. One text may stand here twice, as text
        and as number.
    """

    texts: pa.StringArray
    codes: Codes
    machine: NDArray[np.bool_]

    @classmethod
    def of(cls, cells: Iterable[str], machine: Iterable[bool] | None = None) -> TextColumn:
        """Return the column of some cells, with what a workbook says of each."""
        known: dict[tuple[str, bool], int] = {}
        marks = repeat(False) if machine is None else machine
        codes = [known.setdefault(cell, len(known)) for cell in zip(cells, marks, strict=False)]
        return cls(
            texts=pa.array([text for text, _ in known], pa.string()),
            codes=np.array(codes, dtype=np.int32),
            machine=np.array([mark for _, mark in known], dtype=bool),
        )

    def __len__(self) -> int:
        return len(self.codes)

    def at(self, places: NDArray[Any] | Sequence[int]) -> TextColumn:
        """Return the rows at some places, or where a mask is True."""
        return TextColumn(self.texts, self.codes[places], self.machine)

    def with_texts(self, texts: Sequence[str] | pa.StringArray) -> TextColumn:
        """Return the column with every distinct text replaced by another, in the same order."""
        new = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
        return TextColumn(new, self.codes, self.machine)

    def distinct(self) -> list[str]:
        """Return the distinct texts."""
        found: list[str] = self.texts.to_pylist()
        return found

    def cells(self) -> list[str]:
        """Return one text per row."""
        found: list[str] = self.texts.take(pa.array(self.codes)).to_pylist()
        return found

    def has(self, of_text: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return, per row, what is said of its text."""
        return of_rows(of_text, self.codes)


# For so many values comparing is quicker than looking every row's value up.
_FEW = 3


def of_rows(of_value: NDArray[np.bool_], codes: Codes) -> NDArray[np.bool_]:
    """Return, per row, what is said of the value its code stands for."""
    which = np.flatnonzero(of_value)
    if len(which) in (0, len(of_value)):
        return np.full(len(codes), bool(len(which)), dtype=bool)
    if len(which) > _FEW:
        looked_up: NDArray[np.bool_] = of_value[codes]
        return looked_up
    found: NDArray[np.bool_] = codes == which[0]
    for code in which[1:]:
        found |= codes == code
    return found
