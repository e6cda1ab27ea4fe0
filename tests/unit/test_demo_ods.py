"""The small ODS writer: what is written comes back through another program's reader."""

import io
import zipfile
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pmf_pipeline.demo.ods import Cell, ods_bytes

# Characters that XML can hold; readers trim blanks at the ends and fold those within.
TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=30)
NUMBER = st.decimals(-(10**6), 10**6, places=4).map(lambda number: number + 0)
CELL = st.one_of(TEXT, NUMBER, st.integers(-(10**9), 10**9), st.dates(date(1900, 3, 1), date(2200, 1, 1)))


def read(content: bytes, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()


def as_read(value: Cell) -> object:
    return float(value) if isinstance(value, int | Decimal) else value


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=5))
def test_cells_come_back_as_they_were(rows: list[tuple[Cell, ...]]) -> None:
    assert read(ods_bytes({"Return": rows}), "Return") == [list(map(as_read, row)) for row in rows]


def test_empty_cells_and_several_sheets() -> None:
    content = ods_bytes({"A & B": [("x", None, "z"), (None, Decimal("1.50"), "")], "Second": [("<&>",)]})
    assert read(content, "A & B") == [["x", "", "z"], ["", 1.5, ""]]
    assert read(content, "Second") == [["<&>"]]


def test_the_mimetype_stands_first_and_is_not_compressed() -> None:
    with zipfile.ZipFile(io.BytesIO(ods_bytes({"Return": [("x",)]}))) as archive:
        first = archive.infolist()[0]
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
