"""Coded checks of whole columns: what no single cell shows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evalkit.intake.profile import ColumnRule, FileRule, Profile
from evalkit.intake.typed_column import TypedColumn
from evalkit.intake.typing import is_missing
from evalkit.privacy.cpr import cpr_digits
from evalkit.privacy.names import MASK_NAME, is_name_like
from evalkit.privacy.scan import looks_like_cpr, mask, personal_kinds, scan_distinct
from evalkit.readers.text_column import TextColumn

__all__ = [
    "column_findings",
    "cpr_keys",
    "known_names",
    "masked",
    "unknown_items",
    "unknown_options",
    "with_one_spelling",
]

# With this many different dates, none of them after the 12th is a chance of (12/30.4)^10, one in
# ten thousand.
_FEWEST_DATES = 10
_LAST_MONTH = 12
_THREE_DECIMALS = re.compile(r"[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}")
# So many different numbers that happen to have three decimals each are unlikely.
_FEWEST_NUMBERS = 5
# Nine digits, when the leading zero went.
_SHORTEST_CPR = 9
# A letter is a slip when this share of the codes has none.
_MOSTLY = 0.8
# Headers of columns that hold people's names.
_NAME_HEADER = re.compile(
    r"(?:^|[\W_])(?:for|efter|mellem|fulde? ?)?navne?(?:$|[\W_])"
    r"|(?:^|[\W_])(?:(?:first|last|sur|full)[ _]?)?name$",
    re.IGNORECASE,
)
# What stands in an option nobody chose.
_NOT_CHOSEN = "0"
_NAME_PART = re.compile(r"[^\W\d_][\w'’-]+")
_KINDS = {"cpr": "CPR", "email": "e-mail", "phone": "telefon/phone", "name": "navn/name"}


def column_findings(
    column: TextColumn, typed: TypedColumn, rule: ColumnRule, *, form: str
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the codes, with their facts, of what is odd about a typed column as a whole.

    Parameters
    ----------
    column, typed : TextColumn, TypedColumn
        What stands in it, and what was made of it.
    rule : ColumnRule
        What it must hold.
    form : str
        How its dates are written.
    """
    if rule.type == "date":
        days = pd.DatetimeIndex(typed.values).dropna()
        is_written = not column.machine.any()
        count = days.nunique()
        is_open = is_written and not form.startswith("yyyy") and days.day.nunique() > 1
        if is_open and count >= _FEWEST_DATES and days.day.max() <= _LAST_MONTH:
            yield "EK413", {"count": int(count), "form": form}
    if rule.type in ("code", "cpr") and typed.cleaned:
        yield "EK418", {"count": typed.cleaned}
    if rule.type == "cpr" and typed.restored:
        yield "EK422", {"count": typed.restored}
    if rule.type == "number" and (count := _all_of_three_decimals(column, typed)):
        yield "EK428", {"count": count}
    if rule.type in ("text", "choice", "code") and (count := _converted_twice(column)):
        yield "EK427", {"count": count}
    if rule.type == "code":
        if rule.width is None and (count := _shortened(column, typed)):
            yield "EK419", {"count": count}
        if count := _letters_for_digits(column, typed):
            yield "EK429", {"count": count}


def _converted_twice(column: TextColumn) -> int:
    """Count cells whose letters are the bytes of a letter, each taken for one."""
    suspects = pc.match_substring(column.texts, "\N{LATIN CAPITAL LETTER A WITH TILDE}")
    is_garbled = suspects.to_numpy(zero_copy_only=False)
    for place in np.flatnonzero(is_garbled):
        text = column.texts[int(place)].as_py()
        try:
            is_garbled[place] = text.encode("cp1252").decode("utf-8") != text
        except (UnicodeEncodeError, UnicodeDecodeError):
            is_garbled[place] = False
    return int(column.has(is_garbled).sum())


def _all_of_three_decimals(column: TextColumn, typed: TypedColumn) -> int:
    """Count the different numbers of a column in which all have exactly three decimals."""
    written = [
        text.strip()
        for text, value, marked in zip(
            column.distinct(), typed.values, column.machine.tolist(), strict=False
        )
        if not marked and not np.isnan(value)
    ]
    all_three = all(_THREE_DECIMALS.fullmatch(text) for text in written)
    return len(written) if all_three and len(written) >= _FEWEST_NUMBERS else 0


def _letters_for_digits(column: TextColumn, typed: TypedColumn) -> int:
    """Count codes that are digits but for a letter that looks like one, among codes of digits."""
    if not pc.any(pc.match_substring_regex(column.texts, "[OIl]")).as_py():
        return 0
    texts = pa.array(typed.values, pa.string(), from_pandas=True)
    digits = pc.match_substring_regex(texts, "^[0-9]+$").fill_null(False)
    looks = pc.match_substring_regex(texts, "^[0-9OIl]*[0-9][0-9OIl]*$").fill_null(False)
    is_digits, is_alike = (one.to_numpy(zero_copy_only=False) for one in (digits, looks))
    odd = is_alike & ~is_digits
    if not odd.any() or is_digits.sum() < _MOSTLY * max(len(texts) - 1, 1):
        return 0
    return int(typed.has(odd).sum())


def _shortened(column: TextColumn, typed: TypedColumn) -> int:
    """Count codes of digits that are shorter than those of one length that begin with 0."""
    codes = ["" if value is None else str(value) for value in typed.values]
    digits = [code if code.isascii() and code.isdigit() else "" for code in codes]
    with_zero = {len(code) for code in digits if code.startswith("0") and len(code) > 1}
    if len(with_zero) != 1 or max(map(len, codes)) > max(with_zero):
        return 0
    width = with_zero.pop()
    is_short = [0 < len(code) < width and not code.startswith("0") for code in digits]
    return int(column.has(np.array(is_short, dtype=bool)).sum())


def cpr_keys(column: TextColumn, typed: TypedColumn) -> int:
    """Return how many usable cells of a key look like CPR numbers."""
    if not _may_be_cpr(column):
        return 0
    has_value = ~pd.isna(typed.values)[: len(column.texts)]
    suspicious = np.flatnonzero(scan_distinct(column.texts) & has_value)
    is_cpr = np.zeros(len(column.texts), dtype=bool)
    is_cpr[suspicious] = [looks_like_cpr(column.texts[int(n)].as_py()) for n in suspicious]
    return int(column.has(is_cpr).sum())


def _may_be_cpr(column: TextColumn) -> bool:
    """Return whether any text is long enough to be a CPR number."""
    longest = pc.max(pc.binary_length(column.texts)).as_py()
    return longest is not None and longest >= _SHORTEST_CPR


def with_one_spelling(column: TextColumn, typed: TypedColumn) -> TypedColumn:
    """Return a key in which a CPR number is its ten characters, with or without a hyphen.

    Else one person would be two until the pseudonyms are made, and one again after that.
    """
    if not _may_be_cpr(column):
        return typed
    keys = ["" if value is None else str(value) for value in typed.values]
    values = typed.values.copy()
    for place in np.flatnonzero(scan_distinct(keys)).tolist():
        values[place] = cpr_digits(keys[place]) or values[place]
    return replace(typed, values=values, is_distinct=False)


def known_names(columns: Mapping[str, TextColumn]) -> frozenset[str]:
    """Return the words in a sheet's columns of names, to be masked in its texts."""
    found: set[str] = set()
    for header, column in columns.items():
        if _NAME_HEADER.search(header.strip()):
            for text in column.distinct():
                found |= {part for part in _NAME_PART.findall(text) if part[0].isupper()}
    return frozenset(found)


def _has_letters(column: TextColumn) -> NDArray[np.bool_]:
    """Return which codes have a space between letters, as names do."""
    found = pc.match_substring_regex(column.texts, r"\pL[ ,]+\pL")
    letters: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
    return letters


def masked(
    column: TextColumn, rule: ColumnRule, *, names: Collection[str]
) -> tuple[TextColumn, dict[int, str]]:
    """Return a text column with personal data masked, and for each changed text what it was.

    Names are looked for inside people's own words (`free_text`) only; a label or a code is masked
    where all of it is a name of two words or more.
    """
    in_own_words = rule.type == "free_text"
    # Labels are few, and whatever is long enough to be a name or a number is looked at.
    suspects = np.arange(len(column.texts))
    if rule.type == "code":
        suspects = np.flatnonzero(scan_distinct(column.texts) | _has_letters(column))
    texts, changed = column.distinct() if len(suspects) else [], {}
    for place in map(int, suspects):
        before = texts[place]
        if in_own_words:
            texts[place] = mask(before, names=names, lexicon=True, bare_phone=True)
        else:
            # A place may be called Karla; what has a surname too is a person.
            is_whole = " " in before.strip() and is_name_like(before)
            texts[place] = MASK_NAME if is_whole else mask(before, bare_phone=True)
        if texts[place] != before:
            kinds = personal_kinds(before, bare_phone=True)
            if MASK_NAME in texts[place] and MASK_NAME not in before:
                kinds |= {"name"}
            changed[place] = ", ".join(_KINDS[kind] for kind in _KINDS if kind in kinds)
    return (column.with_texts(texts), changed) if changed else (column, {})


def unknown_options(
    columns: Mapping[str, TextColumn], rule: FileRule, profile: Profile, *, rows: NDArray[np.int64]
) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Yield header, row and facts of cells that say neither that an option was chosen nor not."""
    for made in (rule.multiple_choice or {}).values():
        known = [_NOT_CHOSEN, made.chosen]
        facts = {"count": len(known), "accepted": ", ".join(known)}
        for header in made.columns:
            texts = [text.strip() for text in columns[header].distinct()]
            numbers = [text.removesuffix(".0") for text in texts]
            is_known = np.array([text in known for text in numbers], dtype=bool)
            is_unknown = ~is_known & ~is_missing(texts, profile)
            for place in np.flatnonzero(columns[header].has(is_unknown)):
                yield header, int(rows[place]), facts


def unknown_items(
    columns: Mapping[str, TextColumn], rule: FileRule, profile: Profile, *, rows: NDArray[np.int64]
) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Yield header, row and facts of cells that name an item which no reading asks for."""
    asked: dict[str, list[str]] = {}
    for reading in rule.readings:
        if reading.item is not None:
            asked.setdefault(reading.item, []).extend((reading.words or {}).values())
    for header, words in asked.items():
        texts = [" ".join(text.split()) for text in columns[header].distinct()]
        is_known = np.array([text in words for text in texts], dtype=bool)
        is_unknown = ~is_known & ~is_missing(texts, profile)
        facts = {"count": len(words), "accepted": ", ".join(words)}
        for place in np.flatnonzero(columns[header].has(is_unknown)):
            yield header, int(rows[place]), facts
