"""Column lineage as Dagster's metadata, and as links in a table's columns.

Recorded when a table is made, so that loading the definitions follows no SQL. The open-source UI stores the lineage
but draws none of it: the links in the columns' descriptions are what people see there, lineage.html the graph.
"""

from collections.abc import Iterator, Mapping

import dagster as dg

from assets.specs import asset_keys, column_schema
from pmf_pipeline.catalogue import Input, Table
from pmf_pipeline.project import Project
from pmf_pipeline.sql.columns import ROWS, Derivation, Source

LINKS_SHOWN = 6


def lineage_metadata(project: Project, table: Table) -> Mapping[str, dg.TableColumnLineage | dg.TableSchema]:
    """A table's column lineage, and its columns with a link to what each is made from."""
    from pmf_pipeline.lineage.build import lineage_of

    columns = lineage_of(project).relations[table.name].columns
    deps = {name: list(_deps(project, found)) for name, found in columns.items()}
    notes = {name: _note(project, found) for name, found in columns.items()}
    return {
        "dagster/column_lineage": dg.TableColumnLineage({name: found for name, found in deps.items() if found}),
        "dagster/column_schema": column_schema(table, notes),
    }


def _deps(project: Project, found: Derivation) -> Iterator[dg.TableColumnDep]:
    for source in found.sources:
        if source.column != ROWS:
            yield from (dg.TableColumnDep(key, source.column) for key in _keys(project, source))


def _keys(project: Project, source: Source) -> list[dg.AssetKey]:
    """The assets that hold a source's relation; files, rules and the run are none."""
    group, _, name = source.relation.partition(".")
    if group == "framework":
        return [dg.AssetKey([group, name])] if name in project.framework.tables else []
    if source.relation not in project.catalogue.tables:
        return []
    return asset_keys(project.catalogue, Input(source.relation))


def _note(project: Project, found: Derivation) -> str:
    links = [_link(project, source) for source in found.sources[:LINKS_SHOWN]]
    more = len(found.sources) - len(links)
    return f" From {', '.join(links)}{f' and {more} more' if more > 0 else ''}." if links else ""


def _link(project: Project, source: Source) -> str:
    text = f"rows of {source.relation}" if source.column == ROWS else f"{source.relation}.{source.column}"
    keys = _keys(project, source)
    return f"[{text}](/assets/{'/'.join(keys[0].path)})" if len(keys) == 1 else text
