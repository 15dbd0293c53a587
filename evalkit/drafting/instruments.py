"""Which columns of a table look like the items of an instrument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evalkit.drafting.column_seen import FEWEST_ROWS, ColumnSeen
from evalkit.drafting.words import answer_lists, lexicon, plain, wave_of
from evalkit.instruments.instrument import Instrument, instrument, instrument_names
from evalkit.readers.file_form import ValueLabels

__all__ = ["Coding", "Group", "coding", "groups", "totals_by_wave"]

# Words between the name of an instrument and the number of an item.
_FILLERS = ("spm", "spoergsmaal", "item", "question", "q", "spg")
_SHORTEST_RUN = 3
# So small a share of answers outside an instrument's codes is faults, and no other coding.
_FAULTS = 0.03
_NUMBERS = ("whole", "number", "choice", "text")


@dataclass(frozen=True)
class Group:
    """Columns that are likely the items of one instrument.

    Attributes
    ----------
    stem : str
        What their headers begin with.
    wave : str
        Named in the headers, else "".
    items : mapping
        Number of the item, or its name, to header.
    candidates : tuple of str
        The built-in instruments they may be; none when no instrument is of this shape.
    is_named : bool
        Whether the headers name the instrument.
    """

    stem: str
    wave: str
    items: Mapping[str, str]
    candidates: tuple[str, ...]
    is_named: bool

    def headers(self, name: str) -> dict[str, str]:
        """Return the item names of an instrument and their headers."""
        known = instrument(name).item_names
        if not all(number.isdigit() for number in self.items):
            return dict(self.items)
        return {known[int(number) - 1]: header for number, header in self.items.items()}


@dataclass(frozen=True)
class Coding:
    """How the answers of some columns relate to an instrument's codes.

    Attributes
    ----------
    outside : str
        "above" or "below" when answers are outside the codes, "unclear" when the lowest or the
        highest code was never used and another coding of as many answers would fit; else "".
    is_shifted : bool
        Whether as many answers as the instrument has, one code further up, are possible.
    faults : int
        Answers outside the codes that are too few to be a coding.
    words : mapping
        What the answers are called to the instrument's code, where both are known.
    labels : tuple of str
        What the answers are called, in the order of their codes, where the file says so.
    """

    outside: str = ""
    is_shifted: bool = False
    faults: int = 0
    words: Mapping[str, str] | None = None
    labels: tuple[str, ...] = ()


def groups(columns: Mapping[str, ColumnSeen]) -> list[Group]:
    """Return the groups of columns of one table, in its order."""
    usable = [name for name, seen in columns.items() if seen.type in _NUMBERS]
    found = [*_by_title(usable), *_single(usable)]
    taken = {header for group in found for header in group.items.values()}
    numbered: dict[tuple[str, str], dict[int, str]] = {}
    for header in usable:
        if header not in taken and (place := _stem(header)) is not None:
            wave, stem, number = place
            numbered.setdefault((wave, stem), {}).setdefault(number, header)
    for (wave, stem), items in numbered.items():
        if sorted(items) == list(range(1, len(items) + 1)) and len(items) >= _SHORTEST_RUN:
            found.append(_numbered(stem, wave, items=dict(sorted(items.items())), columns=columns))
    order = list(columns)
    return sorted(found, key=lambda group: order.index(next(iter(group.items.values()))))


def totals_by_wave(columns: Mapping[str, ColumnSeen]) -> dict[str, dict[str, str]]:
    """Return numbers whose headers differ only in the wave: the common name to wave to header."""
    found: dict[str, dict[str, str]] = {}
    for header, seen in columns.items():
        wave, words = wave_of(header)
        if wave and seen.type in ("whole", "number") and not words[-1].isdigit():
            found.setdefault("_".join(words), {})[wave] = header
    return {name: waves for name, waves in found.items() if len(waves) > 1}


def coding(
    group: Group, name: str, *, columns: Mapping[str, ColumnSeen], labels: ValueLabels
) -> Coding:
    """Say how the answers of a group relate to an instrument's codes."""
    asked = instrument(name)
    called = _called(group, labels)
    counts: dict[float, int] = {}
    for header in group.items.values():
        for number, count in columns[header].counts.items():
            counts[number] = counts.get(number, 0) + count
    if called:
        known = answer_lists(asked.variant_of or name) if _has_answers(asked) else ()
        listed = next((words for words in known if set(called) <= set(words)), None)
        return Coding(words=listed, labels=() if listed else tuple(called))
    if not counts:
        texts = {word for header in group.items.values() for word in columns[header].values}
        known = answer_lists(asked.variant_of or name) if _has_answers(asked) else ()
        listed = next((words for words in known if texts and texts <= set(words)), None)
        return Coding(words=listed, labels=() if listed else tuple(sorted(texts)))
    above = sum(count for number, count in counts.items() if number > asked.highest)
    below = sum(count for number, count in counts.items() if number < asked.lowest)
    total = sum(counts.values())
    for side, count in (("above", above), ("below", below)):
        if count >= FEWEST_ROWS and count > _FAULTS * total:
            is_shifted = not counts.get(asked.lowest) and max(counts) <= asked.highest + 1
            return Coding(outside=side, is_shifted=is_shifted)
    # Codes 1-6 for 0-5: when nobody used 0, and nobody 6, both codings look the same.
    is_unclear = asked.lowest == 0 and not counts.get(0.0) and len(asked.items) > 1
    if is_unclear:
        return Coding("unclear", is_shifted=True, faults=above + below)
    return Coding(faults=above + below)


def _has_answers(asked: Instrument) -> bool:
    return (asked.variant_of or asked.name) in lexicon("instruments") and (
        (asked.variant_of or asked.name) in ("who5", "t_ils", "rses")
    )


def _called(group: Group, labels: ValueLabels) -> list[str]:
    """Return what the answers are called, in the order of the file."""
    first = labels.get(next(iter(group.items.values())), {})
    no_answer = {word.casefold() for word in lexicon("missing")["missing"]}
    return [text for text in first.values() if text.casefold() not in no_answer]


def _stem(header: str) -> tuple[str, str, int] | None:
    """Return wave, beginning and number of a header such as "WHO-5 spm. 1"."""
    wave, words = wave_of(header)
    last = words[-1] if words else ""
    number = last if len(words) > 1 else last[len(last.rstrip("0123456789")) :]
    if not number.isdigit() or len(number) > 2:
        return None
    before = [*words[:-1]] if len(words) > 1 else [last.removesuffix(number)]
    if len(before) > 1 and before[-1] in _FILLERS:
        before.pop()
    return wave, "".join(before), int(number)


def _numbered(
    stem: str, wave: str, *, items: Mapping[int, str], columns: Mapping[str, ColumnSeen]
) -> Group:
    named = {str(number): header for number, header in items.items()}
    for name, stems in lexicon("instruments").items():
        of_name = [one for one in _variants(name) if len(instrument(one).items) == len(items)]
        if stem in stems and of_name:
            return Group(stem, wave, named, tuple(of_name), is_named=True)
    used = [number for header in named.values() for number in columns[header].counts]
    # A run that looks like an instrument: as many columns, and answers within its codes.
    shaped = [
        one
        for one in instrument_names()
        if used
        and all(seen.type == "whole" for seen in map(columns.__getitem__, named.values()))
        and len(instrument(one).items) == len(items)
        and instrument(one).lowest <= min(used)
        and max(used) <= instrument(one).highest
    ]
    return Group(stem, wave, named, tuple(shaped), is_named=False)


def _variants(name: str) -> tuple[str, ...]:
    if name in instrument_names():
        return (name,)
    return tuple(one for one in instrument_names() if instrument(one).variant_of == name)


def _single(headers: Sequence[str]) -> Iterator[Group]:
    """Find instruments of one item by name."""
    for name, stems in lexicon("instruments").items():
        for one in _variants(name):
            (first, *more) = instrument(one).item_names
            for header in headers if not more else ():
                wave, words = wave_of(header)
                if "".join(words) in stems:
                    yield Group(stems[0], wave, {first: header}, (one,), is_named=True)


def _by_title(headers: Sequence[str]) -> Iterator[Group]:
    """Find instruments whose items have titles, in any of their languages or by name."""
    for name in instrument_names():
        asked = instrument(name)
        titles = {
            plain(title): item.name
            for item in asked.items
            if item.title and len(asked.items) > 1
            for title in (*item.title.values(), item.name)
        }
        by_wave: dict[str, dict[str, str]] = {}
        for header in headers:
            wave, words = wave_of(header)
            item = titles.get("".join(words))
            if item is not None:
                by_wave.setdefault(wave, {}).setdefault(item, header)
        for wave, items in by_wave.items():
            if len(items) * 2 > len(asked.items):
                ordered = {item: items[item] for item in asked.item_names if item in items}
                yield Group(name, wave, ordered, (name,), is_named=True)
