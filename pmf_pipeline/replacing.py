"""How a file is made or replaced: written beside its place under a name of its own, and moved there whole.

So a reader finds the old file or the new one, never half of it, and of two writers at once the later one's stays.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A path to write to, moved to `path` in the end; after an error nothing is left of it, and `path` is as it was."""
    part = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def replace_file(path: Path, content: bytes, *, read_only: bool = False) -> None:
    """Make or replace `path` with `content`."""
    with aside(path) as part:
        part.write_bytes(content)
        if read_only:
            part.chmod(0o444)
