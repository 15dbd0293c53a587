"""From text cells to values by declared type; what does not fit is named, never coerced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from evalkit.frames import DATE_DTYPE
from evalkit.intake.profile import DATE_FORMS, ColumnRule, Profile
from evalkit.privacy.cpr import parse_cpr, restore_zero
from evalkit.readers.text_column import TextColumn

__all__ = [
    "EARLIEST",
    "LATEST",
    "ZERO_DATES",
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
# What nobody sees: hard and zero-width spaces, soft hyphens, marks of direction and byte order.
_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202f\u2060\ufeff]")
# What programs write into an empty date: day 0 and 1 of Excel's two calendars, and of Unix.
ZERO_DATES = ("1900-01-01", "1899-12-30", "1899-12-31", "1904-01-01", "1904-01-02", "1970-01-01")
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
    """A typed column.

    Attributes
    ----------
    values : array, one per distinct text
        Missing (NaN, NaT or None) where the text is missing or bad.
    codes : array of int
        Which of them a row has.
    faults : mapping
        Number of a distinct text to why it is no value.
    cleaned, restored : int
        Cells whose code lost invisible characters; whose CPR number got its leading zero back.
    """

    values: NDArray[Any]
    codes: NDArray[np.int32]
    faults: Mapping[int, Fault]
    cleaned: int = 0
    restored: int = 0

    def has_value(self) -> NDArray[np.bool_]:
        """Return, per row, whether there is a value."""
        there: NDArray[np.bool_] = ~pd.isna(self.values)
        return there[self.codes]

    def faulty(self) -> Iterator[tuple[int, Fault]]:
        """Yield the place of each row with a bad cell, and why."""
        if not self.faults:
            return
        is_bad = np.zeros(len(self.values), dtype=bool)
        is_bad[list(self.faults)] = True
        for place in np.flatnonzero(is_bad[self.codes]):
            yield int(place), self.faults[int(self.codes[place])]

    def identity(self) -> NDArray[np.int64]:
        """Return one whole number per row, the same for the same value; -1 where there is none."""
        numbers, _ = pd.factorize(self.values)
        found: NDArray[np.int64] = numbers.astype(np.int64)[self.codes]
        return found

    def series(self, index: pd.Index) -> pd.Series[Any]:
        """Return one value per row."""
        if self.values.dtype == object:
            texts = pa.array(self.values, pa.string(), from_pandas=True)
            return pd.Series(texts.take(pa.array(self.codes)), index=index, dtype="str")
        return pd.Series(self.values[self.codes], index=index)


def is_missing(texts: Sequence[str], profile: Profile) -> NDArray[np.bool_]:
    """Return True where a text is empty or one of the profile's words for no answer."""
    words = {word.strip().casefold() for word in profile.missing} | {""}
    return np.array([text.strip().casefold() in words for text in texts], dtype=bool)


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


def type_column(column: TextColumn, rule: ColumnRule, profile: Profile) -> TypedColumn:
    """Type one column of text cells.

    Parameters
    ----------
    column : TextColumn
        The cells.
    rule : ColumnRule
        What the column must hold.
    profile : Profile
        Locale, date form and words for no answer.

    Returns
    -------
    TypedColumn
        Missing where the cell is missing or bad.

    Notes
    -----
    Each distinct text is parsed once, so a million rows cost about what their distinct
    values cost.
    """
    texts = [text.strip() for text in column.distinct()]
    missing = is_missing(texts, profile)
    parse = {marked: _parser(rule, profile, by_machine=marked) for marked in (False, True)}
    parsed: list[object] = [
        None if is_none else parse[marked](text)
        for text, is_none, marked in zip(
            texts, missing.tolist(), column.machine.tolist(), strict=True
        )
    ]
    faults = {place: value for place, value in enumerate(parsed) if isinstance(value, Fault)}
    for place in faults:
        parsed[place] = None
    counts = {"cleaned": 0, "restored": 0}
    if rule.type in ("code", "cpr"):
        counts = _mended(column, texts, parsed, rule)
    return TypedColumn(_in_dtype(parsed, rule), column.codes, faults, **counts)


def _mended(
    column: TextColumn, texts: Sequence[str], parsed: Sequence[object], rule: ColumnRule
) -> dict[str, int]:
    """Count the cells whose code is not letter by letter what stands there."""
    has_value = [value is not None for value in parsed]
    cleaned = [there and _INVISIBLE.search(text) is not None for text, there in zip(texts, has_value, strict=True)]
    restored = [
        there and rule.type == "cpr" and restore_zero(text) is not None
        for text, there in zip(texts, has_value, strict=True)
    ]
    return {
        "cleaned": int(column.has(np.array(cleaned, dtype=bool)).sum()),
        "restored": int(column.has(np.array(restored, dtype=bool)).sum()),
    }


def _in_dtype(parsed: Sequence[object], rule: ColumnRule) -> NDArray[Any]:
    if rule.type in ("number", "whole"):
        return np.array(parsed, dtype=np.float64)
    values = np.empty(len(parsed), dtype=object)
    values[:] = parsed
    if rule.type == "date":
        return values.astype("datetime64[D]").astype(DATE_DTYPE)
    return values


def _parser(rule: ColumnRule, profile: Profile, *, by_machine: bool) -> Callable[[str], object]:
    if rule.type in ("number", "whole"):
        return partial(_number, rule=rule, locale=profile.locale, by_machine=by_machine)
    if rule.type == "date":
        return partial(_date, rule=rule, form=rule.dates or profile.dates, by_machine=by_machine)
    if rule.type == "choice":
        return partial(_chosen, values=rule.values or {})
    if rule.type == "code":
        return partial(_code, width=rule.width, by_machine=by_machine)
    if rule.type == "cpr":
        return _cpr
    return str


def _number(text: str, *, rule: ColumnRule, locale: str, by_machine: bool) -> float | Fault:
    if by_machine:
        value = float(text) if _MACHINE_NUMBER.fullmatch(text) else None
    else:
        value = parse_number(text, locale)
    if value is None or not isfinite(value):
        if not by_machine and _has_other_digits(text):
            return Fault("EK417", {})
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
    if value is None and not by_machine and _has_other_digits(text):
        return Fault("EK417", {})
    if value is None:
        return Fault("EK403", {"form": form})
    if rule.earliest is None and value.isoformat() in ZERO_DATES:
        return Fault("EK414", {})
    earliest, latest = rule.earliest or EARLIEST, rule.latest or LATEST
    if not earliest <= value.isoformat() <= latest:
        return Fault("EK408", {"earliest": earliest, "latest": latest})
    return value


def _chosen(text: str, *, values: Mapping[str, str]) -> str | Fault:
    if text in values:
        return values[text]
    return Fault("EK404", {"count": len(values), "accepted": ", ".join(values)})


def _code(text: str, *, width: int | None, by_machine: bool) -> str | Fault:
    shortened = by_machine and len(text) > _MOST_DIGITS and _MACHINE_NUMBER.fullmatch(text)
    if shortened or ("+" in text and _SCIENTIFIC.fullmatch(text)):
        return Fault("EK411", {})
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    if width is not None and len(text) != width:
        return Fault("EK409", {"width": width})
    return text


def _cpr(text: str) -> str | Fault:
    """Return the ten characters of a CPR number, so that one person has one key."""
    text = _INVISIBLE.sub("", text)
    if _SCIENTIFIC.fullmatch(text):
        return Fault("EK411", {})
    found = parse_cpr(text) or parse_cpr(restore_zero(text) or "")
    return Fault("EK421", {}) if found is None else found.digits


def _has_other_digits(text: str) -> bool:
    return not text.isascii() and any(c.isnumeric() and not c.isascii() for c in text)
