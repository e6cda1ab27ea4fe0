"""`pmf run`: the quarterly job in this process."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date

import click

from pmf_pipeline.cli.options import home_option, quarter_key
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home
from pmf_pipeline.project import Project, load_project


@click.command()
@click.option("--quarter", "quarters", multiple=True, metavar="Q", help="A quarter such as 2023-24-Q2; repeatable.")
@click.option("--all", "every", is_flag=True, help="Every quarter that has returns.")
@click.option("--force", is_flag=True, help="Make again what is unchanged.")
@home_option
def command(quarters: tuple[str, ...], every: bool, force: bool, home: Home) -> None:  # noqa: D103
    from pmf_pipeline.cli.scorecard import show_edition
    from pmf_pipeline.cli.unread import unread_files
    from resources.landing_zone import LandingZone

    if quarters and every:
        raise ConfigurationError("Give either --quarter or --all, not both.")
    project = load_project(home.path)
    returned = LandingZone(home).quarters()
    _refuse_unknown_folders(project, returned)
    wanted, empty = _choose(project, quarters, every, returned)
    for quarter in empty:
        click.echo(_nothing_to_run(project, quarter))
    if not wanted and not empty:
        click.echo(
            f"No returns have landed in {home.returns}: there is nothing to run yet. Put each service's return into a "
            "folder named after its quarter, such as landing/returns/2023-24-Q2/."
        )
    if not force:
        wanted = _without_finished(home, project, wanted)
    if not wanted:
        return
    click.echo(f"Running {', '.join(wanted)} in {home.path}", err=True)
    from checks import expectations
    from pmf_pipeline.report import writers

    expectations.get_ready()  # in the second process, while Dagster is imported in this one
    writers.get_ready()
    from pmf_pipeline.runs import run_quarters

    outcomes = run_quarters(home, wanted, force=force)
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    for outcome in outcomes:
        if not outcome.faults:
            show_edition(home, project, outcome.quarters[-1], outcome.quarters[:-1], unread_files(project))
    for line in _looking_back(project, wanted):
        click.echo(f"\n{line}")
    if faults:
        click.echo("\n" + "\n\n".join(faults), err=True)
        sys.exit(1)


def _without_finished(home: Home, project: Project, quarters: list[str]) -> list[str]:
    """The quarters that have to be run, after those that would come out as they did have been told and shown."""
    from pmf_pipeline.cli.scorecard import show_edition
    from pmf_pipeline.cli.unread import unread_files
    from resources.finished import still_finished

    finished = still_finished(project, quarters)
    for one in finished:
        click.echo(
            f"{one.quarter}: nothing has changed since run {one.run_id[:8]}, so nothing was made. Every table is "
            f"current, and edition {one.edition} is as it was published. `--force` makes it again all the same."
        )
    left = [quarter for quarter in quarters if quarter not in {one.quarter for one in finished}]
    if finished and not left:
        told = [one.quarter for one in finished]
        show_edition(home, project, told[-1], told[:-1], unread_files(project))
    return left


def _looking_back(project: Project, ran: Sequence[str]) -> Iterator[str]:
    """Which quarters were reported before, and rest on what has changed since."""
    from resources.finished import is_current
    from resources.publisher import reported_after
    from resources.states import States

    states = States(project)
    for quarter in reported_after(project.home, min(ran)):
        if quarter not in ran and not is_current(states, quarter):
            yield (
                f"{quarter} was reported before, and looks back on figures that have changed since: "
                f"`pmf run --quarter {quarter}` publishes it anew where they matter to it."
            )


def _refuse_unknown_folders(project: Project, returned: list[str]) -> None:
    unknown = [name for name in returned if name not in project.framework.quarters]
    if unknown:
        raise ConfigurationError(
            f"landing/returns/ has folders that are not quarters of framework/calendar.csv: {', '.join(unknown)}. "
            "Rename each to its quarter, such as 2023-24-Q2, or add the quarter to the calendar."
        )


def _choose(
    project: Project, quarters: tuple[str, ...], every: bool, returned: list[str]
) -> tuple[list[str], list[str]]:
    """The quarters to run, and those asked for that have no returns."""
    framework = project.framework
    if quarters:
        asked = [framework.quarter(quarter_key(text)).quarter for text in quarters]
    elif every:
        asked = returned
    else:
        asked = returned[-1:]
    return [quarter for quarter in asked if quarter in returned], [
        quarter for quarter in asked if quarter not in returned
    ]


def _nothing_to_run(project: Project, quarter: str) -> str:
    row = project.framework.quarter(quarter)
    if row.returns_due > date.today():  # noqa: DTZ011 - a council's own day
        return f"{quarter} is not due yet: its returns are due on {row.returns_due}. Nothing was run for it."
    return (
        f"{quarter} has no returns: they were due on {row.returns_due}, and landing/returns/{quarter}/ holds none. "
        "Nothing was run for it."
    )
