"""Markdown as the reference pages need it: a page's head, tables, links, and the meanings in docstrings.

Only form belongs here; what a page says is its own module's.
"""

import inspect
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pmf_pipeline.settings import PROJECT

FOLDER = PROJECT / "docs" / "reference"
HEAD = "This page is written by `pmf docs` from the code. To change it, change the code and run `pmf docs` again."


def document(title: str, *blocks: str) -> str:
    """A whole page: its title, how it came about, and its blocks."""
    return "\n\n".join((f"# {title}", HEAD, *(block for block in blocks if block))) + "\n"


def grid(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; an empty column is left out, and cells may hold any text."""
    rows = [[_cell(cell) for cell in row] for row in rows]
    kept = [at for at in range(len(header)) if any(row[at] for row in rows)]
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line[at] for at in kept) + " |" for line in lines)


def bullets(*lines: str) -> str:
    """A list; an empty line is left out."""
    return "\n".join(f"- {line}" for line in lines if line)


def code(*texts: str) -> str:
    """Texts as code, separated by commas."""
    return ", ".join(f"`{text}`" for text in texts)


def link(path: Path, text: str | None = None) -> str:
    """A link from a reference page to a file of the project."""
    return f"[{text or path.name}]({Path(os.path.relpath(path, FOLDER)).as_posix()})"


def anchor(heading: str) -> str:
    """The anchor of a heading, as code hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def meanings(owner: type) -> dict[str, str]:
    """What each field of a class means: the `Attributes:` section of its docstring, as sentences."""
    found: dict[str, str] = {}
    _, _, section = (inspect.getdoc(owner) or "").partition("Attributes:\n")
    for line in section.split("\n\n")[0].splitlines():
        field = re.fullmatch(r" {4}(\w+): (.*)", line)
        if field:
            name = field[1]
            found[name] = field[2]
        else:
            found[name] += f" {line.strip()}"
    return {name: sentence(text) for name, text in found.items()}


def first_sentence(owner: type) -> str:
    """What a class is: the first paragraph of its docstring."""
    return " ".join((inspect.getdoc(owner) or "").split("\n\n")[0].split())


def sentence(text: str) -> str:
    """A clause as a sentence; one that starts with code is left as it is."""
    return text if not text else text[0].upper() + text[1:].rstrip(".") + "."


def _cell(text: str) -> str:
    """Text for a cell: on one line, with nothing that Markdown would take for a column or, outside code, for HTML."""
    parts = " ".join(text.replace("|", "\\|").split()).split("`")
    return "`".join(part if at % 2 else part.replace("<", "&lt;") for at, part in enumerate(parts))
