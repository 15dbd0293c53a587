"""The door: a delivery in, a `Study` out; every row loaded, set aside with a reason, or not data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evalkit.errors import InputError
from evalkit.findings import Finding
from evalkit.frames import SCORES
from evalkit.instruments.scoring import score
from evalkit.intake.checks import TypedSheet, typed_sheet
from evalkit.intake.long_tables import answers_table, attendance_table, checked_across, enrolments_table
from evalkit.intake.profile import FileRule, Profile
from evalkit.intake.profile_file import profile as profile_named
from evalkit.intake.read import Unreadable, decoded, digest, read_cells
from evalkit.study import COUNT_COLUMNS, Study

__all__ = ["Delivery", "load", "receive"]

_MOST_FINDINGS_IN_MESSAGE = 5


@dataclass(frozen=True, repr=False)
class Delivery:
    """What came of reading a delivery: a study, or the findings that refused it.

    Attributes
    ----------
    study : Study or None
        None when a file was refused.
    findings : tuple of Finding
        Everything found, also when a file was refused.
    counts : DataFrame
        received, loaded, set_aside and not_data per file and sheet that could be read.
    """

    study: Study | None
    findings: tuple[Finding, ...]
    counts: pd.DataFrame


def load(path: str | Path | Sequence[str | Path], *, profile: str | Path | Profile) -> Study:
    """Load a delivery by its profile.

    Parameters
    ----------
    path : str, Path or list of them
        The delivery's folder, its only file, or its files.
    profile : str, Path or Profile
        A built-in name, the path of a YAML file, or a profile.

    Returns
    -------
    Study
        The long tables, the findings and the counts; the scores are computed.

    Raises
    ------
    InputError
        When a file is refused; `.findings` says why, one finding a reason.
    DefinitionError
        When the profile is wrong.

    See Also
    --------
    receive : the same without raising, for looking at what is wrong.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/bindeleddet", profile="bindeleddet")
    >>> study.received == study.loaded + study.set_aside + study.not_data
    True
    """
    delivery = receive(path, profile=profile)
    if delivery.study is None:
        refusals = [f for f in delivery.findings if f.severity == "refuse"]
        lines = [f"{f.code} {f.message()} {f.remedy()}" for f in refusals[:_MOST_FINDINGS_IN_MESSAGE]]
        more = len(refusals) - len(lines)
        lines += [f"... and {more} more."] if more > 0 else []
        raise InputError("The delivery was refused.\n" + "\n".join(lines), findings=delivery.findings)
    return delivery.study


def receive(path: str | Path | Sequence[str | Path], *, profile: str | Path | Profile) -> Delivery:
    """Read a delivery and report everything found, whether or not it can be loaded.

    Parameters
    ----------
    path, profile
        As for `load`.

    Returns
    -------
    Delivery

    Raises
    ------
    InputError
        When there is nothing at `path`.
    """
    made = profile if isinstance(profile, Profile) else profile_named(profile)
    name, files = _files(path)
    found: list[Finding] = []
    sheets: list[TypedSheet] = []
    digests = {}
    for rule, file in _matched(made, files, found):
        try:
            text = read_cells(file, rule)
            labels = _labels(rule, files, found) if rule.format == "surveyxact" else None
            sheets.append(typed_sheet(text, rule, made, labels=labels))
        except Unreadable as reason:
            found += reason.findings
        digests.update({f.name: digest(f) for f in (file, _beside(files, rule.labels)) if f and f.is_file()})
    if any(f.severity == "refuse" for f in found):
        findings = (*found, *(f for sheet in sheets for f in sheet.findings))
        return Delivery(None, findings, _counts(sheets))
    sheets = checked_across(sheets, made)
    study = _study(sheets, made, name, found, digests)
    return Delivery(study, study.finding_list, study.counts)


def _study(
    sheets: Sequence[TypedSheet],
    made: Profile,
    name: str,
    found: Sequence[Finding],
    digests: dict[str, str],
) -> Study:
    answers, unanswered = answers_table(sheets, made, delivery=name)
    attendance, unknown_marks = attendance_table(sheets, made, delivery=name)
    scores, not_scored = _scored(answers, made)
    findings = [*found, *(f for sheet in sheets for f in sheet.findings)]
    return Study(
        title=made.title,
        programme=made.programme,
        enrolments=enrolments_table(sheets, made, delivery=name),
        answers=answers,
        scores=scores,
        attendance=attendance,
        finding_list=(*findings, *unanswered, *unknown_marks, *not_scored),
        counts=_counts(sheets),
        instruments=made.instruments,
        digests=digests,
        notes=made.notes,
    )


def _scored(answers: pd.DataFrame, made: Profile) -> tuple[pd.DataFrame, list[Finding]]:
    parts, findings = [], []
    for asked in made.instruments:
        if (answers["instrument"] == asked.name).any():
            result = score(answers, asked)
            parts.append(result.to_frame())
            lost = result.not_scored.groupby("scale", sort=False)["readings"].sum()
            findings += [
                Finding("EK701", facts={"scale": scale, "count": int(count)}) for scale, count in lost.items()
            ]
    return (pd.concat(parts, ignore_index=True) if parts else SCORES.empty()), findings


def _files(path: str | Path | Sequence[str | Path]) -> tuple[str, list[Path]]:
    if not isinstance(path, (str, Path)):
        files = [Path(one) for one in path]
        if not files:
            raise InputError("`path` is an empty list. Give the delivery's folder or its files.")
        return files[0].parent.name, files
    here = Path(path)
    if here.is_dir():
        visible = [file for file in sorted(here.iterdir()) if file.is_file() and file.name[0] not in ".~"]
        return here.name, visible
    return here.stem, [here]


def _matched(made: Profile, files: Sequence[Path], found: list[Finding]) -> Iterator[tuple[FileRule, Path]]:
    """Yield each rule with its file; a file nobody asked for, or that is not there, is a finding."""
    if len(files) == 1 and len(made.files) == 1:
        yield made.files[0], files[0]
        return
    used = {rule.labels for rule in made.files if rule.labels}
    for rule in made.files:
        fitting = [file for file in files if rule.fits(file)]
        if not fitting and not rule.optional:
            found.append(Finding("EK101", file=rule.match))
        for file in fitting:
            used.add(file.name)
            yield rule, file
    ignored = {rule.match for rule in made.files} | {"structure.csv", "README.md", "profile.yaml"}
    found += [
        Finding("EK109", file=f.name) for f in files if f.name not in used and f.name not in ignored
    ]


def _beside(files: Iterable[Path], name: str | None) -> Path | None:
    return next((file for file in files if file.name == name), None)


def _labels(rule: FileRule, files: Sequence[Path], found: list[Finding]) -> Mapping[str, Mapping[str, str]]:
    """Read SurveyXact's labels: variable; code; answer text, without a header."""
    path = _beside(files, rule.labels)
    if path is None:
        raise Unreadable(Finding("EK101", file=str(rule.labels)))
    labels: dict[str, dict[str, str]] = {}
    text, _ = decoded(path, rule)
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=rule.separator):
        if len(record) >= 3:  # noqa: PLR2004 - variable, code, text
            labels.setdefault(record[0].strip(), {})[record[1].strip()] = record[2].strip()
    return labels


def _counts(sheets: Sequence[TypedSheet]) -> pd.DataFrame:
    rows = [
        {
            "file": sheet.text.file,
            "sheet": sheet.text.sheet,
            "received": sheet.text.received,
            "loaded": len(sheet.kept()),
            "set_aside": len(sheet.aside),
            "not_data": len(sheet.not_data),
        }
        for sheet in sheets
    ]
    return pd.DataFrame(rows, columns=list(COUNT_COLUMNS))
