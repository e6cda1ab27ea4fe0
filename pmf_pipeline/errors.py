"""The errors a person is meant to read, each with the exit code the command line gives it.

Only errors with a plain-English explanation belong here; anything else that escapes is a bug and keeps its
traceback.
"""

import errno
import os

# What a disk or its owner refuses, in the words that every program gives for it; SQLite, which keeps Dagster's record
# of runs, has words of its own.
REFUSALS = (
    *map(os.strerror, (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EROFS, errno.EIO)),
    "database or disk is full",
    "disk I/O error",
    "attempt to write a readonly database",
)
WHAT_THE_DISK_NEEDS = (
    "Make room on the disk of the home, or see that you may write there, and do the same again: nothing half-made "
    "counts."
)


class PmfError(Exception):
    """A fault explained in plain English: what is wrong, where, what was expected and what to do."""

    exit_code = 1


class ConfigurationError(PmfError):
    """Wrong use or wrong configuration: the home, the framework files or the command itself."""

    exit_code = 2


class GateError(PmfError):
    """A gate stopped a step: data that is late, refused or stale."""

    exit_code = 1


def is_of_the_disk(message: str) -> bool:
    """Whether an error says that the disk refused something, which is no fault of the pipeline."""
    return any(words in message for words in REFUSALS)
