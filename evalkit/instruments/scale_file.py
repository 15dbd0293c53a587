"""From the sections of a definition file to items, codes, scales and sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from evalkit.definition_checks import CERTAINTIES, FOUND, FaultError, check_unique
from evalkit.definition_files import Section
from evalkit.errors import did_you_mean
from evalkit.instruments.parts import (
    KINDS_OF_RELIABILITY,
    Band,
    Codes,
    Item,
    MeaningfulChange,
    Norm,
    Prevalence,
    PublishedReliability,
    Source,
)
from evalkit.instruments.scale import DIRECTIONS, RULES, WHEN_MISSING, Scale, attainable

__all__ = [
    "codes_from",
    "item_scale",
    "items_from",
    "scales_from",
    "source_from",
]

Found = TypeVar("Found", Norm, Prevalence, PublishedReliability)
# The longest questionnaire anybody is asked; a larger count is a slip of the keyboard.
MOST_ITEMS = 1000


def codes_from(section: Section) -> Codes:
    """Return the codes an answer may have."""
    lowest, highest = section.number("lowest"), section.number("highest")
    try:
        codes = Codes(lowest, highest, section.flag("whole", default=True))
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return codes


def source_from(section: Section) -> Source:
    """Return who says so."""
    try:
        made = Source(
            section.texts("about"), section.text("source"), section.choice("certainty", CERTAINTIES)
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return made


def items_from(section: Section, instrument: str) -> tuple[Item, ...]:
    """Return the items: counted, named, or named with titles."""
    ways = [way for way in ("count", "names", "titles") if way in section]
    if len(ways) != 1:
        raise section.error(
            "give the items in one way: 'count: 5', 'names: [...]' or 'titles: {...}'."
        )
    if ways == ["count"]:
        prefix, count = section.text("prefix", instrument), section.whole("count")
        if not 1 <= count <= MOST_ITEMS:
            raise section.error(f"'count' is {count}. Accepted: 1 to {MOST_ITEMS}.", name="count")
        items = tuple(Item(f"{prefix}_{number}") for number in range(1, count + 1))
    elif ways == ["names"]:
        items = tuple(Item(name) for name in section.texts("names"))
    else:
        below = section.section("titles")
        items = tuple(Item(name, below.words(name)) for name in below.names())
    section.done()
    if not items:
        raise section.error("there is no item. Name at least one.", name=ways[0])
    try:
        check_unique(tuple(item.name for item in items), at=ways[0])
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    return items


def scales_from(section: Section, items: tuple[Item, ...], codes: Codes) -> tuple[Scale, ...]:
    """Return the scales of `each_item`, then those described under `scales`."""
    scales: list[Scale] = []
    if "each_item" in section:
        below = section.section("each_item")
        better, bands = below.choice("better", DIRECTIONS), _bands(below)
        below.done()
        try:
            scales += [item_scale(item, codes, better=better, bands=bands) for item in items]
        except FaultError as fault:
            raise below.error(str(fault), name=fault.at) from None
    scales += [
        _scale(name, below, items=items, codes=codes)
        for name, below in section.named_sections("scales")
    ]
    return tuple(scales)


def item_scale(item: Item, codes: Codes, *, better: str, bands: tuple[Band, ...] = ()) -> Scale:
    """Return the scale that is one item as it was answered, under the item's name."""
    return Scale(
        name=item.name,
        title=item.title or {},
        items=(item.name,),
        codes=codes,
        better=better,
        lowest=codes.lowest,
        highest=codes.highest,
        bands=bands,
    )


def _scale(name: str, section: Section, *, items: tuple[Item, ...], codes: Codes) -> Scale:
    every = section.texts("items", ("all",)) == ("all",)
    used = tuple(item.name for item in items) if every else _listed(section, "items", items)
    rule, multiplier = section.choice("rule", RULES, "sum"), section.number("multiplier", 1)
    table = section.numbers("table", ())
    lowest, highest = _range(
        section, attainable(codes, len(used), rule=rule, multiplier=multiplier, table=table)
    )
    try:
        scale = Scale(
            name=name,
            title=section.words("title"),
            items=used,
            codes=codes,
            better=section.choice("better", DIRECTIONS),
            lowest=lowest,
            highest=highest,
            reversed=_listed(section, "reversed", items),
            rule=rule,
            multiplier=multiplier,
            table=table,
            most_missing=section.whole("most_missing", 0),
            when_missing=section.choice("when_missing", WHEN_MISSING, "none"),
            bands=_bands(section),
            meaningful_change=_change(section),
            norms=_norms(section),
            reliability=_reliability(section),
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return scale


def _listed(section: Section, name: str, items: tuple[Item, ...]) -> tuple[str, ...]:
    """Return a list of items, each given by name or by number."""
    names = [item.name for item in items]
    found = []
    for word in section.texts(name, ()):
        if word.isdecimal() and word not in names and 1 <= int(word) <= len(names):
            found.append(names[int(word) - 1])
        elif word in names:
            found.append(word)
        else:
            raise section.error(
                f"'{name}' has unknown item {word!r}. {did_you_mean(word, names)}", name=name
            )
    return tuple(found)


def _range(section: Section, computed: tuple[float, float]) -> tuple[float, float]:
    ends = section.numbers("range", computed)
    if len(ends) != 2:
        raise section.error("'range' is two numbers: [lowest, highest].", name="range")
    return ends[0], ends[1]


def _bands(section: Section) -> tuple[Band, ...]:
    bands = []
    for below in section.sections("bands"):
        lowest, highest = below.number("lowest"), below.number("highest")
        title, prevalences = below.words("title"), _prevalences(below)
        below.done()
        try:
            bands.append(Band(lowest, highest, title, prevalences))
        except FaultError as fault:
            raise below.error(str(fault)) from None
    return tuple(bands)


def _change(section: Section) -> MeaningfulChange | None:
    if "meaningful_change" not in section:
        section.pairs("meaningful_change")
        return None
    below = section.section("meaningful_change")
    value, source = below.number("value"), below.text("source")
    certainty = below.choice("certainty", CERTAINTIES)
    below.done()
    try:
        return MeaningfulChange(value, source, certainty)
    except FaultError as fault:
        raise below.error(str(fault), name=fault.at) from None


def _prevalences(section: Section) -> tuple[Prevalence, ...]:
    return tuple(
        _found(below, Prevalence, share=below.number("share"))
        for below in section.sections("prevalence")
    )


def _norms(section: Section) -> tuple[Norm, ...]:
    return tuple(
        _found(
            below,
            Norm,
            mean=below.number("mean"),
            sd=below.optional_number("sd"),
            n=_optional_whole(below, "n"),
        )
        for below in section.sections("norms")
    )


def _reliability(section: Section) -> tuple[PublishedReliability, ...]:
    return tuple(
        _found(
            below,
            PublishedReliability,
            value=below.number("value"),
            kind=below.choice("kind", KINDS_OF_RELIABILITY),
        )
        for below in section.sections("reliability")
    )


def _found(section: Section, made: Callable[..., Found], **facts: object) -> Found:
    """Return what somebody found in some population, refused with its place in the file."""
    try:
        found = made(
            population=section.words("population"),
            source=section.text("source"),
            certainty=section.choice("certainty", FOUND),
            year=_optional_whole(section, "year"),
            **facts,
        )
    except FaultError as fault:
        raise section.error(str(fault), name=fault.at) from None
    section.done()
    return found


def _optional_whole(section: Section, name: str) -> int | None:
    return section.whole(name) if section.optional_number(name) is not None else None
