"""What a cell must hold: each constraint checks a text and says in a sentence what it accepts.

The loader checks with them (`evalkit.intake.typing`) and the data dictionary is printed from them
(`evalkit.present.dictionary`), so the two cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Protocol

from evalkit.intake.profile import ColumnRule, Profile
from evalkit.intake.sentences import plain_number, sentence
from evalkit.intake.typed_column import Fault
from evalkit.intake.written_values import has_other_digits, parse_date, parse_number
from evalkit.privacy.cpr import parse_cpr, restore_zero
from evalkit.privacy.scan import looks_like_cpr

__all__ = [
    "EARLIEST",
    "INVISIBLE",
    "LATEST",
    "ZERO_DATES",
    "AnyText",
    "CodeOf",
    "Constraint",
    "CprNumber",
    "DateIn",
    "NumberIn",
    "OneOf",
    "constraint_of",
]

_MACHINE_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
# What nobody sees: hard and zero-width spaces, soft hyphens, marks of direction and byte order.
INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202f\u2060\ufeff]")
# What programs write into an empty date: day 0 and 1 of Excel's two calendars, and of Unix.
ZERO_DATES = ("1900-01-01", "1899-12-30", "1899-12-31", "1904-01-01", "1904-01-02", "1970-01-01")
_EXAMPLES = {"da": "1.234,5", "en": "1,234.5"}
# Limits of a date where the profile states none. Nobody in these programmes was born before the
# one, and registers write 31-12-9999 for "no end", which is no date on which anybody stopped.
EARLIEST, LATEST = "1900-01-01", "2100-12-31"
# A date whose cell was formatted as a number: days since Excel's 1900 or 1904, nobody knows which.
_SERIAL_DATE = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Excel writes a long number as 1,01E+09 and keeps 15 digits of it; both make people alike.
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+")
_MOST_DIGITS = 15
_LAST_DAY = 31
# A CPR number that lost its leading zero.
_SMALLEST_CPR = 1e8


class Constraint(Protocol):
    """A check and a sentence."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The findings a text that breaks it may have."""
        ...

    def parse(self, text: str, by_machine: bool = False) -> object:
        """Return the value of a text without white space around it, or the `Fault` it has.

        `by_machine`: a workbook gave a real date or number, written here as ISO date or with a
        decimal point.
        """
        ...

    def sentence(self, language: str) -> str:
        """Return what is accepted, in Danish ("da") or English ("en")."""
        ...


@dataclass(frozen=True)
class NumberIn:
    """A number within limits, both allowed; a limit of None is none.

    Examples
    --------
    >>> age = NumberIn("da", lowest=0, highest=10, whole=True)
    >>> age.parse("7"), age.parse("11").code, age.parse("2,5").code
    (7.0, 'EK402', 'EK407')
    >>> age.sentence("en")
    'a whole number from 0 to 10'
    """

    locale: str
    lowest: float | None = None
    highest: float | None = None
    whole: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The findings a text that breaks it may have."""
        has_limit = self.lowest is not None or self.highest is not None
        personal = ("EK430",) if self.highest is None else ()
        found = ("EK401", *(("EK402",) if has_limit else ()), *(("EK407",) if self.whole else ()))
        return (*found, "EK417", *personal)

    def parse(self, text: str, by_machine: bool = False) -> float | Fault:
        """Return the number, or why it is none."""
        if by_machine:
            value = float(text) if _MACHINE_NUMBER.fullmatch(text) else None
        else:
            value = parse_number(text, self.locale)
        if value is None or not isfinite(value):
            if not by_machine and has_other_digits(text):
                return Fault("EK417", {})
            return Fault("EK401", {"example": _EXAMPLES[self.locale]})
        if self.highest is None and value > _SMALLEST_CPR and looks_like_cpr(f"{value:.0f}"):
            return Fault("EK430", {})
        if self.whole and not value.is_integer():
            return Fault("EK407", {})
        low, high = self.lowest, self.highest
        if (low is not None and value < low) or (high is not None and value > high):
            return Fault("EK402", {"lowest": _limit(low), "highest": _limit(high)})
        return value

    def sentence(self, language: str) -> str:
        """Return what is accepted."""
        kind = "whole" if self.whole else "number"
        ends = {"lowest": self.lowest, "highest": self.highest}
        limits = {n: plain_number(v, language) for n, v in ends.items() if v is not None}
        which = {0: "any", 2: "between"}.get(len(limits)) or (
            "from" if "lowest" in limits else "up_to"
        )
        return sentence(f"{kind}_{which}", language, example=_EXAMPLES[self.locale], **limits)


def _limit(limit: float | None) -> str:
    return "…" if limit is None else plain_number(limit)


@dataclass(frozen=True)
class DateIn:
    """A date in one form of writing, within limits (yyyy-mm-dd, both allowed).

    Where no earliest day is stated, the zero dates of programs are refused by name.

    Examples
    --------
    >>> start = DateIn("dd-mm-yyyy", earliest="2020-01-01")
    >>> start.parse("01-02-2026"), start.parse("2026-02-01"), start.parse("01-02-2019").code
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 1), 'EK408')
    """

    form: str
    earliest: str | None = None
    latest: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The findings a text that breaks it may have."""
        zero = ("EK414",) if self.earliest is None else ()
        return ("EK403", "EK406", "EK408", *zero, "EK417")

    @property
    def limits(self) -> tuple[str, str]:
        """The first and the last day accepted."""
        return self.earliest or EARLIEST, self.latest or LATEST

    def parse(self, text: str, by_machine: bool = False) -> date | Fault:
        """Return the date, or why it is none."""
        if _SERIAL_DATE.fullmatch(text):
            return Fault("EK406", {"form": self.form})
        value = None if by_machine else parse_date(text, self.form)
        if value is None and (by_machine or _ISO.fullmatch(text)):
            # Written so, a date can be read in one way only, whatever the form.
            value = parse_date(text[:10], "yyyy-mm-dd")
        if value is None:
            if not by_machine and has_other_digits(text):
                return Fault("EK417", {})
            return Fault("EK403", {"form": self.form})
        day = value.isoformat()
        if self.earliest is None and day in ZERO_DATES:
            return Fault("EK414", {})
        earliest, latest = self.limits
        if not earliest <= day <= latest:
            return Fault("EK408", {"earliest": earliest, "latest": latest})
        return value

    def sentence(self, language: str) -> str:
        """Return what is accepted."""
        earliest, latest = self.limits
        facts = {"form": self.form, "earliest": earliest, "latest": latest}
        said = sentence("date_in", language, **facts)
        if self.earliest is not None:
            return said
        zeros = [day for day in ZERO_DATES if earliest <= day <= latest]
        return said + sentence("date_no_zero", language, zeros=", ".join(zeros))


@dataclass(frozen=True)
class CodeOf:
    """A code kept letter by letter, of a number of characters where one is stated.

    Examples
    --------
    >>> CodeOf(4).parse("0101"), CodeOf(4).parse("101").code, CodeOf(4).sentence("da")
    ('0101', 'EK409', 'en kode på 4 tegn, læst bogstav for bogstav')
    """

    width: int | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The findings a text that breaks it may have."""
        return ("EK411",) if self.width is None else ("EK409", "EK411")

    def parse(self, text: str, by_machine: bool = False) -> str | Fault:
        """Return the code without what nobody sees, or why it is none."""
        shortened = by_machine and len(text) > _MOST_DIGITS and _MACHINE_NUMBER.fullmatch(text)
        if shortened or ("+" in text and _SCIENTIFIC.fullmatch(text)):
            return Fault("EK411", {})
        if not text.isascii():
            text = INVISIBLE.sub("", text)
        if self.width is not None and len(text) != self.width:
            return Fault("EK409", {"width": self.width})
        return text

    def sentence(self, language: str) -> str:
        """Return what is accepted."""
        name = "code_any" if self.width is None else "code_of_width"
        return sentence(name, language, width=self.width)


@dataclass(frozen=True)
class OneOf:
    """One of the texts that are listed, each with what it means.

    Examples
    --------
    >>> OneOf({"K": "woman"}).parse("K"), OneOf({"K": "woman"}).parse("k").code
    ('woman', 'EK404')
    >>> OneOf({"K": "woman", "M": "man"}).sentence("en")
    'one of 2 answers: K (woman), M (man)'
    """

    values: Mapping[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        """The findings a text that breaks it may have."""
        return ("EK404",)

    def parse(self, text: str, by_machine: bool = False) -> str | Fault:  # noqa: ARG002
        """Return what the text means, or that it is not listed."""
        if text in self.values:
            return self.values[text]
        return Fault("EK404", {"count": len(self.values), "accepted": ", ".join(self.values)})

    def sentence(self, language: str) -> str:
        """Return what is accepted."""
        told = [
            text if meaning == text else f"{text} ({_plain_code(meaning, language)})"
            for text, meaning in self.values.items()
        ]
        return sentence("one_of", language, count=len(told), accepted=", ".join(told))


def _plain_code(meaning: str, language: str) -> str:
    """Return a meaning; the code 5.0 as 5."""
    is_number = _MACHINE_NUMBER.fullmatch(meaning) and "." in meaning
    return plain_number(float(meaning), language) if is_number else meaning


@dataclass(frozen=True)
class CprNumber:
    """A CPR number in any way of writing it; its ten characters are what is kept of it.

    Examples
    --------
    >>> CprNumber().parse("010190-1234"), CprNumber().parse("1234").code
    ('0101901234', 'EK421')
    """

    @property
    def codes(self) -> tuple[str, ...]:
        """The findings a text that breaks it may have."""
        return ("EK411", "EK421")

    def parse(self, text: str, by_machine: bool = False) -> str | Fault:  # noqa: ARG002
        """Return the ten characters, so that one person has one key, or why there are none."""
        text = INVISIBLE.sub("", text)
        if _SCIENTIFIC.fullmatch(text):
            return Fault("EK411", {})
        found = parse_cpr(text) or parse_cpr(restore_zero(text) or "")
        # A day that does not exist is a mistyped number, so nobody knows whose it is; of letters
        # and of days above 60 (replacement numbers) nobody knows the day.
        is_mistyped = found and found.born is None and found.digits.isdigit()
        if found is None or (is_mistyped and int(found.digits[:2]) <= _LAST_DAY):
            return Fault("EK421", {})
        return found.digits

    def sentence(self, language: str) -> str:
        """Return what is accepted."""
        return sentence("cpr_number", language)


@dataclass(frozen=True)
class AnyText:
    """Any text, kept only masked; names are masked too where it is people's own words.

    Examples
    --------
    >>> AnyText().parse("Vejle"), AnyText().codes
    ('Vejle', ())
    """

    own_words: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """No text breaks it."""
        return ()

    def parse(self, text: str, by_machine: bool = False) -> str:  # noqa: ARG002
        """Return the text."""
        return text

    def sentence(self, language: str) -> str:
        """Return what is accepted."""
        return sentence("own_words" if self.own_words else "short_text", language)


def constraint_of(rule: ColumnRule, profile: Profile) -> Constraint:
    """Return the constraint that a column's rule states.

    Examples
    --------
    >>> from evalkit.intake.profile import ColumnRule, Profile
    >>> made = Profile(name="p", title={}, programme="p", files=())
    >>> constraint_of(ColumnRule("Nr", "code", width=4), made)
    CodeOf(width=4)
    """
    if rule.type in ("number", "whole"):
        is_whole = rule.type == "whole"
        return NumberIn(profile.locale, rule.lowest, rule.highest, is_whole)
    if rule.type == "date":
        return DateIn(rule.dates or profile.dates, rule.earliest, rule.latest)
    if rule.type == "choice":
        return OneOf(rule.values or {})
    if rule.type == "code":
        return CodeOf(rule.width)
    if rule.type == "cpr":
        return CprNumber()
    return AnyText(own_words=rule.type == "free_text")
