"""Rules of fidelity beside small frames whose answer is counted by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalkit as ek
from evalkit.frames import TABLES
from evalkit.study import Study

OURS = "ours"
Verdict = Callable[..., Mapping[str, Any]]


def study(programme: str = OURS, completed: tuple[str, ...] = (), **tables: list[dict]) -> Study:
    shaped = {
        name: TABLES[name].shaped([{"programme": programme} | row for row in rows])
        for name, rows in tables.items()
    }
    return Study(title={"da": "x", "en": "x"}, programme=programme, completed=completed, **shaped)


@pytest.fixture
def verdict(tmp_path: Path) -> Verdict:
    """Return what becomes of one rule, written as in a file."""

    def found(of: Study, lines: str, *, as_of: str = "2026Q4", since: Any = None) -> Any:
        rule = "".join(f"    {line.strip()}\n" for line in lines.strip().splitlines())
        said = "    da: x\n    en: x\n    source: s. 1\n"
        path = tmp_path / "rules.yaml"
        path.write_text(f"programme: {of.programme}\nrules:\n  it:\n{said}{rule}", encoding="utf-8")
        result = ek.fidelity(of, as_of=as_of, since=since, rules=path)
        return result.to_frame().iloc[0]

    return found


def meetings(case: str, dates: list[str], **facts: Any) -> list[dict]:
    return [{"case": case, "kind": "meeting", "date": day} | facts for day in dates]


# 63, 77 and 98 days are 9, 11 and 14 weeks; with a tolerance of 1 the first two keep 8-11.
def test_intervals_between_meetings_of_a_case(verdict: Verdict) -> None:
    rows = meetings("a", ["2026-01-05", "2026-03-09", "2026-05-25", "2026-08-31"])
    rows += meetings("b", ["2026-10-20"])
    row = verdict(study(meetings=rows), 'check: interval\namount: "8-11 weeks"\ntolerance: 1')
    assert (row["n"], row["kept"], row["median"], row["worst"]) == (3, 2, 11.0, 14.0)
    assert row["verdict"] == "not_met"
    # b's one meeting is on the last day the data know of, the last of a 50 days before: too early.
    assert (row["not_yet"], row["unclear"]) == (2, 0)


def test_a_tolerance_lies_on_both_sides(verdict: Verdict) -> None:
    rows = meetings("a", ["2026-01-05", "2026-02-23", "2026-05-18"])  # 7 and 12 weeks
    row = verdict(study(meetings=rows), 'check: interval\namount: "8-11 weeks"\ntolerance: 1')
    assert row["kept"] == 2
    row = verdict(study(meetings=rows), 'check: interval\namount: "8-11 weeks"')
    assert row["kept"] == 0


def test_a_series_that_should_go_on_is_too_late_when_nothing_follows(verdict: Verdict) -> None:
    rows = meetings("a", ["2026-01-05", "2026-02-02"]) + meetings("b", ["2026-12-01"])
    lines = 'check: interval\namount: "3 months"\nas: most'
    row = verdict(study(meetings=rows), lines)
    assert (row["n"], row["kept"], row["unclear"]) == (1, 1, 1)
    row = verdict(study(meetings=rows), lines + "\ngoes_on: true")
    assert (row["n"], row["kept"], row["not_yet"]) == (2, 1, 1)


def test_weeks_in_which_nothing_was_held_do_not_count(verdict: Verdict) -> None:
    # Thursdays: a is away for a closed July; b comes to every evening.
    evenings = ["2026-06-18", "2026-06-25", "2026-08-06", "2026-08-13"]
    there = {"a": ["2026-06-18", "2026-08-06"], "b": evenings}
    rows = [
        {"adult": adult, "activity": "café", "date": day} for adult in there for day in there[adult]
    ]
    lines = 'check: interval\ntable: staffing\njudged: worst\namount: "3 weeks"\nas: most'
    row = verdict(study(staffing=rows), lines)
    assert (row["n"], row["kept"], row["worst"]) == (2, 0, 7.0)
    row = verdict(study(staffing=rows), lines + "\nskip_closed: true")
    assert (row["n"], row["kept"], row["worst"]) == (2, 2, 2.0)


def test_minutes_are_compared_as_hours_and_only_where_the_rule_holds(verdict: Verdict) -> None:
    rows = [
        *meetings("a", ["2026-01-05"], minutes=120, interpreter=False),
        *meetings("b", ["2026-01-05"], minutes=150, interpreter=False),
        *meetings("c", ["2026-01-05"], minutes=180, interpreter=True),
        *meetings("d", ["2026-01-05"], minutes=240),
        *meetings("e", ["2026-01-05"], interpreter=False),
    ]
    lines = 'check: number\ncolumn: minutes\nwhen: {interpreter: "no"}\namount: "2 hours"\nas: most'
    row = verdict(study(meetings=rows), lines)
    assert (row["n"], row["kept"], row["worst"]) == (2, 1, 2.5)
    assert row["not_noted"] == 2  # of d nobody knows whether it holds, of e how long it lasted


@pytest.mark.parametrize(("check", "kept"), [("all_yes", 3), ("none_yes", 1)])
def test_a_fact_of_each_meeting(verdict: Verdict, check: str, kept: int) -> None:
    rows = [
        *meetings("a", ["2026-01-05", "2026-02-05"], present=True),
        *meetings("b", ["2026-01-05"], present=True),
        *meetings("b", ["2026-02-05"], present=False),
        *meetings("c", ["2026-01-05"], present=None),
    ]
    row = verdict(study(meetings=rows), f"check: {check}\ncolumn: present")
    assert (row["n"], row["kept"], row["not_noted"], row["series"]) == (4, kept, 1, 2)
    newest = verdict(study(meetings=rows), f"check: {check}\ncolumn: present\nskip_newest: true")
    assert (newest["n"], newest["not_yet"]) == (2, 3)


def test_what_is_noted_for_less_than_half_cannot_be_assessed(verdict: Verdict) -> None:
    rows = meetings("a", ["2026-01-05"], present=True) + meetings(
        "b", ["2026-01-05", "2026-02-05"], present=None
    )
    row = verdict(study(meetings=rows), "check: all_yes\ncolumn: present")
    assert (row["verdict"], row["reason"]) == ("cannot_be_assessed", "few_noted")


# Wilson's interval of 8 of 10: 0.490 to 0.943 (Brown, Cai & DasGupta 2001, formula 4).
def test_the_share_has_wilsons_interval_and_a_threshold(verdict: Verdict) -> None:
    days = pd.date_range("2026-01-01", periods=10).astype("str")
    rows = [row for i, day in enumerate(days) for row in meetings("a", [day], present=i < 8)]
    row = verdict(study(meetings=rows), "check: all_yes\ncolumn: present")
    assert (row["estimate"], row["verdict"]) == (0.8, "met")
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((0.490, 0.943), abs=0.0005)
    row = verdict(study(meetings=rows), "check: all_yes\ncolumn: present\nrequired_share: 0.81")
    assert row["verdict"] == "not_met"


@given(shares=st.lists(st.booleans(), min_size=1, max_size=30))
@settings(max_examples=10, deadline=None)
def test_all_yes_and_none_yes_are_opposites(shares: list[bool]) -> None:
    rows = [
        row
        for number, present in enumerate(shares)
        for row in meetings(str(number), ["2026-01-05"], parents_present=present)
    ]
    of = study("netvaerksmoeder", meetings=[row | {"kind": "network meeting"} for row in rows])
    frame = ek.fidelity(of, as_of="2026Q1").to_frame().set_index("rule")
    assert frame.loc["parents_take_part", "kept"] == sum(shares)
    assert (
        0
        <= frame.loc["parents_take_part", "conf_low"]
        <= frame.loc["parents_take_part", "estimate"]
    )


def match(person: str, adult: str, started: str, ended: str | None = None) -> dict:
    return {"person": person, "adult": adult, "started": started, "ended": ended}


def contacts(person: str, days: list[str], adult: str | None = None, **more: Any) -> list[dict]:
    return [{"person": person, "adult": adult, "kind": "c", "date": day} | more for day in days]


# Two in January, one in February, two in March; the contact of April lies after the first months.
def test_contacts_in_each_of_the_first_months_of_a_match(verdict: Verdict) -> None:
    rows = contacts(
        "p", ["2026-01-03", "2026-01-20", "2026-02-10", "2026-03-02", "2026-03-30"], "x"
    )
    rows += contacts("p", ["2026-04-10"], "x") + contacts("p", ["2026-02-11"], "y")
    lines = 'check: rate\nof: match\nwhose: both\namount: "2 times_per_month"\nas: least'
    lines += "\nfirst_months: 3"
    of = study(contacts=rows, matches=[match("p", "x", "2026-01-01")])
    row = verdict(of, lines)
    assert (row["n"], row["kept"], row["worst"]) == (3, 2, 1)  # y's contact is not this match's
    assert verdict(of, lines.replace("both", "person"))["kept"] == 3


def test_a_match_of_two_weeks_is_not_yet_and_one_that_ended_left_early(verdict: Verdict) -> None:
    of = study(
        contacts=contacts("p", ["2026-01-03", "2026-06-14"], "x"),
        matches=[match("p", "x", "2026-06-01"), match("q", "y", "2026-01-05", "2026-01-20")],
    )
    row = verdict(of, 'check: rate\nof: match\namount: "2 times_per_month"\nas: least')
    assert (row["verdict"], row["reason"]) == ("cannot_be_assessed", "too_young")
    assert (row["not_yet"], row["left_early"]) == (1, 1)


def test_months_before_anything_was_written_down_are_no_breach(verdict: Verdict) -> None:
    of = study(
        contacts=contacts("p", ["2026-03-10", "2026-03-20", "2026-04-12"], "x"),
        matches=[match("p", "x", "2025-12-01")],
    )
    row = verdict(of, 'check: rate\nof: match\namount: "2 times_per_month"\nas: least')
    # December, January and February begin more than a month before the first row; April goes on.
    assert (row["before_records"], row["n"], row["kept"]) == (3, 1, 1)


def test_hours_a_week_on_average(verdict: Verdict) -> None:
    days = pd.date_range("2026-01-05", periods=8, freq="7D").astype("str")
    rows = [
        row
        for number, day in enumerate(days)
        for row in contacts("p", [day], "x", hours=8.0 + 4 * (number % 2))
    ]
    of = study(contacts=rows, matches=[match("p", "x", "2026-01-05")])
    lines = 'check: rate\nof: match\njudged: average\namount: "10 hours_per_week"\nas: about'
    row = verdict(of, lines + "\ntolerance: 1")
    # The last week is not over: 8, 12, 8, 12, 8, 12 and 8 hours.
    assert (row["n"], row["kept"], row["median"]) == (1, 1, pytest.approx(68 / 7))
    assert verdict(of, lines)["kept"] == 0
    row = verdict(of, lines, as_of=dt.date(2026, 1, 31))
    assert (row["n"], row["not_yet"]) == (0, 1)  # three full weeks say too little


def test_a_programmes_own_weeks_are_those_of_the_calendar(verdict: Verdict) -> None:
    # Two visits in the weeks of 5 and 19 January, one in that of 12 January; the last is not over.
    days = ["2026-01-06", "2026-01-08", "2026-01-13", "2026-01-20", "2026-01-22", "2026-01-27"]
    rows = [{"adult": who, "activity": "visit", "date": day} for who in "ab" for day in days]
    lines = 'check: rate\ntable: staffing\nof: programme\namount: "2 times_per_week"\nas: least'
    row = verdict(study(staffing=rows), lines)
    assert (row["n"], row["kept"]) == (3, 2)


def test_supervisions_within_a_window_from_the_start(verdict: Verdict) -> None:
    def held(case: str, months: list[int]) -> list[dict]:
        days = [str((pd.Timestamp("2024-01-10") + pd.DateOffset(months=m)).date()) for m in months]
        return meetings(case, days)

    of = study(
        meetings=held("x", [0, 2, 4, 6, 8, 10]) + held("y", [0, 2, 4, 6, 8, 20]) + held("z", [0]),
        matches=[
            match("p", "x", "2024-01-05"),
            match("q", "y", "2024-01-05"),
            match("r", "z", "2024-01-05", "2024-03-01"),
            match("s", "w", "2025-08-01"),
        ],
    )
    lines = """check: count_within
    table: meetings
    of: match
    whose: adult
    amount: "6 sessions"
    as: least
    within: "12-18 months" """
    row = verdict(of, lines, as_of="2025Q4")
    # x has six within 18 months, y five; z's match ended after two months, w's is too young.
    assert (row["n"], row["kept"]) == (2, 1)
    assert (row["left_early"], row["not_yet"]) == (1, 1)


def test_contacts_fall_over_three_phases(verdict: Verdict) -> None:
    def course(person: str, counts: list[int]) -> list[dict]:
        days = []
        for phase, count in enumerate(counts):
            start = pd.Timestamp("2026-01-01") + pd.DateOffset(months=3 * phase)
            days += [str((start + pd.Timedelta(days=5 * i)).date()) for i in range(count)]
        return contacts(person, days)

    people = {"a": [12, 6, 2], "b": [4, 8, 2], "c": [5, 5, 5]}
    of = study(
        completed=("done",),
        enrolments=[
            {"person": p, "started": "2026-01-01", "ended": "2026-09-30", "exit_reason": "done"}
            for p in people
        ],
        contacts=[row for p, counts in people.items() for row in course(p, counts)],
    )
    row = verdict(of, 'check: falling\nphases: "3 phases"\nwithin: "9 months"')
    assert (row["n"], row["kept"]) == (3, 1)
    assert row["worst"] == 100  # c does not fall


def test_the_length_of_completed_courses_and_of_those_that_go_on(verdict: Verdict) -> None:
    def enrolled(person: str, started: str, ended: str | None, why: str | None) -> dict:
        return {"person": person, "started": started, "ended": ended, "exit_reason": why}

    rows = [
        enrolled("a", "2025-01-01", "2025-10-01", "done"),  # 9.0 months
        enrolled("b", "2025-01-01", "2025-06-01", "done"),  # 5 months
        enrolled("c", "2025-01-01", "2025-04-01", "moved"),
        enrolled("d", "2025-01-01", None, None),
        enrolled("e", "2025-12-01", None, None),
    ]
    lines = 'check: course_length\namount: "9 months"\nas: about\ntolerance: 1'
    row = verdict(study(enrolments=rows, completed=("done",)), lines, as_of="2025Q4")
    # d goes on, 11 months by the last day the data know of (the start of e).
    assert (row["n"], row["kept"], row["left_early"], row["not_yet"]) == (3, 1, 1, 1)
    row = verdict(study(enrolments=rows), lines, as_of="2025Q4")
    assert (row["verdict"], row["reason"]) == ("cannot_be_assessed", "no_completed")


def test_a_rule_for_an_age_group_leaves_the_others_out(verdict: Verdict) -> None:
    rows = [
        {"person": p, "started": "2025-01-01", "ended": "2025-10-01", "exit_reason": "done"}
        | {"age_at_start": age}
        for p, age in (("a", 15.0), ("b", 16.0), ("c", 24.0), ("d", 25.0))
    ]
    lines = 'check: course_length\namount: "9 months"\nas: about\nage: "16-24 years_old"'
    row = verdict(study(enrolments=rows, completed=("done",)), lines + "\ntolerance: 1")
    assert row["n"] == 2


def test_one_child_at_a_time(verdict: Verdict) -> None:
    of = study(
        matches=[
            match("p", "x", "2026-01-01", "2026-03-01"),
            match("q", "x", "2026-03-01"),  # the day the first ended
            match("r", "y", "2026-01-01", "2026-04-01"),
            match("s", "y", "2026-02-01", "2026-05-01"),
        ],
        # The data reach the end of June.
        attendance=[{"person": "p", "activity": "a", "date": "2026-06-30", "attended": True}],
    )
    lines = 'check: one_at_a_time\namount: "1 persons"\nas: most'
    row = verdict(of, lines)
    assert (row["n"], row["kept"], row["worst"]) == (2, 1, 2)
    # In the fourth quarter y has nobody any more, and x one.
    row = verdict(of, lines, since="2026Q2")
    assert (row["n"], row["kept"]) == (2, 2)


# 21 attend: two groups of 20 are begun, so four volunteers are needed.
def test_adults_for_so_many_who_attend(verdict: Verdict) -> None:
    def evening(day: str, young: int, volunteers: int, consultants: int = 1) -> tuple[list, list]:
        came = [
            {"person": f"p{i}", "activity": "café", "date": day, "attended": True}
            for i in range(young)
        ]
        roles = ["volunteer"] * volunteers + ["consultant"] * consultants
        there = [
            {"adult": f"a{i}", "activity": "café", "role": role, "date": day}
            for i, role in enumerate(roles)
        ]
        return came, there

    evenings = [
        evening("2026-01-08", 20, 2),
        evening("2026-01-15", 21, 3),
        evening("2026-01-22", 21, 4),
        evening("2026-01-29", 5, 0),
        evening("2026-02-05", 5, 0, 0),
    ]
    of = study(
        attendance=[row for came, _ in evenings for row in came],
        staffing=[row for _, there in evenings for row in there],
    )
    lines = 'check: staffing\nactivity: café\nrole: volunteer\namount: "2 persons"\nas: least'
    row = verdict(of, lines + '\nper: "20 persons"')
    assert (row["n"], row["kept"], row["worst"], row["not_noted"]) == (4, 2, 0, 1)
    assert verdict(of, lines)["kept"] == 3


def test_a_share_of_those_counted(verdict: Verdict) -> None:
    counts = {"2026-01-05": (100, 20), "2026-01-06": (100, 21), "2026-01-07": (0, 0)}
    rows = [
        {"activity": "house", "date": day, "group": group, "count": count}
        for day, pair in counts.items()
        for group, count in zip(("users", "vulnerable"), pair, strict=True)
    ]
    lines = 'check: share_at_most\npart: vulnerable\nwhole: users\namount: "20 per_cent"\nas: most'
    row = verdict(study(headcounts=rows), lines)
    assert (row["n"], row["kept"], row["worst"], row["not_noted"]) == (2, 1, 21, 1)


def test_every_part_of_a_course(verdict: Verdict) -> None:
    parts = ["camp", "day 1", "day 2", "party"]
    rows = [
        row
        for case, held in (("a", parts), ("b", parts[:2]), ("c", ["camp", "day 1", "day 1"]))
        for number, part in enumerate(held)
        for row in meetings(case, [f"2025-0{number + 1}-10"], part=part)
    ]
    rows += meetings("d", ["2026-11-10"], part="camp")
    lines = "check: complete\ncolumn: part\nparts: {camp: 1, day: 2}\nwithin: '1 years'"
    row = verdict(study(meetings=rows), lines)
    # Of three parts a has all and b two; c noted its first day twice, on two days.
    assert (row["n"], row["not_yet"]) == (3, 1)
    assert row["worst"] == pytest.approx(100 * 2 / 3)


def test_the_usual_weekdays(verdict: Verdict) -> None:
    days = ["2026-01-01", "2026-01-08", "2026-01-15", "2026-01-23", "2026-01-29"]
    rows = [{"person": "p", "activity": "café", "date": day, "attended": True} for day in days]
    lines = 'check: same_weekday\ntable: attendance\namount: "1 times_per_week"\nas: most'
    row = verdict(study(attendance=rows), lines)
    assert (row["n"], row["kept"]) == (5, 4)
    assert verdict(study(attendance=rows[:3]), lines)["reason"] == "too_young"


def test_what_is_not_collected_is_told_with_its_place(verdict: Verdict) -> None:
    nothing = verdict(study(), "check: all_yes\ncolumn: present")
    assert (nothing["verdict"], nothing["reason"]) == ("cannot_be_assessed", "no_rows")
    assert nothing["missing_table"] == "meetings"
    of = study(meetings=meetings("a", ["2026-01-05"]))
    row = verdict(of, "check: all_yes\ncolumn: present")
    assert (row["reason"], row["missing_column"]) == ("no_column", "present")
    row = verdict(
        of, 'check: number\ncolumn: number\nwhen: {loud: "yes"}\namount: "1 meetings"\nas: most'
    )
    assert (row["reason"], row["missing_column"]) == ("no_when", "loud")
    row = verdict(of, "check: all_yes\ncolumn: present\nkind: another")
    assert row["reason"] == "no_rows"


def test_a_period_takes_what_could_be_assessed_in_it(verdict: Verdict) -> None:
    rows = meetings("a", ["2026-01-05", "2026-03-09", "2026-05-25", "2026-08-31"])
    of, lines = study(meetings=rows), 'check: interval\namount: "8-11 weeks"'
    assert verdict(of, lines, as_of="2026Q2", since="2026Q2")["n"] == 1
    assert verdict(of, lines, as_of="2026Q2")["n"] == 2
    row = verdict(of, lines, as_of="2025Q4")
    assert (row["reason"], row["missing_table"]) == ("none_in_period", "")
    with pytest.raises(ek.InputError, match="lies after"):
        verdict(of, lines, as_of="2026Q1", since="2026Q2")


def test_the_rows_of_another_programme_do_not_count(verdict: Verdict) -> None:
    rows = meetings("a", ["2026-01-05"], present=True)
    rows += meetings("b", ["2026-01-05"], present=False, programme="another")
    assert verdict(study(meetings=rows), "check: all_yes\ncolumn: present")["n"] == 1


def test_programmes_without_rules_and_rules_of_another_programme() -> None:
    refused = ek.fidelity(study(), "kbh_plus", as_of="2026Q1")
    assert refused.to_frame().empty
    assert refused.rules.refused_by is not None
    assert ek.fidelity(study(), "unik", as_of="2026Q1").to_frame().empty
    with pytest.raises(ek.InputError, match="those of 'insp'"):
        ek.fidelity(study(), "unik", as_of="2026Q1", rules="insp")


def test_looking_shows_no_person_and_units_do_and_nothing_is_changed(verdict: Verdict) -> None:
    rows = [row | {"kind": "network meeting"} for row in meetings("secret", ["2026-01-05"])]
    of = study("netvaerksmoeder", meetings=[row | {"minutes": 150} for row in rows])
    before = of.meetings.copy()
    result = ek.fidelity(of, as_of="2026Q1")
    assert "secret" not in repr(result) + result._repr_html_()
    assert "(few)" in repr(result)
    assert result.units("two_hours")["series"].tolist() == ["secret"]
    pd.testing.assert_frame_equal(of.meetings, before)
    with pytest.raises(ek.InputError, match="Those with units: 'two_hours'"):
        result.units("participants")


def test_a_programme_in_no_registry_has_no_rules_and_is_not_refused() -> None:
    result = ek.fidelity(study("vores"), as_of="2026Q1")
    assert result.to_frame().empty
    assert ek.say(result, language="en") == ["Nobody has written rules for x."]
    with pytest.raises(ek.InputError, match="There is no programme 'voress'"):
        ek.fidelity(study("vores"), "voress", as_of="2026Q1")


# data/examples/problems.csv: what the generator planted, found in its quarter and in no other.
@pytest.mark.parametrize(
    ("programme", "rule", "quarter"),
    [
        ("bindeleddet", "twice_a_week", "2025Q4"),
        ("insp", "at_most_20", "2026Q2"),
        ("netvaerksmoeder", "minutes_by_other", "2026Q2"),
        ("processuelle_netvaerksmoeder", "weeks_between", "2026Q1"),
        ("processuelle_netvaerksmoeder", "leader_not_caseworker", "2026Q3"),
    ],
)
def test_planted_problems_are_found(programme: str, rule: str, quarter: str) -> None:
    of = ek.load(f"data/examples/{programme}", profile=programme)
    found = {}
    for when in ("2025Q4", "2026Q1", "2026Q2", "2026Q3"):
        frame = ek.fidelity(of, as_of=when, since=when).to_frame().set_index("rule")
        found[when] = frame.loc[rule, "verdict"]
    assert [when for when, said in found.items() if said != "met"] == [quarter]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("check: number\ncolumn: present\namount: 120 minutes\nas: most", "asks for numbers"),
        ("check: all_yes\ncolumn: minutes", "asks for yes and no"),
        ('check: all_yes\ncolumn: present\nwhen: {minutes: "yes"}', "'minutes' of meetings"),
    ],
)
def test_a_column_of_another_kind_is_refused_and_not_judged(
    verdict: Verdict, lines: str, says: str
) -> None:
    rows = meetings("a", ["2026-01-05", "2026-02-05"], present=True, minutes=90)
    with pytest.raises(ek.InputError, match=says):
        verdict(study(meetings=rows), lines)


def test_rules_of_a_programme_that_is_not_in_the_data_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    rule = "    {da: x, en: x, source: s, check: course_length, amount: 6 months, as: least}\n"
    path.write_text(f"programme: ourz\nrules:\n  it:\n{rule}", encoding="utf-8")
    with pytest.raises(ek.InputError, match="those of 'ourz', and the data are of 'ours'"):
        ek.fidelity(study(), as_of="2026Q1", rules=path)
