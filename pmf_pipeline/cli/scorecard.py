"""A published edition on the console: the scorecard as a table, its headline, and where the files are.

It shows what the edition's own files say; nothing is computed here.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.table import Table

from pmf_pipeline.cli.console import plain_table, wide_console
from pmf_pipeline.home import Home
from pmf_pipeline.project import Project
from resources.publisher import MANIFEST, editions

COLOURS = {"Green": "green", "Amber": "yellow", "Red": "red"}
HEADLINE_WORDS = {
    "on_or_above_target": "Green",
    "within_tolerance": "Green or Amber",
}


def show_edition(
    home: Home, project: Project, quarter: str, others: Sequence[str] = (), warnings: Iterable[str] = ()
) -> None:
    """Print the newest edition of `quarter` with its warnings and `warnings`, and name other quarters' editions."""
    published = editions(home, quarter)
    if not published:
        return
    folder = published[-1].folder
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    console = wide_console()
    if manifest["notice"]:
        console.print(f"\n[bold]{manifest['notice']}[/bold]")
    console.print(
        _scorecard(folder, f"{manifest['council']}: scorecard {quarter}, {folder.name}, {manifest['status'].lower()}")
    )
    console.print(_headline(folder))
    console.print(manifest["judged_at"])
    for warning in [*manifest["warnings"], *warnings]:
        console.print(f"\nWarning: {warning}", markup=False)
    console.print(f"\nReport: {folder / 'report.html'} (open it in any browser)", markup=False, soft_wrap=True)
    console.print(f"Files: {folder}", markup=False, soft_wrap=True)
    for other in others:
        console.print(f"       {editions(home, other)[-1].folder}", markup=False, soft_wrap=True)
    console.print("Dagster UI, with this run in its history: make ui (or pmf ui), then http://127.0.0.1:3000")


def _scorecard(folder: Path, title: str) -> Table:
    table = plain_table(title)
    table.add_column("Indicator", overflow="fold", min_width=24)
    for name, justify in (
        ("Period", "left"), ("Outturn", "right"), ("Target", "right"), ("Rating", "left"), ("Previous", "right"),
        ("Direction", "left"),
    ):  # fmt: skip
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    portfolio = None
    for row in sorted(_rows(folder / "scorecard.csv"), key=lambda row: (row["portfolio"], row["indicator_code"])):
        if row["portfolio"] != portfolio:
            portfolio = row["portfolio"]
            table.add_section()
            table.add_row(f"[bold]{portfolio}[/bold]")
        table.add_row(*_cells(row))
    return table


def _cells(row: dict[str, str]) -> list[str]:
    rag = f"[{COLOURS[row['rag']]}]{row['rag']}[/]" if row["rag"] in COLOURS else row["rag"]
    outturn = " ".join(part for part in (row["outturn"], row["marker"].replace("[", r"\[")) if part)
    name = f"{row['indicator_code']} {row['title']}, {row['unit']}"
    return [name, row["period"], outturn, row["target"], rag, row["previous"], row["direction"]]


def _headline(folder: Path) -> str:
    rows = [row for row in _rows(folder / "headlines.csv") if row["scope"] == "report"]
    if not rows or not rows[0]["headline_pct"]:
        return "Headline: no indicator has both a figure and a target."
    row = rows[0]
    return (
        f"[bold]Headline: {row['headline_pct']}% of {row['rated']} rated indicators are "
        f"{HEADLINE_WORDS[row['headline_count']]}[/bold]: {row['green']} Green, {row['amber']} Amber, "
        f"{row['red']} Red; Green alone {row['on_or_above_target_pct']}%, with Amber "
        f"{row['within_tolerance_pct']}%. Not counted: {row['no_target']} without a target, {row['no_data']} "
        f"without a figure, {row['not_rated']} for context only."
    )


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
