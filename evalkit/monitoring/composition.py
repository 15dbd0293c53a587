"""Who a place is made up of: the share of one group among all, day by day, against a limit."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.monitoring.attendance_charts import signals_since
from evalkit.monitoring.attendance_series import quarter_of
from evalkit.monitoring.control_chart import ControlChart
from evalkit.monitoring.dated_values import Events, Rebase
from evalkit.monitoring.own_practice import entry_of, highest_share
from evalkit.monitoring.proportions_chart import p_chart
from evalkit.monitoring.studied import check_study
from evalkit.programmes.fact import Fact
from evalkit.results import Framed
from evalkit.sets.windows import Quarter, last_day
from evalkit.study import Study

__all__ = ["Composition", "composition"]

STEPS = ("day", "week")


@dataclass(frozen=True, repr=False, eq=False)
class Composition(Framed):
    """The share of one group among all, up to a quarter's end: one row per day or week.

    Attributes
    ----------
    activity, part, whole : str
        Where it was counted, whose share it is, and among whom.
    by : {"day", "week"}
        What a row is.
    quarter : Quarter
        The one that is looked at.
    most : float or None
        The highest share there should be; None where neither caller nor registry says.
    facts : tuple of Fact
        Where the registry has the limit from; empty when the caller gave it.
    chart : ControlChart
        The p chart of the share.
    share, count, n : float, int, int
        Of all counted in the quarter: visits, not persons. The share is missing without any.
    days, days_above : int
        Counted days of the quarter, and those above the limit.
    one_group_only, contradicting : int
        Days left out up to the quarter's end: without one of the two counts; with more counted in
        the part than in the whole.
    is_over : bool
        Whether the quarter is over, and the data reach its last day.
    """

    activity: str
    part: str
    whole: str
    by: str
    quarter: Quarter
    most: float | None
    facts: tuple[Fact, ...]
    chart: ControlChart
    share: float
    count: int
    n: int
    days: int
    days_above: int
    one_group_only: int
    contradicting: int
    is_over: bool
    latest: dt.date | None
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("date", "in_quarter", "count", "n", "value", "mean", "lower", "upper"),
        *("outside", "shift", "trend", "two_of_three"),
    )

    def signals(self) -> pd.DataFrame:
        """Return the signals that have a point in the quarter."""
        here = self._frame[self._frame["in_quarter"]]
        first = here["date"].min() if len(here) else pd.Timestamp.max
        return signals_since(self.chart, first)

    def _heading(self) -> str:
        return f"Composition {self.part} of {self.whole} by {self.by}, {self.quarter}"


def composition(
    study: Study,
    when: str | Quarter,
    *,
    part: str = "vulnerable",
    whole: str = "users",
    most: float | None = None,
    by: str = "day",
    rebase: Rebase = (),
    events: Events = None,
) -> Composition:
    """Watch the share of one group among all who are counted, against a limit (p chart).

    Parameters
    ----------
    study : Study
        With `headcounts`.
    when : str, Quarter or date
        Up to the end of this quarter; its signals are singled out. A date is the last day that is
        counted, of the quarter it lies in.
    part, whole : str
        Groups of the headcounts: those of `part` are among those of `whole`.
    most : float, optional
        The highest share there should be, from 0 to 1. When not given, what the registry states
        for the programme, if it does.
    by : {"day", "week"}
        What a point is. Weeks add up their days; they begin on a Monday, and one that is not over
        is left out.
    rebase, events
        As of `evalkit.xmr`.

    Returns
    -------
    Composition
        The rows of the chart with in_quarter; share, days, days_above and what was left out are
        attributes.

    Raises
    ------
    InputError
        When the quarter is misspelt, there is no such group, or the limit is no share; when the
        registry's rules state different limits.

    See Also
    --------
    evalkit.p_chart : the chart.

    Notes
    -----
    The smaller share is the better one here when there is a limit; without one neither is.
    A limit and a chart answer different questions: a share may lie steadily above the limit
    without a signal, and have a signal below it. Visits are counted, not persons, and who counts
    as one of the group is decided at the door: two persons who count differently make a shift.
    A day on which one of the groups was not counted has no share. No interval is given: the same
    persons come day after day.

    Examples
    --------
    >>> import pandas as pd
    >>> from evalkit.frames import HEADCOUNTS
    >>> from evalkit.study import Study
    >>> counted = [("2026-07-01", "users", 50), ("2026-07-01", "vulnerable", 12)]
    >>> rows = [
    ...     {"programme": "insp", "activity": "house", "date": day, "group": group, "count": count}
    ...     for day, group, count in counted
    ... ]
    >>> study = Study(title={}, programme="insp", headcounts=HEADCOUNTS.shaped(rows))
    >>> found = composition(study, "2026Q3")
    >>> found.most, found.share, found.days_above
    (0.2, 0.24, 1)
    """
    check_study(study)
    if by not in STEPS:
        raise InputError(f"`by` is {by!r}. {did_you_mean(str(by), STEPS)}")
    window, last = quarter_of(when), last_day(when)
    facts = () if most is not None else highest_share(entry_of(None, default=study.programme))
    limit = _limit(most, facts)
    activity, days = _days(study.headcounts, part=part, whole=whole, last=last)
    one_group = days["count"].isna() | days["n"].isna()
    wrong = (days["count"] > days["n"]) & ~one_group
    # A house counted at several activities is one house.
    days = days[~one_group & ~wrong].groupby("date", as_index=False).sum()
    steps = days if by == "day" else _weeks(days, last)
    better = "neither" if limit is None else "lower"
    chart = p_chart(steps, better=better, rebase=rebase, target=limit, events=events)
    end = steps["date"] + pd.Timedelta(days=6 * int(by == "week"))
    now = days[_within(days["date"], window)]
    count, n = int(now["count"].sum()), int(now["n"].sum())
    reach = study.latest
    return Composition(
        activity=activity,
        part=part,
        whole=whole,
        by=by,
        quarter=window,
        most=limit,
        facts=facts,
        chart=chart,
        share=count / n if n else float("nan"),
        count=count,
        n=n,
        days=int((now["n"] > 0).sum()),
        days_above=0 if limit is None else int((now["count"] > limit * now["n"] + 1e-9).sum()),
        one_group_only=int(one_group.sum()),
        contradicting=int(wrong.sum()),
        is_over=last >= window.last_day and reach is not None and reach >= window.last_day,
        latest=reach,
        _frame=chart.to_frame().assign(in_quarter=_within(end, window).to_numpy()),
    )


def _limit(most: float | None, facts: tuple[Fact, ...]) -> float | None:
    if most is None:
        return next((fact.most / 100 for fact in facts if fact.most is not None), None)
    if isinstance(most, bool) or not math.isfinite(most) or not 0 < most < 1:
        raise InputError(f"`most` is {most!r}. Give a share between 0 and 1, such as 0.2 for 20 %.")
    return float(most)


def _days(
    headcounts: pd.DataFrame, *, part: str, whole: str, last: dt.date
) -> tuple[str, pd.DataFrame]:
    """Return where was counted, and date, count (of the part) and n (of the whole), day by day."""
    activities = list(dict.fromkeys(str(name) for name in headcounts["activity"]))
    groups = list(dict.fromkeys(str(name) for name in headcounts["group"]))
    for called, group in (("part", part), ("whole", whole)):
        if len(headcounts) and group not in groups:
            raise InputError(f"`{called}` is {group!r}. {did_you_mean(group, groups)}")
    here = headcounts[headcounts["date"] <= pd.Timestamp(last)]
    here = here[here["group"].isin((part, whole))]
    here = here.drop_duplicates(["activity", "date", "group", "count"])
    summed = here.groupby(["activity", "date", "group"])["count"].sum(min_count=1).unstack("group")
    days = summed.reindex(columns=[part, whole]).set_axis(["count", "n"], axis=1)
    frame = days.astype("float64").reset_index().drop(columns="activity")
    return ", ".join(activities), frame.astype({"date": "datetime64[s]"})


def _weeks(days: pd.DataFrame, last: dt.date) -> pd.DataFrame:
    """Return the weeks that are over; one without a counted day is a gap."""
    monday = days["date"] - pd.to_timedelta(days["date"].dt.day_of_week, unit="D")
    is_over = monday + pd.Timedelta(days=6) <= pd.Timestamp(last)
    weeks = days[is_over].groupby(monday[is_over])[["count", "n"]].sum()
    if len(weeks):
        weeks = weeks.reindex(pd.date_range(weeks.index.min(), weeks.index.max(), freq="7D"))
    found: pd.DataFrame = weeks.rename_axis("date").reset_index()
    return found


def _within(dates: pd.Series, window: Quarter) -> pd.Series:
    return dates.between(pd.Timestamp(window.first_day), pd.Timestamp(window.last_day))
