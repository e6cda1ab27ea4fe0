"""LibreOffice Calc in tests: whether it is there, and typing into workbooks with it.

The typing itself is a script of its own (`calc_typing`), since LibreOffice's bindings belong to the system's Python.
"""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("calc_typing.py")
SECONDS = 240


@dataclass(frozen=True)
class Typing:
    """What is typed into one workbook: cell to text, in order, and where it is saved."""

    open: Path
    sheet: str
    typed: Mapping[str, str]
    save: Sequence[Path]


@cache
def lacking() -> str | None:
    """What this machine lacks for typing into workbooks, None where it lacks nothing."""
    if shutil.which("soffice") is None:
        return "LibreOffice Calc is not installed (Debian: libreoffice-calc)"
    if subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode:
        return "LibreOffice's Python bindings are not installed (Debian: python3-uno)"
    return None


def type_into(jobs: Sequence[Typing]) -> None:
    """Type into workbooks in one LibreOffice, and save each."""
    for path in (path for job in jobs for path in job.save):
        path.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [SYSTEM_PYTHON, SCRIPT],
        input=json.dumps([asdict(job) for job in jobs], default=str),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
