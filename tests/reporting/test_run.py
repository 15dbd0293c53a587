"""One report from end to end: the page, its numbers, its record, and when it is made again."""

from __future__ import annotations

import getpass
import json
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.errors import RunError
from evalkit.present.numbers import decimal_text
from evalkit.present.words import word
from evalkit.reporting.html_tree import Element, read_page
from evalkit.reporting.lint import lint_page
from evalkit.reporting.manifest import is_unchanged
from evalkit.reporting.project import examples_folder, open_project
from evalkit.reporting.run import Report, _asked

ASKED = {"programme": "bindeleddet", "quarter": "2026Q3", "language": "en"}
STAR = "data/bindeleddet/outcomes_star.csv"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Work in a project with two programmes."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("bindeleddet", "cafe_step"):
        shutil.copytree(examples_folder() / name, folder / "data" / name)
    (folder / "evalkit.toml").write_text('data = "data"\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module")
def made(root: Path) -> Report:
    return ek.run_report("quarterly_report", **ASKED)  # type: ignore[arg-type]


def change() -> ek.PrePost:
    """Compute the comparison without notebook, page or runner."""
    study = ek.load("data/bindeleddet", profile="bindeleddet")
    return ek.pre_post(ek.as_of(study, "2026Q3"), by=("instrument", "scale"), min_days=30)


def key(programme: str, **more: object) -> str:
    notebook = more.pop("notebook", "quarterly_report")
    asked = ASKED | {"programme": programme} | more
    return _asked(notebook, asked, open_project()).key  # type: ignore[arg-type]


def tables(page: Path) -> dict[str, list[list[str]]]:
    """Read the tables of a published page back: caption to rows of texts; "figure" for its data."""
    read = read_page(page.read_text(encoding="utf-8"))
    found = {}
    for table in read.all("table"):
        inside = [one for one in read.elements if one.within("table") is table]
        rows = [
            [
                _text(cell)
                for cell in inside
                if cell.tag in ("th", "td") and cell.within("tr") is row
            ]
            for row in inside
            if row.tag == "tr"
        ]
        (caption,) = [_text(one) for one in inside if one.tag == "caption"]
        found["figure" if table.within("figure") else caption.partition(". ")[2]] = rows[1:]
    return found


def _text(element: Element) -> str:
    return " ".join(element.words().split())


def sentences(page: Path) -> list[str]:
    read = read_page(page.read_text(encoding="utf-8"))
    return [_text(one) for one in read.elements if one.tag == "li"]


# What a report is -------------------------------------------------------------------------


def test_the_files_of_a_report(made: Report) -> None:
    assert made.ok
    assert made.made
    folder = "reports/internal/bindeleddet/2026Q3/quarterly_report_bindeleddet_2026Q3_en"
    assert made.page.parent.relative_to(Path.cwd()).as_posix() == folder
    names = {path.name.partition(".")[2] for path in made.page.parent.iterdir()}
    assert names == {"html", "json", "ipynb", "manifest.json"}
    assert not list(Path("reports").rglob(".*"))


def test_the_page_passes_the_lint_and_says_that_it_is_internal(made: Report) -> None:
    page = made.page.read_text(encoding="utf-8")
    assert lint_page(page) == ()
    assert "<h1>Bindeleddet (mentoring for young people in homelessness): quarterly" in page
    assert "Internal page." in page
    assert "Kort fortalt" not in page


def test_the_numbers_beside_the_page_are_those_of_the_analysis(made: Report) -> None:
    said = json.loads(made.tables.read_text(encoding="utf-8"))
    assert said["parameters"] == ASKED | {"audience": "internal", "population": "all"}
    frame = change().to_frame()
    rows = said["tables"]["change"]
    assert [row["scale"] for row in rows] == list(frame["scale"])
    for name in ("n", "mean_pre", "mean_change", "conf_low", "conf_high", "p_adjusted", "improved"):
        assert [row[name] for row in rows] == frame[name].tolist(), name
    expected = {"activity", "change", "change_by_quarter", "findings", "flow", "received"}
    assert set(said["tables"]) >= expected


def assert_page_agrees(page: Path) -> None:
    """Check that table, figure data and sentence on a page say the numbers of the analysis."""
    read, frame = tables(page), change().to_frame()
    table = read[word("change_caption", "en")]
    assert read["figure"] == [[row[0], row[1], row[4], row[5]] for row in table]
    for cells, row in zip(table, frame.to_dict("records"), strict=True):
        assert cells[1] == str(row["n"])
        assert cells[4] == decimal_text(row["mean_change"], "en", digits=2, signed=True)
        ends = [decimal_text(row[name], "en", digits=2) for name in ("conf_low", "conf_high")]
        assert cells[5] == " to ".join(ends)
        assert cells[7:] == [str(row[name]) for name in ("improved", "same", "worse")]
    title, n, first, latest, change_text, interval, _, improved, *_ = table[-1]
    (told,) = [one for one in sentences(page) if title in one]
    said = re.search(r"from (\S+) to (\S+), a change of (\S+) \(95% \D+([^)]+)\)", told)
    assert said is not None, told
    assert said.groups() == (first, latest, change_text, interval)
    assert re.search(rf"\b{n} people\b", told)
    assert f" {improved} of {n} (" in told
    earlier = read[word("by_quarter_caption", "en")]
    assert [row[1] for row in earlier] == [f"{r[4]} ({r[5]}), n = {r[1]}" for r in table]


def test_table_figure_and_sentence_on_the_page_say_the_same(made: Report) -> None:
    assert_page_agrees(made.page)


def test_the_record_says_what_the_report_was_made_from(made: Report) -> None:
    said = json.loads(made.manifest.read_text(encoding="utf-8"))
    assert set(said["data"]) == {
        "bindeleddet/forloeb.csv",
        "bindeleddet/frivillige.csv",
        "bindeleddet/outcomes_star.csv",
        "bindeleddet/supervision.csv",
        "bindeleddet/bindeleddet.yaml",
    }
    assert set(said["files"]) == {"page", "tables", "executed"}
    assert said["evalkit"] == ek.__version__
    assert said["key"] == key("bindeleddet")
    files = ["forloeb.csv", "outcomes_star.csv", "frivillige.csv", "supervision.csv"]
    assert [row["file"] for row in said["rows"]] == files
    assert is_unchanged(made.manifest, said["key"])


def test_no_file_names_the_machine_its_user_or_a_path(made: Report, root: Path) -> None:
    names = {socket.gethostname(), str(root), str(Path.home()), str(examples_folder().parents[1])}
    names |= {getpass.getuser()} - {"root"}  # a word of its own on every page about CSS
    for path in (made.page, made.tables, made.manifest, made.executed):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if len(name) > 2 and name in text], path.suffix


def test_no_person_is_on_the_page_or_in_the_numbers(made: Report) -> None:
    study = ek.load("data/bindeleddet", profile="bindeleddet")
    text = made.tables.read_text(encoding="utf-8")
    words = [word for row in tables(made.page).values() for cells in row for word in cells]
    persons = set(study.enrolments["person"])
    assert not persons & set(words)
    assert not [person for person in persons if f'"{person}"' in text]


# When it is made again --------------------------------------------------------------------


def test_nothing_is_made_again_when_nothing_changed(made: Report) -> None:
    before = made.page.stat().st_mtime_ns
    began = time.perf_counter()
    again = ek.run_report("quarterly_report", **ASKED)  # type: ignore[arg-type]
    assert time.perf_counter() - began < 1
    assert not again.made
    assert again.ok
    assert made.page.stat().st_mtime_ns == before


def test_the_key_changes_with_notebook_parameters_and_profile(made: Report, root: Path) -> None:
    own = key("bindeleddet")
    assert key("bindeleddet", quarter="2026Q2") != own
    assert key("bindeleddet", population="quarter") != own
    assert key("bindeleddet", language="da") != own
    read = json.loads(Path(open_project().notebooks, "quarterly_report.ipynb").read_text("utf-8"))
    copy = root / "copy.ipynb"
    copy.write_text(json.dumps(read), encoding="utf-8")
    assert key("bindeleddet", notebook=copy) == own, "neither its name nor its place counts"
    read["cells"][3]["source"] = ["".join(read["cells"][3]["source"]).replace("30", "60")]
    copy.write_text(json.dumps(read), encoding="utf-8")
    assert key("bindeleddet", notebook=copy) != own
    other = '\n[programmes.bindeleddet]\nprofile = "unik"\n'
    (root / "evalkit.toml").write_text(f'data = "data"\n{other}', encoding="utf-8")
    assert key("bindeleddet") != own
    (root / "evalkit.toml").write_text('data = "data"\n', encoding="utf-8")
    assert key("bindeleddet") == own


def test_a_file_of_the_report_that_is_gone_or_changed_is_noticed(made: Report) -> None:
    own = key("bindeleddet")
    for path in (made.page, made.tables, made.executed):
        kept = path.read_bytes()
        path.write_bytes(kept + b" ")
        assert not is_unchanged(made.manifest, own)
        path.unlink()
        assert not is_unchanged(made.manifest, own)
        path.write_bytes(kept)
    assert is_unchanged(made.manifest, own)
    assert not is_unchanged(made.manifest, "another key")
    assert not is_unchanged(made.page, own)


def test_one_changed_cell_remakes_the_report_it_touches_and_no_other(made: Report) -> None:
    before = {name: key(name) for name in ("bindeleddet", "cafe_step")}
    page, numbers = made.page.read_text(encoding="utf-8"), made.tables.read_bytes()
    star = Path(STAR)
    kept = star.read_bytes()
    # The last reading of the first person in the file: housing from 5 to 9.
    row = b"0102;04-04-2025;Borger og medarbejder;7;8;8;5;10;10;5;5;5;10;"
    assert kept.count(row) == 1
    star.write_bytes(kept.replace(row, row.replace(b"5;5;5;10", b"5;5;9;10")))
    after = {name: key(name) for name in before}
    assert after["cafe_step"] == before["cafe_step"]
    assert after["bindeleddet"] != before["bindeleddet"]
    again = ek.run_report("quarterly_report", **ASKED)  # type: ignore[arg-type]
    assert again.made
    assert again.page.read_text(encoding="utf-8") != page
    assert_page_agrees(again.page)
    star.write_bytes(kept)
    back = ek.run_report("quarterly_report", **ASKED)  # type: ignore[arg-type]
    assert back.made
    assert back.page.read_text(encoding="utf-8") == page, "the same inputs give the same bytes"
    assert back.tables.read_bytes() == numbers


def test_data_that_change_during_a_run_are_noticed(
    root: Path, notebook: Callable[..., Path]
) -> None:
    parameters = 'programme: str = "cafe_step"'
    touched = "from pathlib import Path\n_ = Path('data/cafe_step/new.csv').write_text('a')"
    path = notebook(touched, parameters=parameters)
    with pytest.raises(RunError, match="changed while the report was made"):
        ek.run_report(path, output=root / "out")
    (root / "data/cafe_step/new.csv").unlink()
    assert not (root / "out").exists()


def test_other_data_reach_the_kernel(root: Path) -> None:
    other = root / "other"
    shutil.copytree(root / "data" / "cafe_step", other / "cafe_step")
    made = ek.run_report(
        "quarterly_report",
        data="other",
        reports=root / "elsewhere",
        programme="cafe_step",
        quarter="2026Q3",
        population="quarter",
    )
    assert made.page.is_relative_to(root / "elsewhere")
    page = made.page.read_text(encoding="utf-8")
    assert '<html lang="da">' in page
    assert "population = quarter" in page
