"""Runs of the quarterly job in this process, recorded in the home's own Dagster instance.

The UI's daemon launches its runs itself; this is the command line's way in. What a run does is the assets'.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
)

from assets.making import FORCE_TAG
from assets.openlineage import UNTOLD_TAG
from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.due import stretches
from pmf_pipeline.errors import WHAT_THE_DISK_NEEDS, is_of_the_disk
from pmf_pipeline.event_log import OneConnectionEventLog, folder_in
from pmf_pipeline.home import Home
from pmf_pipeline.jobs import QUARTERLY
from pmf_pipeline.progress import progress_logger, silent_logger
from pmf_pipeline.project import load_project
from resources.finished import given, record_finished


@dataclass(frozen=True)
class Outcome:
    """How one run ended.

    Attributes:
        quarters: the quarters it was for.
        run_id: its id in Dagster.
        faults: why it stopped, a paragraph for each step that failed; empty when it succeeded.
    """

    quarters: tuple[str, ...]
    run_id: str
    faults: tuple[str, ...]


def run_quarters(
    home: Home, quarters: Sequence[str], *, force: bool = False, only: Sequence[dg.AssetKey] = (), quiet: bool = False
) -> list[Outcome]:
    """Run the quarterly job for quarters of the calendar: one run for each unbroken stretch of them.

    Args:
        home: the home to run in.
        quarters: quarter keys of its calendar.
        force: make slices again whose recipe is unchanged.
        only: just these assets of the job; all of them where none is named.
        quiet: say nothing of it, on the console or to a catalogue: what it makes is thrown away.
    """
    before = given(home)
    framework = load_project(home.path).framework
    with instance_of(home) as instance:
        outcomes = [_run(home, instance, stretch, force, only, quiet) for stretch in stretches(framework, quarters)]
    if not only and not quiet and given(home) == before:  # what was edited meanwhile, a run may not have read
        for outcome in outcomes:
            if not outcome.faults:
                record_finished(load_project(home.path), outcome.quarters, outcome.run_id)
    return outcomes


def instance_of(home: Home, **overrides: object) -> dg.DagsterInstance:
    """The home's own instance, the UI's too, whatever DAGSTER_HOME says; with overrides of its settings, if any."""
    log = {
        "module": OneConnectionEventLog.__module__,
        "class": OneConnectionEventLog.__name__,
        "config": {"base_dir": str(folder_in(home.instance))},
    }
    settings = {"event_log_storage": log, **overrides}
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home.instance), overrides=settings))


def _run(
    home: Home,
    instance: dg.DagsterInstance,
    quarters: Sequence[str],
    force: bool,
    only: Sequence[dg.AssetKey],
    quiet: bool,
) -> Outcome:
    job = build_definitions(
        home.path, loggers={"progress": silent_logger if quiet else progress_logger}
    ).resolve_job_def(QUARTERLY)
    tags = {
        "pmf/reason": "command line",
        **({FORCE_TAG: "true"} if force else {}),
        **({UNTOLD_TAG: "true"} if quiet else {}),
    }
    if len(quarters) > 1:
        tags |= {
            ASSET_PARTITION_RANGE_START_TAG: quarters[0],
            ASSET_PARTITION_RANGE_END_TAG: quarters[-1],
        }
    result = job.execute_in_process(
        instance=instance,
        partition_key=quarters[0] if len(quarters) == 1 else None,
        asset_selection=list(only) or None,
        tags=tags,
        run_config={"loggers": {"progress": {}}},
        raise_on_error=False,
    )
    return Outcome(tuple(quarters), result.run_id, tuple(_faults(result)))


def _faults(result: dg.ExecuteInProcessResult) -> list[str]:
    faults = [_fault(event) for event in result.all_events if event.event_type == dg.DagsterEventType.STEP_FAILURE]
    if not result.success and not faults:
        faults.append(
            f"Run {result.run_id} ended without finishing, which is a fault of the pipeline. Nothing half-made is "
            "left; the whole record is in the Dagster UI."
        )
    return faults


def _fault(event: dg.DagsterEvent) -> str:
    failure = event.step_failure_data
    if failure.user_failure_data and failure.user_failure_data.description:
        return str(failure.user_failure_data.description)
    error = failure.error.cause or failure.error if failure.error else None
    message = error.message.strip() if error else "no reason was recorded"
    if is_of_the_disk(message):
        return f"{event.step_key} could not use the disk: {message}\n{WHAT_THE_DISK_NEEDS}"
    return (
        f"{event.step_key} failed unexpectedly, which is a fault of the pipeline: {message}\n"
        "Nothing of it was published. The whole record is with this run in the Dagster UI."
    )
