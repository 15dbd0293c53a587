"""``evalkit check``: every fault in some files, before anything is loaded."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evalkit.cli.exits import EXITS_HELP, FINDINGS, FINE, USAGE
from evalkit.findings import Finding, findings_frame

if TYPE_CHECKING:
    from evalkit.intake.load import Delivery

__all__ = ["add_to"]

_DESCRIPTION = """Look for faults in export files. Nothing is changed and nothing is loaded.

With a profile every cell is checked; without one only the structure is looked at
(encoding, separator, sheets, header).

  evalkit check data/examples/bindeleddet --profile bindeleddet
  evalkit check export.csv --profile my_profile.yaml --json > findings.json
"""
# The file could not even be read; anything else is a fault in its content.
UNUSABLE = ("EK101", "EK102", "EK103", "EK108")
_NEEDS_A_PERSON = ("refuse", "row", "cell", "unchecked")


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse keeps the type to itself
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
    parser.add_argument("--language", choices=("da", "en"), help="of the findings (default: evalkit.toml)")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    from evalkit.intake.load import receive
    from evalkit.intake.structure import structure
    from evalkit.reporting.project import settings_language

    language = asked.language or settings_language()
    path: str | list[str] = asked.files[0] if len(asked.files) == 1 else asked.files
    delivery = receive(path, profile=asked.profile) if asked.profile else structure(path)
    if asked.json:
        print(json.dumps(_as_json(delivery, language), ensure_ascii=False, indent=1))
    else:
        print(_as_text(delivery, language))
    return _exit(delivery.findings)


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
_WORDS = {
    "da": {
        "counts": "{received} rækker modtaget = {loaded} indlæst + {set_aside} sat til side + {not_data} ikke data",
        "none": "Ingen fund.",
        "refused": "Leverancen er afvist.",
        "row": "række",
        "do": "Gør:",
    },
    "en": {
        "counts": "{received} rows received = {loaded} loaded + {set_aside} set aside + {not_data} not data",
        "none": "No findings.",
        "refused": "The delivery is refused.",
        "row": "row",
        "do": "Do:",
    },
}


def _as_text(delivery: Delivery, language: str) -> str:
    words = _WORDS[language]
    lines = []
    for finding in sorted(delivery.findings, key=lambda f: (f.file, f.sheet, f.row or 0, f.code)):
        place = ", ".join(filter(None, (finding.file, finding.sheet)))
        place += f", {words['row']} {finding.row}" if finding.row is not None else ""
        lines.append(f"{finding.code} {place}")
        lines.append(f"      {finding.message(language)}")
        lines.append(f"      {words['do']} {finding.remedy(language)}")
    if not lines:
        lines.append(words["none"])
    if any(finding.severity == "refuse" for finding in delivery.findings):
        lines.append(words["refused"])
    if len(delivery.counts):
        totals = {name: int(delivery.counts[name].sum()) for name in _COUNTED}
        lines.append(words["counts"].format(**totals))
    return "\n".join(lines)
