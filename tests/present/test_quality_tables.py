"""What is said on a page about the quality of a delivery."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import evalkit as ek
from evalkit.findings import Finding
from evalkit.intake.checked import Checked
from evalkit.present.blocks import Table, Text
from evalkit.present.quality_tables import QUALITY_PARTS
from evalkit.reporting.project import examples_folder

LANGUAGES = ("da", "en")
TITLE = {"da": "Vores", "en": "Ours"}


def made(*findings: Finding, **counts: int) -> Checked:
    named = {"received": 10, "loaded": 10, "set_aside": 0, "not_data": 0} | counts
    frame = pd.DataFrame([{"file": "a.csv", "sheet": "", **named}])
    return Checked(TITLE, findings, frame)


def shown(checked: Checked, part: str, language: str = "en") -> Table:
    block = ek.quality_table(checked, part=part, language=language)
    assert isinstance(block, Table)
    return block


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", QUALITY_PARTS)
@pytest.mark.parametrize("name", ["unik", "bindeleddet", "cafe_step", "empower4u"])
def test_every_part_of_every_example(name: str, part: str, language: str) -> None:
    checked = ek.check(examples_folder() / name, profile=name)
    block = ek.quality_table(checked, part=part, language=language)
    assert isinstance(block, Table | Text)
    assert str(block).strip()


def test_a_part_that_is_none() -> None:
    with pytest.raises(ek.InputError, match="Did you mean 'codes'"):
        ek.quality_table(made(), part="code")


@pytest.mark.parametrize("part", [part for part in QUALITY_PARTS if part != "received"])
def test_a_clean_delivery_says_so_in_words(part: str) -> None:
    for language in LANGUAGES:
        assert isinstance(ek.quality_table(made(), part=part, language=language), Text)


def test_the_sum_is_shown_to_hold_and_refused_files_have_no_counts() -> None:
    gone = Finding("EK101", "b.csv")
    table = shown(made(gone, loaded=7, set_aside=2, not_data=1), "received")
    assert table.rows == (
        ("a.csv", "10", "7", "2", "1"),
        ("b.csv", "–", "–", "–", "–"),
        ("Total", "10", "7", "2", "1"),
    )
    assert "10 received = 7 can be loaded + 2 set aside + 1 not data" in table.notes[0]
    assert any("could not be read" in note for note in table.notes)
    assert len(table.numbers) == 1


def test_rows_are_counted_once_for_each_reason() -> None:
    twice = [Finding("EK305", "a.csv", row=3, column=name) for name in ("Nr", "Dato")]
    other = [Finding("EK309", "a.csv", row=row, column="Nr") for row in (4, 5)]
    table = shown(made(*twice, *other, loaded=7, set_aside=3), "set_aside")
    assert [row[0][:5] for row in table.rows] == ["EK305", "EK309"]
    assert [row[2] for row in table.rows] == ["1", "2"]
    assert "in all: 3" in table.notes[0]


def test_the_gravest_come_first_and_rows_are_folded() -> None:
    facts = {"example": "1.234,5"}
    cells = [Finding("EK401", "a.csv", "Ark1", row, "Svar", facts) for row in range(20, 2, -1)]
    refused = Finding("EK206", "b.csv", row=1)
    table = shown(made(*cells, refused), "places")
    assert [row[0][:5] for row in table.rows] == ["EK206", "EK401"]
    assert table.rows[1][1:] == ("a.csv, Ark1", "Svar", "3, 4, 5, 6, 7, 8 … and 12 more", "18")
    danish = shown(made(*cells), "places", "da")
    assert danish.rows[0][3] == "3, 4, 5, 6, 7, 8 … og 12 mere"


def test_a_code_says_what_it_means_where_it_is_and_what_to_do() -> None:
    columns = [f"q{number}" for number in range(9)]
    facts = {"count": 2, "accepted": "a, b"}
    found = [Finding("EK404", "a.csv", row=3, column=name, facts=facts) for name in columns]
    (row,) = shown(made(*found), "codes").rows
    assert row[0] == "EK404: Unknown answer"
    assert row[1:3] == ("the cell is set aside", "9")
    assert row[3] == "a.csv: q0, q1, q2, q3, q4, q5 … and 3 more"
    assert row[4].startswith("Mend the cell")


def test_what_was_not_checked_says_why_and_a_refused_delivery_is_not_checked_in_full() -> None:
    unchecked = Finding("EK605", "a.csv", facts={})
    (row,) = shown(made(unchecked), "unchecked").rows
    assert "no file of courses" in row[2]
    refused = Finding("EK101", "b.csv")
    assert "not checked against" in str(
        ek.quality_table(made(refused), part="unchecked", language="en")
    )
    assert "not checked against" in shown(made(refused, unchecked), "unchecked").notes[0]


def test_personal_data_are_counted_by_kind_and_column() -> None:
    found = [
        Finding("EK420", "a.csv", row=row, column="Note", facts={"kinds": "CPR"}) for row in (3, 4)
    ]
    found.append(Finding("EK420", "a.csv", row=5, column="Note", facts={"kinds": "e-mail"}))
    found.append(Finding("EK213", "a.csv", column="Nr", facts={"count": 7}))
    found.append(Finding("EK120", "a.csv", facts={"count": 1, "personal": 0}))
    table = shown(made(*found), "personal")
    assert [(row[0][:5], *row[2:]) for row in table.rows] == [
        ("EK213", "Nr", "CPR", "7"),
        ("EK420", "Note", "CPR", "2"),
        ("EK420", "Note", "e-mail", "1"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_say_first_whether_it_can_be_loaded(language: str) -> None:
    fine = ek.say(ek.check(examples_folder() / "unik", profile="unik"), language=language)
    assert fine[0] in ("Leverancen kan indlæses.", "The delivery can be loaded.")
    gone = [Finding("EK101", f"{number}.csv") for number in range(7)]
    refused = ek.say(made(*gone), language=language)
    assert refused[1].endswith("(EK101)")
    assert sum(text.endswith("(EK101)") for text in refused) == 5
    assert not any("Kan indlæses" in text or "Can be loaded" in text for text in refused)


def test_the_notice_of_a_check_needs_no_quarter(tmp_path: Path) -> None:
    checked = ek.check(examples_folder() / "unik", profile="unik")
    said = ek.notice(checked, audience="internal", language="en")
    assert said.role == "notice"
    assert said.paragraphs[0].startswith("Internal page.")
    with pytest.raises(ek.InputError, match="refused"):
        ek.notice(checked, audience="public")
