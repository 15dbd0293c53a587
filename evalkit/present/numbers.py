"""Numbers and dates as a reader sees them: rounded here and nowhere else."""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from evalkit.present.words import word

__all__ = [
    "confidence_text",
    "count_text",
    "date_text",
    "decimal_text",
    "interval_text",
    "p_text",
    "percent_text",
]

_LOCALES = {"da": "da_DK", "en": "en_GB"}
MINUS = "\N{MINUS SIGN}"
# Smaller p values are written as "< 0.001".
SMALLEST_P = 0.001


def _is_missing(value: object) -> bool:
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def decimal_text(
    value: float | None, language: str, *, digits: int = 1, signed: bool = False
) -> str:
    """Return a number with so many decimals, or a dash when there is none.

    Examples
    --------
    >>> decimal_text(-1234.56, "da", digits=1), decimal_text(0.04, "en", signed=True)
    ('−1.234,6', '0.0')
    """
    if value is None or _is_missing(value) or math.isinf(value):
        return word("not_computed", language)
    rounded = round(float(value), digits)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = format_decimal(abs(rounded), format=pattern, locale=_LOCALES[language])
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + text


def count_text(value: object, language: str) -> str:
    """Return a count, or a dash when there is none.

    Examples
    --------
    >>> count_text(12345, "da"), count_text(None, "da")
    ('12.345', '–')
    """
    if _is_missing(value):
        return word("not_computed", language)
    return decimal_text(int(value), language, digits=0)  # type: ignore[call-overload]


def percent_text(share: float | None, language: str) -> str:
    """Return a share as a whole percentage, or a dash when there is none.

    Examples
    --------
    >>> percent_text(0.734, "da"), percent_text(0.734, "en")
    ('73 %', '73%')
    """
    if share is None or _is_missing(share):
        return word("not_computed", language)
    # Half a per cent goes up, as readers round: 25 of 40 is 63 %.
    whole = Decimal(repr(round(100 * float(share), 9))).quantize(Decimal(1), ROUND_HALF_UP)
    return _plain_spaces(format_percent(whole / 100, locale=_LOCALES[language]))


def confidence_text(confidence: float, language: str) -> str:
    """Return the confidence of an interval with the decimals it has: 99.9 % is not 100 %.

    Examples
    --------
    >>> confidence_text(0.95, "da"), confidence_text(0.999, "da"), confidence_text(0.975, "en")
    ('95 %', '99,9 %', '97.5%')
    """
    pattern = {"da": "0.####\N{NO-BREAK SPACE}%", "en": "0.####%"}[language]
    share = round(confidence, 6)
    return _plain_spaces(format_percent(share, format=pattern, locale=_LOCALES[language]))


def _plain_spaces(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def interval_text(low: float | None, high: float | None, language: str, *, digits: int = 1) -> str:
    """Return the two ends of an interval, or a dash when there is none.

    Examples
    --------
    >>> interval_text(-0.31, 1.2, "da")
    '−0,3 til 1,2'
    """
    if _is_missing(low) or _is_missing(high):
        return word("not_computed", language)
    ends = [decimal_text(end, language, digits=digits) for end in (low, high)]
    return word("to", language, low=ends[0], high=ends[1])


def p_text(p: float | None, language: str) -> str:
    """Return a p value with three decimals, never 0.

    Examples
    --------
    >>> p_text(0.0004, "da"), p_text(0.0312, "da")
    ('< 0,001', '0,031')
    """
    if p is None or _is_missing(p):
        return word("not_computed", language)
    if p < SMALLEST_P:
        return "< " + decimal_text(SMALLEST_P, language, digits=3)
    return decimal_text(p, language, digits=3)


def date_text(day: dt.date, language: str) -> str:
    """Return a date in words.

    Examples
    --------
    >>> import datetime
    >>> date_text(datetime.date(2026, 9, 30), "da")
    '30. september 2026'
    """
    return format_date(day, format="long", locale=_LOCALES[language])
