"""A small writer of OpenDocument spreadsheets, the same bytes for the same cells.

Text, number and date cells in plain sheets, without styles. What the cells say does not belong here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from pmf_pipeline.packing import stored_zip

Cell = str | int | Decimal | date | None

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
MANIFEST = (
    f'{DECLARATION}<manifest:manifest xmlns:manifest="{NAMESPACE}manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def ods_bytes(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """An ODS workbook of `sheets`: rows of cells by sheet name, in order.

    The mimetype comes first, as the format demands, so that a file's kind can be told from its first bytes.
    """
    return stored_zip(
        [
            ("mimetype", MIMETYPE.encode("ascii")),
            ("content.xml", _content(sheets).encode("utf-8")),
            ("META-INF/manifest.xml", MANIFEST.encode("utf-8")),
        ]
    )


def _content(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> str:
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_row, rows))}</table:table>"
        for name, rows in sheets.items()
    )
    return (
        f'{DECLARATION}<office:document-content xmlns:office="{NAMESPACE}office:1.0" '
        f'xmlns:table="{NAMESPACE}table:1.0" xmlns:text="{NAMESPACE}text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def _row(cells: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(value: Cell) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, date):
        attributes = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | Decimal):
        attributes = f'office:value-type="float" office:value="{value:f}"'
    else:
        attributes = 'office:value-type="string"'
    return f"<table:table-cell {attributes}><text:p>{escape(str(value))}</text:p></table:table-cell>"
