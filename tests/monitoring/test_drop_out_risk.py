"""The internal list of those who come less, on registers made by hand and by chance."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.frames import ATTENDANCE, ENROLMENTS
from evalkit.study import Study

FIRST = pd.Timestamp("2026-03-05")
LAST = dt.date(2026, 9, 30)


def register(
    came: dict[str, str], *, started: dict[str, str] | None = None, left: tuple[str, ...] = ()
) -> Study:
    """Return a study of weekly marks: "x" came, "a" did not, " " nothing noted; all end alike."""
    longest = max(len(marks) for marks in came.values())
    rows, courses = [], []
    for person, marks in came.items():
        days = pd.date_range(FIRST, periods=longest, freq="7D")[longest - len(marks) :]
        courses.append(
            {
                "person": person,
                "programme": "cafe_step",
                "started": (started or {}).get(person, days[0]),
                "ended": days[-1] if person in left else None,
            }
        )
        for day, mark in zip(days, marks, strict=True):
            said = {"x": True, "a": False}.get(mark)
            rows.append(
                {
                    "person": person,
                    "programme": "cafe_step",
                    "activity": "cafe",
                    "date": day,
                    "attended": said,
                }
            )
    return Study(
        title={},
        programme="cafe_step",
        attendance=ATTENDANCE.shaped(rows),
        enrolments=ENROLMENTS.shaped(courses),
    )


STUDY = register(
    {
        "faithful": "xxxxxxxxxxxxxxxx",
        "fell": "xxxaxxxxxxxxaaaa",
        "seldom": "aaaxaaaaaxaaaaaa",
        "never": "aaaaaaaaaaaaaaaa",
        "new": "xxxx",
        "gone": "xxxxxxxxxxxxaaaa",
        "unmarked": "xxxxxxxxxx      ",
    },
    left=("gone",),
)


def test_who_fell_is_listed_and_nobody_else() -> None:
    risk = ek.drop_out_risk(STUDY, as_of=LAST)
    listed = risk.to_frame()
    assert listed["person"].tolist() == ["fell"]
    row = listed.iloc[0]
    assert row[["noted_before", "came_before", "came_recent", "missed_in_row"]].tolist() == [
        *(12, 11, 0, 4),
    ]
    # 11 of 16, the last four all absences: C(5, 4) / C(16, 4), for both looks at once.
    assert row["chance"] == pytest.approx(5 / 1820)
    assert row["last_came"] == FIRST + pd.Timedelta(weeks=11)


def test_those_who_cannot_be_judged_are_counted() -> None:
    risk = ek.drop_out_risk(STUDY, as_of=LAST)
    assert sorted(risk.everybody()["person"]) == ["faithful", "fell", "seldom"]
    assert (risk.judged, risk.listed) == (3, 1)
    assert (risk.too_few, risk.never_came, risk.not_noted) == (1, 1, 1)
    assert 0 < risk.expected_false < 0.05 * 3


def test_the_list_of_a_day_knows_nothing_of_what_came_after() -> None:
    day = (FIRST + pd.Timedelta(weeks=11)).date()
    risk = ek.drop_out_risk(STUDY, as_of=day)
    assert risk.listed == 0
    # The end of the course came later.
    assert "gone" in set(risk.everybody()["person"])


def test_an_earlier_course_is_not_the_habit() -> None:
    marks = "xxxxxxxxxxxx" + "axaxaaxa"
    study = register({"back": marks}, started={"back": str(FIRST + pd.Timedelta(weeks=12))})
    frame = ek.drop_out_risk(study, as_of=LAST).everybody()
    assert frame["noted_before"].tolist() == [4]


def test_without_enrolments_those_noted_lately_are_judged() -> None:
    study = Study(title={}, programme="cafe_step", attendance=STUDY.attendance)
    risk = ek.drop_out_risk(study, as_of=LAST)
    assert {"fell", "gone"} == set(risk.to_frame()["person"])
    assert risk.not_noted == 1


def test_a_register_of_attendances_alone_judges_nobody() -> None:
    study = register(dict.fromkeys("abcde", "xxxxxxxxxx"))
    risk = ek.drop_out_risk(study, as_of=LAST)
    assert not risk.absences_known
    assert risk.judged == 0
    assert ek.say(risk, language="en")[0].startswith("Nobody can be judged")


def test_chance_alone_lists_as_many_as_expected() -> None:
    rng = np.random.default_rng(20261122)
    habits = rng.beta(3, 2, size=300)
    study = register(
        {
            f"p{number}": "".join(np.where(rng.random(20) < habit, "x", "a"))
            for number, habit in enumerate(habits)
        }
    )
    risk = ek.drop_out_risk(study, as_of=LAST)
    # Four standard deviations of a sum of independent alarms.
    assert abs(risk.listed - risk.expected_false) < 4 * risk.expected_false**0.5
    assert risk.expected_false < 0.05 * risk.judged


def test_the_order_of_persons_and_rows_changes_nothing() -> None:
    shuffled = Study(
        title={},
        programme="cafe_step",
        attendance=STUDY.attendance.sample(frac=1, random_state=1),
        enrolments=STUDY.enrolments.iloc[::-1],
    )
    pd.testing.assert_frame_equal(
        ek.drop_out_risk(shuffled, as_of=LAST).everybody(),
        ek.drop_out_risk(STUDY, as_of=LAST).everybody(),
    )


def test_no_person_shows_on_sight_or_in_the_numbers_of_the_page() -> None:
    risk = ek.drop_out_risk(STUDY, as_of=LAST)
    assert "internal" in repr(risk)
    for shown in (repr(risk), risk._repr_html_(), str(ek.say(risk))):
        assert "fell" not in shown
    table = ek.table(risk, language="en")
    assert "fell" in str(table)
    assert "fell" not in str(table.numbers)


def test_nothing_at_all_lists_nobody() -> None:
    risk = ek.drop_out_risk(Study(title={}, programme="p"), as_of="2026Q3")
    assert risk.to_frame().empty
    assert risk.judged == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"recent": 0}, "`recent` is 0"),
        ({"recent": 4, "least": 7}, "at least 8"),
        ({"level": 5}, "between 0 and 1"),
        ({"activity": "caf"}, "Did you mean 'cafe'"),
    ],
)
def test_numbers_out_of_range_are_told(asked: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ek.drop_out_risk(STUDY, as_of=LAST, **asked)  # type: ignore[arg-type]
