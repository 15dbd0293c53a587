"""``evalkit report`` and ``evalkit demo``: exit codes, progress, and what bad files come to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlsxwriter

from evalkit.cli.main import main
from evalkit.cli.report import _quarter
from evalkit.present.words import word
from evalkit.reporting.html_tree import read_page
from evalkit.reporting.project import examples_folder
from evalkit.sets.windows import quarter

Run = Callable[..., Any]
EXAMPLES = examples_folder()


def made_files(folder: str) -> list[str]:
    root = Path(folder)
    return sorted(path.name for path in root.rglob("*") if path.is_file()) if root.exists() else []


# Refused before anything runs -------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("cafe_stepp", "--quarter", "2026Q3"), "Did you mean 'cafe_step'?"),
        (("cafe_step", "unk", "--quarter", "2026Q3"), "no programme 'unk'. Did you mean 'unik'?"),
        (("cafe_step", "--quarter", "2026-3"), "Write year, Q and 1 to 4, such as '2026Q3'"),
        (("cafe_step", "--quarter", "2026Q5"), "Write year, Q and 1 to 4"),
        (("cafe_step", "--quarter", "2026Q3", "--audience", "public"), "is refused"),
        (("cafe_step", "--quarter", "2026Q3", "-p", "kommune", "0101"), "no parameter 'kommune'"),
        (("cafe_step", "--quarter", "2026Q3", "-p", "populaton", "all"), "Did you mean 'popul"),
        (("cafe_step", "--quarter", "2026Q3", "-p", "quarter", "2025Q1"), "Write --quarter"),
        (("cafe_step", "--quarter", "2026Q3", "--notebook", "quaterly"), "no notebook 'quaterly'"),
        (("cafe_step", "--quarter", "2026Q3", "--data", "nowhere"), "no folder of data 'nowhere'"),
        (("cafe_step", "--quarter", "2026Q3", "--jobs", "0"), "--jobs is 0; 1 or more"),
    ],
)
def test_what_is_wrong_is_told_before_anything_runs(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    ended = run("report", *arguments, "--output", "out")
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith("evalkit: ")
    assert message in ended.err
    assert not Path("out").exists()


def test_all_of_nothing(run: Run) -> None:
    Path("empty").mkdir()
    ended = run("report", "all", "--quarter", "2026Q3", "--data", "empty")
    assert ended.code == 2
    assert "There is no programme in 'empty'." in ended.err


def test_the_last_quarter_has_ended() -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    today = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
    last = quarter(_quarter("last"))
    assert last.last_day < today <= last.earlier(-1).last_day


def test_a_notebook_that_fails_is_3_and_the_others_are_made(run: Run) -> None:
    cells = [
        {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": PARAMETERS},
        {"cell_type": "code", "metadata": {}, "source": "import evalkit as ek"},
        {"cell_type": "code", "metadata": {}, "source": "1 / (programme == 'cafe_step')"},
        {"cell_type": "code", "metadata": {}, "source": SHOWN},
    ]
    cells[2]["metadata"] = {"tags": ["hide"]}
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4}
    Path("own.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    arguments = ("--quarter", "2026Q3", "--notebook", "own.ipynb", "-p", "kommune", "0101")
    ended = run("report", "unik", "cafe_step", "cafe_step", *arguments, "--output", "out")
    assert ended.code == 3
    assert "[1/2] unik 2026Q3: NOT made" in ended.err
    assert "      Cell 3 stopped with ZeroDivisionError." in ended.err
    assert "[2/2] cafe_step 2026Q3: made (" in ended.err
    assert "1 of 2 not made; the reasons are above." in ended.err
    first, *pages = ended.out.splitlines()
    assert first == "The pages are here; open them in a browser:"
    (page,) = [Path(line.strip()) for line in pages]
    assert page.is_file()
    assert "0101" in page.name
    assert "programme = cafe_step, quarter = 2026Q3, kommune = 0101" in page.read_text("utf-8")
    again = run("report", "cafe_step", *arguments, "--output", "out")
    assert again.code == 0
    assert "[1/1] cafe_step 2026Q3: nothing has changed (" in again.err


PARAMETERS = "programme: str = 'unik'\nquarter: str = '2026Q1'\nkommune: str = '0000'"
SHOWN = "ek.notice(ek.load_programme(programme), quarter, audience='internal')"


# Bad files --------------------------------------------------------------------------------

PROFILE = """
profile: ours
title: {{da: Vores, en: Ours}}
programme: ours
locale: da
dates: dd-mm-yyyy
instruments:
  hope:
    title: {{da: Håb, en: Hope}}
    codes: {{lowest: 0, highest: 10}}
    better: higher
files:
  - file: {file}
{reading}
    columns:
      Nr: {{type: code}}
      Dato: {{type: date, required: true}}
    readings:
      - {{instrument: hope, person: Nr, date: Dato, items: {{total: Håb}}}}
"""
CSV = '    format: csv\n    encoding: utf-8\n    separator: ";"'
XLSX = "    format: xlsx\n    sheet: Målinger"
GOOD = [
    (str(person), f"0{person}-0{month}-2026", str(score + person % 2))
    for person in range(1, 10)
    for month, score in ((1, 4), (5, 6))
]


def lines(rows: list[tuple[str, ...]], *, header: str = "Nr;Dato;Håb", separator: str = ";") -> str:
    body = "\n".join(separator.join(row) for row in rows)
    return f"{header.replace(';', separator)}\n{body}\n"


def with_row(row: tuple[str, ...]) -> str:
    return lines([*GOOD, row])


TEXTS = {
    "good": lines(GOOD),
    "empty": "",
    "wrong_separator": lines(GOOD, separator=","),
    "unknown_column": lines(GOOD, header="Nr;Dato;Haab"),
    "out_of_range": with_row(("1", "01-07-2026", "9137")),
    "impossible_date": with_row(("1", "31-02-2026", "7")),
    "one_person": lines(GOOD[:2]),
    "all_missing": lines([(person, date, "") for person, date, _ in GOOD]),
    "zero_variance": lines([(p, d, "4" if d[4] == "1" else "6") for p, d, _ in GOOD]),
}


class Reports(NamedTuple):
    """What one run over good and bad programmes came to."""

    code: int
    out: str
    told: dict[str, str]
    folder: Path

    def page(self, name: str) -> str:
        (page,) = (self.folder / "internal" / name).rglob("*.html")
        return page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Run every case at once, as a scheduled job would."""
    root = tmp_path_factory.mktemp("bad")
    for name, text in TEXTS.items():
        folder = root / "data" / name
        folder.mkdir(parents=True)
        (folder / "readings.csv").write_text(text, encoding="utf-8")
        profile = PROFILE.format(file="readings.csv", reading=CSV)
        (folder / "profile.yaml").write_text(profile, encoding="utf-8")
    shutil.copytree(root / "data" / "good", root / "data" / "missing")
    (root / "data" / "missing" / "readings.csv").unlink()
    sheet = root / "data" / "wrong_sheet"
    sheet.mkdir()
    with xlsxwriter.Workbook(str(sheet / "readings.xlsx")) as book:
        page = book.add_worksheet("Ark1")
        for place, row in enumerate([("Nr", "Dato", "Håb"), *GOOD]):
            page.write_row(place, 0, row)
    profile = PROFILE.format(file="readings.xlsx", reading=XLSX)
    (sheet / "profile.yaml").write_text(profile, encoding="utf-8")
    (root / "evalkit.toml").write_text('data = "data"\nlanguage = "en"\n', encoding="utf-8")
    command = [sys.executable, "-m", "evalkit", "report", "all", "--quarter", "2026Q3"]
    ended = subprocess.run(
        [*command, "--jobs", str(min(os.cpu_count() or 1, 4))],
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in ended.stdout + ended.stderr
    told = {}
    for part in ended.stderr.split("\n[")[0:]:
        label = part.partition("] ")[2]
        told[label.partition(" ")[0]] = label
    return Reports(ended.returncode, ended.stdout, told, root / "reports")


REFUSED = {
    "missing": ("EK101", "readings.csv"),
    "empty": ("EK102", "readings.csv"),
    "wrong_sheet": ("EK106", "Målinger"),
    "wrong_separator": ("EK2", "readings.csv"),
    "unknown_column": ("EK2", "Håb"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_file_is_told_with_code_file_and_remedy(reports: Reports, name: str) -> None:
    code, file = REFUSED[name]
    said = reports.told[name]
    assert "NOT made" in said
    assert "stopped with InputError. The delivery was refused." in said
    assert code in said
    assert file in said
    kept = [path for path in (reports.folder / "internal" / name).rglob("*") if path.is_file()]
    assert not kept, "no half-written report"
    assert f"/{name}/" not in reports.out


def test_one_bad_delivery_does_not_stop_the_others(reports: Reports) -> None:
    assert reports.code == 2, "evalkit refused the files; no run broke down"
    assert len(reports.told) == len(TEXTS) + 2
    assert f"{len(REFUSED)} of {len(reports.told)} not made" in "".join(reports.told.values())
    assert len(reports.out.splitlines()) == 1 + len(reports.told) - len(REFUSED)
    assert not list(reports.folder.rglob(".*"))


@pytest.mark.parametrize(
    ("name", "pairs", "sentence"),
    [
        ("good", "9", "say_few"),
        ("one_person", "1", "one pair"),
        ("zero_variance", "9", "zero variance"),
        ("all_missing", "", "no_readings"),
        ("out_of_range", "9", "say_few"),
        ("impossible_date", "9", "say_few"),
    ],
)
def test_a_report_that_still_can_be_made_says_what_cannot_be_computed(
    reports: Reports, name: str, pairs: str, sentence: str
) -> None:
    assert ": made" in reports.told[name]
    assert ("rows set aside" in reports.told[name]) == (
        name in ("out_of_range", "all_missing", "impossible_date")
    )
    facts = {"n": pairs, "scale": "Hope"}
    said = (word(key, "en", **facts) for key in (sentence, "no_second_readings"))
    page = reports.page(name)
    assert [one for one in said if escape(one) in page]
    assert not pairs or f'<td class="end">{pairs}</td>' in page


@pytest.mark.parametrize(
    ("name", "code", "place"),
    [
        ("out_of_range", "EK402", "readings.csv: 20"),
        ("impossible_date", "EK403", "readings.csv: 20"),
    ],
)
def test_a_bad_cell_is_a_finding_on_the_page(
    reports: Reports, name: str, code: str, place: str
) -> None:
    page = reports.page(name)
    assert code in page
    assert place in page
    assert code not in reports.page("good")
    text = read_page(page).text()
    assert "9137" not in text, "no cell's value is on the page"
    assert "31-02" not in text


# demo -------------------------------------------------------------------------------------


def test_demo_anywhere(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from evalkit.cli import demo

    monkeypatch.setattr(demo, "PROGRAMMES", ("cafe_step",))
    # An evaluation compares women and men unless told otherwise; the café's register has no gender.
    monkeypatch.setattr(demo, "EVALUATED", ("empower4u",))
    monkeypatch.setattr(demo, "CLAIMED", "cafe_step")
    monkeypatch.setattr(demo, "WATCHED", ("insp",))
    ended = run("demo", "--output", "made", "--jobs", "1")
    assert ended.code == 0, ended.err
    pages = [line.strip() for line in ended.out.splitlines()[1:]]
    assert [Path(page).stem[-2:] for page in pages] == ["da", "en"] * 4
    assert sum("evaluation" in page for page in pages) == 2
    assert sum("promising_practice" in page for page in pages) == 2
    assert sum("monitoring" in page for page in pages) == 2
    assert all(Path(page).is_file() for page in pages)
    assert not Path("reports").exists()
    again = run("demo", "--output", "made", "--jobs", "2")
    assert again.err.count("nothing has changed") == 8
    assert again.out == ended.out


def test_a_notebook_of_a_period_is_told_when_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["report", "unik", "--notebook", "evaluation"])
    assert ended.value.code == 2
    assert "add -p end, such as -p end 2026-09-30" in capsys.readouterr().err


def test_a_period_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    period = ["-p", "start", "2026-10-01", "-p", "end", "2026-09-30"]
    assert main(["report", "unik", "--notebook", "evaluation", *period]) == 2
    assert "Swap `start` and `end`" in capsys.readouterr().err


def test_all_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "all", "unik", "--quarter", "2026Q3"]) == 2
    assert "stands alone" in capsys.readouterr().err


def test_a_quarter_that_has_not_begun_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "unik", "--quarter", "2999Q1"]) == 2
    assert "2999Q1 has not begun" in capsys.readouterr().err


def test_a_folder_without_a_profile_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "unik").mkdir()
    (tmp_path / "ny").mkdir()
    assert main(["report", "ny", "--quarter", "2026Q3", "--data", str(tmp_path)]) == 2
    assert "has no profile.yaml" in capsys.readouterr().err


def test_a_page_that_says_why_a_delivery_is_refused_is_made_and_is_no_success(
    reports: Reports, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(reports.folder.parent)
    assert main(["report", "missing", "--notebook", "data_quality"]) == 1
    told = capsys.readouterr().err
    assert "made, and says why the delivery is refused" in told
    assert "not made" not in told
