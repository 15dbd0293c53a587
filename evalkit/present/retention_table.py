"""How long courses last: the table, a column per group, and the picture with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from evalkit.monitoring.retention import Retention
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    date_text,
    interval_text,
    percent_text,
)
from evalkit.present.plots.retention import drawn_curves, plot_retention, retention_height
from evalkit.present.records import records
from evalkit.present.row_names import exact_text
from evalkit.present.share_wording import p_phrase
from evalkit.present.stay_words import (
    after_text,
    group_name,
    months_text,
    share_range,
    span_text,
    told_rows,
    what_lasts,
)
from evalkit.present.table_columns import columns
from evalkit.present.words import word
from evalkit.results import SHOWN_FROM

__all__ = ["retention_figure", "retention_table", "shown_shares"]

_Row = Mapping[Any, Any]


def shown_shares(result: Retention) -> pd.DataFrame:
    """Return the shares at months; missing where fewer than five are followed."""
    at = result.at_months()
    few = at["n_risk"] < SHOWN_FROM
    hidden = ["n_risk", "n_event", "estimate", "std_error", "conf_low", "conf_high"]
    return at.assign(**{name: at[name].astype("float64").mask(few) for name in hidden})


def _shown_groups(result: Retention) -> pd.DataFrame:
    frame = result.to_frame()
    few = frame["n"] < SHOWN_FROM
    kept = (*result.by, "n", "method", "note")
    hidden = [str(name) for name in frame if name not in kept]
    frame = frame.assign(**{name: frame[name].astype("float64").mask(few) for name in hidden})
    medians = ["median", "median_low", "median_high", "median_risk"]
    frame.loc[frame["median_risk"] < SHOWN_FROM, medians] = float("nan")
    return frame


def retention_table(result: Retention, *, language: str) -> Table | Text:
    """Return how long courses last, a column per group."""
    groups = result.to_frame().to_dict("records")
    if not groups or not any(row["n"] for row in groups):
        day = date_text(result.as_of, language)
        return Text((word("retention_nobody", language, day=day),))
    names = [group_name(row, result.by, language) for row in groups]
    what = what_lasts(result.of, language)
    shares = shown_shares(result)
    rows = [(word("retention_n", language, what=what), *_counts(groups, "n", language))]
    for label, name in (("retention_ended", "n_ended"), ("retention_open", "n_open")):
        rows.append((word(label, language), *_counts(groups, name, language)))
    for place, month in enumerate(result.months):
        here = shares.iloc[place :: len(result.months)].to_dict("records")
        label = after_text(month, language, one="retention_after_one", many="retention_after")
        rows.append((label, *(_share(row, language) for row in here)))
    cells = (_cell(row, "median", language) for row in groups)
    rows.append((word("retention_median", language), *cells))
    if result.horizon is not None:
        label = word("retention_mean", language, months=exact_text(result.horizon, language))
        rows.append((label, *(_cell(row, "mean", language) for row in groups)))
    return Table(
        caption=word(
            "retention_caption", language, what=what, day=date_text(result.as_of, language)
        ),
        columns=columns([word("retention_column", language), *names]),
        rows=tuple(rows),
        notes=tuple(_notes(result, rows, groups, language=language)),
        name="retention",
        numbers=(*records(_shown_groups(result)), *records(shares)),
    )


def _counts(groups: list[dict[Any, Any]], name: str, language: str) -> list[str]:
    return [
        word("retention_few", language)
        if name != "n" and 0 < row["n"] < SHOWN_FROM
        else count_text(row[name], language)
        for row in groups
    ]


def _share(row: _Row, language: str) -> str:
    if isnan(row["n_risk"]) or isnan(row["estimate"]):
        return word("retention_too_few", language)
    facts = {"share": percent_text(row["estimate"], language)}
    facts["n_risk"] = count_text(row["n_risk"], language)
    if isnan(row["conf_low"]):
        return word("retention_share_alone", language, **facts)
    interval = share_range(row["conf_low"], row["conf_high"], language)
    return word("retention_share_cell", language, interval=interval, **facts)


def _cell(row: _Row, kind: str, language: str) -> str:
    """Return the median or the restricted mean with its interval."""
    if row["n"] < SHOWN_FROM:
        return word("retention_few" if row["n"] else "not_computed", language)
    return _mean(row, language) if kind == "mean" else _median(row, language)


def _mean(row: _Row, language: str) -> str:
    number = months_text(row["mean_months"], language)
    if isnan(row["mean_months"]) or isnan(row["mean_low"]):
        return number
    interval = interval_text(row["mean_low"], row["mean_high"], language)
    return word("retention_number_cell", language, number=number, interval=interval)


def _median(row: _Row, language: str) -> str:
    if isnan(row["median"]):
        return word("retention_not_reached", language)
    if row["median_risk"] < SHOWN_FROM:
        return word("retention_too_few", language)
    return word(
        "retention_number_cell",
        language,
        number=months_text(row["median"], language),
        interval=median_interval(row, language),
    )


def median_interval(row: _Row, language: str) -> str:
    """Return the ends of the median's interval; an end may not be reached."""
    ends = {
        end: word("retention_not_reached", language)
        if isnan(row[f"median_{end}"])
        else months_text(row[f"median_{end}"], language)
        for end in ("low", "high")
    }
    return word("to", language, **ends)


def _notes(
    result: Retention,
    rows: list[tuple[str, ...]],
    groups: list[dict[Any, Any]],
    *,
    language: str,
) -> list[str]:
    confidence = confidence_text(result.confidence, language)
    facts = {"day": date_text(result.as_of, language), "confidence": confidence}
    said = [word("retention_method_note", language, interval=result.interval, **facts)]
    said.append(word("retention_days_note", language))
    cells = " ".join(cell for row in rows for cell in row[1:])
    if result.horizon is not None:
        months = exact_text(result.horizon, language)
        n = count_text(sum(row["n"] for row in groups), language)
        what = what_lasts(result.of, language)
        said.append(word("retention_mean_note", language, months=months, n=n, what=what))
    if word("retention_not_reached", language) in cells:
        said.append(word("retention_not_reached_note", language))
    few = (word("retention_few", language), word("retention_too_few", language))
    if any(cell in few for row in rows for cell in row[1:]):
        said.append(word("retention_few_note", language, few=SHOWN_FROM))
    if result.test is not None and all(row["n"] >= SHOWN_FROM for row in groups):
        p = p_phrase(result.test.p_value, language)
        count = len(result.test.observed)
        said.append(word("retention_test_note", language, p=p, groups=count))
    return said + told_rows(result.told, result.as_of, language)


def retention_figure(result: Retention, *, language: str) -> Figure | Text:
    """Return the picture of how long courses last."""
    what = what_lasts(result.of, language)
    if not drawn_curves(result):
        return Text((word("retention_not_drawn", language, few=SHOWN_FROM, what=what),))
    data = retention_table(result, language=language)
    if isinstance(data, Text):
        return data
    confidence = confidence_text(result.confidence, language)
    return Figure(
        png=drawn_png(
            lambda ax: plot_retention(result, ax=ax, language=language),
            height=retention_height(result),
        ),
        caption=word("retention_figure", language, what=what, confidence=confidence),
        alt=_alt(result, language),
        data=data,
    )


def _alt(result: Retention, language: str) -> str:
    said = [word("retention_alt", language, few=SHOWN_FROM)]
    shares = shown_shares(result)
    for place, row in enumerate(result.to_frame().to_dict("records")):
        if row["n"] < SHOWN_FROM:
            continue
        first = place * len(result.months)
        here = shares.iloc[first : first + len(result.months)]
        known = here[here["estimate"].notna()].to_dict("records")
        parts = [
            word(
                "retention_alt_share",
                language,
                share=percent_text(one["estimate"], language),
                span=span_text(one["month"], language),
            )
            for one in known
        ]
        if isnan(row["median"]):
            parts.append(word("retention_alt_no_median", language))
        elif row["median_risk"] >= SHOWN_FROM:
            median = months_text(row["median"], language)
            parts.append(word("retention_alt_median", language, median=median))
        group = group_name(row, result.by, language)
        said.append(word("retention_alt_group", language, group=group, shares="; ".join(parts)))
    return " ".join(said)
