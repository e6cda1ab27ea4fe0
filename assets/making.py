"""Write, audit, publish: the one way in which every table's slices are made.

A step plans its slices, asks whether their inputs may be read, has the candidate built, has the gate judge it,
and publishes what passed. What a candidate holds is the caller's; what a rule says is the suite's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import dagster as dg

from assets.lineage import lineage_metadata
from assets.openlineage import told
from assets.slice_states import MADE
from checks.expectations import get_ready
from checks.gate import judge
from checks.results import check_results
from pmf_pipeline.catalogue import Table
from pmf_pipeline.errors import GateError, PmfError
from pmf_pipeline.provenance import Passport, Recipe, RuleVerdict
from resources.session import Session
from resources.slices import SliceStore
from resources.states import States, first_stop
from resources.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow

FORCE_TAG = "pmf/force"
PREVIEW_ROWS = 10
PREVIEW_COLUMNS = 10
Build = Callable[[Session, Sequence[str]], None]
Facts = Callable[[Session, Sequence[str]], Mapping[str, dg.MetadataValue]]
StepResult = Iterator[dg.AssetCheckResult | dg.MaterializeResult]


@dataclass(frozen=True)
class Making:
    """One step's work on one table.

    Attributes:
        context: the step's Dagster context.
        key: the asset.
        table: its table.
        build: fills the session's candidate for the given slices.
        facts: what else the UI shows of the given slices, where there is more.
    """

    context: dg.AssetExecutionContext
    key: dg.AssetKey
    table: Table
    build: Build
    facts: Facts | None = None


def make_slices(making: Making, warehouse: Warehouse, wanted: Sequence[str]) -> StepResult:
    """Bring the wanted slices up to date and report them to Dagster.

    Slices whose recipe is unchanged are left as they are. Earlier quarters that have returns but no current slice
    are made along, where later quarters look back on them.

    Raises:
        dg.Failure: an input may not be read, or the gate refused a slice; nothing of it is published.
    """
    try:
        with (
            warehouse.session(anew=False) as session,
            told(making.context, making.key, session.states.project, making.table),
        ):
            yield from _make(making, session, wanted)
    except PmfError as error:
        raise dg.Failure(str(error), allow_retries=False) from error


def _make(making: Making, session: Session, wanted: Sequence[str]) -> StepResult:
    states, table = session.states, making.table
    to_make = plan(states, table, wanted, force=making.context.run.tags.get(FORCE_TAG) == "true")
    require_inputs(states, table, to_make)
    passports: dict[str, Passport] = {}
    if to_make:
        passports = _write_audit_publish(making, session, to_make)
    for name in wanted:
        if name not in passports and (kept := states.store.passport(table.name, name)) is not None:
            passports[name] = kept
    verdicts: dict[str, Sequence[RuleVerdict]] = {name: made.verdicts for name, made in passports.items()}
    yield from check_results(making.key, table, verdicts)
    refused = [name for name, made in passports.items() if not made.passed]
    _record_others(making, to_make if refused else [name for name in to_make if name not in wanted], passports)
    if refused:
        raise _refusal(table, {name: passports[name] for name in refused})
    metadata = _metadata(making, session, wanted, to_make, passports)
    if table.slicing == "quarter":
        # The newest quarter's event says it all: repeated for every quarter of a long run it takes longer than the SQL.
        for name in wanted:
            counted = {"dagster/row_count": dg.MetadataValue.int(passports[name].rows), **MADE}
            said = {**metadata, **counted} if name == max(wanted) else counted
            making.context.add_asset_metadata(said, asset_key=making.key, partition_key=name)
        yield dg.MaterializeResult(asset_key=making.key)
    else:
        yield dg.MaterializeResult(asset_key=making.key, metadata={**metadata, **MADE})


def plan(states: States, table: Table, wanted: Sequence[str], *, force: bool) -> list[str]:
    """The slices a step has to make: the wanted ones and the gaps before them, unless they are current."""
    slices = list(wanted)
    if table.slicing == "quarter" and states.project.catalogue.keeps_history(table.name):
        earlier = states.quarters_with_data(table.name)
        slices = sorted({*wanted, *(quarter for quarter in earlier if quarter < max(wanted))})
    return [name for name in slices if (force and name in wanted) or states.state(table.name, name).kind != "current"]


def require_inputs(states: States, table: Table, slices: Sequence[str]) -> None:
    """Let a step go on only when every slice it rests on is current.

    Raises:
        GateError: naming each slice that is not, the fault behind it, once, and what mends it.
    """
    blocked = {
        (state.table, state.slice): state
        for name in slices
        for state in states.input_states(table, name)
        if state.kind != "current"
    }
    if blocked:
        faults = [states.state(*root) for root in sorted({state.root for state in blocked.values() if state.root})]
        reasons = "\n".join(
            f"  {fault.table}/{fault.slice} is {fault.kind}: {fault.reason}\n    {fault.mend}" for fault in faults
        )
        behind = ", ".join(f"{name}/{slice_name}" for name, slice_name in blocked)
        raise GateError(
            f"{table.name} was not made, because what it rests on ({behind}) may not be read:\n{reasons}\n"
            "`pmf run` of a quarter makes everything in order."
        )


def _write_audit_publish(making: Making, session: Session, slices: Sequence[str]) -> dict[str, Passport]:
    get_ready()
    table, states = making.table, session.states
    recipes = {name: states.recipe(table, name) for name in slices}
    making.build(session, slices)
    report = judge(session, table, slices)
    states.forget()
    for name, recipe in recipes.items():
        changes = states.recipe(table, name).changes_since(recipe)
        if changes:
            raise GateError(f"{table.name}/{name} was not made: {'; '.join(changes)} while it was read. Run again.")
    stored = {
        name: _store(making, states.store, name, rows, recipes[name], report.verdicts[name])
        for name, rows in session.slices(table, slices)
    }
    states.forget()
    return {name: stored[name] for name in slices}


def _store(
    making: Making,
    store: SliceStore,
    name: str,
    rows: "pyarrow.RecordBatchReader",
    recipe: Recipe,
    verdicts: tuple[RuleVerdict, ...],
) -> Passport:
    def passport(count: int, data_sha256: str) -> Passport:
        return Passport(making.table.name, name, count, data_sha256, recipe, verdicts, making.context.run.run_id)

    keep = store.publish if passport(0, "").passed else store.refuse
    return keep(making.table.name, name, rows, passport)


def _refusal(table: Table, refused: Mapping[str, Passport]) -> dg.Failure:
    reasons = "\n".join(f"  {name}: {first_stop(made)}" for name, made in refused.items())
    return dg.Failure(
        f"The gate of {table.name} refused {', '.join(refused)}:\n{reasons}\n"
        "The refused rows are in quarantine/; nothing of them was published and the last good slice stays.",
        metadata={"refused": ", ".join(refused)},
        allow_retries=False,
    )


def _record_others(making: Making, names: Sequence[str], passports: Mapping[str, Passport]) -> None:
    """Tell Dagster of slices that are no result of the step: made for later quarters, or beside a refused one."""
    for name in names:
        if passports[name].passed:
            making.context.log.info(f"{making.table.name}/{name} was made along")
            metadata = {"dagster/row_count": passports[name].rows, **MADE}
            making.context.log_event(dg.AssetMaterialization(making.key, partition=name, metadata=metadata))


def _metadata(
    making: Making,
    session: Session,
    wanted: Sequence[str],
    made: Sequence[str],
    passports: Mapping[str, Passport],
) -> Mapping[str, Any]:
    unchanged = [name for name in wanted if name not in made]
    metadata: dict[str, Any] = {
        **lineage_metadata(session.states.project, making.table),
        "dagster/row_count": dg.MetadataValue.int(sum(passports[name].rows for name in wanted)),
        "made": dg.MetadataValue.text(", ".join(made) or "none"),
        "preview": dg.MetadataValue.md(_preview(session, making.table, wanted)),
    }
    if making.facts:
        metadata |= making.facts(session, wanted)
    notice = session.states.project.framework.rules.notice
    if notice:
        metadata["notice"] = dg.MetadataValue.text(notice)
    if unchanged:
        metadata["unchanged"] = dg.MetadataValue.text(", ".join(unchanged))
    warned = [
        f"{name}: {verdict.detail}"
        for name in wanted
        for verdict in passports[name].verdicts
        if verdict.outcome != "passed"
    ]
    if warned:
        metadata["warnings"] = dg.MetadataValue.text("\n".join(warned))
    return metadata


def _preview(session: Session, table: Table, wanted: Sequence[str]) -> str:
    """The first rows of the newest wanted slice as a markdown table."""
    path = session.states.store.path(table.name, max(wanted))
    names = table.preview or tuple(dict.fromkeys([*table.grain, *table.columns]))[:PREVIEW_COLUMNS]
    columns = ", ".join(f'"{name}"' for name in names)
    rows = session.connection.execute(
        f"select {columns} from read_parquet(?) limit {PREVIEW_ROWS}", [str(path)]
    ).fetchall()
    return markdown_table(names, [dict(zip(names, row, strict=True)) for row in rows])


def markdown_table(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """Columns of rows as a markdown table, as the UI shows it."""
    lines = [names, ["---"] * len(names), *([row[name] for name in names] for row in rows)]
    return "\n".join("| " + " | ".join(_markdown_cell(cell) for cell in line) + " |" for line in lines)


def _markdown_cell(cell: object) -> str:
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    return "" if cell is None else str(cell).replace("|", "\\|").replace("\n", " ")
