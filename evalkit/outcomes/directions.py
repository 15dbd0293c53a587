"""Which direction of a scale is better: what the caller says, else what the instrument says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.instruments.instrument import Instrument, Scale, instrument, instrument_names

__all__ = ["DIRECTIONS", "Directions", "directions_of"]

DIRECTIONS = ("higher", "lower")


@dataclass(frozen=True)
class Directions:
    """For every scale of some scores: its definition, where known, and which direction is better.

    Attributes
    ----------
    better : mapping
        Scale to "higher", "lower" or None.
    scales : mapping
        Scale to its definition or None.
    """

    better: Mapping[str, str | None]
    scales: Mapping[str, Scale | None]

    def signs(self, frame: pd.DataFrame) -> np.ndarray | None:
        """Return 1 or -1 for every row, or None when any scale's direction is unknown."""
        words = [self.better.get(str(name)) for name in frame["scale"]]
        if any(word is None for word in words) or not words:
            return None if words else np.zeros(0)
        return np.array([1.0 if word == "higher" else -1.0 for word in words])


def directions_of(
    scores: object, frame: pd.DataFrame, better: str | Mapping[str, str] | None
) -> Directions:
    """Return the directions of the scales in a frame of scores.

    Parameters
    ----------
    scores : object
        What was handed in; when it has `.instruments` or `.instrument`, these are asked first.
    frame : DataFrame
        The scores; a column instrument, where there is one, names built-in instruments.
    better : str, mapping or None
        What the caller says; it wins over the instruments.

    Raises
    ------
    InputError
        When a direction or a scale's name is misspelt.
    """
    names = [str(name) for name in frame["scale"].dropna().unique()]
    scales = {name: scale for name, scale in _known_scales(scores, frame).items() if name in names}
    found: dict[str, str | None] = {name: scales[name].better if name in scales else None for name in names}
    if isinstance(better, str):
        found = dict.fromkeys(names, _direction(better))
    elif better is not None:
        for scale, word in better.items():
            if scale not in names:
                raise InputError(f"`better` names the scale {scale!r}. {did_you_mean(scale, names)}")
            found[scale] = _direction(word)
    return Directions(found, {name: scales.get(name) for name in names})


def _direction(word: str) -> str:
    if word not in DIRECTIONS:
        raise InputError(f"`better` is {word!r}. {did_you_mean(word, DIRECTIONS)}")
    return word


def _known_scales(scores: object, frame: pd.DataFrame) -> dict[str, Scale]:
    """Return the scales of the instruments at hand; a name that two of them share is not known."""
    own = getattr(scores, "instruments", None) or [getattr(scores, "instrument", None)]
    known: list[Instrument] = [one for one in own if isinstance(one, Instrument)]
    at_hand = {one.name for one in known}
    known += [one for one in _built_in(frame) if one.name not in at_hand]
    found: dict[str, Scale] = {}
    shared: set[str] = set()
    for one in known:
        for scale in one.scales:
            if scale.name in found and found[scale.name] != scale:
                shared.add(scale.name)
            found[scale.name] = scale
    return {name: scale for name, scale in found.items() if name not in shared}


def _built_in(frame: pd.DataFrame) -> Iterable[Instrument]:
    if "instrument" in frame:
        named = [str(name) for name in frame["instrument"].dropna().unique()]
        return [instrument(name) for name in named if name in instrument_names()]
    return [instrument(name) for name in instrument_names()]
