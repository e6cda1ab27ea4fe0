"""A whole specification: which files, from whom, and its parts."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pmf_pipeline.reading.spec.content import Content
from pmf_pipeline.reading.spec.layout import Layout
from pmf_pipeline.reading.spec.treatment import Treatment


class SourceSpec(Treatment, Content, Layout):
    """One kind of landed file, of one layout.

    A workbook whose sheets are laid out differently has a specification for each of them, for the same files.

    Attributes:
        name: the specification's file name without `.yml`; the landing asset's name.
        title: what the files are, for people.
        publisher: who publishes or sends them.
        kind: `published` (figures for many authorities) or `returns` (a service's own, by quarter).
        files: which files, as a pattern below landing/ (or below landing/returns/<quarter>/ for returns).
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    publisher: str
    kind: Literal["published", "returns"]
    files: str

    @model_validator(mode="after")
    def _areas(self) -> "SourceSpec":
        given = self.columns.area_code is not None or "area_code" in self.constants or "area_code" in self.found_in
        if self.kind == "published" and not given:
            raise ValueError("a published source needs the column of its area codes (columns: area_code)")
        return self

    @property
    def table(self) -> str:
        """The warehouse table that holds its rows."""
        return "internal_returns" if self.kind == "returns" else "published_figures"

    def digest_text(self) -> str:
        """The specification as text that changes whenever its meaning does."""
        return self.model_dump_json()
