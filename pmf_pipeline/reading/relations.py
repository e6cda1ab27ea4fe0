"""What landed files say, as relations that conversion.sql reads: rows, blocks, and the files that can't be read.

Only bringing texts into DuckDB belongs here; what memory can't hold of them goes to disk there. What a text stands for
is looked up in `lookups`, and what a row is worth is the statement's to say.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pmf_pipeline.reading.landed_file import LandedFile
from pmf_pipeline.reading.raw_rows import Block
from pmf_pipeline.reading.spec import MEANINGS, SourceSpec

if TYPE_CHECKING:
    import duckdb
    import pyarrow

ROWS_AT_A_TIME = 100_000
WHOLE_TEXTS = """
-- What stands in two columns, or once for the block, as one text.
create or replace temp macro joined(own, said, detail, between_them) as case
    when detail is null then coalesce(own, said) else concat_ws(between_them, coalesce(own, said), detail)
end;
create or replace temp macro whole_period(own, said, quarter) as joined(own, said, quarter, ' ');
create or replace temp macro whole_measure(own, said, detail) as joined(own, said, detail, ' | ');
"""
FILE = "source varchar, quarter varchar, file_name varchar, file_sha256 varchar, service varchar"
COLUMNS = {
    "raw_rows": "block_no integer, row_number bigint, "
    + ", ".join(f"{name} varchar" for name in (*MEANINGS, "left_out", "left_out_says")),
    "blocks": f"block_no integer, {FILE}, source_kind varchar, quarter_start date, quarter_end date, received_on date, "
    "sheet varchar, has_notes_column boolean, header_notes varchar, value_column varchar, numerator_column varchar, "
    "denominator_column varchar, said_measure varchar, said_period varchar, said_area_code varchar",
    "unreadable_files": f"{FILE}, reason varchar",
}


def take_in(connection: "duckdb.DuckDBPyConnection", spec: SourceSpec, files: Iterable[LandedFile]) -> None:
    """Make the temporary tables `raw_rows`, `blocks` and `unreadable_files` of some files, and WHOLE_TEXTS.

    Of files that are read as they are asked for, no more than one large one's cells are held at a time.
    """
    for name, columns in COLUMNS.items():
        connection.execute(f"create or replace temp table {name} ({columns})")
    connection.execute(WHOLE_TEXTS)
    blocks: list[dict[str, Any]] = []
    unreadable: list[dict[str, Any]] = []
    waiting: list[pyarrow.Table] = []
    for file in files:
        if file.fault:
            unreadable.append(_file_row(spec, file) | {"reason": file.fault})
        for block in file.rows.blocks if file.rows else ():
            waiting.append(_numbered(block.rows, len(blocks)))
            blocks.append({"block_no": len(blocks), **_block_row(spec, file, block)})
        if sum(rows.num_rows for rows in waiting) >= ROWS_AT_A_TIME:
            _insert(connection, "raw_rows", waiting)
            waiting = []
    _insert(connection, "raw_rows", waiting)
    _insert(connection, "blocks", [_as_rows(connection, "blocks", blocks)])
    _insert(connection, "unreadable_files", [_as_rows(connection, "unreadable_files", unreadable)])


def take_away(connection: "duckdb.DuckDBPyConnection") -> None:
    """Drop what `take_in` made: there may be millions of rows."""
    for name in COLUMNS:
        connection.execute(f"drop table {name}")


def distinct(connection: "duckdb.DuckDBPyConnection", what: str, detail: str) -> list[str | None]:
    """Each distinct whole text of a meaning and its detail."""
    found = connection.execute(
        f"""
        select distinct whole_{what}(rows.{what}, blocks.said_{what}, rows.{detail}) as text
        from (select distinct block_no, {what}, {detail} from raw_rows where left_out is distinct from 'footnote')
            as rows
        inner join blocks using (block_no)
        order by text
        """
    ).fetchall()
    return [text for (text,) in found]


def _insert(connection: "duckdb.DuckDBPyConnection", name: str, tables: "list[pyarrow.Table]") -> None:
    import pyarrow

    if tables:
        connection.register("some_rows", pyarrow.concat_tables(tables, promote_options="default"))
        connection.execute(f"insert into {name} by name from some_rows")
        connection.unregister("some_rows")


def _numbered(rows: "pyarrow.Table", block_no: int) -> "pyarrow.Table":
    import pyarrow

    return rows.append_column("block_no", pyarrow.repeat(pyarrow.scalar(block_no, pyarrow.int32()), rows.num_rows))


def _as_rows(connection: "duckdb.DuckDBPyConnection", name: str, rows: list[dict[str, Any]]) -> "pyarrow.Table":
    """Rows under the columns of an empty table."""
    import pyarrow

    return pyarrow.Table.from_pylist(rows, connection.sql(f"from {name}").to_arrow_table().schema)


def _file_row(spec: SourceSpec, file: LandedFile) -> dict[str, Any]:
    return {
        "source": spec.name,
        "quarter": file.quarter.key if file.quarter else None,
        "file_name": file.name,
        "file_sha256": file.sha256,
        "service": file.service,
    }


def _block_row(spec: SourceSpec, file: LandedFile, block: Block) -> dict[str, Any]:
    quarter = file.quarter
    return {
        **_file_row(spec, file),
        "source_kind": spec.kind,
        "quarter_start": quarter.start if quarter else None,
        "quarter_end": quarter.end if quarter else None,
        "received_on": file.received_on,
        "sheet": block.sheet,
        "has_notes_column": block.has_notes_column,
        "header_notes": block.header_notes or None,
        **{f"{meaning}_column": letters for meaning, letters in block.letters.items()},
        **{f"said_{meaning}": text for meaning, text in block.said.items()},
    }
