"""``evalkit doctor``: is this set-up fit to make reports."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from evalkit.cli.exits import EXITS_HELP, FINDINGS, FINE
from evalkit.errors import EvalkitError
from evalkit.version import __version__

__all__ = ["add_to"]

_DESCRIPTION = """Say whether this set-up is fit to make reports, and what to do where it is not.

Looks at Python, the libraries and their versions, the settings file, the folders, the fonts,
the time zones, and starts a kernel once.
"""
_OLDEST, _TOO_NEW = (3, 11), (3, 14)
_OPTIONAL = {
    "uv": "setting up and the lock file",
    "chromium": "the tests that open pages in a browser",
    "node": "the tests that open pages in a browser",
    "java": "the tests that validate pages",
}


@dataclass(frozen=True)
class _Checked:
    what: str
    fine: bool
    found: str
    do: str = ""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "doctor",
        help="is this set-up fit to make reports",
        description=_DESCRIPTION,
        epilog=EXITS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--no-kernel", action="store_true", help="do not start a kernel")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    checks: list[Callable[[], Iterator[_Checked]]] = [
        _python,
        _libraries,
        _project,
        _key,
        _fonts,
        _time_zone,
        _optional,
    ]
    if not asked.no_kernel:
        checks.append(_kernel)
    faults = 0
    for check in checks:
        for one in check():
            print(f"{'ok   ' if one.fine else 'FAULT'}  {one.what}: {one.found}")
            if not one.fine:
                faults += 1
                print(f"       Do: {one.do}")
    counted = "1 fault" if faults == 1 else f"{faults} faults"
    print("This set-up is fit." if not faults else f"{counted}; see 'Do' above.")
    return FINDINGS if faults else FINE


def _python() -> Iterator[_Checked]:
    version = platform.python_version()
    fine = _OLDEST <= sys.version_info[:2] < _TOO_NEW
    yield _Checked("Python", fine, version, "Use Python 3.11, 3.12 or 3.13.")
    yield _Checked("evalkit", True, __version__)


def _libraries() -> Iterator[_Checked]:
    from packaging.requirements import Requirement

    for line in metadata.requires("evalkit") or []:
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        try:
            found = metadata.version(wanted.name)
        except metadata.PackageNotFoundError:
            yield _Checked(wanted.name, False, "not installed", "Run `make setup` or `uv sync`.")
            continue
        fine = wanted.specifier.contains(found, prereleases=True)
        do = f"{wanted.specifier} is wanted. Run `make setup` or `uv sync`."
        yield _Checked(wanted.name, fine, found, do)


def _project() -> Iterator[_Checked]:
    from evalkit.reporting.project import open_project
    from evalkit.reporting.settings import SETTINGS_FILE

    try:
        project = open_project()
    except EvalkitError as error:
        yield _Checked("project", False, "cannot be opened", str(error))
        return
    has_settings = (project.root / SETTINGS_FILE).is_file()
    yield _Checked(
        "settings", True, SETTINGS_FILE if has_settings else "none; the defaults are used"
    )
    programmes = ", ".join(project.programmes())
    yield _Checked(
        "programmes", bool(programmes), programmes or "none", "Set `data` in evalkit.toml."
    )
    near = next(
        (f for f in (project.reports, *project.reports.parents) if f.is_dir()), project.root
    )
    yield _Checked(
        "reports folder",
        os.access(near, os.W_OK),
        "can be written to" if os.access(near, os.W_OK) else "cannot be written to",
        "Set `reports` in evalkit.toml to a folder of yours.",
    )


def _key() -> Iterator[_Checked]:
    """Say where the key of the pseudonyms is; looking makes none."""
    from evalkit.privacy.key_file import key_place, open_key
    from evalkit.reporting.project import open_project

    try:
        project = open_project()
    except EvalkitError:
        return  # said under "project"
    try:
        place = project.key or key_place()
        if not place.exists():
            yield _Checked("pseudonym key", True, f"none yet; made on first use: {place}")
            return
        key, _ = open_key(place, data=[project.data])
    except EvalkitError as error:
        yield _Checked("pseudonym key", False, "cannot be used", str(error))
        return
    yield _Checked("pseudonym key", True, f"{key.fingerprint}, in {place}; keep a copy elsewhere")


def _fonts() -> Iterator[_Checked]:
    from evalkit.present.drawing import font_file

    found = font_file()
    yield _Checked(
        "font", found is not None, found or "DejaVu Sans is missing", "Reinstall matplotlib."
    )


def _time_zone() -> Iterator[_Checked]:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Copenhagen")
    except ZoneInfoNotFoundError:
        yield _Checked(
            "time zone", False, "Europe/Copenhagen is unknown", "Install tzdata: `uv sync`."
        )
        return
    yield _Checked("time zone", True, "Europe/Copenhagen")


def _optional() -> Iterator[_Checked]:
    """What reports do without, and what it is for."""
    import shutil

    for program, purpose in _OPTIONAL.items():
        found = "found" if shutil.which(program) else "not found"
        yield _Checked(f"optional: {program}", True, f"{found}; only for {purpose}")


def _kernel() -> Iterator[_Checked]:
    from evalkit.reporting.engine import can_run

    fault = can_run()
    found = "did not run a notebook" if fault else "ran a notebook"
    yield _Checked("kernel", not fault, found, f"{fault} Reinstall ipykernel: `uv sync`.")
