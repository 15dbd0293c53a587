"""What a file is by its first bytes and its zip directory; what is dangerous is refused unread."""

from __future__ import annotations

import codecs
import re
import struct
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - an exception under a lower-case name

from evalkit.findings import Finding
from evalkit.readers.file_form import TEXT_FORMATS, FileForm
from evalkit.readers.limits import Limits
from evalkit.readers.ole import OLE_MAGIC, stream_names
from evalkit.readers.raw_sheet import Unreadable

__all__ = ["refuse_dangerous"]

# A workbook of 200 sheets with comments and pictures has some thousand parts.
MOST_PARTS = 10_000
# The list of parts is read as a whole: some 100 bytes a part.
LARGEST_DIRECTORY = 4 * 2**20
# Zip reaches 1000 times; a sheet of one repeated row some 100. Below the size it does no harm.
MOST_TIMES = 400
HARMLESS_BYTES = 100 * 2**20
# What stands before the first element of an XML part: a declaration, a comment.
LONGEST_PROLOG = 64 * 2**10

_HEAD = 4096
_PICKLE_SUFFIXES = (".pkl", ".pickle", ".joblib", ".p")
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# OpenOffice and LibreOffice write this, and nothing more, before macros and in old manifests.
_HARMLESS = re.compile(
    rb"""<!DOCTYPE\s+[\w:.-]+\s+PUBLIC\s+"-//OpenOffice\.org//DTD[^"\[]*"\s+"[\w.-]+"\s*>"""
)
# Pictures come with a document type of their own; no reader looks into them.
_PICTURES = (".svg", ".htm", ".html")
_ELEMENT = re.compile(rb"<[A-Za-z_]")
_END_OF_DIRECTORY = b"PK\x05\x06"
_LOCATOR = b"PK\x06\x07"
_LONGEST_COMMENT = 65_535
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# First bytes to what messages call it: words that are the same in every language.
_MAGIC = tuple(
    (re.compile(magic, re.DOTALL), kind)
    for magic, kind in (
        (rb"PAR1", "parquet"),
        (rb"\$FL[23]", "spss"),
        (rb"<stata_dta>|[\x69-\x73][\x01\x02]\x01\x00", "stata"),
        # Excel before compound files.
        (rb"\x09[\x00\x02\x04\x08][\x04-\x08]\x00", "xls"),
        (rb"%PDF", "PDF"),
        (rb"\x1f\x8b", "gzip"),
        (rb"7z\xbc\xaf\x27\x1c", "7z"),
        (rb"Rar!", "RAR"),
        (rb"SQLite format 3", "SQLite"),
        (rb"\x89PNG", "PNG"),
        (rb"\xff\xd8\xff", "JPEG"),
    )
)
# An encrypted workbook is a compound file with these in it. Any one will do: of the directory of
# a large file only the beginning may be known.
_ENCRYPTED = {"EncryptedPackage", "EncryptionInfo", "\x06DataSpaces"}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)
_MHTML = re.compile(rb"MIME-Version:", re.IGNORECASE)
_TEXT = "text (CSV?)"
_EXPECTED = {"xlsx": "xlsx", "xls": "xls", "ods": "ods"} | {
    name: name for name in ("spss", "stata", "parquet")
}


def refuse_dangerous(path: Path, form: FileForm, limits: Limits | None = None) -> None:
    """Refuse a file that no parser should see.

    Parameters
    ----------
    path : Path
        The file. Its first bytes, and the list and first bytes of what is packed in it, are read.
    form : FileForm
        What the profile says it is.
    limits : Limits, optional
        How large it may be, packed and unpacked.

    Raises
    ------
    Unreadable
        When it can run code, is too large or unpacks to too much, defines XML entities, has a
        password, or is of another type than the profile says.

    Notes
    -----
    The sizes a zip archive states may be false: reading is limited once more, by time and
    memory, in the process that reads (`evalkit.readers.child`).
    """
    limits = limits or Limits()
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except FileNotFoundError:
        raise _refused("EK101", path) from None
    except OSError:
        raise _refused("EK103", path) from None
    if path.suffix.lower() in _PICKLE_SUFFIXES or _PICKLE.match(head):
        raise _refused("EK118", path)
    if not head:
        raise _refused("EK102", path)
    if size > limits.file_bytes:
        raise _refused("EK113", path, limit=f"{limits.file_mb:g} MB")
    try:
        found = _checked(path, head, limits)
    except (OSError, BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError):
        raise _refused("EK103", path) from None
    expected = _EXPECTED.get("xlsx" if form.sheet and form.format == "surveyxact" else form.format)
    if form.format in TEXT_FORMATS and expected is None:
        expected = _TEXT
    if expected and found not in ("", expected):
        shown = "text (CSV)" if expected == _TEXT else expected
        raise _refused("EK125", path, expected=shown, found=found)


def _checked(path: Path, head: bytes, limits: Limits) -> str:
    """Return what a file is, after what is packed in it was looked at."""
    if head.startswith((b"PK\x03\x04", _END_OF_DIRECTORY)):
        _refuse_large_directory(path)
        with ZipFile(path) as archive:
            _refuse_bomb(path, archive, limits)
            _refuse_entities(path, archive)
            return _packed_kind(archive)
    if head.startswith(OLE_MAGIC):
        names = stream_names(path)
        if names & _ENCRYPTED:
            raise _refused("EK117", path)
        return _ole_kind(names)
    if head.lstrip(b"\0\xff\xfe\xef\xbb\xbf \r\n\t").startswith(b"<"):
        with path.open("rb") as stream:
            if not _HTML.search(_flat(head)) and _defines_entities(stream):
                raise _refused("EK115", path)
    return _plain_kind(head)


def _refuse_large_directory(path: Path) -> None:
    """Refuse an archive with a list of parts that would itself fill the memory."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(size - _LONGEST_COMMENT - 98, 0))
        tail = stream.read()
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + 22:
        raise BadZipFile
    parts, directory = struct.unpack_from("<HI", tail, at + 10)
    # Larger numbers, and those of some programs in any case, stand before it (zip64).
    if tail[max(at - 20, 0) : at].startswith(_LOCATOR) and at >= 76:
        parts, directory = struct.unpack_from("<QQ", tail, at - 76 + 32)
    if parts > MOST_PARTS or directory > LARGEST_DIRECTORY:
        raise _refused("EK114", path, limit=f"zip: {MOST_PARTS}")


def _refuse_bomb(path: Path, archive: ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_bytes:
        raise _refused("EK114", path, limit=f"{limits.unpacked_mb:g} MB")
    packed = min(sum(part.compress_size for part in parts), path.stat().st_size)
    if unpacked > HARMLESS_BYTES and unpacked > MOST_TIMES * packed:
        raise _refused("EK114", path, limit=f"{MOST_TIMES}:1")
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise BadZipFile
    if any(part.flag_bits & 1 for part in parts):
        raise _refused("EK117", path)


def _refuse_entities(path: Path, archive: ZipFile) -> None:
    for part in archive.infolist():
        if part.filename.lower().endswith(_PICTURES):
            continue
        with archive.open(part) as stream:
            if _defines_entities(stream):
                raise _refused("EK115", path)


def _defines_entities(stream: IO[bytes]) -> bool:
    """Return whether XML has a document type before its first element, in any encoding."""
    head = b""
    while len(head) < LONGEST_PROLOG and (more := stream.read(_HEAD)):
        head += more
        # Zero bytes are every other one in UTF-16.
        plain = _flat(head).lstrip()
        if not plain.startswith(b"<"):
            return False
        if _ENTITIES.search(_HARMLESS.sub(b"", plain)):
            return True
        if _ELEMENT.search(plain):
            return False
    return len(head) >= LONGEST_PROLOG


def _flat(head: bytes) -> bytes:
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"")


def _packed_kind(archive: ZipFile) -> str:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "[Content_Types].xml" in names:
        is_book = any(name.startswith("xl/") for name in names)
        return "xlsx" if is_book else "docx" if "word/document.xml" in names else "zip"
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            return "ods" if stream.read(len(_ODS)) == _ODS else "zip"
    return "ods" if {"content.xml", "META-INF/manifest.xml"} <= names else "zip"


def _ole_kind(names: set[str]) -> str:
    if names & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        return "xls"
    return "doc" if "WordDocument" in names else "OLE" if names else ""


def _plain_kind(head: bytes) -> str:
    for magic, kind in _MAGIC:
        if magic.match(head):
            return kind
    text = _flat(head).lstrip()
    if _MHTML.match(text) or (text.startswith(b"<") and _HTML.search(text)):
        return "HTML"
    if text.startswith(b"<?xml"):
        return "XML"
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return _TEXT if is_wide or b"\0" not in head else ""


def _refused(code: str, path: Path, **facts: object) -> Unreadable:
    from evalkit.privacy.scan import safe_name

    return Unreadable(Finding(code, safe_name(path.name), facts=facts))
