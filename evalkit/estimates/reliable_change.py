"""Is one person's change larger than measurement error? Seven indices of it, as one straight line.

Every index in use is (after - slope x before - constant) / unit, called reliable beyond a
criterion. So one class knows all of them: their values, the band of scores that count as
unchanged, and how often error alone goes beyond.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from evalkit.estimates.intervals import check_confidence

__all__ = [
    "Index",
    "edwards_nunnally",
    "gulliksen_lord_novick",
    "hageman_arrindell",
    "hsu_linn_lord",
    "jacobson_truax",
    "nunnally_kotsch",
    "smallest_important_change",
]

# An index this near its criterion is at it: binary noise must not decide about a person.
AT_CRITERION = 1e-9


@dataclass(frozen=True)
class Index:
    """An index of reliable change: (post - slope pre - constant) / unit.

    Attributes
    ----------
    slope, constant : float
        What is expected after, of somebody who has not changed: slope pre + constant.
    unit : float
        What one step of the index is in points of the scale.
    criterion : float
        A change is reliable when the index is beyond it, on either side.
    inclusive : bool
        Whether a change exactly at the criterion counts already.
    error_share : float or None
        How often somebody who has not changed goes beyond the criterion on one side, when error
        is normal; None when the index does not say.
    error_sd : float or None
        SD of the plain change by measurement error alone; None when nothing is known of it.
    """

    slope: float
    constant: float
    unit: float
    criterion: float
    inclusive: bool = False
    error_share: float | None = None
    error_sd: float | None = None

    @property
    def points(self) -> float:
        """The criterion in points of the scale."""
        return self.criterion * self.unit

    def of(self, pre: NDArray[np.float64], change: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the index of every person, with the sign of post minus pre.

        Parameters
        ----------
        pre, change : ndarray, shape (n,)
            Scores before, and post minus pre.
        """
        if self.slope == 1.0 and self.constant == 0.0:
            return change / self.unit
        return (change + (1.0 - self.slope) * pre - self.constant) / self.unit

    def direction(self, index: NDArray[np.float64]) -> NDArray[np.int8]:
        """Return 1 where an index is beyond the criterion, -1 where beyond minus it, else 0."""
        edge = self.criterion * (1.0 - AT_CRITERION if self.inclusive else 1.0 + AT_CRITERION)
        return (index > edge).astype(np.int8) - (index < -edge).astype(np.int8)

    def band(self, pre: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the lowest and the highest score after that count as unchanged."""
        middle = self.slope * pre + self.constant
        return middle - self.points, middle + self.points

    def expected_share(self, grain: float | None = None) -> float | None:
        """Return which share goes beyond on one side by measurement error alone.

        Parameters
        ----------
        grain : float, optional
            The step between neighbouring scores, where it is known.

        Returns
        -------
        float or None

        Notes
        -----
        Without a grain: error normal. With one, for a plain change: only whole steps occur, so
        the first reliable step k is found and the share is that of a normal beyond k - 1/2 steps
        (continuity correction; the SD is that of the scores as they are, steps included). It is
        an approximation: floor and ceiling, and error that is not normal, are left out.
        """
        if not grain or self.slope != 1.0 or self.constant != 0.0 or not self.error_sd:
            return self.error_share
        steps = self.points / grain
        near = round(steps)
        if abs(steps - near) <= AT_CRITERION * max(1.0, steps):
            first = near if self.inclusive else near + 1
        else:
            first = math.ceil(steps)
        return _above((first - 0.5) * grain / self.error_sd)

    def expected_upwards(self, grain: float | None = None) -> float | None:
        """Return which share goes up at all (or down) by measurement error alone.

        One half where scores are fine-grained; with a grain, a normal beyond half a step, since
        the rest stay exactly where they were.
        """
        if not self.error_sd:
            return None
        return 0.5 if not grain else _above(0.5 * grain / self.error_sd)


def jacobson_truax(*, sd: float, reliability: float, confidence: float = 0.95) -> Index:
    """Return the index of Jacobson and Truax: change / (sd sqrt(2 (1 - r))).

    Parameters
    ----------
    sd : float
        Of the scores before.
    reliability : float
        Of the scale, between 0 and 1.
    confidence : float
        Two-sided, between 0 and 1.

    References
    ----------
    Jacobson NS, Truax P. Clinical significance: a statistical approach to defining meaningful
    change in psychotherapy research. J Consult Clin Psychol 1991;59:12-19.

    Examples
    --------
    >>> index = jacobson_truax(sd=7.5, reliability=0.80)
    >>> round(index.unit, 2), round((47.5 - 32.5) / index.unit, 2)
    (4.74, 3.16)
    """
    error = sd * math.sqrt(2.0 * (1.0 - reliability))
    z = _two_sided(confidence)
    return Index(1.0, 0.0, error, z, error_share=_above(z), error_sd=error)


def gulliksen_lord_novick(
    *, mean: float, sd: float, reliability: float, confidence: float = 0.95
) -> Index:
    """Return the index of Gulliksen, Lord and Novick.

    Parameters
    ----------
    mean, sd : float
        Of the population people belong to, such as from norms.
    reliability, confidence : float
        As for `jacobson_truax`.

    Notes
    -----
    ((post - mean) - r (pre - mean)) / (sd sqrt(1 - r^2)): the second score is foretold from the
    first, so regression towards the population's mean is allowed for.

    References
    ----------
    Gulliksen H. Theory of mental tests. 1950. Lord FM, Novick MR. Statistical theories of mental
    test scores. 1968. Hsu LM. Behav Assess 1989;11:459-467.
    """
    return hsu_linn_lord(
        mean=mean, mean_post=mean, sd=sd, reliability=reliability, confidence=confidence
    )


def hsu_linn_lord(
    *, mean: float, mean_post: float, sd: float, reliability: float, confidence: float = 0.95
) -> Index:
    """Return the index of Hsu, Linn and Lord: as Gulliksen's, with a mean for each time.

    Parameters
    ----------
    mean, mean_post : float
        The population's means at the two times.
    sd, reliability, confidence : float
        As for `gulliksen_lord_novick`.

    Notes
    -----
    ((post - mean_post) - r (pre - mean)) / (sd sqrt(1 - r^2)).

    References
    ----------
    Hsu LM. Reliable changes in psychotherapy: taking into account regression toward the mean.
    Behav Assess 1989;11:459-467. Linn RL, Slinde JA. Rev Educ Res 1977;47:121-150.
    """
    z = _two_sided(confidence)
    return Index(
        slope=reliability,
        constant=mean_post - reliability * mean,
        unit=sd * math.sqrt(1.0 - reliability**2),
        criterion=z,
        error_share=_above(z),
        error_sd=sd * math.sqrt(2.0 * (1.0 - reliability)),
    )


def edwards_nunnally(
    *, mean: float, sd: float, reliability: float, confidence: float = 0.95
) -> Index:
    """Return the index of Edwards and Nunnally: post against the interval of the true score.

    Parameters
    ----------
    mean, sd, reliability, confidence : float
        As for `gulliksen_lord_novick`.

    Notes
    -----
    (post - (mean + r (pre - mean))) / (sd sqrt(1 - r)). The paper's criterion is 2; here it is
    that of the confidence. The unit leaves out that the true score is only estimated: of people
    who have not changed a share of Phi(-z / sqrt(1 + r)) goes beyond on each side, and not
    Phi(-z); that is `error_share`.

    References
    ----------
    Edwards DW, Yarvis RM, Mueller DP, et al. Eval Q 1978;2:587-602. Speer DC. J Consult Clin
    Psychol 1992;60:402-408.
    """
    z = _two_sided(confidence)
    return Index(
        slope=reliability,
        constant=(1.0 - reliability) * mean,
        unit=sd * math.sqrt(1.0 - reliability),
        criterion=z,
        error_share=_above(z / math.sqrt(1.0 + reliability)),
        error_sd=sd * math.sqrt(2.0 * (1.0 - reliability)),
    )


def nunnally_kotsch(
    *,
    mean: float,
    sd: float,
    reliability: float,
    reliability_post: float,
    confidence: float = 0.95,
) -> Index:
    """Return the index of Nunnally and Kotsch, with a reliability for each time.

    Parameters
    ----------
    mean, sd, confidence : float
        As for `gulliksen_lord_novick`.
    reliability, reliability_post : float
        Of the scale at the two times.

    Notes
    -----
    (post - (mean + r1 (pre - mean))) / sqrt(r1^2 sd^2 (1 - r1) + sd^2 (1 - r2)). Without a
    change the numerator's variance is sd^2 r1 (1 - r1) + sd^2 (1 - r2), which is more than the
    unit's square: `error_share` allows for it.

    References
    ----------
    Nunnally JC, Kotsch WE. Studies of individual subjects: logic and methods of analysis.
    Br J Clin Psychol 1983;22:83-93.
    """
    z = _two_sided(confidence)
    noise, noise_post = 1.0 - reliability, 1.0 - reliability_post
    unit = math.sqrt(reliability**2 * noise + noise_post)
    spread = math.sqrt(reliability * noise + noise_post)
    return Index(
        slope=reliability,
        constant=(1.0 - reliability) * mean,
        unit=sd * unit,
        criterion=z,
        error_share=_above(z * unit / spread),
        error_sd=sd * math.sqrt(noise + noise_post),
    )


def hageman_arrindell(
    *,
    sd: float,
    reliability: float,
    mean_change: float,
    sd_change: float,
    confidence: float = 0.95,
) -> Index | None:
    """Return the index of Hageman and Arrindell, RC(INDIV); None when it does not exist.

    Parameters
    ----------
    sd, reliability : float
        As for `jacobson_truax`.
    mean_change, sd_change : float
        Of the group's changes (ddof 1).
    confidence : float
        One-sided: 0.95 gives the paper's criterion of 1.645.

    Returns
    -------
    Index or None
        None when the changes vary no more than by error: their reliability is 0.

    Notes
    -----
    (change r_dd + mean_change (1 - r_dd)) / (sqrt(r_dd) sd sqrt(2 (1 - r))), where r_dd, the
    reliability of the changes, is 1 - 2 sd^2 (1 - r) / sd_change^2. That is the usual
    (s1^2 r1 + s2^2 r2 - 2 s1 s2 r12) / (s1^2 + s2^2 - 2 s1 s2 r12) with one standard error of
    measurement at both times. There is no share by error alone: where nobody has changed, r_dd
    is 0.

    References
    ----------
    Hageman WJJM, Arrindell WA. Behav Res Ther 1993;31:693-700; 1999;37:1169-1193.
    """
    check_confidence(confidence)
    error = sd * math.sqrt(2.0 * (1.0 - reliability))
    reliable = 1.0 - (error / sd_change) ** 2 if sd_change > 0 else 0.0
    if reliable <= AT_CRITERION:
        return None
    return Index(
        slope=1.0,
        constant=-mean_change * (1.0 - reliable) / reliable,
        unit=error / math.sqrt(reliable),
        criterion=float(special.ndtri(confidence)),
        error_sd=error,
    )


def smallest_important_change(change: float) -> Index:
    """Return the index change / smallest important change, reached at 1 and not only beyond.

    Parameters
    ----------
    change : float
        The smallest change that matters, in points of the scale.

    Examples
    --------
    >>> smallest_important_change(10.0).direction(np.array([0.9, 1.0, -1.0])).tolist()
    [0, 1, -1]
    """
    return Index(1.0, 0.0, change, 1.0, inclusive=True)


def _two_sided(confidence: float) -> float:
    check_confidence(confidence)
    return float(special.ndtri(0.5 + confidence / 2))


def _above(z: float) -> float:
    return float(special.ndtr(-z))
