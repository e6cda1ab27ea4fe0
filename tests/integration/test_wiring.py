"""The wiring as a whole: every asset gated, and a picture of the graph that a review sees change.

Renew the picture with `pytest tests/integration/test_wiring.py --snapshot-update` and read the difference.
"""

from typing import Any

import dagster as dg
import pytest
from syrupy.assertion import SnapshotAssertion

from checks.suite import load_suite
from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.home import Home
from pmf_pipeline.project import Project, load_project


@pytest.fixture(scope="module")
def definitions(demo: Home) -> dg.Definitions:
    return build_definitions(demo.path)


@pytest.fixture(scope="module")
def project(demo: Home) -> Project:
    return load_project(demo.path)


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions) -> Any:
    return definitions.resolve_asset_graph()


def test_the_graph_is_the_one_that_was_reviewed(
    definitions: dg.Definitions, graph: Any, snapshot: SnapshotAssertion
) -> None:
    assert {
        "assets": {key.to_user_string(): _asset(graph, key) for key in sorted(graph.get_all_asset_keys())},
        "jobs": sorted(job.name for job in definitions.resolve_all_job_defs() if not job.name.startswith("__")),
        "schedules": {
            schedule.name: [schedule.job_name, schedule.cron_schedule, schedule.execution_timezone]
            for schedule in definitions.schedules or ()
        },
        "sensors": sorted(sensor.name for sensor in definitions.sensors or ()),
    } == snapshot


def _asset(graph: Any, key: dg.AssetKey) -> dict[str, Any]:
    node = graph.get(key)
    checks = {check.name: graph.get_check_spec(check) for check in node.check_keys}
    return {
        "group": node.group_name,
        "owners": list(node.owners),
        "deps": sorted(parent.to_user_string() for parent in node.parent_keys),
        "partitioned": node.partitions_def is not None,
        "automation": str(node.automation_condition) if node.automation_condition else None,
        "blocking": sorted(name for name, check in checks.items() if check.blocking),
        "warning": sorted(name for name, check in checks.items() if not check.blocking),
    }


def test_no_asset_reads_an_input_without_a_gate(graph: Any) -> None:
    for key in graph.materializable_asset_keys:
        for parent in graph.get(key).parent_keys:
            node = graph.get(parent)
            gated = any(graph.get_check_spec(check).blocking for check in node.check_keys)
            assert gated or parent.path[0] == "framework", f"{key} reads {parent}, which no gate judges"


def test_what_steps_read_is_what_dagster_is_told(graph: Any, project: Project) -> None:
    for table in project.catalogue.tables.values():
        if table.model is None or table.slicing == "edition":
            continue
        told = {key.path[-1] for key in graph.get(dg.AssetKey([table.group, table.name])).parent_keys}
        for entry in table.inputs:
            read = project.catalogue[entry.table]
            names = {spec.name for spec in read.sources} if read.slicing == "source" else {read.name}
            assert names <= told, f"{table.name} reads {entry.table}"


def test_no_warning_claims_to_block(graph: Any, project: Project) -> None:
    """Blocking with the severity WARN reads as a gate in the UI, and is none."""
    for table in project.catalogue.tables.values():
        if table.slicing == "edition":
            continue  # made with an edition, and no asset of its own
        rules = load_suite(table.name).all_rules()
        keys = [dg.AssetKey([table.group, name]) for name in ([spec.name for spec in table.sources] or [table.name])]
        for key in keys:
            for check in graph.get(key).check_keys:
                assert graph.get_check_spec(check).blocking == (rules[check.name].severity == "critical"), check


def test_every_suite_judges_at_least_its_rows_and_its_key(project: Project) -> None:
    for table in project.catalogue.tables.values():
        rules = load_suite(table.name).rules.values()
        keyed = any(rule.expect == "expect_compound_columns_to_be_unique" for rule in rules)
        assert keyed or table.group == "landing", f"{table.name} has no rule for its key"


def test_no_asset_is_made_without_being_asked_for(graph: Any) -> None:
    """A bare eager condition runs on what failed its check: whoever adds one adds all_deps_blocking_checks_passed."""
    conditions = {key: graph.get(key).automation_condition for key in graph.materializable_asset_keys}
    assert {key for key, condition in conditions.items() if condition is not None} == set()
