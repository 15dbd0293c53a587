"""Whether attendance varies more than it uses to: the number who came, and their share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from evalkit.errors import InputError
from evalkit.monitoring.attendance_series import AttendanceSeries, attendance_series
from evalkit.monitoring.control_chart import ControlChart
from evalkit.monitoring.dated_values import Events, Rebase
from evalkit.monitoring.own_practice import entry_of, falling_attendance_practice
from evalkit.monitoring.proportions_chart import p_chart
from evalkit.monitoring.xmr import xmr
from evalkit.programmes.fact import Fact
from evalkit.results import Framed
from evalkit.sets.windows import Quarter
from evalkit.study import Study

__all__ = ["CHARTS", "AttendanceCharts", "Moved", "attendance_charts", "signals_since"]

CHARTS = ("number", "share")
# A part of the difference is said to have moved from a tenth of the earlier mean on; less than
# that is one person more or less in a group of ten.
MOVED_FROM = 0.10
_SIGNALS = ["chart", "rule", "direction", "first", "last", "points", "began_before"]


@dataclass(frozen=True)
class Moved:
    """What the difference between the quarter and the time before it is made of.

    Attributes
    ----------
    steps, steps_before : int
        Weeks or occasions with a number, in the quarter and before it in the same phase.
    came, came_before : float
        Mean number who came.
    base, base_before : float
        Mean number enrolled (or noted).
    share, share_before : float
        How many of all these came.
    from_base, from_share, from_outside : float
        The parts of came - came_before: more or fewer enrolled, a larger or smaller share of them,
        and those who came without being enrolled. They add up to it.
    """

    steps: int
    steps_before: int
    came: float
    came_before: float
    base: float
    base_before: float
    share: float
    share_before: float
    from_base: float
    from_share: float
    from_outside: float

    @property
    def difference(self) -> float:
        """How many more or fewer came."""
        return self.came - self.came_before

    @property
    def parts(self) -> tuple[str, ...]:
        """Which parts are at least a tenth of the earlier mean: "base", "share", "outside"."""
        least = MOVED_FROM * self.came_before
        named = {"base": self.from_base, "share": self.from_share, "outside": self.from_outside}
        return tuple(name for name, part in named.items() if part and abs(part) >= least)


@dataclass(frozen=True, repr=False, eq=False)
class AttendanceCharts(Framed):
    """Two control charts of one activity up to a quarter's end.

    Attributes
    ----------
    activity : str
        Empty where there is no attendance at all.
    of : {"enrolled", "noted"}
        What the share is a share of.
    series : AttendanceSeries
        What is charted; it knows whether the quarter is over.
    number, share : ControlChart
        XmR chart of how many different persons came; p chart of their share.
    moved : Moved or None
        What changed between the quarter and the time before it; None without either.
    practice : tuple of Fact
        What the programme itself says it does when attendance falls.
    """

    activity: str
    of: str
    series: AttendanceSeries
    number: ControlChart
    share: ControlChart
    moved: Moved | None
    practice: tuple[Fact, ...]
    _frame: pd.DataFrame
    _brief: ClassVar[tuple[str, ...]] = (
        *("chart", "date", "in_quarter", "value", "mean", "lower", "upper"),
        *("outside", "shift", "trend", "two_of_three"),
    )

    @property
    def quarter(self) -> Quarter:
        """The quarter that is looked at."""
        return self.series.quarter

    @property
    def is_over(self) -> bool:
        """Whether the quarter is over, and the data reach its last day."""
        return self.series.is_over

    @property
    def steps_in_quarter(self) -> int:
        """Weeks or occasions of the quarter with a number."""
        frame = self._frame[self._frame["chart"] == "number"]
        return int((frame["in_quarter"] & frame["value"].notna()).sum())

    def signals(self) -> pd.DataFrame:
        """Return the signals that have a point in the quarter; all of them are in the charts.

        Columns chart ("number", "share"), rule, direction, first, last, points (of the whole run)
        and began_before (whether the run began before the quarter).
        """
        here = self._frame[self._frame["in_quarter"]]
        if here.empty:
            return pd.DataFrame(columns=_SIGNALS)
        found = [
            signals_since(chart, here["date"].min()).assign(chart=name)
            for name, chart in zip(CHARTS, (self.number, self.share), strict=True)
        ]
        return pd.concat(found, ignore_index=True)[_SIGNALS]

    def _heading(self) -> str:
        found = len(self.signals())
        return (
            f"AttendanceCharts {self.activity} by {self.series.by}, {self.quarter}; "
            f"{found} signal(s) in the quarter"
        )


def attendance_charts(
    study: Study,
    when: str | Quarter,
    *,
    activity: str | None = None,
    by: str = "week",
    target: float | None = None,
    events: Events = None,
    rebase: Rebase = (),
    better: str = "higher",
) -> AttendanceCharts:
    """Watch attendance: the number who came (XmR chart) and their share (p chart).

    Parameters
    ----------
    study : Study
        Everything that was loaded.
    when : str, Quarter or date
        Up to the end of this quarter; its signals are singled out. A date is the last day that is
        counted, of the quarter it lies in.
    activity : str, optional
        Which one; needed when the data have several.
    by : {"week", "occasion"}
        What a point is. In a week every person counts once.
    target : float, optional
        How many should come; a line on the chart of the number.
    events : mapping, optional
        Date to words: what happened.
    rebase : sequence of dates
        Where limits are reckoned anew, because something is known to have changed.
    better : {"higher", "lower", "neither"}
        Which direction is better.

    Returns
    -------
    AttendanceCharts
        `number` and `share` are charts as of `evalkit.xmr`; `signals()` those of the quarter;
        `moved` says what a difference to the time before is made of. `to_frame()` has the rows of
        both charts, with a column chart.

    Raises
    ------
    InputError
        When the quarter is misspelt; when there are several activities and none is named.

    See Also
    --------
    evalkit.attendance_series : the numbers behind, with closed weeks.
    evalkit.drop_out_risk : the same person by person, internal.

    Notes
    -----
    The number depends on how many are enrolled, so it is never read alone. The share is of those
    enrolled, or, where the data do not say who is, of those with a mark; without either it cannot
    be told whether fewer come or fewer could. `moved` splits the difference of the means: the
    change in the number enrolled at the middle share, and the change in share at the middle number
    (Kitagawa); the quarter stands against all earlier points of its phase.

    A week without an occasion is a gap. The weeks of a quarter are those that end in it.

    The same persons come again and again. Each with a habit of their own, their number varies less
    than counting alone would give, and the limits of the p chart are rather too wide; when they
    come in company it varies more, and sigma_z says so.

    Do not read a signal as a verdict on the programme: it says that something differs from chance,
    not what. Fewer than 12 points make provisional limits.

    References
    ----------
    Kitagawa EM. Components of a difference between two rates. J Am Stat Assoc 1955;50:1168-1194.

    Examples
    --------
    >>> import evalkit as ek
    >>> study = ek.load("data/examples/cafe_step", profile="cafe_step")
    >>> charts = ek.attendance_charts(study, "2026Q3")
    >>> charts.of, charts.steps_in_quarter
    ('enrolled', 8)
    """
    series = attendance_series(study, when, by=by, activity=activity)
    if len(series.activities) > 1:
        names = ", ".join(repr(name) for name in series.activities)
        raise InputError(f"There are several activities: {names}. Name one with `activity=`.")
    steps = series.to_frame()
    of = "enrolled" if series.enrolments_known else "noted"
    part = "came_enrolled" if of == "enrolled" else "came"
    numbers = steps[["date", "came"]].rename(columns={"came": "value"})
    counts = steps[["date", part, of]].set_axis(["date", "count", "n"], axis=1)
    number = xmr(
        numbers.astype({"value": "float64"}),
        better=better,
        target=target,
        rebase=rebase,
        events=events,
    )
    counted = counts.astype({"count": "float64", "n": "float64"})
    share = p_chart(counted, better=better, rebase=rebase, events=events)
    stacked = pd.concat(
        [
            chart.to_frame().assign(chart=name, in_quarter=steps["in_quarter"].to_numpy())
            for name, chart in zip(CHARTS, (number, share), strict=True)
        ],
        ignore_index=True,
    )
    return AttendanceCharts(
        activity=next(iter(series.activities), activity or ""),
        of=of,
        series=series,
        number=number,
        share=share,
        moved=_moved(steps.assign(phase=number.to_frame()["phase"].to_numpy()), part, of),
        practice=falling_attendance_practice(entry_of(None, default=study.programme)),
        _frame=stacked[["chart", *[name for name in stacked if name != "chart"]]],
    )


def signals_since(chart: ControlChart, first: pd.Timestamp) -> pd.DataFrame:
    """Return a chart's signals with a point on or after a day, and whether they began before it."""
    found = chart.signals()
    found = found[pd.to_datetime(found["last"]) >= first].reset_index(drop=True)
    return found.assign(began_before=pd.to_datetime(found["first"]) < first)


def _moved(steps: pd.DataFrame, part: str, base: str) -> Moved | None:
    """Return what the quarter's difference to the earlier points of its phase is made of."""
    known = steps[steps["came"].notna() & (steps[base].fillna(0) > 0)]
    now = known[known["in_quarter"]]
    if now.empty:
        return None
    is_before = (known["date"] < now["date"].min()) & (known["phase"] == now["phase"].iloc[-1])
    before = known[is_before]
    if before.empty:
        return None
    bases, shares, outside, came = [], [], [], []
    for rows in (before, now):
        bases.append(float(rows[base].mean()))
        shares.append(float(rows[part].sum() / rows[base].sum()))
        outside.append(float((rows["came"] - rows[part]).mean()))
        came.append(float(rows["came"].mean()))
    return Moved(
        steps=len(now),
        steps_before=len(before),
        came=came[1],
        came_before=came[0],
        base=bases[1],
        base_before=bases[0],
        share=shares[1],
        share_before=shares[0],
        from_base=(bases[1] - bases[0]) * (shares[0] + shares[1]) / 2,
        from_share=(shares[1] - shares[0]) * (bases[0] + bases[1]) / 2,
        from_outside=outside[1] - outside[0],
    )
