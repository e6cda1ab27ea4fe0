"""One stage of our own run, alone: landing with its gates, or the SQL models without theirs.

Run as `python -m benchmarks.stages HOME landing|models`. Only for measuring: `models` writes passports that say that
every rule passed, though none was asked; a home it ran in is thrown away.
"""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import dagster as dg

import assets.making as making
import pmf_pipeline.runs as runs
from checks.gate import GateReport
from checks.suite import load_suite
from pmf_pipeline.catalogue import Table
from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.home import open_home
from pmf_pipeline.project import load_project
from pmf_pipeline.provenance import RuleVerdict
from resources.session import Session

COMMAND = (sys.executable, "-m", "benchmarks.stages")
LANDING = "landing"
MODELS = "models"


def let_through(_session: Session, table: Table, slices: Sequence[str]) -> GateReport:
    """A gate that judges nothing."""
    rules = load_suite(table.name).all_rules()
    verdicts = tuple(RuleVerdict(name, rule.severity, "passed") for name, rule in rules.items())
    return GateReport((), dict.fromkeys(slices, verdicts))


def definitions_with(stage: str, home: Path, **options: object) -> dg.Definitions:
    """The home's definitions with a job of one stage, under the stage's name."""
    definitions = build_definitions(home, **options)  # type: ignore[arg-type]
    tables = load_project(home).catalogue.tables.values()
    selection = (
        dg.AssetSelection.groups(LANDING)
        if stage == LANDING
        else dg.AssetSelection.assets(
            *([table.group, table.name] for table in tables if table.model and table.slicing != "edition")
        )
    )
    return dg.Definitions.merge(definitions, dg.Definitions(jobs=[dg.define_asset_job(stage, selection)]))


def main(folder: Path, stage: str) -> None:
    """Run the stage for every quarter of the home in `folder`."""
    runs.build_definitions = partial(definitions_with, stage)  # type: ignore[assignment]
    runs.QUARTERLY = stage
    if stage == MODELS:
        making.judge = let_through
        making.get_ready = lambda: None
    home = open_home(folder)
    outcomes = runs.run_quarters(home, load_project(home.path).framework.quarters)
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
