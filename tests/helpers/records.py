"""What Dagster recorded in a home's instance, and steps run alone there.

Runs of the whole job are in `homes`.
"""

from typing import Any

import dagster as dg

from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.home import Home
from pmf_pipeline.jobs import QUARTERLY
from pmf_pipeline.runs import instance_of


def materialise(home: Home, asset: str, quarter: str | None) -> dg.ExecuteInProcessResult:
    """Run one asset alone, as a person does who clicks it in the UI; `asset` is `group/name`."""
    job = build_definitions(home.path).resolve_job_def(QUARTERLY)
    with instance_of(home) as instance:
        return job.execute_in_process(
            instance=instance,
            partition_key=quarter,
            asset_selection=[dg.AssetKey(asset.split("/"))],
            raise_on_error=False,
        )


def fault_of(result: dg.ExecuteInProcessResult) -> str:
    """What the failed step of a run said."""
    (event,) = [event for event in result.all_events if event.event_type == dg.DagsterEventType.STEP_FAILURE]
    failure = event.step_failure_data
    assert failure.user_failure_data, f"not a failure meant for people: {failure.error_display_string}"
    return str(failure.user_failure_data.description)


def materialisations(home: Home, run_id: str) -> list[tuple[str, str | None]]:
    """Each asset and partition that a run recorded as materialised."""
    with instance_of(home) as instance:
        entries = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    events = [entry.get_dagster_event() for entry in entries]
    return [
        (event.asset_key.to_user_string(), event.step_materialization_data.materialization.partition)
        for event in events
        if event.asset_key
    ]


def checks(home: Home, run_id: str) -> dict[tuple[str, str], Any]:
    """Each check evaluation of a run, by asset and check."""
    with instance_of(home) as instance:
        entries = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    found = [entry.get_dagster_event().asset_check_evaluation_data for entry in entries]
    return {(check.asset_key.to_user_string(), check.check_name): check for check in found}


def steps(home: Home, run_id: str, outcome: dg.DagsterEventType) -> set[str]:
    """The steps of a run that ended in `outcome`."""
    with instance_of(home) as instance:
        entries = instance.all_logs(run_id, of_type=outcome)
    return {str(entry.step_key) for entry in entries}
