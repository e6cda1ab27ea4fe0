"""How many cells a workbook's sheets would make, before a reader makes them.

A reader lays a sheet out from its first cell to its last: two cells at opposite corners, or one repeated by an
attribute, ask for more memory than there is, and the reader takes the whole program down with it. So the extent is
bounded from the XML as it is unpacked, quickly and never too low; where it may be too large, or cannot be told, the
workbook is opened once in a process of its own, with little memory and time, before it is opened here.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pmf_pipeline.reading.letters import column_position

MAX_LAID_OUT = 16_000_000  # an empty cell of an XLSX sheet takes some forty bytes
MAX_REPEATED = 4_000_000  # a cell of an ODS sheet, with its text, some hundred and thirty
MAX_ROW_BYTES = 8 << 20
MAX_TAG_BYTES = 4096
APART_MB = 768
APART_SECONDS = 60

CELLS = tuple(re.compile(rb'<c r="([A-Z]{1,4})\d{1,%d}"' % digits) for digits in range(1, 8))
ODD_CELL = re.compile(rb"(?:<c|<\w+:c)[\t\n\r/>]|<\w+:c ")
ROW = b"<table:table-row"
FILLED = (b"<text:", b"office:", b"table:formula")
REPEATED = re.compile(rb'-repeated="(\d{1,12})"')
ROWS_REPEATED = re.compile(rb'rows-repeated="(\d{1,12})"')
COLUMNS_REPEATED = re.compile(rb'columns-repeated="(\d{1,12})"')

APART = """
import sys
from io import BytesIO
limit = int(sys.argv[2]) << 20
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
from python_calamine import CalamineError, CalamineWorkbook
try:
    with open(sys.argv[1], "rb") as stream:
        workbook = CalamineWorkbook.from_filelike(BytesIO(stream.read()))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
except CalamineError:
    pass  # a fault that the reader tells
"""


class Extents:
    """Bounds the cells of a workbook's sheets from its parts, as their bytes go by.

    Attributes:
        protected: whether its parts are encrypted.
        may_be_too_large: whether its sheets may make too many cells, or it cannot be told.
    """

    def __init__(self) -> None:
        """Start with no part."""
        self.protected = False
        self.may_be_too_large = False
        self._part: _Part = _Part()

    def start(self, name: str) -> None:
        """Begin a part."""
        if name == "content.xml":
            self._part = _OdsSheets()
        elif name == "META-INF/manifest.xml":
            self._part = _Manifest()
        else:
            self._part = _XlsxSheet()  # whatever its name: a workbook calls its sheets' parts what it likes
            self.may_be_too_large |= name.endswith(".bin") and "worksheets/" in name  # XLSB: cells as binary records

    def feed(self, piece: bytes) -> None:
        """Look at the next bytes of the part."""
        self._part.feed(piece)

    def end(self) -> None:
        """End the part."""
        self._part.end()
        self.may_be_too_large |= self._part.may_be_too_large
        self.protected |= self._part.protected


class _Part:
    may_be_too_large = False
    protected = False

    def feed(self, piece: bytes) -> None:
        """Look at the next bytes."""

    def end(self) -> None:
        """Judge what was seen."""


class _Manifest(_Part):
    """The list of an ODS file's parts, which says whether they are encrypted."""

    def __init__(self) -> None:
        self._tail = b""

    def feed(self, piece: bytes) -> None:
        text = self._tail + piece
        self.protected |= b"encryption-data" in text
        self._tail = text[-20:]


class _XlsxSheet(_Part):
    """A sheet of an XLSX file: each cell names its place, and the last row and column make the extent.

    The row is bounded by its digits: as long as every cell is found with so many, none has more. Text can't look like
    a cell, since `<` stands in tags alone; where it could (comments, CDATA), or a cell doesn't name its place in the
    usual way, the extent can't be told.
    """

    def __init__(self) -> None:
        self._tail = b""
        self._columns: set[bytes] = set()
        self._digits = 1
        self._cells = 0
        self._is_odd = False

    def feed(self, piece: bytes) -> None:
        text = self._tail + piece
        cut = max(text.rfind(b"<"), len(text) - MAX_TAG_BYTES)
        text, self._tail = text[:cut], text[cut:]
        cells = text.count(b"<c ")
        if cells:
            self._count(text, cells)
        if b":c" in text or text.count(b"<c") != cells:
            self.may_be_too_large |= ODD_CELL.search(text) is not None
        self._is_odd |= b"<!" in text

    def _count(self, text: bytes, cells: int) -> None:
        self._cells += cells
        found = CELLS[self._digits - 1].findall(text)
        while len(found) != cells and self._digits < len(CELLS):
            self._digits += 1
            found = CELLS[self._digits - 1].findall(text)
        self.may_be_too_large |= len(found) != cells
        self._columns.update(found)

    def end(self) -> None:
        self.feed(b"<")
        width = max((column_position(letters.decode()) + 1 for letters in self._columns), default=0)
        self.may_be_too_large |= width * (10**self._digits - 1) > MAX_LAID_OUT or (self._is_odd and self._cells > 0)


class _OdsSheets(_Part):
    """The sheets of an ODS file, whose rows and cells say how often they are repeated.

    A sheet is laid out as wide as its widest row and down to its last row with something in it. A row's width is
    bounded by its tags and repeats up to the last that is filled.
    """

    def __init__(self) -> None:
        self._tail = b""
        self._cells = 0
        self._rows = self._width = self._laid_out = 0

    def feed(self, piece: bytes) -> None:
        if self.may_be_too_large:
            return
        *rows, self._tail = (self._tail + piece).split(ROW)
        for row in rows:
            self._add(row)
        self.may_be_too_large |= len(self._tail) > MAX_ROW_BYTES

    def end(self) -> None:
        self._add(self._tail)

    def _add(self, row: bytes) -> None:
        """Add what stands from one row's tag to the next, of the row or of what surrounds the sheets."""
        if row.count(b"-repeated") != len(REPEATED.findall(row)):
            self.may_be_too_large = True
            return
        row, end_of_sheet, _ = row.partition(b"</table:table>")
        self._rows += max(1, *_numbers(ROWS_REPEATED, row)) if b"rows-repeated" in row else 1
        last = max(map(row.rfind, FILLED))
        if last >= 0:
            upto = row[:last]
            width = upto.count(b"<table:") + 1
            if b"columns-repeated" in upto:
                width += sum(_numbers(COLUMNS_REPEATED, upto))
            self._width = max(self._width, width)
            self._laid_out = self._rows * self._width
            self.may_be_too_large |= self._cells + self._laid_out > MAX_REPEATED
        if end_of_sheet:
            self._cells += self._laid_out
            self._rows = self._width = self._laid_out = 0


def _numbers(pattern: re.Pattern[bytes], text: bytes) -> Iterator[int]:
    return map(int, pattern.findall(text))


def opens_apart(path: Path) -> bool:
    """Whether a workbook can be opened in a process of its own within APART_MB and APART_SECONDS."""
    command = [sys.executable, "-I", "-c", APART, str(path), str(APART_MB)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=APART_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
