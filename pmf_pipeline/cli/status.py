"""`pmf status`: what has landed, what is late, what is blocked and why, what is published.

It reads the slices' own passports and the files in the home; Dagster is not asked and not started.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import click
from rich.table import Table

from pmf_pipeline.cli.console import plain_table, wide_console
from pmf_pipeline.cli.options import home_option
from pmf_pipeline.cli.owed import in_words, owed
from pmf_pipeline.cli.unread import unread_files
from pmf_pipeline.due import newest_returned
from pmf_pipeline.home import Home
from pmf_pipeline.project import Project, load_project
from pmf_pipeline.report.approval import DRAFT, approval_of
from resources.accounts import FileLine, file_accounts, newest
from resources.publisher import newest_edition
from resources.states import NEEDS_A_PERSON, State, States

if TYPE_CHECKING:
    import duckdb


@click.command()
@home_option
def command(home: Home) -> None:  # noqa: D103
    project = load_project(home.path)
    states = States(project)
    console = wide_console()
    if project.framework.rules.notice:
        console.print(project.framework.rules.notice, style="bold")
    console.print(_quarters(project, states))
    console.print(_sources(project, states))
    if newest_quarter := newest_returned(project.framework, states.landing.quarters()):
        console.print(
            _files(f"landing/returns/{newest_quarter}/", _accounts(states, "internal_returns", newest_quarter))
        )
    published = project.catalogue["published_figures"]
    extracts = [line for spec in published.sources for line in _accounts(states, published.name, spec.name)]
    console.print(_files("landing/", extracts))
    for line in _owed(project, states):
        console.print(line, markup=False)
    for line in unread_files(project):
        console.print(f"Warning: {line}", markup=False)
    blocked = list(_blocked(project, states))
    for state in blocked:
        console.print(
            f"Blocked: {state.table}/{state.slice} is {state.kind}: {state.reason}\n  {state.mend}", markup=False
        )
    if not blocked:
        console.print("Nothing is blocked.")


def _quarters(project: Project, states: States) -> Table:
    table = _table(
        "Quarters", "Quarter", "Due", "Files", "Read", "Accepted", "Refused", "Missing", "Late", "State",
        "Published",
    )  # fmt: skip
    today = date.today()  # noqa: DTZ011 - a council's own day
    returned = states.landing.quarters()
    for row in project.framework.calendar:
        landed = states.landed(project.catalogue["internal_returns"], row.quarter) if row.quarter in returned else []
        table.add_row(
            row.quarter,
            str(row.returns_due),
            str(len(landed) or ""),
            *_counts(states, row.quarter),
            *_missing_and_late(states, row.quarter),
            _quarter_state(states, row.quarter, bool(landed), row.returns_due <= today),
            _published(project.home, row.quarter),
        )
    return table


def _published(home: Home, quarter: str) -> str:
    """The newest edition: approved, a draft, or one whose approval was recorded and then cut off."""
    edition = newest_edition(home, quarter)
    if edition is None:
        return ""
    said = edition.statements()
    status, content = said.get("status"), said.get("content_sha256")
    if status == DRAFT and content and approval_of(home, quarter, content):
        return f"{edition.folder.name}, draft; approved since, the next run publishes it"
    return f"{edition.folder.name}, {status.lower()}" if status else edition.folder.name


def _quarter_state(states: States, quarter: str, has_returns: bool, is_due: bool) -> str:
    if not has_returns:
        return "late: no returns" if is_due else "not due yet"
    state = _first_not_current(states, quarter)
    if state is None:
        return "current"
    root = state.root or (state.table, state.slice)
    kind = states.state(*root).kind
    return f"blocked: {root[0]}/{root[1]}" if kind in NEEDS_A_PERSON else f"to run ({kind})"


def _first_not_current(states: States, quarter: str) -> State | None:
    """What keeps a quarter from being current: its scorecard, or, once it is published, any table of it."""
    catalogue = states.project.catalogue
    tables = [table.name for table in catalogue.tables.values() if table.slicing == "quarter"]
    names = ["scorecard", *tables] if newest_edition(states.project.home, quarter) else ["scorecard"]
    return next((state for name in names if (state := states.state(name, quarter)).kind != "current"), None)


def _sources(project: Project, states: States) -> Table:
    table = _table("Published extracts", "Source", "Files", "State", "Why")
    for spec in project.catalogue["published_figures"].sources:
        files = states.landing.files(spec)
        state = states.state(spec.table, spec.name)
        table.add_row(
            spec.name,
            str(len(files) or ""),
            state.kind if files else "nothing landed",
            state.reason if files else f"landing/{spec.files}",
        )
    return table


def _files(folder: str, lines: Sequence[FileLine]) -> Table:
    """The account of each file of a folder."""
    table = _table(folder, "File", "Received", "Rows read", "Accepted", "Left out", "Refused", "As a whole")
    for line in lines:
        name, *cells = line.cells().values()
        table.add_row(name.removeprefix(folder.removeprefix("landing/")), *cells)
    return table


def _accounts(states: States, table: str, name: str) -> Sequence[FileLine]:
    """The account of each file of a landed slice, or of its refused candidate; none before there is one."""
    path = newest(states.store, table, name)
    return file_accounts(_connection(), path) if path else ()


@cache
def _connection() -> "duckdb.DuckDBPyConnection":
    """One for all accounts: starting DuckDB takes longer than reading one."""
    import duckdb

    return duckdb.connect()


def _counts(states: States, quarter: str) -> tuple[str, str, str]:
    """Rows read, accepted and refused of a quarter's returns; blank where none have been read."""
    lines = _accounts(states, "internal_returns", quarter)
    if not lines:
        return ("", "", "")
    refused, unmended = sum(line.refusals for line in lines), sum(line.unmended for line in lines)
    return (
        str(sum(line.rows_read for line in lines)),
        str(sum(line.accepted for line in lines)),
        str(refused) + (f" ({refused - unmended} mended)" if refused > unmended else ""),
    )


def _missing_and_late(states: States, quarter: str) -> tuple[str, str]:
    """How many figures are missing and late; blank where that is not known."""
    found = owed(states, quarter)
    if found is None:
        return ("", "")
    missing = sum(row.status == "Missing" for row in found)
    return (str(missing), str(len(found) - missing))


def _owed(project: Project, states: States) -> Iterator[str]:
    """Who owes what: of the newest quarter that has returns, and of those due since."""
    today = date.today()  # noqa: DTZ011 - a council's own day
    newest_quarter = newest_returned(project.framework, states.landing.quarters())
    for row in project.framework.calendar:
        if newest_quarter is not None and row.quarter >= newest_quarter and row.returns_due <= today:
            yield from in_words(project, states, row.quarter, today)


def _blocked(project: Project, states: States) -> Iterator[State]:
    """Every slice that was refused or altered: what has to be mended by a person."""
    for table in project.catalogue.tables.values():
        for name in states.store.known(table.name):
            state = states.state(table.name, name)
            if state.kind in NEEDS_A_PERSON:
                yield state


def _table(title: str, *columns: str) -> Table:
    table = plain_table(title)
    for column in columns:
        right = column in ("Files", "Read", "Rows read", "Accepted", "Left out", "Refused", "Missing", "Late")
        table.add_column(column, justify="right" if right else "left", no_wrap=column in ("Quarter", "Published"))
    return table
