"""Who is in the comparison, and the comparison at several quarters' ends, counted by hand."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, SCORES
from evalkit.study import Study


def made_study() -> Study:
    """Five persons; WHO-5 read 3, 1, 1, 0 and 2 times, one of these without a score."""
    courses = [
        ("a", "2026-01-01", None),
        ("b", "2026-01-01", "2026-05-01"),
        ("c", "2026-04-01", None),
        ("d", "2026-01-01", "2026-02-01"),
        # left, and came back
        ("e", "2025-01-01", "2025-06-01"),
        ("e", "2026-01-01", None),
    ]
    readings = [
        ("a", "2026-01-01", 40.0),
        ("a", "2026-04-01", 48.0),
        ("a", "2026-08-01", 60.0),
        ("b", "2026-01-01", 52.0),
        ("c", "2026-04-01", 20.0),
        ("c", "2026-05-01", 36.0),
        ("e", "2026-01-01", None),
        ("e", "2026-02-01", 44.0),
        ("stranger", "2026-02-01", 44.0),
    ]
    return Study(
        title={},
        programme="p",
        enrolments=ENROLMENTS.shaped(
            {
                "person": person,
                "programme": "p",
                "started": pd.Timestamp(started),
                "ended": pd.Timestamp(ended) if ended else pd.NaT,
            }
            for person, started, ended in courses
        ),
        scores=SCORES.shaped(
            {
                "person": person,
                "programme": "p",
                "instrument": "who5",
                "scale": "who5",
                "date": pd.Timestamp(date),
                "wave": "",
                "score": score,
            }
            for person, date, score in readings
        ),
        instruments=(ek.instrument("who5"), ek.instrument("t_ils")),
    )


def test_flow_by_hand() -> None:
    frame = ek.flow(made_study()).to_frame().set_index("instrument")
    who5 = frame.loc["who5"]
    # a, c twice and both still there; b once and gone; e once and back again; d never.
    assert who5.tolist() == [5, 1, 2, 1, 2, 0]
    assert frame.loc["t_ils"].tolist() == [5, 5, 0, 0, 0, 0]


def test_those_whose_course_has_ended_are_counted_among_the_twice_read() -> None:
    study = made_study()
    ends = study.enrolments["ended"].mask(
        study.enrolments["person"] == "c", pd.Timestamp("2026-06-01")
    )
    done = dataclasses.replace(study, enrolments=study.enrolments.assign(ended=ends))
    who5 = ek.flow(done).to_frame().set_index("instrument").loc["who5"]
    assert (who5["two_readings"], who5["two_readings_ended"]) == (2, 1)


def test_flow_with_a_least_interval() -> None:
    frame = ek.flow(made_study(), min_days=31).to_frame().set_index("instrument")
    assert frame.loc["who5", ["one_reading", "two_readings"]].tolist() == [3, 1]


def test_flow_adds_up_and_agrees_with_the_comparison() -> None:
    study = made_study()
    for when in ("2025Q4", "2026Q1", "2026Q2", "2026Q3"):
        cut = ek.as_of(study, when)
        frame = ek.flow(cut).to_frame()
        parts = frame[["no_reading", "one_reading", "two_readings"]].sum(axis=1)
        assert (frame["enrolled"] == parts).all()
        pairs = ek.pre_post(cut).to_frame()
        assert frame["two_readings"].tolist() == pairs["n"].tolist()
        assert frame["one_reading"].tolist() == pairs["n_pre_only"].tolist()


def test_flow_by_named_waves() -> None:
    study = made_study()
    # Both waves on one day, as when a survey asks for then and now.
    wave = ["then", "now", "later", "then", "then", "now", "then", "now", "now"]
    scores = study.scores.assign(wave=wave, date=pd.Timestamp("2026-01-01"))
    asked = dataclasses.replace(study, scores=scores)
    frame = ek.flow(asked, waves=("then", "now")).to_frame().set_index("instrument")
    # a and c both; b then only; e now only, and still here.
    assert frame.loc["who5"].tolist() == [5, 1, 2, 1, 2, 0]


def test_flow_without_enrolments_does_not_know_who_was_not_read() -> None:
    study = dataclasses.replace(made_study(), enrolments=ENROLMENTS.empty())
    row = ek.flow(study).to_frame().set_index("instrument").loc["who5"]
    assert row[["enrolled", "no_reading", "one_reading_ended"]].isna().all()
    assert row[["one_reading", "two_readings"]].tolist() == [3, 2]


def test_flow_of_no_instrument_has_no_row() -> None:
    assert ek.flow(Study(title={}, programme="p")).to_frame().empty
    assert ek.flow(dataclasses.replace(made_study(), scores=SCORES.empty())).to_frame()[
        "no_reading"
    ].tolist() == [5, 5]


def test_the_same_rows_at_every_quarter() -> None:
    result = ek.change_by_quarter(made_study(), "2026Q3", back=(0, 1, 2, 4))
    frame = result.to_frame()
    assert frame["quarter"].tolist() == [
        q for q in ("2026Q3", "2026Q2", "2026Q1", "2025Q3") for _ in "12"
    ]
    who5 = frame[frame["scale"] == "who5"]
    # 2026Q3: a +20, c +16. 2026Q2: a +8, c +16. Before that nobody has two.
    assert who5["n"].tolist() == [2, 2, 0, 0]
    assert who5["mean_change"].tolist()[:2] == [18, 12]
    assert (frame.loc[frame["n"] == 0, "note"] == "nobody has both readings").all()


def test_a_reading_after_the_quarter_changes_nothing_in_it() -> None:
    study = made_study()
    fewer = dataclasses.replace(study, scores=study.scores[study.scores["date"] <= "2026-06-30"])
    one = ek.change_by_quarter(study, "2026Q2", back=(0,)).to_frame()
    other = ek.change_by_quarter(fewer, "2026Q2", back=(0,)).to_frame()
    pd.testing.assert_frame_equal(one, other)


def test_the_quarters_own_population() -> None:
    frame = ek.change_by_quarter(made_study(), "2026Q3", back=(0,), population="quarter").to_frame()
    assert frame.loc[frame["scale"] == "who5", ["n", "mean_change"]].values.tolist() == [[1, 20]]


@pytest.mark.parametrize("when", ["2026q3", "2026Q5", "26Q3", None])
def test_a_misspelt_quarter(when: object) -> None:
    with pytest.raises(InputError, match="such as '2026Q3'"):
        ek.change_by_quarter(made_study(), when)  # type: ignore[arg-type]


def test_the_results_are_frozen_and_show_no_person_and_no_number_of_few() -> None:
    study = made_study()
    names = {"a": "0101900001"}
    named = dataclasses.replace(
        study,
        enrolments=study.enrolments.replace({"person": names}),
        scores=study.scores.replace({"person": names}),
    )
    for result in (ek.flow(named), ek.change_by_quarter(named, "2026Q3")):
        assert "0101900001" not in repr(result)
        with pytest.raises(dataclasses.FrozenInstanceError):
            result._frame = None  # type: ignore[misc]
    text = repr(ek.change_by_quarter(named, "2026Q3"))
    assert "(few)" in text
    assert "18" not in text
