"""The measurement calendar as tables and sentences."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest

import evalkit as ek
from evalkit.present.blocks import Table, Text
from evalkit.study import Study
from tests.monitoring.calendar_studies import made

DAY = dt.date(2026, 5, 20)
PEOPLE = "abcdef"
Says = Callable[..., bool]


def six(*, programme: str = "unik", instrument: str = "who5", wave: str = "") -> Study:
    """Six courses from 1 January: five read at the start, four of them and the sixth in April."""
    read = [(one, "2026-01-05", instrument, wave) for one in "abcde"]
    read += [(one, "2026-04-02", instrument, wave) for one in "abcdf"]
    read.append(("a", "2026-05-20", "other", ""))
    return made([(one, "2026-01-01", None) for one in PEOPLE], read, programme=programme)


@pytest.mark.parametrize("language", ["da", "en"])
def test_counts(language: str) -> None:
    shown = ek.table(ek.measurement_calendar(six(), as_of=DAY), language=language)
    assert isinstance(shown, Table)
    # Made: 5 in January, 5 in April, and a in July's window already; missed: f, then e; July's of
    # the other five is still to come.
    (row,) = shown.rows
    assert row[1:] == ("6", "11", "0", "0", "2", "5", "0")
    said = " ".join(shown.notes)
    assert ("kilden siger ikke, om det er frivilligt" in said) == (language == "da")


def test_the_share_by_quarter() -> None:
    calendar = ek.measurement_calendar(six(), as_of=DAY)
    shown = ek.table(calendar.completion, language="da")
    assert isinstance(shown, Table)
    # Wilson's interval of 5 of 6: 44 % to 97 %.
    assert shown.rows[0] == ("1. kvartal 2026", "6", "5", "83 %", "44 % til 97 %", "0")
    assert shown.numbers[0]["estimate"] == pytest.approx(5 / 6)


def test_few_courses_have_no_share_and_no_counts() -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01")])
    calendar = ek.measurement_calendar(study, as_of=DAY)
    shown = ek.table(calendar.completion, language="da")
    assert isinstance(shown, Table)
    assert shown.rows[0][:5] == ("1. kvartal 2026", "1", "–", "–", "–")
    assert shown.numbers[0]["count"] is None
    counts = ek.table(calendar, language="da")
    assert isinstance(counts, Table)
    assert set(counts.rows[0][2:]) == {"–"}
    assert "færre end 5 forløb" in " ".join(counts.notes)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_list_is_internal_and_has_no_numbers_for_the_result_file(language: str) -> None:
    study = made([("key1", "2026-01-01", None)], [("key1", "2026-01-01")])
    calendar = ek.measurement_calendar(study, as_of=dt.date(2026, 4, 20))
    shown = ek.table(calendar.to_do, language=language)
    assert isinstance(shown, Table)
    assert shown.rows[0][0] == "key1"
    assert shown.notes[0].startswith({"da": "Intern", "en": "Internal"}[language])
    assert shown.numbers == ()
    assert "key1" not in json.dumps(ek.table(calendar, language=language).as_data())


def test_nothing_to_do() -> None:
    study = made([("a", "2026-01-01", None)], [("a", "2026-01-01"), ("a", "2026-04-01")])
    calendar = ek.measurement_calendar(study, as_of=dt.date(2026, 4, 20))
    assert isinstance(ek.table(calendar.to_do, language="da"), Text)


@pytest.mark.parametrize("language", ["da", "en"])
def test_sentences(says: Says, language: str) -> None:
    said = ek.say(ek.measurement_calendar(six(), as_of=DAY), language=language)
    assert says(said[0], "calendar_say_open", language, overdue="0", missed="2")
    quarter = {"da": "1. kvartal 2026", "en": "Q1 2026"}[language]
    completed = {"count": "5", "n": "6", "quarter": quarter}
    assert says(said[1], "calendar_say_completion", language, **completed)
    assert says(said[2], "calendar_say_not_stated", language)


def test_a_voluntary_reading_is_told_as_one(says: Says) -> None:
    star = "outcomes_star_homelessness"
    study = six(programme="bindeleddet", instrument=star)
    calendar = ek.measurement_calendar(study, as_of=DAY)
    said = " ".join(ek.say(calendar, language="da"))
    assert says(said, "calendar_say_voluntary", "da", not_made="2")
    assert "over tiden:" not in said
    shown = ek.table(calendar, language="da")
    assert isinstance(shown, Table)
    labels = [column.label for column in shown.columns]
    assert "Over tiden" not in labels
    assert "Ikke lavet i tide" not in labels


def test_data_that_stop_before_the_day_are_told_first(says: Says) -> None:
    said = ek.say(ek.measurement_calendar(six(), as_of="2026Q3"), language="en")
    assert says(said[0], "calendar_say_reach", "en", latest="20 May 2026")


def test_an_assumption_is_told_as_one(says: Says) -> None:
    study = six(programme="empower4u")
    said = " ".join(ek.say(ek.measurement_calendar(study, as_of=DAY), language="da"))
    when = "før (ved start), efter (4 måneder efter start) og opfølgning (10 måneder efter start)"
    assert says(said, "calendar_say_assumed", "da", when=when)


def test_without_a_plan_it_says_so_and_what_could_be_watched(says: Says) -> None:
    for name, key in (("insp", "calendar_say_watch"), ("kbh_plus", "calendar_say_refuses")):
        calendar = ek.measurement_calendar(six(programme=name), as_of=DAY)
        for language in ("da", "en"):
            said = ek.say(calendar, language=language)
            assert says(said[0], "calendar_say_no_plan", language)
            assert says(" ".join(said), key, language)
            assert ek.table(calendar, language=language) == Text(tuple(said))
            assert isinstance(ek.table(calendar.completion, language=language), Text)


def test_what_is_not_in_the_data_is_not_told_as_missing(says: Says) -> None:
    study = made([("a", "2026-01-01", None)])
    (said, *_) = ek.say(ek.measurement_calendar(study, as_of=DAY), language="da")
    assert says(said, "calendar_say_not_collected", "da")


def test_ones_own_plan_is_told_as_one(says: Says) -> None:
    plan = {"instruments": ["who5", "t_ils"], "every_months": 3}
    calendar = ek.measurement_calendar(six(), as_of=DAY, plan=plan)
    assert says(" ".join(ek.say(calendar, language="da")), "calendar_say_own", "da")
    shown = ek.table(calendar, language="da")
    assert isinstance(shown, Table)
    assert says(" ".join(shown.notes), "calendar_lacking_note", "da", count="10")
