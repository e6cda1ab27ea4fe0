"""CSV files as text: encoding, delimiter, and two readers that agree.

DuckDB's reader takes what is well-formed, in parallel. Whatever it refuses, or would read otherwise than a
spreadsheet does, goes to Python's reader, which is exact, slow, and says what is wrong and where.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pmf_pipeline.reading.cells import Sheet, UnreadableFileError, body_of
from pmf_pipeline.reading.encoding import as_utf8
from pmf_pipeline.reading.spec import Layout

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

    import pyarrow

MAX_CELL_TEXT = 131_072
# Below this many bytes the exact reader is done before the other has started.
SMALL = 200_000
PIECE = 1 << 18  # what is looked at together fits a processor's own memory
DELIMITERS = (",", ";", "\t", "|")
NEW_LINE, RETURN, BLANK = (ord(character) for character in "\n\r ")


def read_csv(content: bytes, layout: Layout, names: Sequence[str] = ()) -> Sheet:
    """A CSV file as one sheet.

    Args:
        content: its bytes.
        layout: how it is written.
        names: names of columns it should have, to tell the delimiter by.

    Raises:
        UnreadableFileError: wrongly encoded, binary or malformed.
    """
    text = as_utf8(content, layout.encoding)
    if b"\0" in text:
        raise UnreadableFileError("holds binary data, not CSV text. Export it again as 'CSV UTF-8'")
    delimiter = _delimiter(text, layout, names) if layout.delimiter == "detect" else layout.delimiter
    reader = _reader(text, delimiter, layout.quote)
    head = list(islice(_rows(reader), layout.last_header_row))
    is_open = not text.endswith((b"\n", b"\r", layout.quote.encode()))
    if reader.line_num == len(head) and head:
        body = _read_fast(text, delimiter, layout.quote, head)
        if body is not None:
            return Sheet(None, head, body, is_open=is_open)
    rows = list(_rows(reader))
    is_cut = rows and len(rows[-1]) < len(head[-1]) and not text.endswith((b"\n", b"\r"))
    return Sheet(None, head, _as_body(rows, len(head)), len(head) + len(rows) if is_cut else None, is_open)


def _read_fast(text: bytes, delimiter: str, quote: str, head: list[list[str]]) -> "pyarrow.Table | None":
    """The rows below the header by DuckDB's reader, or None where only the exact one will do."""
    import duckdb

    width, start = len(head[-1]), _end_of_line(text, len(head))
    if width < 2 or len(text) - start < SMALL or not quote.isascii() or not _reads_alike(text, start, quote):
        return None
    columns = ", ".join(f"'{at}': 'VARCHAR'" for at in range(width))
    with TemporaryDirectory(prefix="pmf-csv-") as folder, duckdb.connect() as connection:
        path = Path(folder) / "rows.csv"
        path.write_bytes(memoryview(text)[start:])
        query = f"""
            select *
            from read_csv('{path}', auto_detect = false, header = false, columns = {{{columns}}},
                delim = {_quoted(delimiter)}, quote = {_quoted(quote)}, escape = {_quoted(quote)},
                strict_mode = true, null_padding = false)
        """
        try:
            return body_of(connection.sql(query).to_arrow_table().columns, len(head) + 1)
        except duckdb.Error:
            return None


def _reads_alike(text: bytes, start: int, quote: str) -> bool:
    """Whether both readers count and cut the lines from `start` on alike, blank ones at the end aside.

    They differ over blank lines (a spreadsheet counts them), over mixed or old line ends, and over blanks beside
    quotation marks.
    """
    import numpy

    end = len(text)
    while end > start and text[end - 1] in (NEW_LINE, RETURN):
        end -= 1
    if end == start or text[start] in (NEW_LINE, RETURN):
        return False
    codes = numpy.frombuffer(text, numpy.uint8)[start:end]
    has_returns, has_quotes = (text.find(sign, start, end) >= 0 for sign in (b"\r", quote.encode()))
    for at in range(0, len(codes), PIECE):
        piece = codes[at : at + PIECE + 1]  # with the first of the next, so that every two neighbours are seen
        line_ends = piece == NEW_LINE
        if has_returns:
            returns = piece == RETURN
            if (returns[:-1] != line_ends[1:]).any() or (line_ends[:-1] & returns[1:]).any():
                return False
        elif (line_ends[:-1] & line_ends[1:]).any():
            return False
        if has_quotes:
            quotes, blanks = piece == ord(quote), piece == BLANK
            if (quotes[:-1] & blanks[1:]).any() or (blanks[:-1] & quotes[1:]).any():
                return False
    return True


def _as_body(rows: Sequence[Sequence[str]], above: int) -> "pyarrow.Table":
    import pyarrow

    # Rows are counted as a spreadsheet counts them: a cell may hold several lines.
    columns = zip_longest(*rows, fillvalue="")
    return body_of((pyarrow.chunked_array([pyarrow.array(c, pyarrow.string())]) for c in columns), above + 1)


def _rows(reader: "CsvReader") -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise UnreadableFileError(f"is not well-formed CSV at line {reader.line_num}: {error}") from None


def _reader(text: bytes, delimiter: str, quote: str) -> "CsvReader":
    csv.field_size_limit(MAX_CELL_TEXT)
    stream = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
    return csv.reader(stream, delimiter=delimiter, quotechar=quote, strict=True)


def _delimiter(text: bytes, layout: Layout, names: Sequence[str]) -> str:
    """The delimiter that gives most of the columns' names; of several, the one that separates most."""
    wanted = {name.casefold() for name in names}

    def found(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(islice(_reader(text, delimiter, layout.quote), layout.last_header_row))
        except csv.Error:
            return 0, 0
        cells = [cell.strip().casefold() for row in rows[layout.header_row - 1 :] for cell in row]
        return len(wanted.intersection(cells)), len(cells)

    return max(DELIMITERS, key=found)


def _end_of_line(text: bytes, lines: int) -> int:
    at = 0
    for _ in range(lines):
        at = text.find(b"\n", at) + 1
        if not at:
            return len(text)
    return at


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
