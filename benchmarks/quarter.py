"""Whole runs on demonstration homes: one quarter, the same again, the first alone, and all of them in one run."""

import json
import shutil
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import shares
from benchmarks.measure import PMF, Times, Took, alternated, run, timed
from benchmarks.report import Aim, ratio, times_table

REPETITIONS = 3
NEWEST = "the newest quarter, on a new home"
AGAIN = "the same again, nothing changed"
FIRST = "the first quarter, on a new home"
ALL = "all ten quarters, on a new home"
AIMS = {NEWEST: Aim(10), ALL: Aim(1.5, NEWEST)}


@dataclass(frozen=True)
class Quarters:
    """What whole runs took.

    Attributes:
        times: seconds of each kind of run, by its name.
        shares: for the newest quarter, the median seconds that each part took.
    """

    times: dict[str, Times]
    shares: dict[str, float]


def quarters(folder: Path) -> list[str]:
    """The sections on whole runs, and on where their time goes."""
    measured = measure_quarters(folder)
    times = measured.times
    return [
        "## Running",
        times_table(times, AIMS),
        f"All ten quarters in one run take {ratio(times[ALL], times[NEWEST])} what the newest alone takes. That one "
        "looks back, so it computes the figures of the nine before it too, but compares and publishes only itself; "
        "the first quarter has none to look back on.",
        "## Where the time of the newest quarter goes",
        _shares_table(measured.shares),
        f"Medians of {REPETITIONS} runs, measured within the process: each moment is charged to the innermost part at "
        f"work: {shares.IMPORTS} wherever they happen, {shares.HASHING} SHA-256 of whatever, {shares.GATES} and "
        f"{shares.PUBLISHING} with the waiting for the second process, which imports Great Expectations and writes the "
        "report meanwhile. Starting and ending Python comes on top.",
    ]


def _shares_table(seconds: dict[str, float]) -> str:
    whole = sum(seconds.values())
    lines = [
        f"| {part} | {seconds[part]:.2f} | {seconds[part] / whole:.0%} |"
        for part in sorted(seconds, key=lambda part: -seconds[part])
    ]
    return "\n".join(["| Part | Median, s | Share |", "| --- | ---: | ---: |", *lines, f"| together | {whole:.2f} | |"])


def measure_quarters(folder: Path) -> Quarters:
    """Times and shares of `pmf run`, each on a copy of one demonstration home."""
    template = folder / "template"
    run([PMF, "init", str(template), "--demo"])
    first = sorted(path.name for path in (template / "landing" / "returns").iterdir())[0]
    home = folder / "home"
    actions = {
        NEWEST: partial(_run_on_new, template, home),
        AGAIN: partial(timed, [PMF, "run", "--home", str(home)]),
        ALL: partial(_run_on_new, template, folder / "all", "--all"),
        FIRST: partial(_run_on_new, template, folder / "first", "--quarter", first),
    }
    _run_on_new(template, home)  # a first run compiles modules and warms the disk's cache
    times = alternated(actions, REPETITIONS)
    return Quarters(times, _shares(template, folder / "shares"))


def _run_on_new(template: Path, home: Path, *options: str) -> Took:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)
    return timed([PMF, "run", "--home", str(home), *options])


def _shares(template: Path, home: Path) -> dict[str, float]:
    found = []
    for _ in range(REPETITIONS):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home)
        found.append(json.loads(run([sys.executable, "-m", "benchmarks.shares", str(home)]).splitlines()[-1]))
    return {part: median(seconds[part] for seconds in found) for part in found[0]}
