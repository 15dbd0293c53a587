"""What is planted in a made-up cohort: scales, effects, drop-out and dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from evalkit.errors import InputError, did_you_mean

__all__ = ["CohortDesign", "DropOut", "Group", "Scale"]


@dataclass(frozen=True)
class Scale:
    """One scale: where people stand, what the programme does, what the form can show.

    People have a latent level that is normal over the population. A reading is the latent
    level plus a reading error, rounded to the scale's grain and clipped to its bounds: a
    mean near a bound therefore gives a ceiling or a floor.

    Parameters
    ----------
    name : str
        The scale's name in the cohort.
    low, high : float
        The lowest and the highest score there is.
    mean, sd : float
        Latent level at the start: mean and standard deviation between persons.
    effect : float
        Total latent change of the average person, once the effect is full.
    change_sd : float
        Standard deviation between persons of that total change.
    error_sd : float
        Standard deviation of the reading error.
    grain : float
        The step between two neighbouring scores.
    better : str
        "higher" or "lower".
    missing_rate : float
        Probability that a reading lacks this scale, whatever the score.
    """

    name: str
    low: float
    high: float
    mean: float
    sd: float
    effect: float
    change_sd: float
    error_sd: float
    grain: float = 1.0
    better: str = "higher"
    missing_rate: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a scale without room, or a direction that is no word we know."""
        steps = (self.high - self.low) / self.grain
        if steps < 1 or abs(steps - round(steps)) > 1e-9:
            raise InputError(
                f"Scale {self.name!r}: from {self.low} to {self.high} is not a whole number of "
                f"steps of {self.grain}. Choose bounds that lie on the grain."
            )
        if self.better not in ("higher", "lower"):
            raise InputError(
                f"Scale {self.name!r}: better={self.better!r}. "
                + did_you_mean(self.better, ["higher", "lower"])
            )

    @property
    def sign(self) -> int:
        """1 where a higher score is better, otherwise -1."""
        return 1 if self.better == "higher" else -1


@dataclass(frozen=True)
class Group:
    """A part of the population that changes more or less than the average.

    Parameters
    ----------
    name : str
        The group's name.
    share : float
        Its share of the population; the shares of a design sum to 1.
    effect_factor : float
        What every scale's effect is multiplied by in this group.
    """

    name: str
    share: float
    effect_factor: float = 1.0


@dataclass(frozen=True)
class DropOut:
    """Who has a further reading: a logistic function of the change up to now.

    The change is averaged over the scales in units of each scale's standard deviation,
    positive for the better. People never come back after a missed reading.

    Parameters
    ----------
    stay : float
        Probability of a further reading for somebody who is where they started.
    slope : float
        Change in log-odds per unit of change. 0 loses people completely at random; above
        0 those who do worse leave.
    depends_on : str
        "observed": the latest observed change. "true": the true change at the reading
        that may not come, which nobody has seen; the only one of the two that makes a
        plain first-to-second comparison biased.
    """

    stay: float = 1.0
    slope: float = 0.0
    depends_on: str = "observed"

    def __post_init__(self) -> None:
        """Refuse probabilities outside 0 to 1 and a dependence that is not one of the two."""
        if not 0.0 < self.stay <= 1.0:
            raise InputError(f"DropOut: stay={self.stay}. Accepted: above 0, up to 1.")
        if self.depends_on not in ("observed", "true"):
            raise InputError(
                f"DropOut: depends_on={self.depends_on!r}. "
                + did_you_mean(self.depends_on, ["observed", "true"])
            )

    def probability(self, change: np.ndarray) -> np.ndarray:
        """Return the probability of a further reading for each standardised change."""
        if self.stay == 1.0:
            return np.ones_like(change)
        intercept = np.log(self.stay / (1.0 - self.stay))
        chances: np.ndarray = 1.0 / (1.0 + np.exp(-(intercept + self.slope * change)))
        return chances


@dataclass(frozen=True)
class CohortDesign:
    """A cohort with a known truth; `make_cohort` draws people from it.

    Parameters
    ----------
    n : int
        Number of persons.
    scales : tuple of Scale
        What is measured.
    reading_months : tuple of float
        Months from the start to each planned reading; the first is 0.
    full_effect_month : float
        The effect grows by the same amount each month until here, and then stays.
    enrol_from, enrol_to : datetime.date
        Starts are spread evenly over these days.
    as_of : datetime.date, optional
        The day the export is made: later readings and exits are not in it. None for a
        cohort that is followed to the end.
    drop_out : DropOut
        Who leaves.
    groups : tuple of Group
        Groups with effects of their own, such as men and women.
    sites : tuple of str
        Sites, or teams; people are spread over them at random.
    intakes : tuple of datetime.date
        One start date for each site, when a site is a team that starts together.
    correlation : float
        Correlation between any two scales, at the start and in the changes, in the
        direction of the better.
    birth_years : tuple of int
        First and last year of birth.
    """

    n: int
    scales: tuple[Scale, ...]
    reading_months: tuple[float, ...]
    full_effect_month: float
    enrol_from: dt.date
    enrol_to: dt.date
    as_of: dt.date | None = None
    drop_out: DropOut = DropOut()
    groups: tuple[Group, ...] = (Group("all", 1.0),)
    sites: tuple[str, ...] = ("",)
    intakes: tuple[dt.date, ...] = ()
    correlation: float = 0.4
    birth_years: tuple[int, int] = (2000, 2008)

    def __post_init__(self) -> None:
        """Refuse a design that contradicts itself."""
        if abs(sum(group.share for group in self.groups) - 1.0) > 1e-9:
            raise InputError(
                "CohortDesign: the shares of `groups` do not sum to 1. Adjust them so that they do."
            )
        if self.intakes and len(self.intakes) != len(self.sites):
            raise InputError(
                f"CohortDesign: {len(self.intakes)} intakes for {len(self.sites)} sites. "
                "Give one date a site."
            )
        if not self.reading_months or self.reading_months[0] != 0:
            raise InputError(
                "CohortDesign: `reading_months` must begin with 0, the reading at the start."
            )

    def scale(self, name: str) -> Scale:
        """Return the scale of this name."""
        for scale in self.scales:
            if scale.name == name:
                return scale
        raise InputError(
            f"The design has no scale {name!r}. "
            + did_you_mean(name, [scale.name for scale in self.scales])
        )

    @property
    def progress(self) -> np.ndarray:
        """Share of the full effect that is reached at each planned reading."""
        months = np.asarray(self.reading_months, dtype=float)
        return np.minimum(months / self.full_effect_month, 1.0)
