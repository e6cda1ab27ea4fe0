"""Which cells of a workbook are shown as percentages: 34% is stored as 0.34, and only the format tells.

The readers of workbooks give a cell's number and not its format, so the format is looked up here, in the file's own
XML. What a percentage is worth is decided in `conversion`.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal

from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.workbook_xml import (
    Place,
    WorkbookXml,
    attribute,
    looked_through,
    ods_cells,
    xlsx_cells,
    xlsx_styles,
)

BUILT_IN = {9, 10}  # 0% and 0.00%
NOT_A_SIGN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def percentage_cells(content: bytes, suffix: str, sheets: Mapping[str, tuple[int, int]]) -> frozenset[Place]:
    """The places of the cells that are shown as percentages.

    Args:
        content: a workbook that could be opened.
        suffix: its file's suffix.
        sheets: the rows and columns of each sheet that is read, by its name.

    Raises:
        UnreadableFileError: the workbook is of an old format that does not tell, or its parts don't fit together.
    """
    if suffix not in (".xlsx", ".xlsm", ".ods"):
        raise UnreadableFileError(
            f"is a workbook of the old format {suffix}, in which 34% and 0.34 cannot be told apart. Save it as XLSX or "
            "ODS, and send that"
        )
    with looked_through(content) as archive:
        book = WorkbookXml(archive, suffix, sheets)
        return frozenset(_in_ods(book) if suffix == ".ods" else _in_xlsx(book))


def as_shown(stored: str) -> str:
    """A stored share as the percentage that is shown: `0.345` is `34.5%`."""
    percent = (Decimal(stored) * 100).normalize()
    return f"{percent:f}%"


def _in_xlsx(book: WorkbookXml) -> Iterator[Place]:
    styles = _percentage_styles(book.archive)
    return (place for place, cell in xlsx_cells(book) if int(cell.get("s", 0)) in styles)


def _percentage_styles(archive: zipfile.ZipFile) -> set[int]:
    """The cell styles of an XLSX workbook whose number format has a percent sign."""
    root = xlsx_styles(archive)
    formats = set(BUILT_IN)
    for element in root.iterfind(".//{*}numFmts/{*}numFmt"):
        if "%" in NOT_A_SIGN.sub("", element.get("formatCode", "")):
            formats.add(int(element.get("numFmtId", -1)))
    styles = root.iterfind("./{*}cellXfs/{*}xf")
    return {at for at, element in enumerate(styles) if int(element.get("numFmtId", 0)) in formats}


def _in_ods(book: WorkbookXml) -> Iterator[Place]:
    for places, cell in ods_cells(book):
        if attribute(cell, "value-type") == "percentage":
            yield from places
