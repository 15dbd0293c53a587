"""The README runs: its Python, its profile, and the commands it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.cli.main import _parser, main
from evalkit.intake.profile_file import profile

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COURSES = "Nr;Start;Slut;Køn\n0101;05-01-2026;;K\n0102;06-01-2026;01-09-2026;M\n"
READINGS = """Nr;Dato;T1;T2;T3;T4;T5;Håb
0101;10-01-2026;2;2;2;2;2;4
0101;10-06-2026;3;3;3;3;4;6
0102;11-01-2026;1;1;1;1;1;Ved ikke
0102;12-06-2026;4;3;4;3;4;7
I alt;;;;;;;
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def test_the_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("MPLBACKEND", "agg")
    (source,) = blocks("python")
    names: dict[str, object] = {}
    exec(compile(source, "README.md", "exec"), names)
    assert isinstance(names["change"], ek.PrePost)


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


@pytest.mark.parametrize(
    "line", [line for block in blocks("sh") for line in block.splitlines() if "evalkit " in line]
)
def test_its_command_lines_are_understood(line: str) -> None:
    words = line.partition("#")[0].split()
    asked = _parser().parse_args(words[words.index("evalkit") + 1 :])
    assert asked.run


def test_the_files_it_names_are_there() -> None:
    for name in re.findall(r"\]\(([\w./-]+\.(?:md|png))", README):
        assert (ROOT / name).is_file(), name


def test_its_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {word for text in re.findall(r"`make ([a-z ]+)`", README) for word in text.split()}
    assert {"report", "test"} <= named
    assert not [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)]


def test_main_is_what_the_package_runs() -> None:
    assert main(["list", "profiles", "--json"]) == 0
