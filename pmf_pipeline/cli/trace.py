"""`pmf trace`: where a figure comes from, what rests on a file or a decision, and what was ever published."""

import shutil
from typing import TYPE_CHECKING, Any

import click

from pmf_pipeline.cli.options import home_option
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework.names import area_named, decision_named, figure_period, indicator_named
from pmf_pipeline.home import Home
from pmf_pipeline.project import Project, load_project

if TYPE_CHECKING:
    from pmf_pipeline.tracing.tree import Branch

WIDEST = 100


@click.command()
@click.argument("indicator", required=False)
@click.argument("quarter", required=False)
@click.option("--area", metavar="CODE", help="Another authority, by code or name.  [default: the council itself]")
@click.option(
    "--edition", type=int, metavar="N", help="The figure as this edition published it.  [default: the newest]"
)
@click.option("--history", is_flag=True, help="Every value ever published of the indicator, and why it changed.")
@click.option("--file", "file", metavar="NAME", help="What rests on a landed file, by name or SHA-256.")
@click.option("--decision", metavar="REF", help="What rests on a decision of decisions.csv.")
@click.option("--json", "as_document", is_flag=True, help="The whole of it as JSON (docs/reference/trace.schema.json).")
@home_option
def command(  # noqa: D103
    indicator: str | None,
    quarter: str | None,
    area: str | None,
    edition: int | None,
    history: bool,
    file: str | None,
    decision: str | None,
    as_document: bool,
    home: Home,
) -> None:
    project = load_project(home.path)
    asked = [bool(file), bool(decision), indicator is not None]
    if sum(asked) != 1 or (indicator is not None and (quarter is None) != history):
        raise ConfigurationError(
            "Ask one thing: pmf trace WST-01 2023-24-Q2, or pmf trace WST-01 --history, or pmf trace --file NAME, or "
            "pmf trace --decision REF."
        )
    if file is not None or decision is not None:
        _show_forward(project, file, decision, as_document)
    elif history and indicator is not None:
        _show_history(project, indicator, as_document)
    elif indicator is not None and quarter is not None:
        _show_figure(project, (indicator, quarter, area, edition), as_document)


def _show_figure(project: Project, asked: tuple[str, str, str | None, int | None], as_document: bool) -> None:
    import duckdb

    from checks.suite import rule_sentences
    from pmf_pipeline.tracing.console import answer_tree
    from resources.states import States
    from resources.tracing.answers import Answers, FigureQuestion

    indicator, when, area, edition = asked
    quarter, period = figure_period(project.framework, when)
    question = FigureQuestion(
        indicator_named(project.framework, indicator), quarter, period, area_named(project.framework, area), edition
    )
    with duckdb.connect(config={"threads": 1}) as connection:  # its tables are small, and threads take time to start
        answer = Answers(connection, States(project), rule_sentences).answer(question)
    _show(answer, answer_tree(answer), as_document)


def _show_forward(project: Project, file: str | None, decision: str | None, as_document: bool) -> None:
    import duckdb

    from pmf_pipeline.tracing.forward_console import decision_tree, file_tree
    from resources.states import States
    from resources.tracing.forward import Forward

    with duckdb.connect(config={"threads": 1}) as connection:
        forward = Forward(connection, States(project))
        if file is not None:
            of_file = forward.of_file(file)
            _show(of_file, file_tree(of_file), as_document)
        elif decision is not None:
            of_decision = forward.of_decision(decision_named(project.framework, decision))
            _show(of_decision, decision_tree(of_decision), as_document)


def _show_history(project: Project, indicator: str, as_document: bool) -> None:
    from pmf_pipeline.tracing.forward_console import history_tree
    from resources.tracing.history import history_of

    history = history_of(project, indicator_named(project.framework, indicator))
    _show(history, history_tree(history), as_document)


def _show(found: Any, tree: "Branch", as_document: bool) -> None:
    from pmf_pipeline.tracing.documents import as_json
    from pmf_pipeline.tracing.tree import draw

    if as_document:
        click.echo(as_json(found, indent=2), nl=False)
    else:
        click.echo(draw(tree, min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)))
