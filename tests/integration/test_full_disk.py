"""A disk without room: the run ends in a sentence, nothing half-made counts, and the next run carries on."""

import os
import resource
import subprocess
from collections.abc import Callable

from pmf_pipeline.home import Home
from pmf_pipeline.settings import PROJECT
from tests.helpers.commands import PROGRAM
from tests.helpers.homes import NEWEST, digests, edition, run

ROOM_BYTES = 300_000  # enough for some slices, too little for Dagster's record of the run


def no_room() -> None:
    """Let this process write no larger file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, ROOM_BYTES))


def test_a_full_disk_is_named_and_the_next_run_finishes(
    demo: Home, reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(demo)
    done = subprocess.run(
        [*PROGRAM, "run", "--home", str(home.path)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        preexec_fn=no_room,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    *_, fault, remedy = done.stderr.splitlines()
    assert fault.startswith("The disk could not be used")
    assert remedy.startswith("Make room on the disk of the home")
    assert not list(home.published.rglob("*.html"))

    assert run(home, NEWEST).faults == ()
    assert digests(edition(home)) == digests(edition(reported))
