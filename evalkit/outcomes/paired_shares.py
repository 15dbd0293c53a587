"""The same persons' yes or no at two times: both shares, the difference, and McNemar's test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict, Unpack

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.adjusting import holm
from evalkit.estimates.intervals import check_confidence
from evalkit.estimates.paired_shares import (
    PAIRED_METHODS,
    FourCounts,
    mcnemar_p,
    paired_share_interval,
)
from evalkit.estimates.shares import wilson_interval
from evalkit.outcomes.counts import whole_count
from evalkit.outcomes.paired import Group, Paired, paired_scores
from evalkit.outcomes.yes_no import yes_no_scores
from evalkit.outcomes.yes_rules import LIMITS, YesRule, refuse_unknown_band, yes_rule
from evalkit.results import Framed

__all__ = ["NOTES", "PairedShares", "Said", "paired_shares"]

# Why a number is missing; the sentence stands in the column `note`.
NOTES = {
    "no pairs": "cannot be computed, because nobody has both readings",
    "nobody changed": "a test cannot be computed, because nobody's answer changed",
}
COUNTS = ("both", "pre_only", "post_only", "neither")
MARGINS = ("share_pre", "share_post", "n")
_SHARES = ("share_pre", "share_post")
_WHOLE = ("n", "unpaired", *COUNTS)
_NUMBERS = (
    *_WHOLE,
    *(f"{share}{end}" for share in _SHARES for end in ("", "_low", "_high")),
    *("estimate", "conf_low", "conf_high", "p_value", "p_mid", "p_adjusted"),
)
_TITLES = {
    "newcombe": "Newcombe's paired interval (method 10)",
    "tango": "Tango's score interval",
}


class Said(TypedDict, total=False):
    """What `paired_shares` takes by name besides its options."""

    above: float
    at_least: float
    below: float
    at_most: float
    band: str
    scale: str
    both: int
    pre_only: int
    post_only: int
    neither: int
    share_pre: float
    share_post: float
    n: int


@dataclass(frozen=True, repr=False, eq=False)
class PairedShares(Framed):
    """A share of the same persons at two times: one row per group.

    Attributes
    ----------
    yes : YesRule
        What counts as yes.
    method : str
        Whose interval of the difference.
    confidence : float
        Of every interval.
    paired : Paired or None
        The persons and their two readings; None when counts were given.
    """

    yes: YesRule
    method: str
    confidence: float
    paired: Paired | None
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("n", "share_pre", "share_post", "estimate"),
        *("conf_low", "conf_high", "p_value", "note"),
    )
    _telling: ClassVar[tuple[str, ...]] = _brief[1:-1]

    @property
    def by(self) -> tuple[str, ...]:
        """The columns that name a row; none when counts were given."""
        return self.paired.by if self.paired else ()

    @property
    def difference(self) -> float:
        """The share afterwards minus the share before, of a result of one row.

        Raises
        ------
        InputError
            When there are several rows; `to_frame()` has them all.
        """
        if len(self._frame) != 1:
            raise InputError(
                f"The result has {len(self._frame)} rows, so there is no one difference. Look at "
                f"`estimate` in to_frame()."
            )
        return float(self._frame["estimate"].iloc[0])

    def _heading(self) -> str:
        return (
            f"PairedShares; yes is {self.yes}; {100 * self.confidence:.6g} %, "
            f"{_TITLES[self.method]}"
        )


def paired_shares(
    data: object = None,
    *,
    yes: str | None = None,
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    min_days: int | None = None,
    method: str = "newcombe",
    confidence: float = 0.95,
    **said: Unpack[Said],
) -> PairedShares:
    """Compare a share of the same persons at two times.

    Parameters
    ----------
    data : DataFrame, Scores, Study or PrePost, optional
        Scores as for `evalkit.pre_post`, with a limit that says what counts as yes; or, with
        `yes`, a frame with person, wave or date, and a yes/no column. Nothing with four counts.
    yes : str, optional
        The yes/no column: true and false, or 1 and 0, empty where nobody knows.
    by, waves, min_days
        How persons are grouped and their two readings chosen, as for `evalkit.pre_post`; a PrePost
        has done so.
    method : {"newcombe", "tango"}
        Whose interval of the difference.
    confidence : float
        Between 0 and 1.
    **said
        What counts as yes on a score: one of `above=`, `at_least=`, `below=`, `at_most=` (a score)
        or `band=` (the name of a band of the scale, Danish or English); with `scale=` where the
        scores hold several scales. Or the four counts of persons: `both=`, `pre_only=` (yes first
        and no last), `post_only=`, `neither=`. Two shares (`share_pre=`, `share_post=`, `n=`) are
        refused: see Notes.

    Returns
    -------
    PairedShares
        `to_frame()` has the columns of `by` and

        - n: persons with both readings; unpaired: persons with one; both, pre_only, post_only,
          neither: persons by their two answers
        - share_pre, share_post with _low and _high: fractions, Wilson's interval
        - estimate: share_post - share_pre; conf_low, conf_high: its interval by `method`
        - p_value: McNemar's exact test; p_mid: its mid-p; p_adjusted: p_value by Holm over the rows
        - method, note: how, and why a number is missing

    Raises
    ------
    InputError
        When only two shares are given; when nothing or several things say what counts as yes; when
        a limit meets several scales; when a column, wave, scale or band is misspelt.

    See Also
    --------
    evalkit.transitions : more than two stages.
    evalkit.share_interval : one share.

    Notes
    -----
    Two shares of the same persons do not determine the difference's interval or test: 40 % and
    30 % of 20 may be 2 persons who changed or 14. How many went each way has to be known.

    Newcombe's method 10 puts the Wilson limits of both shares together with the phi between the two
    times, continuity corrected. Tango's inverts a score test. Both hold their level in small
    groups, where the usual formula (Wald) does not. Below 10 pairs a test is no headline. One group
    at two times cannot show why a share changed. A limit on a score throws information away: report
    the mean change too.

    References
    ----------
    Newcombe RG. Stat Med 1998;17:2635-2650.
    Tango T. Stat Med 1998;17:891-908.
    Fagerland MW, Lydersen S, Laake P. BMC Med Res Methodol 2013;13:91 (mid-p).

    Examples
    --------
    >>> found = paired_shares(both=20, pre_only=2, post_only=12, neither=16)
    >>> found.to_frame()[["estimate", "conf_low", "conf_high"]].round(4).iloc[0].tolist()
    [0.2, 0.0562, 0.3292]
    """
    _check_options(method, confidence, said)
    options = {"by": by, "waves": waves, "min_days": min_days}
    counts = _four_counts(said)
    paired = None
    if counts is not None:
        _refuse_besides_counts({"data": data, "yes": yes, **options}, said)
        rule = YesRule("counts")
        keys = pd.DataFrame(index=[0])
        cells: list[tuple[FourCounts, int | None]] = [(counts, None)]
    else:
        rule, paired = _paired(data, yes, said=said, options=options)
        groups = list(_chosen(paired, rule, said.get("scale")))
        keys = pd.DataFrame([group.key for group in groups], columns=list(paired.by))
        cells = [_cells(group, rule) for group in groups]
    rows = [
        _row(found, unpaired, method=method, confidence=confidence) for found, unpaired in cells
    ]
    numbers = pd.DataFrame(rows, columns=[*_NUMBERS, "note"])
    numbers["p_adjusted"] = holm(numbers["p_value"].to_numpy(dtype=float))
    kinds = {name: "Int64" if name in _WHOLE else "float64" for name in _NUMBERS}
    numbers = numbers.astype(kinds | {"note": "str"})
    rule_of_pairs = f"{paired.rule}; " if paired else ""
    numbers.insert(
        len(_NUMBERS),
        "method",
        f"{rule_of_pairs}yes is {rule}; {100 * confidence:.6g} % {_TITLES[method]}; Wilson's for "
        f"each share; McNemar exact, adjusted by Holm over {numbers['p_value'].count()} tests",
    )
    return PairedShares(rule, method, confidence, paired, pd.concat([keys, numbers], axis=1))


def _check_options(method: object, confidence: object, said: Mapping[str, Any]) -> None:
    unknown = [name for name in said if name not in Said.__annotations__]
    if unknown:
        accepted = [*LIMITS, "scale", *COUNTS]
        raise InputError(
            f"ek.paired_shares takes no `{unknown[0]}=`. {did_you_mean(unknown[0], accepted)}"
        )
    if not isinstance(method, str) or method not in PAIRED_METHODS:
        raise InputError(f"`method` is {method!r}. {did_you_mean(str(method), PAIRED_METHODS)}")
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None


def _four_counts(said: Mapping[str, Any]) -> FourCounts | None:
    """Return the four counts, None when none is given; refuse fewer, and two shares."""
    given = [name for name in COUNTS if said.get(name) is not None]
    margins = [name for name in MARGINS if said.get(name) is not None]
    if margins:
        raise InputError(
            f"{', '.join(f'`{name}`' for name in margins)}: two shares of the same persons do not "
            f"determine the interval or the test of their difference, because they do not say how "
            f"many went from yes to no and how many the other way. Give the four counts `both`, "
            f"`pre_only`, `post_only` and `neither`, or the persons' data. For one share alone "
            f"there is ek.share_interval."
        )
    if not given:
        return None
    if len(given) < len(COUNTS):
        missing = [f"`{name}`" for name in COUNTS if name not in given]
        raise InputError(
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing: the difference "
            f"needs all four counts of persons, `both`, `pre_only`, `post_only` and `neither`."
        )
    return FourCounts(**{name: whole_count(said[name], called=name) for name in COUNTS})


def _refuse_besides_counts(others: Mapping[str, object], said: Mapping[str, Any]) -> None:
    words = {name: said.get(name) for name in (*LIMITS, "scale")}
    over = [name for name, value in {**others, **words}.items() if value is not None]
    if over:
        raise InputError(
            f"Four counts say all there is. Leave out `{over[0]}`, or leave out the counts."
        )


def _paired(
    data: object, yes: str | None, *, said: Mapping[str, Any], options: dict[str, Any]
) -> tuple[YesRule, Paired]:
    if data is None:
        raise InputError(
            "Nothing to compare. Give data (see the parameter `data`), or the four counts `both=`, "
            "`pre_only=`, `post_only=` and `neither=`."
        )
    if yes is None:
        return yes_rule(said), paired_scores(data, **options)
    over = [name for name in (*LIMITS, "scale") if said.get(name) is not None]
    if over:
        raise InputError(
            f"`yes` names a yes/no column, so `{over[0]}` has nothing to say. Leave it out."
        )
    scores = yes_no_scores(data, yes, by=options["by"])
    return YesRule("column", yes), paired_scores(scores, **options)


def _chosen(paired: Paired, rule: YesRule, scale: object) -> Iterator[Group]:
    """Return the groups that are asked about: of the scale, or of those that have the band."""
    names = list(dict.fromkeys(paired.scale_of(group.key) for group in paired.groups()))
    if scale is not None and (not isinstance(scale, str) or scale not in names):
        raise InputError(f"No score is on the scale {scale!r}. {did_you_mean(str(scale), names)}")
    wanted = names if scale is None else [str(scale)]
    known = paired.directions.scales
    if rule.kind == "band":
        refuse_unknown_band(rule, {name: known[name] for name in wanted if name in known})
        wanted = [name for name in wanted if rule.band_of(known.get(name))]
    elif len(wanted) > 1:
        raise InputError(
            f"A limit is in one scale's points, and the scores hold {len(wanted)} scales. Name one "
            f"with `scale=`. {did_you_mean('', names)}"
        )
    return (group for group in paired.groups() if paired.scale_of(group.key) in wanted)


def _cells(group: Group, rule: YesRule) -> tuple[FourCounts, int | None]:
    """Return the four counts, and how many persons are not in them."""
    pre, post = (rule.holds(group.values(name), group.scale) for name in ("pre", "post"))
    known = ~np.isnan(pre) & ~np.isnan(post)
    before, after = pre[known] == 1, post[known] == 1
    counts = FourCounts(
        both=int((before & after).sum()),
        pre_only=int((before & ~after).sum()),
        post_only=int((~before & after).sum()),
        neither=int((~before & ~after).sum()),
    )
    return counts, len(group.persons) - counts.n


def _row(
    counts: FourCounts, unpaired: int | None, *, method: str, confidence: float
) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(counts, name) for name in ("n", *COUNTS)}
    row["unpaired"] = unpaired
    if not counts.n:
        return row | {"note": NOTES["no pairs"]}
    for share, count in zip(
        _SHARES, (counts.both + counts.pre_only, counts.both + counts.post_only), strict=True
    ):
        found = wilson_interval(count, counts.n, confidence=confidence)
        row |= {share: count / counts.n, f"{share}_low": found.low, f"{share}_high": found.high}
    interval = paired_share_interval(counts, method=method, confidence=confidence)
    row |= {"estimate": counts.difference, "conf_low": interval.low, "conf_high": interval.high}
    p_values = mcnemar_p(counts.pre_only, counts.post_only)
    if p_values is None:
        return row | {"note": NOTES["nobody changed"]}
    return row | dict(zip(("p_value", "p_mid"), p_values, strict=True)) | {"note": ""}
