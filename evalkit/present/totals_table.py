"""What totals without dates can tell: table and sentences."""

from __future__ import annotations

from evalkit.monitoring.totals import TotalCounts
from evalkit.present.blocks import Table, Text
from evalkit.present.numbers import confidence_text, count_text, percent_text
from evalkit.present.records import records
from evalkit.present.stay_words import share_range
from evalkit.present.table_columns import columns
from evalkit.present.words import word

__all__ = ["say_totals", "totals_table"]

_ROWS = {
    "not_stopped": "totals_not_stopped",
    "still": "totals_still",
    "stopped": "totals_stopped",
    "stopped_at_most": "totals_stopped_at_most",
    "stopped_of_over": "totals_stopped_of_over",
    "completed_at_most": "totals_completed_at_most",
}
_CAN = {
    "definition": "totals_can_definition",
    "bounds": "totals_can_bounds",
    "over": "totals_can_over",
}
_CANNOT = {
    "curve": "totals_cannot_curve",
    "rate": "totals_cannot_rate",
    "still": "totals_cannot_still",
    "untold": "totals_cannot_untold",
    "when": "totals_cannot_when",
    "why": "totals_cannot_why",
}


def totals_table(result: TotalCounts, *, language: str) -> Table | Text:
    """Return the shares that totals allow; what they can and cannot tell stands below."""
    if not result.entered:
        return Text((word("totals_nobody", language),))
    interval = confidence_text(result.confidence, language)
    labels = [word(name, language) for name in ("totals_what", "shares_count", "totals_of")]
    labels += [word("shares_share", language)]
    labels += [word("interval_short", language, confidence=interval)]
    rows = [
        (
            word(_ROWS[row["what"]], language),
            count_text(row["count"], language),
            count_text(row["n"], language),
            percent_text(row["estimate"], language),
            share_range(row["conf_low"], row["conf_high"], language),
        )
        for row in result.to_frame().to_dict("records")
    ]
    return Table(
        caption=word("totals_caption", language),
        columns=columns(labels),
        rows=tuple(rows),
        notes=(word("shares_wilson", language), *_sentences(result, language)),
        name="total_counts",
        numbers=records(result.to_frame()),
    )


def _sentences(result: TotalCounts, language: str) -> list[str]:
    can = [word(_CAN[code], language) for code in result.can_codes]
    cannot = [word(_CANNOT[code], language) for code in result.cannot_codes]
    return [
        *(word("totals_can_note", language, sentence=one) for one in can),
        *(word("totals_cannot_note", language, sentence=one) for one in cannot),
    ]


def say_totals(result: TotalCounts, *, language: str) -> list[str]:
    """Return what totals can tell, with numbers, and what they cannot."""
    if not result.entered:
        return [word("totals_nobody", language)]
    rows = {row["what"]: row for row in result.to_frame().to_dict("records")}
    share = {name: percent_text(row["estimate"], language) for name, row in rows.items()}
    names = ("entered", "stopped", "still", "untold")
    counts = {name: count_text(getattr(result, name), language) for name in names}
    whole = rows["not_stopped"]
    confidence = confidence_text(result.confidence, language)
    said = [
        word("totals_say", language, **counts),
        word(
            "totals_say_share",
            language,
            share=share["not_stopped"],
            confidence=word("interval", language, confidence=confidence),
            interval=share_range(whole["conf_low"], whole["conf_high"], language),
        ),
    ]
    if result.untold:
        ends = {"low": share["stopped"], "high": share["stopped_at_most"]}
        said.append(word("totals_say_bounds", language, untold=counts["untold"], **ends))
    over = result.entered - result.still
    if over:
        facts = {"over": count_text(over, language), "stopped": counts["stopped"]}
        said.append(word("totals_say_over", language, share=share["stopped_of_over"], **facts))
    cannot = [word(_CANNOT[code], language) for code in result.cannot_codes]
    return [*said, *(word("totals_cannot_note", language, sentence=one) for one in cannot)]
