"""A profile that names exactly two waves says which readings are compared."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import evalkit as ek
from evalkit.frames import ENROLMENTS, SCORES
from evalkit.study import Study

DAY = pd.Timestamp("2026-05-04")


@pytest.fixture
def survey() -> Study:
    """Three persons asked about before and during on one day; the third did not answer twice."""
    readings = [("a", "before", 4), ("a", "during", 6), ("b", "before", 5), ("b", "during", 5)]
    rows = [
        {"person": p, "programme": "s", "instrument": "t_ils", "scale": "t_ils", "date": DAY}
        | {"wave": wave, "score": float(score)}
        for p, wave, score in [*readings, ("c", "before", 9)]
    ]
    people = [{"person": p, "programme": "s", "started": DAY} for p in "abc"]
    return Study(
        title={"da": "s", "en": "s"},
        programme="s",
        enrolments=ENROLMENTS.shaped(people),
        scores=SCORES.shaped(rows),
        instruments=(ek.instrument("t_ils"),),
        waves=("before", "during"),
    )


def test_two_waves_of_a_profile_are_pre_and_post(survey: Study) -> None:
    result = ek.pre_post(survey)
    row = result.to_frame().iloc[0]
    assert result.waves == ("before", "during")
    assert (row["n"], row["n_pre_only"], row["mean_change"]) == (2, 1, 1.0)


def test_a_least_number_of_days_has_nothing_to_choose(survey: Study) -> None:
    assert ek.pre_post(survey, min_days=30).to_frame().equals(ek.pre_post(survey).to_frame())


def test_flow_counts_the_same_readings(survey: Study) -> None:
    result = ek.flow(survey, min_days=30)
    row = result.to_frame().iloc[0]
    assert result.min_days is None, "no reader is told of days that had nothing to choose"
    assert (row["enrolled"], row["one_reading"], row["two_readings"]) == (3, 1, 2)


def test_before_anyone_was_asked_there_is_a_row_without_pairs(survey: Study) -> None:
    row = ek.pre_post(ek.as_of(survey, "2025Q4")).to_frame().iloc[0]
    assert row["n"] == 0
    assert row["note"]


def test_three_waves_are_paired_by_date(survey: Study) -> None:
    by_date = replace(survey, waves=("before", "during", "after"))
    with pytest.raises(ek.InputError, match="day with another one"):
        ek.pre_post(by_date)


def test_a_misspelt_wave_is_refused_all_the_same(survey: Study) -> None:
    with pytest.raises(ek.InputError, match="during"):
        ek.pre_post(survey, waves=("before", "durng"))
