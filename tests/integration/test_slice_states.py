"""The UI shows the state of every slice: the sensor that tells it, on a home that is spoilt and mended."""

from collections.abc import Callable

import dagster as dg
import pytest
from filelock import FileLock

from assets.slice_states import KEY
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from pmf_pipeline.runs import instance_of
from resources.states import States
from tests.helpers.homes import NEWEST, figure, land
from tests.helpers.records import materialise
from tests.helpers.telling import Told


@pytest.fixture
def told(reported: Home, a_copy: Callable[[Home], Home]) -> Told:
    return Told(a_copy(reported))


def test_of_a_sound_home_only_the_overview_is_told(told: Told) -> None:
    said = told.look()
    assert isinstance(said, dict)
    assert list(said) == [(KEY.to_user_string(), None)]
    assert said[KEY.to_user_string(), None]["to mend"] == "nothing"
    assert told.look() == "Every slice is in the state that is shown."


def test_each_slice_that_may_not_be_read_is_told_with_what_mends_it(told: Told) -> None:
    home = told.home
    land(home, NEWEST, "place--2.csv", figure("PLC-01", "34O"))
    assert not materialise(home, "landing/internal_returns", NEWEST).success
    altered = home.warehouse / "framework_changes" / f"{NEWEST}.parquet"
    altered.write_bytes(altered.read_bytes()[:-1] + b"0")
    (home.warehouse / "framework_coverage" / f"{NEWEST}.parquet").unlink()
    said = told.look()
    assert isinstance(said, dict)
    kinds = {key: metadata["state"] for key, metadata in said.items() if key[0] != KEY.to_user_string()}
    assert kinds["landing/internal_returns", NEWEST] == "refused"
    assert kinds["reports/framework_changes", NEWEST] == "damaged"
    assert kinds["reports/framework_coverage", NEWEST] == "absent"
    assert kinds["reports/scorecard", NEWEST] == "stale"
    states = States(load_project(home.path))
    for (asset, partition), kind in kinds.items():
        state = states.state(asset.split("/")[1], partition or "whole")
        assert (kind, said[asset, partition]["what to do"]) == (state.kind, state.mend)
    scorecard = said["reports/scorecard", NEWEST]
    assert scorecard["why"].startswith(f"it rests on internal_returns/{NEWEST}, which is refused: ")
    assert "34O" in scorecard["why"]
    assert "Materialize on landing/internal_returns" in scorecard["what to do"]
    mended = [row.data["slice"] for row in said[KEY.to_user_string(), None]["to mend"]]
    assert mended == [f"internal_returns/{NEWEST}", f"framework_changes/{NEWEST}"]
    assert told.look() == "Every slice is in the state that is shown."


def test_a_quarter_that_was_never_made_is_left_to_the_ui(told: Told) -> None:
    said = told.look()
    assert isinstance(said, dict)
    by_quarter = {row.data["table"]: row.data for row in said[KEY.to_user_string(), None]["by quarter"]}
    assert by_quarter["headlines"]["2022-23-Q1"] == "absent"
    assert ("reports/headlines", "2022-23-Q1") not in said


def test_an_edit_that_is_undone_is_told_both_times(told: Told) -> None:
    told.look()
    targets = told.home.framework / "targets.csv"
    before = targets.read_bytes()
    targets.write_bytes(before.replace(b",3200000,", b",3300000,"))
    said = told.look()
    assert isinstance(said, dict)
    assert said["comparisons/targets_in_force", NEWEST]["state"] == "stale"
    targets.write_bytes(before)
    said = told.look()
    assert isinstance(said, dict)
    assert said["comparisons/targets_in_force", NEWEST]["state"] == "current"


def test_while_a_step_is_at_work_nothing_is_told(told: Told) -> None:
    with FileLock(told.home.warehouse / ".lock"):
        assert told.look() == "A run is making slices: they are looked at when it has ended."


def test_what_is_made_says_that_it_is_current(reported: Home) -> None:
    with instance_of(reported) as instance:
        for key, partition in (("reports/scorecard", NEWEST), ("outturns/outturns", "2021-22-Q1")):
            records = instance.fetch_materializations(
                dg.AssetRecordsFilter(dg.AssetKey(key.split("/")), asset_partitions=[partition]), limit=1
            ).records
            assert records[0].asset_materialization.metadata["state"].value == "current"
