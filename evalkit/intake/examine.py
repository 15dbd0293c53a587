"""The look at a delivery: every file read, typed and checked; nothing is kept yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from evalkit.findings import Finding
from evalkit.intake.across import checked_across
from evalkit.intake.checks import typed_sheet
from evalkit.intake.column_checks import known_names
from evalkit.intake.delivery_files import DeliveryFiles, delivery_files
from evalkit.intake.profile import FileRule, Profile
from evalkit.intake.profile_file import profile as profile_named
from evalkit.intake.reading_checks import reading_findings
from evalkit.intake.text_table import TextTable, text_table
from evalkit.intake.typed_sheet import TypedSheet
from evalkit.privacy.scan import safe_name
from evalkit.readers.file_form import FileForm, ValueLabels
from evalkit.readers.labels import answer_texts
from evalkit.readers.limits import Limits
from evalkit.readers.raw_sheet import Unreadable
from evalkit.readers.read import Read, digest, read_sheets, separated_or_refused
from evalkit.study import COUNT_COLUMNS

__all__ = ["Examined", "examine", "local_today"]

# With more than half of its rows set aside a file is not what the profile says it is; in a file of
# a few rows that is chance.
LARGEST_SHARE_ASIDE = 0.5
LEAST_ROWS_TO_JUDGE = 10
# With nothing left there is nothing to make a report of.
LEAST_ROWS_ALL_ASIDE = 5


@dataclass(frozen=True, repr=False, eq=False)
class Examined:
    """What was found in a delivery.

    Attributes
    ----------
    name : str
        The delivery's folder or file.
    sheets : tuple of TypedSheet
        What could be read. They hold the keys of people as they stand in the files.
    findings : tuple of Finding
        Everything found.
    digests : mapping
        File name to SHA-256 of the bytes.
    """

    name: str
    profile: Profile
    sheets: tuple[TypedSheet, ...]
    findings: tuple[Finding, ...]
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether a file was refused."""
        return any(finding.severity == "refuse" for finding in self.findings)

    @property
    def counts(self) -> pd.DataFrame:
        """received, loaded, set_aside and not_data per file and sheet that could be read."""
        rows = [
            {
                "file": sheet.text.file,
                "sheet": sheet.text.sheet,
                "received": sheet.text.received,
                "loaded": int(sheet.is_kept.sum()),
                "set_aside": len(sheet.aside),
                "not_data": len(sheet.not_data),
            }
            for sheet in self.sheets
        ]
        return pd.DataFrame(rows, columns=list(COUNT_COLUMNS))


def local_today() -> dt.date:
    """Return today's date where the programmes are."""
    return dt.datetime.now(ZoneInfo("Europe/Copenhagen")).date()


def examine(
    path: str | Path | Sequence[str | Path],
    *,
    profile: str | Path | Profile,
    today: dt.date | None = None,
    limits: Limits | None = None,
) -> Examined:
    """Read a delivery and check everything in it.

    Parameters
    ----------
    path : str, Path or list of them
        The delivery's folder, its only file, or its files.
    profile : str, Path or Profile
        A built-in name, the path of a YAML file, or a profile.
    today : date, optional
        The day it is read; what is dated later has not happened. Today by default.
    limits : Limits, optional
        What reading one file may cost.

    Returns
    -------
    Examined

    Raises
    ------
    InputError
        When `path` is no path, or names a folder that cannot be opened.
    DefinitionError
        When the profile is wrong.
    """
    made = profile if isinstance(profile, Profile) else profile_named(profile)
    with ThreadPoolExecutor(1) as beside:
        # Digests are made beside the rest: they need the file's bytes and nothing else.
        look = _Look(made, delivery_files(path), limits or Limits(), beside)
        return look.examined(today or local_today())


@dataclass(frozen=True, repr=False, eq=False)
class _Look:
    """One look at one delivery."""

    profile: Profile
    files: DeliveryFiles
    limits: Limits
    beside: Executor

    def examined(self, today: dt.date) -> Examined:
        """Read, type and check every file."""
        pairs, unmatched = self.files.matched(self.profile)
        found = [*self.files.findings, *unmatched]
        texts: list[tuple[FileRule, TextTable, ValueLabels]] = []
        digests: dict[str, Future[str]] = {}
        for rule, file, read in _read_all(pairs, self.profile, self.limits):
            if isinstance(read, tuple):
                found += read
                continue
            try:
                labels = _labels(rule, self.files, self.limits)
                texts.append((rule, text_table(read, rule), labels))
            except Unreadable as reason:
                found += reason.findings
                continue
            labels_file = self.files.beside(rule.labels) if rule.sheet is None else None
            for one in (file, labels_file):
                if one is not None and safe_name(one.name) not in digests:
                    digests[safe_name(one.name)] = self.beside.submit(digest, one)
        sheets = self._typed(texts, found)
        if not any(f.severity == "refuse" for f in found):
            sheets = checked_across(sheets, self.profile, today=today)
            found += [one for sheet in sheets for one in _mostly_unusable(sheet)]
            found += reading_findings(sheets)
        found += [finding for sheet in sheets for finding in sheet.findings]
        made = {name: one.result() for name, one in digests.items()}
        return Examined(self.files.name, self.profile, tuple(sheets), tuple(found), made)

    def _typed(
        self, texts: Sequence[tuple[FileRule, TextTable, ValueLabels]], found: list[Finding]
    ) -> list[TypedSheet]:
        """Type the sheets; names known from any of them are masked in all."""
        names = frozenset[str]().union(*(known_names(text.columns) for _, text, _ in texts))
        sheets = []
        for rule, text, labels in texts:
            try:
                sheets.append(typed_sheet(text, rule, self.profile, labels=labels, names=names))
            except Unreadable as reason:
                found += reason.findings
        return sheets


def _read_all(
    pairs: Sequence[tuple[FileRule, Path]], made: Profile, limits: Limits
) -> Iterator[tuple[FileRule, Path | None, Read]]:
    """Read each file once, whatever number of its sheets is wanted."""
    by_path: dict[Path, list[FileRule]] = {}
    for rule, path in pairs:
        by_path.setdefault(path, []).append(rule)
    for path, rules in by_path.items():
        # SurveyXact's workbook says in a sheet of its own what the codes mean.
        labelled = [rule for rule in rules if rule.labels and rule.sheet is not None]
        extra = [FileForm(format="xlsx", sheet=rule.labels) for rule in labelled]
        answers = read_sheets(path, [*rules, *extra], limits)
        texts = dict(zip(map(id, labelled), answers[len(rules) :], strict=True))
        for rule, read in zip(rules, answers, strict=False):
            yield rule, path, _with_labels(read, texts.get(id(rule)))
    for rule in made.files:
        if rule.format == "postgresql":
            yield rule, None, _queried(rule, limits)


def _with_labels(read: Read, labels: Read | None) -> Read:
    if labels is None or isinstance(read, tuple):
        return read
    if isinstance(labels, tuple):
        return labels
    cells = [column.cells() for column in labels.columns]
    return replace(read, labels=answer_texts([*labels.head, *zip(*cells, strict=True)]))


def _queried(rule: FileRule, limits: Limits) -> Read:
    from evalkit.readers.database import read_query

    try:
        return read_query(rule, file=rule.name, limits=limits)
    except Unreadable as reason:
        return reason.findings


def _labels(rule: FileRule, files: DeliveryFiles, limits: Limits) -> ValueLabels:
    """Read SurveyXact's labels, which lie in a file of their own."""
    if rule.labels is None or rule.sheet is not None:
        return {}
    path = files.beside(rule.labels)
    if path is None or not path.is_file():
        raise Unreadable(Finding("EK101", file=rule.labels))
    form = FileForm(encoding=rule.encoding, separator=rule.separator)
    return answer_texts(separated_or_refused(path, form, limits))


def _mostly_unusable(sheet: TypedSheet) -> list[Finding]:
    """Refuse a sheet of which too little is left: what is wrong is the profile or the extract."""
    # A row that is there twice or was left blank says nothing against the file.
    spoilt = {found.row for found in sheet.findings if found.severity == "cell"}
    harmless = {found.row for found in sheet.findings if found.code == "EK501"}
    harmless |= {found.row for found in sheet.findings if found.code == "EK308"} - spoilt
    rows = sheet.text.received - len(sheet.not_data) - len(harmless)
    aside = len(sheet.aside) - len(harmless)
    is_most = rows >= LEAST_ROWS_TO_JUDGE and aside > LARGEST_SHARE_ASIDE * rows
    is_all = rows >= LEAST_ROWS_ALL_ASIDE and aside == rows
    if not (is_most or is_all):
        return []
    return [sheet.finding("EK210", facts={"count": aside, "rows": rows})]
