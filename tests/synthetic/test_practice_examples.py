"""The practice in the examples: the planned problems are there, and otherwise the rules are kept.

Rules are counted here from the files themselves, as somebody with a spreadsheet would.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import evalkit as ek
from evalkit.frames import TABLES
from evalkit.synthetic import examples
from evalkit.synthetic.attendance import make_attendance
from evalkit.synthetic.bindeleddet_practice import write_bindeleddet_practice
from evalkit.synthetic.cafe_step_practice import write_cafe_step_practice
from evalkit.synthetic.cohort import make_cohort
from evalkit.synthetic.empower4u_practice import write_empower4u_practice
from evalkit.synthetic.examples import DOWNLOADED
from evalkit.synthetic.insp import write_insp

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
WEEK = dt.timedelta(weeks=1)


def records(programme: str, file: str) -> list[dict[str, str]]:
    """Return the rows of a file without those that are planted faults, in order."""
    with (EXAMPLES / "planted.csv").open(encoding="utf-8", newline="") as stream:
        faults = {
            int(fault["row"])
            for fault in csv.DictReader(stream)
            if (fault["programme"], fault["file"]) == (programme, file)
            and fault["kind"] != "missing_item"
        }
    with (EXAMPLES / programme / file).open(encoding="cp1252", newline="") as stream:
        rows = enumerate(csv.DictReader(stream, delimiter=";"), start=2)
        return [row for number, row in rows if number not in faults]


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d-%m-%Y").date()


def quarter(date: dt.date) -> str:
    return f"{date.year}Q{(date.month + 2) // 3}"


def monday(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())


@cache
def study(programme: str) -> ek.Study:
    return ek.load(EXAMPLES / programme, profile=programme)


def problems() -> set[tuple[str, str, str]]:
    with (EXAMPLES / "problems.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["programme"], row["quarter"], row["kind"]) for row in csv.DictReader(stream)}


def test_the_problems_of_these_programmes_are_written_down() -> None:
    assert problems() >= {
        ("bindeleddet", "2025Q4", "presence"),
        ("bindeleddet", "2026Q2", "supervision"),
        ("cafe_step", "2026Q1", "exits"),
        ("cafe_step", "2026Q1", "staffing"),
        ("cafe_step", "2026Q2", "measurement"),
        ("cafe_step", "2026Q3", "attendance"),
        ("empower4u", "2026Q2", "contact"),
        ("insp", "2026Q2", "composition"),
    }


@pytest.mark.parametrize(
    ("programme", "tables"),
    [
        ("bindeleddet", {"enrolments", "answers", "scores", "meetings", "staffing"}),
        ("cafe_step", {"enrolments", "answers", "scores", "attendance", "staffing"}),
        ("empower4u", {"enrolments", "answers", "scores", "meetings", "contacts"}),
        ("insp", {"headcounts"}),
    ],
)
def test_the_profiles_fill_the_tables(programme: str, tables: set[str]) -> None:
    made = study(programme)
    assert {name for name in TABLES if len(getattr(made, name))} == tables


def test_the_words_in_the_tables_are_those_that_rules_are_written_in() -> None:
    cafe, course = study("cafe_step"), study("empower4u")
    assert set(cafe.staffing["role"]) == {"youth consultant", "volunteer"}
    assert set(cafe.staffing["activity"]) == set(cafe.attendance["activity"])
    assert set(course.contacts["kind"]) == {"mentor contact", "mentor at event"}
    assert {"boot camp", "boost camp", "check-in day 5", "diplomas"} <= set(course.meetings["part"])
    assert set(study("insp").headcounts["group"]) == {"users", "vulnerable"}
    assert set(study("bindeleddet").staffing["role"]) == {"volunteer"}
    assert study("bindeleddet").completed == ("Gennemført",)


def cafe_evenings() -> dict[dt.date, dict[str, list[str]]]:
    evenings: dict[dt.date, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in records("cafe_step", "bemanding.csv"):
        evenings[day(row["Dato"])][row["Rolle"]].append(row["Kode"])
    return evenings


def test_the_cafe_is_staffed_except_for_eight_evenings() -> None:
    evenings = cafe_evenings()
    marks = study("cafe_step").attendance
    assert set(evenings) == {date.date() for date in marks["date"]}
    # So few young people that the least for 20 is the least of every evening.
    assert marks.groupby("date")["person"].nunique().max() <= 20
    few = sorted(date for date, roles in evenings.items() if len(roles["Frivillig"]) < 2)
    assert (len(few), few[0], few[-1]) == (8, dt.date(2026, 1, 15), dt.date(2026, 3, 5))
    for date, roles in evenings.items():
        assert "K01" in roles["Ungekonsulent"]
        assert len(roles["Ungekonsulent"]) <= 2
        assert date in few or 4 <= len(roles["Frivillig"]) <= 6


def test_every_volunteer_of_the_cafe_comes_at_least_every_third_week_it_is_open() -> None:
    evenings = cafe_evenings()
    came: dict[str, list[dt.date]] = defaultdict(list)
    for date, roles in sorted(evenings.items()):
        for volunteer in roles["Frivillig"]:
            came[volunteer].append(date)
    assert len(came) == 9
    for dates in came.values():
        for before, after in itertools.pairwise(dates):
            closed = before <= dt.date(2026, 6, 25) and after >= dt.date(2026, 8, 6)
            assert closed or after - before <= 3 * WEEK


def test_the_tool_is_used_on_time_except_in_one_quarter() -> None:
    courses = study("cafe_step").enrolments.set_index("person")
    read = study("cafe_step").scores.groupby("person")["date"].apply(list)
    due: dict[str, list[bool]] = defaultdict(list)
    for person, course in courses.iterrows():
        last = pd.Timestamp(DOWNLOADED) if pd.isna(course["ended"]) else course["ended"]
        for half_years in range(4):
            date = course["started"] + pd.DateOffset(months=6 * half_years)
            # Who leaves within two weeks of the day may have no reading.
            if date + pd.DateOffset(weeks=2) <= last:
                soon = date + pd.DateOffset(weeks=3)
                found = any(date <= one <= soon for one in read.get(person, []))
                due[quarter(date.date())].append(found)
    assert sum(due.pop("2026Q2")) <= 3
    assert all(len(found) - sum(found) <= 1 for found in due.values())
    assert sum(map(len, due.values())) >= 20


def test_two_teams_visit_every_week_except_for_eight_weeks() -> None:
    weeks: dict[dt.date, set[str]] = defaultdict(set)
    there: dict[dt.date, int] = defaultdict(int)
    for row in records("bindeleddet", "frivillige.csv"):
        weeks[monday(day(row["Dato"]))].add(row["Hold"])
        there[day(row["Dato"])] += 1
        assert dt.date(2025, 9, 30) <= day(row["Dato"]) < DOWNLOADED
    first = dt.date(2025, 9, 29)
    assert sorted(weeks) == [first + number * WEEK for number in range(53)]
    lacking = sorted(week for week, teams in weeks.items() if len(teams) < 2)
    assert lacking == [dt.date(2025, 10, 13) + number * WEEK for number in range(8)]
    assert all(2 <= number <= 4 for number in there.values())


def test_supervision_is_every_third_month_except_once() -> None:
    held: dict[str, list[dt.date]] = defaultdict(list)
    for row in records("bindeleddet", "supervision.csv"):
        held[row["Hold"]].append(day(row["Dato"]))
    assert len(held) == 2
    for dates in held.values():
        gaps = [(after - before).days for before, after in itertools.pairwise(dates)]
        assert sorted(gap > 92 for gap in gaps) == [False, False, False, True]
        assert max(gaps) > 150
        ends = [after for before, after in itertools.pairwise(dates) if (after - before).days > 92]
        assert [quarter(date) for date in ends] == ["2026Q2"]


def participants() -> dict[str, tuple[str, dt.date, dt.date]]:
    """Return number to team, first day and last day known of."""
    sheet = pd.read_excel(EXAMPLES / "empower4u/empower4u.xlsx", "Deltagere", engine="calamine")
    return {
        str(row["Deltagernr"]): (
            row["Hold"],
            row["Startdato"].date(),
            DOWNLOADED - dt.timedelta(days=1)
            if pd.isna(row["Slutdato"])
            else row["Slutdato"].date(),
        )
        for row in sheet.to_dict("records")
    }


def test_mentors_are_in_contact_every_week_except_those_of_one_team() -> None:
    weeks: dict[str, set[dt.date]] = defaultdict(set)
    people = participants()
    mentors = set()
    for row in records("empower4u", "mentorer.csv"):
        _, started, ended = people[row["Deltagernr"]]
        assert started <= day(row["Dato"]) <= ended
        mentors.add((row["Deltagernr"], row["Mentor"]))
        if row["Kontakt"] == "Ugentlig kontakt":
            weeks[row["Deltagernr"]].add(monday(day(row["Dato"])))
    assert len(mentors) == len(people)
    missed = asked = 0
    for number, (team, started, ended) in people.items():
        week = monday(started + dt.timedelta(days=6))
        while week + dt.timedelta(days=6) <= ended:
            lapsed = team == "Hold 4" and dt.date(2026, 4, 6) <= week <= dt.date(2026, 6, 14)
            asked += lapsed
            missed += lapsed and week not in weeks[number]
            assert lapsed or week in weeks[number]
            week += WEEK
    assert missed / asked > 0.7


def test_mentors_are_at_four_events_as_soon_as_there_have_been_four() -> None:
    been: dict[str, int] = defaultdict(int)
    for row in records("empower4u", "mentorer.csv"):
        been[row["Deltagernr"]] += row["Kontakt"] == "Med til arrangement"
    held: dict[str, list[dt.date]] = defaultdict(list)
    for row in records("empower4u", "holdets_dele.csv"):
        held[row["Hold"]].append(day(row["Dato"]))
    for number, (team, _, ended) in participants().items():
        possible = sum(date <= ended for date in held[team])
        assert been[number] >= min(possible, 4)


def test_every_team_has_had_the_parts_it_could_have_had() -> None:
    parts: dict[str, list[str]] = defaultdict(list)
    for row in records("empower4u", "holdets_dele.csv"):
        assert day(row["Dato"]) < DOWNLOADED
        assert 1 <= int(row["Antal deltagere"]) <= 6
        parts[row["Hold"]].append(row["Del"])
    whole = parts["Hold 1"]
    assert len(whole) == 10
    assert (whole[0], whole[-1]) == ("Bootcamp", "Diplomer")
    assert sum(part.startswith("Check-in-dag") for part in whole) == 5
    for team, found in parts.items():
        assert found == whole[: len(found)]
        assert len(found) == 10 or team in ("Hold 4", "Hold 5", "Hold 6")


def test_the_house_is_counted_on_weekdays_and_too_many_are_vulnerable_in_one_quarter() -> None:
    shares: dict[str, list[float]] = defaultdict(list)
    blank = 0
    for row in records("insp", "daglig_optaelling.csv"):
        date = day(row["Dato"])
        assert dt.date(2025, 10, 1) <= date < DOWNLOADED
        assert date.weekday() < 5
        vulnerable = row["Heraf med særligt behov for støtte"]
        blank += not vulnerable
        if vulnerable:
            shares[quarter(date)].append(int(vulnerable) / int(row["Brugere"]))
    assert blank == 3
    too_many = shares.pop("2026Q2")
    assert sum(share > 0.2 for share in too_many) / len(too_many) > 0.95
    assert max(map(max, shares.values())) < 0.2
    assert sum(map(len, shares.values())) > 150


def test_six_of_nine_stop_at_the_cafe_at_the_start_of_2026() -> None:
    courses = study("cafe_step").enrolments
    there = courses[courses["started"] <= "2026-01-29"]
    gone = there["ended"].between(pd.Timestamp("2026-01-29"), pd.Timestamp("2026-03-06"))
    assert (len(there), int(gone.sum())) == (9, 6)
    marks = study("cafe_step").attendance.groupby("date")["attended"].sum()
    few = marks["2026-02-12":"2026-04-09"]
    assert (few.min(), few.max()) == (1, 4)


def calm(folder: Path, file: str) -> list[dict[str, str]]:
    """Return the rows of a file written without faults and problems."""
    with (folder / file).open(encoding="cp1252", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.mark.parametrize("seed", [1, 2])
def test_without_problems_every_rule_is_kept(tmp_path: Path, seed: int) -> None:
    asked: dict[str, Any] = {"downloaded": DOWNLOADED, "faults": False, "problems": False}
    attendance = make_attendance(examples.CAFE_STEP, seed=seed)
    cohort = make_cohort(examples.EMPOWER4U, seed=seed)
    planted = [
        *write_bindeleddet_practice(tmp_path, seed=seed, **asked),
        *write_cafe_step_practice(attendance, tmp_path, **asked),
        *write_empower4u_practice(cohort, tmp_path, **asked),
        *write_insp(tmp_path, seed=seed, **asked),
    ]
    assert {fault.kind for fault in planted} == {"missing_item"}
    visits = {(monday(day(row["Dato"])), row["Hold"]) for row in calm(tmp_path, "frivillige.csv")}
    assert len(visits) == 53 * 2
    for team in ("Tirsdagsholdet", "Søndagsholdet"):
        supervision = calm(tmp_path, "supervision.csv")
        dates = [day(row["Dato"]) for row in supervision if row["Hold"] == team]
        assert max((after - before).days for before, after in itertools.pairwise(dates)) <= 92
    volunteers: dict[str, int] = defaultdict(int)
    for row in calm(tmp_path, "bemanding.csv"):
        volunteers[row["Dato"]] += row["Rolle"] == "Frivillig"
    assert set(volunteers.values()) <= {4, 5, 6}
    weeks = {
        (row["Deltagernr"], monday(day(row["Dato"])))
        for row in calm(tmp_path, "mentorer.csv")
        if row["Kontakt"] == "Ugentlig kontakt"
    }
    for course in cohort.courses():
        last = course.ended or DOWNLOADED - dt.timedelta(days=1)
        week = monday(course.started + dt.timedelta(days=6))
        while week + dt.timedelta(days=6) <= last:
            assert (str(101 + course.person), week) in weeks
            week += WEEK
    counts = calm(tmp_path, "daglig_optaelling.csv")
    support = "Heraf med særligt behov for støtte"
    assert max(int(row[support]) / int(row["Brugere"]) for row in counts if row[support]) < 0.2
