"""The record beside a page: what it was made from, by what, and the numbers on it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from evalkit.present.blocks import BLOCK_TYPE
from evalkit.readers.read import digest
from evalkit.version import __version__

__all__ = ["is_unchanged", "made_when", "manifest_data", "numbers_on_page", "write_json"]


def write_json(path: Path, data: object) -> None:
    """Write JSON that a person can read and a program can compare."""
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def numbers_on_page(notebook: NotebookNode) -> dict[str, list[dict[str, Any]]]:
    """Return the numbers behind every table and figure of a page, by name, at full precision.

    Two tables of one name with different numbers are both kept: the second is called "name_2".
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            block = output.get("data", {}).get(BLOCK_TYPE, {})
            for table in (block, block.get("data", {})):
                if table.get("kind") == "table" and table.get("name"):
                    _keep(found, table["name"], table["numbers"])
    return found


def _keep(found: dict[str, list[dict[str, Any]]], name: str, numbers: list[dict[str, Any]]) -> None:
    names = (name if count == 1 else f"{name}_{count}" for count in itertools.count(1))
    free = next(one for one in names if one not in found or found[one] == numbers)
    found[free] = numbers


def manifest_data(
    *,
    notebook: str,
    parameters: Mapping[str, object],
    key: str,
    data: Mapping[str, str],
    files: Mapping[str, Path],
    numbers: Mapping[str, list[dict[str, Any]]],
) -> dict[str, Any]:
    """Return what a manifest says: no path, no user's name, no person.

    Parameters
    ----------
    notebook : str
        The notebook's name.
    parameters, key, data
        What the report was made from (`evalkit.reporting.inputs`).
    files : mapping
        The finished files by role ("page", "tables", "executed").
    numbers : mapping
        The numbers on the page; the row counts are taken from them.
    """
    return {
        "evalkit": __version__,
        "notebook": notebook,
        "parameters": dict(parameters),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "key": key,
        "data": dict(data),
        "rows": numbers.get("received", []),
        "files": {
            role: {"name": path.name, "sha256": digest(path)} for role, path in files.items()
        },
    }


def made_when(manifest: Path) -> str:
    """Return when a report was made, "at an unknown time" when its manifest does not say."""
    try:
        return str(json.loads(manifest.read_text(encoding="utf-8"))["made"])
    except (OSError, ValueError, KeyError, TypeError):
        return "at an unknown time"


def is_unchanged(manifest: Path, key: str) -> bool:
    """Whether a report was made from the same inputs, and none of its files has changed since."""
    try:
        said = json.loads(manifest.read_text(encoding="utf-8"))
        files = [
            (manifest.parent / entry["name"], entry["sha256"]) for entry in said["files"].values()
        ]
        return said["key"] == key and all(digest(path) == known for path, known in files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
