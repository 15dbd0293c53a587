"""Which function shows which result: as a table, as a figure, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from evalkit.errors import InputError

__all__ = ["FIGURES", "SAYERS", "TABLES", "shown_by"]

# Name of the result's class to "module in evalkit.present : function". A function takes the result
# and language=, and is imported when it is first asked for.
TABLES: Mapping[str, str] = {
    "PrePost": "change_table:change_table",
    "ChangeByQuarter": "change_table:change_by_quarter_table",
    "Flow": "count_tables:flow_table",
    "Activity": "count_tables:activity_table",
    "Attendance": "count_tables:attendance_table",
    "Study": "count_tables:received_table",
    "Checked": "quality_tables:received_quality_table",
    "DataDictionary": "dictionary:dictionary_table",
}
FIGURES: Mapping[str, str] = {
    "PrePost": "figures:change_figure",
    "Attendance": "figures:attendance_figure",
}
SAYERS: Mapping[str, str] = {
    "PrePost": "change_wording:say_change",
    "Activity": "count_wording:say_activity",
    "Attendance": "count_wording:say_attendance",
    "Checked": "quality_wording:say_checked",
}


def shown_by(showers: Mapping[str, str], result: object, *, verb: str) -> Callable[..., Any]:
    """Return the function that shows a result.

    Parameters
    ----------
    showers : mapping
        `TABLES`, `FIGURES` or `SAYERS`.
    result : object
        What is to be shown.
    verb : str
        What the caller asked for, for the message.

    Raises
    ------
    InputError
        When nothing shows a result of this kind.
    """
    kind = type(result)
    place = showers.get(kind.__name__) if kind.__module__.startswith("evalkit.") else None
    if place is None:
        raise InputError(
            f"ek.{verb} cannot show a {kind.__name__}. It shows: {', '.join(showers)}."
        )
    module, function = place.split(":")
    shower: Callable[..., Any] = getattr(import_module(f"evalkit.present.{module}"), function)
    return shower
