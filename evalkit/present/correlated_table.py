"""Two scales that change together: the table of correlations and the picture of the persons."""

from __future__ import annotations

from typing import Any

from evalkit.outcomes.correlated_change import CorrelatedChange
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.missing_reasons import missing_note
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    p_text,
)
from evalkit.present.plots.correlated_change import HEIGHT, plot_correlated_change
from evalkit.present.records import records
from evalkit.present.row_names import scale_title
from evalkit.present.table_columns import columns
from evalkit.present.words import word
from evalkit.results import SHOWN_FROM

__all__ = ["correlated_figure", "correlated_table", "scale_titles"]

_QUANTITIES = {
    "change": "correlated_change",
    "pre": "correlated_pre",
    "post": "correlated_post",
}
_COEFFICIENTS = {"Pearson": "correlated_pearson", "Spearman": "correlated_spearman"}


def scale_titles(result: CorrelatedChange, language: str) -> dict[str, str]:
    """Return what readers call the two scales."""
    known = result.paired.directions.scales
    first, second = (scale_title(known, name, language) for name in result.scales)
    return {"first": first, "second": second}


def correlated_table(result: CorrelatedChange, *, language: str) -> Table:
    """Return the table of the correlations of two scales."""
    frame = result.to_frame()
    titles = scale_titles(result, language)
    confidence = confidence_text(result.confidence, language)
    labels = [word(name, language) for name in ("correlated_what", "correlated_coefficient")]
    labels += [word("pairs", language), word("correlated_estimate", language)]
    labels += [word("interval_short", language, confidence=confidence)]
    labels += [word("correlated_p", language)]
    facts: dict[str, object] = {
        "n": result.n,
        "only_first": result.n_first_only,
        "only_second": result.n_second_only,
    }
    return Table(
        caption=word("correlated_caption", language, **titles),
        columns=columns(labels, texts=2),
        rows=tuple(_cells(row, language) for row in frame.to_dict("records")),
        notes=(
            word("correlated_who_note", language, **facts, **titles),
            word("correlated_method_note", language),
            word("correlated_limit_note", language),
            *missing_note(frame["note"], language),
        ),
        name="correlated_change",
        numbers=records(frame),
    )


def _cells(row: dict[Any, Any], language: str) -> tuple[str, ...]:
    ends = (row["conf_low"], row["conf_high"])
    return (
        word(_QUANTITIES[row["quantity"]], language),
        word(_COEFFICIENTS[row["coefficient"]], language),
        count_text(row["n"], language),
        decimal_text(row["estimate"], language, digits=2),
        interval_text(*ends, language=language, digits=2),
        p_text(row["p_value"], language),
    )


def correlated_figure(result: CorrelatedChange, *, language: str) -> Figure | Text:
    """Return the picture of two changes, a dot per person; none of fewer than five persons."""
    if result.n < SHOWN_FROM:
        return Text((word("correlated_not_drawn", language, few=SHOWN_FROM),))
    titles = scale_titles(result, language)
    persons = result.persons()
    first, second = persons["first"], persons["second"]
    counts = {
        "up": int(((first > 0) & (second > 0)).sum()),
        "down": int(((first < 0) & (second < 0)).sum()),
        "apart": int((first * second < 0).sum()),
    }
    estimate = decimal_text(result.to_frame()["estimate"].iloc[0], language, digits=2)
    return Figure(
        png=drawn_png(
            lambda ax: plot_correlated_change(result, ax=ax, language=language), height=HEIGHT
        ),
        caption=word("correlated_figure", language, **titles),
        alt=word("correlated_alt", language, n=result.n, estimate=estimate, **titles, **counts),
        data=correlated_table(result, language=language),
    )
