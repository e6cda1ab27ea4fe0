"""The asset graph: what Dagster is told of every table, and that a new SQL file needs no Python."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.models import model_assets
from checks.suite import load_suite
from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from pmf_pipeline.settings import MODELS
from tests.helpers.clones import clone, said_by
from tests.helpers.homes import NEWEST

PACKS = ("report_pack", "cabinet_pack", "scrutiny_pack")  # of files, not tables
GROUPS = {"landing", "outturns", "comparisons", "reports"}
MODEL = """\
/*
description: How many indicators have each rating.
slices: quarter
grain: [quarter, rag]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  rag: [VARCHAR, "The rating."]
  indicators: [BIGINT, "How many have it."]
*/
select quarter, rag, count(*) as indicators
from {{ ref('scorecard') }}
inner join {{ source('framework', 'indicators') }} using (indicator_code)
group by quarter, rag
"""
SUITE = """\
rules:
  counts_are_counts:
    says: Every rating listed has an indicator.
    mend: This is a fault of the model; report it.
    holds: indicators > 0
"""
SCRIPT = """
import json, sys
from pathlib import Path
import dagster as dg
from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.home import Home
from pmf_pipeline.runs import instance_of
key, home = dg.AssetKey(["reports", "rating_counts"]), Path(sys.argv[1])
definitions = build_definitions(home)
node = definitions.resolve_asset_graph().get(key)
with instance_of(Home(home)) as instance:
    done = definitions.resolve_job_def("quarterly_report").execute_in_process(
        instance=instance, partition_key=sys.argv[2], asset_selection=[key], raise_on_error=False)
print(json.dumps({
    "deps": sorted(parent.to_user_string() for parent in node.parent_keys),
    "group": node.group_name,
    "checks": {event.asset_check_evaluation_data.check_name: event.asset_check_evaluation_data.passed
               for event in done.all_events if event.event_type_value == "ASSET_CHECK_EVALUATION"},
    "success": done.success,
}))
"""


@pytest.fixture(scope="module")
def graph(demo: Home) -> Any:
    return build_definitions(demo.path).resolve_asset_graph()


@pytest.fixture(scope="module")
def made(graph: Any) -> list[dg.AssetKey]:
    """Every asset that the project makes."""
    return sorted(key for key in graph.materializable_asset_keys)


def test_there_is_an_asset_for_every_source_and_model_in_four_groups(graph: Any, demo: Home) -> None:
    project = load_project(demo.path)
    expected = {("landing", spec.name) for spec in project.sources}
    expected |= {
        (table.group, table.name)
        for table in project.catalogue.tables.values()
        if table.model and table.slicing != "edition"  # made along with an edition, by the pack
    }
    expected |= {("reports", name) for name in PACKS}
    assert {tuple(key.path) for key in graph.materializable_asset_keys} == expected
    assert {graph.get(key).group_name for key in graph.materializable_asset_keys} == GROUPS


def test_every_asset_says_what_it_is_and_who_answers_for_it(graph: Any, made: list[dg.AssetKey]) -> None:
    for key in made:
        node = graph.get(key)
        assert node.group_name == key.path[0], key
        assert node.owners, key
        assert node.description, key
        assert node.kinds, key
        assert "dagster/code_references" in node.metadata, key


def test_every_table_shows_its_columns_with_types_and_meanings(graph: Any, made: list[dg.AssetKey]) -> None:
    for key in made:
        if key.path[-1] in PACKS:
            continue
        schema = graph.get(key).metadata["dagster/column_schema"]
        assert schema.columns, key
        assert all(column.type and column.description for column in schema.columns), key


def test_every_asset_has_a_gate_with_a_blocking_check(graph: Any, made: list[dg.AssetKey]) -> None:
    for key in made:
        checks = [graph.get_check_spec(check) for check in graph.get(key).check_keys]
        assert any(check.blocking for check in checks), key
        assert all(check.description for check in checks), key


def test_a_gate_blocks_exactly_where_its_rule_is_critical(graph: Any) -> None:
    checks = graph.get(dg.AssetKey(["reports", "scorecard"])).check_keys
    blocking = {check.name: graph.get_check_spec(check).blocking for check in checks}
    rules = load_suite("scorecard").all_rules()
    assert blocking == {name: rule.severity == "critical" for name, rule in rules.items()}
    assert {"columns_as_promised", "rows_present", "figures_were_returned"} <= blocking.keys()


def test_dependencies_are_those_of_the_sql_framework_included(graph: Any) -> None:
    def parents(*path: str) -> set[str]:
        return {key.to_user_string() for key in graph.get(dg.AssetKey(path)).parent_keys}

    returned = {"landing/internal_returns", "framework/indicators", "framework/calendar"}
    assert parents("outturns", "stg_returns") == returned
    published = {"landing/oflog_adult_social_care", "landing/oflog_waste", "framework/indicators"}
    assert published <= parents("outturns", "stg_published_figures")
    assert {"framework/targets", "framework/decisions", "framework/calendar"} <= parents(
        "comparisons", "targets_in_force"
    )
    assert {"reports/scorecard", "reports/figures"} <= parents("reports", "report_pack")
    assert parents("reports", "cabinet_pack") == parents("reports", "scrutiny_pack") == {"reports/report_pack"}


def test_quarters_are_the_partitions_and_any_set_of_them_is_one_run(graph: Any, demo: Home) -> None:
    quarters = dg.StaticPartitionsDefinition(list(load_project(demo.path).framework.quarters))
    by_quarter = [key for key in graph.materializable_asset_keys if graph.get(key).partitions_def]
    assert dg.AssetKey(["reports", "report_pack"]) in by_quarter
    for key in by_quarter:
        assert graph.get(key).partitions_def == quarters, key
        assert graph.get(key).backfill_policy == dg.BackfillPolicy.single_run(), key


@pytest.fixture
def more_models(tmp_path: Path) -> Path:
    """The project's models and one more."""
    folder = tmp_path / "models"
    shutil.copytree(MODELS, folder)
    (folder / "reports" / "rating_counts.sql").write_text(MODEL, encoding="utf-8")
    return folder


def test_a_new_model_is_a_new_table_of_the_catalogue(demo: Home, more_models: Path) -> None:
    table = load_project(demo.path, models=more_models).catalogue["rating_counts"]
    assert (table.group, table.slicing, table.grain) == ("reports", "quarter", ("quarter", "rag"))
    assert [entry.table for entry in table.inputs] == ["scorecard"]
    assert table.framework == ("indicators",)


def test_a_model_without_a_gate_is_refused(demo: Home, more_models: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"rating_counts has no gate.*rating_counts\.yml"):
        model_assets(load_project(demo.path, models=more_models))


def test_a_new_model_and_its_suite_run_with_no_python_written(
    reported: Home, a_copy: Callable[[Home], Home], tmp_path: Path
) -> None:
    copy = clone(tmp_path / "clone")
    (copy / "dbt_like_sql" / "reports" / "rating_counts.sql").write_text(MODEL, encoding="utf-8")
    (copy / "checks" / "suites" / "rating_counts.yml").write_text(SUITE, encoding="utf-8")
    home = a_copy(reported)
    found = json.loads(said_by(copy, SCRIPT, home.path, NEWEST).splitlines()[-1])
    assert found == {
        "deps": ["framework/indicators", "reports/scorecard"],
        "group": "reports",
        "checks": {"columns_as_promised": True, "rows_present": True, "counts_are_counts": True},
        "success": True,
    }
    assert (home.warehouse / "rating_counts" / f"{NEWEST}.parquet").exists()
