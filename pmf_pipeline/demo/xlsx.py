"""Excel workbooks by XlsxWriter, the same bytes for the same cells.

Only writing belongs here; what the cells say does not.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pmf_pipeline.demo.ods import Cell
from pmf_pipeline.packing import stored_zip, unpacked

CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: a workbook notes when it was made
COLUMN_WIDTH = 16


def xlsx_bytes(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """An XLSX workbook of `sheets`: rows of cells by sheet name, in order; the first row of each is bold.

    Numbers and dates are real ones, shown at the decimals they are given with.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": CREATED, "comments": "Synthetic demonstration"})
        bold = workbook.add_format({"bold": True})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            sheet.set_row(0, None, bold)
            sheet.set_column(0, max(map(len, rows)) - 1, COLUMN_WIDTH)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    _write(workbook, sheet, row, column, value)
    return stored_zip(unpacked(buffer.getvalue()))


def _write(workbook: Any, sheet: Any, row: int, column: int, value: Cell) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, workbook.add_format({"num_format": "yyyy-mm-dd"}))
    elif isinstance(value, int | Decimal):
        places = len(f"{value:f}".partition(".")[2])
        shown = f"0.{'0' * places}" if places else "0"
        sheet.write_number(row, column, value, workbook.add_format({"num_format": shown}))
    elif value:
        sheet.write_string(row, column, value)
