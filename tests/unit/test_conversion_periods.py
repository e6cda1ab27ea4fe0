"""The days and periods of figures: which spellings are read, and which days and periods cannot be meant."""

from dataclasses import replace
from datetime import date

import pytest

from tests.helpers.converting import (
    HEADER,
    WASTE,
    Connection,
    converted,
    fates,
    landed,
    of_value,
    returned,
)


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
