"""What formulas left in a workbook's cells: errors such as #REF!, and formulas that were never worked out.

The readers of workbooks give either as a blank cell, or as a nought, and a blank cell of a published file is a figure
that its publisher doesn't have. So the text that stands there is looked up in the file's own XML, and refused with the
cell's row in `conversion`, as no number.
"""

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from pmf_pipeline.reading.workbook_xml import Place, WorkbookXml, attribute, local_name, ods_cells, xlsx_cells

# One of them stands in the XML of a workbook that has formulas or errors.
IN_XLSX = (b"<f", b":f", b't="e"', b"t='e'")
IN_ODS = (b"table:formula=", b'value-type="error"', b"value-type='error'")
ERROR = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d+")
VALUES = ("value", "string-value", "date-value", "time-value", "boolean-value")


def formula_faults(book: WorkbookXml) -> Iterator[tuple[Place, str]]:
    """The cells that hold an error or a formula without its value, each with the error or the formula."""
    if book.suffix == ".ods":
        for places, cell in ods_cells(book):
            text = _fault_in_ods(cell)
            if text is not None:
                yield from ((place, text) for place in places)
        return
    unworked = _is_to_be_worked_out(book.archive)
    for place, cell in xlsx_cells(book):
        text = _fault_in_xlsx(cell, unworked)
        if text is not None:
            yield place, text


def _is_to_be_worked_out(archive: zipfile.ZipFile) -> bool:
    """Whether an XLSX workbook asks whoever opens it to work out its formulas, as libraries that can't do."""
    asked = ElementTree.fromstring(archive.read("xl/workbook.xml")).find("./{*}calcPr")
    return asked is not None and asked.get("fullCalcOnLoad") in ("1", "true")


def _fault_in_xlsx(cell: ElementTree.Element, unworked: bool) -> str | None:
    """Of a formula that comes to no text, the cell says that it is a text: that one was worked out.

    Where none was worked out, as in `unworked` workbooks, a nought is what its writer put in the result's place.
    """
    value = cell.findtext("./{*}v", "")
    if cell.get("t") == "e":
        return value
    formula = cell.find("./{*}f")
    is_missing = not value or (unworked and value == "0")
    return f"={formula.text or ''}" if formula is not None and is_missing and cell.get("t") != "str" else None


def _fault_in_ods(cell: ElementTree.Element) -> str | None:
    formula = attribute(cell, "formula")
    shown = "".join("".join(line.itertext()) for line in cell if local_name(line) == "p")
    if "error" in cell.attrib.values() or (formula is not None and ERROR.fullmatch(shown)):
        return shown
    worked_out = shown or any(attribute(cell, name) is not None for name in VALUES)
    return f"={formula.partition('=')[2]}" if formula is not None and not worked_out else None
