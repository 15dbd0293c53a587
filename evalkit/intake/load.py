"""The door: a delivery in, a `Study` out; every row is loaded, set aside or no data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evalkit.errors import InputError
from evalkit.findings import Finding
from evalkit.frames import SCORES
from evalkit.instruments.scoring import score
from evalkit.intake.across import checked_across
from evalkit.intake.checks import Labels, TypedSheet, typed_sheet
from evalkit.intake.delivery_files import DeliveryFiles, delivery_files
from evalkit.intake.long_tables import answers_table, attendance_table, enrolments_table
from evalkit.intake.profile import FileRule, Profile
from evalkit.intake.profile_file import profile as profile_named
from evalkit.intake.raw_sheet import Unreadable
from evalkit.intake.read import digest, read_cells
from evalkit.intake.separated import decoded, records
from evalkit.study import COUNT_COLUMNS, Study

__all__ = ["Delivery", "load", "receive"]

# With more than half of its rows set aside a file is not what the profile says it is; in a file of
# a few rows that is chance.
LARGEST_SHARE_ASIDE = 0.5
LEAST_ROWS_TO_JUDGE = 20

_MOST_FINDINGS_IN_MESSAGE = 5


@dataclass(frozen=True, repr=False, eq=False)
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
        told = list(dict.fromkeys(f"{f.code} {f.message()} {f.remedy()}" for f in refusals))
        lines = told[:_MOST_FINDINGS_IN_MESSAGE]
        more = len(told) - len(lines)
        lines += [f"... and {more} more."] if more > 0 else []
        message = "\n".join(["The delivery was refused.", *lines])
        raise InputError(message, findings=delivery.findings)
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
        Without a study when a file was refused.

    Raises
    ------
    InputError
        When `path` is no path, or names a folder that cannot be opened.
    DefinitionError
        When the profile is wrong.
    """
    made = profile if isinstance(profile, Profile) else profile_named(profile)
    files = delivery_files(path)
    pairs, unmatched = files.matched(made)
    found = [*files.findings, *unmatched]
    sheets: list[TypedSheet] = []
    digests: dict[str, str] = {}
    for rule, file in pairs:
        try:
            text = read_cells(file, rule)
            labels = _labels(rule, files)
            sheets.append(typed_sheet(text, rule, made, labels=labels))
            read = (file, files.beside(rule.labels))
            digests |= {one.name: digest(one) for one in read if one is not None}
        except Unreadable as reason:
            found += reason.findings
    if not any(f.severity == "refuse" for f in found):
        sheets = checked_across(sheets, made)
        found += [one for sheet in sheets for one in _mostly_unusable(sheet)]
    if any(f.severity == "refuse" for f in found):
        findings = (*found, *(f for sheet in sheets for f in sheet.findings))
        return Delivery(None, findings, _counts(sheets))
    study = _study(sheets, made, name=files.name, found=found, digests=digests)
    return Delivery(study, study.finding_list, study.counts)


def _mostly_unusable(sheet: TypedSheet) -> list[Finding]:
    """Refuse a sheet of which too little is left: what is wrong is the profile or the extract."""
    rows = sheet.text.received - len(sheet.not_data)
    if rows < LEAST_ROWS_TO_JUDGE or len(sheet.aside) <= LARGEST_SHARE_ASIDE * rows:
        return []
    return [sheet.finding("EK210", facts={"count": len(sheet.aside), "rows": rows})]


def _study(
    sheets: Sequence[TypedSheet],
    made: Profile,
    *,
    name: str,
    found: Sequence[Finding],
    digests: dict[str, str],
) -> Study:
    answers = answers_table(sheets, programme=made.programme, delivery=name)
    scores, not_scored = _scored(answers, made)
    return Study(
        title=made.title,
        programme=made.programme,
        enrolments=enrolments_table(sheets, programme=made.programme, delivery=name),
        answers=answers,
        scores=scores,
        attendance=attendance_table(sheets, programme=made.programme, delivery=name),
        finding_list=(*found, *(f for sheet in sheets for f in sheet.findings), *not_scored),
        counts=_counts(sheets),
        instruments=made.instruments,
        digests=digests,
        waves=made.waves,
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
                Finding("EK701", facts={"scale": scale, "count": int(count)})
                for scale, count in lost.items()
            ]
    return (pd.concat(parts, ignore_index=True) if parts else SCORES.empty()), findings


def _labels(rule: FileRule, files: DeliveryFiles) -> Labels:
    """Read SurveyXact's labels: variable; code; answer text, without a header."""
    labels: dict[str, dict[str, str]] = {}
    if rule.labels is None:
        return labels
    path = files.beside(rule.labels)
    if path is None or not path.is_file():
        raise Unreadable(Finding("EK101", file=rule.labels))
    text, _ = decoded(path, rule)
    for record in records(text, rule, file=path.name)[0]:
        variable, code, label = [*(cell.strip() for cell in record), "", "", ""][:3]
        if variable and code:
            labels.setdefault(variable, {})[code] = label
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
