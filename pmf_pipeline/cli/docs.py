"""`pmf docs`: the generated reference pages."""

import click

from pmf_pipeline.errors import PmfError


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 naming the pages that are out of date.")
@click.pass_context
def command(context: click.Context, check: bool) -> None:  # noqa: D103
    from pmf_pipeline.reference import FOLDER, build_pages, out_of_date, write_pages

    pmf = context.find_root().command
    assert isinstance(pmf, click.Group)
    if not check:
        changed = write_pages(pmf)
        click.echo("\n".join(f"Wrote {FOLDER / name}" for name in changed) or "Every page was up to date.")
        return
    behind = out_of_date(pmf)
    if behind:
        raise PmfError(f"These pages in {FOLDER} are out of date: {', '.join(behind)}. Write them again: pmf docs")
    click.echo(f"The {len(build_pages(pmf))} generated pages are up to date.")
