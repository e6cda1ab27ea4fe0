"""Parquet files that carry their own passport.

The passport stands in the file's key-value metadata, which is written after the data; so it can hold the SHA-256
of everything before the footer, and a reader can tell a file that was changed by hand, or that a power cut spoilt:
what can be made again at any time isn't waited for until the disk has it. Which files there are and what they mean is
in `slices`.
"""

import hashlib
import io
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pmf_pipeline.provenance import PASSPORT_KEY, SEAL_KEY, Passport
from pmf_pipeline.replacing import aside

if TYPE_CHECKING:
    import pyarrow

COMPRESSION = "snappy"  # files half as large by another take more than twice as long to write where they are small
DICTIONARY_BYTES = 1 << 16  # what repeats fits into less, and looking in vain for repeats in all else takes long
FOOTER_TAIL = 8  # four bytes of length, four of magic


class _HashingFile(io.RawIOBase):
    """A file opened for writing that hashes what passes through."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.digest = hashlib.sha256()
        self._file = path.open("wb")

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        self.digest.update(view)
        return self._file.write(view)

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        if not self._file.closed:
            self._file.flush()

    def close(self) -> None:
        if not self._file.closed:
            self._file.close()
        super().close()


def write_with_passport(
    path: Path,
    batches: "pyarrow.RecordBatchReader",
    passport: Callable[[int, str], Passport],
    seal: Callable[[str], str],
) -> Passport:
    """Write `batches` to `path` by way of one rename, with the passport made from row count and data hash.

    Args:
        path: the file to make or replace.
        batches: the rows, streamed.
        passport: called with the number of rows and the data's SHA-256.
        seal: called with the passport's text.
    """
    import pyarrow.parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with (
        aside(path) as part,
        _HashingFile(part) as sink,
        pyarrow.parquet.ParquetWriter(
            sink, batches.schema, compression=COMPRESSION, dictionary_pagesize_limit=DICTIONARY_BYTES
        ) as writer,
    ):
        for batch in batches:
            rows += batch.num_rows
            writer.write_batch(batch)
        text = passport(rows, sink.digest.hexdigest()).to_json()
        writer.add_key_value_metadata({PASSPORT_KEY: text, SEAL_KEY: seal(text)})
    return Passport.from_json(text)  # as whoever reads it finds it, to the order of its rows' columns


def read_passport(path: Path, sealed: Callable[[str, str], bool] = lambda _text, _seal: True) -> Passport | None:
    """The passport inside a Parquet file; None when there is none or the file is not sound Parquet.

    Args:
        path: the file.
        sealed: whether a seal belongs to a passport's text; where none is given, the seal is not looked at.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        metadata = pyarrow.parquet.read_metadata(path).metadata or {}
        text = metadata[PASSPORT_KEY].decode()
        return Passport.from_json(text) if sealed(text, metadata.get(SEAL_KEY, b"").decode()) else None
    except (KeyError, ValueError, OSError, pyarrow.ArrowException):
        return None


def data_sha256(path: Path) -> str:
    """SHA-256 of a Parquet file's data: everything before its footer."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        stream.seek(-FOOTER_TAIL, os.SEEK_END)
        (footer,) = struct.unpack("<I", stream.read(4))
        left = stream.tell() - 4 - footer
        stream.seek(0)
        while left > 0 and (chunk := stream.read(min(left, 1 << 20))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()
