"""How far several ratings of the same persons agree: the six forms of Shrout and Fleiss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.intervals import Interval, check_confidence
from evalkit.estimates.intraclass import FORMS, intraclass
from evalkit.frames import require_columns
from evalkit.instruments.instrument import Scale
from evalkit.outcomes.given import refuse_beyond_squares, refuse_twice_named
from evalkit.outcomes.paired import HasPairs
from evalkit.results import Framed
from evalkit.sets.columns import numbered, numbers

__all__ = ["ICC_NOTES", "Icc", "icc"]

# Why a number is missing, or what it says; the sentence stands in the column `note`.
ICC_NOTES = {
    "few": "fewer than two persons have every rating, or there is one rating a person",
    "no variance": "all ratings are the same, so nothing can be computed",
    "undefined": "persons differ too little from one another for the number to be defined",
    "no residual": (
        "the ratings differ by the same amount for everybody, so an interval cannot be computed"
    ),
    "out of reach": "an interval cannot be computed: persons differ too little",
    "negative": "below 0: persons differ less from one another than the ratings of one person do",
}
_NAMING = ("instrument", "scale")
_ESTIMATES = ("estimate", "conf_low", "conf_high")
_NUMBERS = (*_ESTIMATES, "f", "df1", "df2", "p_value")
_COUNTS = ("n", "raters", "n_left_out")
DEFAULT_RATER = "rater"


@dataclass(frozen=True, repr=False, eq=False)
class Icc(Framed):
    """One form of the intraclass correlation: one row per scale, or one in all.

    Attributes
    ----------
    form : str
        Which of the six.
    confidence : float
        Of the intervals.
    by : tuple of str
        The columns that name a row; none when there is one row.
    scales : mapping
        Scale to its definition, of a result that knows them.
    kind : str
        "agreement between readings or raters": what an ICC is, and alpha is not.
    """

    form: str
    confidence: float
    by: tuple[str, ...]
    scales: Mapping[str, Scale]
    _frame: pd.DataFrame
    kind: ClassVar[str] = "agreement between readings or raters"
    _brief: ClassVar[tuple[str, ...]] = ("n", "raters", *_ESTIMATES, "note")
    _telling: ClassVar[tuple[str, ...]] = _ESTIMATES

    def estimate(self, scale: str = "") -> float:
        """Return a scale's ICC, NaN when it cannot be computed."""
        return float(self._row(scale)["estimate"])

    def interval(self, scale: str = "") -> Interval:
        """Return the interval of a scale's ICC; its ends are NaN when it cannot be computed."""
        row = self._row(scale)
        return Interval(float(row["conf_low"]), float(row["conf_high"]))

    def n(self, scale: str = "") -> int:
        """Return how many persons a scale's ICC rests on."""
        return int(self._row(scale)["n"])

    def _row(self, scale: str) -> dict[str, Any]:
        rows = [{str(k): v for k, v in row.items()} for row in self._frame.to_dict("records")]
        if len(rows) == 1 and not scale:
            return rows[0]
        found = [row for row in rows if row.get("scale") == scale]
        if len(found) != 1:
            known = [str(row.get("scale", "")) for row in rows]
            hint = did_you_mean(scale, dict.fromkeys(known))
            raise InputError(f"{len(found)} rows have the scale {scale!r}. {hint}")
        return found[0]

    def _heading(self) -> str:
        return f"{self.form}; {100 * self.confidence:.6g} % intervals"


def icc(
    ratings: object,
    *,
    form: str,
    rater: str | Sequence[str] = DEFAULT_RATER,
    target: str = "person",
    score: str = "score",
    confidence: float = 0.95,
) -> Icc:
    """Return an intraclass correlation: how far several ratings of the same persons agree.

    Parameters
    ----------
    ratings : DataFrame or PrePost
        Long: a row per person and rating, with the columns `target`, `rater` and `score`; with a
        column scale (and instrument), each scale for itself. Wide: a row per person, and the
        ratings in the columns that `rater` lists. Of a PrePost (or any result that keeps its
        pairs) each person's two readings.
    form : str
        By Shrout and Fleiss: "ICC(1,1)" when each person has other raters, "ICC(2,1)" for the
        agreement of raters or readings that are a sample of such, "ICC(3,1)" for the consistency of
        these ones only; "ICC(1,k)", "ICC(2,k)", "ICC(3,k)" of the mean of the k ratings.
    rater : str or sequence of str
        Long: the column that tells ratings apart (rater, respondent, wave). Wide: the columns.
    target, score : str
        The columns with the persons and the ratings.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    Icc
        `to_frame()` has a row per scale: n (persons with every rating), raters (ratings of each),
        n_left_out (persons without), estimate, conf_low, conf_high (by F), f, df1, df2, p_value (of
        no differences between persons), method, and note: why a number is missing.

    Raises
    ------
    InputError
        When the form or a column is misspelt, a person has two ratings by one rater, or the
        confidence is not between 0 and 1.

    See Also
    --------
    evalkit.reliability : consistency of the items at one time.

    Notes
    -----
    Persons without every rating are left out, and counted. Retest reliability is ICC(2,1) of two
    readings a short time apart with nothing in between that is meant to change people. Of readings
    before and after a programme it is lower, since real change counts as disagreement: do not
    report it as the instrument's reliability. With raters who rate together an ICC says little.

    References
    ----------
    Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. Psychol Bull
    1979;86:420-428.
    McGraw KO, Wong SP. Forming inferences about some intraclass correlation coefficients. Psychol
    Methods 1996;1:30-46.

    Examples
    --------
    >>> twice = pd.DataFrame(
    ...     {"person": list("abcde"), "monday": [2, 5, 7, 8, 9], "friday": [3, 5, 6, 9, 9]}
    ... )
    >>> result = icc(twice, form="ICC(2,1)", rater=["monday", "friday"])
    >>> round(result.estimate(), 2), result.n()
    (0.96, 5)
    """
    if str(form) not in FORMS:
        raise InputError(f"`form` is {form!r}. {did_you_mean(str(form), FORMS)}")
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    by, tables = _tables(ratings, rater=rater, target=target, score=score)
    rows = [key | _row(table, form=form, confidence=confidence) for key, table in tables]
    kinds = dict.fromkeys(_NUMBERS, "float64") | dict.fromkeys(_COUNTS, "Int64")
    columns = [*by, *_COUNTS, *_NUMBERS, "method", "note"]
    scales = ratings.paired.directions.scales if isinstance(ratings, HasPairs) else {}
    return Icc(form, confidence, by, scales, pd.DataFrame(rows, columns=columns).astype(kinds))


def _row(table: NDArray[np.float64], *, form: str, confidence: float) -> dict[str, object]:
    complete = table[~np.isnan(table).any(axis=1)]
    found = intraclass(complete, form=form, confidence=confidence)
    codes = [found.reason] if found.reason else []
    if found.estimate < 0:
        codes.append("negative")
    return {
        "n": len(complete),
        "raters": table.shape[1],
        "n_left_out": len(table) - len(complete),
        "estimate": found.estimate,
        "conf_low": found.interval.low,
        "conf_high": found.interval.high,
        "f": found.f,
        "df1": found.df1,
        "df2": found.df2,
        "p_value": found.p_value,
        "method": (
            f"{form} by Shrout and Fleiss, {100 * confidence:.6g} % interval by F; persons with "
            f"every rating"
        ),
        "note": "; ".join(ICC_NOTES[code] for code in codes),
    }


def _tables(
    ratings: object, *, rater: str | Sequence[str], target: str, score: str
) -> tuple[tuple[str, ...], list[tuple[dict[str, object], NDArray[np.float64]]]]:
    """Return what names a row, and for each row the table of persons by ratings."""
    if isinstance(ratings, HasPairs):
        if rater != DEFAULT_RATER:
            raise InputError(
                f"A {type(ratings).__name__} has its two readings. Leave out `rater`, or hand in "
                f"the scores."
            )
        paired = ratings.paired
        return paired.by, [
            (dict(group.key), group.persons[["pre", "post"]].to_numpy(dtype=np.float64))
            for group in paired.groups()
        ]
    if not isinstance(ratings, pd.DataFrame):
        raise InputError(
            f"`ratings` is a {type(ratings).__name__}; a DataFrame or the result of ek.pre_post is "
            f"expected."
        )
    refuse_twice_named(ratings, called="ratings")
    _refuse_nameless(rater, target, score)
    if not isinstance(rater, str):
        return (), [({}, _wide(ratings, list(rater), target=target))]
    require_columns(ratings, [target, rater, score], called="ratings")
    by = tuple(name for name in _NAMING if name in ratings)
    return by, list(_long(ratings, by, rater=rater, target=target, score=score))


def _refuse_nameless(rater: object, target: object, score: object) -> None:
    """Refuse what names no column."""
    several = [*rater] if isinstance(rater, (list, tuple)) else [rater]
    if not all(isinstance(name, str) for name in (*several, target, score)):
        raise InputError(
            "`rater`, `target` and `score` are names of columns of `ratings`; `rater` may be a "
            "list of names, such as ['monday', 'friday']. One of them is something else."
        )


def _wide(ratings: pd.DataFrame, raters: list[str], *, target: str) -> NDArray[np.float64]:
    if len(raters) < 2 or len(set(raters)) < len(raters):
        raise InputError(
            "`rater` lists the columns with the ratings, two at least and each once, such as "
            "['monday', 'friday']."
        )
    require_columns(ratings, raters, called="ratings")
    if target in ratings:
        _refuse_twice(int(ratings[target].duplicated().sum()), f"{target} with another row")
    columns = [numbers(ratings[name], called=name) for name in raters]
    refuse_beyond_squares(*columns)
    return np.column_stack(columns)


def _long(
    ratings: pd.DataFrame, by: tuple[str, ...], *, rater: str, target: str, score: str
) -> Iterator[tuple[dict[str, object], NDArray[np.float64]]]:
    for name in dict.fromkeys((*by, target, rater)):
        empty = int(ratings[name].isna().sum())
        if empty:
            raise InputError(
                f"`ratings` has {empty} rows with an empty '{name}', and it names the row. Fill "
                f"the cells or leave the rows out."
            )
    values = numbers(ratings[score], called=score)
    refuse_beyond_squares(values)
    group, named_at = numbered(ratings, by) if by else (np.zeros(len(ratings), dtype=np.int64), [0])
    for place, first in enumerate(named_at):
        here = group == place
        key = {name: ratings[name].iloc[first] for name in by}
        person, persons = numbered(ratings[here], [target])
        judge, judges = numbered(ratings[here], [rater])
        cell = person * len(judges) + judge
        _refuse_twice(len(cell) - len(np.unique(cell)), f"{target} and {rater} with another row")
        table = np.full(len(persons) * len(judges), np.nan)
        table[cell] = values[here]
        yield key, table.reshape(len(persons), len(judges))


def _refuse_twice(count: int, what: str) -> None:
    if count:
        share = "1 row shares" if count == 1 else f"{count} rows share"
        raise InputError(
            f"{share} {what}. Remove the duplicates: evalkit does not choose between them."
        )
