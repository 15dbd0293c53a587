"""What a caller says of a measure on purpose: its reliability, its norms, what change matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.intervals import Interval
from evalkit.instruments.parts import Norm, PublishedReliability
from evalkit.instruments.scale import Scale
from evalkit.outcomes.stated import stated_number

__all__ = [
    "ImportantChange",
    "Norms",
    "Trust",
    "important_change",
    "norms",
    "spread_for",
    "threshold_for",
    "trust_for",
]

_NUMBER_OR = "a result of ek.reliability(...), or a dict from scale to one of these"


@dataclass(frozen=True)
class Norms:
    """Mean and SD of the population people belong to, and its mean at the second time."""

    mean: float
    sd: float
    mean_post: float | None = None


@dataclass(frozen=True)
class ImportantChange:
    """The smallest change that matters to people, and who says so."""

    points: float
    source: str = ""


@dataclass(frozen=True)
class Trust:
    """How reliable a scale is.

    Attributes
    ----------
    value : float
        The reliability; NaN where the result that was handed in has none.
    post : float or None
        That of the second time, where two were given.
    interval : Interval or None
        Of a reliability that was estimated.
    estimated : bool
        Whether it comes from a result and not from the caller.
    """

    value: float
    post: float | None = None
    interval: Interval | None = None
    estimated: bool = False

    @property
    def usable(self) -> bool:
        """Whether it is between 0 and 1; a given one always is."""
        return 0.0 < self.value < 1.0


def norms(*, mean: float, sd: float, mean_post: float | None = None) -> Norms:
    """Return the norms that some indices of reliable change need.

    Parameters
    ----------
    mean, sd : float
        Of the population people belong to, in the scale's unit.
    mean_post : float, optional
        The population's mean at the second time, such as that of people measured again without
        the programme; the method hsu-linn-lord needs it.

    Returns
    -------
    Norms
        Hand it to `evalkit.reliable_change` as `sd`.

    Raises
    ------
    InputError
        When a number is not finite, or the SD is not above 0.

    Examples
    --------
    >>> norms(mean=60.0, sd=18.0)
    Norms(mean=60.0, sd=18.0, mean_post=None)
    """
    one = stated_number(mean, called="mean")
    two = stated_number(sd, called="sd")
    after = None if mean_post is None else stated_number(mean_post, called="mean_post")
    return Norms(one, _above_zero(two, "sd"), after)


def important_change(points: float, *, source: str = "") -> ImportantChange:
    """Return the smallest change that matters, for the method smallest-important-change.

    Parameters
    ----------
    points : float
        In the scale's unit, above 0.
    source : str
        Who says so; it is told with the result.

    Returns
    -------
    ImportantChange
        Hand it to `evalkit.reliable_change` as `reliability`, whose place it takes.

    Raises
    ------
    InputError
        When it is not a finite number above 0.

    Examples
    --------
    >>> important_change(10, source="Topp et al. 2015").points
    10.0
    """
    value = stated_number(points, called="points")
    return ImportantChange(_above_zero(value, "points"), source)


def trust_for(given: object, scale: str, known: Scale | None, *, pair: bool) -> Trust | None:
    """Return the reliability of one scale, None where none is given for it.

    Parameters
    ----------
    given : float, pair, mapping, "instrument", or result with alpha() (estimate()) and interval()
        What the caller said.
    scale : str
        The scale's name.
    known : Scale or None
        Its definition, which may publish one.
    pair : bool
        Whether the method needs one reliability for each of the two times.

    Raises
    ------
    InputError
        When it is of another kind, or not between 0 and 1.
    """
    one = given.get(scale) if isinstance(given, Mapping) else given
    if one is None:
        return None
    if isinstance(one, ImportantChange):
        raise InputError(
            "`reliability` is an important change. Take method='smallest-important-change', or "
            "give the reliability."
        )
    if pair:
        return _two_reliabilities(one)
    if isinstance(one, str):
        return _of_instrument(one, scale, known)
    if isinstance(one, PublishedReliability):
        return Trust(one.value)
    if callable(getattr(one, "interval", None)) and _estimate_of(one) is not None:
        return _estimated(one, scale)
    if isinstance(one, (tuple, list)):
        raise InputError(
            "`reliability` is a pair of numbers, which only the method nunnally-kotsch takes. "
            "Give one number."
        )
    return Trust(_reliability(one))


def _of_instrument(word: str, scale: str, known: Scale | None) -> Trust | None:
    """Return the one reliability that the scale's definition publishes, None when there is none."""
    if word != "instrument":
        raise InputError(
            f"`reliability` is {word!r}. Accepted: a number between 0 and 1, 'instrument' for the "
            f"one an instrument's definition publishes, or a result of ek.reliability(...)."
        )
    published = known.reliability if known is not None else ()
    if len(published) > 1:
        raise InputError(
            f"The definition of scale {scale!r} publishes {len(published)} reliabilities. Choose "
            f"one, such as reliability={{{scale!r}: {published[0].value:g}}}."
        )
    return Trust(published[0].value) if published else None


def spread_for(given: object, scale: str) -> Norms | float | str | None:
    """Return what is said about one scale's spread: norms, an SD, "sample", or nothing.

    A result of `evalkit.reliability` brings the SD its error of measurement rests on.
    """
    one = given.get(scale) if isinstance(given, Mapping) else given
    if callable(getattr(one, "sd", None)):
        return _spread_found(one, scale)
    if one is None or isinstance(one, Norms):
        return one
    if isinstance(one, Norm):
        if one.sd is None:
            raise InputError(
                f"The norm that was handed in for scale {scale!r} has no SD. Take another, or give "
                f"one with `sd=ek.norms(mean=..., sd=...)`."
            )
        return Norms(one.mean, one.sd)
    if isinstance(one, str):
        if one != "sample":
            raise InputError(f"`sd` is {one!r}. {did_you_mean(one, ['sample'])} Or give a number.")
        return one
    return _above_zero(
        stated_number(
            one,
            called="sd",
            or_else="'sample', ek.norms(...), or a dict from scale to one of these",
        ),
        "sd",
    )


def _spread_found(result: Any, scale: str) -> float | None:
    """Return the SD that a result found, None where it has none: then that of the pairs is used."""
    try:
        found = float(result.sd(scale))
    except (KeyError, InputError):
        return None
    return found if found > 0 else None


def threshold_for(given: object, scale: str, known: Scale | None) -> ImportantChange | None:
    """Return the smallest important change of one scale, None where there is none.

    Parameters
    ----------
    given : ImportantChange, mapping from scale to it, or "instrument"
        What the caller said.
    scale : str
        The scale's name.
    known : Scale or None
        Its definition, which may publish one.
    """
    one = given.get(scale) if isinstance(given, Mapping) else given
    if one is None or isinstance(one, ImportantChange):
        return one
    if not isinstance(one, str) or one != "instrument":
        raise InputError(
            f"`reliability` holds a {type(one).__name__}, but smallest-important-change needs a "
            f"change in points: ek.important_change(10), a dict from scale to it, or 'instrument' "
            f"for what the instrument's definition publishes."
        )
    published = known.meaningful_change if known is not None else None
    return ImportantChange(published.value, published.source) if published is not None else None


def _two_reliabilities(one: object) -> Trust:
    if not isinstance(one, (tuple, list)) or len(one) != 2:
        raise InputError(
            "The method nunnally-kotsch needs the reliability before and after as a pair, such as "
            "`reliability=(0.85, 0.88)`."
        )
    return Trust(_reliability(one[0]), _reliability(one[1]))


def _reliability(value: object) -> float:
    number = stated_number(value, called="reliability", or_else=_NUMBER_OR)
    if not 0.0 < number < 1.0:
        raise InputError(
            f"`reliability` is {number:g}. Accepted: above 0 and below 1, such as 0.85. At 1 "
            f"every change would be reliable, at 0 a score would be noise alone."
        )
    return number


def _estimate_of(result: Any) -> Any:
    """Return what tells a scale's reliability: alpha of a Reliability, the estimate of an Icc."""
    told = getattr(result, "alpha", None) or getattr(result, "estimate", None)
    return told if callable(told) else None


def _estimated(result: Any, scale: str) -> Trust | None:
    """Return alpha and its interval of a result that knows them, None for a scale it has not."""
    try:
        alpha, interval = _estimate_of(result)(scale), result.interval(scale)
    except (KeyError, InputError):
        return None
    value = float("nan") if alpha is None else float(alpha)
    ends = (
        [float("nan")] * 2
        if interval is None
        else [float(end) for end in (interval.low, interval.high)]
    )
    known = bool(np.isfinite(ends).all())
    return Trust(value, interval=Interval(*ends) if known else None, estimated=True)


def _above_zero(value: float, argument: str) -> float:
    if value <= 0:
        raise InputError(f"`{argument}` is {value:g}. Accepted: a number above 0.")
    return value
