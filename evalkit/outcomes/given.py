"""The scores an analysis is given: whatever carries them in, one checked frame out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError
from evalkit.frames import require_columns
from evalkit.instruments.instrument import Instrument
from evalkit.instruments.scale import Scale
from evalkit.sets.columns import numbered, numbers
from evalkit.study import Study

__all__ = [
    "Given",
    "given_scores",
    "group_names",
    "refuse_beyond_squares",
    "refuse_outside",
    "refuse_twice_named",
]

_COURSE = ["person", "programme"]
_CARRIED = ("person", "programme", "instrument", "scale", "respondent", "date", "wave", "score")
# These name a reading, not a group of persons.
_NO_GROUP = ("person", "score", "date", "wave")
# What two readings side by side are often called, pre first.
_SIDE_BY_SIDE = (
    *(("pre", "post"), ("before", "after"), ("baseline", "followup"), ("baseline", "follow_up")),
    *(("first", "last"), ("t0", "t1"), ("t1", "t2"), ("foer", "efter"), ("før", "efter")),
)
# Of a scale's range: a mean of items may lie outside by binary noise, and by no more.
_NOISE = 1e-9
# Beyond these a square, or a sum of many squares, is no number any more: doubles end at 1e308.
_LARGEST, _SMALLEST = 1e100, 1e-100
# A person may have several of these; each is compared for itself.
_MAY_VARY = ("scale", "programme", "instrument", "respondent")


@dataclass(frozen=True, repr=False, eq=False)
class Given:
    """The scores of an analysis.

    Attributes
    ----------
    frame : DataFrame
        Person, scale, score, and what else names a reading or a group.
    unit : tuple of str
        The columns that name a course on a scale in one group.
    instruments : tuple of Instrument
        Those that came with the scores.
    expected : DataFrame
        Combinations of `by` that a result has also when nobody was read, first.
    waves : tuple of str
        The named readings a study's profile defines, in their order.
    enrolled : int or None
        Persons enrolled in a study that has enrolments.
    """

    frame: pd.DataFrame
    unit: tuple[str, ...]
    instruments: tuple[Instrument, ...]
    expected: pd.DataFrame
    waves: tuple[str, ...]
    enrolled: int | None


def given_scores(scores: object, *, by: tuple[str, ...]) -> Given:
    """Return the scores that a frame, a result of scoring or a study carries.

    Parameters
    ----------
    scores : DataFrame, Scores or Study
        As for `evalkit.pre_post`.
    by : tuple of str
        What is compared for itself. Of a study also a background column of its enrolments.

    Returns
    -------
    Given

    Raises
    ------
    InputError
        When a column is missing or holds an empty name, or when `by` would put together what
        cannot be compared.
    """
    frame, instruments = _frame(scores)
    _check_names(by)
    refuse_twice_named(frame, called="scores")
    if isinstance(scores, Study):
        frame = _with_background(frame, scores.enrolments, by)
    _refuse_wide(frame, by)
    require_columns(frame, ["person", "scale", "score", *by], called="scores")
    frame = frame[list(dict.fromkeys([*(n for n in _CARRIED if n in frame), *by]))]
    for name in ("person", "scale"):
        empty = _empty(frame[name])
        if empty:
            raise InputError(
                f"`scores` has {empty} {'row' if empty == 1 else 'rows'} with an empty '{name}', "
                f"and it names the row. Fill the cells or leave the rows out."
            )
    course = [name for name in ("person", "programme", "instrument", "scale") if name in frame]
    _refuse_mixtures(frame, course, by)
    expected = _defined(scores, by) if isinstance(scores, Study) else frame[list(by)].iloc[:0]
    return Given(
        frame=frame,
        unit=tuple(dict.fromkeys([*course, *by])),
        instruments=instruments,
        expected=expected,
        waves=scores.waves if isinstance(scores, Study) else (),
        enrolled=(scores.enrolments["person"].nunique() or None)
        if isinstance(scores, Study)
        else None,
    )


def _frame(scores: object) -> tuple[pd.DataFrame, tuple[Instrument, ...]]:
    if isinstance(scores, pd.DataFrame):
        return scores, ()
    if isinstance(scores, Study):
        own = [one for one in scores.instruments if isinstance(one, Instrument)]
        return scores.scores, tuple(own)
    frame = scores.to_frame() if hasattr(scores, "to_frame") else None
    if not isinstance(frame, pd.DataFrame):
        raise InputError(
            f"`scores` is a {type(scores).__name__}; a DataFrame, the result of ek.score or a "
            f"Study is expected."
        )
    one = getattr(scores, "instrument", None)
    return frame, (one,) if isinstance(one, Instrument) else ()


def group_names(by: object) -> tuple[str, ...]:
    """Return the columns whose combinations are groups; ("scale",) when nothing is said.

    Raises
    ------
    InputError
        When `by` is neither a name nor a sequence of names.
    """
    if by is None:
        return ("scale",)
    names = (by,) if isinstance(by, str) else tuple(by) if isinstance(by, Sequence) else (by,)
    if not all(isinstance(name, str) for name in names):
        raise InputError(
            f"`by` is a {type(by).__name__} that holds something else than names. Name columns of "
            f"the scores, such as ('scale', 'site')."
        )
    return tuple(str(name) for name in names)


def _empty(names: pd.Series) -> int:
    """Return how many rows have no name: missing, or a text of blanks only."""
    blank = [one for one in names.dropna().unique() if isinstance(one, str) and not one.strip()]
    return int((names.isna() | names.isin(blank)).sum())


def _check_names(by: tuple[str, ...]) -> None:
    if not by or len(set(by)) < len(by):
        raise InputError(
            f"`by` is {by!r}. Name at least one column, each once, such as ('scale', 'site')."
        )
    wrong = [name for name in by if name in _NO_GROUP]
    if wrong:
        raise InputError(
            f"`by` has {wrong[0]!r}, which names a reading and no group of persons. Name columns "
            f"such as 'scale', 'programme' or 'site'; rows about persons come from `.pairs()`."
        )


def refuse_twice_named(frame: pd.DataFrame, *, called: str) -> None:
    """Refuse a frame with two columns of one name: nobody knows which is meant."""
    twice = sorted({str(name) for name in frame.columns[frame.columns.duplicated()]})
    if twice:
        raise InputError(
            f"`{called}` has more than one column '{twice[0]}'. Give every column its own name."
        )


def _refuse_wide(frame: pd.DataFrame, by: tuple[str, ...]) -> None:
    """Refuse a row per person with the two readings side by side, and say how to turn it."""
    if "score" in frame:
        return
    here = {str(name).casefold(): str(name) for name in frame.columns}
    pair = next((two for two in _SIDE_BY_SIDE if set(two) <= here.keys()), None)
    if pair is None:
        return
    readings = [here[name] for name in pair]
    kept = [name for name in dict.fromkeys([*_CARRIED, *by]) if name in frame]
    kept = [name for name in kept if name not in readings and name not in ("wave", "date")]
    made = "scores" if "scale" in frame else 'scores.assign(scale="name of the scale")'
    named = list(dict.fromkeys([*kept, "scale"]))
    waves = "" if readings == ["pre", "post"] else f", and say `waves={tuple(readings)!r}`"
    raise InputError(
        f"`scores` has the columns {readings[0]!r} and {readings[1]!r} side by side; a row for "
        f"each reading is expected. Make it long with\n"
        f'scores = {made}.melt({named!r}, {readings!r}, var_name="wave", value_name="score")\n'
        f"and hand that in{waves}."
    )


def refuse_outside(frame: pd.DataFrame, scales: Mapping[str, Scale]) -> None:
    """Refuse scores that a scale cannot have: another scale, a typing error, a code for missing.

    Parameters
    ----------
    frame : DataFrame
        Columns scale and score.
    scales : mapping
        Scale name to its definition, for those of which there is no doubt.

    Raises
    ------
    InputError
        With how many there are, and no value.
    """
    score = numbers(frame["score"], called="score")
    name = frame["scale"].astype("object").to_numpy()
    for one, scale in scales.items():
        slack = _NOISE * (scale.highest - scale.lowest)
        here = score[name == one]
        outside = int(((here < scale.lowest - slack) | (here > scale.highest + slack)).sum())
        if outside:
            raise InputError(
                f"{outside} of {len(here)} values in the column 'score' are outside the range of "
                f"the scale {one!r}, {scale.lowest:g} to {scale.highest:g}. Correct them, leave "
                f"missing answers empty, or give the scale another name if it is another scale."
            )


def refuse_beyond_squares(*columns: NDArray[np.float64]) -> None:
    """Refuse numbers that have no square: whose SD would be infinite, or 0 though they differ.

    Parameters
    ----------
    *columns : ndarray
        Scores; missing where they are missing.

    Raises
    ------
    InputError
        With how many there are, and no value.
    """
    size = np.abs(np.concatenate(columns))
    wrong = int(((size > _LARGEST) | ((size > 0) & (size < _SMALLEST))).sum())
    if wrong:
        raise InputError(
            f"{wrong} values in the column 'score' are beyond {_LARGEST:g} or nearer to 0 than "
            f"{_SMALLEST:g}, which is more than can be computed with. Choose another unit, and "
            f"leave missing answers empty."
        )


def _with_background(
    frame: pd.DataFrame, enrolments: pd.DataFrame, by: Sequence[str]
) -> pd.DataFrame:
    """Return scores with the columns that only the enrolments have."""
    missing = [name for name in by if name not in frame and name in enrolments]
    if not missing:
        return frame
    facts = enrolments[[*_COURSE, *missing]].drop_duplicates()
    several = int(facts.duplicated(_COURSE).sum())
    if several:
        raise InputError(
            f"{several} courses of the same person and programme differ in {missing!r}, so their "
            f"readings belong to no one group. Leave these columns out of `by`."
        )
    return frame.merge(facts, on=_COURSE, how="left", validate="many_to_one")


def _refuse_mixtures(frame: pd.DataFrame, course: list[str], by: tuple[str, ...]) -> None:
    """Refuse to put together scales, instruments, raters or groups that cannot be compared."""
    if "scale" not in by and frame["scale"].nunique() > 1:
        raise InputError(
            f"`by` lacks 'scale', and the scores hold {frame['scale'].nunique()} scales: their "
            f"changes have no common unit. Add 'scale', or keep the rows of one scale."
        )
    if "instrument" in frame and "instrument" not in by:
        shared = frame[["scale", "instrument"]].drop_duplicates()["scale"].duplicated()
        if shared.any():
            raise InputError(
                f"{int(shared.sum())} scales have the same name in several instruments. Add "
                f"'instrument' to `by`, or keep the rows of one instrument."
            )
    if "respondent" in frame and "respondent" not in by and frame["respondent"].nunique() > 1:
        raters = frame.assign(respondent=frame["respondent"].fillna(""))
        if _varies(raters, course, "respondent"):
            raise InputError(
                f"{_varies(raters, course, 'respondent')} persons were rated by more than one "
                f"respondent, so a change could be one of rater. Add 'respondent' to `by`, or "
                f"keep the rows of one respondent."
            )
    for name in by:
        if name not in _MAY_VARY and _varies(frame, course, name):
            raise InputError(
                f"{_varies(frame, course, name)} persons have readings with different '{name}', "
                f"so their first and last reading would never meet. Give every reading of a "
                f"person the value from the start, or leave '{name}' out of `by`."
            )


def _varies(frame: pd.DataFrame, course: list[str], name: str) -> int:
    """Return how many persons have more than one value of a column on a course and scale."""
    number, _ = numbered(frame, course)
    _, first = numbered(frame.assign(**{_NUMBER: number}), [_NUMBER, name])
    met = pd.Series(number[first])
    several = frame["person"].iloc[first].reset_index(drop=True)[met.duplicated()]
    return int(several.nunique())


_NUMBER = "number of the course"


def _defined(study: Study, by: tuple[str, ...]) -> pd.DataFrame:
    """Return the combinations the study's instruments define, where `by` asks for no more."""
    rows = [
        {"programme": study.programme, "instrument": one.name, "scale": scale.name}
        for one in study.instruments
        if isinstance(one, Instrument)
        for scale in one.scales
    ]
    if not rows or not set(by) <= {"programme", "instrument", "scale"}:
        return pd.DataFrame(columns=list(by), dtype="str")
    return pd.DataFrame(rows)[list(by)].drop_duplicates(ignore_index=True)
