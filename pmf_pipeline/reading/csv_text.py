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

from pmf_pipeline.reading.cells import Sheet, UnreadableFileError, body_of, texts_of, without_blank_rows
from pmf_pipeline.reading.encoding import as_utf8
from pmf_pipeline.reading.spec import Layout

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

    import pyarrow

MAX_CELL_TEXT = 131_072
# Below this many bytes the exact reader is done before the other has started.
SMALL = 200_000
DELIMITERS = (",", ";", "\t", "|")
# All the blanks that Python strips, for DuckDB to strip too.
BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())


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
    if reader.line_num == len(head) and head:
        body = _read_fast(text, delimiter, layout.quote, head)
        if body is not None:
            return Sheet(None, head, body)
    return Sheet(None, head, _read_exactly(reader, len(head)))


def _read_fast(text: bytes, delimiter: str, quote: str, head: list[list[str]]) -> "pyarrow.Table | None":
    """The rows below the header by DuckDB's reader, or None where only the exact one will do."""
    import duckdb

    width = len(head[-1])
    data = text[_end_of_line(text, len(head)) :]
    if width < 2 or len(data) < SMALL or not _reads_alike(data, quote.encode()):
        return None
    columns = ", ".join(f"'{at}': 'VARCHAR'" for at in range(width))
    texts = ", ".join(f'{_blank_as_null(at)} as "{at}"' for at in range(width))
    with TemporaryDirectory(prefix="pmf-csv-") as folder, duckdb.connect() as connection:
        path = Path(folder) / "rows.csv"
        path.write_bytes(data)
        query = f"""
            select cast(row_number() over () + {len(head)} as bigint) as row_number, {texts}
            from read_csv('{path}', auto_detect = false, header = false, columns = {{{columns}}},
                delim = {_quoted(delimiter)}, quote = {_quoted(quote)}, escape = {_quoted(quote)},
                strict_mode = true, null_padding = false)
        """
        try:
            return without_blank_rows(connection.sql(query).to_arrow_table())
        except duckdb.Error:
            return None


def _blank_as_null(at: int) -> str:
    """A cell, or null where it holds only blanks. What starts with a printable character is none: no need to trim."""
    blanks = BLANKS.replace("'", "''")
    return f"""case when "{at}" between '!' and '~' or trim("{at}", '{blanks}') <> '' then "{at}" end"""


def _reads_alike(data: bytes, quote: bytes) -> bool:
    """Whether both readers count and cut these lines alike.

    They differ over blank lines (a spreadsheet counts them), over mixed or old line ends, and over blanks beside
    quotation marks.
    """
    lines = data.strip(b"\r\n")
    returns, pairs = data.count(b"\r"), data.count(b"\r\n")
    if data[:1] in (b"\r", b"\n") or b"\n\n" in lines or b"\n\r" in lines:
        return False
    if returns != pairs or (returns and pairs != data.count(b"\n")):
        return False
    return quote not in data or not (b" " + quote in data or quote + b" " in data)


def _read_exactly(reader: "CsvReader", above: int) -> "pyarrow.Table":
    import pyarrow

    # Rows are counted as a spreadsheet counts them: a cell may hold several lines.
    columns = zip_longest(*_rows(reader), fillvalue="")
    return body_of((pyarrow.array(texts_of(column), pyarrow.string()) for column in columns), above + 1)


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
