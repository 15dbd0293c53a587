"""Before and after: what changed between two readings, with how sure the data are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.exact_tests import holm
from evalkit.estimates.intervals import check_confidence
from evalkit.outcomes.directions import Directions, directions_of
from evalkit.outcomes.few import few_hidden
from evalkit.outcomes.given import Given, given_scores
from evalkit.outcomes.paired_numbers import NOTES, paired_numbers
from evalkit.sets.columns import numbered
from evalkit.sets.pairing import pair_readings

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
_TAKEN = (*_NUMBERS, "method", "note", "pre", "post", "change", "pre_date", "post_date")
_ON_SIGHT = ("mean_pre", "mean_post", "mean_change", "conf_low", "conf_high")
_SHARES = ("improved", "same", "worse")


@dataclass(frozen=True, repr=False, eq=False)
class PrePost:
    """What changed between two readings: one row per combination of `by`.

    Attributes
    ----------
    by : tuple of str
        The columns that name a row.
    confidence : float
        Of every interval.
    rule : str
        How the two readings were chosen.
    left_out : dict
        Rows of scores that are neither a pre nor a post, by reason. All rows are 2 n +
        n_pre_only + n_post_only, summed over the result, and these.
    scales : dict
        Scale name to its definition, where it is known.
    better : dict
        Scale name to "higher", "lower" or None where nobody said.
    waves : (str, str) or None
        The named readings, None when dates decided.
    min_days : int or None
        The least number of days between the two readings.
    enrolled : int or None
        Persons enrolled, of a Study that says so: those not in n are missing from the comparison.

    Notes
    -----
    `to_frame` has the numbers, `pairs` the persons behind them. Looking at the result shows
    aggregates only.
    """

    by: tuple[str, ...]
    confidence: float
    rule: str
    left_out: Mapping[str, int]
    scales: Mapping[str, Scale]
    better: Mapping[str, str | None]
    waves: tuple[str, str] | None
    min_days: int | None
    enrolled: int | None
    _frame: pd.DataFrame
    _pairs: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers, at full precision; `note` says why one is missing."""
        return self._frame.copy()

    def pairs(self) -> pd.DataFrame:
        """Return one row per person and combination of `by` with pre, post and change."""
        return self._pairs.copy()

    def summary(self) -> pd.DataFrame:
        """Return the columns most readers want: n, mean change, its interval, and the shares."""
        return self._frame[[*self.by, "n", *_ON_SIGHT, *_SHARES, "note"]].copy()

    def __repr__(self) -> str:
        table = self._shown().to_string(index=False)
        return f"<PrePost by {', '.join(self.by)}; {self.rule}>\n{table}"

    def _repr_html_(self) -> str:
        table = self._shown().to_html(index=False, border=0)
        return f"<p>{escape(self.rule)}; {_percent(self.confidence)} intervals</p>{table}"

    def _shown(self) -> pd.DataFrame:
        return few_hidden(self.summary(), [*_ON_SIGHT, *_SHARES])


def pre_post(
    scores: object,
    *,
    by: Sequence[str] = ("scale",),
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
    confidence: float = 0.95,
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
        reading by date.
    better : {"higher", "lower"} or mapping from scale to these, optional
        Which direction is an improvement; it wins over what known instruments say. Without a
        column instrument, a scale is known when it bears an instrument's name (who5).
    min_days : int, optional
        By date: the least number of days between the two readings.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    PrePost
        `to_frame()` has the columns of `by` and

        - n: pairs; n_pre_only, n_post_only: persons with one of the two readings
        - mean_pre, mean_post, mean_change: over the pairs, in the scale's unit
        - sd_change (ddof 1); conf_low, conf_high: t interval of the mean change
        - t, df, p_value: paired t test; p_wilcoxon: signed rank test, exact given ties up to 200
          changes; p_adjusted: p_value by Holm over the rows of this frame
        - d_z: mean change / SD of the changes, uncorrected; d_z_low, d_z_high: by the noncentral t
        - improved, same, worse: persons, by the sign of the change in the better direction
        - method, note: how, and why a number is missing

    Raises
    ------
    InputError
        When a column is missing or of the wrong kind, a wave, scale or direction is misspelt, the
        confidence is not between 0 and 1, a person has two readings at one time, or `by` would put
        together several scales, instruments or raters.

    See Also
    --------
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
    by = (by,) if isinstance(by, str) else tuple(by)
    _check_arguments(by, confidence)
    given = given_scores(scores, by=by)
    directions = _directions(given, better)
    pairs = pair_readings(
        given.frame, unit=given.unit, waves=waves, min_days=min_days, defined=given.waves
    )
    frame, persons = _compared(
        given, pairs.frame, by=by, directions=directions, confidence=confidence
    )
    tests = frame["p_value"].count()
    frame["method"] = [
        f"{pairs.rule}; paired t, {_percent(confidence)} t interval; {ranks} signed rank test; "
        f"d_z uncorrected, noncentral t interval; p adjusted by Holm over {tests} tests"
        for ranks in frame.pop("wilcoxon").fillna("no")
    ]
    return PrePost(
        by=by,
        confidence=confidence,
        rule=pairs.rule,
        left_out=pairs.left_out,
        scales=directions.scales,
        better=directions.better,
        waves=pairs.waves,
        min_days=pairs.min_days,
        enrolled=given.enrolled,
        _frame=frame[[*by, *_NUMBERS, "method", "note"]],
        _pairs=persons,
    )


def _check_arguments(by: tuple[str, ...], confidence: object) -> None:
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    taken = [name for name in by if name in _TAKEN]
    if taken:
        raise InputError(
            f"`by` has {taken[0]!r}, which is a column of the result too. Rename yours first."
        )


def _directions(given: Given, better: object) -> Directions:
    naming = [name for name in ("instrument", "scale") if name in given.frame]
    here = given.frame[naming].drop_duplicates()
    if not given.expected.empty:
        defined = [(one.name, scale.name) for one in given.instruments for scale in one.scales]
        here = pd.concat([here, pd.DataFrame(defined, columns=["instrument", "scale"])[naming]])
    return directions_of(here, better, own=given.instruments)


def _compared(
    given: Given,
    persons: pd.DataFrame,
    *,
    by: tuple[str, ...],
    directions: Directions,
    confidence: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a row per combination, also without a pair, and the persons with their change."""
    names = list(by)
    parts = [given.expected, given.frame[names]] if len(given.expected) else [given.frame[names]]
    number, first = numbered(pd.concat([*parts, persons[names]], ignore_index=True), names)
    keys = pd.concat(parts, ignore_index=True).iloc[first].reset_index(drop=True)
    own = number[len(number) - len(persons) :]
    ends = np.cumsum(np.bincount(own, minlength=len(keys)))
    members = np.split(np.argsort(own, kind="stable"), ends)[: len(keys)]
    pre, post = persons["pre"].to_numpy(), persons["post"].to_numpy()
    only = str(given.frame["scale"].iloc[0]) if len(given.frame) else ""
    change = np.full(len(persons), np.nan)
    rows = []
    for key, these in zip(keys.to_dict("records"), members, strict=True):
        word = directions.word(str(key.get("scale", only)), instrument=key.get("instrument"))
        found = paired_numbers(pre[these], post[these], better=word, confidence=confidence)
        change[these] = found.change
        rows.append(found.row | {"note": "; ".join(NOTES[name] for name in found.notes)})
    numbers = pd.DataFrame(rows, columns=[*_NUMBERS, "wilcoxon", "note"])
    numbers["p_adjusted"] = holm(numbers["p_value"].to_numpy(dtype=float))
    kinds = {name: "Int64" if name in _COUNTS else "float64" for name in _NUMBERS}
    frame = pd.concat([keys, numbers.astype(kinds | {"note": "str", "wilcoxon": "str"})], axis=1)
    return frame, persons.assign(change=change)


def _percent(confidence: float) -> str:
    return f"{100 * confidence:.6g} %"
