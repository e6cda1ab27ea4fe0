"""`pmf quarantine`: every refused row and file, with where it stands, what it says and what to do."""

from pathlib import Path

import click

from pmf_pipeline.cli.options import home_option
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from resources.slices import SliceStore

REFUSED = """
select file_name, sheet, row_number, measure, period_text, raw_value, rule, reason, released_by
from read_parquet(?) where fate = 'quarantined' order by file_name, row_number
"""


@click.command()
@click.option("--quarter", metavar="Q", help="Only the returns of one quarter.")
@home_option
def command(quarter: str | None, home: Home) -> None:  # noqa: D103
    project, store = load_project(home.path), SliceStore(home)
    count = 0
    for table in ("internal_returns", "published_figures"):
        for name in sorted({*store.names(table), *store.refused(table)}):
            if quarter is None or name == quarter:
                count += _show(_newest(store, table, name))
    if not count:
        click.echo("Nothing is in quarantine.")
    refused = [f"{table}/{name}" for table in project.catalogue.tables for name in store.refused(table)]
    if refused:
        click.echo(f"Slices that stand refused: {', '.join(refused)}. `pmf status` says why.")


def _newest(store: SliceStore, table: str, name: str) -> Path:
    refused = store.refusal_path(table, name)
    return refused if refused.exists() else store.path(table, name)


def _show(path: Path) -> int:
    import duckdb

    rows = duckdb.execute(REFUSED, [str(path)]).fetchall()
    for file, sheet, number, measure, period, raw, rule, reason, released in rows:
        place = ", ".join(
            part for part in (f"sheet {sheet}" if sheet else "", f"row {number}" if number else "whole file") if part
        )
        text = f"{measure} {period}: {raw!r}" if number else ""
        click.echo(f"landing/{file}, {place}: {text}".rstrip(": "))
        click.echo(f"    {rule}: {reason}")
        if released:
            click.echo(f"    Mended by landing/{released}.")
    return len(rows)
