"""What is refused before a file is opened: entries of a folder that are no file, and files that no reader should meet.

Places are judged by name and kind, contents by size and container; each refusal is a clause that follows the file's
name. What a sound file's cells mean is decided further on (`cells`, `raw_rows`, `conversion`).
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from pmf_pipeline.reading.cells import WORKBOOKS, UnreadableFileError

MAX_BYTES = 1_000_000_000
DESKTOP_LEFTOVERS = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Refusal:
    """Why an entry of a landing folder is not opened.

    Attributes:
        reason: a clause that follows its name, with what to do.
        could_be_read: whether it may be a file that somebody sent, and so stops what waits for it. What cannot be
            one (a folder, a pipe, a device) is named and left out.
    """

    reason: str
    could_be_read: bool = True


def is_sent(path: Path) -> bool:
    """Whether an entry is one that somebody put there, not what a desktop leaves behind or an empty folder."""
    if path.name.startswith((".", "~$")) or path.name.lower() in DESKTOP_LEFTOVERS:
        return False
    return path.is_symlink() or not path.is_dir() or _holds_something(path)


def printable(name: str) -> str:
    """A name as it can be shown and stored: what no screen shows (a line break, a stray byte) is escaped."""
    if name.isprintable():
        return name
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in name)


def refusal_of_entry(path: Path, root: Path) -> Refusal | None:
    """Why an entry below the folder `root` must not be opened; None where it may.

    A link inside `root` to a file inside it is that file. Nothing is opened here: a pipe would wait for ever.
    """
    try:
        found = path.stat()
    except OSError as error:
        broken = path.is_symlink()
        return Refusal(
            "is a link to a file that is not there. Put the file itself here"
            if broken
            else f"cannot be looked at ({error.strerror})"
        )
    if _is_linked(path, root) and not path.resolve().is_relative_to(root.resolve()):
        return Refusal("is a link that leads out of the landing folder, and is not followed. Put the file itself here")
    if not stat.S_ISREG(found.st_mode):
        return Refusal(_no_file(found.st_mode), could_be_read=False)
    return _refusal_of_file(path, found)


def _is_linked(path: Path, root: Path) -> bool:
    """Whether a link stands anywhere between the folder `root` and the entry: without one it can't lead out."""
    step, end = str(path), len(str(root))
    while len(step) > end:
        if os.path.islink(step):  # noqa: PTH114 - asked of every landed file at every step
            return True
        step = os.path.dirname(step)  # noqa: PTH120
    return False


def _refusal_of_file(path: Path, found: os.stat_result) -> Refusal | None:
    if "\\" in path.name or not path.name.isprintable():
        return Refusal("has a name with a backslash or with signs that no screen shows. Rename it")
    if found.st_size > MAX_BYTES:
        return Refusal(f"is larger than {MAX_BYTES // 1_000_000:,} MB, which no return or extract is. Ask for another")
    if not os.access(path, os.R_OK):
        return Refusal("may not be read by the account that runs the pipeline. Give it the permission")
    return None


def check_content(kept: Path, file_name: str) -> None:
    """Let a kept file be opened only if opening it can do no harm.

    Args:
        kept: its bytes, in the archive.
        file_name: its name, for the format.

    Raises:
        UnreadableFileError: empty, cut short, protected by a password, or larger inside than it may be.
    """
    if kept.stat().st_size == 0:
        raise UnreadableFileError("is empty. Send it again")
    if Path(file_name).suffix.lower() in WORKBOOKS:
        from pmf_pipeline.reading.containers import check_container

        check_container(kept)


def _no_file(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "is a folder, and nothing in it is read. Put the files themselves where the folder is"
    return "is no file but a pipe, a socket or a device, and is not opened. Remove it"


def _holds_something(folder: Path) -> bool:
    try:
        return any(is_sent(path) for path in folder.iterdir())
    except OSError:
        return True
