"""Assets made by SQL: one for each model in dbt_like_sql/.

What a model computes is its SQL's; a new `.sql` file with its header is a new asset with nothing to write here.
"""

import dagster as dg

from assets.making import Making, StepResult, make_slices
from assets.signatures import signed
from assets.specs import asset_spec, partitions_of
from checks.results import check_specs
from pmf_pipeline.catalogue import WHOLE, Table
from pmf_pipeline.project import Project
from pmf_pipeline.settings import SUITES
from resources.warehouse import Warehouse


def model_assets(project: Project) -> list[dg.AssetsDefinition]:
    """An asset for every SQL model of the project, but what is made along with an edition."""
    tables = project.catalogue.tables.values()
    return [_model_asset(project, table) for table in tables if table.model and table.slicing != "edition"]


def _model_asset(project: Project, table: Table) -> dg.AssetsDefinition:
    assert table.model is not None
    key = dg.AssetKey([table.group, table.name])
    by_quarter = table.slicing == "quarter"
    partitions = partitions_of(project) if by_quarter else None

    @dg.multi_asset(
        name=f"{table.group}__{table.name}",
        specs=[
            asset_spec(
                project,
                table,
                key,
                kinds=("sql", "duckdb"),
                files=[table.model.path, SUITES / f"{table.name}.yml"],
            )
        ],
        check_specs=check_specs(key, table.name, partitions),
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run() if by_quarter else None,
    )
    @signed
    def model(context: dg.AssetExecutionContext, warehouse: Warehouse) -> StepResult:
        making = Making(context, key, table, lambda session, slices: session.run_model(table, slices))
        yield from make_slices(making, warehouse, list(context.partition_keys) if by_quarter else [WHOLE])

    return model
