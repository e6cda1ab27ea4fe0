"""Any landed file as rows of text: CSV, XLSX and ODS.

Formats and encodings belong here; which column means what is in `raw_rows`.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from pmf_pipeline.errors import GateError

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
MAX_CELL_TEXT = 131_072


class UnreadableFileError(GateError):
    """A landed file that cannot be read at all; the message is a clause that follows the file's name."""


@dataclass(frozen=True)
class Sheet:
    """One sheet as text.

    Attributes:
        name: the sheet's name, None for CSV.
        rows: (row number counted from 1, cells) of each row that is not blank.
    """

    name: str | None
    rows: list[tuple[int, list[str]]]


def read_sheet(content: bytes, file_name: str, *, sheet: str | None, encoding: str) -> Sheet:
    """Read one sheet of a landed file.

    Args:
        content: the file's bytes.
        file_name: its name, for the format.
        sheet: the workbook's sheet to read; a workbook of one sheet needs none.
        encoding: of a CSV file; a byte order mark wins over it.

    Raises:
        UnreadableFileError: empty, of an unknown format, damaged, protected or wrongly encoded.
    """
    if not content:
        raise UnreadableFileError("is empty. Send it again")
    suffix = Path(file_name).suffix.lower()
    if suffix == ".csv":
        return _read_csv(content, encoding)
    if suffix in WORKBOOKS:
        return _read_workbook(content, sheet)
    raise UnreadableFileError(f"is a {suffix or 'nameless'} file. Send CSV, XLSX or ODS")


def _read_csv(content: bytes, encoding: str) -> Sheet:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"is not {encoding} text (byte {error.start}). Save it again as 'CSV UTF-8'"
        ) from None
    if "\0" in text:
        raise UnreadableFileError("holds binary data, not CSV text. Export it again as 'CSV UTF-8'")
    csv.field_size_limit(MAX_CELL_TEXT)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        # Rows are counted as a spreadsheet counts them: a cell may hold several lines.
        return Sheet(None, _filled(enumerate(reader, 1)))
    except csv.Error as error:
        raise UnreadableFileError(f"is not well-formed CSV at line {reader.line_num}: {error}") from None


def _read_workbook(content: bytes, sheet: str | None) -> Sheet:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        name = _choose_sheet(workbook.sheet_names, sheet)
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise UnreadableFileError(
            f"could not be opened as a workbook ({error}); it may be damaged, cut short or protected by a "
            "password. Open it in a spreadsheet program, save it without a password and send it again"
        ) from None
    return Sheet(name, _filled((number, [_text(cell) for cell in row]) for number, row in enumerate(rows, 1)))


def _choose_sheet(names: list[str], wanted: str | None) -> str:
    if wanted is None and len(names) == 1:
        return names[0]
    for name in names:
        if wanted is not None and name.strip().casefold() == wanted.casefold():
            return name
    if wanted is not None and len(names) == 1:
        return names[0]
    raise UnreadableFileError(f"has the sheets {', '.join(names)}, and not {wanted!r}. Name its sheet {wanted!r}")


def _filled(rows: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    return [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]


def _text(cell: Any) -> str:
    """A workbook's cell as the text a person would type: a spreadsheet keeps 15 significant digits."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return format(Decimal(format(cell, ".15g")), "f")
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    return str(cell)
