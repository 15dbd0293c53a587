"""Tables of change: one result, and the same result over several quarters."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from evalkit.outcomes.change import NOTES, PrePost
from evalkit.outcomes.quarters import ChangeByQuarter
from evalkit.present.blocks import Table, TableColumn, Text
from evalkit.present.numbers import count_text, decimal_text, interval_text, p_text, percent_text
from evalkit.present.scales import scale_digits, scale_title
from evalkit.present.words import listed, word
from evalkit.sets.windows import quarter

__all__ = ["change_by_quarter_table", "change_table", "no_readings", "records", "rule_text"]

_NAMING = ("instrument", "scale")


def records(frame: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return a frame as JSON-ready rows at full precision; what is missing is None."""
    rows = []
    for row in frame.to_dict("records"):
        rows.append({str(name): _plain(value) for name, value in row.items()})
    return tuple(rows)


def _plain(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def no_readings(language: str) -> Text:
    """Return the sentence for a delivery without scores."""
    return Text((word("no_readings", language),))


def rule_text(result: PrePost, language: str) -> str:
    """Return how the two readings were chosen, in the reader's language."""
    if result.waves is not None:
        return word("named_waves", language, pre=result.waves[0], post=result.waves[1])
    if result.min_days:
        return word("first_and_last_apart", language, days=result.min_days)
    return word("first_and_last", language)


def change_table(result: PrePost, *, language: str) -> Table | Text:
    """Return the table of a before/after comparison, one row per scale."""
    frame = result.to_frame()
    if frame.empty:
        return no_readings(language)
    extra = [name for name in result.by if name not in _NAMING]
    confidence = percent_text(result.confidence, language)
    labels = [
        word("scale", language),
        *extra,
        *(word(name, language) for name in ("pairs", "mean_first", "mean_latest", "mean_change")),
        word("interval_short", language, confidence=confidence),
        word("adjusted", language),
        *(word(name, language) for name in ("improved", "same", "worse")),
    ]
    columns = [TableColumn(label, "start" if i <= len(extra) else "end") for i, label in enumerate(labels)]
    rows = [_change_row(row, result, extra, language) for row in frame.to_dict("records")]
    if result.waves is None:
        caption = word("change_caption", language)
    else:
        caption = word("change_waves_caption", language, rule=rule_text(result, language))
    return Table(
        caption=caption,
        columns=tuple(columns),
        rows=tuple(rows),
        notes=tuple(_change_notes(result, frame, language)),
        name="change",
        numbers=records(frame),
    )


def _change_row(row: dict[Any, Any], result: PrePost, extra: list[str], language: str) -> tuple[str, ...]:
    digits = scale_digits(row["scale"], result.scales)
    return (
        scale_title(row["scale"], result.scales, language),
        *(str(row[name]) for name in extra),
        count_text(row["n"], language),
        decimal_text(row["mean_pre"], language, digits=digits),
        decimal_text(row["mean_post"], language, digits=digits),
        decimal_text(row["mean_change"], language, digits=digits, signed=True),
        interval_text(row["conf_low"], row["conf_high"], language, digits=digits),
        p_text(row["p_adjusted"], language),
        count_text(row["improved"], language),
        count_text(row["same"], language),
        count_text(row["worse"], language),
    )


def _change_notes(result: PrePost, frame: pd.DataFrame, language: str) -> list[str]:
    tests = int(frame["p_value"].notna().sum())
    notes = [
        word("change_direction_note", language, directions=_directions(result, frame, language)),
        word("change_method_note", language, rule=rule_text(result, language), tests=tests),
    ]
    said = [code for code, sentence in NOTES.items() if frame["note"].str.contains(sentence, regex=False).any()]
    if said:
        reasons = listed([word(code, language) for code in said], language)
        notes.append(word("missing_note", language, reasons=reasons))
    return notes


def _directions(result: PrePost, frame: pd.DataFrame, language: str) -> str:
    names = list(dict.fromkeys(frame["scale"]))
    parts = []
    for better in ("higher", "lower"):
        here = [name for name in names if result.better.get(name) == better]
        if here:
            titles = [scale_title(name, result.scales, language) for name in here]
            scales = word("all_scales", language) if len(here) == len(names) > 1 else listed(titles, language)
            parts.append(word(f"{better}_better", language, scales=scales))
    return "; ".join(parts) or word("no direction", language)


def change_by_quarter_table(result: ChangeByQuarter, *, language: str) -> Table | Text:
    """Return the table of the same change at the end of several quarters."""
    frame = result.to_frame()
    if frame.empty:
        return no_readings(language)
    newest = next(iter(result.results.values()))
    naming = [name for name in newest.by if name != "instrument"]
    columns = [TableColumn(word(name, language) if name == "scale" else name) for name in naming]
    for name in result.results:
        when = quarter(name)
        label = word("quarter_long", language, number=when.number, year=when.year)
        columns.append(TableColumn(label, "end"))
    cells: dict[tuple[object, ...], dict[str, str]] = {}
    for row in frame.to_dict("records"):
        key = tuple(row[name] for name in newest.by)
        cells.setdefault(key, {})[row["quarter"]] = _change_cell(row, newest, language)
    rows = []
    for key, by_quarter in cells.items():
        named = dict(zip(newest.by, key, strict=True))
        titles = [
            scale_title(str(named[name]), newest.scales, language) if name == "scale" else str(named[name])
            for name in naming
        ]
        absent = word("not_computed", language)
        rows.append((*titles, *(by_quarter.get(name, absent) for name in result.results)))
    confidence = percent_text(newest.confidence, language)
    return Table(
        caption=word("by_quarter_caption", language),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(word("by_quarter_note", language, confidence=confidence),),
        name="change_by_quarter",
        numbers=records(frame),
    )


def _change_cell(row: dict[Any, Any], result: PrePost, language: str) -> str:
    if not row["n"]:
        return word("not_computed", language)
    digits = scale_digits(row["scale"], result.scales)
    return word(
        "change_cell",
        language,
        change=decimal_text(row["mean_change"], language, digits=digits, signed=True),
        interval=interval_text(row["conf_low"], row["conf_high"], language, digits=digits),
        n=count_text(row["n"], language),
    )
