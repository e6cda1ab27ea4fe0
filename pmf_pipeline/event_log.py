"""Dagster's event log in SQLite, written over one connection for the length of a run.

Dagster opens and closes a connection for every one of a run's several hundred events, and waits for the disk at each,
which takes longer than the quarter's SQL. A run on the command line keeps its connections instead, and writes what a
step says of its quarters at once; files and tables are Dagster's own, so that the UI reads them as any others. Nothing
rests on this log: the evidence is in the slices' passports.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy
from dagster import DagsterEventType, EventLogEntry
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationPlanned
from dagster._core.events import ASSET_EVENTS
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData, serialize_value
from sqlalchemy.pool import StaticPool

BUSY_SECONDS = 60
CHECK_PLANNED = DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED
BATCH_VARIABLE = "DAGSTER_EVENT_BATCH_SIZE"  # Dagster's own: how many events of a batch it hands over together
BATCH_SIZE = 1_000


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

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events together: assets' events, and what checks are planned, in one statement for each file."""
        of_assets = [event for event in events if event.dagster_event_type in ASSET_EVENTS]
        planned = [event for event in events if event.dagster_event_type == CHECK_PLANNED]
        for event in events:
            if event.dagster_event_type not in (*ASSET_EVENTS, CHECK_PLANNED):
                self.store_event(event)
        if of_assets:
            self._store_together(of_assets, self._store_about_assets)
        if planned:
            self._store_together(planned, self._store_planned_checks)

    def _store_together(
        self,
        events: Sequence[EventLogEntry],
        store_more: Callable[[sqlalchemy.Connection, Sequence[EventLogEntry], Sequence[int]], None],
    ) -> None:
        """Store events in their run's file and in the index, and there what else Dagster keeps of them."""
        rows = [self._event_to_row(event) for event in events]
        with self.run_connection(events[0].run_id) as connection:
            connection.execute(SqlEventLogStorageTable.insert(), rows)
        with self.index_connection() as connection:
            connection.execute(SqlEventLogStorageTable.insert(), rows)
            last: int = connection.exec_driver_sql("select last_insert_rowid()").scalar_one()
            store_more(connection, events, range(last - len(rows) + 1, last + 1))

    def _store_about_assets(
        self, connection: sqlalchemy.Connection, events: Sequence[EventLogEntry], ids: Sequence[int]
    ) -> None:
        self._store_asset_event_tags(connection, events, ids)
        newest = {event.get_dagster_event().asset_key: (event, at) for event, at in zip(events, ids, strict=True)}
        for event, at in newest.values():
            self._store_asset_event(connection, event, at)

    def _store_planned_checks(
        self, connection: sqlalchemy.Connection, events: Sequence[EventLogEntry], ids: Sequence[int]
    ) -> None:
        """A row for each check and quarter, as Dagster has them; it serialises the event anew for each."""
        rows = []
        for event, at in zip(events, ids, strict=True):
            planned = cast(AssetCheckEvaluationPlanned, event.get_dagster_event().event_specific_data)
            row = {
                "asset_key": planned.asset_key.to_string(),
                "check_name": planned.check_name,
                "run_id": event.run_id,
                "execution_status": AssetCheckExecutionRecordStatus.PLANNED.value,
                "evaluation_event": serialize_value(event),
                "evaluation_event_timestamp": self._event_insert_timestamp(event),
                "evaluation_event_storage_id": at,
            }
            subset = planned.partitions_subset
            rows += [{**row, "partition": key} for key in (subset.get_partition_keys() if subset else [None])]
        connection.execute(AssetCheckExecutionsTable.insert(), rows)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        if shard not in self._initialized_dbs:
            with super()._connect(shard):
                pass  # Dagster's own way of making a new file
        with self._db_lock, self._engine(shard).connect() as connection, connection.begin():
            yield connection

    def _engine(self, shard: str) -> sqlalchemy.Engine:
        if shard not in self._engines:
            engine = self._engines[shard] = sqlalchemy.create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            )
            # With Dagster's write-ahead log this loses nothing but, at a power cut, the last moments of the log.
            with engine.begin() as connection:
                connection.exec_driver_sql("pragma synchronous = normal")
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
