"""From text cells to values by declared type; what does not fit is named, never coerced."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evalkit.frames import DATE_DTYPE
from evalkit.intake.profile import DATE_FORMS, ColumnRule, Profile

__all__ = [
    "EARLIEST",
    "LATEST",
    "Fault",
    "TypedColumn",
    "is_missing",
    "parse_date",
    "parse_number",
    "type_column",
]

# Only ASCII digits: full-width ones pass str.isdigit(), and no respondent means them.
_GROUPED = {
    "da": re.compile(r"[-+]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?"),
    "en": re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"),
}
_MACHINE_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_EXAMPLES = {"da": "1.234,5", "en": "1,234.5"}
# Limits of a date where the profile states none. Nobody in these programmes was born before the
# one, and registers write 31-12-9999 for "no end", which is no date on which anybody stopped.
EARLIEST, LATEST = "1900-01-01", "2100-12-31"
# A date whose cell was formatted as a number: days since Excel's 1900 or 1904, nobody knows which.
_SERIAL_DATE = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
# Excel writes a long number as 1,01E+09 and keeps 15 digits of it; both make people alike.
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+")
_MOST_DIGITS = 15
# What "dd-mm-yyyy" looks like: two digits are two digits, so 1-2-2026 is not guessed at.
_SHAPES = {
    form: re.compile(
        re.sub(r"[a-z]", "[0-9]", re.escape(form).replace(r"\-", "-").replace(r"\ ", " "))
    )
    for form in DATE_FORMS
}


@dataclass(frozen=True)
class Fault:
    """Why a text is not a value: a finding's code and the names its sentence needs."""

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, repr=False, eq=False)
class TypedColumn:
    """A typed column and the faults of its bad cells, by row; values there are missing."""

    values: pd.Series[Any]
    faults: Mapping[int, Fault]


def is_missing(cells: pd.Series[str], profile: Profile) -> pd.Series[bool]:
    """Return True where a cell is empty or holds one of the profile's words for no answer."""
    stripped = cells.str.strip()
    words = {word.casefold() for word in profile.missing}
    return (stripped == "") | stripped.str.casefold().isin(words)


def parse_number(text: str, locale: str) -> float | None:
    """Return a number written in a locale, or None when it is not one.

    Examples
    --------
    >>> parse_number("1.234,5", "da"), parse_number("5.8", "da"), parse_number("5.8", "en")
    (1234.5, None, 5.8)
    """
    if not _GROUPED[locale].fullmatch(text):
        return None
    group, point = (".", ",") if locale == "da" else (",", ".")
    return float(text.replace(group, "").replace(point, "."))


def parse_date(text: str, form: str) -> date | None:
    """Return a date written in one of `DATE_FORMS`, or None when it is not one or does not exist.

    Examples
    --------
    >>> parse_date("01-02-2026", "dd-mm-yyyy"), parse_date("31-06-2026", "dd-mm-yyyy")
    (datetime.date(2026, 2, 1), None)
    """
    if not _SHAPES[form].fullmatch(text):
        return None
    try:
        return datetime.strptime(text, DATE_FORMS[form]).date()
    except ValueError:
        return None


def type_column(
    cells: pd.Series[str], rule: ColumnRule, profile: Profile, *, machine: pd.Series[bool]
) -> TypedColumn:
    """Type one column of text cells.

    Parameters
    ----------
    cells : Series of str
        The index is the row as a spreadsheet shows it.
    rule : ColumnRule
        What the column must hold.
    profile : Profile
        Locale, date form and words for no answer.
    machine : Series of bool
        True where the text is an ISO date or has a decimal point, whatever the locale.

    Returns
    -------
    TypedColumn
        Missing where the cell is missing or bad; one fault per bad cell.

    Notes
    -----
    Each distinct text is parsed once, so a million rows cost about what their distinct
    values cost.
    """
    missing = is_missing(cells, profile)
    faults: dict[int, Fault] = {}
    typed = np.full(len(cells), None, dtype=object)
    for by_machine in (False, True):
        chosen = np.flatnonzero((~missing & (machine == by_machine)).to_numpy(dtype=bool))
        if not len(chosen):
            continue
        parse = _parser(rule, profile, by_machine=by_machine)
        codes, texts = pd.factorize(cells.iloc[chosen].str.strip())
        parsed = np.empty(len(texts), dtype=object)
        parsed[:] = [parse(str(text)) for text in texts]
        is_bad = np.array([isinstance(value, Fault) for value in parsed], dtype=bool)[codes]
        values = parsed[codes]
        typed[chosen[~is_bad]] = values[~is_bad]
        rows = cells.index[chosen[is_bad]].tolist()
        faults.update(zip(rows, values[is_bad].tolist(), strict=True))
    return TypedColumn(_in_dtype(typed, rule, cells.index), faults)


def _in_dtype(values: NDArray[np.object_], rule: ColumnRule, index: pd.Index) -> pd.Series[Any]:
    if rule.type in ("number", "whole"):
        return pd.Series(values.astype(np.float64), index=index)
    if rule.type == "date":
        return pd.Series(values.astype("datetime64[D]").astype(DATE_DTYPE), index=index)
    return pd.Series(values, index=index, dtype="str")


def _parser(rule: ColumnRule, profile: Profile, *, by_machine: bool) -> Callable[[str], object]:
    if rule.type in ("number", "whole"):
        return partial(_number, rule=rule, locale=profile.locale, by_machine=by_machine)
    if rule.type == "date":
        return partial(_date, rule=rule, form=rule.dates or profile.dates, by_machine=by_machine)
    if rule.type == "choice":
        return partial(_chosen, values=rule.values or {})
    if rule.type == "code":
        return partial(_code, width=rule.width, by_machine=by_machine)
    return str


def _number(text: str, *, rule: ColumnRule, locale: str, by_machine: bool) -> float | Fault:
    if by_machine:
        value = float(text) if _MACHINE_NUMBER.fullmatch(text) else None
    else:
        value = parse_number(text, locale)
    if value is None or not isfinite(value):
        return Fault("EK401", {"example": _EXAMPLES[locale]})
    if rule.type == "whole" and not value.is_integer():
        return Fault("EK407", {})
    low, high = rule.lowest, rule.highest
    if (low is not None and value < low) or (high is not None and value > high):
        return Fault("EK402", {"lowest": _plain(low), "highest": _plain(high)})
    return value


def _plain(limit: float | None) -> str:
    return "…" if limit is None else f"{limit:g}"


def _date(text: str, *, rule: ColumnRule, form: str, by_machine: bool) -> date | Fault:
    if _SERIAL_DATE.fullmatch(text):
        return Fault("EK406", {"form": form})
    value = parse_date(text[:10], "yyyy-mm-dd") if by_machine else parse_date(text, form)
    if value is None:
        return Fault("EK403", {"form": form})
    earliest, latest = rule.earliest or EARLIEST, rule.latest or LATEST
    if not earliest <= value.isoformat() <= latest:
        return Fault("EK408", {"earliest": earliest, "latest": latest})
    return value


def _chosen(text: str, *, values: Mapping[str, str]) -> str | Fault:
    if text in values:
        return values[text]
    return Fault("EK404", {"count": len(values), "accepted": ", ".join(values)})


def _code(text: str, *, width: int | None, by_machine: bool) -> str | Fault:
    shortened = by_machine and _MACHINE_NUMBER.fullmatch(text) and len(text) > _MOST_DIGITS
    if shortened or _SCIENTIFIC.fullmatch(text):
        return Fault("EK411", {})
    if width is not None and len(text) != width:
        return Fault("EK409", {"width": width})
    return text
