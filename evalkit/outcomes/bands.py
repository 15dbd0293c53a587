"""How many persons are in each band of a scale, at the first and at the latest reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.estimates.shares import wilson_interval
from evalkit.instruments.scale import Scale
from evalkit.outcomes.paired import Group, Paired
from evalkit.results import Framed

__all__ = ["BAND_NOTES", "READINGS", "InBands", "in_bands", "values_of", "who_is_in_it"]

# Columns of the pairs to what a reading is called in a result.
READINGS = {"pre": "first", "post": "latest"}
# Why a number is missing; the sentence stands in the column `note`.
BAND_NOTES = {"nobody": "nobody has such a reading, so there is no share"}
_FACTS = {
    "reading": "str",
    "band": "str",
    "lowest": "float64",
    "highest": "float64",
    "n": "Int64",
    "count": "Int64",
    "share": "float64",
    "conf_low": "float64",
    "conf_high": "float64",
    "note": "str",
}
_PUBLISHED = {
    "scale": "str",
    "band": "str",
    "population": "str",
    "year": "Int64",
    "share": "float64",
    "source": "str",
    "certainty": "str",
}


@dataclass(frozen=True, repr=False, eq=False)
class InBands(Framed):
    """How many persons are in each band: one row per scale, reading and band, also with nobody.

    Attributes
    ----------
    confidence : float
        Of the Wilson intervals.
    who : {"paired", "all"}
        Whether only persons with both readings are counted.
    paired : Paired
        The persons and their two readings.

    Notes
    -----
    `to_frame` has the columns of `by`, reading (first, latest), band (its English title), lowest,
    highest, n, count, share, conf_low, conf_high, note. `published` has the shares of other
    populations.
    """

    confidence: float
    who: str
    paired: Paired
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("reading", "band", "n", "count", "share")
    _telling: ClassVar[tuple[str, ...]] = ("count", "share")

    @property
    def by(self) -> tuple[str, ...]:
        """The columns that name a group."""
        return self.paired.by

    def published(self) -> pd.DataFrame:
        """Return the published shares: scale, band, population, year, share, source, certainty."""
        rows = [
            {
                "scale": scale.name,
                "band": band.title["en"],
                "population": found.population["en"],
                "year": found.year,
                "share": found.share,
                "source": found.source,
                "certainty": found.certainty,
            }
            for scale in _scales(self.paired)
            for band in scale.bands
            for found in band.prevalences
        ]
        return pd.DataFrame(rows, columns=list(_PUBLISHED)).astype(_PUBLISHED)

    def _heading(self) -> str:
        return f"InBands by {', '.join(self.by)}; {self.paired.rule}; {who_is_in_it(self.who)}"


def in_bands(paired: Paired, *, who: str, confidence: float) -> InBands:
    """Return how many persons are in each band.

    Parameters
    ----------
    paired : Paired
        Of `evalkit.outcomes.paired.paired_scores`.
    who : {"paired", "all"}
        Persons with both readings, or all with the reading in question.
    confidence : float
        Of the Wilson intervals.

    Returns
    -------
    InBands
        A scale without bands has no rows.
    """
    rows = [
        group.key | {"reading": called} | row
        for group in paired.groups()
        if group.scale is not None and group.scale.bands
        for name, called in READINGS.items()
        for row in _counted(group.scale, values_of(group, name, who=who), confidence=confidence)
    ]
    frame = pd.DataFrame(rows, columns=[*paired.by, *_FACTS]).astype(_FACTS)
    return InBands(confidence, who, paired, frame)


def values_of(group: Group, name: str, *, who: str) -> NDArray[np.float64]:
    """Return the scores of one reading ("pre" or "post"): of the pairs, or of all who have it."""
    if who == "paired":
        return group.values(name)
    scores: NDArray[np.float64] = group.persons[name].to_numpy(dtype=np.float64)
    return scores[~np.isnan(scores)]


def who_is_in_it(who: str) -> str:
    """Return what `who` means, as the end of a sentence."""
    return "persons with both readings" if who == "paired" else "all persons with the reading"


def _scales(paired: Paired) -> list[Scale]:
    found = {group.scale.name: group.scale for group in paired.groups() if group.scale is not None}
    return list(found.values())


def _counted(
    scale: Scale, scores: NDArray[np.float64], *, confidence: float
) -> list[dict[str, object]]:
    # The pairs refuse scores outside the range; what is left of one is binary noise.
    bands = [scale.band(float(score)) for score in np.clip(scores, scale.lowest, scale.highest)]
    n = len(bands)
    rows = []
    for band in scale.bands:
        count = sum(one is band for one in bands)
        row: dict[str, object] = {
            "band": band.title["en"],
            "lowest": band.lowest,
            "highest": band.highest,
            "n": n,
            "count": count,
            "note": "" if n else BAND_NOTES["nobody"],
        }
        if n:
            interval = wilson_interval(count, n, confidence=confidence)
            row |= {"share": count / n, "conf_low": interval.low, "conf_high": interval.high}
        rows.append(row)
    return rows
