"""How files and folders are made or replaced: written beside their place under another name, and moved there whole.

So a reader finds the old one or the new one, never half of it, and of two that write a file at once the later one's
stays; of what is made once and for all, the first one's.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A path to write to, moved to `path` in the end; after an error nothing is left of it, and `path` is as it was."""
    part = _own_place_beside(path)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def folder_aside(path: Path) -> Iterator[Path]:
    """A new folder to fill, moved to `path` in the end, where at most an empty one may be.

    Its name is always the same, so that what a writer that was killed has left is removed by the next.
    """
    part = path.with_name(f".{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    yield part
    if path.exists():
        path.rmdir()
    part.rename(path)


def replace_file(path: Path, content: bytes, *, read_only: bool = False) -> None:
    """Make or replace `path` with `content`."""
    with aside(path) as part:
        part.write_bytes(content)
        if read_only:
            part.chmod(0o444)


def make_once(path: Path, content: bytes) -> None:
    """Make `path`, which its owner alone may read, unless it is there."""
    part = _own_place_beside(path)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)


def _own_place_beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
