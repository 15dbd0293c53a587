"""Sentences: what they say, and what they must not say, case by case."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.monitoring.activity import Activity
from evalkit.monitoring.attendance import Attendance
from evalkit.outcomes.change import PrePost
from evalkit.sets.windows import quarter

Compared = Callable[..., PrePost]

# Twelve persons: enough for a headline. Mean 10, SD 2.09, interval 8.7 to 11.3.
RISE = [8.0, 12.0] * 6
FALL = [-8.0, -12.0] * 6
UNCLEAR = [10.0, -10.0] * 6
AREAS = [f"area{number}" for number in range(10)]
CAUSES = ("because", "due to", "thanks to", "på grund af", "takket være", "effekt", "effect")
CLAIMS = ("improvement", "deterioration", "improved", "got worse", "clear")


def told(result: PrePost, language: str = "en") -> list[str]:
    """Return the sentences without the two that are about the design."""
    return ek.say(result, language=language)[:-2]


def test_a_clear_improvement(compared: Compared) -> None:
    (sentence,) = told(compared({"who5": RISE}))
    assert sentence == (
        "Well-being (WHO-5): 12 persons have two readings. The mean went from 50.0 to 60.0, a "
        "change of +10.0 (95% confidence interval 8.7 to 11.3). The interval points to an "
        "improvement. 12 of 12 (100%) improved (95% confidence interval 76% to 100%), 0 stayed "
        "the same and 0 got worse."
    )


def test_the_same_in_danish(compared: Compared) -> None:
    (sentence,) = told(compared({"who5": RISE}), "da")
    assert sentence == (
        "Trivsel (WHO-5): 12 personer har to målinger. Gennemsnittet er gået fra 50,0 til 60,0, "
        "en ændring på +10,0 (95 % sikkerhedsinterval 8,7 til 11,3). Intervallet peger på en "
        "bedring. 12 af 12 (100 %) er gået frem (95 % sikkerhedsinterval 76 % til 100 %), 0 er "
        "uændret, og 0 er gået tilbage."
    )


def test_a_clear_deterioration(compared: Compared) -> None:
    (sentence,) = told(compared({"who5": FALL}))
    assert "The interval points to a deterioration." in sentence
    assert "0 of 12 (0%) improved" in sentence


def test_where_lower_is_better_a_fall_is_the_improvement(compared: Compared) -> None:
    changes = [-1.0, -2.0] * 6
    (sentence,) = told(compared({"t_ils": changes}, start=8.0))
    assert "The interval points to an improvement." in sentence
    assert "12 of 12 (100%) improved" in sentence
    (sentence,) = told(compared({"t_ils": [-c for c in changes]}, start=4.0))
    assert "The interval points to a deterioration." in sentence


def test_the_callers_direction_wins(compared: Compared) -> None:
    (sentence,) = told(compared({"who5": RISE}, better="lower"))
    assert "deterioration" in sentence


def test_unclear(compared: Compared) -> None:
    (sentence,) = told(compared({"who5": UNCLEAR}))
    assert "cannot tell whether there was a change" in sentence
    assert "points to" not in sentence


@pytest.mark.parametrize("language", ["da", "en"])
def test_nobody_has_two_readings(language: str) -> None:
    frame = pd.DataFrame({"person": ["a", "b"], "scale": "who5", "score": [1.0, 2.0]})
    result = ek.pre_post(frame.assign(date=pd.Timestamp("2026-01-01")))
    said = ek.say(result, language=language)
    none = {"da": "Ingen har to målinger endnu", "en": "Nobody has two readings yet"}
    assert said[0].startswith(none[language])
    assert len(said) == 2, "no design is told when there is no comparison"


def test_one_person_is_no_group(compared: Compared) -> None:
    (sentence,) = told(compared({"who5": [8.0]}))
    assert "only one person has two readings" in sentence
    assert not [claim for claim in CLAIMS if claim in sentence]
    assert "50" not in sentence, "one person's reading is not repeated"


def test_one_scale_of_two_has_nobody(compared: Compared) -> None:
    result = ek.pre_post(
        pd.concat(
            [
                compared({"who5": RISE})
                .pairs()
                .melt(["person"], ["pre", "post"], "wave", "score")
                .assign(scale="who5"),
                pd.DataFrame(
                    {"person": ["a"], "wave": ["pre"], "score": [5.0], "scale": ["t_ils"]}
                ),
            ]
        )
    )
    said = told(result)
    assert (
        said[1] == "Loneliness (T-ILS): nobody has two readings, so the change cannot be computed."
    )
    assert said[2].startswith("One person has only one usable reading")


def test_below_ten_pairs_no_interval_is_read_as_an_improvement(compared: Compared) -> None:
    (sentence,) = told(compared({"who5": RISE[:9]}))
    assert "With 9 persons the group is too small for a test" in sentence
    assert "points to" not in sentence
    (sentence,) = told(compared({"who5": RISE[:10]}))
    assert "points to an improvement" in sentence


def test_no_variance(compared: Compared) -> None:
    (sentence,) = told(compared({"who5": [4.0] * 12}))
    assert "An interval cannot be computed: everyone changed by the same amount." in sentence
    assert "points to" not in sentence
    assert "cannot tell" not in sentence
    (sentence,) = told(compared({"who5": [0.0] * 12}))
    assert "An interval cannot be computed: nobody changed." in sentence


@pytest.mark.parametrize(
    ("changes", "expected"),
    [(RISE, "points to a rise"), (FALL, "points to a fall"), (UNCLEAR, "both a rise and a fall")],
)
def test_an_unknown_direction_is_no_improvement(
    compared: Compared, changes: list[float], expected: str
) -> None:
    (sentence,) = told(compared({"ours": changes}))
    assert expected in sentence
    assert not [claim for claim in CLAIMS if claim in sentence]


def test_an_interval_that_is_clear_only_by_itself(compared: Compared) -> None:
    # Mean 2, SD 3.02, t 2.29: p .043 alone, and .13 when three scales are allowed for.
    weak = [5.0, -1.0] * 6
    result = compared({"who5": weak, "gse": UNCLEAR, "swemwbs": UNCLEAR}, start=20.0)
    row = result.to_frame().iloc[0]
    assert row["p_value"] < 0.05 < row["p_adjusted"]
    assert "By itself the interval points to an improvement, but" in told(result)[0]
    assert "3 comparisons" in told(result)[0]


def test_ten_areas_are_told_as_a_family(compared: Compared) -> None:
    changes = dict.fromkeys(AREAS, UNCLEAR) | {
        "area0": RISE,
        "area1": FALL,
        "area2": [],
        "area3": [4.0],
        "area4": [4.0] * 12,
        "area5": RISE[:6],
        "mean": RISE,
    }
    result = compared(changes, instrument="star", better="higher", only_first=2)
    said = told(result)
    assert said[0].startswith("mean: 12 persons have two readings.")
    assert said[1].endswith("the improvement is clear for area0 (+10.00).")
    assert said[2].endswith("the deterioration is clear for area1 (−10.00).")
    unclear = "For area6, area7, area8 and area9 the numbers cannot tell"
    assert said[3].startswith(unclear)
    assert said[4].startswith("For area5 fewer than 10 persons have two readings")
    none = "no interval can be computed"
    assert said[5:8] == [
        f"For area2 {none}: nobody has two readings.",
        f"For area3 {none}: only one person has two readings, so there is no spread.",
        f"For area4 {none}: everyone changed by the same amount.",
    ]
    assert said[8].startswith("Up to 2 persons have only one usable reading")
    # Eight of the eleven have a test: not the empty one, the one person, the equal changes.
    assert "Allowing for the 8 comparisons made" in said[1]


def test_a_family_of_unknown_direction_claims_nothing(compared: Compared) -> None:
    result = compared(dict.fromkeys(AREAS, UNCLEAR) | {"area0": RISE}, instrument="star")
    said = told(result)
    assert "the mean has clearly changed for area0 (+10.00)" in said[0]
    assert not [claim for claim in ("improvement", "deterioration") if claim in " ".join(said)]


def test_those_read_once_are_summed_over_groups(compared: Compared) -> None:
    frame = pd.DataFrame(
        [(f"p{n}", f"site{n % 2}", "pre", 40.0) for n in range(6)],
        columns=["person", "site", "wave", "score"],
    )
    both = pd.DataFrame(
        [(f"b{n}", f"site{n % 2}", wave, 40.0 + n) for n in range(4) for wave in ("pre", "post")],
        columns=["person", "site", "wave", "score"],
    )
    result = ek.pre_post(pd.concat([frame, both]).assign(scale="who5"), by=("scale", "site"))
    (once,) = [one for one in ek.say(result, language="en") if "only one usable" in one]
    assert once.startswith("Up to 6 persons")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("changes", [RISE, FALL, UNCLEAR, [4.0], [4.0] * 12])
def test_no_sentence_names_a_cause(compared: Compared, changes: list[float], language: str) -> None:
    said = " ".join(ek.say(compared({"who5": changes}), language=language)).casefold()
    assert not [cause for cause in CAUSES if cause in said]
    design = {"da": "ikke at det skyldes indsatsen", "en": "not that the programme caused it"}
    assert design[language] in said


def test_say_does_not_change_the_result(compared: Compared) -> None:
    result = compared({"who5": RISE})
    before = result.to_frame()
    ek.say(result)
    pd.testing.assert_frame_equal(result.to_frame(), before)


def test_other_kinds_and_languages_are_refused() -> None:
    with pytest.raises(InputError, match=r"no sentences for a DataFrame\. Accepted: PrePost"):
        ek.say(pd.DataFrame())  # type: ignore[arg-type]
    with pytest.raises(InputError, match="`language` is 'no'"):
        ek.say(pd.DataFrame(), language="no")  # type: ignore[arg-type]


# What happened in a quarter ---------------------------------------------------------------


def activity(**newest: int) -> Activity:
    rows = [dict.fromkeys(("enrolled_at_start", "started", "ended"), 0) | {"quarter": "2026Q2"}]
    rows += [{"quarter": "2026Q3"} | newest]
    frame = pd.DataFrame(rows).reindex(
        columns=[
            *("quarter", "enrolled_at_start", "started", "ended", "enrolled_at_end"),
            *("readings", "persons_read"),
        ]
    )
    return Activity(frame.fillna(0), pd.DataFrame({"exit_reason": [], "n": []}))


def test_the_newest_quarter_is_told() -> None:
    result = activity(enrolled_at_start=24, started=9, ended=5, enrolled_at_end=28, persons_read=1)
    assert ek.say(result, language="en") == [
        "In Q3 2026 9 began and 5 ended. Enrolled when the quarter began: 24, when it was over: "
        "28. One person was read in the quarter."
    ]


def test_without_enrolments_nobody_is_said_to_have_left() -> None:
    assert ek.say(activity(persons_read=12), language="da") == ["12 personer er målt i kvartalet."]
    assert ek.say(activity()) == []


def test_attendance_is_told_with_what_was_before() -> None:
    rows = [
        ("2026Q2", "café", 2, 3, 9, 4.5, 10, 0.9),
        ("2026Q3", "café", 4, 6, 26, 6.5, 30, 0.87),
        ("2026Q3", "kor", 0, 0, 0, np.nan, 0, np.nan),
    ]
    columns = ["quarter", "activity", "occasions", "persons", "visits"]
    frame = pd.DataFrame(rows, columns=[*columns, "mean_per_occasion", "noted", "share_came"])
    result = Attendance(quarter("2026Q3"), frame, pd.DataFrame())
    said = ek.say(result, language="da")
    assert said[0] == (
        "Café i 3. kvartal 2026: 6,5 fremmødte pr. gang i gennemsnit (antal gange: 4; forskellige "
        "personer: 6). Før: 2. kvartal 2026: 4,5."
    )
    assert said[1] == "Kor: ikke holdt i 3. kvartal 2026."


def test_several_results_become_one_list(compared: Compared) -> None:
    block = ek.sentences(activity(persons_read=2), compared({"who5": RISE}), language="en")
    assert block.role == "list"
    assert block.paragraphs[0] == "2 persons were read in the quarter."
    assert re.match(r"Well-being \(WHO-5\): 12 persons", block.paragraphs[1])
