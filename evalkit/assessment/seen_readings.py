"""What readings show: whether they follow the plan, what changed, who was read afterwards."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evalkit.assessment.seen import (
    LEAST_PERSONS,
    Changed,
    Seen,
    share_seen,
)
from evalkit.errors import InputError
from evalkit.monitoring.calendar import measurement_calendar
from evalkit.monitoring.due_dates import AROUND
from evalkit.monitoring.plan import registry_plans
from evalkit.monitoring.readings_kept import ReadingsKept, readings_kept
from evalkit.outcomes.change import PrePost, pre_post
from evalkit.programmes.measurement import Measurement
from evalkit.programmes.programme import Programme
from evalkit.study import Study

__all__ = ["effect_seen", "plan_seen", "read_afterwards"]

# Below this an adjusted p value counts as a change; the usual convention.
ALPHA = 0.05
# A course of fewer readings that were due has no most of them.
LEAST_DUE = 2


def plan_seen(programme: Programme, study: Study) -> Seen:
    """Return how many kept most of the programme's own plan, of those who could."""
    if not len(study.scores):
        return Seen()
    plan = [one for one in programme.measurements if one.measures == "persons"]
    named = [one for one in plan if one.instruments]
    read = set(study.scores["instrument"])
    matched = [one for one in named if read & set(one.instruments)]
    if named and not matched and len(named) == len(plan):
        return Seen("other_instruments")
    asked = _asked(matched or [one for one in plan if not one.instruments])
    months = asked.every_months if asked else None
    at_end = asked is not None and months is None and "after" in asked.moments
    if asked is not None and months is None and not at_end:
        assumed = _assumed_seen(programme, asked, study)
        if assumed.is_there:
            return assumed
    kept = readings_kept(
        study,
        every_months=months,
        at_end=at_end,
        instruments=asked.instruments if asked else (),
    )
    if not kept.n:
        return Seen("nobody_due")
    return _kept_seen(kept, asked, at_end=at_end)


def _asked(plan: list[Measurement]) -> Measurement | None:
    """Return the measurement that is asked about: the one with the shortest interval."""
    timed = [one for one in plan if one.every_months is not None]
    if timed:
        return min(timed, key=lambda one: one.every_months or 0)
    return next((one for one in plan if "after" in one.moments), plan[0] if plan else None)


def _assumed_seen(programme: Programme, asked: Measurement, study: Study) -> Seen:
    """Return how many kept most of what evalkit's calendar assumes, where the source has no day.

    An assumption of evalkit's never contradicts a source.
    """
    plans = [one for one in registry_plans(programme)[0] if one.name == asked.name and one.moments]
    if not plans or study.latest is None:
        return Seen()
    try:
        calendar = measurement_calendar(study, programme, as_of=study.latest, plan=plans)
    except InputError:
        # Its readings have no days, or other names than the calendar's: the calendar says nothing.
        return Seen()
    rows = calendar.to_frame()
    rows = rows[rows["is_closed"].astype(bool)]
    due = rows.groupby("course").size()
    due = due[due >= LEAST_DUE]
    if due.empty:
        return Seen()
    done = (rows["state"] == "done").groupby(rows["course"]).sum().reindex(due.index)
    facts = {"expected": int(due.sum()), "done": int(done.sum())}
    return share_seen("kept_assumed", int((done > due / 2).sum()), len(due), facts=facts)


def _kept_seen(kept: ReadingsKept, asked: Measurement | None, *, at_end: bool) -> Seen:
    has_plan = asked is not None and (asked.every_months is not None or at_end)
    voluntary = asked is not None and asked.required == "voluntary"
    reason = "kept_unplanned"
    if has_plan:
        reason = "kept_at_end" if at_end else "kept_plan"
    return share_seen(
        "kept_voluntary" if voluntary and not at_end and has_plan else reason,
        kept.count,
        kept.n,
        supports=has_plan,
        may_contradict=has_plan and not voluntary,
        facts={
            "every_months": asked.every_months if asked else None,
            "median_months": kept.median_months,
            "expected": kept.expected,
            "done": kept.done,
            "second": kept.second,
            "too_short": kept.too_short,
        },
    )


def read_afterwards(programme: Programme, study: Study) -> Seen:
    """Return how many of those who left were read again later than a month after the end.

    It settles something only where the programme's own plan has a reading at follow-up; without
    one, nobody having been read afterwards says nothing.
    """
    planned = [one for one in programme.measurements if "follow_up" in one.moments]
    left = study.enrolments.dropna(subset="ended")
    read = study.scores[study.scores["score"].notna()].dropna(subset="date")
    if left.empty or read.empty or study.latest is None:
        return Seen()
    # Whoever left less than two months ago could hardly have been read after the first of them.
    left = left[left["ended"] + 2 * AROUND <= pd.Timestamp(study.latest)]
    near = read[["person", "date"]].merge(left[["person", "ended"]], on="person")
    count = near.loc[near["date"] > near["ended"] + AROUND, "person"].nunique()
    if not count and not planned:
        return Seen()
    return share_seen(
        "read_afterwards",
        int(count),
        int(left["person"].nunique()),
        supports=bool(planned),
        may_contradict=any(one.basis == "text" for one in planned),
    )


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
