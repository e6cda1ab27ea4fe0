"""Measure, and write RESULTS.md beside this file: `python -m benchmarks [PART ...]`.

Without a part named, all are measured but the long one.
"""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.homes import COUNCIL, NATIONAL, TEN_TIMES_NATIONAL
from benchmarks.landing import landing
from benchmarks.loading import loading
from benchmarks.national_gate import gate_of_a_national_table
from benchmarks.page import page
from benchmarks.quarter import quarters
from benchmarks.reading import reading
from benchmarks.report import Machine, renew_section
from benchmarks.scale import at_council_size, at_size
from benchmarks.ui import ui

RESULTS = Path(__file__).with_name("RESULTS.md")
PARTS: dict[str, Callable[[Path], list[str]]] = {
    "loading": loading,
    "quarters": quarters,
    "ui": ui,
    "page": page,
    "reading": reading,
    "landing": landing,
    "gate": gate_of_a_national_table,
    COUNCIL.name: at_council_size,
    NATIONAL.name: partial(at_size, NATIONAL, 3),
    TEN_TIMES_NATIONAL.name: partial(at_size, TEN_TIMES_NATIONAL, 1),
}
LONG = (TEN_TIMES_NATIONAL.name,)  # the better part of an hour, and some 30 GB of disk


def main(words: list[str]) -> int:
    """Measure the parts asked for and write their sections; 2 where one is not known."""
    parts = words or [part for part in PARTS if part not in LONG]
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}. The parts are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    if len(parts) == 1:
        _measure(parts[0])
        return 0
    # Each in a process of its own: what one has held would count as memory of what it starts and measures next.
    return next(filter(None, (subprocess.call([sys.executable, "-m", "benchmarks", part]) for part in parts)), 0)


def _measure(part: str) -> None:
    machine = Machine.now()
    with TemporaryDirectory(prefix="pmf-bench-") as folder:
        blocks = PARTS[part](Path(folder))
    print(renew_section(RESULTS, part, [blocks[0], str(machine), *blocks[1:]]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
