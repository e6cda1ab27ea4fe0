"""The papers of an edition: the framework's files, the landed files and the code that it was made from.

The framework's files are archived along, so that an edition can be made again whatever has become of them. What the
papers are called is pmf_pipeline.report.papers'; an edition is made again from them by `verifying`.
"""

from collections.abc import Mapping
from typing import Any

from pmf_pipeline.home import Home
from pmf_pipeline.provenance import Passport
from pmf_pipeline.report.papers import CODE, FRAMEWORK, FRAMEWORK_FILES, LANDED, TABLES
from resources.archive import keep
from resources.code import code_digests
from resources.states import States

Papers = Mapping[tuple[str, str], Passport]


def keep_papers(states: States, quarter: str, passports: Papers) -> dict[str, Any]:
    """Say what a quarter's edition is made from now, and archive the framework's files for it.

    Args:
        states: the home's states.
        quarter: the quarter.
        passports: the passport of each slice behind the edition.
    """
    return {
        FRAMEWORK: states.project.framework.digests,
        FRAMEWORK_FILES: keep_framework(states.project.home),
        LANDED: _landed(states, quarter),
        CODE: code_digests(),
        TABLES: {
            f"{table}/{name}": {"rows": passport.rows, "data_sha256": passport.data_sha256}
            for (table, name), passport in passports.items()
        },
    }


def keep_framework(home: Home) -> dict[str, str]:
    """Archive each of the framework's files, and give its SHA-256 by its path below framework/."""
    paths = sorted(path for path in home.framework.rglob("*") if path.is_file() and path.suffix in (".csv", ".yml"))
    return {path.relative_to(home.framework).as_posix(): keep(home, path.read_bytes()) for path in paths}


def _landed(states: States, quarter: str) -> dict[str, str]:
    """The SHA-256 of each landed file that the quarter rests on, as its slices were made from them."""
    found: dict[str, str] = {}
    for table in states.project.catalogue.tables.values():
        if table.model is not None:
            continue
        for name in states.store.names(table.name):
            passport = states.store.passport(table.name, name)
            if passport is not None and (table.slicing == "source" or name <= quarter):
                found |= passport.recipe.inputs
    return {name.removeprefix("landing/"): sha256 for name, sha256 in sorted(found.items())}
