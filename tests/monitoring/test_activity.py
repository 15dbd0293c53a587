"""What happened in a quarter, on hand-made courses counted by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import InputError
from evalkit.frames import ENROLMENTS, SCORES
from evalkit.monitoring.activity import activity
from evalkit.sets.windows import as_of
from evalkit.study import Study

DAY = st.integers(0, 800).map(lambda days: dt.date(2025, 1, 1) + dt.timedelta(days=days))


def courses(*rows: tuple[str, str, str | None], reason: str | None = "left") -> pd.DataFrame:
    return ENROLMENTS.shaped(
        {
            "person": person,
            "programme": "p",
            "started": pd.Timestamp(started),
            "ended": pd.Timestamp(ended) if ended else pd.NaT,
            "exit_reason": reason if ended else None,
        }
        for person, started, ended in rows
    )


def readings(*rows: tuple[str, str, float | None], instrument: str = "who5") -> pd.DataFrame:
    return SCORES.shaped(
        {
            "person": person,
            "programme": "p",
            "instrument": instrument,
            "scale": instrument,
            "date": pd.Timestamp(date),
            "wave": "",
            "score": score,
        }
        for person, date, score in rows
    )


def counts(enrolments: pd.DataFrame, scores: pd.DataFrame | None = None) -> dict[str, int]:
    study = Study(
        title={},
        programme="p",
        enrolments=enrolments,
        scores=SCORES.empty() if scores is None else scores,
    )
    return activity(study, "2026Q3", back=(0,)).to_frame().iloc[0].to_dict()


def test_every_edge_of_the_quarter() -> None:
    found = counts(
        courses(
            ("a", "2026-06-30", None),  # before the quarter, still there
            ("b", "2026-07-01", None),  # starts on the first day
            ("c", "2026-09-30", None),  # starts on the last day
            ("d", "2026-10-01", None),  # starts the day after
            ("e", "2026-01-01", "2026-06-30"),  # ended the day before
            ("f", "2026-01-01", "2026-07-01"),  # ends on the first day
            ("g", "2026-01-01", "2026-09-30"),  # ends on the last day
            ("h", "2026-01-01", "2026-10-01"),  # ends the day after
            ("i", "2026-07-05", "2026-09-01"),  # starts and ends in the quarter
            ("j", "2026-07-01", "2026-07-01"),  # one day
        )
    )
    assert found["enrolled_at_start"] == 4  # a, f, g, h
    assert found["started"] == 4  # b, c, i, j
    assert found["ended"] == 4  # f, g, i, j
    assert found["enrolled_at_end"] == 4  # a, b, c, h


def test_an_end_after_the_quarter_does_not_count_yet_with_and_without_a_cut() -> None:
    study = Study(title={}, programme="p", enrolments=courses(("h", "2026-01-01", "2026-10-01")))
    for one in (study, as_of(study, "2026Q3")):
        row = activity(one, "2026Q3", back=(0,)).to_frame().iloc[0]
        assert (row.ended, row.enrolled_at_end) == (0, 1)


def test_who_comes_back_is_a_second_course() -> None:
    found = counts(courses(("a", "2026-01-01", "2026-07-15"), ("a", "2026-08-15", None)))
    assert [
        found[name] for name in ("enrolled_at_start", "started", "ended", "enrolled_at_end")
    ] == [
        1,
        1,
        1,
        1,
    ]


def test_readings_are_days_with_a_score_and_follow_ups_count() -> None:
    scores = pd.concat(
        [
            readings(
                ("a", "2026-06-30", 1.0),
                ("a", "2026-07-01", 2.0),
                ("a", "2026-09-30", 3.0),
                ("a", "2026-10-01", 4.0),
                ("gone", "2026-08-01", 5.0),
                ("b", "2026-08-01", None),
            ),
            # another scale of the same reading, and another instrument on the same day
            readings(("a", "2026-07-01", 1.0)).assign(scale="other"),
            readings(("a", "2026-07-01", 1.0), instrument="gse"),
        ]
    )
    found = counts(courses(("a", "2026-01-01", None), ("gone", "2025-01-01", "2026-01-01")), scores)
    assert (found["readings"], found["persons_read"]) == (4, 2)


def test_nobody_at_all() -> None:
    found = counts(ENROLMENTS.empty())
    assert {value for name, value in found.items() if name != "quarter"} == {0}


def test_quarters_in_the_order_asked_for() -> None:
    study = Study(title={}, programme="p", enrolments=courses(("a", "2025-08-01", "2026-05-01")))
    result = activity(study, "2026Q3")
    frame = result.to_frame().set_index("quarter")
    assert frame.index.tolist() == ["2026Q3", "2026Q2", "2025Q3"]
    assert frame["ended"].tolist() == [0, 1, 0]
    assert frame["started"].tolist() == [0, 0, 1]
    assert result.reasons().empty


def test_reasons_of_the_newest_quarter_also_when_none_is_stated() -> None:
    table = pd.concat(
        [
            courses(("a", "2026-01-01", "2026-07-01"), ("b", "2026-01-01", "2026-09-30")),
            courses(("c", "2026-01-01", "2026-08-01"), reason=None),
            courses(("d", "2026-01-01", "2026-10-01"), reason="later"),
        ]
    )
    study = Study(title={}, programme="p", enrolments=table)
    reasons = activity(study, "2026Q3", back=(1, 0)).reasons()
    assert reasons["n"].tolist() == [2, 1]
    assert reasons["exit_reason"].tolist()[0] == "left"
    assert pd.isna(reasons["exit_reason"].iloc[1])


@settings(deadline=None)
@given(st.lists(st.tuples(DAY, st.none() | st.integers(0, 500)), max_size=25))
def test_the_accounts_always_balance(rows: list[tuple[dt.date, int | None]]) -> None:
    table = courses(
        *(
            (f"p{i}", str(day), None if days is None else str(day + dt.timedelta(days=days)))
            for i, (day, days) in enumerate(rows)
        )
    )
    study = Study(title={}, programme="p", enrolments=table)
    frame = activity(study, "2026Q4", back=range(8)).to_frame()
    balance = frame["enrolled_at_start"] + frame["started"] - frame["ended"]
    assert (frame["enrolled_at_end"] == balance).all()
    # Newest first: a quarter begins with those the one before it ended with.
    assert (
        frame["enrolled_at_start"].iloc[:-1].values == frame["enrolled_at_end"].iloc[1:].values
    ).all()
    # Counted another way: day by day on the last day, less those whose last day it is.
    for row in frame.itertuples():
        last = pd.Timestamp(f"{row.quarter[:4]}-01-01") + pd.offsets.QuarterEnd(int(row.quarter[5]))
        there = [
            day <= last.date() and (days is None or day + dt.timedelta(days=days) > last.date())
            for day, days in rows
        ]
        assert row.enrolled_at_end == sum(there)


@pytest.mark.parametrize("when", ["2026q3", "2026Q5", "26Q3", None])
def test_a_misspelt_quarter(when: object) -> None:
    with pytest.raises(InputError, match="such as '2026Q3'"):
        activity(Study(title={}, programme="p"), when)  # type: ignore[arg-type]


def test_the_result_is_frozen_and_shows_no_person() -> None:
    study = Study(title={}, programme="p", enrolments=courses(("0101900001", "2026-01-01", None)))
    result = activity(study, "2026Q3")
    with pytest.raises(dataclasses.FrozenInstanceError):
        result._frame = None  # type: ignore[assignment, misc]
    assert "0101900001" not in repr(result)
    assert result.summary().equals(result.to_frame())
