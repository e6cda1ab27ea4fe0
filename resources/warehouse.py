"""The warehouse as a Dagster resource: Parquet slices, with DuckDB (dagster-duckdb, in memory) as the engine.

What a session can do is in `session`; which slices may be read is in `states`.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from pmf_pipeline.errors import GateError
from pmf_pipeline.home import Home, open_home
from pmf_pipeline.project import Project, load_project
from resources.session import Session
from resources.states import States

if TYPE_CHECKING:
    import duckdb

LOCK_SECONDS = 900


class Warehouse(dg.ConfigurableResource):
    """The warehouse of one home.

    Attributes:
        home: the home's folder.
    """

    home: str

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
    def session(self) -> Iterator[Session]:
        """A connection of its own for one step, closed whatever happens.

        Steps of two runs at once (the command line beside the UI's queue) take turns; the lock goes with its
        process, so a killed run leaves none behind.

        Raises:
            GateError: another run's step held the warehouse for too long.
        """
        from dagster_duckdb import DuckDBResource  # brings DuckDB in: only steps need it

        project = self.project()
        with _turn(project.home), DuckDBResource(database=":memory:").get_connection() as connection:
            try:
                prepare(connection, project.home.warehouse / ".spilt")
                yield Session(connection, States(project))
            finally:
                connection.close()


def prepare(connection: "duckdb.DuckDBPyConnection", spilt: Path) -> None:
    """Set up a step's connection: what does not fit into memory goes to disk, into a folder of its own, and back.

    DuckDB would choose a folder where the process was started. How much memory it takes is left to it: some models of
    a national size cannot be computed in less.
    """
    shutil.rmtree(spilt, ignore_errors=True)  # of a step that was killed
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"set temp_directory = '{str(spilt).replace(chr(39), chr(39) * 2)}'")


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
