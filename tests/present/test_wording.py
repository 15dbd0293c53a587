"""Sentences: what they say, and what they must not say, case by case."""

from __future__ import annotations

import datetime as dt
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
from evalkit.present.words import report_words
from evalkit.sets.windows import quarter

Compared = Callable[..., PrePost]
Says = Callable[..., bool]
Verdicts = Callable[..., list[str]]

# Twelve persons: enough for a headline. Mean 10, SD 2.09, interval 8.7 to 11.3.
RISE = [8.0, 12.0] * 6
FALL = [-8.0, -12.0] * 6
UNCLEAR = [10.0, -10.0] * 6
AREAS = [f"area{number}" for number in range(10)]
CAUSES = ("because of", "due to", "thanks to", "på grund af", "takket være", "effekt", "effect")
# What only a known direction, enough people and an interval on one side of zero allow.
VERDICTS = ("say_better", "say_worse", "say_better_alone", "say_worse_alone")
CLAIMS = (*VERDICTS, "say_family_clear", "say_family_poorer")
WORDS = report_words("words")

LATEST = dt.date(2026, 9, 30)


@pytest.fixture
def verdicts(says: Says) -> Callable[..., list[str]]:
    """Return which verdicts a text holds."""
    return lambda text, language="en": [key for key in VERDICTS if says(text, key, language)]


def told(result: PrePost, language: str = "en") -> list[str]:
    """Return the sentences without the two last ones, which are about chance and design."""
    return ek.say(result, language=language)[:-2]


@pytest.mark.parametrize("language", ["da", "en"])
def test_last_come_chance_and_design(compared: Compared, says: Says, language: str) -> None:
    *_, chance, design = ek.say(compared({"who5": RISE}), language=language)
    assert says(chance, "say_chance", language)
    assert says(design, "say_design", language)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_clear_improvement(
    compared: Compared, language: str, says: Says, verdicts: Verdicts
) -> None:
    (sentence,) = told(compared({"who5": RISE}), language)
    interval = {"da": "8,7 til 11,3", "en": "8.7 to 11.3"}[language]
    values = {"da": ("50,0", "60,0", "+10,0"), "en": ("50.0", "60.0", "+10.0")}[language]
    facts = dict(zip(("pre", "post", "change"), values, strict=True))
    assert says(sentence, "say_change", language, n=12, interval=interval, **facts)
    assert verdicts(sentence, language) == ["say_better"]
    # Wilson's interval of 12 of 12 at 95 %: 75.7 to 100.
    share = {"da": ("76 %", "100 %"), "en": ("76%", "100%")}[language]
    shares = {"improved": 12, "n": 12, "low": share[0], "high": share[1]}
    assert says(sentence, "say_shares", language, **shares)


def test_a_clear_deterioration(compared: Compared, says: Says, verdicts: Verdicts) -> None:
    (sentence,) = told(compared({"who5": FALL}))
    assert verdicts(sentence) == ["say_worse"]
    assert says(sentence, "say_shares", improved=0, n=12)


def test_where_lower_is_better_a_fall_is_the_improvement(
    compared: Compared, says: Says, verdicts: Verdicts
) -> None:
    changes = [-1.0, -2.0] * 6
    (sentence,) = told(compared({"t_ils": changes}, start=8.0))
    assert verdicts(sentence) == ["say_better"]
    assert says(sentence, "say_shares", improved=12, n=12)
    (sentence,) = told(compared({"t_ils": [-c for c in changes]}, start=4.0))
    assert verdicts(sentence) == ["say_worse"]


def test_the_callers_direction_wins(compared: Compared, verdicts: Verdicts) -> None:
    (sentence,) = told(compared({"who5": RISE}, better="lower"))
    assert verdicts(sentence) == ["say_worse"]


def test_unclear(compared: Compared, says: Says, verdicts: Verdicts) -> None:
    (sentence,) = told(compared({"who5": UNCLEAR}))
    assert says(sentence, "say_unclear")
    assert not verdicts(sentence)


@pytest.mark.parametrize("language", ["da", "en"])
def test_nobody_has_two_readings(language: str, says: Says) -> None:
    frame = pd.DataFrame({"person": ["a", "b"], "scale": "who5", "score": [1.0, 2.0]})
    result = ek.pre_post(frame.assign(date=pd.Timestamp("2026-01-01")))
    said = ek.say(result, language=language)
    assert says(said[0], "no_second_readings", language)
    assert says(said[1], "say_only_first", language, count=2)
    assert len(said) == 2, "no design is told when there is no comparison"


def test_one_person_is_no_group(compared: Compared, says: Says, verdicts: Verdicts) -> None:
    (sentence,) = told(compared({"who5": [8.0]}))
    assert says(sentence, "say_change_one")
    assert not verdicts(sentence)
    assert not re.search(r"50|58", sentence), "one person's reading is not repeated"


def test_one_scale_of_two_has_nobody(says: Says) -> None:
    both = pd.DataFrame(
        [(f"p{n}", wave, "who5", 40.0 + n) for n in range(12) for wave in ("pre", "post")]
        + [("p0", "pre", "t_ils", 5.0)],
        columns=["person", "wave", "scale", "score"],
    )
    said = told(ek.pre_post(both))
    assert says(said[1], "say_none", scale="Loneliness (T-ILS)")
    assert says(said[2], "say_only_first_one")


def test_below_ten_pairs_no_interval_is_read_as_an_improvement(
    compared: Compared, says: Says, verdicts: Verdicts
) -> None:
    (sentence,) = told(compared({"who5": RISE[:9]}))
    assert says(sentence, "say_few", n=9)
    assert not verdicts(sentence)
    (sentence,) = told(compared({"who5": RISE[:10]}))
    assert verdicts(sentence) == ["say_better"]


def test_no_variance(compared: Compared, says: Says, verdicts: Verdicts) -> None:
    (sentence,) = told(compared({"who5": [4.0] * 12}))
    same = WORDS["zero variance"]["en"]
    assert says(sentence, "say_change_without", n=12, reason=same)
    assert not verdicts(sentence)
    assert not says(sentence, "say_unclear")
    (sentence,) = told(compared({"who5": [0.0] * 12}))
    nobody = WORDS["nobody changed"]["en"]
    assert says(sentence, "say_change_without", n=12, reason=nobody)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [(RISE, "say_above"), (FALL, "say_below"), (UNCLEAR, "say_unclear_undirected")],
)
def test_an_unknown_direction_is_no_improvement(
    compared: Compared, changes: list[float], expected: str, says: Says, verdicts: Verdicts
) -> None:
    (sentence,) = told(compared({"ours": changes}))
    assert says(sentence, expected)
    assert not verdicts(sentence)
    assert not says(sentence, "say_shares")


def test_an_interval_that_is_clear_only_by_itself(
    compared: Compared, says: Says, verdicts: Verdicts
) -> None:
    # Mean 2, SD 3.02, t 2.29: p .043 alone, and .13 when three scales are allowed for.
    weak = [5.0, -1.0] * 6
    result = compared({"who5": weak, "gse": UNCLEAR, "swemwbs": UNCLEAR}, start=20.0)
    row = result.to_frame().iloc[0]
    assert row["p_value"] < 0.05 < row["p_adjusted"]
    assert verdicts(told(result)[0]) == ["say_better_alone"]
    assert says(told(result)[0], "say_better_alone", tests=3)
    fall = compared({"who5": [-c for c in weak], "gse": UNCLEAR, "swemwbs": UNCLEAR}, start=20.0)
    assert verdicts(told(fall)[0]) == ["say_worse_alone"]


def test_ten_areas_are_told_as_a_family(compared: Compared, says: Says) -> None:
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
    assert says(said[0], "say_change", n=12)
    # Eight of the eleven have a test: not the empty one, the one person, the equal changes.
    assert says(said[1], "say_family_clear", tests=8, scales="area0 (+10.00)")
    assert says(said[2], "say_family_poorer", tests=8, scales="area1 (−10.00)")
    unclear = "area6, area7, area8 and area9"
    assert says(said[3], "say_family_unclear", tests=8, scales=unclear)
    assert says(said[4], "say_family_few", few=10, scales="area5")
    reasons = {"area2": "no pairs", "area3": "one pair", "area4": "zero variance"}
    for sentence, (area, code) in zip(said[5:8], reasons.items(), strict=True):
        reason = WORDS[code]["en"]
        assert says(sentence, "say_family_none", scales=area, reason=reason)
    assert says(said[8], "say_family_higher")
    assert says(said[9], "say_only_first", count=2)
    assert len(said) == 10


def test_a_family_of_unknown_direction_claims_nothing(compared: Compared, says: Says) -> None:
    result = compared(dict.fromkeys(AREAS, UNCLEAR) | {"area0": RISE}, instrument="star")
    said = told(result)
    assert says(said[0], "say_family_moved", scales="area0 (+10.00)")
    assert not [key for key in CLAIMS if says(" ".join(said), key)]


def test_those_read_once_are_summed_over_groups(says: Says) -> None:
    columns = ["person", "site", "wave", "score"]
    once = [(f"p{n}", f"site{n % 2}", "pre", 40.0) for n in range(6)]
    twice = [(f"b{n}", f"site{n % 2}", wave, 40.0 + n) for n in range(4) for wave in WAVES]
    frame = pd.DataFrame([*once, *twice], columns=columns).assign(scale="who5")
    said = told(ek.pre_post(frame, by=("scale", "site")))
    assert says(said[-1], "say_only_first", count=6)


WAVES = ("pre", "post")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("changes", [RISE, FALL, UNCLEAR, [4.0], [4.0] * 12])
def test_no_sentence_names_a_cause(compared: Compared, changes: list[float], language: str) -> None:
    said = " ".join(ek.say(compared({"who5": changes}), language=language)).casefold()
    assert not [cause for cause in CAUSES if cause in said]


def test_say_does_not_change_the_result(compared: Compared) -> None:
    result = compared({"who5": RISE})
    before = result.to_frame()
    ek.say(result)
    pd.testing.assert_frame_equal(result.to_frame(), before)


def test_other_kinds_and_languages_are_refused() -> None:
    with pytest.raises(InputError, match=r"cannot show a DataFrame\. It shows: PrePost"):
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
    return Activity(frame.fillna(0), pd.DataFrame({"exit_reason": [], "n": []}), LATEST)


def test_the_newest_quarter_is_told(says: Says) -> None:
    counts = {"enrolled_at_start": 24, "started": 9, "ended": 5, "enrolled_at_end": 28}
    (sentence,) = ek.say(activity(**counts, persons_read=1), language="en")
    assert says(sentence, "say_activity", quarter="Q3 2026", **counts)
    assert says(sentence, "say_read_one")


def test_without_enrolments_nobody_is_said_to_have_left(says: Says) -> None:
    (sentence,) = ek.say(activity(persons_read=12), language="da")
    assert says(sentence, "say_read_alone", "da", persons_read=12)
    assert not says(sentence, "say_activity", "da")
    assert ek.say(activity()) == []


def test_attendance_is_told_with_what_was_before(says: Says) -> None:
    rows = [
        ("2026Q2", "café", 2, 3, 9, 4.5, 10, 0.9),
        ("2026Q3", "café", 4, 6, 26, 6.5, 30, 0.87),
        ("2026Q3", "kor", 0, 0, 0, np.nan, 0, np.nan),
    ]
    columns = ["quarter", "activity", "occasions", "persons", "visits"]
    frame = pd.DataFrame(rows, columns=[*columns, "mean_per_occasion", "noted", "share_came"])
    result = Attendance(quarter("2026Q3"), frame, pd.DataFrame())
    came, not_held = ek.say(result, language="da")
    now = {"activity": "Café", "quarter": "3. kvartal 2026", "mean": "6,5"}
    assert says(came, "say_attendance", "da", occasions=4, persons=6, **now)
    assert says(came, "say_attended_before", "da")
    assert "2. kvartal 2026" in came
    assert "4,5" in came
    assert says(not_held, "say_not_held", "da", activity="Kor", quarter="3. kvartal 2026")


def test_several_results_become_one_list(compared: Compared, says: Says) -> None:
    block = ek.sentences(activity(persons_read=2), compared({"who5": RISE}), language="en")
    assert block.role == "list"
    assert says(block.paragraphs[0], "say_read_alone", persons_read=2)
    assert says(block.paragraphs[1], "say_change", n=12)
