"""No message, error, count or picture of a study holds what stands in a cell."""

import shutil
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import evalkit as ek
from evalkit.findings import findings_frame
from evalkit.intake.load import Delivery, load, receive
from evalkit.privacy.scan import is_personal_header as is_personal

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
# Made up; no such day and control exist together in any register.
CPR = "010190-1234"
AS_WRITTEN = (CPR, "0101901234", "101901234", "1,01E+09", "hans@example.org")


def said(delivery: Delivery) -> Iterator[str]:
    """Yield everything a person may be shown of a delivery without asking for rows."""
    for language in ("da", "en"):
        yield findings_frame(delivery.findings, language=language).to_csv()
    yield "".join(map(repr, delivery.findings))
    yield delivery.counts.to_csv()
    yield repr(delivery)
    if delivery.study is not None:
        yield repr(delivery.study) + delivery.study._repr_html_()
        yield delivery.study.summary().to_csv()


def assert_silent(kit: Any, value: str) -> None:
    assert not any(value in text for text in said(kit.receive()))
    try:
        load(kit.folder, profile=kit.profile)
    except ek.InputError:
        assert value not in traceback.format_exc()


HEADER = "id;dato;hvem;score"
ROW = "0101;10-04-2026;;6"


@pytest.mark.parametrize("value", AS_WRITTEN)
@pytest.mark.parametrize("place", range(4))
def test_in_any_column(kit: Any, place: int, value: str) -> None:
    cells = ROW.split(";")
    cells[place] = value
    kit.change("maalinger.csv", ROW, ";".join(cells))
    assert kit.receive().findings
    assert_silent(kit, value)


@pytest.mark.parametrize("value", AS_WRITTEN)
@pytest.mark.parametrize("place", range(6))
def test_in_any_column_of_courses(kit: Any, place: int, value: str) -> None:
    row = "0102;05-01-2026;01-06-2026;Syd;M;"
    cells = row.split(";")
    cells[place] = value
    kit.change("forloeb.csv", row, ";".join(cells))
    assert_silent(kit, value)


@pytest.mark.parametrize("value", AS_WRITTEN)
@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW};{{v}}\n",
        f"{HEADER}\n{{v}}\n",
        f'{HEADER}\n0101;"{{v}};10-04-2026;;6\n',
        f'{HEADER}\n"0101"{{v}};10-04-2026;;6\n',
        f'{HEADER};n\n0101;"{{v}}\n1;;;;\n0102;x";;5;\n',
        f"{HEADER};{{v}}\n{ROW};x\n",
        f"{HEADER};{{v}};{{v}}\n{ROW};x;y\n",
        f"{HEADER};Kontakt {{v}} (mor)\n{ROW};x\n",
        f"{HEADER};\n{ROW};{{v}}\n",
        f"id;dato;hvem;{{v}}\n{ROW}\n",
        "{v};10-04-2026;;6\n{v};11-04-2026;;7\n",
        "{v}\n{v}\n",
        "{v},10-04-2026,,6\n",
        f"{HEADER}\n{{v}};10-04-2026;;6\n{{v}};10-04-2026;;6\n{{v}};10-04-2026;;7\n",
        f"{HEADER}\nI alt {{v}};;;6\n{ROW}\n",
        f"{HEADER}\n{{v}}\N{REPLACEMENT CHARACTER};10-04-2026;;6\n",
        f"{HEADER}\n{{v}};;;\n",
    ],
)
def test_in_any_fault_of_a_file(kit: Any, content: str, value: str) -> None:
    kit.write("maalinger.csv", content.replace("{v}", value))
    assert kit.receive().findings
    assert_silent(kit, value)


def test_in_bytes_of_another_encoding(kit: Any) -> None:
    kit.write("maalinger.csv", f"{HEADER}\n{CPR}æ;;;\n", encoding="utf-16-le")
    assert_silent(kit, CPR)
    kit.write("maalinger.csv", f"{HEADER}\n{CPR}æ;10-04-2026;;5\n", encoding="cp1252")
    assert_silent(kit, CPR)


def test_a_header_that_looks_like_a_person_is_called_by_its_letters(kit: Any) -> None:
    kit.write("maalinger.csv", f"{HEADER};{CPR}\n{ROW};x\n")
    (finding,) = kit.findings("EK204")
    assert "(1): [E]." in finding.message("en")


def test_the_first_row_of_a_file_without_header_is_not_listed(kit: Any) -> None:
    kit.write("maalinger.csv", "Anna Jensen;10-04-2026;;6\n")
    assert not any("Anna" in text for text in said(kit.receive()))


@pytest.mark.parametrize("name", ["Q13_1", "2026-01-05", "05-01-2026", "statoverall_4", "12345"])
def test_ordinary_headers_are_shown(name: str) -> None:
    assert not is_personal(name)


@pytest.mark.parametrize("name", ["010190-1234", "0101901234", "101901234", "CPR 010190-12X4"])
def test_personal_headers_are_not(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize("column", range(4))
@pytest.mark.parametrize("value", [CPR, 101901234, 1019012345678901])
def test_in_any_cell_of_a_workbook(kit: Any, column: int, value: object) -> None:
    rows: list[list[object]] = [["Nr", "Startet", "Stoppet", "2026-01-05"]]
    rows += [[n, "01-01-2026", None, "x"] for n in range(1, 4)]
    rows[2][column] = value
    kit.workbook("fremmoede.xlsx", rows, sheet="Fremmøde")
    delivery = receive(kit.folder / "fremmoede.xlsx", profile="cafe_step")
    assert not any(str(value) in text for text in said(delivery))


def cells_of(path: Path, *, separator: str) -> list[list[str]]:
    return [line.split(separator) for line in path.read_text("cp1252").splitlines()]


@pytest.mark.parametrize(
    ("programme", "name"),
    [("bindeleddet", "outcomes_star.csv"), ("unik", "dataset.csv"), ("unik", "labels.csv")],
)
def test_in_every_column_of_the_examples(tmp_path: Path, programme: str, name: str) -> None:
    folder = shutil.copytree(EXAMPLES / programme, tmp_path / programme)
    rows = cells_of(folder / name, separator=";")
    for column in range(len(rows[0])):
        spoilt = [list(row) for row in rows]
        for row in (2, 3, 40):
            if column < len(spoilt[row]):
                spoilt[row][column] = CPR
        text = "\r\n".join(";".join(row) for row in spoilt)
        (folder / name).write_text(text, encoding="cp1252", newline="")
        assert not any(CPR in text for text in said(receive(folder, profile=programme)))


def test_a_study_shows_no_person() -> None:
    study = ek.load(EXAMPLES / "bindeleddet", profile="bindeleddet")
    shown = repr(study) + str(study) + study._repr_html_() + study.summary().to_csv()
    words = set(shown.replace("<", " ").replace(",", " ").split())
    assert not words & set(study.enrolments["person"])
    assert not words & set(study.enrolments["site"])
