"""A count as a caller gives it: a whole number of persons, or a clear refusal."""

from __future__ import annotations

from numbers import Real

from evalkit.errors import InputError
from evalkit.outcomes.stated import as_float

__all__ = ["whole_count"]

# Beyond this a double no longer holds every whole number.
_LARGEST = 2**53


def whole_count(value: object, *, called: str, least: int = 0) -> int:
    """Return a count as an int; 49.0 is one, 49.5 and "49" are none.

    Parameters
    ----------
    value : object
        As the caller gave it.
    called : str
        The argument's name, for the message.
    least : int
        The smallest that is accepted.

    Raises
    ------
    InputError
        When it is not a whole number, or too small.

    Examples
    --------
    >>> whole_count(49.0, called="n")
    49
    """
    number = None if isinstance(value, bool) or not isinstance(value, Real) else as_float(value)
    if number is None or not number.is_integer() or abs(number) > _LARGEST:
        raise InputError(
            f"`{called}` is {value!r}. Accepted: a whole number of persons, {least} or more."
        )
    if number < least:
        raise InputError(f"`{called}` is {value!r}. Accepted: {least} or more.")
    return int(number)
