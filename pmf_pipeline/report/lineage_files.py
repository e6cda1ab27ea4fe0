"""The edition's column lineage: lineage.json for programs, lineage.html for people.

What it says is `pmf_pipeline.lineage`'s.
"""

from pmf_pipeline.lineage.build import lineage_of
from pmf_pipeline.lineage.document import as_json, document
from pmf_pipeline.lineage.page import write_page
from pmf_pipeline.report.pack import Pack


def write_lineage(pack: Pack) -> dict[str, bytes]:
    """Both files; they say the same."""
    content = document(pack.project, lineage_of(pack.project))
    page = write_page(content, title=f"Column lineage, {pack.facts['council']}", notice=pack.facts["notice"])
    return {"lineage.json": as_json(content), "lineage.html": page}
