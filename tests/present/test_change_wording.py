"""Sentences about a comparison as they are read: the wording, who is missing, how far apart."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import pandas as pd
import pytest

import evalkit as ek
from evalkit.outcomes.change import PrePost
from evalkit.study import Study

Compared = Callable[..., PrePost]
# Twelve persons: mean 10, SD 2.09, interval 8.7 to 11.3.
RISE = [8.0, 12.0] * 6
FALL = [-8.0, -12.0] * 6
UNCLEAR = [10.0, -10.0] * 6
# The one sentence that speaks of a cause: the numbers do not show it.
DENIES = {
    "da": "Tallene viser derfor ikke, om ændringen skyldes indsatsen.",
    "en": "The numbers therefore do not show whether the programme caused the change.",
}
CAUSES = (
    *("because", "due to", "thanks to", "caused", "owing to", "effect"),
    *("på grund af", "takket være", "skyldes", "fordi", "forårsage", "effekt"),
)
FIRST = pd.Timestamp("2026-01-01")


def studied(
    twice: Mapping[tuple[str, str], int], *, enrolled: int, once: int = 0, days: int = 100
) -> Study:
    """Return a study of p0, p1, ...: so many enrolled, so many read twice, scale by scale.

    Another `once` have the first reading only. Every rise is 4, 6, 4, 6, ...
    """
    rows = []
    for (instrument, scale), pairs in twice.items():
        for number in range(pairs + once):
            rows.append((f"p{number}", instrument, scale, FIRST, 20.0))
        for number in range(pairs):
            later = FIRST + pd.Timedelta(days=days)
            rows.append((f"p{number}", instrument, scale, later, 24.0 + number % 2 * 2))
    scores = pd.DataFrame(rows, columns=["person", "instrument", "scale", "date", "score"])
    enrolments = pd.DataFrame({"person": [f"p{number}" for number in range(enrolled)]})
    enrolments = enrolments.assign(programme="made", started=FIRST, ended=pd.NaT)
    return dataclasses.replace(
        Study(title={}, programme="made"),
        enrolments=enrolments.assign(exit_reason=None, site=None),
        scores=scores.assign(programme="made", wave=None, respondent=None),
    )


def told(study: Study, language: str = "en", **arguments: object) -> list[str]:
    by = ("instrument", "scale")
    return ek.say(ek.pre_post(study, by=by, **arguments), language=language)  # type: ignore[arg-type]


def missing(study: Study, **arguments: object) -> str:
    """Return the one sentence about those who are not in the change."""
    (said,) = [one for one in told(study, **arguments) if "in the change" in one]
    return said


# The wording ------------------------------------------------------------------------------


def test_an_improvement_word_by_word(compared: Compared) -> None:
    result = compared({"who5": RISE})
    assert ek.say(result, language="en")[0] == (
        "Well-being (WHO-5), 0 to 100, higher is better: 12 people have two measurements. The mean "
        "went from 50.0 to 60.0, a change of +10.0 (95% confidence interval 8.7 to 11.3). The "
        "numbers suggest an improvement among those measured twice. 12 of 12 (100%) improved (95% "
        "confidence interval 76% to 100%), none stayed the same and none got worse."
    )
    assert ek.say(result, language="da")[0] == (
        "Trivsel (WHO-5), 0 til 100, højere er bedre: 12 personer har to målinger. Gennemsnittet "
        "er gået fra 50,0 til 60,0, en ændring på +10,0 (95 % sikkerhedsinterval 8,7 til 11,3). "
        "Tallene tyder på en bedring blandt dem, der er målt to gange. 12 af 12 (100 %) er gået "
        "frem (95 % sikkerhedsinterval 76 % til 100 %), ingen er uændrede, og ingen er gået "
        "tilbage."
    )


def test_a_scale_is_told_with_its_range_and_the_direction_that_counts(compared: Compared) -> None:
    def starts(result: PrePost, text: str) -> bool:
        return ek.say(result, language="en")[0].startswith(text)

    lower = compared({"t_ils": [-1.0, -2.0] * 6}, start=8.0)
    assert starts(lower, "Loneliness (T-ILS), 3 to 9, lower is better: 12 people")
    callers = compared({"who5": RISE}, better="lower")
    assert starts(callers, "Well-being (WHO-5), 0 to 100, lower is better: 12 people")
    assert starts(compared({"ours": RISE}), "ours: 12 people")


@pytest.mark.parametrize(
    ("last", "danish", "english"),
    [
        ([0, 0, 0], "3 er uændrede, og ingen er gået tilbage.", "3 stayed the same and none got"),
        ([0, 0, -4], "2 er uændrede, og 1 er gået tilbage.", "2 stayed the same and 1 got worse."),
        ([0, -4, -4], "1 er uændret, og 2 er gået tilbage.", "1 stayed the same and 2 got worse."),
        (
            [-4, -4, -4],
            "ingen er uændrede, og 3 er gået tilbage.",
            "none stayed the same and 3 got",
        ),
    ],
)
def test_none_one_and_some_are_told_apart(
    compared: Compared, last: list[float], danish: str, english: str
) -> None:
    result = compared({"who5": [*RISE[:9], *last]})
    assert danish in ek.say(result, language="da")[0]
    assert english in ek.say(result, language="en")[0]
    assert "9 of 12 (75%) improved" in ek.say(result, language="en")[0]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("changes", [RISE, FALL, UNCLEAR, [4.0], [4.0] * 12])
def test_a_cause_is_named_once_and_there_denied(
    compared: Compared, changes: list[float], language: str
) -> None:
    said = " ".join(ek.say(compared({"who5": changes}), language=language))
    assert said.count(DENIES[language]) == 1
    others = said.replace(DENIES[language], "").casefold()
    assert not [cause for cause in CAUSES if cause in others]


# Who is missing ---------------------------------------------------------------------------


def test_the_missing_are_counted_out_of_the_enrolled() -> None:
    # 20 enrolled, 12 read twice, 3 once and 5 never: 8 of 20 are missing, and not 3.
    study = studied({("who5", "who5"): 12}, enrolled=20, once=3)
    assert missing(study) == (
        "8 of the 20 enrolled (40%) are not in the change because they have fewer than two usable "
        "measurements. They may have fared differently from those who are."
    )
    (danish,) = [one for one in told(study, "da") if "indskrevne" in one]
    assert danish.startswith("8 af de 20 indskrevne (40 %) indgår ikke i tallene, fordi de har")
    assert not [one for one in told(study) if "only one usable" in one]


def test_over_several_scales_it_is_a_range() -> None:
    # Missing: 20 - 12 = 8 of WHO-5, 20 - 5 = 15 of GSE.
    study = studied({("who5", "who5"): 12, ("gse", "gse"): 5}, enrolled=20)
    assert missing(study).startswith("8 to 15 of the 20 enrolled (40% to 75%) are not in")


def test_two_scales_with_the_same_number_are_no_range() -> None:
    study = studied({("who5", "who5"): 12, ("gse", "gse"): 12}, enrolled=20)
    assert missing(study).startswith("8 of the 20 enrolled (40%)")


STAR = {("star", f"area{number}"): number + 1 for number in range(10)} | {("star", "mean"): 14}


def test_an_instrument_of_many_areas_counts_by_its_overall_score() -> None:
    assert missing(studied(STAR, enrolled=20)).startswith("6 of the 20 enrolled (30%)")


def test_beside_such_an_instrument_the_other_scales_still_count() -> None:
    study = studied(STAR | {("who5", "who5"): 12}, enrolled=20)
    assert missing(study).startswith("6 to 8 of the 20 enrolled (30% to 40%)")


def test_with_least_days_the_measurements_must_be_that_far_apart() -> None:
    study = studied({("who5", "who5"): 12}, enrolled=20)
    said = "fewer than two usable measurements at least 30 days apart."
    assert said in missing(study, min_days=30)


def test_one_person_is_missing() -> None:
    assert missing(studied({("who5", "who5"): 12}, enrolled=13)) == (
        "1 of the 13 enrolled (8%) has fewer than two usable measurements and is not in the change."
    )


def test_nobody_is_missing() -> None:
    study = studied({("who5", "who5"): 12}, enrolled=12)
    assert not [one for one in told(study) if "enrolled" in one or "only one usable" in one]


def test_without_enrolments_or_by_group_those_read_once_are_told() -> None:
    study = studied({("who5", "who5"): 12}, enrolled=20, once=3)
    nobody = dataclasses.replace(study, enrolments=study.enrolments.iloc[:0])
    assert ek.pre_post(nobody).enrolled is None
    assert [one for one in told(nobody) if one.startswith("Up to 3 people have only one usable")]
    sites = study.enrolments.assign(site=["Vejle", "Odense"] * 10)
    by_site = ek.pre_post(dataclasses.replace(study, enrolments=sites), by=("scale", "site"))
    said = ek.say(by_site, language="en")
    assert [one for one in said if one.startswith("Up to 3 people have only one usable")]
    assert not [one for one in said if "enrolled" in one]


def test_where_nobody_has_two_nobody_is_compared_with_those_who_are_in() -> None:
    said = told(studied({("who5", "who5"): 0}, enrolled=20, once=3))
    assert said[0] == "Nobody has two measurements yet, so change cannot be shown."
    assert not [one for one in said if "enrolled" in one]


# How far apart ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "danish", "english"),
    [
        (183, "Der er omkring 6 måneder mellem", "are about 6 months apart"),  # 183 / 30.44 = 6.01
        (100, "Der er omkring 3 måneder mellem", "are about 3 months apart"),  # 3.29
        (107, "Der er omkring 4 måneder mellem", "are about 4 months apart"),  # 3.52
        (40, "Der er omkring 1 måned mellem", "are about 1 month apart"),  # 1.31
        (14, "Der er under en halv måned mellem", "less than half a month apart"),  # 0.46
    ],
)
def test_the_time_between_is_in_whole_months(days: int, danish: str, english: str) -> None:
    study = studied({("who5", "who5"): 12}, enrolled=12, days=days)
    assert danish in told(study, "da")[0]
    assert english in told(study)[0]
    assert told(study)[1].startswith("Well-being (WHO-5)")


def test_where_people_differ_the_time_between_is_a_range_and_its_median() -> None:
    # Days 30, 60, 365: 1.0, 1.97 and 12.0 months. x is read three times, and the first to the
    # latest count: 60 days.
    days = {"w": (0, 30), "x": (0, 20, 60), "y": (0, 365), "z": (0,)}
    rows = [
        (person, FIRST + pd.Timedelta(days=day), 40.0 + day / 10)
        for person, when in days.items()
        for day in when
    ]
    frame = pd.DataFrame(rows, columns=["person", "date", "score"]).assign(scale="who5")
    assert ek.say(ek.pre_post(frame), language="en")[0] == (
        "Each person's first and latest measurement are 1 to 12 months apart; for half of them at "
        "least 2."
    )


def test_named_readings_have_no_time_between() -> None:
    frame = pd.DataFrame(
        [
            (f"p{number}", wave, FIRST + pd.Timedelta(days=90 * place), 40.0 + number * place)
            for number in range(12)
            for place, wave in enumerate(("pre", "post"))
        ],
        columns=["person", "wave", "date", "score"],
    )
    said = ek.say(ek.pre_post(frame.assign(scale="who5")), language="en")
    assert said[0].startswith("Well-being (WHO-5)")
    assert not [one for one in said if "month" in one]
