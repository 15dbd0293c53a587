"""A typed column: each distinct value once, and which of them every row has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from evalkit.readers.text_column import Codes, of_rows

__all__ = ["Fault", "TypedColumn"]


@dataclass(frozen=True)
class Fault:
    """Why a text is not a value: a finding's code and the names its sentence needs."""

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, repr=False, eq=False)
class TypedColumn:
    """A typed column.

    Whatever is asked of a value is asked once per distinct value.

    Attributes
    ----------
    values : array, one per distinct text
        Missing (NaN, NaT or None) where the text is missing or bad.
    codes : array of int
        Which of them a row has.
    faults : mapping
        Number of a distinct text to why it is no value.
    cleaned, restored : int
        Cells whose code lost invisible characters; whose CPR number got its leading zero back.
    is_distinct : bool
        Whether it is known that each value stands here once and none is missing.
    """

    values: NDArray[Any]
    codes: Codes
    faults: Mapping[int, Fault] = field(default_factory=dict)
    cleaned: int = 0
    restored: int = 0
    is_distinct: bool = False

    def __len__(self) -> int:
        return len(self.codes)

    def has(self, of_value: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return, per row, what is said of its value."""
        return of_rows(of_value, self.codes)

    @cached_property
    def has_value(self) -> NDArray[np.bool_]:
        """Per row, whether there is a value."""
        return ~self.has(pd.isna(self.values))

    def faulty(self) -> Iterator[tuple[int, Fault]]:
        """Yield the place of each row with a bad cell, and why."""
        is_bad = np.zeros(len(self.values), dtype=bool)
        is_bad[list(self.faults)] = True
        for place in np.flatnonzero(self.has(is_bad)):
            yield int(place), self.faults[int(self.codes[place])]

    def identity(self) -> tuple[NDArray[np.int64], int]:
        """Return one whole number per row, the same for the same value, and their number.

        A row without a value has the last number.
        """
        if self.is_distinct:
            return self.codes.astype(np.int64), len(self.values) + 1
        numbers, distinct = pd.factorize(self.values)
        numbers = np.where(numbers < 0, len(distinct), numbers).astype(np.int64)
        if len(numbers) == len(distinct):
            return self.codes.astype(np.int64), len(distinct) + 1
        return numbers[self.codes], len(distinct) + 1

    def without(self, places: NDArray[np.intp]) -> TypedColumn:
        """Return the column with nothing at some places."""
        nothing = {"f": np.nan, "M": np.datetime64("NaT")}.get(self.values.dtype.kind)
        values = np.append(self.values, np.array([nothing], dtype=self.values.dtype))
        fits = len(self.values) <= np.iinfo(self.codes.dtype).max
        codes = self.codes.copy() if fits else self.codes.astype(np.int32)
        codes[places] = len(self.values)
        return replace(self, values=values, codes=codes, is_distinct=False)

    def series(self, index: pd.Index) -> pd.Series[Any]:
        """Return one value per row."""
        if self.values.dtype == object:
            texts = pa.array(self.values, pa.string(), from_pandas=True)
            return pd.Series(texts.take(pa.array(self.codes)), index=index, dtype="str")
        return pd.Series(self.values[self.codes], index=index)
