"""What other code makes is not current: each file that decides a slice's content or its verdict has a part in it."""

from pathlib import Path

import grimp
import pytest

from pmf_pipeline.home import Home
from resources.code import FRAMEWORK, READING
from tests.helpers.clones import clone, said_by
from tests.helpers.homes import NEWEST

NO_FIGURES = {"pmf_pipeline.errors", "pmf_pipeline.home", "pmf_pipeline.replacing", "pmf_pipeline.settings"}
STATE = """
import sys
from pathlib import Path
from pmf_pipeline.project import load_project
from resources.states import States
states = States(load_project(Path(sys.argv[1])))
for table in sys.argv[3:]:
    state = states.state(table, sys.argv[2])
    print(table, state.kind, state.reason)
"""


@pytest.mark.parametrize(
    ("name", "table", "says"),
    [
        ("pmf_pipeline/reading/letters.py", "internal_returns", "its model, or the code that makes it, has changed"),
        ("pmf_pipeline/framework/asked.py", "missing_returns", "its model, or the code that makes it, has changed"),
        ("resources/session.py", "scorecard", "its model, or the code that makes it, has changed"),
        ("checks/counting.py", "scorecard", "its gate's suite or code has changed"),
    ],
)
def test_a_slice_is_stale_when_code_behind_it_changes(
    name: str, table: str, says: str, reported: Home, tmp_path: Path
) -> None:
    copy = clone(tmp_path / "clone")
    with (copy / name).open("a", encoding="utf-8") as stream:
        stream.write("\n# another line\n")
    said = said_by(copy, STATE, reported.path, NEWEST, table)
    assert f"{table} stale" in said
    assert says in said


def test_all_that_reading_goes_through_has_a_part_in_the_digest() -> None:
    graph = grimp.build_graph("pmf_pipeline", "resources", "assets")
    covered = {name.removesuffix(".py").replace("/", ".") for name in (*READING, *FRAMEWORK)}
    starts = graph.find_descendants("pmf_pipeline.reading") | {"resources.landed_files"}
    through = {module for start in starts for module in graph.find_upstream_modules(start)}
    apart = {
        module
        for module in through - NO_FIGURES - {"pmf_pipeline", "resources"}
        if not any(module == part or module.startswith(f"{part}.") for part in covered)
    }
    assert not apart
