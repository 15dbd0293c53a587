"""What a study shows of single elements: counts with their intervals, and which way they point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from evalkit.estimates.shares import share_limits
from evalkit.monitoring.readings_kept import ReadingsKept, readings_kept
from evalkit.outcomes.change import PrePost, pre_post
from evalkit.programmes.measurement import Measurement
from evalkit.programmes.programme import Programme
from evalkit.study import Study

__all__ = ["CHECKS", "LEAST_PERSONS", "NEEDS", "Changed", "Seen"]

# evalkit's own: readings are called systematic when most who could have kept the plan did.
MOST = 0.5
# Below this an adjusted p value counts as a change; the usual convention.
ALPHA = 0.05
# Fewer persons than these carry no verdict: the sentences of a comparison begin there too.
LEAST_PERSONS = 10


@dataclass(frozen=True)
class Changed:
    """One scale that changed: its title by language, the mean change and its 95 % interval."""

    title: Mapping[str, str]
    change: float
    conf_low: float
    conf_high: float


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
        How many of how many persons, where it is a share; of changes, the fewest pairs.
    estimate, conf_low, conf_high : float or None
        The share and its interval.
    facts : mapping
        The other numbers of the sentence.
    scales : mapping
        The scales that changed for the "better" and the "worse".
    """

    reason: str = ""
    points: bool | None = None
    n: int | None = None
    count: int | None = None
    estimate: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    facts: Mapping[str, float | int | str | None] = field(default_factory=dict)
    scales: Mapping[str, tuple[Changed, ...]] = field(default_factory=dict)

    @property
    def is_there(self) -> bool:
        """Whether the study shows anything of the element."""
        return bool(self.reason)


def monitoring_seen(programme: Programme, study: Study) -> Seen:
    """Return how many kept most of the programme's own plan, of those who could."""
    if not len(study.scores):
        return _attendance_seen(study)
    plan = [one for one in programme.measurements if one.measures == "persons"]
    named = [one for one in plan if one.instruments]
    read = set(study.scores["instrument"])
    matched = [one for one in named if read & set(one.instruments)]
    if named and not matched and len(named) == len(plan):
        return Seen("other_instruments")
    asked = _asked(matched or [one for one in plan if not one.instruments])
    months = asked.every_months if asked else None
    at_end = asked is not None and months is None and "after" in asked.moments
    kept = readings_kept(
        study,
        every_months=months,
        at_end=at_end,
        instruments=asked.instruments if asked else (),
    )
    if not kept.n:
        return Seen("nobody_due")
    return _share_seen(kept, asked, at_end=at_end)


def _asked(plan: list[Measurement]) -> Measurement | None:
    """Return the measurement that is asked about: the one with the shortest interval."""
    timed = [one for one in plan if one.every_months is not None]
    if timed:
        return min(timed, key=lambda one: one.every_months or 0)
    return next((one for one in plan if "after" in one.moments), plan[0] if plan else None)


def _share_seen(kept: ReadingsKept, asked: Measurement | None, *, at_end: bool) -> Seen:
    low, high = (float(end) for end in share_limits(kept.count, kept.n, method="wilson"))
    has_plan = asked is not None and (asked.every_months is not None or at_end)
    voluntary = asked is not None and asked.required == "voluntary"
    points: bool | None = None
    if has_plan and kept.n >= LEAST_PERSONS:
        if low > MOST:
            points = True
        elif high < MOST and not voluntary:
            points = False
    reason = "kept_unplanned"
    if has_plan:
        reason = "kept_at_end" if at_end else "kept_plan"
    return Seen(
        "kept_voluntary" if voluntary and not at_end and has_plan else reason,
        points,
        kept.n,
        kept.count,
        kept.count / kept.n,
        low,
        high,
        {
            "every_months": asked.every_months if asked else None,
            "median_months": kept.median_months,
            "expected": kept.expected,
            "done": kept.done,
            "second": kept.second,
            "too_short": kept.too_short,
        },
    )


def _attendance_seen(study: Study) -> Seen:
    """Return how much attendance was noted; it is no reading of progression."""
    noted = study.attendance[study.attendance["attended"].notna()]
    if not len(noted):
        return Seen()
    occasions = noted[["activity", "date"]].drop_duplicates()
    persons = int(noted["person"].nunique())
    return Seen("attendance_only", n=persons, facts={"occasions": len(occasions)})


def effect_seen(_: Programme, study: Study) -> Seen:
    """Return which scales changed and which way: before and after, without a comparison."""
    if not len(study.scores):
        return Seen()
    rated = "respondent" in study.scores and study.scores["respondent"].fillna("").ne("").any()
    by = ("instrument", "scale", *(["respondent"] if rated else []))
    change = pre_post(study, by=by)
    frame = _without_sums(change)
    paired = frame[frame["n"] > 0]
    if paired.empty:
        return Seen()
    large = paired[(paired["n"] >= LEAST_PERSONS) & paired["p_adjusted"].notna()]
    if large.empty:
        return Seen("too_few_pairs", n=int(paired["n"].max()))
    signs = large["scale"].map({scale: _SIGNS[way] for scale, way in change.better.items()})
    sure = large["p_adjusted"] < ALPHA
    gains = signs * large["mean_change"]
    ways = {"better": sure & (gains > 0), "worse": sure & (gains < 0)}
    better, worse = int(ways["better"].sum()), int(ways["worse"].sum())
    points = True if better and not worse else False if worse and not better else None
    facts = {
        "scales": len(large),
        "better": better,
        "worse": worse,
        "unclear": len(large) - better - worse,
        "fewest": int(large["n"].min()),
        "most": int(large["n"].max()),
        "enrolled": change.enrolled or int(study.scores["person"].nunique()),
    }
    scales = {way: _changed(large[is_way], change) for way, is_way in ways.items()}
    return Seen("scales_changed", points, n=facts["fewest"], facts=facts, scales=scales)


def _changed(rows: pd.DataFrame, change: PrePost) -> tuple[Changed, ...]:
    return tuple(
        Changed(
            change.scales[str(row["scale"])].title,
            float(row["mean_change"]),
            float(row["conf_low"]),
            float(row["conf_high"]),
        )
        for row in rows.to_dict("records")
    )


_SIGNS: Mapping[str | None, float] = {"higher": 1.0, "lower": -1.0, None: 0.0}


def _without_sums(change: PrePost) -> pd.DataFrame:
    """Return the rows without scales that only put together other scales of the same instrument."""
    frame = change.to_frame()
    there = set(frame["scale"])
    sums = {
        name
        for name, scale in change.scales.items()
        if len(scale.items) > 1 and set(scale.items) <= there
    }
    return frame[~frame["scale"].isin(sums)]


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
