"""What a study shows of single elements: counts with their intervals, and which way they point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from evalkit.estimates.shares import share_limits
from evalkit.monitoring.readings_kept import readings_kept
from evalkit.outcomes.change import pre_post
from evalkit.programmes.measurement import Measurement
from evalkit.programmes.programme import Programme
from evalkit.study import Study

__all__ = ["CHECKS", "NEEDS", "Seen"]

# evalkit's own: readings are called systematic when most of those who could have a second one do.
MOST = 0.5
# Below this an adjusted p value counts as a change; the usual convention.
ALPHA = 0.05


@dataclass(frozen=True)
class Seen:
    """What a study shows of one element.

    Attributes
    ----------
    reason : str
        Which sentence tells it; empty when nothing in the study shows the element.
    points : bool or None
        Whether it points towards the claim; None when it settles nothing.
    n, count : int or None
        How many of how many persons, where it is a share.
    estimate, conf_low, conf_high : float or None
        The share and its interval.
    facts : mapping
        The other numbers of the sentence.
    """

    reason: str = ""
    points: bool | None = None
    n: int | None = None
    count: int | None = None
    estimate: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    facts: Mapping[str, float | int | str | None] = field(default_factory=dict)

    @property
    def is_there(self) -> bool:
        """Whether the study shows anything of the element."""
        return bool(self.reason)


def monitoring_seen(programme: Programme, study: Study) -> Seen:
    """Return how many have a second reading of those who could, by the programme's own interval."""
    if not len(study.scores):
        return _attendance_seen(study)
    plan = [one for one in programme.measurements if one.measures == "persons"]
    months = next((one.every_months for one in plan if one.every_months is not None), None)
    at_end = months is None and any("after" in one.moments for one in plan)
    kept = readings_kept(study, every_months=months, at_end=at_end)
    if not kept.n:
        return Seen("nobody_due")
    low, high = (float(end) for end in share_limits(kept.count, kept.n, method="wilson"))
    points = None if low <= MOST <= high else low > MOST
    return Seen(
        _asked_of(plan, months, at_end=at_end),
        points,
        kept.n,
        kept.count,
        kept.count / kept.n,
        low,
        high,
        {
            "every_months": months,
            "median_months": kept.median_months,
            "expected": kept.expected,
            "done": kept.done,
        },
    )


def _asked_of(plan: list[Measurement], months: float | None, *, at_end: bool) -> str:
    """Return which sentence says who could have had a second reading."""
    if plan and all(one.required == "voluntary" for one in plan):
        return "second_reading_voluntary"
    if months is not None:
        return "second_reading"
    return "second_reading_at_end" if at_end else "second_reading_unplanned"


def _attendance_seen(study: Study) -> Seen:
    """Return how much attendance was noted; it is no reading of progression."""
    noted = study.attendance[study.attendance["attended"].notna()]
    if not len(noted):
        return Seen()
    occasions = noted[["activity", "date"]].drop_duplicates()
    facts = {"occasions": len(occasions), "persons": int(noted["person"].nunique())}
    return Seen("attendance_only", facts=facts)


def effect_seen(_: Programme, study: Study) -> Seen:
    """Return which scales changed and which way: before and after, without a comparison."""
    if not len(study.scores):
        return Seen()
    change = pre_post(study, by=("instrument", "scale"))
    frame = change.to_frame()
    tested = frame[frame["p_adjusted"].notna()]
    if tested.empty:
        return Seen()
    gains = tested["scale"].map(_signs(change.better)) * tested["mean_change"]
    sure = tested["p_adjusted"] < ALPHA
    better, worse = int((sure & (gains > 0)).sum()), int((sure & (gains < 0)).sum())
    points = None
    if better and not worse:
        points = True
    elif worse and not better:
        points = False
    facts = {
        "scales": len(tested),
        "better": better,
        "worse": worse,
        "unclear": len(tested) - better - worse,
        "fewest": int(tested["n"].min()),
        "most": int(tested["n"].max()),
    }
    return Seen("scales_changed", points, facts=facts)


def _signs(better: Mapping[str, str | None]) -> dict[str, float]:
    return {scale: -1.0 if way == "lower" else 1.0 for scale, way in better.items() if way}


CHECKS: Mapping[str, Callable[[Programme, Study], Seen]] = {
    "monitoring": monitoring_seen,
    "effect": effect_seen,
}
# What a study would have to hold for an element to be seen in it.
NEEDS: Mapping[str, str] = {
    "theory": "needs_theory",
    "effect": "needs_effect",
    "description": "needs_description",
    "goals": "needs_goals",
    "transferability": "needs_transferability",
    "economy": "needs_economy",
    "reflection": "needs_reflection",
    "relations": "needs_relations",
    "individual": "needs_individual",
    "monitoring": "needs_monitoring",
    "follow_up": "needs_follow_up",
}
