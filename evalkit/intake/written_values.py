"""Numbers and dates as people write them; what is not written as agreed is none, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime

from evalkit.intake.profile import DATE_FORMS

__all__ = ["has_other_digits", "parse_date", "parse_number"]

# Only ASCII digits: full-width ones pass str.isdigit(), and no respondent means them.
_GROUPED = {
    "da": re.compile(r"[-+]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?"),
    "en": re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"),
}
# What "dd-mm-yyyy" looks like: the order and the marks are the form's, a leading zero may lack.
_SHAPES = {
    form: re.compile(
        re.escape(form)
        .replace("yyyy", "[0-9]{4}")
        .replace("yy", "[0-9]{2}")
        .replace("dd", "[0-9]{1,2}")
        .replace("mm", "[0-9]{1,2}", 1)
        .replace("hh", "[0-9]{1,2}")
        .replace(":mm", ":[0-9]{2}")
        .replace("ss", "[0-9]{2}")
    )
    for form in DATE_FORMS
}
# Where year, month and day begin in the forms that are a date alone: quicker than strptime.
_PLACES = {
    form: (form.index("yyyy"), form.index("mm"), form.index("dd"))
    for form in DATE_FORMS
    if "yyyy" in form and "hh" not in form
}


def parse_number(text: str, locale: str) -> float | None:
    """Return a number written in a locale, or None when it is not one.

    Examples
    --------
    >>> parse_number("1.234,5", "da"), parse_number("5.8", "da"), parse_number("5.8", "en")
    (1234.5, None, 5.8)
    """
    # The typographers' minus can mean nothing else.
    text = text.replace("\N{MINUS SIGN}", "-")
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
        if form in _PLACES and len(text) == len(form):
            year, month, day = _PLACES[form]
            return date(
                int(text[year : year + 4]), int(text[month : month + 2]), int(text[day : day + 2])
            )
        return datetime.strptime(text, DATE_FORMS[form]).date()
    except ValueError:
        return None


def has_other_digits(text: str) -> bool:
    """Return whether a text has digits other than 0-9, such as full-width ones."""
    return not text.isascii() and any(c.isnumeric() and not c.isascii() for c in text)
