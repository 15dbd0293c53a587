"""``evalkit check``: pages, every programme of a project, and people in two of them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalkit.privacy.key_file import KEY_VARIABLE
from evalkit.reporting.lint import lint_page
from evalkit.reporting.project import examples_folder

Run = Callable[..., Any]
EXAMPLES = examples_folder()
PEOPLE = """
profile: {name}
title: {{da: {name}, en: {name}}}
programme: {name}
locale: da
dates: dd-mm-yyyy
files:
  - file: people.csv
    format: csv
    encoding: utf-8
    separator: ";"
    columns:
      Nr: {{type: {kind}}}
      Start: {{type: date}}
    enrolments: {{person: Nr, started: Start}}
"""


def programme(name: str, *numbers: str, kind: str = "code") -> Path:
    folder = Path("data") / name
    folder.mkdir(parents=True)
    (folder / "profile.yaml").write_text(PEOPLE.format(name=name, kind=kind), encoding="utf-8")
    rows = "".join(f"{number};01-02-2026\n" for number in numbers)
    (folder / "people.csv").write_text(f"Nr;Start\n{rows}", encoding="utf-8")
    Path("evalkit.toml").write_text('data = "data"\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_page_of_any_files(run: Run, language: str) -> None:
    arguments = ("check", str(EXAMPLES / "unik"), "--profile", "unik", "--language", language)
    ended = run(*arguments, "--page", "out/quality.html", "--json")
    assert ended.code == 1
    assert "quality.html" in ended.err
    json.loads(ended.out)
    page = Path("out/quality.html").read_text(encoding="utf-8")
    assert not lint_page(page)
    assert "EK502" in page
    assert "foedselsaar" in page


def test_a_page_without_a_profile_and_of_a_refused_file_into_a_folder(run: Run) -> None:
    Path("broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    ended = run("check", "broken.xlsx", "--page", "pages", "--language", "en")
    assert ended.code == 2
    (page,) = Path("pages").iterdir()
    assert page.name == "data_quality_broken_en.html"
    text = page.read_text(encoding="utf-8")
    assert not lint_page(text)
    assert "The delivery is refused and cannot be loaded." in text


def test_a_page_that_cannot_be_written_is_2(run: Run) -> None:
    Path("file").write_text("x", encoding="utf-8")
    ended = run("check", str(EXAMPLES / "unik"), "--profile", "unik", "--page", "file/q.html")
    assert ended.code == 2
    assert "The page cannot be written" in ended.err


def test_checking_needs_no_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, str(Path("keys/pseudonym.key").absolute()))
    programme("a", "010100-1234", kind="cpr")
    assert run("check", "data/a").code == 0
    assert run("check", "all").code == 0
    assert not Path("keys").exists()


def test_all_programmes_each_by_its_own_profile(run: Run) -> None:
    ended = run("check", "all", "--language", "en")
    assert ended.code == 1
    assert "== unik" in ended.out
    read = json.loads(run("check", "all", "--json").out)
    assert {"bindeleddet", "unik"} <= {one["programme"] for one in read["findings"]}
    counted = read["counts"]
    assert counted["received"] == counted["loaded"] + counted["set_aside"] + counted["not_data"]
    assert {"programme", "file", "received"} <= set(counted["files"][0])


def test_one_wrong_profile_does_not_hide_the_others(run: Run) -> None:
    folder = programme("a", "1")
    programme("b", "1")
    (folder / "profile.yaml").write_text("profile: a\n", encoding="utf-8")
    ended = run("check", "all", "--json", "--page", "pages")
    assert ended.code == 2
    read = json.loads(ended.out)
    assert read["error"].startswith("a: profile.yaml")
    assert [one["programme"] for one in read["counts"]["files"]] == ["b"]
    assert [page.name for page in Path("pages").iterdir()] == ["data_quality_b_da.html"]


def test_all_takes_neither_a_profile_nor_one_page(run: Run) -> None:
    assert "Leave out --profile" in run("check", "all", "--profile", "unik").err
    assert "Name a folder" in run("check", "all", "--page", "one.html").err


def test_a_folder_called_all_is_a_folder(run: Run) -> None:
    shutil.copytree(EXAMPLES / "unik", "all")
    assert "programme" not in json.loads(run("check", "all", "--json").out)["findings"][0]


def test_one_person_in_two_programmes_is_counted_by_cpr_number_alone(run: Run) -> None:
    programme("a", "010100-1234", "020200-1234", "030300-1234", kind="cpr")
    programme("b", "0101001234", "0202001234", "17")
    programme("c", "17", "18")
    read = json.loads(run("check", "all", "--json", "--language", "en").out)
    found = [one for one in read["findings"] if one["code"] == "EK606"]
    assert [(one["programme"], one["message"]) for one in found] == [
        ("a", "People who are also enrolled in b: 2. That may be right."),
        ("b", "People who are also enrolled in a: 2. That may be right."),
    ]
    assert not re.search(r"1234|p-[a-z2-7]{20}", json.dumps(read))
