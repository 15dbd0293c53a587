"""Why courses have ended, and when: table, picture and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from evalkit.monitoring.exit_reasons import STILL_IN, ExitReasons
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import confidence_text, count_text, date_text, percent_text
from evalkit.present.plots.exit_reasons import exit_reasons_height, plot_exit_reasons
from evalkit.present.plots.retention import drawn_until
from evalkit.present.records import records
from evalkit.present.stay_words import (
    after_text,
    group_name,
    reason_text,
    share_range,
    span_text,
    told_rows,
)
from evalkit.present.table_columns import columns
from evalkit.present.words import capital, listed, word, word_or
from evalkit.results import SHOWN_FROM

__all__ = ["exit_reasons_figure", "exit_reasons_table", "say_exit_reasons"]

_Row = Mapping[Any, Any]


def _shown(result: ExitReasons) -> pd.DataFrame:
    """Return the rows; numbers are missing where fewer than five are followed."""
    frame = result.to_frame()
    few = frame["n_risk"] < SHOWN_FROM
    hidden = ["n_risk", "count", "estimate", "std_error", "conf_low", "conf_high"]
    return frame.assign(**{name: frame[name].astype("float64").mask(few) for name in hidden})


def exit_reasons_table(result: ExitReasons, *, language: str) -> Table | Text:
    """Return the share that has left for each reason, a row per reason and a column per month."""
    frame = _shown(result)
    if not frame["n"].any():
        return Text((word("retention_nobody", language, day=date_text(result.as_of, language)),))
    labels = [word_or(name, language) for name in result.by]
    labels.append(word("exits_reason", language))
    labels += [
        after_text(month, language, one="exits_after_one", many="exits_after")
        for month in result.months
    ]
    rows = []
    size = len(result.months)
    for first in range(0, len(frame), size):
        here = frame.iloc[first : first + size].to_dict("records")
        group = [group_name(here[0], (name,), language) for name in result.by]
        cells = [_cell(row, language) for row in here]
        rows.append((*group, capital(reason_text(here[0]["reason"], language)), *cells))
    return Table(
        caption=word("exits_caption", language, day=date_text(result.as_of, language)),
        columns=columns(labels, texts=1 + len(result.by)),
        rows=tuple(rows),
        notes=tuple(_notes(result, frame, rows, language=language)),
        name="exit_reasons",
        numbers=records(frame),
    )


def _cell(row: _Row, language: str) -> str:
    if isnan(row["estimate"]):
        return word("retention_too_few", language)
    share = percent_text(row["estimate"], language)
    if isnan(row["conf_low"]):
        return share
    interval = share_range(row["conf_low"], row["conf_high"], language)
    return word("exits_cell", language, share=share, interval=interval)


def _notes(
    result: ExitReasons, frame: pd.DataFrame, rows: list[tuple[str, ...]], *, language: str
) -> list[str]:
    n = int(frame.drop_duplicates(list(result.by))["n"].sum() if result.by else frame["n"].iloc[0])
    facts = {"day": date_text(result.as_of, language), "n": count_text(n, language)}
    confidence = confidence_text(result.confidence, language)
    said = [word("exits_method_note", language, confidence=confidence, **facts)]
    said.append(word("exits_words_note", language))
    if result.completed:
        reasons = [reason_text(reason, language) for reason in result.completed]
        said.append(word("exits_completed_note", language, reasons=", ".join(reasons)))
    said.append(word("retention_days_note", language))
    if any(word("retention_too_few", language) in row for row in rows):
        said.append(word("retention_few_note", language, few=SHOWN_FROM))
    return said + told_rows(result.told, result.as_of, language)


def _last_known(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the latest month to which enough are followed."""
    known = frame[frame["estimate"].notna()]
    latest: pd.DataFrame = known[known["month"] == known["month"].max()]
    return latest


def exit_reasons_figure(result: ExitReasons, *, language: str) -> Figure | Text:
    """Return the picture of the reasons, stacked."""
    if result.by:
        return Text((word("exits_one_group", language),))
    curve = result.curve()
    what = word("retention_courses", language)
    if curve.empty or not drawn_until(curve):
        return Text((word("retention_not_drawn", language, few=SHOWN_FROM, what=what),))
    data = exit_reasons_table(result, language=language)
    if isinstance(data, Text):
        return data
    return Figure(
        png=drawn_png(
            lambda ax: plot_exit_reasons(result, ax=ax, language=language),
            height=exit_reasons_height(result),
        ),
        caption=word("exits_figure", language),
        alt=_alt(result, language),
        data=data,
    )


def _alt(result: ExitReasons, language: str) -> str:
    rows = _last_known(_shown(result)).to_dict("records")
    if not rows:
        return word("exits_alt_none", language, few=SHOWN_FROM)
    shares = [
        word(
            "exits_alt_share",
            language,
            reason=reason_text(row["reason"], language),
            share=percent_text(row["estimate"], language),
        )
        for row in rows
    ]
    span = span_text(rows[0]["month"], language)
    return word("exits_alt", language, few=SHOWN_FROM, span=span, shares=", ".join(shares))


def say_exit_reasons(result: ExitReasons, *, language: str) -> list[str]:
    """Return the sentences about why courses have ended."""
    frame = _shown(result)
    if not frame["n"].any():
        return [word("retention_nobody", language, day=date_text(result.as_of, language))]
    said = []
    size = len(result.months) * (len(result.reasons) + 1)
    for first in range(0, len(frame), size):
        said += _told(result, frame.iloc[first : first + size], language)
    said.append(word("exits_say_intervals", language))
    said.append(word("exits_words_note", language))
    said += told_rows(result.told, result.as_of, language)
    return [*said, word("retention_say_limits", language)]


def _told(result: ExitReasons, frame: pd.DataFrame, language: str) -> list[str]:
    first = frame.iloc[0].to_dict()
    name = group_name(first, result.by, language)
    group = word("retention_say_group", language, group=name) if result.by else ""
    n = count_text(first["n"], language)
    rows = _last_known(frame).to_dict("records")
    if not rows:
        what = word("retention_courses", language)
        return [word("retention_say_few", language, group=group, n=n, what=what)]
    shares = [
        word("exits_say_still", language, share=percent_text(row["estimate"], language))
        if row["reason"] == STILL_IN
        else word(
            "exits_say_share",
            language,
            share=percent_text(row["estimate"], language),
            reason=reason_text(row["reason"], language),
        )
        for row in rows
        if row["estimate"] > 0
    ]
    span = span_text(rows[0]["month"], language)
    facts = {"group": group, "n": n, "span": span, "shares": listed(shares, language)}
    said = [word("exits_say", language, **facts)]
    if len(result.completed) > 1:
        share = sum(row["estimate"] for row in rows if row["reason"] in result.completed)
        said.append(word("exits_say_completed", language, share=percent_text(share, language)))
    return said
