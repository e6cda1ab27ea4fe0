"""From a landed file's bytes to rows of text by meaning, or to one clear reason why not."""

import csv
import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pmf_pipeline.demo.ods import ods_bytes
from pmf_pipeline.reading.cells import Sheet, UnreadableFileError
from pmf_pipeline.reading.formats import read_sheets
from pmf_pipeline.reading.raw_rows import Block, read_raw_rows
from pmf_pipeline.reading.spec import Layout, SourceSpec

HEADER = "indicator,period,value"
SPEC = SourceSpec.model_validate(
    {
        "name": "returns_of_tests",
        "title": "Returns of the tests",
        "publisher": "Nobody",
        "kind": "returns",
        "files": "*",
        "sheet": "Return",
        "columns": {"measure": "indicator", "period": "period", "value": "value"},
        "ignored_columns": ["note"],
    }
)


def rows_of(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """Every row of a sheet that is not blank, by its number, up to its last cell that is not."""
    body = ((row.pop("row_number"), [cell or "" for cell in row.values()]) for row in sheet.body.to_pylist())
    cut = [(number, upto_last(cells)) for number, cells in [*enumerate(sheet.head, 1), *body]]
    return [(number, cells) for number, cells in cut if cells]


def upto_last(cells: list[str]) -> list[str]:
    """A row without the blank cells at its end, and each blank cell as an empty text."""
    texts = [cell if cell.strip() else "" for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def rows_of_csv(content: bytes, encoding: str = "utf-8") -> list[tuple[int, list[str]]]:
    (sheet,) = read_sheets(content, "return.csv", Layout(encoding=encoding))
    return rows_of(sheet)


def rows_of_workbook(content: bytes, name: str) -> list[tuple[int, list[str]]]:
    (sheet,) = read_sheets(content, name, Layout(sheet="Return"))
    return rows_of(sheet)


def block(content: bytes, name: str = "return.csv", spec: SourceSpec = SPEC) -> Block:
    (found,) = read_raw_rows(content, name, spec).blocks
    return found


def column(found: Block, meaning: str) -> list[str | None]:
    return found.rows[meaning].to_pylist()


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, at, cell, dates)
                    elif cell is not None:
                        sheet.write(number, at, cell)
    return buffer.getvalue()


def refusal(content: bytes, name: str = "return.csv", spec: SourceSpec = SPEC) -> str:
    with pytest.raises(UnreadableFileError) as found:
        read_raw_rows(content, name, spec)
    return str(found.value)


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")), min_size=2, max_size=4),
        min_size=1,
        max_size=6,
    )
)
def test_csv_gives_back_every_text_at_its_spreadsheet_row(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    expected = [(number, upto_last(row)) for number, row in enumerate(rows, 1) if upto_last(row)]
    assert rows_of_csv(stream.getvalue().encode()) == expected


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    content = b'a,b\n"two\nlines",1\n\nlast,2\n'
    assert rows_of_csv(content) == [(1, ["a", "b"]), (2, ["two\nlines", "1"]), (4, ["last", "2"])]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_the_encoding(codec: str) -> None:
    assert rows_of_csv("Größe,£\n1,2\n".encode(codec))[0] == (1, ["Größe", "£"])


def test_the_specification_says_the_encoding_otherwise() -> None:
    assert rows_of_csv("Größe,£\n".encode("cp1252"), "cp1252") == [(1, ["Größe", "£"])]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["is empty", "again"]),
        ("a,£\n".encode("cp1252"), ["is not utf-8 text", "byte 2", "CSV UTF-8"]),
        (b"a,b\n\0\0,1\n", ["binary data"]),
        (b'a,b\n"never closed,1\n', ["not well-formed CSV", "line 2"]),
        (b'a,b\n"closed"too soon,1\n', ["not well-formed CSV", "line 2"]),
    ],
)
def test_a_csv_that_cannot_be_read_says_why(content: bytes, words: list[str]) -> None:
    said = refusal(content)
    for word in words:
        assert word in said


@pytest.mark.parametrize("name", ["return.pdf", "return.docx", "return"])
def test_another_kind_of_file_says_what_to_send(name: str) -> None:
    assert "Send CSV, XLSX or ODS" in refusal(b"%PDF", name)


@pytest.mark.parametrize("name", ["return.xlsx", "return.ods", "return.xls", "RETURN.XLSX"])
@pytest.mark.parametrize(
    "content", [b"PK\3\4 nonsense", b"not a zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_a_damaged_or_protected_workbook_says_what_to_do(name: str, content: bytes) -> None:
    assert "could not be opened as a workbook" in refusal(content, name)
    assert "without a password" in refusal(content, name)


def test_a_truncated_workbook_is_damaged() -> None:
    whole = workbook({"Return": [HEADER.split(","), ["A", "2023-24-Q2", 1]]})
    for length in (10, len(whole) // 2, len(whole) - 1):
        assert "could not be opened" in refusal(whole[:length], "return.xlsx")


def test_workbook_cells_are_the_text_a_person_would_type() -> None:
    moment = datetime.combine(date(2023, 10, 20), time(9, 30))
    cells = [
        0.1 + 0.2,
        34.0,
        1e15,
        123456789012345,
        1.005,
        -0.5,
        True,
        date(2023, 10, 20),
        moment,
        " text ",
        "34%",
        1e-7,
    ]
    content = workbook({"Return": [cells]})
    (row,) = rows_of_workbook(content, "return.xlsx")
    assert row == (
        1,
        ["0.3", "34", "1000000000000000", "123456789012345", "1.005", "-0.5", "TRUE", "2023-10-20",
         "2023-10-20T09:30:00", " text ", "34%", "0.0000001"],
    )  # fmt: skip


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_workbook_number_of_up_to_fifteen_digits_is_exact(number: Decimal) -> None:
    sheets = {"Return": [["value"], [number]]}
    ods = rows_of_workbook(ods_bytes(sheets), "return.ods")
    assert Decimal(ods[1][1][0]) == number


def test_rows_keep_their_number_where_a_sheet_starts_late() -> None:
    content = workbook({"Return": [[None], [None, None], HEADER.split(","), ["A", "2023-24-Q2", 1]]})
    assert [number for number, _ in rows_of_workbook(content, "r.xlsx")] == [3, 4]


@pytest.mark.parametrize("name", ["Return", "return", " RETURN "])
def test_the_sheet_is_found_by_name_among_others(name: str) -> None:
    content = workbook({"About": [["x"]], name: [HEADER.split(","), ["A", "2023-24-Q2", 1]]})
    assert column(block(content, "return.xlsx"), "measure") == ["A"]


def test_a_single_sheet_needs_no_name() -> None:
    content = workbook({"Sheet1": [HEADER.split(","), ["A", "2023-24-Q2", 1]]})
    assert block(content, "return.xlsx").sheet == "Sheet1"


def test_several_sheets_without_the_wanted_one_are_named() -> None:
    said = refusal(workbook({"Q1": [["x"]], "Q2": [["x"]]}), "return.xlsx")
    assert "has the sheets Q1, Q2" in said
    assert "'Return'" in said


def test_a_second_sheet_with_a_return_is_not_passed_over() -> None:
    rows = [HEADER.split(","), ["A", "2023-24-Q2", 1]]
    said = refusal(workbook({"Return": rows, "About": [["x"], HEADER.split(",")], "Return (2)": rows}), "return.xlsx")
    assert "has a return on two sheets, 'Return' and 'Return (2)'" in said
    assert "Keep one of them" in said


def read(text: str) -> Block:
    return block(text.encode())


def test_columns_are_found_by_name_in_any_order_and_case() -> None:
    rows = read("Note,VALUE, period ,Indicator\nx,1.5,2023-24-Q2,A\n")
    assert [column(rows, name) for name in ("measure", "value", "row_number")] == [["A"], ["1.5"], [2]]
    assert rows.letters["value"] == "B"


def test_a_blank_cell_is_nothing_and_a_short_row_is_filled_up() -> None:
    rows = read(f"{HEADER}\nA,  ,1\nB\n")
    assert column(rows, "period") == [None, None]
    assert column(rows, "value") == ["1", None]


def test_the_value_column_has_its_spreadsheet_letter() -> None:
    spec = SPEC.model_copy(update={"ignored_columns": tuple(f"n{number}" for number in range(30))})
    wide = ",".join(["indicator", "period", *spec.ignored_columns, "value"])
    assert block(f"{wide}\nA,2023-24-Q2{',' * 30},5\n".encode(), spec=spec).letters["value"] == "AG"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("indicator,period", ["row 1 lacks value", "Expected indicator, period, value"]),
        (f"{HEADER},extra", ["does not know extra"]),
        (f"{HEADER},", []),
        ("indicator,,period,value", ["does not know (blank)"]),
        (f"{HEADER},Value", ["repeats value"]),
    ],
)
def test_a_wrong_header_names_each_fault(header: str, words: list[str]) -> None:
    text = f"{header}\nA,2023-24-Q2,1\n"
    if not words:
        assert column(read(text), "value") == ["1"]
        return
    for word in words:
        assert word.casefold() in refusal(text.encode()).casefold()


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_return_separated_otherwise_than_by_commas_is_told_so(sign: str, name: str) -> None:
    said = refusal(sign.join(["Indicator", "period", "value"]).encode() + f"\nA{sign}2023-24-Q2{sign}1,5\n".encode())
    assert f"row 1 is separated by {name} (found Indicator{sign}period{sign}value)" in said
    assert "save it as CSV separated by commas" in said
    assert "lacks" not in said
    assert "separated by" not in refusal(f"one{sign}two{sign}three\n".encode()), "names that nobody knows"
    assert "separated by" not in refusal(f"{HEADER},more{sign}less\n".encode()), "a column that is called so"


def test_more_cells_than_columns_are_not_dropped() -> None:
    said = refusal(f"{HEADER}\nA,2023-24-Q2,1,234\n".encode())
    assert "row 2" in said
    assert "more cells" in said


def test_a_file_of_a_header_alone_is_refused() -> None:
    assert "no rows below" in refusal(f"{HEADER}\n\n , ,\n".encode())


def test_the_header_may_stand_further_down() -> None:
    spec = SPEC.model_copy(update={"header_row": 3})
    text = f"Title,,\n,,\n{HEADER}\nA,2023-24-Q2,1\n"
    assert column(block(text.encode(), spec=spec), "row_number") == [4]
    assert "no column names in row 3" in str(refusal(f"{HEADER}\nA,2023-24-Q2,1\n".encode(), spec=spec))
