"""What loading the code location brings in: nothing that only a step needs."""

import subprocess
import sys

import pytest

from pmf_pipeline.settings import PROJECT

HEAVY = ("great_expectations", "pandas", "duckdb", "pyarrow", "scipy", "altair")


def loaded_after(statement: str) -> set[str]:
    """The top-level modules in a fresh interpreter after a statement."""
    program = f"{statement}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["pmf_pipeline.definitions", "pmf_pipeline.runs"])
def test_loading_the_definitions_imports_nothing_heavy(module: str) -> None:
    loaded = loaded_after(f"import {module}")
    assert "dagster" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_command_line_starts_without_dagster() -> None:
    assert loaded_after("import pmf_pipeline.cli.status, pmf_pipeline.cli.run").isdisjoint({*HEAVY, "dagster"})
