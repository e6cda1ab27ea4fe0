"""How a file is written: its format, its text encoding, and where the table stands in it."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from pmf_pipeline.reading.spec.part import Part, Pattern


class Layout(Part):
    r"""How a file is written.

    Attributes:
        format: `csv`, or `workbook` for XLSX and ODS; by the file's suffix where it is left out.
        encoding: of a CSV file, such as `utf-8` or `windows-1252`; `detect` tells UTF-8, UTF-16 and Windows-1252
            apart. A byte order mark wins over it.
        delimiter: what separates the cells of a CSV file: one character, or `detect` to find which of comma,
            semicolon, tab and bar gives the columns named here.
        quote: the character around the texts of a CSV file.
        sheet: the sheet of a workbook, or a pattern with `*` for several of one layout (all are read); the only
            one where a workbook has one.
        percentages: whether a cell that a workbook shows as 34% is read as `stored`, 0.34, or as `shown`, 34%. What
            people type is read as shown; what publishers store is scaled.
        header_row: the row that holds the column names, counted from 1.
        header_rows: how many rows the column names take, from `header_row` on. A text in an upper row names the
            columns to its right too, up to the next one, and the texts of a column are joined by ` | `.
        says_above: a pattern that has to be found above the header, such as `£ thousand`: the unit that `scale` is
            for. A file that says another is refused.
        ends_at: a pattern of the first text of the row at which the data ends, such as `Notes:?`. That row and
            those below it are footnotes: each is kept as a note and left out by rule.
    """

    format: Literal["csv", "workbook"] | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: Annotated[str, Field(min_length=1, max_length=1)] = '"'
    sheet: str | None = None
    percentages: Literal["stored", "shown"] = "stored"
    header_row: Annotated[int, Field(ge=1)] = 1
    header_rows: Annotated[int, Field(ge=1, le=5)] = 1
    says_above: Pattern | None = None
    ends_at: Pattern | None = None

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str) -> str:
        if name != "detect":
            try:
                "".encode(name)
            except LookupError:
                raise ValueError(f"{name!r} is no text encoding; write utf-8, windows-1252 or detect") from None
        return name

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, text: str) -> str:
        if text != "detect" and len(text) != 1:
            raise ValueError("give one character, or detect")
        return text

    @property
    def last_header_row(self) -> int:
        """The row just above the data."""
        return self.header_row + self.header_rows - 1
