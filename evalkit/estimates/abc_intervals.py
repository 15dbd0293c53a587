"""Analytic bootstrap intervals: what BCa would give with endless resamples, nearly, without any."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from evalkit.estimates.bca import TIE, Limits, give_reason
from evalkit.estimates.moments import Jet, MomentStatistic
from evalkit.estimates.resampled_pairs import PairGroups

__all__ = ["abc_limits"]

Numbers = NDArray[np.float64]


def abc_limits(
    statistic: MomentStatistic, groups: PairGroups, *, confidence: float
) -> tuple[Numbers, Limits]:
    """Return estimates and DiCiccio and Efron's ABC limits of groups of the same size.

    Parameters
    ----------
    statistic : MomentStatistic
    groups : PairGroups
    confidence : float
        Between 0 and 1.

    Returns
    -------
    ndarray, shape (groups,)
        The estimates.
    Limits
        The standard error is that of the infinitesimal jackknife.

    Notes
    -----
    As R's boot::abc.ci, but with exact derivatives instead of differences over a small step.
    """
    columns = np.stack(statistic.columns(groups.pre, groups.post))
    means = columns.mean(axis=2)
    apart = columns - means[:, :, None]
    n = groups.n
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        estimate = np.asarray(statistic.of(means.copy()))
        each = statistic.of(_along(means[:, :, None], apart))
        influence, curvature = each.first, each.second
        squares = np.einsum("gi,gi->g", influence, influence)
        std_error = np.sqrt(squares) / n
        cubes = np.einsum("gi,gi,gi->g", influence, influence, influence)
        acceleration = cubes / (6 * squares**1.5)
        steepest = np.einsum("gi,mgi->mg", influence, apart) / (n * n * std_error)
        along = statistic.of(_along(means, steepest))
        bias = curvature.sum(axis=1) / (2 * n * n) / std_error
        quadratic = along.second / (2 * std_error)
        z0 = acceleration - (bias - quadratic)
        reason = np.full(len(groups), "", dtype="U32")
        give_reason(reason, "no_spread", np.isnan(estimate))
        varies = std_error > TIE * np.maximum(1.0, np.abs(estimate))
        give_reason(reason, "resamples_alike", ~varies)
        limits = []
        for level in ((1 - confidence) / 2, (1 + confidence) / 2):
            moved = z0 + special.ndtri(level)
            stretch = 1 - acceleration * moved
            give_reason(reason, "acceleration", ~(stretch > 0))
            limit = np.asarray(statistic.of(means + moved / stretch**2 * steepest))
            # Farther out than readings can be, there is a number still, but it means nothing.
            give_reason(reason, "acceleration", ~(np.abs(limit) <= statistic.largest))
            limits.append(limit)
        give_reason(reason, "acceleration", ~(limits[0] <= limits[1]))
    fine = reason == ""
    low, high = (np.where(fine, limit, np.nan) for limit in limits)
    none = np.zeros(len(groups), dtype=np.int64)
    known = np.where(varies, std_error, np.nan)
    return estimate, Limits(low, high, known, z0, acceleration, none, reason)


def _along(means: Numbers, ways: Numbers) -> list[Jet]:
    """Return each mean as it moves one way."""
    return [Jet(mean, way, np.zeros_like(way)) for mean, way in zip(means, ways, strict=True)]
