"""The page of commands: each with the help it gives itself."""

from collections.abc import Iterator

import click

from pmf_pipeline.reference.markdown import document

WIDTH = 100
INTRODUCTION = """\
`pmf` is in the project's environment: `.venv/bin/pmf`, or `pmf` after `. .venv/bin/activate`. Errors go to stderr in
plain English; exit codes are 0 (done), 1 (a gate stopped it, or late or failed data) and 2 (wrong use or wrong
configuration)."""


def page(pmf: click.Group) -> str:
    """The page for `pmf` and every command of it."""
    top = click.Context(pmf, info_name="pmf", terminal_width=WIDTH, **pmf.context_settings)
    blocks = [INTRODUCTION, "## pmf", _help(pmf, top)]
    for name in pmf.list_commands(top):
        command = pmf.get_command(top, name)
        assert command is not None
        blocks += _command(command, top, name)
    return document("The commands", *blocks)


def _command(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    """A command's heading and help; those of its own commands follow."""
    context = click.Context(command, parent=parent, info_name=name, terminal_width=WIDTH)
    yield f"## {context.command_path}"
    yield _help(command, context)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            yield from _command(command.commands[inner], context, inner)


def _help(command: click.Command, context: click.Context) -> str:
    return f"```text\n{command.get_help(context)}\n```"
