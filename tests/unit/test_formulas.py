"""A cell whose formula fails, or was never worked out, is no blank cell: its row is refused with what stands there."""

import io
from typing import Any

import pytest
import xlsxwriter

from pmf_pipeline.reading.conversion import convert
from pmf_pipeline.reading.landed_file import LandedFile
from pmf_pipeline.reading.raw_rows import read_raw_rows
from pmf_pipeline.reading.spec import SourceSpec
from tests.helpers.landing import ods_cell, ods_of, xlsx_of

EXTRACT = SourceSpec.model_validate({
    "name": "extract", "title": "An extract", "publisher": "Nobody", "kind": "published", "files": "*",
    "columns": {"measure": "Measure", "area_code": "Code", "period": "Year", "value": "Value"},
})  # fmt: skip
HEADER, ROW = ("Measure", "Code", "Year", "Value"), ("A", "E08000013", "2022-23")
NOT_WORKED_OUT = "It is a formula that was not worked out"
FAILS = "It is what a formula that fails leaves"


def xlsx(cell: str) -> bytes:
    """A workbook of one row, whose figure is a cell as given."""
    texts = "".join(
        f'<c r="{at}1" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in zip("ABCD", HEADER, strict=True)
    )
    row = "".join(f'<c r="{at}2" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in zip("ABC", ROW, strict=True))
    return xlsx_of(f'<row r="1">{texts}</row><row r="2">{row}{cell}</row>')


def ods(attributes: str, shown: str = "") -> bytes:
    """The same, for a cell with such attributes that shows a text."""
    cell = f"<table:table-cell {attributes}>{shown and f'<text:p>{shown}</text:p>'}</table:table-cell>"
    rows = "".join(map(ods_cell, HEADER)), "".join(map(ods_cell, ROW)) + cell
    return ods_of("".join(f"<table:table-row>{cells}</table:table-row>" for cells in rows))


def landed(content: bytes, name: str) -> dict[str, Any]:
    import duckdb

    with duckdb.connect() as connection:
        file = LandedFile(name, "0" * 64, None, read_raw_rows(content, name, EXTRACT), None)
        convert(connection, EXTRACT, [file], {"A": None}, ["E08000013"])
        columns = ("raw_value", "value", "marker", "rule", "cell", "reason")
        (row,) = connection.execute(f"select {', '.join(columns)} from landed_rows").fetchall()
    return dict(zip(columns, row, strict=True))


@pytest.mark.parametrize(
    ("content", "name", "text", "says"),
    [
        (xlsx('<c r="D2" t="e"><v>#REF!</v></c>'), "a.xlsx", "#REF!", FAILS),
        (xlsx('<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'), "a.xlsx", "#DIV/0!", FAILS),
        (xlsx('<c r="D2"><f>B2/C2</f></c>'), "a.xlsx", "=B2/C2", NOT_WORKED_OUT),
        (xlsx('<c r="D2"><f>B2/C2</f><v></v></c>'), "a.xlsx", "=B2/C2", NOT_WORKED_OUT),
        (xlsx('<c r="D2"><f t="shared" si="0"/></c>'), "a.xlsx", "=", NOT_WORKED_OUT),
        (ods('table:formula="of:=[.B2]"'), "a.ods", "=[.B2]", NOT_WORKED_OUT),
        (
            ods('office:value-type="string" office:string-value="" calc:value-type="error" xmlns:calc="c"', "Err:502"),
            "a.ods", "Err:502", FAILS,
        ),
        (ods('table:formula="of:=NA()" office:value-type="float" office:value="0"', "#N/A"), "a.ods", "#N/A", FAILS),
    ],
)  # fmt: skip
def test_what_a_formula_left_is_refused_and_quoted(content: bytes, name: str, text: str, says: str) -> None:
    row = landed(content, name)
    assert (row["raw_value"], row["value"], row["marker"], row["rule"], row["cell"]) == (
        text, None, None, "unreadable_value", "D2",
    )  # fmt: skip
    assert f'"{text}" is not a number. {says}' in row["reason"]


@pytest.mark.parametrize(
    ("content", "name", "value", "marker"),
    [
        (xlsx('<c r="D2"><f>1+1</f><v>2</v></c>'), "a.xlsx", 2, None),
        (xlsx('<c r="D2" t="str"><f>""</f><v></v></c>'), "a.xlsx", None, "x"),
        (xlsx('<c r="D2"/>'), "a.xlsx", None, "x"),
        (ods('table:formula="of:=1+1" office:value-type="float" office:value="2"', "2"), "a.ods", 2, None),
        (ods('table:formula="of:=" office:value-type="string" office:string-value=""'), "a.ods", None, "x"),
    ],
)
def test_a_formula_that_was_worked_out_is_its_value(content: bytes, name: str, value: Any, marker: str | None) -> None:
    row = landed(content, name)
    assert (row["value"], row["marker"], row["rule"]) == (value, marker, None)


def test_a_nought_in_place_of_a_result_that_is_yet_to_be_worked_out_is_refused() -> None:
    """A library that writes formulas saves each with a nought, and asks the next program to work them out."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Return")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 3, "=2+3")
    row = landed(buffer.getvalue(), "a.xlsx")
    assert (row["raw_value"], row["value"], row["rule"]) == ("=2+3", None, "unreadable_value")
    assert NOT_WORKED_OUT in row["reason"]
