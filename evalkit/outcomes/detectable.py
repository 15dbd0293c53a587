"""How small a change could have been found, and how many pairs a change needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.planning import detectable_d_z, paired_t_power, pairs_for_d_z
from evalkit.outcomes.paired import HasPairs, Paired, paired_scores
from evalkit.outcomes.spread import pair_spread
from evalkit.outcomes.stated import (
    stated_confidence,
    stated_number,
    stated_power,
    stated_share,
)
from evalkit.results import Framed

__all__ = ["DetectableChange", "PairsNeeded", "detectable_change", "pairs_needed"]

_NUMBERS = ("n", "sd_change", "detectable_d_z", "detectable_change", "published_change")
# Below this d_z more people are needed than any programme has, and the search takes long.
SMALLEST_D_Z = 0.001


@dataclass(frozen=True, repr=False, eq=False)
class DetectableChange(Framed, HasPairs):
    """The smallest mean change that so many pairs find: one row per combination of `by`.

    Attributes
    ----------
    power, confidence : float
        Of the two-sided paired t test.
    paired : Paired
        The persons and their two readings, and how these were chosen.
    """

    power: float
    confidence: float
    paired: Paired
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (*_NUMBERS, "note")
    _telling: ClassVar[tuple[str, ...]] = ("sd_change", "detectable_change")

    def _heading(self) -> str:
        return (
            f"DetectableChange by {', '.join(self.by)}; power {self.power:.6g}, two-sided alpha "
            f"{1 - self.confidence:.6g}"
        )


def detectable_change(
    scores: object,
    *,
    power: float = 0.8,
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    min_days: int | None = None,
    confidence: float = 0.95,
) -> DetectableChange:
    """Return the smallest mean change that the pairs there are would usually have found.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`; a result of it brings its pairs.
    power : float
        How often such a change would be found, between 1 - confidence and 1.
    by, waves, min_days
        As for `evalkit.pre_post`.
    confidence : float
        1 - the level of the two-sided paired t test.

    Returns
    -------
    DetectableChange
        `to_frame()` has the columns of `by` and

        - n: pairs; sd_change: SD of their changes (ddof 1), in the scale's unit
        - detectable_d_z: the change as a multiple of that SD; depends on n alone
        - detectable_change: the same in the scale's unit
        - published_change: the smallest change that matters by the scale's definition, if any
        - method, note: how, and why a number is missing

    Raises
    ------
    InputError
        As for `evalkit.pre_post`; when the power is not between 1 - confidence and 1.

    See Also
    --------
    evalkit.pairs_needed : before a programme starts.
    evalkit.equivalence : whether there is no change that matters.

    Notes
    -----
    The d for which P(|T| > t(1 - alpha/2, n - 1)) is the power, T noncentral with noncentrality
    d sqrt(n), both tails; times the SD of the changes. It answers what "power of this comparison"
    wants to know. Post-hoc power, computed from the observed change, is only the p value again: do
    not report that. The SD is itself an estimate, and a poor one below about 20 pairs.

    References
    ----------
    Hoenig JM, Heisey DM. The abuse of power. Am Stat 2001;55:19-24.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> rows = ek.detectable_change(study).to_frame().set_index("scale")
    >>> round(float(rows.loc["who5", "detectable_d_z"]), 3)  # 34 pairs
    0.495
    """
    stated_confidence(confidence)
    stated = stated_power(power, confidence=confidence)
    paired = paired_scores(scores, by=by, waves=waves, min_days=min_days)
    rows = []
    for group in paired.groups():
        spread = pair_spread(group)
        row: dict[str, object] = {
            "n": spread.n,
            "sd_change": spread.sd_change,
            "note": spread.note,
        }
        if group.scale is not None and group.scale.meaningful_change is not None:
            row["published_change"] = float(group.scale.meaningful_change.value)
        if spread.n > 1:
            d_z = detectable_d_z(spread.n, power=stated, confidence=confidence)
            row["detectable_d_z"] = d_z
            if not spread.reason:
                row["detectable_change"] = d_z * spread.sd_change
        rows.append(row)
    frame = pd.DataFrame(rows, columns=[*_NUMBERS, "note"])
    kinds = {name: "Int64" if name == "n" else "float64" for name in _NUMBERS}
    frame = frame.astype(kinds | {"note": "str"})
    frame.insert(
        len(_NUMBERS),
        "method",
        f"{paired.rule}; two-sided paired t at alpha {1 - confidence:.6g}, power {stated:.6g}, "
        f"noncentral t, both tails",
    )
    return DetectableChange(stated, confidence, paired, pd.concat([paired.keys, frame], axis=1))


@dataclass(frozen=True, repr=False, eq=False)
class PairsNeeded(Framed):
    """How many pairs a change needs, and how many to enrol.

    Attributes
    ----------
    pairs : int
        Persons with both readings.
    enrol : int
        Persons to enrol so that, on average, so many have both readings.
    """

    pairs: int
    enrol: int
    _frame: pd.DataFrame


def pairs_needed(
    *,
    change: float,
    sd_change: float | None = None,
    sd: float | None = None,
    correlation: float | None = None,
    power: float = 0.8,
    confidence: float = 0.95,
    dropout: float = 0.0,
) -> PairsNeeded:
    """Return how many persons with both readings it takes to find a mean change.

    Parameters
    ----------
    change : float
        The smallest mean change that matters, in the scale's unit; not 0. Its sign plays no part.
    sd_change : float, optional
        SD of the changes, in the same unit. Give this, or `sd` and `correlation`.
    sd : float, optional
        SD of the scores, before as after.
    correlation : float, optional
        Of the two readings, at least -1 and below 1.
    power : float
        How often the change is to be found, between 1 - confidence and 1.
    confidence : float
        1 - the level of the two-sided paired t test.
    dropout : float
        Share of the enrolled expected to have no second reading, at least 0 and below 1.

    Returns
    -------
    PairsNeeded
        `to_frame()` has one row: change, sd_change, d_z, power, confidence, dropout, pairs,
        pairs_exact (not rounded up; 2 when two are more than enough), power_reached (with `pairs`),
        enrol, method.

    Raises
    ------
    InputError
        When the SD of the changes is not stated in one of the two ways, or a number is outside what
        is accepted.

    See Also
    --------
    evalkit.detectable_change : with the pairs there are.

    Notes
    -----
    sd_change = sd sqrt(2 (1 - correlation)). enrol = pairs / (1 - dropout), rounded up: the
    expected number of pairs is then enough, and in about half of all such programmes fewer will
    come. Those who drop out may differ; a larger number does not mend that.

    References
    ----------
    Cohen J. Statistical power analysis for the behavioral sciences. 2nd ed. 1988.

    Examples
    --------
    >>> needed = pairs_needed(change=10, sd=20, correlation=0.5, dropout=0.3)
    >>> needed.pairs, needed.enrol
    (34, 49)
    """
    stated_confidence(confidence)
    wanted = stated_power(power, confidence=confidence)
    size = abs(stated_number(change, called="change"))
    spread = _sd_of_changes(sd_change, sd, correlation)
    lost = stated_number(dropout, called="dropout")
    lost = lost if lost == 0 else stated_share(lost, called="dropout")
    d_z = size / spread
    if d_z < SMALLEST_D_Z:
        raise InputError(
            f"`change` is {d_z:.2g} SDs of the changes. Accepted: at least {SMALLEST_D_Z:g}; a "
            f"smaller change needs millions of persons. Check the units."
        )
    exact = pairs_for_d_z(d_z, power=wanted, confidence=confidence)
    pairs = math.ceil(exact)
    # Rounded, so that 8 of 10 staying asks for 100 and not for 101.
    enrol = math.ceil(round(pairs / (1 - lost), 9))
    row = {
        "change": size,
        "sd_change": spread,
        "d_z": d_z,
        "power": wanted,
        "confidence": float(confidence),
        "dropout": lost,
        "pairs": pairs,
        "pairs_exact": exact,
        "power_reached": paired_t_power(d_z, pairs, confidence=confidence),
        "enrol": enrol,
        "method": "two-sided paired t, noncentral t, both tails",
    }
    return PairsNeeded(pairs, enrol, pd.DataFrame([row]))


def _sd_of_changes(sd_change: object, sd: object, correlation: object) -> float:
    stated = sd_change is not None, sd is not None, correlation is not None
    if stated not in ((True, False, False), (False, True, True)):
        raise InputError(
            "The SD of the changes is not stated in one way. Give `sd_change`, or both `sd` and "
            "`correlation` and not `sd_change`."
        )
    if sd_change is not None:
        return stated_number(sd_change, called="sd_change", above=0.0)
    r = stated_number(correlation, called="correlation")
    if not -1 <= r < 1:
        raise InputError(f"`correlation` is {r:g}. Accepted: at least -1 and below 1.")
    return stated_number(sd, called="sd", above=0.0) * math.sqrt(2 * (1 - r))
