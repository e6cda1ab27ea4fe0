"""Periods by example: the spellings found in published files, what is refused and why, and years' edges."""

import subprocess
import sys
from datetime import date

import pytest

from pmf_pipeline.errors import PmfError
from pmf_pipeline.periods import FinancialYear, Period, PeriodError, Quarter, parse_period, parse_quarter, strip_notes

QUARTER_SPELLINGS = [
    "2023-24-Q2",
    "2023-24-q2",
    "2023-24 Q2",
    "2023-24Q2",
    "2023/24 Q2",
    "2023/24/Q2",
    "202324 Q2",
    "2023/2024 Q2",
    "FY 2023-24 Q2",
    "Q2 2023/24",
    "Q2, 2023-24",
    "Qtr 2 2023-24",
    "Quarter 2 2023-24",
    "2023-24 Quarter 2",
    "  2023-24   Quarter 2 ",
    "2023\u201324\u00a0Q2",
    "\ufeff2023-24-Q2",
    "Jul 2023 - Sep 2023",
    "2023-07 to 2023-09",
    "1 July 2023 to 30 September 2023",
]
FINANCIAL_YEAR_SPELLINGS = [
    "2023-24",
    "2023/24",
    "2023\u201324",
    "2023 - 24",
    "2023-2024",
    "2023/2024",
    "202324",
    "FYE 2024",
    "fye2024",
    "FYE March 2024",
    "FY 2023-24",
    "FY2023/24",
    "Financial year 2023-24",
    "Financial year ending 31 March 2024",
    "Year ending March 2024",
    "year ending 31 March 2024",
    "Year ended Mar 2024",
    "April 2023 to March 2024",
    "Apr 2023\u2013Mar 2024",
    "01/04/2023 - 31/03/2024",
    "2023-24 to 2023-24",
]


@pytest.mark.parametrize("text", QUARTER_SPELLINGS)
def test_every_spelling_of_a_quarter_is_the_same_period(text: str) -> None:
    assert parse_period(text) == Period("2023-24-Q2", date(2023, 7, 1), date(2023, 9, 30), "quarter")
    assert parse_quarter(text) == Quarter(2023, 2)


@pytest.mark.parametrize("text", FINANCIAL_YEAR_SPELLINGS)
def test_every_spelling_of_a_financial_year_is_the_same_period(text: str) -> None:
    assert parse_period(text) == Period("2023-24", date(2023, 4, 1), date(2024, 3, 31), "financial_year")


@pytest.mark.parametrize("text", ["1999-00", "1999/00", "1999-2000", "1999/2000", "199900", "FYE 2000"])
def test_the_year_that_ends_a_century(text: str) -> None:
    assert parse_period(text).label == "1999-00"
    assert parse_period(text).end == date(2000, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        "31 March 2024",
        "31st March 2024",
        "31 Mar 2024",
        "31-Mar-2024",
        "2024-03-31",
        "31/03/2024",
        "31-03-2024",
        "31.3.2024",
    ],
)
def test_every_spelling_of_a_date(text: str) -> None:
    assert parse_period(text) == Period("2024-03-31", date(2024, 3, 31), date(2024, 3, 31), "date")


def test_a_date_of_figures_is_day_first() -> None:
    assert parse_period("03/04/2024").start == date(2024, 4, 3)


@pytest.mark.parametrize(
    ("text", "label", "start", "end"),
    [
        ("1994/95 - 1996/97", "1994-95 to 1996-97", date(1994, 4, 1), date(1997, 3, 31)),
        ("1994-95-1996-97", "1994-95 to 1996-97", date(1994, 4, 1), date(1997, 3, 31)),
        ("April 1994 to March 1997", "1994-95 to 1996-97", date(1994, 4, 1), date(1997, 3, 31)),
        ("Sept 2018 to August 2019", "2018-09 to 2019-08", date(2018, 9, 1), date(2019, 8, 31)),
        ("year ending June 2024", "2023-07 to 2024-06", date(2023, 7, 1), date(2024, 6, 30)),
        ("year ending 29 February 2024", "2023-03 to 2024-02", date(2023, 3, 1), date(2024, 2, 29)),
        ("2023-24-Q1 to 2023-24-Q2", "2023-04 to 2023-09", date(2023, 4, 1), date(2023, 9, 30)),
        ("2022-04-15 to 2022-05-20", "2022-04-15 to 2022-05-20", date(2022, 4, 15), date(2022, 5, 20)),
        ("2011-12 to 2012-11", "2011-12 to 2012-11", date(2011, 12, 1), date(2012, 11, 30)),
    ],
)
def test_spans(text: str, label: str, start: date, end: date) -> None:
    assert parse_period(text) == Period(label, start, end, "span")


@pytest.mark.parametrize("text", ["2019", "Jan 2019-Dec 2019", "January 2019 to December 2019", "2019-01 to 2019-12"])
def test_every_spelling_of_a_calendar_year(text: str) -> None:
    assert parse_period(text) == Period("2019", date(2019, 1, 1), date(2019, 12, 31), "calendar_year")


def test_months_that_would_look_like_financial_years_are_labelled_with_full_dates() -> None:
    months = parse_period("November 2010 to December 2011")
    years = parse_period("2010-11 to 2011-12")

    assert months.label == "2010-11-01 to 2011-12-31"
    assert (years.start, years.end) == (date(2010, 4, 1), date(2012, 3, 31))
    assert parse_period(months.label) == months


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        (" \u00a0 ", "blank"),
        ("Total", "no spelling of a period"),
        ("2023-24 [r]", "no spelling of a period"),
        ("20240331", "no spelling of a period"),
        ("2023-25", "2023 and 25 are not consecutive"),
        ("2023/23", "2023 and 23 are not consecutive"),
        ("2023-2025", "2023 and 2025 are not consecutive"),
        ("2023-1924", "2023 and 1924 are not consecutive"),
        ("202013", "2020 and 13 are not consecutive"),
        ("201907", "2019 and 07 are not consecutive"),
        ("2023-25 Q2", "2023 and 25 are not consecutive"),
        ("1994/95 - 1996/98", "1996 and 98 are not consecutive"),
        ("2023-24-Q5", "no quarter 5"),
        ("2023-24 Quarter 0", "no quarter 0"),
        ("Q12 2023-24", "no quarter 12"),
        ("Q2", "which financial year"),
        ("Q2 2023", "both years"),
        ("2023 Q2", "both years"),
        ("FY2024", "starts or ends then"),
        ("Financial year 2024", "starts or ends then"),
        ("FY24", "four digits"),
        ("Q2 23/24", "four digits"),
        ("31/03/24", "four digits"),
        ("Jan 19 to Dec 19", "four digits"),
        ("March 2024", "one month"),
        ("2019-07", "one month"),
        ("Year ending 2024", "in which month"),
        ("year ending 30 March 2024", "last day of a month"),
        ("year ending 28 February 2024", "last day of a month"),
        ("2019 to 2020", "calendar or financial"),
        ("Dec 2019 - Jan 2019", "before it starts"),
        ("2020-21 to 2018-19", "before it starts"),
        ("1994-95 to 31 March 2024", "two ends"),
        ("2022-04-01 to 2022-06", "two ends"),
        ("2019-01 - 12", "two ends"),
        ("31/02/2024", "no such date"),
        ("03/31/2024", "no such date"),
        ("29 February 2023", "no such date"),
        ("2024-02-30", "no such date"),
        ("0000-01", "no financial year starts in 0"),
        ("2023-24 " + "and so on " * 50, "longer than any period"),
    ],
)
def test_a_refusal_says_what_was_found_why_and_what_is_expected(text: str, reason: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parse_period(text)

    message = str(refused.value)
    assert message.startswith(repr(text)[:40])
    assert reason in message
    assert "Expected, for example, 2023-24-Q2" in message
    assert len(message) < 400


def test_the_error_is_for_people_and_for_validators() -> None:
    assert issubclass(PeriodError, PmfError)
    assert issubclass(PeriodError, ValueError)


def test_a_period_that_is_not_a_quarter_is_refused_as_one() -> None:
    with pytest.raises(PeriodError, match=r"'2023/24' is not a quarter: it is the financial year 2023-24\."):
        parse_quarter("2023/24")


def test_a_financial_year() -> None:
    year = FinancialYear(2023)

    assert (year.label, str(year)) == ("2023-24", "2023-24")
    assert (year.start, year.end) == (date(2023, 4, 1), date(2024, 3, 31))
    assert year.previous() == FinancialYear(2022)
    assert FinancialYear(1999).label == "1999-00"
    assert FinancialYear(2008).label == "2008-09"


@pytest.mark.parametrize(
    ("number", "start", "end"),
    [
        (1, date(2023, 4, 1), date(2023, 6, 30)),
        (2, date(2023, 7, 1), date(2023, 9, 30)),
        (3, date(2023, 10, 1), date(2023, 12, 31)),
        (4, date(2024, 1, 1), date(2024, 3, 31)),
    ],
)
def test_a_quarters_days(number: int, start: date, end: date) -> None:
    quarter = Quarter(2023, number)

    assert (quarter.start, quarter.end) == (start, end)
    assert Quarter.containing(start) == Quarter.containing(end) == quarter
    assert quarter.financial_year == FinancialYear.containing(start) == FinancialYear.containing(end)
    assert str(quarter) == quarter.key == f"2023-24-Q{number}"


def test_the_quarter_before_crosses_the_year_end() -> None:
    assert Quarter(2023, 1).previous() == Quarter(2022, 4)
    assert Quarter(2023, 2).previous() == Quarter(2023, 1)


def test_quarters_sort_by_time() -> None:
    quarters = [Quarter(2023, 1), Quarter(2022, 4), Quarter(2023, 3), Quarter(2022, 1)]

    assert sorted(quarters) == sorted(quarters, key=lambda quarter: quarter.start)


@pytest.mark.parametrize("number", [0, 5, -1])
def test_there_are_four_quarters(number: int) -> None:
    with pytest.raises(PeriodError, match="numbered 1 to 4"):
        Quarter(2023, number)


@pytest.mark.parametrize("start_year", [0, 9999])
def test_a_year_without_dates_is_refused(start_year: int) -> None:
    with pytest.raises(PeriodError, match=f"starts in {start_year}"):
        Quarter(start_year, 1)


def test_a_period_does_not_run_backwards() -> None:
    with pytest.raises(PeriodError, match="before it starts"):
        Period.between(date(2024, 3, 31), date(2024, 3, 30))


@pytest.mark.parametrize(
    ("text", "bare", "notes"),
    [
        ("2023-24 [r] [note 17]", "2023-24", ("r", "note 17")),
        ("St. Helens [note 7] [r]", "St. Helens", ("note 7", "r")),
        ("2023-24[p]", "2023-24", ("p",)),
        ("Revised [r] 2023-24", "Revised 2023-24", ("r",)),
        ("Leeds [r], Wigan", "Leeds, Wigan", ("r",)),
        ("Leeds [r]and Wigan", "Leeds and Wigan", ("r",)),
        ("[note 1]\u00a02023-24", "2023-24", ("note 1",)),
        ("[x]", "", ("x",)),
        (" [ Note \u00a0 1 ] ", "", ("Note 1",)),
        ("  2023-24  ", "2023-24", ()),
        ("2023-24 [r", "2023-24 [r", ()),
        ("2023-24 []", "2023-24 []", ()),
        ("Total England (Provisional)", "Total England (Provisional)", ()),
    ],
)
def test_notes_are_split_from_the_text(text: str, bare: str, notes: tuple[str, ...]) -> None:
    assert strip_notes(text) == (bare, notes)


def test_nothing_heavy_is_imported() -> None:
    heavy = {"dagster", "duckdb", "great_expectations", "numpy", "pandas", "pyarrow", "pydantic"}
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, pmf_pipeline.periods; print(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()

    assert "pmf_pipeline.periods" in loaded
    assert heavy.isdisjoint(loaded)
