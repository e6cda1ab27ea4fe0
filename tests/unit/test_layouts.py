"""Files as publishers lay them out: wide tables, headers of several rows, notes, footnotes, totals, symbols."""

from decimal import Decimal
from typing import Any

import pytest

from pmf_pipeline.demo.ods import ods_bytes
from pmf_pipeline.reading.raw_rows import read_raw_rows
from tests.helpers.converting import Connection
from tests.helpers.layouts import LONG, YEARS, landed, refusal, shown, spec


def test_each_year_of_a_wide_row_is_a_figure_with_its_own_cell(connection: Connection) -> None:
    rows = landed(connection, spec(YEARS), "Code,Name,Measure,2021-22,2022-23\nE08000013,St Helens,A,1,2\n")
    assert shown(rows, "period", "value", "cell", "row_number", "area_name") == [
        ("2021-22", 1, "D2", 2, "St Helens"), ("2022-23", 2, "E2", 2, "St Helens"),
    ]  # fmt: skip


def test_measures_may_stand_in_columns_under_other_names(connection: Connection) -> None:
    layout = spec(
        LONG,
        columns={"area_code": "Code", "period": "Year"},
        wide={"gives": "measure", "columns": ["Rate of A (Ex NI 1)", "Rate of B"]},
        measures={"Rate of A (Ex NI 1)": "A", "Rate of B": "B"},
        scale={"A": 100, "B": "1.609344"},
    )
    rows = landed(connection, layout, "Code,Year,Rate of A (Ex NI 1),Rate of B\nE08000013,2022-23,0.314,10\n")
    assert shown(rows, "measure", "raw_value", "value") == [
        ("A", "0.314", Decimal("31.4")), ("B", "10", Decimal("16.09344")),
    ]  # fmt: skip


def test_a_share_that_is_written_as_a_percentage_is_not_scaled_again(connection: Connection) -> None:
    content = "Measure,Code,Year,Value\nA,E08000013,2022-23,0.552\nA,E08000014,2022-23,55.2%\nB,E08000013,2022-23,5 %\n"
    rows = landed(connection, spec(LONG, scale={"A": 100, "B": 1000}), content)
    assert shown(rows, "raw_value", "value") == [
        ("0.552", Decimal("55.2")), ("55.2%", Decimal("55.2")), ("5 %", 5000),
    ]  # fmt: skip


def test_a_header_of_two_rows_says_measure_and_period(connection: Connection) -> None:
    layout = spec(
        LONG, columns={"area_code": "Code"}, header_rows=2, wide={"pattern": r"(?P<measure>\w) \| (?P<period>.*)"}
    )
    content = ",A,,B,\nCode,2021-22,2022-23 [r],2021-22,2022-23\nE08000013,1,2,3,4\n"
    rows = landed(connection, layout, content)
    assert shown(rows, "measure", "period", "value", "marker", "cell") == [
        ("A", "2021-22", 1, None, "B3"), ("A", "2022-23", 2, "r", "C3"),
        ("B", "2021-22", 3, None, "D3"), ("B", "2022-23", 4, None, "E3"),
    ]  # fmt: skip


def test_notes_and_markers_stand_in_names_headers_periods_and_cells(connection: Connection) -> None:
    content = (
        "Code,Name,Measure,2021-22 [note 17],2022-23\n"
        "E08000013,St. Helens [note 7] [r],A,1,2 [p]\n"
        "E08000014,Sefton,A,[x],3\n"
    )
    rows = landed(connection, spec(YEARS), content)
    assert shown(rows, "area_code", "value", "marker", "notes") == [
        ("E08000013", 1, "r", "note 17; note 7"), ("E08000013", 2, "p", "note 7"),
        ("E08000014", None, "x", "note 17"), ("E08000014", 3, None, None),
    ]  # fmt: skip
    in_period = landed(connection, spec(LONG), "Measure,Code,Year,Value\nA,E08000013,2023-24 [r] [note 17],5\n")
    assert shown(in_period, "period", "marker", "notes") == [("2023-24", "r", "note 17")]


@pytest.mark.parametrize(
    ("text", "rule", "says"),
    [
        ("5[.]4", "unreadable_value", '"5[.]4" is not a number'),
        ("[low]", "nothing_given", '"[low]" is neither a figure nor a marker'),
        ("[w]", "nothing_given", "said under symbols in its specification"),
    ],
)
def test_what_a_published_cell_says_that_is_no_figure_is_quoted(
    text: str, rule: str, says: str, connection: Connection
) -> None:
    (row,) = landed(connection, spec(LONG), f"Measure,Code,Year,Value\nA,E08000013,2022-23,{text}\n")
    assert (row["value"], row["rule"]) == (None, rule)
    assert says in row["reason"]


def test_a_column_of_notes_says_which_cells_it_concerns(connection: Connection) -> None:
    layout = spec(YEARS, columns={**YEARS["columns"], "notes": "Notes"})
    content = (
        "Code,Name,Measure,2021-22,2022-23,Notes\n"
        'E08000013,"St. Helens [note 7, 12] [r]",A,1,2,"[7] applies to D2 and E2, [r] applies to E2"\n'
        "E08000014,Sefton [r],A,3,4,[z]\n"
        "E92000001,England,A,5,6,Provisional in parts\n"
    )
    assert shown(landed(connection, layout, content), "value", "marker", "notes") == [
        (1, None, "note 12; note 7"), (2, "r", "note 12; note 7"), (3, None, None), (4, None, None),
        (5, None, "Provisional in parts"), (6, None, "Provisional in parts"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("notes", "refused"),
    [
        ("[7] applies to D2 and E2, [r] applies to E2", False),
        ("[7] applies to D2, [r] applies to E3", True),
        ("[r] applies to D2 to F2", True),
        ("[r] applies to D2:F2", True),
        ("Provisional, as is all of 2019 to 2022", False),
    ],
)
def test_notes_that_name_the_cells_of_another_row_went_astray(
    notes: str, refused: bool, connection: Connection
) -> None:
    layout = spec(YEARS, columns={**YEARS["columns"], "notes": "Notes"})
    content = f'Code,Name,Measure,2021-22,2022-23,Notes\nE08000013,St Helens,A,1,2,"{notes}"\n'
    rows = landed(connection, layout, content)
    assert shown(rows, "rule") == [("notes_of_other_cells" if refused else None,)] * 2
    assert all(notes in row["reason"] and "another row than 2" in row["reason"] for row in rows if refused)


def test_a_note_among_the_rows_makes_no_footnotes_of_the_figures_below_it() -> None:
    content = (
        "Code,Name,Measure,2021-22\nE08000013,St Helens,A,1\nNotes:,,,\n1 Estimated.,,,\nE12000002,North West,A,5\n"
        "E08000014,Sefton,A,2\nE08000015,Wirral,A,3\n"
    )
    found = refusal(content, spec(YEARS, ends_at="Notes:?"))
    assert "an authority's figures in row 6, below row 3, at which its data ends by ends_at" in found


@pytest.mark.parametrize("cut", [1, 4, 12, 18])
def test_a_file_that_ends_in_the_middle_of_a_row_was_cut_short(cut: int, connection: Connection) -> None:
    content = "Measure,Code,Year,Value\nA,E08000013,2022-23,1\nA,E08000014,2022-23,"
    whole = landed(connection, spec(LONG), content)
    assert shown(whole, "value", "marker") == [(1, None), (None, "x")]
    assert "ends in the middle of row 3, without all its cells" in refusal(content[:-cut], spec(LONG))
    note = landed(connection, spec(LONG, ends_at="Source"), f"{content}\nSource")
    assert shown(note, "rule") == [(None,), (None,), ("footnote",)]


def test_footnotes_and_totals_are_left_out_by_rule_and_kept(connection: Connection) -> None:
    layout = spec(
        LONG,
        ends_at="Notes:?",
        leave_out=[
            {"rule": "total", "column": "Code", "equals": ["total"], "says": "A total."},
            {"rule": "other_level", "column": "Level", "other_than": ["Council"], "says": "Another level."},
        ],
    )
    content = (
        "Level,Measure,Code,Year,Value\nCouncil,A,E08000013,2022-23,1\nCouncil,A,Total,2022-23,2\n"
        "Region,A,E08000013,2022-23,3\n\nNotes:\n,1 Estimated.\n"
    )
    rows = landed(connection, layout, content)
    assert shown(rows, "row_number", "fate", "rule", "raw_value", "notes") == [
        (2, "accepted", None, "1", None), (3, "left_out", "total", "2", None),
        (4, "left_out", "other_level", "3", None), (6, "left_out", "footnote", None, "Notes:"),
        (7, "left_out", "footnote", None, "1 Estimated."),
    ]  # fmt: skip
    assert rows[1]["reason"] == "A total."
    assert read_raw_rows(content.encode(), "extract.csv", layout).rows_read == 5


@pytest.mark.parametrize(
    ("condition", "left"),
    [({"pattern": "^S"}, ["E08000013", "E08000014"]), ({"blank": True}, ["E92000001"]),
     ({"equals": ["SEFTON "]}, ["E08000014"])],
)  # fmt: skip
def test_a_rule_leaves_out_what_it_says(condition: dict[str, Any], left: list[str], connection: Connection) -> None:
    rule = {"rule": "a_rule", "column": "Name", "says": "So.", **condition}
    lines = ["St Helens,A,E08000013,2022-23,1", "Sefton,A,E08000014,2022-23,2", " ,A,E92000001,2022-23,3"]
    content = "\n".join(["Name,Measure,Code,Year,Value", *lines])
    rows = landed(connection, spec(LONG, leave_out=[rule]), content)
    assert [row["area_code"] for row in rows if row["rule"] == "a_rule"] == left


def test_what_the_table_does_not_say_is_constant_or_found_outside_it(connection: Connection) -> None:
    layout = spec(
        LONG,
        columns={"area_code": "Code", "value": "Value"},
        constants={"measure": "A"},
        found_in={"period": {"place": "file", "pattern": r"(20\d\d-\d\d)"}},
    )
    rows = landed(connection, layout, "Code,Value\nE08000013,1\n", "extract-2022-23.csv")
    assert shown(rows, "measure", "period", "fate") == [("A", "2022-23", "accepted")]
    said = refusal("Code,Value\nE08000013,1\n", layout, "extract.csv")
    assert "does not say its period in its name" in said
    above = spec(layout.model_dump(), header_row=2, found_in={"period": {"place": "above", "pattern": "in (.*)"}})
    assert shown(landed(connection, above, "Shares in 2021-22,\nCode,Value\nE08000013,1\n"), "period") == [("2021-22",)]


@pytest.mark.parametrize("name", ["extract.xls", "extract.XLSB"])
def test_an_empty_cell_of_an_old_workbook_may_be_a_formula_that_fails(name: str, connection: Connection) -> None:
    layout, content = spec(LONG, format="csv"), "Measure,Code,Year,Value\nA,E08000013,2022-23,\n"
    (row,) = landed(connection, layout, content, name)
    assert (row["marker"], row["rule"]) == (None, "nothing_given")
    assert "Save it as XLSX" in row["reason"]
    said = landed(connection, spec(LONG, format="csv", symbols={"blank": "x"}), content, name)
    assert shown(said, "marker", "fate") == [("x", "accepted")]


def test_a_row_below_a_merged_measure_is_refused_and_not_left_out(connection: Connection) -> None:
    rows = landed(
        connection,
        spec(LONG),
        "Measure,Code,Year,Value\nA,E08000014,2022-23,1\n,E08000013,2022-23,2\nC,E08000013,2022-23,3\n",
    )
    assert shown(rows, "fate", "rule") == [
        ("accepted", None), ("quarantined", "no_measure"), ("left_out", "not_in_framework"),
    ]  # fmt: skip
    assert "Of merged cells only the first holds the text" in rows[1]["reason"]


def test_a_file_that_says_another_unit_above_its_header_is_refused(connection: Connection) -> None:
    layout = spec(LONG, header_row=3, says_above="£ thousand", scale={"*": 1000})
    content = "Outturn 2022-23,,,\nNet expenditure (£ thousand),,,\nMeasure,Code,Year,Value\nA,E08000013,2022-23,2\n"
    assert shown(landed(connection, layout, content), "value") == [(2000,)]
    said = refusal(content.replace("thousand", "million"), layout)
    assert "says nothing like £ thousand above its header" in said
    assert "Net expenditure (£ million)" in said


def test_several_sheets_of_one_layout_are_read_together(connection: Connection) -> None:
    layout = spec(
        LONG,
        columns={"area_code": "Code", "period": "Year", "value": "Value"},
        sheet="Data *",
        found_in={"measure": {"place": "sheet", "pattern": "Data (.)"}},
    )
    sheet = [["Code", "Year", "Value"], ["E08000013", "2022-23", 1]]
    content = ods_bytes({"About": [["x"]], "Data A": sheet, "Data B": sheet})
    rows = landed(connection, layout, content, "extract.ods")
    assert shown(rows, "sheet", "measure", "fate") == [("Data A", "A", "accepted"), ("Data B", "B", "accepted")]
    assert "no sheet like 'Data *'" in refusal(ods_bytes({"About": [["x"]], "More": [["x"]]}), layout, "extract.ods")


@pytest.mark.parametrize("header", ["Measure,ONS Code,Year,Value", "Measure,ONS Area Code,Year,Value"])
def test_a_column_has_other_names_in_other_years(header: str, connection: Connection) -> None:
    layout = spec(LONG, columns={**LONG["columns"], "area_code": ["ONS Code", "ONS Area Code"]})
    rows = landed(connection, layout, f"{header}\nA,E08000013,2022-23,1\n")
    assert shown(rows, "area_code", "fate") == [("E08000013", "accepted")]
    assert "lacks ONS Code or ONS Area Code" in refusal("Measure,Year,Value\nA,2022-23,1\n", layout)


def test_a_second_column_tells_measures_and_quarters_apart(connection: Connection) -> None:
    layout = spec(
        LONG,
        columns={**LONG["columns"], "measure_detail": "Group", "quarter": "Quarter"},
        measures={"A | Total": "B"},
        period_pattern=r"(\d{4}-\d{2}).*(Q\d)",
    )
    lines = ["A,Total,E08000013,2022-23 (final),Q2,1", "A,Women,E08000013,2022-23,Q2,2"]
    content = "\n".join(["Measure,Group,Code,Year,Quarter,Value", *lines])
    assert shown(landed(connection, layout, content), "measure", "period", "fate") == [
        ("B", "2022-23-Q2", "accepted"), ("A | Women", "2022-23-Q2", "left_out"),
    ]  # fmt: skip


def test_symbols_stand_for_markers_with_and_without_brackets(connection: Connection) -> None:
    layout = spec(LONG, symbols={"[y]": "x", "…": "x", "-": "z", "blank": "z"})
    content = "Measure,Code,Year,Value\n" + "".join(
        f"A,E08000013,{year}-{year + 1 - 2000},{text}\n"
        for year, text in ((2019, "[Y]"), (2020, "…"), (2021, "-"), (2022, ""))
    )
    assert shown(landed(connection, layout, content), "raw_value", "marker", "fate") == [
        ("[Y]", "x", "accepted"), ("…", "x", "accepted"), ("-", "z", "accepted"), (None, "z", "accepted"),
    ]  # fmt: skip


def test_an_authority_is_known_by_its_code_and_never_by_its_name(connection: Connection) -> None:
    layout = spec(LONG, columns={**LONG["columns"], "area_name": "Name"})
    trap = "The Halton, Knowsley, Liverpool, St Helens, Sefton and Wirral Combined Authority"
    lines = [f'A,E47000004,"{trap}",2022-23,1', "A,E08000013,Merseyside 3,2022-23,2", "A,,St Helens,2022-23,3"]
    content = "\n".join(["Measure,Code,Name,Year,Value", *lines])
    assert shown(landed(connection, layout, content), "area_name", "fate", "rule") == [
        (trap, "quarantined", "unknown_area"), ("Merseyside 3", "accepted", None),
        ("St Helens", "quarantined", "unknown_area"),
    ]  # fmt: skip


def test_numerator_and_denominator_name_both_their_cells(connection: Connection) -> None:
    layout = spec(LONG, columns={**LONG["columns"], "numerator": "Of", "denominator": "All"}, optional=["value"])
    rows = landed(
        connection, layout, "Measure,Code,Year,Value,Of,All\nA,E08000013,2022-23,,1,4\nA,E08000014,2022-23,9,,\n"
    )
    assert shown(rows, "cell", "raw_numerator", "raw_denominator", "marker") == [
        ("E2 / F2", "1", "4", None), ("D3", None, None, None),
    ]  # fmt: skip
