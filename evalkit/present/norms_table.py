"""Tables beside other populations: means beside norms, and how many are in each band."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from evalkit.instruments.instrument import Band, Scale
from evalkit.instruments.parts import Norm
from evalkit.outcomes.bands import InBands
from evalkit.outcomes.norms import NORM_NOTES, BesideNorms
from evalkit.outcomes.paired import Paired
from evalkit.present.blocks import Table, TableColumn, Text
from evalkit.present.compared_rows import ComparedRow
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    percent_text,
)
from evalkit.present.records import records
from evalkit.present.words import listed, word, word_or

__all__ = [
    "READINGS",
    "band_of",
    "bands_table",
    "called_norm",
    "norm_of",
    "norms_table",
    "published_text",
    "row_of",
    "share_text",
]

_NAMING = ("instrument", "scale")
_REASONS = {
    "nobody": "norms_nobody",
    "one person": "norms_one_person",
    "zero variance": "norms_zero_variance",
}
READINGS = ("first", "latest")


def row_of(paired: Paired, numbers: dict[Any, Any], language: str) -> ComparedRow:
    """Return a row of a result with the titles readers know."""
    row = {str(name): value for name, value in numbers.items()}
    name = paired.scale_of(row)
    known = paired.directions.scales.get(name)
    groups = tuple(_group(row[column], language) for column in _grouping(paired))
    return ComparedRow(
        scale=name,
        scale_title=known.title[language] if known else word_or(name, language),
        groups=groups,
        better=paired.directions.word(name, instrument=row.get("instrument")),
        known=known,
        numbers=row,
    )


def _grouping(paired: Paired) -> list[str]:
    return [name for name in paired.by if name not in _NAMING]


def _group(value: object, language: str) -> str:
    if value is None or pd.isna(value) or value == "":  # type: ignore[call-overload]
        return word("not_stated", language)
    return word_or(str(value), language)


def norm_of(row: ComparedRow) -> Norm | None:
    """Return the norm a row is set beside, None where its scale has none."""
    norms = row.known.norms if row.known else ()
    facts = row.numbers
    return next(
        (
            norm
            for norm in norms
            if norm.population["en"] == facts["population"] and norm.mean == facts["norm_mean"]
        ),
        None,
    )


def called_norm(norm: Norm, language: str) -> str:
    """Return what a norm's population is called, with its year where there is one."""
    if norm.year is None:
        return norm.population[language]
    facts = {"population": norm.population[language], "year": norm.year}
    return word("norms_population_year", language, **facts)


def _readings(paired: Paired, language: str) -> dict[str, str]:
    if paired.waves is not None:
        return dict(zip(READINGS, (word_or(name, language) for name in paired.waves), strict=True))
    return {"first": word("mean_first", language), "latest": word("mean_latest", language)}


def norms_table(result: BesideNorms, *, language: str) -> Table | Text:
    """Return the table of means beside norms, one row per scale, reading and norm."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    confidence = confidence_text(result.confidence, language)
    groups = [word_or(name, language) for name in _grouping(result.paired)]
    labels = [word("scale", language), *groups, word("norms_reading", language)]
    labels += [word("pairs", language), word("norms_mean", language)]
    labels += [word("norms_interval", language, confidence=confidence)]
    labels += [word("norms_population", language), word("norms_norm", language)]
    labels += [word("norms_difference", language)]
    labels += [word("norms_difference_interval", language, confidence=confidence)]
    labels += [word("norms_in_sd", language)]
    rows = [row_of(result.paired, row, language) for row in frame.to_dict("records")]
    starts = (*range(len(groups) + 2), len(groups) + 5)
    return Table(
        caption=word("norms_caption", language),
        columns=_columns(labels, starts),
        rows=tuple(_norm_cells(result, row, language) for row in rows),
        notes=tuple(_norm_notes(result, rows, language)),
        name="norms",
        numbers=records(frame),
    )


def _norm_cells(result: BesideNorms, row: ComparedRow, language: str) -> tuple[str, ...]:
    norm = norm_of(row)
    facts = row.numbers
    apart = row.number("difference", language, signed=True)
    ends = (row.number(f"difference_{end}", language) for end in ("low", "high"))
    interval = word("to", language, **dict(zip(("low", "high"), ends, strict=True)))
    unknown = word("not_computed", language)
    return (
        row.scale_title,
        *row.groups,
        _readings(result.paired, language)[str(facts["reading"])],
        count_text(row.n, language),
        row.number("mean", language),
        row.interval(language),
        called_norm(norm, language) if norm else word("norms_none", language),
        row.number("norm_mean", language),
        apart,
        unknown if pd.isna(facts["difference_low"]) else interval,
        decimal_text(facts["difference_in_sd"], language, digits=2, signed=True),
    )


def _norm_notes(result: BesideNorms, rows: list[ComparedRow], language: str) -> list[str]:
    norms = {called_norm(n, language): n for n in map(norm_of, rows) if n is not None}
    without = dict.fromkeys(row.scale_title for row in rows if norm_of(row) is None)
    reasons = [
        word(name, language)
        for code, name in _REASONS.items()
        if any(NORM_NOTES[code] in row.numbers["note"].split("; ") for row in rows)
    ]
    known = [title for title, norm in norms.items() if norm.certainty == "known"]
    no_sd = [title for title, norm in norms.items() if norm.sd is None]
    notes = [word("norms_method_note", language)] if norms else []
    notes.append(_who(result.who, language))
    if norms:
        notes.append(word("norms_limit_note", language))
    for title, norm in norms.items():
        notes.append(word("norms_source_note", language, population=title, source=norm.source))
    for names, key in ((known, "norms_known_note"), (no_sd, "norms_no_sd_note")):
        notes += [word(key, language, populations=listed(names, language))] if names else []
    if without:
        notes.append(word("norms_no_norm_note", language, scales=listed(list(without), language)))
    if reasons:
        notes.append(word("norms_missing_note", language, reasons="; ".join(reasons)))
    return notes


def _who(who: str, language: str) -> str:
    return word("norms_paired_note" if who == "paired" else "norms_all_note", language)


def bands_table(result: InBands, *, language: str) -> Table | Text:
    """Return the table of bands, one row per scale and band, also those with nobody."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("norms_no_bands", language),))
    confidence = confidence_text(result.confidence, language)
    groups = [word_or(name, language) for name in _grouping(result.paired)]
    labels = [word("scale", language), *groups, word("norms_band", language)]
    for reading in _readings(result.paired, language).values():
        facts = {"reading": reading, "confidence": confidence}
        labels.append(word("norms_reading_people", language, reading=reading))
        labels.append(word("norms_reading_interval", language, **facts))
    labels.append(word("norms_published", language))
    rows = [row_of(result.paired, row, language) for row in frame.to_dict("records")]
    first, latest = ([row for row in rows if row.numbers["reading"] == name] for name in READINGS)
    starts = (*range(len(groups) + 2), len(labels) - 1)
    return Table(
        caption=word("norms_bands_caption", language),
        columns=_columns(labels, starts),
        rows=tuple(_band_cells(pair, language) for pair in zip(first, latest, strict=True)),
        notes=tuple(_band_notes(result, rows, language)),
        name="bands",
        numbers=records(frame) + records(result.published()),
    )


def _band_cells(pair: tuple[ComparedRow, ComparedRow], language: str) -> tuple[str, ...]:
    row = pair[0]
    band = band_of(row)
    ends = [decimal_text(end, language, digits=_places(end)) for end in (band.lowest, band.highest)]
    facts = {"band": band.title[language], "low": ends[0], "high": ends[1]}
    cells = [row.scale_title, *row.groups, word("norms_band_range", language, **facts)]
    for one in pair:
        cells.append(share_text(one, language))
        cells.append(_share_interval(one, language))
    return (*cells, published_text(band, language))


def band_of(row: ComparedRow) -> Band:
    """Return the band a row is about."""
    scale: Scale | None = row.known
    bands = scale.bands if scale else ()
    facts = row.numbers
    return next(
        band
        for band in bands
        if band.title["en"] == facts["band"] and band.lowest == facts["lowest"]
    )


def share_text(row: ComparedRow, language: str) -> str:
    """Return how many of how many are in a band."""
    if not row.n:
        return word("norms_of_nobody", language)
    facts = {"count": count_text(row.numbers["count"], language), "n": count_text(row.n, language)}
    return word(
        "norms_count", language, **facts, share=percent_text(row.numbers["share"], language)
    )


def _share_interval(row: ComparedRow, language: str) -> str:
    if pd.isna(row.numbers["conf_low"]):
        return interval_text(None, None, language)
    low, high = (percent_text(row.numbers[f"conf_{end}"], language) for end in ("low", "high"))
    return word("to", language, low=low, high=high)


def published_text(band: Band, language: str) -> str:
    """Return what others found of a band, or a dash."""
    found = [
        word(
            "norms_published_share" if one.year else "norms_published_undated",
            language,
            **{
                "share": _one_decimal(one.share, language),
                "population": one.population[language],
                "year": one.year,
            },
        )
        for one in band.prevalences
    ]
    return "; ".join(found) or word("not_computed", language)


def _band_notes(result: InBands, rows: Iterable[ComparedRow], language: str) -> list[str]:
    notes = [word("norms_bands_note", language), _who(result.who, language)]
    bands = dict.fromkeys(band_of(row) for row in rows if band_of(row).prevalences)
    if bands:
        notes.append(word("norms_limit_note", language))
    found = [one for band in bands for one in band.prevalences]
    known = sorted({one.population[language] for one in found if one.certainty == "known"})
    for source in sorted({one.source for one in found}):
        populations = sorted({one.population[language] for one in found if one.source == source})
        facts = {"population": listed(populations, language), "source": source}
        notes.append(word("norms_source_note", language, **facts))
    if known:
        notes.append(word("norms_known_note", language, populations=listed(known, language)))
    return notes


def _one_decimal(share: float, language: str) -> str:
    """Return a published share with the decimal it was published with."""
    return confidence_text(share, language)


def _places(end: float) -> int:
    return 0 if float(end).is_integer() else 2


def _columns(labels: list[str], starts: Iterable[int]) -> tuple[TableColumn, ...]:
    at_start = set(starts)
    return tuple(
        TableColumn(label, "start" if place in at_start else "end")
        for place, label in enumerate(labels)
    )
