"""The table of every estimate of a before/after: which measure, its value, interval and meaning."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evalkit.outcomes.change_estimates import ESTIMATE_NOTES, NOT_RESAMPLED, ChangeEstimates
from evalkit.present.blocks import Table, Text
from evalkit.present.compared_rows import ComparedRow, compared_rows, row_columns
from evalkit.present.missing_reasons import reason_list
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    percent_text,
)
from evalkit.present.reading_names import are_first_and_latest, reading_names, rule_text
from evalkit.present.records import records
from evalkit.present.words import word

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


def estimates_table(result: ChangeEstimates, *, language: str) -> Table | Text:
    """Return the table of all estimates, one row per scale, group and measure."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    maker = _Maker(result, language)
    confidence = confidence_text(result.confidence, language)
    labels = [word(name, language) for name in ("estimates_measure", "pairs", "estimates_value")]
    labels.append(word("interval_short", language, confidence=confidence))
    if result.bootstrap is not None:
        labels.append(word("estimates_boot", language, confidence=confidence))
    return Table(
        caption=maker.caption(),
        columns=row_columns(result.by, labels, language, texts=(0,)),
        rows=tuple(maker.cells(row) for row in compared_rows(result, language)),
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
        if are_first_and_latest(self.result.paired):
            return self._word("estimates_caption")
        return self._word(
            "estimates_waves_caption", **reading_names(self.result.paired, self.language)
        )

    def notes(self, frame: pd.DataFrame) -> list[str]:
        """Return what the measures mean, how they were computed, and why a number is missing."""
        confidence = confidence_text(self.result.confidence, self.language)
        notes = [self._word(name) for name in _MEANINGS]
        rule = rule_text(self.result.paired, self.language)
        notes.append(self._word("estimates_method_note", confidence=confidence, rule=rule))
        notes.append(self._word("estimates_intervals_note"))
        if self.result.bootstrap is not None:
            resamples = count_text(self.result.bootstrap, self.language)
            notes.append(self._word("estimates_boot_note", resamples=resamples))
        notes.append(self._word("change_design_note"))
        return [*notes, *self._missing(frame)]

    def cells(self, row: ComparedRow) -> tuple[str, ...]:
        """Return the texts of one group and measure."""
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
            return row.interval(self.language, low=low, high=high)
        return interval_text(*ends, language=self.language, digits=2)

    def _missing(self, frame: pd.DataFrame) -> list[str]:
        """Return the reasons for the dashes, as one note."""
        said = frame["note"].unique()
        words = {note: _REASONS[code] for code, note in ESTIMATE_NOTES.items()}
        reasons = reason_list(said, words, self.language)
        if "boot_low" in frame and (frame["boot_low"].isna() & _asked(frame)).any():
            reasons.append(self._word("estimates_not_resampled"))
        return [self._word("missing_note", reasons="; ".join(reasons))] if reasons else []

    def _word(self, name: str, **facts: object) -> str:
        return word(name, self.language, **facts)


def _asked(frame: pd.DataFrame) -> pd.Series:
    """Return which rows have a bootstrap at all, of groups with anybody in them."""
    return (frame["boot_method"] != NOT_RESAMPLED) & frame["estimate"].notna()
