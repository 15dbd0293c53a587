"""The rows of a share at two measurements as readers meet them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evalkit.instruments.scale import Scale
from evalkit.outcomes.paired_shares import NOTES, PairedShares
from evalkit.present.keyed_titles import group_texts, scale_title, score_text
from evalkit.present.words import word

__all__ = ["PairedShareRow", "paired_share_rows"]

_REASONS = {
    "no pairs": "paired_shares_no_pairs",
    "nobody changed": "paired_shares_nobody_changed",
}
_LIMITS = {
    "above": "paired_shares_above",
    "at_least": "paired_shares_at_least",
    "below": "paired_shares_below",
    "at_most": "paired_shares_at_most",
}


@dataclass(frozen=True, repr=False)
class PairedShareRow:
    """One row.

    Attributes
    ----------
    scale_title : str
        What it is about.
    groups : tuple of str
        The texts of the other columns of `by`.
    yes : str
        What counts as yes, in words; empty where the title says it.
    numbers : mapping
        The row of the result's frame.
    """

    scale_title: str
    groups: tuple[str, ...]
    yes: str
    numbers: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Scale, what counts as yes, and groups, in one phrase."""
        return ", ".join(part for part in (self.scale_title, self.yes, *self.groups) if part)

    @property
    def n(self) -> int:
        """How many persons have both measurements."""
        return int(self.numbers["n"])

    @property
    def pre(self) -> int:
        """How many had yes at the first measurement."""
        return int(self.numbers["both"] + self.numbers["pre_only"])

    @property
    def post(self) -> int:
        """How many had yes at the last measurement."""
        return int(self.numbers["both"] + self.numbers["post_only"])

    @property
    def unpaired(self) -> int:
        """How many persons lack one of the two; 0 where only counts are known."""
        return 0 if pd.isna(self.numbers["unpaired"]) else int(self.numbers["unpaired"])

    @property
    def reason(self) -> str:
        """The word that says why a number is missing; empty when none is."""
        note = self.numbers["note"]
        return next((_REASONS[code] for code, said in NOTES.items() if said == note), "")

    def points(self, name: str) -> float:
        """Return one of the row's numbers in percentage points."""
        return 100 * float(self.numbers[name])


def paired_share_rows(result: PairedShares, language: str) -> list[PairedShareRow]:
    """Return the rows of a share at two measurements, in its order."""
    found = []
    for row in result.to_frame().to_dict("records"):
        numbers = {str(name): value for name, value in row.items()}
        title, scale = word("paired_shares_counted", language), None
        groups: tuple[str, ...] = ()
        if result.paired is not None:
            title = scale_title(result.paired, numbers, language)
            groups = group_texts(numbers, result.by, language)
            scale = result.paired.directions.scales.get(result.paired.scale_of(numbers))
        found.append(PairedShareRow(title, groups, _yes(result, scale, language), numbers))
    return found


def _yes(result: PairedShares, scale: Scale | None, language: str) -> str:
    rule = result.yes
    if rule.kind in _LIMITS:
        text = score_text(float(rule.value), language)
        return word(_LIMITS[rule.kind], language, limit=text)
    place = rule.band_of(scale) if rule.kind == "band" else None
    if scale is None or place is None:
        return ""
    return word("paired_shares_band", language, band=scale.bands[place - 1].title[language])
