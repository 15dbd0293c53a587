"""What a report is about: a delivery of data, or programmes of the registry, data or none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evalkit.errors import DefinitionError, InputError
from evalkit.reporting.inputs import data_digests
from evalkit.reporting.project import examples_folder, open_project
from evalkit.reporting.subject import Subject, is_of_registry, subject_of

OWN = """\
programme: {name}
title: {{da: Vores indsats, en: Our programme}}
document: vive_2022
facts:
  why: {{topic: purpose, da: Et mål., en: A goal., place: s. 1}}
"""


def own_programme(folder: Path, name: str = "ours") -> Path:
    path = folder / "ours.yaml"
    path.write_text(OWN.format(name=name), encoding="utf-8")
    return path


def of_registry(programme: object) -> Subject:
    return subject_of(programme, open_project(), of_registry=True)


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"evalkit": {"programmes": "registry"}}, True),
        ({"evalkit": {"programmes": "deliveries"}}, False),
        ({"evalkit": {"programmes": ["registry"]}}, False),
        ({"evalkit": {"title": "Kvartal"}}, False),
        ({"evalkit": "registry"}, False),
        ({"evalkit": None}, False),
        ({}, False),
    ],
)
def test_a_notebook_says_whether_it_is_of_the_registry(metadata: object, expected: bool) -> None:
    assert is_of_registry({"metadata": metadata}) is expected


def test_a_notebook_without_metadata_is_of_data() -> None:
    assert not is_of_registry({})


@pytest.mark.parametrize("registry", [False, True])
def test_a_notebook_without_a_programme_may_read_all_and_names_none(
    project: Path, registry: bool
) -> None:
    found = subject_of(None, open_project(), of_registry=registry)
    assert found == Subject(loaded=None, titles={}, files=())


def test_a_delivery_is_called_what_its_profile_calls_it(project: Path) -> None:
    found = subject_of("cafe_step", open_project(), of_registry=False)
    assert found.loaded == ("cafe_step",)
    assert found.titles["da"] == "Cafétilbud Sociale STEP"
    assert found.files == ()


def test_a_delivery_that_is_not_there_is_refused(project: Path) -> None:
    with pytest.raises(InputError, match=r"no programme 'cafe_stepp'\. Did you mean 'cafe_step'"):
        subject_of("cafe_stepp", open_project(), of_registry=False)
    # unik is in the registry, but has no delivery in this project.
    with pytest.raises(InputError, match="There is no programme 'unik'"):
        subject_of("unik", open_project(), of_registry=False)


def test_a_programme_of_the_registry_needs_no_data(project: Path) -> None:
    found = of_registry("unik")
    assert found.loaded == ()
    assert found.titles == {"da": "Projekt UNIK", "en": "Projekt UNIK"}
    assert found.files == ()


def test_its_data_are_read_where_it_has_some(project: Path) -> None:
    assert of_registry("cafe_step").loaded == ("cafe_step",)
    shutil.copytree(examples_folder() / "unik", project / "data" / "unik")
    assert of_registry("unik").loaded == ("unik",)


def test_all_of_them_are_one_subject(project: Path) -> None:
    found = of_registry("all")
    assert found.loaded == ("cafe_step",)
    assert found.titles == {"da": "alle indsatser", "en": "all programmes"}


def test_those_of_a_document_are_listed_by_their_titles(project: Path) -> None:
    found = of_registry("vive_2022")
    assert found.loaded == ("cafe_step",)
    for language, conjunction in (("da", " og "), ("en", " and ")):
        told = found.titles[language]
        assert told.count(", ") == 6
        assert conjunction in told
        assert told.startswith("Bindeleddet, ")
        assert told.endswith("Projekt UNIK")


def test_a_programme_of_ones_own_is_a_file_in_the_project(project: Path) -> None:
    path = own_programme(project)
    found = of_registry("ours.yaml")
    assert found.titles == {"da": "Vores indsats", "en": "Our programme"}
    assert found.loaded == ()
    (file,) = found.files
    assert file.samefile(path)
    assert of_registry(str(path)).titles == found.titles


def test_its_file_is_found_from_any_folder_of_the_project(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_programme(project)
    below = project / "data" / "cafe_step"
    monkeypatch.chdir(below)
    assert of_registry("ours.yaml").titles["en"] == "Our programme"


def test_a_programme_of_ones_own_has_the_data_of_its_name(project: Path) -> None:
    own_programme(project, "cafe_step")
    found = of_registry("ours.yaml")
    assert found.loaded == ("cafe_step",)
    assert found.titles["en"] == "Our programme"


def test_a_report_knows_when_the_file_it_rests_on_was_changed(project: Path) -> None:
    path = own_programme(project)
    opened = open_project()
    before = data_digests(opened, of_registry("ours.yaml"))
    assert "ours.yaml" in before
    assert data_digests(opened, of_registry("ours.yaml")) == before
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert data_digests(opened, of_registry("ours.yaml")) != before


@pytest.mark.parametrize(
    ("programme", "message"),
    [
        ("unikk", "There is no programme 'unikk' in the registry. Did you mean 'unik'?"),
        ("vive_2021", "Did you mean 'vive_2022'?"),
        ("", "There is no programme '' in the registry."),
        ("borte.yaml", "There is no programme file 'borte.yaml' where you pointed"),
        (101, "There is no programme '101' in the registry."),
    ],
)
def test_what_is_not_there_is_refused(project: Path, programme: object, message: str) -> None:
    with pytest.raises(InputError) as error:
        of_registry(programme)
    assert message in str(error.value)


def test_a_wrong_file_is_refused_with_its_line(project: Path) -> None:
    path = own_programme(project)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(", place: s. 1", ""), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"ours\.yaml, line 5 in facts > why: 'place' is mis"):
        of_registry("ours.yaml")


def test_a_wrong_profile_is_refused_with_its_line(project: Path) -> None:
    (project / "data" / "cafe_step" / "profile.yaml").write_text("programme: 1\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"profile\.yaml, line 1"):
        subject_of("cafe_step", open_project(), of_registry=False)
