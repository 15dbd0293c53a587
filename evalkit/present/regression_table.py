"""The table of regression to the mean: what could be expected by itself, and what is beyond."""

from __future__ import annotations

from evalkit.outcomes.regression_to_mean import RegressionToMean
from evalkit.present.blocks import Table, Text
from evalkit.present.compared_rows import ComparedRow, compared_rows, row_columns
from evalkit.present.missing_reasons import missing_note
from evalkit.present.numbers import confidence_text, count_text, decimal_text, p_text
from evalkit.present.reading_names import reading_names
from evalkit.present.records import records
from evalkit.present.words import word

__all__ = ["regression_table"]


def regression_table(result: RegressionToMean, *, language: str) -> Table | Text:
    """Return the table of a change and the one that could be expected by itself."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    confidence = confidence_text(result.confidence, language)
    first = reading_names(result.paired, language)["first"]
    labels = [word("pairs", language), first, word("regression_norm", language)]
    labels += [word("regression_reliability", language), word("mean_change", language)]
    labels += [word("regression_expected", language), word("regression_left", language)]
    labels += [word("interval_short", language, confidence=confidence)]
    labels += [word("regression_at_norm", language)]
    labels += [word("regression_at_norm_interval", language, confidence=confidence)]
    labels += [word("adjusted", language)]
    tests = int(frame["p_value"].count())
    return Table(
        caption=word("regression_caption", language),
        columns=row_columns(result.by, labels, language),
        rows=tuple(_cells(row, language) for row in compared_rows(result, language)),
        notes=(
            word("regression_method_note", language, first=first),
            word("regression_test_note", language),
            *([word("regression_adjusted_note", language, tests=tests)] if tests > 1 else []),
            word("regression_limit_note", language),
            word("change_design_note", language),
            *missing_note(frame["note"], language),
        ),
        name="regression_to_mean",
        numbers=records(frame),
    )


def _cells(row: ComparedRow, language: str) -> tuple[str, ...]:
    return (
        row.scale_title,
        *row.groups,
        count_text(row.n, language),
        row.number("mean_pre", language),
        row.number("norm_mean", language),
        decimal_text(row.numbers["reliability"], language, digits=2),
        row.number("mean_change", language, signed=True),
        row.number("expected_change", language, signed=True),
        row.number("estimate", language, signed=True),
        row.interval(language),
        row.number("at_norm", language, signed=True),
        row.interval(language, low="at_norm_low", high="at_norm_high"),
        p_text(row.numbers["p_adjusted"], language),
    )
