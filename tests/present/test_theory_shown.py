"""Theories of change as readers meet them: table, counts, sentences, figure with words for all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek
from evalkit.assessment.theory_of_change import TheoryOfChange
from evalkit.frames import SCORES
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.words import word
from evalkit.study import Study

Says = Callable[..., bool]
SMALL = Path(__file__).parents[1] / "programmes" / "small_theory.yaml"


def small(*, read: bool = False) -> TheoryOfChange:
    rows = [{"person": f"k{n}", "score": 50.0, "date": "2025-01-01"} for n in range(6)]
    scores = pd.DataFrame(rows).assign(programme="ours", instrument="who5", scale="who5")
    study = Study(title={"da": "V", "en": "O"}, programme="ours", scores=SCORES.shaped(scores))
    return ek.theory_of_change(SMALL, study=study if read else None)


def changed(folder: Path, *pairs: tuple[str, str]) -> TheoryOfChange:
    text = SMALL.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path = folder / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    return ek.theory_of_change(path)


def table(result: object, language: str = "en") -> Table:
    shown = ek.table(result, language=language)
    assert isinstance(shown, Table)
    return shown


def figure(result: object, language: str = "en") -> Figure:
    shown = ek.figure(result, language=language)
    assert isinstance(shown, Figure)
    return shown


def told(result: object, language: str = "en") -> str:
    return " ".join(ek.say(result, language=language))


def test_the_table_has_every_node_with_its_stage_and_what_measures_it() -> None:
    rows = {row[0]: row[1:] for row in table(small()).rows}
    assert list(rows) == [
        *("A weekly café", "Talks", "Trust", "Better well-being", "Network, support; friends"),
        *("Job", "Less debt"),
    ]
    assert rows["A weekly café"] == ("1. Activities", "not mentioned", "attendance")
    assert rows["Talks"] == ("1. Activities", "not mentioned", "–")
    assert rows["Better well-being"] == (
        "3. Outcome",
        "yes, the source says (measurement 1)",
        "WHO-5 Well-Being Index (the source names the instrument); Short Warwick-Edinburgh Mental "
        "Wellbeing Scale (SWEMWBS)",
    )
    read = "can be seen as evalkit reads it (measurement 1 and 3)"
    assert rows["Network, support; friends"][1] == read
    assert rows["Job"][2] == "status: Livelihood"


def test_the_notes_hold_source_plan_links_and_scales_nobody_knows(says: Says) -> None:
    notes = "\n".join(table(small()).notes)
    source = "figure 1 in Jensen A, 2026; source of the figure: Hansen (2020)"
    assert says(notes, "theory_source_note", programme="Our programme", source=source)
    assert "The figure is small." in notes
    assert says(notes, "theory_measurement_note", number=1, what="A form every third month.")
    assert says(notes, "theory_measurement_assumed_note", number=3, what="A guess.")
    assert says(notes, "theory_link_text_note", start="“A weekly café”", place="4")
    assert says(notes, "theory_link_evalkit_note", start="“Talks”", end="“Trust”")
    assert says(notes, "theory_unknown_scales_note", scales="our_own_scale")


def test_with_a_study_a_column_says_how_many_persons() -> None:
    rows = {row[0]: row[-1] for row in table(small(read=True)).rows}
    assert rows["Better well-being"] == "6"
    assert rows["Job"] == "0"
    assert rows["Less debt"] == "–"
    assert len(table(small(read=True)).columns) == len(table(small()).columns) + 1


def test_the_counts_add_up_to_a_last_row() -> None:
    shown = table(small(read=True).coverage)
    assert [row[1:] for row in shown.rows] == [
        ("2", "0", "0", "1", "1", "0"),
        ("1", "0", "0", "1", "0", "0"),
        ("4", "2", "1", "0", "1", "1"),
        ("7", "2", "1", "2", "2", "1"),
    ]
    assert shown.rows[-1][0] == "In all"
    assert all("%" not in cell for row in shown.rows for cell in row)
    assert len(table(small().coverage).columns) == len(shown.columns) - 1


def test_sentences_say_how_much_is_measured_and_what_is_not(says: Says) -> None:
    text = told(small(read=True))
    assert says(text, "theory_say", programme="Our programme", elements="7 elements", stages=3)
    assert says(text, "theory_say_planned", stated=2, elements="7 elements")
    assert says(text, "theory_say_planned_more", read=1)
    assert says(text, "theory_say_outcomes", count=1, stage="3. Outcome", titles="“Less debt”")
    assert "“A weekly café” (attendance)" in text
    assert says(text, "theory_say_data", data="The data", count=1, titles="“Better well-being”")
    assert says(text, "theory_say_not_found", titles="“Network, support; friends”; “Job”")
    assert says(text, "theory_say_links", stated=1, read=1)
    assert says(text, "theory_say_design")


def test_sentences_of_a_programme_that_measures_nothing(tmp_path: Path, says: Says) -> None:
    measured = SMALL.read_text(encoding="utf-8").partition("  measured:")[2]
    unplanned = changed(tmp_path, (measured, "\n    - {node: cafe, scales: [attendance]}\n"))
    assert says(told(unplanned), "theory_say_no_planned", elements="7 elements")
    start = SMALL.read_text(encoding="utf-8").partition("measurements:")[2].partition("theory:")[0]
    without = changed(tmp_path, (measured, " []\n"), (f"measurements:{start}theory:", "theory:"))
    assert says(told(without), "theory_say_no_plan", elements="7 elements")
    assert says("\n".join(table(without).notes), "theory_no_plan_note")
    assert not says(told(without), "theory_say_outcomes")


def test_sentences_when_all_outcomes_are_measured_and_nothing_is_linked(
    tmp_path: Path, says: Says
) -> None:
    whole = SMALL.read_text(encoding="utf-8")
    links = whole[whole.index("  links:") : whole.index("  measured:")]
    result = changed(
        tmp_path,
        (links, ""),
        ("scales: [our_own_scale]}", "scales: [gse]}\n    - {node: debt, by: form, basis: text}"),
    )
    assert says(told(result), "theory_say_all_outcomes", elements="4 elements")
    assert says(told(result), "theory_say_no_links")
    assert says(figure(result).alt, "theory_alt_no_links")


def test_what_evalkit_reads_is_told_apart_from_what_the_source_says(
    tmp_path: Path, says: Says
) -> None:
    result = changed(
        tmp_path,
        ("{node: wellbeing, by: form, basis: text}", "{node: wellbeing, by: form}"),
        ("scales: [status.livelihood], basis: text}", "scales: [status.livelihood]}"),
    )
    assert says(told(result), "theory_say_no_planned", elements="7 elements")
    assert says(told(result), "theory_say_planned_read", elements="3 elements")


def test_a_last_stage_that_nobody_measures(tmp_path: Path, says: Says) -> None:
    whole = SMALL.read_text(encoding="utf-8")
    measured = whole.partition("  measured:")[2]
    first = "\n    - {node: cafe, by: form, basis: text}\n"
    result = changed(tmp_path, (measured, first))
    assert says(told(result), "theory_say_no_outcomes", elements="4 elements")
    outcomes = whole[whole.index("        network: {da") : whole.index("  links:")]
    links = whole[whole.index("  links:") : whole.index("  measured:")]
    one = changed(tmp_path, (measured, first), (outcomes, ""), (links, ""))
    assert says(told(one), "theory_say_no_one_outcome", titles="“Better well-being”")


@pytest.mark.parametrize("language", ["da", "en"])
def test_made_up_data_are_said_to_be_wherever_they_are_counted(language: str, says: Says) -> None:
    notes = {"da": "Opdigtet til tests.", "en": "Made up for tests."}
    made_up = {
        language: f"{word('made_up_notice', language)} {own}" for language, own in notes.items()
    }
    rows = [{"person": f"k{n}", "score": 50.0, "date": "2025-01-01"} for n in range(6)]
    scores = pd.DataFrame(rows).assign(programme="ours", instrument="who5", scale="who5")
    title = {"da": "V", "en": "O"}
    studies = {
        kind: Study(title=title, programme="ours", scores=SCORES.shaped(scores), notes=said)
        for kind, said in (("real", notes), ("made up", made_up))
    }
    for kind, study in studies.items():
        result, is_made_up = ek.theory_of_change(SMALL, study=study), kind == "made up"
        data = word("theory_the_made_up_data" if is_made_up else "theory_the_data", language)
        assert says(told(result, language), "theory_say_data", language, data=data)
        assert says(figure(result, language).alt, "theory_alt_data", language, data=data)
        for shown in (table(result, language), table(result.coverage, language)):
            label = shown.columns[-1].label
            assert says(label, "theory_made_up", language) == is_made_up


def test_where_only_some_data_are_made_up_that_is_said(says: Says) -> None:
    made_up = {language: word("made_up_notice", language) for language in ("da", "en")}
    title = {"da": "V", "en": "O"}
    studies = {
        "ours": Study(title=title, programme="ours"),
        "unik": Study(title=title, programme="unik", notes=made_up),
    }
    result = ek.theory_of_change([SMALL, "unik"], study=studies)
    assert says(table(result).columns[-1].label, "theory_some_made_up")
    assert says(told(result), "theory_say_no_data", data="The made-up data")
    assert says(told(result), "theory_say_no_data", data="The data")


def test_a_theory_of_a_part_is_called_by_the_part(tmp_path: Path, says: Says) -> None:
    part = "  of: {da: Projekt 16, en: Project 16}\n  place: Figur 1\n"
    result = changed(tmp_path, ("  place: Figur 1\n", part))
    assert says(figure(result).caption, "theory_figure", programme="Project 16")
    assert says(told(result), "theory_say", programme="Project 16")
    for shown in (table(result), table(result.coverage)):
        assert "Project 16" in shown.caption
        assert "Our programme" not in shown.caption


def test_one_line_is_not_several(tmp_path: Path, says: Says) -> None:
    alt = figure(small()).alt
    assert says(alt, "theory_alt_solid_one")
    assert says(alt, "theory_alt_dashed_one")
    twice = '    - {from: talks, to: job, basis: text, da: x, en: x, place: "4"}\n  measured:'
    alt = figure(changed(tmp_path, ("  measured:", twice))).alt
    assert says(alt, "theory_alt_solid", count=2)


def test_a_study_that_holds_nothing_of_it_is_told(says: Says) -> None:
    empty = Study(title={"da": "V", "en": "O"}, programme="ours")
    result = ek.theory_of_change(SMALL, study=empty)
    assert says(told(result), "theory_say_no_data", elements="7 elements")
    assert says(figure(result).alt, "theory_alt_no_data")


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_figure_says_in_words_what_it_shows(language: str, says: Says) -> None:
    shown = figure(small(read=True), language)
    assert says(shown.caption, "theory_figure", language)
    assert shown.png.startswith(b"\x89PNG")
    assert says(shown.alt, "theory_alt", language, stages=3)
    assert says(shown.alt, "theory_alt_planned_text", language)
    assert says(shown.alt, "theory_alt_planned_evalkit", language)
    assert says(shown.alt, "theory_alt_unplanned", language)
    assert says(shown.alt, "theory_alt_data", language)
    assert says(shown.alt, "theory_alt_links", language)
    titles = small().to_frame()[f"title_{language}"].tolist()
    assert [row[0] for row in shown.data.rows] == titles


def test_the_picture_is_the_same_every_time() -> None:
    assert figure(small()).png == figure(small()).png


def test_of_several_there_is_a_table_and_a_word_about_the_drawing(says: Says) -> None:
    both = ek.theory_of_change([SMALL, "unik", "housing_first"])
    shown = ek.figure(both, language="en")
    assert isinstance(shown, Text)
    assert says(str(shown), "theory_one_at_a_time", programmes="Our programme and Projekt UNIK")
    rows = table(both).rows
    assert {row[1] for row in rows} == {"Our programme", "Projekt UNIK"}
    assert {row[0].partition(":")[0] for row in table(both.coverage).rows} == {
        "Our programme",
        "Projekt UNIK",
    }
    assert says(told(both), "theory_without")
    assert says(told(both), "theory_said_of", programme="Projekt UNIK")


def test_a_programme_whose_source_draws_none_gets_a_sentence(says: Says) -> None:
    none = ek.theory_of_change("housing_first")
    for shown in (ek.table(none), ek.figure(none), ek.sentences(none)):
        assert isinstance(shown, Text)
        assert says(str(shown), "theory_without", "da")
    # The same sentence, which a page shows once.
    assert str(ek.table(none.coverage)) == str(ek.figure(none)) == str(ek.sentences(none))


def test_of_many_there_is_a_row_each_and_three_sentences(tmp_path: Path, says: Says) -> None:
    files = [SMALL]
    for name in ("two", "three", "four"):
        text = SMALL.read_text(encoding="utf-8").replace("programme: ours", f"programme: {name}")
        files.append(tmp_path / f"{name}.yaml")
        files[-1].write_text(text, encoding="utf-8")
    bare = tmp_path / "bare.yaml"
    text = SMALL.read_text(encoding="utf-8").replace("programme: ours", "programme: bare")
    bare.write_text(text[: text.index("theory:")], encoding="utf-8")
    read = {"ours": Study(title={"da": "V", "en": "O"}, programme="ours")}
    result = ek.theory_of_change([*files, bare], study=read)
    said = ek.say(result, language="en")
    assert len(said) == 3
    assert says(said[0], "theory_say_many", drawn="4", asked="5")
    assert says(said[2], "theory_without", programmes="Our programme")
    rows = table(result.coverage).rows
    assert rows == (
        ("Our programme", "7", "2", "1", "0"),
        *[("Our programme", "7", "2", "1", "–")] * 3,
    )
