"""Every estimate of a before/after side by side: points, standardised, by rank, each by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.intervals import check_confidence
from evalkit.estimates.resampling import REASONS, BootstrapInterval, bootstrap_intervals
from evalkit.estimates.standardised_change import hedges_factor
from evalkit.outcomes.estimated_numbers import ESTIMATE_NOTES, QUANTITIES, estimated_numbers
from evalkit.outcomes.paired import Group, HasPairs, Paired, paired_scores
from evalkit.results import Framed

__all__ = [
    "ESTIMATE_NOTES",
    "NOT_RESAMPLED",
    "QUANTITIES",
    "ChangeEstimates",
    "change_estimates",
]

_ESTIMATE = ("estimate", "std_error", "conf_low", "conf_high", "statistic", "p_value")
_BOOT = ("boot_low", "boot_high", "boot_method")
# Names that the result needs for itself.
_TAKEN = ("quantity", "n", *_ESTIMATE, *_BOOT, "method", "note")
# What is resampled; the g are their d times a factor.
_RESAMPLED = ("mean_change", "median_change", "d_z", "d_av", "d_rm", "d_pre", "correlation")
_CORRECTED = {"g_z": "d_z", "g_av": "d_av", "g_rm": "d_rm", "g_pre": "d_pre"}
# The `boot_method` of a quantity that has no bootstrap interval.
NOT_RESAMPLED = "not resampled"


@dataclass(frozen=True, repr=False, eq=False)
class ChangeEstimates(Framed, HasPairs):
    """Estimates of a before/after: one row per combination of `by` and quantity.

    Attributes
    ----------
    confidence : float
        Of every interval.
    bootstrap : int or None
        Resamples behind boot_low and boot_high; None when nothing was resampled.
    seed : int
        Of the resamples.
    paired : Paired
        The persons and their two readings, and how these were chosen.
    """

    confidence: float
    bootstrap: int | None
    seed: int
    paired: Paired
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("quantity", "n", "estimate", "conf_low", "conf_high", "boot_low", "boot_high", "note"),
    )
    _telling: ClassVar[tuple[str, ...]] = (
        *("estimate", "conf_low", "conf_high", "boot_low", "boot_high"),
    )

    def _heading(self) -> str:
        resampled = f"; {self.bootstrap} resamples, seed {self.seed}" if self.bootstrap else ""
        return (
            f"ChangeEstimates by {', '.join(self.by)}; {self.paired.rule}; "
            f"{100 * self.confidence:.6g} % intervals{resampled}"
        )


def change_estimates(
    scores: object,
    *,
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
    confidence: float = 0.95,
    bootstrap: int | None = None,
    seed: int = 0,
) -> ChangeEstimates:
    """Estimate a change between two readings in every common way, each by its own name.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`. A result of it brings its pairs, groups and directions; `by`,
        `waves`, `better` and `min_days` are then left out.
    by : sequence of str, optional
        The columns whose combinations are groups; ("scale",) when not given.
    waves, better, min_days
        As for `evalkit.pre_post`.
    confidence : float
        Of the intervals, between 0 and 1.
    bootstrap : int, optional
        How many resamples of the pairs, such as 5000: adds bootstrap intervals. Best from about 40
        pairs on; with few pairs they are too narrow.
    seed : int
        Of the resamples, from 0: the same seed gives the same limits.

    Returns
    -------
    ChangeEstimates
        `to_frame()` has the columns of `by` and

        - quantity: mean_change, median_change, hodges_lehmann, d_z, g_z, d_av, g_av, d_rm, g_rm,
          d_pre, g_pre, rank_biserial, probability_of_improvement, correlation, sd_ratio
        - n: pairs; estimate: post minus pre, in the scale's unit or as the method says.
          probability_of_improvement alone is turned in the better direction, from 0 to 1
        - std_error: where the interval or the test rests on one; conf_low, conf_high
        - statistic, p_value: of mean_change (paired t), median_change (sign test: changes above
          zero), hodges_lehmann and rank_biserial (signed rank sum), correlation and sd_ratio (t);
          the others have no test of their own. Not adjusted for their number
        - boot_low, boot_high, boot_method: with `bootstrap`; BCa, percentiles for the median
        - method, note: how, and why a number is missing

    Raises
    ------
    InputError
        As for `evalkit.pre_post`; when a result that has its pairs meets other arguments, and when
        `bootstrap` or `seed` is not a whole number in range.

    See Also
    --------
    evalkit.pre_post : the comparison itself, with its test.

    Notes
    -----
    With D the mean change, s its SD, s_pre and s_post the SDs of the readings (all ddof 1) and r
    their correlation:

    - d_z = D / s: exact noncentral t interval. Large when people change alike; not comparable with
      a difference between groups
    - d_av = D / sqrt((s_pre^2 + s_post^2) / 2): noncentral t interval of Algina and Keselman
    - d_rm = d_z sqrt(2 (1 - r)): standard error sqrt((1/n + d^2/2n) 2 (1 - r)) (Borenstein)
    - d_pre = D / s_pre: standard error sqrt((s^2 / s_pre^2 + d^2/2) / (n - 1)) (Bonett), which
      holds also when the SDs differ, as Becker's does not
    - g_z, g_av, g_rm, g_pre: estimate, standard error and limits times Hedges' exact factor
      J = Gamma(m/2) / (sqrt(m/2) Gamma((m - 1)/2)), m = n - 1
    - hodges_lehmann: the median of (x_i + x_j) / 2, i <= j, zeros kept
    - rank_biserial: (rank sum up - rank sum down) / all ranks, zeros dropped; its sign is that of
      the change, like all others; score interval
    - probability_of_improvement: share better plus half of the share unchanged

    Choose the estimate before looking, and report one: the column of all is for comparing with
    other people's papers, which mean different things by "Cohen's d". The intervals by rank are
    exact whatever the number of pairs. The normal ones (d_rm, d_pre, correlation) are approximate
    below about 20 pairs. None of these can show that a programme caused a change.

    References
    ----------
    Algina J, Keselman HJ. Educ Psychol Meas 2003;63:537-553.
    Bonett DG. Psychol Methods 2008;13:99-109.
    Borenstein M. In: Cooper H, Hedges LV, Valentine JC, eds. The handbook of research synthesis and
    meta-analysis. 2nd ed. 2009.
    Hedges LV. J Educ Stat 1981;6:107-128.
    Hodges JL, Lehmann EL. Ann Math Stat 1963;34:598-611.

    Examples
    --------
    >>> import pandas as pd
    >>> scores = pd.DataFrame(
    ...     {
    ...         "person": list("abcd") * 2,
    ...         "scale": "who5",
    ...         "wave": ["pre"] * 4 + ["post"] * 4,
    ...         "score": [40.0, 52.0, 48.0, 44.0, 56.0, 60.0, 48.0, 52.0],
    ...     }
    ... )
    >>> frame = change_estimates(scores).to_frame().set_index("quantity")
    >>> frame.loc[["mean_change", "d_z", "d_av", "g_av"], "estimate"].round(3).tolist()
    [8.0, 1.225, 1.549, 1.121]
    >>> frame.loc["median_change", "note"]
    'too few persons for an interval by rank at this confidence'
    """
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    _check_resampling(bootstrap, seed)
    paired = paired_scores(scores, by=by, waves=waves, better=better, min_days=min_days)
    taken = [name for name in paired.by if name in _TAKEN]
    if taken:
        raise InputError(
            f"`by` has {taken[0]!r}, which is a column of the result too. Rename yours first."
        )
    frame = _long(paired, confidence)
    if bootstrap is not None:
        frame = _with_bootstrap(frame, paired, confidence, resamples=bootstrap, seed=seed)
    return ChangeEstimates(confidence, bootstrap, seed, paired, frame)


def _check_resampling(bootstrap: object, seed: object) -> None:
    for name, value, least in (("bootstrap", bootstrap, 1), ("seed", seed, 0)):
        if name == "bootstrap" and value is None:
            continue
        whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        if not whole or value < least:  # type: ignore[operator]
            hint = " Say how many resamples, such as 5000." if name == "bootstrap" else ""
            raise InputError(
                f"`{name}` is {value!r}. Accepted: a whole number from {least} on.{hint}"
            )


def _long(paired: Paired, confidence: float) -> pd.DataFrame:
    """Return a row per group and quantity, also for a group without a pair."""
    rows: list[dict[str, Any]] = []
    for group in paired.groups():
        n = len(group.pairs)
        for name, found in estimated_numbers(group, confidence=confidence).items():
            rows.append({"quantity": name, "n": n} | found.as_row())
    columns = ["quantity", "n", *_ESTIMATE, "method", "note"]
    kinds = {"quantity": "str", "n": "Int64", "method": "str", "note": "str"}
    numbers = pd.DataFrame(rows, columns=columns).astype(kinds | dict.fromkeys(_ESTIMATE, float))
    keys = paired.keys.loc[paired.keys.index.repeat(len(QUANTITIES))].reset_index(drop=True)
    return pd.concat([keys, numbers], axis=1)


def _with_bootstrap(
    frame: pd.DataFrame, paired: Paired, confidence: float, *, resamples: int, seed: int
) -> pd.DataFrame:
    """Return the rows with what resampling the pairs says about them."""
    groups = list(paired.groups())
    samples = [_sample(group) for group in groups]
    found = {
        name: bootstrap_intervals(
            samples, name, seed=int(seed), confidence=confidence, resamples=int(resamples)
        )
        for name in _RESAMPLED
    }
    rows = [
        _boot(found, quantity, place, n=len(sample))
        for place, sample in enumerate(samples)
        for quantity in QUANTITIES
    ]
    boot = pd.DataFrame(rows, columns=[*_BOOT, "why"]).astype({"boot_method": "str", "why": "str"})
    notes = [
        "; ".join(part for part in parts if part)
        for parts in zip(frame["note"], boot["why"], strict=True)
    ]
    place = list(frame.columns).index("method")
    return pd.concat(
        [frame.iloc[:, :place], boot[list(_BOOT)], frame[["method"]].assign(note=notes)], axis=1
    )


def _sample(group: Group) -> np.ndarray:
    return np.column_stack([group.values("pre"), group.values("post")])


def _boot(
    found: Mapping[str, list[BootstrapInterval]], quantity: str, place: int, *, n: int
) -> dict[str, object]:
    """Return the resampled limits of one quantity of one group, and why there are none."""
    name = _CORRECTED.get(quantity, quantity)
    if name not in found:
        return {"boot_method": NOT_RESAMPLED, "why": ""}
    one = found[name][place]
    if one.reason:
        said = f"no bootstrap interval, because {REASONS[one.reason]}"
        return {"boot_method": one.method, "why": said}
    if name == quantity:
        return {"boot_low": one.low, "boot_high": one.high, "boot_method": one.method, "why": ""}
    factor = hedges_factor(n - 1)
    return {
        "boot_low": factor * one.low,
        "boot_high": factor * one.high,
        "boot_method": f"{one.method}, times Hedges' factor",
        "why": "",
    }
