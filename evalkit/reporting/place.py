"""Where a report stands: made in a staging folder, put in its place at once, one run at a time."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evalkit.errors import InputError, RunError
from evalkit.reporting.lock import locked
from evalkit.reporting.person_keys import shown_parameter

__all__ = ["output_folder", "refuse_public", "replaced", "stem"]

# What lies in folders of these names is for everybody (on Windows and the Mac too).
PUBLIC_FOLDERS = ("public", "public_html", "offentlig", "offentligt", "wwwroot")

_UNSAFE = re.compile(r"[^0-9A-Za-zÆØÅæøå._-]+")
# File systems take 255 bytes; the longest ending and Danish letters need some of them.
_LONGEST = 120


def stem(notebook: str, parameters: Mapping[str, object]) -> str:
    """Return the name of a report's files; different parameters never share one.

    Of a person there is the pseudonym in short, and never a key of the own system.

    Examples
    --------
    >>> stem("quarterly_report", {"programme": "unik", "quarter": "2026Q3", "language": "da"})
    'quarterly_report_unik_2026Q3_da'
    """
    named = [name for name in parameters if name not in ("audience", "population")]
    shown = [shown_parameter(name, parameters[name]) for name in named]
    while shown and not shown[-1]:
        shown.pop()  # options left empty; a notebook has as many parameters each time
    if parameters.get("population", "all") != "all":
        shown.append(f"population-{parameters['population']}")
    return _safe("_".join([notebook, *shown]))


def _safe(text: str) -> str:
    """Return a text as a file's name; what had to be changed is told apart by a short digest."""
    name = _UNSAFE.sub("-", text)[:_LONGEST].lstrip(".")
    return name if name == text else f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def output_folder(reports: Path, notebook: str, parameters: Mapping[str, object]) -> Path:
    """Return the folder of a report: audience, programme, quarter, then the report's own."""
    parts = [str(parameters.get("audience", "internal"))]
    named = [name for name in ("programme", "quarter") if name in parameters]
    parts += [_safe(str(parameters[name])) for name in named]
    return reports.joinpath(*parts, stem(notebook, parameters))


def refuse_public(folder: Path, *, what: str) -> None:
    """Refuse a folder for everybody for files that hold single persons.

    Parameters
    ----------
    folder : Path
        As written and as it is on disk: a link may lead into a public one.
    what : str
        What must not lie there, for the message.

    Raises
    ------
    InputError
        When the folder, or one above it, has the name of a public one.

    Examples
    --------
    >>> refuse_public(Path("reports/public/unik"), what="the calendar has young people's keys")
    Traceback (most recent call last):
        ...
    evalkit.errors.InputError: The folder lies in 'public', which is for everybody, and ...
    """
    parts = {part.casefold() for path in (folder, folder.resolve()) for part in path.parts}
    found = sorted(parts & set(PUBLIC_FOLDERS))
    if found:
        raise InputError(
            f"The folder lies in {found[0]!r}, which is for everybody, and {what}. Choose a folder "
            f"that only those who work with the young people can open."
        )


@contextmanager
def replaced(folder: Path, name: str) -> Iterator[Path]:
    """Yield a staging folder whose files take their place in `folder` when all went well.

    Files of the same name there are replaced together; other files are left alone. When an error
    is raised, the last good report stays as it was.

    Parameters
    ----------
    folder : Path
        Where the report's files belong; made when it is not there.
    name : str
        The report's name: two runs of one report do not run at once.

    Raises
    ------
    RunError
        When another run is making the same report, or the folder cannot be written to.
    """
    made = _made_folders(folder)
    try:
        with locked(folder / f".{name}.lock"), _staging(folder, name) as staging:
            yield staging
            _put_in_place(staging, folder)
    except OSError as error:
        raise RunError(
            f"The report could not be written to the folder {folder.name!r} ({error.strerror}). "
            f"The last one is untouched."
        ) from None
    finally:
        for empty in made:
            _remove_if_empty(empty)


def _made_folders(folder: Path) -> list[Path]:
    """Make a folder; return those that were not there, the innermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(
            f"The folder {folder.name!r} cannot be made ({error.strerror}). Choose another one."
        ) from None
    return missing


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


@contextmanager
def _staging(folder: Path, name: str) -> Iterator[Path]:
    staging = Path(tempfile.mkdtemp(prefix=f".{name[:40]}-", dir=folder))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _put_in_place(staging: Path, folder: Path) -> None:
    """Move every staged file to its place; when one cannot be moved, put the old ones back."""
    old = staging / "old"
    old.mkdir()
    new = sorted(path for path in staging.iterdir() if path.is_file())
    moved: list[Path] = []
    try:
        for path in new:
            place = folder / path.name
            if place.exists():
                place.rename(old / path.name)
            path.rename(place)
            moved.append(place)
    except OSError:
        for place in moved:
            place.unlink(missing_ok=True)
        for path in old.iterdir():
            path.replace(folder / path.name)
        raise
