"""Dagster's event log in SQLite, written over one connection for the length of a run.

Dagster opens and closes a connection for every one of a run's several hundred events, which takes longer than the
quarter's SQL. A run on the command line keeps its connections instead; files and tables are Dagster's own, so that
the UI reads them as any others. Nothing rests on this log: the evidence is in the slices' passports.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import StaticPool

BUSY_SECONDS = 60


class OneConnectionEventLog(SqliteEventLogStorage):
    """Dagster's SQLite event log, with one connection for each of its files."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        """Open the log in `base_dir`."""
        self._engines: dict[str, sqlalchemy.Engine] = {}
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> "OneConnectionEventLog":
        """The log as an instance's configuration asks for it."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        if shard not in self._initialized_dbs:
            with super()._connect(shard):
                pass  # Dagster's own way of making a new file
        with self._db_lock, self._engine(shard).connect() as connection, connection.begin():
            yield connection

    def _engine(self, shard: str) -> sqlalchemy.Engine:
        if shard not in self._engines:
            self._engines[shard] = sqlalchemy.create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            )
        return self._engines[shard]

    def has_table(self, table_name: str) -> bool:
        """Whether the log has a table; asked before every event, and a table does not go away."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def dispose(self) -> None:
        """Close the connections."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()
