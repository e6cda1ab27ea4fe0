"""Try every fault on every indicator it is meant for, and write docs/faults.md: `python -m tests.faults`.

Takes about ten minutes; options choose fewer.
"""

import argparse
import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pmf_pipeline.home import Home
from tests.faults.catalogue import every_fault
from tests.faults.lighter import lighter_steps
from tests.faults.page import PAGE, page
from tests.faults.trial import Outcome, Result, Trial, attempt, copy_linked, home_before_the_quarter, run_quarter


def main() -> int:
    """Try, write and count; 1 where a fault changes a rating unseen or the clean home is not clean."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--match", default="", help="only the kinds whose words hold this")
    options.add_argument("--first", action="store_true", help="only the first indicator of each kind")
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--out", type=Path, default=PAGE)
    asked = options.parse_args()
    chosen = [
        (number, code)
        for number, fault in enumerate(every_fault())
        if asked.match.lower() in fault.about.lower()
        for code in (fault.codes[:1] if asked.first else fault.codes)
    ]
    with TemporaryDirectory(prefix="pmf-faults-") as folder:
        base = home_before_the_quarter(Path(folder))
        trials = list(_all(base, chosen, asked.processes))
    asked.out.write_text(page(trials), encoding="utf-8", newline="\n")
    unseen = [trial for trial in trials if trial.outcome == "unseen" and trial.changes_rating]
    print(f"{len(trials)} trials; {len(unseen)} changed a rating unseen. Written to {asked.out}.")
    return 1 if unseen else 0


def _all(base: Home, chosen: list[tuple[int, str]], processes: int) -> Iterator[Trial]:
    with ProcessPoolExecutor(processes) as pool:
        outcomes = pool.map(_one, [base.path] * len(chosen), *zip(*chosen, strict=True))
        for (number, code), outcome in zip(chosen, outcomes, strict=True):
            trial = Trial(every_fault()[number], code, *outcome)
            print(f"  {trial.outcome:<9} {trial.code}  {trial.fault.about}  {trial.by}", file=sys.stderr, flush=True)
            yield trial


def _one(base: Path, number: int, code: str) -> tuple[Outcome, str, bool]:
    """One trial's outcome, in a process that has tried the clean home once."""
    logging.disable(logging.WARNING)
    clean = _clean_result(base)
    with lighter_steps(), TemporaryDirectory(prefix="pmf-fault-", dir=base.parent) as folder:
        trial = attempt(every_fault()[number], code, Home(base), clean, Path(folder) / "home")
    return trial.outcome, trial.by, trial.changes_rating


@cache
def _clean_result(base: Path) -> Result:
    with TemporaryDirectory(prefix="pmf-fault-", dir=base.parent) as folder:
        clean = run_quarter(copy_linked(Home(base), Path(folder) / "home"))
        with lighter_steps():
            assert run_quarter(copy_linked(Home(base), Path(folder) / "home")) == clean, "judged otherwise by pandas"
    assert clean.stopped is None, clean.stopped
    return clean


if __name__ == "__main__":
    sys.exit(main())
