"""Specifications of a publisher's layout, and what becomes of a sheet that is laid out by one, or why it is refused.

Returns, and extracts by a specification of the project's own, are in `converting`.
"""

from typing import Any

import pytest

from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.conversion import convert
from pmf_pipeline.reading.landed_columns import LANDED_COLUMNS
from pmf_pipeline.reading.landed_file import LandedFile
from pmf_pipeline.reading.raw_rows import read_raw_rows
from pmf_pipeline.reading.spec import SourceSpec
from tests.helpers.converting import SHA, Connection

AREAS = ["E08000013", "E08000014", "E92000001"]
LONG = {
    "name": "extract", "title": "An extract", "publisher": "Nobody", "kind": "published", "files": "*",
    "columns": {"measure": "Measure", "area_code": "Code", "period": "Year", "value": "Value"},
}  # fmt: skip
YEARS = {
    **LONG,
    "columns": {"measure": "Measure", "area_code": "Code", "area_name": "Name"},
    "wide": {"gives": "period", "pattern": r"\d{4}-\d{2}"},
}


def spec(base: dict[str, Any], **others: Any) -> SourceSpec:
    """LONG or YEARS with other fields."""
    return SourceSpec.model_validate(base | others)


def landed(
    connection: Connection, layout: SourceSpec, content: str | bytes, name: str = "extract.csv", known: str = "A B"
) -> list[dict[str, Any]]:
    """The rows that one file becomes, where the framework knows some measures and AREAS."""
    content = content.encode() if isinstance(content, str) else content
    file = LandedFile(f"here/{name}", SHA, None, read_raw_rows(content, name, layout), None)
    convert(connection, layout, [file], dict.fromkeys(known.split()), AREAS)
    found = connection.execute(
        f"select {', '.join(LANDED_COLUMNS)} from landed_rows order by sheet, row_number, cell"
    ).fetchall()
    return [dict(zip(LANDED_COLUMNS, row, strict=True)) for row in found]


def shown(rows: list[dict[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of rows."""
    return [tuple(row[name] for name in columns) for row in rows]


def refusal(content: str | bytes, layout: SourceSpec, name: str = "extract.csv") -> str:
    """Why a file is refused whole, after its name."""
    with pytest.raises(UnreadableFileError) as found:
        read_raw_rows(content.encode() if isinstance(content, str) else content, name, layout)
    return str(found.value)
