"""Landing assets: one for each source specification, from files to rows with a fate.

Reading is `pmf_pipeline.reading`'s, and imported where a step reads; keeping the bytes is the landing zone's. A new
source is a new YAML file, and its asset follows from it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import dagster as dg

from assets.making import Facts, Making, StepResult, make_slices
from assets.signatures import signed
from assets.specs import asset_spec, partitions_of
from checks.results import check_specs, not_judged
from pmf_pipeline.catalogue import Table
from pmf_pipeline.errors import GateError
from pmf_pipeline.project import Project
from pmf_pipeline.reading.spec import SourceSpec
from resources.engine import GIGABYTE, MEMORY
from resources.landing_zone import Landed
from resources.session import Session
from resources.warehouse import Warehouse

if TYPE_CHECKING:
    from pmf_pipeline.reading.landed_file import QuarterDates
    from resources.landed_files import LandedFiles

# An extract may be of any size and of any number of files, a machine is of one: files are read and converted some at a
# time. What can't go to disk and back meanwhile grows with their rows, to three times the files at most; what
# is done to all rows together then takes no more than a model.
BYTES_AT_A_TIME = GIGABYTE // 4
LEAST_MEMORY = GIGABYTE
MEMORY_OF_FILES = 3


def landing_assets(project: Project) -> list[dg.AssetsDefinition]:
    """An asset for every source specification of the framework."""
    return [
        _returns_asset(project, spec) if spec.kind == "returns" else _published_asset(project, spec)
        for spec in project.sources
    ]


def _published_asset(project: Project, spec: SourceSpec) -> dg.AssetsDefinition:
    table = project.catalogue[spec.table]
    key = dg.AssetKey(["landing", spec.name])

    @dg.multi_asset(
        name=f"landing__{spec.name}",
        specs=[_spec(project, spec, key)],
        check_specs=check_specs(key, table.name),
    )
    @signed
    def published(context: dg.AssetExecutionContext, warehouse: Warehouse) -> StepResult:
        states = warehouse.states()
        if not states.landing.files(spec) and spec.name not in states.store.known(table.name):
            message = f"No file has landed as landing/{spec.files}: {spec.title} is left out."
            context.log.warning(message)
            yield from not_judged(key, table.name, message)
            yield dg.MaterializeResult(asset_key=key, metadata={"note": message, "dagster/row_count": 0})
            return
        making = Making(
            context, key, table, lambda session, slices: land_slices(session, spec, slices), _files_of(table)
        )
        yield from make_slices(making, warehouse, [spec.name])

    return published


def _returns_asset(project: Project, spec: SourceSpec) -> dg.AssetsDefinition:
    table = project.catalogue[spec.table]
    key = dg.AssetKey(["landing", spec.name])

    @dg.multi_asset(
        name=f"landing__{spec.name}",
        specs=[_spec(project, spec, key)],
        check_specs=check_specs(key, table.name, partitions_of(project)),
        partitions_def=partitions_of(project),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    @signed
    def returns(context: dg.AssetExecutionContext, warehouse: Warehouse) -> StepResult:
        wanted = list(context.partition_keys)
        returned = warehouse.states().landing.quarters()
        missing = [quarter for quarter in wanted if quarter not in returned]
        if missing == wanted:
            message = no_returns_message(project, missing)
            context.log.warning(message)
            yield from not_judged(key, table.name, message)
            return
        if missing:
            raise dg.Failure(
                f"{no_returns_message(project, missing)} Choose quarters that have returns.",
                allow_retries=False,
            )
        making = Making(
            context, key, table, lambda session, slices: land_slices(session, spec, slices), _files_of(table)
        )
        yield from make_slices(making, warehouse, wanted)

    return returns


def no_returns_message(project: Project, quarters: Sequence[str]) -> str:
    """Which quarters have no returns, when those were due, and that nothing was made of them."""
    due = ", ".join(f"{quarter} (returns due {project.framework.quarter(quarter).returns_due})" for quarter in quarters)
    return f"No returns have landed for {due}: there is nothing to report yet, and nothing was made."


def _spec(project: Project, spec: SourceSpec, key: dg.AssetKey) -> dg.AssetSpec:
    table = project.catalogue[spec.table]
    place = "returns/{quarter}/" if spec.kind == "returns" else ""
    return asset_spec(
        project,
        table,
        key,
        kinds=("python", "csv") if spec.kind == "published" else ("python", "csv", "excel"),
        files=[project.framework.folder / "sources" / f"{spec.name}.yml"],
        description=f"{spec.title}, from {spec.publisher}: landing/{place}{spec.files}. {table.description}",
    )


@dataclass(frozen=True)
class _Part:
    """Files that have to be read together: a quarter's returns, or one published file.

    A return may mend what an earlier one of its service had wrong.
    """

    reader: "LandedFiles"
    files: Sequence[Landed]

    @cached_property
    def size(self) -> int:
        """How many bytes they have."""
        return sum(file.path.stat().st_size for file in self.files if file.sha256)


def land_slices(session: Session, spec: SourceSpec, slices: Sequence[str]) -> None:
    """Fill the candidate with every row of the files of `slices`."""
    verb = "create or replace temp table landed as"
    size = 0
    for parts in _some_at_a_time(_parts(session, spec, slices)):
        size += _read(session, spec, parts)
        session.connection.execute(f"{verb} from accounted_rows")
        session.connection.execute("drop table landed_rows")  # there may be millions: one copy is enough
        verb = "insert into landed"
    session.hold_memory(min(_memory(size), MEMORY))
    session.take_candidate(session.states.project.catalogue[spec.table], "landed")
    session.connection.execute("drop table landed")


def _parts(session: Session, spec: SourceSpec, slices: Sequence[str]) -> Iterator[_Part]:
    from pmf_pipeline.workbooks.expected import expected_workbook
    from resources.landed_files import LandedFiles

    states, project = session.states, session.states.project
    for name in slices:
        landed = states.landed(project.catalogue[spec.table], name)
        if not landed:
            raise GateError(
                f"The files that {spec.table}/{name} was read from are gone from landing/. Put them back (their "
                "bytes are in archive/ under their SHA-256), or, if they were withdrawn, remove the slice: "
                f"warehouse/{spec.table}/{name}.parquet."
            )
        if spec.kind == "returns":
            expected = expected_workbook(project.framework, name)
            yield _Part(LandedFiles(states.landing, spec, landed, _dates(project, name), expected), landed)
        else:
            reader = LandedFiles(states.landing, spec, landed)
            yield from (_Part(reader, [file]) for file in landed)


def _some_at_a_time(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    """The parts in their order, as many together as have no more than BYTES_AT_A_TIME; a larger one is alone."""
    some: list[_Part] = []
    size = 0
    for part in parts:
        size += part.size
        if some and size > BYTES_AT_A_TIME:
            yield some
            some, size = [], part.size
        some.append(part)
    yield some


def _read(session: Session, spec: SourceSpec, parts: Sequence[_Part]) -> int:
    """Read files, and settle their accounts, into the session's `accounted_rows`; how many bytes they had."""
    from pmf_pipeline.framework.asked import known_measures
    from pmf_pipeline.reading.accounts import settle
    from pmf_pipeline.reading.conversion import convert

    size = sum(part.size for part in parts)
    session.hold_memory(_memory(size))
    framework = session.states.project.framework
    measures = known_measures(framework, spec.name, spec.kind)
    files = (file for part in parts for file in part.reader.files(part.files))
    convert(session.connection, spec, files, measures, framework.area_codes)
    accounts = [account for part in parts for account in part.reader.accounts(part.files)]
    settle(session.connection, spec, accounts, is_asked=bool(measures))
    return size


def _memory(size: int) -> int:
    return max(LEAST_MEMORY, MEMORY_OF_FILES * size)


def _files_of(table: Table) -> Facts:
    """Shows each file's account: rows read against rows accepted, left out and refused."""

    def facts(session: Session, slices: Sequence[str]) -> dict[str, dg.MetadataValue]:
        from resources.accounts import file_accounts

        store = session.states.store
        lines = [line for name in slices for line in file_accounts(session.connection, store.path(table.name, name))]
        return {"files": dg.MetadataValue.table([dg.TableRecord(line.cells()) for line in lines])} if lines else {}

    return facts


def _dates(project: Project, key: str) -> "QuarterDates":
    from pmf_pipeline.reading.landed_file import QuarterDates

    row = project.framework.quarter(key)
    return QuarterDates(key, row.period_start, row.period_end)
