"""The rivals: dbt in a virtual environment of its own, the bare engine, and pandas.

Each is a whole process that starts, does its work and ends. What they cost is measured in `scale`, whether they agree
with us in `agreement`.
"""

import sys
import venv
from collections.abc import Iterable
from pathlib import Path

from benchmarks.dbt_tests import write_dbt_tests
from benchmarks.inputs import VARIABLES
from benchmarks.measure import Took, run, timed

PROJECT = Path(__file__).with_name("dbt")
LOCK = PROJECT / "requirements.lock"
GENERATED_TESTS = PROJECT / "models" / "suites.generated.yml"
ENVIRONMENT = Path(__file__).resolve().parent.parent / ".venv-dbt"


def set_up_dbt() -> Path:
    """Install dbt from its lock, once; gives back its command."""
    command = ENVIRONMENT / "bin" / "dbt"
    if not command.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        python = str(ENVIRONMENT / "bin" / "python")
        run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(LOCK)])
    return command


def dbt(inputs: Path, folder: Path, *words: str) -> Took:
    """One dbt command on the project's own models, into `folder`/dbt.duckdb; its parsed project is kept in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    return timed(
        [
            str(set_up_dbt()),
            *words,
            "--project-dir", str(PROJECT),
            "--profiles-dir", str(PROJECT),
            "--log-path", str(folder / "logs"),
            "--target-path", str(folder / "target"),
            "--vars", (inputs / VARIABLES).read_text(encoding="utf-8"),
        ],
        PMF_DBT_INPUTS=str(inputs),
        PMF_DBT_DATABASE=str(folder / "dbt.duckdb"),
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    )  # fmt: skip


def dbt_models(inputs: Path, folder: Path) -> Took:
    """Every model, none of the tests; from nothing."""
    _forget(folder)
    return dbt(inputs, folder, "run")


def dbt_models_and_tests(inputs: Path, folder: Path, tables: Iterable[str]) -> Took:
    """Every model and, as dbt's own tests, every rule of our suites; from nothing."""
    _forget(folder)
    write_dbt_tests(tables, GENERATED_TESTS)
    try:
        return dbt(inputs, folder, "build")
    finally:
        GENERATED_TESTS.unlink()


def engine(inputs: Path, folder: Path) -> Took:
    """The same SQL as one script."""
    return timed([sys.executable, "-m", "benchmarks.engine", str(inputs), str(folder)])


def frames(home: Path, out: Path) -> Took:
    """The pandas script."""
    return timed([sys.executable, "-m", "benchmarks.frames", str(home), str(out)])


def _forget(folder: Path) -> None:
    """Remove what dbt built, and not what it parsed: a second build of a project is what people wait for."""
    for name in ("dbt.duckdb", "dbt.duckdb.wal"):
        (folder / name).unlink(missing_ok=True)
