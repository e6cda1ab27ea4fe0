"""How a table is shown in Dagster: key, group, owner, columns, dependencies and partitions.

Only the description of an asset belongs here; making one is in `making`.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import dagster as dg

from pmf_pipeline.catalogue import Catalogue, Input, Table
from pmf_pipeline.project import Project

IN_GRAIN, OUTSIDE = dg.TableColumnConstraints(nullable=False), dg.TableColumnConstraints(nullable=True)


def asset_keys(catalogue: Catalogue, entry: Input) -> list[dg.AssetKey]:
    """The assets behind a table: one, or one per source."""
    table = catalogue[entry.table]
    if table.slicing == "source":
        return [dg.AssetKey(["landing", spec.name]) for spec in table.sources]
    return [dg.AssetKey([table.group, table.name])]


def partitions_of(project: Project) -> dg.StaticPartitionsDefinition:
    """The reporting quarters: the rows of the council's own calendar."""
    return dg.StaticPartitionsDefinition(list(project.framework.quarters))


def asset_spec(
    project: Project,
    table: Table,
    key: dg.AssetKey,
    *,
    kinds: Iterable[str],
    files: Sequence[Path],
    description: str | None = None,
) -> dg.AssetSpec:
    """What Dagster shows of a table's asset; `files` are what it is made by."""
    return dg.AssetSpec(
        key,
        deps=[*_table_deps(project, table), *_framework_deps(table)],
        group_name=table.group,
        description=description or table.description,
        owners=[table.owner],
        kinds=set(kinds),
        skippable=True,
        metadata={
            "dagster/column_schema": column_schema(table),
            "dagster/code_references": code_references(
                files, {table.model.path: table.model.line} if table.model else None
            ),
            "grain": ", ".join(table.grain),
        },
    )


def code_references(files: Sequence[Path], lines: Mapping[Path, int] | None = None) -> dg.CodeReferencesMetadataValue:
    """Links from an asset in the UI to the files it is made by, at the line where that is known."""
    known = lines or {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)  # the feature is in use and pinned
        return dg.CodeReferencesMetadataValue(
            code_references=[
                dg.LocalFileCodeReference(file_path=str(path), line_number=known.get(path), label=path.name)
                for path in files
            ]
        )


def framework_specs(project: Project) -> list[dg.AssetSpec]:
    """The framework's files as assets that people make: they show in lineage and are validated at each reading."""
    return [
        dg.AssetSpec(
            ["framework", name],
            group_name="framework",
            description=f"framework/{name}.csv, edited by performance officers and validated whenever it is read.",
            owners=["team:performance"],
            kinds={"csv"},
            metadata={"rows": len(project.framework.rows(name))},
        )
        for name in project.framework.tables
    ]


def _table_deps(project: Project, table: Table) -> list[dg.AssetDep]:
    # A quarter rests on its own quarter, for Dagster too where a model looks back: which earlier quarters are read,
    # and whether they may be, is known from their passports, and a backfill must not fan out to later quarters.
    return [dg.AssetDep(key) for entry in table.inputs for key in asset_keys(project.catalogue, entry)]


def _framework_deps(table: Table) -> list[dg.AssetDep]:
    return [dg.AssetDep(["framework", name]) for name in table.framework]


def column_schema(table: Table, notes: Mapping[str, str] | None = None) -> dg.TableSchema:
    """A table's columns as Dagster shows them, with what `notes` adds to a column's description."""
    added = notes or {}
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name,
                type=kind,
                description=description + added.get(name, ""),
                constraints=IN_GRAIN if name in table.grain else OUTSIDE,
                tags={"grain": ""} if name in table.grain else {},
            )
            for name, (kind, description) in table.columns.items()
        ]
    )
