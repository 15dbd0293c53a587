"""How a chart's numbers read: shares as percentages, others with as many decimals as they need."""

from __future__ import annotations

import math

import pandas as pd

from evalkit.monitoring.control_chart import ControlChart
from evalkit.monitoring.run_chart import RunChart
from evalkit.present.numbers import decimal_text, percent_text
from evalkit.present.words import word

__all__ = ["chart_digits", "chart_number", "chart_unit", "is_counted"]

# About so many steps between the smallest and the largest number are told apart.
_STEPS = 40
_MOST_DIGITS = 4
# The days from one date to the next, when they are all alike.
_UNITS = {
    "charts_days": (1, 1),
    "charts_weeks": (7, 7),
    "charts_months": (28, 31),
    "charts_quarters": (90, 92),
}


def chart_digits(result: ControlChart | RunChart) -> int:
    """Return the decimals that tell a chart's numbers apart."""
    rows = result.to_frame()
    columns = [name for name in ("value", "lower", "upper", "median") if name in rows]
    numbers = rows[columns].to_numpy(dtype=float)
    low, high = pd.Series(numbers.ravel()).min(), pd.Series(numbers.ravel()).max()
    spread = high - low if high > low else abs(high)
    if not spread or math.isnan(spread):
        return 1
    return min(max(math.ceil(-math.log10(spread / _STEPS)), 0), _MOST_DIGITS)


def chart_number(value: float | None, result: ControlChart | RunChart, language: str) -> str:
    """Return one of a chart's numbers: a percentage on a p chart, a count without decimals."""
    if getattr(result, "kind", "") == "p":
        return percent_text(value, language)
    is_whole = value is not None and float(value).is_integer()
    digits = 0 if is_whole and is_counted(result) else chart_digits(result)
    return decimal_text(value, language, digits=digits)


def is_counted(result: ControlChart | RunChart) -> bool:
    """Return whether all values are whole numbers."""
    values = result.to_frame()["value"].dropna()
    return bool((values % 1 == 0).all())


def chart_unit(result: ControlChart | RunChart, language: str) -> str:
    """Return what the points are: weeks where every point lies a week after the one before."""
    known = result.to_frame()
    apart = known["date"].diff().dt.days.dropna()
    if len(apart) and not result.missing:
        for name, (least, most) in _UNITS.items():
            if apart.between(least, most).all():
                return word(name, language)
    return word("charts_points", language)
