"""What a caller states for an analysis of pairs: shares, numbers, and one number for each scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from numbers import Real

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.intervals import check_confidence
from evalkit.outcomes.paired import Paired

__all__ = [
    "as_float",
    "number_by_scale",
    "refuse_unknown_scales",
    "scale_names",
    "stated_confidence",
    "stated_number",
    "stated_power",
    "stated_share",
]


def stated_confidence(confidence: object, *, above: float = 0.0) -> None:
    """Refuse a confidence that is not between 0 (or `above`) and 1.

    Raises
    ------
    InputError
        Also for a percentage such as 95.
    """
    try:
        check_confidence(confidence)
    except ValueError as wrong:
        raise InputError(str(wrong)) from None
    if float(confidence) <= above:  # type: ignore[arg-type]
        raise InputError(
            f"`confidence` is {confidence!r}. Accepted here: above {above:g} and below 1."
        )


def refuse_unknown_scales(given: object, scales: Iterable[str], *, called: str) -> None:
    """Refuse a mapping by scale that names a scale which is not there.

    Raises
    ------
    InputError
        When a scale is misspelt.
    """
    names = [str(name) for name in scales]
    for scale in given if isinstance(given, Mapping) else ():
        if scale not in names:
            raise InputError(
                f"`{called}` names the scale {scale!r}. {did_you_mean(str(scale), names)}"
            )


def as_float(value: Real) -> float:
    """Return a number as a float, infinite when it is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def stated_number(
    value: object, *, called: str, above: float | None = None, or_else: str = ""
) -> float:
    """Return a finite number, above a bound where there is one.

    Parameters
    ----------
    value : object
        What the caller said.
    called : str
        The argument's name, for the message.
    above : float, optional
        The bound.
    or_else : str
        What is accepted too, for the message.

    Raises
    ------
    InputError
        When it is no number, not finite, or not above the bound.
    """
    bound = "" if above is None else f" above {above:g}"
    bound += f", {or_else}" if or_else else ""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise InputError(
            f"`{called}` is a {type(value).__name__}. Accepted: a finite number{bound}."
        )
    number = as_float(value)
    if not isfinite(number) or (above is not None and number <= above):
        raise InputError(f"`{called}` is {number:g}. Accepted: a finite number{bound}.")
    return number


def stated_share(value: object, *, called: str) -> float:
    """Return a share strictly between 0 and 1.

    Raises
    ------
    InputError
        When it is none; a percentage such as 80 is none.
    """
    number = stated_number(value, called=called)
    if not 0 < number < 1:
        raise InputError(
            f"`{called}` is {number:g}. Accepted: a share between 0 and 1, such as 0.8."
        )
    return number


def stated_power(power: object, *, confidence: float) -> float:
    """Return a power: a share above the level of the test, which nothing at all would reach.

    Raises
    ------
    InputError
        When it is no share, or not above 1 - confidence.
    """
    number = stated_share(power, called="power")
    if number <= 1 - confidence:
        raise InputError(
            f"`power` is {number:g}, and with confidence {confidence:g} a test says 'changed' that "
            f"often when nothing changed. Give a power above {1 - confidence:.3g}, such as 0.8."
        )
    return number


def scale_names(paired: Paired) -> list[str]:
    """Return the scales of an analysis, in its order."""
    keys = paired.keys.to_dict("records")
    named = [{str(name): value for name, value in key.items()} for key in keys]
    return list(dict.fromkeys(paired.scale_of(key) for key in named))


def number_by_scale(
    value: object, paired: Paired, *, called: str, above: float | None = None
) -> dict[str, float]:
    """Return one number for each scale it is stated for.

    Parameters
    ----------
    value : number, or mapping from scale to number
        One number stands for all scales only where these share one unit: a single scale, or
        scales known to have one range.
    paired : Paired
        Whose scales count.
    called : str
        The argument's name, for the message.
    above : float, optional
        What every number must be above.

    Returns
    -------
    dict
        A scale that a mapping leaves out is not in it.

    Raises
    ------
    InputError
        When a scale is misspelt, a number is none, or one number would stand for several units.
    """
    names = scale_names(paired)
    if isinstance(value, Mapping):
        refuse_unknown_scales(value, names, called=called)
        return {
            str(name): stated_number(one, called=f"{called}[{name!r}]", above=above)
            for name, one in value.items()
        }
    number = stated_number(value, called=called, above=above)
    known = [paired.directions.scales.get(name) for name in names]
    ranges = {(scale.lowest, scale.highest) if scale else None for scale in known}
    if len(names) > 1 and (len(ranges) > 1 or None in ranges):
        raise InputError(
            f"`{called}` is one number for {len(names)} scales, and nothing says that these have "
            f"one unit. Give a dict from scale to number, such as {{{names[0]!r}: {number:g}}}."
        )
    return dict.fromkeys(names, number)
