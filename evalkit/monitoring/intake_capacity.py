"""How many a programme can take in during a year: as the caller says, or as the registry states."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evalkit.errors import InputError
from evalkit.programmes.fact import Fact
from evalkit.programmes.programme import Programme

__all__ = ["Capacity", "capacity_of"]

# Of these units a number of the registry can be held against starts in a year.
PER_YEAR = ("persons_per_year", "courses_per_year")


@dataclass(frozen=True)
class Capacity:
    """How many can be taken in during a year.

    Attributes
    ----------
    per_year : float
        The number.
    fact : Fact or None
        Where the registry has it from; None when the caller gave it.
    """

    per_year: float
    fact: Fact | None = None


def capacity_of(given: float | None, *, entry: Programme | None) -> Capacity | None:
    """Return the capacity that was given, or that the registry states; None where neither is.

    Parameters
    ----------
    given : float or None
        Persons a year.
    entry : Programme or None
        The programme's entry in the registry. A number of persons in all, or per course, is no
        capacity a year and is not used.

    Raises
    ------
    InputError
        When the number given is not above 0, or the registry states several that differ.
    """
    if given is not None:
        if isinstance(given, bool) or not math.isfinite(given) or given <= 0:
            raise InputError(
                f"`capacity` is {given!r}. Give how many can be taken in during a year, such as 60."
            )
        return Capacity(float(given))
    facts = entry.about("volume") if entry is not None else ()
    stated = [fact for fact in facts if fact.unit in PER_YEAR and fact.value is not None]
    if len({fact.value for fact in stated}) > 1:
        named = ", ".join(f"{fact.name}: {fact.value:g}" for fact in stated)
        raise InputError(f"The registry states several capacities ({named}). Give `capacity`.")
    return next((Capacity(fact.value, fact) for fact in stated if fact.value is not None), None)
