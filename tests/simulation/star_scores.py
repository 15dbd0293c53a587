"""Whole-number scores from 1 to 10 at two readings, with their exact joint distribution.

A person's true level is normal; each reading adds an error of its own, is rounded and cut off at
1 and 10, as a rating on a Star is. The probability of every pair of scores, and of staying until
the second reading, is integrated (Gauss-Hermite), so what an analysis should find is known exactly
and is not itself drawn.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

SCORES = np.arange(1, 11)
LEVEL_SD, ERROR_SD = 1.8, 0.9
NODES = 81


@dataclasses.dataclass(frozen=True)
class Population:
    """Who takes part, and what truly happens to them.

    Attributes
    ----------
    name, says : str
        For the document.
    level : float
        The mean of the true levels at the start.
    gain, gain_sd : float
        Mean and SD of the true change.
    stay : float
        The probability of staying for somebody whose true change is the mean.
    slope : float
        How much staying depends on the true change: logit per point.
    """

    name: str
    says: str
    level: float
    gain: float = 0.0
    gain_sd: float = 0.0
    stay: float = 1.0
    slope: float = 0.0

    @property
    def nothing_happens(self) -> bool:
        """Whether both readings are alike but for error."""
        return self.gain == 0 and self.gain_sd == 0

    def joint(self) -> NDArray[np.float64]:
        """Return P(first, second, left or stayed), shape (10, 10, 2)."""
        nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
        weights = weights / weights.sum()
        first = _read(self.level + LEVEL_SD * nodes)
        whole = np.zeros((len(SCORES), len(SCORES), 2))
        gains = self.gain + self.gain_sd * nodes
        for gain, share in zip(gains, weights, strict=True):
            if share < 1e-15:
                continue
            second = _read(self.level + LEVEL_SD * nodes + gain)
            both = np.einsum("k,ki,kj->ij", weights, first, second) * share
            stays = self._stays(gain)
            whole[:, :, 0] += both * (1 - stays)
            whole[:, :, 1] += both * stays
        return whole

    def _stays(self, gain: float) -> float:
        if self.stay == 1:
            return 1.0
        middle = np.log(self.stay / (1 - self.stay))
        return float(expit(middle + self.slope * (gain - self.gain)))


def _read(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return P(score | level), shape (levels, 10)."""
    edges = np.r_[-np.inf, SCORES[:-1] + 0.5, np.inf]
    below = ndtr((edges[None, :] - levels[:, None]) / ERROR_SD)
    return np.asarray(np.diff(below, axis=1))


@dataclasses.dataclass(frozen=True)
class Truth:
    """What holds of everybody who began, had nobody left."""

    mean_change: float
    d_z: float
    sd_pre: float
    sd_average: float
    reliability: float
    improved: float

    @classmethod
    def of(cls, joint: NDArray[np.float64]) -> Truth:
        """Integrate a joint distribution."""
        both = joint.sum(axis=2)
        first, second = np.meshgrid(SCORES, SCORES, indexing="ij")
        change = second - first

        def mean(values: NDArray[np.float64]) -> float:
            return float((both * values).sum())

        change_mean = mean(change)
        change_sd = np.sqrt(mean(change**2) - change_mean**2)
        sds = [np.sqrt(mean(x**2) - mean(x) ** 2) for x in (first, second)]
        covariance = mean(first * second) - mean(first) * mean(second)
        return cls(
            mean_change=change_mean,
            d_z=float(change_mean / change_sd),
            sd_pre=float(sds[0]),
            sd_average=float(np.sqrt((sds[0] ** 2 + sds[1] ** 2) / 2)),
            reliability=float(covariance / (sds[0] * sds[1])),
            improved=float(both[change > 0].sum()),
        )


def drawn(
    joint: NDArray[np.float64], *, persons: int, samples: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return first and second scores, shape (samples, persons); second is NaN of those who left."""
    rng = np.random.default_rng([seed, persons])
    cells = rng.choice(joint.size, size=(samples, persons), p=joint.ravel() / joint.sum())
    first, second, stayed = np.unravel_index(cells, joint.shape)
    pre, post = SCORES[first].astype(float), SCORES[second].astype(float)
    return pre, np.where(stayed == 1, post, np.nan)


POPULATIONS = (
    Population(
        "middle, nothing happens",
        "Mean level 5.5; both readings differ by error alone.",
        level=5.5,
    ),
    Population(
        "ceiling, nothing happens",
        "The same with a mean level of 8.8: many begin at 9 or 10.",
        level=8.8,
    ),
    Population(
        "middle, change",
        "Mean level 4.5; true change 1.0 with SD 1.2.",
        level=4.5,
        gain=1.0,
        gain_sd=1.2,
    ),
    Population(
        "ceiling, change",
        "Mean level 8.3; true change 1.0 with SD 1.2, cut off at 10.",
        level=8.3,
        gain=1.0,
        gain_sd=1.2,
    ),
    Population(
        "ceiling, change, some leave",
        "The same; a quarter leave, whatever happens to them.",
        level=8.3,
        gain=1.0,
        gain_sd=1.2,
        stay=0.75,
    ),
    Population(
        "middle, change, the worse off leave",
        "Mean level 4.5, true change 1.0 with SD 1.2; more than a quarter leave, mostly those who "
        "truly did worse.",
        level=4.5,
        gain=1.0,
        gain_sd=1.2,
        stay=0.8,
        slope=1.5,
    ),
)
