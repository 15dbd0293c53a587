"""Item analysis: which questions do not go with the others, or have the same answer from all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.estimates.internal_consistency import alpha_if_deleted, item_rest_correlations
from evalkit.instruments.instrument import Instrument, Scale
from evalkit.results import Framed

__all__ = ["ITEM_NOTES", "ItemAnalysis", "item_rows", "turned"]

# What is wrong with an item, or why a number is missing; the sentence stands in the column `note`.
ITEM_NOTES = {
    "goes against": (
        "it goes against the other items: look whether it was left unreversed, or reversed twice"
    ),
    "same answer": "everybody gave the same answer, so it has no correlation",
    "same rest": "the sum of the others is the same for everybody, so it has no correlation",
    "two items": "two items: without one of them there is no alpha",
    "few answers": "fewer than two persons answered every item",
}
# What a reader of the report must look at.
WARNED = ("goes against", "same answer")
_COLUMNS = {
    "scale": "str",
    "item": "str",
    "reversed": "bool",
    "n": "Int64",
    "mean": "float64",
    "sd": "float64",
    "floor": "float64",
    "ceiling": "float64",
    "item_rest": "float64",
    "alpha_if_deleted": "float64",
    "note": "str",
}


@dataclass(frozen=True, repr=False, eq=False)
class ItemAnalysis(Framed):
    """How each item goes with the other items of its scale: one row per scale and item.

    Attributes
    ----------
    instrument : Instrument
        What was asked.
    """

    instrument: Instrument
    _frame: pd.DataFrame
    _telling: ClassVar[tuple[str, ...]] = (
        *("mean", "sd", "floor", "ceiling", "item_rest", "alpha_if_deleted"),
    )

    def _heading(self) -> str:
        return f"ItemAnalysis of {self.instrument.name}"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is wrong with an item, as English sentences; empty when nothing is."""
        return tuple(
            f"{row['scale']}: {row['item']}: {ITEM_NOTES[code]}."
            for row in self._frame.to_dict("records")
            for code in WARNED
            if ITEM_NOTES[code] in row["note"]
        )

    @classmethod
    def of(cls, instrument: Instrument, rows: list[dict[str, object]]) -> ItemAnalysis:
        """Return rows (`item_rows`) as one result."""
        return cls(instrument, pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS))


def turned(scale: Scale, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return answers with the scale's reversed items turned round.

    Parameters
    ----------
    scale : Scale
        Whose items the columns are, in its order.
    values : ndarray, (persons, items)
        The codes as answered.
    """
    reverse = np.array([item in scale.reversed for item in scale.items])
    return np.where(reverse, scale.codes.lowest + scale.codes.highest - values, values)


def item_rows(scale: Scale, answers: NDArray[np.float64]) -> list[dict[str, object]]:
    """Return the numbers of each item.

    Parameters
    ----------
    scale : Scale
        Whose items they are; at least 2.
    answers : ndarray, (persons, items)
        Complete answers, turned.
    """
    n, many = answers.shape
    nothing = np.full(many, np.nan)
    rest = item_rest_correlations(answers) if n > 1 else nothing
    without = alpha_if_deleted(answers) if n > 1 else nothing
    rows = []
    for place, item in enumerate(scale.items):
        one = answers[:, place]
        row: dict[str, object] = {
            "scale": scale.name,
            "item": item,
            "reversed": item in scale.reversed,
            "n": n,
            "item_rest": rest[place],
            "alpha_if_deleted": without[place],
            "note": "; ".join(ITEM_NOTES[code] for code in _codes(one, float(rest[place]), many)),
        }
        if n:
            row |= {"mean": one.mean(), "sd": one.std(ddof=1) if n > 1 else np.nan}
            row |= {"floor": np.mean(one == scale.codes.lowest)}
            row |= {"ceiling": np.mean(one == scale.codes.highest)}
        rows.append(row)
    return rows


def _codes(one: NDArray[np.float64], rest: float, many: int) -> list[str]:
    if len(one) < 2:
        return ["few answers"]
    codes = []
    if np.isnan(rest):
        codes.append("same answer" if np.ptp(one) == 0 else "same rest")
    elif rest < 0:
        codes.append("goes against")
    return [*codes, "two items"] if many == 2 else codes
