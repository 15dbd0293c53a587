"""What counts as yes: a limit on a score, or a named band of a scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import InputError, did_you_mean
from evalkit.instruments.scale import Scale
from evalkit.outcomes.stages import stages_of_scale
from evalkit.outcomes.stated import as_float

__all__ = ["LIMITS", "YesRule", "refuse_unknown_band", "yes_rule"]

_Floats = NDArray[np.float64]
_LIMIT: Mapping[str, Callable[[_Floats, float], NDArray[np.bool_]]] = {
    "above": np.greater,
    "at_least": np.greater_equal,
    "below": np.less,
    "at_most": np.less_equal,
}
# The words that say it of a score.
LIMITS = (*_LIMIT, "band")


@dataclass(frozen=True)
class YesRule:
    """What counts as yes.

    Attributes
    ----------
    kind : {"column", "counts", "above", "at_least", "below", "at_most", "band"}
        A yes/no column, four counts, or which side of a limit, or a band.
    value : float or str
        The limit, the band's name, or the column; empty of counts.
    """

    kind: str
    value: float | str = ""

    def __str__(self) -> str:
        if self.kind in _LIMIT:
            return f"a score {self.kind.replace('_', ' ')} {self.value:g}"
        if self.kind == "counts":
            return "as counted"
        return f"the band {self.value!r}" if self.kind == "band" else f"yes in {self.value!r}"

    def band_of(self, scale: Scale | None) -> int | None:
        """Return the number of the named band on a scale, from 1; None where it has no such."""
        if scale is None or stages_of_scale(scale) is None:
            return None
        name = str(self.value).casefold()
        for number, band in enumerate(scale.bands, start=1):
            if name in {title.casefold() for title in band.title.values()}:
                return number
        return None

    def holds(self, scores: _Floats, scale: Scale | None) -> _Floats:
        """Return 1 for yes, 0 for no, and NaN where a score is in no band of the scale."""
        if self.kind in _LIMIT:
            return _LIMIT[self.kind](scores, float(self.value)).astype(float)
        if self.kind == "column":
            return scores
        stages = stages_of_scale(scale) if scale is not None else None
        if stages is None:
            return np.full(len(scores), np.nan)
        numbers = stages.numbers(scores)
        yes: _Floats = np.where(np.isnan(numbers), np.nan, numbers == self.band_of(scale))
        return yes


def yes_rule(said: Mapping[str, object]) -> YesRule:
    """Return the rule that a caller says: one of the words of `LIMITS`.

    Raises
    ------
    InputError
        When none or several are said, or the limit is no number.
    """
    words = [word for word in LIMITS if said.get(word) is not None]
    if len(words) != 1:
        found = f"{len(words)} things say" if words else "Nothing says"
        raise InputError(
            f"{found} what counts as yes. Give one of {', '.join(f'{word}=' for word in LIMITS)}, "
            f"such as above=6 or band='Severe loneliness'; or the yes/no column alone as `yes=`."
        )
    value = said[words[0]]
    if words[0] == "band":
        if not isinstance(value, str):
            raise InputError(f"`band` is {value!r}. Accepted: the name of a band of the scale.")
        return YesRule("band", value)
    number = isinstance(value, Real) and not isinstance(value, bool)
    if not number or not isfinite(as_float(value)):  # type: ignore[arg-type]
        raise InputError(f"`{words[0]}` is {value!r}. Accepted: a finite score, such as 6.")
    return YesRule(words[0], float(value))  # type: ignore[arg-type]


def refuse_unknown_band(rule: YesRule, scales: Mapping[str, Scale]) -> None:
    """Refuse a band that none of the scales has.

    Raises
    ------
    InputError
        With the names there are.
    """
    if any(rule.band_of(scale) for scale in scales.values()):
        return
    bands = [band for scale in scales.values() for band in scale.bands]
    names = dict.fromkeys(title for band in bands for title in band.title.values())
    raise InputError(
        f"No scale has the band {rule.value!r}. {did_you_mean(str(rule.value), names)}"
    )
