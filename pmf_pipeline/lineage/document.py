"""The lineage as a JSON document: `lineage.json` of an edition, by lineage.schema.json beside this module.

How it is drawn is `page`'s.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pmf_pipeline.lineage.graph import Lineage, Relation
from pmf_pipeline.project import Project
from pmf_pipeline.settings import PROJECT

FORMAT = "pmf-lineage/1"
SCHEMA = Path(__file__).with_name("lineage.schema.json")


def relation_content(relation: Relation, columns: Collection[str] | None = None) -> dict[str, Any]:
    """A relation as JSON holds it; with `columns`, only those of them that it has."""
    return {
        "group": relation.group,
        "description": " ".join(relation.description.split()),
        "columns": {
            name: {"kind": found.kind, "sources": [f"{source.relation}.{source.column}" for source in found.sources]}
            for name, found in relation.columns.items()
            if columns is None or name in columns
        },
    }


def document(project: Project, lineage: Lineage) -> dict[str, Any]:
    """Every relation with its columns, their types, meanings and direct sources, and the model that makes it."""
    return {
        "format": FORMAT,
        "relations": {name: _relation(project, found) for name, found in lineage.relations.items()},
    }


def as_json(content: dict[str, Any]) -> bytes:
    """The document as the bytes that are published."""
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _relation(project: Project, relation: Relation) -> dict[str, Any]:
    content = relation_content(relation)
    table = project.catalogue.tables.get(relation.name)
    if table is None:
        return content
    for name, (kind, meaning) in table.columns.items():
        content["columns"][name] |= {"type": kind, "description": meaning}
    if table.model is not None:
        content["model"] = table.model.path.relative_to(PROJECT).as_posix()
        content["line"] = table.model.line
    return content
