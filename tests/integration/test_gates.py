"""Gates in a whole run: a return with a fault stops its quarter, and correcting it releases it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from dagster import AssetKey, DagsterEventType

from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.home import Home
from resources.slices import SliceStore
from tests.helpers.homes import NEWEST, digests, edition, figure, land, rows_of, run, slices
from tests.helpers.records import checks, fault_of, materialisations, materialise, steps

LANDING = "landing/internal_returns"
RETURNS = "internal_returns"


def unknown_indicator(home: Home) -> Path:
    return land(home, NEWEST, "place--2.csv", figure("PLC-99"))


def text_value(home: Home) -> Path:
    return land(home, NEWEST, "place--2.csv", figure("PLC-01", "34O"))


def last_quarters_file(home: Home) -> Path:
    return land(
        home, NEWEST, "place--2.csv", figure("PLC-01", period="2023-24-Q1"), figure("PLC-02", period="Q1 2023/24")
    )


def repeated_row(home: Home) -> Path:
    return land(home, NEWEST, "place--2.csv", figure("PLC-01", "1"), figure("PLC-01 ", "2", submitted_on="2023-10-21"))


def unreadable_workbook(home: Home) -> Path:
    path = home.returns / NEWEST / "housing.xlsx"
    path.write_bytes((home.returns / NEWEST / "childrens-services--2.xlsx").read_bytes()[:2000])
    return path


FAULTS = {
    unknown_indicator: (1, ["row 2", "PLC-99 is not in the framework", "indicators.csv"]),
    text_value: (1, ["row 2", '"34O" is not a number', "such as 1234.5"]),
    last_quarters_file: (2, ["row 2", "earlier period than 2023-24-Q2", "last quarter's file"]),
    repeated_row: (2, ["row 2", "row 3", "stand twice"]),
    unreadable_workbook: (1, ["is not a whole workbook", "Send it again"]),
}


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_a_return_with_a_fault_is_refused_whole_and_explained(
    spoil: Callable[[Home], Path], reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    failing, words = FAULTS[spoil]
    home = a_copy(reported)
    before = slices(home)
    file = spoil(home)

    refused = materialise(home, LANDING, NEWEST)

    for word in (NEWEST, f"returns/{NEWEST}/{file.name}", *words):
        assert word in fault_of(refused)
    assert materialisations(home, refused.run_id) == []
    check = checks(home, refused.run_id)[LANDING, "no_refused_row"]
    assert (check.passed, check.severity.value, check.blocking) == (False, "ERROR", True)
    assert check.metadata["stopped"].value == NEWEST
    assert check.metadata["failing rows"].value == failing
    shown = [str(row.data["origin"]).split(",")[0] for row in check.metadata["rows"].records]
    assert shown == [f"landing/returns/{NEWEST}/{file.name}"] * failing

    assert slices(home) == before
    candidate = str(SliceStore(home).refusal_path(RETURNS, NEWEST))
    query = "select count(*) from read_parquet(?) where fate = 'quarantined' and released_by is null"
    assert duckdb.execute(query, [candidate]).fetchone() == (failing,)
    assert file.exists()


def test_a_refused_quarter_is_stopped_in_its_run_and_after_until_its_file_is_corrected(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    before, published = slices(home), digests(home.published)
    text_value(home)

    stopped = run(home, NEWEST)

    assert '"34O" is not a number' in stopped.faults[0]
    assert steps(home, stopped.run_id, DagsterEventType.STEP_FAILURE) == {"landing__internal_returns"}
    assert {asset for asset, _ in materialisations(home, stopped.run_id)}.isdisjoint(resting_on_returns(home))
    assert (slices(home), digests(home.published)) == (before, published)

    for asset in ("outturns/stg_returns", "reports/scorecard", "reports/report_pack"):
        alone = materialise(home, asset, NEWEST)
        assert not alone.success
        assert f"{RETURNS}/{NEWEST} is refused" in fault_of(alone)
        assert fault_of(alone).count('"34O" is not a number') == 1
        assert materialisations(home, alone.run_id) == []
    assert (slices(home), digests(home.published)) == (before, published)

    land(home, NEWEST, "place--2.csv", figure("PLC-01", "34"))
    passed = run(home, NEWEST)

    assert passed.faults == ()
    assert checks(home, passed.run_id)[LANDING, "no_refused_row"].passed
    assert ("reports/report_pack", NEWEST) in materialisations(home, passed.run_id)
    assert edition(home, number=2).is_dir()
    assert SliceStore(home).refused(RETURNS) == []
    kept = list((home.quarantine / RETURNS / NEWEST).iterdir())
    assert len(kept) == 1, "what was refused is kept"


def test_a_first_return_with_a_fault_leaves_nothing_of_its_quarter(demo: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(demo)
    unknown_indicator(home)
    refused = materialise(home, LANDING, NEWEST)
    assert "PLC-99" in fault_of(refused)
    assert NEWEST not in {partition for _, partition in materialisations(home, refused.run_id)}
    assert SliceStore(home).passport(RETURNS, NEWEST) is None
    assert fault_of(materialise(home, "outturns/stg_returns", NEWEST))


def test_taking_the_faulty_file_away_ends_the_refusal(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    file = unreadable_workbook(home)
    assert not materialise(home, LANDING, NEWEST).success
    file.unlink()
    assert materialise(home, LANDING, NEWEST).success
    made, before = (SliceStore(each).passport(RETURNS, NEWEST) for each in (home, reported))
    assert made is not None
    assert before is not None
    assert made.data_sha256 == before.data_sha256


def resting_on_returns(home: Home) -> set[str]:
    """The assets that rest on the services' returns, themselves included."""
    graph = build_definitions(home.path).resolve_asset_graph()
    found, new = set(), {AssetKey(LANDING.split("/"))}
    while new:
        found |= new
        new = {child for key in new for child in graph.get(key).child_keys} - found
    return {key.to_user_string() for key in found}


def test_a_slice_that_passes_beside_a_refused_one_is_told_to_dagster(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    earlier = "2023-24-Q1"
    land(home, earlier, "place--9.csv", figure("PLC-01", "35", earlier))
    text_value(home)

    stopped = run(home, earlier, NEWEST)

    assert "refused 2023-24-Q2" in stopped.faults[0]
    assert "2023-24-Q1" not in stopped.faults[0]
    assert [told for told in materialisations(home, stopped.run_id) if told[0] == LANDING] == [(LANDING, earlier)]


def test_an_extract_that_is_withdrawn_stops_until_its_slice_is_too(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    for file in (home.landing / "oflog").glob("waste*"):
        file.unlink()

    (fault,) = run(home, NEWEST).faults
    kept = home.warehouse / "published_figures" / "oflog_waste.parquet"
    assert "are gone from landing/" in fault
    assert "remove the slice: warehouse/published_figures/oflog_waste.parquet" in fault

    kept.unlink()
    assert run(home, NEWEST).faults == ()
    waste = [row for row in rows_of(edition(home, number=2) / "scorecard.csv") if row["indicator_code"] == "WST-01"]
    assert [row["outturn"] for row in waste] == [""]


def test_a_share_of_1_is_refused_where_only_its_target_can_tell(demo: Home, a_copy: Callable[[Home], Home]) -> None:
    """A council's first quarter has no history to compare a percentage with."""
    home = a_copy(demo)
    for folder in home.returns.iterdir():
        if folder.name != NEWEST:
            shutil.rmtree(folder)
    path = home.returns / NEWEST / "corporate-services.csv"
    text = path.read_text(encoding="utf-8")
    assert "COR-01,2023-24-Q2,55.82," in text
    path.write_text(text.replace("COR-01,2023-24-Q2,55.82,", "COR-01,2023-24-Q2,0.5582,"), encoding="utf-8")

    (fault,) = run(home, NEWEST).faults

    for words in ("no_share_for_a_percentage", "COR-01", f"landing/returns/{NEWEST}/corporate-services.csv, row"):
        assert words in fault
    assert not edition(home).exists()


def test_a_missing_figure_is_told_also_of_an_indicator_for_context_only(
    demo: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(demo)
    for file in (home.landing / "oflog").glob("adult-social-care*"):
        file.unlink()
    assert run(home, NEWEST).faults == ()
    told = {
        row["indicator_code"]
        for row in rows_of(edition(home) / "waivers_and_warnings.csv")
        if row["rule"] == "figures_were_returned"
    }
    assert {"ASC-03", "ASC-06", "ASC-07"} <= told


def test_another_services_figure_for_an_indicator_does_not_stand_unasked(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    land(home, NEWEST, "corporate-services--2.csv", figure("PLC-05", "107", submitted_on="2023-11-02"))

    (fault,) = run(home, NEWEST).faults

    for words in (
        "services_agree",
        "PLC-05",
        "given as 107",
        "corporate-services--2.csv, row 2",
        "Ask both which is right",
    ):
        assert words in fault
