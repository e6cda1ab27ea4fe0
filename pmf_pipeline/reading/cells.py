"""One sheet of a landed file as text, whatever its format: the common ground of CSV, XLSX and ODS.

What a sheet is belongs here; which reader a file gets is in `formats`, which column means what in `headers`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from pmf_pipeline.errors import GateError

if TYPE_CHECKING:
    import pyarrow

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


class UnreadableFileError(GateError):
    """A landed file that cannot be read at all; the message is a clause that follows the file's name."""


@dataclass(frozen=True)
class Sheet:
    """One sheet as text.

    Attributes:
        name: the sheet's name, None for CSV.
        head: the cells of each row down to the last one of the header; a blank cell is an empty text.
        body: the rows below that are not blank: `row_number` (int64, counted from 1 as a spreadsheet counts) and
            one column of texts for each column of the sheet; a blank cell is null.
        is_open: whether a CSV file ends without a line's end, so that its last cell may not be whole.
        cut_in: the row in whose middle a CSV file ends, without all its cells or a line's end; None where it is whole.
    """

    name: str | None
    head: list[list[str]]
    body: "pyarrow.Table"
    cut_in: int | None = None
    is_open: bool = False

    @property
    def place(self) -> str:
        """The sheet's name as the start of a clause."""
        return f"(sheet {self.name!r}) " if self.name else ""


def body_of(columns: Iterable["pyarrow.ChunkedArray"], first_row: int) -> "pyarrow.Table":
    """Columns of texts as a sheet's body: blank cells null, blank rows left off.

    Args:
        columns: the texts of each column.
        first_row: the number of the first row in the spreadsheet.
    """
    import pyarrow
    import pyarrow.compute as pc

    texts = [_blank_as_null(column) for column in columns]
    ones = pyarrow.repeat(pyarrow.scalar(1, pyarrow.int64()), len(texts[0]) if texts else 0)
    numbers = pc.cumulative_sum(ones, start=first_row - 1)
    body = pyarrow.table({"row_number": numbers, **{str(at): column for at, column in enumerate(texts)}})
    if not texts or any(column.null_count == 0 for column in texts):
        return body
    return body.filter(reduce(pc.or_, (pc.is_valid(column) for column in texts)))


def _blank_as_null(column: "pyarrow.ChunkedArray") -> "pyarrow.ChunkedArray":
    import pyarrow
    import pyarrow.compute as pc

    blank = pc.or_(pc.utf8_is_space(column), pc.equal(column, ""))
    return pc.if_else(blank, pyarrow.scalar(None, pyarrow.string()), column) if pc.any(blank).as_py() else column
