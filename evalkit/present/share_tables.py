"""Tables of shares: one share, whether one is possible, and one of the same persons twice."""

from __future__ import annotations

from evalkit.outcomes.grim import Grim
from evalkit.outcomes.paired_shares import PairedShares
from evalkit.outcomes.share import ShareInterval
from evalkit.present.blocks import Table, Text
from evalkit.present.missing_reasons import missing_note
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    p_text,
    percent_text,
)
from evalkit.present.paired_share_rows import SHARE_REASONS, PairedShareRow, paired_share_rows
from evalkit.present.reading_names import reading_names, rule_text
from evalkit.present.records import records
from evalkit.present.row_names import grouping
from evalkit.present.table_columns import columns
from evalkit.present.words import word, word_or

__all__ = ["grim_table", "paired_shares_table", "percent_of", "share_table"]

_METHODS = {
    "wilson": "shares_wilson",
    "clopper-pearson": "shares_clopper_pearson",
    "agresti-coull": "shares_agresti_coull",
    "jeffreys": "shares_jeffreys",
}
_PAIRED_METHODS = {"newcombe": "paired_shares_newcombe", "tango": "paired_shares_tango"}


def _interval_label(confidence: float, language: str) -> str:
    return word("interval_short", language, confidence=confidence_text(confidence, language))


def share_table(result: ShareInterval, *, language: str) -> Table | Text:
    """Return the table of one share."""
    if not result.n:
        return Text((word("shares_nobody", language),))
    labels = [word(name, language) for name in ("shares_share", "shares_count", "shares_of")]
    ends = (percent_text(end, language) for end in (result.conf_low, result.conf_high))
    cells = (
        percent_text(result.estimate, language),
        count_text(result.count, language),
        count_text(result.n, language),
        word("to", language, **dict(zip(("low", "high"), ends, strict=True))),
    )
    return Table(
        caption=word("shares_caption", language),
        columns=columns([*labels, _interval_label(result.confidence, language)]),
        rows=(cells,),
        notes=(word(_METHODS[result.method], language),),
        name="shares",
        numbers=records(result.to_frame()),
    )


def percent_of(result: Grim, percent: float, language: str, *, more: int = 0) -> str:
    """Return a percentage with the decimals of a published one, or with some more."""
    digits = result.decimals + more
    number = decimal_text(percent, language, digits=digits)
    return word("shares_percent", language, number=number)


def grim_table(result: Grim, *, language: str) -> Table:
    """Return the table of one published percentage."""
    labels = ("grim_percent", "shares_of", "grim_possible", "grim_counts")
    said = {True: "grim_yes", False: "grim_no", None: "grim_unknown"}[result.possible]
    cells = (
        percent_of(result, float(result.percent), language),
        count_text(result.n, language),
        word("grim_always" if result.possible and not result.informative else said, language),
        _counts(result, language),
    )
    return Table(
        caption=word("grim_caption", language),
        columns=columns([word(name, language) for name in labels]),
        rows=(cells,),
        notes=(word("grim_note", language),),
        name="grim",
        numbers=records(result.to_frame()),
    )


def _counts(result: Grim, language: str) -> str:
    if result.possible is None:
        return word("not_computed", language)
    if not result.counts:
        return word("grim_none", language)
    ends = [count_text(result.counts[place], language) for place in (0, -1)]
    if len(result.counts) == 1:
        return ends[0]
    return word("grim_from_to", language, first=ends[0], last=ends[1])


def paired_shares_table(result: PairedShares, *, language: str) -> Table | Text:
    """Return the table of a share at two measurements, one row per scale and group."""
    rows = paired_share_rows(result, language)
    if not any(row.n for row in rows):
        return Text((word("no_second_readings", language),))
    names = reading_names(result.paired, language)
    groups = [word_or(name, language) for name in grouping(result.by)]
    labels = [word("paired_shares_what", language), *groups, word("pairs", language)]
    labels += [*names.values(), word("paired_shares_difference", language)]
    labels += [_interval_label(result.confidence, language)]
    labels += [word(name, language) for name in ("paired_shares_to_no", "paired_shares_to_yes")]
    labels.append(word("adjusted" if _tests(result) > 1 else "paired_shares_p", language))
    return Table(
        caption=word("paired_shares_caption", language),
        columns=columns(labels, texts=1 + len(groups)),
        rows=tuple(_cells(row, language) for row in rows),
        notes=tuple(_notes(result, rows, language)),
        name="paired_shares",
        numbers=records(result.to_frame()),
    )


def _tests(result: PairedShares) -> int:
    return int(result.to_frame()["p_value"].notna().sum())


def _cells(row: PairedShareRow, language: str) -> tuple[str, ...]:
    of_readings = (
        word(
            "shares_cell",
            language,
            count=count_text(count, language),
            share=percent_text(row.numbers[share], language),
        )
        if row.n
        else word("not_computed", language)
        for count, share in ((row.pre, "share_pre"), (row.post, "share_post"))
    )
    return (
        row.scale_title,
        *row.groups,
        count_text(row.n, language),
        *of_readings,
        decimal_text(row.points("estimate"), language, signed=True),
        interval_text(row.points("conf_low"), row.points("conf_high"), language),
        count_text(row.numbers["pre_only"], language),
        count_text(row.numbers["post_only"], language),
        p_text(row.numbers["p_adjusted"], language),
    )


def _notes(result: PairedShares, rows: list[PairedShareRow], language: str) -> list[str]:
    yes = [f"{row.yes}" for row in rows if row.yes]
    notes = [word("paired_shares_yes_note", language, yes=one) for one in dict.fromkeys(yes)]
    notes.append(word("paired_shares_note", language, **reading_names(result.paired, language)))
    if result.paired is not None:
        rule = rule_text(result.paired, language)
        notes.append(word("paired_shares_rule_note", language, rule=rule))
    notes.append(word(_PAIRED_METHODS[result.method], language))
    tests = _tests(result)
    if tests:
        key = "paired_shares_test_note" if tests == 1 else "paired_shares_tests_note"
        notes.append(word(key, language, tests=tests))
    notes.append(word("change_design_note", language))
    said = [row.numbers["note"] for row in rows]
    return [*notes, *missing_note(said, language, words=SHARE_REASONS)]
