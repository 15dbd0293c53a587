"""The measurement calendar on courses made by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.definition_files import builtin_folder, read_definition
from evalkit.errors import InputError
from evalkit.monitoring.calendar import MeasurementCalendar
from evalkit.monitoring.occasions import STATES
from evalkit.monitoring.plan import Plan
from evalkit.monitoring.readings_kept import readings_kept
from evalkit.study import Study
from tests.monitoring.calendar_studies import made, meetings

QUARTERLY = {"instruments": "who5", "every_months": 3}
DAY = dt.date


def states(calendar: MeasurementCalendar, person: str) -> list[str]:
    frame = calendar.to_frame()
    return frame.loc[frame["person"] == person, "state"].tolist()


def one(day: DAY, *read: str, ended: str | None = None, **more: object) -> list[str]:
    """Return the states of one course from 1 January 2026, every third month, on a day."""
    study = made([("a", "2026-01-01", ended)], [("a", when) for when in read])
    plan = {**QUARTERLY, **more}
    return states(ek.measurement_calendar(study, as_of=day, plan=plan, ahead=0), "a")


# Due on 1 January, 1 April, 1 July; windows change on 16 February and 16 May.
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DAY(2026, 1, 1), ["due"]),
        (DAY(2026, 1, 15), ["due"]),
        (DAY(2026, 1, 16), ["overdue"]),
        (DAY(2026, 2, 15), ["overdue"]),
        (DAY(2026, 2, 16), ["missed", "not_yet"]),
        (DAY(2026, 3, 17), ["missed", "not_yet"]),
        (DAY(2026, 3, 18), ["missed", "due"]),
        (DAY(2026, 4, 15), ["missed", "due"]),
        (DAY(2026, 4, 16), ["missed", "overdue"]),
    ],
)
def test_states_of_a_course_nobody_read(day: DAY, expected: list[str]) -> None:
    assert one(day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DAY(2026, 1, 16), ["possible"]),
        (DAY(2026, 2, 16), ["not_made", "not_yet"]),
        (DAY(2026, 4, 16), ["not_made", "possible"]),
    ],
)
def test_a_voluntary_reading_is_never_overdue_or_missed(day: DAY, expected: list[str]) -> None:
    assert one(day, required="voluntary") == expected


@pytest.mark.parametrize(
    ("read", "timing"),
    [
        ("2026-02-16", "early"),
        ("2026-03-17", "early"),
        ("2026-03-18", "on_time"),
        ("2026-04-15", "on_time"),
        ("2026-04-16", "late"),
        ("2026-05-15", "late"),
    ],
)
def test_a_reading_is_early_on_time_or_late(read: str, timing: str) -> None:
    study = made([("a", "2026-01-01", None)], [("a", read)])
    calendar = ek.measurement_calendar(study, as_of=DAY(2026, 5, 15), plan=QUARTERLY, ahead=0)
    row = calendar.to_frame().iloc[1]
    assert (row["state"], row["timing"], str(row["read"].date())) == ("done", timing, read)


def test_a_reading_on_the_day_the_next_window_opens_is_the_next_ones() -> None:
    assert one(DAY(2026, 5, 16), "2026-05-16") == ["missed", "missed", "done"]


def test_of_several_readings_the_nearest_to_its_day_counts() -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-03-01"), ("a", "2026-04-03")])
    calendar = ek.measurement_calendar(study, as_of=DAY(2026, 4, 30), plan=QUARTERLY)
    assert str(calendar.to_frame().iloc[1]["read"].date()) == "2026-04-03"


def test_what_is_read_after_the_day_is_not_known_on_it() -> None:
    assert one(DAY(2026, 1, 16), "2026-01-20") == ["overdue"]


def test_a_course_that_ended_is_asked_for_nothing_more() -> None:
    # Ended on 10 April: the reading due on 1 April could still have been made until 15 May.
    assert one(DAY(2026, 12, 31), "2026-01-01", ended="2026-04-10") == ["done", "ended"]
    # Ended on the day the window had closed: it was missed.
    assert one(DAY(2026, 12, 31), "2026-01-01", ended="2026-05-16") == ["done", "missed", "ended"]
    # A reading up to a month after the end still counts.
    read = ("2026-01-01", "2026-05-05")
    assert one(DAY(2026, 12, 31), *read, ended="2026-04-10") == ["done", "done"]


def test_an_end_that_lies_ahead_is_not_known_yet() -> None:
    assert one(DAY(2026, 4, 16), "2026-01-01", ended="2026-04-20") == ["done", "overdue"]


def test_the_end_of_a_month_and_a_leap_year() -> None:
    study = made([("a", "2024-01-31", None)])
    plan = {"instruments": "who5", "every_months": 1}
    calendar = ek.measurement_calendar(study, as_of=DAY(2024, 3, 1), plan=plan, ahead=31)
    due = calendar.to_frame()["due"].dt.strftime("%d-%m-%Y").tolist()
    assert due == ["31-01-2024", "29-02-2024", "31-03-2024"]


def test_two_instruments_filled_in_together() -> None:
    study = made(
        [("a", "2026-01-01", None), ("b", "2026-01-01", None)],
        [("a", "2026-01-01", "who5"), ("a", "2026-01-02", "t_ils"), ("b", "2026-01-03", "t_ils")],
    )
    plan = {"instruments": ["who5", "t_ils"], "every_months": 3}
    frame = ek.measurement_calendar(study, as_of=DAY(2026, 1, 31), plan=plan, ahead=0).to_frame()
    assert frame["state"].tolist() == ["done", "done"]
    assert frame["lacking"].tolist() == ["", "who5"]


def test_two_instruments_asked_for_apart() -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01", "who5")])
    plans = [QUARTERLY, Plan(name="loneliness", instruments=("t_ils",), every_months=6)]
    calendar = ek.measurement_calendar(study, as_of=DAY(2026, 1, 31), plan=plans, ahead=0)
    summary = calendar.summary().set_index("measurement")
    assert summary.loc["who5", "done"] == 1
    assert summary.loc["loneliness", "overdue"] == 1


def test_who_comes_back_has_two_courses() -> None:
    study = made(
        [("a", "2025-01-01", "2025-03-01"), ("a", "2026-01-01", None)],
        [("a", "2025-01-02"), ("a", "2026-01-02")],
    )
    calendar = ek.measurement_calendar(study, as_of=DAY(2026, 1, 31), plan=QUARTERLY, ahead=0)
    assert states(calendar, "a") == ["done", "ended", "done"]
    assert calendar.courses == 2


def test_without_enrolments_a_course_begins_with_the_first_reading() -> None:
    study = made([], [("a", "2026-01-01")])
    calendar = ek.measurement_calendar(study, as_of=DAY(2026, 4, 1), plan=QUARTERLY)
    assert states(calendar, "a")[:2] == ["done", "due"]


def test_named_times_by_name_and_by_day() -> None:
    plan = {"moments": {"before": 0, "after": 4, "follow_up": 10}}
    courses = [("a", "2026-01-01", None), ("b", "2026-01-01", "2026-02-01")]
    # By name, whatever the day: "before" was filled in late in March.
    read = [("a", "2026-03-20", "who5", "before")]
    named = made(courses, read, waves=("before", "after", "follow-up"))
    calendar = ek.measurement_calendar(named, as_of=DAY(2026, 5, 10), plan=plan, ahead=365)
    assert states(calendar, "a") == ["done", "due", "not_yet"]
    # Left in February: never asked after that.
    assert states(calendar, "b") == ["missed", "ended", "ended"]
    # By day 20 March lies nearer to 1 May than to 1 January.
    by_day = made(courses, [("a", "2026-03-20")])
    calendar = ek.measurement_calendar(by_day, as_of=DAY(2026, 5, 10), plan=plan, ahead=365)
    assert states(calendar, "a") == ["missed", "done", "not_yet"]
    after = {**plan, "after_end": True}
    calendar = ek.measurement_calendar(by_day, as_of=DAY(2026, 5, 10), plan=after, ahead=365)
    assert states(calendar, "b") == ["missed", "due", "not_yet"]


def test_other_names_than_the_plans_are_told() -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01", "who5", "T1")], waves=("T1",))
    with pytest.raises(InputError, match="'T1'"):
        ek.measurement_calendar(study, as_of=DAY(2026, 5, 1), plan={"moments": {"before": 0}})


def test_completion_by_hand() -> None:
    """Six courses from 1 January: five read at the start, four of them and the sixth in April."""
    people = "abcdef"
    read = [(one, "2026-01-05") for one in "abcde"] + [(one, "2026-04-02") for one in "abcdf"]
    study = made([(one, "2026-01-01", None) for one in people], read)
    calendar = ek.measurement_calendar(study, as_of=DAY(2026, 5, 20), plan=QUARTERLY)
    first, second = calendar.completion.to_frame().to_dict("records")
    assert (first["quarter"], first["n"], first["count"], first["open"]) == ("2026Q1", 6, 5, 0)
    assert (second["quarter"], second["n"], second["count"], second["open"]) == ("2026Q2", 6, 5, 0)
    assert (first["is_over"], second["is_over"]) == (True, False)
    # Wilson's interval of 5 of 6 at 95 %, by hand: (5/6 + 0.3201 ± 0.4375) / 1.6402.
    assert first["estimate"] == pytest.approx(5 / 6)
    assert first["conf_low"] == pytest.approx(0.4365, abs=1e-4)
    assert first["conf_high"] == pytest.approx(0.9699, abs=1e-4)


def test_a_quarter_whose_windows_are_open_is_not_counted_yet() -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01"), ("a", "2026-04-01")])
    calendar = ek.measurement_calendar(study, as_of="2026Q1", plan=QUARTERLY)
    (row,) = calendar.completion.to_frame().to_dict("records")
    assert (row["quarter"], row["n"], row["open"]) == ("2026Q1", 1, 0)
    study = made([("a", "2026-02-20", None)], [("a", "2026-02-20")])
    calendar = ek.measurement_calendar(study, as_of="2026Q1", plan=QUARTERLY)
    (row,) = calendar.completion.to_frame().to_dict("records")
    assert (row["n"], row["open"]) == (0, 1)
    assert pd.isna(row["estimate"])


def test_courses_are_counted_and_not_readings() -> None:
    """Monthly: two of three readings of a quarter is a course in which not all were made."""
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01"), ("a", "2026-02-01")])
    plan = {"instruments": "who5", "every_months": 1}
    calendar = ek.measurement_calendar(study, as_of="2026Q2", plan=plan)
    row = calendar.completion.to_frame().iloc[0]
    assert (row["n"], row["count"], row["occasions"], row["done"]) == (1, 0, 3, 2)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_the_calendar_counts_what_readings_kept_counts(data: st.DataObject) -> None:
    many = data.draw(st.integers(2, 5))
    whole = pd.date_range("2024-01-01", periods=700)
    starts = [data.draw(st.integers(0, 300)) for _ in range(many)]
    courses, read = [], []
    for person, start in enumerate(starts):
        length = data.draw(st.none() | st.integers(1, 350))
        ended = None if length is None else str(whole[start + length].date())
        courses.append((f"p{person}", str(whole[start].date()), ended))
        days = data.draw(st.lists(st.integers(start, start + 390), max_size=6))
        read += [(f"p{person}", str(whole[day].date())) for day in days]
    study = made(courses, [*read, ("p0", str(whole[-1].date()))])
    months = data.draw(st.sampled_from([1, 3, 6]))
    kept = readings_kept(study, every_months=months)
    plan = {"instruments": "who5", "every_months": months}
    frame = ek.measurement_calendar(study, as_of=study.latest, plan=plan).to_frame()
    closed = frame[frame["is_closed"]]
    able = closed.groupby("course").size()
    closed = closed[closed["course"].isin(able[able >= 2].index)]
    assert len(closed) == kept.expected
    assert int((closed["state"] == "done").sum()) == kept.done


def test_a_study_is_not_changed_and_looking_shows_nobody() -> None:
    study = made([("secret", "2026-01-01", None)], [("secret", "2026-01-01")])
    before = study.enrolments.copy()
    calendar = ek.measurement_calendar(study, as_of="2026Q1", plan=QUARTERLY)
    pd.testing.assert_frame_equal(study.enrolments, before)
    for shown in (calendar, calendar.completion, calendar.to_do):
        assert "secret" not in repr(shown)
        assert "secret" not in shown._repr_html_()
    assert set(STATES) <= set(calendar.summary())


STUDY = made([("a", "2026-01-01", None)], [("a", "2026-01-01")])


# What the programmes' plans in the registry give.


def test_unik_is_due_every_third_month() -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01")])
    calendar = ek.measurement_calendar(study, as_of=DAY(2026, 4, 20))
    (plan,) = calendar.plans
    assert (plan.every_months, plan.required, plan.basis) == (3, "not_stated", "text")
    assert states(calendar, "a")[:2] == ["done", "overdue"]


def test_bindeleddets_star_is_possible_and_never_overdue() -> None:
    star = "outcomes_star_homelessness"
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01", star)], programme="bindeleddet")
    calendar = ek.measurement_calendar(study, as_of=DAY(2026, 4, 20))
    assert states(calendar, "a")[:2] == ["done", "possible"]
    assert calendar.summary()[["overdue", "missed"]].to_numpy().sum() == 0


def test_steps_tool_is_due_every_half_year() -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01", "tool")], programme="cafe_step")
    due = ek.measurement_calendar(study, as_of=DAY(2026, 7, 1)).to_frame()["due"]
    assert due.dt.strftime("%Y-%m-%d").tolist()[:2] == ["2026-01-01", "2026-07-01"]


def test_empower4us_times_are_an_assumption() -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01")], programme="empower4u")
    (plan,) = ek.measurement_calendar(study, as_of=DAY(2026, 7, 1)).plans
    assert plan.basis == "evalkit"
    assert dict(plan.moments) == {"before": 0, "after": 4, "follow_up": 10}


def test_mentorbarns_review_is_a_meeting() -> None:
    held = meetings([("a", "yearly review", "2027-01-10")], programme="mentorbarn")
    study = made(
        [("a", "2026-01-01", None), ("b", "2026-01-01", None)],
        programme="mentorbarn",
        meetings=held,
    )
    calendar = ek.measurement_calendar(study, as_of=DAY(2027, 1, 20), ahead=0)
    assert states(calendar, "a") == ["done"]
    assert states(calendar, "b") == ["overdue"]


@pytest.mark.parametrize("name", ["insp", "kbh_plus", "housing_first", "familieraadslagning"])
def test_without_a_plan_nobody_is_overdue(name: str) -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01")], programme=name)
    calendar = ek.measurement_calendar(study, as_of=DAY(2026, 7, 1))
    assert calendar.scheduled == ()
    assert calendar.to_frame().empty
    assert calendar.completion.to_frame().empty
    assert bool(calendar.could_be_watched) == (name in ("insp", "kbh_plus"))
    assert bool(calendar.refuses) == (name == "kbh_plus")


def test_where_nothing_of_the_kind_is_in_the_data_nobody_is_overdue() -> None:
    study = made([("a", "2026-01-01", None)])
    calendar = ek.measurement_calendar(study, as_of=DAY(2026, 7, 1))
    assert calendar.not_collected == ("psychosocial",)
    assert calendar.to_frame().empty


def test_how_far_the_data_reach() -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-05-01")])
    assert ek.measurement_calendar(study, as_of="2026Q3").known_until == DAY(2026, 5, 1)
    assert ek.measurement_calendar(study, as_of="2026Q1").known_until == DAY(2026, 3, 31)


def test_what_evalkit_adds_to_a_plan_is_in_the_registry() -> None:
    path = builtin_folder("calendar") / "evalkit.yaml"
    for name, added in read_definition(path).named_sections("programmes"):
        programme = ek.programme(name)
        known = {one.name for one in programme.measurements}
        assert {one for one, _ in added.named_sections("measurements")} <= known
        for option in ("could_be_watched", "refuses"):
            for fact in added.texts(option, ()):
                assert programme.fact(fact)


def test_a_programme_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "insp.yaml"
    path.write_text(
        """
programme: insp
title: {da: Vores hus, en: Our house}
document: rapport
documents:
  rapport: {title: Rapport, by: Kommunen, year: 2026}
facts:
  begun: {topic: since, value: 2024, unit: year, da: Fra 2024., en: Since 2024., place: s. 3}
measurements:
  wellbeing:
    da: WHO-5 hver anden måned.
    en: WHO-5 every second month.
    instruments: [who5]
    every_months: 2
    required: "yes"
    place: s. 7
""",
        encoding="utf-8",
    )
    calendar = ek.measurement_calendar(STUDY, path, as_of=DAY(2026, 3, 20))
    assert states(calendar, "a")[:2] == ["done", "overdue"]
    assert calendar.could_be_watched == ()


# What is refused.


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ("who5", "`plan` is a str"),
        ([], "`plan` is a list"),
        ([3], "not a int"),
        ({"instrument": "who5", "every_months": 3}, "Did you mean 'instruments'"),
        ({"instruments": "who5"}, "says when"),
        ({"every_months": 3, "moments": {"before": 0}}, "not both"),
        ({"every_months": 0.4}, "0.5 to 120"),
        ({"every_months": "3"}, "0.5 to 120"),
        ({"every_months": True}, "0.5 to 120"),
        ({"every_months": float("nan")}, "0.5 to 120"),
        ({"moments": {"after": 4, "before": 0}}, "in their order"),
        ({"moments": {"before": -1}}, "months that are none"),
        ({"moments": ["before"]}, "`moments` of a plan is a list"),
        ({"every_months": 3, "required": "frivillig"}, "Accepted: 'yes', 'voluntary'"),
        ({"every_months": 3, "required": True}, "Accepted: 'yes', 'voluntary'"),
        ({"every_months": 3, "at_start": "no"}, "Accepted: True, False"),
        ({"every_months": 3, "title": {"da": "x"}}, "one for 'da' and one for 'en'"),
        ({"every_months": 3, "instruments": "who"}, "Did you mean 'who5'"),
        ({"every_months": 3, "instruments": 5}, "by text, not by int"),
        ({"every_months": 3, "meeting": "review", "instruments": "who5"}, "and not both"),
        ([QUARTERLY, QUARTERLY], "Two plans are called 'who5'"),
    ],
)
def test_a_plan_nobody_could_follow_is_refused(plan: object, says: str) -> None:
    with pytest.raises(InputError) as caught:
        ek.measurement_calendar(STUDY, as_of="2026Q1", plan=plan)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"as_of": "2026-Q1"}, "such as '2026Q3'"),
        ({"as_of": "2026Q1", "ahead": -1}, "`ahead` is -1"),
        ({"as_of": "2026Q1", "on_time": 1.5}, "`on_time` is 1.5"),
        ({"as_of": "2026Q1", "confidence": 95}, "onfidence"),
    ],
)
def test_other_arguments_that_are_none(options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError) as caught:
        ek.measurement_calendar(STUDY, **options)
    assert says in str(caught.value)


def test_a_programme_of_ones_own_has_no_plan_but_the_one_given() -> None:
    own: Study = replace(
        STUDY, programme="vores", enrolments=STUDY.enrolments.assign(programme="vores")
    )
    without = ek.measurement_calendar(own, as_of="2026Q1")
    assert (without.plans, without.in_registry, len(without.to_frame())) == ((), False, 0)
    said = ek.say(without, language="en")
    assert "is not in the registry" in said[0]
    assert "plan=" in said[0]
    assert ek.measurement_calendar(own, as_of="2026Q1", plan=QUARTERLY).courses == 1
    assert ek.measurement_calendar(own, "unik", as_of="2026Q1").courses == 1
