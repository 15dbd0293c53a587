"""What a report depends on, as one key: the same key means the same page."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from evalkit.definition_files import builtin_folder
from evalkit.errors import InputError
from evalkit.privacy.scan import safe_name
from evalkit.readers.read import digest
from evalkit.reporting.project import Project
from evalkit.reporting.subject import Subject
from evalkit.version import __version__

__all__ = ["data_digests", "input_key"]

_CODE = ("*.py", "*.yaml", "*.j2", "*.css")


def data_digests(project: Project, subject: Subject) -> dict[str, str]:
    """Return name and SHA-256 of every file a report on a programme may read, and of its profile.

    Parameters
    ----------
    project : Project
        Where the data lie.
    subject : Subject
        What the report is about; when it may read the data of every programme, all files count.

    Returns
    -------
    dict of str to str
        "programme/file" to the digest in hexadecimal; files that other programs keep beside an
        open file are left out.

    Raises
    ------
    InputError
        When a file cannot be read.
    """
    names = project.programmes() if subject.loaded is None else subject.loaded
    found: dict[str, str] = {}
    for name in names:
        folder, profile = project.delivery(name)
        paths = sorted(folder.iterdir()) if folder.is_dir() else [folder]
        is_name = isinstance(profile, str)
        paths.append(builtin_folder("profiles") / f"{profile}.yaml" if is_name else Path(profile))
        for path in paths:
            if path.is_file() and path.name[0] not in ".~":
                found[f"{name}/{_told(path.name, found, name)}"] = _digest(path)
    for path in subject.files:
        found[path.name] = _digest(path)
    return found


def _told(name: str, found: Mapping[str, str], programme: str) -> str:
    """Return a file's name as records may hold it; numbered where masking makes two alike."""
    safe, number = safe_name(name), 2
    told = safe
    while f"{programme}/{told}" in found:
        told, number = f"{safe} ({number})", number + 1
    return told


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except OSError as error:
        raise InputError(
            f"{safe_name(path.name)} cannot be read ({error.strerror}). Close it in other "
            f"programs, and see that you may read it."
        ) from None


def input_key(
    notebook: Mapping[str, Any], *, parameters: Mapping[str, object], data: Mapping[str, str]
) -> str:
    """Return a digest of everything that decides what a page says, and of nothing else.

    Parameters
    ----------
    notebook : mapping
        As JSON data; its cells with their tags count, and its title.
    parameters, data : mapping
        The checked parameters, and the digests of the files.

    Notes
    -----
    evalkit's code and definitions and the versions of Python and of the libraries count too; never
    a time, a path or a file's date.
    """
    cells = [
        [
            cell["cell_type"],
            "".join(cell["source"]),
            sorted(cell.get("metadata", {}).get("tags", [])),
        ]
        for cell in notebook["cells"]
    ]
    parts = [
        cells,
        notebook.get("metadata", {}).get("evalkit", {}),
        dict(parameters),
        dict(sorted(data.items())),
        __version__,
        sys.version_info[:2],
        _code_digest(),
        _library_versions(),
    ]
    return hashlib.sha256(
        json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


@cache
def _code_digest() -> str:
    root = Path(__file__).parents[1]
    every: Iterable[Path] = sorted(path for pattern in _CODE for path in root.rglob(pattern))
    total = hashlib.sha256()
    for path in every:
        total.update(path.relative_to(root).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


@cache
def _library_versions() -> dict[str, str]:
    from packaging.requirements import Requirement

    found: dict[str, str] = {}
    for requirement in metadata.requires("evalkit") or []:
        name = Requirement(requirement).name
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return found
