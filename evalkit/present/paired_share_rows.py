"""The rows of a share at two measurements as readers meet them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evalkit.instruments.scale import Scale
from evalkit.outcomes.paired_shares import NOTES, PairedShares
from evalkit.present.compared_rows import rows_on
from evalkit.present.row_names import exact_text, named_rows
from evalkit.present.words import word

__all__ = ["SHARE_REASONS", "PairedShareRow", "paired_share_rows"]

# Note of a result to the word for it.
SHARE_REASONS = {
    NOTES["no pairs"]: "paired_shares_no_pairs",
    NOTES["nobody changed"]: "paired_shares_nobody_changed",
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
    def is_untested(self) -> bool:
        """Whether there is no test, since nobody is in it or nobody changed."""
        return self.numbers["note"] in SHARE_REASONS

    def points(self, name: str) -> float:
        """Return one of the row's numbers in percentage points."""
        return 100 * float(self.numbers[name])


def paired_share_rows(result: PairedShares, language: str) -> list[PairedShareRow]:
    """Return the rows of a share at two measurements, in its order."""
    if result.paired is None:
        title, yes = word("paired_shares_counted", language), _yes(result, None, language)
        return [PairedShareRow(title, (), yes, row) for row in named_rows(result.to_frame())]
    rows = rows_on(result.paired, result.to_frame(), language)
    return [
        PairedShareRow(row.scale_title, row.groups, _yes(result, row.known, language), row.numbers)
        for row in rows
    ]


def _yes(result: PairedShares, scale: Scale | None, language: str) -> str:
    rule = result.yes
    if rule.kind in _LIMITS:
        text = exact_text(float(rule.value), language, most=3)
        return word(_LIMITS[rule.kind], language, limit=text)
    place = rule.band_of(scale) if rule.kind == "band" else None
    if scale is None or place is None:
        return ""
    return word("paired_shares_band", language, band=scale.bands[place - 1].title[language])
