"""From text cells to values by declared type; what does not fit is named, never coerced."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import numpy as np
import pandas as pd

from evalkit.frames import DATE_DTYPE
from evalkit.intake.profile import DATE_FORMS, ColumnRule, Profile

__all__ = ["Fault", "TypedColumn", "is_missing", "parse_date", "parse_number", "type_column"]

# Only ASCII digits: '１５'.isdigit() is True, and no respondent means it.
_GROUPED = {
    "da": re.compile(r"[-+]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?"),
    "en": re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"),
}
_MACHINE_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
# What "dd-mm-yyyy" looks like: two digits are two digits, so 1-2-2026 is not guessed at.
_SHAPES = {
    form: re.compile(re.sub(r"[a-z]", "[0-9]", re.escape(form).replace(r"\-", "-").replace(r"\ ", " ")))
    for form in DATE_FORMS
}


@dataclass(frozen=True)
class Fault:
    """Why a text is not a value: a finding's code and the names its sentence needs."""

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, repr=False)
class TypedColumn:
    """A typed column and the faults of its bad cells, by row; values there are missing."""

    values: pd.Series
    faults: Mapping[int, Fault]


def is_missing(cells: pd.Series, profile: Profile) -> pd.Series:
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
        return datetime.strptime(text, DATE_FORMS[form]).date()  # noqa: DTZ007 - local dates
    except ValueError:
        return None


def type_column(cells: pd.Series, rule: ColumnRule, profile: Profile, *, machine: pd.Series) -> TypedColumn:
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
    typed = pd.Series(pd.NA, index=cells.index, dtype=object)
    for by_machine in (False, True):
        part = cells[~missing & (machine == by_machine)].str.strip()
        if part.empty:
            continue
        parse = _parser(rule, profile, by_machine=by_machine)
        codes, texts = pd.factorize(part)
        parsed = np.empty(len(texts), dtype=object)
        parsed[:] = [parse(str(text)) for text in texts]
        values = parsed[codes]
        bad = np.array([isinstance(value, Fault) for value in parsed], dtype=bool)[codes]
        typed.loc[part.index[~bad]] = values[~bad]
        faults.update(zip(part.index[bad].tolist(), values[bad].tolist(), strict=True))
    return TypedColumn(_in_dtype(typed, rule), faults)


def _in_dtype(values: pd.Series, rule: ColumnRule) -> pd.Series:
    if rule.type in ("number", "whole"):
        return values.where(values.notna(), np.nan).astype("float64")
    if rule.type == "date":
        return pd.to_datetime(values.where(values.notna(), None)).astype(DATE_DTYPE)
    return values.where(values.notna(), None).astype("str")


def _parser(rule: ColumnRule, profile: Profile, *, by_machine: bool) -> Callable[[str], object]:
    if rule.type in ("number", "whole"):
        return partial(_number, rule=rule, locale=profile.locale, by_machine=by_machine)
    if rule.type == "date":
        return partial(_date, rule=rule, form=rule.dates or profile.dates, by_machine=by_machine)
    if rule.type == "choice":
        return partial(_chosen, values=rule.values or {})
    if rule.type == "code":
        return partial(_code, width=rule.width)
    return str


def _number(text: str, *, rule: ColumnRule, locale: str, by_machine: bool) -> float | Fault:
    if by_machine:
        value = float(text) if _MACHINE_NUMBER.fullmatch(text) else None
    else:
        value = parse_number(text, locale)
    if value is None:
        return Fault("EK401", {"locale": {"da": "1.234,5", "en": "1,234.5"}[locale]})
    if rule.type == "whole" and not value.is_integer():
        return Fault("EK407", {})
    low, high = rule.lowest, rule.highest
    if (low is not None and value < low) or (high is not None and value > high):
        return Fault("EK402", {"lowest": _plain(low), "highest": _plain(high)})
    return value


def _plain(limit: float | None) -> str:
    return "…" if limit is None else f"{limit:g}"


def _date(text: str, *, rule: ColumnRule, form: str, by_machine: bool) -> date | Fault:
    value = parse_date(text[:10], "yyyy-mm-dd") if by_machine else parse_date(text, form)
    if value is None:
        return Fault("EK403", {"form": form})
    iso = value.isoformat()
    if (rule.earliest and iso < rule.earliest) or (rule.latest and iso > rule.latest):
        return Fault("EK408", {"earliest": rule.earliest or "…", "latest": rule.latest or "…"})
    return value


def _chosen(text: str, *, values: Mapping[str, str]) -> str | Fault:
    if text in values:
        return values[text]
    return Fault("EK404", {"count": len(values), "accepted": ", ".join(values)})


def _code(text: str, *, width: int | None) -> str | Fault:
    if width is not None and len(text) != width:
        return Fault("EK409", {"width": width})
    return text
