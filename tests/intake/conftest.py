"""A small delivery that is right in every cell, for tests to spoil one thing at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

from evalkit.findings import Finding
from evalkit.intake.load import Delivery, receive

PROFILE = """\
profile: small
title: {da: Lille, en: Small}
programme: small
person_keys: keep
locale: da
dates: dd-mm-yyyy
missing: [Ved ikke]
instruments:
  trivsel:
    title: {da: Trivsel, en: Well-being}
    codes: {lowest: 1, highest: 10}
    better: higher
files:
  - file: forloeb.csv
    format: csv
    columns:
      id: {type: code, width: 4}
      start: {type: date}
      slut: {type: date}
      sted: {type: text}
      koen: {type: choice, values: {K: woman, M: man}}
      pris: {type: number}
    enrolments:
      person: id
      started: start
      ended: slut
      site: sted
      background: {gender: koen, price: pris}
  - file: maalinger.csv
    format: csv
    not_data: {id: [I alt]}
    columns:
      id: {type: code}
      dato: {type: date, required: true}
      hvem: {type: choice, values: {Ung: young person, Voksen: adult}}
    readings:
      - instrument: trivsel
        person: id
        date: dato
        respondent: hvem
        items: {total: score}
"""
COURSES = """\
id;start;slut;sted;koen;pris
0101;01-01-2026;;Nord;K;1.234,5
0102;05-01-2026;01-06-2026;Syd;M;
"""
READINGS = """\
id;dato;hvem;score
0101;10-01-2026;;4
0101;10-04-2026;;6
0102;12-01-2026;Voksen;5
"""


@dataclass(frozen=True)
class Kit:
    """A folder with a delivery and its profile; everything can be replaced before it is read."""

    folder: Path

    @property
    def profile(self) -> Path:
        return self.folder / "profile.yaml"

    def write(self, name: str, content: str | bytes, *, encoding: str = "utf-8") -> Path:
        raw = content if isinstance(content, bytes) else content.encode(encoding)
        path = self.folder / name
        path.write_bytes(raw)
        return path

    def change(self, name: str, old: str, new: str) -> None:
        """Replace one place of a file."""
        text = (self.folder / name).read_bytes().decode("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def workbook(self, name: str, rows: list[list[object]], *, sheet: str = "Ark1") -> Path:
        """Write rows as a workbook.

        Dates as dates, numbers as numbers, None as nothing, a pair as a formula and its value.
        """
        path = self.folder / name
        with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"}) as book:
            page = book.add_worksheet(sheet)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, tuple):
                        page.write_formula(row, column, cell[0], None, cell[1])
                    elif cell is not None:
                        page.write(row, column, cell)
        return path

    def receive(self) -> Delivery:
        delivery = receive(self.folder, profile=self.profile)
        study = delivery.study
        if study is not None:
            assert study.received == study.loaded + study.set_aside + study.not_data
        return delivery

    def findings(self, *codes: str) -> list[Finding]:
        """Return the findings, those of some codes only when any are named."""
        return [f for f in self.receive().findings if not codes or f.code in codes]


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    folder = tmp_path / "delivery"
    folder.mkdir()
    made = Kit(folder)
    made.write("profile.yaml", PROFILE)
    made.write("forloeb.csv", COURSES)
    made.write("maalinger.csv", READINGS)
    return made


@pytest.fixture
def kits(tmp_path: Path) -> Callable[[], Kit]:
    """Give as many untouched deliveries as a test asks for."""
    made: list[Kit] = []

    def new() -> Kit:
        folder = tmp_path / f"delivery_{len(made)}"
        folder.mkdir()
        made.append(Kit(folder))
        made[-1].write("profile.yaml", PROFILE)
        made[-1].write("forloeb.csv", COURSES)
        made[-1].write("maalinger.csv", READINGS)
        return made[-1]

    return new
