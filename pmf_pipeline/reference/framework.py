"""The page of framework files: what each column of each file holds, and every setting of rules.yml."""

from collections.abc import Iterator

from pydantic import BaseModel

from pmf_pipeline.framework.rows import FILES, KEYS, OPTIONAL_FILES, Row
from pmf_pipeline.framework.rules import Rules
from pmf_pipeline.reference.markdown import (
    code,
    document,
    first_sentence,
    grid,
    link,
    meanings,
)
from pmf_pipeline.reference.types import default_in_words, fields_in_words
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE

INTRODUCTION = """\
The framework is the `framework/` folder of a home: CSV files in UTF-8 that a spreadsheet opens, and `rules.yml`.
Columns may stand in any order, and a blank cell means "not set". An unknown column, code or value is an error
that names file, row and column: `pmf check` finds them all at once."""

RULES = """\
The council's own rules. An indicator may have its own `rag_method`, `tolerance` and `direction_basis` in
indicators.csv. `a.b` is the setting `b` of the section `a`."""


def page() -> str:
    """The page for every framework file and every rule."""
    blocks = [INTRODUCTION]
    for name, row in FILES.items():
        blocks += _file(name, row)
    blocks += [
        "## rules.yml",
        f"{RULES} The project's own, with its comments, is {link(FRAMEWORK_TEMPLATE / 'rules.yml')}.",
        grid(("Setting", "Default", "Holds", "Meaning"), _settings(Rules)),
    ]
    return document("The framework's files", *blocks)


def _file(name: str, row: type[Row]) -> Iterator[str]:
    words, meaning = fields_in_words(row), meanings(row)
    about = first_sentence(row).replace(f" ({name}.csv)", "")
    yield f"## {name}.csv"
    optional = " A framework may do without this file." if name in OPTIONAL_FILES else ""
    yield f"{about} A row is identified by {code(*KEYS[name])}.{optional}"
    yield grid(
        ("Column", "Needed", "Holds", "Meaning"),
        (
            (f"`{column}`", "yes" if field.is_required() else "", words[column], meaning.get(column, ""))
            for column, field in row.model_fields.items()
        ),
    )


def _settings(section: type[BaseModel], prefix: str = "", about: str = "") -> Iterator[tuple[str, ...]]:
    """A line for every setting of a section and of the sections within it."""
    words, meaning = fields_in_words(section), meanings(section)
    for name, field in section.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _settings(inner, f"{prefix}{name}.", first_sentence(inner))
        else:
            yield (f"`{prefix}{name}`", default_in_words(field), words[name], meaning.get(name, about))
