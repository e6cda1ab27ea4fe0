"""`pmf verify`: every edition made again from the archive, and compared byte for byte."""

import sys

import click

from pmf_pipeline.cli.options import home_option, quarter_key
from pmf_pipeline.home import Home

MOST_CODE = 8


@click.command()
@click.option("--quarter", metavar="Q", help="Only the editions of one quarter.")
@home_option
def command(quarter: str | None, home: Home) -> None:  # noqa: D103
    from pmf_pipeline.verifying import Verified, verify

    bad: list[Verified] = []
    count = 0
    for found in verify(home, quarter_key(quarter) if quarter else None):
        count += 1
        if not found.faults:
            click.echo(f"{found.published.name}: {found.files} files, the same byte for byte")
            continue
        bad.append(found)
        click.echo(
            f"{found.published.name}: {len(found.faults)} faults"
            if len(found.faults) > 1
            else f"{found.published.name}: 1 fault",
            err=True,
        )
        for fault in found.faults:
            click.echo(f"  - {fault}", err=True)
        if found.changed_code:
            more = len(found.changed_code) - MOST_CODE
            names = ", ".join(found.changed_code[:MOST_CODE]) + (f" and {more} more" if more > 0 else "")
            click.echo(f"  Since it was published these have changed, which may be why: {names}", err=True)
    if bad:
        click.echo(f"{len(bad)} of {count} editions could not be verified.", err=True)
        sys.exit(1)
    click.echo(f"All {count} editions are what the archive makes of them.")
