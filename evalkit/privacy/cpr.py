"""Danish civil registration (CPR) numbers as text: what one looks like, and what it says.

Modulus 11 is not looked at: numbers issued since October 2007 may fail it, so a number that
fails is no less a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

__all__ = ["DAY", "MONTH", "REPLACEMENT_DAY", "Cpr", "cpr_digits", "parse_cpr", "restore_zero"]

# What is added to the day of birth in a replacement number (erstatningscpr).
REPLACEMENT_DAY = 60

DAY = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
MONTH = r"(?:0[1-9]|1[0-2])"

# The hyphen, and what Word and web pages make of it: hyphen, non-breaking hyphen, figure dash,
# en dash, minus; the space, and the non-breaking and narrow ones.
_MARK = "[-\u2010\u2011\u2012\u2013\u2212 \u00a0\u202f]"
_WHOLE = re.compile(rf"({DAY}{MONTH}[0-9]{{2}}){_MARK}?([0-9A-Za-z]{{4}})")
_LOST_ZERO = re.compile(rf"([1-9])({MONTH})([0-9]{{6}})")


@dataclass(frozen=True)
class Cpr:
    """One number, which its own repr never shows.

    Parameters
    ----------
    digits : str
        Ten characters, without a mark; letters of a replacement number are capitals.
    born : date or None
        The date of birth it says; None when it cannot be known: letters where the digit for the
        century is, or a day that the calendar does not have.
    """

    digits: str = field(repr=False)
    born: date | None = field(default=None, repr=False)


def parse_cpr(text: str) -> Cpr | None:
    """Return the CPR number that a text is, or None.

    Parameters
    ----------
    text : str
        A whole cell: DDMMYY-SSSS, DDMMYYSSSS or "DDMMYY SSSS", with any kind of hyphen or space;
        replacement numbers (day + 60, or letters in the last four) too. White space around it is
        left out of account. Only ASCII digits count.

    Returns
    -------
    Cpr or None
        None when the text is something else. A date that only looks possible (31 February) is
        accepted: the number is somebody's all the same, mistyped.

    Notes
    -----
    The century follows from the seventh digit: 0-3 is 1900-1999; 4 or 9 is 2000-2036 for the
    years 00-36 and else 1937-1999; 5-8 is 2000-2057 for the years 00-57 and else 1858-1899.

    Examples
    --------
    >>> parse_cpr("010190-1234").born
    datetime.date(1990, 1, 1)
    >>> parse_cpr("610115 4321").born, parse_cpr("450190-1234")
    (datetime.date(2015, 1, 1), None)
    >>> parse_cpr("0101901234")
    Cpr()
    """
    digits = cpr_digits(text)
    return None if digits is None else Cpr(digits, _born(digits))


def cpr_digits(text: str) -> str | None:
    """Return the ten characters of the CPR number that a text is, or None: `parse_cpr`, quicker.

    Examples
    --------
    >>> cpr_digits("010190-1ab2"), cpr_digits("010126-data")
    ('0101901AB2', None)
    """
    found = _WHOLE.fullmatch(text.strip())
    if found is None:
        return None
    date_part, serial = found.groups()
    if serial.isdigit():
        return str(date_part + serial)
    # A date and a word of four letters is no number; four capitals may be one.
    if serial.isalpha() and not serial.isupper():
        return None
    return str(date_part + serial.upper())


def restore_zero(text: str) -> str | None:
    """Return the ten digits of a number whose leading zero was lost, or None.

    Parameters
    ----------
    text : str
        A whole cell. A spreadsheet that takes 0101901234 for a number keeps 101901234.

    Returns
    -------
    str or None
        None when the text is not nine digits, or no date stands there with the zero put back.

    Examples
    --------
    >>> restore_zero("101901234"), restore_zero("991901234"), restore_zero("0101901234")
    ('0101901234', None, None)
    """
    text = text.strip()
    return f"0{text}" if _LOST_ZERO.fullmatch(text) else None


def _born(digits: str) -> date | None:
    day, month, year, digit = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), digits[6]
    if not digit.isdigit():
        return None
    if digit in "0123":
        century = 1900
    elif digit in "49":
        century = 2000 if year <= 36 else 1900
    else:
        century = 2000 if year <= 57 else 1800
    try:
        return date(century + year, month, day - REPLACEMENT_DAY * (day > REPLACEMENT_DAY))
    except ValueError:
        return None
