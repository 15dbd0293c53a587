"""The rows a rule of fidelity is asked of, and what is missing where it cannot be asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.errors import InputError
from evalkit.programmes.fidelity_rule import FidelityRule
from evalkit.study import Study

__all__ = [
    "ASSESSED",
    "BEFORE_RECORDS",
    "LEFT_EARLY",
    "MONTH",
    "NOT_NOTED",
    "NOT_YET",
    "UNCLEAR",
    "Asked",
    "Lack",
    "Period",
    "answers_in",
    "courses",
    "days_of",
    "is_there",
    "judged_units",
    "marked_when",
    "numbers_in",
    "rows",
    "started_matches",
    "units_frame",
]

# What became of a unit. Only an assessed one keeps a rule or not.
ASSESSED = "assessed"
NOT_YET = "not_yet"  # too young
NOT_NOTED = "not_noted"  # what is asked was not written down
LEFT_EARLY = "left_early"  # the course ended before it could be seen
UNCLEAR = "unclear"  # whether it goes on cannot be seen
BEFORE_RECORDS = "before_records"  # from before anything of the kind was written down
# The mean length of a month in days: 365.25 / 12.
MONTH = 30.4375
# Who a row of a table is about.
_SERIES = {
    "meetings": "case",
    "staffing": "adult",
    "contacts": "person",
    "enrolments": "person",
    "matches": "adult",
}


@dataclass(frozen=True)
class Period:
    """The days that are looked at: first (None for all), last, and the last the data know of."""

    first: pd.Timestamp | None
    last: pd.Timestamp
    known: pd.Timestamp


@dataclass(frozen=True)
class Asked:
    """One rule asked of a study in a period."""

    study: Study
    rule: FidelityRule
    period: Period


@dataclass(frozen=True)
class Lack:
    """Why a rule cannot be assessed, and what would have to be collected.

    Attributes
    ----------
    reason : {"no_rows", "no_column", "no_when", "no_ages", "no_completed", "no_attendance"}
        What is missing.
    table, column : str
        Where it would stand.
    """

    reason: str
    table: str
    column: str = ""


def rows(study: Study, rule: FidelityRule, table: str = "") -> pd.DataFrame | Lack:
    """Return the rows that a rule chooses from a table, with `series`, who each is about."""
    name = table or rule.table
    frame: pd.DataFrame = getattr(study, name)
    chosen = np.ones(len(frame), dtype=bool)
    for column, accepted in rule.selected.items():
        if column in frame:
            chosen &= frame[column].isin(accepted).to_numpy()
    frame = frame[chosen]
    if frame.empty:
        return Lack("no_rows", name)
    about = frame[_SERIES[name]].astype("str") if name in _SERIES else "programme"
    return frame.assign(series=about).reset_index(drop=True)


def is_there(frame: pd.DataFrame, column: str) -> bool:
    """Whether a column has been filled in at all."""
    return column in frame and bool(frame[column].notna().any())


def numbers_in(frame: pd.DataFrame, rule: FidelityRule) -> pd.Series:
    """Return the numbers a rule asks for; yes and no are none, though they could be counted."""
    held = frame[rule.column].infer_objects()
    if pd.api.types.is_bool_dtype(held) or not pd.api.types.is_numeric_dtype(held):
        raise _wrong_column(
            rule, rule.column, asked="numbers", remedy="all_yes or none_yes is for yes and no"
        )
    return held.astype("float64")


def answers_in(frame: pd.DataFrame, rule: FidelityRule, column: str) -> pd.Series:
    """Return the answers yes and no a rule asks for."""
    held = frame[column].infer_objects()
    if not pd.api.types.is_bool_dtype(held.dropna().infer_objects()):
        remedy = 'give its column in the profile type choice, values: {Ja: "yes", Nej: "no"}'
        raise _wrong_column(rule, column, asked="yes and no", remedy=remedy)
    return held.astype("boolean")


def _wrong_column(rule: FidelityRule, column: str, *, asked: str, remedy: str) -> InputError:
    return InputError(
        f"The rule '{rule.name}' asks for {asked}, and '{column}' of {rule.table} holds something "
        f"else. Name another column; {remedy}."
    )


def marked_when(frame: pd.DataFrame, rule: FidelityRule) -> pd.DataFrame | Lack:
    """Return the rows for which a rule holds; those of which that is not noted are marked."""
    frame = frame.assign(unsure=False)
    for column, wanted in rule.when.items():
        if not is_there(frame, column):
            return Lack("no_when", rule.table, column)
        holds = answers_in(frame, rule, column)
        frame = frame[(holds == wanted).fillna(True).to_numpy(dtype=bool)]
        frame = frame.assign(unsure=frame["unsure"] | holds[frame.index].isna())
    return frame


def courses(study: Study, rule: FidelityRule) -> pd.DataFrame | Lack:
    """Return the courses a rule holds for: person, series, started, ended."""
    frame = study.enrolments
    if frame.empty:
        return Lack("no_rows", "enrolments")
    if rule.age is not None:
        if not is_there(frame, "age_at_start"):
            return Lack("no_ages", "enrolments", "age_at_start")
        ages = frame["age_at_start"].astype("float64")
        frame = frame[ages.between(rule.age.low, rule.age.high).to_numpy()]
    return frame.assign(series=frame["person"].astype("str")).reset_index(drop=True)


def started_matches(study: Study) -> pd.DataFrame | Lack:
    """Return the matches that started: person, adult, series, started, ended."""
    frame = study.matches
    frame = frame[frame["started"].notna()]
    if frame.empty:
        return Lack("no_rows", "matches")
    pair = frame["person"].astype("str") + " / " + frame["adult"].astype("str")
    return frame.assign(series=pair).reset_index(drop=True)


def days_of(dates: pd.Series) -> np.ndarray:
    """Return dates as whole days, sorted, each as often as it stands there."""
    return np.sort(dates.dropna().to_numpy().astype("datetime64[D]"))


def units_frame(rows_of_units: list[dict[str, object]]) -> pd.DataFrame:
    """Return units as a frame: series, day, value, kept, state."""
    frame = pd.DataFrame(rows_of_units, columns=["series", "day", "value", "kept", "state"])
    return frame.astype(
        {
            "series": "str",
            "day": "datetime64[s]",
            "value": "float64",
            "kept": "boolean",
            "state": "str",
        }
    )


def judged_units(
    series: pd.Series, day: pd.Series, value: pd.Series, *, rule: FidelityRule
) -> pd.DataFrame:
    """Return units whose value lies within the rule's amount or not; without a value, not noted."""
    values = value.to_numpy(dtype="float64", na_value=np.nan)
    known = ~np.isnan(values)
    low, high = (rule.amount.low, rule.amount.high) if rule.amount else (-np.inf, np.inf)
    kept = pd.array((values >= low) & (values <= high), dtype="boolean")
    kept[~known] = pd.NA
    return pd.DataFrame(
        {
            "series": series.to_numpy(),
            "day": day.to_numpy(),
            "value": values,
            "kept": kept,
            "state": np.where(known, ASSESSED, NOT_NOTED),
        }
    )
