"""Do two scales change together: the correlation of the changes, and of the readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.correlation import Correlation, pearson, spearman
from evalkit.outcomes.paired import HasPairs, Paired, paired_scores
from evalkit.outcomes.stated import scale_names, stated_confidence
from evalkit.results import Framed

__all__ = ["CORRELATION_NOTES", "CorrelatedChange", "correlated_change"]

# Why a number is missing; the sentence stands in the column `note`.
CORRELATION_NOTES = {
    "too few": "fewer than three persons have both changes: no correlation",
    "does not vary": "one of the two is the same for everybody: no correlation",
    "on a line": "every person lies on one line: no interval and no test",
    "three": "three persons: no interval",
}
_QUANTITIES = ("change", "pre", "post")
_NUMBERS = ("n", "estimate", "conf_low", "conf_high", "statistic", "p_value")
_METHODS = {
    "Pearson": "Pearson, Fisher's interval, t with n - 2 df",
    "Spearman": "Spearman, interval of Bonett and Wright, t with n - 2 df (approximate)",
}


@dataclass(frozen=True, repr=False, eq=False)
class CorrelatedChange(Framed, HasPairs):
    """How two scales go together over the persons who have both changes.

    Attributes
    ----------
    scales : (str, str)
        The two scales.
    n : int
        Persons (courses) with both changes.
    n_first_only, n_second_only : int
        Those with the change of one scale alone; they are in none of the correlations.
    confidence : float
        Of every interval.
    paired : Paired
        The persons and their readings, and how these were chosen.
    """

    scales: tuple[str, str]
    n: int
    n_first_only: int
    n_second_only: int
    confidence: float
    paired: Paired
    _frame: pd.DataFrame
    _persons: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("quantity", "coefficient", "n", "estimate", "conf_low", "conf_high", "p_value", "note"),
    )
    _telling: ClassVar[tuple[str, ...]] = ("estimate", "conf_low", "conf_high", "p_value")

    def persons(self) -> pd.DataFrame:
        """Return one row per person with both changes: first and second, the two changes."""
        return self._persons.copy()

    def _heading(self) -> str:
        return (
            f"CorrelatedChange of {self.scales[0]} and {self.scales[1]}; {self.paired.rule}; "
            f"{self.n_first_only} and {self.n_second_only} persons with the change of one alone"
        )


def correlated_change(
    scores: object,
    *,
    scales: Sequence[str],
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
    confidence: float = 0.95,
) -> CorrelatedChange:
    """Correlate the changes of two scales over the persons who have both.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`; a result of it made by scale brings its pairs.
    scales : (str, str)
        Two different scales.
    waves, better, min_days
        As for `evalkit.pre_post`. Changes are post minus pre, whatever is better; with one scale
        where lower is better, people who fare better on both give a negative correlation.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    CorrelatedChange
        `to_frame()` has six rows, quantity (change, pre, post) by coefficient (Pearson, Spearman),
        and n, estimate, conf_low, conf_high, statistic (t, n - 2 df), p_value, method, note. All
        six are over the same persons: those with both changes.

    Raises
    ------
    InputError
        As for `evalkit.pre_post`; when the scales are not two different ones of the scores.

    See Also
    --------
    evalkit.plot_correlated_change

    Notes
    -----
    A correlation shows no direction: which of the two came first, or whether a third thing moves
    both, is not in it. Changes carry the error of two readings each, so measurement error pulls
    their correlation towards 0: what is seen is r_true sqrt(rel_1 rel_2), with the reliabilities
    of the two *changes*, which are lower than those of the scales. Scales filled in at one sitting
    also share the mood of the day, which pulls the other way. Do not report it below about 20
    persons as more than a first look.

    References
    ----------
    Fisher RA. Metron 1921;1:3-32. Bonett DG, Wright TA. Psychometrika 2000;65:23-28.
    Spearman C. The proof and measurement of association between two things. Am J Psychol
    1904;15:72-101 (attenuation).

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/empower4u", profile="empower4u")
    >>> both = ek.correlated_change(study, scales=("self_efficacy", "mental_health"))
    >>> both.to_frame()[["quantity", "coefficient"]].iloc[0].tolist()
    ['change', 'Pearson']
    """
    stated_confidence(confidence)
    paired = paired_scores(scores, waves=waves, better=better, min_days=min_days)
    first, second = _two_scales(scales, paired)
    # The two scales may belong to two instruments.
    own = [name for name in paired.unit if name not in ("scale", "instrument")]
    wanted = [*own, *_QUANTITIES]
    # A scale's name may be a number in the frame; here it is a text.
    scale = paired.frame["scale"].astype("str")
    frames = [paired.frame[scale == name] for name in (first, second)]
    frames = [frame.loc[frame["change"].notna(), wanted] for frame in frames]
    for frame in frames:
        if frame.duplicated(own).any():
            raise InputError(
                f"{int(frame.duplicated(own).sum())} persons have more than one change on a scale. "
                f"Keep the rows of one instrument and one respondent."
            )
    both = frames[0].merge(frames[1], on=own, suffixes=("_first", "_second"))
    rows = [
        _row(both, quantity, coefficient, confidence=confidence)
        for quantity in _QUANTITIES
        for coefficient in _METHODS
    ]
    columns = ["quantity", "coefficient", *_NUMBERS, "method", "note"]
    kinds = {name: "Int64" if name == "n" else "float64" for name in _NUMBERS}
    names = {"change_first": "first", "change_second": "second"}
    return CorrelatedChange(
        scales=(first, second),
        n=len(both),
        n_first_only=len(frames[0]) - len(both),
        n_second_only=len(frames[1]) - len(both),
        confidence=confidence,
        paired=paired,
        _frame=pd.DataFrame(rows, columns=columns).astype(kinds),
        _persons=both.rename(columns=names)[[*own, "first", "second"]],
    )


def _two_scales(scales: object, paired: Paired) -> tuple[str, str]:
    if isinstance(scales, str) or not isinstance(scales, Sequence) or len(scales) != 2:
        raise InputError(
            f"`scales` is {scales!r}. Name two scales, such as ('self_efficacy', 'mental_health')."
        )
    accepted = scale_names(paired)
    for name in scales:
        if name not in accepted:
            raise InputError(f"`scales` has {name!r}. {did_you_mean(str(name), accepted)}")
    if scales[0] == scales[1]:
        raise InputError(
            f"`scales` names {scales[0]!r} twice, and its changes are alike with themselves. Name "
            f"two different scales."
        )
    if "scale" not in paired.by:
        raise InputError("The pairs were not made by scale. Hand in the scores.")
    return str(scales[0]), str(scales[1])


def _row(
    both: pd.DataFrame, quantity: str, coefficient: str, *, confidence: float
) -> dict[str, object]:
    measure = pearson if coefficient == "Pearson" else spearman
    first, second = (both[f"{quantity}_{end}"].to_numpy(dtype=float) for end in ("first", "second"))
    found: Correlation = measure(first, second, confidence=confidence)
    return {
        "quantity": quantity,
        "coefficient": coefficient,
        "n": found.n,
        "estimate": found.estimate,
        "conf_low": found.interval.low if found.interval else None,
        "conf_high": found.interval.high if found.interval else None,
        "statistic": found.statistic,
        "p_value": found.p_value,
        "method": _METHODS[coefficient],
        "note": CORRELATION_NOTES.get(found.reason, ""),
    }
