"""The columns of every SQL model, followed to what each is made from.

Following them takes seconds, so what the project's own models come to is written down beside the reference pages and
verified with them; of other models it is kept in the home. Either is used only under the digest of all it follows from.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmf_pipeline.framework.relations import ASKED
from pmf_pipeline.framework.rows import FILES
from pmf_pipeline.project import Project
from pmf_pipeline.report.published import PUBLISHED_COLUMNS
from pmf_pipeline.settings import PROJECT
from pmf_pipeline.sql import columns as following
from pmf_pipeline.sql.columns import Derivation, Source, derive_columns

KEPT_AS = ".lineage.json"
WRITTEN = PROJECT / "docs" / "reference" / "columns.json"
LANDING = "landing."
Columns = Mapping[str, Mapping[str, Derivation]]


def columns_of_models(project: Project) -> Columns:
    """Each model's columns with their derivations, by the model's name.

    Raises:
        ConfigurationError: a model's columns cannot be followed.
    """
    digest, kept = _digest(project), project.home.warehouse / KEPT_AS
    known = _read(WRITTEN, digest) or _read(kept, digest)
    if known is not None:
        return known
    made = follow(project)
    if kept.parent.is_dir():
        part = kept.with_name(f"{kept.name}.{os.getpid()}.part")
        with suppress(OSError):  # a home that may only be read is asked for its lineage too
            part.write_text(as_json(project, made), encoding="utf-8")
            part.replace(kept)
    return made


def as_json(project: Project, columns: Columns) -> str:
    """The columns with the digest of what they follow from, a line for each model."""
    lines = [
        f"    {json.dumps(name)}: {json.dumps({column: asdict(found) for column, found in model.items()})}"
        for name, model in columns.items()
    ]
    return "\n".join(["{", f'  "digest": "{_digest(project)}",', '  "models": {', ",\n".join(lines), "  }", "}"]) + "\n"


def follow(project: Project) -> dict[str, dict[str, Derivation]]:
    """Follow each model in turn, handing on the columns of what has been followed.

    Raises:
        ConfigurationError: a model's columns cannot be followed.
    """
    schema: dict[str, dict[str, list[str]]] = {
        "main": {},
        "landing": {},
        "framework": {name: framework_columns(name) for name in FILES},
        "run": {"quarters": ["quarter"], "asked": list(ASKED)},
        "editions": {"figures": list(PUBLISHED_COLUMNS)},
    }
    made: dict[str, dict[str, Derivation]] = {}
    for name, table in project.catalogue.tables.items():
        schema["main" if table.model else "landing"][name] = list(table.columns)
        if table.model is not None:
            made[name] = {column: _plain(found) for column, found in derive_columns(table.model, schema).items()}
    return made


def framework_columns(name: str) -> list[str]:
    """The columns of a framework file, as models read it."""
    return [*FILES[name].model_fields, "row_order"]


def _plain(found: Derivation) -> Derivation:
    """The derivation with landing tables by their plain names, as the warehouse has them."""
    sources = (Source(source.relation.removeprefix(LANDING), source.column) for source in found.sources)
    return Derivation(found.kind, tuple(sorted(sources)))


def _read(path: Path, digest: str) -> Columns | None:
    """The columns as a file has them, if it is of the same digest."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["digest"] == digest:
            return {name: _from_json(columns) for name, columns in content["models"].items()}
    return None


def _from_json(columns: Mapping[str, Any]) -> dict[str, Derivation]:
    return {
        name: Derivation(found["kind"], tuple(Source(**source) for source in found["sources"]))
        for name, found in columns.items()
    }


def _digest(project: Project) -> str:
    """Of all that the columns follow from: the models, the columns that they read, and the code that follows them."""
    tables = project.catalogue.tables
    stands_on = [
        _code(),
        {name: [list(table.columns), table.model.template if table.model else ""] for name, table in tables.items()},
        {name: framework_columns(name) for name in FILES},
    ]
    return hashlib.sha256(json.dumps(stands_on).encode()).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """The digest of the code that follows columns: what it finds is only as good as it is."""
    return hashlib.sha256(Path(following.__file__).read_bytes()).hexdigest()
