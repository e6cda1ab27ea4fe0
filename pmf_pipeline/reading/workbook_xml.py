"""The cells of a workbook's sheets as its own XML has them: what the readers of workbooks don't tell.

Walking the XML belongs here; what is looked for in a cell is for `percentages`, `formulas` and
`set_apart` to say.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
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
Place = tuple[int, int]  # the row, from 1, and the column, from 0


class SheetXml(NamedTuple):
    """A sheet of a workbook, as far as it is read.

    Attributes:
        archive: the workbook's parts.
        suffix: its file's.
        name: the sheet's.
        height: its rows; a file may claim far more than it has.
        width: its columns.
    """

    archive: zipfile.ZipFile
    suffix: str
    name: str
    height: int
    width: int


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


def signs_in(archive: zipfile.ZipFile, signs: Iterable[bytes]) -> frozenset[bytes]:
    """Which of some signs stand in the XML of a workbook's cells: most have none, and walking the XML takes longer."""
    wanted, found = frozenset(signs), set[bytes]()
    for name in archive.namelist():
        if name in (SHARED_TEXTS, XLSX_STYLES, "content.xml", "styles.xml") or (
            "worksheets/" in name and name.endswith(".xml")
        ):
            part = archive.read(name)
            found.update(sign for sign in wanted - found if sign in part)
    return frozenset(found)


def xlsx_cells(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[Place, ElementTree.Element]]:
    """The cells of a sheet of an XLSX workbook, each with its place."""
    with archive.open(_part_of(archive, sheet)) as stream:
        row, column = 0, -1
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            name = local_name(element)
            if event == "start" and name == "row":
                row, column = int(element.get("r", row + 1)), -1
            elif event == "end" and name == "c":
                place = REFERENCE.fullmatch(element.get("r", ""))
                column = column_position(place[1]) if place else column + 1
                yield (row, column), element
            elif event == "end" and name == "row":
                element.clear()


def xlsx_styles(archive: zipfile.ZipFile) -> ElementTree.Element:
    """The styles of an XLSX workbook; an empty element where it has none."""
    has_styles = XLSX_STYLES in archive.namelist()
    return ElementTree.fromstring(archive.read(XLSX_STYLES)) if has_styles else ElementTree.Element("styleSheet")


def ods_cells(
    archive: zipfile.ZipFile, sheet: str, height: int, width: int
) -> Iterator[tuple[list[Place], ElementTree.Element]]:
    """The cells of a sheet of an ODS workbook, each with the places it is repeated at in that extent."""
    inside, rows, column = False, range(1, 1), 0
    with archive.open("content.xml") as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            name = local_name(element)
            if name == "table" and event == "start":
                inside, rows = attribute(element, "name") == sheet, range(1, 1)
            elif inside and name == "table-row" and event == "start":
                rows, column = _next(rows.stop, element, "number-rows-repeated"), 0
            elif inside and name == "table-row":
                element.clear()
            elif inside and event == "end" and name in ("table-cell", "covered-table-cell"):
                cells = _next(column, element, "number-columns-repeated")
                column = cells.stop
                yield [(row, at) for row in rows[:height] for at in cells[:width]], element


def local_name(element: ElementTree.Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str) -> str | None:
    """The value of an attribute, whatever its namespace."""
    return next((text for key, text in element.items() if key.rpartition("}")[2] == name), None)


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
