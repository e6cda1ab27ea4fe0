"""Return workbooks in tests: the rows of their form."""

from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook


def form(path: Path) -> dict[str, dict[str, Any]]:
    """The rows of a workbook that ask for a figure, by indicator code."""
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Return").to_python()
    return {row[0]: dict(zip(header, row, strict=True)) for row in rows if row[0]}
