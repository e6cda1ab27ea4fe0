"""`pmf check`: the framework's files, checked alone."""

import click

from pmf_pipeline.cli.options import home_option
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project


@click.command()
@home_option
def command(home: Home) -> None:  # noqa: D103
    from checks.waiving import check_waivers

    project = load_project(home.path)
    check_waivers(project)
    rows = sum(len(project.framework.rows(name)) for name in project.framework.tables)
    click.echo(
        f"The framework is sound: {rows} rows in {len(project.framework.tables)} files, "
        f"{len(project.sources)} source specifications, {len(project.catalogue.tables)} tables."
    )
