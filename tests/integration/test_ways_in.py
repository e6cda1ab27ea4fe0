"""Every way in which a run can be started, and every record that can be forged: none leads past a refused slice.

One home serves them all: its newest return is refused, so nothing that rests on it may be made. Dagster's own
webserver, queue, command line, backfills and automation are what the tests go through.
"""

import json
import logging
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow
import pyarrow.parquet
import pytest
import uvicorn
from click.testing import CliRunner
from dagster._cli.asset import asset_materialize_command
from dagster._core.remote_origin import InProcessCodeLocationOrigin
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import InProcessWorkspaceLoadTarget
from dagster._daemon.backfill import execute_backfill_iteration
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon
from dagster_webserver.app import create_app_from_workspace_process_context

from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.home import Home
from pmf_pipeline.jobs import QUARTERLY
from pmf_pipeline.provenance import SEAL_KEY, Passport
from pmf_pipeline.runs import instance_of
from resources.parquet import read_passport, write_with_passport
from resources.slices import SliceStore
from resources.states import States
from resources.warehouse import Warehouse
from tests.helpers.homes import NEWEST, copy_home, digests, figure, land
from tests.helpers.records import fault_of, materialise

LOCATION = "pmf_pipeline"
REPOSITORY = "__repository__"
REFUSED = f"internal_returns/{NEWEST} is refused"
LAUNCH = """
mutation($params: ExecutionParams!) { launchRun(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
  ... on RunConfigValidationInvalid { errors { message } } } }
"""
AGAIN = """
mutation($params: ReexecutionParams!) { launchRunReexecution(reexecutionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }
"""
BACKFILL = """
mutation($params: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $params) {
  __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }
"""


@pytest.fixture(scope="module")
def refused(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The reported home after a reload of its newest returns was refused."""
    home = copy_home(reported, tmp_path_factory.mktemp("refused"))
    land(home, NEWEST, "place--2.csv", figure("PLC-01", "34O"))
    assert not materialise(home, "landing/internal_returns", NEWEST).success
    return home


@pytest.fixture(autouse=True)
def _nothing_gets_through(refused: Home) -> Iterator[None]:
    """Whatever a test starts, no slice and no edition is another afterwards."""
    before = (digests(refused.warehouse, "*.parquet"), digests(refused.published))
    yield
    assert (digests(refused.warehouse, "*.parquet"), digests(refused.published)) == before


class Served:
    """The home's webserver, and the queue behind it."""

    def __init__(self, address: str, context: WorkspaceProcessContext) -> None:
        self._address = address
        self._context = context

    def post(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        """Post as anyone on this computer could, without a password."""
        request = urllib.request.Request(
            f"{self._address}{path}", json.dumps(content).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def ask(self, mutation: str, params: dict[str, Any]) -> dict[str, Any]:
        """A mutation, as a button of the UI sends it."""
        answer = self.post("/graphql", {"query": mutation, "variables": {"params": params}})
        assert "errors" not in answer, answer
        (found,) = answer["data"].values()
        assert found["__typename"].endswith("Success"), found
        return dict(found)

    def launch(self, *assets: str, **tags: str) -> str:
        """Materialise assets for the newest quarter; the run waits in the queue."""
        selector = {
            "repositoryLocationName": LOCATION, "repositoryName": REPOSITORY, "pipelineName": QUARTERLY,
            "assetSelection": [{"path": asset.split("/")} for asset in assets] or None,
        }  # fmt: skip
        listed = [{"key": key, "value": value} for key, value in {"dagster/partition": NEWEST, **tags}.items()]
        params = {"selector": selector, "mode": "default", "executionMetadata": {"tags": listed}}
        return str(self.ask(LAUNCH, params)["run"]["runId"])

    def work(self) -> None:
        """Let the daemon take what waits in the queue, until nothing does."""
        daemon = QueuedRunCoordinatorDaemon(interval_seconds=1)
        while self._context.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.QUEUED])):
            list(daemon.run_iteration(self._context))

    def backfill(self) -> None:
        """Let the daemon turn backfills into runs."""
        list(execute_backfill_iteration(self._context, logging.getLogger("backfill")))

    def faults(self, run_id: str) -> str:
        """Why a run failed."""
        run = self._context.instance.get_run_by_id(run_id)
        assert run is not None
        assert run.status == dg.DagsterRunStatus.FAILURE
        logs = self._context.instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
        return "\n".join(
            str(entry.get_dagster_event().step_failure_data.user_failure_data.description) for entry in logs
        )

    def runs(self, **tags: str) -> list[str]:
        """The runs that bear some tags."""
        return [run.run_id for run in self._context.instance.get_runs(dg.RunsFilter(tags=tags))]


@pytest.fixture(scope="module")
def served(refused: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Dagster's webserver over the refused home, on a port of its own, with its queue run in this process."""
    launcher = {"module": "dagster._core.launcher.sync_in_memory_run_launcher", "class": "SyncInMemoryRunLauncher"}
    code = written_definitions(refused, tmp_path_factory.mktemp("code"))
    origin = InProcessCodeLocationOrigin(
        LoadableTargetOrigin(executable_path=sys.executable, python_file=str(code), attribute="defs"),
        location_name=LOCATION,
    )
    with (
        instance_of(refused, run_launcher=launcher) as instance,
        WorkspaceProcessContext(instance, InProcessWorkspaceLoadTarget(origin)) as context,
        listening(context) as address,
    ):
        yield Served(address, context)


@contextmanager
def listening(context: WorkspaceProcessContext) -> Iterator[str]:
    """The webserver, answering."""
    app = create_app_from_workspace_process_context(context)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the webserver ended before it answered"
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def written_definitions(home: Home, folder: Path) -> Path:
    """A file that defines the home's assets, as workspace.yaml's module does for the home in use."""
    path = folder / "definitions_of_home.py"
    path.write_text(
        "from pathlib import Path\n\nfrom pmf_pipeline.definitions import build_definitions\n\n"
        f"defs = build_definitions(Path({str(home.path)!r}))\n",
        encoding="utf-8",
    )
    return path


def test_an_asset_materialised_alone_in_the_ui(served: Served) -> None:
    run = served.launch("reports/scorecard")
    served.work()
    assert REFUSED in served.faults(run)


def test_a_failed_run_executed_again_from_its_failure(served: Served) -> None:
    run = served.launch("outturns/stg_returns", "outturns/outturns")
    served.work()
    assert REFUSED in served.faults(run)
    again = served.ask(AGAIN, {"parentRunId": run, "strategy": "FROM_FAILURE"})["run"]["runId"]
    served.work()
    assert REFUSED in served.faults(again)


def test_two_runs_in_the_queue_at_once(served: Served) -> None:
    runs = [served.launch("reports/scorecard"), served.launch("reports/report_pack")]
    served.work()
    assert all(REFUSED in served.faults(run) for run in runs)


def test_a_backfill(served: Served) -> None:
    params = {
        "assetSelection": [{"path": ["reports", "scorecard"]}, {"path": ["reports", "report_pack"]}],
        "partitionNames": [NEWEST, "2023-24-Q1"],
    }
    backfill = served.ask(BACKFILL, params)["backfillId"]
    served.backfill()
    served.work()
    runs = served.runs(**{"dagster/backfill": backfill})
    assert runs
    assert any(REFUSED in served.faults(run) for run in runs)


def test_a_pass_reported_to_the_webserver(served: Served, refused: Home) -> None:
    for check in ("no_refused_row", "every_row_has_a_fate"):
        path = f"/report_asset_check/landing/internal_returns?check_name={check}&passed=true"
        assert served.post(path, {}) == {}
    assert REFUSED in fault_of(materialise(refused, "outturns/stg_returns", NEWEST))


def test_a_materialisation_reported_to_the_webserver(served: Served, refused: Home) -> None:
    for asset in ("landing/internal_returns", "outturns/stg_returns", "outturns/outturns"):
        assert served.post(f"/report_asset_materialization/{asset}?partition={NEWEST}", {}) == {}
    assert REFUSED in fault_of(materialise(refused, "reports/report_pack", NEWEST))


def test_dagster_asset_materialize(refused: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(refused.instance))
    code = written_definitions(refused, tmp_path)
    arguments = ["--select", "reports/scorecard", "--partition", NEWEST, "-f", str(code), "-a", "defs"]
    done = CliRunner().invoke(asset_materialize_command, arguments)
    assert done.exit_code != 0
    with instance_of(refused) as instance:
        (run,) = instance.get_runs(limit=1)
        assert run.status == dg.DagsterRunStatus.FAILURE
        logs = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    assert REFUSED in str(logs[0].get_dagster_event().step_failure_data.user_failure_data.description)


def test_a_selection_without_checks_cannot_be_made(refused: Home) -> None:
    """An asset's checks come out of the same step, so Dagster refuses to leave them out."""
    bare = dg.define_asset_job("bare", dg.AssetSelection.assets("reports/scorecard").without_checks())
    definitions = dg.Definitions.merge(build_definitions(refused.path), dg.Definitions(jobs=[bare]))
    with pytest.raises(dg.DagsterInvalidDefinitionError) as refusal:
        definitions.resolve_job_def("bare")
    assert "check keys" in str(refusal.value.__cause__)


def test_an_automation_that_is_eager(refused: Home) -> None:
    """Dagster's own eager condition asks for what was updated upstream, checked or not; and is refused all the same."""
    eager = build_definitions(refused.path).map_resolved_asset_specs(
        func=lambda spec: spec.replace_attributes(automation_condition=dg.AutomationCondition.eager())
    )
    wanted = dg.AssetKey(["outturns", "stg_returns"])
    with instance_of(refused) as instance:
        for key in eager.resolve_asset_graph().get(wanted).parent_keys:
            if key.path[0] == "framework":  # nobody makes it, and what was never made holds an eager condition back
                instance.report_runless_asset_event(dg.AssetMaterialization(key))
        first = dg.evaluate_automation_conditions(eager, instance)
        instance.report_runless_asset_event(dg.AssetMaterialization(["landing", "internal_returns"], partition=NEWEST))
        asked = dg.evaluate_automation_conditions(eager, instance, cursor=first.cursor)
    assert NEWEST not in first.get_requested_partitions(wanted)
    assert NEWEST in asked.get_requested_partitions(wanted)
    assert REFUSED in fault_of(materialise(refused, "outturns/stg_returns", NEWEST))


def test_a_run_that_the_sensor_asks_for(refused: Home) -> None:
    job = build_definitions(refused.path).resolve_job_def(QUARTERLY)
    with instance_of(refused) as instance:
        done = job.execute_in_process(
            instance=instance, partition_key=NEWEST, tags={"pmf/reason": "files landed"}, raise_on_error=False
        )
    faults = [event for event in done.all_events if event.event_type == dg.DagsterEventType.STEP_FAILURE]
    assert [event.step_key for event in faults] == ["landing__internal_returns"]


def test_a_slice_made_by_hand_with_a_passport_to_match(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    """Data, recipe and verdicts are all in order; the seal is another slice's, as one has no key."""
    home = a_copy(reported)
    store = SliceStore(home)
    path = store.path("outturns", NEWEST)
    kept, honest = pyarrow.parquet.read_table(path), store.passport("outturns", NEWEST)
    assert honest is not None
    at = kept.schema.get_field_index("published_value")
    doubled = [value * 2 if value is not None else None for value in kept["published_value"].to_pylist()]
    made = kept.set_column(at, kept.schema.field(at), pyarrow.array(doubled, kept.schema.field(at).type))
    seal = pyarrow.parquet.read_metadata(path).metadata[SEAL_KEY].decode()

    def passport(rows: int, sha256: str) -> Passport:
        return replace(honest, rows=rows, data_sha256=sha256)

    write_with_passport(path, made.to_reader(), passport, lambda _text: seal)
    forged = read_passport(path)
    assert forged is not None
    assert forged.passed
    states = States(Warehouse(home=str(home.path)).project())
    assert forged.recipe == states.recipe(states.project.catalogue["outturns"], NEWEST)
    assert states.state("outturns", NEWEST).kind == "damaged"
    assert f"outturns/{NEWEST} is damaged" in fault_of(materialise(home, "reports/scorecard", NEWEST))
