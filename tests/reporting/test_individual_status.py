"""The report about one person: by pseudonym alone, to an internal place alone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.cli.main import main
from evalkit.errors import InputError
from evalkit.reporting.html_tree import read_page
from evalkit.reporting.lint import lint_page
from evalkit.reporting.person_keys import shown_parameter
from evalkit.reporting.place import stem
from evalkit.reporting.project import examples_folder
from evalkit.reporting.run import Report

NAME, PROGRAMME, KEY = "individual_status", "netvaerksopbygning", "N02"
NOBODY = "p-" + "a" * 20


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Work in a project with one programme and a key of its own."""
    folder = tmp_path_factory.mktemp("individual")
    shutil.copytree(examples_folder() / PROGRAMME, folder / "data" / PROGRAMME)
    toml = 'data = "data"\nkey = "own/pseudonym.key"\n'
    (folder / "evalkit.toml").write_text(toml, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module")
def person(root: Path) -> str:
    study = ek.load_programme(PROGRAMME)
    found = ek.pseudonym_of(KEY, programme=PROGRAMME)
    assert found in set(study.enrolments["person"])
    return found


@pytest.fixture(scope="module")
def made(person: str) -> Report:
    return run(person)


def run(person: str, **more: object) -> Report:
    asked = {"programme": PROGRAMME, "as_of": "2026-09-30", "language": "da"} | more
    return ek.run_report(NAME, person=person, **asked)  # type: ignore[arg-type]


# The page ---------------------------------------------------------------------------------


def test_the_page_says_what_it_is_and_passes_the_lint(made: Report) -> None:
    text = made.page.read_text(encoding="utf-8")
    assert lint_page(text) == ()
    page = read_page(text).text()
    assert "Intern side om én ung." in page
    assert "Læses sammen med den unge." in page
    assert "Slet siden efter brug" in page
    assert "status for én ung, 30. september 2026" in page.replace("\n", " ")


def test_the_numbers_are_those_of_the_file(made: Report) -> None:
    lines = Path("data", PROGRAMME, "trivsel.csv").read_text(encoding="cp1252").splitlines()
    own = [line.split(";") for line in lines if line.startswith(f"{KEY};")]
    own.sort(key=lambda row: row[1].split("-")[::-1])
    own = [row for row in own if row[1].split("-")[::-1] <= ["2026", "09", "30"]]
    first, latest = (4 * sum(map(int, row[2:])) for row in (own[0], own[-1]))
    said = read_page(made.page.read_text(encoding="utf-8")).text()
    assert f"Trivsel (WHO-5): {first} første gang" in said
    assert f"og {latest} sidst" in said


def test_the_own_key_is_nowhere_and_the_file_names_have_the_pseudonym_in_short(
    made: Report, person: str
) -> None:
    files = list(made.page.parent.iterdir())
    assert len(files) == 4
    for file in files:
        assert person[:10] in file.name
        assert person not in file.name
        assert KEY not in file.name
        assert f'"{KEY}"' not in file.read_text(encoding="utf-8")
    assert person not in made.page.read_text(encoding="utf-8")
    said = json.loads(made.manifest.read_text(encoding="utf-8"))
    assert said["parameters"]["person"] == person
    assert json.loads(made.tables.read_text(encoding="utf-8"))["tables"] == {}
    assert made.page.relative_to(Path.cwd()).as_posix().startswith(f"reports/internal/{PROGRAMME}/")


# Where it may not lie ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["public", "Offentlig", "reports/PUBLIC/x", "wwwroot/x"])
def test_a_public_folder_is_refused_before_anything_runs(person: str, name: str) -> None:
    for place in ("output", "reports"):
        with pytest.raises(InputError, match="for everybody, and this page is about one person"):
            run(person, **{place: name})
    assert not Path(name).exists()


def test_a_link_to_a_public_folder_is_refused(person: str, tmp_path: Path) -> None:
    (tmp_path / "offentlig").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "offentlig", target_is_directory=True)
    with pytest.raises(InputError, match="for everybody"):
        run(person, output=tmp_path / "mine")


def test_the_public_audience_is_refused(person: str) -> None:
    with pytest.raises(InputError, match="refused"):
        run(person, audience="public")


def test_a_copy_without_the_metadata_is_as_internal(person: str, root: Path) -> None:
    from evalkit.reporting.project import notebooks_folder

    read = json.loads((notebooks_folder() / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    assert read["metadata"]["evalkit"].pop("internal") is True
    (root / "copy.ipynb").write_text(json.dumps(read), encoding="utf-8")
    with pytest.raises(InputError, match="for everybody"):
        ek.run_report("copy.ipynb", person=person, as_of="2026-09-30", output="public")


def test_metadata_alone_make_a_page_internal(root: Path) -> None:
    cell = {"cell_type": "code", "execution_count": None, "outputs": [], "source": "x: str = 'a'"}
    notebook = {
        "cells": [cell | {"metadata": {"tags": ["parameters"]}}],
        "metadata": {"evalkit": {"internal": True}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (root / "own.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(InputError, match="for everybody"):
        ek.run_report("own.ipynb", output="public")


# Who is named, and how --------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["", " ", KEY, "010190-1234", "0101901234", "Anne Hansen", "ung@example.org", "P-ABC"]
)
def test_a_person_is_named_by_a_pseudonym_alone(root: Path, key: str) -> None:
    with pytest.raises(InputError, match="pseudonym") as caught:
        run(key)
    if key.strip():
        assert key not in str(caught.value).replace(NAME, "")
    assert not list(Path().rglob("*failed*"))


def test_a_number_for_a_person_is_not_repeated(root: Path) -> None:
    with pytest.raises(InputError) as caught:
        run(101901234)  # type: ignore[arg-type]
    assert "101901234" not in str(caught.value)


@pytest.mark.parametrize("day", ["", "30-09-2026", "2026Q3"])
def test_the_day_is_written_out(person: str, day: str) -> None:
    with pytest.raises(InputError):
        run(person, as_of=day)


def test_an_unknown_pseudonym_is_told_and_nobody_is_listed(person: str) -> None:
    with pytest.raises(ek.RunError, match="Nobody among the") as caught:
        run(NOBODY)
    assert person not in str(caught.value)


def test_the_command_line(made: Report, person: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["report", PROGRAMME, "--notebook", NAME, "--language", "da"]
    assert main([*line, "-p", "person", person, "-p", "as_of", "2026-09-30"]) == 0
    said = capsys.readouterr()
    assert "nothing has changed" in said.err
    assert person not in said.out + said.err
    assert main([*line, "-p", "person", KEY, "-p", "as_of", "2026-09-30"]) != 0


def test_what_is_shown_of_a_person() -> None:
    assert shown_parameter("person", NOBODY) == "p-aaaaaaaa"
    kept = shown_parameter("person", "case-17")
    assert re.fullmatch("person-[0-9a-f]{8}", kept)
    names = {stem(NAME, {"person": f"case-{number}"}) for number in range(50)}
    assert len(names) == 50


# From the own key to the pseudonym --------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "said"), [("N2", "2 characters"), ("", "no text"), (17, "no text"), (None, "no text")]
)
def test_keys_that_are_none(root: Path, key: object, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        ek.pseudonym_of(key, programme=PROGRAMME)  # type: ignore[arg-type]
    assert "N2" not in str(caught.value)


def test_without_a_key_file_none_is_made(person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Path("own/pseudonym.key")
    aside = place.rename("own/aside.key")
    with pytest.raises(InputError, match="no key file"):
        ek.pseudonym_of(KEY, programme=PROGRAMME)
    assert not place.exists()
    aside.rename(place)
    assert ek.pseudonym_of(f" {KEY} ", programme=PROGRAMME) == person


def test_an_unknown_programme(root: Path) -> None:
    with pytest.raises(InputError, match="netvaerksopbygning"):
        ek.pseudonym_of(KEY, programme="netvaerk")


def test_keys_that_are_kept_stay_unless_they_say_who(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data" / "kept"
    folder.mkdir(parents=True)
    profile = """profile: kept
title: {da: K, en: K}
programme: kept
locale: da
dates: dd-mm-yyyy
person_keys: keep
files:
  - file: a.csv
    format: csv
    encoding: utf-8
    separator: ";"
    columns:
      Nr: {type: code}
      Start: {type: date}
    enrolments: {person: Nr, started: Start}
"""
    (folder / "profile.yaml").write_text(profile, encoding="utf-8")
    (folder / "a.csv").write_text("Nr;Start\nA17;05-01-2026\n010190-1234;05-01-2026\n", "utf-8")
    (tmp_path / "evalkit.toml").write_text('data = "data"\nkey = "own/k"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    study = ek.load_programme("kept")
    made = [ek.pseudonym_of(key, programme="kept") for key in ("A17", "010190-1234")]
    assert made == study.enrolments["person"].tolist()
    assert made[0] == "A17"
