"""The encoding of a text file: what its bytes show, and bytes to text without losing any."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import islice

from evalkit.findings import Finding
from evalkit.readers.raw_sheet import Unreadable

__all__ = ["BROKEN", "REPLACEMENT", "decoded_text", "encoding_of", "likely_encoding", "text_of"]

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# No text: a byte that does not fit the encoding becomes a lone surrogate, an earlier program left
# a replacement character, or a one-byte encoding gives a control character that nobody types.
BROKEN = re.compile("[\udc80-\udcff\ufffd\x80-\x9f]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_NOT_ASCII_BYTES = re.compile(rb"[\x80-\xff]+")
_INK = re.compile(rb"[^ \t\r\n\x0b\x0c]")
# So many runs of letters beyond ASCII tell UTF-8 from a one-byte encoding.
_ENOUGH_RUNS = 2000


def encoding_of(raw: bytes, stated: str | None, *, file: str) -> str:
    """Return the encoding to read a file with: its byte order mark's, else the stated one.

    Raises
    ------
    Unreadable
        When the file holds zero bytes or nothing, or its bytes show another encoding.
    """
    marked = _marked(raw)
    encoding = marked or stated or "utf-8"
    has_zeros = b"\0" in raw
    # Of plain ASCII every encoding but UTF-16 says the same.
    is_plain = not has_zeros and not encoding.startswith("utf-16") and raw.isascii()
    found = None if marked or is_plain else _seen_otherwise(raw, encoding)
    if found:
        raise Unreadable(Finding("EK105", file, facts={"encoding": encoding, "found": found}))
    if not encoding.startswith("utf-16") and has_zeros:
        raise Unreadable(Finding("EK111", file))
    if _INK.search(raw, len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0) is None:
        raise Unreadable(Finding("EK102", file))
    return encoding


def decoded_text(raw: bytes, encoding: str, *, file: str) -> str:
    """Return a file's text, its letters composed; a byte that is no text becomes a stand-in.

    Raises
    ------
    Unreadable
        When the text holds zero characters or nothing.
    """
    is_wide = encoding.startswith("utf-16")
    text = raw.decode(encoding, errors="replace" if is_wide else "surrogateescape")
    if "\x00" in text:
        raise Unreadable(Finding("EK111", file))
    if not text.strip("\ufeff \t\r\n"):
        raise Unreadable(Finding("EK102", file))
    return unicodedata.normalize("NFC", text)


def text_of(raw: bytes, encoding: str) -> str:
    """Return one cell's text, its letters composed; a byte that is no text becomes a stand-in."""
    if raw.isascii():
        return raw.decode("ascii")
    return unicodedata.normalize("NFC", raw.decode(encoding, errors="surrogateescape"))


def _marked(raw: bytes) -> str | None:
    return next((name for mark, name in _MARKS.items() if raw.startswith(mark)), None)


def likely_encoding(raw: bytes) -> str:
    """Return the encoding that bytes without a profile are most likely to have."""
    if marked := _marked(raw):
        return marked
    # In UTF-16 every other byte of Danish or English text is zero.
    if b"\0" in raw and raw.count(0) * 3 > len(raw):
        return "utf-16"
    return "utf-8" if _is_mostly_utf8(raw) else "cp1252"


def _seen_otherwise(raw: bytes, encoding: str) -> str | None:
    """Return the encoding that the bytes show, when it is certain and not the stated one."""
    if encoding.startswith("utf-16"):
        return None if b"\0" in raw else likely_encoding(raw)
    if raw.isascii() and b"\0" not in raw:
        return None
    likely = likely_encoding(raw)
    if likely == "utf-16":
        return likely
    is_certain = likely == "utf-8" and not raw.isascii()
    return likely if is_certain and not encoding.startswith("utf-8") else None


def _is_mostly_utf8(raw: bytes) -> bool:
    """Whether more letters than not are UTF-8, so that a few broken bytes do not hide it."""
    runs = [run[0] for run in islice(_NOT_ASCII_BYTES.finditer(raw), _ENOUGH_RUNS)]
    broken = sum(1 for run in runs if BROKEN.search(run.decode("utf-8", errors="surrogateescape")))
    return broken * 2 < len(runs) or not runs
