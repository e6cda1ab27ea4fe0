"""The results as a page: what was measured, on what, and how far the repetitions lay apart."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks import loading, quarter, shares
from benchmarks.measure import Times
from benchmarks.quarter import Quarters

PACKAGES = ("dagster", "duckdb", "great-expectations", "pandas", "pyarrow")
# What is aimed at: so many seconds, or so many times what something else takes.
AIMS: dict[str, tuple[float, str | None]] = {
    loading.DEFINITIONS: (1.3, loading.DAGSTER),
    loading.STATUS: (1.5, None),
    quarter.NEWEST: (10, None),
    quarter.ALL: (1.5, quarter.NEWEST),
}


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


def write_results(path: Path, machine: Machine, load_times: Mapping[str, Times], quarters: Quarters) -> str:
    """Write the page to `path`, and give it back."""
    text = "\n\n".join([*_head(machine), *_loading(load_times), *_quarters(quarters), *_shares(quarters.shares)]) + "\n"
    path.write_text(text, encoding="utf-8")
    return text


def _head(machine: Machine) -> list[str]:
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        "# What it costs",
        "Written by `make bench`; don't edit.",
        f"Measured on {date.today().isoformat()}: {machine.system}, {machine.cores} cores, "  # noqa: DTZ011
        f"Python {machine.python}, {versions}. The load before the start was {machine.load:.1f}. The machine may be "
        "shared with other work, and is noisy: medians stand with the shortest and the longest, what is compared was "
        "timed in turn, and differences of less than about a fifth say nothing. Times are of whole commands by the "
        "clock, after one to warm up; the processor time beside them depends less on what else the machine did.",
    ]


def _loading(times: Mapping[str, Times]) -> list[str]:
    return [
        "## Loading",
        _table(times),
        f"Loading the definitions takes {_ratio(times[loading.DEFINITIONS], times[loading.DAGSTER])} what "
        f"`import dagster` takes. It imports none of {', '.join(loading.ONLY_FOR_STEPS)}; `make bench` fails where it "
        "does.",
    ]


def _quarters(quarters: Quarters) -> list[str]:
    times = quarters.times
    return [
        "## Running",
        _table(times),
        f"All ten quarters in one run take {_ratio(times[quarter.ALL], times[quarter.NEWEST])} what the newest alone "
        "takes. That one looks back, so it computes the figures of the nine before it too, but compares and publishes "
        "only itself; the first quarter has none to look back on.",
    ]


def _ratio(one: Times, other: Times) -> str:
    return f"{one.median / other.median:.2f} times ({one.cpu / other.cpu:.2f} in processor time)"


def _shares(seconds: Mapping[str, float]) -> list[str]:
    whole = sum(seconds.values())
    lines = [
        f"| {part} | {seconds[part]:.2f} | {seconds[part] / whole:.0%} |"
        for part in sorted(seconds, key=lambda part: -seconds[part])
    ]
    return [
        "## Where the time of the newest quarter goes",
        "\n".join(["| Part | Median, s | Share |", "| --- | ---: | ---: |", *lines, f"| together | {whole:.2f} | |"]),
        f"Medians of {quarter.REPETITIONS} runs, measured within the process: each moment is charged to "
        f"the innermost part at work: {shares.IMPORTS} wherever they happen (Great Expectations' is the largest), "
        f"{shares.GATES} without them. Starting and ending Python comes on top.",
    ]


def _table(times: Mapping[str, Times]) -> str:
    lines = [
        f"| {name} | {found.median:.2f} | {found.spread[0]:.2f} to {found.spread[1]:.2f} | {found.cpu:.2f} "
        f"| {len(found.took)} | {_aim(name, times)} |"
        for name, found in times.items()
    ]
    return "\n".join(
        [
            "| What | Median, s | Spread, s | Processor, s | n | Aim |",
            "| --- | ---: | ---: | ---: | ---: | --- |",
            *lines,
        ]
    )


def _aim(name: str, times: Mapping[str, Times]) -> str:
    """What is aimed at, and whether the median meets it."""
    if name not in AIMS:
        return ""
    most, other = AIMS[name]
    words = f"at most {most:g} times {other}" if other else f"at most {most:g} s"
    limit = most * times[other].median if other else most
    return f"{words}: {'met' if times[name].median <= limit else 'missed'}"
