"""Steps as OpenLineage events: a line each in the home's lineage/events.jsonl, for a catalogue that reads them.

A step says when it starts and how it ends, with the table it made, column by column. Nothing is sent anywhere unless
OpenLineage's own settings (OPENLINEAGE_URL, or a file that OPENLINEAGE_CONFIG names) say where to; and a fault in
telling never stops what is told of.
"""

import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import dagster as dg

from pmf_pipeline.catalogue import Table
from pmf_pipeline.project import Project
from pmf_pipeline.sql.columns import ROWS, Derivation

UNTOLD_TAG = "pmf/untold"
EVENTS = Path("lineage") / "events.jsonl"
ENDPOINT = ("OPENLINEAGE_URL", "OPENLINEAGE_CONFIG")
PRODUCER = "urn:pmf-pipeline"
EVENT_SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
FACETS = "https://openlineage.io/spec/facets"
COLUMN_LINEAGE = f"{FACETS}/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet"
SCHEMA = f"{FACETS}/1-2-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet"

EventType = Literal["START", "COMPLETE", "FAIL"]


@contextmanager
def told(context: dg.AssetExecutionContext, key: dg.AssetKey, project: Project, table: Table) -> Iterator[None]:
    """Tell of the step within: that it starts, and that it completes or fails."""
    if context.run.tags.get(UNTOLD_TAG):
        yield
        return
    _tell(context, key, project, table, "START")
    try:
        yield
    except Exception:
        _tell(context, key, project, table, "FAIL")
        raise
    _tell(context, key, project, table, "COMPLETE")


def event(run_id: str, key: dg.AssetKey, project: Project, table: Table, kind: EventType) -> dict[str, Any]:
    """One event, as OpenLineage has it."""
    from pmf_pipeline.lineage.build import lineage_of

    columns = lineage_of(project).relations[table.name].columns
    namespace = f"pmf:{project.framework.rules.area_code}"
    read = sorted({source.relation for found in columns.values() for source in found.sources})
    job = "/".join(key.path)
    return {
        "eventType": kind,
        "eventTime": datetime.now(UTC).isoformat(),
        "producer": PRODUCER,
        "schemaURL": EVENT_SCHEMA,
        "run": {"runId": str(uuid.uuid5(uuid.UUID(run_id), job))},
        "job": {"namespace": namespace, "name": job},
        "inputs": [{"namespace": namespace, "name": name} for name in read],
        "outputs": [{"namespace": namespace, "name": table.name, "facets": _facets(table, columns, namespace)}],
    }


def _facets(table: Table, lineage: Mapping[str, Derivation], namespace: str) -> Mapping[str, Any]:
    fields = {
        column: {
            "inputFields": [
                {"namespace": namespace, "name": source.relation, "field": source.column}
                for source in found.sources
                if source.column != ROWS
            ]
        }
        for column, found in lineage.items()
    }
    columns = [{"name": name, "type": kind, "description": meaning} for name, (kind, meaning) in table.columns.items()]
    return {
        "schema": {"_producer": PRODUCER, "_schemaURL": SCHEMA, "fields": columns},
        "columnLineage": {"_producer": PRODUCER, "_schemaURL": COLUMN_LINEAGE, "fields": fields},
    }


def _tell(context: dg.AssetExecutionContext, key: dg.AssetKey, project: Project, table: Table, kind: EventType) -> None:
    try:
        content = event(context.run.run_id, key, project, table, kind)
        path = project.home.path / EVENTS
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(content, ensure_ascii=False) + "\n")
        if any(os.environ.get(name) for name in ENDPOINT):
            _send(content)
    except Exception as error:  # whatever an endpoint answers, the figures do not wait for it
        context.log.warning(f"The lineage of {'/'.join(key.path)} could not be told: {error}")


def _send(content: Mapping[str, Any]) -> None:
    from openlineage.client import OpenLineageClient

    OpenLineageClient().transport.emit(dict(content))  # type: ignore[arg-type]  # it writes any mapping as JSON
