"""What the tests share: a demonstration home that has been run once, and copies of it to spoil.

A run costs seconds, so the homes here are made once per session, for all the processes that run its tests, and are
never changed; a test that changes one takes a copy. Helpers without fixtures are in tests/helpers/.
"""

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from click.testing import CliRunner

os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
os.environ["PMF_HOME"] = str(Path(__file__).parent / "no home")  # whatever home a person has in the clone stays out
os.environ.pop("COLUMNS", None)  # nor is anything as wide as a terminal, or as what runs tests side by side says

from pmf_pipeline.cli import pmf as pmf_command
from pmf_pipeline.demo import write_demo
from pmf_pipeline.home import Home, make_home
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST, change_what_was_published, copy_home, edit_framework, run
from tests.helpers.sharing import made_once

# A busy machine is no fault: an example may take as long as it takes.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")


def run_newest(home: Home) -> None:
    """Run the newest quarter, which goes through."""
    assert run(home, NEWEST).faults == ()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration home before its first run. Never changed."""
    return make_home(tmp_path_factory.mktemp("demo") / "home", write_demo)


@pytest.fixture(scope="session")
def reported(demo: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration home after its newest quarter was run, alone. Never changed."""
    return made_once("reported", tmp_path_factory, run_newest, demo)


@pytest.fixture(scope="session")
def all_reported(demo: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration home after `pmf run --all`. Never changed."""

    def run_all(home: Home) -> None:
        done = CliRunner().invoke(pmf_command, ["run", "--all", "--home", str(home.path)])
        assert done.exit_code == 0, done.output

    return made_once("all", tmp_path_factory, run_all, demo)


@pytest.fixture(scope="session")
def restated(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home after its newest quarter was run again, with a corrected file, a late return and a changed target."""

    def restate(home: Home) -> None:
        change_what_was_published(home)
        run_newest(home)

    return made_once("restated", tmp_path_factory, restate, reported)


@pytest.fixture(scope="session")
def edited(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home after its newest quarter was run again, with a target edited that no decision changed."""

    def edit(home: Home) -> None:
        edit_framework(home, "targets.csv", "PLC-04,2023-24,92.0,", "PLC-04,2023-24,85.0,")
        run_newest(home)

    return made_once("edited", tmp_path_factory, edit, reported)


@pytest.fixture
def a_copy(tmp_path: Path) -> Callable[[Home], Home]:
    """Gives a copy of a home for a test to change."""
    return lambda home: copy_home(home, tmp_path)


@pytest.fixture
def as_wide_as_the_guides(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of the width that the guides' trees are shown in, whatever the tests run in."""
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def pmf(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `pmf` in this process."""
    return Command(monkeypatch, capsys)
