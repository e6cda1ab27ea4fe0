"""Options that several commands share."""

from pathlib import Path
from typing import Any

import click

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home, open_home
from pmf_pipeline.periods import PeriodError, parse_quarter
from pmf_pipeline.settings import home_path


def _open(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Home:
    return open_home(home_path(value))


def home_option(command: Any) -> Any:
    """`--home DIR`: the home to work in, else PMF_HOME, else ./home; opened."""
    return click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        callback=_open,
        help="The home to work in.  [default: PMF_HOME, else ./home]",
    )(command)


def quarter_key(text: str) -> str:
    """A quarter given on the command line, in its one spelling.

    Raises:
        ConfigurationError: it is not a quarter.
    """
    try:
        return parse_quarter(text).key
    except PeriodError as error:
        raise ConfigurationError(str(error)) from None
