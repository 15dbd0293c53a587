"""Which outcomes change together: the correlation of every two of a programme's main scales."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

import pandas as pd

from evalkit.outcomes.correlated_change import CorrelatedChange, correlated_change
from evalkit.outcomes.paired import HasPairs, Paired, paired_scores
from evalkit.outcomes.stated import scale_names, stated_confidence
from evalkit.results import Framed

__all__ = ["ChangesTogether", "changes_together", "main_scales"]

_NUMBERS = ("n", "n_first_only", "n_second_only", "estimate", "conf_low", "conf_high")


@dataclass(frozen=True, repr=False, eq=False)
class ChangesTogether(Framed, HasPairs):
    """The correlation of the changes on every two main scales: one row per pair.

    Attributes
    ----------
    scales : tuple of str
        The main scales.
    confidence : float
        Of every interval.
    paired : Paired
        The persons and their readings, and how these were chosen.
    results : tuple of CorrelatedChange
        One per row, with the correlations of the readings too.
    """

    scales: tuple[str, ...]
    confidence: float
    paired: Paired
    results: tuple[CorrelatedChange, ...]
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("first", "second", *_NUMBERS, "note")
    _telling: ClassVar[tuple[str, ...]] = ("estimate", "conf_low", "conf_high")


def changes_together(scores: object, *, confidence: float = 0.95) -> ChangesTogether:
    """Correlate the changes on every two of the main scales.

    Parameters
    ----------
    scores : Study or PrePost
        As for `evalkit.pre_post`, by scale.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    ChangesTogether
        `to_frame()` has a row per pair: first, second, n (persons with both changes),
        n_first_only, n_second_only, estimate (Pearson), conf_low, conf_high (Fisher), method,
        note. No rows where there are fewer than two main scales.

    Raises
    ------
    InputError
        As for `evalkit.correlated_change`.

    See Also
    --------
    evalkit.correlated_change : two scales by name, with Spearman and the readings themselves.

    Notes
    -----
    An instrument's main scale is the one made of most items (the mean of a Star, WHO-5's only
    one), of equals the first; a scale that no instrument defines is its own. Several correlations
    are a look around: there is no test, and one interval in twenty misses by chance. What
    `evalkit.correlated_change` says of measurement error and of direction holds here too.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/empower4u", profile="empower4u")
    >>> ek.changes_together(study).to_frame()[["first", "second"]].values.tolist()
    [['self_efficacy', 'mental_health']]
    """
    stated_confidence(confidence)
    paired = paired_scores(scores)
    scales = main_scales(paired)
    found = tuple(
        correlated_change(_Given(paired), scales=pair, confidence=confidence)
        for pair in combinations(scales, 2)
    )
    columns = ["first", "second", *_NUMBERS, "method", "note"]
    frame = pd.DataFrame([_row(one) for one in found], columns=columns)
    kinds = {name: "Int64" if name.startswith("n") else "float64" for name in _NUMBERS}
    return ChangesTogether(scales, confidence, paired, found, frame.astype(kinds))


class _Given(HasPairs):
    """Pairs that have been chosen, to hand on."""

    def __init__(self, paired: Paired) -> None:
        self.paired = paired


def main_scales(paired: Paired) -> tuple[str, ...]:
    """Return each instrument's main scale, then the scales that no instrument defines.

    Parameters
    ----------
    paired : Paired
        Whose scales are meant.
    """
    here = scale_names(paired)
    own = paired.instruments
    defined = {scale.name for one in own for scale in one.scales}
    main = [
        max((s for s in one.scales if s.name in here), key=lambda s: len(s.items)).name
        for one in own
        if any(s.name in here for s in one.scales)
    ]
    return tuple(dict.fromkeys([*main, *(name for name in here if name not in defined)]))


def _row(one: CorrelatedChange) -> dict[str, object]:
    pearson = one.to_frame().iloc[0]
    return {
        "first": one.scales[0],
        "second": one.scales[1],
        "n": one.n,
        "n_first_only": one.n_first_only,
        "n_second_only": one.n_second_only,
        **{name: pearson[name] for name in ("estimate", "conf_low", "conf_high")},
        "method": pearson["method"],
        "note": pearson["note"],
    }
