"""XmR charts: single values in the order of time."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evalkit.estimates.control_limits import xmr_limits
from evalkit.monitoring.chart_rules import ChartRules
from evalkit.monitoring.control_chart import ControlChart, chart_of
from evalkit.monitoring.dated_values import Events, Rebase, dated

__all__ = ["xmr"]


def xmr(
    values: pd.Series | pd.DataFrame,
    *,
    better: str,
    rules: str | Mapping[str, int | bool] | ChartRules = "nhs",
    rebase: Rebase = (),
    screen: bool = False,
    target: float | None = None,
    events: Events = None,
) -> ControlChart:
    """Watch a number over time: whether it moves more than it usually does (XmR chart).

    Parameters
    ----------
    values : Series or DataFrame
        A Series whose index is the date, or a frame with columns date and value; one value per
        day. A missing value is passed over: the next known one follows the last known one.
    better : {"higher", "lower", "neither"}
        Which direction is better.
    rules : {"nhs", "nhs6"} or mapping
        "nhs" looks for runs of 7 points, "nhs6" of 6. A mapping says what is otherwise than in
        "nhs": {"shift": 6}, {"two_of_three": False}.
    rebase : date, or sequence of dates
        Where mean and limits begin anew, because something is known to have changed. The first
        point on or after the date begins a phase; no range, run or trend crosses it.
    screen : bool
        Whether moving ranges above 3.267 mean moving ranges are left out of the limits, once.
    target : float, optional
        A line to reach; `assurance` says where the latest limits lie beside it.
    events : dict from date to words, optional
        What happened; written on the picture.

    Returns
    -------
    ControlChart
        `to_frame()`: date, value, mean, lower, upper; outside, shift, trend, two_of_three, each
        "", "improvement" or "concern" ("high" or "low" when neither direction is better), the
        whole run marked; moving_range, screened, near_lower, near_upper, phase, provisional.
        `signals()` has one row per signal, `phases()` one per phase.

    Raises
    ------
    InputError
        When a date is missing or stands twice, a value is no number, or an argument is none of
        what is accepted.

    See Also
    --------
    evalkit.p_chart, evalkit.u_chart : shares and rates, whose limits follow n.
    evalkit.run_chart : the median, and no limits at all.
    evalkit.plot_chart : the picture.

    Notes
    -----
    Limits are mean +/- 2.66 mean moving ranges. The rules: a point beyond a limit; 7 points on one
    side of the mean; 7 points each higher (or lower) than the one before; two of three beyond two
    thirds of the way to a limit, all three on one side. Every rule that fires is kept.

    Not to be reported as proof: a signal says that the number has moved more than it usually does,
    not why; and of steady series about 15 of 100 give a signal by chance with 24 points, 38 of 100
    with 52 (docs/false-alarms.md). Below 12 points the limits are provisional. Values that
    depend on the one before them (the same persons every week) give more false alarms.

    References
    ----------
    Wheeler DJ. Understanding variation: the key to managing chaos. SPC Press, 1993.
    NHS England. Making data count, 2019.

    Examples
    --------
    >>> import pandas as pd
    >>> weeks = pd.date_range("2026-01-05", periods=16, freq="7D")
    >>> came = pd.Series([11, 13, 12, 14, 12, 13, 11, 13, 12, 9, 8, 9, 10, 8, 9, 7], index=weeks)
    >>> found = xmr(came, better="higher")
    >>> found.signals()[["rule", "direction", "points"]].to_string(index=False).splitlines()
    [' rule   direction  points', 'shift improvement       9', 'shift     concern       7']
    """
    return chart_of(
        dated(values),
        lambda known: xmr_limits(known["value"].to_numpy(), screen=bool(screen)),
        kind="xmr",
        better=better,
        rules=rules,
        rebase=rebase,
        target=target,
        events=events,
    )
