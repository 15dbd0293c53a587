"""Before and after: what changed between two readings, with how sure the data are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.effect_sizes import d_z_interval
from evalkit.estimates.exact_tests import DECIMALS, holm, signed_rank_test, t_test_p
from evalkit.estimates.intervals import mean_interval
from evalkit.frames import require_columns
from evalkit.outcomes.directions import Directions, directions_of
from evalkit.sets.pairing import Pairs, pair_by_date, pair_by_wave

if TYPE_CHECKING:
    from evalkit.instruments.instrument import Scale

__all__ = ["NOTES", "PrePost", "pre_post"]

# A change that all persons share to this share of itself is computer rounding, not variation.
_ROUNDING = 1e-12
# Why a number is missing; the key stands in the column `note`.
NOTES = {
    "no pairs": "nobody has both readings",
    "one pair": "one person: no spread, so no interval and no test",
    "zero variance": "every change is the same, so t and d_z cannot be computed",
    "no direction": "which direction is better is not known, so nobody is counted as improved",
}
_NUMBERS = (
    "n n_pre_only n_post_only mean_pre mean_post mean_change sd_change conf_low conf_high t df p_value "
    "p_wilcoxon p_adjusted d_z d_z_low d_z_high improved same worse"
).split()
_COUNTS = ("n", "n_pre_only", "n_post_only", "improved", "same", "worse")


@dataclass(frozen=True, repr=False)
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
        Rows of scores that could not be used, by reason.
    scales : dict
        Scale name to its definition, where it is known.

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
        wanted = ["n", "mean_pre", "mean_post", "mean_change", "conf_low", "conf_high"]
        return self._frame[[*self.by, *wanted, "improved", "same", "worse", "note"]].copy()

    def __repr__(self) -> str:
        return f"<PrePost by {', '.join(self.by)}; {self.rule}>\n{self.summary().to_string(index=False)}"

    def _repr_html_(self) -> str:
        table = self.summary().to_html(index=False, border=0, float_format=lambda number: f"{number:.3g}")
        return f"<p>{escape(self.rule)}; {self.confidence:.0%} intervals</p>{table}"


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
        Long: a row is one scale of one person at one time. Columns person, scale, score and wave or
        date; programme, instrument and others as there are. Of a Study its scores are used.
    by : sequence of str
        The columns whose combinations are compared each for themselves.
    waves : (str, str), optional
        Names of the two readings, pre first. When not given and a column wave holds exactly pre and
        post, these; else the first and the last reading by date.
    better : {"higher", "lower"} or mapping from scale to these, optional
        Which direction is an improvement. Known instruments bring their own.
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
        When a column is missing, a wave or direction is misspelt, the confidence is not between 0
        and 1, or a person has two readings at one time.

    See Also
    --------
    evalkit.say : the result in plain sentences.
    evalkit.plot_pre_post : the result as a picture.

    Notes
    -----
    Persons are the unit; a person in two programmes counts in each. One group before and after
    cannot show that a programme caused the change: do not report it as an effect. Below 10 pairs the
    p values are no headline. Those without a second reading are not in the means: look at n_pre_only.

    References
    ----------
    Student. The probable error of a mean. Biometrika 1908;6:1-25.
    Holm S. Scand J Stat 1979;6:65-70.
    Steiger JH, Fouladi RT. 1997 (noncentral interval of d).

    Examples
    --------
    >>> import pandas as pd
    >>> scores = pd.DataFrame({
    ...     "person": ["a", "b", "c"] * 2,
    ...     "scale": "who5",
    ...     "wave": ["pre"] * 3 + ["post"] * 3,
    ...     "score": [40.0, 52.0, 48.0, 56.0, 60.0, 48.0],
    ... })
    >>> row = pre_post(scores).to_frame().iloc[0]
    >>> int(row.n), float(row.mean_change), int(row.improved), int(row.same)
    (3, 8.0, 2, 1)
    """
    by = (by,) if isinstance(by, str) else tuple(by)
    if not 0 < confidence < 1:
        raise InputError(f"`confidence` is {confidence}; a number between 0 and 1 is expected, such as 0.95.")
    frame = _scores_frame(scores)
    require_columns(frame, ["person", "scale", "score", *by], called="scores")
    directions = directions_of(scores, frame, better)
    usable, left_out, pairs = _paired(frame, by, waves, min_days)
    persons = pairs.frame.assign(change=(pairs.frame["post"] - pairs.frame["pre"]).round(DECIMALS))
    rows = [_row(group, combo, directions, confidence) for combo, group in _groups(persons, frame, by)]
    result = _as_frame(rows, by, pairs.rule, confidence)
    known = {key: scale for key, scale in directions.scales.items() if scale is not None}
    return PrePost(by, confidence, pairs.rule, left_out, known, result, persons)


def _scores_frame(scores: object) -> pd.DataFrame:
    held = getattr(scores, "scores", None)
    if isinstance(held, pd.DataFrame) and not isinstance(scores, pd.DataFrame):
        return held
    frame = scores.to_frame() if hasattr(scores, "to_frame") else scores
    if not isinstance(frame, pd.DataFrame):
        raise InputError(
            f"`scores` is a {type(scores).__name__}; a DataFrame, the result of ek.score or a Study is expected."
        )
    return frame


def _paired(
    frame: pd.DataFrame, by: tuple[str, ...], waves: tuple[str, str] | None, min_days: int | None
) -> tuple[pd.DataFrame, dict[str, int], Pairs]:
    if min_days is not None and (min_days < 0 or waves is not None):
        raise InputError("`min_days` is 0 or more, and chooses readings by date: leave out `waves`, or leave it out.")
    unit = list(dict.fromkeys([*(n for n in ("person", "programme") if n in frame), "scale", *by]))
    score = pd.to_numeric(frame["score"], errors="raise").astype(float)
    if np.isinf(score).any():
        raise InputError("`scores` has infinite scores. Mend or remove them.")
    left_out = {"without a score": int(score.isna().sum())}
    usable = frame.assign(score=score)[score.notna()]
    if waves is None and _is_pre_and_post(usable):
        waves = ("pre", "post")
    if waves is not None:
        require_columns(frame, ["wave"], called="scores")
        if isinstance(waves, str) or len(waves) != 2:  # noqa: PLR2004 - a pair
            raise InputError("`waves` is a pair of names, pre first, such as ('before', 'after').")
        return usable, left_out, pair_by_wave(usable, unit=unit, waves=(waves[0], waves[1]))
    if "date" not in frame:
        names = sorted(map(str, frame["wave"].dropna().unique())) if "wave" in frame else []
        hint = f"The waves are: {', '.join(map(repr, names))}. Name two of them with `waves=`." if names else ""
        raise InputError(f"`scores` has no column 'date' to tell first from last. {hint or 'Add date or wave.'}")
    usable = usable.assign(date=pd.to_datetime(usable["date"]))
    left_out["without a date"] = int(usable["date"].isna().sum())
    usable = usable[usable["date"].notna()]
    return usable, left_out, pair_by_date(usable, unit=unit, min_days=min_days)


def _is_pre_and_post(frame: pd.DataFrame) -> bool:
    return "wave" in frame and set(frame["wave"].dropna().unique()) == {"pre", "post"}


def _groups(
    persons: pd.DataFrame, frame: pd.DataFrame, by: tuple[str, ...]
) -> list[tuple[dict[str, object], pd.DataFrame]]:
    """Return every combination in the order of the scores, also those without a reading."""
    found = dict(iter(persons.groupby(list(by), sort=False, dropna=False)))
    empty = persons.iloc[:0]
    order = [tuple(row) for row in frame[list(by)].drop_duplicates().itertuples(index=False)]
    return [(dict(zip(by, key, strict=True)), found.get(key, empty)) for key in order]


def _row(
    group: pd.DataFrame, combination: dict[str, object], directions: Directions, confidence: float
) -> dict[str, object]:
    paired = group[group["change"].notna()]
    change = paired["change"].to_numpy(dtype=float)
    n = len(change)
    row: dict[str, object] = dict(combination)
    row |= {
        "n": n,
        "n_pre_only": int((group["pre"].notna() & group["post"].isna()).sum()),
        "n_post_only": int((group["post"].notna() & group["pre"].isna()).sum()),
    }
    notes = []
    if n:
        row |= {
            "mean_pre": float(paired["pre"].mean()),
            "mean_post": float(paired["post"].mean()),
            "mean_change": float(change.mean()),
        }
        test = signed_rank_test(change)
        row["p_wilcoxon"] = test.p_value if test else 1.0
        row["wilcoxon"] = test.method if test else "exact"
    else:
        notes.append("no pairs")
    if n > 1:
        row |= _spread(change, confidence, notes)
    elif n == 1:
        notes.append("one pair")
    row |= _counts(paired, directions, notes)
    row["note"] = "; ".join(NOTES[name] for name in notes)
    return row


def _spread(change: np.ndarray, confidence: float, notes: list[str]) -> dict[str, object]:
    n, mean, sd = len(change), float(change.mean()), float(change.std(ddof=1))
    if sd <= _ROUNDING * max(abs(mean), 1.0):
        notes.append("zero variance")
        return {"sd_change": 0.0}
    t = mean / (sd / np.sqrt(n))
    interval = mean_interval(mean, sd, n, confidence=confidence)
    effect = d_z_interval(mean / sd, n, confidence=confidence)
    return {
        "sd_change": sd,
        "conf_low": interval.low,
        "conf_high": interval.high,
        "t": t,
        "df": n - 1,
        "p_value": t_test_p(t, n - 1),
        "d_z": mean / sd,
        "d_z_low": effect.low,
        "d_z_high": effect.high,
    }


def _counts(paired: pd.DataFrame, directions: Directions, notes: list[str]) -> dict[str, object]:
    signs = directions.signs(paired)
    if signs is None:
        notes.append("no direction")
        return {}
    gain = paired["change"].to_numpy(dtype=float) * signs
    return {
        "improved": int((gain > 0).sum()),
        "same": int((gain == 0).sum()),
        "worse": int((gain < 0).sum()),
    }


def _as_frame(rows: list[dict[str, object]], by: tuple[str, ...], rule: str, confidence: float) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*by, *_NUMBERS, "wilcoxon", "note"])
    frame["p_adjusted"] = holm(frame["p_value"].to_numpy(dtype=float))
    exact = frame.pop("wilcoxon").fillna("no")
    frame["method"] = [
        f"{rule}; paired t, {confidence:.0%} t interval; {word} signed rank test; noncentral t interval of d_z"
        for word in exact
    ]
    kinds = {name: "Int64" if name in _COUNTS else "float64" for name in _NUMBERS}
    ordered = frame[[*by, *_NUMBERS, "method", "note"]]
    return ordered.astype(kinds | {"note": "str"})
