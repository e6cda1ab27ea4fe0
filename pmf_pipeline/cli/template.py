"""`pmf template`: return workbooks for services to fill in."""

from pathlib import Path

import click

from pmf_pipeline.cli.options import home_option, quarter_key
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework.asked import services
from pmf_pipeline.home import Home
from pmf_pipeline.project import Project, load_project
from pmf_pipeline.replacing import replace_file
from pmf_pipeline.workbooks.form import Form, FormRow, Reference


@click.command()
@click.option("--quarter", required=True, metavar="Q", help="The quarter to ask for, such as 2023-24-Q3.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to; made if it isn't there. A workbook that is there already is never overwritten.",
)
@home_option
def command(quarter: str, out: Path, home: Home) -> None:  # noqa: D103
    from pmf_pipeline.workbooks.write import workbook_bytes

    project = load_project(home.path)
    forms = _forms(project, quarter_key(quarter))
    files = {out / f"{form.service}.xlsx": workbook_bytes(form) for form in forms}
    _refuse_filled(files)
    out.mkdir(parents=True, exist_ok=True)
    for (path, content), form in zip(files.items(), forms, strict=True):
        replace_file(path, content)
        click.echo(f"{path}: {len(form.rows)} figures, for {form.directorates}")
    if not forms:
        click.echo(f"No service owes a figure in {quarter}: no workbook was made.")


def _forms(project: Project, quarter: str) -> list[Form]:
    from resources.references import look_up

    framework = project.framework
    owed = dict(services(framework, quarter))
    known = look_up(project, quarter, [entry for entries in owed.values() for entry in entries])
    quarters = framework.quarters
    past = quarters[: quarters.index(quarter)][::-1]
    return [
        Form(
            council=framework.rules.council,
            area_code=framework.rules.area_code,
            notice=framework.rules.notice,
            quarter=framework.quarter(quarter),
            service=service,
            rows=tuple(FormRow(entry, known.get(entry.indicator.indicator_code, Reference())) for entry in entries),
            earlier=_earlier(past),
            framework_sha256=framework.digests["indicators"],
        )
        for service, entries in owed.items()
    ]


def _earlier(past: tuple[str, ...]) -> tuple[str, ...]:
    """The periods that a late or corrected figure may be for: past quarters, and the years they complete."""
    years = [quarter.removesuffix("-Q4") for quarter in past if quarter.endswith("-Q4")]
    return (*past, *years)


def _refuse_filled(files: dict[Path, bytes]) -> None:
    """Leave a workbook that somebody may have filled in alone.

    Raises:
        ConfigurationError: a file of that name is there, and is not the very workbook that would be written.
    """
    taken = [path for path, content in files.items() if path.exists() and path.read_bytes() != content]
    if taken:
        raise ConfigurationError(
            f"{', '.join(map(str, taken))} is there already and differs from a fresh workbook: it may have been "
            "filled in. Nothing was written. Name another folder with --out, or move the file away."
        )
