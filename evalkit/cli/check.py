"""``evalkit check``: every fault in some files, before anything is loaded."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evalkit.cli.exits import EXITS_HELP, FINDINGS, FINE, USAGE
from evalkit.errors import EvalkitError
from evalkit.findings import Finding, findings_frame
from evalkit.present.words import word
from evalkit.reporting.project import settings_language

if TYPE_CHECKING:
    from evalkit.intake.load import Delivery

__all__ = ["add_to"]

_DESCRIPTION = """Look for faults in export files. Nothing is changed and nothing is loaded.

With a profile every cell is checked; without one only the structure is looked at
(encoding, separator, sheets, header).

  evalkit check data/examples/bindeleddet --profile bindeleddet
  evalkit check export.csv --profile my_profile.yaml --json > findings.json

With --json there is always one document on stdout: {"findings": [...], "counts": {...}}, and
"error" with a sentence when the files could not be looked at.
"""
# The file could not even be read; anything else is a fault in its content.
UNUSABLE = ("EK101", "EK102", "EK103", "EK108")
_NEEDS_A_PERSON = ("refuse", "row", "cell", "unchecked")
_COUNTED = ("received", "loaded", "set_aside", "not_data")


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="look for faults in export files",
        description=_DESCRIPTION,
        epilog=EXITS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILES", help="files, or one folder")
    parser.add_argument("--profile", metavar="P", help="a built-in profile's name, or a .yaml file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--language", choices=("da", "en"), help="of the findings (default: evalkit.toml)"
    )
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    try:
        language = asked.language or settings_language()
        delivery = _received(asked.files, asked.profile)
    except EvalkitError as error:
        if asked.json:
            _print_json({"findings": [], "counts": dict.fromkeys(_COUNTED, 0), "error": str(error)})
        raise
    if asked.json:
        _print_json(_as_json(delivery, language))
    else:
        print(_as_text(delivery, language))
    return _exit(delivery.findings)


def _received(files: Sequence[str], profile: str | None) -> Delivery:
    from evalkit.intake.load import receive
    from evalkit.intake.structure import structure

    path: str | Sequence[str] = files[0] if len(files) == 1 else files
    return receive(path, profile=profile) if profile else structure(path)


def _print_json(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1))


def _exit(findings: Sequence[Finding]) -> int:
    if any(finding.code in UNUSABLE for finding in findings):
        return USAGE
    return FINDINGS if any(finding.severity in _NEEDS_A_PERSON for finding in findings) else FINE


def _as_json(delivery: Delivery, language: str) -> dict[str, Any]:
    frame = findings_frame(delivery.findings, language=language)
    findings = frame.astype(object).where(frame.notna(), None).to_dict("records")
    counts: dict[str, Any] = {name: int(delivery.counts[name].sum()) for name in _COUNTED}
    counts["files"] = delivery.counts.to_dict("records")
    return {"findings": findings, "counts": counts}


_COUNTED = ("received", "loaded", "set_aside", "not_data")


def _as_text(delivery: Delivery, language: str) -> str:
    lines = []
    for finding in sorted(delivery.findings, key=lambda f: (f.file, f.sheet, f.row or 0, f.code)):
        row = word("check_row", language, row=finding.row) if finding.row is not None else ""
        place = ", ".join(filter(None, (finding.file, finding.sheet, row)))
        lines.append(f"{finding.code} {place}".rstrip())
        lines.append(f"      {finding.message(language)}")
        lines.append(f"      {word('check_do', language, remedy=finding.remedy(language))}")
    if not lines:
        lines.append(word("no_findings", language))
    if any(finding.severity == "refuse" for finding in delivery.findings):
        lines.append(word("check_refused", language))
    if len(delivery.counts):
        totals = {name: int(delivery.counts[name].sum()) for name in _COUNTED}
        lines.append(word("check_counts", language, **totals))
    return "\n".join(lines)
