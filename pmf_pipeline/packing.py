"""A zip file whose bytes depend on its members alone, for the workbook writers.

Members are stored, not deflated: compressors differ from machine to machine, and these files are small.
"""

import io
import zipfile
from collections.abc import Iterable

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can hold
UNIX = 3


def stored_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of `members` (name, content), in the order given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, EARLIEST)
            info.create_system = UNIX
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def unpacked(content: bytes) -> list[tuple[str, bytes]]:
    """The members of a zip file (name, content), in its order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]
