"""What is watched each quarter: every watch looks at the study as it stood on the quarter's end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from evalkit.estimates.alarms import (
    breaks_above,
    breaks_alarm,
    events_above,
    events_above_in,
    events_below,
    share_below,
    share_below_in,
)
from evalkit.monitoring.attendance_charts import AttendanceCharts, attendance_charts
from evalkit.monitoring.calendar import measurement_calendar
from evalkit.monitoring.chart_rules import RULES
from evalkit.monitoring.false_alarms import false_alarms_of
from evalkit.monitoring.fidelity import fidelity
from evalkit.monitoring.goals import goal_attainment
from evalkit.monitoring.look import RULE_ALARM, Look, by_test
from evalkit.monitoring.target_group import target_group_fit
from evalkit.programmes.fidelity_file import fidelity_rules
from evalkit.programmes.fidelity_rule import FidelityRules
from evalkit.programmes.programme_file import programme_names
from evalkit.sets.windows import Quarter, as_of
from evalkit.study import Study

__all__ = ["WATCHES", "Watch", "rules_kept"]

Watch = Callable[[Study, Quarter], Iterator[Look]]

# A chart of fewer points has provisional limits; it is shown and raises nothing.
LEAST_POINTS = 12
# A test against the time before needs some time before: two quarters of it, in days.
LEAST_DAYS_BEFORE = 180
# Courses that have lasted about as long are compared with one another: a quarter of a year.
BAND_DAYS = 91


def attendance(study: Study, when: Quarter) -> Iterator[Look]:
    """Look at the number who came and at their share, activity by activity."""
    for activity in dict.fromkeys(study.attendance["activity"]):
        charts = attendance_charts(study, when, activity=activity)
        points = int(charts.number.to_frame()["value"].notna().sum())
        newest = charts.steps_in_quarter
        if points < LEAST_POINTS or not newest:
            continue
        worse = _of_quarter(charts)
        chance = sum(
            false_alarms_of(chart, newest=newest, one_way=True).any_rule
            for chart in (charts.number, charts.share)
        )
        moved = charts.moved
        fell = 0.0 if moved is None else 1 - moved.share / moved.share_before
        fired = [rule for rule in RULES if rule in set(worse["rule"])]
        yield Look(
            watch="attendance",
            about=str(activity),
            alarm=min(1.0, chance),
            is_concern=bool(len(worse)),
            size=max(fell, 0.0),
            n=newest,
            value=None if moved is None else moved.share,
            usual=None if moved is None else moved.share_before,
            chance=min(1.0, chance),
            how=tuple(fired),
        )


def _of_quarter(charts: AttendanceCharts) -> pd.DataFrame:
    """Return the signals for the worse that are mostly of the quarter.

    A run that began long before and ended in its first week is not; one that fills it is.
    """
    found = charts.signals()
    rows = charts.to_frame()
    here = rows[rows["in_quarter"] & rows["value"].notna()]
    kept = []
    for signal in found.to_dict("records"):
        own = here[here["chart"] == signal["chart"]]
        inside = int(own["date"].between(signal["first"], signal["last"]).sum())
        is_most = 2 * inside > min(len(own), int(signal["points"]))
        kept.append(signal["direction"] == "concern" and is_most)
    return found[np.array(kept, dtype=bool)]


def rules_kept(
    study: Study, when: Quarter, *, rules: FidelityRules | None = None
) -> Iterator[Look]:
    """Look at every rule of fidelity that could be assessed in the quarter."""
    if rules is None and study.programme not in programme_names():
        return
    asked = fidelity_rules(study.programme) if rules is None else rules
    # What a source calls best is no least that must be kept.
    least = {rule.name for rule in asked.rules if rule.level == "least"}
    if not least:
        return
    found = fidelity(study, as_of=when, since=when, rules=asked).to_frame()
    found = found[found["rule"].isin(least) & (found["verdict"] != "cannot_be_assessed")]
    for row in found.to_dict("records"):
        n = int(row["n"])
        breaks = n - int(row["kept"])
        allowed = 1.0 - float(row["required_share"])
        chance = breaks_above(breaks, n, allowed=allowed)
        yield Look(
            watch="fidelity",
            about=str(row["rule"]),
            alarm=breaks_alarm(n, allowed=allowed, level=RULE_ALARM),
            is_concern=row["verdict"] == "not_met" and chance <= RULE_ALARM,
            size=breaks / n if n else 0.0,
            count=breaks,
            n=n,
            usual=allowed,
            chance=chance if allowed else None,
            people=None if row["of_practice"] else int(row["series"]),
            how=("rule",),
        )


def readings(study: Study, when: Quarter) -> Iterator[Look]:
    """Look at whether the readings that came to be late in the quarter were made as before.

    A reading is late so many days after its day (`on_time` of the calendar); what is made later
    still counts in the calendar, and not here. Readings at the start are compared with readings at
    the start: nearly all of them are made, and a young programme has few others before.
    """
    if study.programme not in programme_names() or study.scores["date"].isna().all():
        return
    calendar = measurement_calendar(study, as_of=when.last_day)
    required = {plan.name for plan in calendar.scheduled if plan.required != "voluntary"}
    rows = calendar.to_frame()
    rows = rows[rows["measurement"].isin(required)]
    if rows.empty:
        return
    late_from = pd.to_datetime(rows["due"]) + pd.Timedelta(days=calendar.on_time)
    here = ~(pd.to_datetime(rows["ended"]) < late_from)
    made = pd.to_datetime(rows["read"]) <= late_from
    begin, end = pd.Timestamp(when.first_day), pd.Timestamp(when.last_day)
    for name in dict.fromkeys(rows["measurement"]):
        own = here & (rows["measurement"] == name)
        now, before = own & late_from.between(begin, end), own & (late_from < begin)
        n, n_before = int(now.sum()), int(before.sum())
        if not n or not n_before:
            continue
        done, done_before = int((now & made).sum()), int((before & made).sum())
        counted = [now & made, now, before & made, before]
        at_start = rows["due"] == rows["started"]
        split = pd.concat(counted, axis=1, keys=range(4)).groupby(at_start).sum()
        yield by_test(
            "readings",
            about=str(name),
            chance=share_below_in(split.itertuples(index=False, name=None)),
            size=1 - done / n,
            count=n - done,
            n=n,
            usual=1 - done_before / n_before,
        )


def exits(study: Study, when: Quarter) -> Iterator[Look]:
    """Look at whether more left without completing than before, for the time they took part.

    Where nobody notes why a course ended, one that reached its end looks like one that was left:
    there must be more than before also among courses that have lasted as long.
    """
    courses = study.enrolments
    if courses.empty or courses["ended"].isna().all():
        return
    left = ~courses["exit_reason"].isin(study.completed)
    untold = bool(courses["exit_reason"].isna().all())
    for look in _pace("exits", courses[left], courses, when=when):
        expected_end = untold and _at_same_length(courses, when) > RULE_ALARM
        yield replace(look, is_concern=look.is_concern and not expected_end)


def matches(study: Study, when: Quarter) -> Iterator[Look]:
    """Look at whether more matches ended than before, for the time they lasted."""
    begun = study.matches[study.matches["started"].notna()]
    if begun.empty:
        return
    yield from _pace("matches", begun, begun, when=when)


def starts(study: Study, when: Quarter) -> Iterator[Look]:
    """Look at whether somebody started on fewer days than before.

    Days and not persons: teams start together, and one team is one start.
    """
    started = study.enrolments["started"].drop_duplicates()
    if started.empty:
        return
    begin, end = pd.Timestamp(when.first_day), pd.Timestamp(when.last_day)
    days_before = (begin - started.min()).days
    if days_before < LEAST_DAYS_BEFORE:
        return
    now = int((started >= begin).sum())
    before = int((started < begin).sum())
    days = (end - begin).days + 1
    expected = before * days / days_before
    yield by_test(
        "starts",
        chance=events_below(now, before, exposure=days, exposure_before=days_before),
        size=max(1 - now / expected, 0.0) if expected else 0.0,
        count=now,
        usual=expected,
        people=int((study.enrolments["started"] >= begin).sum()),
    )


def goals(study: Study, when: Quarter) -> Iterator[Look]:
    """Look at whether more goals wait for a review than at the end of the quarter before."""
    if study.goals.empty:
        return
    n, late = _waiting(study, when)
    n_before, late_before = _waiting(as_of(study, when.earlier(1)), when.earlier(1))
    if not n or not n_before:
        return
    yield by_test(
        "goals",
        chance=share_below(n - late, n, before=n_before - late_before, n_before=n_before),
        size=late / n,
        count=late,
        n=n,
        usual=late_before / n_before,
    )


def ages(study: Study, when: Quarter) -> Iterator[Look]:
    """Look at whether anybody who started in the quarter is outside the ages the sources state."""
    courses = study.enrolments
    started = courses[courses["started"] >= pd.Timestamp(when.first_day)]
    if started.empty:
        return
    fit = target_group_fit(replace(study, enrolments=started), as_of=when)
    rows = fit.to_frame()
    rows = rows[(rows["aspect"] == "age") & (rows["n"] > 0)]
    if rows.empty:
        return
    # Where sources state different ranges, only who is outside all of them is outside.
    widest = rows.sort_values("within", ascending=False).iloc[0]
    outside = int(widest["n"]) - int(widest["within"])
    yield Look(
        watch="age",
        about=str(widest["fact"]),
        alarm=0.0,
        is_concern=outside > 0,
        size=float(outside),
        count=outside,
        n=int(widest["n"]),
        people=outside,
        how=("count",),
    )


def _pace(
    watch: str, counted: pd.DataFrame, spells: pd.DataFrame, *, when: Quarter
) -> Iterator[Look]:
    """Look at whether more of some spells ended in a quarter than before, for the time all ran."""
    begin, end = pd.Timestamp(when.first_day), pd.Timestamp(when.last_day)
    at_risk = _days(spells, begin, end)
    before_begin = begin - pd.Timedelta(days=1)
    at_risk_before = _days(spells, spells["started"].min(), before_begin)
    if (begin - spells["started"].min()).days < LEAST_DAYS_BEFORE:
        return
    now = int(counted["ended"].between(begin, end).sum())
    before = int((counted["ended"] < begin).sum())
    expected = before * at_risk / at_risk_before if at_risk_before else 0.0
    yield by_test(
        watch,
        chance=events_above(now, before, exposure=at_risk, exposure_before=at_risk_before),
        size=float(now),
        count=now,
        n=int((~(spells["ended"] < begin)).sum()),
        usual=expected,
    )


def _at_same_length(courses: pd.DataFrame, when: Quarter) -> float:
    """Return the chance of as many ends in a quarter, by how long the courses had lasted."""
    begin, end = pd.Timestamp(when.first_day), pd.Timestamp(when.last_day)
    earlier = begin - pd.Timedelta(days=1)
    started, ended = courses["started"], courses["ended"]
    band = (ended - started).dt.days // BAND_DAYS
    groups = []
    for number in sorted(band.dropna().unique()):
        lower = started + pd.Timedelta(days=number * BAND_DAYS)
        upper = lower + pd.Timedelta(days=BAND_DAYS - 1)
        part = pd.DataFrame({"started": lower, "ended": upper.where(~(ended < upper), ended)})
        now = int((ended[band == number] >= begin).sum())
        before = int((band == number).sum()) - now
        groups.append((now, before, _days(part, begin, end), _days(part, lower.min(), earlier)))
    return events_above_in(groups)


def _days(spells: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> float:
    """Return how many days spells ran from a first to a last day."""
    begin = np.maximum(spells["started"].to_numpy(), np.datetime64(first))
    ends = spells["ended"].fillna(last).to_numpy()
    end = np.minimum(ends, np.datetime64(last))
    return float(np.clip((end - begin) / np.timedelta64(1, "D") + 1, 0, None).sum())


def _waiting(study: Study, when: Quarter) -> tuple[int, int]:
    """Return how many goals there are, and how many of them wait for a review."""
    everything = goal_attainment(study, as_of=when.last_day).to_frame()
    row = everything[everything["kind"] == "all"].iloc[0]
    return int(row["goals"]), int(row["overdue"])


WATCHES: Mapping[str, Watch] = {
    "attendance": attendance,
    "fidelity": rules_kept,
    "readings": readings,
    "exits": exits,
    "matches": matches,
    "goals": goals,
    "starts": starts,
    "age": ages,
}
