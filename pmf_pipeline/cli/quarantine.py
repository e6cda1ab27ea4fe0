"""`pmf quarantine`: every refused row and file, with where it stands, what it says and what to do.

It reads what the landed slices and their refused candidates say; nothing is judged here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Any

import click

from pmf_pipeline.cli.options import home_option, quarter_key
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from pmf_pipeline.reading.safety import printable
from resources.accounts import newest
from resources.slices import SliceStore

MOST_SHOWN = 200
COLUMNS = (
    "quarter", "source", "file", "received_on", "sheet", "row", "cell", "measure", "area_code", "period", "raw_value",
    "rule", "reason", "mended_by",
)  # fmt: skip
REFUSED = """
select
    quarter, source, file_name, received_on, sheet, row_number, cell, measure, area_code, period_text, raw_value,
    rule, reason, released_by
from read_parquet(?)
where fate = 'quarantined' or row_number is null
order by file_name, row_number nulls first, cell
"""


@click.command()
@click.option("--quarter", metavar="Q", help="Only the returns of one quarter.")
@click.option("--file", "file", metavar="NAME", help="Only files of this name; * stands for anything.")
@click.option("--json", "form", flag_value="json", help="As JSON: a list with an object for each row.")
@click.option("--csv", "form", flag_value="csv", help="As CSV, safe to open in a spreadsheet.")
@home_option
def command(quarter: str | None, file: str | None, form: str | None, home: Home) -> None:  # noqa: D103
    project, store = load_project(home.path), SliceStore(home)
    wanted = project.framework.quarter(quarter_key(quarter)).quarter if quarter else None
    rows = [row for row in _refused(store, wanted) if file is None or _is_called(row["file"], file)]
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False, default=str))
    elif form == "csv":
        from pmf_pipeline.report.csv_tables import csv_bytes

        click.echo(csv_bytes(COLUMNS, rows).decode(), nl=False)
    else:
        _show(rows)
        refused = [f"{table}/{name}" for table in project.catalogue.tables for name in store.refused(table)]
        if refused:
            click.echo(f"Slices that stand refused: {', '.join(refused)}. `pmf status` says why.")


def _refused(store: SliceStore, quarter: str | None) -> Iterator[dict[str, Any]]:
    import duckdb

    tables = ("internal_returns",) if quarter else ("internal_returns", "published_figures")
    with duckdb.connect() as connection:
        for table in tables:
            for name in store.known(table):
                path = newest(store, table, name) if quarter in (None, name) else None
                if path is not None:
                    for row in connection.execute(REFUSED, [str(path)]).fetchall():
                        yield dict(zip(COLUMNS, row, strict=True))


def _is_called(name: str, wanted: str) -> bool:
    """Whether a file below landing/ is the one asked for, by its name or its path."""
    path = wanted.removeprefix("landing/")
    return fnmatch(name, path) or fnmatch(PurePosixPath(name).name, path)


def _show(rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows[:MOST_SHOWN]:
        parts = (f"sheet {row['sheet']}" if row["sheet"] else "", f"row {row['row']}" if row["row"] else "whole file")
        what = " ".join(row[name] for name in ("measure", "area_code", "period") if row[name])
        given = "" if row["raw_value"] is None else f": {row['raw_value']!r}"  # parts of a ratio have none of their own
        text = f"{what}{given}" if row["row"] else ""
        click.echo(f"landing/{row['file']}, {', '.join(part for part in parts if part)}: {text}".rstrip(": "))
        click.echo(f"    {row['rule']}: {printable(row['reason'])}")
        if row["mended_by"]:
            click.echo(f"    Mended by landing/{row['mended_by']}.")
    if len(rows) > MOST_SHOWN:
        click.echo(f"... and {len(rows) - MOST_SHOWN} more. --csv or --json gives them all; --file narrows it down.")
    if not rows:
        click.echo("Nothing is in quarantine.")
