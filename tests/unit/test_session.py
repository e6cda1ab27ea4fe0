"""What memory a session of the warehouse holds, and what it does where that is short."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import duckdb
import pytest

from pmf_pipeline.catalogue import WHOLE, Table
from pmf_pipeline.home import Home
from resources.engine import MEMORY_OF_A_SMALL_STEP
from resources.session import Session
from resources.states import States
from resources.warehouse import Warehouse
from tests.helpers.homes import NEWEST

ROWS = 500_000
TABLE = Table(
    name="made_up",
    group="outturns",
    slicing="whole",
    columns={"code": ("VARCHAR", ""), "text": ("VARCHAR", "")},
    grain=("code",),
    inputs=(),
    framework=(),
    description="",
    owner="team:tests",
)


@pytest.fixture
def short_of_memory(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An instance whose many threads can't sort the rows in the memory it may hold, though one can."""
    with duckdb.connect() as connection:
        connection.execute(f"set temp_directory = '{tmp_path}'")
        connection.execute("set memory_limit = '40MB'")
        connection.execute("set threads = 32")
        connection.execute(
            "create view arrived as select md5(i::varchar) as code, md5((i + 1)::varchar) as text "
            f"from range({ROWS}) as numbers (i)"
        )
        yield connection


def test_what_many_threads_have_no_memory_for_is_sorted_by_one(short_of_memory: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.OutOfMemoryException):
        short_of_memory.execute("create temp table sorted as from arrived order by code")
    session = Session(short_of_memory, cast(States, None))
    session.take_candidate(TABLE, "arrived")
    ((_, rows),) = session.slices(TABLE, [WHOLE])
    codes = rows.read_all()["code"].to_pylist()
    assert len(codes) == ROWS
    assert codes == sorted(codes)
    assert short_of_memory.execute("select current_setting('threads')").fetchone() != (1,)


def test_a_step_that_reads_little_holds_little(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    with Warehouse(home=str(a_copy(reported).path)).session() as session:
        session.load_inputs(session.states.project.catalogue["scorecard"], [NEWEST])
        setting = "select parse_formatted_bytes(current_setting('memory_limit'))"
        found = session.connection.execute(setting).fetchone()
    assert found == (pytest.approx(MEMORY_OF_A_SMALL_STEP, rel=0.01),)
