"""The event log says what Dagster's own would, in the same files and tables, and says it soon enough."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterEventType
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from pmf_pipeline import runs
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.event_log import OneConnectionEventLog
from pmf_pipeline.home import Home
from tests.helpers.homes import copy_home

QUARTERS = ("2021-22-Q1", "2021-22-Q2")
RUN = "00000000-0000-0000-0000-000000000000"
ASSETS = (dg.AssetKey(["landing", "internal_returns"]), dg.AssetKey(["outturns", "stg_returns"]))
EVENTS = "select dagster_event_type, step_key, asset_key, partition from event_logs"
# Each evaluation with the materialisation it is of: none before the first.
CHECKS = """
    select asset_key, check_name, partition, execution_status,
        evaluation_event_storage_id is null, materialization_event_storage_id is null
    from asset_check_executions
"""
ASSET_RECORDS = "select asset_key, last_run_id is null, last_materialization is null from asset_keys"
TAGS = "select asset_key, key from asset_event_tags"


def said(home: Home, run_id: str) -> dict[str, Counter[tuple[object, ...]]]:
    """All that the log holds of a run, but for when, and under which number."""
    folder = home.instance / "history" / "runs"
    found = {}
    for name, file, query in (
        ("run", f"{run_id}.db", EVENTS),
        ("index", "index.db", EVENTS),
        ("checks", "index.db", CHECKS),
        ("assets", "index.db", ASSET_RECORDS),
        ("tags", "index.db", TAGS),
    ):
        with closing(sqlite3.connect(folder / file)) as connection:
            found[name] = Counter(connection.execute(query).fetchall())
    return found


def test_it_holds_what_dagsters_own_log_would(demo: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for log in (runs.OneConnectionEventLog, SqliteEventLogStorage):
        monkeypatch.setattr(runs, "OneConnectionEventLog", log)
        home = copy_home(demo, tmp_path / log.__name__)
        for _ in range(2):  # the second time there are materialisations that its checks are of
            [outcome] = runs.run_quarters(home, QUARTERS, only=ASSETS, force=True)
            assert outcome.faults == ()
        found.append(said(home, outcome.run_id))
    assert found[0] == found[1]
    assert ("STEP_OUTPUT", "landing__internal_returns", None, None) in found[0]["run"]
    assert {kind for kind, *_ in found[0]["index"]} >= {"ASSET_MATERIALIZATION", "ASSET_CHECK_EVALUATION"}
    assert sum(found[0]["checks"].values()) > 20


def test_a_reader_in_the_same_process_finds_what_waits(demo: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(demo)
    [outcome] = runs.run_quarters(home, QUARTERS[:1], only=ASSETS[:1])
    with runs.instance_of(home) as instance:
        words = dg.EventLogEntry(None, "info", "a word", outcome.run_id, 0.0)
        before = len(instance.all_logs(outcome.run_id))
        instance.event_log_storage.store_event(words)
        assert len(instance.all_logs(outcome.run_id)) == before + 1


@pytest.fixture
def log(tmp_path: Path) -> Iterator[OneConnectionEventLog]:
    """A log of its own, in which nothing is logged yet."""
    found = OneConnectionEventLog(str(tmp_path))
    yield found
    found.dispose()


def word(said: str, seconds: float, event: dg.DagsterEvent | None = None) -> dg.EventLogEntry:
    """Something that a run says, so many seconds after its start."""
    return dg.EventLogEntry(None, "info", said, RUN, float(seconds), dagster_event=event, job_name="job")


def in_its_file(log: OneConnectionEventLog) -> int:
    """How much of the run another process finds."""
    with closing(sqlite3.connect(log.path_for_shard(RUN))) as connection:
        return int(connection.execute("select count(*) from event_logs").fetchone()[0])


def test_words_of_a_step_wait_but_not_for_long(log: OneConnectionEventLog) -> None:
    log.store_event(word("starts", 0, dg.DagsterEvent(DagsterEventType.RUN_START.value, "job")))
    log.store_event(word("one", 1))
    log.store_event(word("another", 1.5))
    assert in_its_file(log) == 1
    log.store_event(word("two seconds later", 3))
    assert in_its_file(log) == 4


def test_nothing_waits_after_the_run_or_of_a_run_made_elsewhere(log: OneConnectionEventLog) -> None:
    log.store_event(word("made elsewhere", 0))
    assert in_its_file(log) == 1
    log.store_event(word("starts", 1, dg.DagsterEvent(DagsterEventType.RUN_START.value, "job")))
    log.store_event(word("waits", 1))
    log.store_event(word("ends", 1, dg.DagsterEvent(DagsterEventType.RUN_SUCCESS.value, "job")))
    assert in_its_file(log) == 4
    log.store_event(word("after its end", 2))
    assert in_its_file(log) == 5


def test_a_log_whose_folder_nothing_says_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    with pytest.raises(ConfigurationError, match="DAGSTER_HOME is not set"):
        OneConnectionEventLog.from_config_value(None, {})
