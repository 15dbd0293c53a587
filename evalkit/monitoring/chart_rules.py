"""Which rules a control chart is read by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.control_limits import ChartLimits
from evalkit.estimates.control_rules import RUN_LENGTH, outside, shift, trend, two_of_three

__all__ = ["RULES", "ChartRules", "chart_rules", "rule_signs"]

RULES = ("outside", "shift", "trend", "two_of_three")
SHORTER_RUN = 6
# Shorter runs come by chance all the time, and longer ones see nothing within a year of weeks.
SHORTEST, LONGEST = 5, 15


@dataclass(frozen=True)
class ChartRules:
    """Rules and their lengths; a length of 0 is a rule that is not asked.

    Attributes
    ----------
    outside, two_of_three : bool
        Whether a point beyond a limit, and two of three near one, are looked for.
    shift, trend : int
        Points in a run on one side of the mean; points in a run of rises or of falls.
    """

    outside: bool = True
    shift: int = RUN_LENGTH
    trend: int = RUN_LENGTH
    two_of_three: bool = True

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of the rules that are asked, in order."""
        return tuple(name for name in RULES if getattr(self, name))


_NAMED = {"nhs": ChartRules(), "nhs6": ChartRules(shift=SHORTER_RUN, trend=SHORTER_RUN)}


def chart_rules(rules: str | Mapping[str, int | bool] | ChartRules) -> ChartRules:
    """Return rules by their name, or as a mapping says.

    Parameters
    ----------
    rules : {"nhs", "nhs6"}, mapping or ChartRules
        "nhs" has runs of 7 points, "nhs6" of 6. A mapping says what is otherwise than in "nhs":
        {"shift": 6}, or {"two_of_three": False}.

    Raises
    ------
    InputError
        When a name or a length is none.

    Examples
    --------
    >>> chart_rules({"trend": 6, "two_of_three": False}).asked
    ('outside', 'shift', 'trend')
    """
    if isinstance(rules, ChartRules):
        return rules
    if isinstance(rules, Mapping):
        said: dict[str, Any] = {name: _part(name, rules[name]) for name in rules}
        return replace(_NAMED["nhs"], **said)
    if rules not in _NAMED:
        raise InputError(f"`rules` is {rules!r}. {did_you_mean(str(rules), _NAMED)}")
    return _NAMED[rules]


def _part(name: str, value: object) -> int | bool:
    if name not in RULES:
        raise InputError(f"`rules` names {name!r}. {did_you_mean(str(name), RULES)}")
    if isinstance(value, bool) and (name in ("outside", "two_of_three") or not value):
        return value if name in ("outside", "two_of_three") else 0
    is_length = isinstance(value, Integral) and SHORTEST <= int(value) <= LONGEST
    if name in ("shift", "trend") and is_length and not isinstance(value, bool):
        return int(value)  # type: ignore[call-overload, no-any-return]
    accepted = (
        "True or False"
        if name in ("outside", "two_of_three")
        else f"a whole number of points from {SHORTEST} to {LONGEST}, or False"
    )
    raise InputError(f"`rules` has {name} = {value!r}. Accepted: {accepted}.")


def rule_signs(
    rule: str, values: NDArray[np.float64], limits: ChartLimits, *, rules: ChartRules
) -> NDArray[np.int8]:
    """Return a rule's marks: -1, 0 and 1; none where it is not asked.

    Parameters
    ----------
    rule : str
        One of `RULES`.
    values : ndarray, shape (..., points)
        One phase, or many series of one length.
    limits : ChartLimits
        Theirs.
    rules : ChartRules
        Which are asked, and their lengths.
    """
    if rule not in rules.asked:
        return np.zeros(values.shape, dtype=np.int8)
    if rule == "outside":
        return outside(values, limits)
    if rule == "shift":
        return shift(values, limits, length=rules.shift)
    if rule == "trend":
        return trend(values, length=rules.trend)
    return two_of_three(values, limits)
