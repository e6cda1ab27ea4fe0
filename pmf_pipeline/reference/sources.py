"""The page of source specifications: the fields of one, and those that come with the project."""

from collections.abc import Iterator

from pydantic import BaseModel

from pmf_pipeline.project import Project
from pmf_pipeline.reading.conversion import LANDED_COLUMNS
from pmf_pipeline.reading.spec import MARKERS, Columns, SourceSpec
from pmf_pipeline.reference.markdown import (
    bullets,
    code,
    document,
    grid,
    link,
    meanings,
)
from pmf_pipeline.reference.types import default_in_words, fields_in_words

INTRODUCTION = f"""\
A source specification is a YAML file in `framework/sources/` that says how one kind of landed file is laid out. Its
file name without `.yml` is its name, which `source` in indicators.csv refers to. A new published file is a new
specification and no Python: see [add a published file](../add-a-published-file.md).

Markers are {code(*MARKERS)}; [read the scorecard](../read-the-scorecard.md#markers) says what they mean."""
COLUMNS = """\
Each names the column of the file that holds it; one that is left out is one that the file doesn't give. What stands
there becomes the column of the same name in the landing table. Names are compared without regard to capitals, and a
column that is neither named here nor in `ignored_columns` refuses the file: a publisher's change is noticed."""


def page(project: Project) -> str:
    """The page for the fields of a specification and for those of the project's own framework."""
    blocks = [
        INTRODUCTION,
        "## The fields",
        _fields(SourceSpec, meanings(SourceSpec)),
        "## The fields of columns",
        COLUMNS,
        _fields(Columns, {name: LANDED_COLUMNS[name][1] for name in Columns.model_fields}),
        "## The specifications that come with the project",
    ]
    folder = project.framework.folder / "sources"
    for spec in project.sources:
        blocks += [f"### {spec.name}", *_specification(spec, link(folder / f"{spec.name}.yml"))]
    return document("Source specifications", *blocks)


def _fields(model: type[BaseModel], meaning: dict[str, str]) -> str:
    words = fields_in_words(model)
    return grid(
        ("Field", "Default", "Holds", "Meaning"),
        (
            (f"`{name}`", default_in_words(field), words[name], meaning.get(name, ""))
            for name, field in model.model_fields.items()
            if name != "name"  # the file's own name, never written in it
        ),
    )


def _specification(spec: SourceSpec, file: str) -> Iterator[str]:
    folder = "landing/returns/<quarter>/" if spec.kind == "returns" else "landing/"
    yield f"{spec.title}. Publisher: {spec.publisher}."
    yield bullets(
        f"Specification: {file}",
        f"Files: `{folder}{spec.files}`",
        f"Kind: `{spec.kind}`",
        f"Sheet: `{spec.sheet}`" if spec.sheet else "",
        f"Columns it ignores: {code(*spec.ignored_columns)}" if spec.ignored_columns else "",
        f"Texts that stand for a marker: {code(*spec.symbols)}" if spec.symbols else "",
    )
    yield grid(
        ("What", "Column of the file"), ((f"`{what}`", f"`{name}`") for what, name in spec.columns.given.items())
    )
