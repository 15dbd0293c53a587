"""What readers are told of a change that matters: tables and sentences, case by case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import pytest

import evalkit as ek

Says = Callable[..., bool]
SPREAD = [-2.0, 2.0] * 6
KEY = "0101901234"


def scores(**changes: Sequence[float]) -> pd.DataFrame:
    rows = [
        (f"{KEY}{number}", scale, wave, 40.0 + (change if wave == "post" else 0.0))
        for scale, of_scale in changes.items()
        for number, change in enumerate(of_scale)
        for wave in ("pre", "post")
    ]
    return pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])


def moved(by: float, *, times: int = 1) -> list[float]:
    return [change + by for change in SPREAD] * times


@pytest.mark.parametrize(
    ("mean", "margin", "cell", "sentence"),
    [
        (0.0, 2.0, "no change that matters", "margin_say_no_change"),
        (2.0, 4.0, "a change, but smaller than what matters", "margin_say_smaller"),
        (5.0, 3.0, "a change that matters", "margin_say_at_least"),
        (
            4.0,
            3.5,
            "a change; unclear whether it is large enough to matter",
            "margin_say_uncertain",
        ),
        (0.5, 1.0, "cannot be told", "margin_say_cannot_tell"),
    ],
)
def test_the_verdict_is_told(
    says: Says, mean: float, margin: float, cell: str, sentence: str
) -> None:
    result = ek.equivalence(scores(who5=moved(mean)), margin=margin)
    table = ek.table(result, language="en")
    assert table.rows[0][-1] == cell
    assert table.rows[0][1] == "12"
    told = ek.say(result, language="en")
    assert says(told[0], sentence)
    assert [key for key in VERDICT_SENTENCES if says(told[0], key)] == [sentence]
    assert says(told[-1], "say_design")


VERDICT_SENTENCES = (
    "margin_say_no_change",
    "margin_say_smaller",
    "margin_say_at_least",
    "margin_say_uncertain",
    "margin_say_cannot_tell",
)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_small_group_is_no_headline(says: Says, language: str) -> None:
    result = ek.equivalence(scores(who5=[5.0, 6.0, 5.0, 6.0]), margin=1.0)
    told = " ".join(ek.say(result, language=language))
    assert says(told, "say_few", language, n=4)
    assert not [key for key in VERDICT_SENTENCES if says(told, key, language)]
    few = {"da": "for få personer til en konklusion", "en": "too few people for a conclusion"}
    assert ek.table(result, language=language).rows[0][-1] == few[language]


def test_many_scales_are_told_by_conclusion(says: Says) -> None:
    many = scores(**{f"s{number}": moved(0.0) for number in range(6)})
    margins = {f"s{number}": 3.0 for number in range(5)}
    told = ek.say(ek.equivalence(many, margin=margins), language="en")
    assert len(told) == 3
    assert says(told[0], "margin_say_family", tests=5, verdict="no change that matters")
    assert says(told[1], "margin_say_without", scales="s5")
    assert "no smallest change that matters is stated" in told[1]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_table_says_who_chose_and_why_a_number_is_missing(language: str) -> None:
    frame = scores(who5=moved(1.0), rses=[2.0, 2.0]).assign(instrument="x")
    frame.loc[frame["scale"] == "who5", "instrument"] = "who5"
    result = ek.equivalence(frame, margin={"who5": 10.0, "rses": 1.0})
    notes = " ".join(ek.table(result, language=language).notes)
    chose = {"da": "valgt af den, der har lavet", "en": "chosen by whoever made"}[language]
    same = {"da": "alle har ændret sig lige meget", "en": "everyone changed by the same"}
    assert chose in notes
    assert same[language] in notes
    published = ek.equivalence(frame, margin="published")
    assert "Topp" in " ".join(ek.table(published, language=language).notes)


def test_the_same_numbers_in_table_and_data() -> None:
    result = ek.equivalence(scores(who5=moved(2.5)), margin=4.0)
    table = ek.table(result, language="da")
    assert table.rows[0][2] == "+2,5"
    assert table.numbers[0]["estimate"] == pytest.approx(2.5)
    assert table.name == "equivalence"


def test_only_scales_with_a_margin_are_rows(says: Says) -> None:
    two = scores(s1=moved(0.0), s2=moved(0.0))
    table = ek.table(ek.equivalence(two, margin={"s1": 3.0}), language="en")
    assert [row[0] for row in table.rows] == ["s1"]
    assert says(table.notes[-1], "margin_others_note")
    assert [one["scale"] for one in table.numbers] == ["s1", "s2"]
    none = ek.equivalence(two, margin={})
    shown = ek.table(none, language="en")
    assert says(shown.paragraphs[0], "margin_say_none")
    assert says(ek.say(none, language="en")[0], "margin_say_none")
    assert len(ek.say(none, language="en")) == 1


def test_the_overall_scale_and_a_range_tell_of_many_areas(says: Says) -> None:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    result = ek.detectable_change(study)
    overall, rest = ek.say(result, language="en")
    assert says(overall, "detectable_say", scale="Mean of the ten areas")
    areas = result.to_frame().query("scale != 'mean'")["detectable_change"]
    facts = {"low": f"{areas.min():.2f}", "high": f"{areas.max():.2f}", "rows": 10}
    assert says(rest, "detectable_say_family", **facts)
    several = ek.detectable_change(scores(**{f"s{i}": moved(0.0) for i in range(4)}, who5=SPREAD))
    assert says(ek.say(several, language="en")[-1], "detectable_say_table")


def test_detectable_change_is_told_beside_what_matters(says: Says) -> None:
    frame = scores(who5=moved(0.0)).assign(instrument="who5")
    # d_z of 12 pairs at 80 %: R's power.t.test gives 0.888654; SD 2.089, so 1.9.
    (said,) = ek.say(ek.detectable_change(frame), language="en")
    assert says(said, "detectable_say", n=12, change="1.9", power="80%")
    assert says(said, "detectable_say_enough", published="10.0")
    # SD 38 sqrt(12/11) = 39.69, so 35.3.
    wide = scores(who5=[-38.0, 38.0] * 6)
    (said,) = ek.say(ek.detectable_change(wide), language="en")
    assert says(said, "detectable_say", change="35.3")
    assert says(said, "detectable_say_too_few", published="10.0")
    table = ek.table(ek.detectable_change(frame), language="da")
    assert table.rows[0][1:] == ("12", "2,1", "1,9", "0,89", "10,0")


def test_without_two_readings_there_is_a_sentence() -> None:
    frame = pd.concat([scores(x=[1.0]), scores(y=[1.0])])
    frame = frame[(frame["scale"] == "y") | (frame["wave"] == "pre")]
    for language in ("da", "en"):
        assert len(ek.say(ek.detectable_change(frame), language=language)) == 1
        assert ek.table(ek.detectable_change(frame), language=language).rows


@pytest.mark.parametrize(
    ("language", "cells"),
    [
        ("da", ("10,00", "20,00", "0,50", "80 %", "34", "30 %", "49")),
        ("en", ("10.00", "20.00", "0.50", "80%", "34", "30%", "49")),
    ],
)
def test_pairs_needed(says: Says, language: str, cells: tuple[str, ...]) -> None:
    needed = ek.pairs_needed(change=10, sd_change=20, dropout=0.3)
    assert ek.table(needed, language=language).rows == (cells,)
    told = ek.say(needed, language=language)
    assert says(told[0], "needed_say", language, pairs=34, change=cells[0])
    assert says(told[1], "needed_say_enrol", language, enrol=49, dropout=cells[5])
    assert len(ek.say(ek.pairs_needed(change=10, sd_change=20), language=language)) == 1


def test_no_person_is_shown() -> None:
    result = ek.equivalence(scores(who5=moved(2.5)), margin=4.0)
    shown = f"{ek.table(result).as_data()}{ek.say(result)}"
    assert KEY not in shown
