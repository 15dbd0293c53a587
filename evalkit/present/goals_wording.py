"""Sentences about goals: how many are reached, the T score, and what it cannot say."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from evalkit.estimates.goal_scaling import EXPECTED_T
from evalkit.monitoring.goals import GoalAttainment
from evalkit.present.goals_table import nothing_of_goals
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    date_text,
    decimal_text,
    interval_text,
    percent_text,
)
from evalkit.present.told_rows import FEW_PERSONS
from evalkit.present.words import word
from evalkit.results import SHOWN_FROM

__all__ = ["say_goals"]


def say_goals(result: GoalAttainment, *, language: str) -> list[str]:
    """Return the sentences of goals; of fewer than five persons no numbers."""
    nothing = nothing_of_goals(result, language)
    if nothing is not None or result.as_of is None:
        return list(nothing.paragraphs) if nothing else [word("goals_none", language)]
    said = [_counted(result, result.as_of, language)]
    overdue = count_text(result.to_frame()["overdue"].iloc[0], language)
    said.append(word("goals_say_overdue", language, months=result.review_months, overdue=overdue))
    scores = result.t_scores().set_index("quantity").to_dict("index")
    if scores["t"]["n"] < SHOWN_FROM:
        return said
    said.append(_t_score(scores["t"], result, language))
    if scores["t_change"]["n"] >= SHOWN_FROM:
        said.append(_changed(scores, result, language))
    counts = result.counts
    if counts["partly"]:
        partly = count_text(counts["partly"], language)
        said.append(word("goals_say_partly", language, partly=partly))
    if counts["unrated"]:
        unrated = count_text(counts["unrated"], language)
        said.append(word("goals_say_none_rated", language, unrated=unrated))
    if counts["weights_incomplete"] or counts["without_weight"]:
        some = count_text(counts["weights_incomplete"], language)
        none = count_text(counts["without_weight"], language)
        said.append(word("goals_say_weights", language, count=some, none=none))
    said.append(word("goals_say_limits", language))
    return said


def _counted(result: GoalAttainment, day: dt.date, language: str) -> str:
    row = result.to_frame().iloc[0]
    names = ("n", "goals", "reviewed", "rated", "reached")
    told: dict[str, object] = {name: count_text(row[name], language) for name in names}
    told["day"] = date_text(day, language)
    if not row["rated"]:
        return word("goals_say_unrated", language, **told)
    told["share"] = percent_text(row["share_reached"], language)
    return word("goals_say_counts", language, **told)


def _t_score(row: dict[Any, Any], result: GoalAttainment, language: str) -> str:
    said = word(
        "goals_say_t",
        language,
        mean=decimal_text(row["mean"], language),
        n=count_text(row["n"], language),
        **_interval(row, result, language),
    )
    if row["n"] < FEW_PERSONS:
        return f"{said} {word('goals_say_few', language, n=count_text(row['n'], language))}"
    if math.isnan(row["conf_low"]):
        return said
    if row["conf_low"] > EXPECTED_T:
        return f"{said} {word('goals_say_t_above', language)}"
    below = row["conf_high"] < EXPECTED_T
    return f"{said} {word('goals_say_t_below' if below else 'goals_say_t_about', language)}"


def _interval(row: dict[Any, Any], result: GoalAttainment, language: str) -> dict[str, str]:
    confidence = confidence_text(result.confidence, language)
    known = not math.isnan(row["conf_low"])
    shown = interval_text(row["conf_low"], row["conf_high"], language)
    return {
        "confidence": word("interval", language, confidence=confidence),
        "interval": shown if known else word("goals_say_no_interval", language),
    }


def _changed(scores: dict[Any, dict[Any, Any]], result: GoalAttainment, language: str) -> str:
    row = scores["t_change"]
    return word(
        "goals_say_change",
        language,
        n=count_text(row["n"], language),
        first=decimal_text(scores["t_first"]["mean"], language),
        last=decimal_text(scores["t_last"]["mean"], language),
        change=decimal_text(row["mean"], language, signed=True),
        **_interval(row, result, language),
    )
