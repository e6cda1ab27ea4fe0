"""A run killed in the middle leaves whole slices only, and the next run carries on."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import pyarrow.parquet
import pytest

from pmf_pipeline.home import Home
from pmf_pipeline.settings import PROJECT
from resources.slices import SliceStore
from tests.helpers.commands import PROGRAM
from tests.helpers.homes import NEWEST, QUARTERS, digests, edition, run

PATIENCE_SECONDS = 120


@pytest.fixture
def start() -> Iterator[Callable[[Home], subprocess.Popen[bytes]]]:
    """Starts `pmf run` as a process of its own, and leaves none behind."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(home: Home) -> subprocess.Popen[bytes]:
        command = [*PROGRAM, "run", "--home", str(home.path)]
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        quiet = subprocess.DEVNULL
        started.append(subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


def wait_for(process: subprocess.Popen[bytes], happened: Callable[[], bool]) -> None:
    """Wait until something has happened while the process runs."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert process.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < end
        time.sleep(0.005)


def slices(home: Home) -> list[tuple[str, str]]:
    """Every slice under its final name."""
    store = SliceStore(home)
    return [(folder.name, name) for folder in home.warehouse.iterdir() for name in store.names(folder.name)]


def test_a_killed_run_leaves_whole_slices_and_the_next_one_finishes(
    demo: Home,
    reported: Home,
    a_copy: Callable[[Home], Home],
    start: Callable[[Home], subprocess.Popen[bytes]],
) -> None:
    home = a_copy(demo)
    process = start(home)
    wait_for(process, lambda: any((home.warehouse / "outturns").glob("*")))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()

    made = slices(home)
    assert len(made) > len(QUARTERS)
    store = SliceStore(home)
    for name, slice_name in made:
        passport = store.passport(name, slice_name)
        assert passport is not None, f"{name}/{slice_name} is not whole"
        assert passport.passed
        assert pyarrow.parquet.read_table(store.path(name, slice_name)).num_rows == passport.rows
    assert not edition(home, NEWEST).exists()

    assert run(home, NEWEST).faults == ()
    assert digests(edition(home)) == digests(edition(reported))
