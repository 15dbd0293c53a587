"""Registers of matches, contacts, meetings and goals: the problems show, and other rules hold.

Everything is counted from the files, as somebody with a spreadsheet would.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from evalkit.synthetic.examples import SEED
from evalkit.synthetic.housing_first import write_housing_first
from evalkit.synthetic.mentorbarn import write_mentorbarn
from evalkit.synthetic.netvaerksopbygning import write_netvaerksopbygning
from evalkit.synthetic.network_meetings import (
    write_netvaerksmoeder,
    write_processuelle_netvaerksmoeder,
)
from evalkit.synthetic.planted import Planted

Rows = list[dict[str, str]]
World = tuple[bool, Callable[[str, str], Rows]]
WRITERS: dict[str, Callable[..., list[Planted]]] = {
    "housing_first": write_housing_first,
    "mentorbarn": write_mentorbarn,
    "netvaerksmoeder": write_netvaerksmoeder,
    "netvaerksopbygning": write_netvaerksopbygning,
    "processuelle_netvaerksmoeder": write_processuelle_netvaerksmoeder,
}
LAST_DAY = dt.date(2026, 10, 5)


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d-%m-%Y").date()


def quarter(text: str) -> str:
    date = day(text)
    return f"{date.year}Q{(date.month + 2) // 3}"


def danish(path: Path) -> Rows:
    with path.open(encoding="cp1252", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def gaps(days: Iterable[dt.date]) -> list[int]:
    ordered = sorted(days)
    return [(later - day).days for day, later in itertools.pairwise(ordered)]


def grouped(rows: Rows, *names: str) -> dict[tuple[str, ...], Rows]:
    found: dict[tuple[str, ...], Rows] = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in names)].append(row)
    return found


@pytest.fixture(
    scope="module",
    params=[(SEED, True), (SEED, False), (3, True), (3, False)],
    ids=["committed", "committed-calm", "other", "other-calm"],
)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Whether problems happen, and the rows of a file without faults."""
    seed, problems = request.param
    folder = tmp_path_factory.mktemp("registers")
    for programme, write in WRITERS.items():
        planted = write(folder / programme, seed=seed, faults=False, problems=problems)
        assert {fault.kind for fault in planted} <= {"missing_item"}
    return problems, lambda programme, file: danish(folder / programme / file)


def test_four_families_wait_and_the_others_do_not(world: World) -> None:
    problems, read = world
    waits = []
    for meetings in grouped(read("processuelle_netvaerksmoeder", "moeder.csv"), "Familie").values():
        days = [day(row["Dato"]) for row in meetings]
        assert days == sorted(days)
        assert [row["Mødenr"] for row in meetings] == [str(n + 1) for n in range(len(days))]
        for before, after in itertools.pairwise(days):
            if (after - before).days > 77:
                waits.append((before, after))
            else:
                assert (after - before).days >= 56
    assert len(waits) == (4 if problems else 0)
    for before, after in waits:
        assert (after - before).days > 16 * 7
        assert dt.date(2025, 10, 12) < before < dt.date(2025, 12, 10)
        assert dt.date(2026, 3, 1) < after <= dt.date(2026, 3, 31)


def test_a_caseworker_leads_only_late_in_the_summer(world: World) -> None:
    problems, read = world
    meetings = read("processuelle_netvaerksmoeder", "moeder.csv")
    led = {quarter(row["Dato"]) for row in meetings if row["Mødeleder er sagsbehandler"] == "Ja"}
    assert led == ({"2026Q3"} if problems else set())
    assert {row["Forældre til stede"] for row in meetings} == {"Ja"}
    for row in meetings:
        assert int(row["Varighed (min)"]) <= (180 if row["Tolk"] == "Ja" else 120)


def test_the_leader_writes_the_minutes_only_in_spring(world: World) -> None:
    problems, read = world
    meetings = read("netvaerksmoeder", "moeder.csv")
    own = Counter(
        quarter(row["Dato"]) for row in meetings if row["Referat af anden end mødeleder"] == "Nej"
    )
    assert set(own) == ({"2026Q2"} if problems else set())
    assert not problems or own["2026Q2"] >= 5
    for row in meetings:
        with_interpreter = row["Tolk"] == "Ja"
        assert int(row["Varighed (min)"]) >= (180 if with_interpreter else 120)
        assert int(row["Pauser"]) >= (2 if with_interpreter else 0)
        assert int(row["Antal deltagere"]) <= 20


def test_new_matches_meet_twice_a_month_but_three_in_the_autumn_of_2025(world: World) -> None:
    problems, read = world
    contacts = grouped(read("mentorbarn", "kontakter.csv"), "Barn", "Mentorfamilie")
    slow = []
    for match in read("mentorbarn", "match.csv"):
        if not match["Første dag"]:
            continue
        started = day(match["Første dag"])
        ended = day(match["Slut"]) if match["Slut"] else LAST_DAY
        days = [day(row["Dato"]) for row in contacts[match["Barn"], match["Mentorfamilie"]]]
        assert days[0] == started
        assert days[-1] <= ended
        if max(gaps(days)) > 14:
            slow.append(match)
            assert dt.date(2025, 9, 25) <= started <= dt.date(2025, 10, 1)
            first = [one for one in days if one <= dt.date(2025, 12, 31)]
            assert len(first) <= 4
            assert max(gaps(one for one in days if one > dt.date(2025, 12, 31))) <= 14
    assert len(slow) == (3 if problems else 0)


def test_five_matches_break_in_one_quarter(world: World) -> None:
    problems, read = world
    matches = read("mentorbarn", "match.csv")
    ended = Counter(quarter(row["Slut"]) for row in matches if row["Første dag"] and row["Slut"])
    assert ended == ({"2025Q2": 1, "2026Q2": 5} if problems else {"2025Q2": 1})
    for row in matches:
        steps = [row[name] for name in ("Foreslået", "Begge ja", "Første dag", "Slut")]
        days = [day(step) for step in steps if step]
        assert days == sorted(days)
    assert all(len(children) == 1 for children in grouped(matches, "Mentorfamilie").values())


def test_families_are_supervised_six_times_in_their_first_year_and_a_half(world: World) -> None:
    _, read = world
    meetings = grouped(read("mentorbarn", "moeder.csv"), "Mødetype", "Gælder")
    complete = 0
    for match in read("mentorbarn", "match.csv"):
        supervised = meetings.get(("Supervision", match["Mentorfamilie"]), [])
        assert {row["Varighed (min)"] for row in supervised} <= {"120"}
        if not match["Første dag"] or match["Slut"]:
            continue
        months = [
            (day(row["Dato"]) - day(match["Første dag"])).days / 30.4375 for row in supervised
        ]
        if (LAST_DAY - day(match["Første dag"])).days > 450:
            complete += 1
            assert len(months) == 6
            assert 12 <= months[-1] <= 18
    assert complete >= 2
    online = [day(row["Dato"]) for row in meetings["Fælles online-møde", "fælles"]]
    assert all(46 <= gap <= 61 for gap in gaps(online))


def test_each_child_is_gone_through_every_year(world: World) -> None:
    _, read = world
    reviews = grouped(read("mentorbarn", "aarlige_gennemgange.csv"), "Barn")
    for child in read("mentorbarn", "forloeb.csv"):
        started = day(child["Startdato"])
        days = [day(row["Dato"]) for row in reviews.get((child["Barn"],), [])]
        assert all(gap <= 366 for gap in gaps([started, *days, LAST_DAY]))


def test_an_adult_has_one_young_person_but_one_adult_from_2026(world: World) -> None:
    problems, read = world
    begun = [row for row in read("netvaerksopbygning", "match.csv") if row["Første dag"]]
    shared = [rows for rows in grouped(begun, "Kontaktperson").values() if len(rows) > 1]
    assert len(shared) == (1 if problems else 0)
    for first, second in shared:
        assert not first["Slut"]
        assert quarter(second["Første dag"]) == "2026Q1"


def test_about_ten_hours_a_week_but_six_in_one_quarter(world: World) -> None:
    problems, read = world
    weeks: dict[dt.date, list[float]] = defaultdict(list)
    for rows in grouped(read("netvaerksopbygning", "timer.csv"), "Kontaktperson", "Ung").values():
        own: dict[dt.date, float] = defaultdict(float)
        for row in rows:
            date = day(row["Dato"])
            own[date - dt.timedelta(days=date.weekday())] += float(row["Timer"].replace(",", "."))
        assert all(gap == 7 for gap in gaps(own))
        for monday, hours in own.items():
            weeks[monday].append(hours)
    low = {monday for monday, hours in weeks.items() if sum(hours) / len(hours) < 8}
    if not problems:
        assert not low
        return
    assert (min(low), max(low), len(low)) == (dt.date(2026, 3, 30), dt.date(2026, 6, 22), 13)
    for monday in low:
        assert sum(weeks[monday]) / len(weeks[monday]) == pytest.approx(6, abs=1.2)


def test_goals_are_rated_every_third_month_but_not_in_one_quarter(world: World) -> None:
    problems, read = world
    goals = read("netvaerksopbygning", "maal.csv")
    rated = Counter(quarter(row["Vurderet den"]) for row in goals if row["Vurderet den"])
    others = [rated[name] for name in ("2025Q4", "2026Q1", "2026Q2")]
    assert min(others) >= 20
    assert (rated["2026Q3"] == 0) is problems
    for rows in grouped(goals, "Ung", "Mål").values():
        days = [day(row["Vurderet den"]) for row in rows if row["Vurderet den"]]
        lapse = problems and any(one > dt.date(2026, 9, 30) for one in days)
        if not lapse:
            assert all(gap <= 89 for gap in gaps([day(rows[0]["Sat den"]), *days]))


def test_maps_are_drawn_about_twice_a_year_and_the_unpaid_grow(world: World) -> None:
    _, read = world
    first, last = [], []
    for person in grouped(read("netvaerksopbygning", "netvaerkskort.csv"), "Ung").values():
        maps = {day(date): rows for (date,), rows in grouped(person, "Dato").items()}
        assert all(165 <= gap <= 200 for gap in gaps(maps))
        assert all(len({row["Relation"] for row in rows}) == len(rows) for rows in maps.values())
        unpaid = [sum(row["Betalt"] == "Nej" for row in maps[date]) for date in sorted(maps)]
        if len(unpaid) > 1:
            first.append(unpaid[0])
            last.append(unpaid[-1])
    assert len(first) >= 12
    assert sum(last) > 1.2 * sum(first)


def test_five_leave_early_and_one_is_too_old(world: World) -> None:
    problems, read = world
    courses = read("housing_first", "forloeb.csv")
    ages = [int(row["Startdato"][-4:]) - int(row["Fødselsår"]) for row in courses]
    outside = [age for age in ages if not 16 <= age <= 24]
    assert outside == ([27] if problems else [])
    left = [row for row in courses if row["Afslutningsårsag"] not in ("", "Forløb gennemført")]
    assert [quarter(row["Slutdato"]) for row in left] == ["2026Q3"] * (5 if problems else 0)
    for row in courses:
        if row["Afslutningsårsag"] == "Forløb gennemført":
            days = (day(row["Slutdato"]) - day(row["Startdato"])).days
            assert 260 <= days <= 275


def test_contacts_get_fewer_and_a_bridge_is_built(world: World) -> None:
    _, read = world
    contacts = grouped(read("housing_first", "kontakter.csv"), "Ung")
    completed = 0
    for course in read("housing_first", "forloeb.csv"):
        if course["Afslutningsårsag"] != "Forløb gennemført":
            continue
        completed += 1
        own = contacts[course["Ung"],]
        phases = Counter(
            int((day(row["Dato"]) - day(course["Startdato"])).days // 91.3)
            for row in own
            if row["Type"] != "Brobygning"
        )
        assert phases[0] > 1.3 * phases[1] > 1.3 * 1.3 * phases[2] > 0
        assert any(row["Type"] == "Brobygning" for row in own)
    assert completed >= 5


def test_everybody_who_started_was_referred_and_nobody_has_two_referrals(world: World) -> None:
    _, read = world
    referrals = read("housing_first", "henvisninger.csv")
    started = {row["Ung"]: day(row["Startdato"]) for row in read("housing_first", "forloeb.csv")}
    assert len({row["Ung"] for row in referrals}) == len(referrals) > len(started)
    for row in referrals:
        steps = [row[name] for name in ("Henvist", "Screenet", "Tilbudt", "Lukket")]
        days = [day(step) for step in steps if step]
        assert days == sorted(days)
        if row["Ung"] in started:
            assert not row["Lukket"]
            assert days[-1] <= started.pop(row["Ung"])
    assert not started


def test_faults_are_added_to_a_register_that_is_otherwise_the_same(tmp_path: Path) -> None:
    for programme, write in WRITERS.items():
        clean, spoiled = tmp_path / "clean" / programme, tmp_path / "spoiled" / programme
        write(clean, seed=5, faults=False)
        faults = [fault for fault in write(spoiled, seed=5) if fault.kind != "missing_item"]
        assert faults
        for path in clean.iterdir():
            rows = dict(enumerate(danish(spoiled / path.name), start=2))
            for fault in faults:
                if fault.file == path.name:
                    del rows[fault.row]
            kept = [tuple(row.values()) for row in rows.values()]
            before = [tuple(row.values()) for row in danish(path)]
            # A fault in a row that stays takes that row out; an overlap also moved the row before.
            assert len(set(kept) - set(before)) <= 1
            assert 0 <= len(before) - len(kept) <= 1
