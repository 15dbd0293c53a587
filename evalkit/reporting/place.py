"""Where a report stands: made in a staging folder, put in its place at once, one run at a time."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evalkit.errors import RunError

__all__ = ["output_folder", "replaced", "stem"]

_UNSAFE = re.compile(r"[^0-9A-Za-zÆØÅæøå._-]+")


def stem(notebook: str, parameters: Mapping[str, object]) -> str:
    """Return the name of a report's files.

    Examples
    --------
    >>> stem("quarterly_report", {"programme": "unik", "quarter": "2026Q3", "language": "da"})
    'quarterly_report_unik_2026Q3_da'
    """
    shown = [str(v) for name, v in parameters.items() if name not in ("audience", "population")]
    if parameters.get("population", "all") != "all":
        shown.append(f"population-{parameters['population']}")
    return _UNSAFE.sub("-", "_".join([notebook, *shown]))


def output_folder(reports: Path, notebook: str, parameters: Mapping[str, object]) -> Path:
    """Return the folder of a report: audience, programme, quarter, then the report's own."""
    parts = [str(parameters.get("audience", "internal"))]
    parts += [_UNSAFE.sub("-", str(parameters[name])) for name in ("programme", "quarter") if name in parameters]
    return reports.joinpath(*parts, stem(notebook, parameters))


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Yield a staging folder that takes the place of `folder` when all went well.

    The last good report stays where it is until then, and for good when an error is raised.

    Raises
    ------
    RunError
        When another run is making the same report, or the place cannot be written to.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = _locked(folder)
    except OSError as error:
        raise RunError(f"The folder {folder.parent.name!r} cannot be written to ({error.strerror}).") from None
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-", dir=folder.parent))
    try:
        yield staging
        _swap(staging, folder)
    except OSError as error:
        raise RunError(f"The report could not be written ({error.strerror}). The last one is untouched.") from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        lock.unlink(missing_ok=True)


def _locked(folder: Path) -> Path:
    lock = folder.with_name(f".{folder.name}.lock")
    try:
        with lock.open("x") as stream:
            stream.write(str(os.getpid()))
    except FileExistsError:
        raise RunError(
            f"Another run is making this report. If none is, delete the file {lock.name!r} in "
            f"{folder.parent.name!r} and run again."
        ) from None
    return lock


def _swap(staging: Path, folder: Path) -> None:
    staging.chmod(0o755)
    if not folder.exists():
        staging.rename(folder)
        return
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    try:
        staging.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
