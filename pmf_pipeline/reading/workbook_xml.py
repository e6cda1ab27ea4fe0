"""The cells of a workbook's sheets as its own XML has them: what the readers of workbooks don't tell.

Walking the XML belongs here; what is looked for in a cell is for `percentages`, `formulas` and
`set_apart` to say.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from xml.etree import ElementTree

from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.letters import column_position

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
REFERENCE = re.compile(r"([A-Z]+)(\d+)")
SHARED_TEXTS, XLSX_STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
WITH_CELLS = (SHARED_TEXTS, "styles.xml", "content.xml")
Place = tuple[str, int, int]  # the sheet, the row, from 1, and the column, from 0


class WorkbookXml(NamedTuple):
    """A workbook's parts, and its sheets as far as they are read.

    Attributes:
        archive: the workbook's parts.
        suffix: its file's.
        sheets: the rows and columns of each sheet that is read, by its name; a file may claim far more than it has.
    """

    archive: zipfile.ZipFile
    suffix: str
    sheets: Mapping[str, tuple[int, int]]


@contextmanager
def looked_through(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The parts of a workbook that could be opened.

    Raises:
        UnreadableFileError: they don't fit together.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except (KeyError, ValueError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(
            f"could not be looked through ({error}). Open it in a spreadsheet program, save it and send it again"
        ) from None


def signs_in(archive: zipfile.ZipFile, of_cells: Iterable[bytes], of_styles: Iterable[bytes]) -> frozenset[bytes]:
    """Which of some signs stand in a workbook's XML: most have none, and walking through the XML takes longer.

    Args:
        archive: the workbook's parts.
        of_cells: signs looked for in the parts that hold cells and their texts.
        of_styles: those looked for in the styles of an XLSX workbook.
    """
    in_cells, in_styles, found = frozenset(of_cells), frozenset(of_styles), set[bytes]()
    for name in archive.namelist():
        if name.endswith(WITH_CELLS) or ("worksheets/" in name and name.endswith(".xml")):
            part = archive.read(name)
            wanted = in_styles if name == XLSX_STYLES else in_cells
            found.update(sign for sign in wanted - found if sign in part)
    return frozenset(found)


def xlsx_cells(book: WorkbookXml) -> Iterator[tuple[Place, ElementTree.Element]]:
    """The cells of an XLSX workbook's sheets, each with its place."""
    for sheet, (height, width) in book.sheets.items():
        for row, column, cell in _cells_of_part(book.archive, _part_of(book.archive, sheet)):
            if row <= height and column < width:
                yield (sheet, row, column), cell


def xlsx_styles(archive: zipfile.ZipFile) -> ElementTree.Element:
    """The styles of an XLSX workbook; an empty element where it has none."""
    has_styles = XLSX_STYLES in archive.namelist()
    return ElementTree.fromstring(archive.read(XLSX_STYLES)) if has_styles else ElementTree.Element("styleSheet")


def ods_cells(book: WorkbookXml) -> Iterator[tuple[list[Place], ElementTree.Element]]:
    """The cells of an ODS workbook's sheets, each with the places it is repeated at: one walk for all of them."""
    sheet, height, width, rows, column = "", 0, 0, range(1, 1), 0
    with book.archive.open("content.xml") as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            name = local_name(element)
            if name == "table" and event == "start":
                sheet, rows = attribute(element, "name") or "", range(1, 1)
                height, width = book.sheets.get(sheet, (0, 0))
            elif name == "table-row" and event == "start":
                rows, column = _next(rows.stop, element, "number-rows-repeated"), 0
            elif name == "table-row":
                element.clear()
            elif height and event == "end" and name in ("table-cell", "covered-table-cell"):
                cells = _next(column, element, "number-columns-repeated")
                column = cells.stop
                yield [(sheet, row, at) for row in rows[:height] for at in cells[:width]], element


def local_name(element: ElementTree.Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str) -> str | None:
    """The value of an attribute, whatever its namespace."""
    return next((text for key, text in element.items() if key.rpartition("}")[2] == name), None)


def _cells_of_part(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int, ElementTree.Element]]:
    with archive.open(part) as stream:
        row, column = 0, -1
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            name = local_name(element)
            if event == "start" and name == "row":
                row, column = int(element.get("r", row + 1)), -1
            elif event == "end" and name == "c":
                place = REFERENCE.fullmatch(element.get("r", ""))
                column = column_position(place[1]) if place else column + 1
                yield row, column, element
            elif event == "end" and name == "row":
                element.clear()


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part of an XLSX workbook that holds a sheet."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    names = {
        element.get("name"): element.get(RELATION) or element.get(STRICT_RELATION)
        for element in book.iterfind("./{*}sheets/{*}sheet")
    }
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {element.get("Id"): element.get("Target", "") for element in relations}
    return posixpath.normpath(posixpath.join("/xl", targets[names[sheet]])).lstrip("/")


def _next(start: int, element: ElementTree.Element, repeated: str) -> range:
    """The rows or columns that an ODS element stands for."""
    return range(start, start + int(attribute(element, repeated) or 1))
