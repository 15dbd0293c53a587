"""``evalkit dictionary``: text, JSON and a page, of profiles, programmes and the long tables."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import evalkit as ek
from evalkit.reporting.lint import lint_page
from evalkit.reporting.project import examples_folder

Run = Callable[..., Any]
EXAMPLES = examples_folder()


def test_without_a_profile_the_long_tables(run: Run) -> None:
    shown = run("dictionary", "--language", "en")
    assert shown.code == 0
    assert "enrolments\n  person  (str)" in shown.out
    assert "attendance: a row is one person at one occasion." in shown.out
    assert "skala" in run("dictionary").out


def test_the_help_teaches(run: Run) -> None:
    shown = run("dictionary", "--help")
    assert shown.code == 0
    assert "exit codes:" in shown.out
    assert "evalkit dictionary unik" in shown.out


def test_two_profiles_as_json(run: Run) -> None:
    shown = run("dictionary", "unik", "cafe_step", "--format", "json", "--language", "en")
    read = json.loads(shown.out)["dictionaries"]
    assert [one["title"] for one in read] == ["Projekt UNIK", "Café STEP"]
    first = read[0]["columns"][0]
    assert first["column"] == "ung_id"
    assert first["accepted"] == "a code of 4 characters, read letter by letter"
    assert first["needed"] is True
    assert first["codes"].split() == ["EK409", "EK411", "EK305"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_as_a_page_that_passes_the_lint(run: Run, language: str) -> None:
    shown = run("dictionary", "unik", "--format", "html", "--language", language)
    assert shown.code == 0
    assert not lint_page(shown.out)
    assert "startdato" in shown.out


def test_a_programmes_own_profile_is_found_by_its_name(run: Run) -> None:
    builtin = Path(ek.__file__).parent / "definitions" / "profiles" / "cafe_step.yaml"
    shutil.copytree(EXAMPLES / "cafe_step", "data/ours")
    Path("data/ours/profile.yaml").write_text(
        builtin.read_text(encoding="utf-8").replace("2018-01-01", "1999-09-09"), encoding="utf-8"
    )
    Path("evalkit.toml").write_text('data = "data"\n', encoding="utf-8")
    assert "1999-09-09" in run("dictionary", "ours").out


def test_a_profile_that_is_not_there_is_2(run: Run) -> None:
    ended = run("dictionary", "unikk")
    assert ended.code == 2
    assert "Did you mean 'unik'?" in ended.err
