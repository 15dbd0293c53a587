"""How answers become scores: one matrix per scale, the scale's own rule for what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.frames import SCORES
from evalkit.instruments.instrument import Instrument, Scale
from evalkit.instruments.instrument import instrument as instrument_named
from evalkit.instruments.readings import HasAnswers, Readings, readings
from evalkit.results import SHOWN_FROM

__all__ = ["Scores", "score"]


@dataclass(frozen=True, repr=False, eq=False)
class Scores:
    """The scores of one instrument: every reading has a row for every scale.

    Attributes
    ----------
    instrument : Instrument
        By which definition the answers were scored.
    rows_used, rows_other : int
        Rows of answers that were scored, and rows that belong to other instruments.

    Notes
    -----
    Looking at scores shows aggregates only; rows about persons come from `to_frame`.
    """

    instrument: Instrument
    rows_used: int
    rows_other: int
    _frame: pd.DataFrame
    _items_missing: NDArray[np.intp]

    def to_frame(self) -> pd.DataFrame:
        """Return the scores in the shape of the long table `evalkit.frames.SCORES`.

        Returns
        -------
        DataFrame
            person, programme (empty when the answers have none), instrument, scale, date, wave,
            respondent, score (missing when it cannot be computed) and the provenance of the
            reading's first row. Readings in the order of the answers, scales in the
            definition's.
        """
        return self._frame.copy()

    def summary(self) -> pd.DataFrame:
        """Return one row per scale, in the definition's order.

        Returns
        -------
        DataFrame
            scale, persons, readings, scored, not_scored, prorated (scored with items missing),
            mean, sd (ddof 1), min, max (all over the scored readings), lowest, highest (the
            scale's range), better.
        """
        persons = self._frame["person"].nunique()
        rows = []
        for scale, scores, missing in self._by_scale():
            scored = np.isfinite(scores)
            values = pd.Series(scores[scored])
            rows.append(
                {
                    "scale": scale.name,
                    "persons": persons,
                    "readings": len(scores),
                    "scored": int(scored.sum()),
                    "not_scored": int((~scored).sum()),
                    "prorated": int((scored & (missing > 0)).sum()),
                    "mean": values.mean(),
                    "sd": values.std(),
                    "min": values.min(),
                    "max": values.max(),
                    "lowest": scale.lowest,
                    "highest": scale.highest,
                    "better": scale.better,
                }
            )
        return pd.DataFrame(rows)

    @property
    def not_scored(self) -> pd.DataFrame:
        """Why readings have no score: per scale and number of items missing, how many readings.

        Columns: scale, items_missing, most_missing (what the scale allows), readings.
        """
        rows = []
        for scale, scores, missing in self._by_scale():
            counts = np.bincount(missing[~np.isfinite(scores)], minlength=len(scale.items) + 1)
            rows += [
                (scale.name, items, scale.most_missing, int(counts[items]))
                for items in np.flatnonzero(counts).tolist()
            ]
        return pd.DataFrame(rows, columns=["scale", "items_missing", "most_missing", "readings"])

    def _by_scale(self) -> list[tuple[Scale, NDArray[np.float64], NDArray[np.intp]]]:
        scales = self.instrument.scales
        table = self._frame["score"].to_numpy().reshape(-1, len(scales))
        return [(scale, table[:, k], self._items_missing[:, k]) for k, scale in enumerate(scales)]

    def _shown(self) -> pd.DataFrame:
        summary = self.summary()[
            ["scale", "persons", "readings", "scored", "not_scored", "mean", "better"]
        ]
        few = (summary["persons"] < SHOWN_FROM) | (summary["scored"] < SHOWN_FROM)
        return summary.assign(mean=summary["mean"].map("{:.2f}".format).mask(few, "(few)"))

    def __repr__(self) -> str:
        return f"<Scores of {self.instrument.name}\n{self._shown().to_string(index=False)}>"

    def _repr_html_(self) -> str:
        return (
            f"<p>Scores of {self.instrument.name}</p>{self._shown().to_html(index=False, border=0)}"
        )


def score(answers: pd.DataFrame | HasAnswers, instrument: str | Path | Instrument) -> Scores:
    """Score the answers to one instrument.

    Parameters
    ----------
    answers : DataFrame, or anything with `.answers` (a study)
        A row per item answered: person, item, value (the instrument's codes; empty when not
        answered); where present also programme, instrument, date, wave, respondent and
        provenance. Rows of other instruments are left alone.
    instrument : str, Path or Instrument
        A built-in name, a definition file, or an instrument.

    Returns
    -------
    Scores
        `to_frame()` for the rows, `summary()` and `not_scored` for the counts.

    Raises
    ------
    InputError
        When no row belongs to the instrument, when an item is not one of its, when a value is
        not one of its codes, or when an item is answered twice at one reading.

    See Also
    --------
    evalkit.instruments.instrument.instrument : the definitions.

    Notes
    -----
    Reversed items are turned (lowest + highest - value), then put together by the scale's rule.
    An item is missing when it has no row or an empty value. More missing items than the scale
    allows: no score, counted in `not_scored`. Fewer: the missing count as the mean of the
    answered, which is `sum / answered x items` for a sum. Do not report prorated scores
    without saying how many there are (`summary()`).

    Examples
    --------
    >>> answers = pd.DataFrame(
    ...     {"person": "a", "item": [f"who5_{n}" for n in range(1, 6)], "value": [3, 3, 3, 3, 3]}
    ... )
    >>> score(answers, "who5").to_frame()["score"].tolist()
    [60.0]
    """
    asked = instrument if isinstance(instrument, Instrument) else instrument_named(instrument)
    given = readings(answers, asked)
    parts = [_scored(scale, given) for scale in asked.scales]
    return Scores(
        instrument=asked,
        rows_used=given.rows_used,
        rows_other=given.rows_other,
        _frame=_long(given, np.column_stack([scores for scores, _ in parts])),
        _items_missing=np.column_stack([missing for _, missing in parts]),
    )


def _scored(scale: Scale, given: Readings) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return one scale's scores, and how many of its items are missing at each reading."""
    place = {name: number for number, name in enumerate(given.instrument.item_names)}
    values = given.values[:, [place[item] for item in scale.items]]
    turned = [item in scale.reversed for item in scale.items]
    values[:, turned] = scale.codes.lowest + scale.codes.highest - values[:, turned]
    answered = (~np.isnan(values)).sum(axis=1)
    missing = len(scale.items) - answered
    counts = missing <= scale.most_missing
    scores = np.full(len(values), np.nan)
    total = np.nansum(values[counts], axis=1)
    # Times items before divided by answered: a complete sum comes out exactly as added.
    weight = len(scale.items) if scale.rule == "sum" else 1
    raw = total * weight / answered[counts]
    if scale.table:
        first = scale.codes.lowest * len(scale.items)
        scores[counts] = np.asarray(scale.table)[(raw - first).astype(np.intp)]
    else:
        scores[counts] = raw * scale.multiplier
    return scores, missing


def _long(given: Readings, scores: NDArray[np.float64]) -> pd.DataFrame:
    """Return the table of scores: for each reading, a row for each scale."""
    many, scales = scores.shape
    rows = given.keys.take(np.repeat(np.arange(many), scales)).reset_index(drop=True)
    names = pd.array([scale.name for scale in given.instrument.scales], dtype="str")
    long = rows.assign(
        instrument=pd.array([given.instrument.name], dtype="str").take(
            np.zeros(len(rows), dtype=np.intp)
        ),
        scale=names.take(np.tile(np.arange(scales), many)),
        score=scores.ravel(),
    )
    if "programme" not in long:
        long["programme"] = ""
    return SCORES.shaped(long)
