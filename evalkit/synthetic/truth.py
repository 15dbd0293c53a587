"""The planted truth on the scale that a form can show, by integration and not by drawing.

A latent effect of +1 is less than +1 in the observed scores when many people already
stand at the ceiling. What an analysis should find is the change in the observed scores.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from evalkit.errors import InputError, did_you_mean
from evalkit.synthetic.design import CohortDesign, Group, Scale

__all__ = ["true_change", "true_mean"]


def true_mean(design: CohortDesign, *, scale: str, reading: int, group: str | None = None) -> float:
    """Return the expected observed score at a planned reading if nobody had left.

    Parameters
    ----------
    design : CohortDesign
        What is planted.
    scale : str
        The scale's name.
    reading : int
        The planned reading: 0 is the first, -1 the last.
    group : str, optional
        One group alone; None is the whole population.

    Returns
    -------
    float
        The expectation, in points of the scale.

    Notes
    -----
    The score is the smallest value plus one grain for every rounding threshold that the
    reading lies above, so its expectation is exact as a finite sum of normal tail areas:
    low + grain * sum over j of P(reading > low + (j - 1/2) grain).
    """
    which = design.scale(scale)
    progress = float(design.progress[reading])
    groups = design.groups if group is None else (_group(design, group),)
    weight = sum(part.share for part in groups)
    return (
        sum(
            part.share * _expected(which, progress * part.effect_factor, progress)
            for part in groups
        )
        / weight
    )


def true_change(
    design: CohortDesign, *, scale: str, reading: int = -1, group: str | None = None
) -> float:
    """Return the expected observed change from the first to a planned reading, nobody leaving.

    Parameters
    ----------
    design : CohortDesign
        What is planted.
    scale : str
        The scale's name.
    reading : int
        The planned reading to compare with; the default is the last.
    group : str, optional
        One group alone; None is the whole population.

    Returns
    -------
    float
        The planted effect on the observed scale.

    See Also
    --------
    true_mean : The expected score at one reading.
    """
    first = true_mean(design, scale=scale, reading=0, group=group)
    return true_mean(design, scale=scale, reading=reading, group=group) - first


def _expected(scale: Scale, effect_share: float, progress: float) -> float:
    mean = scale.mean + scale.effect * effect_share
    spread = np.sqrt(scale.sd**2 + (scale.change_sd * progress) ** 2 + scale.error_sd**2)
    steps = np.arange(1, round((scale.high - scale.low) / scale.grain) + 1)
    thresholds = scale.low + (steps - 0.5) * scale.grain
    return float(scale.low + scale.grain * ndtr((mean - thresholds) / spread).sum())


def _group(design: CohortDesign, name: str) -> Group:
    for group in design.groups:
        if group.name == name:
            return group
    raise InputError(
        f"The design has no group {name!r}. "
        + did_you_mean(name, [group.name for group in design.groups])
    )
