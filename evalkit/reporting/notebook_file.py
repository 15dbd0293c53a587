"""A notebook as it lies on disk: found by name, read without trusting it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evalkit.errors import InputError, did_you_mean
from evalkit.reporting.project import Project, notebooks_folder

__all__ = ["as_never_run", "find_notebook", "notebook_paths", "read_notebook"]


def notebook_paths(project: Project) -> dict[str, Path]:
    """Return the notebooks of a project and of evalkit by name; the project's own come first."""
    folders = (notebooks_folder(), project.notebooks)
    paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.ipynb"))}
    return dict(sorted(paths.items()))


def find_notebook(notebook: str | Path, project: Project) -> Path:
    """Return the path of a notebook by its name or path.

    Raises
    ------
    InputError
        When there is none; the nearest name is suggested.
    """
    path = Path(notebook)
    if path.suffix == ".ipynb":
        if path.is_file():
            return path.resolve()
        raise InputError(f"There is no notebook {path.name!r} where you pointed. Check the path.")
    known = notebook_paths(project)
    if str(notebook) not in known:
        raise InputError(
            f"There is no notebook {str(notebook)!r}. {did_you_mean(str(notebook), known)}"
        )
    return known[str(notebook)]


def read_notebook(path: Path) -> dict[str, Any]:
    """Return a notebook as JSON data.

    Raises
    ------
    InputError
        When the file is no notebook of format 4, or one of another language than Python.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        is_ours = read["nbformat"] == 4 and all(map(_is_cell, read["cells"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        is_ours = False
    if not is_ours:
        raise InputError(
            f"{path.name} is not a Jupyter notebook of format 4. Open and save it in JupyterLab."
        )
    language = read.get("metadata", {}).get("language_info", {}).get("name", "python")
    if language != "python":
        raise InputError(f"{path.name} is a notebook in {language}. evalkit runs those in Python.")
    return dict(read)


def as_never_run(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return a notebook as it was before any run: what a run did not make must not be published."""
    cells = []
    for number, cell in enumerate(notebook["cells"], start=1):
        made = {"id": f"cell-{number}", "metadata": {}} | cell
        if cell["cell_type"] == "code":
            made |= {"outputs": [], "execution_count": None}
        cells.append(made)
    return {"metadata": {}, **notebook, "cells": cells, "nbformat_minor": 5}


def _is_cell(cell: dict[str, Any]) -> bool:
    source = cell["source"]
    return isinstance(cell["cell_type"], str) and isinstance("".join(source), str)
