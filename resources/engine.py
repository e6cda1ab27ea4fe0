"""DuckDB, in memory: one instance, in which each step has a database of its own.

Starting an instance takes longer than a small table's SQL, so a run keeps one; what a step puts into it goes with the
step. What is put there is `session`'s.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

SPILT = ".spilt"
STEP = "step"  # steps take turns, so that one name will do
GIGABYTE = 1_000_000_000
MEMORY = 4 * GIGABYTE  # ten times the figures of every authority in England can be computed in it
MEMORY_OF_A_SMALL_STEP = 800_000_000
MEMORY_OF_SLICES = 8  # rows that are joined and sorted take so many times the room that their files do


class Engine:
    """One instance of DuckDB, started when the first step asks for it."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._open = ExitStack()
        self._root: duckdb.DuckDBPyConnection | None = None

    @contextmanager
    def step(self, warehouse: Path) -> Iterator["duckdb.DuckDBPyConnection"]:
        """A connection to an empty database, which is gone afterwards, whatever happens.

        Args:
            warehouse: the folder below which what does not fit into memory goes, for as long as it does not.
        """
        root = self._root or self._start(warehouse)
        root.execute(f"attach ':memory:' as {STEP}")
        connection = root.cursor()
        try:
            connection.execute(f"use {STEP}")
            yield connection
        finally:
            connection.close()
            root.execute(f"detach {STEP}")
            hold_memory(root, MEMORY)

    def close(self) -> None:
        """End the instance, where one was started."""
        self._root = None
        self._open.close()

    def _start(self, warehouse: Path) -> "duckdb.DuckDBPyConnection":
        from dagster_duckdb import DuckDBResource  # brings DuckDB in: only steps need it

        spilt = _own_folder(warehouse)
        self._open.callback(shutil.rmtree, spilt, ignore_errors=True)
        root: duckdb.DuckDBPyConnection
        root = self._open.enter_context(DuckDBResource(database=":memory:").get_connection())
        prepare(root, spilt)
        self._root = root
        return root


def prepare(connection: "duckdb.DuckDBPyConnection", spilt: Path) -> None:
    """Set up an instance: what does not fit into MEMORY goes to disk, into a folder of its own, and back.

    DuckDB would choose a folder where the process was started.
    """
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"set temp_directory = '{str(spilt).replace(chr(39), chr(39) * 2)}'")
    hold_memory(connection, MEMORY)


def hold_memory(connection: "duckdb.DuckDBPyConnection", most: int) -> None:
    """Have an instance hold no more than `most` bytes at a time, or what it would of itself on a small machine."""
    connection.execute(f"set memory_limit = '{min(most, _usual_memory())}B'")


def memory_for(slices: Iterable[Path]) -> int:
    """How many bytes are enough for a step that reads these files: what it holds beyond that makes it no quicker."""
    size = sum(path.stat().st_size for path in slices)
    return min(max(MEMORY_OF_A_SMALL_STEP, MEMORY_OF_SLICES * size), MEMORY)


@contextmanager
def one_thread(connection: "duckdb.DuckDBPyConnection") -> Iterator[None]:
    """Have an instance work with one thread for a while: each of several holds memory that the others then lack."""
    connection.execute("set threads = 1")
    try:
        yield
    finally:
        connection.execute("reset threads")


_instances = count(1)


def _own_folder(warehouse: Path) -> Path:
    """A folder that no other instance has, of this process or of another; those of killed processes are removed."""
    for left in warehouse.glob(f"{SPILT}-*"):
        if not _is_alive(int(left.name.split("-")[1])):
            shutil.rmtree(left, ignore_errors=True)
    return warehouse / f"{SPILT}-{os.getpid()}-{next(_instances)}"


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's
    return True


@cache
def _usual_memory() -> int:
    """How many bytes an instance takes on this machine where nobody says otherwise."""
    import duckdb

    with duckdb.connect() as connection:
        ((usual,),) = connection.execute("select parse_formatted_bytes(current_setting('memory_limit'))").fetchall()
    return int(usual)
