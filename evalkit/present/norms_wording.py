"""Sentences beside other populations: how far from a norm, how many in a band, and the limits."""

from __future__ import annotations

import pandas as pd

from evalkit.outcomes.norms import BesideNorms
from evalkit.present.compared_rows import ComparedRow, rows_on
from evalkit.present.norms_table import (
    READINGS,
    band_of,
    called_norm,
    norm_of,
    published_text,
    share_text,
)
from evalkit.present.numbers import MINUS, confidence_text
from evalkit.present.reading_names import reading_names
from evalkit.present.told_rows import FEW_PERSONS
from evalkit.present.words import word, word_or

__all__ = ["say_norms"]

# Certainties of numbers that were read where they come from.
_READ = ("src", "seen")


def say_norms(result: BesideNorms, *, language: str) -> list[str]:
    """Return the sentences: per norm the difference, per published band the shares, the limits."""
    first, latest = _by_reading(result, result.to_frame(), language)
    pairs = [(one, other) for one, other in zip(first, latest, strict=True) if other.n or one.n]
    told = [" ".join(_norm_said(result, pair, language)) for pair in pairs if norm_of(pair[1])]
    told += _bands_said(result, language)
    if told:
        told.append(word("norms_say_limit", language))
    if not all(_is_known(row) for row, _ in pairs):
        told.append(word("norms_say_others" if told else "norms_say_none", language))
    return told or [word("no_second_readings", language)]


def _is_known(row: ComparedRow) -> bool:
    """Whether a scale has a norm, or a band that others counted."""
    bands = row.known.bands if row.known else ()
    return norm_of(row) is not None or any(band.prevalences for band in bands)


def _by_reading(
    result: BesideNorms, frame: pd.DataFrame, language: str
) -> tuple[list[ComparedRow], list[ComparedRow]]:
    rows = rows_on(result.paired, frame, language)
    first, latest = ([row for row in rows if row.numbers["reading"] == name] for name in READINGS)
    return first, latest


def _at(result: BesideNorms, language: str) -> dict[str, str]:
    """Return what the two readings are called in a sentence."""
    if result.paired.months is not None:
        names = reading_names(result.paired, language)
        return {"at_first": word("norms_at_first", language), "at_latest": names["latest"].lower()}
    if result.paired.waves is None:
        return {
            "at_first": word("norms_at_first", language),
            "at_latest": word("norms_at_latest", language),
        }
    first, latest = (
        word("norms_at_wave", language, wave=word_or(wave, language))
        for wave in result.paired.waves
    )
    return {"at_first": first, "at_latest": latest}


def _norm_said(
    result: BesideNorms, pair: tuple[ComparedRow, ComparedRow], language: str
) -> list[str]:
    first, latest = pair
    norm = norm_of(latest)
    if norm is None:
        return []
    said = word(
        "norms_say" if result.who == "paired" else "norms_say_apart",
        language,
        **_at(result, language),
        scale=latest.title,
        n_first=first.n,
        n=latest.n,
        first=first.number("mean", language),
        latest=latest.number("mean", language),
        population=called_norm(norm, language),
        norm=latest.number("norm_mean", language),
    )
    if latest.n < FEW_PERSONS:
        return [said, word("norms_say_few", language, n=latest.n)]
    if pd.isna(latest.numbers["difference_low"]):
        return [said]
    below = latest.numbers["difference"] < 0
    return [
        said,
        word(
            "norms_say_difference",
            language,
            **_at(result, language),
            difference=latest.number("difference", language).removeprefix(MINUS),
            side=word("norms_below" if below else "norms_above", language),
            confidence=confidence_text(result.confidence, language),
            interval=latest.interval(language, low="difference_low", high="difference_high"),
        ),
    ]


def _bands_said(result: BesideNorms, language: str) -> list[str]:
    first, latest = _by_reading(result, result.bands.to_frame(), language)
    said = []
    for one, other in zip(first, latest, strict=True):
        if not band_of(other).prevalences or not (one.n or other.n):
            continue
        # What nobody has read again in its source stays in the table, which says so.
        sure = all(p.certainty in _READ for p in band_of(other).prevalences)
        published = published_text(band_of(other), language)
        said.append(
            word(
                "norms_say_band",
                language,
                **_at(result, language),
                scale=other.title,
                band=band_of(other).title[language],
                first=share_text(one, language),
                latest=share_text(other, language),
                published=word("norms_say_published", language, published=published)
                if sure
                else word("norms_say_unread", language),
            )
        )
    return said
