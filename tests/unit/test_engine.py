"""DuckDB's instances: what one puts on disk is no other's, and none of it stays."""

import os
import subprocess
from pathlib import Path

import pytest

from resources.engine import SPILT, Engine, hold_memory, memory_for

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


@pytest.mark.parametrize(
    ("sizes", "enough"),
    [([], 800_000_000), ([50_000_000, 50_000_000], 800_000_000), ([100_000_000, 90_000_000], 1_520_000_000),
     ([700_000_000], 4_000_000_000)],
)  # fmt: skip
def test_a_step_may_hold_what_its_files_need_and_no_more(sizes: list[int], enough: int, tmp_path: Path) -> None:
    files = [tmp_path / str(number) for number in range(len(sizes))]
    for file, size in zip(files, sizes, strict=True):
        with file.open("wb") as stream:
            stream.truncate(size)  # takes no room on the disk
    assert memory_for(files) == enough
