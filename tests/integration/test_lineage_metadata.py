"""Column lineage in Dagster: recorded with every table made, with links that the open-source UI shows."""

import dagster as dg

from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.home import Home
from pmf_pipeline.runs import instance_of
from pmf_pipeline.settings import MODELS


def made(home: Home, *key: str) -> dict[str, object]:
    with instance_of(home) as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey(list(key)))
    assert event
    assert event.asset_materialization
    return {name: entry.value for name, entry in event.asset_materialization.metadata.items()}


def test_a_table_is_recorded_with_its_column_lineage(reported: Home) -> None:
    lineage = made(reported, "reports", "scorecard")["dagster/column_lineage"]
    assert isinstance(lineage, dg.TableColumnLineage)
    assert lineage.deps_by_column["rag"] == [
        dg.TableColumnDep(dg.AssetKey(["comparisons", "target_comparisons"]), "rag")
    ]
    assert lineage.deps_by_column["title"] == [dg.TableColumnDep(dg.AssetKey(["framework", "indicators"]), "title")]


def test_every_dependency_is_an_asset_that_the_table_reads(reported: Home) -> None:
    graph = build_definitions(reported.path).resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        metadata = made(reported, *key.path)
        lineage = metadata.get("dagster/column_lineage")
        if isinstance(lineage, dg.TableColumnLineage):
            found = {dep.asset_key for deps in lineage.deps_by_column.values() for dep in deps}
            assert found <= graph.get(key).parent_keys


def test_columns_link_to_what_they_are_made_from(reported: Home) -> None:
    schema = made(reported, "reports", "scorecard")["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema)
    (rag,) = [column for column in schema.columns if column.name == "rag"]
    assert "[target_comparisons.rag](/assets/comparisons/target_comparisons)" in str(rag.description)


def test_a_model_is_referred_to_at_the_line_of_its_select(reported: Home) -> None:
    spec = build_definitions(reported.path).resolve_asset_graph().get(dg.AssetKey(["reports", "scorecard"]))
    reference = spec.metadata["dagster/code_references"].code_references[0]
    line = (MODELS / "reports" / "scorecard.sql").read_text(encoding="utf-8").splitlines()[reference.line_number - 1]
    assert line == "select"
