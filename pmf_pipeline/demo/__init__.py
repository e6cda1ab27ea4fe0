"""Demonstration files: synthetic values in the layouts of real ones, for a home without data of its own.

The whole of the demonstration is made here, from the home's own framework: published files (`oflog`) and
services' returns (`returns`), with the faults that real ones have (`story`). How files are read is not here.
"""

import hashlib
from datetime import UTC, date, datetime, time
from pathlib import Path

from pmf_pipeline.arrivals import record_arrival
from pmf_pipeline.demo.oflog import write_oflog
from pmf_pipeline.demo.plan import Plan
from pmf_pipeline.demo.returns import write_returns
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework import load_framework

README = """\
Every value in the files of this folder is synthetic: made by a program for demonstration.

The files have the layouts of real ones, and the names and codes of authorities are real, but no figure is any
council's. The jobs named in the returns are illustrative, and no person is meant. Some files hold faults on
purpose (late, revised, missing and unreadable), to show what becomes of them.

Remove these files before landing real ones.
"""


def write_demo(home: Path) -> None:
    """Write the demonstration files under `home/landing`, the same bytes every time, as received on their story's days.

    The indicators, targets and quarters are those of `home/framework`.

    Raises:
        ConfigurationError: `home/landing` holds files already, or the framework cannot be used.
    """
    landing = home / "landing"
    found = sorted(path for path in landing.rglob("*") if path.is_file() and not path.name.startswith("."))
    if found:
        raise ConfigurationError(
            f"{landing} holds files already (such as {found[0].relative_to(landing)}), so no demonstration "
            "file was written. Make a new home with `pmf init DIR --demo`."
        )
    framework = load_framework(home / "framework")
    landing.mkdir(parents=True, exist_ok=True)
    write_oflog(framework, landing / "oflog")
    plan = Plan(framework)
    received = write_returns(plan, landing / "returns")
    received |= dict.fromkeys((landing / "oflog").iterdir(), plan.quarters[-1].returns_due)
    for path, day in received.items():
        _record(home, path, day)
    (landing / "README.txt").write_text(README, encoding="utf-8", newline="\n")


def _record(home: Path, path: Path, day: date) -> None:
    """Record the arrival of a file as on the day the story has it, not on the day the demonstration was made."""
    name = path.relative_to(home / "landing").as_posix()
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    record_arrival(home / "archive", sha256, name, lambda: datetime.combine(day, time(9), UTC))
