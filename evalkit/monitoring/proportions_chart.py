"""p and u charts: shares and rates in the order of time, with limits that follow n."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from evalkit.errors import InputError, did_you_mean
from evalkit.estimates.control_limits import p_limits, u_limits
from evalkit.monitoring.chart_rules import ChartRules
from evalkit.monitoring.control_chart import ControlChart, chart_of
from evalkit.monitoring.dated_values import Dated, Events, Rebase, dated_counts, target_of

__all__ = ["p_chart", "u_chart"]

_LANEY = ("auto", "always", "never")


def p_chart(
    counts: pd.DataFrame,
    *,
    better: str,
    rules: str | Mapping[str, int | bool] | ChartRules = "nhs",
    rebase: Rebase = (),
    laney: str = "auto",
    target: float | None = None,
    events: Events = None,
) -> ControlChart:
    """Watch a share over time, such as those who came of those who are enrolled (p chart).

    Parameters
    ----------
    counts : DataFrame
        Columns date, count and n: how many of how many. A row with n of 0, or without a count, has
        no share and is passed over.
    better, rules, rebase, events
        As of `evalkit.xmr`.
    laney : {"auto", "always", "never"}
        Whether the limits are widened by Laney's sigma_z, the variation there is over that of
        counting alone (p' chart). "auto": when sigma_z is so much above 1 that counting alone
        gives it once in twenty.
    target : float, optional
        A share from 0 to 1.

    Returns
    -------
    ControlChart
        As of `evalkit.xmr`; value is the share, limits follow n and stay within 0 and 1; columns
        count and n as well. `phases()` says sigma_z, and whether it was used.

    Raises
    ------
    InputError
        As of `evalkit.xmr`; when a count is not whole, below 0 or above its n.

    See Also
    --------
    evalkit.xmr, evalkit.u_chart, evalkit.plot_chart

    Notes
    -----
    The limits are overall share +/- 3 sqrt(share (1 - share) / n). They are rough where fewer than
    about five are expected on either side; then an XmR chart of the shares is no better. Counts
    of the same persons again and again vary less, or together, and sigma_z tells.

    References
    ----------
    Laney DB. Improved control charts for attributes. Qual Eng 2002;14:531-537.

    Examples
    --------
    >>> import pandas as pd
    >>> weeks = pd.date_range("2026-01-05", periods=4, freq="7D")
    >>> counts = pd.DataFrame({"date": weeks, "count": [8, 9, 6, 7], "n": [10, 12, 9, 9]})
    >>> p_chart(counts, better="higher").to_frame()["mean"].round(3).unique().tolist()
    [0.75]
    """
    word = _laney(laney)
    line = target_of(target)
    if line is not None and not 0 <= line <= 1:
        raise InputError(f"`target` is {target!r}. A share is from 0 to 1: write 70 % as 0.7.")
    return chart_of(
        _with_value(dated_counts(counts, is_share=True)),
        lambda known: p_limits(known["count"].to_numpy(), known["n"].to_numpy(), laney=word),
        kind="p",
        better=better,
        rules=rules,
        rebase=rebase,
        target=target,
        events=events,
    )


def u_chart(
    counts: pd.DataFrame,
    *,
    better: str,
    rules: str | Mapping[str, int | bool] | ChartRules = "nhs",
    rebase: Rebase = (),
    laney: str = "auto",
    target: float | None = None,
    events: Events = None,
) -> ControlChart:
    """Watch a rate over time: events counted over something that varies (u chart).

    Parameters
    ----------
    counts : DataFrame
        Columns date, count (of events) and n: what they are counted over, such as persons, weeks
        or hours; it need not be whole. A row with n of 0, or without a count, is passed over.
    better, rules, rebase, laney, target, events
        As of `evalkit.p_chart`; the target is a rate per one of n.

    Returns
    -------
    ControlChart
        As of `evalkit.p_chart`; value is the rate, and limits are never below 0.

    Raises
    ------
    InputError
        As of `evalkit.p_chart`; a count may be above its n.

    See Also
    --------
    evalkit.p_chart : when every one of n is counted or not.

    Notes
    -----
    The limits are overall rate +/- 3 sqrt(rate / n).

    Examples
    --------
    >>> import pandas as pd
    >>> weeks = pd.date_range("2026-01-05", periods=3, freq="7D")
    >>> counts = pd.DataFrame({"date": weeks, "count": [3, 5, 4], "n": [2, 2, 2]})
    >>> u_chart(counts, better="higher").to_frame()["value"].tolist()
    [1.5, 2.5, 2.0]
    """
    word = _laney(laney)
    return chart_of(
        _with_value(dated_counts(counts, is_share=False)),
        lambda known: u_limits(known["count"].to_numpy(), known["n"].to_numpy(), laney=word),
        kind="u",
        better=better,
        rules=rules,
        rebase=rebase,
        target=target,
        events=events,
    )


def _laney(laney: object) -> str:
    if laney not in _LANEY:
        raise InputError(f"`laney` is {laney!r}. {did_you_mean(str(laney), _LANEY)}")
    return str(laney)


def _with_value(given: Dated) -> Dated:
    frame = given.frame
    n = frame["n"].where(frame["n"] > 0)
    return replace(given, frame=frame.assign(value=frame["count"] / n))
