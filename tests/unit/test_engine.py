"""DuckDB's instances: what one puts on disk is no other's, and none of it stays."""

import os
import subprocess
from pathlib import Path

from resources.engine import SPILT, Engine, hold_memory

MANY = "select md5(i::varchar) as code from range(1_000_000) as numbers (i)"


def spilt(warehouse: Path) -> list[Path]:
    return sorted(warehouse.glob(f"{SPILT}*"))


def test_another_instance_leaves_alone_what_one_has_put_on_disk(tmp_path: Path) -> None:
    one, other = Engine(), Engine()
    with one.step(tmp_path) as connection:
        hold_memory(connection, 30_000_000)
        connection.execute(f"create table many as {MANY}")
        assert spilt(tmp_path)
        with other.step(tmp_path) as beside:
            beside.execute("select 1")
        other.close()
        assert connection.execute("select count(*) filter (where length(code) = 32) from many").fetchone() == (
            1_000_000,
        )
        connection.execute(f"insert into many {MANY}")
    one.close()
    assert spilt(tmp_path) == []


def test_what_a_killed_process_left_on_disk_is_removed(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    for process in (ended.pid, os.getpid()):
        (tmp_path / f"{SPILT}-{process}-99").mkdir()
    with Engine().step(tmp_path):
        assert spilt(tmp_path) == [tmp_path / f"{SPILT}-{os.getpid()}-99"]
