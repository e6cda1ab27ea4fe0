"""Cumulative indicators from the file to the scorecard: returned in-quarter, and falling within a year."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pmf_pipeline.home import Home
from tests.helpers.homes import NEWEST, copy_home, edition, rows_of, run

HEADER = "indicator_code,period,value,numerator,denominator,accumulation,marker,commentary,submitted_by,submitted_on"


def land(home: Home, value: str, accumulation: str) -> Path:
    """Land a later return of one cumulative indicator that says how it accumulates."""
    path = home.returns / NEWEST / "corporate-services--2.csv"
    row = f"COR-04,{NEWEST},{value},,,{accumulation},,,Finance Manager (synthetic),2023-11-20"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    return path


def agency_spend(home: Home, number: int) -> str:
    """Spend on agency staff in the newest quarter's scorecard."""
    rows = rows_of(edition(home, number=number) / "scorecard.csv")
    return next(row["outturn"] for row in rows if row["indicator_code"] == "COR-04")


@pytest.fixture(scope="module")
def accumulated(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home after its newest quarter was run again with in-quarter returns: a sum of money, and two of a ratio."""
    home = copy_home(reported, tmp_path_factory.mktemp("accumulated"))
    land(home, "917688", "in quarter")
    for quarter, row in (
        ("2023-24-Q1", "ASC-12,2023-24-Q1,2.8,280,10000,in_quarter,,,Manager (synthetic),2023-07-20"),
        (NEWEST, f"ASC-12,{NEWEST},3.0,330,11000,in_quarter,,,Manager (synthetic),2023-10-20"),
    ):
        for file in (home.returns / quarter).glob("adult-social-care*"):
            rows = file.read_text(encoding="utf-8").splitlines()
            file.write_text("\n".join(line for line in rows if "ASC-12" not in line) + "\n", encoding="utf-8")
        (home.returns / quarter / "adult-social-care--3.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    assert run(home, NEWEST).faults == ()
    return home


def test_an_in_quarter_return_is_reported_as_the_year_to_date(accumulated: Home) -> None:
    """The first quarter's 882,312 and 917,688 in the second are 1,800,000 so far."""
    assert agency_spend(accumulated, 1) == "1792000"
    assert agency_spend(accumulated, 2) == "1800000"


def test_a_year_to_date_that_falls_stops_its_quarter(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    """An in-quarter figure given as the year to date is below the last one: the gate names indicator and values."""
    home = a_copy(reported)
    land(home, "800000", "year_to_date")
    (fault,) = run(home, NEWEST).faults
    for words in ("year_to_date", "never_falls_within_a_year", "COR-04", "882312,", "in_quarter"):
        assert words in fault
    assert f"value_year_to_date 800000 (landing/returns/{NEWEST}/corporate-services--2.csv, row 2, cell C2)" in fault
    assert not edition(home, number=2).exists()


def test_a_year_to_date_a_hundred_times_too_large_stops_its_quarter(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    """The quarter alone then is not a hundred times its usual size, but two hundred."""
    home = a_copy(reported)
    land(home, "179200000", "year_to_date")
    (fault,) = run(home, NEWEST).faults
    for words in ("no_unit_slip", "COR-04", "it is more than fifty times its usual size", "corporate-services--2.csv"):
        assert words in fault


def test_what_a_gate_finds_in_small_numbers_is_not_printed(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    path = home.framework / "indicators.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["suppress_below"] = "5" if row["indicator_code"] == "COR-04" else row["suppress_below"]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    land(home, "800000", "year_to_date")
    (fault,) = run(home, NEWEST).faults
    assert "never_falls_within_a_year" in fault
    assert "previous_year_to_date not shown (small numbers)" in fault
    assert "882312" not in fault
    assert "800000" not in fault


def test_a_ratio_of_two_quarters_is_that_of_their_sums(accumulated: Home) -> None:
    """280 of 10,000 and 330 of 11,000 are 610 of 21,000: 2.9 %, however the quarters' own 2.8 and 3.0 add up."""
    rows = rows_of(edition(accumulated, number=2) / "scorecard.csv")
    (shown,) = [row for row in rows if row["indicator_code"] == "ASC-12"]
    assert shown["outturn"] == "2.9"


def test_a_value_beside_other_parts_stops_its_quarter(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    path = home.returns / NEWEST / "corporate-services--2.csv"
    path.write_text(
        f"{HEADER}\nCOR-03,{NEWEST},96.2,21999,22633,,,,Finance Manager (synthetic),2023-11-20\n", encoding="utf-8"
    )
    (fault,) = run(home, NEWEST).faults
    assert "value_is_its_ratio" in fault
    assert "value 96.2, numerator 21999, denominator 22633, ratio 97.2" in fault


def test_an_unknown_accumulation_is_refused(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    """A word the pipeline does not know is no guess's matter."""
    home = a_copy(reported)
    land(home, "917688", "monthly")
    (fault,) = run(home, NEWEST).faults
    assert 'Accumulation "monthly" is not known' in fault
