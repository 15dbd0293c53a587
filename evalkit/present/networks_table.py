"""The table and the picture of networks: what changed between two maps, on average."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evalkit.monitoring.networks import Networks
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.network_words import quantity_text
from evalkit.present.numbers import confidence_text, count_text, decimal_text, interval_text
from evalkit.present.plots.network_change import (
    change_rows,
    network_change_height,
    plot_network_change,
)
from evalkit.present.reading_names import rule_text
from evalkit.present.records import records
from evalkit.present.row_names import group_text, grouping
from evalkit.present.table_columns import columns
from evalkit.present.words import capital, word, word_or
from evalkit.results import SHOWN_FROM

__all__ = ["networks_figure", "networks_table", "nothing_of_networks", "points", "shown_networks"]

_NUMBERS = (
    *("mean_first", "mean_last", "mean_change", "sd_change", "conf_low", "conf_high"),
    *("more", "same", "fewer"),
)


def points(row: dict[Any, Any], name: str) -> float:
    """Return a number of a row; of a share, in per cent."""
    return float(row[name]) * (100.0 if row["group"] == "unpaid_share" else 1.0)


def shown_networks(result: Networks) -> list[dict[Any, Any]]:
    """Return the rows that are worth showing; without numbers where few persons are behind."""
    rows = []
    for row in result.to_frame().to_dict("records"):
        if row["group"] == "paid_unknown" and not (result.unknown_paid and row["n"]):
            continue
        few = row["n"] < SHOWN_FROM
        rows.append(row | dict.fromkeys(_NUMBERS, float("nan")) if few else row)
    return rows


def nothing_of_networks(result: Networks, language: str) -> Text | None:
    """Return why no change is shown, None when there is one."""
    if not result.persons:
        return Text((word("networks_none", language),))
    if result.to_frame()["n"].max() < SHOWN_FROM:
        return Text((word("networks_few", language, few=SHOWN_FROM),))
    return None


def networks_table(result: Networks, *, language: str) -> Table | Text:
    """Return the table of the average change of networks, or of the latest maps."""
    if result.persons >= SHOWN_FROM and result.n_one_map == result.persons:
        return _latest_table(result, language)
    nothing = nothing_of_networks(result, language)
    if nothing is not None:
        return nothing
    rows = shown_networks(result)
    groups = grouping(result.by)
    confidence = confidence_text(result.confidence, language)
    interval = word("interval_short", language, confidence=confidence)
    labels = [word("networks_what", language), *(word_or(name, language) for name in groups)]
    labels += [word("pairs", language), word("networks_first_column", language)]
    labels += [_second_column(result, language), word("mean_change", language), interval]
    labels += [word(name, language) for name in ("networks_more", "same", "networks_fewer")]
    return Table(
        caption=_caption(result, language),
        columns=columns(labels, texts=1 + len(groups)),
        rows=tuple(_cells(row, rows, groups, language=language) for row in rows),
        notes=tuple(_notes(result, rows, language)),
        name="networks",
        numbers=records(pd.DataFrame(rows)),
    )


def _second_column(result: Networks, language: str) -> str:
    if result.months:
        return word("networks_later_column", language, months=result.months)
    return word("networks_latest_column", language)


def _caption(result: Networks, language: str) -> str:
    latest = word("networks_latest", language)
    if result.months:
        latest = word("networks_later", language, months=result.months)
    first = word("networks_first", language)
    return word("networks_caption", language, first=first, latest=latest)


def _cells(
    row: dict[Any, Any], rows: list[dict[Any, Any]], groups: tuple[str, ...], *, language: str
) -> tuple[str, ...]:
    return (
        quantity_text(row, rows, language),
        *(group_text(row[name], language) for name in groups),
        count_text(row["n"], language),
        *(decimal_text(points(row, name), language) for name in ("mean_first", "mean_last")),
        decimal_text(points(row, "mean_change"), language, signed=True),
        interval_text(points(row, "conf_low"), points(row, "conf_high"), language),
        *(count_text(row[name], language) for name in ("more", "same", "fewer")),
    )


def _notes(result: Networks, rows: list[dict[Any, Any]], language: str) -> list[str]:
    alone = count_text(result.n_one_map, language)
    notes = [word("networks_column_note", language, rule=rule_text(result, language))]
    persons = count_text(result.persons, language)
    notes.append(word("networks_one_map_note", language, persons=persons, alone=alone))
    if any(row["n"] < SHOWN_FROM for row in rows):
        notes.append(word("networks_few_note", language, few=SHOWN_FROM))
    notes.append(word("networks_many_note", language))
    if any(row["n"] >= SHOWN_FROM and pd.isna(row["conf_low"]) for row in rows):
        notes.append(word("networks_missing_note", language))
    if result.unknown_paid:
        count = count_text(result.unknown_paid, language)
        notes.append(word("networks_say_unknown_paid", language, count=count))
    notes += [word("networks_empty_note", language), word("networks_say_measure", language)]
    return [*notes, word("change_design_note", language)]


def _latest_table(result: Networks, language: str) -> Table:
    """Return how everybody's latest map looks, where nobody has two."""
    groups = grouping(result.by)
    rows = [
        row | dict.fromkeys(("mean", "sd", "conf_low", "conf_high"), float("nan"))
        if row["n"] < SHOWN_FROM
        else row
        for row in result.latest().to_dict("records")
    ]
    confidence = confidence_text(result.confidence, language)
    labels = [word("networks_what", language), *(word_or(name, language) for name in groups)]
    labels += [word("pairs", language), word("networks_mean", language)]
    labels += [word("interval_short", language, confidence=confidence)]
    cells = tuple(
        (
            quantity_text(row, rows, language),
            *(group_text(row[name], language) for name in groups),
            count_text(row["n"], language),
            decimal_text(points(row, "mean"), language),
            interval_text(points(row, "conf_low"), points(row, "conf_high"), language),
        )
        for row in rows
    )
    few = any(row["n"] < SHOWN_FROM for row in rows)
    notes = [word("networks_latest_note", language)]
    notes += [word("networks_few_note", language, few=SHOWN_FROM)] if few else []
    notes += [word("networks_empty_note", language), word("networks_say_measure", language)]
    return Table(
        caption=word("networks_latest_caption", language),
        columns=columns(labels, texts=1 + len(groups)),
        rows=cells,
        notes=tuple(notes),
        name="networks_latest",
        numbers=records(pd.DataFrame(rows)),
    )


def networks_figure(result: Networks, *, language: str) -> Figure | Text:
    """Return the picture of the average first and second map, relation by relation."""
    nothing = nothing_of_networks(result, language)
    data = networks_table(result, language=language)
    if nothing is not None or not isinstance(data, Table):
        return nothing or Text((word("networks_few", language, few=SHOWN_FROM),))
    told = [
        word(
            "networks_alt_row",
            language,
            what=row.title,
            first=decimal_text(row.first, language),
            last=decimal_text(row.last, language),
        )
        for row in change_rows(result, language)
    ]
    n = count_text(result.to_frame()["n"].max(), language)
    return Figure(
        png=drawn_png(
            lambda ax: plot_network_change(result, ax=ax, language=language),
            height=network_change_height(result),
        ),
        caption=capital(word("networks_figure", language)),
        alt=word("networks_alt", language, n=n, rows="; ".join(told)),
        data=data,
    )
