"""What the tests share: a demonstration home that has been run once, and copies of it to spoil.

A run costs seconds, so the homes here are made once per session and are never changed; a test that changes one
takes a copy. Helpers without fixtures are in tests/helpers/.
"""

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"  # before Dagster is imported; in-process runs set nothing themselves
os.environ.pop("PMF_HOME", None)
# A busy machine is no fault: an example may take as long as it takes.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")

from pmf_pipeline.demo import write_demo
from pmf_pipeline.home import Home, make_home
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST, QUARTERS, copy_home, run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration home before its first run. Never changed."""
    return make_home(tmp_path_factory.mktemp("demo") / "home", write_demo)


@pytest.fixture(scope="session")
def reported(demo: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration home after its newest quarter was run, alone. Never changed."""
    home = copy_home(demo, tmp_path_factory.mktemp("reported"))
    assert run(home, NEWEST).faults == ()
    return home


@pytest.fixture(scope="session")
def all_reported(demo: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration home after all ten quarters were run as one. Never changed."""
    home = copy_home(demo, tmp_path_factory.mktemp("all"))
    assert run(home, *QUARTERS).faults == ()
    return home


@pytest.fixture
def a_copy(tmp_path: Path) -> Callable[[Home], Home]:
    """Gives a copy of a home for a test to change."""
    return lambda home: copy_home(home, tmp_path)


@pytest.fixture
def pmf(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `pmf` in this process."""
    return Command(monkeypatch, capsys)
