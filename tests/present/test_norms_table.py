"""Tables and sentences beside other populations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import pytest

import evalkit as ek
from evalkit.present.blocks import Table, Text
from evalkit.present.numbers import decimal_text

LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])
BEFORE = [20.0, 25.0, 24.0, 30.0, 22.0, 18.0, 26.0, 21.0, 24.0, 28.0, 19.0]
AFTER = [26.0, 30.0, 28.0, 29.0, 25.0, 21.0, 26.0, 25.0, 27.0, 33.0, 20.0]


def scores(
    *,
    waves: tuple[str, str] = ("pre", "post"),
    **values: tuple[Sequence[float | None], Sequence[float | None]],
) -> pd.DataFrame:
    rows = [
        (f"key-{person}", scale, wave, score)
        for scale, readings in values.items()
        for wave, of_wave in zip(waves, readings, strict=True)
        for person, score in enumerate(of_wave)
    ]
    frame = pd.DataFrame(rows, columns=["person", "scale", "wave", "score"])
    return frame.astype({"score": float})


@LANGUAGES
def test_table_and_sentence_have_the_numbers_of_the_result(
    language: str, says: Callable[..., bool]
) -> None:
    result = ek.beside_norms(scores(gse=(BEFORE, AFTER)))
    latest = result.to_frame().iloc[1]
    shown = ek.table(result, language=language)
    assert isinstance(shown, Table)
    difference = decimal_text(latest["difference"], language, digits=2, signed=True)
    assert difference in shown.rows[1]
    assert decimal_text(latest["mean"], language, digits=2) in shown.rows[1]
    in_sd = decimal_text(latest["difference_in_sd"], language, digits=2, signed=True)
    assert shown.rows[1][-1] == in_sd
    assert shown.numbers[1]["difference"] == latest["difference"]
    text = " ".join(ek.say(result, language=language))
    norm = decimal_text(29.55, language, digits=2)
    assert says(text, "norms_say", language, n=11, norm=norm)
    size = decimal_text(-latest["difference"], language, digits=2)
    side = {"da": "under", "en": "below"}[language]
    assert says(text, "norms_say_difference", language, difference=size, side=side)
    assert says(text, "norms_say_limit", language)


def test_above_the_norm_is_said_so(says: Callable[..., bool]) -> None:
    high = [score + 7 for score in AFTER]
    text = " ".join(ek.say(ek.beside_norms(scores(gse=(BEFORE, high))), language="en"))
    assert says(text, "norms_say_difference", side="above")


@LANGUAGES
def test_what_was_not_re_read_is_said(language: str) -> None:
    known = ek.table(ek.beside_norms(scores(gse=(BEFORE, AFTER))), language=language)
    seen = ek.table(ek.beside_norms(scores(swemwbs=([20.73] * 3, [21.54] * 3))), language=language)
    assert isinstance(known, Table)
    assert isinstance(seen, Table)
    words = {"da": "ikke genlæst", "en": "not re-read"}[language]
    assert any(words in note for note in known.notes)
    assert not any(words in note for note in seen.notes)
    without = {"da": "uden spredning", "en": "without an SD"}[language]
    assert any(without in note for note in seen.notes)


def test_below_ten_no_difference_is_told(says: Callable[..., bool]) -> None:
    text = " ".join(ek.say(ek.beside_norms(scores(gse=(BEFORE[:6], AFTER[:6]))), language="en"))
    assert says(text, "norms_say_few", n=6)
    assert not says(text, "norms_say_difference")


def test_all_persons_are_told_as_such(says: Callable[..., bool]) -> None:
    frame = scores(gse=([*BEFORE, 20.0], [*AFTER, None]))
    text = " ".join(ek.say(ek.beside_norms(frame, who="all"), language="en"))
    assert says(text, "norms_say_apart", n_first=12, n=11)


@LANGUAGES
def test_a_scale_without_a_norm_says_so(language: str, says: Callable[..., bool]) -> None:
    result = ek.beside_norms(scores(who5=([40.0, 60.0], [48.0, 60.0])))
    shown = ek.table(result, language=language)
    assert isinstance(shown, Text)
    assert says(shown.paragraphs[0], "norms_none", language)
    [said] = ek.say(result, language=language)
    assert says(said, "norms_say_none", language)


@LANGUAGES
def test_only_scales_with_a_norm_are_rows(language: str, says: Callable[..., bool]) -> None:
    result = ek.beside_norms(scores(gse=(BEFORE, AFTER), who5=(BEFORE, AFTER)))
    shown = ek.table(result, language=language)
    assert isinstance(shown, Table)
    assert len(shown.rows) == 2
    # The numbers behind the table have the other scale too.
    assert {one["scale"] for one in shown.numbers} == {"gse", "who5"}
    assert says(shown.notes[-1], "norms_no_norm_note", language)
    assert says(ek.say(result, language=language)[-1], "norms_say_others", language)


@LANGUAGES
def test_without_a_published_share_there_is_no_column_for_it(language: str) -> None:
    result = ek.beside_norms(scores(who5=([40.0, 60.0], [48.0, 60.0])))
    shown = ek.table(result.bands, language=language)
    assert isinstance(shown, Table)
    assert {len(row) for row in shown.rows} == {len(shown.columns)} == {6}
    assert "–" not in shown.rows[0][1]


@LANGUAGES
def test_bands_are_beside_what_is_published(language: str, says: Callable[..., bool]) -> None:
    result = ek.beside_norms(scores(t_ils=([9.0, 8.0, 7.0, 3.0], [6.0, 6.0, 7.0, 3.0])))
    shown = ek.table(result.bands, language=language)
    assert isinstance(shown, Table)
    low, severe = shown.rows
    counts = {"da": ("3 af 4 (75 %)", "1 af 4 (25 %)"), "en": ("3 of 4 (75%)", "1 of 4 (25%)")}
    assert (severe[2], severe[4]) == counts[language]
    share = {"da": "8,3 % (voksne i Danmark, 2017)", "en": "8.3% (adults in Denmark, 2017)"}
    assert severe[-1].startswith(share[language])
    assert low[-1] == "–"
    assert any(one.get("source") for one in shown.numbers)
    text = " ".join(ek.say(result, language=language))
    first, latest = counts[language]
    assert says(text, "norms_say_band", language, first=first, latest=latest)
    # The scale has no norm, but others counted its bands: it is not one of which nothing is known.
    assert not says(text, "norms_say_none", language)


@LANGUAGES
def test_without_bands_there_is_a_sentence(language: str) -> None:
    bands = ek.beside_norms(scores(gse=(BEFORE, AFTER))).bands
    assert isinstance(ek.table(bands, language=language), Text)


@LANGUAGES
def test_nobody_with_both_readings(language: str) -> None:
    result = ek.beside_norms(scores(gse=([20.0], [None]), t_ils=([5.0], [None])))
    shown, bands = (ek.table(one, language=language) for one in (result, result.bands))
    assert isinstance(shown, Table)
    assert isinstance(bands, Table)
    assert {row[2] for row in shown.rows} == {"0"}
    zero = {"da": "0 af 0", "en": "0 of 0"}[language]
    assert {row[2] for row in bands.rows} == {zero}
    assert len(ek.say(result, language=language)) == 1


@LANGUAGES
def test_groups_have_their_rows_and_waves_their_names(language: str) -> None:
    frame = scores(t_ils=([9.0, 8.0, 7.0, 3.0], [6.0, 6.0, 7.0, 3.0]), waves=("before", "during"))
    frame["site"] = frame["person"].map(
        {"key-0": "Vejle", "key-1": "Vejle", "key-2": "Odense", "key-3": "Odense"}
    )
    result = ek.beside_norms(frame, by=("scale", "site"), waves=("before", "during"))
    shown, bands = (ek.table(one, language=language) for one in (result, result.bands))
    assert isinstance(shown, Text)
    assert isinstance(bands, Table)
    assert [row[1] for row in bands.rows] == ["Vejle", "Vejle", "Odense", "Odense"]
    during = {"da": "under", "en": "during"}[language]
    assert during in " ".join(column.label for column in bands.columns)
    named = ek.table(
        ek.beside_norms(
            frame.assign(scale="gse", score=frame["score"] + 20),
            by=("scale", "site"),
            waves=("before", "during"),
        ),
        language=language,
    )
    assert isinstance(named, Table)
    assert [row[1] for row in named.rows] == ["Vejle", "Vejle", "Odense", "Odense"]
    assert named.rows[1][2] == during
    text = " ".join(ek.say(result, language=language))
    assert during in text
    assert "Odense" in text


@LANGUAGES
def test_nobody_is_in_it(language: str) -> None:
    result = ek.beside_norms(scores(gse=(BEFORE, AFTER), t_ils=([9.0, 8.0], [7.0, 3.0])))
    shown = str(ek.table(result, language=language)) + str(
        ek.table(result.bands, language=language)
    )
    assert "key-" not in shown + " ".join(ek.say(result, language=language))
