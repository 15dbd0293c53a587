"""Which outcomes change together: the table of every pair, and its sentences."""

from __future__ import annotations

from evalkit.outcomes.changes_together import ChangesTogether
from evalkit.present.blocks import Table, Text
from evalkit.present.correlated_table import scale_titles
from evalkit.present.correlated_wording import say_correlated
from evalkit.present.missing_reasons import missing_note
from evalkit.present.numbers import confidence_text, count_text, decimal_text, interval_text
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import word

__all__ = ["say_together", "together_table"]


def together_table(result: ChangesTogether, *, language: str) -> Table | Text:
    """Return the table of the correlations of every two main scales."""
    if not result.results:
        return Text((word("together_none", language),))
    frame = result.to_frame()
    confidence = confidence_text(result.confidence, language)
    labels = [word("together_pair", language), word("pairs", language)]
    labels += [word("correlated_estimate", language)]
    labels += [word("interval_short", language, confidence=confidence)]
    rows = []
    for one, row in zip(result.results, frame.to_dict("records"), strict=True):
        rows.append(
            (
                word("together_two", language, **scale_titles(one, language)),
                count_text(row["n"], language),
                decimal_text(row["estimate"], language, digits=2),
                interval_text(row["conf_low"], row["conf_high"], language, digits=2),
            )
        )
    return Table(
        caption=word("together_caption", language),
        columns=columns(labels),
        rows=tuple(rows),
        notes=(
            word("together_note", language),
            word("correlated_limit_note", language),
            *missing_note(frame["note"], language),
        ),
        name="changes_together",
        numbers=records(frame),
    )


def say_together(result: ChangesTogether, *, language: str) -> list[str]:
    """Return the sentences of every pair; what none of them can show once, last."""
    told = [said for one in result.results for said in say_correlated(one, language=language)]
    if not told:
        return [word("together_none", language)]
    last = word("correlated_say_limit", language)
    said = [one for one in told if one != last]
    return [*said, last] if last in told else said
