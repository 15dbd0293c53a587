"""One table in every format is one study: the same people, answers and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.parquet
import pyreadstat
import pytest
import xlsxwriter

import evalkit as ek

WHERE = "EVALKIT_TEST_DATABASE"
PROFILE = """\
profile: one
title: {{da: En, en: One}}
programme: one
locale: {locale}
dates: dd-mm-yyyy
files:
  - file: table
    match: "table.*"
    format: {format}
    {more}
    columns:
      nr: {{type: code}}
      start: {{type: date}}
      dato: {{type: date, required: true}}
      sted: {{type: text}}
    enrolments: {{person: nr, started: start, site: sted}}
    readings:
      - {{instrument: who5, person: nr, date: dato, items: [t1, t2, t3, t4, t5]}}
"""
HEAD = ["nr", "start", "dato", "sted", "t1", "t2", "t3", "t4", "t5"]
DAY = dt.date
# The last answers nothing, and one answer of the second is missing.
ROWS: list[tuple[object, ...]] = [
    ("0101", DAY(2025, 1, 6), DAY(2025, 2, 3), "Århus", 0, 1, 2, 3, 4),
    ("0102", DAY(2025, 1, 7), DAY(2025, 2, 4), "Sønderborg", 5, 5, None, 5, 5),
    ("NA", DAY(2025, 1, 8), DAY(2025, 2, 5), "", 3, 3, 3, 3, 3),
]
FRAME = pd.DataFrame(ROWS, columns=HEAD)
ITEMS = HEAD[4:]


def in_text(path: Path, separator: str, encoding: str) -> None:
    def written(cell: object) -> str:
        if isinstance(cell, dt.date):
            return f"{cell:%d-%m-%Y}"
        return "" if cell is None else str(cell)

    lines = [separator.join(map(written, row)) for row in [HEAD, *ROWS]]
    path.write_bytes("\r\n".join(lines).encode(encoding))


def csv_danish(folder: Path) -> str:
    in_text(folder / "table.csv", ";", "cp1252")
    return "encoding: cp1252"


def csv_tabs(folder: Path) -> str:
    in_text(folder / "table.csv", "\t", "utf-16")
    return "separator: tab"


def xlsx(folder: Path) -> str:
    with xlsxwriter.Workbook(folder / "table.xlsx", {"default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet("Ark1")
        for place, row in enumerate([HEAD, *ROWS]):
            sheet.write_row(place, 0, row)
    return "sheet: Ark1"


def parquet(folder: Path) -> str:
    columns = {name: [row[place] for row in ROWS] for place, name in enumerate(HEAD)}
    pyarrow.parquet.write_table(pa.table(columns), folder / "table.parquet")
    return ""


def spss(folder: Path) -> str:
    pyreadstat.write_sav(FRAME, folder / "table.sav")
    return ""


def stata(folder: Path) -> str:
    pyreadstat.write_dta(FRAME, folder / "table.dta")
    return ""


def study(folder: Path, kind: str, more: str) -> ek.Study:
    locale = "da"
    text = PROFILE.format(format=kind, more=more, locale=locale)
    (folder / "profile.yaml").write_text(text, encoding="utf-8")
    return ek.load(folder, profile=folder / "profile.yaml")


def content(loaded: ek.Study) -> tuple[object, ...]:
    answers = loaded.answers[["person", "item", "date", "value", "row"]]
    courses = loaded.enrolments[["person", "started", "site", "row"]].fillna({"site": ""})
    counts = loaded.received, loaded.loaded, loaded.set_aside, loaded.not_data
    codes = sorted(loaded.findings["code"])
    return (
        answers.astype(object).where(answers.notna(), None).to_numpy().tolist(),
        courses.to_numpy().tolist(),
        counts,
        codes,
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    folder = tmp_path_factory.mktemp("csv")
    return content(study(folder, "csv", csv_danish(folder)))


def test_the_first_is_right(first: tuple[object, ...]) -> None:
    answers, courses, counts, codes = first
    assert counts == (3, 3, 0, 0)
    assert codes == ["EK701"]
    assert len(courses) == 3
    assert [row[3] for row in answers] == [0, 1, 2, 3, 4, 5, 5, None, 5, 5, 3, 3, 3, 3, 3]


@pytest.mark.parametrize(
    ("kind", "write"),
    [
        ("csv", csv_tabs),
        ("xlsx", xlsx),
        ("parquet", parquet),
        ("spss", spss),
        ("stata", stata),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_every_format_gives_the_same(
    tmp_path: Path, first: tuple[object, ...], kind: str, write: Callable[[Path], str]
) -> None:
    assert content(study(tmp_path, kind, write(tmp_path))) == first


def test_a_database_gives_the_same(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch, first: tuple[object, ...]
) -> None:
    monkeypatch.setenv(WHERE, postgres)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS one")
        connection.execute(
            "CREATE TABLE one (nr text, start date, dato date, sted text, t1 integer, t2 integer, "
            "t3 integer, t4 integer, t5 integer)"
        )
        for row in ROWS:
            connection.execute("INSERT INTO one VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s)", row)
    more = f"connection: {WHERE}\n    query: SELECT * FROM one ORDER BY nr"
    assert content(study(tmp_path, "postgresql", more)) == first
