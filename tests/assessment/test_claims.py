"""What is claimed beside what is measured: every verdict, from studies counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek
from evalkit.present.blocks import Text
from evalkit.study import Study

Written = Callable[..., Path]
MakesStudy = Callable[..., Study]
EVERY_THIRD_MONTH = """
measurements:
  star: {every_months: 3, da: Hver tredje måned., en: Every third month., place: s. 3}
"""
VOLUNTARY = EVERY_THIRD_MONTH.replace("every_months", "required: voluntary, every_months")
# A second reading is due on 1 April, and its time has passed by the middle of May; one person has
# just begun, so that the data reach to June.
FIRST, LATER, REACHED = "2025-01-01", "2025-04-01", "2025-06-01"


def started(count: int) -> dict[str, str]:
    return {f"SECRET{number}": FIRST for number in range(count)} | {"SECRETnew": REACHED}


def readings(
    persons: dict[str, str], second: int, *, change: float = 0
) -> list[tuple[str, str, float]]:
    """Everybody is read at the start, so many again: with a change that varies a little."""
    begun = [person for person, day in persons.items() if day == FIRST]
    first = [(person, FIRST, 40.0) for person in begun]
    again = [
        (person, LATER, 40.0 + change + 4 * (place % 3 - 1))
        for place, person in enumerate(begun[:second])
    ]
    return [*first, *again]


def row(claims: ek.Claims, element: str) -> dict[str, object]:
    frame = claims.to_frame().set_index("element")
    return {str(name): value for name, value in frame.loc[element].items()}


# Wilson, by hand: 41 of 100 is 0.319 to 0.508, 30 of 100 0.219 to 0.396, 80 of 100 0.711 to 0.867.
@pytest.mark.parametrize(
    ("second", "claim", "verdict"),
    [
        (30, "yes", "against"),
        (41, "yes", "unclear"),
        (80, "yes", "in_line"),
        (30, "no", "in_line"),
        (80, "no", "against"),
        (80, "partly", "in_line"),
        (30, "partly", "unclear"),
        (30, "not_stated", "data_only"),
    ],
)
def test_monitoring_is_judged_by_the_whole_interval(
    written: Written, read_study: MakesStudy, second: int, claim: str, verdict: str
) -> None:
    persons = started(100)
    study = read_study(persons, readings(persons, second))
    path = written(EVERY_THIRD_MONTH, monitoring_systematic=claim, monitoring_goals=claim)
    found = row(ek.claims_beside_data(path, study), "monitoring")
    assert found["verdict"] == verdict
    assert (found["n"], found["count"], found["estimate"]) == (100, second, second / 100)


def test_the_interval_is_wilsons(written: Written, read_study: MakesStudy) -> None:
    persons = started(100)
    study = read_study(persons, readings(persons, 30))
    path = written(EVERY_THIRD_MONTH, monitoring_systematic="yes")
    found = row(ek.claims_beside_data(path, study), "monitoring")
    # By hand, z = 1.959964: (0.30 + z^2/200 -+ z sqrt(0.21/100 + z^2/40000)) / (1 + z^2/100).
    assert found["conf_low"] == pytest.approx(0.2189, abs=1e-4)
    assert found["conf_high"] == pytest.approx(0.3958, abs=1e-4)


def test_a_voluntary_reading_is_told_as_one(written: Written, read_study: MakesStudy) -> None:
    persons = started(20)
    study = read_study(persons, readings(persons, 5))
    claims = ek.claims_beside_data(written(VOLUNTARY, monitoring_systematic="yes"), study)
    found = row(claims, "monitoring")
    assert (found["reason"], found["verdict"]) == ("kept_voluntary", "unclear")
    assert any("voluntary" in said for said in ek.say(claims, language="en"))


@pytest.mark.parametrize(
    ("change", "claim", "verdict"),
    [
        (12, "yes", "in_line"),
        (-12, "yes", "against"),
        (0, "yes", "unclear"),
        (12, "not_stated", "data_only"),
        (-12, "no", "data_only"),
        (12, "no", "data_only"),
        (-12, "partly", "unclear"),
    ],
)
def test_effect_is_judged_by_the_way_scales_changed(
    written: Written, read_study: MakesStudy, change: float, claim: str, verdict: str
) -> None:
    persons = started(30)
    study = read_study(persons, readings(persons, 30, change=change))
    found = row(ek.claims_beside_data(written(effect_positive=claim), study), "effect")
    assert found["verdict"] == verdict


def test_what_no_table_shows_is_not_seen_and_says_what_it_needs(
    written: Written, read_study: MakesStudy
) -> None:
    claims = ek.claims_beside_data(written(goals_set="yes"), read_study(started(3), []))
    for element in ("goals", "economy", "reflection", "description"):
        found = row(claims, element)
        assert (found["verdict"], found["needs"]) == ("not_seen", f"needs_{element}")


def test_a_programme_without_a_study_has_no_data(written: Written) -> None:
    claims = ek.claims_beside_data(written(goals_set="yes"), {})
    assert set(claims.to_frame()["verdict"]) == {"no_data"}
    assert claims.contradictions.empty
    assert ek.say(claims, language="en") == ["The page has no data about: Ours."]
    assert isinstance(ek.table(claims, language="en"), Text)


def test_a_study_of_another_programme_is_refused(written: Written, read_study: MakesStudy) -> None:
    with pytest.raises(ek.InputError, match="The study is of 'ours', and asked for is unik"):
        ek.claims_beside_data("unik", read_study(started(3), []))


def test_nobody_who_could_have_a_second_reading_is_said(
    written: Written, read_study: MakesStudy
) -> None:
    persons = {"SECRETa": "2025-03-01"}
    study = read_study(persons, [("SECRETa", "2025-06-01", 40.0)])
    path = written(EVERY_THIRD_MONTH, monitoring_systematic="yes")
    found = row(ek.claims_beside_data(path, study), "monitoring")
    assert (found["verdict"], found["reason"]) == ("unclear", "nobody_due")


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_about_a_person_is_shown(
    written: Written, read_study: MakesStudy, language: str
) -> None:
    persons = started(8)
    study = read_study(persons, readings(persons, 8, change=12))
    path = written(EVERY_THIRD_MONTH, monitoring_systematic="yes", effect_positive="yes")
    claims = ek.claims_beside_data(path, study)
    shown = [str(ek.table(claims, language=language)), repr(claims), claims._repr_html_()]
    assert not any("SECRET" in text for text in [*shown, *ek.say(claims, language=language)])


def test_contradictions_come_first_in_the_sentences(
    written: Written, read_study: MakesStudy
) -> None:
    persons = started(40)
    study = read_study(persons, readings(persons, 10, change=12))
    path = written(EVERY_THIRD_MONTH, monitoring_systematic="yes", effect_positive="yes")
    claims = ek.claims_beside_data(path, study)
    assert list(claims.contradictions["element"]) == ["monitoring"]
    first, second, *_ = ek.say(claims, language="en")
    assert first.startswith("Ours, Monitoring: the data point against what is said. In 10 of 40")
    assert second.startswith(
        "Ours, Effect (signs of a positive effect): the data point the same way"
    )


@pytest.mark.parametrize("count", [1, 4, 9])
def test_few_persons_settle_nothing_and_below_five_no_number_is_told(
    written: Written, read_study: MakesStudy, count: int
) -> None:
    persons = started(count)
    study = read_study(persons, readings(persons, count, change=12))
    path = written(EVERY_THIRD_MONTH, monitoring_systematic="yes", effect_positive="yes")
    claims = ek.claims_beside_data(path, study)
    for element in ("monitoring", "effect"):
        assert row(claims, element)["verdict"] == "unclear"
    said = " ".join(ek.say(claims, language="en"))
    assert ("the numbers are not shown" in said) == (count < 5)
    assert (f"In {count} of {count} who" in said) == (count >= 5)


def test_a_burst_of_readings_keeps_no_plan(written: Written, read_study: MakesStudy) -> None:
    """Read on day 0 and day 7 and never again: two readings, and one of those that were due."""
    persons = started(20)
    begun = [person for person, day in persons.items() if day == FIRST]
    read = [(person, day, 40.0) for person in begun for day in (FIRST, "2025-01-08")]
    path = written(EVERY_THIRD_MONTH, monitoring_systematic="yes", monitoring_goals="yes")
    found = row(ek.claims_beside_data(path, read_study(persons, read)), "monitoring")
    assert (found["n"], found["count"], found["verdict"]) == (20, 0, "against")


def test_readings_with_another_instrument_than_the_plan_names_settle_nothing(
    written: Written, read_study: MakesStudy
) -> None:
    persons = started(20)
    study = read_study(persons, readings(persons, 20))
    plan = EVERY_THIRD_MONTH.replace("every_months", "instruments: [swemwbs], every_months")
    found = row(
        ek.claims_beside_data(written(plan, monitoring_systematic="yes"), study), "monitoring"
    )
    assert (found["verdict"], found["reason"]) == ("unclear", "other_instruments")
    matched = EVERY_THIRD_MONTH.replace("every_months", "instruments: [who5], every_months")
    found = row(
        ek.claims_beside_data(written(matched, monitoring_systematic="yes"), study), "monitoring"
    )
    assert found["verdict"] == "in_line"


def test_a_plan_without_an_interval_is_never_contradicted(
    written: Written, read_study: MakesStudy
) -> None:
    persons = started(40)
    study = read_study(persons, readings(persons, 5))
    plan = EVERY_THIRD_MONTH.replace("every_months: 3, ", "")
    found = row(
        ek.claims_beside_data(written(plan, monitoring_systematic="yes"), study), "monitoring"
    )
    assert (found["verdict"], found["reason"], found["n"]) == ("unclear", "kept_unplanned", 41)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "NoneType"),
        ("data/examples/unik", "str"),
        ({"unik": None}, "no Study"),
        ({"nobody": "x"}, "no Study"),
    ],
)
def test_what_is_no_study_is_refused(given: object, said: str) -> None:
    with pytest.raises(ek.InputError, match=said):
        ek.claims_beside_data("unik", given)  # type: ignore[arg-type]


def test_a_study_under_another_name_is_refused(read_study: MakesStudy) -> None:
    with pytest.raises(ek.InputError, match="stands a study of 'ours'"):
        ek.claims_beside_data("unik", {"unik": read_study(started(3), [])})
    with pytest.raises(ek.InputError, match="Accepted: 'unik'"):
        ek.claims_beside_data("unik", {"unikk": read_study(started(3), [])})


def test_two_raters_are_two_rows(written: Written, read_study: MakesStudy) -> None:
    persons = started(20)
    study = read_study(persons, readings(persons, 20, change=12))
    other = study.scores.assign(respondent="parent")
    both = replace(study, scores=pd.concat([study.scores, other], ignore_index=True))
    claims = ek.claims_beside_data(written(effect_positive="yes"), both)
    assert claims.seen["ours", "effect"].facts["scales"] == 2


def test_the_outcome_stands_with_its_interval(written: Written, read_study: MakesStudy) -> None:
    """30 changes of 8, 12 and 16, ten each: mean 12, SD 4 * sqrt(20 / 29), t(29) = 2.045."""
    persons = started(30)
    study = read_study(persons, readings(persons, 30, change=12))
    claims = ek.claims_beside_data(written(effect_positive="yes"), study)
    (changed,) = claims.seen["ours", "effect"].scales["better"]
    half = 2.04523 * 4 * (20 / 29) ** 0.5 / 30**0.5
    assert changed.change == pytest.approx(12)
    assert changed.conf_low == pytest.approx(12 - half, abs=1e-4)
    assert changed.conf_high == pytest.approx(12 + half, abs=1e-4)
    said = " ".join(ek.say(claims, language="en"))
    assert f"+12.0, 95% interval +{12 - half:.1f} to +{12 + half:.1f}" in said
    assert "Before and after in one group" in said
