"""The edition's column lineage: lineage.json for programs, lineage.html for people.

What it says is `pmf_pipeline.lineage`'s.
"""

from collections.abc import Mapping
from functools import lru_cache

from pmf_pipeline.lineage.build import lineage_of
from pmf_pipeline.lineage.document import as_json, document
from pmf_pipeline.lineage.page import write_page
from pmf_pipeline.project import Project
from pmf_pipeline.report.pack import Pack


def write_lineage(pack: Pack) -> dict[str, bytes]:
    """Both files; they say the same, and the same in every edition under one framework."""
    return dict(_files(pack.project))


@lru_cache(maxsize=1)
def _files(project: Project) -> Mapping[str, bytes]:
    rules = project.framework.rules
    content = document(project, lineage_of(project))
    page = write_page(content, title=f"Column lineage, {rules.council}", notice=rules.notice)
    return {"lineage.json": as_json(content), "lineage.html": page}
