"""The Dagster code location: every asset, check, job, schedule and sensor of one home.

`build_definitions` puts them together; what each is stands in assets/, checks/, `jobs`, `schedules` and `sensors`.
"""

from collections.abc import Mapping
from pathlib import Path

import dagster as dg

from assets.committee_packs import committee_pack_assets
from assets.landing import landing_assets
from assets.models import model_assets
from assets.report_pack import report_pack_asset
from assets.slice_states import slice_states_spec
from assets.specs import framework_specs
from checks.waiving import check_waivers
from pmf_pipeline.jobs import quarterly_report
from pmf_pipeline.project import load_project
from pmf_pipeline.schedules import when_returns_fall_due
from pmf_pipeline.sensors import when_files_land, when_states_change
from pmf_pipeline.settings import PROJECT, home_path
from resources.warehouse import Warehouse


def build_definitions(home: Path, *, loggers: Mapping[str, dg.LoggerDefinition] | None = None) -> dg.Definitions:
    """The definitions for one home; where there is none yet, the project's own framework shows what there would be.

    Args:
        home: the home's folder.
        loggers: loggers of the caller's own, in place of Dagster's.

    Raises:
        ConfigurationError: the framework, a source specification, a model, a suite or a waiver is wrong.
    """
    project = load_project(home if (home / "framework").is_dir() else PROJECT)
    check_waivers(project)
    return dg.Definitions(
        assets=[
            *framework_specs(project),
            slice_states_spec(),
            *landing_assets(project),
            *model_assets(project),
            report_pack_asset(project),
            *committee_pack_assets(project),
        ],
        jobs=[quarterly_report],
        schedules=[when_returns_fall_due],
        sensors=[when_files_land, when_states_change],
        resources={"warehouse": Warehouse(home=str(home))},
        executor=dg.in_process_executor,
        loggers=loggers,
    )


defs = build_definitions(home_path())
