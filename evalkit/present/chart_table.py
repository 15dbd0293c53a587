"""Tables and figures of charts that watch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from evalkit.monitoring.chart_rules import RULES
from evalkit.monitoring.control_chart import FEWEST_POINTS, ControlChart
from evalkit.monitoring.run_chart import RunChart
from evalkit.present.blocks import Figure, Table, Text
from evalkit.present.chart_numbers import chart_number, chart_unit
from evalkit.present.chart_signals import is_high, newest_phrases, when_text
from evalkit.present.drawing import drawn_png
from evalkit.present.numbers import count_text, date_text, decimal_text
from evalkit.present.plots.control_chart import chart_height, drawn_events, plot_chart
from evalkit.present.records import records
from evalkit.present.table_columns import columns
from evalkit.present.words import capital, listed, word

__all__ = ["chart_figure", "chart_table", "run_chart_table"]

_CAPTIONS = {"xmr": "charts_figure_xmr", "p": "charts_figure_p", "u": "charts_figure_u"}
_METHODS = {"xmr": "charts_note_xmr", "p": "charts_note_p", "u": "charts_note_u"}
_RULES = {
    "outside": "charts_note_outside",
    "shift": "charts_note_shift",
    "trend": "charts_note_trend",
    "two_of_three": "charts_note_two_of_three",
}
_MARKS = {
    "improvement": "charts_wanted",
    "concern": "charts_unwanted",
    "high": "charts_high",
    "low": "charts_low",
}
# Below so many expected on either side the normal limits of a count are rough.
_FEW_EXPECTED = 5
# More than a cell can hold; all of them are in the figure, point by point.
_MOST_SIGNALS = 5


def chart_table(result: ControlChart, *, language: str) -> Table | Text:
    """Return the table of a control chart: one row per phase, signals in words."""
    if not result.points:
        return Text((word("charts_nothing", language),))
    names = ("charts_period", "charts_count", "charts_latest", "charts_mean")
    labels = [word(name, language) for name in (*names, "charts_limits", "charts_signals")]
    signals = result.signals()
    rows = []
    for phase in result.phases().to_dict("records"):
        here = signals[signals["phase"] == phase["phase"]]
        numbers = _numbers(result, phase, language)
        ends = {"low": numbers["lower"], "high": numbers["upper"]}
        has_limits = pd.notna(phase["lower"])
        limits = word("to", language, **ends) if has_limits else word("not_computed", language)
        rows.append(
            (
                when_text(phase["first"], phase["last"], language),
                count_text(phase["points"], language),
                numbers["latest"],
                numbers["mean"],
                limits,
                capital(_signals(here, result, language)),
            )
        )
    return Table(
        caption=word("charts_caption", language),
        columns=columns(labels, texts=(0, 5)),
        rows=tuple(rows),
        notes=tuple(_notes(result, language)),
        name="chart",
        numbers=records(result.phases()),
    )


def _signals(signals: pd.DataFrame, result: ControlChart, language: str) -> str:
    """Return a phase's signals; of many the newest, and how many there were before them."""
    said = "; ".join(newest_phrases(signals, result, language, most=_MOST_SIGNALS))
    before = len(signals) - _MOST_SIGNALS
    if before > 0:
        return word("charts_and_before", language, signals=said, count=before)
    return said or word("charts_no_signal", language)


def _numbers(
    result: ControlChart | RunChart, phase: Mapping[Any, Any], language: str
) -> dict[str, str]:
    """Return a phase's numbers as texts, its latest value among them."""
    rows = result.to_frame()
    values = rows[rows["phase"] == phase["phase"]]["value"].dropna()
    found: dict[str, Any] = {
        name: phase[name] for name in ("mean", "lower", "upper", "median") if name in phase
    }
    found["latest"] = values.iloc[-1] if len(values) else None
    return {name: chart_number(value, result, language) for name, value in found.items()}


def _notes(result: ControlChart, language: str) -> list[str]:
    rules = [
        word(_RULES[rule], language, points=getattr(result.rules, rule))
        for rule in result.rules.asked
    ]
    notes = [word(_METHODS[result.kind], language)]
    if rules:
        notes.append(word("charts_note_rules", language, rules="; ".join(rules)))
    phases = result.phases()
    for ratio in phases.loc[phases["laney"], "sigma_z"]:
        key = "charts_note_laney" if ratio >= 1 else "charts_note_laney_narrower"
        notes.append(word(key, language, ratio=decimal_text(ratio, language, digits=2)))
    if result.kind != "xmr" and _is_small(result):
        notes.append(word("charts_note_small", language))
    if result.screened:
        notes.append(word("charts_note_screened", language, screened=result.screened))
    if phases["provisional"].any():
        notes.append(word("charts_note_provisional", language, fewest=FEWEST_POINTS))
    return [*notes, *_told(result, language)]


def _told(result: ControlChart | RunChart, language: str) -> list[str]:
    """Return what had to be done with the rows."""
    notes = []
    if result.missing:
        notes.append(word("charts_note_missing", language, missing=result.missing))
    if not result.was_sorted:
        notes.append(word("charts_note_sorted", language))
    if result.not_rebased:
        dates = listed([date_text(day, language) for day in result.not_rebased], language)
        notes.append(word("charts_note_not_rebased", language, dates=dates))
    return notes


def _is_small(result: ControlChart) -> bool:
    rows = result.to_frame().dropna(subset=["value"])
    expected = rows["n"] * rows["mean"]
    if result.kind == "p":
        expected = expected.clip(upper=rows["n"] - expected)
    return bool(expected.median() < _FEW_EXPECTED)


def run_chart_table(result: RunChart, *, language: str) -> Table | Text:
    """Return the table of a run chart: one row per phase."""
    if not result.points:
        return Text((word("charts_nothing", language),))
    names = ("charts_period", "charts_count", "charts_latest", "charts_median", "charts_longest")
    labels = [word(name, language) for name in names]
    labels += [word(name, language) for name in ("charts_crossings", "charts_signals")]
    rows = []
    for phase in result.phases().to_dict("records"):
        numbers = _numbers(result, phase, language)
        longest = {"number": phase["longest_run"], "allowed": phase["longest_allowed"]}
        crossings = {"number": phase["crossings"], "allowed": phase["fewest_allowed"]}
        rows.append(
            (
                when_text(phase["first"], phase["last"], language),
                count_text(phase["n"], language),
                numbers["latest"],
                numbers["median"],
                word("charts_at_most", language, **longest),
                word("charts_at_least", language, **crossings),
                capital(_run_signals(result, phase, language)),
            )
        )
    notes = [word("charts_note_run", language)]
    if result.phases()["provisional"].any():
        notes.append(word("charts_note_run_provisional", language, fewest=FEWEST_POINTS))
    return Table(
        caption=word("charts_caption", language),
        columns=columns(labels, texts=(0, 6)),
        rows=tuple(rows),
        notes=(*notes, *_told(result, language)),
        name="run_chart",
        numbers=records(result.phases()),
    )


def _run_signals(result: RunChart, phase: Mapping[Any, Any], language: str) -> str:
    rows = result.to_frame()
    marked = rows[(rows["phase"] == phase["phase"]) & (rows["long_run"] != "")]["long_run"]
    said = []
    if len(marked):
        high = is_high(marked.iloc[0], result.better)
        said.append(word("charts_run_long_high" if high else "charts_run_long_low", language))
    if phase["is_few"]:
        said.append(word("charts_run_few", language))
    return "; ".join(said) or word("charts_no_signal", language)


def chart_figure(result: ControlChart | RunChart, *, language: str) -> Figure | Text:
    """Return the picture of a chart, with the points behind it as a table."""
    if not result.points:
        return Text((word("charts_nothing", language),))
    caption = word(_CAPTIONS.get(getattr(result, "kind", ""), "charts_figure_run"), language)
    return Figure(
        png=drawn_png(
            lambda ax: plot_chart(result, ax=ax, language=language), height=chart_height(result)
        ),
        caption=caption,
        alt=_alt(result, language),
        data=_points(result, caption, language),
    )


def _points(result: ControlChart | RunChart, caption: str, language: str) -> Table:
    rows = result.to_frame()
    labels = {"value": "charts_latest", "mean": "charts_mean", "median": "charts_median"}
    labels |= {"lower": "charts_lower", "upper": "charts_upper"}
    labels["value"] = {"p": "charts_share", "u": "charts_rate"}.get(
        getattr(result, "kind", ""), "charts_value"
    )
    shown = [name for name in labels if name in rows]
    marks = [name for name in (*RULES, "long_run") if name in rows]
    cells = []
    for row in rows.to_dict("records"):
        said = dict.fromkeys(word(_MARKS[row[name]], language) for name in marks if row[name])
        numbers = [chart_number(row[name], result, language) for name in shown]
        of = [decimal_text(row["n"], language, digits=0)] if "n" in rows else []
        day = date_text(row["date"].date(), language)
        cells.append((day, *numbers, *of, listed(list(said), language)))
    heads = [word("date", language), *[word(labels[name], language) for name in shown]]
    heads += [word("charts_of", language)] if "n" in rows else []
    heads.append(word("charts_marks", language))
    events = tuple(_event(day, words, language) for day, words in result.events.items())
    return Table(
        caption,
        columns(heads, texts=(0, len(heads) - 1)),
        tuple(cells),
        (*events, *_told(result, language)),
        name="chart_points",
        numbers=records(rows),
    )


def _event(day: object, words: str, language: str) -> str:
    date = date_text(day, language)  # type: ignore[arg-type]
    return word("charts_event", language, words=words, date=date)


def _alt(result: ControlChart | RunChart, language: str) -> str:
    rows = result.to_frame()
    known = rows.dropna(subset=["value"])
    places = {"lowest": int(known["value"].argmin()), "highest": int(known["value"].argmax())}
    places["latest"] = -1
    facts: dict[str, object] = {}
    for name, place in places.items():
        value = known["value"].iloc[place]
        facts[name] = chart_number(value, result, language)
        facts[f"{name}_date"] = date_text(known["date"].iloc[place].date(), language)
    facts["first"] = date_text(known["date"].iloc[0].date(), language)
    facts["last"] = date_text(known["date"].iloc[-1].date(), language)
    unit = chart_unit(result, language)
    said = [word("charts_alt", language, points=result.points, unit=unit, **facts)]
    said.append(_alt_middle(result, language))
    said.append(_alt_signals(result, language))
    happened = drawn_events(result)
    if happened:
        events = [_event(day, words, language) for day, words in happened.items()]
        said.append(word("charts_alt_events", language, events=listed(events, language)))
    return " ".join(said)


def _alt_middle(result: ControlChart | RunChart, language: str) -> str:
    numbers = _numbers(result, result.phases().iloc[-1].to_dict(), language)
    if isinstance(result, RunChart):
        return word("charts_alt_median", language, median=numbers["median"])
    if pd.isna(result.phases()["lower"].iloc[-1]):
        return word("charts_alt_no_limits", language)
    facts = {name: numbers[name] for name in ("mean", "lower", "upper")}
    return word("charts_alt_mean", language, **facts)


def _alt_signals(result: ControlChart | RunChart, language: str) -> str:
    if isinstance(result, RunChart):
        phases = [phase for phase in result.phases().to_dict("records") if phase["signal"]]
        said = [_run_signals(result, phase, language) for phase in phases]
    else:
        signals = result.signals()
        said = [_signals(signals, result, language)] if len(signals) else []
    if not said:
        return word("charts_alt_none", language)
    return word("charts_alt_signals", language, signals="; ".join(said))
