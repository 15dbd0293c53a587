"""Which figures of a study belong to which element of promising practice."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evalkit.assessment.seen import Seen, together
from evalkit.assessment.seen_goals import goals_rated, goals_reviewed, goals_seen, set_together
from evalkit.assessment.seen_practice import attendance_noted, meetings_held, rules_seen
from evalkit.assessment.seen_readings import effect_seen, plan_seen, read_afterwards
from evalkit.programmes.programme import Programme
from evalkit.study import Study

__all__ = ["CHECKS", "NEEDS"]

# The words of the long table of meetings.
SUPERVISION = ("supervision",)
REVIEWS = ("status meeting", "yearly review")


def monitoring_seen(programme: Programme, study: Study) -> Seen:
    """Return what shows monitoring: readings by the plan, goals rated, rules, registers kept."""
    return together(
        (
            plan_seen(programme, study),
            goals_rated(programme, study),
            *rules_seen(programme, study, element="monitoring"),
            attendance_noted(programme, study),
        )
    )


def reflection_seen(programme: Programme, study: Study) -> Seen:
    """Return what shows shared reflection: rules about supervision and the like, else meetings."""
    rules = rules_seen(programme, study, element="reflection")
    return together(rules or (meetings_held(SUPERVISION)(programme, study),))


def follow_up_seen(programme: Programme, study: Study) -> Seen:
    """Return what shows follow-up: rules, goals gone through, readings after the end, registers."""
    rules = rules_seen(programme, study, element="follow_up")
    follows = any(one.measures == "attendance" for one in programme.measurements)
    return together(
        (
            *(rules or (meetings_held(REVIEWS)(programme, study),)),
            goals_reviewed(programme, study),
            read_afterwards(programme, study),
            *((attendance_noted(programme, study),) if follows else ()),
        )
    )


CHECKS: Mapping[str, Callable[[Programme, Study], Seen]] = {
    "effect": effect_seen,
    "goals": goals_seen,
    "reflection": reflection_seen,
    "individual": set_together,
    "monitoring": monitoring_seen,
    "follow_up": follow_up_seen,
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
