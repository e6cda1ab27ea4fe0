"""`pmf publish`: a person approves a quarter's newest edition."""

import sys
from datetime import date

import click

from pmf_pipeline.cli.options import home_option, quarter_key
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project

LONGEST_NAME = 200


@click.command()
@click.option("--quarter", required=True, metavar="Q", help="The quarter, such as 2023-24-Q2.")
@click.option("--by", "name", required=True, metavar="NAME", help="Who approves it, as every report will print it.")
@click.option("--on", "day", metavar="DATE", help="The day of the approval, such as 2023-11-21.  [default: today]")
@click.option(
    "--edition", "number", type=int, metavar="N", help="The edition that was read; refused if there is a newer."
)
@home_option
def command(quarter: str, name: str, day: str | None, number: int | None, home: Home) -> None:  # noqa: D103
    from pmf_pipeline.approving import approve
    from resources.publisher import newest_edition

    key = quarter_key(quarter)
    framework = load_project(home.path).framework
    if key not in framework.quarters:
        raise ConfigurationError(f"{key} is not a quarter of framework/calendar.csv.")
    done = approve(home, key, _name(name), _day(day, framework.quarter(key).period_end), number)
    if done.outcome is not None and done.outcome.faults:
        click.echo("\n\n".join(done.outcome.faults), err=True)
        click.echo(
            f"The approval is recorded; its edition is published by the next `pmf run --quarter {key}`.", err=True
        )
        sys.exit(1)
    edition, approval = newest_edition(home, key), done.approval
    assert edition is not None
    verb = "is approved" if done.is_new else "was approved already, and nothing was changed"
    click.echo(f"{key} {verb}: edition {edition.number}, by {approval.approved_by} on {approval.approved_on}.")
    click.echo(
        f"Accepted with it: {len(approval.accepted)} warning{'' if len(approval.accepted) == 1 else 's'} of the gates."
    )
    for accepted in approval.accepted:
        click.echo(f"- {accepted}")
    click.echo(f"Files: {edition.folder}")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ConfigurationError(
            f"--by is printed in every report: give a name or post of 1 to {LONGEST_NAME} letters, not {text!r}."
        )
    return name


def _day(text: str | None, earliest: date) -> date:
    """The day given, else today by the council's clock."""
    today = date.today()  # noqa: DTZ011 - a council's own day
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise ConfigurationError(f"--on {text!r} is not a date such as {today}.") from None
    if not earliest < day <= today:
        raise ConfigurationError(
            f"--on {day} must be after the quarter's end, {earliest}, and not after today, {today}."
        )
    return day
