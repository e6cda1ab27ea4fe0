"""The page of warehouse tables: what each holds, how it is sliced, what it reads and what makes it."""

from pmf_pipeline.catalogue import Input, Table
from pmf_pipeline.project import Project
from pmf_pipeline.reading.conversion import STATEMENT
from pmf_pipeline.reference.markdown import anchor, bullets, code, document, grid, link
from pmf_pipeline.settings import SUITES

SLICES = {
    "quarter": "one file per reporting quarter",
    "source": "one file per source specification",
    "edition": "none; made when an edition is published, and kept in it",
    "whole": "one file, `whole.parquet`",
}
INTRODUCTION = """\
The warehouse is the `warehouse/` folder of a home: one Parquet file per table and slice, which any tool can read.
Each file carries its own passport: what it was made from and what its gate said of it."""


def page(project: Project) -> str:
    """The page for every table of the catalogue, by group, in the order in which they are made."""
    blocks = [INTRODUCTION]
    groups: dict[str, list[Table]] = {}
    for entry in project.catalogue.tables.values():
        groups.setdefault(entry.group, []).append(entry)
    for group, members in groups.items():
        names = ", ".join(f"[{member.name}](#{anchor(member.name)})" for member in members)
        blocks += [f"## Group {group}", names]
        blocks += [block for member in members for block in _table(project, member)]
    return document("The tables of the warehouse", *blocks)


def _table(project: Project, table: Table) -> list[str]:
    columns = ((f"`{name}`", f"`{kind}`", meaning) for name, (kind, meaning) in table.columns.items())
    return [
        f"### {table.name}",
        table.description,
        bullets(
            f"Slices: {SLICES[table.slicing]}. Grain: {code(*table.grain)}.",
            f"Reads: {_inputs(project, table)}.",
            f"Made by {_maker(project, table)}; judged by {link(SUITES / f'{table.name}.yml')}, "
            f"explained under [its gate](gates.md#{anchor(table.name)}).",
            f"Owner: {table.owner.removeprefix('team:')}.",
        ),
        grid(("Column", "Type", "Meaning"), columns),
    ]


def _inputs(project: Project, table: Table) -> str:
    landed = [f"[the files of {spec.name}](sources.md#{anchor(spec.name)})" for spec in table.sources]
    tables = [_input(entry) for entry in table.inputs]
    names = [f"{name}.csv" for name in project.framework.tables if name in table.framework]
    files = [f"[{name}](framework.md#{anchor(name)})" for name in names]
    return ", ".join([*landed, *tables, *files])


def _input(entry: Input) -> str:
    return f"[{entry.table}](#{anchor(entry.table)})" + (" (every earlier quarter too)" if entry.history else "")


def _maker(project: Project, table: Table) -> str:
    if table.model is not None:
        return link(table.model.path)
    specifications = ", ".join(
        link(project.framework.folder / "sources" / f"{spec.name}.yml") for spec in table.sources
    )
    return f"{link(STATEMENT)} after {specifications}"
