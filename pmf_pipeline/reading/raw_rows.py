"""One landed file as raw rows: each row's texts by meaning, with the place they stand in.

Finding the header and the columns belongs here; what a text is worth is decided in `conversion`.
"""

from dataclasses import dataclass

from pmf_pipeline.reading.cells import Sheet, UnreadableFileError, read_sheet
from pmf_pipeline.reading.spec import Columns, SourceSpec

MEANINGS = tuple(Columns.model_fields)


@dataclass(frozen=True)
class RawRows:
    """The rows of one file, every cell as text.

    Attributes:
        sheet: the sheet read, None for CSV.
        value_column: the spreadsheet letter of the column that holds the value.
        columns: `row_number` and each of MEANINGS, as lists of one length.
    """

    sheet: str | None
    value_column: str
    columns: dict[str, list[int] | list[str | None]]


def read_raw_rows(content: bytes, file_name: str, spec: SourceSpec) -> RawRows:
    """Read a landed file by its specification.

    Raises:
        UnreadableFileError: the file cannot be read, its header is not the specification's, or it has no rows.
    """
    sheet = read_sheet(content, file_name, sheet=spec.sheet, encoding=spec.encoding)
    header, rows = _split_header(sheet, spec)
    positions = _positions(header, spec)
    width = len(header)
    for number, cells in rows:
        if any(cell.strip() for cell in cells[width:]):
            raise UnreadableFileError(
                f"{_place(sheet)}has more cells in row {number} than its header has columns ({width}). "
                "Put quotation marks around texts with commas, or name the column"
            )
    columns: dict[str, list[int] | list[str | None]] = {"row_number": [number for number, _ in rows]}
    for meaning in MEANINGS:
        at = positions.get(meaning)
        columns[meaning] = [_cell(cells, at) for _, cells in rows]
    return RawRows(sheet.name, _letter(positions["value"]), columns)


def _split_header(sheet: Sheet, spec: SourceSpec) -> tuple[list[str], list[tuple[int, list[str]]]]:
    header = [cells for number, cells in sheet.rows if number == spec.header_row]
    rows = [(number, cells) for number, cells in sheet.rows if number > spec.header_row]
    if not header:
        raise UnreadableFileError(f"{_place(sheet)}has no column names in row {spec.header_row}")
    if not rows:
        raise UnreadableFileError(f"{_place(sheet)}has column names but no rows below them")
    names = [name.strip() for name in header[0]]
    while names and not names[-1]:
        names.pop()
    return names, rows


def _positions(header: list[str], spec: SourceSpec) -> dict[str, int]:
    wanted = spec.columns.given
    folded = [name.casefold() for name in header]
    expected = {name.casefold() for name in (*wanted.values(), *spec.ignored_columns)}
    needed = {meaning: name for meaning, name in wanted.items() if meaning not in spec.optional}
    missing = [name for name in needed.values() if name.casefold() not in folded]
    unknown = [name or "(blank)" for name in header if name.casefold() not in expected]
    repeated = sorted({name for name in header if folded.count(name.casefold()) > 1})
    faults = [
        f"{what} {', '.join(names)}"
        for what, names in (("lacks", missing), ("does not know", unknown), ("repeats", repeated))
        if names
    ]
    if faults:
        raise UnreadableFileError(
            f"does not have the header of {spec.title}: row {spec.header_row} {'; '.join(faults)}. "
            f"Expected {', '.join(needed.values())}"
        )
    return {meaning: folded.index(name.casefold()) for meaning, name in wanted.items() if name.casefold() in folded}


def _cell(cells: list[str], at: int | None) -> str | None:
    if at is None or at >= len(cells) or not cells[at].strip():
        return None
    return cells[at]


def _letter(position: int) -> str:
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _place(sheet: Sheet) -> str:
    return f"(sheet {sheet.name!r}) " if sheet.name else ""
