"""Goals counted and scored against values by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.estimates.goal_scaling import goal_scaling_t
from evalkit.frames import ENROLMENTS, GOALS
from evalkit.monitoring.goal_scores import level_of
from evalkit.study import Study

COLUMNS = ["person", "goal", "area", "set_on", "set_by", "weight", "date", "attainment"]
# Two goals of a, rated in March and in June; one of b, rated in March; c has a goal and no rating.
ROWS = [
    ("a", "1", "home", "2026-01-05", "person", None, "2026-03-01", -1.0),
    ("a", "2", "home", "2026-01-05", "both", None, "2026-03-01", -1.0),
    ("a", "1", "home", "2026-01-05", "person", None, "2026-06-01", 1.0),
    ("a", "2", "home", "2026-01-05", "both", None, "2026-06-01", -1.0),
    ("b", "1", "work", "2026-01-20", "worker", None, "2026-03-10", 0.0),
    ("c", "1", None, "2026-05-20", None, None, None, None),
]


def goals(rows: list[tuple[object, ...]] | None = None) -> pd.DataFrame:
    return pd.DataFrame(ROWS if rows is None else rows, columns=COLUMNS)


def row(result: object, kind: str = "all", group: str = "") -> pd.Series:
    frame = result.to_frame()  # type: ignore[attr-defined]
    return frame[(frame["kind"] == kind) & (frame["group"] == group)].iloc[0]


def test_counts_by_hand() -> None:
    result = ek.goal_attainment(goals(), as_of="2026Q2")
    whole = row(result)
    assert (whole.n, whole.goals, whole.reviewed, whole.rated, whole.reached) == (3, 4, 3, 3, 2)
    assert whole.share_reached == pytest.approx(2 / 3)
    frame = result.to_frame()
    setters = frame.loc[frame["kind"] == "set_by", "group"].tolist()
    assert setters == ["person", "worker", "both", ""]
    assert row(result, "area", "home").goals == 2
    assert row(result, "area", "").rated == 0
    levels = dict(result.levels().itertuples(index=False))
    assert levels == {"2": 0, "1": 1, "0": 1, "-1": 1, "-2": 0, "not rated": 1}
    assert result.levels()["goals"].sum() == whole.goals


def test_t_scores_by_hand() -> None:
    result = ek.goal_attainment(goals(), as_of="2026Q2")
    persons = result.persons().set_index("person")
    # a: +1 and -1 in June are 50; -1 and -1 in March are 50 - 20 / sqrt(2.6) = 37.5965.
    assert persons.loc["a", "t"] == pytest.approx(50.0)
    assert persons.loc["a", "t_first"] == pytest.approx(37.59653)
    assert persons.loc["a", "t_change"] == pytest.approx(12.40347)
    # b's one goal as expected is 50, and was rated once; c has no rating.
    assert persons.loc["b", "t"] == 50.0
    assert np.isnan(persons.loc["b", "t_change"])
    assert np.isnan(persons.loc["c", "t"])
    scores = result.t_scores().set_index("quantity")
    assert scores.loc["t", ["n", "mean"]].tolist() == [2, 50.0]
    assert scores.loc["t_change", "n"] == 1
    assert scores.loc["t_change", "note"] == "one person: no spread, so no interval"
    assert result.counts["unrated"] == 1
    times = result.times()
    assert times[["rated", "goals"]].to_numpy().tolist() == [[2, 2], [2, 2], [1, 1]]


def test_many_persons_are_scored_as_each_alone() -> None:
    made = np.random.default_rng(8)
    rows = [
        (
            f"p{person}",
            f"{goal}",
            None,
            "2026-01-01",
            None,
            float(goal + 1),
            day,
            made.integers(-2, 3),
        )
        for person in range(9)
        for goal in range(made.integers(1, 4))
        for day in ("2026-02-01", "2026-04-01", "2026-06-01")
        if made.random() < 0.8
    ]
    frame = goals(rows).sample(frac=1, random_state=2)
    result = ek.goal_attainment(frame)
    persons = result.persons().set_index("person")["t"]
    latest = frame.sort_values("date").groupby(["person", "goal"]).last().reset_index()
    for who, own in latest.groupby("person"):
        alone = goal_scaling_t(own["attainment"], own["weight"])
        assert persons[who] == pytest.approx(alone)
    # On the day of the last rating the T is that of all the latest ratings.
    times = result.times().groupby("person")["t"].last()
    assert times.to_dict() == pytest.approx(persons.to_dict())


def test_the_mean_t_has_a_t_interval() -> None:
    # One goal each: T = 30, 40, 60, 70; mean 50, SD sqrt(1000 / 3) = 18.2574; t(3) = 3.18245.
    rows = [
        (name, "1", None, None, None, None, "2026-03-01", level)
        for name, level in zip("abcd", (-2, -1, 1, 2), strict=True)
    ]
    found = ek.goal_attainment(goals(rows)).t_scores().iloc[0]
    assert (found["n"], found["mean"]) == (4, 50.0)
    half = 3.182446 * 18.257419 / 2
    assert (found.conf_low, found.conf_high) == pytest.approx((50 - half, 50 + half), rel=1e-6)


def test_what_is_not_known_on_the_day_is_not_in_it() -> None:
    early = ek.goal_attainment(goals(), as_of=dt.date(2026, 4, 30))
    assert row(early).goals == 3
    assert row(early).reached == 1
    assert early.left_out["goals not set by the day"] == 1
    first = ek.goal_attainment(goals(), as_of=dt.date(2026, 2, 1))
    assert (row(first).goals, row(first).reviewed, row(first).rated) == (3, 0, 0)
    assert np.isnan(row(first).share_reached)


@pytest.mark.parametrize(
    ("day", "months", "overdue"),
    [
        # The goal of a that is not reached was reviewed on 1 June, c's was set on 20 May.
        (dt.date(2026, 8, 20), 3, 0),
        (dt.date(2026, 8, 21), 3, 1),
        (dt.date(2026, 9, 1), 3, 1),
        (dt.date(2026, 9, 2), 3, 2),
        (dt.date(2026, 9, 2), 6, 0),
    ],
)
def test_a_review_is_overdue(day: dt.date, months: int, overdue: int) -> None:
    assert row(ek.goal_attainment(goals(), as_of=day, review_months=months)).overdue == overdue


def test_who_has_left_is_not_overdue() -> None:
    courses = [
        {"person": who, "programme": "p", "started": "2026-01-01", "ended": end}
        for who, end in (("a", "2026-07-01"), ("b", None), ("c", None))
    ]
    study = Study(
        {},
        "p",
        enrolments=ENROLMENTS.shaped(courses),
        goals=GOALS.shaped(goals().assign(programme="p")),
    )
    assert row(ek.goal_attainment(study, as_of="2026Q4")).overdue == 1
    # On 30 June nobody had left.
    assert row(ek.goal_attainment(study, as_of="2026Q2", review_months=1)).overdue == 1


def test_weights_count_and_a_missing_one_makes_all_alike() -> None:
    rows = [
        ("a", "1", None, None, None, 3.0, "2026-03-01", 1.0),
        ("a", "2", None, None, None, 1.0, "2026-03-01", -1.0),
        ("b", "1", None, None, None, 3.0, "2026-03-01", 1.0),
        ("b", "2", None, None, None, None, "2026-03-01", -1.0),
        ("c", "1", None, None, None, 0.0, "2026-03-01", 1.0),
    ]
    result = ek.goal_attainment(goals(rows))
    persons = result.persons().set_index("person")
    assert persons.loc["a", "t"] == pytest.approx(55.8222, abs=1e-4)
    assert persons.loc["b", "t"] == 50.0
    assert np.isnan(persons.loc["c", "t"])
    assert result.counts["weights_incomplete"] == result.counts["without_weight"] == 1


def test_only_some_goals_rated_and_ratings_without_a_day_are_told() -> None:
    rows = [
        ("a", "1", None, "2026-01-01", None, None, "2026-03-01", 1.0),
        ("a", "2", None, "2026-01-01", None, None, None, None),
        ("a", "3", None, "2026-01-01", None, None, None, 2.0),
        ("a", "4", None, None, None, None, None, None),
    ]
    result = ek.goal_attainment(goals(rows))
    assert result.counts["partly"] == 1
    assert result.persons()["t"].tolist() == [60.0]
    assert result.left_out["ratings without a date"] == 1
    assert result.left_out["goals without any date"] == 1
    assert row(result).goals == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"attainment": 3.0}, "1 of 5 values in the column 'attainment' are outside -2 to 2"),
        ({"weight": -1.0}, "1 values in the column 'weight' are below 0"),
        ({"attainment": "good"}, "not a number"),
        ({"date": "01-03-2026"}, "not a date"),
        ({"goal": "2"}, "2 rows|1 rows"),
    ],
)
def test_bad_rows_are_refused_without_showing_a_value(
    change: dict[str, object], message: str
) -> None:
    frame = goals().astype(dict.fromkeys(change, "object"))
    frame.loc[0, list(change)] = list(change.values())
    with pytest.raises(InputError, match=message) as refusal:
        ek.goal_attainment(frame)
    assert "3.0" not in str(refusal.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"review_months": 0}, "review_months"),
        ({"rho": 1.0}, "rho"),
        ({"confidence": 95}, "confidence"),
        ({"as_of": "2026-Q2"}, "quarter"),
    ],
)
def test_bad_arguments(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ek.goal_attainment(goals(), **arguments)  # type: ignore[arg-type]


def test_what_is_no_table_of_goals() -> None:
    with pytest.raises(InputError, match="no column 'attainment'"):
        ek.goal_attainment(goals().drop(columns="attainment"))
    with pytest.raises(InputError, match="a list; a Study or a DataFrame"):
        ek.goal_attainment([])  # type: ignore[arg-type]


def test_no_goals_at_all() -> None:
    result = ek.goal_attainment(Study({}, "p"))
    assert row(result).goals == 0
    assert result.as_of is None
    assert result.t_scores()["n"].tolist() == [0, 0, 0, 0]


def test_the_frame_stays_and_nobody_shows() -> None:
    frame = goals().assign(person=lambda table: "0101901234" + table["person"])
    before = frame.copy(deep=True)
    result = ek.goal_attainment(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert "0101901234" not in f"{result!r}{result._repr_html_()}"
    assert "(few)" in repr(result)


@pytest.mark.parametrize(
    ("attainment", "level"), [(-0.5, "-1"), (-0.0, "0"), (1.5, "2"), (-2.0, "-2")]
)
def test_levels_between_whole_numbers(attainment: float, level: str) -> None:
    assert level_of(attainment) == level
