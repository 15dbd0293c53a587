"""The door: a delivery in, a `Study` out; every row is loaded, set aside or no data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evalkit.errors import InputError
from evalkit.findings import Finding
from evalkit.frames import SCORES
from evalkit.instruments.scoring import score
from evalkit.intake.examine import Examined, examine
from evalkit.intake.long_tables import (
    answers_table,
    attendance_table,
    enrolments_table,
    statuses_table,
)
from evalkit.intake.persons import needs_key, with_pseudonyms
from evalkit.intake.profile import Profile
from evalkit.intake.record_tables import record_tables
from evalkit.intake.status_checks import status_domains
from evalkit.intake.typed_sheet import TypedSheet
from evalkit.privacy.key_file import open_key
from evalkit.privacy.pseudonyms import PseudonymKey
from evalkit.readers.limits import Limits
from evalkit.study import Study

__all__ = ["Delivery", "load", "receive"]

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


def load(
    path: str | Path | Sequence[str | Path],
    *,
    profile: str | Path | Profile,
    key: str | Path | None = None,
    today: dt.date | None = None,
    limits: Limits | None = None,
) -> Study:
    """Load a delivery by its profile.

    Parameters
    ----------
    path : str, Path or list of them
        The delivery's folder, its only file, or its files.
    profile : str, Path or Profile
        A built-in name, the path of a YAML file, or a profile.
    key : str or Path, optional
        The file of the key that pseudonyms are made with; by default the one of this user, made
        on first use (`evalkit.privacy.key_file.key_place`).
    today : date, optional
        The day the delivery is read: readings dated later are set aside. Today by default.
    limits : Limits, optional
        What reading one file may cost.

    Returns
    -------
    Study
        The long tables, the findings and the counts; the scores are computed. `person` holds
        pseudonyms (unless the profile says ``person_keys: keep``).

    Raises
    ------
    InputError
        When a file is refused; `.findings` says why, one finding a reason. When the key file
        cannot be used.
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
    delivery = receive(path, profile=profile, key=key, today=today, limits=limits)
    if delivery.study is None:
        refusals = [f for f in delivery.findings if f.severity == "refuse"]
        told = list(dict.fromkeys(f"{f.code} {f.message()} {f.remedy()}" for f in refusals))
        lines = told[:_MOST_FINDINGS_IN_MESSAGE]
        more = len(told) - len(lines)
        lines += [f"... and {more} more."] if more > 0 else []
        message = "\n".join(["The delivery was refused.", *lines])
        raise InputError(message, findings=delivery.findings)
    return delivery.study


def receive(
    path: str | Path | Sequence[str | Path],
    *,
    profile: str | Path | Profile,
    key: str | Path | None = None,
    today: dt.date | None = None,
    limits: Limits | None = None,
) -> Delivery:
    """Read a delivery and report everything found, whether or not it can be loaded.

    Parameters
    ----------
    path, profile, key, today, limits
        As for `load`.

    Returns
    -------
    Delivery
        Without a study when a file was refused.

    Raises
    ------
    InputError
        When `path` is no path, or names a folder that cannot be opened. When the key file cannot
        be used.
    DefinitionError
        When the profile is wrong.
    """
    examined = examine(path, profile=profile, today=today, limits=limits)
    if examined.is_refused:
        return Delivery(None, examined.findings, examined.counts)
    secret = None
    if needs_key(examined.sheets, examined.profile):
        secret, _ = open_key(None if key is None else Path(key), data=_folders(path))
    study = _study(examined, secret)
    return Delivery(study, study.finding_list, study.counts)


def _folders(path: str | Path | Sequence[str | Path]) -> list[Path]:
    """Return the folders the data lie in."""
    paths = [Path(path)] if isinstance(path, (str, Path)) else [Path(one) for one in path]
    return [one if one.is_dir() else one.parent for one in paths]


def _study(examined: Examined, secret: PseudonymKey | None) -> Study:
    made = examined.profile
    sheets: Sequence[TypedSheet] = with_pseudonyms(examined.sheets, made, secret)
    where = {"programme": made.programme, "delivery": examined.name}
    answers = answers_table(sheets, **where)
    scores = _scored(answers, made)
    records = record_tables(sheets, **where)
    return Study(
        title=made.title,
        programme=made.programme,
        enrolments=enrolments_table(sheets, **where),
        answers=answers,
        scores=scores,
        attendance=attendance_table(sheets, **where),
        statuses=statuses_table(sheets, **where),
        domains=status_domains(sheets, made),
        finding_list=examined.findings,
        counts=examined.counts,
        instruments=made.instruments,
        digests=dict(examined.digests),
        waves=made.waves,
        notes=made.notes,
        completed=made.completed,
        meetings=records["meetings"],
        matches=records["matches"],
        contacts=records["contacts"],
        goals=records["goals"],
        ties=records["ties"],
        staffing=records["staffing"],
        headcounts=records["headcounts"],
        referrals=records["referrals"],
    )


def _scored(answers: pd.DataFrame, made: Profile) -> pd.DataFrame:
    parts = [
        score(answers, asked).to_frame()
        for asked in made.instruments
        if (answers["instrument"] == asked.name).any()
    ]
    return pd.concat(parts, ignore_index=True) if parts else SCORES.empty()
