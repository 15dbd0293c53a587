"""The settings file, and where it says that things are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import evalkit as ek
from evalkit.errors import DefinitionError, InputError
from evalkit.reporting.notebook_file import find_notebook, read_notebook
from evalkit.reporting.project import (
    DATA_VARIABLE,
    examples_folder,
    notebooks_folder,
    open_project,
    settings_language,
)


def settings(project: Path, text: str) -> None:
    (project / "evalkit.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("langage = 'da'", "'langage' is not a known setting. Did you mean 'language'?"),
        ("language = 'no'", "language is 'no'. Accepted: 'da', 'en'."),
        ("language = ['da']", "language is ['da']"),
        ("data = 3", "'data' must be a path or name in quotation marks"),
        ("reports = true", "'reports' must be a path or name in quotation marks"),
        ("notebooks = 'nowhere'", "there is no folder 'nowhere'"),
        ("programmes = 'unik'", "write [programmes.NAME]"),
        ("[programmes]\nunik = 'a'", "write [programmes.unik]"),
        ("[programmes.unik]\nprofil = 'a'", "programmes.unik: 'profil' is not a known setting"),
        ("[programmes.unik]\ndata = 3", "programmes.unik: 'data' must be a path"),
        ("[programmes.unik]\nin_all = 'no'", "programmes.unik: 'in_all' must be true or false"),
        ("language = da", "not TOML"),
    ],
)
def test_a_wrong_setting_is_named(project: Path, text: str, message: str) -> None:
    settings(project, text)
    with pytest.raises(DefinitionError) as caught:
        open_project()
    assert str(caught.value).startswith("evalkit.toml: ")
    assert message in str(caught.value)


def test_not_utf8_and_a_byte_order_mark(project: Path) -> None:
    (project / "evalkit.toml").write_bytes("data = 'æ'".encode("cp1252"))
    with pytest.raises(DefinitionError, match="not TOML"):
        open_project()
    (project / "evalkit.toml").write_text("data = 'data'", encoding="utf-8-sig")
    assert open_project().programmes() == ("cafe_step",)


def test_a_folder_of_data_that_is_not_there(project: Path) -> None:
    settings(project, "data = 'dat'")
    with pytest.raises(InputError) as caught:
        open_project()
    assert str(caught.value).startswith(
        "There is no folder of data 'dat'. One folder per programme"
    )
    assert str(caught.value).endswith("Set `data` in evalkit.toml.")
    with pytest.raises(InputError, match="no folder of data 'elsewhere'"):
        open_project(data="elsewhere")


def test_settings_are_found_upwards(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(project, "data = 'data'\nlanguage = 'en'\nreports = 'out'")
    deep = project / "notebooks" / "deep"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    found = open_project()
    assert (found.root, found.data) == (project, project / "data")
    assert found.reports == project / "out"
    assert settings_language() == "en"


def test_without_settings_the_examples_are_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = open_project()
    assert found.data == examples_folder()
    assert found.reports == tmp_path / "reports"
    assert found.notebooks == notebooks_folder()
    assert settings_language() == "da"
    shutil.copytree(examples_folder() / "cafe_step", tmp_path / "data/examples/cafe_step")
    assert open_project().programmes() == ("cafe_step",)


def test_other_data_by_argument_and_by_variable(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(project, "data = 'data'\n[programmes.cafe_step]\ndata = 'nowhere'")
    other = project / "other"
    shutil.copytree(project / "data", other)
    assert open_project().delivery("cafe_step")[0] == project / "nowhere"
    by_argument = open_project(data="other")
    assert by_argument.other_data
    assert by_argument.delivery("cafe_step")[0] == other / "cafe_step"
    monkeypatch.setenv(DATA_VARIABLE, str(other))
    assert open_project().delivery("cafe_step")[0] == other / "cafe_step"
    assert ek.load_programme("cafe_step").programme == "cafe_step"


def test_a_programmes_folder_and_profile(project: Path) -> None:
    (project / "data" / "cafe_step").rename(project / "incoming")
    own = (Path(ek.__file__).parent / "definitions/profiles/cafe_step.yaml").read_text("utf-8")
    (project / "mine.yaml").write_text(own, encoding="utf-8")
    text = "data = 'data'\n[programmes.evening]\ndata = 'incoming'\nprofile = "
    settings(project, f"{text}'cafe_step'")
    assert open_project().delivery("evening") == (project / "incoming", "cafe_step")
    assert ek.load_programme("evening").received
    settings(project, f"{text}'mine.yaml'")
    assert open_project().delivery("evening") == (project / "incoming", project / "mine.yaml")
    assert ek.load_programme("evening").received


def test_a_profile_in_the_folder_of_data_wins_over_a_built_in_one(project: Path) -> None:
    folder = project / "data" / "cafe_step"
    (folder / "profile.yaml").write_text("profile: broken", encoding="utf-8")
    assert open_project().delivery("cafe_step") == (folder, folder / "profile.yaml")
    (project / "data" / "no_profile").mkdir()
    assert open_project().programmes() == ("cafe_step",)


def test_a_programme_can_be_left_out_of_all(project: Path) -> None:
    shutil.copytree(examples_folder() / "unik", project / "data" / "unik")
    settings(project, "data = 'data'\n[programmes.unik]\nin_all = false")
    assert open_project().programmes() == ("cafe_step", "unik")
    assert open_project().every_quarter() == ("cafe_step",)


# Notebooks --------------------------------------------------------------------------------


def test_notebooks_by_name_and_by_path(project: Path) -> None:
    found = find_notebook("quarterly_report", open_project())
    assert found == notebooks_folder() / "quarterly_report.ipynb"
    own = project / "notebooks"
    own.mkdir()
    shutil.copy(found, own / "ours.ipynb")
    assert find_notebook("ours", open_project()) == own / "ours.ipynb"
    assert find_notebook("quarterly_report", open_project()) == found
    assert find_notebook("notebooks/ours.ipynb", open_project()) == own / "ours.ipynb"
    with pytest.raises(InputError, match=r"no notebook 'quartely_report'\. Did you mean"):
        find_notebook("quartely_report", open_project())
    with pytest.raises(InputError, match=r"no notebook 'gone\.ipynb' where you pointed"):
        find_notebook("notebooks/gone.ipynb", open_project())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"cells": 3, "nbformat": 4}',
        '{"cells": [3], "nbformat": 4}',
        '{"cells": [{"cell_type": "code"}], "nbformat": 4}',
        '{"cells": [{"cell_type": "code", "source": 3}], "nbformat": 4}',
        '{"worksheets": [], "nbformat": 3}',
    ],
)
def test_what_is_no_notebook_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.ipynb is not a Jupyter notebook of format 4"):
        read_notebook(path)


def test_a_notebook_in_another_language_is_told(tmp_path: Path) -> None:
    path = tmp_path / "other.ipynb"
    text = '{"cells": [], "nbformat": 4, "metadata": {"language_info": {"name": "R"}}}'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.ipynb is a notebook in R"):
        read_notebook(path)
