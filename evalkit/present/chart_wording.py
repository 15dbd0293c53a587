"""Sentences about charts that watch: what has moved, what that says, and what it cannot say."""

from __future__ import annotations

import pandas as pd

from evalkit.monitoring.control_chart import FEWEST_POINTS, ControlChart
from evalkit.monitoring.false_alarms import FEWEST, MOST, false_alarms_of, run_chart_alarm_rate
from evalkit.monitoring.run_chart import RunChart
from evalkit.present.chart_numbers import chart_number, chart_unit, is_counted
from evalkit.present.chart_signals import (
    is_high,
    judged_phrase,
    newest_phrases,
    signal_sentence,
    when_text,
)
from evalkit.present.numbers import date_text, percent_text
from evalkit.present.words import word

__all__ = ["say_chart", "say_run_chart"]

# Counts below this on average are skewed, and the limits of normal values do not fit them.
_SMALL_MEAN = 3
# More are in the table's figure, point by point.
_MOST_SIGNALS = 3
_ASSURANCE = {
    "reaches": "charts_say_reaches",
    "misses": "charts_say_misses",
    "hit_or_miss": "charts_say_hit_or_miss",
}


def say_chart(result: ControlChart, *, language: str) -> list[str]:
    """Return the sentences of a control chart: its latest phase, then what went before."""
    if not result.points:
        return [word("charts_nothing", language)]
    rows = _latest(result)
    known = rows["value"].dropna()
    if known.empty:
        return [word("charts_nothing", language)]
    said = [*_anew(result, language), _now(result, rows, language)]
    if len(known) == 1:
        return said
    if result.is_provisional:
        said.append(word("charts_say_provisional", language, fewest=FEWEST_POINTS))
    if known.nunique() == 1:
        return [*said, *_target(result, language)]
    signals = result.signals()
    latest = signals[signals["phase"] == rows["phase"].iloc[0]]
    said += _signals(latest, result, language)
    said += _target(result, language)
    earlier = len(signals) - len(latest)
    if earlier:
        date = date_text(result.rebased[-1], language)
        said.append(word("charts_say_earlier", language, count=earlier, date=date))
    if len(signals):
        said.append(word("charts_say_meaning", language))
    if FEWEST <= len(known) <= MOST and result.rules.asked:
        said.append(_chance(len(known), false_alarms_of(result).any_rule, language))
        if result.kind == "xmr" and is_counted(result) and known.mean() < _SMALL_MEAN:
            said.append(word("charts_say_small", language))
    return said


def _latest(result: ControlChart | RunChart) -> pd.DataFrame:
    rows = result.to_frame()
    return pd.DataFrame(rows[rows["phase"] == rows["phase"].iloc[-1]])


def _now(result: ControlChart | RunChart, rows: pd.DataFrame, language: str) -> str:
    """Say the latest phase in numbers."""
    known = rows.dropna(subset=["value"])
    last = known.iloc[-1]
    names = [name for name in ("mean", "median", "lower", "upper") if name in rows]
    facts = {name: chart_number(last[name], result, language) for name in names}
    facts["latest"] = chart_number(last["value"], result, language)
    facts["first"] = date_text(known["date"].iloc[0].date(), language)
    facts["last"] = date_text(last["date"].date(), language)
    facts["unit"] = chart_unit(result, language)
    key = "charts_say_run" if isinstance(result, RunChart) else "charts_say_now"
    if len(known) == 1:
        key = "charts_say_one"
    elif known["value"].nunique() == 1:
        key = "charts_say_constant"
    elif key == "charts_say_now" and known["value"].min() >= 0 > last["lower"]:
        key = "charts_say_now_upper"
    return word(key, language, points=len(known), **facts)


def _anew(result: ControlChart | RunChart, language: str) -> list[str]:
    if not result.rebased:
        return []
    return [word("charts_say_anew", language, date=date_text(result.rebased[-1], language))]


def _signals(signals: pd.DataFrame, result: ControlChart, language: str) -> list[str]:
    """Say the signals of the latest phase: those of the latest point, then those before."""
    if signals.empty:
        return [word("charts_say_none", language)] if result.rules.asked else []
    rows = result.to_frame()
    latest = rows.loc[rows["value"].notna(), "date"].iloc[-1]
    now = signals[signals["last"] == latest]
    said = [signal_sentence(signal, result, language) for _, signal in now.iterrows()]
    before = signals[signals["last"] < latest]
    if before.empty:
        return said
    phrases = "; ".join(newest_phrases(before, result, language, most=_MOST_SIGNALS))
    key = "charts_was_many" if len(before) > _MOST_SIGNALS else "charts_was"
    return [*said, word(key, language, signals=phrases, count=len(before))]


def _target(result: ControlChart, language: str) -> list[str]:
    if not result.assurance:
        return []
    target = chart_number(result.target, result, language)
    return [word(_ASSURANCE[result.assurance], language, target=target)]


def _chance(points: int, share: float, language: str) -> str:
    return word("charts_say_chance", language, points=points, share=percent_text(share, language))


def say_run_chart(result: RunChart, *, language: str) -> list[str]:
    """Return the sentences of a run chart: its latest phase."""
    rows = _latest(result) if result.points else result.to_frame()
    known = rows["value"].dropna()
    if known.empty:
        return [word("charts_nothing", language)]
    said = [*_anew(result, language), _now(result, rows, language)]
    if known.nunique() == 1:
        return said
    if result.is_provisional:
        said.append(word("charts_say_run_provisional", language, fewest=FEWEST_POINTS))
    phase = result.phases().iloc[-1]
    marked = rows[rows["long_run"] != ""]
    if len(marked):
        direction = str(marked["long_run"].iloc[0])
        high = is_high(direction, result.better)
        key = "charts_say_run_long_high" if high else "charts_say_run_long_low"
        facts = {"longest": phase["longest_run"], "allowed": phase["longest_allowed"]}
        facts["when"] = when_text(marked["date"].iloc[0], marked["date"].iloc[-1], language)
        facts |= {"unit": chart_unit(result, language)}
        said.append(word(key, language, judged=judged_phrase(direction, language), **facts))
    if phase["is_few"]:
        facts = {"crossings": phase["crossings"], "allowed": phase["fewest_allowed"]}
        said.append(word("charts_say_run_few", language, **facts))
    said.append(word("charts_say_meaning" if phase["signal"] else "charts_say_none", language))
    if FEWEST <= len(known) <= MOST:
        said.append(_chance(len(known), run_chart_alarm_rate(len(known)), language))
    return said
