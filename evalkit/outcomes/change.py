"""Before and after: what changed between two readings, with how sure the data are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.adjusting import ADJUSTMENTS
from evalkit.estimates.intervals import check_confidence
from evalkit.outcomes.given import group_names
from evalkit.outcomes.paired import TAKEN, HasPairs, Paired, paired_scores
from evalkit.outcomes.paired_numbers import NOTES, paired_numbers
from evalkit.results import Framed

if TYPE_CHECKING:
    from evalkit.instruments.instrument import Scale

__all__ = ["NOTES", "PrePost", "pre_post"]

_COUNTS = ("n", "n_pre_only", "n_post_only", "improved", "same", "worse")
_NUMBERS = (
    *("n", "n_pre_only", "n_post_only", "mean_pre", "mean_post", "mean_change", "sd_change"),
    *("conf_low", "conf_high", "t", "df", "p_value", "p_wilcoxon", "p_adjusted"),
    *("d_z", "d_z_low", "d_z_high", "improved", "same", "worse"),
)
# Names that the result needs for itself.
_TAKEN = (*_NUMBERS, "method", "note", *TAKEN)
_ON_SIGHT = ("mean_pre", "mean_post", "mean_change", "conf_low", "conf_high")
_SHARES = ("improved", "same", "worse")


@dataclass(frozen=True, repr=False, eq=False)
class PrePost(Framed, HasPairs):
    """What changed between two readings: one row per combination of `by`.

    Attributes
    ----------
    confidence : float
        Of every interval.
    paired : Paired
        The persons and their two readings, and how these were chosen.
    adjust : {"holm", "bh"}
        How p_adjusted was adjusted.

    Notes
    -----
    `to_frame` has the numbers, `pairs` the persons behind them. Looking at the result shows
    aggregates only.
    """

    confidence: float
    paired: Paired
    adjust: str
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = ("n", *_ON_SIGHT, *_SHARES, "note")
    _telling: ClassVar[tuple[str, ...]] = (*_ON_SIGHT, *_SHARES)

    @property
    def rule(self) -> str:
        """How the two readings were chosen."""
        return self.paired.rule

    @property
    def left_out(self) -> Mapping[str, int]:
        """Rows of scores that are neither a pre nor a post, by reason.

        All rows are 2 n + n_pre_only + n_post_only, summed over the result, and these.
        """
        return self.paired.left_out

    @property
    def scales(self) -> Mapping[str, Scale]:
        """Scale name to its definition, where it is known."""
        return self.paired.directions.scales

    @property
    def better(self) -> Mapping[str, str | None]:
        """Scale name to "higher", "lower" or None where nobody said."""
        return self.paired.directions.better

    @property
    def waves(self) -> tuple[str, str] | None:
        """The named readings, None when dates decided."""
        return self.paired.waves

    @property
    def months(self) -> int | None:
        """How many months after the first reading the second one was looked for."""
        return self.paired.months

    @property
    def min_days(self) -> int | None:
        """The least number of days between the two readings."""
        return self.paired.min_days

    @property
    def enrolled(self) -> int | None:
        """Persons enrolled, of a Study that says so: those not in n are not in the comparison."""
        return self.paired.enrolled

    def pairs(self) -> pd.DataFrame:
        """Return one row per person and combination of `by` with pre, post and change."""
        return self.paired.frame.copy()

    def _heading(self) -> str:
        return (
            f"PrePost by {', '.join(self.by)}; {self.rule}; {_percent(self.confidence)} intervals"
        )


def pre_post(
    scores: object,
    *,
    by: Sequence[str] = ("scale",),
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
    months: int | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
) -> PrePost:
    """Compare two readings of the same persons.

    Parameters
    ----------
    scores : DataFrame, Scores or Study
        Long: a row is one scale of one person at one time. Columns person, scale, score (numbers)
        and wave or date (dates, or texts written yyyy-mm-dd); programme, instrument, respondent and
        others as there are. Of a Study its scores are used, and there is a row for every scale its
        instruments define, also when nobody was read.
    by : sequence of str
        The columns whose combinations are compared each for themselves. Of a Study also background
        columns of its enrolments, such as site or gender.
    waves : (str, str), optional
        Names of the two readings, pre first. When not given: the two waves a Study's profile names;
        else, when a column wave holds exactly pre and post, these; else the first and the last
        reading by date. Where a Study's profile names three waves or more, the first reading is one
        of its first wave: somebody without it has no reading before.
    better : {"higher", "lower"} or mapping from scale to these, optional
        Which direction is an improvement; it wins over what known instruments say. Without a
        column instrument, a scale is known when it bears an instrument's name (who5).
    min_days : int, optional
        By date: the least number of days between the two readings.
    months : int, optional
        By date: the second reading is the one nearest so many calendar months after the first, and
        no further from it than half of them, instead of the last. Everybody is then followed for
        about the same time.
    confidence : float
        Of the intervals, between 0 and 1.
    adjust : {"holm", "bh"}
        How p values are adjusted for the number of rows: Holm holds the chance of any false
        finding, Benjamini-Hochberg ("bh") the expected share of false ones among the findings.

    Returns
    -------
    PrePost
        `to_frame()` has the columns of `by` and

        - n: pairs; n_pre_only, n_post_only: persons with one of the two readings
        - mean_pre, mean_post, mean_change: over the pairs, in the scale's unit
        - sd_change (ddof 1); conf_low, conf_high: t interval of the mean change
        - t, df, p_value: paired t test; p_wilcoxon: signed rank test, exact given ties up to 200
          changes; p_adjusted: p_value adjusted over the rows of this frame that have one
        - d_z: mean change / SD of the changes, uncorrected; d_z_low, d_z_high: by the noncentral t
        - improved, same, worse: persons, by the sign of the change in the better direction
        - method, note: how, and why a number is missing

    Raises
    ------
    InputError
        When a column is missing or of the wrong kind, a score lies outside its known scale, a wave,
        scale, direction or `adjust` is misspelt, the confidence is not between 0 and 1, a person
        has two readings at one time, or `by` would put together several scales, instruments or
        raters.

    See Also
    --------
    evalkit.change_estimates : effect sizes, medians and ranks of the same pairs.
    evalkit.say : the result in plain sentences.
    evalkit.plot_pre_post : the result as a picture.

    Notes
    -----
    Persons are the unit; a person in two programmes counts in each. One group before and after
    cannot show that a programme caused the change: do not report it as an effect. Below 10 pairs
    the p values are no headline. Those without a second reading are not in the means: look at
    n_pre_only. Without named waves people are followed for different times: from the first to the
    latest reading there is.

    Changes that differ by binary noise alone are equal (12 digits of the largest score in the row).
    A number that cannot be computed is missing, and note says why.

    References
    ----------
    Student. The probable error of a mean. Biometrika 1908;6:1-25.
    Holm S. Scand J Stat 1979;6:65-70.
    Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289-300.
    Steiger JH, Fouladi RT. 1997 (noncentral interval of d).

    Examples
    --------
    >>> import pandas as pd
    >>> scores = pd.DataFrame(
    ...     {
    ...         "person": ["a", "b", "c"] * 2,
    ...         "scale": "who5",
    ...         "wave": ["pre"] * 3 + ["post"] * 3,
    ...         "score": [40.0, 52.0, 48.0, 56.0, 60.0, 48.0],
    ...     }
    ... )
    >>> row = pre_post(scores).to_frame().iloc[0]
    >>> int(row.n), float(row.mean_change), int(row.improved), int(row.same)
    (3, 8.0, 2, 1)
    """
    names = group_names(by)
    _check_arguments(names, confidence, adjust)
    paired = paired_scores(
        scores, by=names, waves=waves, better=better, min_days=min_days, months=months
    )
    frame = _compared(paired, confidence, adjust)
    tests, adjuster = frame["p_value"].count(), ADJUSTMENTS[adjust][0]
    frame["method"] = [
        f"{paired.rule}; paired t, {_percent(confidence)} t interval; {ranks} signed rank test; "
        f"d_z uncorrected, noncentral t interval; p adjusted by {adjuster} over {tests} tests"
        for ranks in frame.pop("wilcoxon").fillna("no")
    ]
    return PrePost(confidence, paired, adjust, frame[[*names, *_NUMBERS, "method", "note"]])


def _check_arguments(by: tuple[str, ...], confidence: object, adjust: object) -> None:
    if not isinstance(adjust, str) or adjust not in ADJUSTMENTS:
        raise InputError(f"`adjust` is {adjust!r}. {did_you_mean(str(adjust), ADJUSTMENTS)}")
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    taken = [name for name in by if name in _TAKEN]
    if taken:
        raise InputError(
            f"`by` has {taken[0]!r}, which is a column of the result too. Rename yours first."
        )


def _compared(paired: Paired, confidence: float, adjust: str) -> pd.DataFrame:
    """Return a row per combination, also without a pair."""
    rows = []
    for group in paired.groups():
        found = paired_numbers(group, confidence=confidence)
        rows.append(found.row | {"note": "; ".join(NOTES[name] for name in found.notes)})
    numbers = pd.DataFrame(rows, columns=[*_NUMBERS, "wilcoxon", "note"])
    _, adjusted = ADJUSTMENTS[adjust]
    numbers["p_adjusted"] = adjusted(numbers["p_value"].to_numpy(dtype=float))
    kinds = {name: "Int64" if name in _COUNTS else "float64" for name in _NUMBERS}
    numbers = numbers.astype(kinds | {"note": "str", "wilcoxon": "str"})
    return pd.concat([paired.keys, numbers], axis=1)


def _percent(confidence: float) -> str:
    return f"{100 * confidence:.6g} %"
