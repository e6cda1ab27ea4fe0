"""What earlier editions published, as a relation for SQL.

Reading one edition is pmf_pipeline.report.published's; which of a home's editions count is decided by rules.yml.
"""

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pmf_pipeline.project import Project
from pmf_pipeline.report.approval import APPROVED, DRAFT
from pmf_pipeline.report.published import figures_of_edition
from pmf_pipeline.sql.editions import PUBLISHED_COLUMNS
from resources.publisher import MANIFEST, Edition, all_editions

if TYPE_CHECKING:
    import duckdb


def editions_compared(project: Project, quarter: str) -> Iterator[tuple[str, Edition, dict[str, Any]]]:
    """Each edition that one of `quarter` is compared with, with its quarter and its manifest.

    These are the editions of the quarter itself and of every earlier one; of them, where rules.yml says so, only those
    that were approved. An edition without its papers says nothing: its faults are told by the publisher and by
    `pmf verify`.
    """
    only_approved = project.framework.rules.restatements.against == "approved"
    for name, edition in all_editions(project.home):
        manifest = edition.statements()
        if name > quarter or not manifest:
            continue
        if not only_approved or manifest.get("status", DRAFT) == APPROVED:
            yield name, edition, manifest


def compared_with(project: Project, quarter: str) -> dict[str, str]:
    """The SHA-256 of the manifest of each edition that there is before one of `quarter`, by its quarter and folder."""
    return {
        f"{name}/{edition.folder.name}": hashlib.sha256((edition.folder / MANIFEST).read_bytes()).hexdigest()
        for name, edition in all_editions(project.home)
        if name <= quarter and edition.statements()
    }


def show_editions(connection: "duckdb.DuckDBPyConnection", project: Project, quarter: str) -> None:
    """Show what those editions published as `editions.figures`.

    Raises:
        GateError: a file of an edition is not the one that was published.
    """
    import pyarrow

    none = pyarrow.table({name: pyarrow.array([], pyarrow.string()) for name in PUBLISHED_COLUMNS})
    figures = [
        figures_of_edition(edition.folder, edition.number, manifest)
        for _, edition, manifest in editions_compared(project, quarter)
    ]
    connection.register("editions_in_text", pyarrow.concat_tables([none, *figures]))
    columns = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, (kind, _) in PUBLISHED_COLUMNS.items())
    connection.execute("create schema if not exists editions")
    connection.execute(f"create or replace view editions.figures as select {columns} from editions_in_text")
