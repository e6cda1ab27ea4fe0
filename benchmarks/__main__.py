"""Measure everything and write RESULTS.md beside this file: `python -m benchmarks`, some minutes of work."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.loading import measure_loading, modules_loaded_too_early
from benchmarks.quarter import measure_quarters
from benchmarks.report import Machine, write_results

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> int:
    """Measure, write and print the results; 1 when loading the definitions brings in what it must not."""
    machine = Machine.now()
    early = modules_loaded_too_early()
    if early:
        print(f"Loading pmf_pipeline.definitions imports {', '.join(early)}, which only steps may.", file=sys.stderr)
        return 1
    with TemporaryDirectory(prefix="pmf-bench-") as folder:
        loading = measure_loading(Path(folder))
        quarters = measure_quarters(Path(folder))
    print(write_results(RESULTS, machine, loading, quarters))
    return 0


if __name__ == "__main__":
    sys.exit(main())
