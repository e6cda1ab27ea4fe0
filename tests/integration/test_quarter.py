"""One quarter end to end: the demonstration's newest, from landed files to the published edition."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from datetime import date

import dagster as dg

from pmf_pipeline.home import Home
from pmf_pipeline.runs import instance_of
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST, digests, edition, figure, land, rows_of, run, times
from tests.helpers.records import materialisations

CONTRACT = (
    "indicator_code,title,portfolio,tier,unit,polarity,frequency,period,outturn,marker,target,target_decision,"
    "variance,variance_pct,rag,previous_period,previous,direction,england_median,region_median,neighbours_median,"
    "rank,rank_of,quartile,mads_from_median,figure_id"
)
RATINGS = {"Green", "Amber", "Red", "No target", "No data", "Not rated"}
DIRECTIONS = {"Improved", "Declined", "No change", "Increased", "Decreased", "Not comparable", "No previous"}


def test_scorecard_has_the_columns_of_the_contract_in_their_order(reported: Home) -> None:
    header, *_ = (edition(reported) / "scorecard.csv").read_text(encoding="utf-8").splitlines()
    assert header == CONTRACT


def test_scorecard_has_one_row_for_each_indicator_in_the_framework_then(reported: Home) -> None:
    quarter_end = date(2023, 9, 30)
    with (reported.framework / "indicators.csv").open(encoding="utf-8", newline="") as stream:
        expected = [
            row["indicator_code"]
            for row in csv.DictReader(stream)
            if date.fromisoformat(row["valid_from"] or "0001-01-01") <= quarter_end
            and date.fromisoformat(row["valid_to"] or "9999-12-31") >= quarter_end
        ]
    assert [row["indicator_code"] for row in rows_of(edition(reported) / "scorecard.csv")] == sorted(expected)
    assert len(expected) == 33


def test_every_word_on_the_scorecard_is_one_of_the_contract(reported: Home) -> None:
    rows = rows_of(edition(reported) / "scorecard.csv")
    assert {row["rag"] for row in rows} <= RATINGS
    assert {row["direction"] for row in rows} <= DIRECTIONS
    assert all(row["outturn"] or row["marker"] for row in rows)


def test_every_shown_figure_names_its_file_row_and_cell(reported: Home) -> None:
    figures = {row["figure_id"]: row for row in rows_of(edition(reported) / "figures.csv")}
    scorecard = rows_of(edition(reported) / "scorecard.csv")
    shown = [row for row in scorecard if row["outturn"]]
    assert shown
    for row in shown:
        origin = figures[row["figure_id"]]
        landed = reported.landing / origin["file_name"]
        assert hashlib.sha256(landed.read_bytes()).hexdigest() == origin["file_sha256"]
        assert (reported.archive / origin["file_sha256"][:2] / origin["file_sha256"]).read_bytes() == (
            landed.read_bytes()
        )
        assert origin["cell"].endswith(origin["row_number"])


def test_headline_is_the_share_of_green_among_the_rated(reported: Home) -> None:
    ratings = Counter(row["rag"] for row in rows_of(edition(reported) / "scorecard.csv"))
    (report,) = [row for row in rows_of(edition(reported) / "headlines.csv") if row["scope"] == "report"]
    rated = ratings["Green"] + ratings["Amber"] + ratings["Red"]
    assert (report["rated"], report["green"]) == (str(rated), str(ratings["Green"]))
    assert report["headline_pct"] == f"{100 * ratings['Green'] / rated:.1f}"


def test_manifest_states_each_file_and_the_notice(reported: Home) -> None:
    folder = edition(reported)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = digests(folder)
    del found["manifest.json"]
    assert manifest["files"] == found
    assert found.keys() >= {"scorecard.csv", "figures.csv"}
    assert "synthetic" in manifest["notice"]
    assert manifest["quarter"] == NEWEST


def test_quarter_is_one_successful_run_with_every_asset_materialised(reported: Home) -> None:
    with instance_of(reported) as instance:
        (record,) = instance.get_run_records()
    assert record.dagster_run.status == dg.DagsterRunStatus.SUCCESS
    made = materialisations(reported, record.dagster_run.run_id)
    assert ("reports/report_pack", NEWEST) in made
    assert {asset.split("/")[0] for asset, _ in made} == {"landing", "outturns", "comparisons", "reports"}


def test_landed_files_are_left_as_they_were(demo: Home, reported: Home) -> None:
    assert digests(reported.landing) == digests(demo.landing)


def test_second_run_changes_nothing_that_was_made_and_shows_it_again(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(reported)
    made = ((home.published, "*"), (home.warehouse, "*.parquet"), (home.archive, "*"))
    before = [times(folder, pattern) for folder, pattern in made]
    done = pmf("run", "--home", home.path)
    assert done.code == 0
    for words in ("synthetic", "WST-01 Household waste recycling", "Headline: ", str(edition(home))):
        assert words in done.out
    assert run(home, NEWEST).faults == ()  # as the UI would, step by step
    assert [times(folder, pattern) for folder, pattern in made] == before
    assert digests(home.published) == digests(reported.published)


def test_forced_run_makes_the_same_bytes_again(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    outcome = run(home, NEWEST, force=True)
    assert outcome.faults == ()
    assert (
        times(home.warehouse)[f"scorecard/{NEWEST}.parquet"] > times(reported.warehouse)[f"scorecard/{NEWEST}.parquet"]
    )
    assert digests(home.published) == digests(reported.published)


def test_changed_return_makes_a_second_edition_beside_the_first(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    land(home, NEWEST, "place--2.csv", figure("PLC-06", "30", marker="p"))
    assert run(home, NEWEST).faults == ()
    assert digests(edition(home)) == digests(edition(reported))
    first = {row["indicator_code"]: row for row in rows_of(edition(home) / "scorecard.csv")}
    second = {row["indicator_code"]: row for row in rows_of(edition(home, number=2) / "scorecard.csv")}
    assert {code for code in first if first[code] != second[code]} == {"PLC-06"}
    assert (first["PLC-06"]["outturn"], first["PLC-06"]["marker"], first["PLC-06"]["rag"]) == ("", "[x]", "No data")
    assert (second["PLC-06"]["outturn"], second["PLC-06"]["marker"], second["PLC-06"]["rag"]) == ("30", "[p]", "Green")
