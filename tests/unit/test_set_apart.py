"""Set apart in a cell, no digit of its figure: a raised note, what is struck out, another line."""

import io

import pytest
import xlsxwriter

from pmf_pipeline.reading import formulas, set_apart
from pmf_pipeline.reading.spec import Layout
from pmf_pipeline.reading.workbook import read_workbook
from pmf_pipeline.reading.workbook_xml import looked_through, signs_in
from tests.helpers.landing import OFFICE, ods_cell, ods_of

HEADER = ("indicator_code", "value")
RAISED = (
    "<office:automatic-styles "
    f'xmlns:style="{OFFICE}:style:1.0"><style:style style:name="T1" style:family="text">'
    '<style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="T2" style:family="text"><style:text-properties style:text-line-through-style="solid"/>'
    "</style:style></office:automatic-styles>"
)


def read(content: bytes, suffix: str) -> list[str | None]:
    (sheet,) = read_workbook(content, suffix, Layout(sheet="Return"))
    return sheet.body.column(2).to_pylist()


def xlsx(*parts: str, how: str = "raised") -> bytes:
    """A workbook of one figure whose every second part is raised, or struck out."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Return")
        apart = workbook.add_format({"font_script": 1} if how == "raised" else {"font_strikeout": True})
        sheet.write_row(0, 0, HEADER)
        sheet.write(1, 0, "COR-02")
        runs = [run for at, part in enumerate(parts) for run in ([apart, part] if at % 2 else [part])]
        assert sheet.write_rich_string(1, 1, *runs) == 0
    return buffer.getvalue()


def ods(*parts: str, how: str = "raised", styles: str = RAISED) -> bytes:
    """The same in ODS."""
    style = "T1" if how == "raised" else "T2"
    shown = "".join(
        f'<text:span text:style-name="{style}">{part}</text:span>' if at % 2 else part for at, part in enumerate(parts)
    )
    rows = "".join(map(ods_cell, HEADER)), ods_cell("COR-02") + ods_cell(shown)
    return ods_of("".join(f"<table:table-row>{cells}</table:table-row>" for cells in rows), styles=styles)


@pytest.mark.parametrize(("position", "text"), [("33%", "5.4 [1]"), ("33% 66%", "5.4 [1]"), ("-33% 58%", "5.41")])
def test_a_note_may_be_raised_by_a_share_of_its_line(position: str, text: str) -> None:
    assert read(ods("5.4", "1", styles=RAISED.replace("super 58%", position)), ".ods") == [text]


@pytest.mark.parametrize(("make", "suffix"), [(xlsx, ".xlsx"), (ods, ".ods")], ids=["xlsx", "ods"])
@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("5.4", "1"), "5.4 [1]"),
        (("5.4", " 2", " %"), "5.4 [2] %"),
        (("55%", "r"), "55% [r]"),
        (("12 km", "2"), "12 km2"),
        (("2022-23", "1"), "2022-23 [1]"),
    ],
)
def test_what_is_raised_after_a_digit_stands_in_brackets(make, suffix: str, parts: tuple[str, ...], text: str) -> None:
    assert read(make(*parts), suffix) == [text]


@pytest.mark.parametrize(("make", "suffix"), [(xlsx, ".xlsx"), (ods, ".ods")], ids=["xlsx", "ods"])
def test_a_figure_that_is_struck_out_is_no_part_of_the_one_beside_it(make, suffix: str) -> None:
    assert read(make("5", "6", how="struck"), suffix) == ["5~6~"]
    assert read(make("12 km", " of it", how="struck"), suffix) == ["12 km of it"]


def test_figures_on_two_lines_of_an_ods_cell_are_two() -> None:
    assert read(ods("5<text:line-break/>6"), ".ods") == ["5\n6"]
    assert read(ods("Roads<text:line-break/>and paths"), ".ods") == ["Roadsand paths"]


@pytest.mark.parametrize("cell", [5.4, "5.4 [p]"])
def test_a_cell_that_is_struck_out_as_a_whole_holds_no_figure(cell: float | str) -> None:
    assert read(struck_xlsx(cell), ".xlsx") == [f"~{cell}~", str(cell)]
    assert read(struck_ods(cell), ".ods") == [f"~{cell}~", str(cell)]


def test_a_workbook_with_nothing_to_find_is_not_walked_through() -> None:
    """Fonts and fills are no formulas: the walk takes many times what reading takes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.add_worksheet("Return").write(0, 0, 5.4, workbook.add_format({"bold": True, "bg_color": "yellow"}))
    with looked_through(buffer.getvalue()) as archive:
        signs = (*formulas.IN_XLSX, *set_apart.IN_XLSX)
        assert signs_in(archive, signs, set_apart.IN_XLSX_STYLES) == frozenset()


def test_words_may_be_struck_out() -> None:
    assert read(struck_xlsx("none"), ".xlsx") == read(struck_ods("none"), ".ods") == ["none"] * 2


def struck_xlsx(cell: float | str) -> bytes:
    """A workbook of two figures, the first struck out."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Return")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ("COR-02", cell), workbook.add_format({"font_strikeout": True}))
        sheet.write_row(2, 0, ("COR-03", cell))
    return buffer.getvalue()


def struck_ods(cell: float | str) -> bytes:
    """The same in ODS."""
    rows = (
        "".join(map(ods_cell, HEADER)),
        ods_cell("COR-02") + ods_cell(str(cell), style="T2"),
        ods_cell("COR-03") + ods_cell(str(cell)),
    )
    return ods_of("".join(f"<table:table-row>{cells}</table:table-row>" for cells in rows), styles=RAISED)
