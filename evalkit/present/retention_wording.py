"""Sentences about how long courses last: how many, how sure, and what it does not say."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from evalkit.monitoring.retention import Retention
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    date_text,
    interval_text,
    percent_text,
)
from evalkit.present.retention_table import median_interval, shown_shares
from evalkit.present.row_names import exact_text
from evalkit.present.share_wording import p_phrase
from evalkit.present.stay_words import (
    group_name,
    months_text,
    share_range,
    span_text,
    told_rows,
    what_lasts,
)
from evalkit.present.told_rows import FEW_PERSONS
from evalkit.present.words import word
from evalkit.results import SHOWN_FROM

__all__ = ["say_retention"]


def say_retention(result: Retention, *, language: str) -> list[str]:
    """Return the sentences about how long courses (or matches) last."""
    groups = result.to_frame().to_dict("records")
    if not groups or not any(row["n"] for row in groups):
        return [word("retention_nobody", language, day=date_text(result.as_of, language))]
    shares = shown_shares(result)
    months = len(result.months)
    said = [
        _told(result, row, shares.iloc[place * months : (place + 1) * months], language=language)
        for place, row in enumerate(groups)
    ]
    if result.by:
        said += _compared(result, groups, language)
    said += told_rows(result.told, result.as_of, language)
    return [*said, word("retention_say_limits", language)]


def _told(result: Retention, row: Mapping[Any, Any], at: pd.DataFrame, *, language: str) -> str:
    name = group_name(row, result.by, language)
    facts = {"group": word("retention_say_group", language, group=name) if result.by else ""}
    facts |= {"what": what_lasts(result.of, language), "n": count_text(row["n"], language)}
    if row["n"] < SHOWN_FROM:
        return word("retention_say_few", language, **facts)
    facts |= {"day": date_text(result.as_of, language)}
    counts = {name: count_text(row[f"n_{name}"], language) for name in ("ended", "open")}
    said = [word("retention_say_n", language, **facts, **counts)]
    said += _last_share(at, _sure(result, language), language)
    said.append(_median(row, _sure(result, language), language))
    if result.horizon is not None and not isnan(row["mean_low"]):
        said.append(
            word(
                "retention_say_mean",
                language,
                months=exact_text(result.horizon, language),
                mean=months_text(row["mean_months"], language),
                confidence=_sure(result, language),
                interval=interval_text(row["mean_low"], row["mean_high"], language),
            )
        )
    if row["n"] < FEW_PERSONS:
        said.append(word("retention_say_small", language))
    return " ".join(said)


def _sure(result: Retention, language: str) -> str:
    return word("interval", language, confidence=confidence_text(result.confidence, language))


def _last_share(at: pd.DataFrame, confidence: str, language: str) -> list[str]:
    """Return the sentence of the latest month to which enough are followed."""
    known = at[at["estimate"].notna()].sort_values("month").to_dict("records")
    if not known:
        return []
    row = known[-1]
    facts = {"span": span_text(row["month"], language)}
    facts |= {"share": percent_text(row["estimate"], language)}
    facts |= {"n_risk": count_text(row["n_risk"], language)}
    if isnan(row["conf_low"]):
        return [word("retention_say_share_alone", language, **facts)]
    facts |= {"interval": share_range(row["conf_low"], row["conf_high"], language)}
    return [word("retention_say_share", language, confidence=confidence, **facts)]


def _median(row: Mapping[Any, Any], confidence: str, language: str) -> str:
    if isnan(row["median"]):
        return word("retention_say_no_median", language)
    if row["median_risk"] < SHOWN_FROM:
        return word("retention_say_few_at_median", language, few=SHOWN_FROM)
    return word(
        "retention_say_median",
        language,
        median=months_text(row["median"], language),
        confidence=confidence,
        interval=median_interval(row, language),
    )


def _compared(result: Retention, groups: list[dict[Any, Any]], language: str) -> list[str]:
    if result.test is None:
        return []
    if any(row["n"] < FEW_PERSONS for row in groups):
        return [word("retention_say_untested", language, few=FEW_PERSONS)]
    is_apart = result.test.p_value < 1 - result.confidence
    name = "retention_say_apart" if is_apart else "retention_say_unclear"
    return [word(name, language, p=p_phrase(result.test.p_value, language))]
