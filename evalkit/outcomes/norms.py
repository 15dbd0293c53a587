"""The persons of a programme beside other populations: means beside norms, shares in bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.intervals import check_confidence, mean_interval
from evalkit.outcomes.bands import READINGS, InBands, in_bands, values_of, who_is_in_it
from evalkit.outcomes.paired import HasPairs, Paired, paired_scores
from evalkit.results import Framed

if TYPE_CHECKING:
    from evalkit.instruments.parts import Norm
    from evalkit.instruments.scale import Scale

__all__ = ["NORM_NOTES", "WHO", "BesideNorms", "beside_norms"]

WHO = ("paired", "all")
# Why a number is missing; the sentence stands in the column `note`.
NORM_NOTES = {
    "unknown scale": "the scale has no definition here, so no norm is known",
    "no norm": "no norm is in the scale's definition",
    "no sd": "the norm has no SD, so there is no difference in SDs of the norm",
    "nobody": "nobody has such a reading",
    "one person": "one person: no spread, so no interval",
    "zero variance": "everybody has the same score, so an interval cannot be computed",
}
_FACTS = {
    "reading": "str",
    "n": "Int64",
    "mean": "float64",
    "sd": "float64",
    "conf_low": "float64",
    "conf_high": "float64",
    "population": "str",
    "norm_mean": "float64",
    "norm_sd": "float64",
    "norm_n": "Int64",
    "norm_year": "Int64",
    "difference": "float64",
    "difference_low": "float64",
    "difference_high": "float64",
    "difference_in_sd": "float64",
    "source": "str",
    "certainty": "str",
    "method": "str",
    "note": "str",
}
_MEANS = ("mean", "conf_low", "conf_high")
_DIFFERENCES = ("difference", "difference_low", "difference_high", "difference_in_sd")


@dataclass(frozen=True, repr=False, eq=False)
class BesideNorms(Framed, HasPairs):
    """The mean at each reading beside published norms: one row per scale, reading and norm.

    Attributes
    ----------
    confidence : float
        Of every interval.
    who : {"paired", "all"}
        Whether only persons with both readings are in it.
    paired : Paired
        The persons and their two readings, and how these were chosen.
    bands : InBands
        How many persons are in each band, at the same readings.
    """

    confidence: float
    who: str
    paired: Paired
    bands: InBands
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("reading", "n", *_MEANS, "population", "norm_mean", *_DIFFERENCES, "note"),
    )
    _telling: ClassVar[tuple[str, ...]] = (*_MEANS, *_DIFFERENCES)

    def _heading(self) -> str:
        return f"BesideNorms by {', '.join(self.by)}; {self.paired.rule}; {who_is_in_it(self.who)}"


def beside_norms(
    scores: object,
    *,
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
    who: str = "paired",
    confidence: float = 0.95,
) -> BesideNorms:
    """Set the first and the latest mean beside the norms of other populations.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`; a result of it brings its pairs, and the four arguments that
        choose them are then left out.
    by, waves, better, min_days
        As for `evalkit.pre_post`.
    who : {"paired", "all"}
        "paired": persons with both readings, the same at both. "all": everybody who has the
        reading, so others at the first than at the latest.
    confidence : float
        Of every interval, between 0 and 1.

    Returns
    -------
    BesideNorms
        `to_frame()` has a row per group, reading and norm, also for a scale without a norm:

        - reading: first or latest; n; mean, sd (ddof 1); conf_low, conf_high: t interval
        - population, norm_mean, norm_sd, norm_n, norm_year, source, certainty: of the norm
        - difference: mean minus norm_mean; difference_low, difference_high: its interval, the norm
          taken as known; difference_in_sd: difference / norm_sd
        - method, note: how, and why a number is missing

        `bands` has how many persons are in each band, and `bands.published()` what others found.

    Raises
    ------
    InputError
        As for `evalkit.pre_post`; and when `who` is misspelt.

    See Also
    --------
    evalkit.instrument : the definitions, with norms and their sources.

    Notes
    -----
    The norm is taken as known: its own uncertainty is not in the interval, which is therefore too
    narrow where the norm rests on few. Norms are of other people, often adults of another country
    and another year; a programme's young people were chosen because things were hard. Being below
    the norm is then no finding, and nearing it shows nothing about why. No p value is given.
    Do not report a norm whose certainty is "known" as official before it is read in its source.

    References
    ----------
    Wilson EB. J Am Stat Assoc 1927;22:209-212 (the shares in bands).

    Examples
    --------
    >>> scores = pd.DataFrame(
    ...     {
    ...         "person": ["a", "b", "c"] * 2,
    ...         "scale": "gse",
    ...         "wave": ["pre"] * 3 + ["post"] * 3,
    ...         "score": [20.0, 25.0, 24.0, 26.0, 30.0, 28.0],
    ...     }
    ... )
    >>> frame = beside_norms(scores).to_frame()
    >>> frame[["reading", "n", "mean", "norm_mean", "difference"]].round(2).values.tolist()
    [['first', 3, 23.0, 29.55, -6.55], ['latest', 3, 28.0, 29.55, -1.55]]
    """
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    if who not in WHO:
        raise InputError(f"`who` is {who!r}. {did_you_mean(str(who), WHO)}")
    paired = paired_scores(scores, by=by, waves=waves, better=better, min_days=min_days)
    taken = [name for name in paired.by if name in (*_FACTS, "band", "count", "share")]
    if taken:
        raise InputError(
            f"`by` has {taken[0]!r}, which is a column of the result too. Rename yours first."
        )
    method = (
        f"{paired.rule}; {who_is_in_it(who)}; {100 * confidence:.6g} % t interval; the norm taken "
        f"as known"
    )
    rows = [
        group.key | {"reading": called, "method": method} | row
        for group in paired.groups()
        for name, called in READINGS.items()
        for row in _beside(group.scale, values_of(group, name, who=who), confidence=confidence)
    ]
    frame = pd.DataFrame(rows, columns=[*paired.by, *_FACTS]).astype(_FACTS)
    bands = in_bands(paired, who=who, confidence=confidence)
    return BesideNorms(confidence, who, paired, bands, frame)


def _beside(
    scale: Scale | None, scores: NDArray[np.float64], *, confidence: float
) -> list[dict[str, object]]:
    """Return a row for each norm of a scale; one without a norm when it has none."""
    here, codes = _here(scores, confidence=confidence)
    if scale is None or not scale.norms:
        codes = [*codes, "unknown scale" if scale is None else "no norm"]
        return [here | {"note": _note(codes)}]
    return [
        here
        | _of_norm(norm)
        | _apart(here, norm)
        | {"note": _note(codes if norm.sd is not None else [*codes, "no sd"])}
        for norm in scale.norms
    ]


def _here(scores: NDArray[np.float64], *, confidence: float) -> tuple[dict[str, object], list[str]]:
    n = len(scores)
    if not n:
        return {"n": 0}, ["nobody"]
    row: dict[str, object] = {"n": n, "mean": float(scores.mean())}
    if n < 2:
        return row, ["one person"]
    if np.ptp(scores) == 0:
        return row | {"mean": float(scores[0]), "sd": 0.0}, ["zero variance"]
    sd = float(scores.std(ddof=1))
    interval = mean_interval(float(scores.mean()), sd, n, confidence=confidence)
    return row | {"sd": sd, "conf_low": interval.low, "conf_high": interval.high}, []


def _of_norm(norm: Norm) -> dict[str, object]:
    return {
        "population": norm.population["en"],
        "norm_mean": norm.mean,
        "norm_sd": np.nan if norm.sd is None else norm.sd,
        "norm_n": pd.NA if norm.n is None else norm.n,
        "norm_year": pd.NA if norm.year is None else norm.year,
        "source": norm.source,
        "certainty": norm.certainty,
    }


def _apart(here: Mapping[str, object], norm: Norm) -> dict[str, object]:
    pairs = zip(_MEANS, _DIFFERENCES[:3], strict=True)
    row = {ours: float(str(here[mean])) - norm.mean for mean, ours in pairs if mean in here}
    if norm.sd is not None and "difference" in row:
        row["difference_in_sd"] = row["difference"] / norm.sd
    return {**row}


def _note(codes: Sequence[str]) -> str:
    return "; ".join(NORM_NOTES[code] for code in codes)
