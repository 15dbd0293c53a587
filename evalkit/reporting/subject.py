"""What a report is about: which programmes it means, whose data it reads, what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evalkit.definition_files import LANGUAGES
from evalkit.intake.profile_file import profile as profile_named
from evalkit.present.words import listed, word
from evalkit.programmes.chosen import EVERY, chosen_programmes
from evalkit.reporting.project import Project

__all__ = ["Subject", "is_of_registry", "loads_data", "subject_of", "with_all_files"]

# What a notebook's metadata say (metadata > evalkit > programmes) when its parameter `programme` is
# of the registry: a programme without data has a page then too, and "all" is one page.
REGISTRY = "registry"


@dataclass(frozen=True)
class Subject:
    """What a report is about.

    Attributes
    ----------
    loaded : tuple of str or None
        The programmes whose data it reads; None when it may read those of every programme.
    titles : mapping
        What its programmes are called, by language; empty when it names none.
    files : tuple of Path
        The definition of a programme of one's own, and what lies beside it: a questionnaire.
    """

    loaded: tuple[str, ...] | None
    titles: Mapping[str, str]
    files: tuple[Path, ...] = ()


def is_of_registry(notebook: Mapping[str, Any]) -> bool:
    """Whether a notebook's parameter `programme` is of the registry."""
    said = notebook.get("metadata", {}).get("evalkit", {})
    return isinstance(said, dict) and said.get("programmes") == REGISTRY


def subject_of(programme: object, project: Project, *, of_registry: bool) -> Subject:
    """Return what a report is about.

    Parameters
    ----------
    programme : str or None
        The value of the notebook's parameter; None when it has no such parameter.
    project : Project
        Where the data lie.
    of_registry : bool
        Whether it names a programme of the registry and not a delivery of data.

    Raises
    ------
    InputError
        When there is no such programme; the nearest is suggested.
    DefinitionError
        When a profile or a programme's definition is wrong.
    """
    if programme is None:
        return Subject(None, {})
    name = str(programme)
    if not of_registry:
        _, profile = project.delivery(name)
        return Subject((name,), profile_named(profile).title)
    file = project.root / name if name.endswith((".yaml", ".yml")) else None
    meant = chosen_programmes(file or name)
    loaded = tuple(one.name for one in meant if one.name in project.programmes())
    titles = {
        language: word("every_programme", language)
        if name == EVERY
        else listed([one.title[language] for one in meant], language)
        for language in LANGUAGES
    }
    return Subject(loaded, titles, _beside(file) if file else ())


def with_all_files(
    subject: Subject,
    notebook: Mapping[str, Any],
    *,
    values: Mapping[str, object],
    project: Project,
) -> Subject:
    """Return a subject with every definition file that a parameter names; no data if none is read.

    Parameters
    ----------
    subject : Subject
        From `subject_of`.
    notebook : mapping
        As JSON data: whether a cell of it loads data.
    values : mapping
        The checked parameters.
    project : Project
        Paths are relative to it.
    """
    named = [str(value) for value in values.values() if str(value).endswith((".yaml", ".yml"))]
    paths = [project.root / name for name in named]
    files = {*subject.files, *(one for path in paths if path.is_file() for one in _beside(path))}
    loaded = subject.loaded if loads_data(notebook) else subject.loaded or ()
    return replace(subject, loaded=loaded, files=tuple(sorted(files)))


def loads_data(notebook: Mapping[str, Any]) -> bool:
    """Whether a cell of a notebook loads or checks data."""
    cells = [str(cell.get("source", "")) for cell in notebook.get("cells", ())]
    return any(call in cell for cell in cells for call in _LOADING)


_LOADING = (".load(", ".load_programme", ".check(", ".check_programme")


def _beside(file: Path) -> tuple[Path, ...]:
    """Return a definition file and those beside it, which it may name: a questionnaire."""
    return tuple(sorted(file.parent.glob("*.y*ml")))
