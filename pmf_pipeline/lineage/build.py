"""Gather the lineage of a project: files, framework, rules, landing tables and models.

How the columns of models are followed is `models`'; what can be asked of the whole is `graph`'s.
"""

from functools import lru_cache

from pmf_pipeline.framework.relations import ASKED
from pmf_pipeline.framework.rows import FILES
from pmf_pipeline.lineage.graph import Lineage, Relation
from pmf_pipeline.lineage.landing import file_columns, files_relation, landed_columns
from pmf_pipeline.lineage.models import columns_of_models, framework_columns
from pmf_pipeline.project import Project
from pmf_pipeline.sql.columns import RULES, Derivation
from pmf_pipeline.sql.editions import PUBLISHED_COLUMNS

GIVEN = Derivation("given", ())


@lru_cache(maxsize=4)
def lineage_of(project: Project) -> Lineage:
    """The lineage of every column of a project, gathered once.

    Raises:
        ConfigurationError: a model's columns cannot be followed.
    """
    relations = {relation.name: relation for relation in [*_given(project), *_landing(project)]}
    models = columns_of_models(project)
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
            dict.fromkeys(framework_columns(name), GIVEN),
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


def _landing(project: Project) -> list[Relation]:
    return [
        Relation(table.name, table.group, table.description, landed_columns(table.sources))
        for table in project.catalogue.tables.values()
        if table.model is None
    ]
