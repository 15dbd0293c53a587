"""Goals, supervision, follow-up and registers beside what is claimed: studies counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek
from evalkit.frames import ATTENDANCE, GOALS, MATCHES, MEETINGS, STAFFING
from evalkit.study import Study

Written = Callable[..., Path]
MakesStudy = Callable[..., Study]
FIRST, REACHED = "2025-01-01", "2025-06-01"
FOLLOWS_GOALS = """
measurements:
  goals: {measures: goals, da: Mål., en: Goals., place: s. 3}
"""


def begun(count: int) -> dict[str, str]:
    """Return so many who began in January, and one so late that no goal is asked for."""
    return {f"SECRET{number}": FIRST for number in range(count)} | {"SECRETnew": REACHED}


def with_goals(study: Study, setters: list[str], *, reviewed: int = 0, rated: bool = True) -> Study:
    """Give the first so many a goal of these setters, and so many of them a review."""
    rows = [
        {
            "person": f"SECRET{place}",
            "programme": study.programme,
            "goal": "1",
            "set_on": "2025-01-10",
            "set_by": by,
            "date": "2025-05-01" if place < reviewed else None,
            "attainment": 0.0 if place < reviewed and rated else None,
        }
        for place, by in enumerate(setters)
    ]
    return replace(study, goals=GOALS.shaped(pd.DataFrame(rows)))


def row(claims: ek.Claims, element: str) -> dict[str, object]:
    frame = claims.to_frame().set_index("element")
    return {str(name): value for name, value in frame.loc[element].items()}


def as_programme(study: Study, name: str) -> Study:
    enrolments = study.enrolments.assign(programme=name)
    return replace(study, programme=name, enrolments=enrolments)


# Wilson, by hand as in test_claims.py: 3 of 20 is 0.052 to 0.360, 10 of 20 0.299 to 0.701, 17 of 20
# 0.640 to 0.948.
@pytest.mark.parametrize(
    ("setters", "claim", "verdict"),
    [
        (["both"] * 17, "yes", "in_line"),
        (["person"] * 10, "yes", "unclear"),
        (["both"] * 3, "yes", "against"),
        (["both"] * 3, "partly", "unclear"),
        (["both"] * 17, "no", "against"),
        (["both"] * 3, "not_stated", "data_only"),
        # Goals that staff set alone are goals too: nothing is contradicted by them.
        (["worker"] * 17, "yes", "unclear"),
    ],
)
def test_goals_are_judged_by_the_whole_interval(
    written: Written, read_study: MakesStudy, setters: list[str], claim: str, verdict: str
) -> None:
    study = with_goals(read_study(begun(20), []), setters)
    path = written(goals_set=claim, goals_individual=claim)
    found = row(ek.claims_beside_data(path, study), "goals")
    assert found["verdict"] == verdict
    with_young = sum(one != "worker" for one in setters)
    assert (found["n"], found["count"], found["reason"]) == (20, with_young, "goals_set")


def test_a_source_that_has_goals_for_the_group_alone_is_not_contradicted(
    written: Written, read_study: MakesStudy
) -> None:
    study = with_goals(read_study(begun(20), []), ["both"] * 3)
    found = row(ek.claims_beside_data(written(goals_set="yes"), study), "goals")
    assert found["verdict"] == "unclear"


def test_goals_whose_setter_nobody_noted_are_told_as_that(
    written: Written, read_study: MakesStudy
) -> None:
    study = with_goals(read_study(begun(20), []), [""] * 17)
    claims = ek.claims_beside_data(written(goals_set="yes"), study)
    found = row(claims, "goals")
    assert (found["reason"], found["n"], found["count"]) == ("goals_unknown_by", 20, 17)
    assert row(claims, "individual")["verdict"] == "not_seen"
    assert any("Who set them is not noted" in said for said in ek.say(claims, language="en"))


def test_a_course_whose_setters_are_not_noted_is_left_out_and_told(
    written: Written, read_study: MakesStudy
) -> None:
    study = with_goals(read_study(begun(20), []), ["both"] * 12 + [""] * 4)
    claims = ek.claims_beside_data(written(goals_set="yes"), study)
    found = row(claims, "goals")
    assert (found["n"], found["count"]) == (16, 12)
    (said,) = [text for text in ek.say(claims, language="en") if ", Goals:" in text]
    assert "In 4 courses it is not noted who set the goals." in said
    assert "Goals, whoever set them, are there in 16 of 20 courses." in said


def test_part_in_goals_is_a_part_of_the_element_and_settles_nothing(
    written: Written, read_study: MakesStudy
) -> None:
    study = with_goals(read_study(begun(20), []), ["both"] * 15 + ["worker"] * 2)
    path = written(individual_needs="yes", individual_involved="yes")
    found = row(ek.claims_beside_data(path, study), "individual")
    assert (found["n"], found["count"], found["verdict"]) == (17, 15, "unclear")


@pytest.mark.parametrize(
    ("reviewed", "plan", "verdict"),
    [
        (17, FOLLOWS_GOALS, "in_line"),
        (3, FOLLOWS_GOALS, "against"),
        # A source that does not promise that goals are followed is not contradicted by goals.
        (3, "", "unclear"),
        (17, "", "in_line"),
    ],
)
def test_follow_up_is_seen_in_goals_that_are_gone_through(
    written: Written, read_study: MakesStudy, reviewed: int, plan: str, verdict: str
) -> None:
    study = with_goals(read_study(begun(20), []), ["both"] * 20, reviewed=reviewed, rated=False)
    path = written(plan, follow_up_continuous="yes", follow_up_adapted="yes")
    claims = ek.claims_beside_data(path, study)
    found = row(claims, "follow_up")
    assert (found["n"], found["count"], found["verdict"]) == (20, reviewed, verdict)
    # Gone through without a rating is no monitoring of how far they are reached.
    monitoring = row(claims, "monitoring")
    assert monitoring["count"] == 0 if plan else monitoring["verdict"] == "not_seen"


def test_a_goal_that_is_too_young_for_a_review_is_not_asked_for(
    written: Written, read_study: MakesStudy
) -> None:
    study = with_goals(read_study({"SECRET0": FIRST, "SECRET1": "2025-03-15"}, []), ["both"])
    # The data reach to 15 March; the goal was set on 10 January.
    claims = ek.claims_beside_data(written(follow_up_continuous="yes"), study)
    assert row(claims, "follow_up")["verdict"] == "not_seen"


def supervised(study: Study, teams: int, days: list[str]) -> Study:
    rows = [
        {"case": f"TEAM{team}", "programme": study.programme, "kind": "supervision", "date": day}
        for team in range(teams)
        for day in days
    ]
    return replace(study, meetings=MEETINGS.shaped(pd.DataFrame(rows)))


QUARTERLY = [f"{year}-{month:02d}-01" for year in (2024, 2025) for month in (1, 4, 7, 10)]
YEARLY = ["2023-01-01", "2024-01-01", "2025-01-01"]


@pytest.mark.parametrize(
    ("teams", "days", "verdict", "n"),
    [
        # Every third month by the source: seven intervals a team.
        (2, QUARTERLY, "in_line", 14),
        # Once a year: two intervals a team, none of them within three months.
        (6, YEARLY, "against", 12),
        (1, QUARTERLY, "unclear", 7),
    ],
)
def test_reflection_is_judged_by_the_rule_of_fidelity_and_its_figure(
    read_study: MakesStudy, teams: int, days: list[str], verdict: str, n: int
) -> None:
    study = as_programme(read_study({"SECRET0": days[0]}, []), "bindeleddet")
    study = supervised(study, teams, days)
    claims = ek.claims_beside_data("bindeleddet", study)
    found = row(claims, "reflection")
    assert (found["verdict"], found["reason"], found["n"]) == (verdict, "rule_kept", n)
    assert study.latest is not None
    rule = ek.fidelity(study, as_of=study.latest).to_frame().set_index("rule")
    figure = rule.loc["supervision_interval", ["n", "kept", "conf_low", "conf_high"]]
    assert list(figure) == [found["n"], found["count"], found["conf_low"], found["conf_high"]]
    assert "TEAM" not in " ".join(ek.say(claims, language="en"))


def test_a_criterion_that_evalkit_reads_into_the_source_never_contradicts_it(
    read_study: MakesStudy,
) -> None:
    """Supervision once in three years; that it is at least once a year is evalkit's reading."""
    started = {f"SECRET{number}": "2022-01-01" for number in range(12)}
    study = as_programme(
        read_study(started | {"SECRETnew": "2025-12-01"}, []), "netvaerksopbygning"
    )
    matches = pd.DataFrame(
        {
            "person": list(started),
            "programme": "netvaerksopbygning",
            "adult": [f"TEAM{number}" for number in range(12)],
            "started": "2022-01-01",
        }
    )
    study = replace(study, matches=MATCHES.shaped(matches))
    found = row(
        ek.claims_beside_data("netvaerksopbygning", supervised(study, 12, ["2022-01-20"])),
        "reflection",
    )
    assert found["reason"] == "rule_kept"
    assert float(str(found["conf_high"])) < 1 / 2
    assert found["verdict"] == "unclear"


def test_a_rule_supports_no_claim_that_the_source_denies(read_study: MakesStudy) -> None:
    """INSP!'s half-yearly meetings are for coordination: it says there is no shared reflection."""
    study = as_programme(read_study({"SECRET0": FIRST}, []), "insp")
    rows = [
        {"case": "house", "programme": "insp", "kind": "coordinating meeting", "date": day}
        for day in ("2024-01-10", "2024-06-10", "2025-01-10")
    ]
    study = replace(study, meetings=MEETINGS.shaped(pd.DataFrame(rows)))
    assert row(ek.claims_beside_data("insp", study), "reflection")["verdict"] == "not_seen"


def test_meetings_without_a_rule_are_counted_and_settle_nothing(
    written: Written, read_study: MakesStudy
) -> None:
    study = supervised(read_study({"SECRET0": FIRST}, []), 6, ["2025-01-05", "2025-02-05"])
    claims = ek.claims_beside_data(written(reflection_shared="yes"), study)
    assert row(claims, "reflection")["verdict"] == "unclear"
    assert any(
        "12 meetings of the kind supervision" in text for text in ek.say(claims, language="en")
    )


def test_evenings_with_staff_and_no_register_are_counted(
    written: Written, read_study: MakesStudy
) -> None:
    """Ten evenings with a volunteer; on eight of them somebody noted who came."""
    evenings = [f"2025-02-{day:02d}" for day in range(1, 11)]
    study = read_study(begun(6), [])
    noted = [
        {"person": f"SECRET{one}", "programme": "ours", "activity": "café", "date": day}
        | {"attended": True if day in evenings[:8] else None}
        for one in range(6)
        for day in evenings
    ]
    staffed = [
        {"adult": "TEAM", "programme": "ours", "activity": "café", "date": day} for day in evenings
    ]
    study = replace(
        study,
        attendance=ATTENDANCE.shaped(pd.DataFrame(noted)),
        staffing=STAFFING.shaped(pd.DataFrame(staffed)),
    )
    claims = ek.claims_beside_data(written(monitoring_systematic="yes"), study)
    found = row(claims, "monitoring")
    assert (found["n"], found["count"], found["reason"]) == (10, 8, "register_kept")
    # Attendance is no progression, so it settles nothing however well it is kept.
    assert found["verdict"] == "unclear"
    alone = replace(study, staffing=STAFFING.empty())
    found = row(ek.claims_beside_data(written(monitoring_systematic="yes"), alone), "monitoring")
    assert (found["reason"], found["n"]) == ("attendance_only", 6)


def left_and_read(make: MakesStudy, count: int, afterwards: int) -> Study:
    """Return so many who left on 1 March, and so many of them read again in May."""
    study = make(begun(count), [(f"SECRET{one}", "2025-05-10", 40.0) for one in range(afterwards)])
    ended = study.enrolments["started"].lt("2025-02-01").map({True: "2025-03-01", False: None})
    return replace(study, enrolments=study.enrolments.assign(ended=pd.to_datetime(ended)))


@pytest.mark.parametrize(
    ("afterwards", "moments", "verdict", "count"),
    [
        (3, "[before, follow_up]", "against", 3),
        (17, "[before, follow_up]", "in_line", 17),
        (3, "[before]", "unclear", 3),
        (0, "[before, follow_up]", "against", 0),
    ],
)
def test_readings_after_the_end_count_where_the_plan_has_them(
    written: Written,
    read_study: MakesStudy,
    afterwards: int,
    moments: str,
    verdict: str,
    count: int,
) -> None:
    study = left_and_read(read_study, 20, afterwards)
    if not afterwards:
        # Somebody must be read at all for readings to be known to be collected.
        study = replace(study, scores=left_and_read(read_study, 20, 1).scores.assign(date=FIRST))
        study = replace(
            study, scores=study.scores.assign(date=pd.to_datetime(study.scores["date"]))
        )
    plan = f"measurements:\n  who: {{moments: {moments}, da: A., en: A., place: s. 3}}\n"
    path = written(plan, follow_up_continuous="yes", follow_up_adapted="yes")
    found = row(ek.claims_beside_data(path, study), "follow_up")
    assert (found["reason"], found["n"], found["count"]) == ("read_afterwards", 20, count)
    assert found["verdict"] == verdict


def test_figures_that_contradict_each_other_settle_nothing_and_both_are_told(
    written: Written, read_study: MakesStudy
) -> None:
    study = with_goals(left_and_read(read_study, 20, 3), ["both"] * 20, reviewed=20)
    # All goals were gone through; few were read after the end, as the plan asks for.
    goals = study.goals.assign(date=pd.Timestamp("2025-02-20"), set_on=pd.Timestamp("2024-11-20"))
    plan = "measurements:\n  who: {moments: [follow_up], da: A., en: A., place: s. 3}\n"
    path = written(plan, follow_up_continuous="yes", follow_up_adapted="yes")
    claims = ek.claims_beside_data(path, replace(study, goals=goals))
    assert row(claims, "follow_up")["verdict"] == "unclear"
    (said,) = [text for text in ek.say(claims, language="en") if "Follow-up" in text]
    assert "3 were measured again" in said
    assert "In 20 of 20 courses more than half of the goals" in said


@pytest.mark.parametrize("language", ["da", "en"])
def test_of_few_persons_no_number_is_shown_anywhere(
    written: Written, read_study: MakesStudy, language: str
) -> None:
    study = with_goals(read_study(begun(4), []), ["both"] * 3 + ["worker"], reviewed=3)
    claims = ek.claims_beside_data(
        written(FOLLOWS_GOALS, goals_set="yes", follow_up_continuous="yes"), study
    )
    table = ek.table(claims, language=language)
    shown = [table.to_text() if hasattr(table, "to_text") else str(table), repr(claims)]
    texts = " ".join([*shown, *ek.say(claims, language=language), claims._repr_html_()])
    assert "SECRET" not in texts
    assert "75" not in texts
    frame = claims.without_few().set_index("element")
    assert frame.loc[["goals", "follow_up", "individual"], "count"].isna().all()


def test_the_age_of_the_source_stands_beside_that_of_the_data(
    written: Written, read_study: MakesStudy
) -> None:
    study = read_study(begun(20), [])
    table = ek.table(ek.claims_beside_data(written(goals_set="yes"), study), language="en")
    assert any(
        note.startswith("The source is of 2026, and the data reach to 1 June 2025")
        for note in table.notes
    )


def test_what_to_collect_names_the_lines_of_the_profile(
    written: Written, read_study: MakesStudy
) -> None:
    profile = ek.lovende_praksis(written(goals_set="yes"), study=read_study(begun(3), []))
    said = " ".join(ek.say(ek.next_steps(profile), language="en"))
    assert "goals: {person: …, goal: …, set_on: …, set_by_column: …" in said
    assert "meetings: {case: …, kind: supervision, date: …}" in said
