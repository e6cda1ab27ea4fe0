"""The demonstration's published files: the real layouts, and workings that can be worked out again."""

import csv
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest

from pmf_pipeline.demo import write_demo
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE

ALL_YEARS = {f"{year}-{year - 1999}" for year in range(2015, 2023)}
CARER_YEARS = {"2016-17", "2018-19", "2021-22"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("demo")
    shutil.copytree(FRAMEWORK_TEMPLATE, home / "framework")
    write_demo(home)
    return home / "landing" / "oflog"


@pytest.fixture(scope="module")
def asc(folder: Path) -> list[dict[str, str]]:
    with (folder / "adult-social-care-demonstration-synthetic.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def waste(folder: Path) -> list[dict[str, str]]:
    with (folder / "waste-demonstration-synthetic.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_adult_social_care_has_the_real_layout_and_label(folder: Path, asc: list[dict[str, str]]) -> None:
    text = (folder / "adult-social-care-demonstration-synthetic.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == (
        "Financial year,Local authority code,Local authority name,Grouping,Entity_Name,Region,Measure,Code,"
        "Value,MEDIAN,MADs_from_median,rank_order"
    )
    assert '"Outcome, ' in text
    assert {row["Grouping"] for row in asc} == {"Synthetic demonstration"}
    assert {row["rank_order"] for row in asc} == {"desc", "DESC", "None", ""}
    assert {(r["Local authority name"], r["Region"]) for r in asc if r["Local authority code"] == "E08000013"} == {
        ("St. Helens", "North West")
    }


def test_each_measure_has_its_own_years_for_every_district(asc: list[dict[str, str]]) -> None:
    years = defaultdict(set)
    for row in asc:
        years[row["Code"]].add(row["Financial year"])
    survey = ALL_YEARS - {"2020-21"}
    assert years == {
        "ASC1": CARER_YEARS,
        "ASC2": survey - {"2015-16"},
        "ASC3": survey,
        "ASC4": CARER_YEARS,
        "ASC5": ALL_YEARS,
        "ASC6": ALL_YEARS,
        "ASC7": ALL_YEARS - {"2015-16"},
    }
    keys = {(row["Local authority code"], row["Code"], row["Financial year"]) for row in asc}
    assert len(keys) == len(asc) == 36 * sum(map(len, years.values()))


def test_the_publishers_workings_can_be_worked_out_again(asc: list[dict[str, str]]) -> None:
    groups = defaultdict(list)
    for row in asc:
        groups[row["Code"], row["Financial year"]].append(row)
    for rows in groups.values():
        values = [Decimal(row["Value"]) for row in rows if row["Value"]]
        middle = median(values)
        deviation = median(abs(value - middle) for value in values)
        assert {Decimal(row["MEDIAN"]) for row in rows} == {middle}
        for row in rows:
            if row["Value"]:
                again = (Decimal(row["Value"]) - middle) / deviation
                assert abs(Decimal(row["MADs_from_median"]) - again) < Decimal("1e-8")
            else:
                assert row["MADs_from_median"] == row["rank_order"] == ""


def test_blanks_and_the_false_zero_are_as_in_real_files(asc: list[dict[str, str]]) -> None:
    blank = {row["Code"] for row in asc if row["Value"] == ""}
    assert blank == {"ASC7"}
    zeros = [(row["Code"], row["Local authority code"]) for row in asc if row["Value"] == "0"]
    assert len(zeros) == 1
    assert zeros[0][1] != "E08000013"


def test_values_are_plausible(asc: list[dict[str, str]], waste: list[dict[str, str]]) -> None:
    bounds = {"ASC1": (6, 9), "ASC2": (0, 1), "ASC6": (200, 5000)}
    for row in asc:
        low, high = bounds.get(row["Code"], (5, 100))
        assert row["Value"] == "" or low <= Decimal(row["Value"]) <= high, row
    bounds = {"Residual household waste": (300, 800)}
    for row in waste:
        low, high = bounds.get(row["metric"], (0, 70))
        assert low <= Decimal(row["value"]) <= high, row


def test_waste_has_the_real_layout(waste: list[dict[str, str]]) -> None:
    assert list(waste[0]) == ["areaCode", "metric", "period", "year_start", "value"]
    assert {row["metric"] for row in waste} == {
        "Household waste recycling rate",
        "Recycling contamination rate",
        "Residual household waste",
    }
    assert {row["period"] for row in waste} == ALL_YEARS
    assert all(row["year_start"] == row["period"][:4] for row in waste)
    assert all(len(row["value"].partition(".")[2]) == 1 for row in waste)
    assert len({(row["areaCode"], row["metric"], row["period"]) for row in waste}) == len(waste) == 36 * 3 * 8
