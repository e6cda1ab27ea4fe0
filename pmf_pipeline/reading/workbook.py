"""Workbooks as text: XLSX, ODS and the older formats, by python-calamine.

A cell becomes the text that a person would type; what it is worth is decided in `conversion`.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import chain
from typing import Any

from pmf_pipeline.reading import formulas, set_apart
from pmf_pipeline.reading.cells import Sheet, UnreadableFileError, body_of
from pmf_pipeline.reading.percentages import as_shown, percentage_cells
from pmf_pipeline.reading.spec import Layout
from pmf_pipeline.reading.workbook_xml import Place, WorkbookXml, looked_through, signs_in


def read_workbook(content: bytes, suffix: str, layout: Layout) -> list[Sheet]:
    """The sheets of a workbook that the layout asks for.

    Args:
        content: the file's bytes.
        suffix: its name's, for the format.
        layout: how it is written.

    Raises:
        UnreadableFileError: it cannot be opened, or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = _choose_sheets(workbook.sheet_names, layout.sheet)
        rows = {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except CalamineError as error:
        raise UnreadableFileError(
            f"could not be opened as a workbook ({error}); it may be damaged, cut short or protected by a "
            "password. Open it in a spreadsheet program, save it without a password and send it again"
        ) from None
    if layout.percentages == "shown":
        _show_percentages(rows, percentage_cells(content, suffix, _sizes(rows)))
    if suffix in (".xlsx", ".xlsm", ".ods"):  # the formats before them don't tell
        _put_right(rows, content, suffix)
    return [_sheet(name, cells, layout) for name, cells in rows.items()]


def _put_right(rows: Mapping[str, list[list[Any]]], content: bytes, suffix: str) -> None:
    """Put what formulas left, and parts of a cell kept apart, where the reader gave a blank cell or a digit more."""
    is_ods = suffix == ".ods"
    looks = {
        formulas.formula_faults: formulas.IN_ODS if is_ods else formulas.IN_XLSX,
        set_apart.parts_set_apart: set_apart.IN_ODS if is_ods else set_apart.IN_XLSX,
    }
    with looked_through(content) as archive:
        signs = signs_in(archive, chain(*looks.values()), set_apart.IN_XLSX_STYLES)
        book = WorkbookXml(archive, suffix, _sizes(rows))
        for look in (look for look, its_signs in looks.items() if signs.intersection(its_signs)):
            for (sheet, row, column), text in look(book):
                rows[sheet][row - 1][column] = text


def _sizes(rows: Mapping[str, list[list[Any]]]) -> dict[str, tuple[int, int]]:
    """How many rows and columns each sheet has."""
    return {name: (len(cells), len(cells[0]) if cells else 0) for name, cells in rows.items()}


def other_rows(content: bytes, number: int, read: Iterable[str]) -> dict[str, list[str]]:
    """One row, by its number, of each sheet that is not among those read and reaches down to it."""
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    others = [name for name in workbook.sheet_names if name not in set(read)]
    heads = {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=number) for name in others}
    return {name: [cell_text(cell) for cell in head[number - 1]] for name, head in heads.items() if len(head) >= number}


def cell_text(cell: Any) -> str:
    """A workbook's cell as the text a person would type: a spreadsheet keeps 15 significant digits."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        text = f"{cell:.15g}"
        return text if "e" not in text else format(Decimal(text), "f")
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    return str(cell)


def _show_percentages(rows: Mapping[str, list[list[Any]]], places: Iterable[Place]) -> None:
    """Put what is shown in place of what is stored."""
    for sheet, row, column in places:
        cell = rows[sheet][row - 1][column]
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            rows[sheet][row - 1][column] = as_shown(cell_text(cell))


def _sheet(name: str, rows: list[list[Any]], layout: Layout) -> Sheet:
    import pyarrow

    last = layout.last_header_row
    head = [[cell_text(cell) for cell in row] for row in rows[:last]]
    data = rows[last:]
    columns = (
        pyarrow.chunked_array([_texts([row[at] for row in data])], pyarrow.string())
        for at in range(len(data[0]) if data else 0)
    )
    return Sheet(name, head, body_of(columns, last + 1))


def _texts(column: Sequence[Any]) -> list[str]:
    known = _Numbers()
    return [cell if type(cell) is str else known[cell] if type(cell) is float else cell_text(cell) for cell in column]


class _Numbers(dict[float, str]):
    """The texts of numbers, each made once: years, codes and shares stand in a column again and again."""

    def __missing__(self, number: float) -> str:
        self[number] = text = cell_text(number)
        return text


def _choose_sheets(names: list[str], wanted: str | None) -> list[str]:
    if wanted is not None:
        folded = wanted.casefold()
        found = [name for name in names if name.strip().casefold() == folded]
        if "*" in wanted:
            found = [name for name in names if fnmatchcase(name.strip().casefold(), folded)]
        if found:
            return found
    if len(names) == 1 and "*" not in (wanted or ""):
        return names
    what = "no sheet like" if "*" in (wanted or "") else "not"
    raise UnreadableFileError(f"has the sheets {', '.join(names)}, and {what} {wanted!r}. Name its sheet {wanted!r}")
