"""The share that improved, were all those without a second reading the worst or the best case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from evalkit.errors import InputError
from evalkit.estimates.intervals import check_confidence
from evalkit.estimates.shares import wilson_interval
from evalkit.outcomes.paired import Group, HasPairs, Paired, paired_scores
from evalkit.outcomes.paired_numbers import NOTES
from evalkit.results import Framed

__all__ = ["NOBODY_FIRST", "ShareBounds", "share_bounds"]

NOBODY_FIRST = "nobody has a first reading that could be followed"

_COUNTS = ("n", "improved", "n_pre_only", "n_first")
_ENDS = ("lower", "lower_conf_low", "lower_conf_high", "upper", "upper_conf_low", "upper_conf_high")
_NUMBERS = ("estimate", "conf_low", "conf_high", *_ENDS)


@dataclass(frozen=True, repr=False, eq=False)
class ShareBounds(Framed, HasPairs):
    """The share that improved and its bounds: one row per combination of `by`.

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
    _brief: ClassVar[tuple[str, ...]] = (*_COUNTS, "estimate", "lower", "upper", "note")
    _telling: ClassVar[tuple[str, ...]] = ("improved", "estimate", "lower", "upper")

    def _heading(self) -> str:
        return (
            f"ShareBounds by {', '.join(self.by)}; {self.paired.rule}; "
            f"{100 * self.confidence:.6g} % intervals"
        )


def share_bounds(
    scores: object,
    *,
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
    confidence: float = 0.95,
) -> ShareBounds:
    """Return within which bounds the share that improved lies, whatever became of the others.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`. A result of it brings its pairs, groups and directions; the
        other arguments but `confidence` are then left out.
    by, waves, better, min_days
        As for `evalkit.pre_post`.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    ShareBounds
        `to_frame()` has the columns of `by` and

        - n: pairs; improved: persons whose change is in the better direction; estimate: their
          share of the pairs, with Wilson's interval conf_low, conf_high
        - n_pre_only: with a first reading and no second one; n_first = n + n_pre_only
        - lower: the share of n_first that improved if none of these others did; upper: if all did;
          lower_conf_low, lower_conf_high, upper_conf_low, upper_conf_high: Wilson's intervals
        - method, note: how, and why a number is missing

    Raises
    ------
    InputError
        As for `evalkit.pre_post`.

    See Also
    --------
    evalkit.attrition : how those who were lost stood at the start.

    Notes
    -----
    lower = improved / n_first; upper = (improved + n_pre_only) / n_first. Nothing is supposed about
    why anybody is missing, so the bounds are wide. Those who take part still and are not yet due
    count as missing too: the bounds narrow as they are read. Who has no first reading is not in
    them. From lower_conf_low to upper_conf_high both uncertainties are in: who is missing, and
    that the persons are a sample.

    References
    ----------
    Manski CF. Anatomy of the selection problem. J Hum Resour 1989;24:343-360.
    Wilson EB. J Am Stat Assoc 1927;22:209-212.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/unik", profile="unik")
    >>> row = ek.share_bounds(study).to_frame().iloc[0]
    >>> int(row.improved), int(row.n), int(row.n_first)
    (24, 34, 44)
    >>> [round(float(row[name]), 3) for name in ("lower", "estimate", "upper")]
    [0.545, 0.706, 0.773]
    """
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    paired = paired_scores(scores, by=by, waves=waves, better=better, min_days=min_days)
    taken = [name for name in paired.by if name in (*_COUNTS, *_NUMBERS, "method", "note")]
    if taken:
        raise InputError(
            f"`by` has {taken[0]!r}, which is a column of the result too. Rename yours first."
        )
    rows = [_bounds(group, confidence) for group in paired.groups()]
    numbers = pd.DataFrame(rows, columns=[*_COUNTS, *_NUMBERS, "note"])
    kinds = dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(_NUMBERS, "float64")
    numbers = numbers.astype(kinds | {"note": "str"})
    numbers["method"] = (
        f"{paired.rule}; {100 * confidence:.6g} % Wilson intervals; none or all of those with a "
        f"first reading alone counted as improved"
    )
    numbers = numbers[[*_COUNTS, *_NUMBERS, "method", "note"]]
    return ShareBounds(confidence, paired, pd.concat([paired.keys, numbers], axis=1))


def _bounds(group: Group, confidence: float) -> dict[str, Any]:
    n = len(group.pairs)
    missing = group.n_alone["n_pre_only"]
    row: dict[str, Any] = {"n": n, "n_pre_only": missing, "n_first": n + missing, "note": ""}
    if group.gain is None:
        return row | {"note": NOTES["no direction"]}
    improved = int((group.gain > 0).sum())
    row["improved"] = improved
    if not n + missing:
        return row | {"note": NOBODY_FIRST}
    shares = {"lower": (improved, n + missing), "upper": (improved + missing, n + missing)}
    if n:
        shares["estimate"] = (improved, n)
    else:
        row["note"] = NOTES["no pairs"]
    for name, (count, of) in shares.items():
        limits = wilson_interval(count, of, confidence=confidence)
        before = "" if name == "estimate" else f"{name}_"
        row[name] = count / of
        row |= {f"{before}conf_low": limits.low, f"{before}conf_high": limits.high}
    return row
