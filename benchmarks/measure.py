"""Times and peak memory of commands, and what several of them say together."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

PMF = str(Path(sys.executable).with_name("pmf"))
KILOBYTES_IN_GB = 1_000_000
SHOWN_OF_A_FAILURE = 3_000  # characters, the last ones
NOT_INHERITED = ("PMF_HOME", "DAGSTER_HOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME")


@dataclass(frozen=True)
class Took:
    """What one command took: seconds by the clock and of the processors' time, and its largest memory in GB."""

    wall: float
    cpu: float
    memory: float = 0.0


@dataclass(frozen=True)
class Times:
    """What the repetitions of one thing took."""

    took: tuple[Took, ...]

    @property
    def median(self) -> float:
        """The middle one by the clock, which a noisy neighbour moves least."""
        return median(each.wall for each in self.took)

    @property
    def spread(self) -> tuple[float, float]:
        """The shortest and the longest by the clock."""
        return min(each.wall for each in self.took), max(each.wall for each in self.took)

    @property
    def cpu(self) -> float:
        """The middle one in processor time, which hardly depends on what else the machine does."""
        return median(each.cpu for each in self.took)

    @property
    def memory(self) -> float:
        """The largest memory of any repetition, in GB."""
        return max(each.memory for each in self.took)


def timed(command: Sequence[str], **environment: str) -> Took:
    """What a command takes, from its start to its end; its memory is that of its largest process.

    Raises:
        subprocess.CalledProcessError: it failed; a failed run is not a fast one.
    """
    start = time.perf_counter()
    with TemporaryFile("w+") as printed:
        process = subprocess.Popen(command, stdout=printed, stderr=subprocess.STDOUT, env=_environment(environment))
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            printed.seek(0)
            error = subprocess.CalledProcessError(process.returncode, command, printed.read())
            error.add_note(error.output[-SHOWN_OF_A_FAILURE:])
            raise error
    return Took(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / KILOBYTES_IN_GB)


def run(command: Sequence[str], **environment: str) -> str:
    """Run a command quietly, with an environment of its own, and give back what it printed.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=_environment(environment))
    return done.stdout


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**inherited, **own}


def alternated(actions: Mapping[str, Callable[[], Took]], repetitions: int) -> dict[str, Times]:
    """Time several things in turn, again and again, so that what slows the machine slows them all alike."""
    took: dict[str, list[Took]] = {name: [] for name in actions}
    for _ in range(repetitions):
        for name, action in actions.items():
            took[name].append(action())
            print(f"  {name}: {took[name][-1].wall:.2f} s", file=sys.stderr)
    return {name: Times(tuple(found)) for name, found in took.items()}
