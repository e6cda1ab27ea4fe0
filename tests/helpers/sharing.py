"""Homes that are made once for all the processes that run the tests, and of which each has a copy.

Homes themselves are in `homes`.
"""

import os
import shutil
from collections.abc import Callable

import pytest
from filelock import FileLock

from pmf_pipeline.home import Home
from tests.helpers.homes import copy_home


def made_once(name: str, folders: pytest.TempPathFactory, make: Callable[[Home], None], source: Home) -> Home:
    """A copy of `source` of which `make` has made something, in whichever process was the first to want it.

    Args:
        name: what the home is called among those of this session.
        folders: the session's; side by side, each process's own lie in one that they have in common.
        make: changes the home, and raises where that fails; another process then tries for itself.
        source: the home before.
    """
    own = copy_home(source, folders.mktemp(name))
    if "PYTEST_XDIST_WORKER" not in os.environ:
        make(own)
        return own
    common = folders.getbasetemp().parent / f"{name} for all"
    with FileLock(f"{common}.lock"):
        if not common.exists():
            make(own)
            arriving = common.with_suffix(".part")  # another process never sees half a home
            shutil.copytree(own.path, arriving)
            arriving.rename(common)
            return own
    shutil.rmtree(own.path)
    shutil.copytree(common, own.path)
    return own
