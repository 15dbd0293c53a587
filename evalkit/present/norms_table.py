"""Tables beside other populations: means beside norms, and how many are in each band."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evalkit.instruments.instrument import Band, Scale
from evalkit.instruments.parts import Norm
from evalkit.outcomes.bands import InBands
from evalkit.outcomes.norms import NORM_NOTES, BesideNorms
from evalkit.present.blocks import Table, Text
from evalkit.present.compared_rows import ComparedRow, row_columns, rows_on
from evalkit.present.missing_reasons import missing_note
from evalkit.present.numbers import (
    confidence_text,
    count_text,
    decimal_text,
    interval_text,
    percent_text,
)
from evalkit.present.reading_names import reading_names
from evalkit.present.records import records
from evalkit.present.row_names import exact_text
from evalkit.present.words import listed, word

__all__ = [
    "READINGS",
    "band_of",
    "bands_table",
    "called_norm",
    "norm_of",
    "norms_table",
    "published_text",
    "share_text",
]

_REASONS = {
    NORM_NOTES["nobody"]: "norms_nobody",
    NORM_NOTES["one person"]: "norms_one_person",
    NORM_NOTES["zero variance"]: "norms_zero_variance",
}
READINGS = ("first", "latest")


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


def norms_table(result: BesideNorms, *, language: str) -> Table | Text:
    """Return the table of means beside norms, one row per scale, reading and norm."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("no_readings", language),))
    every = rows_on(result.paired, frame, language)
    rows = [row for row in every if norm_of(row)]
    if not rows:
        return Text((word("norms_none", language),))
    confidence = confidence_text(result.confidence, language)
    labels = [
        word("norms_reading", language),
        word("pairs", language),
        word("norms_mean", language),
    ]
    labels += [word("norms_interval", language, confidence=confidence)]
    labels += [word("norms_population", language), word("norms_norm", language)]
    labels += [word("norms_difference", language)]
    labels += [word("norms_difference_interval", language, confidence=confidence)]
    labels += [word("norms_in_sd", language)]
    return Table(
        caption=word("norms_caption", language),
        columns=row_columns(result.by, labels, language, texts=(0, 4)),
        rows=tuple(_norm_cells(result, row, language) for row in rows),
        notes=tuple(_norm_notes(result, rows, language, others=len(rows) < len(every))),
        name="norms",
        numbers=records(frame),
    )


def _norm_cells(result: BesideNorms, row: ComparedRow, language: str) -> tuple[str, ...]:
    norm = norm_of(row)
    facts = row.numbers
    return (
        row.scale_title,
        *row.groups,
        reading_names(result.paired, language)[str(facts["reading"])],
        count_text(row.n, language),
        row.number("mean", language),
        row.interval(language),
        called_norm(norm, language) if norm else word("not_computed", language),
        row.number("norm_mean", language),
        row.number("difference", language, signed=True),
        row.interval(language, low="difference_low", high="difference_high"),
        decimal_text(facts["difference_in_sd"], language, digits=2, signed=True),
    )


def _norm_notes(
    result: BesideNorms, rows: list[ComparedRow], language: str, *, others: bool
) -> list[str]:
    norms = {called_norm(n, language): n for n in map(norm_of, rows) if n is not None}
    known = [title for title, norm in norms.items() if norm.certainty == "known"]
    no_sd = [title for title, norm in norms.items() if norm.sd is None]
    notes = [word("norms_method_note", language), _who(result.who, language)]
    notes.append(word("norms_limit_note", language))
    for title, norm in norms.items():
        notes.append(word("norms_source_note", language, population=title, source=norm.source))
    for names, key in ((known, "norms_known_note"), (no_sd, "norms_no_sd_note")):
        notes += [word(key, language, populations=listed(names, language))] if names else []
    if others:
        notes.append(word("norms_no_norm_note", language))
    said = [row.numbers["note"] for row in rows]
    return [*notes, *missing_note(said, language, words=_REASONS)]


def _who(who: str, language: str) -> str:
    return word("norms_paired_note" if who == "paired" else "norms_all_note", language)


def bands_table(result: InBands, *, language: str) -> Table | Text:
    """Return the table of bands, one row per scale and band, also those with nobody."""
    frame = result.to_frame()
    if frame.empty:
        return Text((word("norms_no_bands", language),))
    confidence = confidence_text(result.confidence, language)
    labels = [word("norms_band", language)]
    for reading in reading_names(result.paired, language).values():
        facts = {"reading": reading, "confidence": confidence}
        labels.append(word("norms_reading_people", language, reading=reading))
        labels.append(word("norms_reading_interval", language, **facts))
    rows = rows_on(result.paired, frame, language)
    published = any(band_of(row).prevalences for row in rows)
    texts = [0, len(labels)] if published else [0]
    labels += [word("norms_published", language)] if published else []
    first, latest = ([row for row in rows if row.numbers["reading"] == name] for name in READINGS)
    return Table(
        caption=word("norms_bands_caption", language),
        columns=row_columns(result.paired.by, labels, language, texts=texts),
        rows=tuple(
            _band_cells(pair, language, published=published)
            for pair in zip(first, latest, strict=True)
        ),
        notes=tuple(_band_notes(result, rows, language)),
        name="bands",
        numbers=records(frame) + records(result.published()),
    )


def _band_cells(
    pair: tuple[ComparedRow, ComparedRow], language: str, *, published: bool
) -> tuple[str, ...]:
    row = pair[0]
    band = band_of(row)
    ends = [exact_text(end, language) for end in (band.lowest, band.highest)]
    facts = {"band": band.title[language], "low": ends[0], "high": ends[1]}
    cells = [row.scale_title, *row.groups, word("norms_band_range", language, **facts)]
    for one in pair:
        cells.append(share_text(one, language))
        cells.append(_share_interval(one, language))
    return (*cells, published_text(band, language)) if published else tuple(cells)


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


def _band_notes(result: InBands, rows: Sequence[ComparedRow], language: str) -> list[str]:
    notes = [word("norms_bands_note", language), _who(result.who, language)]
    bands = dict.fromkeys(band_of(row) for row in rows if band_of(row).prevalences)
    if bands:
        notes.append(word("norms_limit_note", language))
        if not all(band_of(row).prevalences for row in rows):
            notes.append(word("norms_published_note", language))
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
