"""The command line: `pmf`. Each command stands in a module of its own; here they are gathered and errors shown.

Commands import what they need when they are called, so that the quick ones stay quick.
"""

from importlib import import_module
from typing import NoReturn

import click

from pmf_pipeline.cli.ending import end_process
from pmf_pipeline.errors import WHAT_THE_DISK_NEEDS, PmfError, is_of_the_disk

COMMANDS = {
    "init": "Make a new home for a council's framework and figures.",
    "run": "Run quarters end to end: landed files to published scorecard.",
    "publish": "Approve a quarter's newest edition: published again, the same figures, without its draft mark.",
    "status": "What has landed, what is late, what is blocked and why, what is published.",
    "template": "Return workbooks of a quarter, one for each service to fill in.",
    "restatements": "What was published and is otherwise now, with the reasons; or a correction note.",
    "verify": "Make every edition again from the archive, and compare it byte for byte.",
    "lineage": "Where the columns of a table come from, and what rests on them.",
    "gates": "What the gates said of a quarter: rules, rows, where they come from, and what to do.",
    "source": "A specification for a new kind of file: guess one, or try one, before anything is landed.",
    "trace": "Where a figure comes from, back to the cell somebody typed; and what rests on a file or a decision.",
    "quarantine": "Rows and files that were refused, with reasons and remedies.",
    "check": "Check the framework's files, and nothing else.",
    "ui": "Open the Dagster UI of a home on 127.0.0.1, with its schedule and sensor.",
    "docs": "Write the generated reference pages, or check that they are up to date.",
}


class _Lazy(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"pmf_pipeline.cli.{cmd_name}").command
        command.help = COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pmf-pipeline", prog_name="pmf")
def pmf() -> None:
    """From landed files to a published scorecard, with an answer to where each figure came from.

    Exit codes: 0 done, 1 a gate stopped it (or late or failed data), 2 wrong use or wrong configuration.
    """


def main() -> NoReturn:
    """Be the process that `pmf` is: run the command that was asked for, and end with its exit code."""
    end_process(exit_code())


def exit_code() -> int:
    """Run `pmf`, with errors as plain sentences on stderr, and say how it went by the exit codes of the contract."""
    try:
        pmf(standalone_mode=False)
    except SystemExit as leave:
        return int(leave.code or 0)
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing half-made is left behind; run it again when you like.", err=True)
        return 1
    except PmfError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    except Exception as error:
        first, *_ = str(error).splitlines() or [""]
        if not is_of_the_disk(first):
            raise
        click.echo(f"The disk could not be used: {first}\n{WHAT_THE_DISK_NEEDS}", err=True)
        return 1
    return 0
