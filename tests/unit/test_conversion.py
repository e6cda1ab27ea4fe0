"""From landed texts to figures with a fate: what is read exactly, what is refused, and what mends a refusal."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_pipeline.arrivals import service_of
from pmf_pipeline.reading.conversion import convert
from pmf_pipeline.reading.landed_columns import LANDED_COLUMNS
from pmf_pipeline.reading.landed_file import LandedFile, QuarterDates
from pmf_pipeline.reading.raw_rows import read_raw_rows
from pmf_pipeline.reading.spec import SourceSpec, load_sources
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE

SPECS = {spec.name: spec for spec in load_sources(FRAMEWORK_TEMPLATE / "sources")}
RETURNS, WASTE = SPECS["internal_returns"], SPECS["oflog_waste"]
QUARTER = QuarterDates("2023-24-Q2", date(2023, 7, 1), date(2023, 9, 30))
HEADER = "indicator_code,period,value,numerator,denominator,marker,commentary,submitted_by,submitted_on"
SHA = "0" * 64
Connection = Any  # DuckDB is imported where it is used: Hypothesis keeps this module until the very end, and it with it


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    import duckdb

    with duckdb.connect() as made:
        yield made


def landed(text: str, name: str = "place.csv", spec: SourceSpec = RETURNS) -> LandedFile:
    service = service_of(name) if spec is RETURNS else None
    return LandedFile(f"here/{name}", SHA, service, read_raw_rows(text.encode(), name, spec), None, quarter_of(spec))


def quarter_of(spec: SourceSpec) -> QuarterDates | None:
    return QUARTER if spec is RETURNS else None


def converted(
    connection: Connection,
    *files: LandedFile,
    spec: SourceSpec = RETURNS,
    known: Iterable[str] = ("A", "B"),
    frequency: str | None = None,
) -> list[dict[str, Any]]:
    convert(connection, spec, files, dict.fromkeys(known, frequency), ["E08000013"])
    names = list(LANDED_COLUMNS)
    query = f"select {', '.join(names)} from landed_rows order by file_name, row_number"
    return [dict(zip(names, row, strict=True)) for row in connection.execute(query).fetchall()]


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def returned(*lines: str, name: str = "place.csv") -> LandedFile:
    """A return; each line is the cells from indicator_code on, the rest blank but for the date."""
    rows = []
    for line in lines:
        (cells,) = csv.reader([line])
        rows.append(f"{line}{',' * (9 - len(cells))}2023-10-20")
    return landed("\n".join([HEADER, *rows]) + "\n", name)


def of_value(connection: Connection, text: str, **others: str) -> dict[str, Any]:
    """The row of a return whose value cell holds a text."""
    cells = {"indicator_code": "A", "period": "2023-24-Q2", "value": text, "submitted_on": "2023-10-20", **others}
    line = ",".join(quoted(cells[name]) if cells.get(name) else "" for name in HEADER.split(","))
    (row,) = converted(connection, landed(f"{HEADER}\n{line}\n"))
    return row


def fates(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(row["fate"], row["rule"]) for row in rows]


def test_the_columns_are_those_promised(connection: Connection) -> None:
    converted(connection, returned("A,2023-24-Q2,1"))
    found = {row[0]: row[1] for row in connection.execute("describe landed_rows").fetchall()}
    assert found == {name: kind for name, (kind, _) in LANDED_COLUMNS.items()}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("34.0", "34"), ("1,234.5", "1234.5"), ("1,234,567", "1234567"), ("£1,234", "1234"), ("34%", "34"),
        ("34 %", "34"), (" 34 ", "34"), ("-2.5", "-2.5"), ("+2.5", "2.5"), (".5", "0.5"), ("5.", "5"), ("0", "0"),
        ("1e3", "1000"), ("1.5E-3", "0.0015"), ("0.123456789012345678", "0.123456789012345678"), ("-0", "0"),
        ("007", "7"), ("1 234", "1234"), ("1\u2009234", "1234"), ("1\u202f234.5", "1234.5"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, value: str, connection: Connection) -> None:
    row = of_value(connection, text)
    assert (row["fate"], row["value"], row["raw_value"]) == ("accepted", Decimal(value), text)


@pytest.mark.parametrize(
    "text",
    ["34O", "n/a", "-", "..", "nan", "inf", "1,23", "1.2.3", "--5", "12/4", "1e400", "5 apples", "=1+1", "£", "%",
     "٣", "(5)", "1,2345", "9" * 25, "0,550", "00,123", "120\n125", "5[p]4", "1 [r] 234", "12[note 1]345"],
)  # fmt: skip
def test_what_is_no_number_is_refused_and_quoted(text: str, connection: Connection) -> None:
    row = of_value(connection, text)
    assert (row["fate"], row["rule"], row["value"]) == ("quarantined", "unreadable_value", None)
    assert f'"{text}" is not a number' in row["reason"]


@pytest.mark.parametrize("text", ["1.37E+08", "-5.52E-01", "5.52E-01 [p]"])
def test_what_a_spreadsheet_shortened_is_no_number(text: str, connection: Connection) -> None:
    row = of_value(connection, text)
    assert (row["rule"], row["value"]) == ("unreadable_value", None)
    assert "shortened it to three digits" in row["reason"]
    assert of_value(connection, "1.37496E+08")["value"] == 137496000


numbers = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)
scribbles = st.text(alphabet="0123456789.,-+eE£% []xprz", min_size=1, max_size=12)


@settings(max_examples=20)
@given(st.lists(numbers.map(str) | scribbles, min_size=1, max_size=50))
def test_every_row_has_one_fate_and_an_accepted_number_is_exact(texts: list[str]) -> None:
    import duckdb

    codes = [f"M{number:02}" for number in range(len(texts))]
    file = returned(*(f"{code},2023-24-Q2,{quoted(text)}" for code, text in zip(codes, texts, strict=True)))
    with duckdb.connect() as connection:
        rows = converted(connection, file, known=codes)
    assert [row["measure"] for row in rows] == codes
    for row, text in zip(rows, texts, strict=True):
        assert row["fate"] in ("accepted", "quarantined")
        assert (row["fate"] == "accepted") == (row["rule"] is None) == (row["reason"] is None)
        if row["fate"] == "accepted" and row["value"] is not None:
            bare = re.sub(r"\[[^\]]*\]|[\s£%,]", "", text)
            assert row["value"] == Decimal(bare), text


@pytest.mark.parametrize(
    ("text", "marker", "value"),
    [
        ("12.3 [p]", "p", "12.3"),
        ("[x]", "x", None),
        ("[X]", "x", None),
        ("12 [note 7] [r]", "r", "12"),
        ("[c]", "c", None),
    ],
)
def test_a_marker_may_stand_in_the_value_cell(
    text: str, marker: str, value: str | None, connection: Connection
) -> None:
    row = of_value(connection, text)
    assert (row["fate"], row["marker"]) == ("accepted", marker)
    assert row["value"] == (None if value is None else Decimal(value))


@pytest.mark.parametrize(("text", "is_struck"), [("~5.4~", True), ("5~6~", True), ("10~85", False)])
def test_what_is_struck_out_is_refused_as_that(text: str, is_struck: bool, connection: Connection) -> None:
    row = of_value(connection, text)
    assert (row["fate"], row["rule"]) == ("quarantined", "unreadable_value")
    assert ("is struck out" in row["reason"]) == is_struck


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"value": "5.4 [conf]"}, "conf"),
        ({"value": "5.4 [provisional]"}, "provisional"),
        ({"value": "5.4 [p] [do not publish]"}, "do not publish"),
        ({"value": "5.4 [c, conf]"}, "c, conf"),
        ({"value": "5.4 [note: confidential]"}, "note : confidential"),
        ({"value": "1[2]3"}, "2"),
        ({"value": "", "numerator": "3 [conf]", "denominator": "9"}, "conf"),
    ],
)
def test_what_a_service_puts_into_brackets_is_a_marker_or_a_note(
    cells: dict[str, str], said: str, connection: Connection
) -> None:
    row = of_value(connection, cells["value"], **{name: text for name, text in cells.items() if name != "value"})
    assert (row["fate"], row["rule"]) == ("quarantined", "unknown_marker")
    assert f'"{said}" is not known' in row["reason"]
    assert "commentary" in row["reason"]


@pytest.mark.parametrize("text", ["[p]", "p", " [P] "])
def test_a_marker_may_stand_in_its_own_column(text: str, connection: Connection) -> None:
    row = of_value(connection, "12", marker=text)
    assert (row["fate"], row["marker"]) == ("accepted", "p")


@pytest.mark.parametrize(
    ("cells", "marker"),
    [
        ({"value": "12 [r]", "marker": "[p]"}, "p"),
        ({"value": "12 [p]", "marker": "[r]"}, "p"),
        ({"value": "1464 [b]", "marker": "[p]"}, "b"),
        ({"value": "1464 [p]", "marker": "[b]"}, "b"),
        ({"value": "12 [p] [b]"}, "b"),
        ({"value": "12 [p, b]"}, "b"),
        ({"value": "[c]", "marker": "[p]"}, "c"),
        ({"value": "", "numerator": "1 [b]", "denominator": "2 [e]", "marker": "[p]"}, "b"),
        ({"value": "12", "period": "2023-24-Q2 [b]", "marker": "[p]"}, "b"),
    ],
)
def test_of_several_markers_the_one_that_says_most_counts_wherever_it_stands(
    cells: dict[str, str], marker: str, connection: Connection
) -> None:
    row = of_value(connection, **{"text": cells["value"], **{name: cells[name] for name in cells if name != "value"}})
    assert (row["fate"], row["marker"]) == ("accepted", marker)


@pytest.mark.parametrize(
    "cells",
    [
        {"text": "5.4 [c]"},
        {"text": "5.4 [c]", "marker": "[p]"},
        {"text": "5.4 [p]", "marker": "[c]"},
        {"text": "5.4 [c, p]"},
        {"text": "", "numerator": "3 [c]", "denominator": "7"},
        {"text": "", "numerator": "3", "denominator": "7 [c]", "marker": "[p]"},
        {"text": "5.4", "period": "2023-24-Q2 [c]", "marker": "[p]"},
    ],
)
def test_no_other_marker_lets_a_confidential_figure_pass(cells: dict[str, str], connection: Connection) -> None:
    row = of_value(connection, **cells)
    assert (row["fate"], row["rule"]) == ("quarantined", "marker_with_value")
    assert "Marker c" in row["reason"]


def test_an_unknown_marker_in_its_column_is_refused_beside_a_known_one(connection: Connection) -> None:
    row = of_value(connection, "12 [p]", marker="[q]")
    assert (row["fate"], row["rule"]) == ("quarantined", "unknown_marker")


@pytest.mark.parametrize(
    ("cells", "rule", "words"),
    [
        ("PLC-99,2023-24-Q2,1", "unknown_indicator", ["PLC-99", "indicators.csv"]),
        (",2023-24-Q2,1", "unknown_indicator", ["(blank)"]),
        ("A,last autumn,1", "unreadable_period", ["'last autumn'", "2023-24-Q2"]),
        ("A,,1", "unreadable_period", ["No period is given"]),
        ("A,2023-24-Q3,1", "later_period", ["2023-24-Q3 ends after 2023-24-Q2"]),
        ("A,2023-24-Q1,1", "earlier_quarter", ["earlier period than 2023-24-Q2", "last quarter's file"]),
        ("A,2023-24-Q2,1,,,q", "unknown_marker", ['Marker "q"', "p, r, e, x"]),
        ("A,2023-24-Q2,,abc,2", "unreadable_value", ["abc / 2"]),
        ("A,2023-24-Q2,1,,,[x]", "marker_with_value", ["Marker x"]),
        ("A,2023-24-Q2,,1,2,[z]", "marker_with_value", ["Marker z"]),
        ("A,2023-24-Q2", "nothing_given", ["Neither a value"]),
        ("A,2023-24-Q2,,1", "nothing_given", ["Neither a value"]),
        ("A,2023-24-Q2,,,,[p]", "nothing_given", ["Neither a value"]),
    ],
)
def test_a_fault_of_a_row_refuses_it_and_says_what_to_do(
    cells: str, rule: str, words: list[str], connection: Connection
) -> None:
    (row,) = converted(connection, returned(cells))
    assert (row["fate"], row["rule"], row["row_number"]) == ("quarantined", rule, 2)
    for word in words:
        assert word in row["reason"]


def test_a_row_in_which_nothing_is_filled_in_is_left_out_and_stands_in_no_ones_way(connection: Connection) -> None:
    rows = converted(
        connection, landed(f"{HEADER}\nA,2023-24-Q2,,,,,,,\nA,2023-24-Q2,1,,,,,,2023-10-20\nB,2023-24-Q2\n")
    )
    assert fates(rows) == [("left_out", "nothing_filled_in"), ("accepted", None), ("left_out", "nothing_filled_in")]
    assert "Nothing is filled in" in rows[0]["reason"]


@pytest.mark.parametrize("cells", [",,,,late again", ",,,,,Officer", ",,,,,,2023-10-20", ",,,[q]"])
def test_a_row_in_which_anything_is_filled_in_has_to_say_what_the_figure_is(cells: str, connection: Connection) -> None:
    (row,) = converted(connection, landed(f"{HEADER}\nA,2023-24-Q2,{cells}\n"))
    assert row["fate"] == "quarantined"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-10-20", date(2023, 10, 20)), ("20/10/2023", date(2023, 10, 20)), ("01/02/2023", date(2023, 2, 1)),
        ("2023/10/20", date(2023, 10, 20)), (" 1/2/2023 ", date(2023, 2, 1)), ("2000-01-01", date(2000, 1, 1)),
        ("2023-10-20T14:30:00", date(2023, 10, 20)), ("2023-10-20 14:30", date(2023, 10, 20)),
    ],
)  # fmt: skip
def test_dates_are_read_year_first_or_day_first(text: str, day: date, connection: Connection) -> None:
    assert of_value(connection, "1", submitted_on=text)["submitted_on"] == day


@pytest.mark.parametrize(
    "text",
    ["yesterday", "31/02/2023", "10/20/2023", "45219", "05/12/23", "5-12-23", "23-12-05", "20/10/23", "0023-12-05",
     "20/10/1923", "1999-12-31", "epoch", "infinity", "2023-10-20 (BC)", "12023-10-20", "2023-02-30"],
)  # fmt: skip
def test_a_date_that_is_none_or_whose_year_is_not_written_out_is_refused(text: str, connection: Connection) -> None:
    row = of_value(connection, "1", submitted_on=text)
    assert (row["rule"], row["submitted_on"]) == ("unreadable_date", None)
    for words in (f'"{text}" in submitted_on', "four digits", "2023-10-20 or 20/10/2023"):
        assert words in row["reason"]


@pytest.mark.parametrize(
    ("text", "rule"), [("2022-10-20", "early_date"), ("30/06/2023", "early_date"), ("01/07/2023", None)]
)
def test_a_return_is_not_submitted_before_its_quarter_begins(
    text: str, rule: str | None, connection: Connection
) -> None:
    row = of_value(connection, "1", submitted_on=text)
    assert row["rule"] == rule
    assert rule is None or "is before 2023-24-Q2 began, on 2023-07-01. Look at its year." in row["reason"]


@pytest.mark.parametrize(
    ("text", "rule"), [("2032-10-20", "future_date"), ("21/10/2023", "future_date"), ("20/10/2023", None)]
)
def test_a_return_is_not_submitted_after_the_day_it_was_received(
    text: str, rule: str | None, connection: Connection
) -> None:
    file = landed(f"{HEADER}\nA,2023-24-Q2,1,,,,,,{text}\n")
    (row,) = converted(connection, replace(file, received_on=date(2023, 10, 20)))
    assert row["rule"] == rule
    assert (
        rule is None or "is after the day on which the file was received, 2023-10-20. Look at its year" in row["reason"]
    )


@pytest.mark.parametrize("period", ["0023-24", "0023-24-Q2", "23/12/0005", "1823-24", "2203-04", "9999-12-31"])
def test_a_period_of_another_age_is_refused(period: str, connection: Connection) -> None:
    row = of_value(connection, "1", period=period)
    assert (row["fate"], row["rule"]) == ("quarantined", "unreadable_period")
    for words in (repr(period), "four digits"):
        assert words in row["reason"]


@pytest.mark.parametrize(
    ("frequency", "text", "period", "start"),
    [
        ("annual", "31 March 2023", "2022-23", date(2022, 4, 1)),
        ("annual", "31/03/2023 [note 1]", "2022-23", date(2022, 4, 1)),
        ("biennial", "2023-03-31", "2022-23", date(2022, 4, 1)),
        ("quarterly", "30 September 2023", "2023-24-Q2", date(2023, 7, 1)),
        ("quarterly", "31 March 2023", "2022-23-Q4", date(2023, 1, 1)),
        ("quarterly", "29 September 2023", "2023-09-29", date(2023, 9, 29)),
        ("annual", "30 September 2022", "2022-09-30", date(2022, 9, 30)),
        (None, "31 March 2023", "2023-03-31", date(2023, 3, 31)),
    ],
)
def test_a_day_that_ends_a_period_of_the_indicators_kind_stands_for_that_period(
    frequency: str | None, text: str, period: str, start: date, connection: Connection
) -> None:
    file = returned("B,2023-24-Q2,1", f"A,{text},1")
    row = converted(connection, file, frequency=frequency)[1]
    assert (row["period"], row["period_start"], row["period_text"]) == (period, start, text)


@pytest.mark.parametrize("frequency", ["annual", "biennial"])
def test_a_quarters_figure_does_not_stand_for_a_year(frequency: str, connection: Connection) -> None:
    year, refused = converted(
        connection,
        returned("A,2023-24-Q2,1"),
        returned("A,2022-23,1", name="place--2.csv"),
        frequency=frequency,
    )
    assert (refused["rule"], refused["released_by"]) == ("quarter_of_a_year", "here/place--2.csv")
    assert "Period 2023-24-Q2 is a quarter, and A is a figure for a year. Give the year" in refused["reason"]
    assert year["fate"] == "accepted"


def test_a_year_and_the_day_it_ends_on_are_one_figure_given_twice(connection: Connection) -> None:
    file = returned("A,2022-23,1", "A,31 March 2023,1", "B,2022-23,1")
    rows = converted(connection, file, frequency="annual")
    assert fates(rows) == [("quarantined", "repeated_row")] * 2 + [("accepted", None)]


def test_a_published_snapshot_of_a_years_last_day_is_that_years(connection: Connection) -> None:
    text = "areaCode,metric,period,year_start,value\nE08000013,A,31 March 2023,2023,34.0\n"
    (row,) = converted(connection, landed(text, "waste.csv", WASTE), spec=WASTE, frequency="annual")
    assert (row["period"], row["period_end"]) == ("2022-23", date(2023, 3, 31))


def test_a_published_figure_may_be_of_the_last_century(connection: Connection) -> None:
    text = "areaCode,metric,period,year_start,value\nE08000013,A,1994/95,1994,34.0\n"
    (row,) = converted(connection, landed(text, "waste.csv", WASTE), spec=WASTE)
    assert (row["fate"], row["period"]) == ("accepted", "1994-95")


@pytest.mark.parametrize("second", ["A,2023-24-Q2,2", "A ,2023-24-Q2,2", "A,Q2 2023/24,2", "A,2023-24 Quarter 2,1"])
def test_both_of_two_rows_for_one_figure_are_refused(second: str, connection: Connection) -> None:
    rows = converted(connection, returned("A,2023-24-Q2,1", second, "B,2023-24-Q2,3"))
    assert fates(rows) == [("quarantined", "repeated_row")] * 2 + [("accepted", None)]


def test_a_figure_for_an_earlier_quarter_may_come_along_with_this_quarters(
    connection: Connection,
) -> None:
    rows = converted(connection, returned("A,2023-24-Q2,1", "A,2023-24-Q1,1,,,[r]"))
    assert fates(rows) == [("accepted", None)] * 2


def test_a_files_place_travels_with_each_row(connection: Connection) -> None:
    (row,) = converted(connection, returned("A,2023-24-Q2,1"))
    assert (row["file_name"], row["file_sha256"], row["service"]) == ("here/place.csv", SHA, "place")
    assert (row["row_number"], row["cell"], row["quarter"]) == (2, "C2", "2023-24-Q2")


def test_an_unreadable_file_is_one_refused_row(connection: Connection) -> None:
    broken = LandedFile("here/place.xlsx", SHA, "place", None, "The file is empty. Send it again.", QUARTER)
    (row,) = converted(connection, broken)
    assert fates([row]) == [("quarantined", "unreadable_file")]
    assert (row["row_number"], row["released_by"], row["reason"]) == (None, None, broken.fault)


BROKEN = LandedFile("here/place.xlsx", SHA, "place", None, "The file is empty.", QUARTER)


@pytest.mark.parametrize(
    ("first", "later", "mended"),
    [
        (BROKEN, returned("B,2023-24-Q2,1", name="place--2.csv"), True),
        (BROKEN, returned("B,2023-24-Q2,x1", name="place--2.csv"), False),
        (BROKEN, returned("B,2023-24-Q2,1", name="housing--2.csv"), False),
        (returned("A,2023-24-Q2,x1"), returned("A,2023-24-Q2,1", name="place--2.csv"), True),
        (returned("A,2023-24-Q2,x1"), returned("B,2023-24-Q2,1", name="place--2.csv"), False),
        (returned("A,2023-24-Q3,1"), returned("A,2023-24-Q2,1", name="place--2.csv"), True),
        (returned("C,2023-24-Q2,1"), returned("B,2023-24-Q2,1", name="place--2.csv"), True),
        (returned("A,2023-24-Q2,x1", name="place--10.csv"), returned("A,2023-24-Q2,1", name="place--2.csv"), False),
        (returned("A,2023-24-Q2,x1", name="place--2.csv"), returned("A,2023-24-Q2,1", name="place--10.csv"), True),
        (returned("A,2023-24-Q2,x1", name="place--2.csv"), returned("A,2023-24-Q2,1", name="place.csv"), False),
        (returned("A,2023-24-Q2,x1", name="Place--3.csv"), returned("A,2023-24-Q2,1", name="place--2.csv"), False),
        (returned("A,2023-24-Q2,x1", name="place--2.csv"), returned("A,2023-24-Q2,1", name="Place--3.csv"), True),
        (returned("A,2023-24-Q2,x1", name="place--3.csv"), returned("A,2023-24-Q2,1", name="place --2.csv"), False),
    ],
    ids=["file resent", "resent with a fault", "another service", "figure mended", "another figure sent",
         "period mended", "code mended", "2 before 10", "10 after 2", "first is not later",
         "2 before 3 in capitals", "3 in capitals after 2", "2 with a blank before 3"],
)  # fmt: skip
def test_only_a_later_file_that_brings_the_figure_mends_a_refusal(
    first: LandedFile, later: LandedFile, mended: bool, connection: Connection
) -> None:
    rows = converted(connection, first, later)
    (refused,) = [row for row in rows if row["file_name"] == first.name]
    assert refused["fate"] == "quarantined"
    assert refused["released_by"] == (later.name if mended else None)


def test_published_figures_are_accepted_left_out_or_refused(connection: Connection) -> None:
    lines = ["E08000013,A,2022-23,2022,34.0", "E08000013,Z,2022-23,2022,1", "E99999999,A,2022-23,2022,1",
             "E08000013,B,2022-23,2022,"]  # fmt: skip
    text = "areaCode,metric,period,year_start,value\n" + "\n".join(lines) + "\n"
    rows = converted(connection, landed(text, "waste.csv", WASTE), spec=WASTE)
    assert fates(rows) == [
        ("accepted", None), ("left_out", "not_in_framework"), ("quarantined", "unknown_area"), ("accepted", None),
    ]  # fmt: skip
    assert (rows[3]["value"], rows[3]["marker"]) == (None, "x")
    assert rows[0]["period_end"] == date(2023, 3, 31)
    assert "areas.csv" in rows[2]["reason"]


@pytest.mark.parametrize(
    "area", ["e08000013", "E0800 0013", "E08000013\u200b", "\ufeffE08000013", "E08\u00ad000013", "\tE08000013"]
)
def test_an_authority_is_known_whatever_no_screen_shows_of_its_code(area: str, connection: Connection) -> None:
    text = f"areaCode,metric,period,year_start,value\n{area},A,2022-23,2022,34.0\nE08000013,B,2022-23,2022,1\n"
    rows = converted(connection, landed(text, "waste.csv", WASTE), spec=WASTE)
    assert [(row["fate"], row["area_code"]) for row in rows] == [("accepted", "E08000013")] * 2
    again = converted(connection, landed(text.replace(",B,", ",A,"), "waste.csv", WASTE), spec=WASTE)
    assert fates(again) == [("quarantined", "repeated_row")] * 2


@pytest.mark.parametrize(
    "measure",
    ["RECYCLING rate", "Recycling  rate", "Recycling\u00a0rate", "Recycling rate\u200b", "\ufeffRecycling rate"],
)
def test_a_measure_is_known_whatever_no_screen_shows_of_its_name(measure: str, connection: Connection) -> None:
    text = f"areaCode,metric,period,year_start,value\nE08000013,{measure},2022-23,2022,34.0\n"
    (row,) = converted(connection, landed(text, "waste.csv", WASTE), spec=WASTE, known=["Recycling rate"])
    assert (row["fate"], row["measure"]) == ("accepted", "Recycling rate")


@pytest.mark.parametrize("code", ["a", "A\u00a0", "A\u200b", " A"])
def test_a_service_s_code_is_known_whatever_no_screen_shows_of_it(code: str, connection: Connection) -> None:
    rows = converted(connection, returned(f"{code},2023-24-Q2,1"))
    assert [(row["fate"], row["measure"]) for row in rows] == [("accepted", "A")]
    twice = converted(connection, returned(f"{code},2023-24-Q2,1", "A,2023-24-Q2,2"))
    assert fates(twice) == [("quarantined", "repeated_row")] * 2


def test_a_sources_own_symbol_becomes_its_marker(connection: Connection) -> None:
    spec = WASTE.model_copy(update={"symbols": {":": "x", "-": "z"}})
    text = "areaCode,metric,period,year_start,value\nE08000013,A,2022-23,2022,:\nE08000013,B,2022-23,2022,-\n"
    rows = converted(connection, landed(text, "waste.csv", spec), spec=spec)
    assert [(row["fate"], row["marker"], row["value"]) for row in rows] == [
        ("accepted", "x", None),
        ("accepted", "z", None),
    ]


def test_no_files_give_no_rows(connection: Connection) -> None:
    assert converted(connection) == []
