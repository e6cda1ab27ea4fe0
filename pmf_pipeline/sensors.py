"""Sensors: a look at the landing zone that requests a refresh when a new or changed file lands, and one at the slices.

What has been read already is known from the slices' passports, not from a memory of the sensor's own. What the UI
was told of the slices' states is remembered by Dagster, since that is all it is about.
"""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from functools import cache

import dagster as dg
from dagster._core.storage.tags import PARTITION_NAME_TAG

from assets.slice_states import news
from pmf_pipeline.due import newest_returned
from pmf_pipeline.jobs import QUARTERLY
from resources.landing_zone import Landed
from resources.publisher import reported_after
from resources.states import States
from resources.warehouse import Warehouse

SETTLED_SECONDS = 5
UNDER_WAY = [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]


@dg.sensor(
    name="when_files_land",
    job_name=QUARTERLY,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Every half minute: request what new or changed files concern, once per content.",
)
def when_files_land(
    context: dg.SensorEvaluationContext, warehouse: Warehouse
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Request each quarter whose files are not the ones its slice was read from, and those reported since.

    A request's key says what is to be read and in whose place, so that files that change back are asked for again.
    Where a run of a quarter is waiting it will read them; where one is under way, the next look after it tells.
    """
    busy = _busy(context.instance)
    requests = [request for request in _requests(warehouse.states()) if request.partition_key not in busy]
    if not requests:
        yield dg.SkipReason("Every landed file has been read, is still being copied, or has a run that reads it.")
    yield from requests


def _busy(instance: dg.DagsterInstance) -> set[str | None]:
    """The quarters that a run is waiting for or at work on."""
    runs = instance.get_runs(dg.RunsFilter(job_name=QUARTERLY, statuses=UNDER_WAY))
    return {run.tags.get(PARTITION_NAME_TAG) for run in runs}


def _requests(states: States) -> Iterator[dg.RunRequest]:
    arrived: dict[str, list[str]] = {}
    newest = newest_returned(states.project.framework, states.landing.quarters())
    for table, name, files in _landing_slices(states):
        quarter = name if table == "internal_returns" else newest
        now = {f"landing/{file.name}": file.fingerprint for file in files}
        read = _read_before(states, table, name)
        if quarter is not None and now != read and _are_settled(files):
            for concerned in (quarter, *reported_after(states.project.home, quarter)):
                arrived.setdefault(concerned, []).append(f"{now} in place of {read}")
    for quarter, changes in sorted(arrived.items()):
        yield dg.RunRequest(
            run_key=f"landed-{quarter}-{hashlib.sha256(repr(changes).encode()).hexdigest()[:16]}",
            partition_key=quarter,
            tags={"pmf/reason": "files landed"},
        )


def _landing_slices(states: States) -> Iterator[tuple[str, str, list[Landed]]]:
    catalogue, quarters = states.project.catalogue, states.project.framework.quarters
    for name in states.landing.quarters():
        if name in quarters:
            yield "internal_returns", name, states.landed(catalogue["internal_returns"], name)
    for spec in catalogue["published_figures"].sources:
        if files := states.landing.files(spec):
            yield "published_figures", spec.name, files


def _are_settled(files: list[Landed]) -> bool:
    """Whether none of the files may still be on its way; a time well ahead is another computer's clock."""
    return all(abs(time.time() - file.path.lstat().st_mtime) >= SETTLED_SECONDS for file in files)


def _read_before(states: States, table: str, name: str) -> Mapping[str, str] | None:
    """What the slice, or its refused candidate, was made from; none where there is neither."""
    newest = states.store.newest_passport(table, name)
    return newest.recipe.inputs if newest else None


@dg.sensor(
    name="when_states_change",
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Every half minute: show each slice whose state has changed, on its asset and in status/slice_states.",
)
def when_states_change(context: dg.SensorEvaluationContext, warehouse: Warehouse) -> dg.SensorResult | dg.SkipReason:
    """Tell the UI what has become of slices since it was last told; nothing is run."""
    if warehouse.is_at_work():
        return dg.SkipReason("A run is making slices: they are looked at when it has ended.")

    @cache
    def materialised(key: dg.AssetKey) -> frozenset[str | None]:
        partitions = context.instance.get_materialized_partitions(key)
        whole = [None] if context.instance.get_latest_materialization_event(key) else []
        return frozenset([*partitions, *whole])

    before = json.loads(context.cursor) if context.cursor else None
    observations, told = news(warehouse.states(), before, materialised)
    if not observations:
        return dg.SkipReason("Every slice is in the state that is shown.")
    shown = f"Nothing to run. Shown anew: {', '.join(sorted({event.asset_key.path[-1] for event in observations}))}."
    return dg.SensorResult(asset_events=observations, cursor=json.dumps(told), skip_reason=shown)
