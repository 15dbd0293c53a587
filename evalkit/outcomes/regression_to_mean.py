"""How much change would be seen anyway: regression to a known mean, and what is left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar

import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.adjusting import holm
from evalkit.estimates.regression_to_mean import change_beyond_regression, mee_chua
from evalkit.outcomes.paired import Group, HasPairs, Paired, paired_scores
from evalkit.outcomes.spread import pair_spread
from evalkit.outcomes.stated import number_by_scale, stated_confidence, stated_share
from evalkit.results import Framed

__all__ = ["REGRESSION_NOTES", "RegressionToMean", "regression_to_mean"]

# Why a number is missing; the sentence stands in the column `note`.
REGRESSION_NOTES = {
    "not stated": "no norm mean or no reliability is stated for this scale",
    "no left": "what is left over is the same for everybody: it has no interval",
    "no line": (
        "the Mee-Chua test takes three persons whose first readings differ and who do not all lie "
        "on one line"
    ),
}
_STATED = ("norm_mean", "reliability")
_LEFT = ("estimate", "std_error", "conf_low", "conf_high")
_TEST = ("slope", "at_norm", "at_norm_std_error", "at_norm_low", "at_norm_high", "t", "df")
_NUMBERS = (
    *("n", *_STATED, "mean_pre", "mean_change", "expected_change", *_LEFT, *_TEST),
    *("p_value", "p_adjusted"),
)


@dataclass(frozen=True, repr=False, eq=False)
class RegressionToMean(Framed, HasPairs):
    """The change that regression to the mean lets one expect: one row per combination of `by`.

    Attributes
    ----------
    confidence : float
        Of every interval.
    paired : Paired
        The persons and their two readings, and how these were chosen.
    """

    confidence: float
    paired: Paired
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("n", "mean_pre", "norm_mean", "mean_change", "expected_change", "estimate"),
        *("conf_low", "conf_high", "at_norm", "p_adjusted", "note"),
    )
    _telling: ClassVar[tuple[str, ...]] = (
        *("mean_pre", "mean_change", "expected_change", "estimate", "conf_low", "conf_high"),
        *("at_norm", "p_adjusted"),
    )

    def _heading(self) -> str:
        return (
            f"RegressionToMean by {', '.join(self.by)}; {self.paired.rule}; "
            f"{100 * self.confidence:.6g} % intervals"
        )


def regression_to_mean(
    scores: object,
    *,
    norm_mean: float | Mapping[str, float],
    reliability: float | Mapping[str, float],
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
    confidence: float = 0.95,
) -> RegressionToMean:
    """Compare a mean change with the one regression to a known mean lets one expect.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`; a result of it brings its pairs.
    norm_mean : number or mapping from scale to number
        The mean, in the scale's unit, that readings of such people regress to: of the population
        they come from. One number for several scales only where these have one range.
    reliability : number or mapping from scale to number
        Retest reliability over such an interval, between 0 and 1: how readings that far apart
        correlate in people whom nothing is done for. A number is taken as stated. Internal
        consistency (alpha) is another thing and is refused when it can be told.
    by, waves, better, min_days
        As for `evalkit.pre_post`.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    RegressionToMean
        `to_frame()` has the columns of `by` and

        - n: pairs; norm_mean, reliability: as stated; mean_pre, mean_change
        - expected_change: (1 - reliability)(norm_mean - mean_pre)
        - estimate: the mean change left over; std_error, conf_low, conf_high: t interval, with norm
          and reliability taken as known
        - slope: of post on pre in these data; at_norm, with std_error, low and high: the change of
          somebody who starts at the norm mean; t, df, p_value: the Mee-Chua test that it is 0;
          p_adjusted: Holm over the rows
        - method, note: how, and why a number is missing

    Raises
    ------
    InputError
        As for `evalkit.pre_post`; when a number is outside what is accepted, a scale is misspelt,
        or the reliability is an internal consistency.

    See Also
    --------
    evalkit.pre_post

    Notes
    -----
    Where people join when things are at their worst, their next readings lie nearer to the mean
    without any help. `estimate` takes the retest reliability from outside, `at_norm` takes the
    slope of these data: post = b0 + b1 (pre - mu), at_norm = b0 - mu, t = at_norm / se(b0) with
    n - 2 df. Both rest on mu; they assume that, without help, mean and SD stay the same. A norm of
    people quite unlike these makes the expected change too large. `at_norm` reaches beyond the data
    when nobody starts near the norm: its interval is then wide, and should be.

    Alpha says how the items of one reading hang together. It is mostly higher than the retest
    reliability over months, so it would make the expected change too small.

    References
    ----------
    Mee RW, Chua TC. Am Stat 1991;45:39-42.
    Ostermann T, Willich SN, Ludtke R. BMC Med Res Methodol 2008;8:52.
    Barnett AG, van der Pols JC, Dobson AJ. Regression to the mean: what it is and how to deal with
    it. Int J Epidemiol 2005;34:215-220.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> found = ek.regression_to_mean(study, norm_mean={"who5": 65}, reliability={"who5": 0.7})
    >>> row = found.to_frame().set_index("scale").loc["who5"]
    >>> round(float(row["expected_change"]), 1)  # 0.3 x (65 - 42)
    6.9
    """
    stated_confidence(confidence)
    paired = paired_scores(scores, by=by, waves=waves, better=better, min_days=min_days)
    means = number_by_scale(norm_mean, paired, called="norm_mean")
    reliabilities = _reliabilities(reliability, paired)
    rows = []
    for group in paired.groups():
        name = paired.scale_of(group.key)
        stated = means.get(name), reliabilities.get(name)
        rows.append(_row(group, *stated, confidence=confidence))
    frame = pd.DataFrame(rows, columns=[*_NUMBERS, "note"])
    kinds = {name: "Int64" if name == "n" else "float64" for name in _NUMBERS}
    frame = frame.astype(kinds | {"note": "str"})
    frame["p_adjusted"] = holm(frame["p_value"].to_numpy())
    frame.insert(
        len(_NUMBERS),
        "method",
        f"{paired.rule}; expected change (1 - r)(norm mean - mean before), norm and retest "
        f"reliability as stated; {100 * confidence:.6g} % t interval; Mee-Chua test, p adjusted by "
        f"Holm over {int(frame['p_value'].count())} tests",
    )
    return RegressionToMean(confidence, paired, pd.concat([paired.keys, frame], axis=1))


def _reliabilities(reliability: object, paired: Paired) -> dict[str, float]:
    """Return the retest reliability scale by scale; refuse what is one of another kind."""
    if not isinstance(reliability, (Real, Mapping)):
        kind = str(getattr(reliability, "kind", ""))
        if kind == "internal consistency" or hasattr(reliability, "alpha"):
            raise InputError(
                f"`reliability` is a {type(reliability).__name__} of internal consistency (alpha), "
                f"which says how the items of one reading hang together. Give the correlation of "
                f"two readings as far apart as these: a number, or a dict from scale to number."
            )
        raise InputError(
            f"`reliability` is a {type(reliability).__name__}. Accepted: the retest reliability as "
            f"a number between 0 and 1, or a dict from scale to number."
        )
    if not isinstance(reliability, Mapping):
        # One share may stand for scales of any unit: it has none.
        number = stated_share(reliability, called="reliability")
        return {paired.scale_of(group.key): number for group in paired.groups()}
    found = number_by_scale(reliability, paired, called="reliability")
    for name, number in found.items():
        stated_share(number, called=f"reliability[{name!r}]")
    return found


def _row(
    group: Group, norm_mean: float | None, reliability: float | None, *, confidence: float
) -> dict[str, Any]:
    spread = pair_spread(group)
    row: dict[str, Any] = {
        "n": spread.n,
        "norm_mean": norm_mean,
        "reliability": reliability,
        "mean_pre": spread.mean_pre,
        "mean_change": spread.mean_change,
    }
    notes = [spread.note] if spread.n < 2 else []
    if norm_mean is None or reliability is None:
        notes.append(REGRESSION_NOTES["not stated"])
    elif spread.n:
        numbers, why = _numbers(group, norm_mean, reliability, confidence=confidence)
        row |= numbers
        notes += why
    return row | {"note": "; ".join(notes)}


def _numbers(
    group: Group, norm_mean: float, reliability: float, *, confidence: float
) -> tuple[dict[str, float], list[str]]:
    """Return the expected change, what is left over and the Mee-Chua test, and what is missing."""
    pre, post = group.values("pre"), group.values("post")
    expected = float((1 - reliability) * (norm_mean - pre.mean()))
    left = float(group.values("change").mean() - expected)
    row = {"expected_change": expected, "estimate": left}
    notes = []
    stated = change_beyond_regression(
        pre, post, norm_mean=norm_mean, reliability=reliability, confidence=confidence
    )
    if stated is not None:
        ends = stated.interval
        row |= {"std_error": stated.std_error, "conf_low": ends.low, "conf_high": ends.high}
    elif len(pre) > 1:
        notes.append(REGRESSION_NOTES["no left"])
    test = mee_chua(pre, post, norm_mean=norm_mean, confidence=confidence)
    if test is None:
        return row, [*notes, *([REGRESSION_NOTES["no line"]] if len(pre) > 1 else [])]
    return row | {
        "slope": test.slope,
        "at_norm": test.estimate,
        "at_norm_std_error": test.std_error,
        "at_norm_low": test.interval.low,
        "at_norm_high": test.interval.high,
        "t": test.statistic,
        "df": test.df,
        "p_value": test.p_value,
    }, notes
