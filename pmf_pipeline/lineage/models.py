"""The columns of every SQL model, followed to what each is made from.

Following them takes seconds, so what the project's own models come to is written down beside the reference pages and
verified with them; of other models it is kept in the home. Either is used only while the model's digest is that of all
it follows from.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from pmf_pipeline.framework.relations import ASKED
from pmf_pipeline.framework.rows import FILES
from pmf_pipeline.project import Project
from pmf_pipeline.replacing import replace_file
from pmf_pipeline.settings import PROJECT
from pmf_pipeline.sql import columns as following
from pmf_pipeline.sql.columns import Derivation, Source, derive_columns
from pmf_pipeline.sql.editions import PUBLISHED_COLUMNS
from pmf_pipeline.sql.model import Model

KEPT_AS = ".lineage.json"
WRITTEN = PROJECT / "docs" / "reference" / "columns.json"
LANDING = "landing."
Columns = Mapping[str, Mapping[str, Derivation]]
Schema = dict[str, dict[str, list[str]]]  # columns by schema and relation


def columns_of_models(project: Project) -> Columns:
    """Each model's columns with their derivations, by the model's name.

    Raises:
        ConfigurationError: a model's columns cannot be followed.
    """
    kept = project.home.warehouse / KEPT_AS
    known, schema = {**_read(kept), **_read(WRITTEN)}, _schema(project)
    made, is_new = {}, False
    for name, model in _models(project).items():
        found = known.get(name)
        if found is None or found["digest"] != _digest(model, schema):
            found, is_new = _as_entry(model, schema), True
        made[name] = found
    if is_new and kept.parent.is_dir():
        with suppress(OSError):  # a home that may only be read is asked for its lineage too
            replace_file(kept, _as_text(made).encode())
    return {name: _from_json(found["columns"]) for name, found in made.items()}


def page(project: Project) -> str:
    """What is written down: every model followed anew, a line for each."""
    schema = _schema(project)
    return _as_text({name: _as_entry(model, schema) for name, model in _models(project).items()})


def framework_columns(name: str) -> list[str]:
    """The columns of a framework file, as models read it."""
    return [*FILES[name].model_fields, "row_order"]


def _models(project: Project) -> dict[str, Model]:
    return {name: table.model for name, table in project.catalogue.tables.items() if table.model is not None}


def _as_entry(model: Model, schema: Schema) -> dict[str, Any]:
    """A model followed, with the digest of what that follows from."""
    found = derive_columns(model, schema)
    return {
        "digest": _digest(model, schema),
        "columns": {column: asdict(_plain(derivation)) for column, derivation in found.items()},
    }


def _schema(project: Project) -> Schema:
    """Everything that a model may read, by schema and relation."""
    tables = project.catalogue.tables
    return {
        "main": {name: list(table.columns) for name, table in tables.items() if table.model},
        "landing": {name: list(table.columns) for name, table in tables.items() if not table.model},
        "framework": {name: framework_columns(name) for name in FILES},
        "run": {"quarters": ["quarter"], "asked": list(ASKED)},
        "editions": {"figures": list(PUBLISHED_COLUMNS)},
    }


def _plain(found: Derivation) -> Derivation:
    """The derivation with landing tables by their plain names, as the warehouse has them."""
    sources = (Source(source.relation.removeprefix(LANDING), source.column) for source in found.sources)
    return Derivation(found.kind, tuple(sorted(sources)))


def _digest(model: Model, schema: Schema) -> str:
    """Of all that a model's columns follow from: its SQL, the columns that it reads, and the code that follows them."""
    read = {name: schema["main"][name] for name in model.refs}
    read |= {f"{source}.{name}": schema[source][name] for source, name in model.sources}
    return hashlib.sha256(json.dumps([_code(), model.template, read]).encode()).hexdigest()


def _as_text(models: Mapping[str, Any]) -> str:
    lines = [f"  {json.dumps(name)}: {json.dumps(found)}" for name, found in models.items()]
    return "\n".join(["{", ",\n".join(lines), "}"]) + "\n"


def _read(path: Path) -> dict[str, Any]:
    """What was written down or kept; nothing of it where any of it cannot be read."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        content = json.loads(path.read_text(encoding="utf-8"))
        for found in content.values():
            _from_json(found["columns"])
            str(found["digest"])
        return dict(content)
    return {}


def _from_json(columns: Mapping[str, Any]) -> dict[str, Derivation]:
    return {
        name: Derivation(found["kind"], tuple(Source(**source) for source in found["sources"]))
        for name, found in columns.items()
    }


@cache
def _code() -> str:
    """The digest of the code that follows columns: what it finds is only as good as it is."""
    return hashlib.sha256(Path(following.__file__).read_bytes()).hexdigest()
