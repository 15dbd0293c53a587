"""Who a house is made up of: table, picture and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from evalkit.monitoring.composition import Composition
from evalkit.present.attendance_words import (
    cite_facts,
    limits_text,
    not_over,
    signals_text,
    step_text,
    steps_text,
)
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.count_wording import quarter_text
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    date_text,
    decimal_text,
    percent_text,
)
from evalkit.present.plots.control_chart import chart_height, plot_chart
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import capital, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["composition_figure", "composition_table", "say_composition"]

# What the words of the headcounts are called; other words stand as they are.
_GROUPS = {"users": "comp_users", "vulnerable": "comp_vulnerable"}


def _group(name: str, language: str) -> str:
    return word(_GROUPS[name], language) if name in _GROUPS else name


def _facts(result: Composition, language: str) -> dict[str, str]:
    return {
        "part": _group(result.part, language),
        "whole": _group(result.whole, language),
        "quarter": quarter_text(str(result.quarter), language),
    }


def _share(result: Composition, language: str) -> str:
    """Return the quarter's share with a decimal: beside a limit of 20 %, 19.9 % is not 20 %."""
    number = decimal_text(100 * result.share, language)
    return word("shares_percent", language, number=number)


def _most(result: Composition, language: str) -> str:
    return "" if result.most is None else confidence_text(result.most, language)


def composition_table(result: Composition, *, language: str) -> Table | Text:
    """Return the share in the quarter, beside the limit and the chart."""
    facts = _facts(result, language)
    if not result.n:
        return Text((word("comp_none", language, quarter=facts["quarter"]),))
    mean = result.chart.to_frame()["mean"].dropna()
    cells = {
        word("comp_share", language): _share(result, language),
        word("comp_count", language): count_text(result.count, language),
        word("comp_of", language): count_text(result.n, language),
        word("comp_days", language): count_text(result.days, language),
    }
    if result.most is not None:
        above = word("comp_above", language, most=_most(result, language))
        cells[above] = count_text(result.days_above, language)
    cells |= {
        word("att_charts_mean", language): percent_text(float(mean.iloc[-1]), language),
        word("att_charts_limits", language): limits_text(result.chart, language),
        word("att_charts_signals", language): signals_text(
            result.signals(), result.chart, language
        ),
    }
    caption = word("comp_caption", language, **facts)
    return Table(
        caption=capital(caption),
        columns=columns([word("period", language), *cells], texts=(0, len(cells))),
        rows=((facts["quarter"], *cells.values()),),
        notes=tuple(_notes(result, language)),
        name="composition",
        numbers=records(result.to_frame()),
    )


def _notes(result: Composition, language: str) -> list[str]:
    said = [word("comp_note", language)]
    if result.most is None:
        said.append(word("comp_no_limit_note", language))
    for fact in result.facts:
        facts = cite_facts(fact, language)
        said.append(word("comp_limit_note", language, most=_most(result, language), **facts))
        if fact.contradiction:
            text = fact.contradiction[language]
            said.append(word("comp_contradiction_note", language, text=text))
    return [*said, *_left_out(result, language)]


def _left_out(result: Composition, language: str) -> list[str]:
    counted = {
        "comp_one_group_note": result.one_group_only,
        "comp_contradicting_note": result.contradicting,
    }
    said = [
        word(name, language, count=count_text(count, language))
        for name, count in counted.items()
        if count
    ]
    if result.chart.points and result.chart.is_provisional:
        points = count_text(result.chart.points, language)
        said.append(word("att_few_points_note", language, count=points))
    return [*said, *not_over(result.quarter, result.latest, language, is_over=result.is_over)]


def say_composition(result: Composition, *, language: str) -> list[str]:
    """Return the share in the quarter, the days above the limit, and the signals."""
    facts = _facts(result, language)
    if not result.n:
        return [word("comp_none", language, quarter=facts["quarter"])]
    said = word(
        "comp_say",
        language,
        share=_share(result, language),
        count=count_text(result.count, language),
        n=count_text(result.n, language),
        days=steps_text(result.days, "day", language),
        **facts,
    )
    if result.most is not None:
        said = f"{said} {_above(result, language)}"
    signals = result.signals()
    marked = (
        word("comp_say_quiet", language)
        if signals.empty
        else word(
            "comp_say_signals", language, signals=signals_text(signals, result.chart, language)
        )
    )
    return [said, marked, *_left_out(result, language)]


def _above(result: Composition, language: str) -> str:
    """Say on how many days the share was above the limit."""
    most = _most(result, language)
    if not result.days_above:
        return word("comp_say_none_above", language, most=most)
    above = count_text(result.days_above, language)
    return word("comp_say_above", language, above=above, most=most)


def composition_figure(result: Composition, *, language: str) -> Figure | Text:
    """Return the picture of the share over time."""
    facts = _facts(result, language)
    if not result.chart.points:
        return Text((word("comp_none", language, quarter=facts["quarter"]),))
    rows = result.to_frame()
    signals = result.signals()
    marked = (
        word("att_no_signals_alt", language)
        if signals.empty
        else word(
            "att_signals_alt", language, signals=signals_text(signals, result.chart, language)
        )
    )
    caption = capital(word("comp_figure", language, **facts))
    days = rows["date"]
    return Figure(
        png=drawn_png(
            lambda ax: _draw(result, ax, language),
            height=chart_height(result.chart),
        ),
        caption=caption,
        alt=word(
            "comp_alt",
            language,
            first=date_text(days.min().date(), language),
            last=date_text(days.max().date(), language),
            mean=percent_text(float(rows["mean"].dropna().iloc[-1]), language),
            limits=limits_text(result.chart, language),
            signals=marked,
        ),
        data=_drawn(result, caption, language),
    )


def _draw(result: Composition, ax: Axes, language: str) -> None:
    from matplotlib import ticker

    plot_chart(result.chart, ax=ax, language=language)
    # Ticks at whole per cents: 12.5 % would be read as 13 %.
    ax.yaxis.set_major_locator(ticker.MaxNLocator(6, steps=[1, 2, 5, 10]))


def _drawn(result: Composition, caption: str, language: str) -> Table:
    rows = result.to_frame()
    labels = [
        word("att_step_week" if result.by == "week" else "att_step_occasion", language),
        *(word(name, language) for name in ("comp_count", "comp_of", "comp_share")),
    ]
    return Table(
        caption=caption,
        columns=columns(labels),
        rows=tuple(
            (
                step_text(pd.Timestamp(row["date"]), result.by, language),
                count_text(row["count"], language),
                count_text(row["n"], language),
                percent_text(row["value"], language),
            )
            for row in rows.to_dict("records")
        ),
        name="composition_drawn",
        numbers=records(rows),
    )
