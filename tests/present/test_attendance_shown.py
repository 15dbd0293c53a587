"""Attendance as readers see it: tables, pictures and sentences in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

import evalkit as ek
from evalkit.frames import ATTENDANCE, ENROLMENTS, HEADCOUNTS
from evalkit.present.blocks import Figure, Table, Text
from evalkit.study import Study

BOTH = pytest.mark.parametrize("language", ["da", "en"])


# Week by week from 2 February 2026, a Thursday each: so many of so many came; two weeks closed.
CAME = [6, 7, 5, 6, 7, 6, 5, 7, 6, 5, 6, 7, 5, 6, 7, 6, 5, 7, 6, 5, 0, 0, 8, 9, 8, 9, 8, 9, 8, 9, 8]
SIZE = [8] * 20 + [0, 0] + [18] * 9


@pytest.fixture(scope="module")
def cafe() -> Study:
    """More are enrolled from July on, and a smaller share of them come; one person stays away."""
    weeks = pd.date_range("2026-02-05", periods=len(CAME), freq="7D")
    marks = [
        {"person": f"p{number:02}", "date": day, "attended": number < came}
        for day, came, size in zip(weeks, CAME, SIZE, strict=True)
        for number in range(size)
    ]
    marks += [
        {"person": "stays-away", "date": day, "attended": number < 27}
        for number, day in enumerate(weeks)
        if SIZE[number]
    ]
    same = {"programme": "cafe_step", "activity": "café"}
    courses = [
        {"person": f"p{number:02}", "programme": "cafe_step"}
        | {"started": "2026-02-01" if number < 8 else "2026-07-09"}
        for number in range(18)
    ]
    courses.append({"person": "stays-away", "programme": "cafe_step", "started": "2026-02-01"})
    return Study(
        title={},
        programme="cafe_step",
        attendance=ATTENDANCE.shaped(mark | same for mark in marks),
        enrolments=ENROLMENTS.shaped(courses),
    )


@pytest.fixture(scope="module")
def house() -> Study:
    rows = [
        {"programme": "insp", "activity": "house", "date": day, "group": group, "count": count}
        for number, day in enumerate(pd.date_range("2026-07-01", periods=20, freq="D"))
        for group, count in (("users", 50), ("vulnerable", 8 + 4 * (number % 2)))
    ]
    return Study(title={}, programme="insp", headcounts=HEADCOUNTS.shaped(rows))


@BOTH
def test_number_and_share_are_told_with_what_moved(cafe: Study, language: str) -> None:
    charts = ek.attendance_charts(cafe, "2026Q3")
    moved = charts.moved
    assert moved is not None
    said = ek.say(charts, language=language)
    whole = " ".join(said)
    comma = "," if language == "da" else "."
    for number in (moved.came, moved.came_before, abs(moved.from_base), abs(moved.from_share)):
        assert f"{number:.1f}".replace(".", comma) in whole
    # More are enrolled and fewer of them come: neither is told alone.
    assert moved.from_base > 0 > moved.from_share
    opposite = {"da": "går hver sin vej", "en": "go opposite ways"}[language]
    assert opposite in whole


@BOTH
def test_what_the_programme_does_is_told_with_its_place_when_there_is_a_concern(
    cafe: Study, language: str
) -> None:
    charts = ek.attendance_charts(cafe, "2026Q3")
    assert (charts.signals()["direction"] == "concern").any()
    told = [one for one in ek.say(charts, language=language) if "4.4.5" in one]
    assert len(told) == 1
    assert charts.practice[0].text[language] in told[0]


@BOTH
def test_the_table_has_number_and_share_with_their_signals(cafe: Study, language: str) -> None:
    table = ek.table(ek.attendance_charts(cafe, "2026Q3"), language=language)
    assert isinstance(table, Table)
    assert len(table.rows) == 2
    assert all(all(cell for cell in row) for row in table.rows)
    assert len(table.numbers) == 2 * len(ek.attendance_series(cafe, "2026Q3").to_frame())


@BOTH
def test_the_picture_says_in_words_what_it_shows(cafe: Study, language: str) -> None:
    charts = ek.attendance_charts(cafe, "2026Q3", target=8, events={"2026-02-05": "x"})
    figure = ek.figure(charts, language=language)
    assert isinstance(figure, Figure)
    assert figure.png.startswith(b"\x89PNG")
    share = charts.share.to_frame()["mean"].iloc[-1]
    assert f"{100 * share:.0f}" in figure.alt
    assert len(figure.data.rows) == len(charts.number.to_frame())


def test_closed_weeks_are_a_dash_and_not_zero(cafe: Study) -> None:
    table = ek.table(ek.attendance_series(cafe, "2026Q3"), language="en")
    assert isinstance(table, Table)
    assert table.rows[0][1:] == ("0", "–", "–", "–", "–")
    assert table.rows[2][1] == "1"
    said = ek.say(ek.attendance_series(cafe, "2026Q3"), language="en")
    assert "open in 9 of 10 weeks" in said[0]


@BOTH
def test_a_quarter_under_way_is_said(cafe: Study, language: str) -> None:
    said = ek.say(ek.attendance_charts(cafe, "2026Q3"), language=language)
    day = {"da": "3. september 2026", "en": "3 September 2026"}[language]
    assert any(day in one for one in said)


@BOTH
def test_the_internal_list_says_that_it_is_and_how_many_chance_gives(
    cafe: Study, language: str
) -> None:
    risk = ek.drop_out_risk(cafe, as_of="2026Q3")
    table = ek.table(risk, language=language)
    assert isinstance(table, Table)
    assert {"da": "Internt", "en": "Internal"}[language] in table.caption
    expected = f"{risk.expected_false:.1f}".replace(".", "," if language == "da" else ".")
    assert any(expected in note for note in table.notes)
    persons = set(risk.to_frame()["person"])
    assert "stays-away" in persons
    assert {row[0] for row in table.rows} == persons
    assert not any(person in str(table.numbers) for person in persons)
    assert not any(person in str(ek.say(risk, language=language)) for person in persons)


@BOTH
def test_a_share_beside_a_limit_keeps_a_decimal(house: Study, language: str) -> None:
    found = ek.composition(house, "2026Q3")
    assert found.share == 0.2
    said = ek.say(found, language=language)
    assert {"da": "20,0 %", "en": "20.0%"}[language] in said[0]
    table = ek.table(found, language=language)
    assert isinstance(table, Table)
    # Both readings of the source stand, with what speaks between them.
    assert sum("5.1.1" in note or "5.1.2" in note for note in table.notes) == 3
    assert isinstance(ek.figure(found, language=language), Figure)


@BOTH
def test_nothing_to_show_is_said(language: str) -> None:
    empty = Study(title={}, programme="p")
    results = (
        ek.attendance_series(empty, "2026Q3"),
        ek.attendance_charts(empty, "2026Q3"),
        ek.drop_out_risk(empty, as_of="2026Q3"),
        ek.composition(empty, "2026Q3"),
    )
    for result in results:
        assert isinstance(ek.table(result, language=language), Text)
        assert ek.say(result, language=language)
    for drawn in (results[1], results[3]):
        assert isinstance(ek.figure(drawn, language=language), Text)
