"""`pmf lineage`: where a table's columns come from, and what rests on them."""

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from pmf_pipeline.cli.console import wide_console
from pmf_pipeline.cli.options import home_option
from pmf_pipeline.home import Home
from pmf_pipeline.lineage.build import lineage_of
from pmf_pipeline.lineage.document import relation_content
from pmf_pipeline.lineage.graph import Lineage, Relation
from pmf_pipeline.project import load_project
from pmf_pipeline.sql.columns import ROWS, Source

if TYPE_CHECKING:
    from rich.tree import Tree

HOW = {
    "copied": "",
    "computed": "computed",
    "counted": "counted rows",
    "constant": "the same in every row",
    "read": "read from the file",
    "given": "",
}


@click.command()
@click.argument("name", metavar="TABLE[.COLUMN]")
@click.option("--upstream", is_flag=True, help="Only what it comes from.")
@click.option("--downstream", is_flag=True, help="Only what rests on it.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, every column by its direct sources.")
@home_option
def command(name: str, upstream: bool, downstream: bool, as_json: bool, home: Home) -> None:  # noqa: D103
    lineage = lineage_of(load_project(home.path))
    relation, column = lineage.find(name)
    both = upstream == downstream
    if as_json:
        _show_json(lineage, relation, column, up=upstream or both, down=downstream or both)
        return
    columns = [column] if column else list(relation.columns)
    if not column:
        click.echo(f"{relation.name}: {' '.join(relation.description.split())}\n")
    console = wide_console()
    for each in columns:
        if upstream or both:
            console.print(_tree(lineage, Source(relation.name, each), lineage.sources, deep=bool(column)))
        if (downstream or both) and (column or downstream):
            console.print(_tree(lineage, Source(relation.name, each), lineage.uses, deep=bool(column), down=True))


def _tree(
    lineage: Lineage,
    start: Source,
    step: Callable[[Source], Iterable[Source]],
    *,
    deep: bool,
    down: bool = False,
) -> "Tree":
    """The columns reached from `start`, each opened once and only named where it comes again."""
    from rich.text import Text
    from rich.tree import Tree

    title = f"{_name(start)} feeds" if down else _name(start)
    root = Tree(
        Text(f"{title}{'' if down else _how(lineage, start)}" + ("" if list(step(start)) or not down else " nothing"))
    )
    opened: set[Source] = {start}

    def grow(branch: Tree, column: Source) -> None:
        for found in step(column):
            again = found in opened and bool(list(step(found)))
            leaf = branch.add(Text(f"{_name(found)}{_how(lineage, found)}{' (as above)' if again else ''}"))
            if deep and found not in opened:
                opened.add(found)
                grow(leaf, found)

    grow(root, start)
    return root


def _name(column: Source) -> str:
    return f"rows of {column.relation}" if column.column == ROWS else f"{column.relation}.{column.column}"


def _how(lineage: Lineage, column: Source) -> str:
    derivation = lineage.relations[column.relation].columns.get(column.column)
    how = HOW[derivation.kind] if derivation else ""
    return f", {how}" if how else ""


def _show_json(lineage: Lineage, relation: Relation, column: str | None, *, up: bool, down: bool) -> None:
    wanted = {Source(relation.name, column)} if column else {Source(relation.name, name) for name in relation.columns}
    reached = set(wanted)
    for each in wanted:
        reached |= lineage.upstream(each) if up else set()
        reached |= lineage.downstream(each) if down else set()
    content = {
        name: relation_content(found, {source.column for source in reached if source.relation == name})
        for name, found in lineage.relations.items()
        if any(source.relation == name for source in reached)
    }
    asked = f"{relation.name}.{column}" if column else relation.name
    click.echo(json.dumps({"asked": asked, "relations": content}, indent=2, ensure_ascii=False))
