"""`pmf ui`: Dagster's webserver and daemon for one home, on this machine only."""

import os
import sys

import click

from pmf_pipeline.cli.options import home_option
from pmf_pipeline.home import Home, lacking_settings
from pmf_pipeline.settings import HOME_VARIABLE, INSTANCE_TEMPLATE, PROJECT


@click.command()
@click.option("--port", default=3000, show_default=True, help="The port on 127.0.0.1.")
@home_option
def command(port: int, home: Home) -> None:  # noqa: D103
    environment = {
        **os.environ,
        HOME_VARIABLE: str(home.path),
        "DAGSTER_HOME": str(home.instance),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "PYTHONWARNINGS": "ignore::FutureWarning",  # of `dagster dev` being superseded by a tool we do not need
    }
    if lacking := lacking_settings(home):
        click.echo(
            f"{home.instance / 'dagster.yaml'} was made before there were {', '.join(lacking)}. "
            f"Copy them from {INSTANCE_TEMPLATE}, where each is explained, or remove the file to get a new one."
        )
    click.echo(f"Opening the Dagster UI of {home.path} on http://127.0.0.1:{port} (Ctrl-C stops it)")
    os.chdir(home.instance)  # the project's folder holds the instance's template, which Dagster would warn of
    os.execve(
        sys.executable,
        [
            sys.executable,
            "-m",
            "dagster",
            "dev",
            "-w",
            str(PROJECT / "workspace.yaml"),
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
        ],
        environment,
    )
