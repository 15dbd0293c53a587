"""Which direction of a scale is better: what the caller says, else what the instrument says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.instruments.instrument import Instrument, Scale, instrument, instrument_names
from evalkit.instruments.scale import DIRECTIONS

__all__ = ["Directions", "directions_of"]


@dataclass(frozen=True)
class Directions:
    """For every scale of some scores: its definition, where known, and which direction is better.

    Attributes
    ----------
    better : mapping
        Scale to "higher", "lower" or None (nobody says, or two instruments differ).
    scales : mapping
        Scale to its definition, for those with exactly one.
    of_instruments : mapping
        (instrument, scale) to "higher" or "lower", for scales whose name instruments share.
    """

    better: Mapping[str, str | None]
    scales: Mapping[str, Scale]
    of_instruments: Mapping[tuple[str, str], str]

    def word(self, scale: str, *, instrument: str | None = None) -> str | None:
        """Return "higher" or "lower", or None where nobody says."""
        return self.better.get(scale) or self.of_instruments.get((str(instrument), scale))


def directions_of(
    frame: pd.DataFrame,
    better: object,
    *,
    own: Sequence[Instrument] = (),
) -> Directions:
    """Return the directions of the scales in a frame of scores.

    Parameters
    ----------
    frame : DataFrame
        Columns scale and, where there is one, instrument: the combinations that occur.
    better : str, mapping from scale to str, or None
        What the caller says; it wins over the instruments.
    own : sequence of Instrument
        The instruments that came with the scores; they win over the built-in ones.

    Returns
    -------
    Directions

    Raises
    ------
    InputError
        When a direction or a scale's name is misspelt.

    Notes
    -----
    Without a column instrument a scale is known only when its name is that of an instrument
    (who5, t_ils): a scale "money" may be anybody's.
    """
    names = [str(name) for name in frame["scale"].dropna().unique()]
    said = _said(better, names)
    found: dict[str, str | None] = {}
    scales: dict[str, Scale] = {}
    known = _known(frame, own)
    strangers = _scales_of_strangers(frame, known)
    for name in names:
        candidates = [scale for (_, scale_name), scale in known.items() if scale_name == name]
        words = {scale.better for scale in candidates}
        alike = len(words) == 1 and name not in strangers
        if len(candidates) == 1 and name not in strangers:
            scales[name] = candidates[0]
        found[name] = said.get(name, words.pop() if alike else None)
    return Directions(found, scales, {key: scale.better for key, scale in known.items()})


def _said(better: object, names: Sequence[str]) -> dict[str, str]:
    """Return what the caller says, scale by scale."""
    if better is None:
        return {}
    if isinstance(better, str):
        return dict.fromkeys(names, _direction(better))
    if not isinstance(better, Mapping):
        raise InputError(
            f"`better` is a {type(better).__name__}. Accepted: 'higher', 'lower', or a dict from "
            f"scale to one of these."
        )
    for scale in better:
        if scale not in names:
            raise InputError(f"`better` names the scale {scale!r}. {did_you_mean(scale, names)}")
    return {str(scale): _direction(word) for scale, word in better.items()}


def _direction(word: object) -> str:
    if not isinstance(word, str) or word not in DIRECTIONS:
        raise InputError(f"`better` is {word!r}. {did_you_mean(str(word), DIRECTIONS)}")
    return str(word)


def _known(frame: pd.DataFrame, own: Iterable[Instrument]) -> dict[tuple[str, str], Scale]:
    """Return the definitions of the scales that occur, by instrument and scale."""
    at_hand = {one.name: one for one in own}
    if "instrument" not in frame:
        named = [*own, *(instrument(name) for name in instrument_names() if name not in at_hand)]
        return {
            (one.name, scale.name): scale
            for one in named
            for scale in one.scales
            if one.name in at_hand or scale.name in (one.name, one.variant_of)
        }
    found = {}
    for row in frame[["instrument", "scale"]].drop_duplicates().itertuples(index=False):
        name = str(row.instrument)
        if name in instrument_names():
            at_hand.setdefault(name, instrument(name))
        for scale in at_hand[name].scales if name in at_hand else ():
            if scale.name == str(row.scale):
                found[name, scale.name] = scale
    return found


def _scales_of_strangers(frame: pd.DataFrame, known: Mapping[tuple[str, str], Scale]) -> set[str]:
    """Return the scales that occur with an instrument nobody has defined."""
    if "instrument" not in frame:
        return set()
    rows = frame[["instrument", "scale"]].drop_duplicates().itertuples(index=False)
    return {str(row.scale) for row in rows if (str(row.instrument), str(row.scale)) not in known}
