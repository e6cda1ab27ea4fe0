"""The warehouse as a Dagster resource: Parquet slices, with DuckDB (dagster-duckdb, in memory) as the engine.

What a session can do is in `session`, how DuckDB is started in `engine`; which slices may be read is in `states`.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from pmf_pipeline.errors import GateError
from pmf_pipeline.home import Home, open_home
from pmf_pipeline.project import Project, load_project
from resources.engine import Engine
from resources.session import Session
from resources.states import States

LOCK_SECONDS = 900


class Warehouse(dg.ConfigurableResource):
    """The warehouse of one home.

    Attributes:
        home: the home's folder.
    """

    home: str
    _engine: Engine | None = PrivateAttr(default=None)
    _states: States | None = PrivateAttr(default=None)

    def project(self) -> Project:
        """The home's framework, sources and models, as its files are now.

        Raises:
            ConfigurationError: there is no home, or one of its files is wrong.
        """
        return load_project(open_home(Path(self.home)).path)

    def states(self) -> States:
        """The states of the home's slices, as they are now."""
        return States(self.project())

    def is_at_work(self) -> bool:
        """Whether a step of some run holds the warehouse just now."""
        from filelock import FileLock, Timeout

        lock = FileLock(_lock_file(open_home(Path(self.home))))
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        lock.release()
        return False

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Warehouse"]:
        """The warehouse for a run, whose steps share one instance of DuckDB."""
        self._engine = Engine()
        try:
            yield self
        finally:
            self._engine.close()
            self._engine = self._states = None

    @contextmanager
    def session(self, *, anew: bool = True) -> Iterator[Session]:
        """A connection of its own for one step, closed whatever happens.

        Steps of two runs at once (the command line beside the UI's queue) take turns; the lock goes with its
        process, so a killed run leaves none behind.

        Args:
            anew: look at every slice as it is now, as whatever publishes must; otherwise what an earlier step of this
                run found current is, while its file is the same.

        Raises:
            GateError: another run's step held the warehouse for too long.
        """
        project = self.project()
        with (
            _turn(project.home),
            closing(Engine()) as own,
            (self._engine or own).step(project.home.warehouse) as connection,
        ):
            yield Session(connection, States(project) if anew else self._run_states(project))

    def _run_states(self, project: Project) -> States:
        """The states that the run's steps share, until something of the project is edited."""
        if self._states is None or self._states.project is not project:
            self._states = States(project)
        self._states.forget()
        return self._states


@contextmanager
def _turn(home: Home) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(_lock_file(home), timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise GateError(
            f"Another run has been writing to {home.warehouse} for more than {LOCK_SECONDS} seconds. "
            "Wait for it to end (the Dagster UI shows it), then run again."
        ) from None
    try:
        yield
    finally:
        lock.release()


def _lock_file(home: Home) -> Path:
    return home.warehouse / ".lock"
