"""What is asked: instruments, from definitions in the package, in a file or in a profile.

An instrument's YAML file::

    instrument: who5                      # its name; a file of one's own names it too
    title: {da: ..., en: ...}
    licence: ...
    sources:                              # who says so, about what, and how sure that is
      - {about: [scoring], source: ..., certainty: seen}
    items: {count: 5}                     # who5_1 ... who5_5; `prefix: x` gives x_1 ...
    # items: {names: [a, b]}              # by name, or `titles: {a: {da: ..., en: ...}}`
    codes: {lowest: 0, highest: 5}        # `whole: false` where decimals are answers
    scales:
      who5:
        title: {da: ..., en: ...}
        items: all                        # or a list; counted items may be listed by number
        reversed: [2, 4]
        rule: sum                         # or mean
        multiplier: 4
        table: [7.00, 9.51]               # one score for each possible sum, from the lowest on
        range: [0, 100]                   # checked against the rule; computed when left out
        better: higher                    # or lower
        most_missing: 0
        when_missing: none                # or: mean of answered
        bands: [{lowest: 0, highest: 35, title: {da: ..., en: ...}, prevalence: ...}]
        # prevalence: [{share: 0.083, ...}], the rest as in a norm; `sd`, `n`, `year` where known
        meaningful_change: {value: 10, source: ..., certainty: seen}
        norms: [{population: {da: ..., en: ...}, mean: 60, source: ..., certainty: seen}]
        reliability: [{value: 0.86, kind: alpha, ...}]    # or retest; the rest as in a norm
    each_item: {better: higher}           # one scale for each item, first of all; may have bands
    variant_of: rses                      # a name that several definitions share
    notes: {da: ..., en: ...}             # and `rater`, who rates

A scale that is only a number needs less: ``title``, ``codes`` and ``better``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from pathlib import Path

import pandas as pd

from evalkit.definition_checks import FaultError, check_name, check_title, check_unique
from evalkit.definition_files import (
    Section,
    builtin_folder,
    builtin_names,
    own_definition,
    read_definition,
)
from evalkit.errors import InputError, did_you_mean
from evalkit.instruments.parts import Band, Codes, Item, MeaningfulChange, Source
from evalkit.instruments.scale import DIRECTIONS, Scale
from evalkit.instruments.scale_file import (
    codes_from,
    item_scale,
    items_from,
    scales_from,
    source_from,
)

__all__ = [
    "Band",
    "Codes",
    "Instrument",
    "Item",
    "MeaningfulChange",
    "Scale",
    "Source",
    "generic_scale",
    "instrument",
    "instrument_from",
    "instrument_names",
]

GENERIC_ITEM = "total"


@dataclass(frozen=True, kw_only=True, repr=False)
class Instrument:
    """A questionnaire or rating: its items, their codes, and the scales made of them.

    Attributes
    ----------
    name : str
        Its name in the column `instrument`.
    title : dict
        Its name to readers, by language.
    items : tuple of Item
        In the order they are asked.
    codes : Codes
        What an answer may be; `lowest` and `highest` are its ends.
    scales : tuple of Scale
        In the order results show them.
    sources : tuple of Source
        Who says so.
    licence : str
        On what terms it may be used.
    notes, rater : dict
        What a reader must know about it, and about who rates, by language; empty for nothing.
    variant_of : str
        The name it shares with other definitions, empty when it shares none.

    Raises
    ------
    DefinitionError
        When the parts contradict one another.
    """

    name: str
    title: dict[str, str] = field(hash=False)
    items: tuple[Item, ...]
    codes: Codes
    scales: tuple[Scale, ...]
    sources: tuple[Source, ...] = ()
    licence: str = ""
    notes: dict[str, str] = field(default_factory=dict, hash=False)
    rater: dict[str, str] = field(default_factory=dict, hash=False)
    variant_of: str = ""

    def __post_init__(self) -> None:
        """Refuse an instrument whose parts contradict one another."""
        check_name(self.name, of="an instrument")
        check_title(self.title, of=f"instrument '{self.name}'")
        check_unique(self.item_names, at="items")
        check_unique(tuple(scale.name for scale in self.scales), at="scales")
        if not self.items or not self.scales:
            raise FaultError(
                f"'{self.name}' needs at least one item and one scale. Add them.", at="scales"
            )
        for scale in self.scales:
            for item in scale.items:
                if item not in self.item_names:
                    hint = did_you_mean(item, self.item_names)
                    raise FaultError(
                        f"scale '{scale.name}' uses unknown item '{item}'. {hint}", at="scales"
                    )
            if scale.codes != self.codes:
                raise FaultError(
                    f"scale '{scale.name}' has codes {scale.codes}, its instrument {self.codes}. "
                    f"Give both the same.",
                    at="codes",
                )

    @property
    def lowest(self) -> float:
        """The lowest code of an answer."""
        return self.codes.lowest

    @property
    def highest(self) -> float:
        """The highest code of an answer."""
        return self.codes.highest

    @property
    def item_names(self) -> tuple[str, ...]:
        """The items' names in the order they are asked."""
        return tuple(item.name for item in self.items)

    @property
    def directions(self) -> dict[str, str]:
        """What is better on each scale, "higher" or "lower", by the scale's name."""
        return {scale.name: scale.better for scale in self.scales}

    def scale(self, name: str) -> Scale:
        """Return one scale by its name.

        Raises
        ------
        InputError
            When there is no such scale.
        """
        for scale in self.scales:
            if scale.name == name:
                return scale
        raise InputError(
            f"'{self.name}' has no scale {name!r}. {did_you_mean(name, self.directions)}"
        )

    def summary(self) -> pd.DataFrame:
        """Return one row per scale: how it is computed, its range and what is better."""
        return pd.DataFrame(
            {
                "scale": scale.name,
                "title": scale.title["en"],
                "computed as": scale.rule_in_words(),
                "range": f"{scale.lowest:g}-{scale.highest:g}",
                "better": scale.better,
                "unanswered items": scale.missing_in_words(),
            }
            for scale in self.scales
        )

    def _heading(self) -> str:
        items = "1 item" if len(self.items) == 1 else f"{len(self.items)} items"
        return f"{self.name}: {self.title['en']}; {items} coded {self.codes}"

    def __repr__(self) -> str:
        return (
            "\n".join([f"<Instrument {self._heading()}", *(f"  {s!r}" for s in self.scales)]) + ">"
        )

    def _repr_html_(self) -> str:
        notes = (self.notes.get("en", ""), self.rater.get("en", ""), self.licence)
        below = "".join(f"<p>{escape(note)}</p>" for note in notes if note)
        with pd.option_context("display.max_colwidth", None):
            table = self.summary().to_html(index=False, border=0)
        return f"<p><b>{escape(self._heading())}</b></p>{table}{below}"


def instrument_names() -> tuple[str, ...]:
    """Return the names of the built-in instruments, sorted.

    Returns
    -------
    tuple of str
        What `evalkit.instrument` takes.

    Examples
    --------
    >>> "who5" in instrument_names()
    True
    """
    return builtin_names("instruments")


def instrument(name: str | Path) -> Instrument:
    """Return an instrument by its built-in name, or from a YAML file.

    Parameters
    ----------
    name : str or Path
        A built-in name (`instrument_names`), or the path of a ``.yaml`` file.

    Returns
    -------
    Instrument

    Raises
    ------
    InputError
        When there is no such instrument, or when several definitions share the name.
    DefinitionError
        When the file is wrong; the message names file and line.

    See Also
    --------
    generic_scale : a scale that is only a number.

    Examples
    --------
    >>> instrument("who5")
    <Instrument who5: WHO-5 Well-Being Index; 5 items coded 0-5
      <Scale who5: sum of 5 items x 4, 0-100, higher is better; every item must be answered>>
    """
    path = own_definition(name, called="instrument")
    if path is not None:
        return instrument_from(read_definition(path))
    if name in instrument_names():
        return _builtin(str(name))
    _refuse_shared(str(name))
    hint = did_you_mean(str(name), instrument_names())
    raise InputError(f"There is no built-in instrument {str(name)!r}. {hint} Or give a .yaml file.")


@cache
def _builtin(name: str) -> Instrument:
    return instrument_from(read_definition(builtin_folder("instruments") / f"{name}.yaml"))


def _refuse_shared(name: str) -> None:
    """Refuse a name that several definitions share, saying how they differ."""
    sharing = [made for made in map(_builtin, instrument_names()) if made.variant_of == name]
    if not sharing:
        return
    named = " or ".join(
        f"'{made.name}' (reversed: {', '.join(made.scales[0].reversed)})" for made in sharing
    )
    raise InputError(
        f"'{name}' is no single definition: {len(sharing)} item orders circulate, and by the wrong "
        f"one every score is wrong. Look at which items of your form are worded negatively, and "
        f"name {named}."
    )


def generic_scale(
    name: str,
    *,
    lowest: float,
    highest: float,
    better: str,
    title: dict[str, str],
    whole: bool = False,
) -> Instrument:
    """Return an instrument for a scale that is only a number: one item, "total".

    Parameters
    ----------
    name : str
        The name of the instrument and of its one scale.
    lowest, highest : float
        The ends of the range, both allowed.
    better : {"higher", "lower"}
        Which direction is an improvement.
    title : dict
        Its name to readers, in every language.
    whole : bool
        Whether only whole numbers are allowed.

    Returns
    -------
    Instrument

    Examples
    --------
    >>> hope = generic_scale(
    ...     "hope", lowest=0, highest=10, better="higher", title={"da": "Håb", "en": "Hope"}
    ... )
    >>> hope.item_names, hope.directions
    (('total',), {'hope': 'higher'})
    """
    codes = Codes(float(lowest), float(highest), whole)
    item = Item(GENERIC_ITEM, title)
    scales = _only_number(name, item, codes, better=better)
    return Instrument(name=name, title=title, items=(item,), codes=codes, scales=scales)


def instrument_from(section: Section, *, name: str | None = None) -> Instrument:
    """Return the instrument that a section of a definition file describes.

    Parameters
    ----------
    section : Section
        A whole instrument (see the module), or ``title``, ``codes`` and ``better`` for a
        scale that is only a number.
    name : str, optional
        Its name, where the file has it as the section's own; otherwise `instrument:` says it.

    Returns
    -------
    Instrument

    Raises
    ------
    DefinitionError
        When the section is wrong; the message names file and line.
    """
    name = (
        section.text("instrument") if name is None else section.choice("instrument", (name,), name)
    )
    title = section.words("title")
    codes = codes_from(section.section("codes"))
    only_number = not any(part in section for part in ("items", "scales", "each_item"))
    try:
        check_name(name, of="an instrument")
        if only_number:
            items: tuple[Item, ...] = (Item(GENERIC_ITEM, title),)
            scales = _only_number(
                name, items[0], codes, better=section.choice("better", DIRECTIONS)
            )
        else:
            items = items_from(section.section("items"), name)
            scales = scales_from(section, items, codes)
        made = Instrument(
            name=name,
            title=title,
            items=items,
            codes=codes,
            scales=scales,
            sources=tuple(source_from(below) for below in section.sections("sources")),
            licence=section.text("licence", ""),
            notes=section.optional_words("notes"),
            rater=section.optional_words("rater"),
            variant_of=section.text("variant_of", ""),
        )
    except FaultError as fault:
        at = "instrument" if fault.at == "name" else fault.at
        raise section.error(str(fault), name=at) from None
    section.done()
    return made


def _only_number(name: str, item: Item, codes: Codes, *, better: str) -> tuple[Scale, ...]:
    """Return the one scale of a generic instrument: its only item, under the instrument's name."""
    return (replace(item_scale(item, codes, better=better), name=name),)
