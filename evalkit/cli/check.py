"""``evalkit check``: every fault in some files, before anything is loaded."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.cli.exits import EXITS_HELP, FINDINGS, FINE, USAGE
from evalkit.errors import EvalkitError
from evalkit.findings import SEVERITIES, Finding, findings_frame
from evalkit.present.words import word
from evalkit.reporting.project import OWN_PROFILE, settings_language

if TYPE_CHECKING:
    from evalkit.intake.load import Delivery

__all__ = ["add_to"]

_DESCRIPTION = """Look for faults in export files. Nothing is changed and nothing is loaded.

With a profile every cell is checked; a folder's own profile.yaml is used when none is named.
Without one only the structure is looked at (encoding, separator, sheets, header).

  evalkit check data/examples/bindeleddet --profile bindeleddet
  evalkit check export.csv --profile my_profile.yaml --json > findings.json

With --json there is always one document on stdout: {"findings": [...], "counts": {...}}, and
"error" with a sentence when the files could not be looked at.
"""
# The file could not even be read; anything else is a fault in its content.
UNUSABLE = ("EK101", "EK102", "EK103", "EK108", "EK111", "EK112")
# So many findings of one code in one column are told; the rest are counted.
MOST_OF_A_KIND = 3
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
    parser.add_argument("--all", action="store_true", help="tell every finding, also the hundredth")
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
        print(_as_text(delivery, language, every=asked.all))
    return _exit(delivery.findings)


def _received(files: Sequence[str], profile: str | None) -> Delivery:
    from evalkit.intake.load import receive
    from evalkit.intake.structure import structure

    path: str | Sequence[str] = files[0] if len(files) == 1 else files
    own = Path(files[0]) / OWN_PROFILE
    if profile is None and len(files) == 1 and own.is_file():
        profile = str(own)
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


def _as_text(delivery: Delivery, language: str, *, every: bool) -> str:
    """Return the findings, the gravest first, and what became of the rows."""
    lines = []
    shown: Counter[tuple[str, str, str]] = Counter()
    folded: Counter[tuple[str, str, str]] = Counter()
    ordered = sorted(delivery.findings, key=_gravest_first)
    for finding in ordered:
        kind = (finding.code, finding.file, finding.column)
        if shown[kind] >= MOST_OF_A_KIND and not every:
            folded[kind] += 1
            continue
        shown[kind] += 1
        lines += _told(finding, language)
    for (code, file, column), count in folded.items():
        place = ", ".join(filter(None, (file, column)))
        lines.append(f"{code} {place}: {word('check_more', language, count=count)}")
    if not lines:
        lines.append(word("no_findings", language))
    grave = sum(finding.severity in _NEEDS_A_PERSON for finding in delivery.findings)
    lines.append(word("check_summary", language, grave=grave, notes=len(ordered) - grave))
    if any(finding.severity == "refuse" for finding in delivery.findings):
        lines.append(word("check_refused", language))
    elif len(delivery.counts):
        totals = {name: int(delivery.counts[name].sum()) for name in _COUNTED}
        lines.append(word("check_counts", language, **totals))
    return "\n".join(lines)


def _gravest_first(finding: Finding) -> tuple[int, str, str, int, str]:
    rank = SEVERITIES.index(finding.severity)
    return rank, finding.file, finding.sheet, finding.row or 0, finding.code


def _told(finding: Finding, language: str) -> list[str]:
    row = word("check_row", language, row=finding.row) if finding.row is not None else ""
    place = ", ".join(filter(None, (finding.file, finding.sheet, row)))
    follows = word(f"severity_{finding.severity}", language)
    return [
        f"{finding.code} {place} ({follows})".replace("  ", " "),
        f"      {finding.message(language)}",
        f"      {word('check_do', language, remedy=finding.remedy(language))}",
    ]
