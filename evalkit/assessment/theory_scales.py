"""What would show a node in data: instruments, their scales, statuses, presence."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from evalkit.instruments.instrument import Instrument, instrument, instrument_names
from evalkit.programmes.theory import ATTENDANCE_SCALE, STATUS_SCALE
from evalkit.study import Study

__all__ = ["persons_read", "scale_rows", "split_scale"]


def split_scale(scale: str) -> tuple[str, str]:
    """Return a scale's two parts: the instrument and its scale, or "status" and the domain.

    Examples
    --------
    >>> split_scale("who5"), split_scale("status.livelihood")
    (('who5', ''), ('status', 'livelihood'))
    """
    named, _, part = scale.partition(".")
    return named, part


def scale_rows(scales: Iterable[str], studies: Iterable[Study]) -> list[dict[str, object]]:
    """Return a row per scale: what it is called, and whether anybody knows it.

    Parameters
    ----------
    scales : iterable of str
        As a theory of change names them.
    studies : iterable of Study
        An instrument that only a profile describes is known by its study.

    Returns
    -------
    list of dict
        scale, title_da, title_en (empty for statuses and presence, which are words of the data)
        and known.
    """
    own = {one.name: one for study in studies for one in study.instruments}
    rows: list[dict[str, object]] = []
    for scale in dict.fromkeys(scales):
        named, part = split_scale(scale)
        if named in (STATUS_SCALE, ATTENDANCE_SCALE):
            rows.append({"scale": scale, "title_da": "", "title_en": "", "known": True})
            continue
        found = instrument(named) if named in instrument_names() else own.get(named)
        titles = _titles(found, part) if isinstance(found, Instrument) else None
        rows.append(
            {
                "scale": scale,
                "title_da": titles["da"] if titles else scale,
                "title_en": titles["en"] if titles else scale,
                "known": titles is not None,
            }
        )
    return rows


def _titles(one: Instrument, part: str) -> dict[str, str] | None:
    """Return what a scale of an instrument is called; None when it has no such scale."""
    if not part:
        return one.title
    if part not in one.directions:
        return None
    inner = one.scale(part).title
    return {language: f"{whole}: {inner[language]}" for language, whole in one.title.items()}


def persons_read(scales: Iterable[str], study: Study, *, programme: str) -> int:
    """Return how many persons have at least one reading on at least one of several scales."""
    persons: set[str] = set()
    for scale in scales:
        rows = _readings(scale, study)
        persons |= set(rows.loc[rows["programme"] == programme, "person"])
    return len(persons)


def _readings(scale: str, study: Study) -> pd.DataFrame:
    named, part = split_scale(scale)
    if named == ATTENDANCE_SCALE:
        return study.attendance[study.attendance["attended"].notna()]
    if named == STATUS_SCALE:
        return study.statuses[study.statuses["domain"] == part]
    scores = study.scores[study.scores["score"].notna() & (study.scores["instrument"] == named)]
    return scores[scores["scale"] == part] if part else scores
