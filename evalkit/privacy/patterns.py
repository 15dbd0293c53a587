"""How CPR numbers, e-mail addresses and telephone numbers are written, and where in a text.

Two readings of one text: `spans` is exact, `suspicious` is one regular expression for Arrow that
may suspect too much and never too little. Both are made of the same pieces, the bodies below; the
exact reading adds what may stand around them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from evalkit.privacy.cpr import DAY, MONTH, cpr_digits

__all__ = ["cpr_spans", "email_spans", "fold", "phone_spans", "suspicious"]

Span = tuple[int, int]

_YEAR = "[0-9]{2}"
_LONG_YEAR = "(?:19|20)[0-9]{2}"
_HYPHEN = " ?- ?"

# Bodies: ASCII, no look-around, so that RE2 (Arrow) reads them too.
_CPR_BODIES = (
    f"{DAY}{MONTH}{_YEAR}[-./_ ]{{0,3}}[0-9]{{4}}",
    f"{DAY}{MONTH}{_LONG_YEAR}{_HYPHEN}[0-9]{{4}}",
    *(
        f"{DAY}[{mark}]{MONTH}[{mark}](?:{_LONG_YEAR}|{_YEAR}){_HYPHEN}[0-9]{{4}}"
        for mark in "./ -"
    ),
    f"{DAY} ?{MONTH} {_YEAR}[ -][0-9]{{4}}",
)
_LETTERS_BODY = f"{DAY}{MONTH}{_YEAR}-?[0-9A-Z]{{4}}"
_WHOLE_LETTERS_BODY = f"{DAY}{MONTH}{_YEAR}[- ]?[0-9A-Za-z]{{4}}"
_NINE_BODY = f"[1-9]{MONTH}{_YEAR}-?[0-9]{{4}}"
# As Excel shows a long number in a narrow column (1,01E+09), and as Python and R write it.
_SCIENTIFIC_BODY = r"[1-9](?:[.,][0-9]{1,9})?[eE]\+0?[89]"
# With a space or without a top domain too, as people write them; not "3 stk. @ 10 kr.".
_EMAIL_BODY = (
    r"[\w.+%'&/=-]{1,64} ?(?:@|\(at\)) ?[^\W\d_][\w-]{2,}(?:\.[\w-]+)*"
    r"|[\w.+%'&/=-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}"
)
_PREFIXED_BODY = r"(?:\(?\+45\)?|0045)(?:[ .-]?[0-9]){8}"
_PAIRS_BODY = "[2-9][0-9](?:(?: [0-9]{2}){3}|(?:-[0-9]{2}){3}|(?:[.][0-9]{2}){3})"
_FOURS_BODY = "[2-9][0-9]{3} [0-9]{4}"
_LABELLED_BODY = r"(?:tlf|tel|telefon|mobil|mob)(?:nr|nummer)?[.: ]{0,4}[0-9]{8}"

_CPR = re.compile(f"(?<![0-9])(?:{'|'.join(_CPR_BODIES)})(?![0-9])")
_LETTERS = re.compile(rf"(?<![^\W_]){_LETTERS_BODY}(?![^\W_])")
_NINE = re.compile(rf"(?<![\w+-])(?<![0-9][.,]){_NINE_BODY}(?![\w-])")
_SCIENTIFIC = re.compile(rf"(?<![\w.,+-]){_SCIENTIFIC_BODY}(?!\w)")
_EMAIL = re.compile(_EMAIL_BODY)
_PHONES = (
    re.compile(rf"(?<![0-9]){_PREFIXED_BODY}(?![0-9])"),
    re.compile(rf"(?<![\w/.,-])(?<![0-9] ){_PAIRS_BODY}(?! ?[0-9]|[.,/-][0-9])"),
    re.compile(rf"(?<![\w/.,-])(?<![0-9] ){_FOURS_BODY}(?! ?[0-9]|[.,/-][0-9])"),
    re.compile(rf"(?<!\w){_LABELLED_BODY}(?![0-9])", re.ASCII | re.IGNORECASE),
)
_BARE_PHONE = re.compile(r"(?<![^\W_])(?<![0-9][.,-])[2-9][0-9]{7}(?![^\W_]|[.,-][0-9])")

# Of all that is written with eight digits, two years and a day are not telephone numbers.
_TWO_YEARS = re.compile("20[0-9]{2} 20[0-9]{2}")
_COMPACT_DAY = re.compile(
    rf"(?:19|20)[0-9]{{2}}{MONTH}(?:0[1-9]|[12][0-9]|3[01])|{DAY}{MONTH}{_LONG_YEAR}"
)
# A cell that is one number with nine or ten decimals.
_DECIMALS = re.compile(r"\s*[-+]?[0-9]{1,3}[.,][0-9]{9,10}\s*")
# Identifiers whose runs of digits are chance: a UUID, a digest in hexadecimal.
_IDENTIFIER = re.compile(
    r"(?<![^\W_])(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
    r"|(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{32,128})(?![^\W_])"
)

# Letters and signs of everyday Danish that `fold` leaves as they are, in the notation of RE2.
# Text with anything else goes through the exact reading.
_PLAIN = (
    r"\x00-\x7F\x{C0}-\x{131}\x{134}-\x{13E}\x{141}-\x{148}\x{14A}-\x{17E}\x{300}-\x{32F}"
    r"\x{2018}-\x{201E}\x{2022}\x{2026}\x{20AC}\x{A3}\x{A7}\x{AB}\x{B0}\x{BB}"
)


def suspicious() -> str:
    """Return a regular expression for RE2 that finds every text `spans` could find something in."""
    bodies = (
        "@",
        f"[^{_PLAIN}]",
        *_CPR_BODIES,
        _WHOLE_LETTERS_BODY,
        _NINE_BODY,
        _SCIENTIFIC_BODY,
        _PREFIXED_BODY,
        _PAIRS_BODY,
        _FOURS_BODY,
        f"(?i:{_LABELLED_BODY})",
    )
    return "|".join(f"(?:{body})" for body in bodies)


def fold(text: str) -> tuple[str, list[int] | None]:
    """Return a text in which look-alikes are plain, and where each character came from.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    folded : str
        Every digit is an ASCII digit, every hyphen, dash and minus "-", every space " ", full-width
        signs are ASCII, and characters without width are gone. Other letters stay.
    places : list of int or None
        The place of each character in `text`; None when nothing moved.

    Examples
    --------
    >>> fold("\uff10\uff11\uff10\uff11\uff19\uff10\u20131234")[0]
    '010190-1234'
    """
    if text.isascii():
        return text, None
    plain = [_plain(character) for character in text]
    if "" not in plain:
        return "".join(plain), None
    return "".join(plain), [place for place, character in enumerate(plain) if character]


@cache
def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category == "Pd" or character == "\u2212":
        return "-"
    if category == "Zs":
        return " "
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    same = unicodedata.normalize("NFKC", character)
    return same if len(same) == 1 and same.isascii() else character


def cpr_spans(folded: str) -> list[Span]:
    """Return where what looks like a CPR number stands in a folded text."""
    if cpr_digits(folded):
        return [(0, len(folded))]
    if _DECIMALS.fullmatch(folded):
        return []
    searched = _IDENTIFIER.sub(lambda found: "x" * len(found[0]), folded)
    spans = [found.span() for found in _CPR.finditer(searched)]
    spans += [found.span() for found in _LETTERS.finditer(searched) if _has_letters(found[0])]
    spans += [found.span() for found in _NINE.finditer(searched)]
    spans += [found.span() for found in _SCIENTIFIC.finditer(searched) if _may_be_cpr(found[0])]
    return spans


def email_spans(folded: str) -> list[Span]:
    """Return where e-mail addresses stand in a folded text."""
    return (
        [found.span() for found in _EMAIL.finditer(folded)]
        if "@" in folded or "(at)" in folded
        else []
    )


def phone_spans(folded: str, *, bare: bool) -> list[Span]:
    """Return where Danish telephone numbers stand; `bare` takes eight digits alone for one."""
    patterns = (*_PHONES, _BARE_PHONE) if bare else _PHONES
    return [
        found.span()
        for pattern in patterns
        for found in pattern.finditer(folded)
        if not (_TWO_YEARS.fullmatch(found[0]) or _COMPACT_DAY.fullmatch(found[0]))
    ]


def _has_letters(number: str) -> bool:
    # Inside a text the last four need a digit, or a hyphen before four capitals: else any date
    # with a word after it would be one.
    last = number[-4:]
    return not last.isdigit() and ("-" in number or not last.isalpha())


def _may_be_cpr(written: str) -> bool:
    """Return whether a rounded number may stand for ten digits that begin with a day."""
    mantissa, exponent = re.split(r"[eE]\+", written)
    whole, _, decimals = mantissa.replace(",", ".").partition(".")
    places = int(exponent) + 1
    shown = int((whole + decimals).ljust(places, "0")[:places])
    half = 10 ** max(int(exponent) - len(decimals), 0) // 2
    lowest, highest = shown - half, shown + half
    # The month is not asked for: what was rounded, or scaled by one place, need not show it.
    first = range(lowest // 10**8, highest // 10**8 + 1)
    return any(re.fullmatch(DAY, f"{day:02d}") for day in first)
