"""Reading returns and extracts as the landing asset does, without a run; and workbooks to land, sound and hostile.

Homes are in `homes`.
"""

import io
import zipfile
from typing import Any

import duckdb

from assets.landing import land_slices
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from resources.session import CANDIDATE, Session
from resources.states import States

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">'
        '<sheets><sheet name="Return" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def landed_rows(home: Home, *names: str, source: str = "internal_returns") -> list[dict[str, Any]]:
    """Every row that the landing asset makes of quarters' returns, or of an extract's files, before its gate."""
    project = load_project(home.path)
    (spec,) = [spec for spec in project.sources if spec.name == source]
    with duckdb.connect() as connection:
        land_slices(Session(connection, States(project)), spec, names)
        cursor = connection.execute(f"select * from {CANDIDATE} order by rowid")
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def xlsx_of(sheet_data: str) -> bytes:
    """An XLSX workbook with one sheet, `Return`, whose rows are XML as given."""
    return zipped(
        {
            **PARTS,
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet_data}</sheetData></worksheet>',
        }
    )


def ods_of(rows: str, *, styles: str = "", encrypted: bool = False) -> bytes:
    """An ODS workbook with one sheet, `Return`, whose rows and automatic styles are XML as given."""
    secret = "<manifest:encryption-data/>" if encrypted else ""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": (
                f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0">'
                f'<manifest:file-entry manifest:full-path="content.xml">{secret}</manifest:file-entry>'
                "</manifest:manifest>"
            ),
            "content.xml": (
                f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
                f'xmlns:text="{OFFICE}:text:1.0">{styles}<office:body><office:spreadsheet>'
                f'<table:table table:name="Return">{rows}</table:table>'
                "</office:spreadsheet></office:body></office:document-content>"
            ),
        }
    )


def ods_cell(text: str, repeated: int = 1, style: str = "Default") -> str:
    """A cell of an ODS sheet."""
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string" '
        f'table:number-columns-repeated="{repeated}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
