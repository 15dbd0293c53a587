"""From stage to stage: where persons were first and where they were last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.adjusting import holm
from evalkit.estimates.paired_shares import mcnemar_p
from evalkit.estimates.square_tables import bowker_test, stuart_maxwell_test
from evalkit.outcomes.paired import Group, HasPairs, Paired, paired_scores
from evalkit.outcomes.stages import Stages, stages_of_categories, stages_of_cuts, stages_of_scale
from evalkit.results import Framed, few_hidden

__all__ = ["FEW_MOVED", "NOTES", "StageTable", "Transitions", "transitions"]

# Below this many who moved the chi-squared distribution is a rough guide (the usual advice for
# McNemar's test: exact below 25 discordant pairs).
FEW_MOVED = 25
# Why a number is missing, or what has to be known of it; the sentence stands in the column `note`.
NOTES = {
    "no stages": "cannot be computed, because the scale has no stages",
    "no pairs": "cannot be computed, because nobody has both readings",
    "nobody moved": "tests cannot be computed, because nobody moved",
    "few moved": (
        f"fewer than {FEW_MOVED} moved, so the p values of Bowker and Stuart-Maxwell are rough; "
        f"p_direction is exact"
    ),
    "no direction": "which direction is better is not known, so nobody is counted as improved",
}
_WHOLE = (
    *("n", "unpaired", "stages", "up", "same", "down", "improved", "worse"),
    *("bowker_df", "stuart_maxwell_df"),
)
_NUMBERS = (
    *("n", "unpaired", "stages", "up", "same", "down", "improved", "worse"),
    *("p_direction", "p_adjusted", "bowker", "bowker_df", "bowker_p"),
    *("stuart_maxwell", "stuart_maxwell_df", "stuart_maxwell_p"),
)
_ON_SIGHT = ("up", "same", "down", "p_direction")
_CELLS = ("from_stage", "to_stage", "count", "n_from", "share", "n")
METHOD = (
    "p_direction: exact sign test of up against down, adjusted by Holm over {tests} tests; "
    "Bowker's symmetry and Stuart-Maxwell's marginal homogeneity: chi-squared, without the stages "
    "that nobody moved between"
)


@dataclass(frozen=True, repr=False, eq=False)
class StageTable:
    """One group's table: where its persons were first (rows) and last (columns).

    Attributes
    ----------
    key : dict
        The columns of `by` and their values.
    group : Group
        The group's scale and better direction.
    stages : Stages or None
        None when the scale has none.
    counts : ndarray, shape (k, k)
        Persons; empty when the scale has no stages.
    """

    key: Mapping[str, Any]
    group: Group
    stages: Stages | None
    counts: NDArray[np.int64]

    @property
    def n(self) -> int:
        """How many persons have both readings in a stage."""
        return int(self.counts.sum())


@dataclass(frozen=True, repr=False, eq=False)
class Transitions(Framed, HasPairs):
    """Stage-to-stage tables: one per group.

    Attributes
    ----------
    tables : tuple of StageTable
        The groups in order, with their counts.
    paired : Paired
        The persons and their two readings, and how these were chosen.

    Notes
    -----
    `to_frame` has a row per group and pair of stages, `summary` a row per group.
    """

    tables: tuple[StageTable, ...]
    paired: Paired
    _frame: pd.DataFrame
    _groups: pd.DataFrame
    _telling: ClassVar[tuple[str, ...]] = _ON_SIGHT

    def summary(self) -> pd.DataFrame:
        """Return a row per group: how many moved which way, and the tests."""
        return self._groups.copy()

    def stages(self) -> pd.DataFrame:
        """Return what the stages are: scale, stage, start, title_da, title_en."""
        rows = {}
        for table in self.tables:
            scale = self.paired.scale_of(table.key)
            for place, start in enumerate(table.stages.starts if table.stages else ()):
                title = table.stages.titles[place] if table.stages else None
                named = {f"title_{name}": (title or {}).get(name, "") for name in ("da", "en")}
                rows[scale, place] = {"scale": scale, "stage": place + 1, "start": start} | named
        columns = ["scale", "stage", "start", "title_da", "title_en"]
        return pd.DataFrame(list(rows.values()), columns=columns)

    def _heading(self) -> str:
        return f"Transitions by {', '.join(self.by)}; {self.paired.rule}"

    def _shown(self) -> pd.DataFrame:
        columns = [*self.by, "n", *_ON_SIGHT, "note"]
        shown = self._groups[columns].astype(dict.fromkeys(_ON_SIGHT, "float64"))
        return few_hidden(shown, _ON_SIGHT)


def transitions(
    scores: object,
    *,
    scale: str | None = None,
    cuts: Sequence[float] | None = None,
    labels: Sequence[str] | None = None,
    by: Sequence[str] | None = None,
    waves: tuple[str, str] | None = None,
    better: str | Mapping[str, str] | None = None,
    min_days: int | None = None,
) -> Transitions:
    """Count who went from which stage to which between two readings.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`. The column score may also be an ordered categorical of texts,
        whose categories are then the stages.
    scale : str, optional
        The scale that is asked about; all when not given.
    cuts : sequence of float, optional
        The scores at which a new stage begins, of one scale. When not given, the scale's bands.
    labels : sequence of str, optional
        The names of the stages that `cuts` make, from the lowest on: one more than cuts.
    by, waves, better, min_days
        As for `evalkit.pre_post`; a PrePost has chosen them.

    Returns
    -------
    Transitions
        `to_frame()` has a row for every group and every pair of stages, also those nobody is in:
        the columns of `by`, from_stage and to_stage (counted from 1, the lowest), count, n_from
        (persons who were first in from_stage), share (count / n_from, missing where nobody was), n.

        `summary()` has a row for every group:

        - n: persons with both readings in a stage; unpaired: the others; stages: how many there are
        - up, same, down: persons by stage number; improved, worse: by the better direction
        - p_direction: exact sign test of up against down; p_adjusted: by Holm over the groups
        - bowker, bowker_df, bowker_p: did as many go from each stage to each other as came back
        - stuart_maxwell, _df, _p: are the stages as frequent last as they were first
        - method, note: how, and why a number is missing

        `stages()` says what the stages are called.

    Raises
    ------
    InputError
        When no scale has stages, cuts meet several scales, a scale is misspelt, and as for
        `evalkit.pre_post`.

    See Also
    --------
    evalkit.plot_transitions : the table as a picture.
    evalkit.paired_shares : one limit instead of several stages.

    Notes
    -----
    A pair of stages that nobody moved between is left out of Bowker's sum and of its degrees of
    freedom (R's mcnemar.test gives NaN). Stuart-Maxwell's degrees of freedom are the rank of its
    covariance: stages nobody moved to or from are dropped.

    Stages throw information away: someone who moves from 2 to 3 may change stage, and someone who
    moves from 3 to 4 not. Report the mean change too. Who starts in the lowest stage can only stay
    or move up, and the highest only stay or move down: rows are not to be compared as if they were
    groups. One group at two times cannot show why persons moved.

    References
    ----------
    Bowker AH. J Am Stat Assoc 1948;43:572-574.
    Stuart A. Biometrika 1955;42:412-416.
    Maxwell AE. Br J Psychiatry 1970;116:651-655.

    Examples
    --------
    >>> import pandas as pd
    >>> scores = pd.DataFrame(
    ...     {
    ...         "person": ["a", "b", "c"] * 2,
    ...         "scale": "star",
    ...         "wave": ["pre"] * 3 + ["post"] * 3,
    ...         "score": [1.0, 4.0, 5.0, 4.0, 4.0, 6.0],
    ...     }
    ... )
    >>> moved = transitions(scores, cuts=(3, 5, 7, 9), better="higher")
    >>> moved.summary()[["n", "up", "same", "down"]].iloc[0].tolist()
    [3, 1, 2, 0]
    """
    if labels is not None and cuts is None:
        raise InputError(
            "`labels` name the stages that `cuts` make. Give `cuts` too, or leave out."
        )
    own = stages_of_cuts(cuts, labels) if cuts is not None else None
    scores, categories = _coded(scores)
    if categories is not None and own is not None:
        raise InputError("The scores are ordered categories already. Leave out `cuts`.")
    paired = paired_scores(scores, by=by, waves=waves, better=better, min_days=min_days)
    groups = list(_chosen(paired, scale, alone=own is not None))
    tables = tuple(_table(group, own or categories) for group in groups)
    # A scale that is known to have none is told of; one that nobody knows needs `cuts`.
    if tables and not paired.directions.scales and not any(table.stages for table in tables):
        raise InputError(
            "No scale here has stages of its own. Give the scores at which a new stage begins as "
            "`cuts=`, such as cuts=(3, 5, 7, 9)."
        )
    keys = pd.DataFrame([group.key for group in groups], columns=list(paired.by))
    return Transitions(tables, paired, _cells(tables, paired.by), _summary(tables, keys))


def _coded(scores: object) -> tuple[object, Stages | None]:
    """Return scores with ordered categories as their places, and the stages these are."""
    # A column that is there twice is refused by what follows.
    if not isinstance(scores, pd.DataFrame) or list(scores.columns).count("score") != 1:
        return scores, None
    found = stages_of_categories(scores["score"])
    if found is None:
        return scores, None
    places = scores["score"].cat.codes.astype("float64") + 1
    return scores.assign(score=places.where(places > 0)), found


def _chosen(paired: Paired, scale: object, *, alone: bool) -> Iterator[Group]:
    """Return the groups of a scale, or all; refuse several scales where one is needed."""
    names = list(dict.fromkeys(paired.scale_of(group.key) for group in paired.groups()))
    if scale is not None and (not isinstance(scale, str) or scale not in names):
        raise InputError(f"No score is on the scale {scale!r}. {did_you_mean(str(scale), names)}")
    if scale is None and alone and len(names) > 1:
        raise InputError(
            f"`cuts` are in one scale's points, and the scores hold {len(names)} scales. Name one "
            f"with `scale=`. {did_you_mean('', names)}"
        )
    wanted = names if scale is None else [scale]
    return (group for group in paired.groups() if paired.scale_of(group.key) in wanted)


def _table(group: Group, own: Stages | None) -> StageTable:
    stages = own or (stages_of_scale(group.scale) if group.scale is not None else None)
    if stages is None:
        return StageTable(group.key, group, None, np.zeros((0, 0), dtype=np.int64))
    first, last = (stages.numbers(group.values(name)) for name in ("pre", "post"))
    known = ~np.isnan(first) & ~np.isnan(last)
    many = len(stages)
    cell = (first[known] - 1) * many + last[known] - 1
    counts = np.bincount(cell.astype(np.int64), minlength=many**2).reshape(many, many)
    return StageTable(group.key, group, stages, counts)


def _cells(tables: Sequence[StageTable], by: Sequence[str]) -> pd.DataFrame:
    rows = []
    for table in tables:
        many = len(table.counts)
        of_row = table.counts.sum(axis=1)
        for first, last in np.ndindex(many, many):
            count, n_from = int(table.counts[first, last]), int(of_row[first])
            share = count / n_from if n_from else np.nan
            numbers = (first + 1, last + 1, count, n_from, share, table.n)
            rows.append({**table.key, **dict(zip(_CELLS, numbers, strict=True))})
    frame = pd.DataFrame(rows, columns=[*by, *_CELLS])
    return frame.astype({n: "float64" if n == "share" else "Int64" for n in _CELLS})


def _summary(tables: Sequence[StageTable], keys: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame([_row(table) for table in tables], columns=[*_NUMBERS, "note"])
    frame["p_adjusted"] = holm(frame["p_direction"].to_numpy(dtype=float))
    frame.insert(len(_NUMBERS), "method", METHOD.format(tests=frame["p_direction"].count()))
    kinds = {name: "Int64" if name in _WHOLE else "float64" for name in _NUMBERS}
    return pd.concat([keys, frame.astype(kinds | {"note": "str", "method": "str"})], axis=1)


def _row(table: StageTable) -> dict[str, Any]:
    row: dict[str, Any] = {"n": table.n, "unpaired": len(table.group.persons) - table.n}
    if table.stages is None:
        pairs = len(table.group.pairs)
        alone = len(table.group.persons) - pairs
        return {"n": pairs, "unpaired": alone, "note": NOTES["no stages"]}
    row["stages"] = len(table.stages)
    notes = [] if table.group.better else ["no direction"]
    up = int(np.triu(table.counts, 1).sum())
    down = int(np.tril(table.counts, -1).sum())
    row |= {"up": up, "same": table.n - up - down, "down": down}
    if table.group.better:
        turned = (up, down) if table.group.better == "higher" else (down, up)
        row |= dict(zip(("improved", "worse"), turned, strict=True))
    if not table.n:
        notes.insert(0, "no pairs")
    elif not up + down:
        notes.insert(0, "nobody moved")
    else:
        row |= _tests(table.counts, up=up, down=down)
        notes += ["few moved"] if up + down < FEW_MOVED else []
    return row | {"note": "; ".join(NOTES[name] for name in notes)}


def _tests(counts: NDArray[np.int64], *, up: int, down: int) -> dict[str, Any]:
    row: dict[str, Any] = {}
    exact = mcnemar_p(up, down)
    if exact is not None:
        row["p_direction"] = exact[0]
    for name, found in (
        ("bowker", bowker_test(counts)),
        ("stuart_maxwell", stuart_maxwell_test(counts)),
    ):
        if found is not None:
            row |= {name: found.statistic, f"{name}_df": found.df, f"{name}_p": found.p_value}
    return row
