"""Which cells of a workbook are shown as percentages, 34% being stored as 0.34, and which show an error like #DIV/0!.

The readers of workbooks give a cell's number and not its format, and an error as a blank, so both are looked up here,
in the file's own XML. What a percentage is worth is decided in `conversion`.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from xml.etree import ElementTree

from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.letters import column_position

BUILT_IN = {9, 10}  # 0% and 0.00%
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
NOT_A_SIGN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
REFERENCE = re.compile(r"([A-Z]+)(\d+)")
Place = tuple[int, int]


def percentage_cells(content: bytes, suffix: str, sheet: str, height: int, width: int) -> frozenset[Place]:
    """The row (from 1) and column (from 0) of each cell of a sheet that is shown as a percentage.

    Args:
        content: a workbook that could be opened.
        suffix: its file's suffix.
        sheet: the sheet.
        height: its rows; a file may claim far more than it has.
        width: its columns.

    Raises:
        UnreadableFileError: the workbook is of an old format that does not tell, or its parts don't fit together.
    """
    if suffix not in (".xlsx", ".xlsm", ".ods"):
        raise UnreadableFileError(
            f"is a workbook of the old format {suffix}, in which 34% and 0.34 cannot be told apart. Save it as XLSX or "
            "ODS, and send that"
        )
    with _looked_through(content) as archive:
        places = _in_ods(archive, sheet, height, width) if suffix == ".ods" else _in_xlsx(archive, sheet)
        return frozenset((row, column) for row, column in places if row <= height and column < width)


def error_cells(content: bytes, suffix: str, sheet: str, height: int, width: int) -> dict[Place, str]:
    """What each cell of a sheet shows whose formula came to an error; the arguments are those of `percentage_cells`.

    Raises:
        UnreadableFileError: the workbook's parts don't fit together.
    """
    with _looked_through(content) as archive:
        cells = _errors_in_ods(archive, sheet, height, width) if suffix == ".ods" else _errors_in_xlsx(archive, sheet)
        return {place: text for place, text in cells if place[0] <= height and place[1] < width}


@contextmanager
def _looked_through(content: bytes) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except (KeyError, ValueError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(
            f"could not be looked through for percentages ({error}). Open it in a spreadsheet program, save it and "
            "send it again"
        ) from None


def as_shown(stored: str) -> str:
    """A stored share as the percentage that is shown: `0.345` is `34.5%`."""
    percent = (Decimal(stored) * 100).normalize()
    return f"{percent:f}%"


def _in_xlsx(archive: zipfile.ZipFile, sheet: str) -> Iterator[Place]:
    styles = _percentage_styles(archive)
    for place, element in _xlsx_cells(archive, sheet):
        if int(element.get("s", 0)) in styles:
            yield place


def _errors_in_xlsx(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[Place, str]]:
    for place, element in _xlsx_cells(archive, sheet):
        if element.get("t") == "e":
            yield place, element.findtext("{*}v") or "#ERROR!"


def _xlsx_cells(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[Place, ElementTree.Element]]:
    with archive.open(_part_of(archive, sheet)) as stream:
        row, column = 0, -1
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            name = _local(element)
            if event == "start" and name == "row":
                row, column = int(element.get("r", row + 1)), -1
            elif event == "end" and name == "c":
                place = REFERENCE.fullmatch(element.get("r", ""))
                column = column_position(place[1]) if place else column + 1
                yield (row, column), element
            elif event == "end" and name == "row":
                element.clear()


def _percentage_styles(archive: zipfile.ZipFile) -> set[int]:
    """The cell styles of an XLSX workbook whose number format has a percent sign."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = set(BUILT_IN)
    for element in root.iterfind(".//{*}numFmts/{*}numFmt"):
        if "%" in NOT_A_SIGN.sub("", element.get("formatCode", "")):
            formats.add(int(element.get("numFmtId", -1)))
    styles = root.iterfind("./{*}cellXfs/{*}xf")
    return {at for at, element in enumerate(styles) if int(element.get("numFmtId", 0)) in formats}


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


def _in_ods(archive: zipfile.ZipFile, sheet: str, height: int, width: int) -> Iterator[Place]:
    for places, element in _ods_cells(archive, sheet, height, width):
        if _attribute(element, "value-type") == "percentage":
            yield from places


def _errors_in_ods(archive: zipfile.ZipFile, sheet: str, height: int, width: int) -> Iterator[tuple[Place, str]]:
    for places, element in _ods_cells(archive, sheet, height, width):
        if any(key.rpartition("}")[2] == "value-type" and text == "error" for key, text in element.items()):
            shown = "".join(text for part in element.iterfind("{*}p") for text in part.itertext()) or "#ERROR!"
            yield from ((place, shown) for place in places)


def _ods_cells(
    archive: zipfile.ZipFile, sheet: str, height: int, width: int
) -> Iterator[tuple[Iterator[Place], ElementTree.Element]]:
    """Each cell's element of a sheet, with the places that it stands for."""
    inside, rows, column = False, range(1, 1), 0
    with archive.open("content.xml") as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            name = _local(element)
            if name == "table" and event == "start":
                inside, rows = _attribute(element, "name") == sheet, range(1, 1)
            elif inside and name == "table-row" and event == "start":
                rows, column = _next(rows.stop, element, "number-rows-repeated"), 0
            elif inside and name == "table-row":
                element.clear()
            elif inside and event == "end" and name in ("table-cell", "covered-table-cell"):
                cells = _next(column, element, "number-columns-repeated")
                column = cells.stop
                yield ((row, at) for row in rows[:height] for at in cells[:width]), element


def _next(start: int, element: ElementTree.Element, repeated: str) -> range:
    """The rows or columns that an ODS element stands for."""
    return range(start, start + int(_attribute(element, repeated) or 1))


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: ElementTree.Element, name: str) -> str | None:
    return next((text for key, text in element.items() if key.rpartition("}")[2] == name), None)
