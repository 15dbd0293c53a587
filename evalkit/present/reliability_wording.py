"""Sentences about how precisely an instrument measures, and what that cannot show."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evalkit.outcomes.intraclass_correlation import Icc
from evalkit.outcomes.item_analysis import ITEM_NOTES
from evalkit.outcomes.reliability import Reliability
from evalkit.outcomes.study_reliability import StudyReliability
from evalkit.present.numbers import confidence_text, decimal_text, interval_text
from evalkit.present.reliability_table import (
    icc_reasons,
    icc_title,
    reliability_reasons,
    scale_points,
)
from evalkit.present.told_rows import FEW_PERSONS
from evalkit.present.words import listed, word

__all__ = ["say_icc", "say_reliability", "say_study_reliability"]


def say_reliability(result: Reliability, *, language: str) -> list[str]:
    """Return the sentences of a reliability: per scale alpha and what one person must change."""
    told = [
        " ".join(_scale_said(result, row, language)) for row in result.to_frame().to_dict("records")
    ]
    told += _against(result, language)
    computed = result.to_frame()["alpha"].notna().any()
    return [*told, word("reliability_say_one_day", language)] if computed else told


def say_study_reliability(result: StudyReliability, *, language: str) -> list[str]:
    """Return the sentences of every instrument; what holds of all of them once, last."""
    told = [said for one in result.results for said in say_reliability(one, language=language)]
    last = word("reliability_say_one_day", language)
    said = list(dict.fromkeys(one for one in told if one != last))
    if not said:
        return [word("reliability_nobody_asked", language)]
    return [*said, last] if last in told else said


def _scale_said(result: Reliability, row: dict[Any, Any], language: str) -> list[str]:
    scale = result.instrument.scale(row["scale"])
    title = scale.title[language]
    reasons = "; ".join(reliability_reasons(row["note"], language))
    if pd.isna(row["alpha"]):
        return [word("reliability_say_none", language, scale=title, reasons=reasons)]
    confidence = confidence_text(result.confidence, language)
    facts = {
        "scale": title,
        "alpha": decimal_text(row["alpha"], language, digits=2),
        "n": int(row["n"]),
    }
    if pd.isna(row["alpha_low"]) or pd.isna(row["sem"]):
        return [word("reliability_say_plain", language, **facts, reasons=reasons)]
    interval = interval_text(row["alpha_low"], row["alpha_high"], language, digits=2)
    facts |= {"confidence": confidence, "interval": interval, "items": int(row["items"])}
    said = [word("reliability_say", language, **facts)]
    if row["n"] < FEW_PERSONS:
        return [*said, word("reliability_say_few", language, n=int(row["n"]))]
    change = scale_points(row["smallest_detectable_change"], scale, language)
    return [*said, word("reliability_say_change", language, change=change, confidence=confidence)]


def _against(result: Reliability, language: str) -> list[str]:
    """Say which items go against the others of their scale."""
    frame = result.items().to_frame()
    wrong = frame[frame["note"].str.contains(ITEM_NOTES["goes against"], regex=False)]
    titles = {item.name: item.title for item in result.instrument.items}
    said = []
    for name, items in wrong.groupby("scale", sort=False)["item"]:
        called = [(titles[item] or {}).get(language, item) for item in items]
        key = "reliability_say_against_several" if len(called) > 1 else "reliability_say_against"
        scale = result.instrument.scale(str(name)).title[language]
        said.append(word(key, language, scale=scale, items=listed(called, language)))
    return said


def say_icc(result: Icc, *, language: str) -> list[str]:
    """Return the sentences of an intraclass correlation."""
    rows = result.to_frame().to_dict("records")
    if not rows:
        return [word("no_readings", language)]
    told = [" ".join(_icc_said(result, row, language)) for row in rows]
    return [*told, word("reliability_icc_change_note", language)]


def _icc_said(result: Icc, row: dict[Any, Any], language: str) -> list[str]:
    title = icc_title(result, row, language)
    if pd.isna(row["conf_low"]):
        reasons = "; ".join(icc_reasons(row["note"], language))
        return [word("reliability_say_none", language, scale=title, reasons=reasons)]
    said = word(
        "reliability_icc_say",
        language,
        scale=title,
        form=result.form,
        estimate=decimal_text(row["estimate"], language, digits=2),
        confidence=confidence_text(result.confidence, language),
        interval=interval_text(row["conf_low"], row["conf_high"], language, digits=2),
        n=int(row["n"]),
        raters=int(row["raters"]),
    )
    few = [word("reliability_say_few", language, n=int(row["n"]))] if row["n"] < FEW_PERSONS else []
    return [said, *few]
