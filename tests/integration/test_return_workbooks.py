"""Return workbooks as written: what they ask, what they show for reference, and that they can be made again.

Filling them in and reading them back is in test_filled_workbooks.py.
"""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from pmf_pipeline.cli import pmf as pmf_command
from pmf_pipeline.demo.returns import HEADER
from pmf_pipeline.home import Home
from tests.helpers.commands import Command, one_paragraph
from tests.helpers.homes import NEWEST, digests, edition, rows_of
from tests.helpers.workbooks import form

NEXT = "2023-24-Q3"
SERVICES = ["adult-social-care.xlsx", "childrens-services.xlsx", "corporate-services.xlsx", "place.xlsx"]


def part(path: Path, sheet: int) -> str:
    """The XML of a sheet, counted from 1."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"xl/worksheets/sheet{sheet}.xml").decode()


@pytest.fixture(scope="module")
def made(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbooks of the quarter after the newest, made from a home that has reported."""
    folder = tmp_path_factory.mktemp("workbooks")
    done = CliRunner().invoke(
        pmf_command, ["template", "--quarter", NEXT, "--out", str(folder), "--home", str(reported.path)]
    )
    assert done.exit_code == 0, done.output
    return folder


def test_a_workbook_for_each_service_with_its_own_indicators(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == SERVICES
    assert list(form(made / "place.xlsx")) == [f"PLC-0{number}" for number in range(1, 7)]
    assert {row["period"] for row in form(made / "place.xlsx").values()} == {NEXT}


def test_the_sheet_to_fill_in_has_the_columns_of_a_return(made: Path) -> None:
    header = CalamineWorkbook.from_path(made / "place.xlsx").get_sheet_by_name("Return").to_python()[0]
    assert [name for name in header if name in HEADER] == list(HEADER)
    assert "accumulation" in header


def test_last_figures_are_those_that_were_published(made: Path, reported: Home) -> None:
    published = {row["indicator_code"]: row for row in rows_of(edition(reported) / "scorecard.csv")}
    for service in SERVICES:
        for code, row in form(made / service).items():
            if not published[code]["outturn"]:
                assert row["last_period"] != NEWEST
                continue
            assert row["last_period"] == NEWEST
            scale = 100 if row["unit"] == "%" else 1
            assert round(row["last_value"] * scale, 6) == float(published[code]["outturn"]), code


def test_the_figure_of_a_year_before_and_the_target_in_force_are_shown(made: Path, reported: Home) -> None:
    before = duckdb.execute(
        "select published_value from read_parquet(?) where indicator_code = 'PLC-03' and period = '2022-23-Q3'",
        [str(reported.warehouse / "outturns" / "2022-23-Q3.parquet")],
    ).fetchall()
    row = form(made / "place.xlsx")["PLC-03"]
    assert [(row["year_before_value"],)] == before
    assert row["target"] == 365  # the profile of 2023-24-Q3
    assert form(made / "childrens-services.xlsx")["CYP-02"]["target"] == "44.0 to 56.0"
    assert form(made / "adult-social-care.xlsx")["ASC-13"]["target"] == ""  # context only: it has none


def test_the_same_workbooks_are_made_again_to_the_byte(
    made: Path, reported: Home, pmf: Command, tmp_path: Path
) -> None:
    assert pmf("template", "--quarter", NEXT, "--out", tmp_path, "--home", reported.path).code == 0
    assert digests(tmp_path) == digests(made)


def test_a_workbook_that_may_be_filled_in_is_never_overwritten(
    made: Path, reported: Home, pmf: Command, tmp_path: Path
) -> None:
    filled = tmp_path / "place.xlsx"
    filled.write_bytes(b"figures of a whole quarter")
    done = pmf("template", "--quarter", NEXT, "--out", tmp_path, "--home", reported.path)
    assert done.code == 2
    assert f"{filled} is there already" in one_paragraph(done.err)
    assert [path.name for path in tmp_path.iterdir()] == ["place.xlsx"]
    assert filled.read_bytes() == b"figures of a whole quarter"


def test_only_what_is_to_be_filled_in_can_be_typed_in(made: Path) -> None:
    guidance, sheet = part(made / "place.xlsx", 1), part(made / "place.xlsx", 2)
    assert "<sheetProtection" in guidance
    assert "<sheetProtection" in sheet
    assert '<pane xSplit="2" ySplit="1"' in sheet
    assert "mergeCell" not in guidance + sheet
    assert set(re.findall(r'<dataValidation type="(\w+)"', sheet)) == {"decimal", "whole", "list", "textLength", "date"}
    with zipfile.ZipFile(made / "place.xlsx") as archive:
        book, styles = archive.read("xl/workbook.xml").decode(), archive.read("xl/styles.xml").decode()
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r'name="(\w+)" sheetId="\d+" state="veryHidden"', book) == ["_lists", "_version"]
    assert '<protection locked="0"/>' in styles
    assert "<dc:title>Performance return 2023-24-Q3: Place</dc:title>" in core
    assert "2023-12-31T00:00:00Z" in core


def test_a_change_of_services_gives_other_workbooks(
    demo: Home, a_copy: Callable[[Home], Home], pmf: Command, tmp_path: Path
) -> None:
    home = a_copy(demo)
    (home.framework / "services.csv").unlink()
    assert pmf("template", "--quarter", NEXT, "--out", tmp_path / "out", "--home", home.path).code == 0
    assert "adult-social-care-and-health.xlsx" in {path.name for path in (tmp_path / "out").iterdir()}


def test_a_quarter_outside_the_calendar_writes_nothing(demo: Home, pmf: Command, tmp_path: Path) -> None:
    done = pmf("template", "--quarter", "2031-32-Q1", "--out", tmp_path / "out", "--home", demo.path)
    assert done.code == 2
    assert "calendar.csv" in one_paragraph(done.err)
    assert not (tmp_path / "out").exists()
