"""An unknown file as grids of text, one for each sheet, before anything is known of its layout.

Formats, encodings and delimiters belong here; what a grid holds is found in `table` and `roles`.
"""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pmf_pipeline.reading.cells import WORKBOOKS, Sheet, UnreadableFileError
from pmf_pipeline.reading.csv_text import DELIMITERS
from pmf_pipeline.reading.encoding import as_utf8
from pmf_pipeline.reading.formats import TEXTS, read_sheets
from pmf_pipeline.reading.opening import faults_as_refusals
from pmf_pipeline.reading.safety import check_content
from pmf_pipeline.reading.spec import Layout

# A layout shows in far fewer rows; footnotes stand at the end.
FIRST_ROWS, LAST_ROWS = 20_000, 500
SNIFFED_LINES = 200


@dataclass(frozen=True)
class Grid:
    """One sheet of a file.

    Attributes:
        sheet: its name, None for CSV.
        rows: each row that is not blank by its number in the spreadsheet, its cells as texts, all of one length.
    """

    sheet: str | None
    rows: dict[int, list[str]]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(next(iter(self.rows.values()), []))

    def column(self, position: int, first: int, last: int) -> list[str]:
        """The cells of a column from one row to another, both included."""
        return [cells[position].strip() for number, cells in self.rows.items() if first <= number <= last]


@dataclass(frozen=True)
class File:
    """A file opened for looking.

    Attributes:
        path: where it is.
        encoding: of a CSV file; `detect` where it is neither UTF-8 nor marked.
        delimiter: of a CSV file.
        grids: its sheets, in order.
    """

    path: Path
    encoding: str
    delimiter: str
    grids: tuple[Grid, ...]


def open_file(path: Path) -> File:
    """Open a file of any layout.

    Raises:
        UnreadableFileError: it is empty, damaged, or neither CSV nor a workbook.
    """
    check_content(path, path.name)
    content, suffix = path.read_bytes(), path.suffix.lower()
    encoding, delimiter = "utf-8", ","
    if suffix in TEXTS:
        if content:
            encoding, delimiter = _encoding(content), _delimiter(as_utf8(content, "detect"))
    elif suffix not in WORKBOOKS:
        raise UnreadableFileError(f"is a {suffix or 'nameless'} file. CSV, XLSX and ODS can be read")
    layout = Layout(encoding="detect", delimiter=delimiter, sheet="*" if suffix in WORKBOOKS else None)
    with faults_as_refusals():
        sheets = read_sheets(content, path.name, layout)
    return File(path, encoding, delimiter, tuple(map(_grid, sheets)))


def _grid(sheet: Sheet) -> Grid:
    body, width = sheet.body, max([sheet.body.num_columns - 1, *map(len, sheet.head)], default=0)
    if body.num_rows > FIRST_ROWS + LAST_ROWS:
        import pyarrow

        body = pyarrow.concat_tables([body.slice(0, FIRST_ROWS), body.slice(body.num_rows - LAST_ROWS)])
    rows = {at: list(cells) for at, cells in enumerate(sheet.head, 1) if any(map(str.strip, cells))}
    for number, *cells in zip(*(column.to_pylist() for column in body.columns), strict=True):
        rows[number] = [cell or "" for cell in cells]
    return Grid(sheet.name, {at: cells + [""] * (width - len(cells)) for at, cells in rows.items()})


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "detect"
    return "utf-8"


def _delimiter(text: bytes) -> str:
    """The delimiter that cuts most lines into the same number of cells; of several, the one that cuts finest."""
    sample = io.StringIO("".join(islice(io.TextIOWrapper(io.BytesIO(text), "utf-8", newline=""), SNIFFED_LINES)))

    def regularity(delimiter: str) -> tuple[int, int]:
        sample.seek(0)
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter))
        except csv.Error:
            return 0, 0
        (width, lines), *_ = widths.most_common(1) or [(0, 0)]
        return (lines, width) if width > 1 else (0, 0)

    return max(DELIMITERS, key=regularity)
