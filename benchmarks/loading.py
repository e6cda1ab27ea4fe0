"""What it costs to load the definitions, beside Dagster alone, and what loading them must not bring in."""

import sys
from functools import partial
from pathlib import Path

from benchmarks.measure import PMF, Times, alternated, run, timed

REPETITIONS = 5
DAGSTER = "import dagster"
DEFINITIONS = "import pmf_pipeline.definitions"
STATUS = "pmf status"
ONLY_FOR_STEPS = (
    "great_expectations", "pandas", "numpy", "scipy", "pyarrow", "duckdb", "sqlglot", "python_calamine", "xlsxwriter",
)  # fmt: skip


def measure_loading(folder: Path) -> dict[str, Times]:
    """Times of importing Dagster, of importing the definitions, and of `pmf status` on a demonstration home."""
    home = str(folder / "status")
    run([PMF, "init", home, "--demo"])
    actions = {
        DAGSTER: partial(timed, [sys.executable, "-c", DAGSTER]),
        DEFINITIONS: partial(timed, [sys.executable, "-c", DEFINITIONS], PMF_HOME=home),
        STATUS: partial(timed, [PMF, "status", "--home", home]),
    }
    alternated(actions, 1)  # the first of each compiles modules and warms the disk's cache
    return alternated(actions, REPETITIONS)


def modules_loaded_too_early() -> list[str]:
    """The heavy libraries that loading the definitions imports, though only a step needs them."""
    loaded = run([sys.executable, "-c", f"{DEFINITIONS}\nimport sys\nprint(*sys.modules)"]).split()
    return [name for name in ONLY_FOR_STEPS if name in loaded]
