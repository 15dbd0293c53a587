"""``evalkit check``: every fault in some files, before anything is loaded."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.cli.exits import EXITS_HELP, FINDINGS, FINE, USAGE
from evalkit.errors import EvalkitError, InputError
from evalkit.findings import NEEDS_A_PERSON, SEVERITIES, Finding, findings_frame
from evalkit.present.records import records
from evalkit.present.words import word
from evalkit.reporting.project import OWN_PROFILE, settings_language, settings_limits

if TYPE_CHECKING:
    from evalkit.intake.checked import Checked

__all__ = ["add_to"]

_DESCRIPTION = """Look for faults in export files. Nothing is changed and nothing is loaded.

With a profile every cell is checked; a folder's own profile.yaml is used when none is named.
Without one only the structure is looked at (encoding, separator, sheets, header).

  evalkit check data/examples/bindeleddet --profile bindeleddet
  evalkit check export.csv --profile my_profile.yaml --json > findings.json
  evalkit check export.csv --profile my_profile.yaml --page quality.html
  evalkit check all                   every programme of the project, each by its own profile

With --json there is always one document on stdout: {"findings": [...], "counts": {...}}, and
"error" with a sentence when the files could not be looked at.
"""
# The file could not even be read; anything else is a fault in its content.
UNUSABLE = (
    "EK101", "EK102", "EK103", "EK108", "EK111", "EK112", "EK113", "EK114", "EK115", "EK117",
    "EK118", "EK119", "EK125", "EK128", "EK129",
)  # fmt: skip
# What follows from another finding in the same row.
_CONSEQUENCES = ("EK305", "EK308")
# So many findings of one code in one column are told; the rest are counted.
MOST_OF_A_KIND = 3
_EVERY = "all"
_COUNTED = ("received", "loaded", "set_aside", "not_data")


@dataclass(frozen=True)
class _Looked:
    """What was looked at: a programme of the project, or some files; or why it could not be."""

    name: str
    checked: Checked | None
    error: str = ""


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="look for faults in export files",
        description=_DESCRIPTION,
        epilog=EXITS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("files", nargs="+", metavar="FILES", help="files, one folder, or the word all")
    add("--profile", metavar="P", help="a built-in profile's name, or a .yaml file")
    add("--all", action="store_true", help="tell every finding, also the hundredth")
    add("--json", action="store_true", help="print one JSON document")
    add("--page", metavar="PAGE", help="also write a page: a file ending in .html, or a folder")
    add("--language", choices=("da", "en"), help="of the findings (default: evalkit.toml)")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    try:
        language = asked.language or settings_language()
        looked = _looked(asked)
        if asked.page:
            _write_pages(looked, Path(asked.page), language)
    except EvalkitError as error:
        if asked.json:
            _print_json({"findings": [], "counts": dict.fromkeys(_COUNTED, 0), "error": str(error)})
        raise
    if asked.json:
        _print_json(_as_json(looked, language))
    else:
        for one in looked:
            if len(looked) > 1:
                print(f"\n== {one.name}")
            print(_as_text(one, language, every=asked.all))
    for one in looked:
        if one.error:
            print(f"evalkit: {one.name}: {one.error}", file=sys.stderr)
    return max(_exit(one) for one in looked)


def _looked(asked: argparse.Namespace) -> list[_Looked]:
    files: Sequence[str] = asked.files
    if list(files) == [_EVERY] and not Path(_EVERY).exists():
        return _every_programme(asked.profile)
    from evalkit.intake.checked import check

    path: str | Sequence[str] = files[0] if len(files) == 1 else files
    profile = asked.profile
    own = Path(files[0]) / OWN_PROFILE
    if profile is None and len(files) == 1 and own.is_file():
        profile = str(own)
    name = Path(files[0]).absolute().name if len(files) == 1 else "files"
    return [_Looked(name, check(path, profile=profile, limits=settings_limits()))]


def _every_programme(profile: str | None) -> list[_Looked]:
    from evalkit.reporting.project import open_project
    from evalkit.reporting.project_check import check_project

    if profile is not None:
        raise InputError("'all' checks every programme by its own profile. Leave out --profile.")
    project = open_project()
    found = [_Looked(one.programme, one.checked, one.error) for one in check_project(project)]
    if not found:
        raise InputError(
            f"There is no programme in {project.data.name!r}. `evalkit list programmes` shows "
            f"what there is; `data` in evalkit.toml says where it is looked for."
        )
    return found


def _write_pages(looked: Sequence[_Looked], place: Path, language: str) -> None:
    """Write a page of each; where they are is told on stderr, for stdout may be JSON."""
    from evalkit.privacy.scan import safe_name
    from evalkit.reporting.block_page import quality_page

    is_file = place.suffix.casefold() in (".html", ".htm")
    if is_file and len(looked) > 1:
        raise InputError("--page is one file, but there are several programmes. Name a folder.")
    for one in looked:
        if one.checked is None:
            continue
        name = f"data_quality_{Path(safe_name(one.name)).stem}_{language}.html"
        target = place if is_file else place / name
        page = quality_page(one.checked, language=language)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(page, encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError(
                f"The page cannot be written to {target.name!r} ({error.strerror}). Name another "
                f"file or folder."
            ) from None
        print(f"evalkit: the page is {target}", file=sys.stderr)


def _print_json(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1))


def _exit(looked: _Looked) -> int:
    if looked.checked is None:
        return USAGE
    if any(finding.code in UNUSABLE for finding in looked.checked.finding_list):
        return USAGE
    return FINE if looked.checked.ok else FINDINGS


def _as_json(looked: Sequence[_Looked], language: str) -> dict[str, Any]:
    """Return one document; where there are several programmes each finding says whose it is."""
    findings: list[dict[str, Any]] = []
    files: list[dict[str, Any]] = []
    for one in looked:
        if one.checked is None:
            continue
        whose = {"programme": one.name} if len(looked) > 1 else {}
        frame = findings_frame(one.checked.finding_list, language=language)
        findings += [{**whose, **row} for row in records(frame)]
        files += [{**whose, **row} for row in records(one.checked.counts)]
    counts: dict[str, Any] = {name: sum(int(row[name]) for row in files) for name in _COUNTED}
    document: dict[str, Any] = {"findings": findings, "counts": {**counts, "files": files}}
    errors = [f"{one.name}: {one.error}" for one in looked if one.error]
    return {**document, "error": " ".join(errors)} if errors else document


def _as_text(looked: _Looked, language: str, *, every: bool) -> str:
    """Return the findings, the gravest first, and what became of the rows."""
    checked = looked.checked
    if checked is None:
        return looked.error
    lines = []
    shown: Counter[tuple[str, str, str]] = Counter()
    folded: Counter[tuple[str, str, str]] = Counter()
    for finding in _gravest_first(checked.finding_list):
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
    grave = sum(finding.severity in NEEDS_A_PERSON for finding in checked.finding_list)
    notes = len(checked.finding_list) - grave
    lines.append(word("check_summary", language, grave=grave, notes=notes))
    if checked.is_refused:
        lines.append(word("check_refused", language))
    elif len(checked.counts):
        totals = {name: getattr(checked, name) for name in _COUNTED}
        lines.append(word("check_counts", language, **totals))
    return "\n".join(lines)


def _gravest_first(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings, the gravest first; those of one row together, the cause on top."""
    ranks: dict[tuple[str, str, int], int] = {}
    for one in findings:
        if one.row is not None:
            place = (one.file, one.sheet, one.row)
            rank = SEVERITIES.index(one.severity)
            ranks[place] = min(rank, ranks.get(place, rank))

    def key(one: Finding) -> tuple[int, str, str, int, bool, str]:
        own = SEVERITIES.index(one.severity)
        rank = own if one.row is None else ranks[one.file, one.sheet, one.row]
        return rank, one.file, one.sheet, one.row or 0, one.code in _CONSEQUENCES, one.code

    return sorted(findings, key=key)


def _told(finding: Finding, language: str) -> list[str]:
    row = word("check_row", language, row=finding.row) if finding.row is not None else ""
    place = ", ".join(filter(None, (finding.file, finding.sheet, row)))
    follows = word(f"severity_{finding.severity}", language)
    return [
        f"{finding.code} {place} ({follows})".replace("  ", " "),
        f"      {finding.message(language)}",
        f"      {word('check_do', language, remedy=finding.remedy(language))}",
    ]
