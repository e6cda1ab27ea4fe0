"""Dagster's event log in SQLite, written over one connection for the length of a run.

Dagster opens and closes a connection for every one of a run's several hundred events, and waits for the disk at each,
which takes longer than the quarter's SQL. The process that makes a run keeps its connections instead, and writes what a
step says together: at its end, within moments or as soon as anything is read. A process that makes none (the webserver,
the daemon) reads and writes as Dagster does, but stores a batch of events as one. Files and tables are Dagster's own.
Nothing rests on this log: the evidence is in the slices' passports.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from threading import get_ident
from typing import Any, cast

import sqlalchemy
from dagster import AssetKey, AssetRecordsFilter, DagsterEventType, EventLogEntry, EventRecordsResult, Field
from dagster._config import StringSource, UserConfigSchema
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationPlanned
from dagster._core.events import ASSET_EVENTS
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData, serialize_value
from sqlalchemy.pool import StaticPool

from pmf_pipeline.errors import ConfigurationError

BUSY_SECONDS = 60
PLANNED = DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED
EVALUATED = DagsterEventType.ASSET_CHECK_EVALUATION
TOGETHER = (*ASSET_EVENTS, PLANNED)
INDEXED = (*TOGETHER, EVALUATED)
OF_NO_ASSET = (None, DagsterEventType.STEP_OUTPUT, EVALUATED)  # words have no type
# Hundreds, of which each alone says little: they wait, no longer than for the end of their step.
WAITS = (*OF_NO_ASSET, DagsterEventType.ASSET_MATERIALIZATION)
WAITS_SECONDS = 1  # the UI shows a long step's words while it is at work
STARTS = DagsterEventType.RUN_START
ENDS = (DagsterEventType.RUN_SUCCESS, DagsterEventType.RUN_FAILURE, DagsterEventType.RUN_CANCELED)
BATCH_VARIABLE = "DAGSTER_EVENT_BATCH_SIZE"  # Dagster's own: how many events of a batch it hands over together
BATCH_SIZE = "1000"
HOME_VARIABLE = "DAGSTER_HOME"
Numbered = tuple[EventLogEntry, int]


class OneConnectionEventLog(SqliteEventLogStorage):
    """Dagster's SQLite event log, with one connection for each of its files while a run is made in this process."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        """Open the log in `base_dir`."""
        os.environ.setdefault(BATCH_VARIABLE, BATCH_SIZE)
        self._made_here: set[str] = set()  # runs under way
        self._engines: dict[str, sqlalchemy.Engine] = {}
        self._tables: set[str] = set()
        self._waiting: list[EventLogEntry] = []
        self._newest: dict[str, EventRecordsResult] = {}  # until something is stored that might be newer
        self._open: dict[tuple[int, str], sqlalchemy.Connection] = {}  # by thread and file
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> "OneConnectionEventLog":
        """The log as an instance's configuration asks for it, which needs no folder where DAGSTER_HOME names one."""
        return cls(config_value.get("base_dir") or str(folder_in(_instance_at_work())), inst_data)

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """What the configuration may say."""
        return {"base_dir": Field(StringSource, is_required=False)}

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event; one of a run made here that may wait is stored before anything else is written or read."""
        kind = event.dagster_event_type
        if kind == STARTS:
            self._made_here.add(event.run_id)
        if kind not in OF_NO_ASSET:
            self._newest.clear()
        if kind in WAITS and event.run_id in self._made_here:
            self._waiting.append(event)
            if event.timestamp - self._waiting[0].timestamp > WAITS_SECONDS:
                self._store_waiting()
        else:
            super().store_event(event)
        if kind in ENDS and event.run_id in self._made_here:
            self._made_here.remove(event.run_id)
            self._close()

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events together: assets' events, and what checks are planned."""
        self._newest.clear()
        for event in events:
            if event.dagster_event_type not in TOGETHER:
                self.store_event(event)
        self._store([event for event in events if event.dagster_event_type in TOGETHER])

    def fetch_materializations(
        self,
        records_filter: AssetKey | AssetRecordsFilter,
        limit: int,
        cursor: str | None = None,
        ascending: bool = False,
    ) -> EventRecordsResult:
        """An asset's materialisations: before each check of a step Dagster asks for the same one."""
        if not self._made_here:  # another process makes them
            return super().fetch_materializations(records_filter, limit, cursor, ascending)
        question = f"{records_filter} {limit} {cursor} {ascending}"
        if question not in self._newest:
            self._newest[question] = super().fetch_materializations(records_filter, limit, cursor, ascending)
        return self._newest[question]

    def _store_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for _, events in groupby(waiting, lambda event: event.run_id):
            self._store(list(events))

    def _store(self, events: Sequence[EventLogEntry]) -> None:
        """Store events of one run in its file, and those that the index has in it too: a statement for each."""
        if not events:
            return
        rows = [self._event_to_row(event) for event in events]
        with self.run_connection(events[0].run_id) as connection:
            _insert(connection, rows)
        indexed = [at for at, event in enumerate(events) if event.dagster_event_type in INDEXED]
        if indexed:
            with self.index_connection() as connection:
                numbers = _insert(connection, [rows[at] for at in indexed])
                self._store_more(
                    connection, [(events[at], number) for at, number in zip(indexed, numbers, strict=True)]
                )

    def _store_more(self, connection: sqlalchemy.Connection, events: Sequence[Numbered]) -> None:
        """What else Dagster keeps in the index of events that are numbered there."""
        self._store_about_assets(connection, [one for one in events if one[0].dagster_event_type in ASSET_EVENTS])
        self._store_planned_checks(connection, [one for one in events if one[0].dagster_event_type == PLANNED])
        for event, number in events:
            if event.dagster_event_type == EVALUATED:
                self.store_asset_check_event(event, number)

    def _store_about_assets(self, connection: sqlalchemy.Connection, events: Sequence[Numbered]) -> None:
        if events:
            self._store_asset_event_tags(connection, *zip(*events, strict=True))
            newest = {event.get_dagster_event().asset_key: (event, number) for event, number in events}
            for event, number in newest.values():
                self._store_asset_event(connection, event, number)

    def _store_planned_checks(self, connection: sqlalchemy.Connection, events: Sequence[Numbered]) -> None:
        """A row for each check and quarter, as Dagster has them; it serialises the event anew for each."""
        rows = []
        for event, number in events:
            planned = cast(AssetCheckEvaluationPlanned, event.get_dagster_event().event_specific_data)
            row = {
                "asset_key": planned.asset_key.to_string(),
                "check_name": planned.check_name,
                "run_id": event.run_id,
                "execution_status": AssetCheckExecutionRecordStatus.PLANNED.value,
                "evaluation_event": serialize_value(event),
                "evaluation_event_timestamp": self._event_insert_timestamp(event),
                "evaluation_event_storage_id": number,
            }
            subset = planned.partitions_subset
            rows += [{**row, "partition": key} for key in (subset.get_partition_keys() if subset else [None])]
        if rows:
            connection.execute(AssetCheckExecutionsTable.insert(), rows)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        mine = (get_ident(), shard)
        if mine in self._open:  # what is stored within a transaction belongs to it
            yield self._open[mine]
            return
        self._store_waiting()
        with self._kept(shard) if self._made_here else super()._connect(shard) as connection:
            self._open[mine] = connection
            try:
                yield connection
            finally:
                del self._open[mine]

    @contextmanager
    def _kept(self, shard: str) -> Iterator[sqlalchemy.Connection]:
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
        """Store what waits, and close the connections."""
        self._close()
        super().dispose()

    def _close(self) -> None:
        self._store_waiting()
        self._newest.clear()
        with self._db_lock:
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()


def folder_in(instance: Path) -> Path:
    """Where an instance has its event log, as Dagster has it."""
    return instance / "history" / "runs"


def _instance_at_work() -> Path:
    """The folder of the instance that Dagster's own commands work in."""
    if HOME_VARIABLE not in os.environ:
        raise ConfigurationError(
            f"{HOME_VARIABLE} is not set, so that it isn't known where the event log is. Set it to the .dagster folder "
            "of a home, as `pmf ui` does."
        )
    return Path(os.environ[HOME_VARIABLE])


def _insert(connection: sqlalchemy.Connection, rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """Store events in one file; what they are numbered there."""
    connection.execute(SqlEventLogStorageTable.insert(), rows)
    last: int = connection.exec_driver_sql("select last_insert_rowid()").scalar_one()
    return range(last - len(rows) + 1, last + 1)
