"""`pmf trace`: where a figure comes from, and what rests on a file or a decision."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

import click

from pmf_pipeline.cli.options import home_option
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home
from pmf_pipeline.periods import PeriodError, parse_period
from pmf_pipeline.project import Project, load_project

WIDEST = 100


@click.command()
@click.argument("indicator", required=False)
@click.argument("quarter", required=False)
@click.option("--area", metavar="CODE", help="Another authority, by code or name.  [default: the council itself]")
@click.option("--edition", type=int, metavar="N", help="The figure as this edition published it.")
@click.option(
    "--json", "as_document", is_flag=True, help="The whole answer as JSON (docs/reference/trace.schema.json)."
)
@home_option
def command(  # noqa: D103
    indicator: str | None, quarter: str | None, area: str | None, edition: int | None, as_document: bool, home: Home
) -> None:
    project = load_project(home.path)
    if indicator is None or quarter is None:
        raise ConfigurationError("Name an indicator and a quarter, such as: pmf trace WST-01 2023-24-Q2")
    _show_figure(project, indicator, quarter, area, edition, as_document)


def _show_figure(
    project: Project, indicator: str, quarter: str, area: str | None, edition: int | None, as_document: bool
) -> None:
    import duckdb

    from checks.suite import rule_sentences
    from resources.states import States
    from resources.tracing.answers import Answers, Asked

    reporting, period = _when(project, quarter)
    asked = Asked(_indicator(project, indicator), reporting, period, _area(project, area), edition)
    with duckdb.connect(config={"threads": 1}) as connection:  # its tables are small, and threads take time to start
        answer = Answers(connection, States(project), rule_sentences).answer(asked)
    if as_document:
        from pmf_pipeline.tracing.documents import as_json

        click.echo(as_json(answer, indent=2), nl=False)
        return
    from pmf_pipeline.tracing.console import answer_tree
    from pmf_pipeline.tracing.tree import draw

    click.echo(draw(answer_tree(answer), _width()))


def _width() -> int:
    import shutil

    return min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)


def _indicator(project: Project, text: str) -> str:
    rows: Sequence[Any] = project.framework.tables["indicators"]
    codes = {row.indicator_code: row.title for row in rows}
    if text.upper() in codes:
        return text.upper()
    near = (
        _near(text.upper(), codes)
        or [code for code, title in codes.items() if text.casefold() in title.casefold()]
        or [code for title in _near(text, codes.values(), 0.4) for code in codes if codes[code] == title]
    )
    listed = "; ".join(f"{code} {codes[code]}" for code in near[:3])
    raise ConfigurationError(
        f"Indicator {text!r} is not in framework/indicators.csv. " + (f"Nearest: {listed}." if near else "")
    )


def _when(project: Project, text: str) -> tuple[str | None, str | None]:
    """The quarter, or the period where the text names another kind of period.

    Raises:
        ConfigurationError: it is no period, or a quarter that the calendar does not have.
    """
    try:
        period = parse_period(text)
    except PeriodError as error:
        raise ConfigurationError(str(error)) from None
    if period.kind != "quarter":
        return None, period.label
    quarters = project.framework.quarters
    if period.label not in quarters:
        near = _near(period.label, quarters, 0.3)
        raise ConfigurationError(
            f"Quarter {period.label} is not in framework/calendar.csv, which runs from {quarters[0]} to "
            f"{quarters[-1]}. Nearest: {', '.join(near)}."
        )
    return period.label, None


def _area(project: Project, text: str | None) -> str:
    if text is None:
        return project.framework.rules.area_code
    rows: Sequence[Any] = project.framework.tables["areas"]
    names: dict[str, str] = {row.area_name: row.area_code for row in rows}
    if text.upper() in names.values():
        return text.upper()
    folded = {name.casefold(): code for name, code in names.items()}
    if text.casefold() in folded:
        return folded[text.casefold()]
    near = _near(text, names) or _near(text.upper(), names.values())
    listed = "; ".join(f"{name} {code}" for name, code in names.items() if name in near or code in near)
    raise ConfigurationError(f"Area {text!r} is not in framework/areas.csv. " + (f"Nearest: {listed}." if near else ""))


def _near(text: str, known: Iterable[str], cutoff: float = 0.6) -> list[str]:
    return difflib.get_close_matches(text, list(known), n=3, cutoff=cutoff)
