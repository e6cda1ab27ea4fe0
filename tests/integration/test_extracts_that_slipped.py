"""Extracts that can be read, and may not be what was published: each is told of, and none is refused for it."""

from collections.abc import Iterable
from pathlib import Path

import dagster as dg
import pytest

from assets.notices import notices
from pmf_pipeline.home import Home, make_home
from pmf_pipeline.project import load_project
from pmf_pipeline.runs import run_quarters
from resources.states import States
from tests.helpers.homes import NEWEST, figure, land

HEADER = "areaCode,metric,period,year_start,value"
ROWS = (
    "E08000014,Household waste recycling rate,2022-23,2022,39.1",
    "E08000013,Household waste recycling rate,2022-23,2022,39.4",
)


def warnings(folder: Path, lines: Iterable[str], end: str = "\n") -> list[tuple[str, str]]:
    """Rule and what was found of each warning about Oflog's waste metrics, landed with such lines."""
    home: Home = make_home(folder / "home")
    (home.landing / "oflog").mkdir()
    (home.landing / "oflog" / "waste.csv").write_text("\n".join([HEADER, *lines]) + end, encoding="utf-8")
    land(home, NEWEST, "place.csv", figure("PLC-01", "72"))
    only = [dg.AssetKey(["landing", name]) for name in ("oflog_waste", "internal_returns")]
    (outcome,) = run_quarters(home, [NEWEST], only=only)
    assert outcome.faults == ()
    told = notices(States(load_project(home.path)), NEWEST)
    return [(row["rule"], str(row["found"])) for row in told if row["slice"] == "oflog_waste"]


def test_a_sound_extract_is_no_reason_to_warn(tmp_path: Path) -> None:
    assert warnings(tmp_path, ROWS) == []


@pytest.mark.parametrize("cut", [0, 4])
def test_a_file_that_ends_in_a_figure_may_be_cut_there(cut: int, tmp_path: Path) -> None:
    ((rule, found),) = warnings(tmp_path, [ROWS[0], ROWS[1][: len(ROWS[1]) - cut]], end="")
    assert rule == "ends_with_a_line"
    assert "ends in the figure of row 3" in found


def test_a_figure_in_quotation_marks_is_whole(tmp_path: Path) -> None:
    assert warnings(tmp_path, [ROWS[0].replace("39.1", '"39.1"')], end="") == []


def test_a_file_of_which_nothing_is_used_is_told_of(tmp_path: Path) -> None:
    ((rule, found),) = warnings(tmp_path, [row.replace("recycling rate", "recycled") for row in ROWS])
    assert rule == "something_is_used"
    assert "Household waste recycled is not one of the framework" in found


@pytest.mark.parametrize(("period", "is_told"), [("2022-04-01", True), ("04/03/2023", True), ("31/03/2023", False)])
def test_a_period_of_one_day_ends_a_month(period: str, is_told: bool, tmp_path: Path) -> None:
    found = warnings(tmp_path, [ROWS[0], ROWS[1].replace("2022-23", period)])
    assert [rule for rule, _ in found] == ["days_end_a_month"] * is_told
