"""The table of every estimate of a before/after: which measure, its value, interval and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from evalkit.outcomes.change_estimates import ESTIMATE_NOTES, NOT_RESAMPLED, ChangeEstimates
from evalkit.outcomes.paired import Group
from evalkit.present.blocks import Table, TableColumn, Text
from evalkit.present.compared_rows import ComparedRow
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    percent_text,
)
from evalkit.present.records import records
from evalkit.present.words import word, word_or

__all__ = ["estimates_table"]

_NAMES = {
    "mean_change": "estimates_mean_change",
    "median_change": "estimates_median_change",
    "hodges_lehmann": "estimates_hodges_lehmann",
    "d_z": "estimates_d_z",
    "g_z": "estimates_g_z",
    "d_av": "estimates_d_av",
    "g_av": "estimates_g_av",
    "d_rm": "estimates_d_rm",
    "g_rm": "estimates_g_rm",
    "d_pre": "estimates_d_pre",
    "g_pre": "estimates_g_pre",
    "rank_biserial": "estimates_rank_biserial",
    "probability_of_improvement": "estimates_probability",
    "correlation": "estimates_correlation",
    "sd_ratio": "estimates_sd_ratio",
}
# In the scale's own points.
_POINTS = ("mean_change", "median_change", "hodges_lehmann")
# These are no changes, so they bear no plus sign.
_UNSIGNED = ("correlation", "sd_ratio")
_MEANINGS = (
    "estimates_points_note",
    "estimates_standardised_note",
    "estimates_ranks_note",
    "estimates_probability_note",
    "estimates_relation_note",
)
_REASONS = {
    "no pairs": "no pairs",
    "no direction": "no direction",
    "one pair alone": "estimates_one",
    "below three": "estimates_below_three",
    "below four": "estimates_below_four",
    "too few ranked": "estimates_few_ranked",
    "alike": "zero variance",
    "alike before": "estimates_alike_before",
    "one reading alike": "estimates_one_alike",
    "on one line": "estimates_on_line",
    "none ranked": "nobody changed",
}
_NAMING = ("instrument", "scale")


def estimates_table(result: ChangeEstimates, *, language: str) -> Table | Text:
    """Return the table of all estimates, one row per scale, group and measure."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    maker = _Maker(result, language)
    groups = [word_or(name, language) for name in result.by if name not in _NAMING]
    confidence = confidence_text(result.confidence, language)
    named = [word("scale", language), *groups, word("estimates_measure", language)]
    numbers = [word("pairs", language), word("estimates_value", language)]
    numbers.append(word("interval_short", language, confidence=confidence))
    if result.bootstrap is not None:
        numbers.append(word("estimates_boot", language, confidence=confidence))
    return Table(
        caption=maker.caption(),
        columns=(*map(TableColumn, named), *(TableColumn(label, "end") for label in numbers)),
        rows=tuple(maker.rows(frame)),
        notes=tuple(maker.notes(frame)),
        name="estimates",
        numbers=records(frame),
    )


@dataclass(frozen=True)
class _Maker:
    """What the parts of the table are made from."""

    result: ChangeEstimates
    language: str

    def caption(self) -> str:
        """Return what the table shows."""
        if self.result.paired.waves is None:
            return self._word("estimates_caption")
        return self._word("estimates_waves_caption", **self._waves())

    def rows(self, frame: pd.DataFrame) -> list[tuple[str, ...]]:
        """Return a row of texts per group and measure."""
        groups = list(self.result.paired.groups())
        several = self._scales_of_several_instruments(groups)
        records_of = [{str(key): value for key, value in row.items()} for row in _rows(frame)]
        each = len(records_of) // len(groups)
        return [
            self._cells(self._row(groups[place // each], row, several))
            for place, row in enumerate(records_of)
        ]

    def notes(self, frame: pd.DataFrame) -> list[str]:
        """Return what the measures mean, how they were computed, and why a number is missing."""
        confidence = confidence_text(self.result.confidence, self.language)
        notes = [self._word(name) for name in _MEANINGS]
        notes.append(self._word("estimates_method_note", confidence=confidence, rule=self._rule()))
        if self.result.bootstrap is not None:
            resamples = count_text(self.result.bootstrap, self.language)
            notes.append(self._word("estimates_boot_note", resamples=resamples))
        notes.append(self._word("change_design_note"))
        return [*notes, *self._missing(frame)]

    def _row(self, group: Group, numbers: dict[str, Any], several: set[str]) -> ComparedRow:
        """Return a row as readers meet it; its title and decimals are those of the change table."""
        name = self.result.paired.scale_of(group.key)
        title = group.scale.title[self.language] if group.scale else name
        if name in several:
            title = f"{group.key['instrument']}: {title}"
        texts = tuple(
            self._group_text(value) for column, value in group.key.items() if column not in _NAMING
        )
        return ComparedRow(name, title, texts, group.better, group.scale, numbers)

    def _cells(self, row: ComparedRow) -> tuple[str, ...]:
        quantity = row.numbers["quantity"]
        cells = [
            row.scale_title,
            *row.groups,
            self._word(_NAMES[quantity]),
            count_text(row.n, self.language),
            self._value(row, quantity),
            self._interval(row, "conf_low", "conf_high"),
        ]
        if self.result.bootstrap is not None:
            cells.append(self._interval(row, "boot_low", "boot_high"))
        return tuple(cells)

    def _value(self, row: ComparedRow, quantity: str) -> str:
        if quantity == "probability_of_improvement":
            return percent_text(row.numbers["estimate"], self.language)
        if quantity in _POINTS:
            return row.number("estimate", self.language, signed=True)
        signed = quantity not in _UNSIGNED
        return decimal_text(row.numbers["estimate"], self.language, digits=2, signed=signed)

    def _interval(self, row: ComparedRow, low: str, high: str) -> str:
        quantity, ends = row.numbers["quantity"], (row.numbers[low], row.numbers[high])
        if pd.isna(ends[0]) or pd.isna(ends[1]):
            return self._word("not_computed")
        if quantity == "probability_of_improvement":
            texts = [percent_text(end, self.language) for end in ends]
            return self._word("to", low=texts[0], high=texts[1])
        if quantity in _POINTS:
            texts = [row.number(name, self.language) for name in (low, high)]
            return self._word("to", low=texts[0], high=texts[1])
        return interval_text(*ends, language=self.language, digits=2)

    def _missing(self, frame: pd.DataFrame) -> list[str]:
        """Return the reasons for the dashes, as one note."""
        said = frame["note"].str.split("; ").explode()
        codes = [code for code, note in ESTIMATE_NOTES.items() if (said == note).any()]
        reasons = [self._word(_REASONS[code]) for code in codes]
        if "boot_low" in frame and (frame["boot_low"].isna() & _asked(frame)).any():
            reasons.append(self._word("estimates_not_resampled"))
        return [self._word("missing_note", reasons="; ".join(reasons))] if reasons else []

    def _rule(self) -> str:
        paired = self.result.paired
        if paired.waves is not None:
            return self._word("named_waves", **self._waves())
        if paired.min_days:
            return self._word("first_and_last_apart", days=paired.min_days)
        return self._word("first_and_last")

    def _waves(self) -> dict[str, str]:
        first, latest = self.result.paired.waves or ("", "")
        return {
            "first": word_or(first, self.language),
            "latest": word_or(latest, self.language),
        }

    def _scales_of_several_instruments(self, groups: list[Group]) -> set[str]:
        pairs = {
            (str(one.key["instrument"]), str(one.key["scale"]))
            for one in groups
            if {*_NAMING} <= one.key.keys()
        }
        names = [scale for _, scale in pairs]
        return {name for name in names if names.count(name) > 1}

    def _group_text(self, value: object) -> str:
        if value is None or pd.isna(value) or value == "":  # type: ignore[call-overload]
            return self._word("not_stated")
        return word_or(str(value), self.language)

    def _word(self, name: str, **facts: object) -> str:
        return word(name, self.language, **facts)


def _asked(frame: pd.DataFrame) -> pd.Series:
    """Return which rows have a bootstrap at all, of groups with anybody in them."""
    return (frame["boot_method"] != NOT_RESAMPLED) & frame["estimate"].notna()


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")
