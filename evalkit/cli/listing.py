"""``evalkit list``: what there is to work with."""

from __future__ import annotations

import argparse
import json
from typing import Any

from evalkit.cli.exits import EXITS_HELP, FINE
from evalkit.errors import EvalkitError

__all__ = ["add_to"]

_KINDS = ("programmes", "notebooks", "profiles", "instruments", "findings", "reports")
_DESCRIPTION = """Show what there is: programmes with data, notebooks and their parameters,
profiles, instruments, the codes of findings, and the reports made so far.

  evalkit list                  everything but the codes
  evalkit list findings         every code and what it means
"""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "list",
        help="show programmes, notebooks, profiles, instruments, reports",
        description=_DESCRIPTION,
        epilog=EXITS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kind", nargs="?", choices=_KINDS, help="only this")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--language", choices=("da", "en"), help="of titles (default: evalkit.toml)"
    )
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from evalkit.reporting.project import settings_language

    language = asked.language or settings_language()
    kinds = [asked.kind] if asked.kind else [kind for kind in _KINDS if kind != "findings"]
    found = {kind: _LISTERS[kind](language) for kind in kinds}
    if asked.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return FINE
    for kind, entries in found.items():
        print(f"{kind}:")
        width = max((len(name) for name in entries), default=0)
        for name, text in entries.items():
            print(f"  {name.ljust(width)}  {text}".rstrip())
        if not entries:
            print("  (none)")
    return FINE


def _programmes(language: str) -> dict[str, str]:
    from evalkit.intake.profile_file import profile
    from evalkit.reporting.project import open_project

    project = open_project()
    found = {}
    for name in project.programmes():
        try:
            found[name] = profile(project.delivery(name)[1]).title[language]
        except EvalkitError as error:  # one wrong profile does not hide the others
            found[name] = f"FAULT: {error}"
    return found


def _notebooks(_: str) -> dict[str, str]:
    from evalkit.reporting.notebook_file import notebook_paths, read_notebook
    from evalkit.reporting.parameters import declared_parameters
    from evalkit.reporting.project import open_project

    found = {}
    for name, path in notebook_paths(open_project()).items():
        try:
            declared = declared_parameters(read_notebook(path))
        except EvalkitError as error:
            found[name] = f"FAULT: {error}"
            continue
        found[name] = ", ".join(f"{p.name} = {p.default!r}" for p in declared.values())
    return found


def _profiles(language: str) -> dict[str, str]:
    from evalkit.intake.profile_file import profile, profile_names

    found = {}
    for name in profile_names():
        made = profile(name)
        found[name] = f"{made.title[language]}: {', '.join(rule.name for rule in made.files)}"
    return found


def _instruments(language: str) -> dict[str, str]:
    from evalkit.instruments.instrument import instrument, instrument_names

    return {name: instrument(name).title[language] for name in instrument_names()}


def _findings(language: str) -> dict[str, str]:
    from evalkit.findings import finding_kinds

    return {
        code: f"{kind.severity}: {kind.title[language]}" for code, kind in finding_kinds().items()
    }


def _reports(_: str) -> dict[str, str]:
    from evalkit.reporting.manifest import made_when
    from evalkit.reporting.project import open_project
    from evalkit.reporting.run import MANIFEST

    reports = open_project().reports
    found = {}
    for manifest in sorted(reports.glob(f"**/*{MANIFEST}")):
        name = manifest.relative_to(reports).as_posix().removesuffix(MANIFEST)
        found[name] = f"made {made_when(manifest)}"
    return found


_LISTERS = {
    "programmes": _programmes,
    "notebooks": _notebooks,
    "profiles": _profiles,
    "instruments": _instruments,
    "findings": _findings,
    "reports": _reports,
}
