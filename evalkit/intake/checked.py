"""A delivery that was looked at and not loaded: everything found in it, and what its rows are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pandas as pd

from evalkit.findings import (
    NEEDS_A_PERSON,
    SEVERITIES,
    Finding,
    findings_frame,
)
from evalkit.intake.examine import Examined, examine
from evalkit.intake.profile import Profile
from evalkit.readers.limits import Limits
from evalkit.study import Accounted

__all__ = ["Checked", "check", "checked_from"]


@dataclass(frozen=True, repr=False, eq=False)
class Checked(Accounted):
    """What was found in a delivery.

    Attributes
    ----------
    title : dict
        What the delivery is called, by language.
    finding_list : tuple of Finding
        Everything found; `findings` is the same as a frame in English.
    counts : DataFrame
        received, loaded, set_aside and not_data per file and sheet that could be read. Loaded are
        the rows that `evalkit.load` would load.
    profile : Profile or None
        What it was checked by; None when only the structure was looked at.
    digests : mapping
        File name to SHA-256 of the bytes that were read.
    notes : dict or None
        What a reader must know about how the data came about, by language.

    Notes
    -----
    It holds no cell and no person's key: only places, counts, codes and headers.
    """

    title: dict[str, str]
    finding_list: tuple[Finding, ...]
    counts: pd.DataFrame
    profile: Profile | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    notes: dict[str, str] | None = None

    @property
    def is_refused(self) -> bool:
        """Whether a file is refused, so that the delivery cannot be loaded."""
        return any(found.severity == "refuse" for found in self.finding_list)

    @property
    def ok(self) -> bool:
        """Whether nothing was found that a person must look at."""
        return not any(found.severity in NEEDS_A_PERSON for found in self.finding_list)

    def to_frame(self, *, language: str = "en") -> pd.DataFrame:
        """Return the findings as a frame in Danish ("da") or English ("en")."""
        return findings_frame(self.finding_list, language=language)

    def summary(self) -> pd.DataFrame:
        """Return one row per severity, the gravest first: findings, codes, and rows concerned."""
        rows = []
        for severity in SEVERITIES:
            found = [one for one in self.finding_list if one.severity == severity]
            places = {(one.file, one.sheet, one.row) for one in found if one.row is not None}
            codes = {one.code for one in found}
            rows.append((severity, len(found), len(codes), len(places)))
        return pd.DataFrame(rows, columns=["severity", "findings", "codes", "rows"])

    def __repr__(self) -> str:
        lines = [
            f"<Checked {self.title['en']}: {self.received} rows received = {self.loaded} can be "
            f"loaded + {self.set_aside} set aside + {self.not_data} not data"
            f"{'; REFUSED' if self.is_refused else ''}>"
        ]
        lines += [
            f"  {row.severity}: {row.findings} findings of {row.codes} codes"
            for row in self.summary().itertuples()
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


def check(
    path: str | Path | Sequence[str | Path],
    *,
    profile: str | Path | Profile | None = None,
    today: dt.date | None = None,
    limits: Limits | None = None,
) -> Checked:
    """Look for faults in a delivery without loading it; no key of pseudonyms is needed.

    Parameters
    ----------
    path : str, Path or list of them
        The delivery's folder, its only file, or its files.
    profile : str, Path or Profile, optional
        A built-in name, the path of a YAML file, or a profile. Without one only the structure is
        looked at (encoding, separator, sheets, header), and no cell is checked.
    today : date, optional
        The day it is read: what is dated later has not happened. Today by default.
    limits : Limits, optional
        What reading one file may cost.

    Returns
    -------
    Checked
        `.ok`, `.findings`, `.counts`, `.quarantine`; also when a file is refused.

    Raises
    ------
    InputError
        When `path` is no path, or names a folder that cannot be opened.
    DefinitionError
        When the profile is wrong.

    See Also
    --------
    evalkit.load : loads it; raises when a file is refused.
    evalkit.quality_table : shows what was found on a page.

    Examples
    --------
    >>> import evalkit as ek
    >>> checked = ek.check("data/examples/unik", profile="unik")
    >>> checked.ok, checked.is_refused, len(checked.quarantine) == checked.set_aside
    (False, False, True)
    """
    if profile is not None:
        return checked_from(examine(path, profile=profile, today=today, limits=limits))
    from evalkit.intake.structure import structure

    found = structure(path, limits=limits)
    names = list(dict.fromkeys(found.counts["file"])) if len(found.counts) else []
    name = names[0] if len(names) == 1 else "–"
    return Checked({"da": name, "en": name}, found.findings, found.counts)


def checked_from(examined: Examined) -> Checked:
    """Return what is known of an examined delivery without its cells."""
    made = examined.profile
    return Checked(
        title=dict(made.title),
        finding_list=examined.findings,
        counts=examined.counts,
        profile=made,
        digests=dict(examined.digests),
        notes=made.notes,
    )
