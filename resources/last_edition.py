"""The last edition before a quarter, and the framework it was made under, from the archive.

Only looking back is done here; what differs is `pmf_pipeline.framework.edits`'.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pmf_pipeline.project import Project
from pmf_pipeline.report.papers import FRAMEWORK_FILES
from resources.archive import fetch
from resources.publisher import editions

if TYPE_CHECKING:
    from pmf_pipeline.framework.edits import Edit


def edits_since_last_edition(project: Project, quarter: str) -> tuple[str, "list[Edit]"]:
    """What was edited in the framework since an earlier quarter was last published, and which edition that was.

    Nothing is compared where no earlier quarter was published, or its framework is not in the archive.
    """
    from pmf_pipeline.framework.edits import edits

    folder = _last_before(project, quarter)
    if folder is None:
        return "", []
    try:
        kept = json.loads((folder / "manifest.json").read_text(encoding="utf-8")).get(FRAMEWORK_FILES, {})
    except (OSError, ValueError):
        kept = {}
    contents = {name: content for name, sha256 in kept.items() if (content := fetch(project.home, sha256)) is not None}
    return f"{folder.parent.name}, {folder.name}", edits(contents, project.framework)


def _last_before(project: Project, quarter: str) -> Path | None:
    for earlier in reversed([name for name in project.framework.quarters if name < quarter]):
        if found := editions(project.home, earlier):
            return found[-1]
    return None
