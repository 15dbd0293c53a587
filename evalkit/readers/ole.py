"""Compound files, in which old Excel and every encrypted Excel keep their streams: the names."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

__all__ = ["OLE_MAGIC", "stream_names"]

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ENTRY = 128
_HEADER = 512
# The header lists the first sectors of the table of sectors; enough for 7 MB of small sectors,
# and the directory of a large file is at its beginning or named in what stands here.
_LISTED = 109
# A workbook has some ten streams; a directory with more than this is none of a workbook.
_MOST_SECTORS = 256


def stream_names(path: Path) -> set[str]:
    """Return the names of the streams and folders of a compound file; none when it is damaged.

    Parameters
    ----------
    path : Path
        The file. Its directory alone is read.
    """
    with path.open("rb") as stream:
        header = stream.read(_HEADER)
        if len(header) < _HEADER or header[:8] != OLE_MAGIC:
            return set()
        shift = struct.unpack_from("<H", header, 30)[0]
        if shift not in (9, 12):
            return set()
        names: set[str] = set()
        sector = struct.unpack_from("<I", header, 48)[0]
        for _ in range(_MOST_SECTORS):
            block = _sector(stream, sector, 1 << shift)
            names |= _names(block)
            following = _next(stream, header, sector)
            if not block or following is None:
                break
            sector = following
        return names


def _sector(stream: BinaryIO, number: int, size: int) -> bytes:
    stream.seek((number + 1) * size)
    return stream.read(size)


def _names(block: bytes) -> set[str]:
    found = set()
    for start in range(0, len(block) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", block, start + 64)[0]
        if 2 < length <= 64:
            raw = block[start : start + length - 2]
            found.add(raw.decode("utf-16-le", errors="replace"))
    return found


def _next(stream: BinaryIO, header: bytes, sector: int) -> int | None:
    """Return the sector that follows in the chain; None at its end, or where it cannot be told."""
    size = 1 << struct.unpack_from("<H", header, 30)[0]
    table, place = divmod(sector, size // 4)
    if table >= _LISTED:
        return None
    block = _sector(stream, struct.unpack_from("<I", header, 76 + 4 * table)[0], size)
    if len(block) < size:
        return None
    following: int = struct.unpack_from("<I", block, 4 * place)[0]
    return following if following < 0xFFFFFFFA else None
