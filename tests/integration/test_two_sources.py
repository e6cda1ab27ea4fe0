"""A real case: the council's own site gave 35.3 % recycling for 2018-19, Defra and Oflog gave 35.4.

Both are landed in one home: the report uses one, by a rule; a gate notices; and a trace shows both.
"""

import json

import pytest

from pmf_pipeline.home import Home, make_home
from tests.helpers.commands import Command
from tests.helpers.guides import blocks, not_printed
from tests.helpers.homes import edition, figure, land, rows_of, run

QUARTER = "2021-22-Q1"
OFLOG = """areaCode,metric,period,year_start,value
E08000013,Household waste recycling rate,2018-19,2018,35.4
E08000013,Household waste recycling rate,2017-18,2017,35.9
E08000010,Household waste recycling rate,2018-19,2018,40.0
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = make_home(tmp_path_factory.mktemp("sources") / "home")
    (made.landing / "oflog").mkdir()
    (made.landing / "oflog" / "waste.csv").write_text(OFLOG, encoding="utf-8")
    own = figure("WST-01", "35.3", "2018/19", commentary="As on the council's own site.", submitted_on="2021-07-20")
    land(made, QUARTER, "place.csv", own)
    assert run(made, QUARTER).faults == ()
    return made


@pytest.fixture
def found(home: Home, pmf: Command) -> dict:
    return json.loads(pmf("trace", "WST-01", QUARTER, "--json", "--home", home.path).out)


def test_the_report_uses_the_source_that_the_framework_names(home: Home, found: dict) -> None:
    (row,) = [row for row in rows_of(edition(home, QUARTER) / "scorecard.csv") if row["indicator_code"] == "WST-01"]
    assert (row["period"], row["outturn"]) == ("2018-19", "35.4")
    assert found["published"]["printed"] == found["trace"]["figure"]["printed"] == "35.4"
    (origin,) = found["trace"]["origins"]
    assert (origin["file_name"], origin["cell"], origin["read_again"]["text"]) == ("oflog/waste.csv", "E2", "35.4")


def test_the_trace_shows_the_other_figure_and_the_rule_that_chose(found: dict) -> None:
    (other,) = found["trace"]["competing"]
    assert (other["printed"], other["text"], other["standing"]) == ("35.3", "35.3", "counts less")
    assert (other["file_name"], other["row"]) == (f"returns/{QUARTER}/place.csv", 2)
    assert other["why"] == "It does not count: indicators.csv names another source."
    assert any(step["says"].endswith("It counts: indicators.csv names its source.") for step in found["trace"]["steps"])


def test_a_gate_noticed_and_the_report_says_so(home: Home, found: dict) -> None:
    told = [
        (gate["table"], verdict["outcome"], verdict["concerns"])
        for gate in found["trace"]["gates"]
        for verdict in gate["verdicts"]
        if verdict["rule"] == "sources_agree"
    ]
    assert told == [(f"competing_outturns/{QUARTER}", "failed", True)]
    manifest = json.loads((edition(home, QUARTER) / "manifest.json").read_text(encoding="utf-8"))
    (warning,) = [warning for warning in manifest["warnings"] if "sources_agree" in warning]
    assert "published_value 35.3" in warning
    assert "counting_value 35.4" in warning


@pytest.mark.usefixtures("as_wide_as_the_guides")
def test_a_person_sees_both_on_one_screen(home: Home, pmf: Command) -> None:
    by_year = pmf("trace", "WST-01", "2018/19", "--home", home.path)
    assert by_year.code == 0
    assert by_year.out == pmf("trace", "WST-01", QUARTER, "--home", home.path).out
    for words in ('row 2, cell E2: "35.4" (read again', "35.3 counts less", "indicators.csv names another source"):
        assert words in by_year.out
    assert not_printed(blocks("question-a-figure.md", "text")[3], by_year.out) == []
