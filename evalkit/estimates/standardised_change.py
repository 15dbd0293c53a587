"""Changes in units of a standard deviation: d_z, d_av, d_rm, d by the SD before, and Hedges' g."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from evalkit.estimates.correlation import pearson
from evalkit.estimates.effect_sizes import noncentrality_limits
from evalkit.estimates.intervals import Interval, check_confidence

__all__ = [
    "AVERAGES",
    "VARIANCES",
    "PairMoments",
    "d_av_interval",
    "d_pre_error",
    "d_rm_error",
    "hedges_factor",
    "normal_interval",
    "pair_moments",
    "sd_ratio_interval",
]

AVERAGES = ("root mean square", "mean")
VARIANCES = ("bonett", "becker")


@dataclass(frozen=True)
class PairMoments:
    """What pairs come to: all that a standardised change is computed from.

    Attributes
    ----------
    n : int
        Pairs.
    mean_change, sd_change : float
        Of post minus pre (ddof 1).
    sd_pre, sd_post : float
        Of the two readings (ddof 1); exactly 0 when all are the same.
    correlation : float
        Of pre and post; missing below three pairs and when one of the two does not vary.
    """

    n: int
    mean_change: float
    sd_change: float
    sd_pre: float
    sd_post: float
    correlation: float

    @property
    def d_z(self) -> float:
        """Mean change / SD of the changes."""
        return _ratio(self.mean_change, self.sd_change)

    @property
    def d_rm(self) -> float:
        """d_z times sqrt(2 (1 - r)): in SDs of a reading, were the two SDs alike."""
        if abs(self.correlation) == 1:
            return float("nan")
        return self.d_z * float(np.sqrt(2 * (1 - self.correlation)))

    @property
    def d_pre(self) -> float:
        """Mean change / SD before."""
        return _ratio(self.mean_change, self.sd_pre)

    @property
    def sd_ratio(self) -> float:
        """SD after / SD before."""
        return _ratio(self.sd_post, self.sd_pre)

    def sd_average(self, *, average: str = "root mean square") -> float:
        """Return the average of the two SDs: their root mean square, or their mean.

        Raises
        ------
        ValueError
            When the average is neither.
        """
        if average not in AVERAGES:
            raise ValueError(f"`average` is {average!r}. Accepted: {', '.join(AVERAGES)}.")
        if average == "mean":
            return (self.sd_pre + self.sd_post) / 2
        return float(np.hypot(self.sd_pre, self.sd_post) / np.sqrt(2))

    def d_av(self, *, average: str = "root mean square") -> float:
        """Return mean change / average of the two SDs."""
        return _ratio(self.mean_change, self.sd_average(average=average))


def pair_moments(
    pre: ArrayLike, post: ArrayLike, *, change: ArrayLike | None = None
) -> PairMoments:
    """Return the moments of pairs.

    Parameters
    ----------
    pre, post : array_like, shape (n,)
        Finite readings of the same persons in the same order; n at least 2.
    change : array_like, shape (n,), optional
        Post minus pre, when it has been freed of binary noise already.

    Returns
    -------
    PairMoments

    Raises
    ------
    ValueError
        When the lengths differ, there are fewer than two pairs, or a value is missing or infinite.

    Examples
    --------
    >>> moments = pair_moments([40, 52, 48, 44], [56, 60, 48, 52])
    >>> round(moments.d_z, 3), round(moments.d_av(), 3), round(moments.d_pre, 3)
    (1.225, 1.549, 1.549)
    """
    before, after = np.asarray(pre, dtype=float), np.asarray(post, dtype=float)
    changes = after - before if change is None else np.asarray(change, dtype=float)
    if not before.shape == after.shape == changes.shape or before.ndim != 1 or before.size < 2:
        raise ValueError(
            f"`pre` has {before.size} values, `post` {after.size} and `change` {changes.size}. "
            f"Give the two readings of the same persons, at least two of each."
        )
    if not (np.isfinite(before).all() and np.isfinite(after).all() and np.isfinite(changes).all()):
        raise ValueError("A reading is missing or infinite. Give pairs with both readings only.")
    return PairMoments(
        n=int(before.size),
        mean_change=float(changes.mean()),
        sd_change=_sd(changes),
        sd_pre=_sd(before),
        sd_post=_sd(after),
        correlation=pearson(before, after).estimate,
    )


def hedges_factor(df: float) -> float:
    """Return Hedges' exact factor J, which makes a standardised change of few persons unbiased.

    Parameters
    ----------
    df : float
        Degrees of freedom of the SD: n - 1 for pairs; above 1.

    Returns
    -------
    float
        Gamma(df/2) / (sqrt(df/2) Gamma((df - 1)/2)); about 1 - 3 / (4 df - 1).

    Raises
    ------
    ValueError
        When df is 1 or less: the expectation does not exist.

    References
    ----------
    Hedges LV. Distribution theory for Glass's estimator of effect size and related estimators.
    J Educ Stat 1981;6:107-128.

    Examples
    --------
    >>> round(hedges_factor(9), 6)
    0.913875
    """
    if not df > 1:
        raise ValueError(f"`df` is {df!r}. The factor exists above 1, so for three pairs or more.")
    # poch(z, 1/2) is Gamma(z + 1/2) / Gamma(z); two logarithms would lose digits to each other.
    return float(special.poch((df - 1) / 2, 0.5) / np.sqrt(df / 2))


def d_av_interval(
    moments: PairMoments, *, average: str = "root mean square", confidence: float = 0.95
) -> Interval:
    """Return Algina and Keselman's interval of d_av.

    Parameters
    ----------
    moments : PairMoments
        With changes that vary.
    average : {"root mean square", "mean"}
        Of the two SDs; the authors' is the root mean square.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval

    Notes
    -----
    The limits of the noncentrality of the paired t (n - 1 df), times
    sqrt(2 (s_pre^2 + s_post^2 - 2 s_prepost) / (n (s_pre^2 + s_post^2))), which is
    s_change / (sqrt(n) s_av). Approximate: s_av counts as known next to s_change.

    References
    ----------
    Algina J, Keselman HJ. Approximate confidence intervals for effect sizes. Educ Psychol Meas
    2003;63:537-553, equations 7 to 9.

    Examples
    --------
    >>> interval = d_av_interval(pair_moments([40, 52, 48, 44], [56, 60, 48, 52]))
    >>> round(interval.low, 3), round(interval.high, 3)
    (-0.215, 3.205)
    """
    t = moments.d_z * float(np.sqrt(moments.n))
    limits = noncentrality_limits(t, moments.n - 1, confidence=confidence)
    scale = moments.sd_change / float(np.sqrt(moments.n)) / moments.sd_average(average=average)
    return Interval(limits.low * scale, limits.high * scale)


def d_rm_error(moments: PairMoments) -> float:
    """Return the large-sample standard error of d_rm.

    Notes
    -----
    sqrt((1/n + d_rm^2 / (2 n)) 2 (1 - r)).

    References
    ----------
    Borenstein M. Effect sizes for continuous data. In: Cooper H, Hedges LV, Valentine JC, eds. The
    handbook of research synthesis and meta-analysis. 2nd ed. 2009: equation 12.21.
    """
    n, d = moments.n, moments.d_rm
    return float(np.sqrt((1 / n + d**2 / (2 * n)) * 2 * (1 - moments.correlation)))


def d_pre_error(moments: PairMoments, *, variance: str = "bonett") -> float:
    """Return the large-sample standard error of d by the SD before.

    Parameters
    ----------
    moments : PairMoments
        With first readings that vary; for "becker" a correlation too.
    variance : {"bonett", "becker"}
        Bonett's holds whatever the two SDs are. Becker's takes them to be alike: with an SD after
        of 1.4 times the SD before its 95 % interval held .88 of the time.

    Raises
    ------
    ValueError
        When the variance is neither.

    Notes
    -----
    Bonett: sqrt(s_change^2 / (s_pre^2 (n - 1)) + d_pre^2 / (2 (n - 1))).
    Becker: sqrt(2 (1 - r) / n + d_pre^2 / (2 n)).

    References
    ----------
    Bonett DG. Confidence intervals for standardized linear contrasts of means. Psychol Methods
    2008;13:99-109.
    Becker BJ. Synthesizing standardized mean-change measures. Br J Math Stat Psychol
    1988;41:257-278.
    """
    if variance not in VARIANCES:
        raise ValueError(f"`variance` is {variance!r}. Accepted: {', '.join(VARIANCES)}.")
    n, d = moments.n, moments.d_pre
    if variance == "becker":
        return float(np.sqrt(2 * (1 - moments.correlation) / n + d**2 / (2 * n)))
    relative = moments.sd_change / moments.sd_pre
    return float(np.sqrt((relative**2 + d**2 / 2) / (n - 1)))


def normal_interval(estimate: float, std_error: float, *, confidence: float = 0.95) -> Interval:
    """Return estimate +/- z times its standard error.

    Examples
    --------
    >>> normal_interval(1.0, 0.5).low.__round__(4)
    0.02
    """
    check_confidence(confidence)
    half = float(special.ndtri(0.5 + confidence / 2)) * std_error
    return Interval(estimate - half, estimate + half)


def sd_ratio_interval(moments: PairMoments, *, confidence: float = 0.95) -> Interval:
    """Return the interval of SD after / SD before, by Pitman and Morgan.

    Parameters
    ----------
    moments : PairMoments
        At least 3 pairs, both readings vary and their correlation is not 1 or -1.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Interval
        The ratios that the test of equal SDs would not reject.

    Notes
    -----
    ratio sqrt(K -/+ sqrt(K^2 - 1)) with K = 1 + 2 (1 - r^2) t^2 / (n - 2) and t the quantile of
    n - 2 df. Exact for readings that are normal together; of other shapes it promises little.

    References
    ----------
    Pitman EJG. A note on normal correlation. Biometrika 1939;31:9-12. Morgan WA. ibid. 13-19.

    Examples
    --------
    >>> pre, post = [40, 52, 48, 44, 60], [56, 60, 48, 52, 80]
    >>> interval = sd_ratio_interval(pair_moments(pre, post))
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.626, 4.186)
    """
    check_confidence(confidence)
    quantile = float(special.stdtrit(moments.n - 2, 0.5 + confidence / 2))
    k = 1 + 2 * (1 - moments.correlation**2) * quantile**2 / (moments.n - 2)
    spread = float(np.sqrt(k + np.sqrt(k**2 - 1)))
    return Interval(moments.sd_ratio / spread, moments.sd_ratio * spread)


def _sd(values: NDArray[np.float64]) -> float:
    """Return the SD; 0 when all are the same, which binary means would make 1e-17."""
    return 0.0 if (values == values[0]).all() else float(values.std(ddof=1))


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")
