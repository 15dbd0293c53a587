"""Signals of a chart in words: what was marked, when, and whether that is the wanted direction."""

from __future__ import annotations

import pandas as pd

from evalkit.monitoring.control_chart import ControlChart
from evalkit.present.chart_numbers import chart_unit
from evalkit.present.numbers import date_text
from evalkit.present.words import word

__all__ = [
    "is_high",
    "judged_phrase",
    "newest_phrases",
    "signal_phrase",
    "signal_sentence",
    "when_text",
]

_PHRASES = {
    ("outside", True): "charts_outside_high",
    ("outside", False): "charts_outside_low",
    ("shift", True): "charts_shift_high",
    ("shift", False): "charts_shift_low",
    ("trend", True): "charts_trend_high",
    ("trend", False): "charts_trend_low",
    ("two_of_three", True): "charts_two_of_three_high",
    ("two_of_three", False): "charts_two_of_three_low",
}
_SENTENCES = {
    ("outside", True): "charts_now_outside_high",
    ("outside", False): "charts_now_outside_low",
    ("shift", True): "charts_now_shift_high",
    ("shift", False): "charts_now_shift_low",
    ("trend", True): "charts_now_trend_high",
    ("trend", False): "charts_now_trend_low",
    ("two_of_three", True): "charts_now_two_of_three_high",
    ("two_of_three", False): "charts_now_two_of_three_low",
}
_FEWEST_OF = 3
_JUDGED = {"improvement": "charts_wanted", "concern": "charts_unwanted"}
_SUFFIX = {"improvement": "charts_is_wanted", "concern": "charts_is_unwanted"}


def newest_phrases(
    signals: pd.DataFrame, result: ControlChart, language: str, *, most: int
) -> list[str]:
    """Return the newest signals as a table has them, at most so many, in the order of time."""
    newest = signals.sort_values("last", kind="stable").tail(most)
    return [signal_phrase(signal, result, language) for _, signal in newest.iterrows()]


def is_high(direction: str, better: str) -> bool:
    """Return whether a marked point lies above or rises.

    Examples
    --------
    >>> is_high("concern", "lower"), is_high("low", "neither")
    (True, False)
    """
    if better == "neither":
        return direction == "high"
    return (direction == "improvement") == (better == "higher")


def judged_phrase(direction: str, language: str) -> str:
    """Return ", in the wanted direction", or nothing where neither is wanted."""
    return word(_SUFFIX[direction], language) if direction in _SUFFIX else ""


def when_text(first: pd.Timestamp, last: pd.Timestamp, language: str) -> str:
    """Return one date, or the first and the last."""
    if first == last:
        return date_text(first.date(), language)
    ends = [date_text(day.date(), language) for day in (first, last)]
    return word("to", language, low=ends[0], high=ends[1])


def signal_phrase(signal: pd.Series, result: ControlChart, language: str) -> str:
    """Return a signal as a table has it: "7 weeks in a row below the mean, 3 May to ..."."""
    what = word(_PHRASES[_key(signal, result)], language, **_facts(signal, result, language))
    facts = {"what": what, "when": when_text(signal["first"], signal["last"], language)}
    if signal["direction"] not in _JUDGED:
        return word("charts_signal", language, **facts)
    judged = word(_JUDGED[signal["direction"]], language)
    return word("charts_signal_judged", language, judged=judged, **facts)


def signal_sentence(signal: pd.Series, result: ControlChart, language: str) -> str:
    """Return a signal that the latest point belongs to as a sentence."""
    judged = judged_phrase(signal["direction"], language)
    facts = _facts(signal, result, language)
    return word(_SENTENCES[_key(signal, result)], language, judged=judged, **facts)


def _key(signal: pd.Series, result: ControlChart) -> tuple[str, bool]:
    return str(signal["rule"]), is_high(str(signal["direction"]), result.better)


def _facts(signal: pd.Series, result: ControlChart, language: str) -> dict[str, object]:
    rows = result.to_frame()
    known = rows[rows["value"].notna()]
    # Two near a limit that follow one another are two of three, the third before or after them.
    span = max(int(known["date"].between(signal["first"], signal["last"]).sum()), _FEWEST_OF)
    unit = chart_unit(result, language)
    return {"points": int(signal["points"]), "span": span, "unit": unit}
