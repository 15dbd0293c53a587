"""Signals on studies made by hand: what is raised, when it is known, and when it is quiet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import DefinitionError, InputError
from evalkit.frames import ATTENDANCE, ENROLMENTS, GOALS, MATCHES, SCORES
from evalkit.monitoring.signals import GROWS, Signals
from evalkit.monitoring.watches import WATCHES
from evalkit.programmes.responses import WATCH_NAMES
from evalkit.study import Study

START, END = pd.Timestamp("2025-01-01"), pd.Timestamp("2026-09-30")
QUARTERS = ("2025Q4", "2026Q1", "2026Q2", "2026Q3")


def study(**tables: object) -> Study:
    """Return a study of a programme that no registry knows, so that only its data count."""
    return Study(title={"da": "p", "en": "p"}, programme="p", **tables)  # type: ignore[arg-type]


def courses(ends: dict[int, str], *, n: int = 20) -> pd.DataFrame:
    """Return n courses, one begun every fifth day of 2025, of which some ended."""
    rows = [
        {
            "person": f"p{number}",
            "programme": "p",
            "started": START + pd.Timedelta(days=5 * number),
            "ended": ends.get(number),
            "exit_reason": "left" if number in ends else None,
        }
        for number in range(n)
    ]
    return ENROLMENTS.shaped(rows)


def known_to(frame: pd.DataFrame, *, activity: str = "a") -> pd.DataFrame:
    """Return one mark of attendance on the last day, so that the data reach it."""
    return ATTENDANCE.shaped(
        [
            {"person": frame["person"].iloc[0], "programme": "p", "activity": activity}
            | {"date": END, "attended": True}
        ]
    )


def of(result: Signals, watch: str) -> list[str]:
    frame = result.to_frame()
    return frame.loc[frame["watch"] == watch, "status"].tolist()


def year(made: Study, watch: str) -> list[list[str]]:
    return [of(ek.signals(made, quarter), watch) for quarter in QUARTERS]


def test_nothing_is_quiet_and_says_what_it_looked_at() -> None:
    frame = courses({})
    made = study(enrolments=frame, attendance=known_to(frame))
    found = ek.signals(made, "2026Q3")
    assert found.raised().empty
    assert found.known().empty
    assert found.is_over
    assert "exits" in found.not_watched  # nobody has ended
    assert "matches" in found.not_watched
    assert "goals" in found.not_watched


def test_a_study_without_anything_has_nothing_to_look_at() -> None:
    found = ek.signals(study(), "2026Q3")
    assert found.looks == ()
    assert found.expected_false_alarms == 0
    assert not found.is_over
    assert ek.say(found, language="en") == [
        "Q3 2026: there are no data that signals could rest on."
    ]


def test_exits_are_raised_once_known_then_quiet_and_raised_anew() -> None:
    many = dict.fromkeys(range(8), "2025-11-15")
    again = many | dict.fromkeys(range(8, 16), "2026-08-15")
    frame = courses(again, n=24)
    made = study(enrolments=frame, attendance=known_to(frame))
    # 8 of 24 leave in 2025Q4 and nobody before; nobody in the two quarters after; then 8 of 16.
    # Of the time at risk 2026Q3 has well under a third: P(8 or more of 16) < 0.01.
    assert year(made, "exits") == [["new"], [], [], ["new"]]


def test_what_goes_on_is_known_until_it_has_grown() -> None:
    first = dict.fromkeys(range(6), "2025-11-15")
    second = first | dict.fromkeys(range(6, 13), "2026-02-15")
    third = second | dict.fromkeys(range(13, 26), "2026-05-15")
    frame = courses(third, n=40)
    result = [
        ek.signals(study(enrolments=frame, attendance=known_to(frame)), quarter)
        for quarter in QUARTERS[:3]
    ]
    # 7 is less than a quarter more than 6; 13 is nearly twice 7.
    assert GROWS * 6 > 7
    assert GROWS * 7 < 13
    assert [of(one, "exits") for one in result] == [["new"], ["known"], ["grew"]]
    last = result[2].to_frame().set_index("watch")
    assert last.loc["exits", "since"] == "2025Q4"
    assert "exits" not in set(result[1].raised()["watch"])
    assert "exits" in set(result[1].known()["watch"])


def test_completion_is_no_exit() -> None:
    ends = dict.fromkeys(range(8), "2025-11-15")
    frame = courses(ends)
    made = study(enrolments=frame, attendance=known_to(frame), completed=("left",))
    assert year(made, "exits")[0] == []


def test_ends_that_nobody_gives_a_reason_for_may_be_the_end_of_the_course() -> None:
    # Teams of ten begin on the first of January and of July 2025. The first stops in November: more
    # than before, and it may be the end of the course. That nine of the second stop in their third
    # month, in which nobody of the first did, is not.
    def teams(*early: str | None) -> pd.DataFrame:
        first = [("2025-01-01", "2025-11-02")] * 10
        second = [("2025-07-01", end) for end in early]
        return ENROLMENTS.shaped(
            {"person": f"p{number}", "programme": "p", "started": started, "ended": ended}
            for number, (started, ended) in enumerate([*first, *second])
        )

    end_of_course = teams(*[None] * 10)
    made = study(enrolments=end_of_course, attendance=known_to(end_of_course))
    (look,) = [one for one in ek.signals(made, "2025Q4").looks if one.watch == "exits"]
    assert look.chance <= look.alarm
    assert not look.is_concern
    told = end_of_course.assign(
        exit_reason=end_of_course["exit_reason"].mask(end_of_course["ended"].notna(), "left")
    )
    made = study(enrolments=told, attendance=known_to(told))
    assert of(ek.signals(made, "2025Q4"), "exits") == ["new"]
    stopped = teams(*["2025-09-10"] * 9, None)
    made = study(enrolments=stopped, attendance=known_to(stopped))
    assert of(ek.signals(made, "2025Q3"), "exits") == ["new"]


def test_the_chance_of_exits_is_that_of_the_definition() -> None:
    # Two persons from 1 January to 30 June 2025 (181 days each), one of whom leaves on the last
    # day of the quarter looked at. Before: 2 x 181 days and no exit; in the quarter 2 x 92 days.
    rows = [
        {"person": "a", "programme": "p", "started": "2025-01-01", "ended": "2025-09-30"},
        {"person": "b", "programme": "p", "started": "2025-01-01"},
    ]
    frame = ENROLMENTS.shaped(rows)
    found = ek.signals(study(enrolments=frame, attendance=known_to(frame)), "2025Q3")
    (look,) = [one for one in found.looks if one.watch == "exits"]
    assert look.chance == pytest.approx(2 * 92 / (2 * 92 + 2 * 181))
    assert (look.count, look.n) == (1, 2)
    assert not look.is_concern


def test_a_team_that_starts_together_is_one_start() -> None:
    # Four teams a year of six: one quarter without a team is nothing to raise.
    days = ["2024-10-01", "2025-01-15", "2025-04-15", "2025-07-15", "2026-01-15"]
    rows = [
        {"person": f"{day}{number}", "programme": "p", "started": day}
        for day in days
        for number in range(6)
    ]
    frame = ENROLMENTS.shaped(rows)
    found = ek.signals(study(enrolments=frame, attendance=known_to(frame)), "2025Q4")
    (look,) = [one for one in found.looks if one.watch == "starts"]
    assert look.count == 0
    assert not look.is_concern


def test_starts_that_dry_up_are_raised() -> None:
    days = pd.date_range("2024-10-01", "2025-09-28", freq="7D")
    rows = [{"person": str(day), "programme": "p", "started": day} for day in days]
    frame = ENROLMENTS.shaped(rows)
    found = ek.signals(study(enrolments=frame, attendance=known_to(frame)), "2025Q4")
    assert of(found, "starts") == ["new"]
    (look,) = [one for one in found.looks if one.watch == "starts"]
    # 52 starts in 365 days: 13.1 are expected in 92, and the chance of none is (365/457)^52.
    assert look.usual == pytest.approx(52 * 92 / 365)
    assert look.chance == pytest.approx((365 / 457) ** 52)


def test_goals_that_wait_are_held_against_the_quarter_before() -> None:
    rows = [
        {"person": f"p{person}", "programme": "p", "goal": str(goal), "set_on": "2025-06-01"}
        | {"date": day, "attainment": -1.0}
        for person in range(10)
        for goal in range(2)
        for day in ("2025-09-15", "2025-12-15")
    ]
    frame = courses({})
    made = study(enrolments=frame, attendance=known_to(frame), goals=GOALS.shaped(rows))
    months = ek.goal_attainment(made, as_of="2026Q3").review_months
    overdue = pd.Timestamp("2025-12-15") + pd.DateOffset(months=months)
    expected = [["new"] if pd.Timestamp(ek_end(q)) > overdue else [] for q in QUARTERS]
    found = year(made, "goals")
    assert found[0] == []
    assert found.count(["new"]) == 1
    assert found.index(["new"]) == expected.index(["new"])


def ek_end(quarter: str) -> dt.date:
    return {"4": dt.date(2025, 12, 31), "1": dt.date(2026, 3, 31), "2": dt.date(2026, 6, 30)}.get(
        quarter[-1], dt.date(2026, 9, 30)
    )


def test_matches_that_break() -> None:
    rows = [
        {"person": f"p{number}", "programme": "p", "adult": f"v{number}"}
        | {"started": "2025-02-01", "ended": "2026-02-10" if number < 6 else None}
        for number in range(12)
    ]
    frame = courses({})
    made = study(enrolments=frame, attendance=known_to(frame), matches=MATCHES.shaped(rows))
    assert year(made, "matches") == [[], ["new"], [], []]


def test_nothing_after_the_quarter_is_looked_at() -> None:
    ends = dict.fromkeys(range(10), "2026-04-01")
    frame = courses(ends)
    whole = study(enrolments=frame, attendance=known_to(frame))
    cut = ek.as_of(whole, "2026Q1")
    one, other = ek.signals(whole, "2026Q1"), ek.signals(cut, "2026Q1")
    assert one.to_frame().equals(other.to_frame())
    assert one.looks == other.looks


def test_a_quarter_that_is_not_over_says_so() -> None:
    frame = courses({})
    made = study(enrolments=frame, attendance=known_to(frame))
    found = ek.signals(made, "2026Q4")
    assert not found.is_over
    assert found.known_to == END.date()
    notes = " ".join(str(part) for part in ek.table(found, language="en").paragraphs)
    assert "The quarter is not over in the data, which reach 30 September 2026." in notes


def test_a_few_people_are_not_counted_on_a_page() -> None:
    rows = [
        {"person": f"p{number}", "programme": "unik", "started": "2026-08-01", "age_at_start": age}
        for number, age in enumerate([20.5, 21.5, 44.5])
    ]
    made = Study(title={"da": "u", "en": "u"}, programme="unik", enrolments=ENROLMENTS.shaped(rows))
    found = ek.signals(made, "2026Q3")
    assert of(found, "age") == ["new"]
    table = ek.table(found, language="en")
    assert "Fewer than 5 people" in table.rows[0][1]
    assert [row["count"] for row in table.numbers if row["watch"] == "age"] == [None]


def test_readings_late_are_raised_by_the_plan() -> None:
    persons = [f"p{number}" for number in range(12)]
    enrolments = ENROLMENTS.shaped(
        [{"person": one, "programme": "unik", "started": "2025-07-01"} for one in persons]
    )
    days = ["2025-07-01", "2025-10-01", "2026-01-01", "2026-07-01"]  # not April
    scores = SCORES.shaped(
        [
            {"person": one, "programme": "unik", "instrument": "who5", "scale": "total"}
            | {"date": day, "score": 50.0}
            for one in persons
            for day in days
        ]
    )
    made = Study(
        title={"da": "u", "en": "u"}, programme="unik", enrolments=enrolments, scores=scores
    )
    assert [of(ek.signals(made, quarter), "readings") for quarter in QUARTERS] == [
        [],
        [],
        ["new"],
        [],
    ]


def test_own_responses_and_their_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    text = """\
programme: unik
responses:
  age:
    do: {da: "Tal med visitationen.", en: "Talk to those who refer."}
    who: {da: "Lederen", en: "The head"}
"""
    path.write_text(text, encoding="utf-8")
    made = Study(title={"da": "u", "en": "u"}, programme="unik")
    found = ek.signals(made, "2026Q3", responses=path)
    assert found.response("age", "anything").who_words == {"da": "Lederen", "en": "The head"}
    assert not found.response("exits").is_stated
    with pytest.raises(InputError, match="are those of 'unik', and the data are of 'p'"):
        ek.signals(study(), "2026Q3", responses=path)
    path.write_text(text.replace('{da: "Lederen", en: "The head"}', "[nobody]"), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"own\.yaml.*no fact 'nobody'"):
        ek.signals(made, "2026Q3", responses=path)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_kind_of_signal_has_its_words(language: str) -> None:
    rows = [
        {"person": f"p{number}", "programme": "p", "adult": f"v{number}"}
        | {"started": "2025-02-01", "ended": "2026-02-10" if number < 6 else None}
        for number in range(12)
    ]
    frame = courses(dict.fromkeys(range(8), "2026-02-10"))
    made = study(enrolments=frame, attendance=known_to(frame), matches=MATCHES.shaped(rows))
    found = ek.signals(made, "2026Q1")
    table = ek.table(found, language=language)
    assert len(table.rows) == 2
    assert "6" in table.rows[1][1]
    text = " ".join([*(cell for row in table.rows for cell in row), *table.notes])
    assert "{" not in text
    assert "nan" not in {part.strip(".,") for part in text.lower().split()}


def test_a_response_to_what_is_not_watched_or_no_rule_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    text = "programme: cafe_step\nresponses:\n  {}: {{do: {{da: a, en: b}}}}\n"
    made = Study(title={"da": "c", "en": "c"}, programme="cafe_step")
    path.write_text(text.format("attendence"), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"line 3.*Did you mean 'attendance'"):
        ek.signals(made, "2026Q3", responses=path)
    path.write_text(text.format("fidelity.least_volunters"), encoding="utf-8")
    with pytest.raises(InputError, match="Did you mean 'least_volunteers'"):
        ek.signals(made, "2026Q3", responses=path)
    path.write_text(text.format("fidelity.least_volunteers"), encoding="utf-8")
    assert (
        ek.signals(made, "2026Q3", responses=path)
        .response("fidelity", "least_volunteers")
        .is_stated
    )


def test_what_is_watched_has_one_list_of_names() -> None:
    assert tuple(WATCHES) == WATCH_NAMES


def test_rules_of_ones_own_are_looked_at_instead(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(
        "programme: unik\n"
        "rules:\n"
        "  agreed_age:\n"
        '    da: "Vi har aftalt 18-24 år."\n'
        '    en: "We have agreed on 18-24 years."\n'
        '    source: "Minutes of 3 March"\n'
        "    check: number\n"
        "    table: enrolments\n"
        "    column: age_at_start\n"
        '    amount: "18-24 years"\n',
        encoding="utf-8",
    )
    rows = [
        {"person": f"p{number}", "programme": "unik", "started": "2026-08-01", "age_at_start": age}
        for number, age in enumerate([20.5, 27.5, 28.5, 29.5, 26.5, 27.0])
    ]
    made = Study(title={"da": "u", "en": "u"}, programme="unik", enrolments=ENROLMENTS.shaped(rows))
    found = ek.signals(made, "2026Q3", rules=path)
    assert of(found, "fidelity") == ["new"]
    assert "We have agreed on 18-24 years" in ek.table(found, language="en").rows[0][0]
    assert of(ek.signals(made, "2026Q3"), "fidelity") == []


def test_what_lasts_a_whole_year_is_raised_again_with_its_true_beginning() -> None:
    # The rule of one young person per adult is broken from 2024Q2 on, and nobody mends it.
    kept = ENROLMENTS.shaped(
        [
            {"person": one, "programme": "netvaerksopbygning", "started": "2024-01-01"}
            for one in "ab"
        ]
    )
    two = MATCHES.shaped(
        [
            {"person": one, "programme": "netvaerksopbygning", "adult": "v", "started": day}
            for one, day in (("a", "2024-02-01"), ("b", "2024-05-01"))
        ]
    )
    lasting = Study(
        title={"da": "n", "en": "n"},
        programme="netvaerksopbygning",
        enrolments=kept,
        matches=two,
        attendance=ATTENDANCE.shaped(
            [{"person": "a", "programme": "netvaerksopbygning", "activity": "x", "date": END}]
        ),
    )
    found = {}
    for quarter in ("2024Q2", "2024Q3", "2025Q1", "2025Q2", "2025Q3", "2026Q2"):
        frame = ek.signals(lasting, quarter).to_frame().set_index("about")
        found[quarter] = tuple(frame.loc["one_child", ["status", "since"]])
    assert found == {
        "2024Q2": ("new", "2024Q2"),
        "2024Q3": ("known", "2024Q2"),
        "2025Q1": ("known", "2024Q2"),
        "2025Q2": ("again", "2024Q2"),
        "2025Q3": ("known", "2024Q2"),
        "2026Q2": ("again", "2024Q2"),
    }


def test_ends_without_a_reason_are_not_called_stops() -> None:
    # Twenty that passed the same length long ago and stayed; of twelve later ones ten end.
    rows = [{"person": f"a{n}", "programme": "p", "started": "2023-01-05"} for n in range(20)]
    rows += [
        {"person": f"b{n}", "programme": "p", "started": "2025-03-05"}
        | {"ended": "2026-02-10" if n < 10 else None, "exit_reason": "left" if n < 10 else None}
        for n in range(12)
    ]
    frame = ENROLMENTS.shaped(rows)
    told = study(enrolments=frame, attendance=known_to(frame))
    untold = study(
        enrolments=ENROLMENTS.shaped(frame.drop(columns="exit_reason")), attendance=known_to(frame)
    )
    for made, says in ((told, "without being completed"), (untold, "the reason is not noted")):
        found = ek.signals(made, "2026Q1")
        assert of(found, "exits") == ["new"]
        assert says in ek.say(found, language="en")[0]


def test_a_programme_in_no_registry_has_responses_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    text = "programme: p\nresponses:\n  {}: {{do: {{da: Ring., en: Call.}}}}\n"
    path.write_text(text.format("exits"), encoding="utf-8")
    found = ek.signals(study(), "2026Q3", responses=path)
    assert found.response("exits").do_words["en"] == "Call."
    path.write_text(text.format("fidelity.contact"), encoding="utf-8")
    with pytest.raises(InputError, match=r"'fidelity\.contact', and no rules.*`rules=`"):
        ek.signals(study(), "2026Q3", responses=path)
