"""`pmf gates`: what the gates said of each quarter, which rows they found, where those come from and what to do.

Read from the passports of the slices and of what was refused in their place; nothing is judged here.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.table import Table as Grid

from pmf_pipeline.catalogue import Table
from pmf_pipeline.cli.console import plain_table, wide_console
from pmf_pipeline.cli.options import home_option, quarter_key
from pmf_pipeline.due import newest_returned
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from pmf_pipeline.provenance import RuleVerdict
from resources.states import NEEDS_A_PERSON, States

QUARTERS_SHOWN = 7
STALE = "~"


@click.command()
@click.option("--quarter", metavar="Q", help="The quarter to explain.  [default: the newest with returns]")
@click.option(
    "--data-docs",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the quarter's suites and validation results as one HTML page, and nothing else.",
)
@home_option
def command(quarter: str | None, data_docs: Path | None, home: Home) -> None:  # noqa: D103
    project = load_project(home.path)
    states = States(project)
    asked = project.framework.quarter(quarter_key(quarter)).quarter if quarter else None
    shown = asked or newest_returned(project.framework, states.landing.quarters())
    if data_docs is not None:
        _write_data_docs(states, shown, data_docs)
        return
    console = wide_console()
    console.print(_history(states, shown))
    click.echo(_not_by_quarter(states))
    click.echo(f"{STALE} something it was made from has changed since; the next run makes it again.")
    if shown is None:
        click.echo("No returns have landed, so no quarter has been judged.")
        return
    judged = list(_slices(states, shown))
    said = [paragraph for table, name in judged for paragraph in _paragraphs(states, table, name)]
    click.echo("\n" + ("\n\n".join(said) or f"Every rule that judged {shown} was met."))
    if any(states.state(table.name, name).kind in NEEDS_A_PERSON for table, name in judged):
        sys.exit(1)


def _write_data_docs(states: States, quarter: str | None, path: Path) -> None:
    from checks.data_docs import data_docs

    if quarter is None:
        raise ConfigurationError("No returns have landed, so there is nothing to write data docs of.")
    if not path.parent.is_dir():
        raise ConfigurationError(
            f"There is no folder {path.parent} to write {path.name} into. Make it, or name another."
        )
    path.write_text(data_docs(states, quarter), encoding="utf-8", newline="\n")
    click.echo(f"Data docs of {quarter}: {path}")


def _history(states: States, newest: str | None) -> Grid:
    """Each table's verdict in the quarters up to the newest, a row each."""
    quarters = [name for name in states.project.framework.quarters if newest and name <= newest][-QUARTERS_SHOWN:]
    grid = plain_table("Gates")
    grid.add_column("Table", no_wrap=True)
    for quarter in quarters:
        grid.add_column(quarter, no_wrap=True)
    for table in states.project.catalogue.tables.values():
        if table.slicing == "quarter":
            grid.add_row(table.name, *(_in_short(states, table, name) for name in quarters))
    return grid


def _not_by_quarter(states: States) -> str:
    """The verdicts of tables that have no quarters, in a line each."""
    return "\n".join(
        f"{table.name}/{name}: {_in_short(states, table, name)}"
        for table in states.project.catalogue.tables.values()
        if table.slicing != "quarter"
        for name in states.store.known(table.name)
    )


def _in_short(states: States, table: Table, name: str) -> str:
    kind = states.state(table.name, name).kind
    passport = states.store.newest_passport(table.name, name)
    if kind in NEEDS_A_PERSON or passport is None:
        return "" if kind == "absent" else kind
    warned = sum(verdict.outcome == "failed" for verdict in passport.verdicts)
    waived = sum(bool(verdict.waived) for verdict in passport.verdicts)
    parts = [f"{count} {word}" for count, word in ((warned, "warned"), (waived, "waived")) if count] or ["passed"]
    return ", ".join(parts) + (f" {STALE}" if kind == "stale" else "")


def _slices(states: States, quarter: str) -> Iterator[tuple[Table, str]]:
    for table in states.project.catalogue.tables.values():
        if table.slicing == "quarter":
            yield table, quarter
        else:
            for name in states.store.known(table.name):
                yield table, name


def _paragraphs(states: States, table: Table, name: str) -> Iterator[str]:
    """What there is to say of a slice: a paragraph for each rule that was not simply met, and what mends it."""
    passport = states.store.newest_passport(table.name, name)
    for verdict in passport.verdicts if passport else ():
        if verdict.outcome != "passed":
            yield f"{table.name}/{name}: {verdict.rule} ({_outcome(verdict)})\n{_rows(table, name, verdict)}"
    state = states.state(table.name, name)
    if state.kind in NEEDS_A_PERSON:
        yield f"{table.name}/{name} is {state.kind}. {state.mend}"


def _outcome(verdict: RuleVerdict) -> str:
    if verdict.outcome == "failed":
        return "stopped it" if verdict.stops else "warned"
    return {"errored": "could not be judged, which stopped it", "waived": "waived"}[verdict.outcome]


def _rows(table: Table, name: str, verdict: RuleVerdict) -> str:
    from checks.suite import load_suite
    from checks.wording import failed_detail

    if verdict.outcome != "failed":
        return f"      {verdict.detail}"
    rule = load_suite(table.name).all_rules()[verdict.rule]
    return f"      {failed_detail(rule, name, verdict.failing, verdict.rows, most=len(verdict.rows))}"
