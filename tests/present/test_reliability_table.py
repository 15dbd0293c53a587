"""Tables and sentences of reliability: the same numbers everywhere, and why some are missing."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import evalkit as ek
from evalkit.outcomes.intraclass_correlation import ICC_NOTES
from evalkit.outcomes.item_analysis import ITEM_NOTES
from evalkit.outcomes.reliability import RELIABILITY_NOTES
from evalkit.present.blocks import Table, Text
from evalkit.present.numbers import decimal_text
from evalkit.present.reliability_table import icc_reasons, reliability_reasons

LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])
STRAIGHT = [(3, 2, 3), (1, 1, 2), (2, 2, 3), (1, 2, 1), (2, 3, 3), (1, 1, 1)] * 2


def answered(rows: list[tuple[int, ...]], *, prefix: str = "t_ils") -> pd.DataFrame:
    long = [
        (f"key-{person:04d}", f"{prefix}_{number}", value)
        for person, values in enumerate(rows)
        for number, value in enumerate(values, start=1)
    ]
    return pd.DataFrame(long, columns=["person", "item", "value"])


@LANGUAGES
def test_the_table_has_the_numbers_of_the_result(language: str) -> None:
    result = ek.reliability(answered(STRAIGHT), "t_ils")
    shown = ek.table(result, language=language)
    assert isinstance(shown, Table)
    [row] = shown.rows
    frame = result.to_frame().iloc[0]
    assert row[1:3] == ("3", "12")
    assert row[3] == decimal_text(frame["alpha"], language, digits=2)
    assert row[5] == decimal_text(frame["omega_total"], language, digits=2)
    assert row[6] == decimal_text(frame["sem"], language, digits=2)
    assert row[7] == decimal_text(frame["smallest_detectable_change"], language, digits=2)
    assert shown.numbers[0]["alpha"] == frame["alpha"]


@LANGUAGES
def test_the_sentence_has_n_number_and_interval(language: str, says: Callable[..., bool]) -> None:
    result = ek.reliability(answered(STRAIGHT), "t_ils")
    text = " ".join(ek.say(result, language=language))
    alpha = decimal_text(result.alpha("t_ils"), language, digits=2)
    change = decimal_text(
        result.to_frame()["smallest_detectable_change"].iloc[0], language, digits=2
    )
    assert says(text, "reliability_say", language, alpha=alpha, n=12, items=3)
    assert says(text, "reliability_say_change", language, change=change)
    assert says(text, "reliability_say_one_day", language)
    assert not says(text, "reliability_say_few", language)


def test_below_ten_persons_no_change_is_told(says: Callable[..., bool]) -> None:
    text = " ".join(ek.say(ek.reliability(answered(STRAIGHT[:6]), "t_ils"), language="en"))
    assert says(text, "reliability_say_few", n=6)
    assert not says(text, "reliability_say_change")


@LANGUAGES
def test_an_item_that_goes_against_is_told_and_marked(
    language: str, says: Callable[..., bool]
) -> None:
    wrong = [(a, 4 - b, c) for a, b, c in STRAIGHT]
    result = ek.reliability(answered(wrong), "t_ils")
    against = result.items().to_frame()
    assert ITEM_NOTES["goes against"] in against["note"].iloc[1]
    text = " ".join(ek.say(result, language=language))
    assert "t_ils_2" in text
    shown = ek.table(result.items(), language=language)
    assert isinstance(shown, Table)
    assert [row[0] for row in shown.rows] == ["t_ils_1", "t_ils_2", "t_ils_3"]
    marks = {"da": "vendt forkert", "en": "reversed wrongly"}
    assert marks[language] in shown.rows[1][-1]


@LANGUAGES
def test_items_with_titles_and_reversed_items_are_called_so(language: str) -> None:
    study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    star = ek.table(ek.reliability(study, "outcomes_star_homelessness").items(), language=language)
    assert isinstance(star, Table)
    assert {"da": "Bolig", "en": "Managing tenancy and accommodation"}[language] in [
        row[0] for row in star.rows
    ]
    unik = ek.load("data/examples/unik", profile="unik")
    rses = ek.table(ek.reliability(unik, "rses").items(), language=language)
    assert isinstance(rses, Table)
    reversed_ = {"da": "rses_3 (vendt)", "en": "rses_3 (reversed)"}
    assert rses.rows[2][0] == reversed_[language]


@LANGUAGES
def test_what_is_missing_has_its_reason_in_words(language: str) -> None:
    for name in RELIABILITY_NOTES.values():
        assert reliability_reasons(name, language)
    for name in ICC_NOTES.values():
        assert icc_reasons(name, language)
    assert reliability_reasons("", language) == []
    result = ek.reliability(answered([(1, 1, 1)] * 12), "t_ils")
    [said] = ek.say(result, language=language)
    shown = ek.table(result, language=language)
    assert isinstance(shown, Table)
    reason = {"da": "alle har samme sum", "en": "everybody has the same sum"}[language]
    assert reason in said
    assert any(reason in note for note in shown.notes)
    assert shown.rows[0][3] == "–"


def test_alpha_below_zero_is_told_without_an_error(says: Callable[..., bool]) -> None:
    rows = [(3, 1, 2), (1, 3, 2), (2, 2, 3), (3, 1, 1), (1, 3, 3), (2, 1, 1)] * 2
    result = ek.reliability(answered(rows), "t_ils")
    assert result.alpha("t_ils") < 0
    text = " ".join(ek.say(result, language="en"))
    assert says(text, "reliability_say_plain", n=12)
    assert not says(text, "reliability_say_change")


@LANGUAGES
def test_a_scale_of_one_item_has_a_table_and_no_items(language: str) -> None:
    unik = ek.load("data/examples/unik", profile="unik")
    result = ek.reliability(unik, "unpaid_network")
    assert isinstance(ek.table(result, language=language), Table)
    assert isinstance(ek.table(result.items(), language=language), Text)
    assert len(ek.say(result, language=language)) == 1


@LANGUAGES
def test_an_icc_is_shown_and_told(language: str, says: Callable[..., bool]) -> None:
    study = ek.load("data/examples/unik", profile="unik")
    result = ek.icc(ek.pre_post(study), form="ICC(2,1)")
    shown = ek.table(result, language=language)
    assert isinstance(shown, Table)
    assert (
        shown.rows[0][0]
        == {
            "da": "Trivsel (WHO-5)",
            "en": "Well-being (WHO-5)",
        }[language]
    )
    estimate = decimal_text(result.estimate("who5"), language, digits=2)
    assert shown.rows[0][4] == estimate
    text = " ".join(ek.say(result, language=language))
    assert says(text, "reliability_icc_say", language, estimate=estimate, raters=2)
    assert says(text, "reliability_icc_change_note", language)


def test_an_icc_without_a_scale_or_a_number(says: Callable[..., bool]) -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [1, 2]})
    result = ek.icc(frame, form="ICC(2,1)", rater=["a", "b"])
    shown = ek.table(result, language="en")
    assert isinstance(shown, Table)
    assert shown.rows[0][0] == "All measurements"
    assert any("there is no interval" in note for note in shown.notes)
    assert "there is no interval" in ek.say(result, language="en")[0]
    few = pd.DataFrame({"a": [1, 2, 5, 4], "b": [1, 3, 4, 5]})
    text = " ".join(ek.say(ek.icc(few, form="ICC(2,1)", rater=["a", "b"]), language="en"))
    assert says(text, "reliability_say_few", n=4)
    none = ek.icc(
        pd.DataFrame(columns=["person", "rater", "scale", "score"]).astype({"score": float}),
        form="ICC(2,1)",
    )
    assert isinstance(ek.table(none, language="en"), Text)
    assert len(ek.say(none, language="en")) == 1


@LANGUAGES
def test_nobody_is_in_it(language: str) -> None:
    result = ek.reliability(answered(STRAIGHT), "t_ils")
    shown = str(ek.table(result, language=language)) + str(
        ek.table(result.items(), language=language)
    )
    assert "key-" not in shown + " ".join(ek.say(result, language=language))
