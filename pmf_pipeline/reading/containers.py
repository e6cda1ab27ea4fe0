"""Workbooks as containers: cut short, protected by a password, or far larger inside than outside.

An XLSX or ODS file is a zip archive of XML. Its own directory says how large each part is, and may lie; so every part
is unpacked once, counted and thrown away, before a reader is let near it. How many cells the parts would make is in
`extents`.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.extents import APART_MB, APART_SECONDS, Extents, opens_apart

MAX_UNPACKED = 512 * 1024 * 1024
MAX_PARTS = 10_000
CHUNK = 1 << 20
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED_FLAG = 0x1

DAMAGED = "is not a whole workbook: it was cut short or damaged on its way ({}). Send it again"
PROTECTED = "is protected by a password. Save it without one and send it again"
BOMB = (
    "would unpack to more than {} MB, which no return or extract does, and was not opened. Ask who sent it; if it is "
    "sound, save it as CSV"
)
TOO_LARGE = (
    f"would take more than {APART_MB} MB of memory or {APART_SECONDS} seconds to open, and was not opened: its sheets "
    "reach over too many cells, most of them empty, or it is damaged. Copy its table into a new workbook, or save it "
    "as CSV, and send that"
)


def check_container(path: Path) -> None:
    """Let a workbook be opened only if it is whole, open to all, and no larger inside than a workbook may be.

    Raises:
        UnreadableFileError: saying which it is not, and what to do.
    """
    with path.open("rb") as stream:
        head = stream.read(len(OLE))
        if head.startswith(OLE):
            _check_old_format(path, stream)
        elif head.startswith(b"PK"):
            _check_zip(path, stream)
        # Anything else is no workbook; the reader says so.


def _check_old_format(path: Path, stream: IO[bytes]) -> None:
    """An OLE container: an old .xls, or the envelope that a password puts around any workbook."""
    stream.seek(0)
    before = b""
    while chunk := stream.read(CHUNK):
        if ENCRYPTED_PACKAGE in before + chunk:
            raise UnreadableFileError(PROTECTED)
        before = chunk[-len(ENCRYPTED_PACKAGE) :]
    _open_apart(path)


def _check_zip(path: Path, stream: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise UnreadableFileError(DAMAGED.format(error)) from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableFileError(BOMB.format(MAX_UNPACKED >> 20))
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
        raise UnreadableFileError(PROTECTED)
    extents = _look_through(stream, parts)
    if extents.protected:
        raise UnreadableFileError(PROTECTED)
    if extents.may_be_too_large:
        _open_apart(path)


def _look_through(stream: IO[bytes], parts: list[zipfile.ZipInfo]) -> Extents:
    extents, unpacked = Extents(), 0
    for part in parts:
        extents.start(part.filename)
        for piece in _unpacked(stream, part):
            unpacked += len(piece)
            if unpacked > MAX_UNPACKED:
                raise UnreadableFileError(BOMB.format(MAX_UNPACKED >> 20))
            extents.feed(piece)
        extents.end()
    return extents


def _unpacked(stream: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes in pieces, as many as there are, whatever the directory says of them."""
    stream.seek(max(part.header_offset, 0))  # a damaged directory gives places before the file
    header = stream.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise UnreadableFileError(DAMAGED.format(f"{part.filename!r} is not where its directory says"))
    *_, name_length, extra_length = LOCAL_HEADER.unpack(header)
    stream.seek(name_length + extra_length, 1)
    packed = _read(stream, part.compress_size)
    if part.compress_type == zipfile.ZIP_STORED:
        yield from packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableFileError(DAMAGED.format(f"{part.filename!r} is packed in a way that workbooks are not"))
    size, crc = 0, 0
    for piece in _inflated(packed):
        size, crc = size + len(piece), zlib.crc32(piece, crc)
        yield piece
    if size != part.file_size or crc != part.CRC:
        raise UnreadableFileError(DAMAGED.format(f"{part.filename!r} does not hold what its directory says"))


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    """Deflated bytes inflated in pieces of at most CHUNK, so that a bomb is counted before it is held."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for chunk in packed:
            piece = inflate.decompress(chunk, CHUNK)
            while piece:
                yield piece
                piece = inflate.decompress(inflate.unconsumed_tail, CHUNK)
    except zlib.error as error:
        raise UnreadableFileError(DAMAGED.format(error)) from None
    if not inflate.eof:
        raise UnreadableFileError(DAMAGED.format("it ends in the middle"))


def _read(stream: IO[bytes], count: int) -> Iterator[bytes]:
    while count > 0:
        chunk = stream.read(min(count, CHUNK))
        if not chunk:
            raise UnreadableFileError(DAMAGED.format("it ends in the middle"))
        count -= len(chunk)
        yield chunk


def _open_apart(path: Path) -> None:
    if not opens_apart(path):
        raise UnreadableFileError(TOO_LARGE)
