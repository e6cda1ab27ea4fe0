"""How a workbook's sheets fit their text: column widths, row heights and the printed page.

gptables leaves heights to the program that opens the file, and not every one works them out. What the cells say is
`workbook`'s.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

NARROWEST, WIDEST = 10, 60
POINTS_A_LINE = 15.5
FILTER_BUTTON = 4
A3, A4 = 8, 9
WIDE = 12  # columns; a sheet with more prints on A3


def fit_sheet(sheet: Any) -> None:
    """Fit one sheet of text and numbers, just before the workbook is closed."""
    texts = _texts(sheet)
    cover = sheet.get_name() == "Cover"
    # A line alone in its row is a title or a remark and runs on to the right; of a table or the cover it wraps.
    wrapped = {row: cells for row, cells in texts.items() if cover or len(cells) > 1}
    columns = sorted({column for cells in wrapped.values() for column in cells})
    widest = 100 if cover or len(columns) == 2 else WIDEST
    widths = {column: _width(column, wrapped, widest) for column in columns}
    for column, width in widths.items():
        sheet.set_column(column, column, width)
    for row, cells in wrapped.items():
        lines = max(_lines(text, widths[column]) for column, text in cells.items())
        if lines > 1:
            sheet.set_row(row, lines * POINTS_A_LINE)
    sheet.set_landscape()
    sheet.set_paper(A3 if len(columns) > WIDE else A4)
    sheet.fit_to_pages(1, 0)
    if wrapped and not cover:
        sheet.repeat_rows(min(wrapped))


def _texts(sheet: Any) -> dict[int, dict[int, str]]:
    """What each row's cells hold, by column."""
    strings = {index: text for text, index in sheet.str_table.string_table.items()}
    return {
        row: {
            column: strings[cell.string] if hasattr(cell, "string") else str(getattr(cell, "number", ""))
            for column, cell in cells.items()
        }
        for row, cells in sheet.table.items()
        if cells
    }


def _width(column: int, rows: Mapping[int, Mapping[int, str]], widest: int) -> float:
    heading, *cells = [cells.get(column, "") for cells in rows.values()]
    longest = max((len(line) for text in cells for line in text.split("\n")), default=0) + 2
    longest_word = max((len(word) for word in heading.split()), default=0) + FILTER_BUTTON
    return float(min(max(longest, longest_word, NARROWEST), widest))


def _lines(text: str, width: float) -> int:
    return sum(max(1, ceil(len(line) * 1.1 / width)) for line in text.split("\n"))
