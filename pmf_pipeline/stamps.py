"""A file's stamp: what changes whenever the file does, so that what was read of it can be kept.

What is kept under a stamp is its readers'.
"""

import os

Stamp = tuple[int, int, int, int]


def stamp(status: os.stat_result) -> Stamp:
    """What changes with a file: its change time too, which nobody can set back, and which file it is."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
