"""A copy of the project's code for a test to change, and what it says when it is run in a process of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pmf_pipeline.settings import PROJECT

FOLDERS = ("assets", "checks", "dbt_like_sql", "framework", "pmf_pipeline", "resources")
FILES = ("dagster.yaml", "requirements.lock")


def clone(folder: Path) -> Path:
    """A copy of all that runs, in `folder`."""
    for name in FOLDERS:
        shutil.copytree(PROJECT / name, folder / name)
    for name in FILES:
        shutil.copy2(PROJECT / name, folder / name)
    return folder


def said_by(folder: Path, script: str, *arguments: object) -> str:
    """What a script prints that is run with the copy's code."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(folder)}, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
