"""`pmf init`: a new home."""

from pathlib import Path

import click

from pmf_pipeline.home import make_home


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--demo", is_flag=True, help="Add demonstration files: synthetic values, for trying things out.")
def command(folder: Path, demo: bool) -> None:  # noqa: D103 - the help is in COMMANDS
    from pmf_pipeline.demo import write_demo

    home = make_home(folder.resolve(), write_demo if demo else None)
    click.echo(f"Made a home at {home.path}" + (" with demonstration files (synthetic values)." if demo else "."))
    if not demo:
        click.echo("Land files in its landing/ folder, edit its framework/, then: pmf run --home " + str(folder))
