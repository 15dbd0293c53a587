"""One network map for the meeting with the person: picture, table and sentences, all internal."""

from __future__ import annotations

import pandas as pd

from evalkit.monitoring.network_map import NetworkMap
from evalkit.present.blocks import Figure, Table
from evalkit.present.drawing import drawn_png
from evalkit.present.network_words import closeness_text, sector_text
from evalkit.present.numbers import count_text, date_text
from evalkit.present.plots.map_layout import laid_out_map
from evalkit.present.plots.network_map import MAP_HEIGHT, MAP_WIDTH, plot_network_map, ring_text
from evalkit.present.table_columns import columns
from evalkit.present.words import capital, listed, word

__all__ = ["network_map_figure", "network_map_table", "say_network_map", "size_text"]

_FATES = {
    "came": "map_came",
    "went": "map_went",
    "closer": "map_closer",
    "as_close": "map_as_close",
    "further": "map_further",
    "closeness_unknown": "map_closeness_unknown",
}


def network_map_figure(result: NetworkMap, *, language: str) -> Figure:
    """Return the picture of one map; of a compared one with who came, went and moved."""
    return Figure(
        png=drawn_png(
            lambda ax: plot_network_map(result, ax=ax, language=language),
            height=MAP_HEIGHT,
            width=MAP_WIDTH,
        ),
        caption=_caption(result, language),
        alt=_alt(result, language),
        data=network_map_table(result, language=language),
    )


def network_map_table(result: NetworkMap, *, language: str) -> Table:
    """Return the relations by their numbers: never by their keys."""
    names = ["map_number", "map_sector", "map_closeness", "map_paid"]
    labels = [word(name, language) for name in names]
    if result.since is not None:
        since = date_text(result.since, language)
        labels.append(word("map_since", language, date=since))
    return Table(
        caption=_caption(result, language),
        columns=columns(labels, texts=range(len(labels))),
        rows=tuple(
            _cells(row, language, compared=result.since is not None)
            for _, row in result.to_frame().iterrows()
        ),
        notes=(word("map_internal", language), word("map_number_note", language)),
    )


def _caption(result: NetworkMap, language: str) -> str:
    date = date_text(result.date, language)
    if result.since is None:
        return word("map_figure", language, date=date)
    return word("map_figure_since", language, date=date, since=date_text(result.since, language))


def _cells(row: pd.Series, language: str, *, compared: bool) -> tuple[str, ...]:
    held = {name: row[name] for name in ("sector", "closeness", "paid")}
    if row["fate"] == "went":
        held = {name: row[f"{name}_before"] for name in held}
    level = "" if pd.isna(held["closeness"]) else f"{held['closeness']:g}"
    if pd.isna(held["paid"]):
        paid = word("networks_not_noted", language)
    else:
        paid = word("map_yes" if held["paid"] else "map_no", language)
    cells = (
        count_text(row["number"], language),
        capital(sector_text(str(held["sector"]), language)),
        closeness_text(level, language),
        paid,
    )
    return (*cells, word(_FATES[row["fate"]], language)) if compared else cells


def size_text(count: int, language: str) -> str:
    """Return "1 relation" or "7 relations"."""
    if count == 1:
        return word("map_size_one", language)
    return word("map_size", language, size=count_text(count, language))


def _alt(result: NetworkMap, language: str) -> str:
    """Tell the map in words: how many, and how many of each slice stand on which ring."""
    rings, slices, spots = laid_out_map(result)
    counts = result.counts()
    parts = []
    for one in slices:
        own = [spot for spot in spots if spot.sector == one.sector and spot.fate != "went"]
        if not own:
            continue
        on = [sum(spot.ring == place for spot in own) for place in range(len(rings))]
        told = [
            word("map_alt_ring", language, count=count, ring=ring_text(ring, rings, language))
            for ring, count in zip(rings, on, strict=True)
            if count
        ]
        sector = capital(sector_text(one.sector, language))
        told_rings = listed(told, language)
        parts.append(
            word("map_alt_sector", language, sector=sector, count=len(own), rings=told_rings)
        )
    said = word(
        "map_alt",
        language,
        date=date_text(result.date, language),
        size=size_text(counts["size"], language),
        unpaid=counts["unpaid"],
        paid=counts["paid"],
        unknown=counts["paid_unknown"],
        sectors="; ".join(parts),
    )
    return f"{said} {_since(result, language)}".strip()


def _since(result: NetworkMap, language: str) -> str:
    if result.since is None:
        return ""
    found = result.changes()
    return word(
        "map_say_since",
        language,
        since=date_text(result.since, language),
        came=count_text(found["came"], language),
        went=count_text(found["went"], language),
        closer=count_text(found["closer"], language),
        further=count_text(found["further"], language),
        same=count_text(found["as_close"], language),
    )


def say_network_map(result: NetworkMap, *, language: str) -> list[str]:
    """Return the sentences about one map, to be read together with the person."""
    counts = result.counts()
    said = [
        word(
            "map_say",
            language,
            date=date_text(result.date, language),
            size=size_text(counts["size"], language),
            unpaid=count_text(counts["unpaid"], language),
            paid=count_text(counts["paid"], language),
        )
    ]
    if counts["paid_unknown"]:
        unknown = count_text(counts["paid_unknown"], language)
        said.append(word("map_say_unknown", language, count=unknown))
    if result.since is not None:
        said.append(_since(result, language))
    return [*said, word("map_say_measure", language), word("map_internal", language)]
