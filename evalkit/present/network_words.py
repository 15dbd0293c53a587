"""What readers call the parts of a network: sectors, closeness, and the numbers of a map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evalkit.present.words import capital, word, word_or

__all__ = ["closeness_text", "quantity_text", "sector_text"]

_SECTORS = {
    "family": "networks_family",
    "friends": "networks_friends",
    "school or work": "networks_school_or_work",
    "school": "networks_school",
    "work": "networks_work",
    "leisure": "networks_leisure",
    "neighbours": "networks_neighbours",
    "volunteers": "networks_volunteers",
    "professionals": "networks_professionals",
}
_WHOLE = {
    "size": "networks_size",
    "unpaid": "networks_unpaid",
    "paid": "networks_paid",
    "paid_unknown": "networks_paid_unknown",
    "unpaid_share": "networks_unpaid_share",
}


def sector_text(sector: str, language: str) -> str:
    """Return what readers call a sector; "not noted" for an empty one.

    Examples
    --------
    >>> sector_text("friends", "da"), sector_text("", "en"), sector_text("kor", "da")
    ('venner', 'not noted', 'kor')
    """
    if not sector:
        return word("networks_not_noted", language)
    return word(_SECTORS[sector], language) if sector in _SECTORS else word_or(sector, language)


def closeness_text(level: str, language: str, *, closest: str = "") -> str:
    """Return a closeness as readers see it; of the closest one it is said."""
    if not level:
        return word("networks_not_noted", language)
    shown = level.replace(".", ",") if language == "da" else level
    return word("networks_closest", language, level=shown) if level == closest else shown


def quantity_text(row: Mapping[Any, Any], rows: Iterable[Mapping[Any, Any]], language: str) -> str:
    """Return what a row of `evalkit.networks` counts."""
    if row["kind"] == "whole":
        return word(_WHOLE[row["group"]], language)
    if row["kind"] == "sector":
        return word("networks_sector", language, sector=sector_text(row["group"], language))
    levels = [one["group"] for one in rows if one["kind"] == "closeness" and one["group"]]
    level = closeness_text(row["group"], language, closest=levels[0] if levels else "")
    return capital(word("networks_closeness", language, level=level))
