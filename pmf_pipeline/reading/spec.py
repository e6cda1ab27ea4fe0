"""Source specifications: how one kind of landed file is laid out (framework/sources/*.yml).

Only the description of a file belongs here; reading one is in `cells` and `raw_rows`.
"""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.yaml_text import YAMLError, parse_yaml

Marker = Literal["p", "r", "e", "x", "z", "c", "b", "u", "low"]
MARKERS: tuple[str, ...] = ("p", "r", "e", "x", "z", "c", "b", "u", "low")


class Columns(BaseModel):
    """Which column of the file holds what; a name left out means the file does not give it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str
    period: str
    value: str
    area_code: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    accumulation: str | None = None
    marker: str | None = None
    commentary: str | None = None
    submitted_by: str | None = None
    submitted_on: str | None = None

    @cached_property
    def given(self) -> dict[str, str]:
        """Meaning to column name, for the columns the file has."""
        return {meaning: name for meaning, name in self if name is not None}


class SourceSpec(BaseModel):
    """One kind of landed file.

    Attributes:
        name: the specification's file name without `.yml`; the landing asset's name.
        title: what the files are, for people.
        publisher: who publishes or sends them.
        kind: `published` (figures for many authorities) or `returns` (a service's own, by quarter).
        files: which files, as a pattern below landing/ (or below landing/returns/<quarter>/ for returns).
        encoding: of CSV files.
        sheet: the sheet of a workbook to read; the only one where a workbook has one.
        header_row: the row that holds the column names, counted from 1.
        columns: which column holds what.
        optional: the meanings whose column a file may lack.
        ignored_columns: columns the file has and the pipeline does not read.
        false_zeros: measures for which a zero means that there is no figure, not a figure of nothing.
        symbols: texts in the value column that stand for a marker, such as `":": x`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    publisher: str
    kind: Literal["published", "returns"]
    files: str
    encoding: str = "utf-8"
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1)] = 1
    columns: Columns
    optional: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    false_zeros: tuple[str, ...] = ()
    symbols: dict[str, Marker] = {}

    @model_validator(mode="after")
    def _areas(self) -> "SourceSpec":
        if self.kind == "published" and self.columns.area_code is None:
            raise ValueError("a published source needs the column of its area codes (columns: area_code)")
        return self

    @property
    def table(self) -> str:
        """The warehouse table that holds its rows."""
        return "internal_returns" if self.kind == "returns" else "published_figures"

    def digest_text(self) -> str:
        """The specification as text that changes whenever its meaning does."""
        return self.model_dump_json()


def load_sources(folder: Path) -> tuple[SourceSpec, ...]:
    """Every source specification in `folder`, by name.

    Raises:
        ConfigurationError: naming file and field of every fault.
    """
    specs, faults = [], []
    for path in sorted(folder.glob("*.yml")):
        try:
            content = parse_yaml(path.read_text(encoding="utf-8-sig"))
            specs.append(SourceSpec.model_validate({**content, "name": path.stem}))
        except ValidationError as error:
            for fault in error.errors():
                field = ".".join(map(str, fault["loc"])) or "the file"
                faults.append(f"{path.name}, {field}: {fault['msg']}, found {fault['input']!r}.")
        except (UnicodeDecodeError, YAMLError, TypeError) as error:
            faults.append(f"{path.name} could not be read as YAML: {error}.")
    if [spec.kind for spec in specs].count("returns") > 1:
        faults.append("more than one specification has `kind: returns`; keep one.")
    if faults:
        raise ConfigurationError(f"The source specifications in {folder} cannot be used:\n  " + "\n  ".join(faults))
    return tuple(specs)
