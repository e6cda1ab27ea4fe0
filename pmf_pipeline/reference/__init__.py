"""The reference pages in docs/reference/: written from the code, so that they can't fall behind it.

Which pages there are, and whether the written ones are up to date, belong here; each page's content is a module of
its own. Guides that a person writes stand beside them in docs/.
"""

from pathlib import Path

import click

from pmf_pipeline.lineage import models
from pmf_pipeline.project import load_project
from pmf_pipeline.reference import cases, commands, framework, gates, sources, tables, trace_schema
from pmf_pipeline.reference.markdown import FOLDER
from pmf_pipeline.settings import PROJECT

__all__ = ["FOLDER", "build_pages", "out_of_date", "write_pages"]


def build_pages(pmf: click.Group) -> dict[str, str]:
    """Every page by file name, the schema of traces and the columns of models, from the project's own files.

    Args:
        pmf: the command line, which the page of commands is of.
    """
    project = load_project(PROJECT)
    return {
        "tables.md": tables.page(project),
        "gates.md": gates.page(project),
        "rules.md": cases.page(),
        "commands.md": commands.page(pmf),
        "framework.md": framework.page(),
        "sources.md": sources.page(project),
        trace_schema.NAME: trace_schema.page(),
        models.WRITTEN.name: models.page(project),
    }


def out_of_date(pmf: click.Group, folder: Path = FOLDER) -> list[str]:
    """The files of `folder` that are missing, differ from what would be written, or are no longer written."""
    return _differing(build_pages(pmf), folder)


def write_pages(pmf: click.Group, folder: Path = FOLDER) -> list[str]:
    """Bring `folder` up to date, and say which files that changed, made or removed."""
    wanted = build_pages(pmf)
    changed = _differing(wanted, folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (folder / name).unlink()
    return changed


def _differing(wanted: dict[str, str], folder: Path) -> list[str]:
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.*")}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
