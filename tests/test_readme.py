"""The README runs: its Python, its profile and its commands; the guides' commands and parts fit."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.cli.main import _parser, main
from evalkit.intake.profile_file import profile

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = {
    language: (ROOT / "docs" / name).read_text(encoding="utf-8")
    for language, name in {"da": "vejledning.da.md", "en": "guide.en.md"}.items()
}
COURSES = "Nr;Start;Slut;Køn\n0101;05-01-2026;;K\n0102;06-01-2026;01-09-2026;M\n"
READINGS = """Nr;Dato;T1;T2;T3;T4;T5;Håb
0101;10-01-2026;2;2;2;2;2;4
0101;10-06-2026;3;3;3;3;4;6
0102;11-01-2026;1;1;1;1;1;Ved ikke
0102;12-06-2026;4;3;4;3;4;7
I alt;;;;;;;
"""


def blocks(language: str, page: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)


def test_the_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("MPLBACKEND", "agg")
    names: dict[str, object] = {}
    for source in blocks("python"):
        exec(compile(source, "README.md", "exec"), names)
    assert isinstance(names["change"], ek.PrePost)
    assert isinstance(names["profile"], ek.PracticeProfile)


def test_the_profile_loads_an_export_of_its_kind(tmp_path: Path) -> None:
    (source,) = blocks("yaml")
    path = tmp_path / "our_mentoring.yaml"
    path.write_text(source, encoding="utf-8")
    assert profile(path).programme == "our_mentoring"
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "courses.csv").write_text(COURSES, encoding="cp1252")
    (folder / "readings.csv").write_text(READINGS, encoding="cp1252")
    study = ek.load(folder, profile=path)
    assert (study.received, study.loaded, study.not_data) == (7, 6, 1)
    assert study.findings[~study.findings["severity"].eq("note")].empty
    assert list(study.enrolments["gender"]) == ["woman", "man"]
    change = ek.pre_post(study).to_frame().set_index("scale")
    assert change.loc["who5", "n"] == 2
    assert change.loc["hope", ["n", "mean_change"]].tolist() == [1, 2.0]


def commands() -> set[str]:
    """Return the commands in code: lines of a shell, and short pieces between backquotes."""
    in_lines = re.findall(r"(?:^|run |bin/|Scripts\\)evalkit ([a-z]+)", "\n".join(blocks("sh")))
    scheduled = re.findall(r"(?:bin/|Scripts\\)evalkit ([a-z]+)", README)
    return {*in_lines, *scheduled, *re.findall(r"`(?:uv run )?evalkit ([a-z]+)[^`]*`", README)}


def test_every_command_it_names_exists() -> None:
    named = commands()
    assert {"demo", "report", "check", "doctor"} <= named
    (choices,) = [a.choices for a in _parser()._actions if a.dest == "command"]
    assert choices is not None
    assert named <= set(choices)


def command_lines(page: str) -> list[str]:
    """Return the lines that call evalkit: in blocks of shell, and between backquotes."""
    in_blocks = [line for block in blocks("sh", page) for line in block.splitlines()]
    lines = [line.partition("#")[0] for line in in_blocks]
    return [
        line for line in [*lines, *re.findall(r"`(evalkit \w+ [^`]+)`", page)] if "evalkit " in line
    ]


@pytest.mark.parametrize(
    "line", [line for page in (README, *GUIDES.values()) for line in command_lines(page)]
)
def test_its_command_lines_are_understood(line: str) -> None:
    words = line.partition(">")[0].split()
    asked = _parser().parse_args(words[words.index("evalkit") + 1 :])
    assert asked.run


def headings(notebook: str, language: str) -> list[str]:
    """Return the headings of a notebook's cells that are of a language."""
    cells = json.loads((ROOT / "notebooks" / notebook).read_text(encoding="utf-8"))["cells"]
    texts = ["".join(c["source"]) for c in cells if language in c["metadata"].get("tags", ())]
    return [text.removeprefix("## ").strip() for text in texts if text.startswith("## ")]


GUIDED = {
    "evaluation": {"da": "Evalueringsrapporten", "en": "The evaluation report"},
    "promising_practice": {
        "da": "Siden om, hvad der siges om en indsats",
        "en": "The page about what is claimed",
    },
    "monitoring": {"da": "Monitoreringssiden", "en": "The monitoring page"},
    "staff_list": {"da": "Medarbejdernes liste", "en": "Staff's list"},
    "individual_status": {"da": "Status for én ung", "en": "The status of one young person"},
}


@pytest.mark.parametrize("notebook", GUIDED)
@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_goes_through_a_page_heading_by_heading(language: str, notebook: str) -> None:
    page = GUIDES[language]
    part = page.partition(f"## {GUIDED[notebook][language]}\n")[2].partition("\n## ")[0]
    found = headings(f"{notebook}.ipynb", language)
    assert found
    assert re.findall(r"^- \*\*(.+?)\*\*:", part, flags=re.MULTILINE) == found


def test_the_parameters_the_guides_give_are_the_evaluations() -> None:
    cells = json.loads((ROOT / "notebooks" / "evaluation.ipynb").read_text("utf-8"))["cells"]
    tagged = [c["source"] for c in cells if "parameters" in c["metadata"].get("tags", ())]
    declared = set(re.findall(r"^(\w+):", "".join(tagged[0]), flags=re.MULTILINE))
    pages = (README, *GUIDES.values())
    lines = [one for page in pages for one in command_lines(page) if "evaluation" in one]
    given = {name for line in lines for name in re.findall(r"-p (\w+)", line)}
    assert {"start", "end"} <= given <= declared


def test_the_reference_values_index_names_every_topic() -> None:
    folder = ROOT / "tests" / "reference"
    index = (folder / "README.md").read_text(encoding="utf-8")
    topics = {path.stem for path in folder.glob("*.R")}
    assert topics
    assert set(re.findall(r"^\| \[(\w+)\]\(\1\.md\)", index, flags=re.MULTILINE)) == topics
    assert [topic for topic in topics if not (folder / f"{topic}.md").is_file()] == []


@pytest.mark.parametrize(
    "page",
    ["README.md", "CHANGELOG.md", "tests/reference/README.md"]
    + [f"docs/{name}" for name in ("guide.en.md", "vejledning.da.md", "deviations.md")],
)
def test_the_files_it_names_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    names = re.findall(r"\]\(([\w./-]+\.(?:md|png))", text)
    assert names
    assert [name for name in names if not ((ROOT / page).parent / name).is_file()] == []


def test_its_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {word for text in re.findall(r"`make ([a-z ]+)`", README) for word in text.split()}
    assert {"report", "test"} <= named
    assert not [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)]


def test_main_is_what_the_package_runs() -> None:
    assert main(["list", "profiles", "--json"]) == 0
