"""`pmf source`: a specification for a file that is not landed yet, guessed and tried. Nothing is written."""

import sys
from pathlib import Path

import click

from pmf_pipeline.cli.options import home_option, quarter_key
from pmf_pipeline.cli.trial import show_trial
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home
from pmf_pipeline.new_sources.trial import Trial, try_file
from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.spec import SourceSpec, load_specification

FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@click.group()
def command() -> None:  # noqa: D103
    pass


@command.command("try")
@FILE
@click.option(
    "--spec",
    "spec_path",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The specification, wherever it is; its file's name is the source's.",
)
@click.option("--quarter", metavar="Q", help="For a return: the quarter whose folder it would lie in.")
@click.option("--rows", default=5, show_default=True, metavar="N", help="How many rows of each fate to show.")
@home_option
def try_command(file: Path, spec_path: Path, quarter: str | None, rows: int, home: Home) -> None:
    """What each row of FILE would become under a specification. Exit code 1 if anything would be refused."""
    from pmf_pipeline.framework import load_framework

    spec = load_specification(spec_path)
    if spec.kind == "returns" and quarter is None:
        raise ConfigurationError(f"{spec_path.name} is for returns: say with --quarter in which quarter's folder.")
    framework = load_framework(home.framework)
    try:
        trial = try_file(file, spec, framework, quarter=quarter_key(quarter) if quarter else None, sample=rows)
    except UnreadableFileError as error:
        click.echo(f"{file.name} would be refused whole. The file {error}.", err=True)
        sys.exit(1)
    show_trial(file, spec, trial)
    sys.exit(1 if trial.total("quarantined") else 0)


@command.command("guess")
@FILE
@home_option
def guess_command(file: Path, home: Home) -> None:
    """Propose a first specification for FILE, as commented YAML to save and correct."""
    from pmf_pipeline.framework import load_framework
    from pmf_pipeline.new_sources.as_yaml import as_yaml
    from pmf_pipeline.new_sources.grids import open_file
    from pmf_pipeline.new_sources.proposal import propose, source_name
    from pmf_pipeline.yaml_text import parse_yaml

    framework = load_framework(home.framework)
    try:
        proposal = propose(open_file(file), framework)
        name = source_name(file)
        spec = SourceSpec.model_validate({**parse_yaml(as_yaml(proposal)), "name": name})
        trial = try_file(file, spec, framework, every_measure=True)
    except UnreadableFileError as error:
        raise ConfigurationError(f"No specification can be proposed: {file.name} {error}.") from None
    click.echo(as_yaml(proposal, _head(file, name, trial)), nl=False)


def _head(file: Path, name: str, trial: Trial) -> list[str]:
    total = {fate: f"{trial.total(fate):,}" for fate in trial.counts}
    return [
        f"A first guess at {file.name}. Nothing in it is certain: read it, correct it, try it.",
        f"Save it as {name}.yml, then: pmf source try {file.name} --spec {name}.yml",
        f"By this guess its {trial.figures:,} figures and notes end so: {total['accepted']} accepted, "
        f"{total['left_out']} left out by rule, {total['quarantined']} quarantined.",
    ]
