"""Did groups change differently: their difference with its interval, never two p values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.adjusting import holm
from evalkit.estimates.two_groups import welch_anova, welch_difference
from evalkit.outcomes.background import refuse_unknown_background
from evalkit.outcomes.given import group_names
from evalkit.outcomes.paired import Group, HasPairs, Paired, paired_scores
from evalkit.outcomes.spread import pair_spread
from evalkit.outcomes.stated import stated_confidence
from evalkit.results import Framed
from evalkit.study import Study

__all__ = ["GROUP_NOTES", "GroupComparison", "compare_groups"]

# More groups than this are no question about groups; a number with more values is to be cut.
MOST_GROUPS = 10
MOST_NUMBERS = 5
# These name what is measured, so their groups would be compared across units.
_MEASURES = ("scale", "instrument")
# Why a difference is missing; the sentence stands in the column `note`.
GROUP_NOTES = {
    "reference": "the group the others are compared with",
    "not stated": "the group is not stated: shown, and compared with nobody",
    "too few": "fewer than two pairs here or in the reference group: no difference is computed",
    "no spread": "no change varies in either group: no interval and no test of the difference",
}
_COUNTS = ("n", "n_pre_only", "n_post_only")
_OF_GROUP = ("mean_pre", "mean_post", "mean_change", "sd_change", "conf_low", "conf_high")
_OF_DIFFERENCE = (
    *("baseline_difference", "difference", "std_error", "diff_low", "diff_high"),
    *("t", "df", "p_value", "p_adjusted"),
)
_TAKEN = (*_COUNTS, *_OF_GROUP, *_OF_DIFFERENCE, "is_reference", "method", "note")
_OVERALL = ("n", "statistic", "df1", "df2", "p_value")


@dataclass(frozen=True, repr=False, eq=False)
class GroupComparison(Framed, HasPairs):
    """How groups changed and how much they differ: one row per scale and group.

    Attributes
    ----------
    group : str
        The column that names the groups.
    reference : object
        The group the others are compared with.
    confidence : float
        Of every interval.
    paired : Paired
        The persons and their two readings, and how these were chosen.
    tests : int
        Differences tested, over which p_adjusted allows.
    """

    group: str
    reference: Any
    confidence: float
    paired: Paired
    tests: int
    _frame: pd.DataFrame
    _overall: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("n", "mean_pre", "mean_change", "conf_low", "conf_high"),
        *("difference", "diff_low", "diff_high", "p_adjusted", "note"),
    )
    _telling: ClassVar[tuple[str, ...]] = (
        *("mean_pre", "mean_change", "conf_low", "conf_high"),
        *("difference", "diff_low", "diff_high", "p_adjusted"),
    )

    @property
    def by(self) -> tuple[str, ...]:
        """The columns that name a row, the group last."""
        return (*(name for name in self.paired.by if name != self.group), self.group)

    def overall(self) -> pd.DataFrame:
        """Return Welch's test of one mean change in all groups, a row per scale.

        Returns
        -------
        DataFrame
            The columns of `by` without the group, groups (how many are in the test), n, statistic
            (F), df1, df2, p_value, method, note.
        """
        return self._overall.copy()

    @property
    def _reference(self) -> str:
        return "no group" if self.reference is None else str(self.reference)

    def _heading(self) -> str:
        return (
            f"GroupComparison by {', '.join(self.by)}; reference {self._reference}; "
            f"{self.paired.rule}; {100 * self.confidence:.6g} % intervals; exploratory unless "
            f"planned"
        )


def compare_groups(
    scores: object,
    *,
    group: str,
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
    reference: object = None,
    confidence: float = 0.95,
) -> GroupComparison:
    """Compare how groups of persons changed: every group's mean change against a reference group's.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`; a result of it brings its pairs, when `group` is in its `by`.
    group : str
        The column that names the groups, each person in one: of the scores, or of a Study a
        background column of its enrolments, such as gender or site. At most 10 groups; a number
        such as age must be cut into groups first.
    by : sequence of str, optional
        What is compared each for itself; ("scale",) when not given.
    waves, better, min_days
        As for `evalkit.pre_post`.
    reference : value of `group`, optional
        The group the others are compared with; when not given the one with the most pairs, of
        several such the first by name.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    GroupComparison
        `to_frame()` has the columns of `by`, the group (reference first) and

        - n: pairs; n_pre_only, n_post_only: persons with one of the two readings
        - mean_pre, mean_post, mean_change, sd_change: in the scale's unit; conf_low, conf_high:
          t interval of the group's own mean change
        - is_reference
        - baseline_difference: mean_pre less that of the reference group
        - difference: mean_change less that of the reference group; std_error, diff_low, diff_high,
          t, df, p_value: Welch; p_adjusted: Holm over all differences of this frame
        - method, note: how, and why there is no difference

        `overall()` has Welch's analysis of variance over all groups.

    Raises
    ------
    InputError
        As for `evalkit.pre_post`; when the group column is empty or has too many values, a person
        is in several groups, or the reference is no group.

    See Also
    --------
    evalkit.pre_post : each group for itself.

    Notes
    -----
    The difference of two mean changes is the interaction of group and time. One group "significant"
    and another "not" says nothing about their difference. Unless the groups were named in a plan
    before the data were seen, this is exploratory: say so. Groups that start apart regress to the
    mean by different amounts, so read a difference beside baseline_difference. The groups were not
    drawn by lot: do not report a difference as something the programme did to one of them.

    References
    ----------
    Welch BL. Biometrika 1947;34:28-35, and 1951;38:330-336.
    Altman DG, Bland JM. Interaction revisited: the difference between two estimates. BMJ
    2003;326:219.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/empower4u", profile="empower4u")
    >>> rows = ek.compare_groups(study, group="gender").to_frame()
    >>> rows.loc[rows["is_reference"], "difference"].isna().all()
    np.True_
    """
    stated_confidence(confidence)
    paired = _pairs(scores, group, by, waves=waves, better=better, min_days=min_days)
    groups = _groups(paired, group)
    chosen = _reference(paired, group, groups, wanted=reference)
    order = [chosen, *(one for one in groups if one != chosen)]
    rows, overall = [], []
    for family in _families(paired, group):
        shared = {name: family[0].key[name] for name in paired.by if name != group}
        rows += _rows(family, group=group, order=order, confidence=confidence)
        overall.append(shared | _anova(family, group))
    frame = _frame(rows, paired, group, confidence=confidence)
    return GroupComparison(
        group=group,
        reference=chosen,
        confidence=confidence,
        paired=paired,
        tests=int(frame["p_value"].count()),
        _frame=frame,
        _overall=_overall_frame(overall, paired, group),
    )


def _pairs(scores: object, group: object, by: object, **options: Any) -> Paired:
    if not isinstance(group, str):
        raise InputError(
            f"`group` is a {type(group).__name__}. Name one column, such as 'gender' or 'site'."
        )
    if group in _MEASURES:
        raise InputError(
            f"`group` is {group!r}, which names what is measured and no group of persons. Choose a "
            f"column such as 'gender' or 'site'."
        )
    if isinstance(scores, HasPairs):
        if group not in scores.paired.by:
            raise InputError(
                f"This {type(scores).__name__} was made by {', '.join(scores.paired.by)}, and "
                f"`group` is {group!r}. Hand in the scores, or a result made by {group!r} too."
            )
        return paired_scores(scores, by=by, **options)  # type: ignore[arg-type]
    names = group_names(by)
    taken = [name for name in (*names, group) if name in _TAKEN]
    if taken:
        raise InputError(
            f"{taken[0]!r} names a group, and is a column of the result too. Rename yours first."
        )
    if isinstance(scores, Study) and scores.scores.empty:
        # Nobody was read, so nothing hangs on a column that the study may not have.
        scores = replace(scores, scores=scores.scores.assign(**{group: ""}))
    if isinstance(scores, Study):
        refuse_unknown_background(scores, group)
    if group in names:
        raise InputError(f"`by` has {group!r}, which is `group` already. Leave it out of `by`.")
    return paired_scores(scores, by=(*names, group), **options)


def _groups(paired: Paired, group: str) -> list[Any]:
    """Return the groups that are stated, sorted; refuse a column that makes none, or too many."""
    column = paired.keys[group].dropna()
    found = sorted(column[column.astype(str).str.strip() != ""].unique(), key=str)
    if not found and len(paired.keys):
        raise InputError(
            f"Column '{group}' is empty for everybody with a score, so there are no groups. Choose "
            f"another column."
        )
    is_number = pd.api.types.is_numeric_dtype(column) and column.dtype != bool
    most = MOST_NUMBERS if is_number else MOST_GROUPS
    if len(found) > most:
        cut = (
            " Make a column of groups first, such as pd.cut(ages, [0, 18, 22, 30]).astype('str'), "
            "and name that."
            if is_number
            else " Put values together that belong together."
        )
        raise InputError(
            f"Column '{group}' has {len(found)} different values. At most {most} groups are "
            f"compared.{cut}"
        )
    frame = paired.frame[paired.frame[group].isin(found) & paired.frame["change"].notna()]
    unit = [*(name for name in paired.by if name != group), "person"]
    several = frame[[*unit, group]].drop_duplicates().duplicated(unit)
    if several.any():
        raise InputError(
            f"{frame.loc[several[several].index, 'person'].nunique()} persons are in more than one "
            f"group of '{group}'. The comparison is of different persons: give each person one "
            f"group, or look at the groups one by one with ek.pre_post."
        )
    return found


def _reference(paired: Paired, group: str, groups: list[Any], *, wanted: object) -> object:
    if wanted is not None:
        if not pd.api.types.is_hashable(wanted) or wanted is pd.NA or wanted not in groups:
            raise InputError(
                f"`reference` is {wanted!r}, and column '{group}' has no such group. "
                f"{did_you_mean(str(wanted), [str(one) for one in groups])}"
            )
        return wanted
    pairs = paired.frame[paired.frame["change"].notna()]
    persons = {one: int(pairs.loc[pairs[group] == one, "person"].nunique()) for one in groups}
    return max(groups, key=lambda one: persons[one], default=None)


def _families(paired: Paired, group: str) -> list[list[Group]]:
    """Return the groups scale by scale, in the order of the keys."""
    families: dict[tuple[object, ...], list[Group]] = {}
    for one in paired.groups():
        shared = tuple(
            None if pd.isna(value) else value for name, value in one.key.items() if name != group
        )
        families.setdefault(shared, []).append(one)
    return list(families.values())


def _rows(
    family: list[Group], *, group: str, order: list[Any], confidence: float
) -> list[dict[str, Any]]:
    """Return a row per group, the reference first and those without a group last."""
    place = {one: number for number, one in enumerate(order)}
    at_hand = sorted(family, key=lambda one: place.get(one.key[group], len(place)))
    base = next((one for one in at_hand if one.key[group] == order[0]), None)
    rows = []
    for one in at_hand:
        spread = pair_spread(one)
        low, high = spread.interval(confidence)
        row = one.key | {name: getattr(spread, name) for name in ("n", *_OF_GROUP[:4])}
        row |= one.n_alone
        row |= {"conf_low": low, "conf_high": high, "is_reference": one is base}
        numbers: dict[str, float] = {}
        if one is base:
            code = "reference"
        elif one.key[group] not in place:
            code = "not stated"
        else:
            code, numbers = _difference(one, base, confidence)
        notes = [spread.note, GROUP_NOTES.get(code, "")]
        rows.append(row | numbers | {"note": "; ".join(note for note in notes if note)})
    return rows


def _difference(one: Group, base: Group | None, confidence: float) -> tuple[str, dict[str, float]]:
    """Return why there is no whole difference from the reference, and what there is."""
    if base is None or min(len(one.pairs), len(base.pairs)) < 1:
        return "too few", {}
    apart = float(one.values("pre").mean() - base.values("pre").mean())
    numbers = {"baseline_difference": apart}
    changes = one.values("change"), base.values("change")
    if min(len(values) for values in changes) < 2:
        return "too few", numbers
    numbers["difference"] = float(changes[0].mean() - changes[1].mean())
    found = welch_difference(*changes, confidence=confidence)
    if found is None:
        return "no spread", numbers
    return "", numbers | {
        "std_error": found.std_error,
        "diff_low": found.low,
        "diff_high": found.high,
        "t": found.statistic,
        "df": found.df,
        "p_value": found.p_value,
    }


def _anova(family: list[Group], group: str) -> dict[str, Any]:
    stated = [one for one in family if not pd.isna(one.key[group]) and str(one.key[group]).strip()]
    changes = [one.values("change") for one in stated]
    enough = [values for values in changes if len(values) > 1]
    alone = sum(len(values) == 1 for values in changes)
    notes = [f"{alone} groups of one person are left out"] if alone else []
    found = welch_anova(enough)
    row: dict[str, Any] = {"groups": len(enough), "n": sum(len(values) for values in enough)}
    if found is not None:
        row |= {name: getattr(found, name) for name in _OVERALL[1:]}
    elif len(enough) < 2:
        notes.append("fewer than two groups have two pairs")
    else:
        notes.append("in one group every change is the same, so its weight would be infinite")
    return row | {"note": "; ".join(notes)}


def _frame(
    rows: list[dict[str, Any]], paired: Paired, group: str, *, confidence: float
) -> pd.DataFrame:
    naming = [*(name for name in paired.by if name != group), group]
    columns = [*_COUNTS, *_OF_GROUP, "is_reference", *_OF_DIFFERENCE, "note"]
    frame = pd.DataFrame(rows, columns=[*naming, *columns])
    kinds = dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(
        (*_OF_GROUP, *_OF_DIFFERENCE), "float64"
    )
    frame = frame.astype(
        kinds | {"is_reference": "bool", "note": "str"} | dict(paired.keys.dtypes[naming])
    )
    frame["p_adjusted"] = holm(frame["p_value"].to_numpy())
    frame.insert(
        len(frame.columns) - 1,
        "method",
        f"{paired.rule}; {100 * confidence:.6g} % t interval of each mean change; Welch's "
        f"difference from the reference group; p adjusted by Holm over "
        f"{int(frame['p_value'].count())} tests",
    )
    return frame


def _overall_frame(rows: list[dict[str, Any]], paired: Paired, group: str) -> pd.DataFrame:
    naming = [name for name in paired.by if name != group]
    frame = pd.DataFrame(rows, columns=[*naming, "groups", *_OVERALL, "note"])
    kinds = {name: "Int64" if name == "n" else "float64" for name in _OVERALL}
    frame = frame.astype(
        kinds | {"groups": "Int64", "note": "str"} | dict(paired.keys.dtypes[naming])
    )
    frame.insert(len(frame.columns) - 1, "method", "Welch's analysis of variance of the changes")
    return frame
