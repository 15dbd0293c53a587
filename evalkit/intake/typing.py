"""From text cells to values by declared type; what does not fit is named, never coerced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from evalkit.frames import DATE_DTYPE
from evalkit.intake.constraints import (
    EARLIEST,
    INVISIBLE,
    LATEST,
    ZERO_DATES,
    constraint_of,
)
from evalkit.intake.profile import ColumnRule, Profile
from evalkit.intake.typed_column import Fault, TypedColumn
from evalkit.intake.written_values import parse_date, parse_number
from evalkit.privacy.cpr import restore_zero
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


# What Excel saves of a formula that gives an error, in English and in Danish.
_EXCEL_ERRORS = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!",
     "#DIVISION/0!", "#I/T", "#NAVN?", "#NUL!", "#REFERENCE!", "#VÆRDI!", "#OVERLØB!", "#BEREGN!")
)  # fmt: skip


def is_missing(texts: Sequence[str], profile: Profile) -> NDArray[np.bool_]:
    """Return True where a text is empty or one of the profile's words for no answer."""
    words = _no_answer(profile)
    return np.array([text.strip().casefold() in words for text in texts], dtype=bool)


def _no_answer(profile: Profile) -> frozenset[str]:
    return frozenset({word.strip().casefold() for word in profile.missing} | {""})


def _plain_codes(
    column: TextColumn, rule: ColumnRule, profile: Profile
) -> NDArray[np.bool_] | None:
    """Return which texts of a code column are their own value; None for other columns.

    These are the digits that most keys are: a key has so many different texts that asking each
    for what is wrong with it would take longer than all the rest.
    """
    if rule.type != "code" or any(word.isdigit() for word in _no_answer(profile)):
        return None
    width = "{1,15}" if rule.width is None else f"{{{rule.width}}}"
    found = pc.match_substring_regex(column.texts, f"^[0-9]{width}$")
    plain: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
    return plain & ~column.machine


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
    texts = column.distinct()
    plain = _plain_codes(column, rule, profile)
    parse = constraint_of(rule, profile).parse
    words = _no_answer(profile)
    parsed: list[object] = list(texts)
    faults: dict[int, Fault] = {}
    machine = column.machine.tolist()
    for place in range(len(texts)) if plain is None else np.flatnonzero(~plain).tolist():
        text = texts[place].strip()
        value: object = None
        if text.casefold() not in words:
            is_error = text[0] == "#" and text.upper() in _EXCEL_ERRORS
            value = Fault("EK412", {}) if is_error else parse(text, machine[place])
            if isinstance(value, Fault):
                faults[place], value = value, None
        parsed[place] = value
    values = _in_dtype(parsed, rule)
    if rule.type not in ("code", "cpr"):
        return TypedColumn(values, column.codes, faults)
    return TypedColumn(
        values,
        column.codes,
        faults,
        is_distinct=plain is not None and bool(plain.all()),
        cleaned=_cleaned(column, texts, parsed),
        restored=_restored(column, texts, parsed) if rule.type == "cpr" else 0,
    )


def _cleaned(column: TextColumn, texts: Sequence[str], parsed: Sequence[object]) -> int:
    """Count the cells whose code lost what nobody sees."""
    found = np.zeros(len(texts), dtype=bool)
    strange = ~pc.string_is_ascii(column.texts).to_numpy(zero_copy_only=False)
    for place in np.flatnonzero(strange).tolist():
        found[place] = parsed[place] is not None and INVISIBLE.search(texts[place]) is not None
    return int(column.has(found).sum())


def _restored(column: TextColumn, texts: Sequence[str], parsed: Sequence[object]) -> int:
    """Count the cells whose CPR number got its leading zero back."""
    found = [
        value is not None and restore_zero(text.strip()) is not None
        for text, value in zip(texts, parsed, strict=True)
    ]
    return int(column.has(np.array(found, dtype=bool)).sum())


def _in_dtype(parsed: Sequence[object], rule: ColumnRule) -> NDArray[Any]:
    if rule.type in ("number", "whole"):
        return np.array(parsed, dtype=np.float64)
    values = np.empty(len(parsed), dtype=object)
    values[:] = parsed
    if rule.type == "date":
        return values.astype("datetime64[D]").astype(DATE_DTYPE)
    return values
