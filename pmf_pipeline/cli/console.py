"""How commands show tables on the console."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def wide_console() -> "Console":
    """A console for tables: as wide as the terminal, or wide enough where the output is a file or a pipe."""
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=120)


def plain_table(title: str | None = None, columns: Sequence[str] = ()) -> "Table":
    """A table without a frame, its title at the left, with some columns to begin with."""
    from rich.table import Table

    return Table(*columns, title=title, title_justify="left", show_edge=False, pad_edge=False)
