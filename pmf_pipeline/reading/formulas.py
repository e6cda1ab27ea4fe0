"""What formulas left in a workbook's cells: errors such as #REF!, and formulas that were never worked out.

The readers of workbooks give either as a blank cell, or as a nought, and a blank cell of a published file is a figure
that its publisher doesn't have. So the text that stands there is looked up in the file's own XML, and refused with the
cell's row in `conversion`, as no number.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.workbook_xml import Place, attribute, local_name, ods_cells, xlsx_cells

# A look at the bytes tells that most workbooks have neither; walking the XML takes longer than reading the workbook.
MAY_BE_IN_XLSX = re.compile(rb"""<(?:\w+:)?f[\s>/]|\bt=["']e["']""")
MAY_BE_IN_ODS = re.compile(rb"""table:formula=|value-type=["']error["']""")
ERROR = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d+")
VALUES = ("value", "string-value", "date-value", "time-value", "boolean-value")


def formula_faults(content: bytes, suffix: str, sheet: str, height: int, width: int) -> dict[Place, str]:
    """The cells of a sheet that hold an error or a formula without its value, each with the error or the formula.

    Args:
        content: a workbook that could be opened.
        suffix: its file's suffix; the formats before XLSX and ODS don't tell.
        sheet: the sheet.
        height: its rows; a file may claim far more than it has.
        width: its columns.

    Raises:
        UnreadableFileError: the workbook's parts don't fit together.
    """
    if suffix not in (".xlsx", ".xlsm", ".ods"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = dict(_in_ods(archive, sheet, height, width) if suffix == ".ods" else _in_xlsx(archive, sheet))
    except (KeyError, ValueError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(
            f"could not be looked through for formulas ({error}). Open it in a spreadsheet program, save it and "
            "send it again"
        ) from None
    return {(row, column): text for (row, column), text in found.items() if row <= height and column < width}


def _in_xlsx(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[Place, str]]:
    parts = (name for name in archive.namelist() if "worksheets/" in name and name.endswith(".xml"))
    if any(MAY_BE_IN_XLSX.search(archive.read(part)) for part in parts):
        for place, cell in xlsx_cells(archive, sheet):
            text = _fault_in_xlsx(cell)
            if text is not None:
                yield place, text


def _fault_in_xlsx(cell: ElementTree.Element) -> str | None:
    """Of a formula that comes to no text, the cell says that it is a text: that one was worked out."""
    value = cell.findtext("./{*}v", "")
    if cell.get("t") == "e":
        return value
    formula = cell.find("./{*}f")
    return f"={formula.text or ''}" if formula is not None and not value and cell.get("t") != "str" else None


def _in_ods(archive: zipfile.ZipFile, sheet: str, height: int, width: int) -> Iterator[tuple[Place, str]]:
    if MAY_BE_IN_ODS.search(archive.read("content.xml")):
        for places, cell in ods_cells(archive, sheet, height, width):
            text = _fault_in_ods(cell)
            if text is not None:
                yield from ((place, text) for place in places)


def _fault_in_ods(cell: ElementTree.Element) -> str | None:
    formula = attribute(cell, "formula")
    shown = "".join("".join(line.itertext()) for line in cell if local_name(line) == "p")
    if "error" in cell.attrib.values() or (formula is not None and ERROR.fullmatch(shown)):
        return shown
    worked_out = shown or any(attribute(cell, name) is not None for name in VALUES)
    return f"={formula.partition('=')[2]}" if formula is not None and not worked_out else None
