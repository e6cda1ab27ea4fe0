"""A cell that a workbook shows as 34% is read as 34 where people type, and as 0.34 where publishers store."""

import io
from typing import Any

import pytest
import xlsxwriter

from pmf_pipeline.demo.ods import MANIFEST, MIMETYPE
from pmf_pipeline.packing import stored_zip, unpacked
from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.formats import read_sheets
from pmf_pipeline.reading.percentages import percentage_cells
from pmf_pipeline.reading.spec import Layout

HEADER = ["code", "value"]


def xlsx(*cells: tuple[Any, str | None]) -> bytes:
    """A workbook with one value a row, each in its number format."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.add_worksheet("Notes").write(0, 0, 0.5, workbook.add_format({"num_format": "0%"}))
        sheet = workbook.add_worksheet("Return")
        sheet.write_row(0, 0, HEADER)
        for row, (content, number_format) in enumerate(cells, 1):
            style = workbook.add_format({"num_format": number_format}) if number_format else None
            sheet.write(row, 0, "A")
            sheet.write(row, 1, content, style)
    return buffer.getvalue()


def ods(rows: str) -> bytes:
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("office", "table", "text"))
    other = f'<table:table table:name="Other"><table:table-row>{PERCENT}</table:table-row></table:table>'
    sheets = f'{other}<table:table table:name="Return">{rows}</table:table>'
    content = f"<office:body {spaces}><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
    members = {"mimetype": MIMETYPE, "content.xml": content, "META-INF/manifest.xml": MANIFEST}
    return stored_zip((name, text.encode()) for name, text in members.items())


TEXT = '<table:table-cell office:value-type="string"><text:p>A</text:p></table:table-cell>'
PERCENT = '<table:table-cell office:value-type="percentage" office:value="0.34"/>'
NUMBER = '<table:table-cell office:value-type="float" office:value="0.34"/>'


def read(content: bytes, name: str, layout: Layout) -> list[str | None]:
    (sheet,) = read_sheets(content, name, layout)
    return sheet.body["1"].to_pylist()


SHOWN = Layout(sheet="Return", percentages="shown")


@pytest.mark.parametrize(
    ("content", "number_format", "text"),
    [
        (0.34, "0%", "34%"),
        (0.34, "0.00%", "34%"),
        (0.1234, '#,##0.0%;[Red]-0.0%;"none"', "12.34%"),
        (-0.005, "0.0 %", "-0.5%"),
        (1, "0%", "100%"),
        (0, "0%", "0%"),
        (0.1 + 0.2, "0%", "30%"),
        (34, None, "34"),
        (34, "0.0", "34"),
        (34, '0"%"', "34"),  # a percent sign that is only written beside the number
        (34, r"0\%", "34"),
        ("34%", "0%", "34%"),
        ("n/a", "0%", "n/a"),
        (True, "0%", "TRUE"),
    ],
)
def test_a_percentage_is_what_is_shown(content: Any, number_format: str | None, text: str) -> None:
    assert read(xlsx((content, number_format)), "place.xlsx", SHOWN) == [text]


def test_an_error_is_what_is_shown_and_no_blank() -> None:
    assert read(xlsx(("#DIV/0!", None)), "place.xlsx", SHOWN) == ["#DIV/0!"], "as text"
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Return")
        sheet.write_row(0, 0, HEADER)
        for row, error in enumerate(("#DIV/0!", "#N/A"), 1):
            sheet.write_formula(row, 1, "=1/0", None, error)
    assert read(buffer.getvalue(), "place.xlsx", SHOWN) == ["#DIV/0!", "#N/A"]
    error = (
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error" '
        'xmlns:calcext="urn:calcext"><text:p>#REF!</text:p></table:table-cell>'
    )
    rows = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in (TEXT * 2, TEXT + error))
    assert read(ods(rows), "place.ods", SHOWN) == ["#REF!"]


def test_what_publishers_store_stays_as_stored() -> None:
    assert read(xlsx((0.34, "0%")), "place.xlsx", Layout(sheet="Return")) == ["0.34"]


def test_the_cell_and_no_other_is_a_percentage_in_ods_too() -> None:
    content = ods(
        f"<table:table-row>{TEXT}{TEXT}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2">{TEXT}{PERCENT}</table:table-row>'
        f"<table:table-row>{TEXT}{NUMBER}</table:table-row>"
    )
    assert percentage_cells(content, ".ods", {"Return": (4, 2)}) == {("Return", 2, 1), ("Return", 3, 1)}
    assert percentage_cells(content, ".ods", {"Nowhere": (4, 2)}) == frozenset()


def test_a_claim_of_a_million_cells_is_not_believed() -> None:
    huge = PERCENT.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="1000000000"')
    content = ods(f'<table:table-row table:number-rows-repeated="1000000000">{huge}</table:table-row>')
    assert percentage_cells(content, ".ods", {"Return": (2, 2)}) == {
        ("Return", row, column) for row in (1, 2) for column in (0, 1)
    }


def test_an_old_format_that_does_not_tell_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="cannot be told apart"):
        percentage_cells(b"", ".xls", {"Return": (1, 1)})


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet2.xml"])
def test_a_damaged_part_is_a_refusal_and_no_traceback(part: str) -> None:
    members = [(name, b"<cut" if name == part else body) for name, body in unpacked(xlsx((0.34, "0%")))]
    with pytest.raises(UnreadableFileError, match="could not be looked through"):
        percentage_cells(stored_zip(members), ".xlsx", {"Return": (2, 2)})
