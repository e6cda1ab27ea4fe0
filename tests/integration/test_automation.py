"""The schedule and the sensor, asked through Dagster's own API."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.home import Home, make_home
from pmf_pipeline.runs import instance_of
from tests.helpers.homes import NEWEST, QUARTERS, figure, land
from tests.helpers.records import materialise


def settled(path: Path, seconds_ago: int = 60) -> None:
    """Make a file look as if it had landed a minute ago."""
    then = time.time() - seconds_ago
    os.utime(path, (then, then))


def schedule_on(home: Home, day: str) -> dg.RunRequest | str:
    """What the schedule does on the morning of a day: its one request, or why it makes none."""
    definitions = build_definitions(home.path)
    morning = datetime.fromisoformat(f"{day}T06:00").replace(tzinfo=ZoneInfo("Europe/London"))
    with (
        instance_of(home) as instance,
        dg.build_schedule_context(
            instance=instance,
            scheduled_execution_time=morning,
            resources=definitions.resources,
            repository_def=definitions.get_repository_def(),
        ) as context,
    ):
        data = definitions.get_schedule_def("when_returns_fall_due").evaluate_tick(context)
    if data.skip_message:
        return data.skip_message
    (request,) = data.run_requests
    return request


def sense(home: Home) -> list[dg.RunRequest] | str:
    """What the sensor does now: its requests, or why it makes none."""
    definitions = build_definitions(home.path)
    with (
        instance_of(home) as instance,
        dg.build_sensor_context(
            instance=instance, resources=definitions.resources, repository_def=definitions.get_repository_def()
        ) as context,
    ):
        data = definitions.get_sensor_def("when_files_land").evaluate_tick(context)
    if data.skip_message:
        assert not data.run_requests
        return data.skip_message
    assert data.run_requests
    return list(data.run_requests)


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    """A home into which nothing has landed."""
    return make_home(tmp_path / "empty")


def test_both_are_on_by_default(demo: Home) -> None:
    definitions = build_definitions(demo.path)
    schedule = definitions.get_schedule_def("when_returns_fall_due")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 6 * * *", "Europe/London")
    assert definitions.get_sensor_def("when_files_land").default_status == dg.DefaultSensorStatus.RUNNING


def test_before_the_first_due_date_the_schedule_says_which_is_the_first(demo: Home) -> None:
    said = schedule_on(demo, "2021-07-29")
    assert isinstance(said, str)
    assert "No quarter is due yet" in said
    assert "2021-22-Q1, on 2021-07-30" in said


def test_on_its_due_date_a_quarter_with_returns_is_requested(demo: Home) -> None:
    request = schedule_on(demo, "2023-11-03")
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == NEWEST


def test_the_day_before_the_quarter_before_is_the_newest_due(demo: Home) -> None:
    request = schedule_on(demo, "2023-11-02")
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2023-24-Q1"


def test_a_second_morning_asks_under_the_same_key(demo: Home) -> None:
    first, second = schedule_on(demo, "2023-11-03"), schedule_on(demo, "2023-11-04")
    assert isinstance(first, dg.RunRequest)
    assert isinstance(second, dg.RunRequest)
    assert first.run_key == second.run_key
    assert first.run_key


def test_a_due_quarter_without_returns_is_a_message(empty: Home) -> None:
    said = schedule_on(empty, "2023-11-03")
    assert isinstance(said, str)
    assert f"{NEWEST} fell due on 2023-11-03" in said
    assert f"landing/returns/{NEWEST}/" in said


def test_with_nothing_landed_the_sensor_asks_for_nothing(empty: Home) -> None:
    assert isinstance(sense(empty), str)


def test_a_new_file_is_asked_for_once_and_read_once(empty: Home) -> None:
    file = land(empty, NEWEST, "place.csv", figure("PLC-01", "72"))
    assert isinstance(sense(empty), str), "it may still be on its way"

    settled(file)
    requests = sense(empty)
    assert [request.partition_key for request in requests] == [NEWEST]
    assert [request.run_key for request in sense(empty)] == [request.run_key for request in requests]

    assert materialise(empty, "landing/internal_returns", NEWEST).success
    assert isinstance(sense(empty), str)

    file.touch()
    settled(file)
    assert isinstance(sense(empty), str), "the same content under a newer date is no news"

    changed = land(empty, NEWEST, "place.csv", figure("PLC-01", "71"))
    settled(changed)
    again = sense(empty)
    assert [request.partition_key for request in again] == [NEWEST]
    assert again[0].run_key != requests[0].run_key


def test_a_file_from_a_computer_whose_clock_is_ahead_is_asked_for(empty: Home) -> None:
    settled(land(empty, NEWEST, "place.csv", figure("PLC-01", "72")), seconds_ago=-3600)
    (request,) = sense(empty)
    assert request.partition_key == NEWEST


def test_a_new_published_extract_refreshes_the_newest_quarter(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    for file in home.landing.rglob("*"):
        settled(file)
    assert isinstance(sense(home), str)
    waste = home.landing / "oflog" / "waste-demonstration-synthetic.csv"
    waste.write_text(waste.read_text(encoding="utf-8").replace("2022-23,2022,33.1", "2022-23,2022,33.2"), "utf-8")
    settled(waste)
    (request,) = sense(home)
    assert request.partition_key == NEWEST


def test_a_late_return_of_an_earlier_quarter_asks_for_that_quarter(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    late = land(home, "2022-23-Q4", "place--2.csv", figure("PLC-05", "100", period="2022-23-Q4"))
    for file in home.landing.rglob("*"):
        settled(file)
    requests = sense(home)
    assert isinstance(requests, list)
    assert [request.partition_key for request in requests] == ["2022-23-Q4", NEWEST], (
        "what was reported since looks back"
    )
    assert late.exists()


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED])
def test_a_quarter_whose_run_is_under_way_is_not_asked_for_again(empty: Home, status: dg.DagsterRunStatus) -> None:
    for quarter in QUARTERS[:2]:
        settled(land(empty, quarter, "place.csv", figure("PLC-01", "72", quarter)))
    with instance_of(empty) as instance:
        tags = {"dagster/partition": QUARTERS[0]}
        run = instance.add_run(dg.DagsterRun(job_name="quarterly_report", status=status, tags=tags))
        (request,) = sense(empty)
        assert request.partition_key == QUARTERS[1]
        instance.report_run_failed(run)
    assert len(sense(empty)) == 2


def test_a_file_that_is_removed_asks_for_its_quarter(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    for file in home.landing.rglob("*"):
        settled(file)
    (home.returns / NEWEST / "place.ods").unlink()
    (request,) = sense(home)
    assert request.partition_key == NEWEST


def test_a_file_that_changes_back_is_asked_for_again(empty: Home) -> None:
    """Its content was asked for before, but something else was read since."""
    keys = []
    for value in ("75.3", "75.4", "75.3"):
        settled(land(empty, QUARTERS[0], "place.csv", figure("PLC-01", value, QUARTERS[0])))
        (request,) = sense(empty)
        keys.append(request.run_key)
        materialise(empty, "landing/internal_returns", QUARTERS[0])
        assert isinstance(sense(empty), str)
    assert len(set(keys)) == 3


def test_a_refused_file_is_not_asked_for_again(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    land(home, NEWEST, "place--2.csv", figure("PLC-99"))
    for file in home.landing.rglob("*"):
        settled(file)
    assert len(sense(home)) == 1
    assert not materialise(home, "landing/internal_returns", NEWEST).success
    assert isinstance(sense(home), str)
