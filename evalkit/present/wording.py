"""From a result to plain sentences that a caseworker understands and a statistician accepts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evalkit.estimates.intervals import wilson_interval
from evalkit.outcomes.change import NOTES, PrePost
from evalkit.present.numbers import decimal_text, interval_text, percent_text
from evalkit.present.scales import scale_digits, scale_title
from evalkit.present.words import check_language, listed, word

__all__ = ["say"]

# Below this many pairs a test is no headline (statistics: "What a sentence may say").
FEW_PAIRS = 10
# A family larger than this is told as a whole and not scale by scale.
LARGEST_TOLD_ONE_BY_ONE = 4
OVERALL = "mean"
ALPHA = 0.05


def say(result: PrePost, *, language: str = "da") -> list[str]:
    """Return a before/after comparison as plain sentences.

    Parameters
    ----------
    result : PrePost
        From `evalkit.pre_post`.
    language : {"da", "en"}
        Of the sentences.

    Returns
    -------
    list of str
        For every scale: how many, from what to what, how sure, how many improved. An instrument of many
        areas is told by its overall score and by which areas changed when all tests are allowed for.
        Last: who is not in it, and what one group before and after cannot show.

    Raises
    ------
    InputError
        When the language is neither "da" nor "en".

    Notes
    -----
    The words follow from the design: "has changed", never "because of". Below 10 pairs the sentence says
    that the group is too small for a test.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/empower4u", profile="empower4u")
    >>> sentences = ek.say(ek.pre_post(study), language="en")
    >>> sentences[0].startswith("Self-efficacy: 25 persons have two readings.")
    True
    """
    check_language(language)
    frame = result.to_frame()
    if frame.empty:
        return [word("no_readings", language)]
    sentences: list[str] = []
    families = frame.groupby("instrument", sort=False) if "instrument" in frame else [("", frame)]
    for _, family in families:
        if len(family) > LARGEST_TOLD_ONE_BY_ONE:
            sentences += _family(result, family, language)
        else:
            sentences += [_one(result, row, language) for row in family.to_dict("records")]
    only_first = int(frame["n_pre_only"].max())
    if only_first:
        sentences.append(word("say_only_first", language, count=only_first))
    sentences.append(word("say_design", language))
    return sentences


def _one(result: PrePost, row: dict[Any, Any], language: str) -> str:
    parts = [_change(result, row, language)]
    better = result.better.get(row["scale"])
    if better and not pd.isna(row["conf_low"]):
        parts.append(word(_verdict(row["conf_low"], row["conf_high"], better), language))
    if row["n"] and not pd.isna(row["improved"]):
        share = wilson_interval(int(row["improved"]), int(row["n"]), confidence=result.confidence)
        parts.append(
            word(
                "say_shares",
                language,
                improved=int(row["improved"]),
                same=int(row["same"]),
                worse=int(row["worse"]),
                low=percent_text(share.low, language),
                high=percent_text(share.high, language),
                confidence=word("interval", language, confidence=percent_text(result.confidence, language)),
            )
        )
    if 0 < row["n"] < FEW_PAIRS:
        parts.append(word("say_few", language, n=int(row["n"])))
    return " ".join(parts)


def _change(result: PrePost, row: dict[Any, Any], language: str) -> str:
    title = _titled(result, row, language)
    if not row["n"]:
        return word("say_none", language, scale=title)
    digits = scale_digits(row["scale"], result.scales)
    facts: dict[str, object] = {
        "scale": title,
        "n": int(row["n"]),
        "pre": decimal_text(row["mean_pre"], language, digits=digits),
        "post": decimal_text(row["mean_post"], language, digits=digits),
        "change": decimal_text(row["mean_change"], language, digits=digits, signed=True),
    }
    if pd.isna(row["conf_low"]):
        code = next((code for code, sentence in NOTES.items() if sentence in row["note"]), "no pairs")
        return word("say_change_without", language, reason=word(code, language), **facts)
    interval = interval_text(row["conf_low"], row["conf_high"], language, digits=digits)
    confidence = percent_text(result.confidence, language)
    return word("say_change", language, confidence=confidence, interval=interval, **facts)


def _titled(result: PrePost, row: dict[Any, Any], language: str) -> str:
    extra = [str(row[name]) for name in result.by if name not in ("instrument", "scale")]
    return ", ".join([scale_title(row["scale"], result.scales, language), *extra])


def _verdict(low: float, high: float, better: str) -> str:
    if low <= 0 <= high:
        return "say_unclear"
    return "say_better" if (low > 0) == (better == "higher") else "say_poorer"


def _family(result: PrePost, family: pd.DataFrame, language: str) -> list[str]:
    """Tell an instrument of many areas: overall first, then which areas changed."""
    overall = family[family["scale"] == OVERALL]
    areas = family[family["scale"] != OVERALL]
    sentences = [_one(result, row, language) for row in overall.to_dict("records")]
    found: dict[str, list[str]] = {"say_family_clear": [], "say_family_poorer": [], "say_family_unclear": []}
    for row in areas.to_dict("records"):
        better = result.better.get(row["scale"]) or "higher"
        clear = not pd.isna(row["p_adjusted"]) and row["p_adjusted"] < ALPHA
        gain = (row["mean_change"] > 0) == (better == "higher") if clear else False
        key = "say_family_unclear" if not clear else "say_family_clear" if gain else "say_family_poorer"
        found[key].append(_titled(result, row, language))
    tests = int(result.to_frame()["p_value"].notna().sum())
    for key, titles in found.items():
        if titles:
            sentences.append(word(key, language, tests=tests, scales=listed(titles, language)))
    return sentences
