"""The report pack: the quarter's report tables as an edition of published files.

What the figures are is SQL's, and how files are frozen is the publisher's; here the tables become files.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import dagster as dg

from assets.making import require_inputs
from assets.specs import code_references, partitions_of
from pmf_pipeline.catalogue import Catalogue, Input, Table
from pmf_pipeline.errors import PmfError
from pmf_pipeline.project import Project
from resources.publisher import csv_bytes, publish_edition
from resources.session import Session
from resources.warehouse import Warehouse

KEY = dg.AssetKey(["reports", "report_pack"])
TABLES = (
    "scorecard", "figures", "headlines", "target_revisions", "framework_coverage", "framework_changes",
    "year_end_outlook", "benchmark_comparisons", "sentences",
)  # fmt: skip
POSITIONS = "framework_position"
SCORECARD_COLUMNS = (
    "indicator_code", "title", "portfolio", "tier", "unit", "polarity", "frequency", "period", "outturn", "marker",
    "target", "target_decision", "variance", "variance_pct", "rag", "previous_period", "previous", "direction",
    "england_median", "region_median", "neighbours_median", "rank", "rank_of", "quartile", "mads_from_median",
    "figure_id",
)  # fmt: skip
JUDGED_AT = (
    "Figures are rated and compared at their published decimals, halves rounded away from zero; medians and scores are "
    "worked out from exact values."
)
FIGURE_TYPE = "DECIMAL(18,6)"
EXACT_TYPE = "DECIMAL(38,18)"
NOT_IN_THE_UNIT = ("mads_from_median", "tolerance")


def report_pack_asset(project: Project) -> dg.AssetsDefinition:
    """The asset that publishes a quarter's edition, once its report tables have passed their gates."""

    @dg.multi_asset(
        name="reports__report_pack",
        specs=[
            dg.AssetSpec(
                KEY,
                deps=[[project.catalogue[name].group, name] for name in (*TABLES, POSITIONS)],
                group_name="reports",
                description=(
                    "The published edition of the quarter: a CSV of each report table and manifest.json. "
                    "Identical content makes no new edition, and a published one never changes."
                ),
                owners=["team:performance"],
                kinds={"python", "csv"},
                skippable=True,
                metadata={"dagster/code_references": code_references([Path(__file__)])},
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                "published_files_equal_their_manifest",
                asset=KEY,
                blocking=True,
                description="Every file of the edition has the SHA-256 that its manifest states.",
            )
        ],
        partitions_def=partitions_of(project),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def report_pack(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
        try:
            yield from _publish(warehouse, list(context.partition_keys))
        except PmfError as error:
            raise dg.Failure(str(error), allow_retries=False) from error

    return report_pack


def _publish(warehouse: Warehouse, quarters: Sequence[str]) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
    made = []
    with warehouse.session() as session:
        pack = _pack_table(session.states.project.catalogue)
        require_inputs(session.states, pack, quarters)
        for quarter in quarters:
            session.load_inputs(pack, [quarter])
            files = {f"{name}.csv": _table_csv(session, name) for name in TABLES}
            files |= _positions(session)
            made.append(publish_edition(session.states.project.home, quarter, files, _facts(session, quarter)))
    faults = [fault for edition in made for fault in edition.faults()]
    yield dg.AssetCheckResult(
        asset_key=KEY,
        check_name="published_files_equal_their_manifest",
        passed=not faults,
        severity=dg.AssetCheckSeverity.ERROR,
        description="; ".join(faults) or "Every file has the SHA-256 that its manifest states.",
        metadata={"slices": ", ".join(quarters)},
    )
    if faults:
        raise dg.Failure(f"An edition is not as it was frozen: {'; '.join(faults)}", allow_retries=False)
    yield dg.MaterializeResult(
        asset_key=KEY,
        metadata={
            "editions": dg.MetadataValue.md(
                "\n".join(
                    f"- {quarter}: edition {edition.number}{'' if edition.is_new else ' (unchanged)'}"
                    for quarter, edition in zip(quarters, made, strict=True)
                )
            ),
            "folder": dg.MetadataValue.path(str(made[-1].folder)),
        },
    )


def _pack_table(catalogue: Catalogue) -> Table:
    """The pack as the catalogue would describe it: what it reads."""
    scorecard = catalogue["scorecard"]
    return Table(
        name="report_pack",
        group="reports",
        slicing="quarter",
        columns={},
        grain=("quarter",),
        inputs=tuple(Input(name) for name in (*TABLES, POSITIONS)),
        framework=(),
        description="The published edition.",
        owner=scorecard.owner,
    )


def _positions(session: Session) -> dict[str, bytes]:
    """A file for each outside framework that the council follows, such as oflog_position.csv."""
    found = session.connection.execute(f'select distinct framework from "{POSITIONS}" order by 1').fetchall()
    return {f"{name}_position.csv": _table_csv(session, POSITIONS, framework=name) for (name,) in found}


def _table_csv(session: Session, name: str, framework: str | None = None) -> bytes:
    table = session.states.project.catalogue[name]
    where = "where framework = ?" if framework else ""
    order = ", ".join(f'"{column}" nulls first' for column in table.grain)
    cursor = session.connection.execute(
        f'select * from "{name}" {where} order by {order}', [framework] if where else []
    )
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    indicators = session.states.project.framework.tables["indicators"]
    decimals = {row.indicator_code: row.decimals for row in indicators}  # type: ignore[attr-defined]
    printed = [_printed(table, row, decimals.get(row.get("indicator_code"))) for row in rows]
    return csv_bytes(SCORECARD_COLUMNS if name == "scorecard" else names, printed)


def _printed(table: Table, row: Mapping[str, Any], decimals: int | None) -> dict[str, Any]:
    """A row as printed: figures at their published decimals, markers in brackets, a band as a range."""
    shown = {name: _number(table, name, value, decimals) for name, value in row.items()}
    if shown.get("marker"):
        shown["marker"] = f"[{shown['marker']}]"
    if table.name == "scorecard" and shown["target_lower"] is not None and shown["target_upper"] is not None:
        shown["target"] = f"{shown['target_lower']:f} to {shown['target_upper']:f}"
    return shown


def _number(table: Table, name: str, value: Any, decimals: int | None) -> Any:
    """A figure with its published decimals; any other number without needless zeros. Text and dates as they are."""
    if not isinstance(value, Decimal):
        return value
    if decimals is not None and table.columns[name][0] == FIGURE_TYPE and name not in NOT_IN_THE_UNIT:
        return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return value if table.columns[name][0] != EXACT_TYPE else Decimal(format(value.normalize(), "f"))


def _facts(session: Session, quarter: str) -> dict[str, Any]:
    """What the manifest states beside the files: notice, rules, and the papers of the tables behind them."""
    states = session.states
    rules = states.project.framework.rules
    papers = {
        (table.name, name): passport
        for table in states.project.catalogue.tables.values()
        for name in ([quarter] if table.slicing == "quarter" else states.store.names(table.name))
        if (passport := states.store.passport(table.name, name)) is not None
    }
    return {
        "council": rules.council,
        "notice": rules.notice,
        "rules": rules.model_dump(mode="json", exclude={"notice", "council"}),
        "judged_at": JUDGED_AT,
        "framework": states.project.framework.digests,
        "tables": {
            f"{table}/{name}": {"rows": passport.rows, "data_sha256": passport.data_sha256}
            for (table, name), passport in papers.items()
        },
        "warnings": [
            f"{table}/{name}: {verdict.rule}: {verdict.detail}"
            for (table, name), passport in papers.items()
            for verdict in passport.verdicts
            if verdict.outcome != "passed"
        ],
    }
