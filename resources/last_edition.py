"""What was edited in the framework since it was last published, from the archive.

Only looking back is done here; what differs is `pmf_pipeline.framework.edits`'.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmf_pipeline.project import Project
from pmf_pipeline.report.approval import APPROVED
from pmf_pipeline.report.papers import FRAMEWORK_FILES
from resources.archive import fetch
from resources.publisher import Edition, all_editions

if TYPE_CHECKING:
    from pmf_pipeline.framework.edits import Edit


def edits_since_last_edition(project: Project, quarter: str) -> tuple[str, "list[Edit]"]:
    """What was edited in the framework since it was last published, and which edition that was.

    An edit is told until an edition that tells it is approved and another edit follows: neither a run more nor the
    approval itself changes what is told.
    """
    from pmf_pipeline.framework.edits import edits

    for name, edition in _compared_with(project, quarter):
        kept = edition.statements().get(FRAMEWORK_FILES, {})
        contents = {
            file: content for file, sha256 in kept.items() if (content := fetch(project.home, sha256)) is not None
        }
        if found := edits(contents, project.framework):
            return f"{name}, {edition.folder.name}", found
    return "", []


def _compared_with(project: Project, quarter: str) -> Iterator[tuple[str, Edition]]:
    """The editions to look back on, in this order, until something was edited since.

    The quarter's approved editions, the newest first; then the newest approved edition of the last quarter before it
    that has any, or its newest draft where none was approved; or else the quarter's own first.
    """
    own: list[Edition] = []
    earlier: dict[str, list[Edition]] = {}
    for name, edition in all_editions(project.home):
        if name == quarter:
            own.append(edition)
        elif name < quarter:
            earlier.setdefault(name, []).append(edition)
    yield from ((quarter, edition) for edition in reversed(own) if _is_approved(edition))
    if earlier:
        name = max(earlier)
        yield name, max(earlier[name], key=lambda edition: (_is_approved(edition), edition.number))
    elif own:
        yield quarter, own[0]


def _is_approved(edition: Edition) -> bool:
    return edition.statements().get("status") == APPROVED
