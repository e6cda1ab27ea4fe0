"""The page of source specifications: the fields of one, part by part, and those that come with the project."""

from collections.abc import Iterator

from pydantic import BaseModel

from pmf_pipeline.project import Project
from pmf_pipeline.reading.spec import (
    MARKERS,
    Columns,
    Content,
    FoundIn,
    Layout,
    LeaveOut,
    SourceSpec,
    Treatment,
    Wide,
)
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

All fields stand at the top of the file, in any order; the headings below only group them. Markers are
{code(*MARKERS)}; [read the scorecard](../read-the-scorecard.md#markers) says what they mean. Patterns are regular
expressions."""
COLUMNS = """\
Each names the column of the file that holds it; one that is left out is one that the file doesn't give. Names are
compared without regard to capitals and to notes in square brackets. A column that is neither named here nor in
`wide`, `leave_out` and `ignored_columns` refuses the file: a publisher's change is noticed."""
PARTS: tuple[tuple[str, str, type[BaseModel], tuple[type[BaseModel], ...]], ...] = (
    ("Which files", "", SourceSpec, (Treatment, Content, Layout)),
    ("How a file is written", "", Layout, ()),
    ("What it holds", "", Content, ()),
    ("The fields of columns", COLUMNS, Columns, ()),
    ("The fields of wide", "", Wide, ()),
    ("The fields of found_in", "", FoundIn, ()),
    ("What its texts are worth", "", Treatment, ()),
    ("The fields of leave_out", "", LeaveOut, ()),
)


def page(project: Project) -> str:
    """The page for the fields of a specification and for those of the project's own framework."""
    blocks = [INTRODUCTION]
    for title, text, model, inherited in PARTS:
        blocks += [f"## {title}", text, _fields(model, inherited)]
    blocks.append("## The specifications that come with the project")
    folder = project.framework.folder / "sources"
    for spec in project.sources:
        blocks += [f"### {spec.name}", *_specification(spec, link(folder / f"{spec.name}.yml"))]
    return document("Source specifications", *blocks)


def _fields(model: type[BaseModel], inherited: tuple[type[BaseModel], ...]) -> str:
    words, meaning = fields_in_words(model), meanings(model)
    elsewhere = {name for part in inherited for name in part.model_fields}
    return grid(
        ("Field", "Default", "Holds", "Meaning"),
        (
            (f"`{name}`", default_in_words(field), words[name], meaning[name])
            for name, field in model.model_fields.items()
            if name != "name" and name not in elsewhere  # a specification's name is its file's, never written in it
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
        *(f"Left out as `{rule.rule}`: {rule.says}" for rule in spec.leave_out),
    )
    yield grid(("What", "Where it stands"), _places(spec))


def _places(spec: SourceSpec) -> Iterator[tuple[str, str]]:
    for what, names in spec.columns.given.items():
        yield f"`{what}`", "column " + " or ".join(f"`{name}`" for name in names)
    if spec.wide is not None:
        columns = code(*spec.wide.columns) or f"like `{spec.wide.pattern}`"
        for what in sorted(spec.wide.meanings):
            yield f"`{what}`", "the name of a column of figures"
        yield "`value`", f"columns {columns}"
    for meaning, text in spec.constants.items():
        yield f"`{meaning}`", f"always `{text}`"
    for meaning, rule in spec.found_in.items():
        yield f"`{meaning}`", f"{rule.place}: `{rule.pattern}`"
