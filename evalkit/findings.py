"""Findings: coded, countable statements about data, and never about a person's value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from evalkit.definition_files import builtin_folder, read_definition

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FINDING_COLUMNS",
    "NEEDS_A_PERSON",
    "QUARANTINE_COLUMNS",
    "SEVERITIES",
    "Finding",
    "FindingKind",
    "finding_kinds",
    "findings_frame",
    "quarantine_frame",
]

# What follows from a finding, from the gravest on. "unchecked" is an outcome of its own.
SEVERITIES = ("refuse", "row", "cell", "unchecked", "note")
# Of these somebody must look at the data; the rest is worth knowing.
NEEDS_A_PERSON = ("refuse", "row", "cell", "unchecked")
QUARANTINE_COLUMNS = ("file", "sheet", "row", "codes", "columns")
FINDING_COLUMNS = ("file", "sheet", "row", "column", "code", "severity", "message", "remedy")


@dataclass(frozen=True)
class FindingKind:
    """What a code means: its title, consequence, sentence and remedy, in every language.

    `near` is what is added to the message when the finding knows a near name.
    """

    code: str
    severity: str
    title: Mapping[str, str]
    message: Mapping[str, str]
    remedy: Mapping[str, str]
    near: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One fault, or one thing worth knowing, at one place of one delivery.

    Parameters
    ----------
    code : str
        A code of `finding_kinds()`, such as "EK401".
    file, sheet : str
        Where; empty when it does not apply.
    row : int, optional
        The row as a spreadsheet shows it (the first row of a file is 1).
    column : str
        The column's header; empty when the finding is about a whole row or file.
    facts : mapping
        Names for the sentence: counts, limits, column names, codes, or a title by language;
        never a cell's value.
    """

    code: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def kind(self) -> FindingKind:
        """What the code means."""
        return finding_kinds()[self.code]

    @property
    def severity(self) -> str:
        """What follows: one of `SEVERITIES`."""
        return self.kind.severity

    def message(self, language: str = "en") -> str:
        """Return the sentence in one language."""
        near = self.kind.near.get(language, "") if self.facts.get("near") else ""
        return self._filled(f"{self.kind.message[language]} {near}".rstrip(), language)

    def remedy(self, language: str = "en") -> str:
        """Return what to do next in one language."""
        return self._filled(self.kind.remedy[language], language)

    def _filled(self, template: str, language: str) -> str:
        facts = {
            name: fact[language] if isinstance(fact, Mapping) else fact
            for name, fact in self.facts.items()
        }
        return template.format(
            file=self.file, sheet=self.sheet, row=self.row, column=self.column, **facts
        )


@cache
def finding_kinds() -> dict[str, FindingKind]:
    """Return every code evalkit can report, in the order of the codes."""
    section = read_definition(builtin_folder("findings") / "codes.yaml")
    kinds = {}
    for code, entry in section.named_sections("codes"):
        kinds[code] = FindingKind(
            code=code,
            severity=entry.choice("severity", SEVERITIES),
            title=entry.words("title"),
            message=entry.words("message"),
            remedy=entry.words("remedy"),
            near=entry.words("near") if "near" in entry else {},
        )
        entry.done()
    section.done()
    return dict(sorted(kinds.items()))


def findings_frame(findings: Iterable[Finding], *, language: str = "en") -> pd.DataFrame:
    """Return findings as a frame, one row each, sorted by file, sheet, row and code.

    Parameters
    ----------
    findings : iterable of Finding
        In any order.
    language : {"en", "da"}
        Language of the columns message and remedy.

    Returns
    -------
    DataFrame
        Columns `FINDING_COLUMNS`; `row` is missing where a finding is about a whole file.
    """
    import pandas as pd

    ordered = sorted(findings, key=lambda f: (f.file, f.sheet, f.row or 0, f.code, f.column))
    rows = [
        (
            f.file,
            f.sheet,
            f.row,
            f.column,
            f.code,
            f.severity,
            f.message(language),
            f.remedy(language),
        )
        for f in ordered
    ]
    frame = pd.DataFrame(rows, columns=list(FINDING_COLUMNS))
    return frame.astype(
        {name: "str" for name in FINDING_COLUMNS if name != "row"} | {"row": "Int64"}
    )


def quarantine_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return the rows set aside: one row each, sorted by file, sheet and row.

    Parameters
    ----------
    findings : iterable of Finding
        All findings of a delivery.

    Returns
    -------
    DataFrame
        Columns `QUARANTINE_COLUMNS`. `codes`: why it was set aside, and then what was wrong with
        its cells; `columns`: the headers concerned; both separated (by spaces, by "; "). Never a
        value or a person's key.
    """
    import pandas as pd

    whole: dict[tuple[str, str, int], list[Finding]] = {}
    cells: dict[tuple[str, str, int], list[Finding]] = {}
    for found in findings:
        if found.row is not None and found.severity in ("row", "cell"):
            by_row = whole if found.severity == "row" else cells
            by_row.setdefault((found.file, found.sheet, found.row), []).append(found)
    rows = []
    for place in sorted(whole):
        told = [*whole[place], *cells.get(place, [])]
        codes = " ".join(dict.fromkeys(found.code for found in told))
        columns = "; ".join(dict.fromkeys(found.column for found in told if found.column))
        rows.append((*place, codes, columns))
    frame = pd.DataFrame(rows, columns=list(QUARANTINE_COLUMNS))
    texts = {name: "str" for name in QUARANTINE_COLUMNS if name != "row"}
    return frame.astype({**texts, "row": "Int64"})
