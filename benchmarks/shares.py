"""Run the newest quarter of a home in this process, and say where the time went.

A clock charges each moment to the innermost part that is at work, so the parts add up to the whole. It costs a few
microseconds per call and changes nothing else. Run as `python -m benchmarks.shares HOME`; the last line is JSON.
"""

import builtins
import functools
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

IMPORTS = "imports"
DEFINITIONS = "definitions"
DAGSTER = "Dagster's orchestration, and what is not named here"
RECORDING = "Dagster's recording of events"
READING = "reading files"
CURRENT = "deciding what is current"
SQL = "SQL"
GATES = "gates"
STORING = "storing tables"
HASHING = "hashing"
PUBLISHING = "publishing"
# What is charged to which part: module or module:class, attribute, part.
WATCHED = (
    ("dagster:DagsterInstance", "handle_new_event", RECORDING),
    ("pmf_pipeline.runs", "build_definitions", DEFINITIONS),
    ("assets.landing", "land_slices", READING),
    ("assets.making", "plan", CURRENT),
    ("assets.making", "require_inputs", CURRENT),
    ("assets.report_pack", "require_inputs", CURRENT),
    ("resources.states:States", "recipe", CURRENT),
    ("resources.session:Session", "run_model", SQL),
    ("assets.making", "judge", GATES),
    ("resources.slices:SliceStore", "publish", STORING),
    ("resources.slices:SliceStore", "refuse", STORING),
    ("resources.slices", "data_sha256", HASHING),
    ("resources.landing_zone", "_sha256", HASHING),
    ("assets.report_pack", "_write", PUBLISHING),
    ("assets.report_pack", "publish_edition", PUBLISHING),
)
PARTS = (IMPORTS, DEFINITIONS, DAGSTER, RECORDING, READING, CURRENT, SQL, GATES, STORING, HASHING, PUBLISHING)


class Clock:
    """Charges time to parts: always to the one entered last and not yet left."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        """Start with nothing charged."""
        self.seconds = dict.fromkeys(PARTS, 0.0)
        self._now = now
        self._at_work: list[str] = []
        self._since = now()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Charge what happens within to `name`, except what an inner part takes."""
        self._charge()
        self._at_work.append(name)
        try:
            yield
        finally:
            self._charge()
            self._at_work.pop()

    def wrap(self, owner: Any, attribute: str, name: str) -> None:
        """Charge every call of `owner.attribute` to `name`."""
        function = getattr(owner, attribute)

        @functools.wraps(function)
        def charged(*arguments: Any, **named: Any) -> Any:
            with self.part(name):
                return function(*arguments, **named)

        setattr(owner, attribute, charged)

    def _charge(self) -> None:
        now = self._now()
        if self._at_work:
            self.seconds[self._at_work[-1]] += now - self._since
        self._since = now


def watch_imports(clock: Clock) -> None:
    """Charge imports, wherever they happen, to their own part; what is loaded already is not worth the clock."""
    plain = builtins.__import__

    def charged(
        name: str, globals_: Any = None, locals_: Any = None, fromlist: Sequence[str] | None = (), level: int = 0
    ) -> Any:
        known = sys.modules.get(name) if level == 0 else None
        if known is not None and all(hasattr(known, item) for item in fromlist or ()):
            return plain(name, globals_, locals_, fromlist or (), level)
        with clock.part(IMPORTS):
            return plain(name, globals_, locals_, fromlist or (), level)

    builtins.__import__ = charged  # type: ignore[assignment]


class Hash:
    """A hash whose work is charged; all else is the hash's own."""

    def __init__(self, clock: Clock, made: Any) -> None:
        """Stand before `made`."""
        self._clock, self._made = clock, made

    def update(self, data: Any) -> None:
        """Hash more."""
        with self._clock.part(HASHING):
            self._made.update(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def watch_hashing(clock: Clock) -> None:
    """Charge SHA-256, wherever it is computed, to its own part."""
    plain = hashlib.sha256

    def charged(data: Any = b"", **named: Any) -> Hash:
        with clock.part(HASHING):
            return Hash(clock, plain(data, **named))

    hashlib.sha256 = charged  # type: ignore[assignment]


def watch_parts(clock: Clock) -> None:
    """Charge the pipeline's own work to its parts."""
    for place, attribute, part in WATCHED:
        module, _, owner = place.partition(":")
        found = import_module(module)
        clock.wrap(getattr(found, owner) if owner else found, attribute, part)


def main() -> None:
    """Run, and print the seconds of each part as JSON."""
    clock = Clock()
    watch_imports(clock)
    with clock.part(DAGSTER):
        from checks import expectations
        from pmf_pipeline.home import open_home
        from pmf_pipeline.report import writers
        from pmf_pipeline.runs import run_quarters
        from resources.landing_zone import LandingZone

        expectations.get_ready()
        writers.get_ready()
        watch_parts(clock)
        watch_hashing(clock)
        home = open_home(Path(sys.argv[1]))
        [outcome] = run_quarters(home, [LandingZone(home).quarters()[-1]])
    if outcome.faults:
        sys.exit("\n".join(outcome.faults))
    print(json.dumps(clock.seconds))


if __name__ == "__main__":
    main()
