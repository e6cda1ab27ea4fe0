"""What it costs to load the definitions, beside Dagster alone, and what loading them must not bring in."""

import sys
from functools import partial
from pathlib import Path

from benchmarks.measure import PMF, Times, alternated, run, timed
from benchmarks.report import Aim, ratio, times_table

REPETITIONS = 5
DAGSTER = "import dagster"
DEFINITIONS = "import pmf_pipeline.definitions"
STATUS = "pmf status"
CHECK = "pmf check"
TRACE = "pmf trace"
ONLY_FOR_STEPS = (
    "great_expectations", "pandas", "numpy", "scipy", "pyarrow", "duckdb", "sqlglot", "python_calamine", "xlsxwriter",
)  # fmt: skip
AIMS = {DEFINITIONS: Aim(1.3, DAGSTER), STATUS: Aim(1.5), CHECK: Aim(1.5), TRACE: Aim(1.5)}


def loading(folder: Path) -> list[str]:
    """The section on loading.

    Raises:
        RuntimeError: loading the definitions brings in what only steps may.
    """
    early = modules_loaded_too_early()
    if early:
        raise RuntimeError(f"Loading pmf_pipeline.definitions imports {', '.join(early)}, which only steps may.")
    times = measure_loading(folder)
    return [
        "## Loading",
        times_table(times, AIMS),
        f"Loading the definitions takes {ratio(times[DEFINITIONS], times[DAGSTER])} what `import dagster` takes. It "
        f"imports none of {', '.join(ONLY_FOR_STEPS)}; `make bench` fails where it does. The commands are timed on a "
        "demonstration home whose newest quarter has been run.",
    ]


def measure_loading(folder: Path) -> dict[str, Times]:
    """Times of importing Dagster and the definitions, and of the commands that people ask questions with."""
    home = str(folder / "status")
    run([PMF, "init", home, "--demo"])
    run([PMF, "run", "--home", home])
    actions = {
        DAGSTER: partial(timed, [sys.executable, "-c", DAGSTER]),
        DEFINITIONS: partial(timed, [sys.executable, "-c", DEFINITIONS], PMF_HOME=home),
        STATUS: partial(timed, [PMF, "status", "--home", home]),
        CHECK: partial(timed, [PMF, "check", "--home", home]),
        TRACE: partial(timed, [PMF, "trace", "WST-01", "2023-24-Q2", "--home", home]),
    }
    alternated(actions, 1)  # the first of each compiles modules and warms the disk's cache
    return alternated(actions, REPETITIONS)


def modules_loaded_too_early() -> list[str]:
    """The heavy libraries that loading the definitions imports, though only a step needs them."""
    loaded = run([sys.executable, "-c", f"{DEFINITIONS}\nimport sys\nprint(*sys.modules)"]).split()
    return [name for name in ONLY_FOR_STEPS if name in loaded]
