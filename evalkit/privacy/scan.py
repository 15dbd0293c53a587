"""Personal data in text: CPR numbers, e-mail addresses, telephone numbers and names.

Found by how they are written, so there are misses and false alarms. A production unit's number
(P-nummer), a date with a time (010126-1015) or seconds since 1970 may look like a CPR number,
and "20 30 40 50" like a telephone number; they are taken for one on purpose.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evalkit.privacy.names import MASK_NAME, is_name_like, mask_names
from evalkit.privacy.patterns import cpr_spans, email_spans, fold, phone_spans, suspicious

__all__ = [
    "KINDS",
    "is_name_like",
    "is_personal_header",
    "looks_like_cpr",
    "mask",
    "personal_kinds",
    "safe_name",
    "says_who",
    "scan_distinct",
]

KINDS: Final = ("cpr", "email", "phone", "name")
# What is written in place of what was found, in the order in which it is looked for.
_MASKS = {"email": "[e-mail]", "cpr": "[cpr]", "phone": "[telefon]"}

_FILE_SUFFIX = re.compile(
    r"\.(?:csv|dta|docx?|json|ods|parquet|pdf|sav|tsv|txt|xlsb|xlsm|xlsx?|xml|zip)",
    re.ASCII | re.IGNORECASE,
)
# In a header an address without a domain is as telling, and nothing else is written so.
_HEADER_EMAIL = re.compile(r"[^\s@]@[^\s@]")
# "a@b.dk", "1E+09": nothing shorter can be anything.
_SHORTEST = 5


def looks_like_cpr(text: str) -> bool:
    """Return whether a text is, or holds, what looks like a CPR number.

    Parameters
    ----------
    text : str
        A cell, a header, the name of a file, or free text.

    Returns
    -------
    bool
        True for ten digits that begin with a possible day (1-31, or 61-91 in a replacement
        number) and month, with or without a hyphen, space or underscore; for nine digits whose
        leading zero was lost; for 1,01E+09; for a full-width or otherwise disguised digit; and for
        letters in the last four. Eleven digits or more in a row are something else.

    Examples
    --------
    >>> [looks_like_cpr(text) for text in ("010190-1234", "101901234", "1,01E+09", "010190-1AB2")]
    [True, True, True, True]
    >>> [looks_like_cpr(text) for text in ("2026-01-05 10:15", "4512345678", "5790000123456")]
    [False, False, False]
    """
    return bool(cpr_spans(fold(text)[0]))


def personal_kinds(text: str, *, bare_phone: bool = False) -> frozenset[str]:
    """Return which kinds of personal data stand in a text: "cpr", "email", "phone".

    Parameters
    ----------
    text : str
        Any text.
    bare_phone : bool
        Whether eight digits in a row are a telephone number. False by default: so are a company's
        number (CVR) and many other codes.

    Returns
    -------
    frozenset of str
        Empty when nothing was found. Names are not looked for: `is_name_like`, `mask`.

    Examples
    --------
    >>> sorted(personal_kinds("Ring 31 12 12 34 eller skriv til anne@example.org"))
    ['email', 'phone']
    """
    found = _spans(fold(text)[0], bare_phone=bare_phone)
    return frozenset(kind for kind, spans in found.items() if spans)


def mask(
    text: str,
    *,
    names: Collection[str] = (),
    lexicon: bool = False,
    bare_phone: bool = False,
) -> str:
    """Return a text with what was found replaced by [cpr], [e-mail], [telefon] and [navn].

    Parameters
    ----------
    text : str
        Free text.
    names : collection of str
        Names known from the delivery itself. Masked as whole words in any case, genitive too;
        a single word of a longer name only where it has a capital. Pass a frozenset when many
        texts are masked: then the names are prepared once.
    lexicon : bool
        Whether to mask common Danish names with a capital too, and a capitalised word that
        follows a name.
    bare_phone : bool
        Whether eight digits alone are taken for a telephone number.

    Returns
    -------
    str
        In NFC. Masking it again changes nothing, and `personal_kinds` finds nothing in it.

    Notes
    -----
    Help, not a guarantee: a name on no list stays, and so does what tells who it is in words
    ("the mayor's son"). Free text does not become anonymous by this.

    Examples
    --------
    >>> mask("Annes mor, 010190-1234, ringer 31 12 12 34", names=["Anne"])
    '[navn] mor, [cpr], ringer [telefon]'
    >>> mask("Mødte Mette Skovgård i maj", lexicon=True)
    'Mødte [navn] i maj'
    """
    text = unicodedata.normalize("NFC", text)
    # What stood beside something masked may be found only now. Each round masks something, and
    # what is masked is never looked at again: it ends.
    while True:
        found = _mask_numbers(text, bare_phone=bare_phone)
        masked = mask_names(found, names=names, lexicon=lexicon)
        if masked == text:
            return masked
        text = unicodedata.normalize("NFC", masked)


def safe_name(name: str) -> str:
    """Return the name of a file, sheet or column as it may stand in a message.

    Parameters
    ----------
    name : str
        The name; a known file suffix is kept.

    Returns
    -------
    str
        CPR-like numbers, e-mail addresses and telephone numbers (eight digits in a row too,
        unless they are a day) masked, and a name that is a person's. A name inside a longer one
        is not found.

    Examples
    --------
    >>> safe_name("eksport_010190-1234.csv"), safe_name("anne@example.org"), safe_name("Ark1")
    ('eksport_[cpr].csv', '[e-mail]', 'Ark1')
    """
    found = _FILE_SUFFIX.search(name, max(name.rfind("."), 0))
    suffix = found[0] if found and found.end() == len(name) else ""
    stem = name.removesuffix(suffix)
    if is_name_like(" ".join(stem.replace("_", " ").split())):
        return MASK_NAME + suffix
    return _mask_all_numbers(_mask_all_numbers(stem) + suffix)


def says_who(text: str) -> bool:
    """Return whether anything in a text looks like a person, whatever the capitals and marks.

    Examples
    --------
    >>> [says_who(text) for text in ("Ja", "mor til Thorkild", "31 12 12 34", "Altid")]
    [False, True, True, False]
    """
    return mask(text, lexicon=True, bare_phone=True) != unicodedata.normalize("NFC", text)


def is_personal_header(header: str) -> bool:
    """Return whether a header looks like a person: a number, an address, a telephone or a name.

    Examples
    --------
    >>> [is_personal_header(text) for text in ("010190-1234", "2026-01-05", "who_1", "a@b")]
    [True, False, False, True]
    """
    folded, _ = fold(header)
    if cpr_spans(folded) or _HEADER_EMAIL.search(folded):
        return True
    words = header.replace("_", " ")
    return safe_name(header) != header or mask_names(words, lexicon=True) != words


def scan_distinct(
    texts: pa.Array[Any] | pa.ChunkedArray[Any] | Sequence[str | None],
) -> NDArray[np.bool_]:
    """Return for every text whether `personal_kinds` finds anything in it.

    Parameters
    ----------
    texts : pyarrow.Array, pyarrow.ChunkedArray or sequence of str
        The texts; best the distinct ones. A missing text holds nothing.

    Returns
    -------
    ndarray of bool
        One per text.

    Notes
    -----
    One regular expression in Arrow leaves out what cannot be anything; only the rest is read
    by Python. A million short texts with nothing in them take about a twentieth of a second.

    Examples
    --------
    >>> scan_distinct(["Ja", "010190-1234", None, "anne@example.org"])
    array([False,  True, False,  True])
    """
    if not isinstance(texts, pa.Array | pa.ChunkedArray):
        try:
            texts = pa.array(texts, type=pa.large_string())
        except UnicodeEncodeError:  # half a surrogate pair: no UTF-8, but readable here
            return np.array([text is not None and _is_personal(text) for text in texts], dtype=bool)
    array = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if not pa.types.is_string(array.type):
        array = array.cast(pa.large_string())
    result = np.zeros(len(array), dtype=bool)
    long_enough = pc.greater_equal(pc.binary_length(array), _SHORTEST)
    seen = pc.and_(long_enough, pc.match_substring_regex(array, suspicious()))
    places = np.flatnonzero(seen.fill_null(False).to_numpy(zero_copy_only=False))
    if len(places):
        chosen = array.take(pa.array(places)).to_pylist()
        result[places] = [_is_personal(text) for text in chosen]
    return result


def _is_personal(text: str) -> bool:
    folded, _ = fold(text)
    return bool(cpr_spans(folded) or email_spans(folded) or phone_spans(folded, bare=False))


def _spans(folded: str, *, bare_phone: bool) -> dict[str, list[tuple[int, int]]]:
    return {
        "email": email_spans(folded),
        "cpr": cpr_spans(folded),
        "phone": phone_spans(folded, bare=bare_phone),
    }


def _mask_all_numbers(text: str) -> str:
    while (masked := _mask_numbers(text, bare_phone=True)) != text:
        text = masked
    return text


def _mask_numbers(text: str, *, bare_phone: bool = False) -> str:
    """Replace what is found in one reading; of what overlaps, the kind looked for first wins."""
    folded, places = fold(text)
    found = _spans(folded, bare_phone=bare_phone)
    if not any(found.values()):
        return text
    taken: list[tuple[int, int, str]] = []
    for kind, spans in found.items():
        for start, end in spans:
            if all(end <= other or start >= stop for other, stop, _ in taken):
                taken.append((start, end, _MASKS[kind]))
    masked, at = [], 0
    for start, end, word in sorted(taken):
        first, last = (start, end - 1) if places is None else (places[start], places[end - 1])
        masked += [text[at:first], word]
        at = last + 1
    return "".join([*masked, text[at:]])
