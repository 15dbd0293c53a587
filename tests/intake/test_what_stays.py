"""What must be read just as it is written: names that look like nothing, zeros, letters, lines."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import evalkit as ek

WORDS = [
    "NA",
    "N/A",
    "None",
    "nan",
    "NaN",
    "null",
    "NULL",
    "-",
    "0",
    "False",
    "true",
    "inf",
]


@pytest.mark.parametrize("word", WORDS)
def test_words_that_mean_nothing_elsewhere_are_names_here(kit: Any, word: str) -> None:
    kit.change("profile.yaml", "{type: code, width: 4}", "{type: code}")
    for name in ("forloeb.csv", "maalinger.csv"):
        path = kit.folder / name
        path.write_text(path.read_text().replace("0101", word))
    kit.change("forloeb.csv", "Nord", word)
    study = kit.receive().study
    assert study.enrolments["person"].tolist() == [word, "0102"]
    assert study.enrolments["site"].tolist() == [word, "Syd"]
    assert study.scores["person"].tolist() == [word, word, "0102"]
    assert study.finding_list == ()


def test_the_profiles_words_for_no_answer_are_no_answer(kit: Any) -> None:
    kit.change("maalinger.csv", "0102;12-01-2026;Voksen;5", "0102;12-01-2026;vED IKKE;5")
    assert kit.receive().study.answers["respondent"].tolist() == ["", "", ""]


def test_numbers_and_dates_in_their_places(kit: Any) -> None:
    study = kit.receive().study
    assert study.finding_list == ()
    assert study.enrolments["price"].tolist()[0] == 1234.5
    assert study.enrolments["started"].tolist() == [
        pd.Timestamp(2026, 1, 1),
        pd.Timestamp(2026, 1, 5),
    ]
    assert study.enrolments["ended"].isna().tolist() == [True, False]
    assert study.enrolments["gender"].tolist() == ["woman", "man"]
    assert study.answers["row"].tolist() == [2, 3, 4]
    assert (study.answers["delivery"] == "delivery").all()


def test_letters_taken_apart_are_the_same_letters(kit: Any) -> None:
    apart = "Ma\N{COMBINING RING ABOVE}lt"
    kit.change("profile.yaml", "{total: score}", "{total: Målt}")
    kit.change("maalinger.csv", "score", apart)
    assert kit.receive().study.loaded == 5
    kit.change("profile.yaml", "{total: Målt}", f"{{total: {apart}}}")
    assert kit.receive().study.loaded == 5


def test_white_space_in_a_header_is_one_space(kit: Any) -> None:
    kit.change("profile.yaml", "{total: score}", "{total: score i alt}")
    kit.change("maalinger.csv", "score", '" score\n  i\N{NO-BREAK SPACE}alt "')
    assert kit.receive().study.loaded == 5


def test_trailing_separators_are_nothing(kit: Any) -> None:
    for name in ("forloeb.csv", "maalinger.csv"):
        path = kit.folder / name
        path.write_text("".join(f"{line};;\n" for line in path.read_text().splitlines()))
    assert kit.receive().findings == ()


def test_line_breaks_in_a_text_are_one_row(kit: Any) -> None:
    text = 'id;dato;hvem;score;n\n0101;10-01-2026;;4;"to\nlinjer; og\r\ntre"\n0102;11-01-2026;;5;\n'
    kit.write("maalinger.csv", text)
    study = kit.receive().study
    assert study.answers["row"].tolist() == [2, 3]
    assert {f.code for f in study.finding_list} == {"EK204"}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_ending(kit: Any, ending: str) -> None:
    text = (kit.folder / "maalinger.csv").read_text()
    kit.write("maalinger.csv", text.replace("\n", ending))
    assert kit.receive().study.answers["row"].tolist() == [2, 3, 4]


def test_a_long_text_is_a_text_and_the_limit_is_put_back(kit: Any) -> None:
    before = csv.field_size_limit()
    kit.write("maalinger.csv", f"id;dato;hvem;score;n\n0101;10-01-2026;;4;{'x' * 200_000}\n")
    assert kit.receive().study.loaded == 3
    assert csv.field_size_limit() == before


def test_total_rows_begin_with_the_word(kit: Any) -> None:
    kit.change("maalinger.csv", "0102;12-01-2026;Voksen;5", "i alt (3 svar);;;5")
    study = kit.receive().study
    assert study.not_data == 1
    kit.change("maalinger.csv", "i alt (3 svar)", "I altid")
    assert kit.receive().study.not_data == 0


def test_one_person_is_enough(kit: Any) -> None:
    kit.write("forloeb.csv", "id;start;slut;sted;koen;pris\n0101;01-01-2026;;;K;\n")
    kit.write("maalinger.csv", "id;dato;hvem;score\n0101;10-01-2026;;4\n")
    study = kit.receive().study
    assert len(study.scores) == 1
    assert study.finding_list == ()


def test_all_answers_missing_is_no_score_and_no_crash(kit: Any) -> None:
    kit.write("maalinger.csv", "id;dato;hvem;score\n0101;10-01-2026;;\n0102;11-01-2026;;Ved ikke\n")
    study = kit.receive().study
    assert study.scores.empty
    assert (study.loaded, study.set_aside) == (2, 2)
    assert [f.code for f in study.finding_list] == ["EK308", "EK308"]


def test_everybody_may_be_set_aside(kit: Any) -> None:
    kit.write("forloeb.csv", "id;start;slut;sted;koen;pris\n0101;;;;K;\n")
    study = kit.receive().study
    assert study.loaded == 0
    assert study.enrolments.empty
    assert study.scores.empty
    assert not study.summary()["rows"].any()


def test_a_delivery_is_a_folder_a_file_or_a_list(kit: Any) -> None:
    files = [kit.folder / "forloeb.csv", str(kit.folder / "maalinger.csv")]
    by_list = ek.load(files, profile=str(kit.profile))
    assert by_list.received == kit.receive().study.received
    assert set(by_list.digests) == {"forloeb.csv", "maalinger.csv"}
    assert by_list.answers["delivery"].unique().tolist() == ["delivery"]
    assert files == [kit.folder / "forloeb.csv", str(kit.folder / "maalinger.csv")]


def test_the_only_file_may_have_any_name(kit: Any, tmp_path: Path) -> None:
    survey = Path(__file__).parents[2] / "data/examples/loneliness_survey/qualtrics_export.csv"
    renamed = tmp_path / "eksport 6. oktober.csv"
    renamed.write_bytes(survey.read_bytes())
    assert ek.load(renamed, profile="loneliness_survey").received == 90


def test_reading_changes_no_file(kit: Any) -> None:
    before = {path.name: path.read_bytes() for path in kit.folder.iterdir()}
    kit.receive()
    assert {path.name: path.read_bytes() for path in kit.folder.iterdir()} == before


def test_labels_beside_the_data_are_not_data(kit: Any) -> None:
    """A rule that fits every CSV file does not take SurveyXact's labels for answers."""
    unik = Path(__file__).parents[2] / "data/examples/unik"
    for name in ("dataset.csv", "labels.csv", "structure.csv", "forloeb.csv"):
        kit.write(name, (unik / name).read_bytes())
    (kit.folder / "maalinger.csv").unlink()
    profile = Path(ek.__file__).parent / "definitions/profiles/unik.yaml"
    text = profile.read_text(encoding="utf-8")
    kit.write(
        "profile.yaml", text.replace("file: dataset.csv", 'file: data\n    match: "[!f]*.csv"')
    )
    assert kit.receive().study.counts["file"].tolist() == ["forloeb.csv", "dataset.csv"]
