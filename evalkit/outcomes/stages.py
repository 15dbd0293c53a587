"""The stages of a scale, in order: its named bands, a caller's cuts, or ordered categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.errors import InputError
from evalkit.instruments.scale import Scale

__all__ = ["Stages", "stages_of_categories", "stages_of_cuts", "stages_of_scale"]

_FEWEST = 2
# Much finer than any scale, much coarser than binary noise.
DIGITS = 9


@dataclass(frozen=True)
class Stages:
    """Stages from the lowest on; a score belongs to the last one whose start it reaches.

    Attributes
    ----------
    starts : tuple of float
        Where each stage begins; minus infinity for a lowest one without an end.
    highest : float
        The highest score that is in a stage.
    titles : tuple of dict or None
        What readers call each stage, by language; None where the stage has no name but its ends.
    """

    starts: tuple[float, ...]
    highest: float
    titles: tuple[Mapping[str, str] | None, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def numbers(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the stage of each score, counted from 1; NaN outside all of them."""
        # What binary fractions add must move nobody: 0.1 + 0.2 reaches a start of 0.3.
        held = np.round(scores, DIGITS)
        found = np.searchsorted(np.round(self.starts, DIGITS), held, side="right").astype(float)
        found[(found == 0) | ~(held <= self.highest)] = np.nan
        return found


def stages_of_scale(scale: Scale) -> Stages | None:
    """Return the named bands of a scale, None when it has fewer than two."""
    if len(scale.bands) < _FEWEST:
        return None
    return Stages(
        tuple(float(band.lowest) for band in scale.bands),
        float(scale.highest),
        tuple(band.title for band in scale.bands),
    )


def stages_of_cuts(cuts: object, labels: object = None) -> Stages:
    """Return the stages that begin at some scores.

    Parameters
    ----------
    cuts : sequence of float
        Rising; a stage begins at each, and one lies below the first.
    labels : sequence of str, optional
        The names of the stages, one more than cuts.

    Raises
    ------
    InputError
        When the cuts are not rising numbers, or the labels are not one more.

    Examples
    --------
    >>> stages_of_cuts([3, 5]).numbers(np.array([2.0, 3.0, 9.0])).tolist()
    [1.0, 2.0, 3.0]
    """
    refusal = InputError(
        "`cuts` are the scores at which a new stage begins. Accepted: one or more finite numbers, "
        "each above the one before, such as (3, 5, 7, 9)."
    )
    if isinstance(cuts, (str, Mapping)) or not isinstance(cuts, Sequence | np.ndarray):
        raise refusal
    numbers = [value for value in cuts if not isinstance(value, bool) and isinstance(value, Real)]
    starts = [float(value) for value in numbers]
    rising = all(low < high for low, high in pairwise(starts))
    if not starts or len(starts) < len(cuts) or not rising or not all(map(isfinite, starts)):
        raise refusal
    return Stages((-inf, *starts), inf, _named(labels, len(starts) + 1))


def _named(labels: object, many: int) -> tuple[Mapping[str, str] | None, ...]:
    if labels is None:
        return (None,) * many
    texts = isinstance(labels, Sequence) and not isinstance(labels, str)
    names = [name for name in labels if isinstance(name, str)] if texts else []  # type: ignore[attr-defined]
    if len(names) != many or len(set(names)) < many:
        raise InputError(
            f"`labels` must be {many} different texts, one for each stage from the lowest on: one "
            f"more than `cuts`."
        )
    return tuple({"da": name, "en": name} for name in names)


def stages_of_categories(column: pd.Series) -> Stages | None:
    """Return the stages of an ordered categorical column of texts, None when it is another one.

    Raises
    ------
    InputError
        When the categories are texts and have no order.
    """
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return None
    names = column.cat.categories
    if pd.api.types.is_numeric_dtype(names.dtype):
        return None
    if not column.cat.ordered or len(names) < _FEWEST:
        raise InputError(
            "Column 'score' holds categories without an order, so nobody could move up or down. "
            "Accepted: numbers, or an ordered categorical of two categories or more "
            "(pd.Categorical(..., ordered=True))."
        )
    starts = tuple(float(place) for place in range(1, len(names) + 1))
    return Stages(starts, starts[-1], tuple({"da": str(name), "en": str(name)} for name in names))
