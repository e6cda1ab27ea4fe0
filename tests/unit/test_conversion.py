"""From landed texts to figures with a fate: what is read exactly, what is refused, and what mends a refusal."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_pipeline.reading.landed_columns import LANDED_COLUMNS
from pmf_pipeline.reading.landed_file import LandedFile
from tests.helpers.converting import (
    HEADER,
    QUARTER,
    SHA,
    Connection,
    converted,
    fates,
    landed,
    of_value,
    quoted,
    returned,
)


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


def test_no_files_give_no_rows(connection: Connection) -> None:
    assert converted(connection) == []
