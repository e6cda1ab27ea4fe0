"""The results as a page of sections, one for each part of the benchmarks, each renewed on its own.

Only the form is here: tables of times, ratios, and whether an aim is met.
"""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Times

PACKAGES = ("dagster", "duckdb", "great-expectations", "pandas", "pyarrow")
HEAD = """# What it costs

Written by `make bench`; don't edit. Each section says when it was measured and how busy the machine was before. The
machine may be shared with other work, and is noisy: medians stand with the shortest and the longest, what is compared
was timed in turn, and differences of less than about a fifth say nothing. Times are of whole commands by the clock,
after one to warm up; the processor time beside them depends less on what else the machine did. Memory is the largest
of any repetition.
"""


@dataclass(frozen=True)
class Machine:
    """What the measurements were taken on.

    Attributes:
        cores: how many the process may use.
        load: how busy the machine was over the minute before, in cores.
        system: operating system and processor kind.
        python: its version.
    """

    cores: int
    load: float
    system: str
    python: str

    @classmethod
    def now(cls) -> "Machine":
        """This machine, as it is now."""
        return cls(
            cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
            load=os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
            system=f"{platform.system()} on {platform.machine()}",
            python=platform.python_version(),
        )

    def __str__(self) -> str:
        """The machine in a sentence."""
        versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
        return (
            f"Measured on {date.today().isoformat()}: {self.system}, {self.cores} cores, "  # noqa: DTZ011
            f"Python {self.python}, {versions}; load before the start {self.load:.1f}."
        )


@dataclass(frozen=True)
class Aim:
    """What is aimed at: at most `most` seconds, or `most` times what `other` takes."""

    most: float
    other: str | None = None

    def judged(self, name: str, times: Mapping[str, Times]) -> str:
        """The aim in words, and whether the median meets it."""
        words = f"at most {self.most:g} times {self.other}" if self.other else f"at most {self.most:g} s"
        limit = self.most * times[self.other].median if self.other else self.most
        return f"{words}: {'met' if times[name].median <= limit else 'missed'}"


def renew_section(path: Path, part: str, blocks: Sequence[str]) -> str:
    """Put a part's blocks in their place on the page, or at its end; gives back the section."""
    text = path.read_text(encoding="utf-8") if path.exists() else HEAD
    begin, end = f"<!-- {part} -->", f"<!-- end of {part} -->"
    section = "\n\n".join([begin, *blocks, end])
    place = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    text = place.sub(lambda _: section, text) if place.search(text) else f"{text.rstrip()}\n\n{section}\n"
    path.write_text(text, encoding="utf-8")
    return section


def times_table(times: Mapping[str, Times], aims: Mapping[str, Aim] | None = None) -> str:
    """Medians, spreads, processor time and memory, a line each, with the aims of those that have one."""
    lines = [
        f"| {name} | {found.median:.2f} | {found.spread[0]:.2f} to {found.spread[1]:.2f} | {found.cpu:.2f} "
        f"| {found.memory:.2f} | {len(found.took)} | {aims[name].judged(name, times) if name in (aims or {}) else ''} |"
        for name, found in times.items()
    ]
    return "\n".join(
        [
            "| What | Median, s | Spread, s | Processor, s | Memory, GB | n | Aim |",
            "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
            *lines,
        ]
    )


def ratio(one: Times, other: Times) -> str:
    """How many times one takes what the other does, by the clock and in processor time."""
    return f"{one.median / other.median:.2f} times ({one.cpu / other.cpu:.2f} in processor time)"
