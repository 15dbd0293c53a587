"""Who was lost, and how they stood at the start beside those who stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.intervals import check_confidence
from evalkit.outcomes.courses import Courses, courses_of
from evalkit.outcomes.kept_and_lost import BESIDE, NOTES, beside_numbers, beside_shares
from evalkit.outcomes.paired import HasPairs, Paired, paired_scores
from evalkit.results import Framed, few_hidden

if TYPE_CHECKING:
    from evalkit.instruments.instrument import Scale

__all__ = ["COLUMN_NOTES", "Attrition", "attrition"]

_COUNTS = ("n", "n_kept", "n_lost", "n_apart", "missing_kept", "missing_lost")
_NAMING = ("variable", "level", "method", "note")
# A column with more levels than these, or with more levels than half the persons, says who they
# are and not how they differ.
MOST_LEVELS = 20
MOST_LEVELS_A_PERSON = 0.5
_NO_SECOND = ("ended", "overdue")
# Why a background column is not compared.
COLUMN_NOTES = {
    "names": "its values are dates or names, so they are not compared",
    "empty": "it is empty for everybody",
}


@dataclass(frozen=True, repr=False, eq=False)
class Attrition(Framed):
    """The lost beside those with both readings: one row per scale, number or level.

    Attributes
    ----------
    by : tuple of str
        The columns that name a comparison.
    lost : {"lost", "without second reading"}
        What the second group is: lost means that the course has ended or the reading is overdue;
        without enrolments nobody knows, and everybody without a second reading is in it.
    rule : str
        How the two readings were chosen.
    confidence : float
        Of every interval.
    due_days : int or None
        So many days after the first reading the second one is due.
    day : Timestamp or None
        The day the data reach to.
    scales : mapping
        Scale name to its definition, where it is known.
    titles : dict
        Instrument to its title by language, where it is known.
    """

    by: tuple[str, ...]
    lost: str
    rule: str
    confidence: float
    due_days: int | None
    day: pd.Timestamp | None
    scales: Mapping[str, Scale]
    titles: Mapping[str, Mapping[str, str]]
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("variable", "level", "n_kept", "n_lost", "n_apart", "mean_kept", "mean_lost"),
        *("share_kept", "share_lost", "estimate", "conf_low", "conf_high"),
    )
    _telling: ClassVar[tuple[str, ...]] = BESIDE

    def _shown(self) -> pd.DataFrame:
        summary = self.summary()
        summary["fewest"] = self._frame[["n_kept", "n_lost"]].min(axis=1)
        telling = [name for name in self._telling if name in summary]
        # With nobody lost the means are those of the change, which says for itself who is few.
        summary["fewest"] = summary["fewest"].where(self._frame["n_lost"] > 0, summary["n_kept"])
        return few_hidden(summary, telling, n="fewest").drop(columns="fewest")

    def _heading(self) -> str:
        return (
            f"Attrition by {', '.join(self.by)}; {self.lost} against those with both readings; "
            f"{100 * self.confidence:.6g} % intervals"
        )


def attrition(
    scores: object,
    *,
    waves: tuple[str, str] | None = None,
    min_days: int | None = None,
    enrolments: pd.DataFrame | None = None,
    background: Sequence[str] | None = None,
    due_days: int | None = None,
    day: object = None,
    confidence: float = 0.95,
) -> Attrition:
    """Compare those who were lost with those who have both readings.

    Parameters
    ----------
    scores : DataFrame, Scores, Study or PrePost
        As for `evalkit.pre_post`. A result of it brings its pairs and its groups; `waves` and
        `min_days` are then left out.
    waves, min_days
        As for `evalkit.pre_post`.
    enrolments : DataFrame, optional
        A row per course: person and, as there are, programme, started, ended, exit_reason and
        background. A Study brings its own; a PrePost does not.
    background : sequence of str, optional
        Columns of the enrolments that are compared too; all that hold something when not given.
    due_days : int, optional
        So many days after the first reading (after the start, where there is none) the second one
        is due. Without it only those whose course has ended count as lost.
    day : date or str, optional
        The day the data reach to; the latest start or reading when not given.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    Attrition
        `to_frame()` has first a row per combination of `by` with the first reading (variable
        "pre"), then rows per background column, and

        - variable, level: what is compared; level is empty for numbers
        - n = n_kept + n_lost; n_apart: without a second reading and not lost (not yet due, taking
          part, not enrolled); missing_kept, missing_lost: background not stated
        - mean_kept, sd_kept, mean_lost, sd_lost (ddof 1), in the variable's unit; or share_kept,
          share_lost of those with a stated level
        - difference: lost minus kept; difference_low, difference_high: Welch's interval for
          numbers, Newcombe's for shares
        - estimate: the standardised difference; conf_low, conf_high: noncentral t (numbers only)
        - hedges_g: the estimate times Hedges' exact factor (numbers only)
        - method, note: how, and why a number is missing

    Raises
    ------
    InputError
        As for `evalkit.pre_post`; and when a background column is misspelt.

    See Also
    --------
    evalkit.pairing_audit : how many have which readings, and why the others have none.
    evalkit.share_bounds : what the lost could have meant for the share that improved.

    Notes
    -----
    Lost is who has a first reading, no second one, and either a course that has ended or a reading
    that is overdue. Those who may still be read are apart. Background is compared per instrument,
    over the courses: kept who has both readings on one of its scales at least, lost who has not
    and can no longer be expected to; those never read are among these.

    d = (mean lost - mean kept) / pooled SD; for shares (p lost - p kept) / sqrt of the mean of the
    two p (1 - p) (Austin). There is no p value: with few lost, a large difference passes a test,
    and with many a small one fails it. Equal starts do not show that the lost fared alike.

    References
    ----------
    Austin PC. Stat Med 2009;28:3083-3107.
    Newcombe RG. Stat Med 1998;17:873-890.
    Steiger JH, Fouladi RT. 1997 (noncentral interval of d).

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> row = ek.attrition(study).to_frame().iloc[0]
    >>> row.scale, int(row.n_kept), int(row.n_lost), int(row.n_apart)
    ('motivation', 33, 5, 9)
    """
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    paired = _paired(scores, waves, min_days)
    taken = [name for name in paired.by if name in (*_NAMING, *_COUNTS, *BESIDE)]
    if taken:
        raise InputError(
            f"`by` has {taken[0]!r}, which is a column of the result too. Rename yours first."
        )
    courses = courses_of(
        scores, enrolments, due_days=due_days, day=day, readings=_dated(paired.frame)
    )
    columns = _background(courses, background)
    rows = [*_first_readings(paired, courses, confidence)]
    rows += _behind(paired, courses, columns, confidence=confidence)
    names = [*paired.by, "variable", "level", *_COUNTS, *BESIDE, "method", "note"]
    kinds = dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(BESIDE, "float64")
    kinds |= dict.fromkeys(("variable", "level", "method", "note"), "str")
    frame = pd.DataFrame(rows, columns=names).astype(kinds)
    return Attrition(
        by=paired.by,
        lost="lost" if courses.frame is not None else "without second reading",
        rule=paired.rule,
        confidence=confidence,
        due_days=courses.due_days,
        day=courses.day,
        scales=paired.directions.scales,
        titles={one.name: dict(one.title) for one in paired.instruments},
        _frame=frame,
    )


def _paired(scores: object, waves: tuple[str, str] | None, min_days: int | None) -> Paired:
    if isinstance(scores, HasPairs):
        return paired_scores(scores, waves=waves, min_days=min_days)
    table = getattr(scores, "scores", None)
    if not isinstance(table, pd.DataFrame):
        table = scores.to_frame() if hasattr(scores, "to_frame") else scores
    has = isinstance(table, pd.DataFrame) and "instrument" in table
    by = ("instrument", "scale") if has else ("scale",)
    return paired_scores(scores, by=by, waves=waves, min_days=min_days)


def _dated(persons: pd.DataFrame) -> pd.DataFrame:
    """Return the persons with the last day they were read on as date, where days are known."""
    if "pre_date" not in persons:
        return persons
    return persons.assign(date=persons[["pre_date", "post_date"]].max(axis=1))


def _background(courses: Courses, asked: Sequence[str] | None) -> tuple[str, ...]:
    if courses.frame is None:
        if asked is not None:
            raise InputError(
                "`background` names columns of the enrolments, and there are none. Hand in "
                "`enrolments=`, or leave `background` out."
            )
        return ()
    if asked is None:
        held = courses.frame.notna().any()
        return tuple(name for name in courses.background if held[name])
    names = (asked,) if isinstance(asked, str) else tuple(asked)
    for name in names:
        if name not in courses.background:
            hint = did_you_mean(str(name), courses.background)
            raise InputError(f"`background` names {name!r}, no column of the enrolments. {hint}")
    return names


def _first_readings(
    paired: Paired, courses: Courses, confidence: float
) -> Iterator[dict[str, Any]]:
    """Return the first reading of the two groups, one row per combination of `by`."""
    for group in paired.groups():
        persons = group.persons
        read = persons["pre"].notna()
        kept, lost, apart = _parted(persons[read], courses)
        pre = persons.loc[read, "pre"].to_numpy(dtype=float)
        found, notes = beside_numbers(pre[kept], pre[lost], confidence=confidence)
        counts = {"n_kept": int(kept.sum()), "n_lost": int(lost.sum())}
        yield (
            group.key
            | {"variable": "pre", "level": ""}
            | counts
            | found
            | {
                "n": counts["n_kept"] + counts["n_lost"],
                "n_apart": int(apart.sum()),
                "method": _method(paired.rule, confidence, numbers=True),
                "note": _said(notes),
            }
        )


def _parted(
    persons: pd.DataFrame, courses: Courses
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who is kept, lost and apart."""
    never = pd.Series(pd.NaT, index=persons.index)
    first = persons.get("pre_date", never)
    situation = courses.situation(persons.assign(first_day=first))["situation"]
    kept = persons["change"].notna().to_numpy()
    gone = _NO_SECOND if courses.frame is not None else (*_NO_SECOND, "not known")
    lost = ~kept & situation.isin(gone).to_numpy()
    return kept, lost, ~kept & ~lost


def _behind(
    paired: Paired, courses: Courses, columns: tuple[str, ...], *, confidence: float
) -> list[dict[str, Any]]:
    """Return the rows about background, instrument by instrument where they are compared."""
    if not columns or courses.frame is None:
        return []
    rows = []
    names = [name for name in ("programme", "instrument") if name in paired.by]
    parts = paired.frame.groupby(names, sort=False) if names else [((), paired.frame)]
    for part, here in parts:
        key = dict(zip(names, part, strict=True))
        people = _people(courses.frame, courses, key.get("programme"))
        groups = _parted(_read(here, people, courses), courses)
        for column in columns:
            for row in _of_column(people[column], groups, confidence):
                method = _method(paired.rule, confidence, numbers=row["level"] == "")
                rows.append(key | {"variable": column, "method": method} | row)
    return rows


def _people(table: pd.DataFrame, courses: Courses, programme: object) -> pd.DataFrame:
    """Return the courses of a programme, where the comparison is about one."""
    if programme is not None and "programme" in courses.key:
        table = table[table["programme"] == programme]
    return table.reset_index(drop=True)


def _read(here: pd.DataFrame, people: pd.DataFrame, courses: Courses) -> pd.DataFrame:
    """Return for every course whether there is a pair, and when the first reading was."""
    names = list(courses.key)
    firsts = {"change": "max"} | ({"pre_date": "min"} if "pre_date" in here else {})
    once = here[[*names, *firsts]].groupby(names, sort=False).agg(firsts).reset_index()
    return people[names].merge(once, on=names, how="left", validate="one_to_one")


def _of_column(
    values: pd.Series,
    groups: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
    confidence: float,
) -> Iterator[dict[str, Any]]:
    """Return the row of a number, or a row per level of a category."""
    kept, lost, apart = groups
    stated = values.notna().to_numpy()
    counts: dict[str, Any] = {"n_apart": int((apart & stated).sum())}
    for name, those in (("kept", kept), ("lost", lost)):
        counts[f"n_{name}"] = int((those & stated).sum())
        counts[f"missing_{name}"] = int((those & ~stated).sum())
    counts |= {"n": counts["n_kept"] + counts["n_lost"], "level": ""}
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if numeric:
        plain = values.to_numpy(dtype=float, na_value=np.nan)
        finite = np.isfinite(plain)
        found, notes = beside_numbers(
            plain[kept & finite], plain[lost & finite], confidence=confidence
        )
        yield counts | found | {"note": _said(notes)}
        return
    levels = sorted({str(value) for value in values[stated]})
    many = len(levels) > min(MOST_LEVELS, MOST_LEVELS_A_PERSON * stated.sum())
    if many or pd.api.types.is_datetime64_any_dtype(values):
        yield counts | {"note": COLUMN_NOTES["names" if levels else "empty"]}
        return
    if not levels:
        yield counts | {"note": COLUMN_NOTES["empty"]}
    texts = values.astype(str).to_numpy()
    for level in levels:
        here = stated & (texts == level)
        found, notes = beside_shares(
            (int((kept & here).sum()), counts["n_kept"]),
            (int((lost & here).sum()), counts["n_lost"]),
            confidence=confidence,
        )
        yield counts | found | {"level": level, "note": _said(notes)}


def _method(rule: str, confidence: float, *, numbers: bool) -> str:
    percent = f"{100 * confidence:.6g} %"
    if numbers:
        return (
            f"{rule}; difference by the pooled SD, {percent} noncentral t interval; {percent} "
            f"Welch interval of the raw difference"
        )
    return (
        f"{rule}; difference of shares by the root of their mean variance (Austin); {percent} "
        f"Newcombe interval of the raw difference"
    )


def _said(notes: list[str]) -> str:
    return "; ".join(NOTES[name] for name in notes)
