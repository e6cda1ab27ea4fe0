"""Every table of the warehouse: what it holds, how it is sliced and what it reads.

Landing tables follow from the source specifications, the others from the SQL models. Whether a slice is there
and in order is the warehouse's business (resources/).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pmf_pipeline.reading.landed_columns import LANDING_COLUMNS
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.sql.model import Model

LANDING_FRAMEWORK = ("indicators", "areas", "joint_reporting", "calendar")
ASKED_FROM = ("calendar", "indicators", "services")
WHOLE = "whole"
EDITIONS = "editions"


@dataclass(frozen=True)
class Input:
    """A table that another reads; with `history`, also its slices of every earlier quarter."""

    table: str
    history: bool = False


@dataclass(frozen=True)
class Table:
    """One warehouse table.

    Attributes:
        name: its folder in warehouse/.
        group: landing, outturns, comparisons or reports.
        slicing: one slice per `quarter`, per `source`, or one `whole`; `edition` for what only an edition holds.
        columns: name to (DuckDB type, description), in order.
        grain: the columns that identify a row.
        inputs: the tables it reads.
        framework: the framework files it reads, without `.csv`.
        description: what one row is.
        owner: the team that answers for it.
        model: its SQL model; None for landing tables.
        sources: the specifications a landing table is read by.
        preview: the columns that a preview shows; the first ones where none are named.
        reads_editions: whether it reads what editions published.
    """

    name: str
    group: Literal["landing", "outturns", "comparisons", "reports"]
    slicing: Literal["quarter", "source", "whole", "edition"]
    columns: Mapping[str, tuple[str, str]]
    grain: tuple[str, ...]
    inputs: tuple[Input, ...]
    framework: tuple[str, ...]
    description: str
    owner: str
    model: Model | None = None
    sources: tuple[SourceSpec, ...] = ()
    preview: tuple[str, ...] = ()
    reads_editions: bool = False

    @property
    def slice_column(self) -> str | None:
        """The column that says which slice a row belongs to."""
        return {"quarter": "quarter", "edition": "quarter", "source": "source", "whole": None}[self.slicing]

    def sources_of(self, name: str) -> tuple[SourceSpec, ...]:
        """The specifications that a slice of a landing table is read by: all of a quarter's, or its own source's."""
        return tuple(spec for spec in self.sources if self.slicing == "quarter" or spec.name == name)


@dataclass(frozen=True)
class Catalogue:
    """Every table by name, inputs before what reads them."""

    tables: Mapping[str, Table]

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def keeps_history(self, name: str) -> bool:
        """Whether later quarters read this table's earlier slices, so that gaps in it must be filled first."""
        return any(
            entry.table == name and (entry.history or self.keeps_history(reader.name))
            for reader in self.tables.values()
            for entry in reader.inputs
        )


def build_catalogue(sources: tuple[SourceSpec, ...], models: Mapping[str, Model]) -> Catalogue:
    """The catalogue of a home with these source specifications and models."""
    landing = [_landing_table("internal_returns", "quarter", sources)]
    landing.append(_landing_table("published_figures", "source", sources))
    tables = [*landing, *(_model_table(model) for model in models.values())]
    return Catalogue({table.name: table for table in tables})


def _landing_table(name: str, slicing: Literal["quarter", "source"], sources: tuple[SourceSpec, ...]) -> Table:
    what = "a service's return" if slicing == "quarter" else "a published extract"
    return Table(
        name=name,
        group="landing",
        slicing=slicing,
        columns=LANDING_COLUMNS,
        grain=("file_name", "sheet", "row_number", "cell"),
        inputs=(),
        framework=LANDING_FRAMEWORK,
        description=f"Every row of {what} as landed: its text, what it is worth, and its fate.",
        owner="team:performance",
        preview=("file_name", "row_number", "measure", "area_code", "period", "raw_value", "marker", "fate", "reason"),
        sources=tuple(spec for spec in sources if spec.table == name),
    )


def _framework_files(model: Model) -> tuple[str, ...]:
    """The framework files behind a model: those it names, and those that say what services owe, where it asks."""
    named = [table for source, table in model.sources if source == "framework"]
    return tuple(dict.fromkeys([*named, *(ASKED_FROM if ("run", "asked") in model.sources else ())]))


def _model_table(model: Model) -> Table:
    header = model.header
    landed = tuple(Input(table) for source, table in model.sources if source == "landing")
    return Table(
        name=model.name,
        group=model.group,  # type: ignore[arg-type]
        slicing=header.slices,
        columns=header.columns,
        grain=header.grain,
        inputs=(*landed, *(Input(name, name in header.history) for name in model.refs)),
        framework=_framework_files(model),
        description=header.description.strip(),
        owner=header.owner,
        model=model,
        preview=header.preview,
        reads_editions=any(source == EDITIONS for source, _ in model.sources),
    )
