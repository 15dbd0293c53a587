"""Ages against the registry's ranges, counted by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, REFERRALS
from evalkit.study import Study


def study_of(ages: Sequence[float | None] | None, *, programme: str = "housing_first") -> Study:
    count = 4 if ages is None else len(ages)
    rows = [
        {"person": f"p{number}", "programme": programme, "started": "2026-05-01"}
        for number in range(count)
    ]
    if ages is not None:
        rows = [row | {"age_at_start": age} for row, age in zip(rows, ages, strict=True)]
    return Study(title={}, programme=programme, enrolments=ENROLMENTS.shaped(rows))


AGES = [13.9, 14, 16, 17, 20, 24.9, 25, 26, None]


def test_every_reading_of_the_source_is_a_row_by_hand() -> None:
    fit = ek.target_group_fit(study_of(AGES), as_of="2026Q3")
    frame = fit.to_frame().set_index("fact")
    counts = ["n", "within", "under", "over", "unknown"]
    assert frame.loc["age_target", counts].tolist() == [8, 5, 1, 2, 1]
    assert frame.loc["age_served", counts].tolist() == [8, 6, 1, 1, 1]
    assert frame.loc["age_cti", counts].tolist() == [8, 4, 2, 2, 1]
    assert frame.loc["age_preventive", counts].tolist() == [8, 3, 1, 4, 1]
    assert fit.disagree
    # Wilson's limits p solve (5/8 - p)^2 = z^2 p (1 - p) / 8.
    for limit in frame.loc["age_target", ["conf_low", "conf_high"]]:
        assert (5 / 8 - limit) ** 2 == pytest.approx(
            1.959964**2 * limit * (1 - limit) / 8, rel=1e-5
        )


def test_a_range_without_an_upper_limit_has_nobody_above_it() -> None:
    fit = ek.target_group_fit(study_of([15, 16, 60], programme="cafe_step"), as_of="2026Q3")
    row = fit.to_frame().iloc[0]
    assert row[["fact", "within", "under", "over"]].tolist() == ["age_from", 2, 1, 0]
    # "About 20" is no range.
    assert [fact.name for fact in fit.facts] == ["age_from"]
    assert not fit.disagree


def test_without_ages_it_cannot_be_assessed_and_says_what_to_collect() -> None:
    fit = ek.target_group_fit(study_of(None), as_of="2026Q3")
    frame = fit.to_frame()
    assert frame["share"].isna().all()
    assert frame["within"].isna().all()
    assert set(frame["unknown"]) == {4}
    assert frame["note"].str.startswith("cannot be assessed").all()
    assert any("Collect the date of birth" in one for one in ek.say(fit, language="en"))


def test_only_those_started_by_the_day_count_and_once() -> None:
    study = study_of([20, 20])
    again = ENROLMENTS.shaped(
        [
            {"person": "p0", "programme": "housing_first", "started": "2026-08-01"}
            | {"age_at_start": 26},
            {"person": "late", "programme": "housing_first", "started": "2026-11-01"}
            | {"age_at_start": 26},
        ]
    )
    both = Study(
        title={}, programme="housing_first", enrolments=pd.concat([study.enrolments, again])
    )
    fit = ek.target_group_fit(both, as_of="2026Q3")
    assert fit.started == 2
    assert fit.ages().to_numpy().tolist() == [[20, 2]]


def test_what_the_referrals_say_is_a_row_of_its_own() -> None:
    study = study_of([20, 20, 20])
    rows = [
        {"person": "p0", "referred": "2026-03-01", "fits": False},
        {"person": "p0", "referred": "2026-04-01", "fits": True},  # the latest before the start
        {"person": "p1", "referred": "2026-04-01", "fits": False},
        {"person": "p2", "referred": "2026-06-01", "fits": True},  # after the start
    ]
    referrals = REFERRALS.shaped(row | {"programme": "housing_first"} for row in rows)
    both = Study(
        title={}, programme="housing_first", enrolments=study.enrolments, referrals=referrals
    )
    row = ek.target_group_fit(both, as_of="2026Q3").to_frame().iloc[-1]
    assert row[["aspect", "n", "within", "unknown"]].tolist() == ["fits", 2, 1, 1]


def test_another_programme_can_be_named_and_a_misspelt_one_is_told() -> None:
    study = study_of([20], programme="ours")
    assert ek.target_group_fit(study, as_of="2026Q3").programme is None
    named = ek.target_group_fit(study, "unik", as_of="2026Q3")
    assert named.to_frame()["within"].iloc[0] == 1
    with pytest.raises(InputError, match="unik"):
        ek.target_group_fit(study, "unikk", as_of="2026Q3")


def test_a_small_group_hides_its_counts_on_sight() -> None:
    assert "(few)" in repr(ek.target_group_fit(study_of([20, 21]), as_of="2026Q3"))


def test_nobody_started_is_told() -> None:
    fit = ek.target_group_fit(study_of([20]), as_of="2025Q4")
    assert fit.started == 0
    assert len(ek.say(fit)) == 1
