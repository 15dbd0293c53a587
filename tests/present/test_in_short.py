"""What stands on top of an evaluation: who, what, how sure, how many by chance, what it cannot."""

from __future__ import annotations

import pandas as pd
import pytest

import evalkit as ek
from evalkit.errors import InputError
from evalkit.outcomes.change import PrePost
from evalkit.outcomes.reliable_change import ReliableChange
from evalkit.present.in_short import in_short


def both(name: str) -> tuple[PrePost, ReliableChange]:
    study = ek.load(f"data/examples/{name}", profile=name)
    change = ek.pre_post(study, by=("instrument", "scale"), min_days=30)
    precision = ek.study_reliability(study)
    persons = ek.reliable_change(change, reliability=precision, sd=precision, better="instrument")
    return change, persons


def test_it_opens_with_who_and_ends_with_what_it_cannot_show() -> None:
    change, persons = both("bindeleddet")
    said = in_short(change, persons, language="en").paragraphs
    n = change.to_frame()["n"]
    enrolled = change.enrolled
    assert said[0].startswith(f"{n.min()} to {n.max()} of the {enrolled} enrolled were measured")
    assert "months apart" in said[1]
    assert said[-1] == ek.say(change, language="en")[-1]
    assert len(said) <= 12


def test_how_many_score_better_never_stands_without_how_many_would_by_chance() -> None:
    change, persons = both("bindeleddet")
    said = in_short(change, persons, language="en").paragraphs
    row = persons.by_group().set_index("scale").loc["mean"]
    (told,) = [one for one in said if "score better than at the start" in one]
    assert f"{row.any_up} of {row.n} score better" in told
    assert f"about {round(row.expected_any_up)} would by chance swings alone" in told
    assert f"For {row.reliably_improved} the improvement is larger" in told


def test_where_nobody_knows_how_many_would_by_chance_it_says_so() -> None:
    change, persons = both("empower4u")
    said = " ".join(in_short(change, persons, language="en").paragraphs)
    assert "would by chance swings alone" not in said
    assert "it cannot be said how many improved by more" in said
    row = change.to_frame().set_index("scale").loc["self_efficacy"]
    assert f"Self-efficacy {row.improved} of {row.n}" in said


@pytest.mark.parametrize("language", ["da", "en"])
def test_ten_areas_say_that_higher_is_better_also_for_problems(language: str) -> None:
    change, persons = both("bindeleddet")
    said = " ".join(in_short(change, persons, language=language).paragraphs)
    words = {"da": "også hvor området er opkaldt efter et problem", "en": "named after a problem"}
    assert words[language] in said


def test_results_on_other_pairs_are_refused() -> None:
    change, _ = both("empower4u")
    _, other = both("empower4u")
    with pytest.raises(InputError, match="not about the pairs of `change`"):
        in_short(change, other)


def test_nobody_read_is_one_sentence() -> None:
    frame = pd.DataFrame(
        {"person": ["a"], "scale": ["who5"], "date": ["2026-01-01"], "score": [40.0]}
    )
    change = ek.pre_post(frame)
    persons = ek.reliable_change(change, reliability=0.8, better="instrument")
    (said,) = in_short(change, persons, language="en").paragraphs
    assert said == "Nobody has two measurements yet, so change cannot be shown."


def test_an_unknown_language_is_refused() -> None:
    change, persons = both("empower4u")
    with pytest.raises(InputError, match="`language` is 'dk'"):
        in_short(change, persons, language="dk")
