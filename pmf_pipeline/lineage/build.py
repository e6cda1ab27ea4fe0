"""Gather the lineage of a project: files, framework, rules, landing tables and models.

Following the columns of every model takes about a second, so the answer is kept in the home under the digest of
what it follows from. What can be asked of it is `graph`'s.
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

from pmf_pipeline.catalogue import Table
from pmf_pipeline.framework.relations import ASKED
from pmf_pipeline.framework.rows import FILES
from pmf_pipeline.lineage.graph import Lineage, Relation
from pmf_pipeline.lineage.landing import file_columns, files_relation, landed_columns
from pmf_pipeline.project import Project
from pmf_pipeline.report.published import PUBLISHED_COLUMNS
from pmf_pipeline.sql import columns as following
from pmf_pipeline.sql.columns import RULES, Derivation, Source, derive_columns

GIVEN = Derivation("given", ())
KEPT_AS = ".lineage.json"
LANDING = "landing."


def lineage_of(project: Project) -> Lineage:
    """The lineage of every column of a project, followed once for each content of its models and specifications.

    Raises:
        ConfigurationError: a model's columns cannot be followed.
    """
    relations = {relation.name: relation for relation in [*_given(project), *_landing(project)]}
    models = _followed(project)
    for name, table in project.catalogue.tables.items():
        if table.model is not None:
            relations[name] = Relation(name, table.group, table.description, models[name])
    return Lineage(relations)


def _given(project: Project) -> list[Relation]:
    """What people give: the files that land, the framework, the rules, and which quarters a run is for."""
    framework = [
        Relation(
            f"framework.{name}",
            "framework",
            f"framework/{name}.csv, edited by performance officers.",
            dict.fromkeys(_framework_columns(name), GIVEN),
        )
        for name in FILES
    ]
    files = [
        Relation(
            files_relation(spec),
            "files",
            f"{spec.title}, from {spec.publisher}: landing/{spec.files}.",
            dict.fromkeys(file_columns(spec), GIVEN),
        )
        for spec in project.sources
    ]
    rules = dict.fromkeys(project.framework.rules.variables(), GIVEN)
    return [
        *files,
        *framework,
        Relation(RULES, "framework", "framework/rules.yml, the council's own rules.", rules),
        Relation(
            "editions.figures",
            "editions",
            "What earlier editions published, read back from their files.",
            dict.fromkeys(PUBLISHED_COLUMNS, GIVEN),
        ),
        Relation("run.quarters", "run", "The quarters that a run is for.", {"quarter": GIVEN}),
        Relation("run.asked", "run", "What services owe, by the framework.", dict.fromkeys(ASKED, GIVEN)),
    ]


def _framework_columns(name: str) -> list[str]:
    return [*FILES[name].model_fields, "row_order"]


def _landing(project: Project) -> list[Relation]:
    return [
        Relation(table.name, table.group, table.description, landed_columns(table.sources))
        for table in project.catalogue.tables.values()
        if table.model is None
    ]


def _followed(project: Project) -> Mapping[str, Mapping[str, Derivation]]:
    tables = project.catalogue.tables
    stands_on = json.dumps(
        [_code(), {name: [list(table.columns), _template(table)] for name, table in tables.items()},
         {name: _framework_columns(name) for name in FILES}]
    )  # fmt: skip
    return _kept(_Ask(project, hashlib.sha256(stands_on.encode()).hexdigest()))


class _Ask:
    """A question with its digest: equal when the digests are."""

    def __init__(self, project: Project, digest: str) -> None:
        self.project, self.digest = project, digest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ask) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=4)
def _kept(ask: _Ask) -> Mapping[str, Mapping[str, Derivation]]:
    path = ask.project.home.warehouse / KEPT_AS
    with suppress(OSError, ValueError, KeyError, TypeError):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["digest"] == ask.digest:
            return {name: _from_json(columns) for name, columns in content["models"].items()}
    made = _follow(ask.project)
    if path.parent.is_dir():
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        content = {name: {column: asdict(found) for column, found in columns.items()} for name, columns in made.items()}
        with suppress(OSError):  # a home that may only be read is asked for its lineage too
            part.write_text(json.dumps({"digest": ask.digest, "models": content}), encoding="utf-8")
            part.replace(path)
    return made


def _from_json(columns: Mapping[str, Any]) -> dict[str, Derivation]:
    return {
        name: Derivation(found["kind"], tuple(Source(**source) for source in found["sources"]))
        for name, found in columns.items()
    }


def _follow(project: Project) -> dict[str, dict[str, Derivation]]:
    """Follow each model in turn, handing on the columns of what has been followed."""
    schema: dict[str, dict[str, list[str]]] = {
        "main": {},
        "landing": {},
        "framework": {name: _framework_columns(name) for name in FILES},
        "run": {"quarters": ["quarter"], "asked": list(ASKED)},
        "editions": {"figures": list(PUBLISHED_COLUMNS)},
    }
    made: dict[str, dict[str, Derivation]] = {}
    for name, table in project.catalogue.tables.items():
        schema["main" if table.model else "landing"][name] = list(table.columns)
        if table.model is not None:
            made[name] = {column: _plain(found) for column, found in derive_columns(table.model, schema).items()}
    return made


def _plain(found: Derivation) -> Derivation:
    """The derivation with landing tables by their plain names, as the warehouse has them."""
    sources = (Source(source.relation.removeprefix(LANDING), source.column) for source in found.sources)
    return Derivation(found.kind, tuple(sorted(sources)))


def _template(table: Table) -> str:
    return table.model.template if table.model is not None else ""


@lru_cache(maxsize=1)
def _code() -> str:
    """The digest of the code that follows columns: what it finds is only as good as it is."""
    return hashlib.sha256(Path(following.__file__).read_bytes()).hexdigest()
