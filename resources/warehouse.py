"""The warehouse as a Dagster resource: Parquet slices, with DuckDB (dagster-duckdb, in memory) as the engine.

What a session can do is in `session`; which slices may be read is in `states`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pmf_pipeline.home import open_home
from pmf_pipeline.project import Project, load_project
from resources.session import Session
from resources.states import States


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

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A connection of its own for one step, closed whatever happens."""
        from dagster_duckdb import DuckDBResource  # brings DuckDB in: only steps need it

        states = self.states()
        with DuckDBResource(database=":memory:").get_connection() as connection:
            try:
                connection.execute("set enable_progress_bar = false")
                yield Session(connection, states)
            finally:
                connection.close()
