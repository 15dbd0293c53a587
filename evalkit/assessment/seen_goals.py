"""What goals show: who has any, who set them, and whether they are gone through and rated."""

from __future__ import annotations

import pandas as pd

from evalkit.assessment.seen import Seen, share_seen
from evalkit.monitoring.goal_rows import given_goals, goals_on
from evalkit.monitoring.goals import REVIEW_MONTHS
from evalkit.programmes.programme import Programme
from evalkit.study import Study

__all__ = ["goals_rated", "goals_reviewed", "goals_seen", "set_together"]

# Who set a goal that the young person had a part in; the words of the long table of goals.
BY_THE_PERSON = ("person", "both")
# The question whether goals are set for each young person; only a yes to it can be contradicted.
INDIVIDUAL_GOALS = "goals_individual"


def goals_seen(programme: Programme, study: Study) -> Seen:
    """Return in how many courses a goal was set by or with the young person.

    Asked are courses that lasted three months at least (no source says how soon; evalkit's), and
    did not end before the first goal of the data was set. Goals that staff set alone are goals
    too: a claim is contradicted only when few courses have any goal at all, and only where the
    source says that each young person has goals.
    """
    goals = _goals(study)
    courses = _courses(study, goals)
    if goals.empty or courses.empty:
        return Seen()
    setters = _setters(goals).reindex(courses["person"])
    any_goal = int(setters.notna().sum())
    promised = programme.answers.get(INDIVIDUAL_GOALS) == "yes"
    if not goals["set_by"].fillna("").ne("").any():
        return share_seen("goals_unknown_by", any_goal, len(courses), may_contradict=promised)
    # A goal of which nobody noted who set it is not counted as set by staff.
    known = setters[setters != "not_noted"]
    facts = {"any": any_goal, "courses": len(courses), "not_noted": len(setters) - len(known)}
    with_young = int((known == "with").sum())
    seen = share_seen("goals_set", with_young, len(known), facts=facts)
    whole = share_seen("", any_goal, len(courses), may_contradict=promised)
    return seen if whole.points is not False else _against(seen)


def set_together(_: Programme, study: Study) -> Seen:
    """Return in how many courses with goals the young person had a part in setting one.

    It shows one part of how a programme is fitted to the individual, so it settles nothing.
    """
    setters = _setters(_goals(study))
    known = setters[setters != "not_noted"]
    count = int((known == "with").sum())
    return share_seen("goals_together", count, len(known), supports=False)


def goals_reviewed(programme: Programme, study: Study) -> Seen:
    """Return in how many courses most goals that are three months old were gone through."""
    return _most_goals("goals_reviewed", programme, study, column="last_review")


def goals_rated(programme: Programme, study: Study) -> Seen:
    """Return in how many courses most goals that are three months old were rated."""
    if not _plans_goals(programme):
        return Seen()
    return _most_goals("goals_rated", programme, study, column="first_attainment")


def _most_goals(reason: str, programme: Programme, study: Study, *, column: str) -> Seen:
    goals = _goals(study)
    if goals.empty:
        return Seen()
    stop = _stops(study).reindex(goals["person"]).fillna(_latest(study)).to_numpy()
    old = goals[goals["begun"] + pd.DateOffset(months=REVIEW_MONTHS) <= stop]
    if old.empty:
        return Seen()
    share = old[column].notna().groupby(old["person"]).mean()
    return share_seen(
        reason,
        int((share > 1 / 2).sum()),
        len(share),
        may_contradict=_plans_goals(programme, basis="text"),
        facts={"goals": len(old), "done": int(old[column].notna().sum())},
    )


def _plans_goals(programme: Programme, *, basis: str = "") -> bool:
    """Whether the programme's own plan follows goals, and on that basis where one is asked."""
    plan = [one for one in programme.measurements if one.measures == "goals"]
    return any(not basis or one.basis == basis for one in plan)


def _goals(study: Study) -> pd.DataFrame:
    """Return one row a goal, as they stand on the last day the data know of."""
    if study.goals.empty:
        return study.goals.assign(begun=study.goals["date"])
    return goals_on(given_goals(study, study.latest))


def _setters(goals: pd.DataFrame) -> pd.Series:
    """Return for each person with goals: with (the young person had a part), staff, not_noted."""
    by = goals["set_by"].fillna("")
    with_young = by.isin(BY_THE_PERSON).groupby(goals["person"]).any()
    unknown = by.eq("").groupby(goals["person"]).any()
    told = pd.Series("staff", index=with_young.index, dtype="object")
    return told.mask(unknown, "not_noted").mask(with_young, "with")


def _stops(study: Study) -> pd.Series:
    """Return for each person the last day of the course that the data know of."""
    courses = study.enrolments.drop_duplicates("person").set_index("person")
    latest = _latest(study)
    return courses["ended"].where(courses["ended"] <= latest, latest)


def _latest(study: Study) -> pd.Timestamp:
    return pd.Timestamp(study.latest or pd.Timestamp.min)


def _courses(study: Study, goals: pd.DataFrame) -> pd.DataFrame:
    """Return the courses that could have a goal."""
    courses = study.enrolments.drop_duplicates("person").dropna(subset="started")
    if courses.empty or goals.empty:
        return courses.iloc[:0]
    stop = _stops(study).reindex(courses["person"]).to_numpy()
    is_long = courses["started"] + pd.DateOffset(months=REVIEW_MONTHS) <= stop
    kept: pd.DataFrame = courses[is_long & (stop >= goals["begun"].min())]
    return kept


def _against(seen: Seen) -> Seen:
    return seen if seen.points else seen.pointing(False)
