"""A project of its own for every test: data, notebooks, reports in a folder that goes away."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.reporting.project import DATA_VARIABLE, examples_folder

NotebookMaker = Callable[..., Path]


@pytest.fixture(autouse=True)
def _no_data_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in an empty project with the data of Café STEP."""
    (tmp_path / "data").mkdir()
    shutil.copytree(examples_folder() / "cafe_step", tmp_path / "data" / "cafe_step")
    (tmp_path / "evalkit.toml").write_text('data = "data"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def notebook(tmp_path: Path) -> NotebookMaker:
    """Return a maker of notebooks: parameters, then code cells; `title` is for their page."""

    def make(*cells: str, parameters: str = 'language: str = "en"', title: object = None) -> Path:
        def code(source: str, *tags: str) -> dict[str, object]:
            return {
                "cell_type": "code",
                "execution_count": None,
                "metadata": {"tags": list(tags)},
                "outputs": [],
                "source": source,
            }

        metadata = {"evalkit": {"title": title}} if title else {}
        written = {
            "cells": [code(parameters, "parameters"), *map(code, cells)],
            "metadata": metadata,
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        path = tmp_path / "made.ipynb"
        path.write_text(json.dumps(written), encoding="utf-8")
        return path

    return make
